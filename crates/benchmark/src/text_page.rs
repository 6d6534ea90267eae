use crate::key::{Better, Measure, PROBABILITIES, RANKS};
use crate::report::InputRole;
use crate::words::{gain, items, range, trials};
use crate::{Figure, ProtocolResult, Report, SentenceResult};

/// Columns that the page takes, but for paths and digests, which are never broken.
const WIDTH: usize = 80;
const LABEL: usize = 18;
const COLUMN: usize = 15;

/// The report as a page of text for a terminal, 80 columns wide.
#[must_use]
pub fn to_text(report: &Report) -> String {
    let mut text = String::from("Attribution measured");
    for (role, label) in [(InputRole::Attack, "on"), (InputRole::TestAttack, "reports new in")] {
        if let Some(path) = report.path_of(role) {
            text.push_str(&format!("\n  {label} {path}"));
        }
    }
    text.push_str(&format!("\n  model {}\n", report.model));
    text.push_str("  values with 95 % bootstrap intervals; (-): lower is better, (+): higher\n");
    for result in &report.results {
        text.push_str(&protocol(result));
    }
    if let Some(result) = &report.sentences {
        text.push_str(&sentences(result));
    }
    if let Some(weights) = report.fitted_toml() {
        text.push_str(&format!("\nAll as-of items of the knowledge teach\n\n{weights}"));
    }
    text
}

fn protocol(result: &ProtocolResult) -> String {
    let mut text = format!("\n{}\n", result.protocol);
    text.push_str(&wrapped(&items(result)));
    text.push_str(&wrapped(&result.fitted_on));
    for sentence in trials(result) {
        text.push_str(&wrapped(&sentence));
    }
    text.push_str(&ranks(result));
    text.push_str(&gains(result));
    text.push_str(&probabilities(result));
    text.push_str(&bands(result));
    text
}

/// One column a ranker; each value over its interval.
fn ranks(result: &ProtocolResult) -> String {
    let heads: Vec<String> = result.rankers.iter().map(|ranker| ranker.ranker.to_owned()).collect();
    let mut text = format!("\n{}", line("", &heads));
    for measure in &RANKS {
        let figures: Vec<Option<Figure>> = result.rankers.iter().map(|ranker| (measure.of)(&ranker.measures)).collect();
        if figures.iter().all(Option::is_none) {
            continue;
        }
        let cells = |show: fn(Figure) -> String| -> Vec<String> {
            figures.iter().map(|figure| figure.map(show).unwrap_or_default()).collect()
        };
        text.push_str(&line(&label(measure), &cells(|figure| format!("{:.3}", figure.value))));
        text.push_str(&line("", &cells(|figure| figure.interval())));
    }
    text
}

fn gains(result: &ProtocolResult) -> String {
    let rows = result.gains.iter().filter_map(|one| Some(row(&format!("  {}", one.over), &gain(one)?)));
    let rows: String = rows.collect();
    if rows.is_empty() { rows } else { format!("  top-1 above that of\n{rows}") }
}

/// What Dunant alone has: one line a measure.
fn probabilities(result: &ProtocolResult) -> String {
    let Some(own) = result.rankers.first() else { return String::new() };
    let mut text = String::new();
    for measure in &PROBABILITIES {
        if let Some(figure) = (measure.of)(&own.measures) {
            text.push_str(&row(&label(measure), &figure.words()));
        }
    }
    if text.is_empty() { text } else { format!("\n{}{text}", line("", &[own.ranker.to_owned()])) }
}

fn bands(result: &ProtocolResult) -> String {
    if result.bands.is_empty() {
        return String::new();
    }
    let mut text = "\n  the first was called              and was right                items\n".to_owned();
    for band in &result.bands {
        let (low, high) = band.interval;
        let outside = if band.holds() { "" } else { "  OUTSIDE" };
        text.push_str(&format!(
            "  {:<20} {:<12} {:.3} ({low:.3}-{high:.3}) {:>13}{outside}\n",
            band.likelihood.word(),
            range(band),
            band.observed,
            band.items
        ));
    }
    text
}

fn sentences(result: &SentenceResult) -> String {
    let mut text = "\nOne sentence to a technique\n".to_owned();
    text.push_str(&wrapped(&format!("{} sentences, knowledge of the half-years before each", result.sentences)));
    for (label, figure) in
        [("exact top-1", result.top_1), ("exact top-5", result.top_5), ("family top-1", result.family_top_1)]
    {
        if let Some(figure) = figure {
            text.push_str(&row(&format!("{label} (+)"), &figure.words()));
        }
    }
    text
}

fn label(measure: &Measure) -> String {
    match measure.better {
        Better::Higher => format!("{} (+)", measure.name),
        Better::Lower => format!("{} (-)", measure.name),
        Better::Neither => measure.name.to_owned(),
    }
}

fn row(label: &str, value: &str) -> String {
    format!("  {label:<width$} {value}\n", width = LABEL + 1)
}

fn line(label: &str, cells: &[String]) -> String {
    let cells: String = cells.iter().map(|cell| format!("{cell:<COLUMN$}")).collect();
    format!("{}\n", row(label, &cells).trim_end())
}

/// The words in lines of at most [`WIDTH`], indented by two.
fn wrapped(words: &str) -> String {
    let mut text = String::new();
    let mut line = String::from(" ");
    for word in words.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = String::from(" ");
        }
        line.push(' ');
        line.push_str(word);
    }
    text.push_str(&line);
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_page_reads_well() {
        insta::assert_snapshot!(to_text(&sample::report()));
    }

    #[test]
    fn no_line_is_wider_than_eighty_columns() {
        for line in to_text(&sample::report()).lines() {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
    }
}
