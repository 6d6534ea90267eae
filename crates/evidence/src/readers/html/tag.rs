use super::forms::UNSEEN;
use super::loads::PLACES;

/// A start tag as far as it is looked at.
#[derive(Default)]
pub(super) struct Tag {
    pub(super) name: String,
    /// Where it begins in the page.
    pub(super) start: usize,
    attributes: Vec<(String, String)>,
}

/// Attributes that are asked for, besides those that name a place; nothing else of a tag is kept.
const WANTED: [&str; 19] = [
    "alt",
    "aria-hidden",
    "aria-label",
    "class",
    "colspan",
    "content",
    "datetime",
    "http-equiv",
    "id",
    "itemprop",
    "name",
    "property",
    "rel",
    "rowspan",
    "shadowrootmode",
    "style",
    "title",
    "type",
    "value",
];

/// Those of any length; of the others, values of at most [`LONGEST`] bytes.
const LONG: [&str; 2] = ["content", "style"];
const LONGEST: usize = 200;
const LONGEST_UNSEEN: usize = 4_000;

impl Tag {
    pub(super) fn new(name: String, start: usize) -> Self {
        Self { name, start, attributes: Vec::new() }
    }

    /// Keeps an attribute that is wanted. A name that is said twice is one; its first value counts (HTML, section 13.2.5.33).
    pub(super) fn keep(&mut self, name: &str, value: &[u8]) {
        let leads = name == "href" || PLACES.contains(&name);
        let wanted = WANTED.contains(&name) && (value.len() <= LONGEST || LONG.contains(&name));
        let unseen = UNSEEN.contains(&name) && value.len() <= LONGEST_UNSEEN;
        if (leads || wanted || unseen) && self.get(name).is_none() {
            self.attributes.push((name.to_owned(), String::from_utf8_lossy(value).into_owned()));
        }
    }

    /// Keeps an attribute that says something without a value, too.
    pub(super) fn keep_bare(&mut self, name: &str) {
        if matches!(name, "checked" | "hidden" | "open" | "selected") {
            self.attributes.push((name.to_owned(), String::new()));
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
