use crate::{Context, Reader, Reading, Source};

pub(super) struct Zip;

impl Reader for Zip {
    fn format(&self) -> &'static str {
        "zip"
    }

    fn recognise(&self, _source: &Source<'_>) -> bool {
        false
    }

    fn read(&self, _source: &Source<'_>, _context: &Context<'_>, _reading: &mut Reading) {}
}
