mod layout;
mod likeness;
mod row;

use std::collections::{BTreeMap, BTreeSet};

use dunant_vocabulary::DateRange;

use crate::candidate::ReportKey;
use crate::context::{PriorTerms, prior_terms};
use crate::model::{Naming, Weights};
use crate::traces::Trace;
use crate::{
    Candidate, Circumstances, FeatureClass, FeatureKey, Index, Model, PriorContribution, Query, Ranking, Shown, Terms,
};
use layout::Layout;
use row::{MALWARE, MixtureOf, Row, TECHNIQUE, TOOL};

/// Scores one query against every candidate, whole or with some of its features removed.
///
/// What does not depend on which features are removed is computed once, when the scorer is made; of each candidate only the
/// features that it has are looked at, since all that it has not weigh the same.
#[derive(Debug)]
pub struct Scorer<'i> {
    pub(crate) index: &'i Index,
    pub(crate) model: &'i Model,
    pub(crate) query: Query,
    pub(crate) circumstances: Circumstances,
    /// Features by class, techniques by family; only those that some candidate is known to show.
    layout: Layout,
    /// Of each feature: in how many candidates it is known.
    known_in: Vec<u32>,
    /// Of each feature: its weight in the likeness of two reports.
    likeness: Vec<f64>,
    candidates: Vec<Row>,
    /// Programs that reports tie to candidates: place, candidates, one over how many use it or are tied to it.
    ties: Vec<(usize, &'i BTreeSet<u32>, f64)>,
    /// Of each candidate: what context says of it.
    before: Vec<PriorTerms>,
}

/// One term of a candidate's log likelihood ratio.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What kind of term.
    pub class: FeatureClass,
    /// The feature it comes from; none for what is judged as a whole.
    pub feature: Option<FeatureKey>,
    /// Its value, weighted.
    pub value: f64,
    /// The report it comes from, for resemblance.
    pub(crate) report: Option<ReportKey>,
}

impl Scorer<'_> {
    /// Prepares to score `query`, of whose circumstances nothing is known.
    #[must_use]
    pub fn new<'i>(index: &'i Index, model: &'i Model, query: Query) -> Scorer<'i> {
        Self::in_case(index, model, query, Circumstances::default())
    }

    /// Prepares to score `query` in a case.
    #[must_use]
    pub fn in_case<'i>(index: &'i Index, model: &'i Model, query: Query, circumstances: Circumstances) -> Scorer<'i> {
        let layout = Layout::of(index, &query.features);
        let mut candidates: Vec<Row> = index.candidates.iter().map(|candidate| Row::of(candidate, model)).collect();
        let reports: Vec<usize> = index.candidates.iter().map(|candidate| candidate.weighed.len()).collect();
        let mut in_reports: Vec<Vec<Vec<usize>>> = reports.into_iter().map(|count| vec![Vec::new(); count]).collect();
        let known_in: Vec<u32> = query.features.iter().map(|shown| index.known_in(shown.key)).collect();
        for (place, shown) in query.features.iter().enumerate() {
            if known_in.get(place) == Some(&0) {
                continue;
            }
            let mixture = MixtureOf::new(index, model, shown.key);
            for (at, strength) in index.postings.get(&shown.key).into_iter().flatten() {
                let Some(candidate) = index.candidates.get(*at as usize) else { continue };
                let value = mixture.value(candidate, *strength);
                if let Some(row) = candidates.get_mut(*at as usize) {
                    row.has.push((place, value));
                }
            }
            for (at, report) in index.reports_with.get(&shown.key).into_iter().flatten() {
                let places = in_reports.get_mut(*at as usize).and_then(|reports| reports.get_mut(*report as usize));
                if let (Some(places), Some(row)) = (places, candidates.get_mut(*at as usize)) {
                    places.push(place);
                    if row.shows.last() != Some(&place) {
                        row.shows.push(place);
                    }
                }
            }
        }
        for ((row, candidate), reports) in candidates.iter_mut().zip(&index.candidates).zip(in_reports) {
            let held = candidate.weighed.iter().zip(reports).filter(|(_, places)| !places.is_empty());
            row.reports = held.map(|((key, total), places)| (*key, places, *total)).collect();
        }
        for (candidate, row) in index.candidates.iter().zip(&mut candidates) {
            row.traces = traces(candidate, row, (index, model), &query, &circumstances);
        }
        let before = prior_terms(index, model, &query, &circumstances);
        let likeness = query.features.iter().map(|shown| index.likeness_weight(shown.key, model)).collect();
        let ties = ties(index, &query.features);
        Scorer { index, model, query, circumstances, layout, known_in, likeness, candidates, ties, before }
    }

    /// The features that are asked about.
    pub fn features(&self) -> impl Iterator<Item = FeatureKey> {
        self.query.features.iter().map(|shown| shown.key)
    }

    /// The rules of naming.
    #[must_use]
    pub fn naming(&self) -> &Naming {
        &self.model.naming
    }

    /// The weights that apply: those of prose where the wording could be compared.
    #[must_use]
    pub fn weights(&self) -> &Weights {
        if self.query.wording.is_some() { &self.model.prose } else { &self.model.structured }
    }

    /// Ranks the candidates by all features but those at the places `removed`.
    #[must_use]
    pub fn rank(&self, removed: &[usize]) -> Ranking {
        let held = self.held(removed);
        let terms: Vec<Terms> = (0..self.candidates.len()).map(|at| self.terms_of(at, &held)).collect();
        Ranking::of(&terms, &self.unknown_terms(removed), self.weights(), self.model)
    }

    /// The unweighted terms of the candidate at `at`, without the features at the places `removed`.
    #[must_use]
    pub fn terms(&self, at: usize, removed: &[usize]) -> Terms {
        self.terms_of(at, &self.held(removed))
    }

    /// Of the features a candidate has, each is looked at; those it has not all weigh the same, and are summed at once.
    fn terms_of(&self, at: usize, held: &Held<'_>) -> Terms {
        let mut terms = Terms::default();
        let (Some(row), Some(before)) = (self.candidates.get(at), self.before.get(at)) else { return terms };
        terms.activity = before.activity;
        terms.reports = before.reports;
        terms.victim_country = before.country;
        terms.victim_sector = before.sector;
        terms.technique = row.lacks(TECHNIQUE) * held.family_certainty;
        terms.malware = row.lacks(MALWARE) * held.malware_certainty;
        terms.tool = row.lacks(TOOL) * held.tool_certainty;
        let mut rare = 0.0;
        let mut families: Vec<(usize, usize, f64)> = Vec::new();
        for (place, value) in row.has.iter().filter(|(place, _)| !held.removed.contains(place)) {
            let Some((class, family)) = self.layout.classes.get(*place).copied().flatten() else { continue };
            let certain = self.certainty(*place);
            if class == TECHNIQUE {
                families.push((family, *place, certain * value));
                continue;
            }
            let (lacked, value) = (certain * row.lacks(class), certain * value);
            let named = self.named_software(at, row, *place);
            if class == TOOL {
                terms.tool += value - lacked;
                terms.named_tool += named;
            } else {
                terms.malware += value - lacked;
                terms.named_malware += named;
            }
            rare += self.rare_value(*place, value);
        }
        families.sort_by_key(|(family, place, _)| (*family, *place));
        for members in families.chunk_by(|a, b| a.0 == b.0) {
            let Some((family, _, _)) = members.first() else { continue };
            let lacked = row.lacks(TECHNIQUE) * held.least_certain.get(*family).copied().unwrap_or(0.0);
            let best = members.iter().fold(
                (None, lacked),
                |best, (_, place, value)| {
                    if *value > best.1 { (Some(*place), *value) } else { best }
                },
            );
            terms.technique += best.1 - lacked;
            rare += best.0.map_or(0.0, |place| self.rare_value(place, best.1));
        }
        terms.indicator = self.trace_values(row, held.removed).map(|(_, value)| value).sum();
        if let Some(near) = self.nearest_report(row, held) {
            terms.resemblance = near.likeness - near.in_software;
            terms.resemblance_in_software = near.in_software;
        }
        terms.exclusivity = f64::from(u8::from(self.exclusive(row, held.removed).is_some()));
        terms.association = self.association(at, row, held.removed).map_or(0.0, |(_, value)| value);
        terms.imitation = self.stands_alone(rare, terms.technique + terms.malware + terms.tool - rare);
        terms.wording = self.query.wording.as_ref().and_then(|w| w.scores.get(at)).copied().unwrap_or(0.0);
        terms
    }

    /// What is left of the query without the features at the places `removed`.
    fn held<'r>(&self, removed: &'r [usize]) -> Held<'r> {
        let left = |place: &&usize| !removed.contains(place);
        let certainty = |places: &[usize]| places.iter().filter(left).map(|place| self.certainty(*place)).sum();
        let least = |family: &Vec<usize>| {
            let certainties = family.iter().filter(left).map(|place| self.certainty(*place));
            certainties.reduce(f64::min).unwrap_or(0.0)
        };
        let least_certain: Vec<f64> = self.layout.families.iter().map(least).collect();
        let present = (0..self.likeness.len()).filter(|place| left(&place));
        Held {
            removed,
            family_certainty: least_certain.iter().sum(),
            least_certain,
            malware_certainty: certainty(&self.layout.malware),
            tool_certainty: certainty(&self.layout.tools),
            rarity: present.map(|place| self.rarity(place)).sum(),
        }
    }

    /// The weighted terms of the log likelihood ratio of the candidate at `at`, one a feature where it is a feature's, without
    /// the features at the places `removed`. They sum to the ratio.
    #[must_use]
    pub fn parts(&self, at: usize, removed: &[usize]) -> Vec<Part> {
        let Some(row) = self.candidates.get(at) else { return Vec::new() };
        let held = self.held(removed);
        let weights = self.weights();
        let mut parts = Vec::new();
        let mut add = |class, feature: Option<FeatureKey>, value: f64, report| {
            // A trace that adds nothing, because others fill the cap, is still a trace that matched.
            if value != 0.0 || class == FeatureClass::Indicator {
                parts.push(Part { class, feature, value, report });
            }
        };
        let key = |place: usize| self.query.features.get(place).map(|shown| shown.key);
        for (place, value) in self.family_values(row, removed) {
            add(FeatureClass::Technique, key(place), weights.technique * value, None);
        }
        let software = [
            (FeatureClass::Malware, MALWARE, &self.layout.malware, weights.malware),
            (FeatureClass::Tool, TOOL, &self.layout.tools, weights.tool),
        ];
        for (class, kind, places, weight) in software {
            for place in places.iter().filter(|place| !removed.contains(place)) {
                let value = weight * self.certainty(*place) * row.value(*place, kind);
                let named = weights.named_software * self.named_software(at, row, *place);
                add(class, key(*place), value + named, None);
            }
        }
        for (place, value) in self.trace_values(row, removed) {
            add(FeatureClass::Indicator, key(place), value, None);
        }
        let terms = self.terms_of(at, &held);
        if let Some(near) = self.nearest_report(row, &held) {
            let (behaviour, programs) = (weights.resemblance, weights.resemblance_in_software);
            add(FeatureClass::Resemblance, None, behaviour * terms.resemblance, Some(near.report));
            add(FeatureClass::SoftwareResemblance, None, programs * terms.resemblance_in_software, Some(near.report));
        }
        if let Some(place) = self.exclusive(row, removed) {
            add(FeatureClass::Exclusivity, key(place), weights.exclusivity, None);
        }
        if let Some((place, value)) = self.association(at, row, removed) {
            add(FeatureClass::Association, key(place), weights.association * value, None);
        }
        add(FeatureClass::Imitation, None, -weights.imitation * terms.imitation, None);
        add(FeatureClass::Wording, None, weights.wording * terms.wording, None);
        let chance = self.unknown_terms(removed).log_fit(&weights.unknown);
        add(FeatureClass::Chance, None, -chance, None);
        let imitable = terms.imitable(weights) - chance;
        add(FeatureClass::Cap, None, self.model.imitable.counted(imitable) - imitable, None);
        parts
    }

    /// What an actor that the pack does not know has to explain, without the features at the places `removed`.
    #[must_use]
    pub fn unknown_terms(&self, removed: &[usize]) -> UnknownTerms {
        let held = self.query.features.iter().enumerate().filter(|(place, _)| !removed.contains(place));
        let (mut count, mut novel) = (self.query.unrecognised, self.query.unrecognised);
        for (_, shown) in held {
            count += 1;
            novel += u32::from(self.index.known_in(shown.key) == 0);
        }
        UnknownTerms { features: count, novel, compared: !self.compares_nothing() }
    }

    /// Whether nothing of the evidence can be held against the index: no feature that some actor is known to show, and no wording.
    #[must_use]
    pub fn compares_nothing(&self) -> bool {
        let worded = |wording: &crate::WordingScores| wording.scores.iter().any(|score| *score != 0.0);
        self.known_in.iter().all(|known| *known == 0)
            && self.ties.is_empty()
            && !self.query.wording.as_ref().is_some_and(worded)
    }

    /// Whether a usable report says that the candidate at `at` shows the feature at `place`.
    pub(crate) fn shows(&self, at: usize, place: usize) -> bool {
        self.candidates.get(at).is_some_and(|row| row.shows.binary_search(&place).is_ok())
    }

    /// Whether a report ties the program at `place` to the candidate at `at` without saying that it uses it.
    pub(crate) fn is_tied(&self, at: usize, place: usize) -> bool {
        let own = u32::try_from(at).unwrap_or(u32::MAX);
        self.ties.iter().any(|(tied_place, tied, _)| *tied_place == place && tied.contains(&own))
    }

    /// Whether so few candidates show the feature at `place` that showing it may be somebody else's imitation.
    pub(crate) fn is_rare(&self, place: usize) -> bool {
        self.known_in.get(place).is_some_and(|known| (1..=self.model.rare.in_at_most).contains(known))
    }

    /// How much the feature at `place` weighs in the likeness of two reports: rarer weighs more.
    pub(crate) fn rarity(&self, place: usize) -> f64 {
        self.likeness.get(place).copied().unwrap_or(0.0)
    }

    fn certainty(&self, place: usize) -> f64 {
        self.query.features.get(place).map_or(1.0, |shown| shown.certainty)
    }

    /// Of each family of techniques the strongest, with its value.
    fn family_values<'s>(&'s self, row: &'s Row, removed: &'s [usize]) -> impl Iterator<Item = (usize, f64)> + 's {
        self.layout.families.iter().filter_map(move |family| {
            let values = family.iter().filter(|place| !removed.contains(place));
            let values = values.map(|place| (*place, self.certainty(*place) * row.value(*place, TECHNIQUE)));
            values.reduce(|best, next| if next.1 > best.1 { next } else { best })
        })
    }

    fn trace_values<'s>(&'s self, row: &'s Row, removed: &'s [usize]) -> impl Iterator<Item = (usize, f64)> + 's {
        let mut room = self.model.traces.cap;
        row.traces.iter().filter(|(place, _)| !removed.contains(place)).map(move |(place, trace)| {
            let value = trace.weight.min(room);
            room -= value;
            (*place, value)
        })
    }

    /// What the trace `key` weighs for the candidate at `at`, where a report ties it to the candidate.
    pub(crate) fn trace(&self, at: usize, key: FeatureKey) -> Option<&Trace> {
        let place = self.query.features.iter().position(|shown| shown.key == key)?;
        self.candidates.get(at)?.traces.get(&place)
    }

    /// The factors of the prior of the candidate at `at`, before all are made to sum to what the unknown actor leaves.
    #[must_use]
    pub fn prior_contributions(&self, at: usize) -> Vec<PriorContribution> {
        let (Some(before), Some(candidate)) = (self.before.get(at), self.index.candidates.get(at)) else {
            return Vec::new();
        };
        before.contributions(candidate, &self.query, &self.circumstances, self.weights())
    }

    /// ln(1 + λ/(1-λ) / (n·π)) where the candidate uses the program, n being its programs and π the program's share of all uses;
    /// times how certainly the program is shown.
    fn named_software(&self, at: usize, row: &Row, place: usize) -> f64 {
        let (Some(shown), Some(candidate)) = (self.query.features.get(place), self.index.candidates.get(at)) else {
            return 0.0;
        };
        if row.shows.binary_search(&place).is_err() {
            return 0.0;
        }
        let uses = f64::from(self.index.known_in(shown.key)) + 0.5;
        let share = uses / (f64::from(self.index.program_uses) + 0.5 * f64::from(self.index.programs_used));
        let mixture = self.model.named_software.mixture;
        shown.certainty * (mixture / (1.0 - mixture) / (f64::from(candidate.programs.max(1)) * share)).ln_1p()
    }

    /// Malware that the candidate shows and nobody else is known to.
    fn exclusive(&self, row: &Row, removed: &[usize]) -> Option<usize> {
        let alone = |place: &&usize| {
            self.known_in.get(**place) == Some(&1)
                && matches!(self.layout.classes.get(**place), Some(Some((MALWARE, _))))
                && !removed.contains(place)
        };
        row.shows.iter().find(alone).copied()
    }

    /// The program that a report ties most closely to the candidate without saying that it uses it; one over how many actors
    /// reports or relations tie it to.
    fn association(&self, at: usize, row: &Row, removed: &[usize]) -> Option<(usize, f64)> {
        let own = u32::try_from(at).unwrap_or(u32::MAX);
        let ties = self.ties.iter().filter(|(place, tied, _)| {
            tied.contains(&own) && !removed.contains(place) && row.shows.binary_search(place).is_err()
        });
        ties.map(|(place, _, value)| (*place, *value)).reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// What a feature says for a candidate, where few candidates show it; else nothing.
    fn rare_value(&self, place: usize, value: f64) -> f64 {
        if value > 0.0 && self.is_rare(place) { value } else { 0.0 }
    }

    /// By how much rare features say more for a candidate than the ordinary ones bear out.
    fn stands_alone(&self, rare: f64, ordinary: f64) -> f64 {
        let rule = &self.model.rare;
        if rare > 0.0 { (rare - rule.slack - rule.share * ordinary.max(0.0)).max(0.0) } else { 0.0 }
    }
}

/// What is left of a query when some of its features are removed.
struct Held<'r> {
    removed: &'r [usize],
    /// Of each family of techniques: the certainty of its least certain one; 0 where none is left.
    least_certain: Vec<f64>,
    /// Sums of certainties: of the least certain of each family, of malware, of tools.
    family_certainty: f64,
    malware_certainty: f64,
    tool_certainty: f64,
    /// How much all that is left weighs in a likeness.
    rarity: f64,
}

/// How much there is for an unknown actor to explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownTerms {
    /// Distinct features of the evidence.
    pub features: u32,
    /// Those of them that nobody is known to show.
    pub novel: u32,
    /// Whether anything of the evidence, removed features included, was compared with known actors. Where nothing was, the evidence
    /// weighs for nobody and against nobody.
    pub compared: bool,
}

/// What the traces that reports tie to a candidate weigh, by place in the query.
fn traces(
    candidate: &Candidate,
    row: &Row,
    (index, model): (&Index, &Model),
    query: &Query,
    circumstances: &Circumstances,
) -> BTreeMap<usize, Trace> {
    let day: Vec<DateRange> = query.reference.map(DateRange::day).into_iter().collect();
    let weigh = |place: &usize| {
        let key = query.features.get(*place)?.key;
        let FeatureKey::Indicator(trace) = key else { return None };
        let lasting = *index.lasting.get(&trace)?;
        let seen = circumstances.seen.get(&key).filter(|seen| !seen.is_empty()).unwrap_or(&day);
        let tied = candidate.tied.get(&trace).map(Vec::as_slice).unwrap_or_default();
        Some((*place, Trace::weigh(lasting, index.known_in(key), tied, seen, &model.traces)))
    };
    row.shows.iter().filter_map(weigh).collect()
}

fn ties<'i>(index: &'i Index, features: &[Shown]) -> Vec<(usize, &'i BTreeSet<u32>, f64)> {
    let mut ties = Vec::new();
    for (place, shown) in features.iter().enumerate() {
        let FeatureKey::Software(software) = shown.key else { continue };
        if shown.listed {
            continue;
        }
        let Some(tied) = index.associated.get(&software) else { continue };
        let users = index.postings.get(&shown.key).into_iter().flatten();
        let others = users.filter(|(at, _)| !tied.contains(at)).count();
        ties.push((place, tied, 1.0 / (tied.len() + others) as f64));
    }
    ties
}
