use dunant_vocabulary::Confidence;

use crate::{AspectCoverage, Basis, ConfidenceStatement, Part, Ranking, Scorer, Tier, one_aspect_carries_everything};

/// Features tried for removal at each step: those of the lead's that weigh most.
const TRIED: usize = 4;

/// The rules of naming that the candidate at `lead` does not meet, in words; empty when it may be named.
///
/// `ranking` is the scorer's ranking of all features.
#[must_use]
pub fn unmet_rules(lead: usize, ranking: &Ranking, scorer: &Scorer<'_>) -> Vec<String> {
    let naming = &scorer.model.naming;
    let features = &scorer.query.features;
    let mut reasons = Vec::new();
    let known = features.iter().filter(|shown| scorer.index.known_in(shown.key) > 0).count();
    if known < naming.features as usize {
        let (plural, wanted) = (if known == 1 { "" } else { "s" }, naming.features);
        reasons.push(format!("only {known} feature{plural} that some actor is known to show; naming takes {wanted}"));
        return reasons;
    }
    let posterior = ranking.posteriors.get(lead).copied().unwrap_or(0.0);
    if posterior < naming.posterior.get() {
        reasons.push(format!(
            "the most probable actor has {:.0} %; naming takes {:.0} %",
            posterior * 100.0,
            naming.posterior.get() * 100.0
        ));
    }
    let rivals = ranking.posteriors.iter().enumerate().filter(|(at, _)| *at != lead).map(|(_, p)| *p);
    let rival = rivals.fold(0.0, f64::max);
    if posterior < naming.margin * rival {
        let (ratio, margin) = (posterior / rival, naming.margin);
        reasons.push(format!("it is {ratio:.1} times as probable as the next actor; naming takes {margin:.1} times"));
    }
    let dear = scorer.terms(lead, &[]).dear(scorer.weights());
    if dear < naming.dear {
        reasons.push(format!(
            "{} speaks for it by a ratio of {:.1}; naming takes {:.1}",
            "what is dearer to imitate than techniques, public tools and wording",
            dear.exp(),
            naming.dear.exp()
        ));
    }
    if reasons.is_empty() {
        let (removed, rank) = rank_without_the_strongest(lead, scorer);
        if rank > naming.survive_rank as usize {
            let strongest =
                if removed == 1 { "its strongest feature".into() } else { format!("its {removed} strongest features") };
            reasons.push(format!(
                "{HANGS_ON_A_FEW}: without {strongest} it would be actor {rank} of {}; naming takes one of the first {}",
                scorer.index.candidates.len(),
                naming.survive_rank
            ));
        }
    }
    reasons
}

const ONE_SOURCE: &str = "one independent source carries everything; nothing corroborates it";
const HANGS_ON_A_FEW: &str = "the lead hangs on a few features";

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
    unmet: &[String],
    postdated: bool,
) -> ConfidenceStatement {
    let mut level = Confidence::Moderate;
    let mut reasons = Vec::new();
    let mut limit = |to: Confidence, reason: String| {
        level = level.min(to);
        reasons.push(reason);
    };
    if basis.items < 2 {
        let what = if basis.items == 0 { "no item carries anything that the pack knows" } else { ONE_SOURCE };
        limit(Confidence::Low, what.into());
    }
    if !parts.iter().any(|part| part.value > 0.0) {
        limit(Confidence::Low, "no aspect of the evidence supports the lead".into());
    } else if let Some(aspect) = one_aspect_carries_everything(aspects) {
        limit(Confidence::Low, format!("one aspect of the attack alone supports the lead: {}", aspect.words()));
    }
    let dear: f64 = parts.iter().filter(|part| part.class.tier() > Tier::Cheap).map(|part| part.value).sum();
    if dear <= 0.0 {
        limit(Confidence::Low, "only evidence that anyone could imitate supports the lead".into());
    }
    if unmet.iter().any(|reason| reason.starts_with(HANGS_ON_A_FEW)) {
        limit(Confidence::Low, HANGS_ON_A_FEW.into());
    }
    if postdated {
        limit(
            Confidence::Low,
            "most of what ties the lead to the evidence was published after the incident, and may describe this very incident"
                .into(),
        );
    }
    limit(
        Confidence::Moderate,
        "behaviour, software, wording and published traces are compared; telemetry, control of infrastructure and intelligence are not"
            .into(),
    );
    ConfidenceStatement { level, reasons }
}
