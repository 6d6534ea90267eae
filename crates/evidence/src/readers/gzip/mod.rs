use crate::{Context, Reader, Reading, Source};

pub(super) struct Gzip;

impl Reader for Gzip {
    fn format(&self) -> &'static str {
        "gzip"
    }

    fn recognise(&self, _source: &Source<'_>) -> bool {
        false
    }

    fn read(&self, _source: &Source<'_>, _context: &Context<'_>, _reading: &mut Reading) {}
}
