use dunant_exchange::readout::Readout;

use crate::examine::{by_input, item_summary};
use crate::reading::read_inputs;
use crate::{Case, Error, Setup, known_lists};

/// Reads a case's evidence as [`examine`](crate::examine) does, and says what became of every value: read, set aside or lost.
///
/// # Errors
/// A file that cannot be opened. What can be opened but not read is said in the readout.
pub fn read(case: &Case, setup: &Setup, progress: &(dyn Fn(usize) + Sync)) -> Result<Readout, Error> {
    let mut read = read_inputs(&case.inputs, &setup.context_of_readers(), setup.threads().get(), progress)?;
    known_lists::withhold(&mut read, setup.pack());
    let items = by_input(case, &read);
    let mut summaries: Vec<_> =
        items.iter().map(|(input, kept)| item_summary(input, kept, case.file.as_ref(), setup)).collect();
    for (summary, kept) in summaries.iter_mut().zip(read.into_iter().flatten()) {
        summary.observations = kept.item.reading.into_observations();
    }
    Ok(Readout::of(summaries, case.left_out.clone()))
}
