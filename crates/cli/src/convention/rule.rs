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
    let (shown, left_out) = worth_showing(&this.children, marks);
    shown.into_iter().for_each(|child| node(page, indent + step, child, marks));
    if left_out > 0 {
        let why = if marks == Marks::Truth { " that say no more" } else { "" };
        page.hanging(indent + step, "… ", &[plain(format!("and {left_out} more{why}"))]);
    }
}

/// The parts of a part that a person reads, and how many are left out. Dozens come only of lists of parties, a part for each day
/// on which one joined: those that the facts make true are shown, and of the rest as many as fit.
fn worth_showing(children: &[Node], marks: Marks) -> (Vec<&Node>, usize) {
    /// More parts than this are not read.
    const READ: usize = 8;
    let of_parties = children.iter().all(|child| !child.children.is_empty());
    if children.len() <= READ || !of_parties {
        return (children.iter().collect(), 0);
    }
    let telling = |child: &&Node| marks == Marks::Truth && child.truth == Truth::True;
    let (first, others): (Vec<&Node>, Vec<&Node>) = children.iter().partition(telling);
    let room = READ.saturating_sub(first.len()).max(2);
    let shown: Vec<&Node> = first.into_iter().chain(others.into_iter().take(room)).collect();
    let left_out = children.len() - shown.len();
    (shown, left_out)
}
