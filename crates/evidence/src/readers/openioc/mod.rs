use crate::{Context, Reader, Reading, Source};

pub(super) struct OpenIoc;

impl Reader for OpenIoc {
    fn format(&self) -> &'static str {
        "OpenIOC"
    }

    fn recognise(&self, _source: &Source<'_>) -> bool {
        false
    }

    fn read(&self, _source: &Source<'_>, _context: &Context<'_>, _reading: &mut Reading) {}
}
