//! A finding of the second form held against its own secretariat: whatever is signed again with the secretariat's key, dropped, moved, dated
//! anew or booked as refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails says where"
)]

mod attacks;
mod edits;
mod first_form;
mod history;
mod honest;
mod house;
mod items;
mod known;
mod members;
mod shown;
mod succession;
