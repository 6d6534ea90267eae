//! Forms of a page: what somebody may choose or write in them is not said by the page.

use std::ops::Range;

use super::characters::decode;
use super::page::Page;
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

impl Page<'_> {
    /// A field of a form: its box, or what somebody may change in it, which the page shows and does not say.
    pub(super) fn field(&mut self, tag: &Tag, at: Range<usize>) {
        let shows = |kind: &str| !["checkbox", "radio", "password", "file", "image", "color", "range"].contains(&kind);
        let kind = tag.get("type").unwrap_or("text").to_ascii_lowercase();
        let value = tag.get("value").map(decode).filter(|value| shows(&kind) && !value.trim().is_empty());
        self.out().push_for(tick(tag), at.clone());
        if let Some(value) = value {
            self.out().push_for(" ", at.clone());
            self.out().push_for(&value, at.clone());
            self.out().push_for(" ", at.clone());
            self.offers.end(at.start);
            self.offers.ranges.push(at);
        }
    }

    /// What attributes of an element hold that nobody sees who looks at the page: what stands for a picture, what appears under the
    /// pointer, what describes the page, what runs when something happens.
    pub(super) fn attributes(&mut self, tag: &Tag, at: &Range<usize>) {
        let described = tag.name == "meta"
            && tag.get("http-equiv").is_none()
            && (tag.get("name").or_else(|| tag.get("property"))).is_some_and(|name| {
                ["description", "keywords", "og:description", "og:title", "twitter:description", "twitter:title"]
                    .iter()
                    .any(|known| name.eq_ignore_ascii_case(known))
            });
        let names = UNSEEN.into_iter().filter(|name| *name != "content" || described);
        for value in names.filter_map(|name| tag.get(name)) {
            let value = decode(value);
            if value.contains(['.', ':', '[', '(']) || value.len() >= 32 {
                self.fields.push_for(&value, at.clone());
                self.fields.push_for("\n\n", at.clone());
            }
        }
    }
}

/// Attributes that hold words or code which a page does not show.
pub(super) const UNSEEN: [&str; 9] =
    ["alt", "aria-label", "content", "onclick", "onerror", "onload", "onmouseover", "onsubmit", "title"];

/// The box that a field of a form draws, ticked or not.
pub(super) fn tick(tag: &Tag) -> &'static str {
    let kind = tag.get("type").unwrap_or_default().to_ascii_lowercase();
    match (kind.as_str(), tag.get("checked").is_some()) {
        ("checkbox" | "radio", true) => "☑ ",
        ("checkbox" | "radio", false) => "☐ ",
        _ => "",
    }
}
