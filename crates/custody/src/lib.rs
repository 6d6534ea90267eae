//! Custody of evidence.

pub mod personal;
