use dunant::convention::{Convention, Instrument, InstrumentKind};
use dunant::exchange::page::{faint, left, plain, strong};
use dunant::vocabulary::Date;
use serde::Serialize;

use super::render_list;
use crate::arguments::{Format, Terminal};
use crate::complaint::Complaint;

#[derive(Serialize)]
struct Group<'c> {
    id: &'c str,
    title: &'c str,
    short: &'c str,
    kind: InstrumentKind,
    adopted: Date,
    clauses: Vec<Line<'c>>,
}

#[derive(Serialize)]
struct Line<'c> {
    /// The name to type.
    article: String,
    locator: &'c str,
    title: &'c str,
}

/// Every instrument and clause, a line each.
pub(super) fn list(convention: &Convention, format: Format, terminal: &Terminal) -> Result<String, Complaint> {
    let groups: Vec<Group<'_>> = convention.instruments().iter().map(|instrument| group(instrument)).collect();
    render_list(super::SCHEMA, &groups, format, terminal, |page| {
        let names = groups.iter().flat_map(|group| &group.clauses).map(|line| line.article.len());
        // Titles keep a third of the page, however long the names are.
        let names = names.max().unwrap_or(0).min(page.width() * 2 / 3 - 4);
        let titles = page.width() - names - 4;
        for group in &groups {
            page.blank();
            page.paragraph(0, &[strong(group.short), faint(format!(" ({}, {})", group.kind, group.adopted))]);
            for line in &group.clauses {
                if line.article.len() > names {
                    page.paragraph(2, &[plain(&line.article)]);
                    continue;
                }
                let cells = [vec![plain(&line.article)], vec![plain(line.title)]];
                page.row(2, &[left(names), left(titles)], &cells);
            }
        }
        page.blank();
        page.paragraph(0, &[faint("One in full: `dunant convention show NAME`.")]);
    })
}

fn group(instrument: &Instrument) -> Group<'_> {
    let mut clauses = Vec::new();
    for clause in &instrument.clauses {
        clauses.push(Line { article: instrument.name_of(clause), locator: &clause.locator, title: &clause.title });
    }
    Group {
        id: &instrument.id,
        title: &instrument.title,
        short: &instrument.short,
        kind: instrument.kind,
        adopted: instrument.adopted,
        clauses,
    }
}
