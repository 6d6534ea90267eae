use crate::{Context, Reader, Reading, Source};

pub(super) struct Misp;

impl Reader for Misp {
    fn format(&self) -> &'static str {
        "MISP event"
    }

    fn recognise(&self, _source: &Source<'_>) -> bool {
        false
    }

    fn read(&self, _source: &Source<'_>, _context: &Context<'_>, _reading: &mut Reading) {}
}
