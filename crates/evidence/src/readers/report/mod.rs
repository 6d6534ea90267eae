use crate::{Context, Reader, Reading, Source};

pub(super) struct Report;

impl Reader for Report {
    fn format(&self) -> &'static str {
        "text report"
    }

    fn recognise(&self, _source: &Source<'_>) -> bool {
        false
    }

    fn read(&self, _source: &Source<'_>, _context: &Context<'_>, _reading: &mut Reading) {}
}
