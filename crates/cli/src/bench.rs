use dunant::KnowledgeFiles;
use dunant::attribution::{Model, Weights};
use dunant_benchmark::{
    Bench, Figure, Measures, Prose, Protocol, ProtocolResult, SentenceResult, Speakers, Weighting, sentences,
};
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
    let report = Report {
        schema: "dunant.benchmark/2",
        model: model.digest().to_string(),
        attack: attack.display().to_string(),
        test_attack: test_attack.as_ref().map(|path| path.display().to_string()),
        results,
        sentences: newer.is_none().then(|| sentences(&pack, &model)),
        fitted: (weighting == Weighting::Fitted).then(|| bench.fitted()),
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
    /// One sentence to a technique.
    sentences: Option<SentenceResult>,
    /// What all as-of items of the knowledge teach: `[structured]` of a model's file.
    fitted: Option<Weights>,
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
        if let Some(sentences) = &self.sentences {
            let words = |figure: Option<Figure>| figure.map(|figure| figure.words()).unwrap_or_default();
            text.push_str(&format!(
                "\none sentence to a technique: {} sentences, knowledge of the half-years before\n  exact top-1      {}\n  \
                 exact top-5      {}\n  family top-1     {}\n",
                sentences.sentences,
                words(sentences.top_1),
                words(sentences.top_5),
                words(sentences.family_top_1)
            ));
        }
        if let Some(weights) = self.fitted.and_then(|weights| toml::to_string(&weights).ok()) {
            text.push_str(&format!("\nall as-of items of the knowledge teach\n\n[structured]\n{weights}"));
        }
        text
    }
}

type Measure = (&'static str, fn(&Measures) -> Option<Figure>);

const ROWS: [Measure; 15] = [
    ("top-1", |m| m.top_1),
    ("top-5", |m| m.top_5),
    ("top-10", |m| m.top_10),
    ("MRR", |m| m.mean_reciprocal_rank),
    ("log-loss", |m| m.log_loss),
    ("Brier", |m| m.brier),
    ("ECE", |m| m.calibration_error),
    ("Cllr", |m| m.ratio_cost),
    ("unknown-AUROC", |m| m.unknown_auroc),
    ("coverage p>=.5", |m| m.coverage_at_half),
    ("precision p>=.5", |m| m.precision_at_half),
    ("unknown p>=.5", |m| m.unknown_at_half),
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
    text.push_str(&format!("\n  {}\n  {:<16}{}\n", result.fitted_on, "", heads.trim_end()));
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
    for gain in &result.gains {
        if let Some(top_1) = gain.top_1 {
            text.push_str(&format!("  top-1 above {:<14} {}\n", gain.over, top_1.words()));
        }
    }
    for band in &result.bands {
        let ((low, high), (from, to)) = (band.range, band.interval);
        let holds = if band.holds() { "" } else { "  OUTSIDE" };
        text.push_str(&format!(
            "  said {low:.2}-{high:.2}: right {:.3} ({from:.3}-{to:.3}) of {}{holds}\n",
            band.observed, band.items
        ));
    }
    if let Some((mean, greatest)) = result.echo {
        text.push_str(&format!(
            "  the lead's posterior moves by {:.2} points, at most {:.2}\n",
            mean * 100.0,
            greatest * 100.0
        ));
    }
    if let Some(decoy) = &result.decoy {
        text.push_str(&format!(
            "  decoy first in {:.1} %, at p>=.5 in {:.1} %, named in {:.1} %; first by cosine in {:.1} %\n",
            decoy.first * 100.0,
            decoy.probable * 100.0,
            decoy.named * 100.0,
            decoy.first_by_cosine * 100.0
        ));
    }
    text
}
