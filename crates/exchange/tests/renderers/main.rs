//! The three renderers over one invented case, calm and hostile.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on fails")]

mod html;
mod json;
mod publication;
mod sample;
mod screen;
mod text;
mod tradecraft;
