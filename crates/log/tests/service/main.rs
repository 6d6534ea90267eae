//! The record as a service, over loopback HTTP: many clients, full queues, silent witnesses, requests of every wrong kind, kills.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails says where"
)]

mod busy;
mod hostile;
mod house;
mod many;
mod reading;
