use dunant_vocabulary::{Pap, Tlp};

use crate::Reading;
use crate::xml::Element;

/// Narrows sharing by a TLP marking (`Marking_Structure` with a `color`). A marking of a part holds for the item: it cannot be
/// shared without that part.
pub(super) fn of_element(element: &Element<'_>, reading: &mut Reading) {
    if element.name() != "Marking_Structure" {
        return;
    }
    let Some(color) = element.attribute("color") else { return };
    match color.parse::<Tlp>() {
        Ok(tlp) => reading.restrict(tlp),
        Err(error) => reading.lose(error.to_string(), None, Some("mark the item by hand")),
    }
}

/// Narrows sharing by a tag that an export of MISP keeps in its journal: `MISP Tag: TLP:AMBER`.
pub(super) fn of_tag(text: &str, reading: &mut Reading) {
    let Some(tag) = text.trim().strip_prefix("MISP Tag:") else { return };
    let tag = tag.trim();
    let head = tag.get(..4).unwrap_or_default().to_ascii_lowercase();
    match head.as_str() {
        "tlp:" => {
            if let Ok(tlp) = tag.parse::<Tlp>() {
                reading.restrict(tlp);
            }
        }
        "pap:" => {
            if let Ok(pap) = tag.parse::<Pap>() {
                reading.restrict_actions(pap);
            }
        }
        _ => {}
    }
}
