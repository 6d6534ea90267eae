//! A clause drawn as a tree.

use dunant::convention::Truth;
use dunant::exchange::articles::{Node, why_undecided};
use dunant::exchange::page::{Page, plain};

/// What stands before each part of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// Whether the facts make it true, false or neither: `[+]`, `[-]`, `[?]`.
    Truth,
    /// Nothing is known, so a dash.
    None,
}

/// The parts of a clause, each with the conditions that it is made of.
pub(super) fn draw(page: &mut Page, indent: usize, parts: &[Node], marks: Marks) {
    for part in parts {
        node(page, indent, part, marks);
    }
}

fn node(page: &mut Page, indent: usize, this: &Node, marks: Marks) {
    let (marker, step) = match (marks, this.truth) {
        (Marks::None, _) => ("- ", 2),
        (Marks::Truth, Truth::True) => ("[+] ", 4),
        (Marks::Truth, Truth::False) => ("[-] ", 4),
        (Marks::Truth, Truth::Unknown) => ("[?] ", 4),
    };
    let mut text = this.text();
    if let (Marks::Truth, Some(gap)) = (marks, this.gap) {
        text.push_str(&format!(" ({})", why_undecided(gap)));
    }
    if !this.children.is_empty() {
        text.push(':');
    }
    page.hanging(indent, marker, &[plain(text)]);
    for child in &this.children {
        node(page, indent + step, child, marks);
    }
}
