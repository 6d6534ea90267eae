use dunant::panel::finding::PublishedFinding;
use dunant::panel::step::{Decision, Opening, Statement, Vote};
use dunant::panel::{PanelEvent, SignedStep, Step};
use dunant::record::note::{KeyName, Note};
use dunant::vocabulary::Moment;
use dunant_custody::Link;

/// What the steps of a finding say of the panel and its vote. No signature and no rule is checked: a step that cannot be read is counted.
#[derive(Default)]
pub(super) struct Told {
    pub(super) opening: Option<Opening>,
    /// Who left the case, and why.
    pub(super) left: Vec<(KeyName, String)>,
    /// The votes on the last draft.
    pub(super) votes: Vec<(KeyName, Vote)>,
    pub(super) decision: Option<(Moment, Decision)>,
    /// Complaints, each with its author.
    pub(super) complaints: Vec<(KeyName, String)>,
    /// Steps that were refused, each with its code.
    pub(super) refused: Vec<String>,
    pub(super) unread: usize,
}

impl Told {
    pub(super) fn by(finding: &PublishedFinding) -> Self {
        let mut told = Self::default();
        for note in finding.steps() {
            match read(note) {
                Some((at, event)) => told.take(at, event),
                None => told.unread += 1,
            }
        }
        told
    }

    fn take(&mut self, at: Moment, event: PanelEvent) {
        let note = match event {
            PanelEvent::Step { note } => note,
            PanelEvent::Lodged { bundle, .. } => bundle.step,
            PanelEvent::Refused { code, .. } => return self.refused.push(code),
            PanelEvent::Begun { .. } | PanelEvent::Clock { .. } => return,
        };
        let Ok(signed) = SignedStep::parse(&note) else {
            self.unread += 1;
            return;
        };
        let Statement { by, step, .. } = signed.statement().clone();
        match step {
            Step::Opening(opening) => self.opening = Some(opening),
            Step::Recusal(own) => self.left.push((by, own.reasons)),
            Step::Draft(_) => self.votes.clear(),
            Step::Vote(vote) => self.votes.push((by, vote)),
            Step::Decision(decision) => self.decision = Some((at, decision)),
            Step::Complaint(complaint) => self.complaints.push((by, complaint.reasons)),
            _ => {}
        }
    }
}

fn read(note: &str) -> Option<(Moment, PanelEvent)> {
    let note = Note::parse(note.as_bytes()).ok()?;
    let link = Link::<PanelEvent>::parse(note.text()).ok()?;
    Some((link.time, link.event))
}
