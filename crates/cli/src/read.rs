use dunant::exchange::Coverage;
use dunant::exchange::readout::{Kinds, to_csv, to_table};

use crate::arguments::{ReadFormat, ReadOptions, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, look, write_out};
use crate::{assess, gather};

/// `dunant read`.
pub(crate) fn run(options: &ReadOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let kinds = Kinds::only(options.kinds.clone())
        .map_err(|error| Complaint::new(error.to_string()).with_help(error.help()))?;
    let setup = assess::reading_setup(&options.reading.with)?.build()?;
    let case = gather::case(&options.reading.paths, setup.limits())?;
    let readout = gather::with_progress(&case, terminal, |progress| dunant::read(&case, &setup, progress))?;
    let text = match options.format {
        ReadFormat::Table => to_table(&readout, &kinds, look(terminal)),
        ReadFormat::Csv => to_csv(&readout, &kinds),
        ReadFormat::Json => readout.to_json(&kinds).map_err(|error| Complaint::new(error.to_string()))?,
    };
    write_out(&text)?;
    Ok(if Coverage::of(&readout.items).nothing_was_read() { Outcome::Broke } else { Outcome::Done })
}
