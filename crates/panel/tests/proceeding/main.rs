//! Proceedings, held to the rules of the institution.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails says where"
)]

mod clocks;
mod forgery;
mod institution;
mod laws;
mod recusals;
mod transitions;
mod votes;
