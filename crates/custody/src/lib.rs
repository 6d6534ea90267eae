//! Custody of evidence.
