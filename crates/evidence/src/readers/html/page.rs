use std::ops::Range;

use dunant_vocabulary::DateRange;
use html5gum::emitters::callback::CallbackEvent;
use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::text::SourcedText;
use crate::readers::written_dates;

/// A page as its tags go by. Its text is written down with the marks that prose is read by: `#` for a heading, a bar for a
/// cell, backticks for code.
pub(super) struct Page<'s> {
    source: &'s str,
    pub(super) text: SourcedText,
    pub(super) title: Option<String>,
    pub(super) dated: Option<DateRange>,
    /// Sections, tables and code, by where they begin.
    pub(super) parts: Vec<Part>,
    tag: Tag,
    attribute: String,
    /// The element whose content is passed over until it closes.
    skipped: Option<String>,
    in_title: bool,
    preformatted: bool,
    in_cell: bool,
    /// The heading being read: where its tag begins, and where its words begin in the text.
    heading: Option<(usize, usize)>,
    /// Where the open table and code begin.
    table: Option<usize>,
    code: Option<usize>,
}

/// A part of the page.
pub(super) struct Part {
    /// `section`, `table` or `code`.
    pub(super) kind: &'static str,
    /// The words of a section's heading.
    pub(super) heading: Option<String>,
    /// Its bytes in the source; a section ends where the next begins.
    pub(super) range: Range<usize>,
}

/// The tag being read.
#[derive(Default)]
struct Tag {
    name: String,
    start: usize,
    attributes: Vec<(String, String)>,
}

impl<'s> Page<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self {
            source,
            text: SourcedText::default(),
            title: None,
            dated: None,
            parts: Vec::new(),
            tag: Tag::default(),
            attribute: String::new(),
            skipped: None,
            in_title: false,
            preformatted: false,
            in_cell: false,
            heading: None,
            table: None,
            code: None,
        }
    }

    pub(super) fn see(&mut self, event: &CallbackEvent<'_>, span: Range<usize>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag { name: lower(name), start: span.start, attributes: Vec::new() };
            }
            CallbackEvent::AttributeName { name } => self.attribute = lower(name),
            CallbackEvent::AttributeValue { value } => {
                // What is asked for below; nothing else of a tag is kept.
                const WANTED: [&str; 5] = ["content", "datetime", "itemprop", "name", "property"];
                if WANTED.contains(&self.attribute.as_str()) && value.len() <= 200 && self.tag.attributes.len() < 8 {
                    let value = String::from_utf8_lossy(value).into_owned();
                    self.tag.attributes.push((std::mem::take(&mut self.attribute), value));
                }
            }
            CallbackEvent::CloseStartTag { .. } => {
                let tag = std::mem::take(&mut self.tag);
                self.open(&tag, tag.start..span.end.max(tag.start));
            }
            CallbackEvent::EndTag { name } => self.close(&lower(name), span),
            CallbackEvent::String { .. } => self.words(span),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    pub(super) fn finish(&mut self) {
        let end = self.source.len();
        self.end_section(end);
        self.end_part("table", end);
        self.end_part("code", end);
        self.parts.sort_by_key(|part| (part.range.start, part.range.end));
    }

    fn open(&mut self, tag: &Tag, at: Range<usize>) {
        match tag.name.as_str() {
            "meta" => self.meta(tag),
            "time" if self.dated.is_none() => self.dated = tag.get("datetime").and_then(written_dates::parse),
            "title" if self.skipped.is_none() || self.skipped.as_deref() == Some("head") => {
                self.in_title = self.title.is_none();
            }
            "body" | "div" | "p" | "h1" | "table" if self.skipped.as_deref() == Some("head") => self.skipped = None,
            _ => {}
        }
        if self.skipped.is_some() {
            return;
        }
        if SKIPPED.contains(&tag.name.as_str()) {
            self.skipped = Some(tag.name.clone());
            return;
        }
        match tag.name.as_str() {
            "pre" => {
                self.preformatted = true;
                self.code = Some(at.start);
                self.text.push_for("\n```\n", at);
            }
            "code" | "tt" | "kbd" | "samp" if !self.preformatted => self.text.push_for("`", at),
            "td" | "th" => {
                self.in_cell = true;
                self.text.push_for("| ", at);
            }
            "tr" => {
                self.in_cell = false;
                self.text.push_for("\n", at);
            }
            "li" if !self.in_cell => self.text.push_for("\n\n* ", at),
            "table" => {
                self.table.get_or_insert(at.start);
                self.text.push_for("\n\n", at);
            }
            name => {
                if let Some(level) = heading_level(name) {
                    self.end_section(at.start);
                    self.in_cell = false;
                    let marks = "\n\n###### ";
                    self.text.push_for("\n\n", at.clone());
                    self.text.push_for(marks.get(2..2 + level).unwrap_or_default(), at.clone());
                    self.text.push_for(" ", at.clone());
                    self.heading = Some((at.start, self.text.as_str().len()));
                } else {
                    self.edge(name, at);
                }
            }
        }
    }

    fn close(&mut self, name: &str, at: Range<usize>) {
        if name == "title" {
            self.in_title = false;
        }
        if self.skipped.as_deref() == Some(name) {
            self.skipped = None;
            return;
        }
        if self.skipped.is_some() {
            return;
        }
        match name {
            "pre" if self.preformatted => {
                self.preformatted = false;
                self.end_part("code", at.end);
                self.text.push_for("\n```\n", at);
            }
            "code" | "tt" | "kbd" | "samp" if !self.preformatted => self.text.push_for("`", at),
            "td" | "th" => {
                self.in_cell = false;
                self.text.push_for(" |", at);
            }
            "table" => {
                self.in_cell = false;
                self.end_part("table", at.end);
                self.text.push_for("\n\n", at);
            }
            _ if heading_level(name).is_some() => {
                if let Some((start, words)) = self.heading.take() {
                    let heading = self.text.as_str().get(words..).unwrap_or_default();
                    let heading = heading.split_whitespace().collect::<Vec<_>>().join(" ");
                    if self.title.is_none() && !heading.is_empty() {
                        self.title = Some(heading.clone());
                    }
                    self.parts.push(Part { kind: "section", heading: Some(heading), range: start..self.source.len() });
                }
                self.text.push_for("\n\n", at);
            }
            _ => self.edge(name, at),
        }
    }

    /// The start or end of an element that is not spoken of by name above.
    fn edge(&mut self, name: &str, at: Range<usize>) {
        if name == "br" {
            self.text.push_for(if self.in_cell { " | " } else { "\n" }, at);
        } else if BLOCKS.contains(&name) {
            // Blocks within a cell stay in it.
            self.text.push_for(if self.in_cell { " | " } else { "\n\n" }, at);
        }
    }

    fn words(&mut self, span: Range<usize>) {
        let Some(written) = self.source.get(span.clone()) else { return };
        if self.in_title {
            let title = decode(written).split_whitespace().collect::<Vec<_>>().join(" ");
            self.title = Some(title.chars().take(300).collect()).filter(|title: &String| !title.is_empty());
            return;
        }
        if self.skipped.is_some() {
            return;
        }
        let mut at = 0;
        while let Some(rest) = written.get(at..).filter(|rest| !rest.is_empty()) {
            let plain = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
            let (words, rest) = rest.split_at_checked(plain).unwrap_or((rest, ""));
            if self.preformatted {
                self.text.push_same(words, span.start + at);
            } else {
                // A line break in the source is white space, no more.
                self.text.push_same(&words.replace(['\n', '\r', '\t'], " "), span.start + at);
            }
            at += plain;
            let length = reference_length(rest);
            if let Some(reference) = rest.get(..length).filter(|reference| !reference.is_empty()) {
                self.text.push_for(&decode(reference), span.start + at..span.start + at + length);
                at += length;
            }
        }
    }

    fn meta(&mut self, tag: &Tag) {
        const NAMES: [&str; 8] = [
            "article:published_time",
            "citation_publication_date",
            "date",
            "datepublished",
            "dc.date",
            "dcterms.created",
            "og:published_time",
            "pubdate",
        ];
        let name = ["property", "name", "itemprop"].into_iter().find_map(|key| tag.get(key)).unwrap_or_default();
        if NAMES.contains(&name.to_ascii_lowercase().as_str())
            && let Some(date) = tag.get("content").and_then(written_dates::parse)
        {
            self.dated.get_or_insert(date);
        }
    }

    fn end_section(&mut self, at: usize) {
        if let Some(part) = self.parts.iter_mut().rev().find(|part| part.kind == "section") {
            part.range.end = part.range.end.min(at);
        }
    }

    fn end_part(&mut self, kind: &'static str, end: usize) {
        let open = if kind == "table" { &mut self.table } else { &mut self.code };
        if let Some(start) = open.take() {
            self.parts.push(Part { kind, heading: None, range: start..end });
        }
    }
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Elements whose content no reader of the page sees.
const SKIPPED: [&str; 9] = ["head", "iframe", "noembed", "noframes", "noscript", "script", "style", "svg", "template"];

/// Elements that end a sentence.
const BLOCKS: [&str; 31] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "section",
    "summary",
    "tbody",
    "textarea",
    "tr",
    "ul",
];

fn heading_level(name: &str) -> Option<usize> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(usize::from(digit - b'0')),
        _ => None,
    }
}

fn lower(name: &[u8]) -> String {
    String::from_utf8_lossy(name.get(..64).unwrap_or(name)).to_ascii_lowercase()
}

/// The length of the character reference that `text` begins with; 1 when the ampersand is only an ampersand.
fn reference_length(text: &str) -> usize {
    let Some(rest) = text.strip_prefix('&') else { return 0 };
    let name = rest.bytes().take(40).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    1 + name + usize::from(name > 0 && rest.as_bytes().get(name) == Some(&b';'))
}

/// Character references as the characters that they stand for.
fn decode(written: &str) -> String {
    match written {
        "&amp;" => return "&".to_owned(),
        "&lt;" => return "<".to_owned(),
        "&gt;" => return ">".to_owned(),
        "&quot;" => return "\"".to_owned(),
        "&nbsp;" | "&#160;" => return " ".to_owned(),
        _ if !written.contains('&') => return written.to_owned(),
        _ => {}
    }
    let mut decoded = String::with_capacity(written.len());
    // Only text can come of it: a `<` cannot stand in what a tokenizer called text, or is text again.
    for token in Tokenizer::new_with_emitter(written, DefaultEmitter::<()>::default()) {
        if let Ok(Token::String(words)) = token {
            decoded.push_str(&String::from_utf8_lossy(&words));
        }
    }
    decoded
}
