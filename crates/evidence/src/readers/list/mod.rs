use crate::{Context, Reader, Reading, Source};

pub(super) struct List;

impl Reader for List {
    fn format(&self) -> &'static str {
        "indicator list"
    }

    fn recognise(&self, _source: &Source<'_>) -> bool {
        false
    }

    fn read(&self, _source: &Source<'_>, _context: &Context<'_>, _reading: &mut Reading) {}
}
