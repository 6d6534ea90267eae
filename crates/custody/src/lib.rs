//! Custody of evidence.

pub mod chain;

pub use chain::{CaseId, Chain, ChainError, Link, Subject};
