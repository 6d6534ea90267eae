use std::path::{Path, PathBuf};

use dunant::panel::Policy;
use dunant::panel::finding::{Code, Holding, PublishedFinding, Report};
use dunant::{Recorded, Verification, Verified};

use super::form::not_of_the_form;
use super::given::Given;
use super::page;
use crate::arguments::{Format, Terminal, VerifyOptions};
use crate::assess;
use crate::complaint::Complaint;
use crate::output::{Outcome, tell, write_out};
use crate::record::{policy, read_file};

/// Checks a finding.
pub(super) fn verify(bytes: &[u8], options: &VerifyOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    if options.finding.is_some() {
        return Err(Complaint::new("`--finding` names the finding that a custody document is held against")
            .with_help("give the custody document first: `dunant verify custody.json --finding finding.json`"));
    }
    let given = Given::read(options, proof_beside(options, &options.file)?)?;
    let verified = match run(bytes, &options.file, options, &given, terminal)? {
        Ok(verified) => verified,
        Err(report) => return page::answer(&report, "The finding", options.format, terminal),
    };
    if options.format == Format::Text {
        write_out(&said(&verified, options, terminal)?)?;
    }
    page::answer(&verified.report, "The finding", options.format, terminal)
}

/// Verifies the bytes of a finding; or what keeps them from being looked into at all.
pub(super) fn run(
    bytes: &[u8],
    file: &Path,
    options: &VerifyOptions,
    given: &Given,
    terminal: &Terminal,
) -> Result<Result<Verified, Report>, Complaint> {
    let finding = match PublishedFinding::parse(bytes) {
        Ok(finding) => finding,
        Err(error) => return Ok(Err(not_of_the_form(&error))),
    };
    let is_first = matches!(finding, PublishedFinding::First(_));
    if let Some(because) = &given.no_trust {
        let mut report = Report::default();
        report.under(Code::Trust, |report| report.fail("who vouches is known", because));
        return Ok(Err(report));
    }
    // Those that this version does not have are said to be others when the settings are compared.
    let settings = dunant::settings_of(&finding.body().assessment).unwrap_or_default();
    let setup = assess::setup_again(settings, &options.again)?;
    let rules = options.rules.as_deref().map(rules).transpose()?;
    let trusted = beside(file, options.record_policy.as_ref(), "record.policy").filter(|_| is_first);
    let record_policy = trusted.as_ref().map(|file| policy(file)).transpose()?;
    if options.record_policy.is_none()
        && let (Some(file), Some(_)) = (&trusted, given.proof())
    {
        tell(terminal, &format!("the record is believed by `{}`, which came with the finding", file.display()));
    }
    if !is_first && options.record_policy.is_some() {
        tell(terminal, "`--log-policy` is left aside: the trust file names the record's logs and witnesses");
    }
    let recorded = given.proof().zip(record_policy.as_ref()).map(|(proof, policy)| Recorded { proof, policy });
    let verification = Verification {
        reader: given.reader(),
        rules: rules.as_ref(),
        evidence: options.evidence.as_deref(),
        recorded,
        ..Verification::new(bytes, &setup, given.now)
    };
    Ok(Ok(verification.run()?))
}

/// What the finding says, where it is known who vouches for it and nothing fails; else what to do.
fn said(verified: &Verified, options: &VerifyOptions, terminal: &Terminal) -> Result<String, Complaint> {
    if verified.report.holding() == Holding::Not {
        return page::unsaid("What it says is not shown here: it does not hold.", &options.file, terminal);
    }
    if verified.is_vouched_for() {
        return page::summary(verified, terminal);
    }
    let next = match verified.finding {
        PublishedFinding::First(_) => "the rules that the body publishes, as `--rules policy.toml`",
        PublishedFinding::Witnessed(_) => "the body's newest trust file, as `--trust FILE`",
    };
    let words = format!(
        "What it says is not shown before it is known who vouches for it: give {next}, from a source that you trust and not from \
         whoever gave you the finding."
    );
    page::unsaid(&words, &options.file, terminal)
}

/// The rules in a file.
pub(super) fn rules(file: &Path) -> Result<Policy, Complaint> {
    let text = String::from_utf8_lossy(&read_file(file)?).into_owned();
    Policy::parse(&text).map_err(|error| Complaint::new(format!("`{}`: {error}", file.display())))
}

/// The proof that was named, or that stands beside the finding.
pub(super) fn proof_beside(options: &VerifyOptions, finding: &Path) -> Result<Option<Vec<u8>>, Complaint> {
    beside(finding, options.proof.as_ref(), "finding.proof").map(|file| read_file(&file)).transpose()
}

/// The file that was named, or the one of that name beside the finding.
fn beside(finding: &Path, named: Option<&PathBuf>, name: &str) -> Option<PathBuf> {
    named.cloned().or_else(|| Some(finding.with_file_name(name)).filter(|file| file.is_file()))
}
