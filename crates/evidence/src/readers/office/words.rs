use super::flow::{Flow, Paragraph};
use super::height::Height;
use super::markup::{Markup, Step, Tag};
use super::package::Relations;
use super::styles::Styles;
use crate::readers::shown::Shown;

/// Reads the words of a part in WordprocessingML or DrawingML (ECMA-376, part 1, chapters 17 and 21): a document, a header, notes,
/// comments, a slide. `styles` are those of the document. Gives what ended the reading early.
pub(super) fn read(text: &str, relations: &Relations, styles: &Styles, depth: u64, flow: &mut Flow) -> Option<String> {
    let mut walk = Words {
        relations,
        styles,
        flow,
        passed_over: 0,
        properties: 0,
        taking: Taking::Nothing,
        deleted: String::new(),
        removed: 0,
        tick: None,
        placeholders: Vec::new(),
        is_placeholder: false,
        paragraphs: Vec::new(),
        columns: Vec::new(),
        fields: Vec::new(),
        run_link: None,
        run_is_linked: false,
        paragraph: Shown::Plainly,
        is_shaded: false,
        run: None,
        height: Height::Line,
    };
    let mut markup = Markup::new(text, depth);
    while let Some(step) = markup.next() {
        match step {
            Step::Open(tag) => walk.open(&tag),
            Step::Close(name) => walk.close(&name),
            Step::Words(words) => walk.words(&words),
        }
    }
    markup.damage
}

/// Letters of this size, in half points, or smaller are read by nobody.
const UNREADABLE: u32 = 4;

struct Words<'a> {
    relations: &'a Relations,
    styles: &'a Styles,
    flow: &'a mut Flow,
    /// Open elements within one that says again what another says.
    passed_over: u32,
    /// Open elements that hold properties.
    properties: u32,
    /// What the words at hand are.
    taking: Taking,
    deleted: String,
    /// Open elements whose words were deleted or moved elsewhere (sections 17.13.5.14 and 17.13.5.22).
    removed: u32,
    /// Whether the check box of a form field that is open is ticked (section 17.16.7).
    tick: Option<bool>,
    /// Of each open content control, whether it holds its placeholder (section 17.5.2.38).
    placeholders: Vec<bool>,
    /// Whether the properties of the content control at hand say so.
    is_placeholder: bool,
    /// Open paragraphs: where each begins, and what it is.
    paragraphs: Vec<(usize, Paragraph)>,
    /// Open cells: how many columns each spans.
    columns: Vec<usize>,
    /// Open fields (section 17.16): the instruction, and whether it became a link.
    fields: Vec<(String, FieldState)>,
    /// The target of the run at hand (DrawingML).
    run_link: Option<String>,
    /// Whether that link is open.
    run_is_linked: bool,
    /// How the style of the paragraph at hand shows its words.
    paragraph: Shown,
    /// Whether the words at hand stand on a colour.
    is_shaded: bool,
    /// How the words of the open run are shown.
    run: Option<Shown>,
    /// How high the words of the open run stand.
    height: Height,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taking {
    Nothing,
    Text,
    Deleted,
    Instruction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FieldState {
    Instructing,
    Linked,
    Plain,
}

impl Words<'_> {
    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name();
        if self.passed_over > 0 || name == "Fallback" {
            self.passed_over += 1;
            return;
        }
        if self.properties > 0 || is_properties(name) {
            self.properties += 1;
            self.property(tag);
            return;
        }
        match name {
            "p" => {
                let start = self.flow.position();
                self.paragraphs.push((start, Paragraph::Plain));
                (self.paragraph, self.is_shaded) = (Shown::Plainly, false);
            }
            "r" => (self.run, self.height) = (Some(self.paragraph), Height::Line),
            // The number of a note is drawn here, and is not in the file.
            "footnoteReference" | "endnoteReference" | "footnoteRef" | "endnoteRef" | "annotationRef" => {
                self.flow.set_border();
            }
            "del" | "moveFrom" => self.removed += 1,
            "t" if self.removed > 0 => self.taking = Taking::Deleted,
            "t" => self.taking = Taking::Text,
            "sdt" => self.is_placeholder = false,
            "sdtContent" => self.placeholders.push(std::mem::take(&mut self.is_placeholder)),
            "checkBox" => self.tick = Some(false),
            "default" | "checked" if self.tick.is_some() => {
                let is_off = tag.attribute("val").is_some_and(|value| matches!(&*value, "0" | "false" | "off"));
                self.tick = Some(!is_off);
            }
            "sym" => self.flow.words(symbol(&tag.attribute("char").unwrap_or_default())),
            "delText" => self.taking = Taking::Deleted,
            "instrText" | "delInstrText" => self.taking = Taking::Instruction,
            "tab" | "ptab" => self.flow.words("\t"),
            "br" | "cr" => self.flow.words("\n"),
            "noBreakHyphen" => self.flow.words("-"),
            "tbl" => self.flow.open_table(),
            "tc" => {
                self.columns.push(tag.attribute("gridSpan").and_then(|span| span.parse().ok()).unwrap_or(1));
                self.flow.open_cell();
                if tag.attribute("vMerge").is_some_and(|merged| merged != "0" && merged != "false") {
                    self.flow.continue_cell();
                }
            }
            "txbxContent" => self.flow.open_box(),
            "hyperlink" => {
                let target = tag.qualified("r:id").or_else(|| tag.attribute("id"));
                self.flow.open_link(self.target(target.as_deref()));
            }
            "fldSimple" => {
                let target = tag.attribute("instr").as_deref().and_then(place_in).unwrap_or_default();
                self.flow.open_link(target);
            }
            "fldChar" => self.field(&tag.attribute("fldCharType").unwrap_or_default()),
            _ => {}
        }
    }

    /// A paragraph's, run's or cell's property that says something of its words.
    fn property(&mut self, tag: &Tag<'_>) {
        let value = || tag.attribute("val").unwrap_or_default();
        let is_on = || !matches!(&*value(), "0" | "false" | "off" | "none");
        match tag.name() {
            "showingPlcHdr" if is_on() => self.is_placeholder = true,
            "strike" | "dstrike" if is_on() => self.show_run(Shown::Struck),
            "vanish" if is_on() => self.show_run(Shown::Hidden),
            "vertAlign" => self.stand(Height::named(&value())),
            "position" => self.stand(Height::by(&value())),
            "rStyle" => {
                self.stand(self.styles.height_of(&value()));
                self.show_run(self.styles.shown_of(&value()));
            }
            // A colour on which white is seen.
            "shd" if !matches!(&*tag.attribute("fill").unwrap_or_default().to_lowercase(), "" | "auto" | "ffffff") => {
                self.is_shaded = true;
            }
            "highlight" if value() != "none" => self.is_shaded = true,
            "color" if self.columns.is_empty() && !self.is_shaded && value().eq_ignore_ascii_case("ffffff") => {
                self.show_run(Shown::Hidden);
            }
            // In half points (section 17.3.2.38).
            "sz" if value().parse().is_ok_and(|size: u32| size <= UNREADABLE) => self.show_run(Shown::Hidden),
            "rPr" => {
                if tag.attribute("strike").is_some_and(|strike| strike != "noStrike") {
                    self.show_run(Shown::Struck);
                }
                if let Some(baseline) = tag.attribute("baseline") {
                    self.stand(Height::by(&baseline));
                }
            }
            "pStyle" => {
                self.paragraph = self.styles.shown_of(&value());
                let style = value().to_lowercase();
                let named = ["heading", "berschrift", "titre", "titolo", "ttulo", "kop", "title"].iter();
                let quotes = ["quote", "zitat", "citation", "cita", "citazione", "citaat", "citat", "цитата", "引用"];
                if quotes.iter().any(|name| style.contains(name)) {
                    self.becomes(Paragraph::Quote);
                } else if named.clone().any(|name| style.contains(name)) {
                    let level = style.chars().find_map(|c| c.to_digit(10)).unwrap_or(1);
                    self.becomes(Paragraph::Heading(level as usize));
                }
            }
            "outlineLvl" => {
                if let Some(level) = value().parse::<usize>().ok().filter(|level| *level < 6) {
                    self.becomes(Paragraph::Heading(level + 1));
                }
            }
            "numPr" => {
                if let Some((_, kind @ Paragraph::Plain)) = self.paragraphs.last_mut() {
                    *kind = Paragraph::Item;
                }
            }
            "gridSpan" => {
                if let Some(columns) = self.columns.last_mut() {
                    *columns = value().parse().unwrap_or(1);
                }
            }
            "vMerge" if value() != "restart" => self.flow.continue_cell(),
            "hlinkClick" => {
                let target = tag.qualified("r:id").or_else(|| tag.attribute("id"));
                self.run_link = Some(self.target(target.as_deref()));
            }
            _ => {}
        }
    }

    /// The properties of the open run show its words so; those of a paragraph's mark stand before any run.
    fn show_run(&mut self, shown: Shown) {
        self.run = self.run.map(|held| held.max(shown));
    }

    /// The words of the open run stand at this height; where two properties say one, the later counts.
    fn stand(&mut self, height: Height) {
        if self.run.is_some() {
            self.height = height;
        }
    }

    fn becomes(&mut self, kind: Paragraph) {
        if let Some((_, held)) = self.paragraphs.last_mut() {
            *held = kind;
        }
    }

    fn close(&mut self, name: &str) {
        if self.passed_over > 0 {
            self.passed_over -= 1;
            return;
        }
        if self.properties > 0 {
            self.properties -= 1;
            return;
        }
        match name {
            "t" | "delText" | "instrText" | "delInstrText" => self.taking = Taking::Nothing,
            "p" => {
                if let Some((start, kind)) = self.paragraphs.pop() {
                    self.flow.end_paragraph(start, kind);
                }
            }
            "r" => {
                (self.run, self.height) = (None, Height::Line);
                self.run_link = None;
                if std::mem::take(&mut self.run_is_linked) {
                    self.flow.close_link();
                }
            }
            "del" | "moveFrom" => {
                self.removed = self.removed.saturating_sub(1);
                if !self.deleted.is_empty() {
                    let words = std::mem::take(&mut self.deleted);
                    self.flow.shown_words(Shown::Struck, &words);
                }
            }
            "sdtContent" => drop(self.placeholders.pop()),
            "checkBox" => {
                let ticked = self.tick.take() == Some(true);
                self.flow.words(if ticked { "☑ " } else { "☐ " });
            }
            "tc" => {
                let columns = self.columns.pop().unwrap_or(1);
                self.flow.close_cell(columns);
            }
            "tr" => self.flow.close_row(),
            "tbl" => self.flow.close_table(),
            "txbxContent" => self.flow.close_box(),
            "hyperlink" | "fldSimple" => self.flow.close_link(),
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        if self.passed_over > 0 || self.properties > 0 {
            return;
        }
        match self.taking {
            Taking::Nothing => {}
            Taking::Text => {
                // The link of a run in DrawingML is said before its words.
                if let Some(target) = self.run_link.take() {
                    self.flow.open_link(target);
                    self.run_is_linked = true;
                }
                self.flow.at_height(self.height);
                let hidden = self.placeholders.contains(&true);
                let shown = if hidden { Shown::Hidden } else { self.run.unwrap_or_default() };
                self.flow.shown_words(shown, words);
            }
            Taking::Deleted => self.deleted.push_str(words),
            Taking::Instruction => {
                if let Some((instruction, FieldState::Instructing)) = self.fields.last_mut() {
                    instruction.push_str(words);
                }
            }
        }
    }

    fn field(&mut self, step: &str) {
        match step {
            "begin" => self.fields.push((String::new(), FieldState::Instructing)),
            "separate" => {
                if let Some((instruction, state)) = self.fields.last_mut() {
                    let target = place_in(instruction);
                    *state = if target.is_some() { FieldState::Linked } else { FieldState::Plain };
                    if let Some(target) = target {
                        self.flow.open_link(target);
                    }
                }
            }
            "end" => match self.fields.pop() {
                Some((_, FieldState::Linked)) => self.flow.close_link(),
                Some((instruction, FieldState::Instructing)) => {
                    if let Some(target) = place_in(&instruction) {
                        self.flow.words(&format!(" <{target}> "));
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn target(&self, id: Option<&str>) -> String {
        id.and_then(|id| self.relations.get(id)).map(|relation| relation.target.clone()).unwrap_or_default()
    }
}

/// The box that a character of Wingdings or Wingdings 2 draws; nothing for another.
fn symbol(code: &str) -> &'static str {
    match code.to_ascii_uppercase().as_str() {
        "F06F" | "F0A8" | "F0A3" | "F071" | "F072" | "2610" => "☐",
        "F0FE" | "F0FD" | "F078" | "F052" | "F053" | "2611" | "2612" => "☑",
        _ => "",
    }
}

/// Elements whose own words are none of the document's.
fn is_properties(name: &str) -> bool {
    matches!(
        name,
        "pPr"
            | "rPr"
            | "tblPr"
            | "tblGrid"
            | "trPr"
            | "tcPr"
            | "sectPr"
            | "sdtPr"
            | "endParaRPr"
            | "bodyPr"
            | "lstStyle"
    )
}

/// The address within a field's instruction: `HYPERLINK "http://example.com"`.
pub(in crate::readers) fn place_in(instruction: &str) -> Option<String> {
    let quoted =
        instruction.split('"').skip(1).step_by(2).find(|part| part.contains("://") || part.starts_with("mailto:"));
    let bare = || instruction.split_whitespace().find(|part| part.contains("://"));
    quoted.or_else(bare).map(|part| part.trim().to_owned())
}
