use std::fmt;

use serde::Serialize;

/// The checks of a finding, in their order (panel protocol, section 8). A code does not change: scripts go by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// One spelling, within bounds, of a version that is read.
    Form,
    /// Of the first form: completeness, dates and membership are the secretariat's word.
    FirstForm,
    /// The trust file stands, is not expired, and leads to the finding's.
    Trust,
    /// The rules are those that the trust file has in force.
    Rules,
    /// A link is signed by a key that the trust file does not have.
    KeyUnknown,
    /// The epochs lead to checkpoints that enough witnesses cosigned.
    HeadsLog,
    /// The case stood in no epoch before the first that is shown with it.
    CaseBeganEarlier,
    /// The chain of members is the one that stood in the last epoch before the case.
    MembersForked,
    /// A member did not sign its own declaration.
    NotSelfSigned,
    /// Too few appointers admitted a member.
    NotAppointed,
    /// Somebody else than the member or the appointers took it off.
    RetiredByAnother,
    /// The panel is everybody who was enrolled before the case.
    PanelDiffers,
    /// The links join, each signed once, by the key of its epoch.
    Chain,
    /// In each epoch the heads log has the link that the finding has, and its last has the decision.
    EpochHead,
    /// Each step stands behind the link that its author saw, and its author saw what it answers to.
    Seen,
    /// Each link is dated near to when witnesses saw it.
    Date,
    /// A step was taken up from another log, in which it was by its date.
    Lodged,
    /// No step breaks a rule.
    Rule,
    /// All votes stand in an epoch before that of the decision, which waits for what was lodged.
    CountTooSoon,
    /// Every seal stands in an epoch before that of the first opened assessment.
    RevealTooSoon,
    /// Each question was answered, or served and its clock ended.
    Reply,
    /// The votes are on this body, and meet the rules.
    Vote,
    /// The body says what the steps say.
    Body,
    /// The list of evidence is the frozen one, and what is shown stood in the items.
    Evidence,
    /// The conclusion names what there is, and says why where it differs from what is computed.
    Conclusion,
    /// Assessment, verdicts and what is shown of the evidence are what is computed from it.
    Recomputation,
    /// The record has the finding, of this body, case and round.
    Record,
    /// The secretariat signed two links for one place.
    Equivocation,
    /// A step was refused that the rules allow.
    RefusedWrongly,
    /// A step was lodged in time, and is not in the finding.
    LodgedAndLeftOut,
    /// The case goes on, or another finding holds, or nothing fresh is at hand.
    Latest,
    /// A custody document is of another case than the finding.
    OtherCase,
    /// A custody document has no chain of an item that the finding lists.
    ItemMissing,
    /// A custody document has the chain of an item that the finding does not list.
    ItemAdded,
    /// The chain of an item ends before the link that the finding names.
    Cut,
    /// The chain of an item has another link where the finding names one.
    Rewritten,
}

impl Code {
    /// The word for it, as in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::FirstForm => "first-form",
            Self::Trust => "trust",
            Self::Rules => "rules",
            Self::KeyUnknown => "key-unknown",
            Self::HeadsLog => "heads-log",
            Self::CaseBeganEarlier => "case-began-earlier",
            Self::MembersForked => "members-forked",
            Self::NotSelfSigned => "not-self-signed",
            Self::NotAppointed => "not-appointed",
            Self::RetiredByAnother => "retired-by-another",
            Self::PanelDiffers => "panel-differs",
            Self::Chain => "chain",
            Self::EpochHead => "epoch-head",
            Self::Seen => "seen",
            Self::Date => "date",
            Self::Lodged => "lodged",
            Self::Rule => "rule",
            Self::CountTooSoon => "count-too-soon",
            Self::RevealTooSoon => "reveal-too-soon",
            Self::Reply => "reply",
            Self::Vote => "vote",
            Self::Body => "body",
            Self::Evidence => "evidence",
            Self::Conclusion => "conclusion",
            Self::Recomputation => "recomputation",
            Self::Record => "record",
            Self::Equivocation => "equivocation",
            Self::RefusedWrongly => "refused-wrongly",
            Self::LodgedAndLeftOut => "lodged-and-left-out",
            Self::Latest => "latest",
            Self::OtherCase => "other-case",
            Self::ItemMissing => "item-missing",
            Self::ItemAdded => "item-added",
            Self::Cut => "cut",
            Self::Rewritten => "rewritten",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
