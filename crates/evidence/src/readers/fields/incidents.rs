//! Databases of incidents that are exported as JSON: a list of objects, one a line, or an object of objects by their identifiers.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{is_lines, names};
use crate::json::{Cursor, Node};
use crate::readers::table::{Census, Header, Incidents};

/// Fewer records are not looked at.
const LEAST: usize = 40;
/// Records that say how their members are called.
const NAMING: usize = 200;
/// Members of one record, and names of all, that are looked at.
const MEMBERS: usize = 500;
/// How deep the list of records, and the members of a record, may be.
const DEEPEST: usize = 5;

/// Whether a document is a database of many incidents; `depth` is how deep JSON may be.
pub(super) fn of(text: &str, depth: u64) -> Option<Incidents> {
    memchr::memchr_iter(b'{', text.as_bytes()).nth(LEAST)?;
    let records = records(text, depth);
    if records.len() < LEAST {
        return None;
    }
    let mut header = Header::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (name, _) in records.iter().take(NAMING).flat_map(|record| members(*record)) {
        if places.len() < MEMBERS && !places.contains_key(&*name) {
            places.insert(name.to_string(), header.names.len());
            header.columns.push(names::column(&name, ""));
            header.names.push(name.into_owned());
        }
    }
    let mut census = Census::of(&header)?;
    for record in records {
        let members = members(record);
        let mut values: HashMap<usize, &str> = HashMap::new();
        for (name, value) in &members {
            if let Some(at) = places.get(&**name) {
                values.entry(*at).or_insert(value);
            }
        }
        if !census.take(members.len() as u64, &|at| values.get(&at).copied().unwrap_or_default()) {
            return None;
        }
    }
    census.incidents()
}

/// The objects of the longest list in a document.
fn records(text: &str, depth: u64) -> Vec<Node<'_>> {
    let text = text.trim_start_matches('\u{feff}');
    if is_lines(text) {
        let node = |line| Cursor::new(line, depth).value().ok().filter(|node| node.is_object());
        return text.lines().filter_map(node).collect();
    }
    let mut cursor = Cursor::new(text, depth);
    if let Ok(node) = cursor.clone().value() {
        return longest(node, 0);
    }
    // Of a list that is cut, what is there.
    let mut records = Vec::new();
    if cursor.open(b'[') {
        while let Ok(true) = cursor.next_element() {
            let Ok(node) = cursor.value() else { break };
            records.extend(Some(node).filter(|node| node.is_object()));
        }
    }
    records
}

fn longest(node: Node<'_>, depth: usize) -> Vec<Node<'_>> {
    let parts: Vec<Node<'_>> =
        if node.is_list() { node.elements().collect() } else { node.entries().map(|(_, part)| part).collect() };
    let objects: Vec<Node<'_>> = parts.iter().copied().filter(|part| part.is_object()).collect();
    if objects.len() >= LEAST || depth >= DEEPEST {
        return objects;
    }
    parts
        .into_iter()
        .map(|part| longest(part, depth + 1))
        .max_by_key(Vec::len)
        .filter(|found| found.len() > objects.len())
        .unwrap_or(objects)
}

/// The values of a record by the innermost name that each has.
fn members<'a>(record: Node<'a>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let mut members = Vec::new();
    let mut open = vec![(Cow::Borrowed(""), record, 0)];
    while let Some((name, node, depth)) = open.pop() {
        if members.len() >= MEMBERS {
            break;
        }
        if node.is_object() && depth < DEEPEST {
            open.extend(node.entries().map(|(name, node)| (name, node, depth + 1)));
        } else if node.is_list() && depth < DEEPEST {
            open.extend(node.elements().take(MEMBERS).map(|node| (name.clone(), node, depth + 1)));
        } else if let Some(value) = node.as_scalar() {
            members.push((name, value.into_value()));
        }
    }
    members
}
