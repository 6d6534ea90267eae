//! The figures that README, docs and pages quote: one file, written by the benchmark, so that no two texts can differ.

use std::fmt::Write as _;

use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};

use crate::{DecoyResult, Figure, InputRole, Measures, Report, SentenceResult};

/// `docs/figures.json`: what runs of the benchmark came to, without what is only for plots.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Always [`Figures::SCHEMA`].
    pub schema: String,
    /// The runs, in the order in which texts show them: one by knowledge and test release.
    pub runs: Vec<FigureRun>,
}

/// One run of the benchmark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureRun {
    /// The releases in words: `16.1`, or `12.1 → 16.1`.
    pub releases: String,
    /// The command that gives the same figures, with file names in place of paths.
    pub command: String,
    /// The model that was measured.
    pub model: Sha256Digest,
    /// The files that were read: name and digest.
    pub inputs: Vec<(String, Sha256Digest)>,
    /// What each protocol came to.
    pub protocols: Vec<ProtocolFigures>,
    /// One sentence to a technique, where it was measured.
    pub sentences: Option<SentenceResult>,
}

/// What one protocol came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProtocolFigures {
    /// The protocol in words.
    pub protocol: String,
    /// Items whose group the knowledge holds.
    pub known: usize,
    /// Items whose group it does not hold.
    pub unknown: usize,
    /// The rankers, Dunant first, each with its measures.
    pub rankers: Vec<(String, Measures)>,
    /// False flags alone.
    pub decoy: Option<DecoyResult>,
    /// Echoes alone: mean and greatest shift of the lead's posterior, from 0 to 1.
    pub echo: Option<(f64, f64)>,
}

/// A file that holds no figures.
#[derive(Debug, thiserror::Error)]
#[error("the file of figures cannot be read: {0}; let `dunant bench attribution --figures FILE` write a new one")]
pub struct InvalidFigures(#[from] serde_json::Error);

impl Figures {
    /// The schema of the file.
    pub const SCHEMA: &'static str = "dunant.figures/1";

    /// No runs.
    #[must_use]
    pub fn new() -> Self {
        Self { schema: Self::SCHEMA.to_owned(), runs: Vec::new() }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`InvalidFigures`] when it is of another form.
    pub fn parse(text: &str) -> Result<Self, InvalidFigures> {
        Ok(serde_json::from_str(text)?)
    }

    /// The bytes of the file: JSON, two spaces an indent, a line end at the end.
    ///
    /// # Errors
    /// A figure that is no number.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Puts a run in the place of the one of the same releases, or behind the others.
    pub fn put(&mut self, report: &Report) {
        let run = FigureRun::of(report);
        match self.runs.iter_mut().find(|held| held.releases == run.releases) {
            Some(held) => *held = run,
            None => self.runs.push(run),
        }
    }

    /// The table of docs/method.md.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut table = "| | Dunant | cosine TF-IDF | naive Bayes | popularity |\n|---|---|---|---|---|\n".to_owned();
        for run in &self.runs {
            let later = run.releases.contains('→');
            for protocol in &run.protocols {
                let prefix = if later { format!("{}, ", run.releases) } else { String::new() };
                protocol.add_rows(&prefix, &mut table);
            }
        }
        table
    }

    /// How often a later release speaks of a group that the older one does not know: the README's sentence.
    #[must_use]
    pub fn new_groups(&self) -> Option<String> {
        let run = self.runs.iter().find(|run| run.releases.contains('→'))?;
        let protocol = run.protocols.first()?;
        let (older, newer) = run.releases.split_once(" → ")?;
        Some(format!(
            "Of the {} reports that ATT&CK {newer} adds to {older}, {} speak of a group that {older} does not know.",
            protocol.known + protocol.unknown,
            protocol.unknown
        ))
    }

    /// What the run on one release came to for the protocol whose words begin so.
    #[must_use]
    pub fn of_one_release(&self, words: &str) -> Option<&ProtocolFigures> {
        let run = self.runs.iter().find(|run| !run.releases.contains('→'))?;
        run.protocols.iter().find(|protocol| protocol.protocol == words)
    }
}

impl Default for Figures {
    fn default() -> Self {
        Self::new()
    }
}

impl FigureRun {
    fn of(report: &Report) -> Self {
        let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        let release = |role| report.path_of(role).map(|path| version(&name(path)));
        let knowledge = release(InputRole::Attack).unwrap_or_default();
        let releases = match release(InputRole::TestAttack) {
            Some(later) => format!("{knowledge} → {later}"),
            None => knowledge,
        };
        let word = |word: &str| if word.starts_with('-') { word.to_owned() } else { name(word.trim_end_matches('/')) };
        Self {
            releases,
            command: report.command.split(' ').map(word).collect::<Vec<_>>().join(" "),
            model: report.model,
            inputs: report.inputs.iter().map(|input| (name(&input.path), input.digest)).collect(),
            protocols: (report.results.iter())
                .map(|result| ProtocolFigures {
                    protocol: result.protocol.clone(),
                    known: result.known,
                    unknown: result.unknown,
                    rankers: (result.rankers.iter())
                        .map(|ranker| (ranker.ranker.to_owned(), ranker.measures.clone()))
                        .collect(),
                    decoy: result.decoy.clone(),
                    echo: result.echo,
                })
                .collect(),
            sentences: report.sentences.clone(),
        }
    }
}

impl ProtocolFigures {
    /// How many of a share of all items: `named` of 374 items.
    #[must_use]
    pub fn count(&self, share: Option<Figure>, of: usize) -> usize {
        // A share of a few hundred items is a whole number of them.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share from 0 to 1 of a small count"
        )]
        let count = share.map_or(0, |figure| (figure.value * of as f64).round() as usize);
        count
    }

    fn add_rows(&self, prefix: &str, table: &mut String) {
        let Self { protocol, known, unknown, .. } = self;
        let mut row = |cells: &str| {
            let _ = writeln!(table, "{cells}");
        };
        if let Some((mean, most)) = self.echo {
            row(&format!("| **{prefix}{protocol}** | | | | |"));
            row(&format!("| shift of the lead, points | {:.4}, at most {:.3} | | | |", mean * 100.0, most * 100.0));
            return;
        }
        row(&format!("| **{prefix}{protocol}**, {known} known, {unknown} unknown | | | | |"));
        type Part = fn(&Measures) -> Option<Figure>;
        let of_all: [(&str, Part); 3] = [
            ("top-1", |measures| measures.top_1),
            ("top-5", |measures| measures.top_5),
            ("MRR", |measures| measures.mean_reciprocal_rank),
        ];
        let cell = |figure: Option<Figure>| figure.map_or_else(String::new, |figure| figure.words());
        for (name, part) in of_all {
            let cells: Vec<String> = self.rankers.iter().map(|(_, measures)| cell(part(measures))).collect();
            row(&format!("| {name} | {} |", cells.join(" | ")));
        }
        if let Some(decoy) = &self.decoy {
            row(&format!("| decoy first | {:.3} | {:.3} | | |", decoy.first, decoy.first_by_cosine));
            row(&format!("| decoy at p ≥ .5 | {:.3} | | | |", decoy.probable));
            row(&format!("| decoy named | {:.3} | | | |", decoy.named));
            return;
        }
        let of_dunant: [(&str, Part); 10] = [
            ("log-loss", |measures| measures.log_loss),
            ("ECE", |measures| measures.calibration_error),
            ("Cllr", |measures| measures.ratio_cost),
            ("unknown-AUROC", |measures| measures.unknown_auroc),
            ("coverage, p ≥ .5", |measures| measures.coverage_at_half),
            ("precision there", |measures| measures.precision_at_half),
            ("unknown groups at p ≥ .5", |measures| measures.unknown_at_half),
            ("named", |measures| measures.named),
            ("named, right", |measures| measures.named_right),
            ("unknown groups named", |measures| measures.unknown_named),
        ];
        let dunant = self.rankers.first().map(|(_, measures)| measures);
        for (name, part) in of_dunant {
            row(&format!("| {name} | {} | | | |", dunant.map(|measures| cell(part(measures))).unwrap_or_default()));
        }
    }
}

/// `enterprise-attack-16.1.json.gz` → `16.1`.
fn version(file: &str) -> String {
    let stem = file.trim_end_matches(".gz").trim_end_matches(".json");
    stem.rsplit('-').next().unwrap_or(stem).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_file_of_figures_comes_back_as_it_was_and_a_second_run_takes_its_place() {
        let mut figures = Figures::new();
        figures.put(&sample::report());
        figures.put(&sample::report());
        assert_eq!(figures.runs.len(), 1);
        assert_eq!(Figures::parse(&figures.to_json().unwrap()).unwrap(), figures);
    }

    #[test]
    fn no_path_of_a_machine_stands_in_the_file() {
        let mut report = sample::report();
        report.command =
            "dunant bench attribution --attack /home/x/enterprise-attack-1.2.json.gz --galaxy ../data/galaxy/".into();
        let mut figures = Figures::new();
        figures.put(&report);
        assert_eq!(
            figures.runs[0].command,
            "dunant bench attribution --attack enterprise-attack-1.2.json.gz --galaxy galaxy"
        );
        assert!(figures.runs[0].inputs.iter().all(|(name, _)| !name.contains('/')));
    }
}
