mod cybox;
mod markings;
#[cfg(test)]
mod tests;

use std::ops::Range;

use dunant_vocabulary::{CveId, DateRange, Sector};

use super::written_dates;
use crate::prose::read_prose;
use crate::xml::{Element, Step, Text, Walk, local_name, root_tag};
use crate::{Context, Mention, Observed, Reader, Reading, Reason, Role, Source};

/// STIX 1.x packages, with their CybOX 2 observables (STIX 1.2.1 and CybOX 2.1.1, OASIS); also within TAXII 1 messages.
pub(super) struct Stix1;

impl Reader for Stix1 {
    fn format(&self) -> &'static str {
        "STIX 1"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        let Some(tag) = source.text().and_then(root_tag) else { return false };
        let namespaces = ["stix.mitre.org/", "cybox.mitre.org/", "taxii.mitre.org/"];
        local_name(tag) == "STIX_Package" || namespaces.iter().any(|namespace| tag.contains(namespace))
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let mut package = Package { context, frames: Vec::new(), title: None, dates: [None; 3] };
        let mut walk = Walk::new(source, context.limits);
        while let Some(step) = walk.next(reading) {
            match step {
                Step::Open => package.open(&walk, reading),
                Step::Close(element) => package.close(&element, &walk, reading),
            }
        }
        reading.dated = package.dates.into_iter().flatten().next();
    }
}

/// What is remembered while walking.
struct Package<'c> {
    context: &'c Context<'c>,
    /// One for each open element.
    frames: Vec<Frame>,
    /// The last indicator's or observable's title, so that a description that repeats it is not read again.
    title: Option<String>,
    /// When the package was produced, in the order in which these are believed: stated, inner package's time, outer package's time.
    dates: [Option<DateRange>; 3],
}

/// What is remembered of one open element.
#[derive(Default)]
struct Frame {
    /// The record that it made.
    record: Option<usize>,
    /// Identifier of the innermost record, itself included.
    id: Option<std::rc::Rc<str>>,
    /// Observations before it.
    observed: usize,
    /// It, or what it stands in, is negated: what it holds was expected not to be seen.
    negated: bool,
    /// Parts of an object that only together are one trace.
    parts: cybox::Parts,
    /// When what it holds was seen.
    seen: Option<DateRange>,
}

impl Package<'_> {
    fn open(&mut self, walk: &Walk<'_>, reading: &mut Reading) {
        let Some(element) = walk.open().last() else { return };
        let above = self.frames.last();
        let mut frame = Frame {
            id: above.and_then(|above| above.id.clone()),
            observed: reading.observations().len(),
            negated: above.is_some_and(|above| above.negated) || is_true(element.attribute("negate").as_deref()),
            ..Frame::default()
        };
        let capec = element.attribute("capec_id").filter(|_| element.name() == "Attack_Pattern");
        let id = element.attribute("id");
        if capec.is_some() || id.is_some() || is_record(element) {
            let before = reading.records.len();
            let named = capec.as_deref().or(id.as_deref());
            reading.record(element.name(), named, walk.span(element.range()));
            frame.record = (reading.records.len() > before).then_some(before);
            frame.id = named.map(Into::into).or(frame.id);
        }
        if matches!(element.name(), "STIX_Package" | "Package") {
            let date = element.attribute("timestamp").as_deref().and_then(written_dates::parse);
            let at = if walk.open().len() > 1 { 1 } else { 2 };
            if let Some(slot) = self.dates.get_mut(at) {
                *slot = slot.or(date);
            }
        }
        markings::of_element(element, walk.span(element.range()), reading);
        if element.name() == "OrganisationInfo"
            && is_victim(walk)
            && let Some(sector) = element.attribute("IndustryType").and_then(|name| name.parse::<Sector>().ok())
        {
            let observed = Observed::Sector { sector, role: Role::Targeted };
            reading.observe(observed, walk.span(element.range()), path(&frame, "IndustryType"));
        }
        if element.name() == "Sighting"
            && let Some(seen) = element.attribute("timestamp").as_deref().and_then(written_dates::parse)
        {
            self.see(seen);
        }
        self.frames.push(frame);
    }

    fn close(&mut self, element: &Element<'_>, walk: &Walk<'_>, reading: &mut Reading) {
        let Some(frame) = self.frames.pop() else { return };
        if let Some(record) = frame.record.and_then(|at| reading.records.get_mut(at)) {
            record.span = walk.span(element.range());
        }
        if let Some(seen) = frame.seen {
            reading.date_since(frame.observed, seen);
        }
        let place = path(&frame, element.name());
        let before = reading.observations().len();
        let parts = self.frames.last_mut().map(|above| &mut above.parts);
        cybox::observe(element, &frame.parts, parts, walk, &place, reading);
        if frame.negated {
            reading.set_aside_since(before, Reason::Excluded, |_| false);
        }
        let (text, range) = element.text.trimmed();
        if !text.is_empty() {
            self.text(element, text, range, walk, &place, reading);
        }
    }

    /// Reads what an element of STIX itself says.
    fn text(
        &mut self,
        element: &Element<'_>,
        text: &str,
        range: Range<usize>,
        walk: &Walk<'_>,
        place: &str,
        reading: &mut Reading,
    ) {
        let parent = walk.parent();
        let span = walk.span(range.clone());
        match element.name() {
            "Title" if parent == "STIX_Header" => {
                // An export names the tool that made it; the packages within name what they are about.
                if reading.title.as_ref().is_none_or(|title| title.starts_with("Export from")) {
                    reading.title = Some(folded(text));
                }
                self.prose(&element.text, walk, place, reading);
            }
            "CVE_ID" => match text.parse::<CveId>() {
                Ok(cve) => reading.observe(Observed::Vulnerability(cve), span, place),
                Err(error) => reading.lose(error.to_string(), Some(span), None),
            },
            "Name" if parent == "Malware_Instance" || (parent == "Tool" && walk.within("Resources")) => {
                reading.observe(Observed::Software(Mention::named(folded(text))), span, place);
            }
            "Title" | "Name" if parent == "Threat_Actor" => {
                reading.observe(Observed::ActorClaim(Mention::named(folded(text))), span, place);
            }
            "Name" | "NameElement" | "NameLine" if names_actor(element, walk) => {
                reading.observe(Observed::ActorClaim(Mention::named(folded(text))), span, place);
            }
            "NameElement" if parent == "Country" => {
                if let Ok(country) = text.parse() {
                    let role = if is_victim(walk) { Role::Targeted } else { Role::Mentioned };
                    reading.observe(Observed::Country { country, role }, span, place);
                }
            }
            "Produced_Time" if walk.within("STIX_Header") => {
                let [stated, ..] = &mut self.dates;
                *stated = stated.or(written_dates::parse(text));
            }
            "First_Sighting" | "Last_Sighting" | "Start_Time" | "End_Time" | "Observation_Time" => {
                if let Some(seen) = written_dates::parse(text) {
                    self.see(seen);
                }
            }
            "Journal_Entry" => {
                markings::of_tag(text, span, reading);
                reading.set_aside(Reason::Description, text, span, place);
            }
            "Title" => {
                self.title = Some(text.to_owned());
                self.prose(&element.text, walk, place, reading);
            }
            "Description" | "Short_Description" if describes_in_general(walk) => {
                reading.set_aside(Reason::Reference, text.chars().take(200).collect::<String>(), span, place);
            }
            "Description" | "Short_Description" if self.title.as_deref() != Some(text) => {
                self.prose(&element.text, walk, place, reading);
            }
            "Statement" | "Terms_Of_Use" if parent == "Marking_Structure" => {
                markings::of_statement(text, span, reading)
            }
            "Reference" if parent == "References" => reading.set_aside(Reason::Citation, text, span, place),
            "Electronic_Address_Identifier" | "ElectronicAddressIdentifier" => {
                reading.set_aside(Reason::Own, text, span, place);
            }
            _ => {}
        }
    }

    /// Widens the time of sighting of the record that holds the element at hand.
    fn see(&mut self, seen: DateRange) {
        if let Some(frame) = self.frames.iter_mut().rev().find(|frame| frame.record.is_some()) {
            frame.seen = Some(frame.seen.map_or(seen, |held| {
                DateRange::between(held.earliest().min(seen.earliest()), held.latest().max(seen.latest()))
            }));
        }
    }

    fn prose(&self, text: &Text, walk: &Walk<'_>, path: &str, reading: &mut Reading) {
        read_prose(text.value(), &|range| walk.span(text.place(range)), path, self.context, reading);
    }
}

/// Elements that are records even where they have no identifier. One that only refers to another is none.
fn is_record(element: &Element<'_>) -> bool {
    const KINDS: [&str; 14] = [
        "STIX_Package",
        "Package",
        "Indicator",
        "Observable",
        "TTP",
        "Malware_Instance",
        "Attack_Pattern",
        "Exploit_Target",
        "Incident",
        "Campaign",
        "Threat_Actor",
        "Course_Of_Action",
        "Report",
        "Vulnerability",
    ];
    KINDS.contains(&element.name()) && element.attribute("idref").is_none()
}

/// Whether the name at hand is that of a threat actor: its identity's, not that of whoever wrote about it.
fn names_actor(element: &Element<'_>, walk: &Walk<'_>) -> bool {
    let above: Vec<&str> =
        walk.open().iter().rev().map(Element::name).take_while(|name| *name != "Threat_Actor").collect();
    let holders: &[&str] = if element.name() == "Name" { &["Identity"] } else { &["OrganisationName", "PartyName"] };
    walk.within("Threat_Actor")
        && above.first().is_some_and(|parent| holders.contains(parent))
        && above.contains(&"Identity")
        && !above.contains(&"Information_Source")
}

/// Whether the words at hand describe something that is the same in every case: a technique, a family, a tool, a group, a flaw, a
/// mitigation, a grade of confidence, who produced the package. The nearest element that has words of its own decides.
fn describes_in_general(walk: &Walk<'_>) -> bool {
    for element in walk.open().iter().rev() {
        match element.name() {
            "STIX_Header" | "Header" | "Indicator" | "Observable" | "Object" | "Incident" | "Campaign" | "Report"
            | "Sighting" => {
                return false;
            }
            "Attack_Pattern" | "Malware_Instance" | "TTP" | "Tool" | "Exploit" | "Exploit_Target" | "Vulnerability"
            | "Weakness" | "Configuration" | "Course_Of_Action" | "Threat_Actor" | "Confidence" | "Identity"
            | "Information_Source" | "Infrastructure" | "Persona" => return true,
            _ => {}
        }
    }
    false
}

fn is_victim(walk: &Walk<'_>) -> bool {
    ["Victim", "Victim_Targeting", "Targeted_Victim"].iter().any(|name| walk.within(name))
}

fn is_true(attribute: Option<&str>) -> bool {
    matches!(attribute, Some("true" | "1"))
}

fn path(frame: &Frame, name: &str) -> String {
    match &frame.id {
        Some(id) => format!("{id}/{name}"),
        None => name.to_owned(),
    }
}

/// White space folded.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
