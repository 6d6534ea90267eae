use dunant_custody::chain::{Chain, Subject};
use dunant_heads::{Head, Nonce, Position};
use dunant_vocabulary::Sha256Digest;

use super::WitnessedFinding;
use super::check::{Trusted, signed_once};
use crate::finding::{Code, Report};
use crate::member::{Enrolment, EnrolmentReadError, EnrolmentRefused, MemberEvent, NotAdmitted};

/// Who sits on the panel: everybody enrolled in the head of `members` in the last epoch before the case, each by its own signature and
/// those of the appointers (panel protocol, section 4).
///
/// The secretariat's keys are asked for without their epochs: what it signs here adds nothing to what members and appointers signed.
pub(super) fn check(finding: &WitnessedFinding, trusted: Trusted<'_>, report: &mut Report) -> Option<Enrolment> {
    let what = "the members are those of the heads log in the last epoch before the case";
    let fail = |report: &mut Report, code, because: String| {
        report.under(code, |report| report.fail(what, because));
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
    let Some((body, nonce)) = enrolment.begun() else {
        return fail(report, Code::MembersForked, "the chain of members has no place in the heads log".to_owned());
    };
    let head = digests.last().map(|digest| Head { number: digests.len() as u64 - 1, digest: *digest });
    let path = match finding.heads.members_path() {
        Ok(path) => path,
        Err(error) => return fail(report, Code::MembersForked, error.to_string()),
    };
    let position = Position::of(body, &"members");
    let leaf = head.map(|head| head.leaf(&position, &Nonce::from_bytes(nonce.as_bytes()), finding.heads.first));
    let chains = finding
        .heads
        .history(trusted.newest.logs())
        .ok()
        .and_then(|history| history.epochs.first().map(|epoch| epoch.chains));
    let stands = leaf.is_some_and(|leaf| Some(path.root(&position, leaf)) == chains);
    let is_head = head.is_some_and(|head| head.number == finding.heads.members.number);
    if body != trusted.then.body() || !stands || !is_head {
        let because = "the log had another head of this chain then: a link was left out, added or changed";
        return fail(report, Code::MembersForked, because.to_owned());
    }
    let count = enrolment.enrolled().len();
    report.under(Code::MembersForked, |report| {
        report.hold(format!("{what}: {count}, each by its own signature and those of the appointers"));
    });
    Some(enrolment.fixed())
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
