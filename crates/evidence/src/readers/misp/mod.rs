//! MISP: single events, lists of events, answers of the REST interface, feed files and feed manifests.

mod attribute;
mod denied;
mod event;
mod kinds;
mod recognise;
mod remark;

pub(super) use self::attribute::observe_value;
pub(super) use self::remark::doubt as doubt_of_remark;
use crate::{Context, Reader, Reading, Source};

pub(super) struct Misp;

impl Reader for Misp {
    fn format(&self) -> &'static str {
        "MISP event"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.text().is_some_and(recognise::is_misp)
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let before = reading.mark();
        event::Walk::new(source, context, reading).document();
        denied::by_its_own_report(&before, reading);
        // An event's own record is known only when its end is; the order is the item's all the same.
        reading.records.sort_by_key(|record| record.span.start);
    }
}

#[cfg(test)]
mod tests;
