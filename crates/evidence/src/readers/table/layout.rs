use std::collections::BTreeMap;
use std::rc::Rc;

use super::bars::{self, Bars};
use super::cells::{Cell, Row, Rows};
use super::columns::Column;
use super::parts::parts_of;
use super::row_types::RowType;
use super::values;
use super::{incidents, inferred};
use crate::verdict::{self, Said};

/// How a table is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// What parts its cells.
    pub(super) style: Style,
    /// The columns that the header names; empty where there is no header.
    pub(super) header: Header,
    /// Rows before the first one of data, the header included: titles, and what Excel is told.
    pub(super) lead: usize,
    /// The row that is the header; it may also stand in a comment.
    pub(super) header_row: Option<usize>,
}

/// What parts the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// A character, with quotes around cells that hold it.
    Delimited(u8),
    /// Bars before every cell.
    Bars,
}

/// The names of the columns, and what they hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::readers) struct Header {
    pub(in crate::readers) columns: Vec<Column>,
    pub(in crate::readers) names: Vec<String>,
    /// What stands around the row, where a row is an object within others.
    pub(in crate::readers) around: Around,
}

/// What a row that is an object stands in, and what else it holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::readers) struct Around {
    /// Names of the objects within it, and of their members.
    pub(in crate::readers) names: Vec<String>,
    /// Names of the object that it is in.
    pub(in crate::readers) outer: Option<Rc<Header>>,
}

/// Rows looked at to tell the layout. Only looked at: nothing is dropped by it.
const SAMPLE: usize = 200;
/// Rows among which the header is.
const HEADER_AMONG: usize = 12;
/// Bytes looked at, and the most where the first rows are long.
const HEAD: usize = 1 << 16;
const LONG_HEAD: usize = 1 << 23;
/// Cells of a row that are looked at.
const LOOKED_AT: u64 = 100_000;

impl Style {
    /// The rows of `text`, at most `widest` cells each.
    pub(super) fn rows(self, text: &str, widest: u64) -> Box<dyn Iterator<Item = Row<'_>> + '_> {
        match self {
            Self::Delimited(delimiter) => Box::new(Rows::new(text, delimiter, widest)),
            Self::Bars => Box::new(Bars::new(text, widest)),
        }
    }
}

/// Whether a text is a document of AsciiDoc or Markdown: it has headings, or marks where a table begins and ends.
///
/// One `#` alone also begins a comment of a table.
fn has_sections(text: &str) -> bool {
    text.lines().take(SAMPLE).any(|line| {
        let title = line.trim_start_matches('=');
        let part = line.trim_start_matches('#');
        let asciidoc = (1..=6).contains(&(line.len() - title.len())) && title.starts_with(' ');
        let markdown = (2..=6).contains(&(line.len() - part.len())) && part.starts_with(' ');
        asciidoc || markdown || line.starts_with("|===")
    }) || has_prose_around_a_table(text)
}

/// Whether a text has the rule below a header of Markdown, and a sentence outside the bars.
fn has_prose_around_a_table(text: &str) -> bool {
    let mut lines = text.lines().take(SAMPLE);
    let is_rule = |line: &str| line.starts_with('|') && line.contains("--") && line.chars().all(|c| "|-: ".contains(c));
    let is_sentence = |line: &str| !line.contains('|') && line.len() >= 80 && line.split_whitespace().count() >= 10;
    lines.clone().any(is_rule) && lines.any(is_sentence)
}

impl Layout {
    /// The layout of `text`; `None` where it is not a table of indicators.
    pub(super) fn of(text: &str) -> Option<Self> {
        let head = head(text);
        let first = head.trim_start_matches('\u{feff}').trim_start();
        if bars::are_in(first) {
            return Self::with(Style::Bars, head).map(|(layout, _)| layout);
        }
        // JSON, XML and documents with sections, in which a table is a part, belong to other readers.
        if first.starts_with(['{', '[', '<', '|', '%']) || has_sections(first) {
            return None;
        }
        if let Some(delimiter) = told_to_excel(first) {
            return Self::with(Style::Delimited(delimiter), head).map(|(layout, _)| layout);
        }
        let mut best: Option<(Self, (bool, usize, usize))> = None;
        for delimiter in [b',', b'\t', b';', b'|'] {
            if let Some((layout, score)) = Self::with(Style::Delimited(delimiter), head)
                && best.as_ref().is_none_or(|(_, held)| score > *held)
            {
                best = Some((layout, score));
            }
        }
        best.map(|(layout, _)| layout)
    }

    /// The layout in this style, and how well it fits: whether a header names indicators, rows alike in a thousand, width.
    fn with(style: Style, head: &str) -> Option<(Self, (bool, usize, usize))> {
        let rows: Vec<Row<'_>> = style.rows(head, LOOKED_AT).filter(|row| !row.comment).take(SAMPLE).collect();
        let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
        for row in &rows {
            *widths.entry(row.cells.len()).or_default() += 1;
        }
        let (width, alike) = widths.into_iter().max_by_key(|(_, count)| *count)?;
        let in_comment = match style {
            Style::Delimited(delimiter) => {
                header_in_comment(head, delimiter).filter(|header| header.names.len() == width)
            }
            Style::Bars => None,
        };
        let commented = in_comment.is_some();
        let (mut header, header_row) = match in_comment {
            Some(header) => (header, None),
            None => match header_row(&rows) {
                Some(at) => (rows.get(at).map(Header::of).unwrap_or_default(), Some(at)),
                None => (Header::default(), None),
            },
        };
        let lead = header_row.map_or(0, |at| at + 1);
        let data = rows.get(lead..).unwrap_or_default();
        if width.max(header.columns.len()) < 2 || rows.len() + usize::from(commented) < 2 || data.is_empty() {
            return None;
        }
        let share = alike * 1000 / rows.len();
        inferred::types(&mut header, width, data);
        let named = header.is_of_a_table(share) || share >= 800 && width >= 4 && incidents::are_named_by(&header);
        let fitting = if named {
            // Free text in the last column may hold the delimiter, and empty cells at the end may be left out.
            let needed = header.first_evidence() + 1;
            data.iter().filter(|row| row.cells.len() >= needed.max(2)).count() * 2 >= data.len()
        } else {
            share >= 800 && data.iter().filter(|row| holds_indicator(row)).count() * 2 >= data.len()
        };
        fitting.then_some((Self { style, header, lead, header_row }, (named, share, width)))
    }
}

impl Header {
    pub(super) fn of(row: &Row<'_>) -> Self {
        Self::named(row.cells.iter().map(|cell| cell.value.to_string()).collect())
    }

    pub(super) fn named(names: Vec<String>) -> Self {
        Self { columns: names.iter().map(|name| Column::named(name)).collect(), names, around: Around::default() }
    }

    /// Whether `row` is one of data under this header: its type is one of a row's types and its value is no name of a column, or
    /// its verdict is a verdict.
    fn has_as_data(&self, row: &Row<'_>) -> bool {
        let cells = || self.columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.value.is_empty());
        let names_column = |cell: &Cell<'_>| Column::named(&cell.value) != Column::Unknown;
        let all_name_columns = row.cells.iter().all(|cell| cell.value.is_empty() || names_column(cell));
        let typed = cells()
            .any(|(column, cell)| *column == Column::Type && RowType::named(&cell.value, "") != RowType::Unknown);
        let judged = cells().any(|(column, cell)| {
            matches!(column, Column::Verdict(kind) if !matches!(verdict::of(*kind, &cell.value), Said::Unknown | Said::Open))
                && cell.value.chars().any(char::is_alphabetic)
        });
        (typed || judged) && (!all_name_columns || typed && judged)
    }

    /// Whether the column of programs is one of inventories and of scanners: it names what is installed, or what a rule is called.
    pub(super) fn lists_programs(&self) -> bool {
        let columns = self.columns.iter().zip(&self.names).filter(|(column, _)| **column == Column::Software);
        let is_of_others = |name: &str| {
            ["application", "signature", "signatures", "software"].contains(&name.trim().to_lowercase().as_str())
        };
        columns.clone().next().is_some() && columns.clone().all(|(_, name)| is_of_others(name))
    }

    /// The position of the column with this name.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|held| held.eq_ignore_ascii_case(name))
    }

    /// Whether these names are those of a table of evidence: one that names indicators, two that name what else is evidence
    /// over rows that are alike, or those of a timeline.
    fn is_of_a_table(&self, share: usize) -> bool {
        let count = |is: fn(Column) -> bool| self.columns.iter().filter(|column| is(**column)).count();
        let known = count(|column| column != Column::Unknown);
        let timeline = count(|column| column == Column::When) > 0 && count(|column| column == Column::Prose) > 0;
        self.columns.len() >= 2
            && (count(Column::names_indicators) > 0
                || share >= 800
                    && known >= 2
                    && (count(Column::names_evidence) > 0 || timeline && self.columns.len() >= 3))
    }

    /// The first column that holds evidence.
    fn first_evidence(&self) -> usize {
        self.columns.iter().position(|column| column.names_evidence() || *column == Column::Prose).unwrap_or(0)
    }

    /// Whether the column of this name holds what a machine wrote: lines of a log, commands.
    pub(super) fn is_log(&self, name: &str) -> bool {
        const LOGS: [&str; 10] = [
            "message",
            "log",
            "logline",
            "log line",
            "raw",
            "rawlog",
            "commandline",
            "command_line",
            "cmdline",
            "command",
        ];
        LOGS.iter().any(|log| name.eq_ignore_ascii_case(log)) || self.is_timeline()
    }

    /// Whether these are the columns of a timeline: what happened when, on whose machine.
    pub(super) fn is_timeline(&self) -> bool {
        let is = |name: &str| self.position(name).is_some();
        self.columns.contains(&Column::When)
            && (is("message") || is("event") || is("activity") || is("action") || is("timestamp_desc") || is("log"))
    }
}

/// Which of the first rows is the header: the one that names most, the earliest of several, before the rows of data.
fn header_row(rows: &[Row<'_>]) -> Option<usize> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut best: Option<(usize, usize, Header)> = None;
    for (at, row) in rows.iter().take(HEADER_AMONG).enumerate() {
        let filled = row.cells.iter().filter(|cell| !cell.value.is_empty()).count();
        let bare = is_bare(row);
        // A value among others begins the data; above a wide table, two cells may be a name and its value.
        if !bare && (filled >= 3 || filled == 2 && width == 2) && row.cells.iter().any(|cell| holds_value(&cell.value))
        {
            break;
        }
        if best.as_ref().is_some_and(|(_, _, header)| header.has_as_data(row)) {
            break;
        }
        let columns = row.cells.iter().map(|cell| Column::named(&cell.value));
        let evidence = columns.clone().filter(|column| column.names_evidence()).count();
        let known = columns.filter(|column| *column != Column::Unknown).count();
        // Below the first row, a title of one word is none.
        let enough = if at == 0 { known >= 1 } else { known >= 2 && row.cells.len() >= 2 };
        let score = evidence * 2 + known;
        if enough && bare && best.as_ref().is_none_or(|(_, held, _)| score > *held) {
            best = Some((at, score, Header::of(row)));
        }
    }
    best.map(|(at, ..)| at)
}

/// Whether `row` is a header that starts other columns within a table whose columns so far are those of `header`.
pub(super) fn is_new_header(row: &Row<'_>, header: &Header) -> bool {
    let columns = row.cells.iter().map(|cell| Column::named(&cell.value));
    // Most rows are told from one by their first cells.
    if columns.clone().take(2).all(|column| column == Column::Unknown) {
        return false;
    }
    let mut filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.value.is_empty());
    // A block of one column: a word that names it, where no cell of this column is a type or any value.
    if let (Some((at, cell)), None) = (filled.next(), filled.next())
        && header.columns.len() > 1
    {
        let free =
            !matches!(header.columns.get(at), Some(Column::Type | Column::Value | Column::Prose | Column::Verdict(_)));
        return free && is_bare(row) && Column::named(&cell.value).names_indicators();
    }
    let known = columns.clone().filter(|column| *column != Column::Unknown).count();
    row.cells.len() >= 2
        && known * 2 >= row.cells.len()
        && known >= 2
        && columns.clone().any(Column::names_indicators)
        && is_bare(row)
        && !header.has_as_data(row)
        // Without a header, words such as `mutex` and `malicious` are what a row says of its value.
        && (!header.columns.is_empty() || columns.clone().all(|column| column != Column::Unknown))
}

/// A header holds nothing: no trace, no number, no sentence.
fn is_bare(row: &Row<'_>) -> bool {
    row.cells
        .iter()
        .all(|cell| cell.value.len() <= 60 && cell.value.parse::<f64>().is_err() && !holds_value(&cell.value))
}

/// Whether a cell is a value, or holds one among others.
fn holds_value(cell: &str) -> bool {
    values::by_form(cell).is_some()
        || cell.contains(['.', ':', '@', '\\'])
            && cell.len() <= 4096
            && parts_of(cell).into_iter().any(|part| cell.get(part).is_some_and(|part| values::by_form(part).is_some()))
        || cell.len() >= 64 && super::parts::holds_trace(cell)
}

fn holds_indicator(row: &Row<'_>) -> bool {
    row.cells.iter().any(|cell| super::super::whole_values::guess(&cell.value).is_some())
}

/// The beginning of the text, up to the end of a line: longer where the first rows are.
fn head(text: &str) -> &str {
    if text.len() <= HEAD {
        return text;
    }
    let lines = memchr::memchr_iter(b'\n', text.as_bytes()).take(4).last().map_or(text.len(), |end| end + 1);
    let most = lines.clamp(HEAD, LONG_HEAD).min(text.len());
    let head = text.get(..text.floor_char_boundary(most)).unwrap_or(text);
    head.rfind('\n').and_then(|end| head.get(..=end)).unwrap_or(head)
}

/// `sep=;`, by which a file tells Excel what parts its cells.
fn told_to_excel(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim_matches(['"', ' ']);
    let rest = line.get(..4).filter(|head| head.eq_ignore_ascii_case("sep=")).and_then(|_| line.get(4..))?;
    match rest.as_bytes() {
        [delimiter @ (b',' | b';' | b'|' | b'\t')] => Some(*delimiter),
        _ => None,
    }
}

/// The header of a feed that puts it into a comment before its rows: `# "first_seen","dst_ip"`, or `#fields` of Zeek.
fn header_in_comment(head: &str, delimiter: u8) -> Option<Header> {
    let comments =
        head.trim_start_matches('\u{feff}').lines().take_while(|line| line.trim().is_empty() || line.starts_with('#'));
    let headers = comments.filter_map(|line| {
        let line = line.trim_start_matches('#').trim_start();
        let line = line.strip_prefix("fields\t").unwrap_or(line);
        let header = Header::of(&Rows::new(line, delimiter, LOOKED_AT).next()?);
        header.columns.iter().any(|column| column.names_indicators()).then_some(header)
    });
    headers.last()
}
