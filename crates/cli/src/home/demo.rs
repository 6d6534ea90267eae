use dunant::Setup;

use crate::arguments::{DemoOptions, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, tell, write_out};

/// `dunant demo`: prints where the finding is.
pub(crate) fn demo(options: &DemoOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let (home, published) = dunant_secretariat::demo(&options.dir, &Setup::shipped()?)?;
    write_out(&format!("{}\n", published.file.display()))?;
    let (directory, finding) = (home.root().display(), published.file.display());
    tell(
        terminal,
        "made an invented case, from its referral to the finding above; its keys are no secret, so use it for nothing real",
    );
    tell(terminal, &format!("look around:  dunant case show example-hospital --home {directory}"));
    tell(terminal, &format!("check it:     dunant verify {finding} --trust {directory}/trust/1.trust"));
    Ok(Outcome::Done)
}
