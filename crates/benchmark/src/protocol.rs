use dunant_attribution::{
    Circumstances, Effort, FeatureKey, Index, Inquiry, Model, Profiles, Query, Ranking, Scorer, Standing, Support,
    Weights, WordingIndex, standing,
};
use dunant_knowledge::Pack;
use dunant_vocabulary::{Date, Probability};
use serde::Serialize;

use crate::band::{Band, bands};
use crate::decoy::{DecoyResult, plant};
use crate::item::Keys;
use crate::measure::{Measures, Outcome, Sure, gain};
use crate::plot::Ratios;
use crate::random::Random;
use crate::ranker::Ranker;
use crate::text::{Prose, Readers};
use crate::training::Training;
use crate::{Figure, Speakers, TestItem, campaign_items, in_parallel, report_items};

/// What knowledge an item may be compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protocol {
    /// Each report in turn: its own citation removed, and only claims published before its earliest day, less a gap. A report
    /// whose date is not known is not asked about, and never used. Groups that no earlier report knows are the unknown ones.
    AsOf {
        /// Years between the newest claim and the report.
        gap_years: i16,
        /// Whose relations make an item.
        speakers: Speakers,
    },
    /// Each attributed campaign in turn: its reports removed, and only claims published before it is known to have begun.
    Campaigns,
    /// All knowledge of an older release; reports that first appear in a newer one. Its new groups are the unknown ones.
    Release {
        /// Whose relations make an item.
        speakers: Speakers,
    },
    /// As-of, with the most distinctive features of another actor planted in each report.
    FalseFlag {
        /// Features planted.
        planted: usize,
    },
    /// As-of, or of a newer release where there is one: the item's own sentences, names of actors masked, read as a report.
    Text,
    /// The same text quoted by ten sources.
    Echo,
}

/// How many sources quote one text.
const QUOTED: usize = 10;

/// Where the weights of an answer come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighting {
    /// Fitted on as-of items of the knowledge: of other groups than the item's, or of the whole older release.
    Fitted,
    /// The model's, whatever they were fitted on.
    Given,
}

/// What a protocol came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProtocolResult {
    /// The protocol in words.
    pub protocol: String,
    /// What the weights were fitted on, in words.
    pub fitted_on: String,
    /// Items whose group the knowledge holds.
    pub known: usize,
    /// Items whose group it does not hold.
    pub unknown: usize,
    /// Items that could not be asked about for want of a date.
    pub undated: usize,
    /// The rankers, Dunant first.
    pub rankers: Vec<RankerResult>,
    /// By how much Dunant's top-1 is above each other ranker's on the same items, paired.
    pub gains: Vec<Gain>,
    /// How often Dunant's first was right, by the word that its probability has.
    pub bands: Vec<Band>,
    /// Dunant's log likelihood ratios of true and false candidates, for the plots.
    pub ratios: Ratios,
    /// False flags alone: how often the decoy is first, and how often it is named, by Dunant.
    pub decoy: Option<DecoyResult>,
    /// Echoes alone: by how much the lead's posterior moves when ten sources say what one said; mean of the absolute values,
    /// and the greatest.
    pub echo: Option<(f64, f64)>,
}

/// What one ranker came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankerResult {
    /// Which.
    pub ranker: &'static str,
    /// Its figures.
    pub measures: Measures,
}

/// A difference in top-1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gain {
    /// Over which ranker.
    pub over: &'static str,
    /// How much.
    pub top_1: Option<Figure>,
}

/// A pack with the weights that its own items teach.
pub struct Bench<'p> {
    pack: &'p Pack,
    newer: Option<&'p Pack>,
    model: &'p Model,
    whole: Weights,
    by_fold: Vec<Weights>,
    training: Option<Training>,
    prose: Option<Prose>,
    effort: Effort,
}

impl<'p> Bench<'p> {
    /// Prepares to measure `model` on `pack`; `newer` holds the items of [`Protocol::Release`].
    #[must_use]
    pub fn new(pack: &'p Pack, newer: Option<&'p Pack>, model: &'p Model, weighting: Weighting) -> Self {
        let training = (weighting == Weighting::Fitted).then(|| Training::of(pack, model));
        let whole = training.as_ref().map_or(model.structured, |training| training.weights(model));
        let by_fold = training.as_ref().map(|training| training.weights_by_fold(model)).unwrap_or_default();
        Self { pack, newer, model, whole, by_fold, training, prose: None, effort: Effort::AsNeeded }
    }

    /// The same with the sentences that [`Protocol::Text`] and [`Protocol::Echo`] need.
    #[must_use]
    pub fn with_prose(mut self, prose: Prose) -> Self {
        self.prose = Some(prose);
        self
    }

    /// What naming is decided from, of each item that a protocol asks about: for choosing the rules. With whether the lead is the
    /// right one (none where the knowledge does not hold the item's group), and whether it is a planted decoy.
    #[must_use]
    pub fn standings(mut self, protocol: &Protocol) -> Vec<(Standing, Option<bool>, bool)> {
        self.effort = Effort::Full;
        let told = |answer: Answer| {
            let right = answer.truth.map(|truth| truth == answer.lead);
            (answer.standing, right, answer.decoy.is_some_and(|decoy| decoy.first))
        };
        self.answers(protocol).into_iter().map(told).collect()
    }

    /// The weights that all as-of items of the pack teach.
    #[must_use]
    pub fn fitted(&self) -> Weights {
        self.whole
    }

    /// Runs a protocol.
    #[must_use]
    pub fn run(&self, protocol: &Protocol) -> ProtocolResult {
        let items = self.items(protocol);
        let undated = items.iter().filter(|item| item.date.is_none()).count();
        self.sum_up(protocol, undated, &self.answers(protocol))
    }

    fn answers(&self, protocol: &Protocol) -> Vec<Answer> {
        let items = self.items(protocol);
        let keys = Keys::of(self.pack);
        let released = self.newer.is_some();
        let whole = released.then(|| Profiles::build(self.pack, self.model, None));
        let days = || items.iter().filter_map(|item| item.date).map(|date| date.earliest());
        let readers = (protocol.reads_prose() && !released).then(|| Readers::of(self.pack, self.model, days()));
        let mut random = Random::new(1_864);
        let seeds: Vec<u64> = items.iter().map(|_| random.next()).collect();
        let answers = in_parallel(items.len(), |at| {
            let (item, seed) = (items.get(at)?, seeds.get(at)?);
            let day = item.date?.earliest();
            let model = self.model_for(item);
            if protocol.reads_prose() {
                return match (&whole, &readers) {
                    (Some(profiles), _) => self.answer_text(item, day, profiles, &model, protocol),
                    (None, Some(readers)) => {
                        let index = Index::build_without(self.pack, self.model, Some(day), &item.reports);
                        let wording = WordingIndex::build(self.pack, &index, self.model, Some(day), &item.reports);
                        let techniques = readers.before(day)?.clone();
                        let profiles = Profiles { index, wording, techniques };
                        self.answer_text(item, day, &profiles, &model, protocol)
                    }
                    (None, None) => None,
                };
            }
            let built;
            let index = match &whole {
                Some(profiles) => &profiles.index,
                None => {
                    let day = before(day, protocol);
                    built = Index::build_without(self.pack, self.model, Some(day), &item.reports);
                    &built
                }
            };
            self.answer_features(item, day, index, &model, &keys, protocol, *seed)
        });
        answers.into_iter().flatten().collect()
    }

    fn items(&self, protocol: &Protocol) -> Vec<TestItem> {
        match protocol {
            Protocol::AsOf { speakers, .. } => report_items(self.pack, None, *speakers),
            Protocol::Text | Protocol::Echo if self.newer.is_some() => {
                self.newer.map(|newer| report_items(newer, Some(self.pack), Speakers::Groups)).unwrap_or_default()
            }
            Protocol::FalseFlag { .. } | Protocol::Text | Protocol::Echo => {
                report_items(self.pack, None, Speakers::Groups)
            }
            Protocol::Campaigns => campaign_items(self.pack),
            Protocol::Release { speakers } => {
                self.newer.map(|newer| report_items(newer, Some(self.pack), *speakers)).unwrap_or_default()
            }
        }
    }

    /// The model that answers an item: with weights, and within a release with a prior of "unknown", that other items taught.
    fn model_for(&self, item: &TestItem) -> Model {
        let mut model = self.model.clone();
        let Some(training) = &self.training else { return model };
        if self.newer.is_some() {
            model.structured = self.whole;
            return model;
        }
        let fold = training.fold(&item.actor);
        model.structured = self.by_fold.get(fold).copied().unwrap_or(self.whole);
        if let Ok(unknown) = Probability::try_new(training.unknown_share(fold)) {
            model.prior.unknown = unknown;
        }
        model
    }

    fn fitted_on(&self, protocol: &Protocol) -> String {
        let prior = |words: &str| format!("{words}; prior of \"unknown\": {}", self.model.prior.unknown.get());
        match (&self.training, protocol, self.newer) {
            (None, _, _) => prior("the model's own weights, fitted on nothing here"),
            (Some(_), Protocol::Text | Protocol::Echo, Some(_)) => prior("the model's own weights of prose"),
            (Some(_), Protocol::Text | Protocol::Echo, None) => {
                "the model's own weights of prose; prior of \"unknown\" from items of other groups".into()
            }
            (Some(_), _, Some(_)) => prior("weights fitted on as-of items of the older release"),
            (Some(_), _, None) => {
                "weights and prior of \"unknown\" from as-of items of other groups, in ten parts".into()
            }
        }
    }

    fn sum_up(&self, protocol: &Protocol, undated: usize, answers: &[Answer]) -> ProtocolResult {
        let of = |place: usize| -> Vec<Outcome> {
            answers.iter().filter_map(|answer| answer.outcomes.get(place)).copied().collect()
        };
        let outcomes: Vec<Vec<Outcome>> = (0..Ranker::ALL.len()).map(of).collect();
        let own = outcomes.first().cloned().unwrap_or_default();
        let known = own.iter().filter(|outcome| outcome.rank.is_some()).count();
        let others = Ranker::ALL.iter().zip(&outcomes).skip(1);
        ProtocolResult {
            protocol: protocol.words(),
            fitted_on: self.fitted_on(protocol),
            known,
            unknown: own.len() - known,
            undated,
            rankers: (Ranker::ALL.iter().zip(&outcomes))
                .map(|(ranker, outcomes)| RankerResult { ranker: ranker.name(), measures: Measures::of(outcomes) })
                .collect(),
            gains: others.map(|(ranker, other)| Gain { over: ranker.name(), top_1: gain(&own, other) }).collect(),
            bands: bands(&own),
            ratios: Ratios::of(answers.iter().map(|answer| (answer.true_ratio, answer.false_ratios.as_slice()))),
            decoy: matches!(protocol, Protocol::FalseFlag { .. }).then(|| decoys(answers)),
            echo: matches!(protocol, Protocol::Echo).then(|| shifts(answers)),
        }
    }

    /// Asks about the features of an item.
    #[expect(clippy::too_many_arguments, reason = "what a protocol fixes and what an item brings, each once")]
    fn answer_features(
        &self,
        item: &TestItem,
        day: Date,
        index: &Index,
        model: &Model,
        keys: &Keys,
        protocol: &Protocol,
        seed: u64,
    ) -> Option<Answer> {
        let truth = index.position(self.pack, &item.actor);
        let (mut features, foreign) = keys.features(item);
        let planted = match protocol {
            // A decoy is measured against the true group; where nobody knows that yet, there is no question.
            Protocol::FalseFlag { .. } if truth.is_none() => return None,
            Protocol::FalseFlag { planted } => {
                Some(plant(&mut features, index, truth, *planted, &mut Random::new(seed))?)
            }
            _ => None,
        };
        let query = Query { unrecognised: foreign, ..Query::of_features(&features, Some(day)) };
        let without = |keys: &[FeatureKey]| {
            let left: Vec<FeatureKey> = features.iter().filter(|held| !keys.contains(held)).copied().collect();
            let query = Query { unrecognised: foreign, ..Query::of_features(&left, Some(day)) };
            Scorer::new(index, model, query)
        };
        answer(&Scorer::new(index, model, query), truth, planted, index, &without, self.effort)
    }

    /// Asks about the text of an item.
    fn answer_text(
        &self,
        item: &TestItem,
        day: Date,
        profiles: &Profiles,
        model: &Model,
        protocol: &Protocol,
    ) -> Option<Answer> {
        let prose = self.prose.as_ref()?;
        let text = prose.text(item);
        if text.is_empty() {
            return None;
        }
        let index = &profiles.index;
        let truth = index.position(self.pack, &item.actor);
        let ask = |texts: &[String]| {
            prose.gather(texts, self.pack, profiles, |evidence, material| {
                let inquiry = Inquiry {
                    evidence,
                    passages: &material.passages,
                    profiles,
                    model,
                    reference: Some(day),
                    circumstances: Circumstances::default(),
                };
                answer(&inquiry.whole(), truth, None, index, &|keys| inquiry.without(keys), self.effort)
            })
        };
        if *protocol != Protocol::Echo {
            return ask(std::slice::from_ref(&text));
        }
        let quotes: Vec<String> =
            (1..=QUOTED).map(|n| format!("According to source {n}, the following was seen.\n\n{text}")).collect();
        let mut once = ask(quotes.get(..1)?)?;
        once.shift = Some(ask(&quotes)?.probability_of(once.lead) - once.probability_of(once.lead));
        Some(once)
    }
}

impl Protocol {
    /// The protocol in words.
    #[must_use]
    pub fn words(&self) -> String {
        let campaigns = |speakers: &Speakers| match speakers {
            Speakers::Groups => "",
            Speakers::GroupsAndCampaigns => ", campaigns counted for their groups",
        };
        match self {
            Self::AsOf { gap_years: 0, speakers } => format!("as-of{}", campaigns(speakers)),
            Self::AsOf { gap_years, speakers } => format!("as-of, {gap_years} year earlier{}", campaigns(speakers)),
            Self::Campaigns => "campaigns, as-of".into(),
            Self::Release { speakers } => format!("release: older knowledge, newer reports{}", campaigns(speakers)),
            Self::FalseFlag { planted } => format!("as-of, {planted} features of a decoy planted"),
            Self::Text => "text: the item's own sentences, actors masked".into(),
            Self::Echo => format!("echo: the same text quoted by {QUOTED} sources"),
        }
    }

    fn reads_prose(&self) -> bool {
        matches!(self, Self::Text | Self::Echo)
    }
}

/// What all rankers made of one item.
struct Answer {
    outcomes: Vec<Outcome>,
    true_ratio: Option<f64>,
    false_ratios: Vec<f64>,
    decoy: Option<Decoy>,
    lead: usize,
    truth: Option<usize>,
    posteriors: Vec<f64>,
    /// How the lead's posterior moved when the evidence was repeated.
    shift: Option<f64>,
    /// What naming was decided from.
    standing: Standing,
}

/// How the decoy of one item fared.
struct Decoy {
    first: bool,
    probable: bool,
    named: bool,
    first_by_cosine: bool,
}

impl Answer {
    fn probability_of(&self, at: usize) -> f64 {
        self.posteriors.get(at).copied().unwrap_or(0.0)
    }
}

/// What all rankers make of what a scorer asks. Items count as one source that was graded well.
fn answer<'i>(
    scorer: &Scorer<'i>,
    truth: Option<usize>,
    planted: Option<usize>,
    index: &'i Index,
    without: &dyn Fn(&[FeatureKey]) -> Scorer<'i>,
    effort: Effort,
) -> Option<Answer> {
    let features: Vec<FeatureKey> = scorer.features().collect();
    let ranking = scorer.judge();
    let lead = ranking.lead()?;
    let standing = standing(lead, &ranking, scorer, Support::ONE_GRADED, without, effort);
    let named = standing.unmet(scorer.naming(), &|_| String::new()).is_empty();
    let ratios = against_all_else(&ranking);
    let others = || ratios.iter().enumerate().filter(|(at, _)| Some(*at) != truth).map(|(_, ratio)| *ratio);
    let cost = |ratio: f64| ratio.exp().ln_1p() / std::f64::consts::LN_2;
    let probability = |at: usize| ranking.posteriors.get(at).copied().unwrap_or(0.0);
    let sure = Sure {
        truth: truth.map_or(ranking.unknown_posterior, probability),
        first: probability(lead),
        unknown: ranking.unknown_posterior,
        named,
        true_ratio: truth.and_then(|at| ratios.get(at)).copied(),
        false_cost: others().map(cost).sum::<f64>() / others().count().max(1) as f64,
    };
    let mut leads = Vec::new();
    let mut outcomes = Vec::new();
    for ranker in Ranker::ALL {
        let scores = ranker.scores(index, &ranking, &features);
        leads.push(first(&scores));
        let sure = (ranker == Ranker::Dunant).then_some(sure);
        outcomes.push(Outcome { rank: truth.map(|at| rank(&scores, at)), sure });
    }
    let decoy = planted.map(|decoy| Decoy {
        first: lead == decoy,
        probable: lead == decoy && probability(lead) >= 0.5,
        named: lead == decoy && named,
        first_by_cosine: leads.get(1).copied().flatten() == Some(decoy),
    });
    let false_ratios = others().collect();
    let true_ratio = sure.true_ratio;
    Some(Answer {
        outcomes,
        true_ratio,
        false_ratios,
        decoy,
        lead,
        truth,
        posteriors: ranking.posteriors,
        shift: None,
        standing,
    })
}

/// Of each candidate the logarithm of its likelihood ratio against all other hypotheses together, the unknown actor included:
/// posterior odds over prior odds.
fn against_all_else(ranking: &Ranking) -> Vec<f64> {
    let odds = |p: f64| (p.max(1e-300) / (1.0 - p).max(1e-12)).ln();
    ranking.posteriors.iter().zip(&ranking.priors).map(|(after, before)| odds(*after) - odds(*before)).collect()
}

fn before(day: Date, protocol: &Protocol) -> Date {
    let Protocol::AsOf { gap_years, .. } = protocol else { return day };
    let year = day.year().saturating_sub(*gap_years);
    if *gap_years == 0 { day } else { Date::new(year, day.month(), day.day().min(28)).unwrap_or(day) }
}

/// The best candidate; of equals, the first of the index.
fn first(scores: &[f64]) -> Option<usize> {
    (0..scores.len()).max_by(|a, b| {
        let score = |at: &usize| scores.get(*at).copied().unwrap_or(f64::NEG_INFINITY);
        score(a).total_cmp(&score(b)).then(b.cmp(a))
    })
}

/// The rank of the candidate at `truth`, from 1; equals share the middle of their ranks, so that ties win nothing.
fn rank(scores: &[f64], truth: usize) -> usize {
    let own = scores.get(truth).copied().unwrap_or(f64::NEG_INFINITY);
    let better = scores.iter().filter(|score| score.total_cmp(&own).is_gt()).count();
    let equal = scores.iter().filter(|score| score.total_cmp(&own).is_eq()).count();
    better + equal.div_ceil(2)
}

fn decoys(answers: &[Answer]) -> DecoyResult {
    let share = |of: fn(&Decoy) -> bool| {
        let held = answers.iter().filter(|answer| answer.decoy.as_ref().is_some_and(of)).count();
        held as f64 / answers.len().max(1) as f64
    };
    DecoyResult {
        first: share(|decoy| decoy.first),
        probable: share(|decoy| decoy.probable),
        named: share(|decoy| decoy.named),
        first_by_cosine: share(|decoy| decoy.first_by_cosine),
    }
}

/// Mean and greatest absolute shift.
fn shifts(answers: &[Answer]) -> (f64, f64) {
    let all: Vec<f64> = answers.iter().filter_map(|answer| answer.shift).map(f64::abs).collect();
    (all.iter().sum::<f64>() / all.len().max(1) as f64, all.iter().copied().fold(0.0, f64::max))
}
