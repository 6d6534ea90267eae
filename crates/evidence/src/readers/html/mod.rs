use crate::{Context, Reader, Reading, Source};

pub(super) struct Html;

impl Reader for Html {
    fn format(&self) -> &'static str {
        "HTML"
    }

    fn recognise(&self, _source: &Source<'_>) -> bool {
        false
    }

    fn read(&self, _source: &Source<'_>, _context: &Context<'_>, _reading: &mut Reading) {}
}
