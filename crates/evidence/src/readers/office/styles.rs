use std::collections::HashMap;

use super::height::Height;
use super::markup::{Markup, Step};
use crate::readers::shown::Shown;

/// What the styles of a text document say of how words stand, and whether they are seen (ECMA-376, part 1, section 17.7).
#[derive(Debug, Default)]
pub(super) struct Styles {
    heights: HashMap<String, Height>,
    shown: HashMap<String, Shown>,
}

impl Styles {
    /// Reads `word/styles.xml`. A style says what the one says that it is based on, unless it says so itself.
    pub(super) fn read(text: &str) -> Self {
        let mut markup = Markup::new(text, 32);
        let mut heights: HashMap<String, Height> = HashMap::new();
        let mut shown: HashMap<String, Shown> = HashMap::new();
        let mut based: HashMap<String, String> = HashMap::new();
        let mut style = String::new();
        while let Some(step) = markup.next() {
            let Step::Open(tag) = step else { continue };
            let value = || tag.attribute("val").unwrap_or_default();
            match tag.name() {
                "style" => style = tag.attribute("styleId").unwrap_or_default(),
                "basedOn" => drop(based.insert(style.clone(), value())),
                "vertAlign" => drop(heights.insert(style.clone(), Height::named(&value()))),
                "position" => drop(heights.insert(style.clone(), Height::by(&value()))),
                "strike" | "dstrike" | "vanish" => {
                    let is_off = matches!(&*value(), "0" | "false" | "off" | "none");
                    let says = if tag.name() == "vanish" { Shown::Hidden } else { Shown::Struck };
                    shown.insert(style.clone(), if is_off { Shown::Plainly } else { says });
                }
                _ => {}
            }
        }
        Self { heights: inherited(heights, &based), shown: inherited(shown, &based) }
    }

    /// How high the words of this style stand.
    pub(super) fn height_of(&self, style: &str) -> Height {
        self.heights.get(style).copied().unwrap_or_default()
    }

    /// How the words of this style are shown.
    pub(super) fn shown_of(&self, style: &str) -> Shown {
        self.shown.get(style).copied().unwrap_or_default()
    }
}

/// What each style says, by itself or by one that it is based on.
fn inherited<T: Copy>(own: HashMap<String, T>, based: &HashMap<String, String>) -> HashMap<String, T> {
    let mut known = own.clone();
    for style in based.keys() {
        let mut at = style;
        // A chain of styles has an end, whatever a file says.
        for _ in 0..16 {
            if let Some(said) = own.get(at) {
                known.insert(style.clone(), *said);
                break;
            }
            let Some(next) = based.get(at) else { break };
            at = next;
        }
    }
    known
}
