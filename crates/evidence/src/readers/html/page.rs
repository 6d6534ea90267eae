use std::ops::Range;

use dunant_vocabulary::DateRange;
use html5gum::emitters::callback::CallbackEvent;

use super::around;
use super::characters::{decode, is_invisible, push_visible, reference_length};
use super::doubt::Doubt;
use super::elements::{BLOCKS, Elements, FRAMES, SKIPPED, heading_level};
use super::forms::Offers;
use super::loads::Load;
use super::style;
use super::table::Spans;
use super::tag::Tag;
use super::text::SourcedText;
use crate::Observable;
use crate::prose::{Stand, is_framed};
use crate::readers::shown::Shown;
use crate::readers::written_dates;
use crate::surroundings::is_called_apart;

/// A page as its tags go by. Its text is written down with the marks that prose is read by: `#` for a heading, a bar for a
/// cell, backticks for code.
pub(super) struct Page<'s> {
    source: &'s str,
    pub(super) text: SourcedText,
    /// The words of the page's own frame: navigation, footer, comments.
    pub(super) margin: SourcedText,
    /// Words that whoever reads the page does not see, and those that are struck out.
    pub(super) hidden: SourcedText,
    pub(super) struck: SourcedText,
    /// The values of the hidden fields of its forms.
    pub(super) fields: SourcedText,
    /// What its forms offer.
    pub(super) offers: Offers,
    /// Where links lead whose words do not say so.
    pub(super) links: Vec<Link>,
    /// What the page loads, sends to or leads to without a link that is read.
    pub(super) loads: Vec<Load>,
    /// Whether the page asks for a password.
    pub(super) asks_password: bool,
    /// Elements that no reader of the page sees, such as scripts: how many, and where the first is.
    pub(super) unseen: Option<(u64, Range<usize>)>,
    pub(super) title: Option<String>,
    pub(super) dated: Option<DateRange>,
    /// Sections, tables and code, by where they begin.
    pub(super) parts: Vec<Part>,
    /// Bytes of the source whose words may be hidden by their style.
    pub(super) doubted: Vec<Range<usize>>,
    /// Bytes of the source whose words are quoted.
    pub(super) quoted: Vec<Range<usize>>,
    /// Whether a description, a label or a caption says that the page is of a course, an exercise or a story.
    pub(super) is_framed: bool,
    doubt: Doubt,
    tag: Tag,
    attribute: String,
    /// The element whose content is passed over until it closes.
    skipped: Option<String>,
    /// The element of the page's frame that is open.
    framed: Option<String>,
    elements: Elements,
    /// The cells of the open table that reach over several rows or columns.
    pub(super) spans: Spans,
    /// The link that is open: where it leads, and where its words begin in the text.
    link: Option<(Link, usize)>,
    in_title: bool,
    preformatted: bool,
    in_cell: bool,
    /// The heading being read: where its tag begins, and where its words begin in the text.
    heading: Option<(usize, usize)>,
    /// The last section among the parts.
    section: Option<usize>,
    /// Where the open table and code begin.
    table: Option<usize>,
    code: Option<usize>,
}

/// Where a link leads.
pub(super) struct Link {
    pub(super) target: String,
    /// The tag's bytes in the source.
    pub(super) range: Range<usize>,
    /// Whether it is in the page's frame: its navigation, its footer.
    pub(super) framed: bool,
    pub(super) shown: Shown,
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

impl<'s> Page<'s> {
    /// An empty page; `deepest` elements within each other are told apart.
    pub(super) fn new(source: &'s str, deepest: u64) -> Self {
        Self {
            source,
            text: SourcedText::default(),
            margin: SourcedText::default(),
            hidden: SourcedText::default(),
            struck: SourcedText::default(),
            fields: SourcedText::default(),
            offers: Offers::default(),
            links: Vec::new(),
            loads: Vec::new(),
            asks_password: false,
            unseen: None,
            title: None,
            dated: None,
            parts: Vec::new(),
            doubted: Vec::new(),
            quoted: Vec::new(),
            is_framed: false,
            doubt: Doubt::of(source),
            tag: Tag::default(),
            attribute: String::new(),
            skipped: None,
            framed: None,
            elements: Elements::new(deepest),
            spans: Spans::new(source.len()),
            link: None,
            in_title: false,
            preformatted: false,
            in_cell: false,
            heading: None,
            section: None,
            table: None,
            code: None,
        }
    }

    pub(super) fn see(&mut self, event: &CallbackEvent<'_>, span: Range<usize>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag::new(lower(name), span.start);
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = lower(name);
                self.tag.keep_bare(&self.attribute);
            }
            CallbackEvent::AttributeValue { value } => {
                let name = std::mem::take(&mut self.attribute);
                self.tag.keep(&name, value);
            }
            CallbackEvent::CloseStartTag { .. } => {
                let tag = std::mem::take(&mut self.tag);
                self.open(&tag, tag.start..span.end.max(tag.start));
            }
            CallbackEvent::EndTag { name } => self.close(&lower(name), span),
            CallbackEvent::String { .. } => self.words(span),
            CallbackEvent::Comment { .. } => self.comment(span),
            CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    pub(super) fn finish(&mut self) {
        self.leave_link();
        let end = self.source.len();
        self.offers.end(end);
        self.end_section(end);
        self.end_part("table", end);
        self.end_part("code", end);
        self.parts.sort_by_key(|part| (part.range.start, part.range.end));
    }

    fn open(&mut self, tag: &Tag, at: Range<usize>) {
        match tag.name.as_str() {
            "meta" => {
                self.meta(tag);
                self.forward(tag, &at);
            }
            "time" if self.dated.is_none() => self.dated = tag.get("datetime").and_then(written_dates::parse),
            "title" if self.skipped.is_none() || self.skipped.as_deref() == Some("head") => {
                self.in_title = self.title.is_none();
            }
            "body" | "div" | "p" | "h1" | "table" if self.skipped.as_deref() == Some("head") => self.skipped = None,
            _ => {}
        }
        self.loads(tag, &at);
        self.is_framed |= around::is_framing(tag);
        self.attributes(tag, &at);
        if self.skipped.is_some() {
            return;
        }
        if SKIPPED.contains(&tag.name.as_str()) {
            if tag.name != "head" {
                self.unseen.get_or_insert((0, at)).0 += 1;
            }
            self.skipped = Some(tag.name.clone());
            return;
        }
        self.offers.open(tag, &at);
        let block = BLOCKS.contains(&tag.name.as_str());
        if self.elements.open(&tag.name, style::shown(tag), self.doubt.may_hide(tag)) && block {
            self.text.push_for("\n\n", at.clone());
        }
        // Where a frame is left open, what is the page's matter closes it.
        if ["main", "article", "h1", "table", "pre"].contains(&tag.name.as_str()) {
            self.framed = None;
        }
        if FRAMES.contains(&tag.name.as_str()) && self.framed.is_none() {
            self.framed = Some(tag.name.clone());
            self.text.push_for("\n\n", at.clone());
        }
        if tag.name == "a" {
            self.leave_link();
            if let Some(target) = tag.get("href") {
                let target = decode(target).trim().to_owned();
                let shown = self.elements.shown();
                let link = Link { target, range: at.clone(), framed: self.framed.is_some(), shown };
                self.link = Some((link, self.text.as_str().len()));
            }
            return;
        }
        match tag.name.as_str() {
            "pre" => {
                self.preformatted = true;
                self.code = Some(at.start);
                self.out().push_for("\n```\n", at);
            }
            "code" | "tt" | "kbd" | "samp" if !self.preformatted => self.out().push_for("`", at),
            "td" | "th" => {
                self.spans.end(&self.text);
                self.in_cell = true;
                self.begin_cell(tag, at);
            }
            "tr" => {
                self.end_row(&at);
                match self.elements.shown() {
                    Shown::Plainly if self.framed.is_none() => self.spans.begin_row(),
                    Shown::Struck => self.spans.pass_row(),
                    Shown::Plainly | Shown::Hidden => {}
                }
                self.in_cell = false;
                self.out().push_for("\n", at);
            }
            "thead" | "tbody" | "tfoot" => {
                self.end_row(&at);
                self.spans.part_rows();
                self.in_cell = false;
                self.edge(&tag.name, at);
            }
            "input" if tag.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden")) => {
                let value = tag.get("value").map(decode).unwrap_or_default();
                self.fields.push_for(&value, at.clone());
                self.fields.push_for("\n\n", at);
            }
            "input" => self.field(tag, at),
            "li" if !self.in_cell => self.out().push_for("\n\n* ", at),
            "table" => {
                self.table.get_or_insert(at.start);
                self.spans.begin_table();
                self.out().push_for("\n\n", at);
            }
            name => {
                if let Some(level) = heading_level(name).filter(|_| self.is_of_the_page()) {
                    self.end_section(at.start);
                    self.in_cell = false;
                    let marks = "\n\n###### ";
                    self.out().push_for("\n\n", at.clone());
                    self.out().push_for(marks.get(2..2 + level).unwrap_or_default(), at.clone());
                    self.out().push_for(" ", at.clone());
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
        self.offers.close(name, at.start);
        self.end(name, at);
        self.elements.close(name);
    }

    /// The end tag of an element whose content is read.
    fn end(&mut self, name: &str, at: Range<usize>) {
        if self.framed.as_deref() == Some(name) {
            self.framed = None;
            self.margin.push_for("\n\n", at);
            return;
        }
        match name {
            "a" => self.leave_link(),
            "pre" if self.preformatted => {
                self.preformatted = false;
                self.end_part("code", at.end);
                self.out().push_for("\n```\n", at);
            }
            "code" | "tt" | "kbd" | "samp" if !self.preformatted => self.out().push_for("`", at),
            "td" | "th" => {
                self.spans.end(&self.text);
                self.in_cell = false;
                self.out().push_for(" |", at);
            }
            "tr" => {
                self.end_row(&at);
                self.edge(name, at);
            }
            "table" => {
                self.end_row(&at);
                self.spans.end_table();
                self.in_cell = false;
                self.end_part("table", at.end);
                self.out().push_for("\n\n", at);
            }
            _ if heading_level(name).is_some() => {
                if let Some((start, words)) = self.heading.take() {
                    let heading = self.text.as_str().get(words..).unwrap_or_default();
                    let heading = heading.split_whitespace().collect::<Vec<_>>().join(" ");
                    if self.title.is_none() && !heading.is_empty() {
                        self.title = Some(heading.clone());
                    }
                    self.section = Some(self.parts.len());
                    self.parts.push(Part { kind: "section", heading: Some(heading), range: start..self.source.len() });
                }
                self.out().push_for("\n\n", at);
            }
            _ => self.edge(name, at),
        }
    }

    /// Whether what stands here is what the page says: neither its frame's, nor hidden or struck out.
    fn is_of_the_page(&self) -> bool {
        self.framed.is_none() && self.elements.shown() == Shown::Plainly
    }

    /// The text that is being written: the page's, that of its frame, or what is hidden or struck out.
    pub(super) fn out(&mut self) -> &mut SourcedText {
        match self.elements.shown() {
            Shown::Hidden => &mut self.hidden,
            Shown::Struck => &mut self.struck,
            Shown::Plainly if self.framed.is_some() => &mut self.margin,
            Shown::Plainly => &mut self.text,
        }
    }

    /// A cell begins. One that is struck out keeps its column; one that is hidden has none, as in a browser.
    fn begin_cell(&mut self, tag: &Tag, at: Range<usize>) {
        let is_struck = self.elements.shown() == Shown::Struck && self.spans.is_in_row();
        if self.is_of_the_page() || is_struck {
            self.spans.fill(&mut self.text, &at);
            self.text.push_for("| ", at.clone());
            let start = self.text.as_str().len();
            self.spans.begin(tag, (!is_struck).then_some(start));
        }
        if is_struck {
            self.text.push_for(" |", at.clone());
        }
        if !self.is_of_the_page() {
            self.out().push_for("| ", at);
        }
    }

    fn end_row(&mut self, at: &Range<usize>) {
        self.spans.end(&self.text);
        self.spans.end_row(&mut self.text, at);
    }

    /// The start or end of an element that is not spoken of by name above.
    fn edge(&mut self, name: &str, at: Range<usize>) {
        if name == "br" {
            // A narrow column breaks its hashes.
            let mark = match (self.in_cell, ends_with_digits(self.out().as_str())) {
                (true, true) => " ",
                (true, false) => " | ",
                (false, _) => "\n",
            };
            self.out().push_for(mark, at);
        } else if BLOCKS.contains(&name) {
            // Blocks within a cell stay in it.
            let mark = if self.in_cell { " | " } else { "\n\n" };
            self.out().push_for(mark, at);
        }
    }

    fn words(&mut self, span: Range<usize>) {
        let Some(written) = self.source.get(span.clone()) else { return };
        if self.in_title {
            let title: String = decode(written).chars().filter(|c| !is_invisible(*c)).collect();
            let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
            self.title = Some(title.chars().take(300).collect()).filter(|title: &String| !title.is_empty());
            return;
        }
        if self.skipped.is_some() {
            return;
        }
        if self.elements.doubted() {
            self.doubted.push(span.clone());
        }
        if self.elements.quoted() {
            self.quoted.push(span.clone());
        }
        if self.elements.is_label() {
            self.is_framed |= is_framed(written, Stand::Above) || is_called_apart(written);
        }
        let preformatted = self.preformatted;
        let text = self.out();
        let mut at = 0;
        while let Some(rest) = written.get(at..).filter(|rest| !rest.is_empty()) {
            let plain = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
            let (words, rest) = rest.split_at_checked(plain).unwrap_or((rest, ""));
            push_visible(text, words, span.start + at, preformatted);
            at += plain;
            let length = reference_length(rest);
            if let Some(reference) = rest.get(..length).filter(|reference| !reference.is_empty()) {
                let visible: String = decode(reference).chars().filter(|c| !is_invisible(*c)).collect();
                text.push_for(&visible, span.start + at..span.start + at + length);
                at += length;
            }
        }
    }

    /// A comment is words of the page's author to himself.
    fn comment(&mut self, span: Range<usize>) {
        let written = self.source.get(span.clone()).unwrap_or_default();
        let inner = written.strip_prefix("<!--").map_or(written, |rest| rest.strip_suffix("-->").unwrap_or(rest));
        let start = span.start + written.find(inner).unwrap_or_default();
        self.margin.push_for("\n\n", span.clone());
        push_visible(&mut self.margin, inner, start, false);
        self.margin.push_for("\n\n", span);
    }

    /// The open link ends: it is kept where its words are not where it leads.
    fn leave_link(&mut self) {
        let Some((link, start)) = self.link.take() else { return };
        let words = self.text.as_str().get(start..).unwrap_or_default().trim();
        let same = |words: &str| {
            let read = |text: &str| Observable::guess(text).map(|read| read.value().trim_end_matches('/').to_owned());
            read(words).is_some_and(|words| {
                let bare = link.target.split_once("://").map_or(link.target.as_str(), |(_, rest)| rest);
                read(&link.target).is_some_and(|target| target == words)
                    || read(bare.trim_end_matches('/')).is_some_and(|target| target == words)
            })
        };
        let leads_away = link.target.contains("://") || link.target.to_ascii_lowercase().starts_with("mailto:");
        if leads_away && (link.framed || link.shown != Shown::Plainly || !same(words)) {
            self.links.push(link);
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
        if let Some(part) = self.section.and_then(|section| self.parts.get_mut(section)) {
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

fn lower(name: &[u8]) -> String {
    String::from_utf8_lossy(name.get(..64).unwrap_or(name)).to_ascii_lowercase()
}

/// Whether a text ends with a word of hexadecimal digits that may be a part of a hash.
fn ends_with_digits(text: &str) -> bool {
    const SHORTEST: usize = 8;
    let digits = text.bytes().rev().take(129).take_while(u8::is_ascii_hexdigit).count();
    let before = text.as_bytes().get(..text.len() - digits).and_then(<[u8]>::last);
    digits >= SHORTEST && before.is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b'|')
}
