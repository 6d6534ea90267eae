//! Excel workbooks of 1997 to 2003 (MS-XLS, BIFF8): the cells of every sheet, hidden ones too, with the targets of their links.

mod records;
#[cfg(test)]
mod tests;

use self::records::Book;
use super::compound::{Compound, names};
use super::inflating::Budget;
use super::office::{missing, say_rounded};
use super::parts::{Form, Parts};
use crate::{Context, Reader, Reading, Source};

pub(super) struct Excel97;

impl Reader for Excel97 {
    fn format(&self) -> &'static str {
        "Excel 97 workbook"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        names(source.bytes, "Workbook")
            && !names(source.bytes, "WordDocument")
            && !names(source.bytes, "PowerPoint Document")
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        const ANEW: Option<&str> = Some("save it as .xlsx, and add that as an item of its own");
        let stream = Compound::open(source.bytes).map(|mut file| {
            let macros = file.holds("/_VBA_PROJECT_CUR");
            (file.stream("/Workbook", &mut Budget::new(context.limits)), macros)
        });
        let (stream, macros) = match stream {
            Ok((Some(stream), macros)) => (stream, macros),
            Ok((None, _)) => return reading.lose("the workbook goes beyond a limit or is not in the file", None, ANEW),
            Err(error) => return reading.lose(format!("the workbook cannot be read: {error}"), None, ANEW),
        };
        let book = Book::read(&stream, context.limits.cells);
        if book.encrypted {
            let help = "open it with its password, save it without one, and add that as an item of its own";
            return reading.lose("the workbook is encrypted; nothing of it was read", None, Some(help));
        }
        let mut parts = Parts::new(source, context);
        for sheet in &book.sheets {
            parts.rows(&sheet.name, &sheet.rows, reading);
        }
        parts.text("comments and text boxes", &book.notes, Form::Text, reading);
        if macros {
            let help = "extract them with `olevba FILE`, and add that as an item of its own";
            reading.lose("macros were not read", None, Some(help));
        }
        if book.cut {
            reading.lose("the workbook ends before its last record; what stands before was read", None, ANEW);
        }
        missing(book.missing, reading);
        say_rounded(book.rounded, reading);
        if book.unkept > 0 {
            let what = format!("more cells than the limit `cells` ({}); the rest was not read", context.limits.cells);
            reading.lose_values(book.unkept, what, None, Some("raise it with `--limit cells=N`"));
        }
    }
}
