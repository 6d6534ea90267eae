//! An examined case as other people and programs read it: versioned JSON, a page of text, a page of HTML.
//!
//! Nothing here judges: every number and word of judgement comes from the [`Document`]. Evidence is hostile, so every renderer
//! shows characters that hide from a reader by their number, and the HTML page holds no script and loads nothing.

pub mod articles;
mod coverage;
mod document;
mod html;
mod json;
mod left_out;
mod phrases;
mod prior;
mod proposal;
pub mod readout;
mod settings;
mod text;
mod tradecraft;
mod values;
mod words;

pub use coverage::{Coverage, Extent};
pub use document::{CaseSummary, Digests, Document, IntrusionAssessment, ItemSummary, PublicClaim, SCHEMA, Victim};
pub use dunant_vocabulary::visible;
pub use html::{CheckedCase, check_to_html, to_html};
pub use json::{to_json, value_to_json};
pub use left_out::{LeftOut, LeftOutCount, LeftOutKind, left_out_in_words};
pub use proposal::{FactTable, Ground, ProposedFact, proposals_to_toml};
pub use settings::Settings;
pub use text::{Detail, Glyphs, Look, Style, page, to_text};
pub use values::Value;
