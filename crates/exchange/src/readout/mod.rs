//! What was read of evidence, value by value: what `dunant read` prints.
//!
//! Every value that an item holds has one of three outcomes: it was read, it was set aside for a named reason, or it was lost. A
//! table for people, JSON and CSV say the same.

mod csv;
mod kinds;
mod table;

use dunant_evidence::{Bearing, Reason};
use dunant_vocabulary::{Space, Span};
use serde::Serialize;

use crate::{ItemSummary, LeftOut, Value, value_to_json};

pub use self::csv::to_csv;
pub use self::kinds::{Kinds, UnknownKind};
pub use self::table::to_table;

/// The name and version of the schema that [`Readout`] serialises to.
pub const READING_SCHEMA: &str = "dunant.reading/1";

/// What was read of the files given.
#[derive(Debug, Serialize)]
pub struct Readout {
    /// [`READING_SCHEMA`].
    pub schema: &'static str,
    /// Each file in the order given, members of archives behind their archive.
    pub items: Vec<ItemSummary>,
    /// What stands in the directories given and was not read: hidden files, links, pipes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
}

impl Readout {
    /// What was read of `items`, and what was left out beside them.
    #[must_use]
    pub fn of(items: Vec<ItemSummary>, left_out: Vec<LeftOut>) -> Self {
        Self { schema: READING_SCHEMA, items, left_out }
    }

    /// As JSON: two spaces an indent, a line end at the end, hiding characters as escapes.
    ///
    /// # Errors
    /// None of a readout's own: see [`serde_json::to_string_pretty`].
    pub fn to_json(&self, kinds: &Kinds) -> Result<String, serde_json::Error> {
        if kinds.are_all() {
            return value_to_json(self);
        }
        let mut items = self.items.clone();
        for item in &mut items {
            item.observations.retain(|observation| kinds.hold(&Value::of(observation).kind));
        }
        value_to_json(&Self { schema: self.schema, items, left_out: self.left_out.clone() })
    }
}

/// What became of one value.
#[derive(Debug, Clone)]
struct Row<'r> {
    outcome: Outcome,
    /// Its kind; of what was set aside the reason in words.
    kind: String,
    value: String,
    id: String,
    /// How the item speaks of it; empty where it states it.
    bearing: String,
    span: Option<Span>,
    path: &'r str,
    /// Values that the row stands for.
    count: u64,
    help: &'r str,
}

/// The outcomes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Read,
    SetAside,
    Lost,
    NotRead,
}

impl Outcome {
    fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::SetAside => "set aside",
            Self::Lost => "lost",
            Self::NotRead => "not read",
        }
    }
}

/// Every row of an item: read, set aside, lost; each in the order of the item.
fn rows<'r>(item: &'r ItemSummary, kinds: &Kinds) -> Vec<Row<'r>> {
    let mut rows = Vec::new();
    if let Some(refusal) = &item.refusal {
        rows.push(Row {
            outcome: Outcome::NotRead,
            kind: String::new(),
            value: refusal.reason.clone(),
            id: String::new(),
            bearing: String::new(),
            span: None,
            path: "",
            count: 1,
            help: refusal.help.as_deref().unwrap_or_default(),
        });
    }
    for observation in &item.observations {
        let value = Value::of(observation);
        if kinds.hold(&value.kind) {
            rows.push(Row {
                outcome: Outcome::Read,
                kind: value.kind,
                value: value.value,
                id: value.id.unwrap_or_default(),
                bearing: bearing(value.bearing),
                span: Some(value.span),
                path: value.path,
                count: 1,
                help: "",
            });
        }
    }
    for aside in &item.set_aside {
        rows.push(Row {
            outcome: Outcome::SetAside,
            kind: reason(aside.reason),
            value: aside.what.clone(),
            id: String::new(),
            bearing: String::new(),
            span: Some(aside.span),
            path: &aside.path,
            count: aside.count,
            help: "",
        });
    }
    for loss in &item.losses {
        rows.push(Row {
            outcome: Outcome::Lost,
            kind: String::new(),
            value: loss.what.clone(),
            id: String::new(),
            bearing: String::new(),
            span: loss.span,
            path: "",
            count: loss.count,
            help: loss.help.as_deref().unwrap_or_default(),
        });
    }
    rows
}

fn reason(reason: Reason) -> String {
    reason.words().to_owned()
}

/// The bearing's name in the JSON documents; empty for what is stated.
fn bearing(bearing: Bearing) -> String {
    if bearing.is_stated() {
        return String::new();
    }
    let name = serde_json::to_value(bearing).ok();
    name.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// `page 3`, `line 14`, or the bytes where lines mean nothing.
fn place(span: Span) -> String {
    match (span.space, span.line) {
        (Space::Page(page), 0) => format!("page {page}"),
        (Space::Page(page), line) => format!("page {page}, line {line}"),
        (_, 0) => format!("byte {}", span.start),
        (_, line) => format!("line {line}"),
    }
}
