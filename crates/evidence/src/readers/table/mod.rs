use crate::{Context, Reader, Reading, Source};

pub(super) struct Table;

impl Reader for Table {
    fn format(&self) -> &'static str {
        "table"
    }

    fn recognise(&self, _source: &Source<'_>) -> bool {
        false
    }

    fn read(&self, _source: &Source<'_>, _context: &Context<'_>, _reading: &mut Reading) {}
}
