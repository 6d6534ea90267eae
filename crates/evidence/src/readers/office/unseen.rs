//! What an office file holds and does not show in its text: descriptions of pictures, names and lists of a workbook, its connections,
//! properties of its own, data bound to it.

use super::OfficeReading;
use super::markup::{Markup, Step};
use crate::readers::parts::Form;
use crate::{Bearing, Reason};

/// Bytes of one part that are kept of what is unseen.
const LONGEST: usize = 1 << 20;

/// How the words of a part are taken.
#[derive(Clone, Copy)]
enum Taking {
    /// What describes a drawing: the attributes `descr` and `title`.
    Descriptions,
    /// Everything within elements of this name, with its attributes.
    Within(&'static str),
    /// All words, and all attributes but those that say how the part is written.
    All,
}

/// Parts by the start of their path, and what is taken of them.
const PARTS: [(&str, Taking); 12] = [
    ("word/document", Taking::Descriptions),
    ("word/header", Taking::Descriptions),
    ("word/footer", Taking::Descriptions),
    ("ppt/slides/slide", Taking::Descriptions),
    ("xl/drawings/drawing", Taking::Descriptions),
    ("xl/workbook", Taking::Within("definedName")),
    ("xl/worksheets/sheet", Taking::Within("dataValidation")),
    ("xl/connections", Taking::All),
    ("xl/queryTables/queryTable", Taking::All),
    ("docProps/custom", Taking::All),
    ("customXml/item", Taking::All),
    ("ppt/tags/tag", Taking::All),
];

impl OfficeReading<'_, '_> {
    /// Names what the file holds and does not show: it is set aside, since nobody who looks at the file sees it.
    pub(super) fn unseen(&mut self) {
        // The title and the labels of a chart are seen.
        for start in ["xl/charts/chart", "ppt/charts/chart"] {
            for path in self.package.numbered(start) {
                self.comments(path);
            }
        }
        for (start, taking) in PARTS {
            for path in self.package.numbered(start) {
                let Some(words) = self.package.text(path).and_then(|text| self.words_of(&text, taking)) else {
                    continue;
                };
                let before = self.reading.mark();
                self.parts.text(&format!("{path}, not shown"), &words, Form::Text, self.reading);
                self.reading.bear_since(&before, Bearing::Aside);
                self.reading.set_aside_observed_since(&before, Reason::Hidden, |_| false);
            }
        }
    }

    fn words_of(&self, text: &str, taking: Taking) -> Option<String> {
        // A sheet is long, and most have none.
        if let Taking::Within(name) = taking
            && memchr::memmem::find(text.as_bytes(), name.as_bytes()).is_none()
        {
            return None;
        }
        let mut markup = Markup::new(text, self.context.limits.depth);
        let mut words = String::new();
        let mut within = 0_u32;
        while let Some(step) = markup.next() {
            if words.len() > LONGEST {
                break;
            }
            match step {
                Step::Open(tag) => {
                    let is_it = match taking {
                        Taking::Descriptions => {
                            for name in
                                ["descr", "title"].into_iter().filter(|_| matches!(tag.name(), "docPr" | "cNvPr"))
                            {
                                words.push_str(&tag.attribute(name).map(|value| value + "\n\n").unwrap_or_default());
                            }
                            false
                        }
                        Taking::Within(name) => within > 0 || tag.name() == name,
                        Taking::All => true,
                    };
                    if is_it {
                        within += 1;
                        tag.attributes().for_each(|value| words.push_str(&(value + "\n\n")));
                    }
                }
                Step::Close(_) if within > 0 => {
                    within -= 1;
                    words.push_str("\n\n");
                }
                Step::Words(part) if within > 0 => words.push_str(&part),
                Step::Close(_) | Step::Words(_) => {}
            }
        }
        (!words.trim().is_empty()).then_some(words)
    }
}
