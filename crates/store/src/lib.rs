//! Where cases are kept.
