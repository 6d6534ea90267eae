//! Verdicts as the renderers show them: one place that knows the shape of `dunant_convention::Verdict`.

use dunant_convention::{
    ClauseResult, EnteredBy, Explanation, FactName, FactSource, FactState, FactUsed, FactValue, Gap, MissingSet,
    Node as Condition, NodeKind, Outcome, Truth, Verdict,
};
use dunant_vocabulary::Country;

use crate::words::unstopped;

/// What every page says before the first verdict.
pub const WHAT_A_VERDICT_IS: &str = "Each article is held against the facts of the case. A verdict says what the \
     facts are consistent with; it does not say who is responsible, and it does not say guilt or intent.";

/// Sets of missing facts shown for each verdict that they would bring; the others are counted.
const SETS_SHOWN: usize = 3;
/// Conditions within conditions that are shown.
const DEPTH: usize = 32;

/// One verdict, ready to be shown.
pub struct Article<'v> {
    /// Instrument and place in it: `Digital Geneva Convention, key clauses, 3 of 10`.
    pub name: String,
    /// What the clause promises, in a few words.
    pub title: &'v str,
    /// The verdict.
    pub outcome: Outcome,
    /// The verdict in sentences, with what must be said beside it.
    pub words: String,
    /// Whether the case has something to say to the clause.
    pub concerned: bool,
    /// The facts that decided; where it is undetermined, the known facts that bear on it.
    pub known: Vec<String>,
    /// The facts on which sources differ, with each account.
    pub disputed: Vec<String>,
    /// The facts that are missing.
    pub missing: Vec<String>,
    /// What would decide it.
    pub sets: Vec<String>,
    /// Whether the states named were bound.
    pub parties: Vec<String>,
    /// The clause, condition by condition.
    pub tree: Vec<Node>,
    /// Where it can be read.
    pub source: Source<'v>,
}

/// Where an article can be read.
pub struct Source<'v> {
    /// Title, publisher and date.
    pub citation: String,
    /// Its address.
    pub url: &'v str,
}

/// A condition of a clause, and what the facts say to it.
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// The condition.
    pub words: String,
    /// What the case says of the fact that is tested, in words; none where it says nothing that counts, and above the tests.
    pub case_says: Option<String>,
    /// Whether it holds.
    pub truth: Truth,
    /// Why they do not decide; none where they do, and above the tests.
    pub gap: Option<Gap>,
    /// The conditions that it is made of.
    pub children: Vec<Node>,
}

/// What a [`Node`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A part of the clause: to whom and when it speaks, what it forbids or describes, an exception.
    Part,
    /// Holds where all that it is made of hold.
    All,
    /// Holds where any that it is made of holds.
    Any,
    /// Holds where what it is made of does not.
    Not,
    /// A test of one fact, or whether a party was bound on the day.
    Test,
}

impl Node {
    /// The condition, and what the case says: "`context` is peace; the case says peace".
    #[must_use]
    pub fn text(&self) -> String {
        match &self.case_says {
            Some(value) => format!("{}; the case says {value}", self.words),
            None => self.words.clone(),
        }
    }
}

/// The verdicts: those that the case concerns, then the others, each in its order.
pub(crate) fn of(verdicts: &[Verdict]) -> (Vec<Article<'_>>, Vec<Article<'_>>) {
    verdicts.iter().map(Article::of).partition(|article| article.concerned)
}

/// The articles that do not concern the case, in a line.
pub(crate) fn folded(articles: &[Article<'_>]) -> String {
    let names: Vec<&str> = articles.iter().map(|article| &*article.name).collect();
    match articles.len() {
        1 => format!("1 article says nothing to this case: {}.", names.join("; ")),
        n => format!("{n} articles say nothing to this case: {}.", names.join("; ")),
    }
}

/// The mark of a verdict; the word always stands beside it.
#[must_use]
pub fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::ConsistentWithBreach | Outcome::ForReferral => "▲",
        Outcome::NotABreach | Outcome::NothingToRefer => "○",
        Outcome::Undetermined => "?",
        Outcome::NotApplicable => "–",
    }
}

/// What stands over the known facts.
#[must_use]
pub fn over_known(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Undetermined => "What is known",
        Outcome::ConsistentWithBreach
        | Outcome::NotABreach
        | Outcome::ForReferral
        | Outcome::NothingToRefer
        | Outcome::NotApplicable => "Decided by",
    }
}

impl<'v> Article<'v> {
    /// One verdict, made ready.
    #[must_use]
    pub fn of(verdict: &'v Verdict) -> Self {
        let source = &verdict.instrument.source;
        Self {
            name: format!("{}, {}", verdict.instrument.short, verdict.clause.locator),
            title: &verdict.clause.title,
            outcome: verdict.outcome,
            words: verdict.words(),
            concerned: verdict.concerned(),
            known: verdict.facts().iter().map(fact).collect(),
            disputed: verdict.disputed().iter().map(fact).collect(),
            missing: missing(verdict),
            sets: sets(&verdict.missing),
            parties: verdict.parties().into_iter().map(|party| party.words).collect(),
            tree: tree(&verdict.explanation(), verdict.clause.result),
            source: Source {
                citation: format!("{}, {}, {}", source.title, source.publisher, source.date),
                url: &source.url,
            },
        }
    }
}

/// A fact with everyone who states it: what the victims are (`victim.kind`): company. Source: the company's notice, 2014-12-01 (reported)
#[must_use]
pub fn fact(fact: &FactUsed) -> String {
    let name = format!("{} (`{}`)", unstopped(fact.meaning), fact.name);
    match &fact.state {
        FactState::Known { value, sources } => format!("{name}: {}. Source: {}", in_words(value), said_by(sources)),
        FactState::Unknown { sources } => format!("{name}: not known. Source: {}", said_by(sources)),
        FactState::NotApplicable { sources } => format!("{name}: does not apply. Source: {}", said_by(sources)),
        FactState::Disputed { claims } => {
            let accounts: Vec<String> = claims
                .iter()
                .map(|claim| match &claim.value {
                    Some(value) => format!("{}, says {}", in_words(value), said_by(&claim.sources)),
                    None => format!("does not apply, says {}", said_by(&claim.sources)),
                })
                .collect();
            format!("{name}: {}", accounts.join("; against that: "))
        }
    }
}

/// The value; countries by name.
fn in_words(value: &FactValue) -> String {
    if !matches!(value.fact(), FactName::ActorCountry | FactName::VictimCountry) {
        return value.to_string();
    }
    let names: Vec<String> = value
        .words()
        .into_iter()
        .map(|code| code.parse::<Country>().map_or(code, |country| country.name().to_owned()))
        .collect();
    names.join(", ")
}

fn said_by(sources: &[FactSource]) -> String {
    let all: Vec<String> = sources
        .iter()
        .map(|source| {
            let mut words = unstopped(&source.source).to_owned();
            if let Some(published) = source.published {
                words.push_str(&format!(", {published}"));
            }
            if let Some(author) = &source.author {
                words.push_str(&format!(", entered by {author}"));
            }
            words.push_str(&format!(" ({})", source.standard));
            if let Some(contested) = &source.contested {
                words.push_str(&format!(", contested: {}", unstopped(contested)));
            }
            words
        })
        .collect();
    all.join("; ")
}

/// Why a fact does not decide, in words: "sources differ".
#[must_use]
pub fn why_undecided(gap: Gap) -> &'static str {
    match gap {
        Gap::Missing => "nothing was entered",
        Gap::Unknown => "entered as unknown",
        Gap::Disputed => "sources differ",
        Gap::TooCoarse => "known, but not precisely enough",
    }
}

/// Each missing fact once, in the order in which the sets ask for them.
fn missing(verdict: &Verdict) -> Vec<String> {
    let mut seen = Vec::new();
    let mut lines = Vec::new();
    for need in verdict.missing.iter().flat_map(|set| &set.needs) {
        if seen.contains(&need.name) {
            continue;
        }
        seen.push(need.name);
        let now = why_undecided(need.now);
        let by = match need.name.entered_by() {
            EnteredBy::Anyone => "",
            EnteredBy::NamedPerson => "; only a named person may enter it",
        };
        lines.push(format!("{} (`{}`): {now}{by}", unstopped(need.name.meaning()), need.name));
    }
    lines
}

fn sets(missing: &[MissingSet]) -> Vec<String> {
    let mut lines = Vec::new();
    for outcome in [
        Outcome::ConsistentWithBreach,
        Outcome::NotABreach,
        Outcome::ForReferral,
        Outcome::NothingToRefer,
        Outcome::NotApplicable,
    ] {
        let of_outcome: Vec<&MissingSet> = missing.iter().filter(|set| set.outcome == outcome).collect();
        lines.extend(of_outcome.iter().take(SETS_SHOWN).map(|set| in_short(&set.words())));
        match of_outcome.len().saturating_sub(SETS_SHOWN) {
            0 => {}
            1 => lines.push(format!("{outcome} in 1 more way")),
            more => lines.push(format!("{outcome} in {more} more ways")),
        }
    }
    lines
}

/// The heading says "would" once for all.
fn in_short(words: &str) -> String {
    words.strip_prefix("would be ").unwrap_or(words).to_owned()
}

fn tree(explanation: &Explanation, result: ClauseResult) -> Vec<Node> {
    let mut parts = Vec::new();
    let asked = [
        ("It speaks to this sort of actor", &explanation.actor),
        ("A party acted", &explanation.party),
        ("It was bound on the date", &explanation.date),
        ("It speaks to these circumstances", &explanation.context),
    ];
    for (name, condition) in asked {
        if let Some(condition) = condition {
            parts.push(part(name, condition));
        }
    }
    let done = match result {
        ClauseResult::Breach => "What it forbids was done",
        // An offence is what people did; the article forbids its parties nothing.
        ClauseResult::Referral => "What it describes was done",
    };
    parts.push(part(done, &explanation.breach));
    for exception in &explanation.unless {
        parts.push(part("An exception holds", exception));
    }
    parts
}

fn part(name: &str, condition: &Condition) -> Node {
    Node {
        kind: Kind::Part,
        words: name.to_owned(),
        case_says: None,
        truth: condition.truth,
        gap: None,
        children: vec![node(condition, 0)],
    }
}

fn node(condition: &Condition, depth: usize) -> Node {
    let (kind, words, branches): (Kind, &str, &[Condition]) = match &condition.kind {
        // "all of" one is that one
        NodeKind::All { branches } | NodeKind::Any { branches }
            if let [only] = &**branches
                && depth < DEPTH =>
        {
            return node(only, depth + 1);
        }
        NodeKind::All { branches } => (Kind::All, "all of these", branches),
        NodeKind::Any { branches } => (Kind::Any, "any of these", branches),
        NodeKind::Not { branch } => (Kind::Not, "this does not hold", std::slice::from_ref(&**branch)),
        NodeKind::Test { words, .. } | NodeKind::BoundOn { words, .. } => (Kind::Test, words, &[]),
    };
    let (case_says, gap) = match &condition.kind {
        NodeKind::Test { value, gap, .. } | NodeKind::BoundOn { value, gap, .. } => (value.clone(), *gap),
        NodeKind::All { .. } | NodeKind::Any { .. } | NodeKind::Not { .. } => (None, None),
    };
    let children =
        if depth < DEPTH { branches.iter().map(|branch| node(branch, depth + 1)).collect() } else { Vec::new() };
    let words = with_parties(words, &condition.kind);
    Node { kind, words, case_says, truth: condition.truth, gap, children }
}

/// The condition; of a date, with when the states that the case names were bound.
fn with_parties(words: &str, kind: &NodeKind) -> String {
    match kind {
        NodeKind::BoundOn { parties, .. } if !parties.is_empty() => {
            let parties: Vec<String> = parties.iter().map(ToString::to_string).collect();
            format!("{words} ({})", parties.join("; "))
        }
        _ => words.to_owned(),
    }
}
