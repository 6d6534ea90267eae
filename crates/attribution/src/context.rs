use std::collections::BTreeMap;

use dunant_knowledge::Target;
use dunant_vocabulary::{Country, Date, DateRange, Sector};
use serde::{Deserialize, Serialize};

use crate::model::ContextNumbers;
use crate::tradecraft::count;
use crate::{Candidate, FeatureKey, Index, Model, PriorNote, PriorRemark, Query, Weights};

/// Whether what is known of actors and of the victim, apart from the evidence, makes some actors more probable beforehand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Context {
    /// It does: activity around the day, how much is written, whom actors are said to target.
    #[default]
    Used,
    /// It does not: every known actor is as probable beforehand as any other.
    Ignored,
}

/// To whom it happened, as far as it bears on who did it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Victim {
    /// Where.
    pub country: Option<Country>,
    /// In which sector.
    pub sector: Option<Sector>,
}

/// What is known of a case besides what its items show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Circumstances {
    /// Whether the prior rests on context.
    pub context: Context,
    /// To whom it happened; leave out what must not bear on the prior.
    pub victim: Victim,
    /// When a trace was seen, where the item says so; the query's day stands for the others.
    pub seen: BTreeMap<FeatureKey, Vec<DateRange>>,
}

/// What a prior is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PriorPart {
    /// How active the actor was around the day.
    Activity,
    /// How much is written of it.
    Reports,
    /// Whether sources say that it targets the victim's country.
    VictimCountry,
    /// Whether sources say that it targets the victim's sector.
    VictimSector,
}

/// One factor of an actor's prior.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PriorContribution {
    /// What.
    pub what: PriorPart,
    /// Natural logarithm of the factor, before the priors of all known actors are made to sum to what the unknown one leaves.
    pub log_factor: f64,
    /// What it rests on.
    pub note: PriorNote,
}

/// What the priors of an assessment rest on.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PriorBasis {
    /// Whether context was used.
    pub context: Context,
    /// The day around which activity counts, where it does.
    pub day: Option<Date>,
    /// The victim's country and sector, where they were used.
    pub victim: Victim,
    /// What a reader must know of them.
    pub remarks: Vec<PriorRemark>,
}

/// What context says of one candidate, unweighted for activity and reports, as a logarithm for the rest.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct PriorTerms {
    pub activity: f64,
    pub reports: f64,
    pub country: f64,
    pub sector: f64,
}

/// What context says of each candidate, in the order of the index.
pub(crate) fn prior_terms(
    index: &Index,
    model: &Model,
    query: &Query,
    circumstances: &Circumstances,
) -> Vec<PriorTerms> {
    if circumstances.context == Context::Ignored {
        return vec![PriorTerms::default(); index.candidates.len()];
    }
    let Victim { country, sector } = circumstances.victim;
    let country = country.map(|country| Likeness::to(index, Target::Country(country)));
    let sector = sector.map(|sector| Likeness::to(index, Target::Sector(sector)));
    let of = |candidate: &Candidate| {
        let (activity, reports) = activity(model, candidate, query.reference);
        let log = |likeness: &Option<Likeness>| {
            likeness.as_ref().map_or(0.0, |likeness| likeness.log(candidate, &model.context))
        };
        let (country, sector) = held_back(log(&country), log(&sector), &model.context);
        PriorTerms { activity, reports, country, sector }
    };
    index.candidates.iter().map(of).collect()
}

impl PriorTerms {
    /// The factors that apply, weighted.
    pub(crate) fn contributions(
        self,
        candidate: &Candidate,
        query: &Query,
        circumstances: &Circumstances,
        weights: &Weights,
    ) -> Vec<PriorContribution> {
        if circumstances.context == Context::Ignored {
            return Vec::new();
        }
        let mut parts = Vec::new();
        let mut add = |what, log_factor, note| parts.push(PriorContribution { what, log_factor, note });
        if let Some(day) = query.reference.filter(|_| weights.activity != 0.0) {
            let note = active(candidate, day);
            add(PriorPart::Activity, weights.activity * self.activity, note);
        }
        if weights.reports != 0.0 {
            let note = PriorNote::Reports { reports: count(candidate.reports.len()) };
            add(PriorPart::Reports, weights.reports * self.reports, note);
        }
        if let Some(country) = circumstances.victim.country {
            let note = claims(candidate, Target::Country(country), country.name());
            add(PriorPart::VictimCountry, self.country, note);
        }
        if let Some(sector) = circumstances.victim.sector {
            let note = claims(candidate, Target::Sector(sector), sector.word());
            add(PriorPart::VictimSector, self.sector, note);
        }
        parts
    }
}

/// How near to the day the reports about the actor come.
fn active(candidate: &Candidate, day: Date) -> PriorNote {
    let nearest = candidate.days.iter().map(|report| (day - *report).get_days().unsigned_abs()).min();
    nearest.map_or(PriorNote::NoDatedReport, |days| PriorNote::NearestReport { days, day })
}

/// What sources say of whom the actor targets, against `wanted`.
fn claims(candidate: &Candidate, wanted: Target, name: &str) -> PriorNote {
    let (same, all) = counts(candidate, wanted);
    PriorNote::Targets { same, all, name: name.to_owned() }
}

/// How often sources say that the actor targets `wanted`, and anything of its kind.
fn counts(candidate: &Candidate, wanted: Target) -> (u32, u32) {
    let (mut same, mut all) = (0, 0);
    for target in candidate.targets.iter().filter(|target| same_kind(**target, wanted)) {
        all += 1;
        same += u32::from(matches(*target, wanted));
    }
    (same, all)
}

fn same_kind(one: Target, other: Target) -> bool {
    matches!((one, other), (Target::Country(_), Target::Country(_)) | (Target::Sector(_), Target::Sector(_)))
}

/// Whether a claim is of the wanted target. A sector and a part of it, as `government` and `government-national`, are one.
fn matches(claimed: Target, wanted: Target) -> bool {
    match (claimed, wanted) {
        (Target::Sector(claimed), Target::Sector(wanted)) => {
            let part = |whole: Sector, part: Sector| {
                part.key().strip_prefix(whole.key()).is_some_and(|rest| rest.starts_with('-'))
            };
            claimed == wanted || part(claimed, wanted) || part(wanted, claimed)
        }
        _ => claimed == wanted,
    }
}

/// How a target that is wanted is spread over all candidates.
struct Likeness {
    wanted: Target,
    /// Its share of all claims of its kind.
    background: f64,
}

impl Likeness {
    fn to(index: &Index, wanted: Target) -> Self {
        let (mut same, mut all) = (0, 0);
        for candidate in &index.candidates {
            let (of_it, of_kind) = counts(candidate, wanted);
            same += of_it;
            all += of_kind;
        }
        Self { wanted, background: (f64::from(same) + 0.5) / (f64::from(all) + 1.0) }
    }

    /// ln(1 - λ + λ·p/b), p being the target's share of the actor's claims, shrunk towards the background b; nothing where no source
    /// says whom the actor targets.
    fn log(&self, candidate: &Candidate, numbers: &ContextNumbers) -> f64 {
        let (same, all) = counts(candidate, self.wanted);
        if all == 0 {
            return 0.0;
        }
        let ContextNumbers { mixture, shrinkage, .. } = numbers;
        let share = (f64::from(same) + shrinkage * self.background) / (f64::from(all) + shrinkage);
        (1.0 - mixture + mixture * share / self.background).ln()
    }
}

/// Both held so far back, in proportion, that no two actors come further apart than the cap, and that no prior moves further.
fn held_back(country: f64, sector: f64, numbers: &ContextNumbers) -> (f64, f64) {
    let sum = country + sector;
    let most = numbers.cap / 2.0;
    let by = if sum.abs() > most { most / sum.abs() } else { 1.0 };
    (country * by, sector * by)
}

/// How active a candidate was around the reference day, ln(1 + Σ e^(-age / years)), and how much is written of it.
fn activity(model: &Model, candidate: &Candidate, reference: Option<Date>) -> (f64, f64) {
    let years = |day: &Date| {
        let days = (reference? - *day).get_days();
        Some(f64::from(days.abs()) / 365.25)
    };
    let recent = candidate.days.iter().filter_map(years).map(|age| (-age / model.prior.activity_years).exp());
    let recent: f64 = recent.fold(0.0, |sum, one| sum + one);
    (recent.ln_1p(), (candidate.reports.len() as f64).ln_1p())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn candidate(targets: &[Target]) -> Candidate {
        Candidate { targets: targets.to_vec(), ..Candidate::default() }
    }

    fn country(code: &str) -> Target {
        Target::Country(code.parse().unwrap())
    }

    #[test]
    fn an_actor_of_whom_no_source_says_whom_it_targets_is_neutral_exactly() {
        let likeness = Likeness { wanted: country("US"), background: 0.1 };
        let numbers = Model::shipped().context;
        assert_eq!(likeness.log(&candidate(&[]), &numbers).to_bits(), 0.0_f64.to_bits());
        assert_eq!(likeness.log(&candidate(&[Target::Sector(Sector::Energy)]), &numbers).to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn targets_that_match_speak_for_an_actor_and_others_against_it_a_little() {
        let likeness = Likeness { wanted: country("KR"), background: 0.1 };
        let numbers = Model::shipped().context;
        let matching = likeness.log(&candidate(&[country("KR"), country("US")]), &numbers);
        let other = likeness.log(&candidate(&[country("FR"), country("US")]), &numbers);
        assert!(matching > 0.0 && other < 0.0 && other > (1.0 - numbers.mixture).ln(), "{matching} {other}");
    }

    #[test]
    fn a_sector_and_a_part_of_it_are_one() {
        let sector = Target::Sector;
        assert!(matches(sector(Sector::Government), sector(Sector::GovernmentNational)));
        assert!(matches(sector(Sector::GovernmentNational), sector(Sector::Government)));
        assert!(!matches(sector(Sector::GovernmentLocal), sector(Sector::GovernmentNational)));
    }

    proptest! {
        #[test]
        fn country_and_sector_together_stay_within_half_the_cap(country in -9.0..9.0_f64, sector in -9.0..9.0_f64) {
            let numbers = Model::shipped().context;
            let (held_country, held_sector) = held_back(country, sector, &numbers);
            prop_assert!((held_country + held_sector).abs() <= numbers.cap / 2.0 + 1e-12);
            prop_assert!(held_country * country >= 0.0 && held_sector * sector >= 0.0);
        }
    }
}
