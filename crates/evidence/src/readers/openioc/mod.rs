mod terms;
#[cfg(test)]
mod tests;

use std::ops::Range;

use dunant_vocabulary::AttackIdKind;

use super::traces::observe_trace;
use super::{named_ids, whole_values, written_dates};
use crate::prose::read_prose;
use crate::xml::{Element, Step, Walk, local_name, root_tag};
use crate::{Context, Observable, Observed, Reader, Reading, Reason, Source, markings};
use terms::Term;

/// OpenIOC 1.0 and 1.1 documents (`.ioc`).
pub(super) struct OpenIoc;

impl Reader for OpenIoc {
    fn format(&self) -> &'static str {
        "OpenIOC"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        let Some(tag) = source.text().and_then(root_tag) else { return false };
        matches!(local_name(tag), "ioc" | "OpenIOC" | "iocs")
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let mut document =
            Document { context, records: Vec::new(), item: Item::default(), empty: 0, named: Vec::new(), short: None };
        let mut walk = Walk::new(source, context.limits);
        while let Some(step) = walk.next(reading) {
            match step {
                Step::Open => document.open(&walk, reading),
                Step::Close(element) => document.close(&element, &walk, reading),
            }
        }
        if document.empty > 0 {
            let items = if document.empty == 1 { "1 item has" } else { &format!("{} items have", document.empty) };
            let named = document.named.join(", ");
            let of = if named.is_empty() { String::new() } else { format!(", the first of them {named}") };
            let help =
                "get the document from where it was first published, or give the values of these items in a list";
            reading.lose_values(document.empty, format!("{items} no content{of}"), None, Some(help));
        }
    }
}

struct Document<'c> {
    context: &'c Context<'c>,
    /// The record of each open element, where it is one.
    records: Vec<Option<usize>>,
    item: Item,
    /// Items without content.
    empty: u64,
    /// The first of them.
    named: Vec<String>,
    /// A title that says nothing, such as `Event #12`.
    short: Option<String>,
}

/// The parts of one `IndicatorItem`, kept until it closes.
#[derive(Default)]
struct Item {
    search: String,
    content: String,
    range: Range<usize>,
}

impl Document<'_> {
    fn open(&mut self, walk: &Walk<'_>, reading: &mut Reading) {
        let Some(element) = walk.open().last() else { return };
        let mut record = None;
        match element.name() {
            "ioc" | "OpenIOC" | "Indicator" | "IndicatorItem" => {
                let before = reading.records.len();
                reading.record(element.name(), element.attribute("id").as_deref(), walk.span(element.range()));
                record = (reading.records.len() > before).then_some(before);
                self.item = Item::default();
            }
            "Context" => self.item.search = element.attribute("search").unwrap_or_default(),
            _ => {}
        }
        self.records.push(record);
    }

    fn close(&mut self, element: &Element<'_>, walk: &Walk<'_>, reading: &mut Reading) {
        if let Some(record) = self.records.pop().flatten().and_then(|at| reading.records.get_mut(at)) {
            record.span = walk.span(element.range());
        }
        let (text, range) = element.text.trimmed();
        match element.name() {
            "IndicatorItem" => {
                let item = std::mem::take(&mut self.item);
                self.observe(&item, element, walk, reading);
            }
            "Content" => {
                self.item.content = text.to_owned();
                self.item.range = range;
            }
            _ if text.is_empty() => {}
            "short_description" => {
                if says_nothing(text) {
                    self.short = Some(text.to_owned());
                    reading.title.get_or_insert_with(|| text.to_owned());
                } else {
                    reading.title = Some(text.split_whitespace().collect::<Vec<_>>().join(" "));
                    self.prose(element, walk, reading);
                }
            }
            "description" => {
                if self.short.is_some() && text.len() <= 200 {
                    reading.title = Some(text.split_whitespace().collect::<Vec<_>>().join(" "));
                }
                self.prose(element, walk, reading);
            }
            "authored_date" => reading.dated = reading.dated.or_else(|| written_dates::parse(text)),
            "link" => {
                let relation = element.attribute("rel").unwrap_or_default().to_ascii_lowercase();
                let span = walk.span(range);
                if markings::of_label(text, span, reading) || matches!(&*relation, "tlp" | "pap" | "marking") {
                    let marks = markings::marks(&format!("{relation}:{text}"));
                    marks.iter().for_each(|mark| markings::apply(mark, Some(span), reading));
                    return;
                }
                let mention = |kind| named_ids::mention(text, kind);
                let observed = match &*relation {
                    "threatgroup" | "threat_group" | "actor" => mention(AttackIdKind::Group).map(Observed::ActorClaim),
                    "family" | "malware" | "malwarefamily" => mention(AttackIdKind::Software).map(Observed::Software),
                    _ => None,
                };
                let observed = observed.or_else(|| named_ids::label(text));
                let href = element.attribute("href").unwrap_or_default();
                match observed {
                    Some(observed) => reading.observe(observed, span, "links/link"),
                    None if text.contains("://") || !href.is_empty() => {
                        reading.set_aside(Reason::Citation, text, span, "links/link");
                    }
                    None => reading.set_aside(Reason::Description, text, span, "links/link"),
                }
            }
            _ => {}
        }
    }

    fn observe(&mut self, item: &Item, element: &Element<'_>, walk: &Walk<'_>, reading: &mut Reading) {
        // Some programs write the value where the identifier of the item belongs, and leave its content empty.
        let id = element.attribute("id").filter(|id| item.content.is_empty() && is_value(&item.search, id));
        let moved = id.map(|id| Item { search: item.search.clone(), content: id, range: element.range() });
        let item = moved.as_ref().unwrap_or(item);
        if item.content.is_empty() {
            self.empty += 1;
            let id = element.attribute("id").unwrap_or_default();
            if self.named.len() < NAMED && !id.is_empty() {
                self.named.push(format!("`{}` ({})", id.chars().take(80).collect::<String>(), item.search));
            }
            return;
        }
        let negated = |element: &Element<'_>| matches!(element.attribute("negate").as_deref(), Some("true" | "1"));
        let condition = element.attribute("condition").unwrap_or_default().to_ascii_lowercase();
        let span = walk.span(item.range.clone());
        let path = path(element, walk, &item.search);
        let aside =
            |reason, reading: &mut Reading| reading.set_aside(reason, item.content.as_str(), span, path.as_str());
        if negated(element) || walk.open().iter().any(negated) || condition.ends_with("not") {
            return aside(Reason::Excluded, reading);
        }
        let Some(term) = terms::term(&item.search) else {
            if terms::is_receiver(&item.search) {
                return aside(Reason::Own, reading);
            }
            if whole_values::guess(&item.content).is_none() {
                return aside(Reason::Description, reading);
            }
            return reading.account(&item.content, span, &path, |_| {});
        };
        if condition == "matches" {
            let what = format!("`{}` is matched against a pattern", item.search);
            return reading.lose(
                what,
                Some(span),
                Some("a pattern is no trace; test it with a tool that matches patterns"),
            );
        }
        let whole = matches!(condition.as_str(), "" | "is");
        let observed = match term {
            Term::Observable(kind) if whole => whole_values::parse(kind, &item.content),
            Term::Observable(kind) => whole_values::parse_part(kind, &item.content),
            Term::Guess => whole_values::guess(&item.content),
        };
        match observed {
            Some(observable) => observe_trace(observable, span, &path, None, reading),
            None if !whole => aside(Reason::NotATrace, reading),
            None => {
                let reason = match term {
                    Term::Observable(kind) => {
                        Observable::parse(kind, &item.content).err().map(|error| error.to_string())
                    }
                    Term::Guess => None,
                };
                reading.lose(reason.unwrap_or_else(|| format!("`{}` is not read", item.search)), Some(span), None);
            }
        }
    }

    fn prose(&self, element: &Element<'_>, walk: &Walk<'_>, reading: &mut Reading) {
        let text = &element.text;
        read_prose(text.value(), &|range| walk.span(text.place(range)), element.name(), self.context, reading);
    }
}

/// `Indicator[OR]/Indicator[AND]/IndicatorItem[id]/FileItem/Md5sum`: with `AND` above it, an item counts only beside its others.
fn path(element: &Element<'_>, walk: &Walk<'_>, search: &str) -> String {
    let mut path = String::new();
    for indicator in walk.open().iter().filter(|element| element.name() == "Indicator") {
        path.push_str(&format!("Indicator[{}]/", indicator.attribute("operator").unwrap_or_default()));
    }
    path.push_str(&format!("IndicatorItem[{}]/{search}", element.attribute("id").unwrap_or_default()));
    path
}

/// Items without content that the loss names.
const NAMED: usize = 5;

/// Whether the identifier of an item is the value that its term asks for, as its content would be.
fn is_value(search: &str, id: &str) -> bool {
    match terms::term(search) {
        Some(Term::Observable(kind)) => {
            let guessed = whole_values::guess(id).is_some();
            let named = whole_values::is_file_name(id) || whole_values::is_absolute_path(id);
            (guessed || named) && whole_values::parse(kind, id).is_some()
        }
        Some(Term::Guess) => whole_values::guess(id).is_some(),
        None => false,
    }
}

/// Exports of MISP give the number of the event where the title belongs.
fn says_nothing(title: &str) -> bool {
    title.strip_prefix("Event #").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}
