use dunant::KnowledgeFiles;
use dunant::attribution::Model;
use dunant_benchmark::{Figure, Measures, Protocol, ProtocolResult, run as measure};
use serde::Serialize;

use crate::arguments::{BenchCommand, Format, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, tell, write_out};

/// `dunant bench …`.
pub(crate) fn run(command: &BenchCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let BenchCommand::Attribution { attack, galaxy, test_attack, model, format } = command;
    let files = |attack: &std::path::PathBuf| KnowledgeFiles {
        attack: vec![attack.clone()],
        galaxy: galaxy.clone(),
        incidents: Vec::new(),
    };
    let (pack, _) = dunant::import(&files(attack), &|_| ())?;
    let newer =
        test_attack.as_ref().map(|newer| dunant::import(&files(newer), &|_| ())).transpose()?.map(|(pack, _)| pack);
    let protocols = match newer {
        Some(_) => vec![Protocol::Release],
        None => vec![
            Protocol::AsOf { gap_years: 0 },
            Protocol::AsOf { gap_years: 1 },
            Protocol::Campaigns,
            Protocol::FalseFlag { planted: 3 },
            Protocol::FalseFlag { planted: 6 },
        ],
    };
    let model = match model {
        Some(path) => dunant::read_model(path)?,
        None => Model::shipped(),
    };
    let mut results = Vec::new();
    for protocol in &protocols {
        tell(terminal, &format!("measuring {}", protocol.words()));
        results.push(measure(protocol, &pack, newer.as_ref(), &model));
    }
    let report = Report {
        schema: "dunant.benchmark/1",
        model: model.digest().to_string(),
        attack: attack.display().to_string(),
        test_attack: test_attack.as_ref().map(|path| path.display().to_string()),
        results,
    };
    match format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&report).map_err(|error| Complaint::new(error.to_string()))?;
            write_out(&(json + "\n"))?;
        }
        Format::Text => write_out(&report.text())?,
    }
    Ok(Outcome::Done)
}

#[derive(Serialize)]
struct Report {
    schema: &'static str,
    model: String,
    attack: String,
    test_attack: Option<String>,
    results: Vec<ProtocolResult>,
}

impl Report {
    fn text(&self) -> String {
        let mut text = format!("Attribution measured on {}", self.attack);
        if let Some(newer) = &self.test_attack {
            text.push_str(&format!(",\nreports new in {newer}"));
        }
        text.push_str(&format!("\nmodel {}\nvalue (95 % bootstrap interval)\n", self.model));
        for result in &self.results {
            text.push_str(&table(result));
        }
        text
    }
}

type Measure = (&'static str, fn(&Measures) -> Option<Figure>);

const ROWS: [Measure; 13] = [
    ("top-1", |m| m.top_1),
    ("top-5", |m| m.top_5),
    ("top-10", |m| m.top_10),
    ("MRR", |m| m.mean_reciprocal_rank),
    ("log-loss", |m| m.log_loss),
    ("Brier", |m| m.brier),
    ("ECE", |m| m.calibration_error),
    ("unknown-AUROC", |m| m.unknown_auroc),
    ("coverage p>=.5", |m| m.coverage_at_half),
    ("precision p>=.5", |m| m.precision_at_half),
    ("named", |m| m.named),
    ("named, right", |m| m.named_right),
    ("unknown named", |m| m.unknown_named),
];

/// One line a measure, one column a ranker; rankers without probabilities have none where they are needed.
fn table(result: &ProtocolResult) -> String {
    let mut text = format!("\n{}: {} known", result.protocol, result.known);
    if result.unknown > 0 {
        text.push_str(&format!(", {} of groups that the knowledge does not hold", result.unknown));
    }
    if result.undated > 0 {
        text.push_str(&format!(", {} undated left out", result.undated));
    }
    let heads: String = result.rankers.iter().map(|ranker| format!("{:<22}", ranker.ranker)).collect();
    text.push_str(&format!("\n  {:<16}{}\n", "", heads.trim_end()));
    for (name, figure) in ROWS {
        if result.rankers.iter().all(|ranker| figure(&ranker.measures).is_none()) {
            continue;
        }
        let mut line = format!("  {name:<16}");
        for ranker in &result.rankers {
            let shown = figure(&ranker.measures).map(|figure| figure.words()).unwrap_or_default();
            line.push_str(&format!("{shown:<22}"));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if let Some(decoy) = &result.decoy {
        text.push_str(&format!(
            "  decoy first in {:.1} %, named in {:.1} %; first by cosine in {:.1} %\n",
            decoy.first * 100.0,
            decoy.named * 100.0,
            decoy.first_by_cosine * 100.0
        ));
    }
    text
}
