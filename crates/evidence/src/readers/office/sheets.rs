use std::collections::BTreeSet;

pub(in crate::readers) use super::cells::Cells;
use super::height::{Border, Height};
use super::markup::{Markup, Step};
use super::package::{Package, Relations};
use crate::Limits;
use crate::readers::parts::{Cell, letters};

/// The sheets of a workbook in SpreadsheetML (ECMA-376, part 1, chapter 18).
pub(super) struct Workbook {
    pub(super) sheets: Vec<Sheet>,
    /// The words of headers and footers, where a sheet is often marked.
    pub(super) margins: String,
    /// What was not read, in words.
    pub(super) damage: Vec<String>,
    /// What cells hold that are struck out, and where: `Sheet1!B7`.
    pub(super) struck: Vec<(String, String)>,
    /// Cells past the limit.
    pub(super) unkept: u64,
    /// Cells whose text is not in the file.
    pub(super) missing: u64,
    /// Cells whose number has lost its last digits.
    pub(super) rounded: u64,
    /// Formulas whose result the file does not hold.
    pub(super) uncomputed: u64,
}

/// One sheet: the cells that hold something, column by column where one holds something.
#[derive(Debug, Default)]
pub(in crate::readers) struct Sheet {
    pub(in crate::readers) name: String,
    pub(in crate::readers) rows: Vec<Vec<Cell>>,
}

impl Workbook {
    pub(super) fn read(package: &Package, limits: &Limits) -> Self {
        let mut book = Self {
            sheets: Vec::new(),
            margins: String::new(),
            damage: Vec::new(),
            struck: Vec::new(),
            unkept: 0,
            missing: 0,
            rounded: 0,
            uncomputed: 0,
        };
        let text = package.text("xl/sharedStrings.xml");
        let (shared, damage) = text.map(|text| strings(&text, limits.depth)).unwrap_or_default();
        book.damage.extend(damage.map(|damage| format!("the texts of the cells were not read to their end: {damage}")));
        let styles = package.text("xl/styles.xml").map(|text| cell_styles(&text)).unwrap_or_default();
        let mut room = limits.cells;
        for Listed { name, path, hidden } in listed(package) {
            let Some(text) = package.text(&path) else {
                book.damage.push(format!("the sheet `{name}` is not in the file"));
                continue;
            };
            let mut cells = Cells::new(room);
            cells.hidden.sheet = hidden;
            let mut reading = SheetReading {
                shared: &shared,
                styles: &styles,
                cells: &mut cells,
                sheet: &name,
                struck: &mut book.struck,
                margins: &mut book.margins,
                uncomputed: &mut book.uncomputed,
            };
            if let Some(damage) = reading.read(&text, &package.relations(&path), limits.depth) {
                book.damage.push(format!("the sheet `{name}` was not read to its end: {damage}"));
            }
            cells.settle();
            room = cells.room();
            book.unkept += cells.unkept;
            book.missing += cells.missing;
            book.rounded += cells.rounded;
            book.sheets.push(Sheet { name, rows: cells.rows() });
        }
        book
    }
}

/// A sheet of a workbook.
struct Listed {
    name: String,
    path: String,
    /// Whether it is hidden (section 18.18.68).
    hidden: bool,
}

/// The sheets in the workbook's order; where the workbook does not list them, in the files' order.
fn listed(package: &Package) -> Vec<Listed> {
    let relations = package.relations("xl/workbook.xml");
    let mut sheets = Vec::new();
    let mut used = BTreeSet::new();
    if let Some(text) = package.text("xl/workbook.xml") {
        let mut markup = Markup::new(&text, 32);
        while let Some(step) = markup.next() {
            let Step::Open(tag) = step else { continue };
            if tag.name() != "sheet" {
                continue;
            }
            let target =
                tag.qualified("r:id").and_then(|id| relations.get(&id).map(|relation| relation.target.clone()));
            let Some(target) = target else { continue };
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("xl/{target}"),
            };
            if used.insert(path.to_lowercase()) {
                let hidden = tag.attribute("state").is_some_and(|state| state != "visible");
                sheets.push(Listed { name: tag.attribute("name").unwrap_or_else(|| path.clone()), path, hidden });
            }
        }
    }
    for path in package.numbered("xl/worksheets/") {
        if used.insert(path.to_lowercase()) {
            let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".xml");
            sheets.push(Listed { name: name.to_owned(), path: path.to_owned(), hidden: false });
        }
    }
    sheets
}

/// The strings that cells refer to by number (section 18.4). Runs are joined; how a word is pronounced is left out.
fn strings(text: &str, depth: u64) -> (Vec<String>, Option<String>) {
    let mut markup = Markup::new(text, depth);
    let mut strings: Vec<String> = Vec::new();
    let (mut in_text, mut phonetic) = (false, false);
    let mut border = Border::default();
    while let Some(step) = markup.next() {
        match step {
            Step::Open(tag) => match tag.name() {
                "si" => strings.push(String::new()),
                "r" => border.at(Height::Line),
                "vertAlign" => border.at(Height::named(&tag.attribute("val").unwrap_or_default())),
                "t" => in_text = true,
                "rPh" => phonetic = true,
                _ => {}
            },
            Step::Close(name) => match name.as_str() {
                "t" => in_text = false,
                "si" => border = Border::default(),
                "rPh" => phonetic = false,
                _ => {}
            },
            Step::Words(words) if in_text && !phonetic => {
                if let Some(string) = strings.last_mut() {
                    border.add(string, &words);
                }
            }
            Step::Words(_) => {}
        }
    }
    if markup.damage.is_some() {
        // The last string may be cut: half a value is another value.
        strings.pop();
    }
    (strings, markup.damage)
}

/// What the style of a cell says of it.
#[derive(Debug, Clone, Copy, Default)]
struct CellStyle {
    /// It shows a number as a date (sections 18.8.10 and 18.8.30).
    is_date: bool,
    /// Its font strikes it out (section 18.4.10).
    is_struck: bool,
}

fn cell_styles(text: &str) -> Vec<CellStyle> {
    let mut markup = Markup::new(text, 32);
    let mut own: Vec<(u32, bool)> = Vec::new();
    let mut fonts: Vec<bool> = Vec::new();
    let mut styles = Vec::new();
    let (mut in_cells, mut in_fonts) = (false, false);
    while let Some(step) = markup.next() {
        match step {
            Step::Open(tag) => match tag.name() {
                "numFmt" => {
                    let id = tag.attribute("numFmtId").and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, tag.attribute("formatCode")) {
                        own.push((id, is_date_code(&code)));
                    }
                }
                "fonts" => in_fonts = true,
                "font" if in_fonts => fonts.push(false),
                "strike" if in_fonts => {
                    if let Some(font) = fonts.last_mut() {
                        *font = tag.attribute("val").is_none_or(|value| !matches!(&*value, "0" | "false" | "off"));
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let number = |name| tag.attribute(name).and_then(|id| id.parse::<u32>().ok()).unwrap_or(0);
                    let id = number("numFmtId");
                    let named = own.iter().find(|(held, _)| *held == id).map(|(_, date)| *date);
                    let is_date = named.unwrap_or(matches!(id, 14..=17 | 22 | 27..=36 | 50..=58));
                    let font = usize::try_from(number("fontId")).ok().and_then(|font| fonts.get(font));
                    styles.push(CellStyle { is_date, is_struck: font == Some(&true) });
                }
                _ => {}
            },
            Step::Close(name) if name == "cellXfs" => in_cells = false,
            Step::Close(name) if name == "fonts" => in_fonts = false,
            _ => {}
        }
    }
    styles
}

/// Whether a number format shows a day: `dd.mm.yyyy`, not `0.00` or `"day" 0`.
pub(in crate::readers) fn is_date_code(code: &str) -> bool {
    let mut quoted = false;
    let mut bracketed = false;
    let mut found = false;
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => quoted = !quoted,
            '[' => bracketed = true,
            ']' => bracketed = false,
            '\\' | '_' | '*' => drop(characters.next()),
            'd' | 'D' | 'y' | 'Y' if !quoted && !bracketed => found = true,
            _ => {}
        }
    }
    found
}

/// The day and time of a serial number: days since 30 December 1899.
pub(in crate::readers) fn date_of(serial: f64) -> Option<String> {
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked to be within the years 1900 to 9999")]
    let (days, seconds) = (serial.floor() as i32, (serial.fract() * 86_400.0).round() as i32);
    let day = jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()?;
    if seconds == 0 {
        return Some(day.to_string());
    }
    Some(format!("{day} {:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60))
}

struct SheetReading<'a> {
    shared: &'a [String],
    styles: &'a [CellStyle],
    cells: &'a mut Cells,
    sheet: &'a str,
    struck: &'a mut Vec<(String, String)>,
    margins: &'a mut String,
    uncomputed: &'a mut u64,
}

impl SheetReading<'_> {
    fn read(&mut self, text: &str, relations: &Relations, depth: u64) -> Option<String> {
        let mut markup = Markup::new(text, depth);
        let (mut row, mut column) = (0_u32, 0_u32);
        let (mut kind, mut style) = (String::new(), 0_usize);
        let (mut value, mut formula) = (String::new(), String::new());
        let mut is_formula = false;
        let mut into = "";
        let mut margin = String::new();
        let mut links: Vec<(u32, u32, String)> = Vec::new();
        let mut border = Border::default();
        while let Some(step) = markup.next() {
            match step {
                Step::Open(tag) => match tag.name() {
                    "row" => {
                        row = tag.attribute("r").and_then(|r| r.parse().ok()).unwrap_or(row.saturating_add(1));
                        column = 0;
                        if is_on(tag.attribute("hidden")) {
                            self.cells.hidden.hide(row, 1);
                        }
                    }
                    "col" if is_on(tag.attribute("hidden")) => {
                        let number = |name| tag.attribute(name).and_then(|number| number.parse().ok());
                        if let (Some(first), Some(last)) = (number("min"), number("max")) {
                            self.cells.hidden.columns.push((first, last));
                        }
                    }
                    "c" => {
                        let stated = tag.attribute("r").as_deref().and_then(place);
                        (row, column) = stated.unwrap_or((row, column.saturating_add(1)));
                        kind = tag.attribute("t").unwrap_or_default();
                        style = tag.attribute("s").and_then(|s| s.parse().ok()).unwrap_or(0);
                        value.clear();
                        formula.clear();
                        is_formula = false;
                        border = Border::default();
                    }
                    "r" => border.at(Height::Line),
                    "vertAlign" => border.at(Height::named(&tag.attribute("val").unwrap_or_default())),
                    "v" | "t" => into = "value",
                    "f" => (into, is_formula) = ("formula", true),
                    "mergeCell" => {
                        let range = tag.attribute("ref").unwrap_or_default();
                        if let Some((first, last)) = range.split_once(':')
                            && let (Some((first, column)), Some((last, _))) = (place(first), place(last))
                        {
                            self.cells.merge(column, first, last);
                        }
                    }
                    name if is_margin(name) => into = "margin",
                    "hyperlink" => {
                        let at = tag.attribute("ref").as_deref().and_then(|range| place(range.split(':').next()?));
                        let target = tag.qualified("r:id").and_then(|id| relations.get(&id));
                        if let (Some((row, column)), Some(target)) = (at, target.filter(|target| target.external)) {
                            links.push((row, column, target.target.clone()));
                        }
                    }
                    _ => {}
                },
                Step::Words(words) => match into {
                    "value" => border.add(&mut value, &words),
                    "formula" => formula.push_str(&words),
                    "margin" => margin.push_str(&words),
                    _ => {}
                },
                Step::Close(name) => match name.as_str() {
                    "v" | "t" | "f" => into = "",
                    name if is_margin(name) => {
                        into = "";
                        self.margins.push_str(&without_codes(&std::mem::take(&mut margin)));
                        self.margins.push_str("\n\n");
                    }
                    "c" => {
                        let mut shown = self.shown(&kind, style, &value);
                        // A program that only writes files leaves the result to the program that opens it; an empty text is a result.
                        if is_formula
                            && value.trim().is_empty()
                            && kind != "str"
                            && super::words::place_in(&formula).is_none()
                        {
                            *self.uncomputed += 1;
                        }
                        // A formula may hold what its result does not show.
                        if let Some(target) = super::words::place_in(&formula).filter(|target| !shown.contains(target))
                        {
                            shown = format!("{shown} {target}");
                        }
                        let is_struck = self.styles.get(style).is_some_and(|style| style.is_struck);
                        if is_struck && !shown.trim().is_empty() {
                            self.struck.push((format!("{}!{}{row}", self.sheet, letters(column)), shown));
                        } else {
                            self.cells.add(row, column, shown);
                        }
                    }
                    _ => {}
                },
            }
        }
        self.cells.targets = links;
        markup.damage
    }

    fn shown(&mut self, kind: &str, style: usize, value: &str) -> String {
        match kind {
            "s" => {
                let text = value.trim().parse().ok().and_then(|at: usize| self.shared.get(at)).cloned();
                self.cells.missing += u64::from(text.is_none());
                text.unwrap_or_default()
            }
            "b" => if value == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "" | "n" if self.styles.get(style).is_some_and(|style| style.is_date) => {
                value.parse().ok().and_then(date_of).unwrap_or_else(|| value.to_owned())
            }
            "" | "n" => {
                // A number that is written out has all its digits.
                if value.contains(['e', 'E']) {
                    self.cells.note_number(value.trim().parse().unwrap_or(0.0));
                }
                value.to_owned()
            }
            _ => value.to_owned(),
        }
    }
}

/// Whether an attribute is set (section 22.9.2.1).
fn is_on(attribute: Option<String>) -> bool {
    attribute.is_some_and(|value| matches!(value.as_str(), "1" | "true" | "on"))
}

/// Whether an element holds the words of a header or footer (section 18.3.1.46).
fn is_margin(name: &str) -> bool {
    matches!(name, "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter")
}

/// A header's words without its codes: `&L` begins the left part, `&P` is the page's number, `&"Arial"` and `&12` are the font.
fn without_codes(written: &str) -> String {
    let mut words = String::new();
    let mut characters = written.chars().peekable();
    while let Some(c) = characters.next() {
        if c != '&' {
            words.push(c);
            continue;
        }
        match characters.next() {
            Some('&') => words.push('&'),
            Some('"') => {
                let _font = characters.by_ref().find(|c| *c == '"');
            }
            Some('L' | 'C' | 'R') => words.push('\n'),
            // A colour: six digits, or a theme's number and its tint (`&K01+000`).
            Some('K') => {
                let mut left = 6;
                while left > 0 && characters.next_if(|c| c.is_ascii_hexdigit() || "+-".contains(*c)).is_some() {
                    left -= 1;
                }
            }
            Some(digit) if digit.is_ascii_digit() => while characters.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    words
}

/// Row and column of a place such as `B7`.
fn place(written: &str) -> Option<(u32, u32)> {
    let written = written.replace('$', "");
    let letters = written.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = written.split_at_checked(letters)?;
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    (column > 0).then_some((digits.parse().ok()?, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_numbers() {
        assert!(is_date_code("dd.mm.yyyy"));
        assert!(!is_date_code("[Red]0.00\" days\""));
        assert_eq!(date_of(44197.5).as_deref(), Some("2021-01-01 12:00:00"));
        assert_eq!(date_of(61.0).as_deref(), Some("1900-03-01"));
        assert_eq!(date_of(-1.0), None);
        assert_eq!(place("XFD1048576"), Some((1_048_576, 16384)));
    }

    #[test]
    fn a_header_is_its_words() {
        assert_eq!(without_codes("&L&\"Arial,Bold\"&12TLP:AMBER&Rpage &P of R&&D"), "\nTLP:AMBER\npage  of R&D");
    }
}
