use std::collections::BTreeMap;

use dunant_evidence::{Limits, Observation, Observed, SourceGroup};
use dunant_knowledge::Pack;
use dunant_vocabulary::{AdmiraltyGrade, Date, DateRange, Sha256Digest};

use crate::conclude::{Foundation, confidence};
use crate::describe::{Describe, unknown_hypothesis};
use crate::dissent::dissenting_items;
use crate::features::said_once;
use crate::sources::once_each;
use crate::tradecraft::{Grounds, count, probability};
use crate::{
    Assessment, BeforeIncident, Circumstances, Conclusion, Context, Evidence, FeatureKey, Hypothesis, Imitation, Index,
    Inquiry, Material, Model, NamingReport, Outcome, PriorBasis, PriorRemark, Profiles, Showing, Standing, Tier,
    Unlisted, UnmetRule, Victim, one_aspect_carries_everything,
};

/// What is asked, besides the evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// When the incident was. Activity around it counts in the prior, and knowledge that postdates it is pointed out.
    pub incident: Option<DateRange>,
    /// Use only claims published before this day.
    pub as_of: Option<Date>,
    /// To whom it was. Whom sources say that actors target has no dates, so with `as_of` it is left out.
    pub victim: Victim,
    /// Whether the prior rests on context.
    pub context: Context,
    /// The items that are one source; see [`dunant_evidence::independent_sources`]. An item in none of them is a source of its own.
    pub sources: Vec<SourceGroup>,
    /// How reliable the source of an item is and how credible what it says, where somebody graded it.
    pub grades: BTreeMap<Sha256Digest, AdmiraltyGrade>,
    /// How much of the evidence is compared: of these the limits `sentences` and `dissents`.
    pub limits: Limits,
}

/// How many hypotheses an assessment lists, the unknown actor besides.
const LISTED: usize = 10;

/// From which posterior on an imitator is listed.
const LISTED_IMITATOR: f64 = 0.005;

/// Assesses who did it.
///
/// Never fails: evidence that names nobody gives [`Conclusion::Inconclusive`] with the reasons.
#[must_use]
pub fn assess(material: &Material<'_>, pack: &Pack, model: &Model, question: &Question) -> Assessment {
    let profiles = Profiles::build(pack, model, question.as_of);
    assess_with(material, pack, &profiles, model, question)
}

/// The same against profiles that were built before, with the same `as_of`.
#[must_use]
pub fn assess_with(
    material: &Material<'_>,
    pack: &Pack,
    profiles: &Profiles,
    model: &Model,
    question: &Question,
) -> Assessment {
    let index = &profiles.index;
    let evidence = Evidence::gather(material, pack, profiles, &question.limits);
    let reference = reference(pack, question);
    let inquiry = Inquiry {
        evidence: &evidence,
        passages: &material.passages,
        profiles,
        model,
        reference,
        circumstances: circumstances(material, index, question),
    };
    let passages = said_once(&material.passages);
    let scorer = inquiry.whole();
    let ranking = scorer.judge();
    let mut order: Vec<usize> = (0..index.candidates.len()).collect();
    let posterior = |at: usize| ranking.posteriors.get(at).copied().unwrap_or(0.0);
    order.sort_by(|a, b| posterior(*b).total_cmp(&posterior(*a)).then(a.cmp(b)));

    let describe =
        Describe { pack, index, model, evidence: &evidence, passages: &passages, incident: question.incident };
    let mut hypotheses: Vec<Hypothesis> = (order.iter().take(LISTED))
        .filter_map(|at| describe.hypothesis(index.candidates.get(*at)?, *at, &ranking, &scorer))
        .collect();
    let (worth_listing, slight): (Vec<&Imitation>, Vec<&Imitation>) =
        ranking.imitations.iter().partition(|imitation| imitation.posterior >= LISTED_IMITATOR);
    hypotheses.extend(worth_listing.into_iter().filter_map(|imitation| describe.imitator(imitation, &scorer)));
    hypotheses.push(unknown_hypothesis(&ranking));
    hypotheses.sort_by(|a, b| b.posterior.get().total_cmp(&a.posterior.get()));
    let rest: f64 = order.iter().skip(LISTED).map(|at| posterior(*at)).sum::<f64>()
        + slight.iter().map(|imitation| imitation.posterior).sum::<f64>();

    let basis = describe.basis(question, &material.observations);
    let lead = order.first().copied();
    let dissenting =
        lead.map(|lead| dissenting_items(lead, &inquiry, pack, question.limits.dissents)).unwrap_or_default();
    let dissenting = once_each(dissenting, &question.sources);
    let standing = lead.map(|lead| inquiry.standing(lead, &ranking, &scorer, question));
    let listed = lead.map(|lead| listed(lead, index, &evidence)).unwrap_or_default();
    let unmet = if lead.is_some() && scorer.compares_nothing() {
        vec![UnmetRule::NothingCompared]
    } else {
        unmet(standing.as_ref(), listed, &dissenting, model, &|key| describe.name(key))
    };
    let lead_parts = lead.map(|lead| scorer.parts(lead, &[])).unwrap_or_default();
    let named = lead.and_then(|lead| pack.actor(index.candidates.get(lead)?.actor)).filter(|_| unmet.is_empty());
    let postdated = lead
        .and_then(|lead| index.candidates.get(lead))
        .is_some_and(|candidate| describe.mostly_postdated(candidate, &lead_parts));
    let keys: Vec<FeatureKey> = evidence.features.iter().map(|feature| feature.key).collect();
    let tradecraft = Grounds {
        pack,
        index,
        model,
        observations: &material.observations,
        evidence: &evidence,
        keys: &keys,
        question,
        inquiry: &inquiry,
        reference,
        scorer: &scorer,
        ranking: &ranking,
        order: &order,
        hypotheses: &hypotheses,
        name: &|key| describe.name(key),
        cite: &|reports| describe.references(reports),
    }
    .tradecraft();
    let hard = lead_parts.iter().filter(|part| part.class.tier() > Tier::Imitable).map(|part| part.value).sum();
    let confidence = confidence(&Foundation {
        sources: basis.items,
        speaks: lead_parts.iter().any(|part| part.value > 0.0),
        one_aspect: one_aspect_carries_everything(&tradecraft.aspects),
        hard_to_imitate: hard,
        hangs_on_few: (unmet.iter())
            .any(|rule| matches!(rule, UnmetRule::HangsOnFew { .. } | UnmetRule::HangsOnOne { .. })),
        postdated,
    });
    Assessment {
        tradecraft,
        conclusion: match named {
            Some(actor) => Conclusion::Supported {
                actor: actor.name.clone(),
                id: actor.id.clone(),
                measured: model.naming.measured,
            },
            None => Conclusion::Inconclusive { reasons: unmet.clone() },
        },
        naming: NamingReport {
            graded_source: standing.as_ref().is_some_and(|standing| standing.support.graded),
            tests: standing.map(|standing| standing.tests(&model.naming)).unwrap_or_default(),
        },
        confidence,
        hypotheses,
        unlisted: Unlisted {
            count: u32::try_from(order.len().saturating_sub(LISTED) + slight.len()).unwrap_or(u32::MAX),
            posterior: probability(rest),
        },
        cautions: describe.cautions(postdated, question.as_of),
        basis,
        prior_basis: prior_basis(question, reference),
        claims: evidence.claims.clone(),
        dissenting_items: dissenting,
    }
}

/// What would be said with what was public before the incident's first day: the whole computation again, against the profiles of
/// that day. `profiles` are built with the incident's first day as `as_of`; none where the incident has no day, or `question` is
/// itself as of a day.
#[must_use]
pub fn before_incident(
    material: &Material<'_>,
    pack: &Pack,
    profiles: &Profiles,
    model: &Model,
    question: &Question,
) -> Option<BeforeIncident> {
    let day = question.incident.filter(|_| question.as_of.is_none())?.earliest();
    let question = Question { as_of: Some(day), ..question.clone() };
    let evidence = Evidence::gather(material, pack, profiles, &question.limits);
    let inquiry = Inquiry {
        evidence: &evidence,
        passages: &material.passages,
        profiles,
        model,
        reference: reference(pack, &question),
        circumstances: circumstances(material, &profiles.index, &question),
    };
    Some(BeforeIncident { day, outcome: Outcome::of(&inquiry, pack, &question, None) })
}

/// Programs that the candidate at `lead` is known to show and whose names the evidence only lists.
fn listed(lead: usize, index: &Index, evidence: &Evidence) -> u32 {
    let Some(candidate) = index.candidates.get(lead) else { return 0 };
    let listed = evidence.features.iter().filter(|feature| feature.showing == Showing::Listed);
    count(listed.filter(|feature| candidate.shows(feature.key)).count())
}

/// Every rule of naming that is not met.
fn unmet(
    standing: Option<&Standing>,
    listed: u32,
    dissenting: &[crate::DissentingItem],
    model: &Model,
    name: &dyn Fn(FeatureKey) -> String,
) -> Vec<UnmetRule> {
    let Some(standing) = standing else { return vec![UnmetRule::NoKnownActor] };
    let mut unmet = standing.unmet(&model.naming, name);
    if listed > 0 && !unmet.is_empty() {
        unmet.insert(0, UnmetRule::OnlyListed { software: listed });
    }
    if let Some(first) = dissenting.first() {
        unmet.push(UnmetRule::ItemsPointElsewhere { items: count(dissenting.len()), actor: first.name.clone() });
    }
    unmet
}

/// The day around which activity counts: the incident's, else that of the knowledge.
fn reference(pack: &Pack, question: &Question) -> Option<Date> {
    let newest = pack.sources.iter().filter_map(|source| source.newest).max();
    question.incident.map(DateRange::latest).or(question.as_of).or(newest)
}

fn circumstances(material: &Material<'_>, index: &Index, question: &Question) -> Circumstances {
    Circumstances {
        context: question.context,
        victim: usable_victim(question),
        seen: when_seen(&material.observations, index),
    }
}

/// When the items say that each trace was seen.
fn when_seen(observations: &[&Observation], index: &Index) -> BTreeMap<FeatureKey, Vec<DateRange>> {
    let mut seen: BTreeMap<FeatureKey, Vec<DateRange>> = BTreeMap::new();
    for observation in observations {
        let (Observed::Observable(observable), Some(when)) = (&observation.observed, observation.when) else {
            continue;
        };
        if let Some(at) = index.indicator(observable.kind().stix_path(), observable.value()) {
            seen.entry(FeatureKey::Indicator(at)).or_default().push(when);
        }
    }
    seen
}

/// The victim, as far as the prior may rest on it.
fn usable_victim(question: &Question) -> Victim {
    let usable = question.context == Context::Used && question.as_of.is_none();
    if usable { question.victim } else { Victim::default() }
}

/// What the priors rest on, with what a reader must know of it.
fn prior_basis(question: &Question, reference: Option<Date>) -> PriorBasis {
    let victim = usable_victim(question);
    let mut remarks = Vec::new();
    if question.context == Context::Used && question.victim != Victim::default() {
        remarks.push(if question.as_of.is_some() {
            PriorRemark::TargetsNotUsed
        } else {
            PriorRemark::TargetsMayCountThisIncident
        });
    }
    PriorBasis {
        context: question.context,
        day: reference.filter(|_| question.context == Context::Used),
        victim,
        remarks,
    }
}
