use std::path::{Path, PathBuf};

use dunant::attribution::{Conclusion, Context};
use dunant::evidence::Limits;
use dunant::exchange::{Coverage, Detail, Document, IntrusionAssessment, Settings, to_html, to_json, to_text};
use dunant::{Setup, SetupBuilder};

use crate::arguments::{
    AgainOptions, AssessOptions, Format, JudgingOptions, PageOptions, PriorContext, ReaderOptions, Terminal,
};
use crate::complaint::Complaint;
use crate::gather;
use crate::output::{Outcome, look, spare_the_work, write_out, write_report};

/// `dunant assess`.
pub(crate) fn run(options: &AssessOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    if let Some(report) = &options.page.report {
        spare_the_evidence(report, &options.reading.paths)?;
        spare_the_work(report)?;
    }
    // Never freed: the process ends with it, and taking its tables apart takes longer than reading a small case.
    let setup: &Setup = Box::leak(Box::new(setup(&options.reading.with, &options.judging)?.build()?));
    let case = gather::case(&options.reading.paths, setup.limits())?;
    let document =
        gather::with_progress(&case, terminal, |progress| dunant::examine_with_progress(&case, setup, progress))?;
    refuse_nothing(&document)?;
    if options.strict {
        refuse_losses(&document)?;
    }
    write_page(&document, &options.page, terminal)?;
    if let Some(log) = &options.seal {
        crate::record::seal(log, "assessment.json", to_json(&document).as_bytes(), terminal)?;
    }
    match options.format {
        Format::Json => write_out(&to_json(&document))?,
        Format::Text => print(&document, &options.page, terminal)?,
    }
    let named = |part: &IntrusionAssessment| matches!(part.assessment.conclusion, Conclusion::Supported { .. });
    // A case of facts alone asks who was wronged, not who did it: its verdicts are the answer.
    Ok(if document.items.is_empty() || document.assessments.iter().any(named) {
        Outcome::Done
    } else {
        Outcome::Insufficient
    })
}

/// A report is never written over what it is made of.
fn spare_the_evidence(report: &Path, paths: &[PathBuf]) -> Result<(), Complaint> {
    let Ok(report) = report.canonicalize() else { return Ok(()) };
    let is_evidence = |path: &PathBuf| {
        path.canonicalize()
            .is_ok_and(|path| path == report || path.is_dir() && report.starts_with(&path) && !is_a_page(&report))
    };
    if paths.iter().any(is_evidence) {
        let message = format!("`{}` is evidence, and the report would be written over it", report.display());
        return Err(Complaint::new(message).with_help("give `--report` the name of a new file"));
    }
    Ok(())
}

/// Whether a file is a page that `--report` wrote before.
fn is_a_page(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|page| page.contains("name=\"dunant-document\""))
}

/// Writes the page of HTML that was asked for.
pub(crate) fn write_page(document: &Document, options: &PageOptions, terminal: &Terminal) -> Result<(), Complaint> {
    options.report.as_ref().map_or(Ok(()), |path| write_report(path, &to_html(document), terminal))
}

/// Prints the page of text that was asked for.
pub(crate) fn print(document: &Document, options: &PageOptions, terminal: &Terminal) -> Result<(), Complaint> {
    let detail = if options.explain { Detail::Full } else { Detail::Brief };
    write_out(&to_text(document, look(terminal), detail))
}

/// What evidence is read and judged with.
pub(crate) fn setup(readers: &ReaderOptions, judging: &JudgingOptions) -> Result<SetupBuilder, Complaint> {
    let context = match judging.context {
        PriorContext::On => Context::Used,
        PriorContext::Off => Context::Ignored,
    };
    let mut setup = reading_setup(readers)?
        .as_of(judging.as_of)
        .context(context)
        .unknown_prior(judging.unknown_prior)
        .grade(judging.grade);
    if let Some(path) = &judging.model {
        setup = setup.model(dunant::read_model(path)?);
    }
    Ok(setup)
}

/// What an assessment is computed again with, under the settings that it was computed under.
pub(crate) fn setup_again(settings: Settings, options: &AgainOptions) -> Result<Setup, Complaint> {
    let passwords = passwords(&options.passwords, &options.password_files)?;
    let mut setup = Setup::builder().settings(settings).passwords(passwords);
    if let Some(path) = &options.knowledge {
        setup = setup.pack(dunant::read_pack(path)?);
    }
    if let Some(path) = &options.model {
        setup = setup.model(dunant::read_model(path)?);
    }
    Ok(setup.build()?)
}

/// What evidence is read with.
pub(crate) fn reading_setup(options: &ReaderOptions) -> Result<SetupBuilder, Complaint> {
    let mut limits = Limits::DEFAULT;
    for (name, value) in &options.limits {
        limits = limits.with(name, *value).map_err(|error| Complaint::new(error.to_string()))?;
    }
    let mut setup = Setup::builder().limits(limits).passwords(passwords(&options.passwords, &options.password_files)?);
    if let Some(path) = &options.knowledge {
        setup = setup.pack(dunant::read_pack(path)?);
    }
    if let Some(threads) = options.threads {
        setup = setup.threads(threads);
    }
    Ok(setup)
}

/// The passwords given, and those of the files of passwords: a line each.
fn passwords(given: &[String], files: &[PathBuf]) -> Result<Vec<String>, Complaint> {
    let mut passwords = given.to_vec();
    for path in files {
        let text = std::fs::read_to_string(path).map_err(|reason| dunant::Error::File {
            path: path.clone(),
            action: "read",
            reason,
        })?;
        passwords.extend(text.lines().map(str::to_owned).filter(|line| !line.is_empty()));
    }
    Ok(passwords)
}

/// Where files were given and none could be read there is nothing to assess: a ranking would be of the prior alone.
fn refuse_nothing(document: &Document) -> Result<(), Complaint> {
    let coverage: Coverage<'_> = document.coverage();
    if !coverage.nothing_was_read() {
        return Ok(());
    }
    let Some(first) = coverage.unread.first() else { return Ok(()) };
    let (what, help) = match (&first.refusal, first.losses.first()) {
        (Some(refusal), _) => (&refusal.reason, refusal.help.clone()),
        (None, Some(loss)) => (&loss.what, loss.help.clone()),
        (None, None) => return Ok(()),
    };
    let message = match coverage.files {
        1 => format!("`{}` was not read, so there is nothing to assess: {what}", first.name),
        files => {
            format!(
                "none of the {files} files was read, so there is nothing to assess; the first, `{}`: {what}",
                first.name
            )
        }
    };
    let help = help.unwrap_or_else(|| "`dunant read` says what was lost of each file, and what to do".to_owned());
    Err(Complaint::new(message).with_help(help))
}

/// With `--strict` anything unread is an error, the first named.
fn refuse_losses(document: &Document) -> Result<(), Complaint> {
    for item in &document.items {
        let (what, help) = match (&item.refusal, item.losses.first()) {
            (Some(refusal), _) => (format!("`{}` was not read: {}", item.name, refusal.reason), &refusal.help),
            (None, Some(loss)) => {
                let place = loss.span.map(|span| format!("\n  at {span}")).unwrap_or_default();
                (format!("`{}` was read in part: {}{place}", item.name, loss.what), &loss.help)
            }
            (None, None) => continue,
        };
        let complaint = Complaint::new(what);
        return Err(complaint
            .with_help(help.clone().unwrap_or_else(|| "leave out --strict to go on with what could be read".into())));
    }
    Ok(())
}
