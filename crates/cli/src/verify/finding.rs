use std::path::{Path, PathBuf};

use dunant::exchange::page::{faint, plain, strong};
use dunant::panel::Policy;
use dunant::panel::finding::{Checked, Report};
use dunant::panel::step::Answer;
use dunant::{Recorded, Setup, Verification, Verified};

use crate::arguments::{Format, Terminal, VerifyOptions};
use crate::complaint::Complaint;
use crate::output::{Outcome, render, tell, write_out};
use crate::record::{policy, read_file};

/// Checks a finding.
pub(super) fn verify(bytes: &[u8], options: &VerifyOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let setup = setup(options)?;
    let rules = options.rules.as_deref().map(rules).transpose()?;
    let proof = beside(options, options.proof.as_ref(), "finding.proof").map(|file| read_file(&file)).transpose()?;
    let trusted = beside(options, options.record_policy.as_ref(), "record.policy");
    let record_policy = trusted.as_ref().map(|file| policy(file)).transpose()?;
    if options.record_policy.is_none()
        && let (Some(file), Some(_)) = (&trusted, &proof)
    {
        tell(terminal, &format!("the record is believed by `{}`, which came with the finding", file.display()));
    }
    let recorded = proof.as_deref().zip(record_policy.as_ref()).map(|(proof, policy)| Recorded { proof, policy });
    let verification = Verification {
        finding: bytes,
        rules: rules.as_ref(),
        evidence: options.evidence.as_deref(),
        setup: &setup,
        recorded,
    };
    let verified = verification.run().map_err(|error| no_finding(error, &options.file))?;
    if options.format == Format::Text {
        write_out(&summary(&verified, terminal)?)?;
    }
    answer(&verified.report, "The finding", options.format, terminal)
}

/// What is no finding is named, with what would be one.
fn no_finding(error: dunant::Error, file: &Path) -> Complaint {
    let dunant::Error::Finding { reason } = error else { return error.into() };
    match reason.strip_prefix("not a finding: ") {
        Some(why) => Complaint::new(format!("`{}` is no finding: {why}", file.display())).with_help(
            "name the `finding.json` of a published case, such as `published/CASE/1/finding.json`, or a custody report",
        ),
        None => Complaint::new(format!("`{}`: {reason}", file.display())),
    }
}

/// The rules in a file.
pub(super) fn rules(file: &Path) -> Result<Policy, Complaint> {
    let text = String::from_utf8_lossy(&read_file(file)?).into_owned();
    Policy::parse(&text).map_err(|error| Complaint::new(format!("`{}`: {error}", file.display())))
}

fn setup(options: &VerifyOptions) -> Result<Setup, Complaint> {
    let mut setup = Setup::builder();
    if let Some(path) = &options.knowledge {
        setup = setup.pack(dunant::read_pack(path)?);
    }
    if let Some(path) = &options.model {
        setup = setup.model(dunant::read_model(path)?);
    }
    Ok(setup.build()?)
}

/// The file that was named, or the one of that name beside the finding.
fn beside(options: &VerifyOptions, named: Option<&PathBuf>, name: &str) -> Option<PathBuf> {
    named.cloned().or_else(|| Some(options.file.with_file_name(name)).filter(|file| file.is_file()))
}

/// The schema of what a verification writes as JSON.
const SCHEMA: &str = "dunant.verification/1";

/// What the finding says, in a few lines: that it can be checked does not make it right.
fn summary(verified: &Verified, terminal: &Terminal) -> Result<String, Complaint> {
    let body = &verified.finding.body;
    render(SCHEMA, &(), Format::Text, terminal, |page| {
        let round = if body.round > 1 { format!(", round {}", body.round) } else { String::new() };
        page.paragraph(0, &[strong(format!("{}{round}: {}", body.case, body.referral.title))]);
        page.paragraph(0, &[plain(&body.referral.question)]);
        match &body.conclusion.answer {
            Answer::Insufficient { reasons } => {
                page.paragraph(0, &[strong("The evidence does not suffice to name anyone. "), plain(reasons)]);
            }
            Answer::Attributed { actor, likelihood, confidence } => {
                page.paragraph(
                    0,
                    &[
                        strong(format!("There are reasonable grounds to believe that it was {actor}.")),
                        plain(format!(" Likelihood: {}.", likelihood.word())),
                    ],
                );
                page.paragraph(0, &[plain(format!("Confidence: {}.", confidence.word()))]);
            }
        }
        for view in &body.conclusion.articles {
            page.paragraph(0, &[plain(format!("{}: {}.", view.article, view.verdict.words()))]);
        }
        for heard in &body.hearing {
            let what = format!("{} {} to {}: ", heard.kind.word(), heard.number, heard.to);
            let reply = heard.reply.as_ref().map_or("no reply, which is a gap", |reply| reply.text.as_str());
            page.paragraph(0, &[faint(what), plain(reply)]);
        }
        let ballot = verified.proceeding.as_ref().and_then(|proceeding| proceeding.round()?.ballots.last());
        for vote in ballot.into_iter().flat_map(|ballot| ballot.dissents()) {
            let reasons = vote.what.reasons.as_deref().unwrap_or_default();
            page.paragraph(0, &[strong(format!("Dissent of {}: ", vote.by)), plain(reasons)]);
        }
        page.blank();
    })
}

/// Prints what was checked; 3 where anything fails.
pub(super) fn answer(report: &Report, what: &str, format: Format, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let skipped = report.checks.iter().filter(|check| check.result == Checked::NotChecked).count();
    let text = render(SCHEMA, report, format, terminal, |page| {
        for check in &report.checks {
            let mark = match check.result {
                Checked::Holds => "[+] ",
                Checked::Fails => "[-] ",
                Checked::NotChecked => "[?] ",
            };
            let because = check.because.as_ref().map(|because| format!(": {because}")).unwrap_or_default();
            match check.result {
                Checked::Fails => page.hanging(0, mark, &[strong(&*check.what), plain(because)]),
                Checked::NotChecked => {
                    page.hanging(0, mark, &[faint("not checked: "), plain(&*check.what), faint(because)])
                }
                Checked::Holds => page.hanging(0, mark, &[plain(&*check.what), plain(because)]),
            }
        }
        page.blank();
        let verdict = match (report.holds(), skipped) {
            (false, _) => format!("{what} does not hold."),
            (true, 0) => format!("{what} holds."),
            (true, 1) => format!("{what} holds as far as it was checked; 1 thing was not."),
            (true, skipped) => format!("{what} holds as far as it was checked; {skipped} things were not."),
        };
        page.paragraph(0, &[strong(verdict)]);
    })?;
    write_out(&text)?;
    Ok(if report.holds() { Outcome::Done } else { Outcome::NotVerified })
}
