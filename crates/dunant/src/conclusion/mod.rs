//! A conclusion beside its computation: a panel may conclude otherwise than is computed, and never unseen.
//!
//! What a conclusion says comes from closed lists. A clause is one of the published verdicts, and its outcome one that the clause can
//! have. An actor is one that the published assessment ranks, by that name, or `another actor: …` in the panel's words, so that nobody
//! takes a name that was never compared for one that was. The words of likelihood and confidence are types already.
//!
//! Where the two differ, what is computed is a hypothesis that the panel considered and rejected, and stands so in the conclusion: an
//! entry of `rejected` whose hypothesis is [`Difference::computed`], with the reason beside it.
//!
//! Only the finding's own published computation is asked, so that everybody who has the finding comes to the same.

mod computation;

use dunant_panel::finding::{Body, PublishedFinding, Report};
use dunant_panel::step::{Answer, ArticleVerdict, Position};

use computation::Attribution;
pub use computation::Computation;

/// How an actor is named that the published assessment does not rank.
pub const ANOTHER_ACTOR: &str = "another actor: ";

/// Something that a conclusion says otherwise than is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What the panel concludes, in words.
    pub concluded: String,
    /// What is computed, as the hypothesis that the panel rejects.
    pub computed: String,
    /// Why the panel rejects it; nothing where the conclusion does not say.
    pub because: Option<String>,
}

/// A conclusion that names something outside the closed lists.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unlisted {
    /// No published verdict is on this clause.
    #[error("the conclusion cites `{article}`, and no clause is called so")]
    Clause {
        /// What the conclusion cites.
        article: String,
        /// Clauses that may be meant, each with its place and title.
        near: Vec<String>,
    },
    /// The clause cannot come to this.
    #[error("the conclusion finds `{article}` {}, which that clause cannot be: it is {}", found.words(), words(possible))]
    Outcome {
        /// The clause.
        article: String,
        /// What the conclusion says of it.
        found: ArticleVerdict,
        /// What it can come to.
        possible: Vec<ArticleVerdict>,
    },
    /// The assessment does not rank this actor.
    #[error(
        "the conclusion names `{actor}`, whom the assessment does not rank: write `{ANOTHER_ACTOR}…`, and say who in your words"
    )]
    Actor {
        /// The name.
        actor: String,
        /// Whom it ranks.
        ranked: Vec<String>,
    },
}

fn words(verdicts: &[ArticleVerdict]) -> String {
    verdicts.iter().map(|verdict| verdict.words()).collect::<Vec<_>>().join(", or ")
}

impl Unlisted {
    /// What may be meant.
    #[must_use]
    pub fn near(&self) -> &[String] {
        match self {
            Self::Clause { near, .. } => near,
            Self::Actor { ranked, .. } => ranked,
            Self::Outcome { .. } => &[],
        }
    }
}

impl Computation {
    /// Holds a conclusion against what is computed: everything that differs, in the order of the conclusion.
    ///
    /// # Errors
    /// The first thing that is outside the closed lists.
    pub fn differences(&self, conclusion: &Position) -> Result<Vec<Difference>, Unlisted> {
        let mut differing = self.of_the_answer(&conclusion.answer)?;
        for view in &conclusion.articles {
            let article = &view.article;
            let Some(computed) = self.verdict(article) else {
                return Err(Unlisted::Clause { article: article.clone(), near: self.near(article) });
            };
            if !computed.possible.contains(&view.verdict) {
                let possible = computed.possible.clone();
                return Err(Unlisted::Outcome { article: article.clone(), found: view.verdict, possible });
            }
            if computed.outcome != view.verdict {
                let concluded = format!("{article}: {}", view.verdict.words());
                differing.push((concluded, format!("{article}: {}", computed.outcome.words())));
            }
        }
        let explained = |(concluded, computed): (String, String)| {
            let rejected = conclusion.rejected.iter().find(|rejected| is_of(&rejected.hypothesis, &computed));
            Difference { concluded, computed, because: rejected.map(|rejected| rejected.why.clone()) }
        };
        Ok(differing.into_iter().map(explained).collect())
    }

    fn of_the_answer(&self, answer: &Answer) -> Result<Vec<(String, String)>, Unlisted> {
        let Answer::Attributed { actor, likelihood, confidence } = answer else {
            let named = |one: &Attribution| (NOBODY.to_owned(), one.actor.clone());
            return Ok(self.named().map(named).collect());
        };
        let is_another = actor.strip_prefix(ANOTHER_ACTOR).is_some_and(|words| !words.trim().is_empty());
        if !is_another && !self.ranks(actor) {
            let ranked = self.ranked().map(str::to_owned).collect();
            return Err(Unlisted::Actor { actor: actor.clone(), ranked });
        }
        let Some(same) = self.named().find(|one| one.actor == *actor) else {
            let computed: Vec<String> = self.named().map(|one| one.actor.clone()).collect();
            let computed = if computed.is_empty() { vec![NOBODY.to_owned()] } else { computed };
            return Ok(computed.into_iter().map(|computed| (actor.clone(), computed)).collect());
        };
        let mut differing = Vec::new();
        for (what, concluded, computed) in
            [("likelihood", likelihood.word(), same.likelihood), ("confidence", confidence.word(), same.confidence)]
        {
            if computed.is_some_and(|computed| computed != concluded) {
                let line = |word: &str| format!("{actor}: {what} {word}");
                differing.push((line(concluded), line(computed.unwrap_or_default())));
            }
        }
        Ok(differing)
    }

    /// Clauses that are computed to be broken, or for referral, and of which the conclusion says nothing.
    #[must_use]
    pub fn not_taken_up(&self, conclusion: &Position) -> Vec<String> {
        let is_cited = |name: &str| conclusion.articles.iter().any(|view| view.article == name);
        self.verdicts()
            .filter(|(name, outcome)| {
                let speaks = matches!(outcome, ArticleVerdict::ConsistentWithBreach | ArticleVerdict::ForReferral);
                speaks && !is_cited(name)
            })
            .map(|(name, outcome)| format!("{name}: {}", outcome.words()))
            .collect()
    }
}

/// How it is said that nobody can be named.
const NOBODY: &str = "nobody can be named";

/// Whether a rejected hypothesis is this one, whatever the panel adds behind it.
fn is_of(hypothesis: &str, computed: &str) -> bool {
    hypothesis.strip_prefix(computed).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
}

/// Checks that the conclusion names nothing outside the closed lists, and that it says why where it differs from what is computed.
pub(crate) fn check(finding: &PublishedFinding, report: &mut Report) {
    let body = finding.body();
    let what = "the conclusion names clauses, outcomes and actors that there are";
    let Some(computation) = Computation::of(&body.assessment) else {
        let because =
            "this version finds no computation in the assessment that is shown, to hold the conclusion against";
        return report.skip(what, because);
    };
    let differing = match computation.differences(&body.conclusion) {
        Ok(differing) => differing,
        // When findings of the first form were written, none of this was asked of them.
        Err(unlisted) if matches!(finding, PublishedFinding::First(_)) => return report.skip(what, unlisted),
        Err(unlisted) => return report.fail(what, unlisted),
    };
    report.hold(what);
    say(&differing, finding, report);
    let silent = computation.not_taken_up(&body.conclusion);
    if !silent.is_empty() {
        report.hold_so_far("the conclusion says nothing of what is computed of other clauses", silent.join("; "));
    }
}

/// The most differences that are said one by one.
const MOST: usize = 20;

/// Conclusion and computation side by side.
fn say(differing: &[Difference], finding: &PublishedFinding, report: &mut Report) {
    if differing.is_empty() {
        return report.hold("the panel concludes nothing otherwise than is computed");
    }
    // What is not explained comes first, so that a long list hides none of it.
    let (explained, silent): (Vec<_>, Vec<_>) = differing.iter().partition(|one| one.because.is_some());
    for one in silent.iter().chain(&explained).take(MOST) {
        let what = format!("the panel concludes `{}`, and computed is `{}`", one.concluded, one.computed);
        match (&one.because, finding) {
            (Some(because), _) => report.hold_so_far(what, format!("the panel says why: {because}")),
            (None, PublishedFinding::Witnessed(_)) => report.fail(what, "the conclusion does not say why"),
            // Nothing asked for a reason when it was written.
            (None, PublishedFinding::First(_)) => report.skip(what, "the conclusion does not say why"),
        }
    }
    if let Some(more) = differing.len().checked_sub(MOST).filter(|more| *more > 0) {
        let what = format!("{more} more differences between conclusion and computation");
        match (silent.len() > MOST, finding) {
            (true, PublishedFinding::Witnessed(_)) => report.fail(what, "not all of them are explained"),
            (true, PublishedFinding::First(_)) => report.skip(what, "not all of them are explained"),
            (false, _) => report.hold_so_far(what, "the panel says why"),
        }
    }
}

/// Why a conclusion cannot be put to the vote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotConcluded {
    /// It is outside the closed lists.
    #[error(transparent)]
    Unlisted(#[from] Unlisted),
    /// It differs from what is computed, and does not say why.
    #[error("the conclusion differs from what is computed, and does not say why: {}", both(.0))]
    Unexplained(Vec<Difference>),
}

fn both(differing: &[Difference]) -> String {
    let one = |one: &Difference| format!("it says `{}`, and computed is `{}`", one.concluded, one.computed);
    differing.iter().map(one).collect::<Vec<_>>().join("; ")
}

impl NotConcluded {
    /// The next step.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Unlisted(unlisted) if unlisted.near().is_empty() => {
                "`dunant convention list` names every clause".into()
            }
            Self::Unlisted(Unlisted::Clause { near, .. }) => format!("there are: {}", near.join("; ")),
            Self::Unlisted(unlisted) => format!("it ranks: {}", unlisted.near().join("; ")),
            Self::Unexplained(differing) => {
                let entry =
                    |one: &Difference| format!("\n[[rejected]]\nhypothesis = \"{}\"\nwhy = \"…\"", one.computed);
                let entries: String = differing.iter().map(entry).collect();
                format!("a panel may differ, and says why; add to the conclusion:{entries}")
            }
        }
    }
}

/// Whether a body's conclusion may be put to the vote.
///
/// # Errors
/// What it names outside the closed lists; where it differs from what is computed without saying why.
pub fn may_be_drafted(body: &Body) -> Result<(), NotConcluded> {
    let Some(computation) = Computation::of(&body.assessment) else { return Ok(()) };
    let mut differing = computation.differences(&body.conclusion)?;
    differing.retain(|one| one.because.is_none());
    if differing.is_empty() { Ok(()) } else { Err(NotConcluded::Unexplained(differing)) }
}

#[cfg(test)]
mod tests;
