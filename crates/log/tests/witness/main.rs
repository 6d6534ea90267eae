//! Witnesses and the log that asks them, over loopback HTTP and over scripted transports.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails says where"
)]

mod asking;
mod crashing;
mod end_to_end;
mod serving;
mod whole;
mod world;
