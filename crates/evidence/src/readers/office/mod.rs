//! Office files: Word, Excel and PowerPoint since 2007 (ECMA-376), and OpenDocument text, sheets and slides.
//!
//! Their words are taken out part by part: a document with its headers, notes and comments, each sheet, each slide. Runs that an
//! editor split are joined, so that a value is whole; the XML around them is never read as words, so that a schema's address is no
//! trace. Nothing is run: macros and pictures are losses that say what they are. Why no library: docs/decisions/0014-office-and-mail.md.
//!
//! Defences: what is unpacked is counted as in any archive; XML has a depth and no entities of its own; sheets keep the cells that
//! hold something, at most `cells` of them, wherever they claim to stand.

mod cells;
pub(super) mod flow;
pub(super) mod markup;
mod opendoc;
mod package;
pub(super) mod sheets;
#[cfg(test)]
mod tests;
mod words;

pub(super) use self::words::place_in;

use dunant_vocabulary::Span;

use self::flow::{Block, Flow};
use self::markup::{Markup, Step};
use self::package::Package;
use self::sheets::Workbook;
use super::parts::{Form, Parts};
use super::written_dates;
use crate::set_aside::Reason;
use crate::{Context, Reader, Reading, Source};

pub(super) struct Office;

/// What an archive of an office program holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Document,
    Workbook,
    /// Excel's binary workbook, whose sheets are no XML.
    BinaryWorkbook,
    Slides,
    OpenText,
    OpenSheets,
    OpenSlides,
}

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
        let mut office = OfficeReading { package: &package, context, parts: Parts::new(source, context), reading };
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
            Kind::OpenText | Kind::OpenSlides => office.open_document(),
            Kind::OpenSheets => office.open_sheets(),
        }
        office.references();
        office.beside();
        embedded(package, reading);
    }
}

/// Tells what the archive holds by the names in it, wherever they stand: a damaged file may have lost its directory.
fn kind_of(bytes: &[u8]) -> Option<Kind> {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let has = |bytes: &[u8], words: &[u8]| memchr::memmem::find(bytes, words).is_some();
    if has(head, b"mimetypeapplication/vnd.oasis.opendocument.") {
        return if has(head, b"opendocument.spreadsheet") {
            Some(Kind::OpenSheets)
        } else if has(head, b"opendocument.presentation") {
            Some(Kind::OpenSlides)
        } else if has(head, b"opendocument.text") {
            Some(Kind::OpenText)
        } else {
            None
        };
    }
    let kinds: [(&[u8], Kind); 5] = [
        (b"word/document", Kind::Document),
        (b"xl/workbook.bin", Kind::BinaryWorkbook),
        (b"xl/worksheets/", Kind::Workbook),
        (b"xl/workbook.xml", Kind::Workbook),
        (b"ppt/slides/", Kind::Slides),
    ];
    kinds.into_iter().find(|(name, _)| named(bytes, name)).map(|(_, kind)| kind)
}

/// Whether a member of the archive has a name that begins with `start`: it stands behind a header of a member or of the directory.
fn named(bytes: &[u8], start: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, start).any(|at| {
        let header = |back: usize, mark: &[u8]| {
            at.checked_sub(back).and_then(|from| bytes.get(from..)).is_some_and(|bytes| bytes.starts_with(mark))
        };
        header(30, b"PK\x03\x04") || header(46, b"PK\x01\x02")
    })
}

struct OfficeReading<'a, 'r> {
    package: &'a Package,
    context: &'a Context<'a>,
    parts: Parts<'a>,
    reading: &'r mut Reading,
}

impl OfficeReading<'_, '_> {
    /// Title and day that the file gives itself (ECMA-376, part 2, section 8; OpenDocument 1.3, part 2, section 4.3).
    fn about(&mut self) {
        for path in ["docProps/core.xml", "meta.xml"] {
            let Some(text) = self.package.text(path) else { continue };
            let mut markup = Markup::new(&text, 32);
            let mut open = String::new();
            let mut said = String::new();
            while let Some(step) = markup.next() {
                match step {
                    Step::Open(tag) => open = tag.name().to_owned(),
                    Step::Close(_) => open.clear(),
                    Step::Words(words) => match open.as_str() {
                        "title" if words.trim().contains(char::is_whitespace) && words.len() <= 400 => {
                            self.reading.title = Some(words.trim().to_owned());
                        }
                        "created" | "creation-date" => {
                            self.reading.dated = words.get(..10).and_then(written_dates::parse);
                        }
                        // Who wrote the file is no trace in it.
                        "creator" | "lastModifiedBy" | "initial-creator" if !words.trim().is_empty() => {
                            self.reading.set_aside(Reason::Own, words.trim(), Span::item(0, 0), path);
                        }
                        "subject" | "description" | "keywords" | "keyword" | "category" => {
                            said.push_str(&words);
                            said.push_str("\n\n");
                        }
                        _ => {}
                    },
                }
            }
            self.parts.text(path, &said, Form::Text, self.reading);
        }
    }

    fn document(&mut self) {
        let others =
            ["word/header", "word/document", "word/footnotes", "word/endnotes", "word/comments", "word/footer"];
        let mut paths: Vec<&str> = others.iter().flat_map(|start| self.package.numbered(start)).collect();
        paths.extend(self.package.numbered("word/diagrams/data"));
        paths.extend(self.package.numbered("word/charts/chart"));
        for path in paths {
            self.words(path, path);
        }
    }

    fn slides(&mut self) {
        for start in ["ppt/slides/slide", "ppt/notesSlides/notesSlide", "ppt/comments/", "ppt/diagrams/data"] {
            for path in self.package.numbered(start) {
                self.words(path, path);
            }
        }
    }

    /// Reads the words of one part.
    fn words(&mut self, path: &str, name: &str) {
        let Some(text) = self.package.text(path) else { return };
        let mut flow = Flow::new(self.context.limits.cells);
        let damage = words::read(&text, &self.package.relations(path), self.context.limits.depth, &mut flow);
        self.flow(name, flow, damage);
    }

    fn open_document(&mut self) {
        for path in ["styles.xml", "content.xml"] {
            let Some(text) = self.package.text(path) else { continue };
            let mut flow = Flow::new(self.context.limits.cells);
            let damage = opendoc::read_words(&text, self.context.limits.depth, &mut flow);
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
        for sheet in &book.sheets {
            self.parts.rows(&sheet.name, &sheet.rows, self.reading);
        }
        self.parts.text("headers and footers", &book.margins, Form::Text, self.reading);
        for damage in &book.damage {
            self.damaged(damage);
        }
        self.unkept(book.unkept);
        missing(book.missing, self.reading);
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
            return self.damaged("`content.xml`, which holds the sheets, is missing");
        };
        let limits = self.context.limits;
        let opendoc::Book { sheets, notes, unkept, damage } = opendoc::read_sheets(&text, limits.depth, limits.cells);
        for sheet in &sheets {
            self.parts.rows(&sheet.name, &sheet.rows, self.reading);
        }
        self.parts.text("comments and text boxes", &notes, Form::Text, self.reading);
        // Headers and footers of its pages, where a sheet is often marked.
        if let Some(styles) = self.package.text("styles.xml") {
            let mut flow = Flow::new(limits.cells);
            let damage = opendoc::read_words(&styles, limits.depth, &mut flow);
            self.flow("styles.xml", flow, damage);
        }
        if let Some(damage) = damage {
            self.damaged(&format!("the sheets were not read to their end: {damage}"));
        }
        self.unkept(unkept);
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

/// Says how many cells have a text that is not in the file.
pub(super) fn missing(cells: u64, reading: &mut Reading) {
    if cells > 0 {
        let what = format!("{cells} cells refer to texts that are missing or damaged in the file; they were not read");
        let help = "get the file anew, or its sheets as .csv, and add that as an item of its own";
        reading.lose_values(cells, what, None, Some(help));
    }
}

/// Reads what a document's words and tables say.
pub(super) fn read_flow(name: &str, flow: Flow, parts: &mut Parts<'_>, reading: &mut Reading) {
    let unkept = flow.unkept;
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
