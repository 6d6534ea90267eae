//! Office files: Word, Excel and PowerPoint since 2007 (ECMA-376), and OpenDocument text, sheets and slides.
//!
//! Their words are taken out part by part: a document with its headers, notes and comments, each sheet, each slide. Runs that an
//! editor split are joined, so that a value is whole; the XML around them is never read as words, so that a schema's address is no
//! trace. Nothing is run: macros and pictures are losses that say what they are. Why no library: docs/decisions/0014-office-and-mail.md.
//!
//! Defences: what is unpacked is counted as in any archive; XML has a depth and no entities of its own; sheets keep the cells that
//! hold something, at most `cells` of them, wherever they claim to stand.

mod cells;
mod edges;
pub(super) mod flow;
pub(super) mod height;
mod kinds;
pub(super) mod markup;
mod opendoc;
mod package;
pub(super) mod sheets;
mod styles;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_damage;
#[cfg(test)]
mod tests_of_edges;
#[cfg(test)]
mod tests_of_heights;
#[cfg(test)]
mod tests_of_hiding;
mod unseen;
mod words;

pub(super) use self::words::place_in;

use dunant_vocabulary::Span;

use self::flow::{Block, Flow};
use self::kinds::{Kind, OpenKind, kind_of, open_kind};
use self::markup::{Markup, Step};
use self::package::Package;
use self::sheets::Workbook;
use self::styles::Styles;
use super::parts::{Form, Parts};
use super::written_dates;
use crate::set_aside::Reason;
use crate::{Bearing, Context, Reader, Reading, Source};

/// How a document speaks of what is in the comments on it: their writers remark, and the document does not say it.
const REMARKS: Bearing = Bearing::Aside;

pub(super) struct Office;

impl Reader for Office {
    fn format(&self) -> &'static str {
        "office file"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.bytes.starts_with(b"PK\x03\x04") && kind_of(source.bytes).is_some()
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let Some(kind) = kind_of(source.bytes) else { return };
        let package = Package::open(source, context, reading);
        let styles = package.text("word/styles.xml").map(|text| Styles::read(&text)).unwrap_or_default();
        let parts = Parts::new(source, context);
        let mut office = OfficeReading { package: &package, context, styles, parts, reading };
        office.about();
        match kind {
            Kind::Document => office.document(),
            Kind::Workbook => office.workbook(),
            Kind::BinaryWorkbook => office.reading.lose(
                "a binary workbook (.xlsb) is not read",
                None,
                Some("save it as .xlsx or .csv, and add that as an item of its own"),
            ),
            Kind::Slides => office.slides(),
            Kind::OtherPackage => office.reading.lose(
                "a package of a kind that is not read, such as Visio or XPS",
                None,
                Some("save it as PDF, or unpack it, and add what it holds as items of their own"),
            ),
            Kind::Open => office.open(),
        }
        office.missing_parts();
        office.references();
        office.unseen();
        office.beside();
        embedded(package, reading);
    }
}

struct OfficeReading<'a, 'r> {
    package: &'a Package,
    context: &'a Context<'a>,
    styles: Styles,
    parts: Parts<'a>,
    reading: &'r mut Reading,
}

impl OfficeReading<'_, '_> {
    /// Title and day that the file gives itself (ECMA-376, part 2, section 8; OpenDocument 1.3, part 2, section 4.3).
    fn about(&mut self) {
        for path in ["docProps/core.xml", "meta.xml"] {
            let Some(text) = self.package.text(path) else { continue };
            let mut markup = Markup::new(&text, 32);
            let (mut open, mut held) = (String::new(), String::new());
            let mut said = String::new();
            while let Some(step) = markup.next() {
                match step {
                    Step::Open(tag) => {
                        open = tag.name().to_owned();
                        held.clear();
                    }
                    Step::Words(words) => held.push_str(&words),
                    Step::Close(_) => {
                        let words = std::mem::take(&mut held);
                        match std::mem::take(&mut open).as_str() {
                            "created" | "creation-date" => {
                                self.reading.dated = words.get(..10).and_then(written_dates::parse);
                            }
                            // Who wrote the file is no trace in it.
                            "creator" | "lastModifiedBy" | "initial-creator" if !words.trim().is_empty() => {
                                self.reading.set_aside(Reason::Own, words.trim(), Span::item(0, 0), path);
                            }
                            name @ ("title" | "subject" | "description" | "keywords" | "keyword" | "category") => {
                                let title = words.trim();
                                if name == "title" && title.contains(char::is_whitespace) && title.len() <= 400 {
                                    self.reading.title = Some(title.to_owned());
                                }
                                if name == "title" && names_a_file(title) {
                                    self.reading.set_aside(Reason::Own, title, Span::item(0, 0), path);
                                    continue;
                                }
                                said.push_str(&words);
                                said.push_str("\n\n");
                            }
                            _ => {}
                        }
                    }
                }
            }
            // What the file is filed under is said of nothing in the case.
            let before = self.reading.mark();
            self.parts.text(path, &said, Form::Text, self.reading);
            self.reading.names_bear_since(&before, Bearing::Aside);
        }
    }

    fn document(&mut self) {
        let others =
            ["word/header", "word/document", "word/footnotes", "word/endnotes", "word/comments", "word/footer"];
        let mut paths: Vec<&str> = others.iter().flat_map(|start| self.package.numbered(start)).collect();
        paths.extend(self.package.numbered("word/diagrams/data"));
        paths.extend(self.package.numbered("word/charts/chart"));
        if !paths.iter().any(|path| path.starts_with("word/document")) {
            self.missing("word/document.xml", "the text");
        }
        for path in paths {
            let before = self.reading.mark();
            self.words(path, path);
            if path.starts_with("word/comments") {
                self.reading.names_bear_since(&before, REMARKS);
                self.heed_comments(path);
            }
        }
        for path in ["word/header", "word/footer"].iter().flat_map(|start| self.package.numbered(start)) {
            self.heed_margin(path);
        }
    }

    /// Says which parts the file refers to and does not hold.
    fn missing_parts(&mut self) {
        let mut gone: Vec<(String, &str)> = Vec::new();
        for member in self.package.members.iter().filter(|member| member.name.ends_with(".rels")) {
            let folder = member.name.split_once("_rels/").map_or("", |(folder, _)| folder);
            for relation in package::relations(&String::from_utf8_lossy(&member.bytes)).into_values() {
                let words = match relation.kind.as_str() {
                    "slide" => "the words of a slide",
                    "notesSlide" => "the notes of a slide",
                    "header" | "footer" => "a header or footer",
                    "footnotes" | "endnotes" => "the notes",
                    "comments" => "the comments",
                    "sharedStrings" => "the texts of the cells",
                    _ => continue,
                };
                let path = package::path_of(folder, &relation.target);
                if !relation.external
                    && self.package.text(&path).is_none()
                    && !gone.iter().any(|(held, _)| *held == path)
                {
                    gone.push((path, words));
                }
            }
        }
        for (path, words) in gone {
            self.missing(&path, words);
        }
    }

    fn missing(&mut self, path: &str, words: &str) {
        self.damaged(&format!("`{path}`, which holds {words}, is missing"));
    }

    fn slides(&mut self) {
        if self.package.numbered("ppt/slides/slide").is_empty() {
            self.missing("ppt/slides", "the words of the slides");
        }
        for start in ["ppt/slides/slide", "ppt/notesSlides/notesSlide", "ppt/comments/", "ppt/diagrams/data"] {
            for path in self.package.numbered(start) {
                let before = self.reading.mark();
                self.words(path, path);
                if start == "ppt/slides/slide" && self.is_hidden_slide(path) {
                    self.reading.lower_names_since(&before);
                }
                if start == "ppt/comments/" {
                    self.reading.names_bear_since(&before, REMARKS);
                    self.heed_comments(path);
                }
            }
        }
        self.heed_slides();
    }

    /// Reads the words of one part.
    fn words(&mut self, path: &str, name: &str) {
        let Some(text) = self.package.text(path) else { return };
        let mut flow = Flow::new(self.context.limits.cells);
        let relations = self.package.relations(path);
        let damage = words::read(&text, &relations, &self.styles, self.context.limits.depth, &mut flow);
        self.flow(name, flow, damage);
    }

    fn open(&mut self) {
        if self.package.text("META-INF/manifest.xml").is_some_and(|manifest| manifest.contains("encryption-data")) {
            let help = "open it with its password, save it without one, and add that as an item of its own";
            return self.reading.lose("the file is encrypted; nothing of it was read", None, Some(help));
        }
        match open_kind(self.package) {
            OpenKind::Text => self.open_document(),
            OpenKind::Sheets => self.open_sheets(),
            OpenKind::Other => self.reading.lose(
                "an OpenDocument file of a kind that is not read, such as a database or a formula",
                None,
                Some("save it as text, and add that as an item of its own"),
            ),
        }
    }

    fn open_document(&mut self) {
        if self.package.text("content.xml").is_none() {
            self.missing("content.xml", "the text");
        }
        let mut styles = opendoc::Styles::default();
        for path in ["styles.xml", "content.xml"] {
            let Some(text) = self.package.text(path) else { continue };
            let mut flow = Flow::new(self.context.limits.cells);
            let damage = opendoc::read_words(&text, self.context.limits.depth, &mut styles, &mut flow);
            self.flow(path, flow, damage);
        }
    }

    fn flow(&mut self, name: &str, flow: Flow, damage: Option<String>) {
        read_flow(name, flow, &mut self.parts, self.reading);
        if let Some(damage) = damage {
            self.damaged(&format!("`{name}` was not read to its end: {damage}"));
        }
    }

    fn workbook(&mut self) {
        let book = Workbook::read(self.package, self.context.limits);
        if book.sheets.is_empty() && book.damage.is_empty() {
            self.missing("xl/worksheets", "the sheets");
        }
        for sheet in &book.sheets {
            self.parts.rows(&sheet.name, &sheet.rows, self.reading);
        }
        for (place, value) in &book.struck {
            self.reading.set_aside(Reason::Withdrawn, value.trim(), Span::item(0, 0), place.as_str());
        }
        self.parts.text("headers and footers", &book.margins, Form::Text, self.reading);
        for damage in &book.damage {
            self.damaged(damage);
        }
        self.unkept(book.unkept);
        missing(book.missing, self.reading);
        say_rounded(book.rounded, self.reading);
        if book.uncomputed > 0 {
            let what = format!("{} cells hold a formula whose result is not in the file", book.uncomputed);
            let help = "open the file in a spreadsheet program, save it there, and add that as an item of its own";
            self.reading.lose_values(book.uncomputed, what, None, Some(help));
        }
        for start in ["xl/comments", "xl/threadedComments/", "xl/drawings/drawing", "xl/diagrams/data"] {
            for path in self.package.numbered(start) {
                self.comments(path);
            }
        }
    }

    /// Comments and text boxes of sheets: their words, one after the other.
    fn comments(&mut self, path: &str) {
        let Some(text) = self.package.text(path) else { return };
        let mut markup = Markup::new(&text, self.context.limits.depth);
        let mut words = String::new();
        let mut in_text = false;
        while let Some(step) = markup.next() {
            match step {
                Step::Open(tag) => in_text = matches!(tag.name(), "t" | "text"),
                Step::Close(name) => {
                    in_text &= !matches!(name.as_str(), "t" | "text");
                    if matches!(name.as_str(), "comment" | "threadedComment" | "p") {
                        words.push_str("\n\n");
                    }
                }
                Step::Words(part) if in_text => words.push_str(&part),
                Step::Words(_) => {}
            }
        }
        self.parts.text(path, &words, Form::Text, self.reading);
        if let Some(damage) = markup.damage {
            self.damaged(&format!("`{path}` was not read to its end: {damage}"));
        }
    }

    fn open_sheets(&mut self) {
        let Some(text) = self.package.text("content.xml") else {
            return self.missing("content.xml", "the sheets");
        };
        let limits = self.context.limits;
        let opendoc::Book { sheets, notes, unkept, rounded, damage } =
            opendoc::read_sheets(&text, limits.depth, limits.cells);
        for sheet in &sheets {
            self.parts.rows(&sheet.name, &sheet.rows, self.reading);
        }
        self.parts.text("comments and text boxes", &notes, Form::Text, self.reading);
        // Headers and footers of its pages, where a sheet is often marked.
        if let Some(styles) = self.package.text("styles.xml") {
            let mut flow = Flow::new(limits.cells);
            let damage = opendoc::read_words(&styles, limits.depth, &mut opendoc::Styles::default(), &mut flow);
            self.flow("styles.xml", flow, damage);
        }
        if let Some(damage) = damage {
            self.damaged(&format!("the sheets were not read to their end: {damage}"));
        }
        self.unkept(unkept);
        say_rounded(rounded, self.reading);
    }

    /// What the file loads from elsewhere without a click: a template, a picture, a linked object.
    fn references(&mut self) {
        let mut places = Vec::new();
        for member in self.package.members.iter().filter(|member| member.name.ends_with(".rels")) {
            let relations = package::relations(&String::from_utf8_lossy(&member.bytes));
            for relation in relations.into_values().filter(|relation| relation.external && relation.kind != "hyperlink")
            {
                places.push(format!("loads {}: {}", relation.kind, relation.target));
            }
        }
        let text = places.join("\n");
        self.parts.text("references", &text, Form::Text, self.reading);
    }

    /// What stands in the file beside its words.
    fn beside(&mut self) {
        let members = &self.package.members;
        let macros = members.iter().any(|member| {
            let name = member.name.to_ascii_lowercase();
            name.ends_with("vbaproject.bin")
                || name.starts_with("basic/") && name.ends_with(".xml") && !name.contains("script-l")
        });
        if macros {
            self.reading.lose(
                "macros were not read",
                None,
                Some("extract them with `olevba FILE`, and add that as an item of its own"),
            );
        }
        let pictures = members.iter().filter(|member| is_picture(&member.name)).count() as u64;
        if pictures > 0 {
            let what = "pictures in the file were not read";
            let help = Some("where they show text, recognise it (OCR) and add that as an item of its own");
            self.reading.lose_values(pictures, what, None, help);
        }
    }

    fn damaged(&mut self, what: &str) {
        self.reading.lose(what, None, Some("save the file anew, or as PDF, and add that as an item of its own"));
    }

    fn unkept(&mut self, cells: u64) {
        if cells > 0 {
            let what =
                format!("more cells than the limit `cells` ({}); the rest was not read", self.context.limits.cells);
            self.reading.lose_values(cells, what, None, Some("raise it with `--limit cells=N`"));
        }
    }
}

/// Whether a title is the name of a file or the address of a page, as programs fill it in: it is the document's own.
pub(super) fn names_a_file(title: &str) -> bool {
    let title = title.trim();
    title.starts_with("Microsoft Word") || title.contains('.') && !title.contains(char::is_whitespace)
}

/// Says how many cells have a text that is not in the file.
pub(super) fn missing(cells: u64, reading: &mut Reading) {
    if cells > 0 {
        let what = format!("{cells} cells refer to texts that are missing or damaged in the file; they were not read");
        let help = "get the file anew, or its sheets as .csv, and add that as an item of its own";
        reading.lose_values(cells, what, None, Some(help));
    }
}

/// Says how many cells hold a number whose last digits are lost: it was a hash or an identifier, typed into a cell for numbers.
pub(super) fn say_rounded(cells: u64, reading: &mut Reading) {
    if cells > 0 {
        let what =
            format!("{cells} cells hold a number of more than 15 digits, of which the file keeps the first 15 alone");
        let help = "where it is a hash or an identifier, get it from its source and store it as text";
        reading.lose_values(cells, what, None, Some(help));
    }
}

/// Reads what a document's words and tables say.
pub(super) fn read_flow(name: &str, flow: Flow, parts: &mut Parts<'_>, reading: &mut Reading) {
    let unkept = flow.unkept;
    let remarks = flow.remarks.clone();
    let mut prose = String::new();
    let mut tables = Vec::new();
    let mut unsaid = Vec::new();
    for block in flow.finish() {
        match block {
            Block::Prose(text) => prose.push_str(&text),
            Block::Table(rows) if parts.is_table(&rows) => tables.push(rows),
            // A table that lays out a page is read line by line, in its place.
            Block::Table(rows) => {
                for row in rows {
                    let cells: Vec<String> = row.iter().map(|cell| cell.value.replace('\n', " | ")).collect();
                    if cells.len() == 1 {
                        prose.push_str(&format!("{}\n\n", cells.concat()));
                    } else {
                        prose.push_str(&format!("| {} |\n", cells.join(" | ")));
                    }
                }
                prose.push('\n');
            }
            Block::Unsaid(shown, words) => unsaid.push((prose.len(), shown, words)),
        }
    }
    let space = parts.text(name, &prose, Form::Text, reading);
    for (at, shown, words) in unsaid {
        let Some(reason) = shown.reason().filter(|_| !words.trim().is_empty()) else { continue };
        let span = space.map_or(Span::item(0, 0), |space| Span::within(space, at, at));
        reading.set_aside(reason, words, span, name);
    }
    for (number, rows) in (1..).zip(&tables) {
        parts.rows(&format!("{name} table {number}"), rows, reading);
    }
    let before = reading.mark();
    parts.text(&format!("{name} comments"), &remarks, Form::Text, reading);
    reading.names_bear_since(&before, REMARKS);
    if unkept > 0 {
        let what = "more cells in tables than the limit `cells`; the rest was not read";
        reading.lose_values(unkept, what, None, Some("raise it with `--limit cells=N`"));
    }
}

fn is_picture(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let thumbnail = name.to_ascii_lowercase().contains("thumbnail");
    !thumbnail
        && matches!(
            ending.as_str(),
            "png" | "jpg" | "jpeg" | "gif" | "bmp" | "tif" | "tiff" | "emf" | "wmf" | "svg" | "webp"
        )
}

/// Files within the file are items of their own.
fn embedded(package: Package, reading: &mut Reading) {
    for member in package.members {
        let name = member.name.to_ascii_lowercase();
        let embedded = name.contains("/embeddings/") || name.contains("/externallinks/") && !name.ends_with(".xml");
        if embedded && !name.ends_with(".rels") {
            reading.members.push(member);
        }
    }
}
