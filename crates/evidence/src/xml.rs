use std::ops::Range;

use dunant_vocabulary::Span;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::{Limits, Reading, Source};

/// Walks an XML document step by step, keeping what is open. What is not well formed becomes a loss, and the walk goes on as long
/// as there is something to read.
///
/// Entities: the five predefined ones and numeric ones alone. A document's own entities are never expanded, so one that grows by
/// expansion (billion laughs) stays as small as its file. Elements deeper than the limit `depth` are passed over.
pub(crate) struct Walk<'t> {
    reader: Reader<&'t [u8]>,
    source: &'t Source<'t>,
    /// Length of the byte-order mark, which the reader does not see.
    base: usize,
    open: Vec<Element<'t>>,
    depth: usize,
    /// Elements open below the depth limit, which are passed over.
    below: u64,
    /// Elements at the top of the stack that an end tag (or the end of the input) closed.
    closing: usize,
    /// Set when the input ended before its elements did.
    cut: bool,
    end: usize,
}

/// One step of a [`Walk`].
pub(crate) enum Step<'t> {
    /// An element opened: the last of [`Walk::open`].
    Open,
    /// An element closed; it is not in [`Walk::open`] any more.
    Close(Element<'t>),
}

/// An element: its tag, its place, and its own text (not that of its children).
pub(crate) struct Element<'t> {
    tag: BytesStart<'t>,
    /// First byte of its start tag in the source's text.
    pub(crate) start: usize,
    /// One past the last byte of its end tag.
    pub(crate) end: usize,
    /// Whether its end tag was read.
    pub(crate) closed: bool,
    /// Its own text. Empty where the element was not closed: half a value is another value.
    pub(crate) text: Text,
}

/// Text with entities resolved, and where each part of it stands in the source.
#[derive(Default)]
pub(crate) struct Text {
    value: String,
    pieces: Vec<Piece>,
}

/// `len` bytes of the value from `at` come from `start..end` of the source's text.
struct Piece {
    at: usize,
    len: usize,
    start: usize,
    end: usize,
}

impl<'t> Walk<'t> {
    /// A walk over the text of `source`; nothing to walk where it is not text.
    pub(crate) fn new(source: &'t Source<'t>, limits: &Limits) -> Self {
        let text = source.text().unwrap_or_default();
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader::from_str(body);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        // The stack below does both, and can say where.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Self {
            reader,
            source,
            base: text.len() - body.len(),
            open: Vec::new(),
            depth: usize::try_from(limits.depth).unwrap_or(usize::MAX),
            below: 0,
            closing: 0,
            cut: false,
            end: 0,
        }
    }

    /// The elements that are open, outermost first.
    pub(crate) fn open(&self) -> &[Element<'t>] {
        &self.open
    }

    /// Whether an element with this local name is open.
    pub(crate) fn within(&self, name: &str) -> bool {
        self.open.iter().any(|element| element.name() == name)
    }

    /// The local name of the innermost open element; empty at the top.
    pub(crate) fn parent(&self) -> &str {
        self.open.last().map_or("", Element::name)
    }

    /// The next element that opens or closes; `None` at the end. Elements that the input leaves open are closed there.
    pub(crate) fn next(&mut self, reading: &mut Reading) -> Option<Step<'t>> {
        loop {
            if self.closing > 0 {
                self.closing -= 1;
                let mut element = self.open.pop()?;
                element.end = self.end;
                element.closed = !self.cut && self.closing == 0;
                if !element.closed {
                    element.text = Text::default();
                }
                return Some(Step::Close(element));
            }
            if self.cut {
                return None;
            }
            let start = self.base + offset(self.reader.buffer_position());
            let event = self.reader.read_event();
            self.end = self.base + offset(self.reader.buffer_position());
            match event {
                Ok(Event::Start(tag)) if self.open.len() >= self.depth => {
                    if self.below == 0 {
                        let what = format!("`{}` stands deeper than the limit `depth` ({})", tag.name().0, self.depth);
                        self.lose(reading, what, start, Some("raise it with `--limit depth=N`"));
                    }
                    self.below += 1;
                }
                Ok(Event::Start(tag)) => {
                    self.open.push(Element { tag, start, end: self.end, closed: false, text: Text::default() });
                    return Some(Step::Open);
                }
                Ok(Event::End(_)) if self.below > 0 => self.below -= 1,
                Ok(Event::End(tag)) => self.close(tag.name().0, start, reading),
                Ok(Event::Text(text)) => self.add(&text, start),
                Ok(Event::CData(text)) => self.add(&text, start + "<![CDATA[".len()),
                Ok(Event::GeneralRef(reference)) => self.resolve(&reference, start, reading),
                Ok(Event::DocType(definition)) if definition.contains("<!ENTITY") => {
                    self.lose(
                        reading,
                        "the document defines entities of its own, which are not expanded".into(),
                        start,
                        Some("expand them with a tool you trust, and pass the result"),
                    );
                }
                Ok(Event::Eof) => {
                    self.cut = true;
                    self.closing = self.open.len();
                    if let Some(element) = self.open.last() {
                        let what = format!("the input ends within `{}`", element.qualified());
                        self.lose(reading, what, self.end, Some("what stands before was read; get the whole file"));
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    let at = self.base + offset(self.reader.error_position());
                    self.lose(
                        reading,
                        format!("not well-formed XML: {error}"),
                        at,
                        Some("what stands before was read; get the whole file"),
                    );
                    if !matches!(error, quick_xml::Error::IllFormed(_)) {
                        self.cut = true;
                        self.closing = self.open.len();
                        self.end = at;
                    }
                }
            }
        }
    }

    /// A span over the source's text.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        self.source.span(range.start, range.end)
    }

    /// Closes up to the innermost open element of this name, and says what was left open.
    fn close(&mut self, name: &str, start: usize, reading: &mut Reading) {
        let from_top = self.open.iter().rev().position(|element| element.qualified() == name);
        match from_top {
            None => self.lose(reading, format!("`</{name}>` closes nothing"), start, None),
            Some(above) => {
                if let (1.., Some(element)) = (above, self.open.last()) {
                    let what = format!("`{}` is not closed before `</{name}>`", element.qualified());
                    self.lose(reading, what, start, None);
                }
                self.closing = above + 1;
            }
        }
    }

    fn add(&mut self, text: &str, start: usize) {
        if let Some(element) = self.open.last_mut().filter(|_| self.below == 0) {
            element.text.add(text, start..start + text.len());
        }
    }

    fn resolve(&mut self, reference: &BytesRef<'_>, start: usize, reading: &mut Reading) {
        let name: &str = reference;
        let mut written = [0; 4];
        let known: Option<&str> = match name {
            "lt" => Some("<"),
            "gt" => Some(">"),
            "amp" => Some("&"),
            "quot" => Some("\""),
            "apos" => Some("'"),
            _ => reference.resolve_char_ref().ok().flatten().map(|c| &*c.encode_utf8(&mut written)),
        };
        if known.is_none() {
            self.lose(reading, format!("the entity `&{name};` is not expanded"), start, None);
        }
        if let Some(element) = self.open.last_mut().filter(|_| self.below == 0) {
            match known {
                Some(text) => element.text.add(text, start..self.end),
                None => element.text.add(&format!("&{name};"), start..self.end),
            }
        }
    }

    /// A document that is broken everywhere must not drown the other losses.
    fn lose(&self, reading: &mut Reading, what: String, at: usize, help: Option<&str>) {
        reading.lose_damaged(what, self.source.span(at, at), help);
    }
}

impl<'t> Element<'t> {
    /// The name without its prefix.
    pub(crate) fn name(&self) -> &str {
        self.qualified().rsplit(':').next().unwrap_or_default()
    }

    /// The prefix of its name; empty where it has none.
    pub(crate) fn prefix(&self) -> &str {
        self.qualified().rsplit_once(':').map_or("", |(prefix, _)| prefix)
    }

    /// The name as written.
    pub(crate) fn qualified(&self) -> &str {
        self.tag.name().0
    }

    /// The value of an attribute, by its name as written.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.tag.attributes();
        // The check compares each with each: an attack in itself.
        attributes.with_checks(false);
        let found = attributes.flatten().find(|attribute| attribute.key.0 == name)?;
        found.normalized_value(XmlVersion::Explicit1_0).ok().map(|value| value.trim().to_owned())
    }

    /// Where the element stands, both tags included.
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

impl Text {
    /// The text as written.
    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    /// The text without white space around it, and where it stands in the source's text.
    pub(crate) fn trimmed(&self) -> (&str, Range<usize>) {
        let value = self.value.trim();
        let at = self.value.len() - self.value.trim_start().len();
        (value, self.place(at..at + value.len()))
    }

    /// Where a range of the value stands in the source's text.
    pub(crate) fn place(&self, range: Range<usize>) -> Range<usize> {
        let start = self.piece(range.start).map_or(0, |piece| piece.position(range.start));
        let end = match range.end.checked_sub(1).filter(|last| *last >= range.start) {
            Some(last) => self.piece(last).map_or(start, |piece| piece.position_after(last)),
            None => start,
        };
        start..end.max(start)
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        self.pieces.get(self.pieces.partition_point(|piece| piece.at <= at).checked_sub(1)?)
    }

    fn add(&mut self, text: &str, place: Range<usize>) {
        // Past this many, places are no longer told apart, and no text is dropped: a text made of entities alone would cost many times its size.
        const MOST: usize = 1 << 20;
        if self.value.is_empty() && text.trim_start().is_empty() {
            return;
        }
        if self.pieces.len() < MOST {
            self.pieces.push(Piece { at: self.value.len(), len: text.len(), start: place.start, end: place.end });
        }
        self.value.push_str(text);
    }
}

impl Piece {
    fn position(&self, at: usize) -> usize {
        (self.start + (at - self.at)).min(self.end)
    }

    /// One past the source of the value's byte `at`; a resolved entity ends where its reference ends.
    fn position_after(&self, at: usize) -> usize {
        if at + 1 >= self.at + self.len { self.end } else { (self.start + (at - self.at) + 1).min(self.end) }
    }
}

/// The document's first tag, as far as it stands in the text's beginning; `None` where this is no XML.
pub(crate) fn root_tag(text: &str) -> Option<&str> {
    const HEAD: usize = 1 << 16;
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or(text);
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        let passed = if rest.starts_with("<?") {
            rest.split_once("?>")
        } else if rest.starts_with("<!--") {
            rest.split_once("-->")
        } else if rest.starts_with("<!DOCTYPE") {
            match rest.find(['[', '>']) {
                Some(at) if rest.get(at..).is_some_and(|from| from.starts_with('[')) => {
                    rest.split_once("]>").or_else(|| rest.split_once("] >"))
                }
                _ => rest.split_once('>'),
            }
        } else {
            break;
        };
        rest = passed?.1.trim_start();
    }
    let tag = rest.strip_prefix('<')?;
    tag.starts_with(|c: char| c.is_alphabetic() || c == '_').then(|| tag.split('>').next().unwrap_or(tag))
}

/// The local name of a tag as [`root_tag`] gives it.
pub(crate) fn local_name(tag: &str) -> &str {
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
    name.rsplit(':').next().unwrap_or_default()
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every leaf as `name=text`, and the losses.
    fn leaves(xml: &str) -> (Vec<String>, Vec<String>) {
        leaves_within(xml, &Limits::DEFAULT)
    }

    fn leaves_within(xml: &str, limits: &Limits) -> (Vec<String>, Vec<String>) {
        let source = Source::new("", xml.as_bytes());
        let mut reading = Reading::new(&source, limits);
        let mut walk = Walk::new(&source, limits);
        let mut found = Vec::new();
        while let Some(step) = walk.next(&mut reading) {
            if let Step::Close(element) = step
                && !element.text.value().is_empty()
            {
                let (value, range) = element.text.trimmed();
                assert!(range.end <= xml.len() && xml.is_char_boundary(range.start) && xml.is_char_boundary(range.end));
                found.push(format!("{}={value}", element.name()));
            }
        }
        (found, reading.losses().iter().map(|loss| loss.what.clone()).collect())
    }

    #[test]
    fn text_is_found_where_it_stands() {
        let xml = "\u{feff}<?xml version='1.0'?>\n<a:root id='1'>\n <b> x&amp;y&#x2e;z </b><c><![CDATA[<v>]]></c><d/></a:root>";
        let source = Source::new("", xml.as_bytes());
        let mut reading = Reading::new(&source, &Limits::DEFAULT);
        let mut walk = Walk::new(&source, &Limits::DEFAULT);
        let mut seen = Vec::new();
        while let Some(step) = walk.next(&mut reading) {
            if let Step::Close(element) = step {
                let (value, range) = element.text.trimmed();
                seen.push((element.name().to_owned(), value.to_owned(), xml[range].to_owned()));
                assert!(xml[element.range()].starts_with(&format!("<{}", element.qualified())));
                assert!(xml[element.range()].ends_with('>'));
            }
        }
        assert_eq!(seen[0], ("b".into(), "x&y.z".into(), "x&amp;y&#x2e;z".into()));
        assert_eq!(seen[1], ("c".into(), "<v>".into(), "<v>".into()));
        assert_eq!(seen[2].0, "d");
        assert_eq!(seen[3].0, "root");
        assert!(reading.losses().is_empty());
    }

    #[test]
    fn a_part_of_a_text_with_entities_is_placed_by_itself() {
        let mut text = Text::default();
        text.add("ab", 10..12);
        text.add("&", 12..17);
        text.add("cd", 17..19);
        assert_eq!(text.place(0..2), 10..12);
        assert_eq!(text.place(2..3), 12..17);
        assert_eq!(text.place(3..5), 17..19);
        assert_eq!(text.place(1..4), 11..18);
        assert_eq!(text.place(5..5), 19..19);
    }

    #[test]
    fn entities_of_the_document_are_never_expanded() {
        let mut xml = String::from("<!DOCTYPE r [<!ENTITY l0 \"laugh\">");
        for level in 1..10 {
            xml.push_str(&format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10)));
        }
        xml.push_str("]><r><v>&l9;</v></r>");
        let (found, losses) = leaves(&xml);
        assert_eq!(found, ["v=&l9;"]);
        assert!(losses[0].contains("defines entities"), "{losses:?}");
        assert!(losses[1].contains("`&l9;` is not expanded"), "{losses:?}");
    }

    #[test]
    fn elements_deeper_than_the_limit_are_passed_over_and_the_rest_is_read() {
        let limits = Limits { depth: 5, ..Limits::DEFAULT };
        let xml = format!("<r>{}<v>deep</v>{}<w>flat</w></r>", "<x>".repeat(1000), "</x>".repeat(1000));
        let (found, losses) = leaves_within(&xml, &limits);
        assert_eq!(found, ["w=flat"]);
        assert!(losses[0].contains("the limit `depth` (5)"), "{losses:?}");
    }

    #[test]
    fn wrong_end_tags_cost_what_they_close_and_no_more() {
        let (found, losses) = leaves("<r><a><b>half</a><c>whole</c></zz><d>too</d></r>");
        assert_eq!(found, ["c=whole", "d=too"]);
        assert_eq!(losses.len(), 2, "{losses:?}");
    }

    #[test]
    fn input_cut_at_any_byte_gives_only_values_that_were_closed() {
        let xml = "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY e 'x'>]><r k='v'><!-- c --><a>one&lt;</a><b><c><![CDATA[two]]></c></b>é<d/></r>\n";
        let (whole, _) = leaves(xml);
        for cut in (0..xml.len()).filter(|cut| xml.is_char_boundary(*cut)) {
            let (found, losses) = leaves(&xml[..cut]);
            let values: Vec<_> = found.iter().filter(|leaf| !leaf.starts_with("r=")).collect();
            assert!(values.iter().all(|leaf| whole.contains(leaf)), "cut at {cut}: {found:?}");
            let inside = cut > xml.find("<r").unwrap() && cut < xml.len() - 1;
            assert!(!inside || losses.iter().any(|loss| !loss.contains("entities")), "cut at {cut}: {losses:?}");
        }
    }

    #[test]
    fn the_root_is_found_behind_declaration_comment_and_document_type() {
        let tag =
            root_tag("\u{feff}<?xml version='1.0'?>\n<!-- <b> --><!DOCTYPE r [<!ENTITY e 'x'>]>\n<s:Root a='1'><x/>");
        assert_eq!(tag, Some("s:Root a='1'"));
        assert_eq!(local_name("s:Root a='1'"), "Root");
        assert_eq!(root_tag("no <xml>"), None);
        assert_eq!(root_tag("<!-- never closed"), None);
    }
}
