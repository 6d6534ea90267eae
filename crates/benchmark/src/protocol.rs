use std::collections::{BTreeMap, BTreeSet};

use dunant_attribution::{FeatureKey, Index, Model, Scorer, unmet_rules};
use dunant_knowledge::Pack;
use dunant_vocabulary::Date;
use serde::Serialize;

use crate::measure::{Measures, Outcome, Sure};
use crate::random::Random;
use crate::ranker::Ranker;
use crate::{Figure, TestItem, campaign_items, report_items};

/// What knowledge an item may be compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protocol {
    /// Each report in turn: its own citation removed, and only claims published before its earliest day, less a gap. A report
    /// whose date is not known is not asked about, and never used. Groups that no earlier report knows are the unknown ones.
    AsOf {
        /// Years between the newest claim and the report.
        gap_years: i16,
    },
    /// Each attributed campaign in turn: its reports removed, and only claims published before it is known to have begun.
    Campaigns,
    /// All knowledge of an older release; reports that first appear in a newer one. Its new groups are the unknown ones.
    Release,
    /// As-of, with the most distinctive features of another actor planted in each report.
    FalseFlag {
        /// Features planted.
        planted: usize,
    },
}

/// What a protocol came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProtocolResult {
    /// The protocol in words.
    pub protocol: String,
    /// Items whose group the knowledge holds.
    pub known: usize,
    /// Items whose group it does not hold.
    pub unknown: usize,
    /// Items that could not be asked about for want of a date.
    pub undated: usize,
    /// The rankers, Dunant first.
    pub rankers: Vec<RankerResult>,
    /// False flags alone: how often the decoy is first, and how often it is named, by Dunant.
    pub decoy: Option<DecoyResult>,
}

/// What one ranker came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankerResult {
    /// Which.
    pub ranker: &'static str,
    /// Its figures.
    pub measures: Measures,
}

/// How a decoy fared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecoyResult {
    /// Share of items in which it is first.
    pub first: f64,
    /// Share of items in which the rules of naming name it.
    pub named: f64,
    /// The same of cosine: how often the decoy is first.
    pub first_by_cosine: f64,
}

/// Runs a protocol over `pack`; `newer` holds the items of [`Protocol::Release`].
#[must_use]
pub fn run(protocol: &Protocol, pack: &Pack, newer: Option<&Pack>, model: &Model) -> ProtocolResult {
    let items = match protocol {
        Protocol::AsOf { .. } | Protocol::FalseFlag { .. } => report_items(pack, None),
        Protocol::Campaigns => campaign_items(pack),
        Protocol::Release => newer.map(|newer| report_items(newer, Some(pack))).unwrap_or_default(),
    };
    let whole = (*protocol == Protocol::Release).then(|| Index::build(pack, model, None));
    let keys = Keys::of(pack);
    let mut outcomes: Vec<Vec<Outcome>> = vec![Vec::new(); Ranker::ALL.len()];
    let (mut known, mut unknown, mut undated) = (0, 0, 0);
    let mut decoys = Decoys::default();
    let mut random = Random::new(1_864);
    for item in &items {
        let Some(day) = item.date.map(|date| date.earliest()) else {
            undated += 1;
            continue;
        };
        let built;
        let index = match &whole {
            Some(index) => index,
            None => {
                built = Index::build_without(pack, model, Some(before(day, protocol)), &item.reports);
                &built
            }
        };
        let truth =
            index.candidates.iter().position(|c| pack.actor(c.actor).is_some_and(|actor| actor.id == item.actor));
        // A decoy is measured against the true group; where nobody knows that yet, there is no question.
        if truth.is_none() && matches!(protocol, Protocol::FalseFlag { .. }) {
            continue;
        }
        let mut features = keys.features(item);
        let decoy = match protocol {
            Protocol::FalseFlag { planted } => plant(&mut features, index, truth, *planted, &mut random),
            _ => None,
        };
        if truth.is_some() {
            known += 1
        } else {
            unknown += 1
        }
        for (ranker, outcomes) in Ranker::ALL.iter().zip(&mut outcomes) {
            let answer = ranker.answer(index, model, &features, Some(day));
            let first = first(&answer.scores);
            let named = answer.ranking.as_ref().zip(first).is_some_and(|(ranking, lead)| {
                let scorer = Scorer::new(index, model, &features, Some(day));
                unmet_rules(lead, ranking, &scorer, &features, index, model).is_empty()
            });
            if decoy.is_some() && decoy == first {
                decoys.count(*ranker, named);
            }
            let sure = answer.ranking.as_ref().map(|ranking| Sure {
                truth: truth.map_or(ranking.unknown_posterior, |at| ranking.posteriors.get(at).copied().unwrap_or(0.0)),
                first: first.and_then(|at| ranking.posteriors.get(at).copied()).unwrap_or(0.0),
                unknown: ranking.unknown_posterior,
                named,
            });
            outcomes.push(Outcome { rank: truth.map(|at| rank(&answer.scores, at)), sure });
        }
    }
    ProtocolResult {
        protocol: protocol.words(),
        known,
        unknown,
        undated,
        rankers: (Ranker::ALL.iter().zip(&outcomes))
            .map(|(ranker, outcomes)| RankerResult { ranker: ranker.name(), measures: Measures::of(outcomes) })
            .collect(),
        decoy: matches!(protocol, Protocol::FalseFlag { .. }).then(|| decoys.result(known.max(1) as f64)),
    }
}

impl Protocol {
    /// The protocol in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::AsOf { gap_years: 0 } => "as-of".into(),
            Self::AsOf { gap_years } => format!("as-of, {gap_years} year earlier"),
            Self::Campaigns => "campaigns, as-of".into(),
            Self::Release => "release: older knowledge, newer reports".into(),
            Self::FalseFlag { planted } => format!("as-of, {planted} features of a decoy planted"),
        }
    }
}

fn before(day: Date, protocol: &Protocol) -> Date {
    let Protocol::AsOf { gap_years } = protocol else { return day };
    let year = day.year().saturating_sub(*gap_years);
    Date::new(year, day.month(), day.day().min(28)).unwrap_or(day)
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

/// Plants the most distinctive features of a random other actor; which actor it was.
fn plant(
    features: &mut Vec<FeatureKey>,
    index: &Index,
    truth: Option<usize>,
    planted: usize,
    random: &mut Random,
) -> Option<usize> {
    let able: Vec<usize> = (0..index.candidates.len())
        .filter(|at| {
            Some(*at) != truth && index.candidates.get(*at).is_some_and(|c| c.counts().len() >= planted.max(5))
        })
        .collect();
    let decoy = *able.get(random.below(able.len()))?;
    let mut own = index.candidates.get(decoy)?.counts();
    own.retain(|(feature, _)| !features.contains(feature));
    own.sort_by_key(|(feature, count)| (index.known_in(*feature), std::cmp::Reverse(*count), *feature));
    features.extend(own.into_iter().take(planted).map(|(feature, _)| feature));
    Some(decoy)
}

#[derive(Default)]
struct Decoys {
    first: f64,
    named: f64,
    first_by_cosine: f64,
}

impl Decoys {
    fn count(&mut self, ranker: Ranker, named: bool) {
        match ranker {
            Ranker::Dunant => {
                self.first += 1.0;
                self.named += f64::from(u8::from(named));
            }
            Ranker::Cosine => self.first_by_cosine += 1.0,
            Ranker::NaiveBayes | Ranker::Popularity => {}
        }
    }

    fn result(&self, items: f64) -> DecoyResult {
        DecoyResult {
            first: self.first / items,
            named: self.named / items,
            first_by_cosine: self.first_by_cosine / items,
        }
    }
}

/// The pack's positions of the identifiers that items use; identifiers that it does not hold are left out.
struct Keys {
    by_id: BTreeMap<String, FeatureKey>,
}

impl Keys {
    fn of(pack: &Pack) -> Self {
        let techniques = (0_u32..).zip(&pack.techniques).map(|(at, t)| (t.id.to_string(), FeatureKey::Technique(at)));
        let software =
            (0_u32..).zip(&pack.software).map(|(at, s)| (s.id.clone(), FeatureKey::Software(s.same_as.unwrap_or(at))));
        Self { by_id: techniques.chain(software).collect() }
    }

    fn features(&self, item: &TestItem) -> Vec<FeatureKey> {
        let features: BTreeSet<FeatureKey> =
            item.features.iter().filter_map(|id| self.by_id.get(id)).copied().collect();
        features.into_iter().collect()
    }
}

impl Figure {
    /// `0.47 (0.41-0.53)`.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{:.3} ({:.3}-{:.3})", self.value, self.low, self.high)
    }
}
