//! Opening: the panel is named, recusals are logged, and the case goes by one policy from here on.

use dunant_vocabulary::Moment;

use super::{Motion, Proceeding, Refused, Stage};
use crate::member::Member;
use crate::recusal::{self, Recusal, RuleName};
use crate::step::Opening;

impl Proceeding {
    /// The opening that the rules give for a panel of `panel`: what the secretariat signs.
    #[must_use]
    pub fn opening_of(&self, panel: Vec<Member>) -> Opening {
        let recusals = self.computed_recusals(&panel);
        Opening { policy: self.policy().digest(), panel, recusals }
    }

    /// A case is opened once it is admitted, and anew where too few members are left, before evidence is frozen.
    pub(super) fn may_open(&self, motion: Motion<'_>, opening: &Opening) -> Result<(), Refused> {
        match self.stage(motion.at) {
            Stage::Admitted => {}
            Stage::FactFinding if self.eligible_count() < self.policy().members_least() => {}
            stage @ (Stage::NotReferred | Stage::Referred | Stage::NotAdmitted) => {
                self.needs_opening(motion)?;
                return Err(motion.has_no_place(stage, "admit the case first"));
            }
            stage => {
                let next = "a case is opened once, and anew only in fact-finding, where too few members are left";
                return Err(motion.has_no_place(stage, next));
            }
        }
        let (expected, found) = (self.policy().digest(), opening.policy);
        if found != expected {
            return Err(Refused::OtherPolicy { expected, found });
        }
        if !self.is_everybody(&opening.panel, motion.at) {
            return Err(Refused::OtherPanel);
        }
        let members = opening.panel.iter().map(|member| &member.key);
        self.keys_are_apart(members.chain(self.parties().iter().filter_map(|party| party.key.as_ref())))?;
        let computed = self.computed_recusals(&opening.panel);
        // Member and rule, not the words: a later wording must not undo an old case.
        let named = |recusals: &[Recusal]| -> Vec<_> {
            recusals.iter().map(|recusal| (recusal.member.clone(), recusal.rule)).collect()
        };
        if named(&computed) != named(&opening.recusals) {
            return Err(Refused::OtherRecusals { computed: computed.len(), found: opening.recusals.len() });
        }
        let recused = |member: &&Member| computed.iter().any(|recusal| recusal.member == *member.name());
        let eligible = opening.panel.len() - opening.panel.iter().filter(recused).count();
        self.is_panel_enough(u32::try_from(eligible).unwrap_or(u32::MAX))
    }

    /// The policy's least number of members may judge the case.
    pub(super) fn is_panel_enough(&self, eligible: u32) -> Result<(), Refused> {
        let least = self.policy().members_least();
        if eligible < least { Err(Refused::PanelTooSmall { eligible, least }) } else { Ok(()) }
    }

    pub(super) fn eligible_count(&self) -> u32 {
        u32::try_from(self.eligible().count()).unwrap_or(u32::MAX)
    }

    fn is_everybody(&self, panel: &[Member], at: Moment) -> bool {
        self.enrolment.as_ref().is_none_or(|enrolment| enrolment.was(panel, at))
    }

    /// What the rules give, and who has recused itself earlier in this case.
    fn computed_recusals(&self, panel: &[Member]) -> Vec<Recusal> {
        let by_rule = recusal::compute(panel, self.parties(), |rule| self.policy().has_rule(rule));
        let own = self.own_recusals.iter().map(|own| Recusal {
            member: own.by.clone(),
            rule: RuleName::Own,
            because: own.what.reasons.clone(),
        });
        let all: Vec<Recusal> = by_rule.into_iter().chain(own).collect();
        // In the order of the panel; a member's own comes after those of the rules.
        let of = |member: &Member| {
            all.iter().filter(|recusal| recusal.member == *member.name()).cloned().collect::<Vec<_>>()
        };
        panel.iter().flat_map(of).collect()
    }
}
