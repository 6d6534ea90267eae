use std::path::{Path, PathBuf};

use dunant::KnowledgeFiles;
use dunant::attribution::{Model, Weights};
use dunant_benchmark::{
    Bench, Figures, InputFile, InputRole, Prose, Protocol, Report, Speakers, Weighting, sentences, to_html, to_text,
};

use crate::arguments::{BenchCommand, Format, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, tell, write_out};

/// `dunant bench …`.
pub(crate) fn run(command: &BenchCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let BenchCommand::Attribution { report: page, figures, format, model, .. } = command;
    if figures.is_some() && model.is_some() {
        return Err(figures_of_another_model());
    }
    let held = figures.as_deref().map(held_figures).transpose()?;
    let report = measure(command, terminal)?;
    if let (Some(path), Some(mut held)) = (figures, held) {
        held.put(&report);
        let json = held.to_json().map_err(|error| Complaint::new(error.to_string()))?;
        std::fs::write(path, json).map_err(|reason| dunant::Error::File {
            path: path.clone(),
            action: "written",
            reason,
        })?;
        tell(terminal, &format!("wrote `{}`", path.display()));
    }
    if let Some(path) = page {
        std::fs::write(path, to_html(&report)).map_err(|reason| dunant::Error::File {
            path: path.clone(),
            action: "written",
            reason,
        })?;
        tell(terminal, &format!("wrote `{}`", path.display()));
    }
    match format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&report).map_err(|error| Complaint::new(error.to_string()))?;
            write_out(&(json + "\n"))?;
        }
        Format::Text => write_out(&to_text(&report))?,
    }
    Ok(Outcome::Done)
}

/// README and docs quote the file, and speak of the shipped model, fitted on other items than the measured ones.
fn figures_of_another_model() -> Complaint {
    Complaint::new("`--figures` takes the figures of the shipped model, and `--model` names another").with_help(
        "without `--model` the shipped one is measured; `--report` and `--format json` write the figures of yours",
    )
}

/// The figures that stand in the file already; none where there is no file.
fn held_figures(path: &Path) -> Result<Figures, Complaint> {
    match std::fs::read_to_string(path) {
        Ok(text) => Figures::parse(&text).map_err(|error| Complaint::new(format!("`{}`: {error}", path.display()))),
        Err(reason) if reason.kind() == std::io::ErrorKind::NotFound => Ok(Figures::new()),
        Err(reason) => Err(dunant::Error::File { path: path.to_owned(), action: "read", reason }.into()),
    }
}

fn measure(command: &BenchCommand, terminal: &Terminal) -> Result<Report, Complaint> {
    let BenchCommand::Attribution { attack, galaxy, test_attack, model, .. } = command;
    let files = |attack: &PathBuf| KnowledgeFiles {
        attack: vec![attack.clone()],
        galaxy: galaxy.clone(),
        ..KnowledgeFiles::default()
    };
    let (pack, _) = dunant::import(&files(attack), &|_| ())?;
    let newer =
        test_attack.as_ref().map(|newer| dunant::import(&files(newer), &|_| ())).transpose()?.map(|(pack, _)| pack);
    let (model, weighting) = match model {
        Some(path) => (dunant::read_model(path)?, Weighting::Given),
        None => (Model::shipped(), Weighting::Fitted),
    };
    tell(terminal, "fitting weights on as-of items");
    let source = test_attack.as_ref().unwrap_or(attack);
    let mut prose = Prose::of(&dunant::procedures(source)?, &pack).map_err(dunant::Error::from)?;
    if newer.is_some() {
        prose = prose.new_since(&dunant::procedures(attack)?);
    }
    let bench = Bench::new(&pack, newer.as_ref(), &model, weighting).with_prose(prose);
    let mut results = Vec::new();
    for protocol in protocols(newer.is_some()) {
        tell(terminal, &format!("measuring {}", protocol.words()));
        results.push(bench.run(&protocol));
    }
    let fitted: Option<Weights> = (weighting == Weighting::Fitted).then(|| bench.fitted());
    Ok(Report {
        schema: Report::SCHEMA,
        command: command_line(command),
        inputs: inputs(command)?,
        model: model.digest(),
        results,
        sentences: newer.is_none().then(|| sentences(&pack, &model)),
        fitted,
    })
}

fn protocols(with_newer: bool) -> Vec<Protocol> {
    let (groups, campaigns) = (Speakers::Groups, Speakers::GroupsAndCampaigns);
    if with_newer {
        return vec![Protocol::Release { speakers: groups }, Protocol::Release { speakers: campaigns }, Protocol::Text];
    }
    vec![
        Protocol::AsOf { gap_years: 0, speakers: groups },
        Protocol::AsOf { gap_years: 0, speakers: campaigns },
        Protocol::AsOf { gap_years: 1, speakers: groups },
        Protocol::Campaigns,
        Protocol::FalseFlag { planted: 3 },
        Protocol::FalseFlag { planted: 6 },
        Protocol::Text,
        Protocol::Echo,
    ]
}

/// The files that the figures depend on; the model has a digest of its own.
fn inputs(command: &BenchCommand) -> Result<Vec<InputFile>, Complaint> {
    let BenchCommand::Attribution { attack, galaxy, test_attack, .. } = command;
    let mut inputs = Vec::new();
    for (role, attack, galaxy) in [
        (InputRole::Attack, Some(attack), &[][..]),
        (InputRole::TestAttack, test_attack.as_ref(), &[]),
        (InputRole::Galaxy, None, galaxy),
    ] {
        let files = KnowledgeFiles {
            attack: attack.into_iter().cloned().collect(),
            galaxy: galaxy.to_vec(),
            ..KnowledgeFiles::default()
        };
        let read = files.digests()?;
        inputs.extend(read.into_iter().map(|(path, digest)| InputFile {
            role,
            path: path.display().to_string(),
            digest,
        }));
    }
    Ok(inputs)
}

/// What gives these figures again; where they are written to is not part of it.
fn command_line(command: &BenchCommand) -> String {
    let BenchCommand::Attribution { attack, galaxy, test_attack, model, .. } = command;
    let mut line = "dunant bench attribution".to_owned();
    let mut add =
        |flag: &str, path: &PathBuf| line.push_str(&format!(" {flag} {}", quoted(&path.display().to_string())));
    add("--attack", attack);
    for path in galaxy {
        add("--galaxy", path);
    }
    if let Some(path) = test_attack {
        add("--test-attack", path);
    }
    if let Some(path) = model {
        add("--model", path);
    }
    line
}

/// The word as a POSIX shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::Colour;

    #[test]
    fn the_command_can_be_pasted_into_a_shell() {
        let command = BenchCommand::Attribution {
            attack: "enterprise-attack-16.1.json.gz".into(),
            galaxy: vec!["misp galaxy/clusters".into(), "it's".into()],
            test_attack: None,
            model: Some("mine.toml".into()),
            report: Some("bench.html".into()),
            figures: Some("figures.json".into()),
            format: Format::Json,
        };
        assert_eq!(
            command_line(&command),
            r"dunant bench attribution --attack enterprise-attack-16.1.json.gz --galaxy 'misp galaxy/clusters' --galaxy 'it'\''s' --model mine.toml"
        );
    }

    #[test]
    fn the_figures_of_another_model_than_the_shipped_one_are_refused_before_anything_is_read() {
        let command = BenchCommand::Attribution {
            attack: "no-such-file.json".into(),
            galaxy: Vec::new(),
            test_attack: None,
            model: Some("mine.toml".into()),
            report: None,
            figures: Some("figures.json".into()),
            format: Format::Text,
        };
        let complaint = run(&command, &Terminal { color: Colour::Never, quiet: true }).unwrap_err();
        let said = format!("{complaint:?}");
        assert!(said.contains("--figures") && said.contains("--model"), "{said}");
    }
}
