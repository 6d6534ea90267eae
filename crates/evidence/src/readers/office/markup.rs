use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Walks the XML of an office file: tags and words in their order.
///
/// Entities: the five predefined ones and numeric ones alone, so that none grows by expansion. Elements deeper than `depth` are
/// passed over. What is not well formed ends the walk; [`Markup::damage`] says where.
pub(super) struct Markup<'x> {
    reader: Reader<&'x [u8]>,
    depth: u64,
    open: u64,
    /// Whether an element was met.
    begun: bool,
    /// What ended the walk before the document's end.
    pub(super) damage: Option<String>,
}

/// One step of a walk.
#[derive(Debug)]
pub(super) enum Step<'x> {
    Open(Tag<'x>),
    /// An element of this local name ends.
    Close(String),
    Words(String),
}

/// The start of an element.
#[derive(Debug)]
pub(super) struct Tag<'x>(BytesStart<'x>);

impl<'x> Markup<'x> {
    pub(super) fn new(text: &'x str, depth: u64) -> Self {
        let mut reader = Reader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Self { reader, depth, open: 0, begun: false, damage: None }
    }

    /// The next step; `None` at the end and at damage.
    pub(super) fn next(&mut self) -> Option<Step<'x>> {
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(tag)) => {
                    self.open += 1;
                    self.begun = true;
                    if self.open <= self.depth {
                        return Some(Step::Open(Tag(tag)));
                    }
                    self.damage.get_or_insert_with(|| {
                        format!("elements stand deeper than the limit `depth` ({}); they were not read", self.depth)
                    });
                }
                Ok(Event::End(tag)) => {
                    let inside = self.open <= self.depth;
                    self.open = self.open.saturating_sub(1);
                    if inside {
                        return Some(Step::Close(local(tag.name().0).to_owned()));
                    }
                }
                Ok(Event::Text(words)) if self.open <= self.depth => return Some(Step::Words(words.to_string())),
                Ok(Event::CData(words)) if self.open <= self.depth => return Some(Step::Words(words.to_string())),
                Ok(Event::GeneralRef(reference)) if self.open <= self.depth => {
                    let name: &str = &reference;
                    let known = match name {
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "amp" => Some('&'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => reference.resolve_char_ref().ok().flatten(),
                    };
                    return Some(Step::Words(known.map_or_else(|| format!("&{name};"), String::from)));
                }
                Ok(Event::Eof) => {
                    if !self.begun {
                        self.damage.get_or_insert_with(|| "it is no XML; nothing of it was read".to_owned());
                    } else if self.open > 0 {
                        self.damage = Some("it ends within an element; what stands before was read".to_owned());
                    }
                    return None;
                }
                Ok(_) => {}
                Err(error) => {
                    self.damage = Some(format!("it is not well-formed XML ({error}); what stands before was read"));
                    return None;
                }
            }
        }
    }
}

impl Tag<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> &str {
        local(self.0.name().0)
    }

    /// The value of the attribute with this local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        // The check compares each with each: an attack in itself.
        attributes.with_checks(false);
        let found = attributes.flatten().find(|attribute| local(attribute.key.0) == name)?;
        found.normalized_value(XmlVersion::Explicit1_0).ok().map(|value| value.into_owned())
    }

    /// The values of its attributes that hold more than a word or a number, without names of namespaces and schemas.
    pub(super) fn attributes(&self) -> impl Iterator<Item = String> + '_ {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let of_the_form =
            |name: &str| name.starts_with("xmlns") || ["fmtid", "uri", "schemaLocation"].contains(&local(name));
        let values = attributes.flatten().filter(move |attribute| !of_the_form(attribute.key.0));
        values
            .filter_map(|attribute| {
                attribute.normalized_value(XmlVersion::Explicit1_0).ok().map(|value| value.into_owned())
            })
            .filter(|value| value.len() > 6 && value.contains(|c: char| !c.is_ascii_alphabetic()))
    }

    /// The value of the attribute with this prefix and name: `r:id`.
    pub(super) fn qualified(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes.flatten().find(|attribute| attribute.key.0 == name)?;
        found.normalized_value(XmlVersion::Explicit1_0).ok().map(|value| value.into_owned())
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}
