use std::borrow::Cow;
use std::collections::BTreeSet;

use dunant_vocabulary::{DateRange, Span};

use super::recognise::{WRAPPINGS, is_uuid};
use super::remark;
use crate::bearing::FAMILIES;
use crate::json::{Cursor, Damage, Node, Rest, Text};
use crate::prose::{Genre, Stand, is_framed, read_prose_of};
use crate::readers::remarks;
use crate::readers::tags::{self, Doubt, Tag, read_tag};
use crate::withdrawal::{Withdrawals, Withdrawn};
use crate::{Bearing, Context, Observed, Reading, Reason, Source, markings};

/// One document on its way into a [`Reading`].
pub(super) struct Walk<'a, 'r> {
    pub source: &'a Source<'a>,
    pub context: &'r Context<'r>,
    pub reading: &'r mut Reading,
    /// Whole events that their own tags take back.
    doubted: Vec<Withdrawn>,
    /// Whole events of which their own tags say that they are of an exercise, or not for sure.
    lowered: Vec<(Span, Doubt)>,
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
    clusters: BTreeSet<(Observed, Bearing)>,
    /// Whether what is being read, an attribute or a whole object, carries more families than one trace is of.
    pub(super) is_crowded: bool,
    /// What the tags of the event say against it.
    doubt: Option<Doubt>,
    /// How what is being read, an attribute or a whole object, is spoken of by its tags and comments.
    pub(super) spoken_of: Bearing,
    /// What it is called.
    info: Option<String>,
    /// What stands at it that may be open: its tags that name nothing, and its brief reports.
    tags: Vec<Cow<'a, str>>,
    reports: Vec<String>,
    /// Comments seen: one comment often stands at hundreds of attributes.
    comments: BTreeSet<Cow<'a, str>>,
}

impl<'a, 'r> Walk<'a, 'r> {
    pub(super) fn new(source: &'a Source<'a>, context: &'r Context<'r>, reading: &'r mut Reading) -> Self {
        Self { source, context, reading, doubted: Vec::new(), lowered: Vec::new() }
    }

    pub(super) fn document(mut self) {
        let before = self.reading.mark();
        self.events();
        let Self { doubted, lowered, reading, .. } = self;
        // Nothing of an exercise was there, its traces neither.
        let exercises: Vec<_> = lowered.iter().filter(|(_, doubt)| *doubt == Doubt::Exercise).collect();
        let exercises: Vec<_> = exercises.into_iter().map(|(span, _)| span.start..span.end).collect();
        reading.lower_in(&exercises, Doubt::Exercise.bearing());
        reading.bear_apart(&before, lowered.into_iter().map(|(span, doubt)| (span, doubt.bearing())).collect());
        if !doubted.is_empty() {
            let doubted = Withdrawals::new(doubted);
            reading.withdraw(|span| doubted.reason_at(span.start));
        }
    }

    fn events(&mut self) {
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
            let rest = if opens && is_uuid(&key) {
                self.listed(cursor, &key)
            } else if opens && matches!(&*key, "Event" | "response") {
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
            if event.is_open() {
                event.doubt = event.doubt.max(Some(Doubt::Published));
            }
            let span = self.source.span(start, cursor.offset());
            match event.doubt.map(|doubt| (doubt, doubt.reason())) {
                Some((_, Some(reason))) => self.doubted.push(Withdrawn { range: span.start..span.end, reason }),
                Some((doubt, None)) => self.lowered.push((span, doubt)),
                None => {}
            }
            self.reading.record("Event", event.uuid.as_deref(), span);
        }
        rest
    }

    /// An entry of the manifest of a feed: it names an event, and the event is not here.
    fn listed(&mut self, cursor: &mut Cursor<'a>, key: &str) -> Rest {
        match cursor.value() {
            Ok(node) => {
                let info = node.get("info").and_then(Node::as_str).unwrap_or_default();
                self.reading.set_aside(Reason::Reference, info, self.span(node), format!("{key}.info"));
                let what = "the file is the manifest of a feed: it lists events, and holds none of them";
                let help = "give the files of the events that concern the case";
                if self.reading.losses().iter().all(|loss| loss.what != what) {
                    self.reading.lose(what, Some(self.span(node)), Some(help));
                }
                Rest::Readable
            }
            Err(damage) => {
                self.lose(&format!("`{key}` cannot be read: {}", damage.what), &damage);
                damage.rest
            }
        }
    }

    fn member(&mut self, cursor: &mut Cursor<'a>, key: &str, event: &mut Event<'a>) -> Rest {
        let is_list = cursor.peek() == Some(b'[');
        const LISTS: [&str; 8] =
            ["Attribute", "Object", "Tag", "EventTag", "Galaxy", "EventReport", "ShadowAttribute", "RelatedEvent"];
        if is_list && LISTS.contains(&key) {
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
        if LISTS.contains(&key) && value.is_object() {
            let mut index = 0;
            for node in listed(value) {
                self.element(key, node, index, event);
                index += 1;
            }
            if index == 0 && value.entries().next().is_some() {
                self.element(key, value, 0, event);
            }
            return Rest::Readable;
        }
        match key {
            // What analysts say of the event as a whole.
            "Note" | "Opinion" if !remark::analysts_agree(value) => {
                event.doubt = event.doubt.max(Some(Doubt::Published));
            }
            "uuid" => event.uuid = value.as_str(),
            "threat_level_id" | "analysis" | "orgc_id" => event.is_event = true,
            "Orgc" => {
                event.is_event = true;
                let name = value.get("name").and_then(Node::as_str).unwrap_or_default();
                if remarks::is_made_up(&name, "") {
                    event.doubt = event.doubt.max(Some(Doubt::Published));
                }
            }
            "info" => {
                event.is_event = true;
                if let Some(text) = value.as_text() {
                    if self.reading.title.is_none() {
                        self.reading.title = Some(text.as_str().split_whitespace().collect::<Vec<_>>().join(" "));
                    }
                    if is_published(text.as_str()) {
                        event.doubt = event.doubt.max(Some(Doubt::Published));
                    }
                    self.prose(&text, &event.member("info"));
                    event.info = Some(text.into_value().into_owned());
                }
            }
            "event_creator_email" => {
                if let Some(address) = value.as_str().filter(|address| !address.is_empty()) {
                    self.reading.set_aside(Reason::Own, address, self.span(value), event.member(key));
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
            "Tag" => self.event_tag(node, &path, event),
            "EventTag" => self.event_tag(node.get("Tag").unwrap_or(node), &path, event),
            "Galaxy" => self.galaxy(node, &path, event),
            "RelatedEvent" => {
                let info =
                    node.get("Event").and_then(|event| event.get("info")).and_then(Node::as_str).unwrap_or_default();
                self.reading.set_aside(Reason::Reference, info, self.span(node), path);
            }
            "ShadowAttribute" => {
                let uuid = node.get("uuid").and_then(Node::as_str);
                self.reading.record(key, uuid.as_deref(), self.span(node));
                // A proposal that the event's owner did not accept.
                let value = node.get("value").and_then(Node::as_str).unwrap_or_default();
                self.reading.set_aside(Reason::Disabled, value, self.span(node), format!("{path}.value"));
            }
            _ => {
                let uuid = node.get("uuid").and_then(Node::as_str);
                self.reading.record(key, uuid.as_deref(), self.span(node));
                let Some(content) = node.get("content").and_then(Node::as_text) else { return };
                if node.get("deleted").is_some_and(Node::is_true) {
                    let name = node.get("name").and_then(Node::as_str).unwrap_or_default();
                    self.reading.set_aside(Reason::Withdrawn, name, self.span(node), format!("{path}.content"));
                } else {
                    // A report of an event is written in Markdown.
                    let mark = self.reading.mark();
                    self.prose_of(Genre::Markdown, &content, &format!("{path}.content"));
                    let name = node.get("name").and_then(Node::as_str).unwrap_or_default();
                    let is_title = |name: &str| remarks::is_closed(name, &|_| false);
                    if is_framed(&name, Stand::Above) || !is_title(&name) {
                        self.reading.lower_names_since(&mark);
                    }
                    if content.as_str().len() <= BRIEF {
                        event.reports.push(content.as_str().to_owned());
                    }
                    // What it takes back, it takes back of the tags.
                    if is_framed(content.as_str(), Stand::Among) {
                        event.doubt = event.doubt.max(Some(Doubt::Unsure));
                    }
                }
            }
        }
    }

    fn event_tag(&mut self, node: Node<'a>, path: &str, event: &mut Event<'a>) {
        event.doubt = event.doubt.max(self.tag(node, path, event));
        let Some(name) = node.get("name").and_then(Node::as_str) else { return };
        if is_published(&name) {
            event.doubt = event.doubt.max(Some(Doubt::Published));
        }
        event.tags.push(name);
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
        // An object is one thing: a file under each of its hashes.
        let carried = attributes
            .into_iter()
            .flat_map(listed)
            .flat_map(|attribute| families(attribute.get("Tag"), attribute.get("Galaxy")));
        let carried: BTreeSet<Observed> = carried.collect();
        let is_crowded = carried.len() > FAMILIES;
        // What its own remark says of it is said of each of its values.
        let remark = comment.as_ref().map(Text::as_str).unwrap_or_default().to_owned();
        let doubt = remark::doubt(&remark);
        for (index, attribute) in attributes.into_iter().flat_map(listed).enumerate() {
            let path = format!("{path}.Attribute[{index}]");
            if let Some(reason) = deleted.then_some(Reason::Withdrawn).or(doubt) {
                let uuid = attribute.get("uuid").and_then(Node::as_str);
                let value = attribute.get("value").and_then(Node::as_str).unwrap_or_default();
                self.reading.record("Attribute", uuid.as_deref(), self.span(attribute));
                self.reading.set_aside(reason, value, self.span(attribute), format!("{path}.value"));
            } else {
                (event.is_crowded, event.spoken_of) = (is_crowded, remark::bearing(&remark, &carried));
                self.attribute(attribute, &path, name.as_deref().unwrap_or_default(), event);
                (event.is_crowded, event.spoken_of) = (false, Bearing::Stated);
            }
        }
        if let Some(comment) = comment.filter(|_| !deleted) {
            self.comment(comment, path, event);
        }
    }

    /// Reads a tag of the event or of an attribute; what it says against what carries it.
    pub(super) fn tag(&mut self, node: Node<'a>, path: &str, event: &mut Event<'a>) -> Option<Doubt> {
        // A tag may say how its cluster relates to what carries it: `not-related-to`, `similar`.
        let relation = node.get("relationship_type").and_then(Node::as_str).unwrap_or_default();
        if !matches!(relation.trim(), "" | "is" | "same-as" | "uses" | "exactly-matches") {
            let held = event.spoken_of;
            event.spoken_of = held.max(Bearing::Listed);
            let doubt = self.plain_tag(node, path, event);
            event.spoken_of = held;
            return doubt;
        }
        self.plain_tag(node, path, event)
    }

    fn plain_tag(&mut self, node: Node<'a>, path: &str, event: &mut Event<'a>) -> Option<Doubt> {
        let node = node.get("name")?;
        let name = node.as_str()?;
        let span = self.span(node);
        if markings::of_label(&name, span, self.reading) {
            return None;
        }
        let path = format!("{path}.name");
        match read_tag(&name) {
            Some(Tag::Observed(observed)) => self.cluster(observed, node, &path, event),
            Some(Tag::Doubt(doubt)) => return Some(doubt),
            Some(Tag::Classification) => markings::unknown(&name, Some(span), self.reading),
            Some(Tag::Reference) => self.reading.set_aside(Reason::Reference, name, span, path),
            Some(Tag::Unread) => {
                let what = format!("the tag `{}` was not read: its galaxy is not compared", shorten(&name));
                self.reading.lose(what, Some(span), None);
            }
            None => {}
        }
        None
    }

    /// Reads no more of a tag than what it says about sharing.
    pub(super) fn marking(&mut self, node: Node<'a>) {
        if let Some((node, name)) = node.get("name").and_then(|node| Some((node, node.as_str()?))) {
            let span = self.span(node);
            markings::of_label(&name, span, self.reading);
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
            let observed = value.as_str().and_then(|value| tags::read_cluster(&kind, &value, external.as_deref()));
            let path = format!("{path}.GalaxyCluster[{index}]");
            match observed {
                Some(observed) => self.cluster(observed, value, &format!("{path}.value"), event),
                None => {
                    let name = value.as_str().unwrap_or_default();
                    self.reading.set_aside(Reason::Reference, name, self.span(value), format!("{path}.value"));
                }
            }
            // The cluster's own words are a galaxy's, and the same in every event that carries it.
            if let Some((node, text)) = cluster.get("description").and_then(|node| Some((node, node.as_str()?)))
                && !text.trim().is_empty()
            {
                self.reading.set_aside(Reason::Reference, text, self.span(node), format!("{path}.description"));
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
        self.prose_of(Genre::Report, text, path);
    }

    fn prose_of(&mut self, genre: Genre, text: &Text<'_>, path: &str) {
        let place = |range| {
            let range = text.range(range);
            self.source.span(range.start, range.end)
        };
        read_prose_of(genre, text.as_str(), &place, path, self.context, self.reading);
    }

    pub(super) fn span(&self, node: Node<'_>) -> Span {
        self.source.span(node.inner_range().start, node.inner_range().end)
    }

    /// A cluster that a tag or a galaxy names. Software that the event as a whole is tagged with is listed, for such a tag says what the
    /// event is filed under; on an attribute it says what the trace is of, unless there are many.
    fn cluster(&mut self, observed: Observed, node: Node<'a>, path: &str, event: &mut Event<'a>) {
        let of_the_event = !path.contains("Attribute[");
        let listed = matches!(observed, Observed::Software(_)) && (of_the_event || event.is_crowded);
        let bearing = if listed { Bearing::Listed } else { Bearing::Stated };
        let bearing = bearing.max(event.spoken_of);
        if event.clusters.insert((observed.clone(), bearing)) {
            self.reading.observe_as(observed, self.span(node), path, bearing);
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

/// Bytes of a report within an event that speaks of the event as a whole.
const BRIEF: usize = 400;

impl Event<'_> {
    /// Whether its title, a tag or a brief report holds a word that is neither known nor a name of what it holds.
    fn is_open(&self) -> bool {
        let names: BTreeSet<String> = (self.clusters.iter())
            .filter_map(|(observed, _)| match observed {
                Observed::Software(mention) | Observed::ActorClaim(mention) => Some(mention.name.to_lowercase()),
                _ => None,
            })
            .flat_map(|name| name.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let is_name = |word: &str| names.contains(word);
        self.info.as_deref().is_some_and(|info| !remarks::is_title_of_a_case(info, &is_name))
            || self.tags.iter().any(|tag| !is_plain_tag(tag, &is_name))
            || self.reports.iter().any(|report| !remarks::is_closed(report, &is_name))
    }

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

/// The families that tags and galaxies name.
pub(super) fn families<'a>(tags: Option<Node<'a>>, galaxies: Option<Node<'a>>) -> impl Iterator<Item = Observed> {
    let tags = tags.into_iter().flat_map(listed).filter_map(|tag| match read_tag(&tag.get("name")?.as_str()?)? {
        Tag::Observed(observed) => Some(observed),
        _ => None,
    });
    let clusters = galaxies.into_iter().flat_map(listed).flat_map(|galaxy| {
        let outer = galaxy.get("type").and_then(Node::as_str);
        galaxy.get("GalaxyCluster").into_iter().flat_map(Node::elements).filter_map(move |cluster| {
            let kind = cluster.get("type").and_then(Node::as_str).or_else(|| outer.clone())?;
            tags::read_cluster(&kind, &cluster.get("value")?.as_str()?, None)
        })
    });
    tags.chain(clusters).filter(|observed| matches!(observed, Observed::Software(_)))
}

/// The elements of a list. PHP writes one with gaps as an object: `{"0": …, "2": …}`.
pub(super) fn listed(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let is_place = |key: &str| !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit());
    node.elements().chain(node.entries().filter(move |(key, _)| is_place(key)).map(|(_, node)| node))
}

/// Whether a tag says nothing against what carries it. What is known to is a [`Doubt`] of its own.
pub(super) fn is_plain_tag(tag: &str, is_name: &dyn Fn(&str) -> bool) -> bool {
    !markings::marks(tag).is_empty() || matches!(read_tag(tag), Some(Tag::Doubt(_))) || tags::is_plain(tag, is_name)
}

/// Whether the title or a tag of an event says that it holds what others published: "OSINT - Ten years of Turla", `type:OSINT`.
fn is_published(words: &str) -> bool {
    let words = words.trim().to_ascii_lowercase();
    words.starts_with("osint") || words == "type:osint"
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
