use std::io::Read as _;
use std::path::Path;

use dunant::attribution::{Conclusion, Context};
use dunant::evidence::Limits;
use dunant::exchange::{Detail, Document, IntrusionAssessment, Style, to_html, to_json, to_text};
use dunant::{Case, Setup};

use crate::arguments::{AssessOptions, Format, PriorContext, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, write_out, write_report};

/// `dunant assess`.
pub(crate) fn run(options: &AssessOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let setup = prepare(options)?;
    let case = gather(options, &setup)?;
    let document = examine(&case, &setup, terminal)?;
    if options.strict {
        refuse_losses(&document)?;
    }
    if let Some(path) = &options.report {
        write_report(path, &to_html(&document), terminal)?;
    }
    if let Some(log) = &options.seal {
        crate::record::seal(log, "assessment.json", to_json(&document).as_bytes(), terminal)?;
    }
    match options.format {
        Format::Json => write_out(&to_json(&document))?,
        Format::Text => {
            let style = if terminal.colours_out() { Style::Ansi } else { Style::Plain };
            let detail = if options.explain { Detail::Full } else { Detail::Brief };
            write_out(&to_text(&document, terminal.width(), style, detail))?;
        }
    }
    let named = |part: &IntrusionAssessment| matches!(part.assessment.conclusion, Conclusion::Supported { .. });
    Ok(if document.assessments.iter().all(named) { Outcome::Done } else { Outcome::Insufficient })
}

fn prepare(options: &AssessOptions) -> Result<Setup, Complaint> {
    let mut limits = Limits::DEFAULT;
    for (name, value) in &options.limits {
        limits = limits.with(name, *value).map_err(|error| Complaint::new(error.to_string()))?;
    }
    let context = match options.context {
        PriorContext::On => Context::Used,
        PriorContext::Off => Context::Ignored,
    };
    let mut setup =
        Setup::builder().limits(limits).as_of(options.as_of).context(context).unknown_prior(options.unknown_prior);
    if let Some(path) = &options.knowledge {
        setup = setup.pack(dunant::read_pack(path)?);
    }
    if let Some(path) = &options.model {
        setup = setup.model(dunant::read_model(path)?);
    }
    if let Some(threads) = options.threads {
        setup = setup.threads(threads);
    }
    Ok(setup.build()?)
}

fn gather(options: &AssessOptions, setup: &Setup) -> Result<Case, Complaint> {
    let mut case = Case::default();
    for path in &options.paths {
        if path == Path::new("-") {
            let mut bytes = Vec::new();
            let limit = setup.limits().item_bytes;
            std::io::stdin()
                .lock()
                .take(limit + 1)
                .read_to_end(&mut bytes)
                .map_err(|error| Complaint::new(format!("standard input cannot be read: {error}")))?;
            if bytes.len() as u64 > limit {
                return Err(Complaint::new(format!(
                    "standard input has more bytes than the limit `item-bytes` ({limit})"
                ))
                .with_help("raise it with `--limit item-bytes=N`, or pass a file"));
            }
            case.add_bytes("standard input", bytes);
        } else {
            case.add_path(path)?;
        }
    }
    Ok(case)
}

fn examine(case: &Case, setup: &Setup, terminal: &Terminal) -> Result<Document, Complaint> {
    if !terminal.shows_progress() {
        return Ok(dunant::examine(case, setup)?);
    }
    let bar = indicatif::ProgressBar::new(case.inputs.len() as u64);
    if let Ok(style) = indicatif::ProgressStyle::with_template("reading {pos} of {len} files {wide_bar} {elapsed}") {
        bar.set_style(style);
    }
    let document = dunant::examine_with_progress(case, setup, &|read| bar.set_position(read as u64));
    bar.finish_and_clear();
    Ok(document?)
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
