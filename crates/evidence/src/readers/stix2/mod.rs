use crate::{Context, Reader, Reading, Source};

pub(super) struct Stix2;

impl Reader for Stix2 {
    fn format(&self) -> &'static str {
        "STIX 2"
    }

    fn recognise(&self, _source: &Source<'_>) -> bool {
        false
    }

    fn read(&self, _source: &Source<'_>, _context: &Context<'_>, _reading: &mut Reading) {}
}
