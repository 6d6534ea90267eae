use dunant_vocabulary::Confidence;

use crate::{Basis, ConfidenceStatement, FeatureClass, FeatureKey, Index, Model, Part, Ranking, Scorer};

/// The rules of naming that the candidate at `lead` does not meet, in words; empty when it may be named.
///
/// `features` are those that `scorer` was made for, and `ranking` its ranking of all of them.
#[must_use]
pub fn unmet_rules(
    lead: usize,
    ranking: &Ranking,
    scorer: &Scorer<'_>,
    features: &[FeatureKey],
    index: &Index,
    model: &Model,
) -> Vec<String> {
    let naming = &model.naming;
    let mut reasons = Vec::new();
    let known = features.iter().filter(|feature| index.known_in(**feature) > 0).count();
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
    if reasons.is_empty()
        && let Some(removed) = fatal_removal(lead, scorer, features, model)
    {
        let removed =
            if removed.len() == 1 { "one feature is".into() } else { format!("{} features are", removed.len()) };
        reasons.push(format!("the lead is lost when {removed} removed, of {}", features.len()));
    }
    reasons
}

/// The fewest of the lead's strongest features without which it is no longer first, if so few as the model tries are enough.
fn fatal_removal(lead: usize, scorer: &Scorer<'_>, features: &[FeatureKey], model: &Model) -> Option<Vec<usize>> {
    let parts = scorer.parts(lead, &[]);
    let mut strongest: Vec<(f64, usize)> = features
        .iter()
        .enumerate()
        .map(|(place, feature)| {
            let own = parts.iter().filter(|part| part.feature == Some(*feature)).map(|part| part.value).sum::<f64>();
            (own, place)
        })
        .collect();
    strongest.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    strongest.truncate(model.naming.tried as usize);
    let places: Vec<usize> = strongest.into_iter().map(|(_, place)| place).collect();
    let mut removals: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..model.naming.survive {
        let mut longer = Vec::new();
        for removal in &removals {
            let from =
                removal.last().map_or(0, |last| places.iter().position(|place| place == last).map_or(0, |at| at + 1));
            for place in places.iter().skip(from) {
                let removed: Vec<usize> = removal.iter().copied().chain([*place]).collect();
                if !leads(lead, &scorer.rank(&removed)) {
                    return Some(removed);
                }
                longer.push(removed);
            }
        }
        removals = longer;
    }
    None
}

fn leads(lead: usize, ranking: &Ranking) -> bool {
    let own = ranking.posteriors.get(lead).copied().unwrap_or(0.0);
    own > ranking.unknown_posterior && ranking.posteriors.iter().enumerate().all(|(at, p)| at == lead || *p < own)
}

/// Analytic confidence: how good the basis is, whatever it points at.
pub(crate) fn confidence(basis: &Basis, parts: &[Part], unmet: &[String], postdated: bool) -> ConfidenceStatement {
    let mut level = Confidence::Moderate;
    let mut reasons = Vec::new();
    let mut limit = |to: Confidence, reason: String| {
        level = level.min(to);
        reasons.push(reason);
    };
    if basis.items < 2 {
        let items = basis.items;
        limit(Confidence::Low, format!("{items} item carries everything; nothing corroborates it"));
    }
    let supports = |class: FeatureClass| parts.iter().any(|part| part.class == class && part.value > 0.0);
    let aspects = [
        ("behaviour", supports(FeatureClass::Technique)),
        ("software", supports(FeatureClass::Malware) || supports(FeatureClass::Tool)),
        ("traces of earlier incidents", supports(FeatureClass::Indicator)),
    ];
    let supporting: Vec<&str> = aspects.iter().filter(|(_, holds)| *holds).map(|(name, _)| *name).collect();
    match supporting.as_slice() {
        [] => limit(Confidence::Low, "no aspect of the evidence supports the lead".into()),
        [only] => limit(Confidence::Low, format!("one aspect alone supports the lead: {only}")),
        _ => {}
    }
    if unmet.iter().any(|reason| reason.starts_with("the lead is lost")) {
        limit(Confidence::Low, "the lead hangs on a few features".into());
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
        "behaviour, software and published traces are compared; telemetry, control of infrastructure and intelligence are not"
            .into(),
    );
    ConfidenceStatement { level, reasons }
}
