use dunant_vocabulary::Confidence;

use crate::tradecraft::count;
use crate::{
    AspectCoverage, Basis, ConfidenceReason, ConfidenceStatement, Part, Ranking, Scorer, Tier, UnmetRule,
    one_aspect_carries_everything,
};

/// Features tried for removal at each step: those of the lead's that weigh most.
const TRIED: usize = 4;

/// The rules of naming that the candidate at `lead` does not meet; empty when it may be named.
///
/// `ranking` is the scorer's ranking of all features.
#[must_use]
pub fn unmet_rules(lead: usize, ranking: &Ranking, scorer: &Scorer<'_>) -> Vec<UnmetRule> {
    let naming = &scorer.model.naming;
    let features = &scorer.query.features;
    let mut unmet = Vec::new();
    let known = count(features.iter().filter(|shown| scorer.index.known_in(shown.key) > 0).count());
    if known < naming.features {
        return vec![UnmetRule::TooFewFeatures { known, needed: naming.features }];
    }
    let posterior = ranking.posteriors.get(lead).copied().unwrap_or(0.0);
    if posterior < naming.posterior.get() {
        unmet.push(UnmetRule::PosteriorTooLow { posterior, needed: naming.posterior.get() });
    }
    let rivals = ranking.posteriors.iter().enumerate().filter(|(at, _)| *at != lead).map(|(_, p)| *p);
    let rival = rivals.fold(0.0, f64::max);
    if posterior < naming.margin * rival {
        unmet.push(UnmetRule::MarginTooNarrow { ratio: posterior / rival, needed: naming.margin });
    }
    let hard = scorer.terms(lead, &[]).hard_to_imitate(scorer.weights());
    if hard < naming.hard_to_imitate {
        unmet.push(UnmetRule::TooLittleHardToImitate { log_likelihood_ratio: hard, needed: naming.hard_to_imitate });
    }
    if unmet.is_empty() {
        let (removed, rank) = rank_without_the_strongest(lead, scorer);
        if rank > naming.survive_rank as usize {
            unmet.push(UnmetRule::HangsOnFew {
                removed: count(removed),
                rank: count(rank),
                of: count(scorer.index.candidates.len()),
                needed: naming.survive_rank,
            });
        }
    }
    unmet
}

/// The lead's rank when its strongest features are gone, one after the other that costs it most; and how many went.
///
/// What few others show is also what somebody who imitates the lead would plant first.
fn rank_without_the_strongest(lead: usize, scorer: &Scorer<'_>) -> (usize, usize) {
    let mut own: Vec<usize> = (0..scorer.query.features.len()).filter(|place| scorer.shows(lead, *place)).collect();
    own.sort_by(|a, b| scorer.rarity(*b).total_cmp(&scorer.rarity(*a)).then(a.cmp(b)));
    let mut removed: Vec<usize> = Vec::new();
    let mut rank = 1;
    while removed.len() < scorer.model.naming.survive as usize {
        let left = own.iter().filter(|place| !removed.contains(place)).take(TRIED);
        let without = left.map(|place| {
            let trial: Vec<usize> = removed.iter().copied().chain([*place]).collect();
            let ranking = scorer.rank(&trial);
            (ranking.posteriors.get(lead).copied().unwrap_or(0.0), ranking.rank_of(lead), *place)
        });
        let Some((_, its_rank, place)) = without.reduce(|worst, next| if next.0 < worst.0 { next } else { worst })
        else {
            break;
        };
        rank = its_rank;
        removed.push(place);
    }
    (removed.len(), rank)
}

/// Analytic confidence: how good the basis is, whatever it points at.
pub(crate) fn confidence(
    basis: &Basis,
    parts: &[Part],
    aspects: &[AspectCoverage],
    unmet: &[UnmetRule],
    postdated: bool,
) -> ConfidenceStatement {
    let mut low = Vec::new();
    if basis.items == 0 {
        low.push(ConfidenceReason::NothingKnown);
    } else if basis.items == 1 {
        low.push(ConfidenceReason::OneSource);
    }
    if !parts.iter().any(|part| part.value > 0.0) {
        low.push(ConfidenceReason::NothingSpeaksForLead);
    } else if let Some(aspect) = one_aspect_carries_everything(aspects) {
        low.push(ConfidenceReason::OneAspect { aspect });
    }
    let hard: f64 = parts.iter().filter(|part| part.class.tier() > Tier::Imitable).map(|part| part.value).sum();
    if hard <= 0.0 {
        low.push(ConfidenceReason::OnlyImitable);
    }
    if unmet.iter().any(|rule| matches!(rule, UnmetRule::HangsOnFew { .. })) {
        low.push(ConfidenceReason::HangsOnFew);
    }
    if postdated {
        low.push(ConfidenceReason::MostlyPostdated);
    }
    let level = if low.is_empty() { Confidence::Moderate } else { Confidence::Low };
    let reasons = low.into_iter().chain([ConfidenceReason::PublishedKnowledgeOnly]).collect();
    ConfidenceStatement { level, reasons }
}
