use dunant_custody::chain::{Chain, Subject};
use dunant_heads::VerifiedHistory;
use dunant_vocabulary::Sha256Digest;

use super::WitnessedFinding;
use super::check::{Trusted, signed_once};
use super::course::MEMBERS;
use crate::finding::{Code, Report};
use crate::member::{Enrolment, EnrolmentReadError, EnrolmentRefused, MemberEvent, NotAdmitted};
use crate::step::Salt;

/// The chain of members as a finding gives it: well formed, and each by its own signature and those of the appointers.
pub(super) struct MembersChain {
    pub(super) digests: Vec<Sha256Digest>,
    /// What blinds its leaves.
    pub(super) nonce: Salt,
    enrolment: Enrolment,
}

const WHAT: &str = "the members are those of the heads log in the last epoch before the case";

/// Reads the chain of members (panel protocol, section 4).
///
/// The secretariat's keys are asked for without their epochs: what it signs here adds nothing to what members and appointers signed.
pub(super) fn read(finding: &WitnessedFinding, trusted: Trusted<'_>, report: &mut Report) -> Option<MembersChain> {
    let fail = |report: &mut Report, code, because: String| {
        report.under(code, |report| report.fail(WHAT, because));
        None
    };
    let mut digests = Vec::with_capacity(finding.members.len());
    for (number, note) in finding.members.iter().enumerate() {
        match signed_once(note, &trusted.office()) {
            Ok((note, _)) => digests.push(Sha256Digest::of(note.text().as_bytes())),
            Err((code, because)) => return fail(report, code, format!("link {number} of `members` {because}")),
        }
    }
    let chain = match Chain::<MemberEvent>::read(Subject::Members, &finding.members, &trusted.office()) {
        Ok(chain) => chain,
        Err(error) => return fail(report, Code::Chain, error.to_string()),
    };
    let enrolment = match Enrolment::admitted_by(trusted.then.appointers().clone()).follow_all(chain.links()) {
        Ok(enrolment) => enrolment,
        Err(error) => return fail(report, code_of(&error), error.to_string()),
    };
    match enrolment.begun() {
        Some((body, nonce)) if body == trusted.then.body() => {
            let nonce = *nonce;
            Some(MembersChain { digests, nonce, enrolment })
        }
        _ => fail(report, Code::MembersForked, "the chain of members has no place in the heads log".to_owned()),
    }
}

/// Who sits on the panel: everybody enrolled in the head of `members` in the last epoch before the case, to which its moves from the first epoch on lead.
pub(super) fn check(members: MembersChain, history: &VerifiedHistory, report: &mut Report) -> Option<Enrolment> {
    let newest = history.moves.get(MEMBERS).and_then(|moves| moves.last()).map(|moved| moved.head.number);
    let last = (members.digests.len() as u64).checked_sub(1);
    if newest.is_none() || newest != last {
        let because = "the log had another head of this chain then: a link was left out, added or changed";
        report.under(Code::MembersForked, |report| report.fail(WHAT, because));
        return None;
    }
    let count = members.enrolment.enrolled().len();
    report.under(Code::MembersForked, |report| {
        report.hold(format!("{WHAT}: {count}, each by its own signature and those of the appointers"));
    });
    Some(members.enrolment.fixed())
}

fn code_of(error: &EnrolmentReadError) -> Code {
    let EnrolmentReadError::Event { reason, .. } = error else { return Code::Chain };
    match reason {
        EnrolmentRefused::NotAdmitted(NotAdmitted::NotSelfSigned { .. }) => Code::NotSelfSigned,
        EnrolmentRefused::NotAdmitted(NotAdmitted::NotAppointed { .. }) => Code::NotAppointed,
        EnrolmentRefused::NotAdmitted(NotAdmitted::ByAnother { .. }) | EnrolmentRefused::SecretariatAlone => {
            Code::RetiredByAnother
        }
        _ => Code::Chain,
    }
}
