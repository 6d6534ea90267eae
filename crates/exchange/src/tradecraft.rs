//! What helps to reason about an assessment, in sentences that every page shares.

use std::collections::{BTreeMap, BTreeSet};

use dunant_attribution::{
    AspectCoverage, Family, MatrixColumn, NextEffect, NextObservation, StateClaim, StateLevel, TierDisagreement,
    TierTotals, Tradecraft,
};
use dunant_vocabulary::{Country, Likelihood};

use crate::document::Part;
use crate::words::{ItemNames, aspect as aspect_words, class, count, factor, listed, percent};

/// Members of a family that a sentence names.
const NAMED: usize = 4;

/// How a matrix is read.
pub(crate) const HOW_TO_READ_THE_MATRIX: &str = "An analysis of competing hypotheses. A mark says what one observation does to one hypothesis: \
     CC multiplies its ratio by 3 or more, C by 1.1 to 3, N hardly changes it, I divides it by 1.1 to 3, II by 3 or more. \
     Those that tell the hypotheses apart best stand first. Prefer the hypothesis with the least against it, not the one with \
     the most for it.";

/// What stands over what to look for next.
pub(crate) const WHY_LOOK: &str = "Not in the evidence, and known of some of the leading hypotheses: to find one of these would \
     change the picture most. Not to find one says little.";

/// What stands over tiers.
pub(crate) const WHAT_TIERS_ARE: &str = "Behaviour, common tools and resemblance cost little to imitate; malware that is not \
     sold and exact traces take work; private keys, unreleased code and control of servers would take secrets, and published \
     data do not hold them.";

/// What stands over levels.
pub(crate) const WHAT_LEVELS_ARE: &str = "A cluster, a family of linked clusters and a state are three claims. Nothing is merged \
     here, and no state is ever inferred: a tie to a state is a claim by the source that is named.";

/// Family and state in a sentence each, as far as there is something to say.
pub(crate) fn levels(tradecraft: &Tradecraft) -> Vec<String> {
    let levels = &tradecraft.levels;
    let mut lines = Vec::new();
    if let Some(family) = levels.supported_family() {
        lines.push(supported_family(family));
    } else if let Some(lead) = &tradecraft.pivotal.lead
        && let Some(family) = levels.families.iter().find(|family| family.of == *lead)
    {
        lines.push(format!(
            "{} and {} linked to it have {} together: {}.",
            family.of.name,
            match family.members.len() {
                1 => "the cluster".to_owned(),
                n => format!("the {n}\u{a0}clusters"),
            },
            percent(family.posterior),
            members(family),
        ));
    }
    // the first lines of a page are no place to tie a state to actors that are less probable than not
    lines.extend(levels.states.iter().filter(|state| state.posterior.get() >= 0.5).map(state_in_a_sentence));
    lines
}

fn supported_family(family: &Family) -> String {
    format!(
        "It is {} ({}) that it was a member of the family of {}: {}. Which one, the evidence does not tell.",
        word(Likelihood::of(family.posterior)),
        percent(family.posterior),
        family.of.name,
        members(family),
    )
}

fn word(likelihood: Likelihood) -> String {
    match likelihood {
        Likelihood::RoughlyEvenChance => "a roughly even chance".to_owned(),
        other => other.word().to_owned(),
    }
}

fn members(family: &Family) -> String {
    let names: Vec<String> = std::iter::once(format!("{} ({})", family.of.name, percent(family.alone)))
        .chain(family.members.iter().map(|member| format!("{} ({})", member.who.name, percent(member.posterior))))
        .collect();
    listed(&names, NAMED)
}

/// `Sources tie 2 of the leading hypotheses, together 61 %, to North Korea: …`
pub(crate) fn state_in_a_sentence(state: &StateLevel) -> String {
    let hypotheses = match state.actors.as_slice() {
        [only] => format!("{}, with {},", only.who.name, percent(state.posterior)),
        several => format!("{} of the leading hypotheses, together {},", several.len(), percent(state.posterior)),
    };
    let claims = claims(state.actors.iter().flat_map(|actor| &actor.claims));
    format!("Sources tie {hypotheses} to {}: claim by {claims}. It is not inferred here.", country(&state.country))
}

/// Who claims, and as what: `MISP galaxy: threat-actor (as country, suspected state sponsor)`.
pub(crate) fn claims<'c>(claims: impl IntoIterator<Item = &'c StateClaim>) -> String {
    let mut by: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for claim in claims {
        by.entry(&claim.by).or_default().insert(&claim.role);
    }
    let claims: Vec<String> = (by.into_iter())
        .map(|(by, roles)| format!("{by} (as {})", roles.into_iter().collect::<Vec<_>>().join(", ")))
        .collect();
    listed(&claims, NAMED)
}

/// The name of the country with this code.
pub(crate) fn country(code: &str) -> String {
    code.parse::<Country>().map_or_else(|_| code.to_owned(), |known| known.name().to_owned())
}

/// That imitable evidence and evidence that is hard to imitate lead to two actors; `None` where they do not.
pub(crate) fn disagreement(tradecraft: &Tradecraft) -> Option<String> {
    let TierDisagreement { imitable: easy, hard_to_imitate: hard } = tradecraft.tiers.disagreement.as_ref()?;
    Some(format!(
        "What anyone can imitate speaks most for {} ({}; {} has {}), and what is hard to imitate for {} ({}; {} has {}). \
         Imitation would look like this; so would two actors with like behaviour.",
        easy.who.name,
        factor(easy.imitable),
        hard.who.name,
        factor(hard.imitable),
        hard.who.name,
        factor(hard.hard_to_imitate),
        easy.who.name,
        factor(easy.hard_to_imitate),
    ))
}

/// What the evidence covers and what not, with the share of what speaks for the first actor that each aspect carries.
pub(crate) fn aspects(tradecraft: &Tradecraft) -> Option<String> {
    let lead = &tradecraft.pivotal.lead.as_ref()?.name;
    let mut carrying: Vec<&AspectCoverage> =
        tradecraft.aspects.iter().filter(|coverage| coverage.share > 0.0).collect();
    carrying.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.aspect.cmp(&b.aspect)));
    let carrying: Vec<String> =
        carrying.iter().map(|coverage| format!("{} {}", aspect_words(coverage.aspect), share(coverage))).collect();
    let others = |seen: bool| {
        let rest = tradecraft.aspects.iter().filter(|coverage| coverage.share <= 0.0);
        rest.filter(|coverage| (coverage.observations > 0) == seen).map(|c| aspect_words(c.aspect)).collect::<Vec<_>>()
    };
    let mut line = match carrying.as_slice() {
        [] => format!("No aspect of the evidence speaks for {lead}."),
        some => format!("What speaks for {lead}, by aspect: {}.", some.join(", ")),
    };
    for (head, aspects) in [("Observed, but without weight", others(true)), ("Not covered", others(false))] {
        if !aspects.is_empty() {
            line.push_str(&format!(" {head}: {}.", aspects.join(", ")));
        }
    }
    Some(line)
}

/// `malware: 12 observations, which carry 71 % of what speaks for the first actor`
pub(crate) fn aspect(coverage: &AspectCoverage) -> String {
    let observations = count(coverage.observations as usize, "observation");
    let share = share(coverage);
    format!("{}: {observations}, with {share} of what speaks for the first actor", aspect_words(coverage.aspect))
}

/// The share that an aspect carries, in whole percent.
pub(crate) fn share(coverage: &AspectCoverage) -> String {
    format!("{:.0}\u{a0}%", coverage.share * 100.0)
}

/// For which actors an observation would speak, and against which: `×9.1 for Lazarus Group; ÷1.3 against APT38`.
pub(crate) fn next_effects(next: &NextObservation) -> String {
    let told = |effects: Vec<&NextEffect>, word: &str| {
        let known = effects.into_iter().filter(|effect| effect.who.id.is_some());
        known.map(|effect| format!("{} {word} {}", factor(effect.log_likelihood_ratio), effect.who.name)).collect()
    };
    let mut parts: Vec<String> = told(next.speaks_for(), "for");
    parts.extend::<Vec<String>>(told(next.speaks_against(), "against"));
    if parts.is_empty() { "hardly anything for any actor".to_owned() } else { parts.join("; ") }
}

/// What an observation is, how rare it is, and its identifier where the name does not hold it.
pub(crate) fn next_kind(next: &NextObservation) -> String {
    let (known, of) = next.known_in;
    let id = next.attack_id.as_ref().filter(|id| !next.feature.contains(id.as_str()));
    let id = id.map(|id| format!("{id}, ")).unwrap_or_default();
    format!("{id}{}, known of {known} of {of} actors", class(next.class))
}

/// `A`, `B`, … for actors, `U` for the unknown one.
pub(crate) fn letters(columns: &[MatrixColumn]) -> Vec<String> {
    let known = ('A'..='Z').map(String::from).chain(std::iter::repeat("?".to_owned()));
    columns
        .iter()
        .zip(known)
        .map(|(column, letter)| if column.who.id.is_some() { letter } else { "U".into() })
        .collect()
}

/// What a column adds up to: `54.1 %; against it ÷1.9 in all, place 2 by least inconsistency`.
pub(crate) fn column(column: &MatrixColumn) -> String {
    let posterior = percent(column.posterior);
    match column.place {
        Some(place) => {
            let against = factor(column.inconsistency);
            format!("{posterior}; against it {against} in all, place {place} by least inconsistency")
        }
        None => format!("{posterior}; nothing can count against an actor that nobody has described"),
    }
}

/// The observations of a matrix that are not shown; `None` where all are.
pub(crate) fn left_out(number: u32) -> Option<String> {
    (number > 0).then(|| format!("{} that tell less are not shown.", count(number as usize, "further observation")))
}

/// One actor's ratio by the cost of forging it.
pub(crate) fn tier(totals: &TierTotals) -> String {
    format!(
        "anyone can imitate {}, hard to imitate {}, takes secrets {}",
        factor(totals.imitable),
        factor(totals.hard_to_imitate),
        factor(totals.secret)
    )
}

/// Items that count as one source, a sentence each.
pub(crate) fn same_source(part: Part<'_>) -> Vec<String> {
    let names = ItemNames::of(part.document);
    let line = |group: &dunant_evidence::SourceGroup| {
        let items: Vec<String> = group.items.iter().map(|item| names.named(*item)).collect();
        let reasons: Vec<&str> = group.reasons.iter().map(|reason| reason.words()).collect();
        format!("One source: {} ({}).", listed(&items, NAMED), reasons.join("; "))
    };
    part.assessment.basis.same_source.iter().map(line).collect()
}
