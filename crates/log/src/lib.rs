//! The record on disk: a log that one process writes and anybody can read and check.

pub mod storage;
pub mod witness;
pub mod witnesses;
