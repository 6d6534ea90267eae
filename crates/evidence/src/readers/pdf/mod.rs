use crate::{Context, Reader, Reading, Source};

pub(super) struct Pdf;

impl Reader for Pdf {
    fn format(&self) -> &'static str {
        "PDF"
    }

    fn recognise(&self, _source: &Source<'_>) -> bool {
        false
    }

    fn read(&self, _source: &Source<'_>, _context: &Context<'_>, _reading: &mut Reading) {}
}
