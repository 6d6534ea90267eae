use std::collections::BTreeSet;
use std::sync::Arc;

use dunant::convention::{
    CaseFacts, Clause, ClauseResult, ClauseSummary, Convention, EnteredBy, Explanation, FactName, Instrument,
    InstrumentSummary, Node, NodeKind, Outcome, Party, Selection, Verdict, evaluate_clause,
};
use dunant::exchange::articles::Article;
use dunant::exchange::page::{Page, faint, plain, strong};
use serde::Serialize;

use super::rule::{Marks, draw};
use super::{parties, render};
use crate::arguments::{Format, Terminal};
use crate::complaint::Complaint;

#[derive(Serialize)]
struct Shown<'c> {
    instrument: InstrumentSummary<'c>,
    summary: &'c str,
    parties: &'c [Party],
    clauses: Vec<ShownClause<'c>>,
}

#[derive(Serialize)]
struct ShownClause<'c> {
    clause: ClauseSummary<'c>,
    rule: String,
    tree: Explanation,
    facts: Vec<AskedFact>,
}

#[derive(Serialize)]
struct AskedFact {
    name: FactName,
    meaning: &'static str,
    entered_by: EnteredBy,
}

/// What an instrument or a clause promises.
pub(super) fn show(
    convention: &Convention,
    article: &str,
    format: Format,
    terminal: &Terminal,
) -> Result<String, Complaint> {
    let (instrument, clauses): (&Arc<Instrument>, &[Arc<Clause>]) = match convention.select(article)? {
        Selection::Instrument(instrument) => (instrument, &instrument.clauses),
        Selection::Clause(instrument, clause) => (instrument, std::slice::from_ref(clause)),
    };
    // Held against no facts at all, a clause is its rule alone.
    let nothing = CaseFacts::default();
    let held: Vec<Verdict> = clauses.iter().map(|clause| evaluate_clause(instrument, clause, &nothing)).collect();
    let shown = Shown {
        instrument: InstrumentSummary::from(&**instrument),
        summary: &instrument.summary,
        parties: &instrument.parties,
        clauses: held.iter().map(shown_clause).collect(),
    };
    render(super::SCHEMA, &shown, format, terminal, |page| {
        about(page, instrument);
        for verdict in &held {
            clause(page, instrument, verdict);
        }
    })
}

fn shown_clause(verdict: &Verdict) -> ShownClause<'_> {
    let tree = verdict.explanation();
    let facts = facts_asked(&tree);
    ShownClause {
        clause: ClauseSummary::from(&*verdict.clause),
        rule: verdict.clause.rule.to_string(),
        tree,
        facts: facts
            .into_iter()
            .map(|name| AskedFact { name, meaning: name.meaning(), entered_by: name.entered_by() })
            .collect(),
    }
}

fn about(page: &mut Page, instrument: &Instrument) {
    let source = &instrument.source;
    page.paragraph(0, &[strong(&instrument.title)]);
    page.paragraph(0, &[plain(&instrument.summary)]);
    page.blank();
    let kind = instrument.kind.caveat().unwrap_or("a treaty");
    page.hanging(0, "Kind     ", &[plain(format!("{kind}; of {}", instrument.adopted))]);
    page.hanging(0, "Source   ", &[plain(format!("{}, {}, {}", source.title, source.publisher, source.date))]);
    page.hanging(0, "         ", &[faint(&source.url)]);
    page.paragraph(0, &[plain("Bound")]);
    parties::bound(page, 9, instrument);
}

fn clause(page: &mut Page, instrument: &Instrument, verdict: &Verdict) {
    let (clause, article) = (&verdict.clause, Article::of(verdict));
    page.heading(&format!("{}/{}", instrument.id, clause.id));
    page.paragraph(0, &[strong(&clause.title)]);
    page.paragraph(0, &[plain(&clause.words), faint(format!(" ({}; paraphrased)", clause.locator))]);
    page.blank();
    let met = match clause.result {
        ClauseResult::Breach => Outcome::ConsistentWithBreach,
        ClauseResult::Referral => Outcome::ForReferral,
    };
    page.paragraph(0, &[plain(format!("The rule: {met} where all of these hold, and no exception does."))]);
    draw(page, 2, &article.tree, Marks::None);
    page.blank();
    page.paragraph(0, &[plain("The facts it asks about:")]);
    for fact in facts_asked(&verdict.explanation()) {
        let by = match fact.entered_by() {
            EnteredBy::Anyone => "",
            EnteredBy::NamedPerson => "; only a named person may enter it",
        };
        page.bullet(2, &[plain(format!("`{fact}`: {}{by}", fact.meaning()))]);
    }
    page.blank();
    page.paragraph(0, &[faint(format!("Rule, SHA-256: {}", clause.rule))]);
}

/// The facts that a clause tests, in the vocabulary's order.
fn facts_asked(explanation: &Explanation) -> BTreeSet<FactName> {
    let applies = [&explanation.actor, &explanation.party, &explanation.date, &explanation.context];
    let mut left: Vec<&Node> = applies.into_iter().flatten().collect();
    left.push(&explanation.breach);
    left.extend(&explanation.unless);
    let mut facts = BTreeSet::new();
    while let Some(node) = left.pop() {
        match &node.kind {
            NodeKind::All { branches } | NodeKind::Any { branches } => left.extend(branches),
            NodeKind::Not { branch } => left.push(branch),
            NodeKind::Test { name, .. } => {
                facts.insert(*name);
            }
            NodeKind::BoundOn { names, .. } => facts.extend(names),
        }
    }
    facts
}
