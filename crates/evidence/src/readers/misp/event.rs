use std::borrow::Cow;
use std::collections::BTreeSet;

use dunant_vocabulary::{DateRange, Span};

use super::galaxy::{self, Tag};
use super::recognise::{WRAPPINGS, is_uuid};
use crate::json::{Cursor, Damage, Node, Rest, Text};
use crate::prose::read_prose;
use crate::{Context, Observed, Reading, Source};

/// One document on its way into a [`Reading`].
pub(super) struct Walk<'a, 'r> {
    pub source: &'a Source<'a>,
    pub context: &'r Context<'r>,
    pub reading: &'r mut Reading,
}

/// What must be known of one event while it is read.
#[derive(Debug, Default)]
pub(super) struct Event<'a> {
    /// Where it stands: `Event`, `response[2].Event`.
    pub path: String,
    uuid: Option<Cow<'a, str>>,
    is_event: bool,
    attributes: u64,
    /// Clusters seen: a tag and the galaxy behind it say one thing.
    clusters: BTreeSet<Observed>,
    /// Comments seen: one comment often stands at hundreds of attributes.
    comments: BTreeSet<Cow<'a, str>>,
}

impl<'a, 'r> Walk<'a, 'r> {
    pub(super) fn new(source: &'a Source<'a>, context: &'r Context<'r>, reading: &'r mut Reading) -> Self {
        Self { source, context, reading }
    }

    pub(super) fn document(mut self) {
        let Some(text) = self.source.text() else { return };
        let mut cursor = Cursor::new(text, self.context.limits.depth);
        while let Some(byte) = cursor.peek() {
            if !matches!(byte, b'{' | b'[') {
                let damage = cursor.lost("expected `{` or `[`");
                self.lose("the text behind the event cannot be read", &damage);
                return;
            }
            if self.container(&mut cursor, "", WRAPPINGS) == Rest::Lost {
                return;
            }
        }
    }

    /// Reads an event, a list of events, or either in its wrapping.
    fn container(&mut self, cursor: &mut Cursor<'a>, path: &str, wrappings: u64) -> Rest {
        let Some(wrappings) = wrappings.checked_sub(1) else { return self.skip(cursor, path) };
        if cursor.peek() == Some(b'[') {
            return self.list(cursor, path, &mut |walk, cursor, index| {
                walk.container(cursor, &format!("{path}[{index}]"), wrappings)
            });
        }
        let start = cursor.offset();
        if !cursor.open(b'{') {
            return self.skip(cursor, path);
        }
        let mut event = Event { path: path.to_owned(), ..Event::default() };
        let rest = loop {
            let key = match cursor.next_key() {
                Ok(Some(key)) => key,
                Ok(None) => break Rest::Readable,
                Err(damage) => {
                    let kept = kept(event.attributes);
                    self.lose(&format!("{} cannot be read further: {}; {kept}", event.shown(), damage.what), &damage);
                    break Rest::Lost;
                }
            };
            let opens = matches!(cursor.peek(), Some(b'{' | b'['));
            let rest = if opens && (matches!(&*key, "Event" | "response") || is_uuid(&key)) {
                let dot = if path.is_empty() { "" } else { "." };
                self.container(cursor, &format!("{path}{dot}{key}"), wrappings)
            } else {
                self.member(cursor, &key, &mut event)
            };
            if rest == Rest::Lost {
                break rest;
            }
        };
        if event.is_event {
            let span = self.source.span(start, cursor.offset());
            self.reading.record("Event", event.uuid.as_deref(), span);
        }
        rest
    }

    fn member(&mut self, cursor: &mut Cursor<'a>, key: &str, event: &mut Event<'a>) -> Rest {
        let is_list = cursor.peek() == Some(b'[');
        if is_list && matches!(key, "Attribute" | "Object" | "Tag" | "Galaxy" | "EventReport" | "ShadowAttribute") {
            let path = event.member(key);
            return self.list(cursor, &path, &mut |walk, cursor, index| match cursor.value() {
                Ok(node) => {
                    walk.element(key, node, index, event);
                    Rest::Readable
                }
                Err(damage) => {
                    let path = event.member(key);
                    let kept = match damage.rest {
                        Rest::Readable => "what stands around it was read".to_owned(),
                        Rest::Lost => kept(event.attributes),
                    };
                    walk.lose(&format!("`{path}[{index}]` cannot be read: {}; {kept}", damage.what), &damage);
                    damage.rest
                }
            });
        }
        let value = match cursor.value() {
            Ok(value) => value,
            Err(damage) => {
                let path = shorten(&event.member(key));
                self.lose(&format!("`{path}` cannot be read: {}; {}", damage.what, kept(event.attributes)), &damage);
                return damage.rest;
            }
        };
        match key {
            "uuid" => event.uuid = value.as_str(),
            "threat_level_id" | "analysis" | "orgc_id" | "Orgc" => event.is_event = true,
            "info" => {
                event.is_event = true;
                if let Some(text) = value.as_text() {
                    if self.reading.title.is_none() {
                        self.reading.title = Some(text.as_str().split_whitespace().collect::<Vec<_>>().join(" "));
                    }
                    self.prose(&text, &event.member("info"));
                }
            }
            "date" => {
                if let Some(day) = value.as_day() {
                    self.reading.dated = Some(match self.reading.dated {
                        Some(dated) => {
                            DateRange::between(dated.earliest().min(day.earliest()), dated.latest().max(day.latest()))
                        }
                        None => day,
                    });
                }
            }
            _ => {}
        }
        Rest::Readable
    }

    fn element(&mut self, key: &str, node: Node<'a>, index: u64, event: &mut Event<'a>) {
        event.is_event = true;
        let path = format!("{}[{index}]", event.member(key));
        match key {
            "Attribute" => self.attribute(node, &path, "", event),
            "Object" => self.object(node, &path, event),
            "Tag" => self.tag(node, &path, event),
            "Galaxy" => self.galaxy(node, &path, event),
            _ => {
                let uuid = node.get("uuid").and_then(Node::as_str);
                self.reading.record(key, uuid.as_deref(), self.span(node));
                let deleted = node.get("deleted").is_some_and(Node::is_true);
                let content = node.get("content").filter(|_| key == "EventReport" && !deleted);
                if let Some(content) = content.and_then(Node::as_text) {
                    self.prose(&content, &format!("{path}.content"));
                }
            }
        }
    }

    fn object(&mut self, node: Node<'a>, path: &str, event: &mut Event<'a>) {
        let (mut name, mut uuid, mut attributes, mut comment, mut deleted) = (None, None, None, None, false);
        for (key, value) in node.entries() {
            match &*key {
                "name" => name = value.as_str(),
                "uuid" => uuid = value.as_str(),
                "Attribute" => attributes = Some(value),
                "comment" => comment = value.as_text(),
                "deleted" => deleted = value.is_true(),
                _ => {}
            }
        }
        self.reading.record("Object", uuid.as_deref(), self.span(node));
        for (index, attribute) in attributes.into_iter().flat_map(Node::elements).enumerate() {
            let path = format!("{path}.Attribute[{index}]");
            if deleted {
                let uuid = attribute.get("uuid").and_then(Node::as_str);
                self.reading.record("Attribute", uuid.as_deref(), self.span(attribute));
            } else {
                self.attribute(attribute, &path, name.as_deref().unwrap_or_default(), event);
            }
        }
        if let Some(comment) = comment.filter(|_| !deleted) {
            self.comment(comment, path, event);
        }
    }

    /// Reads a tag of the event or of an attribute.
    pub(super) fn tag(&mut self, node: Node<'a>, path: &str, event: &mut Event<'a>) {
        let Some(node) = node.get("name") else { return };
        match node.as_str().and_then(|name| galaxy::read_tag(&name)) {
            Some(Tag::Sharing(tlp)) => self.reading.restrict(tlp),
            Some(Tag::Actions(pap)) => self.reading.restrict_actions(pap),
            Some(Tag::Observed(observed)) => self.cluster(observed, node, &format!("{path}.name"), event),
            None => {}
        }
    }

    /// Reads the clusters of a galaxy of the event or of an attribute.
    pub(super) fn galaxy(&mut self, node: Node<'a>, path: &str, event: &mut Event<'a>) {
        let galaxy = node.get("type").and_then(Node::as_str);
        let clusters = node.get("GalaxyCluster").into_iter().flat_map(Node::elements);
        for (index, cluster) in clusters.enumerate() {
            let kind = cluster.get("type").and_then(Node::as_str).or_else(|| galaxy.clone());
            let (Some(kind), Some(value)) = (kind, cluster.get("value")) else { continue };
            let external = cluster.get("meta").and_then(|meta| meta.get("external_id"));
            let external = external.and_then(|ids| ids.elements().next().or(Some(ids))).and_then(Node::as_str);
            let observed = value.as_str().and_then(|value| galaxy::read_cluster(&kind, &value, external.as_deref()));
            if let Some(observed) = observed {
                self.cluster(observed, value, &format!("{path}.GalaxyCluster[{index}].value"), event);
            }
        }
    }

    /// Reads a comment, once an event.
    pub(super) fn comment(&mut self, text: Text<'a>, path: &str, event: &mut Event<'a>) {
        if !text.as_str().trim().is_empty() && !event.comments.contains(text.as_str()) {
            self.prose(&text, &format!("{path}.comment"));
            event.comments.insert(text.into_value());
        }
    }

    pub(super) fn prose(&mut self, text: &Text<'_>, path: &str) {
        let place = |range| {
            let range = text.range(range);
            self.source.span(range.start, range.end)
        };
        read_prose(text.as_str(), &place, path, self.context, self.reading);
    }

    pub(super) fn span(&self, node: Node<'_>) -> Span {
        self.source.span(node.inner_range().start, node.inner_range().end)
    }

    fn cluster(&mut self, observed: Observed, node: Node<'a>, path: &str, event: &mut Event<'a>) {
        if event.clusters.insert(observed.clone()) {
            self.reading.observe(observed, self.span(node), path);
        }
    }

    fn list(
        &mut self,
        cursor: &mut Cursor<'a>,
        path: &str,
        read: &mut dyn FnMut(&mut Self, &mut Cursor<'a>, u64) -> Rest,
    ) -> Rest {
        cursor.open(b'[');
        let mut index = 0;
        loop {
            match cursor.next_element() {
                Ok(false) => return Rest::Readable,
                Ok(true) => {}
                Err(damage) => {
                    let what = format!("`{path}` cannot be read behind its element {index}: {}", damage.what);
                    self.lose(&what, &damage);
                    return Rest::Lost;
                }
            }
            if read(self, cursor, index) == Rest::Lost {
                return Rest::Lost;
            }
            index += 1;
        }
    }

    /// Steps over a value that can be no event.
    fn skip(&mut self, cursor: &mut Cursor<'a>, path: &str) -> Rest {
        match cursor.value() {
            Ok(node) => {
                self.reading.lose(format!("`{path}` is no MISP event"), Some(self.span(node)), None);
                Rest::Readable
            }
            Err(damage) => {
                self.lose(&format!("`{path}` cannot be read: {}", damage.what), &damage);
                damage.rest
            }
        }
    }

    fn lose(&mut self, what: &str, damage: &Damage) {
        let span = self.source.span(damage.range.start, damage.range.end);
        let help = damage.help.unwrap_or("ask the sender for the whole file; what is listed was read");
        self.reading.lose(what, Some(span), Some(help));
    }
}

impl Event<'_> {
    /// Takes count of an attribute that was read.
    pub(super) fn count(&mut self) {
        self.attributes += 1;
    }

    fn member(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn shown(&self) -> String {
        if self.path.is_empty() { "the document".to_owned() } else { format!("`{}`", self.path) }
    }
}

fn kept(attributes: u64) -> String {
    match attributes {
        1 => "1 attribute was kept".to_owned(),
        count => format!("{count} attributes were kept"),
    }
}

fn shorten(path: &str) -> String {
    path.chars().take(80).collect()
}
