use dunant_vocabulary::{Span, Tlp};

use crate::markings::{self, Mark};
use crate::xml::Element;
use crate::{Reading, Reason};

/// Narrows sharing by a TLP marking (`Marking_Structure` with a `color`, AIS's `TLPMarking`). A marking of a part holds for the
/// item: it cannot be shared without that part.
pub(super) fn of_element(element: &Element<'_>, span: Span, reading: &mut Reading) {
    if !matches!(element.name(), "Marking_Structure" | "TLPMarking") {
        return;
    }
    let Some(color) = element.attribute("color") else { return };
    match color.parse::<Tlp>() {
        Ok(tlp) => reading.restrict(tlp),
        Err(_) => markings::unknown(&format!("TLP:{color}"), Some(span), reading),
    }
}

/// Narrows sharing by a statement or terms of use. One that names no protocol is a marking that nobody here knows.
pub(super) fn of_statement(text: &str, span: Span, reading: &mut Reading) {
    let marks = markings::marks(text);
    for mark in &marks {
        markings::apply(mark, Some(span), reading);
    }
    if !marks.is_empty() {
        return;
    }
    if markings::is_copyright(text) {
        reading.set_aside(Reason::Description, text, span, "Marking_Structure");
    } else {
        markings::unknown(text, Some(span), reading);
    }
}

/// Narrows sharing by a tag that an export of MISP keeps in its journal: `MISP Tag: TLP:AMBER`.
pub(super) fn of_tag(text: &str, span: Span, reading: &mut Reading) {
    let tag = text.trim().strip_prefix("MISP Tag:").unwrap_or(text);
    for mark in markings::marks(tag) {
        // A journal holds words of people; only a whole tag is an unknown marking.
        if !matches!(mark, Mark::Unknown(_)) || text.trim().starts_with("MISP Tag:") {
            markings::apply(&mark, Some(span), reading);
        }
    }
}
