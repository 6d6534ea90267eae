//! Forms of a page: what somebody may choose or write in them is not said by the page.

use std::ops::Range;

use super::tag::Tag;

/// What the forms of a page offer, and nobody has chosen.
#[derive(Debug, Default)]
pub(super) struct Offers {
    /// Bytes of the page, in order.
    pub(super) ranges: Vec<Range<usize>>,
    /// The element that is open and offers its words: its name, and where they begin.
    open: Option<(String, usize)>,
}

impl Offers {
    /// An element begins: it may offer its words, as an area to write in does and what may be chosen.
    pub(super) fn open(&mut self, tag: &Tag, at: &Range<usize>) {
        let name = tag.name.as_str();
        if matches!(name, "option" | "optgroup" | "select" | "datalist" | "textarea") {
            self.end(at.start);
        }
        if matches!(name, "textarea" | "optgroup" | "datalist") || name == "option" && tag.get("selected").is_none() {
            self.open = Some((tag.name.clone(), at.end));
        }
    }

    /// The element `name` ends at `at`.
    pub(super) fn close(&mut self, name: &str, at: usize) {
        if self.open.as_ref().is_some_and(|(open, _)| open == name) || matches!(name, "select" | "datalist") {
            self.end(at);
        }
    }

    /// Whatever is open ends at `at`.
    pub(super) fn end(&mut self, at: usize) {
        if let Some((_, start)) = self.open.take() {
            self.ranges.push(start..at);
        }
    }
}

/// The box that a field of a form draws, ticked or not.
pub(super) fn tick(tag: &Tag) -> &'static str {
    let kind = tag.get("type").unwrap_or_default().to_ascii_lowercase();
    match (kind.as_str(), tag.get("checked").is_some()) {
        ("checkbox" | "radio", true) => "☑ ",
        ("checkbox" | "radio", false) => "☐ ",
        _ => "",
    }
}
