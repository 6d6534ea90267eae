use std::collections::HashMap;

use super::height::Height;
use super::markup::{Markup, Step};

/// The styles of a text document whose words stand higher or lower than the line (ECMA-376, part 1, section 17.7).
#[derive(Debug, Default)]
pub(super) struct Raised(HashMap<String, Height>);

impl Raised {
    /// Reads `word/styles.xml`. A style stands as high as the one that it is based on, unless it says so itself.
    pub(super) fn read(text: &str) -> Self {
        let mut markup = Markup::new(text, 32);
        let mut own: HashMap<String, Height> = HashMap::new();
        let mut based: HashMap<String, String> = HashMap::new();
        let mut style = String::new();
        while let Some(step) = markup.next() {
            let Step::Open(tag) = step else { continue };
            let value = || tag.attribute("val").unwrap_or_default();
            match tag.name() {
                "style" => style = tag.attribute("styleId").unwrap_or_default(),
                "basedOn" => drop(based.insert(style.clone(), value())),
                "vertAlign" => drop(own.insert(style.clone(), Height::named(&value()))),
                "position" => drop(own.insert(style.clone(), Height::by(&value()))),
                _ => {}
            }
        }
        let mut raised = own.clone();
        for style in based.keys() {
            let mut at = style;
            // A chain of styles has an end, whatever a file says.
            for _ in 0..16 {
                if let Some(height) = own.get(at) {
                    raised.insert(style.clone(), *height);
                    break;
                }
                let Some(next) = based.get(at) else { break };
                at = next;
            }
        }
        Self(raised)
    }

    /// How high the words of this style stand.
    pub(super) fn of(&self, style: &str) -> Height {
        self.0.get(style).copied().unwrap_or_default()
    }
}
