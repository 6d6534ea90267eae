use dunant_knowledge::Pack;
use dunant_vocabulary::Probability;
use serde::Serialize;

use crate::sources::Support;
use crate::standing::{speaking, standing};
use crate::tradecraft::{first, probability, value};
use crate::{Effort, FeatureKey, Inquiry, Question, Scorer, Standing, Who};

/// What an assessment would come to, in short.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Who would be named; none where nobody would be.
    pub named: Option<Who>,
    /// Who would be first among actors; none where nothing would be left to compare.
    pub lead: Option<Who>,
    /// That actor's posterior.
    pub posterior: Option<Probability>,
    /// The posterior of whoever leads with all evidence.
    pub lead_posterior: Option<Probability>,
}

impl Outcome {
    /// Computes everything again for `inquiry`; `whole` is the lead with all evidence, by position among the candidates.
    pub(crate) fn of(inquiry: &Inquiry<'_>, pack: &Pack, question: &Question, whole: Option<usize>) -> Self {
        let nothing = Self { named: None, lead: None, posterior: None, lead_posterior: None };
        let index = &inquiry.profiles.index;
        if !inquiry.evidence.features.iter().any(|feature| index.known_in(feature.key) > 0) {
            return nothing;
        }
        let scorer = inquiry.whole();
        let ranking = scorer.judge();
        let Some((lead, posterior)) = first(&ranking) else { return nothing };
        let standing = inquiry.standing(lead, &ranking, &scorer, question);
        let named = standing.unmet(&inquiry.model.naming, &|_: FeatureKey| String::new()).is_empty();
        let actor = index.candidates.get(lead).and_then(|candidate| pack.actor(candidate.actor));
        let who = actor.map(|actor| Who { id: Some(actor.id.clone()), name: actor.name.clone() });
        Self {
            named: who.clone().filter(|_| named),
            lead: who,
            posterior: Some(probability(posterior)),
            lead_posterior: whole.map(|at| probability(value(&ranking.posteriors, at))),
        }
    }

    /// Whether the answer would be another: `named` is who is named with all evidence, `lead` who leads.
    #[must_use]
    pub fn changes(&self, named: Option<&Who>, lead: &Who) -> bool {
        self.named.as_ref() != named || self.lead.as_ref() != Some(lead)
    }
}

impl<'a> Inquiry<'a> {
    /// The numbers that decide whether the candidate at `lead` may be named.
    pub(crate) fn standing(
        &self,
        lead: usize,
        ranking: &crate::Ranking,
        scorer: &Scorer<'a>,
        question: &Question,
    ) -> Standing {
        let speaking = speaking(lead, scorer);
        let features = self.evidence.features.iter().filter(|feature| speaking.contains(&feature.key));
        let items = features.flat_map(|feature| &feature.places).map(|place| place.item).collect();
        let support = Support::of(&items, &question.sources, &question.grades);
        standing(lead, ranking, scorer, support, &|keys| self.without(keys), Effort::AsNeeded)
    }
}

#[cfg(test)]
#[path = "outcome/tests.rs"]
mod tests;
