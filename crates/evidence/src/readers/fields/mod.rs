//! JSON and JSON lines of any program: logs, alerts, exports. Strings are decoded first, so that no escape cuts a value; an object
//! is then read as a row of a table is, with the names of its members as the header. An object within it takes over its verdict
//! and its time.

mod incidents;
mod names;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use dunant_vocabulary::DateRange;

use super::table::columns::Column;
use super::table::{Cell, Header, Row, RowReading};
use crate::json::{Cursor, Damage, Node, Rest};
use crate::prose::{Stand, is_framed, is_known_word, read_prose, strongest};
use crate::surroundings::{is_a_column_of_a_case, is_called_apart};
use crate::verdict::{self, Said};
use crate::{Bearing, Context, Reader, Reading, Source};

pub(super) struct Fields;

impl Reader for Fields {
    fn format(&self) -> &'static str {
        "JSON"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.text().is_some_and(is_json)
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let Some(text) = source.text() else { return };
        let place = |range: Range<usize>| source.span(range.start, range.end);
        if let Some(known) = incidents::of(text, context.limits.depth) {
            return known.set_aside(place(0..text.len()), reading);
        }
        let table = RowReading::new(text, &place, Header::default(), context, reading);
        let mut walk = Walk { source, context, text, table };
        if is_lines(text) {
            walk.lines();
        } else {
            walk.document(0..text.len(), "");
        }
        walk.table.finish();
        // What is nested is read behind what it is nested in.
        reading.sort_observations();
    }
}

struct Walk<'a> {
    source: &'a Source<'a>,
    context: &'a Context<'a>,
    text: &'a str,
    table: RowReading<'a>,
}

/// Names of members that are looked at in an object within another.
const AROUND: usize = 50;

/// An object or a list that is still to be read.
struct Task<'a> {
    members: Vec<(Cow<'a, str>, Node<'a>)>,
    /// Its place: `events[3].http`.
    path: String,
    /// The name under which it stands.
    name: String,
    range: Range<usize>,
    said: Said,
    /// Whether the name of a parent, or what stands beside it, is of no case.
    framed: bool,
    when: Option<DateRange>,
    /// The names of the object that it is in.
    outer: Option<Rc<Header>>,
    /// The trace by which it is called, and what that is: `{"203.0.113.7": {"count": 3}}`.
    called: Option<Called<'a>>,
}

/// A trace by which an object is called, and what its column is.
type Called<'a> = (Column, Cell<'a>);

/// What is in an object: its place, its name, itself, what its name says, and the trace by which it is called.
type Nested<'a> = (String, String, Node<'a>, Said, Option<Called<'a>>);

impl<'a> Walk<'a> {
    /// One document a line.
    fn lines(&mut self) {
        let mut at = 0;
        for (number, line) in (1_u64..).zip(self.text.split_inclusive('\n')) {
            let range = at..at + line.len();
            at = range.end;
            if !line.trim().is_empty() {
                self.document(range, &format!("line {number}"));
            }
        }
    }

    /// The values that `range` of the text holds, one behind the other. A list or an object that is damaged is read as far as it goes.
    fn document(&mut self, range: Range<usize>, path: &str) {
        let mut cursor = Cursor::of_part(self.text, range.clone(), self.context.limits.depth);
        if range.start == 0 && self.text.starts_with('\u{feff}') {
            cursor = Cursor::of_part(self.text, '\u{feff}'.len_utf8()..range.end, self.context.limits.depth);
        }
        while let Some(byte) = cursor.peek() {
            let whole = cursor.clone();
            match cursor.value() {
                Ok(node) => self.value(path, node),
                Err(_) if matches!(byte, b'{' | b'[') => {
                    cursor = whole;
                    if self.parts(&mut cursor, byte, path) == Rest::Lost {
                        return self.words(cursor.offset()..range.end, path);
                    }
                }
                Err(_) => return self.words(whole.offset()..range.end, path),
            }
        }
    }

    /// The elements or members of a value that is not well-formed as a whole.
    fn parts(&mut self, cursor: &mut Cursor<'a>, bracket: u8, path: &str) -> Rest {
        cursor.open(bracket);
        for number in 0_u64.. {
            let name = if bracket == b'{' {
                match cursor.next_key() {
                    Ok(Some(name)) => name,
                    Ok(None) => return Rest::Readable,
                    Err(damage) => return self.damage(&damage),
                }
            } else {
                match cursor.next_element() {
                    Ok(true) => Cow::Owned(format!("[{number}]")),
                    Ok(false) => return Rest::Readable,
                    Err(damage) => return self.damage(&damage),
                }
            };
            match cursor.value() {
                Ok(node) if bracket == b'{' => {
                    let task = Task {
                        range: node.range(),
                        members: vec![(name, node)],
                        path: path.to_owned(),
                        name: String::new(),
                        said: Said::Evidence,
                        framed: false,
                        when: None,
                        outer: None,
                        called: None,
                    };
                    self.tasks(task);
                }
                Ok(node) => self.value(&format!("{path}{name}"), node),
                Err(damage) => {
                    if self.damage(&damage) == Rest::Lost {
                        return Rest::Lost;
                    }
                }
            }
        }
        Rest::Readable
    }

    fn damage(&mut self, damage: &Damage) -> Rest {
        let span = self.source.span(damage.range.start, damage.range.end);
        let help = damage.help.unwrap_or(match damage.rest {
            Rest::Readable => {
                "export it anew; what stands before and behind this value was read, the value itself was not"
            }
            Rest::Lost => "export it anew; behind this place the text was read as words alone",
        });
        self.table.reading.lose(format!("the JSON is damaged: {}", damage.what), Some(span), Some(help));
        damage.rest
    }

    /// What is no JSON any more is read as the words that it is.
    fn words(&mut self, range: Range<usize>, path: &str) {
        let Some(text) = self.text.get(range.clone()).filter(|text| !text.trim().is_empty()) else { return };
        let source = self.source;
        let place = |part: Range<usize>| source.span(range.start + part.start, range.start + part.end);
        read_prose(text, &place, path, self.context, self.table.reading);
    }

    fn value(&mut self, path: &str, node: Node<'a>) {
        let members = if node.is_object() { node.entries().collect() } else { vec![(Cow::Borrowed(""), node)] };
        self.tasks(Task {
            members,
            path: path.to_owned(),
            name: String::new(),
            range: node.range(),
            said: Said::Evidence,
            framed: false,
            when: None,
            outer: None,
            called: None,
        });
    }

    /// Reads an object and all that is in it, from the outside to the inside.
    fn tasks(&mut self, first: Task<'a>) {
        let mut tasks = vec![first];
        while let Some(task) = tasks.pop() {
            let before = tasks.len();
            self.task(task, &mut tasks);
            // In the order of the document.
            if let Some(added) = tasks.get_mut(before..) {
                added.reverse();
            }
        }
    }

    fn task(&mut self, task: Task<'a>, tasks: &mut Vec<Task<'a>>) {
        let Task { members, path, name, range, said, framed, when, outer, called } = task;
        let mut header = Header::default();
        header.around.outer = outer;
        let mut cells: Vec<Cell<'a>> = Vec::new();
        if let Some((column, cell)) = called {
            header.columns.push(column);
            header.names.push(String::new());
            cells.push(cell);
        }
        let mut nested: Vec<Nested<'a>> = Vec::new();
        let kind = members.iter().find(|(key, _)| key == "type").and_then(|(_, node)| node.as_scalar());
        let kind = kind.map(|kind| kind.as_str().to_ascii_lowercase().replace(['-', ' '], "_")).unwrap_or_default();
        let is_of_a_notebook = members.iter().any(|(key, _)| key == "cell_type");
        for (key, node) in members {
            let column = match (names::column(&key, &name), &*key) {
                // What a cell of a notebook holds, and where nothing was published.
                (_, "source") if is_of_a_notebook => Column::Prose,
                // `{"type": "ip_address", "id": "203.0.113.7"}`
                (Column::Id, "id") => {
                    node.as_scalar().and_then(|id| names::identified(&kind, id.as_str())).unwrap_or(Column::Id)
                }
                (column, _) => column,
            };
            let mut keep = |node: Node<'a>| {
                let Some(text) = node.as_scalar() else { return };
                header.columns.push(column);
                header.names.push(key.to_string());
                cells.push(Cell::of_json(text));
            };
            // A name for what has none: an element of a list is called as its list is.
            let called = if key.is_empty() { name.clone() } else { key.to_string() };
            let place = match (path.as_str(), &*key) {
                (path, "") => path.to_owned(),
                ("", key) => key.to_owned(),
                (path, key) => format!("{path}.{key}"),
            };
            // `"not_detected": [ … ]`
            let under = verdict::of_heading(&key.replace('_', " "));
            let under = if under.consequence().is_some() { under } else { Said::Evidence };
            if node.is_list() {
                for (number, element) in node.elements().enumerate() {
                    if element.is_object() || element.is_list() || under != Said::Evidence {
                        nested.push((format!("{place}[{number}]"), called.clone(), element, under, None));
                    } else {
                        keep(element);
                    }
                }
            } else if let Some(cell) = self.key(&key, &name, &node) {
                nested.push((place, String::new(), node, under, Some((names::of_a_trace(&name), cell))));
            } else if node.is_object() {
                nested.push((place, called, node, under, None));
            } else {
                keep(node);
            }
        }
        let beside = header.names.iter().zip(&cells).any(|(name, cell)| takes_back(name, &cell.value));
        let row = Row { cells, range, unclosed: false, comment: false, unread: None };
        self.mark(&header, &row);
        if header.columns.iter().any(|column| matches!(column, Column::Verdict(_))) {
            for (_, name, node, ..) in nested.iter().filter(|(_, _, node, ..)| node.is_object()).take(AROUND) {
                header.around.names.push(name.clone());
                header.around.names.extend(node.entries().take(AROUND).map(|(key, _)| key.into_owned()));
            }
        }
        self.table.header = header;
        (self.table.block, self.table.when, self.table.framed) = (said, when, framed);
        let when = self.table.when(&row).or(when);
        let said = self.table.row_at(&path, "object", &row);
        let header = std::mem::take(&mut self.table.header);
        let outer = (!nested.is_empty()).then(|| Rc::new(header));
        // What is said of the object is said of what is in it.
        let said = if said.consequence().is_some() { said } else { Said::Evidence };
        for (path, name, node, under, called) in nested {
            let members = if node.is_object() { node.entries().collect() } else { vec![(Cow::Borrowed(""), node)] };
            let framed = framed || beside || !is_a_parent_of_evidence(&name);
            tasks.push(Task {
                members,
                path,
                name,
                range: node.range(),
                said: said.stronger(under),
                framed,
                when,
                outer: outer.clone(),
                called,
            });
        }
    }

    /// The name of a member as a value, where it is a trace: `{"203.0.113.7": {"count": 3}}`, `{"275a02…": "malicious"}`.
    fn key(&self, key: &str, parent: &str, node: &Node<'a>) -> Option<Cell<'a>> {
        if !names::is_a_trace(key, parent) {
            return None;
        }
        // The name stands right before its colon and value.
        let end = node.range().start;
        let start = self.text.get(..end)?.rfind(key).filter(|start| end - start <= key.len() + 40).unwrap_or(end);
        let range = start..(start + key.len()).min(self.text.len());
        self.text
            .get(range.clone())
            .filter(|written| *written == key)
            .map(|written| Cell::new(Cow::Borrowed(written), range))
    }

    /// Narrows the item by a member that is a marking: `"tlp": "red"`.
    fn mark(&mut self, header: &Header, row: &Row<'a>) {
        for (name, cell) in header.names.iter().zip(&row.cells) {
            let protocol = ["tlp", "pap"].into_iter().find(|protocol| name.eq_ignore_ascii_case(protocol));
            let is_marking = protocol.is_some()
                || ["marking", "markings", "tags", "tag"].iter().any(|known| name.eq_ignore_ascii_case(known));
            if !is_marking || cell.value.len() > 40 {
                continue;
            }
            let has_name = ["tlp", "pap"].iter().any(|known| cell.value.to_ascii_lowercase().starts_with(known));
            let line = match protocol {
                Some(protocol) if !has_name => format!("{}:{}", protocol.to_ascii_uppercase(), cell.value),
                _ if has_name => cell.value.to_string(),
                _ => continue,
            };
            let span = self.source.span(cell.range.start, cell.range.end);
            crate::markings::of_text(&line, &|_| span, self.table.reading);
        }
    }
}

/// Whether objects below a name of this kind may be what was found: its words are known, or it is one of those that formats have.
fn is_a_parent_of_evidence(name: &str) -> bool {
    #[rustfmt::skip]
    const NAMES: [&str; 34] = [
        "alert", "alerts", "artefacts", "artifacts", "attributes", "case", "detections", "entities", "entries", "findings", "fileinfo", "hits", "indicator",
        "ioc", "items", "list", "matches", "metadata", "object", "observable", "observables", "observations", "report", "reports", "result", "results",
        "rows", "sightings", "signatures", "source", "tags", "tls", "flow", "yara",
    ];
    let words = name.replace(['_', '-', '.'], " ");
    let lower = words.to_lowercase();
    let mut parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    NAMES.contains(&lower.as_str())
        || parts.all(|part| is_known_word(part) || NAMES.contains(&part)) && !is_framed(&words, Stand::Above)
}

/// Whether a member beside a list takes back what the list holds: `"status": "refuted"`, `"exercise": true`.
fn takes_back(name: &str, value: &str) -> bool {
    if is_called_apart(name) || is_framed(&name.replace(['_', '-'], " "), Stand::Above) {
        return !value.trim().is_empty() && !verdict::is_no(value) && value != "null";
    }
    let is_asked = verdict::is_yes(value) && value != "1";
    is_asked && !is_a_column_of_a_case(name) && Column::named(name) == Column::Unknown
        || is_called_apart_as_a_word(value)
        || is_framed(value, Stand::Above)
        || !matches!(strongest(value), Bearing::Stated | Bearing::Listed)
}

/// Whether a value of one word is called so: `securityTesting`, `trainingData`; of a host or a path each row is asked by itself.
fn is_called_apart_as_a_word(value: &str) -> bool {
    const LONGEST: usize = 60;
    value.len() <= LONGEST
        && value.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '_')
        && (is_called_apart(value) || value.to_lowercase().starts_with("false") && value.len() > "false".len())
}

/// Whether a text begins as JSON: an object with a name, or a list of strings, objects or lists.
fn is_json(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let Some(inner) = start.strip_prefix('{') else {
        let inner = start.strip_prefix('[').unwrap_or_default().trim_start();
        return inner.starts_with(['{', '"'])
            || inner.starts_with('[') && is_json(inner.get(..inner.floor_char_boundary(64)).unwrap_or_default());
    };
    let Some(name) = inner.trim_start().strip_prefix('"') else { return inner.trim_start() == "}" };
    let Some((_, behind)) = name.get(..name.floor_char_boundary(1024)).and_then(|name| name.split_once('"')) else {
        return false;
    };
    behind.trim_start().is_empty() || behind.trim_start().starts_with(':')
}

/// Whether each line is a document: the first is one by itself, and the second begins as one.
fn is_lines(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| !line.is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
    first.starts_with('{') && first.ends_with('}') && second.starts_with('{')
}
