//! What stands at the edges of a document and is said of all of it: the heads and feet of its pages, its first slide, what a speaker notes,
//! what readers remark.

use super::OfficeReading;
use super::markup::{Markup, Step};
use crate::Bearing;
use crate::prose::{Stand, is_framed, strongest};
use crate::surroundings::{is_called_apart, tells_of_a_case};

impl OfficeReading<'_, '_> {
    /// What stands at the head or the foot of each page is said of all of them: "EXERCISE EXERCISE EXERCISE".
    pub(super) fn heed_margin(&mut self, path: &str) {
        if self.said_in(path).iter().any(|line| is_of_a_frame(line)) {
            self.reading.lower_names();
        }
    }

    /// The paragraphs of a part.
    fn said_in(&self, path: &str) -> Vec<String> {
        let Some(text) = self.package.text(path) else { return Vec::new() };
        let mut markup = Markup::new(&text, self.context.limits.depth);
        let (mut said, mut line) = (Vec::new(), String::new());
        while let Some(step) = markup.next() {
            match step {
                Step::Words(words) => line.push_str(&words),
                Step::Close(name) if name == "p" => said.push(std::mem::take(&mut line)),
                _ => {}
            }
        }
        said.push(line);
        said.retain(|line| !line.trim().is_empty());
        said
    }

    /// The first slide is the title of all, and what a speaker says of them, too. A slide that is not shown is not said.
    pub(super) fn heed_slides(&mut self) {
        let slides = self.package.numbered("ppt/slides/slide");
        let first = slides.first().map(|path| self.said_in(path)).unwrap_or_default();
        let title = first.first().is_none_or(|title| tells_of_a_case(title));
        let notes = self.package.numbered("ppt/notesSlides/notesSlide");
        let framed = |line: &String| is_of_a_frame(line);
        if !title || first.iter().any(framed) || notes.iter().any(|path| self.said_in(path).iter().any(framed)) {
            self.reading.lower_names();
        }
    }

    /// A comment that denies or doubts what it is written at leaves the document's programs listed: it is not done with.
    pub(super) fn heed_comments(&mut self, path: &str) {
        let Some(text) = self.package.text(path) else { return };
        let mut markup = Markup::new(&text, self.context.limits.depth);
        let mut comment = String::new();
        let mut objects = false;
        while let Some(step) = markup.next() {
            match step {
                Step::Words(words) => comment.push_str(&words),
                Step::Close(name) if matches!(name.as_str(), "p" | "comment" | "cm") => {
                    let said = strongest(&std::mem::take(&mut comment));
                    objects |= !matches!(said, Bearing::Stated | Bearing::Listed);
                }
                _ => {}
            }
        }
        if objects {
            self.reading.lower_names();
        }
    }

    /// Whether a slide is not shown (ECMA-376, part 1, section 19.3.1.38).
    pub(super) fn is_hidden_slide(&self, path: &str) -> bool {
        let Some(text) = self.package.text(path) else { return false };
        let mut markup = Markup::new(&text, 32);
        while let Some(step) = markup.next() {
            if let Step::Open(tag) = step {
                return tag.name() == "sld"
                    && tag.attribute("show").is_some_and(|show| matches!(&*show, "0" | "false"));
            }
        }
        false
    }
}

/// Whether words at the edge of a document say that it is of an exercise, a course or a work of fiction.
fn is_of_a_frame(words: &str) -> bool {
    is_framed(words, Stand::Among) || is_called_apart(words)
}
