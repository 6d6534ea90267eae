use dunant_custody::chain::{Link, LinkFormError, Subject};
use dunant_heads::{ChainPlace, HistoryError, LogEnd, Nonce, Position, VerifiedHistory, believed_by};
use dunant_record::note::{KeyName, Note, VerifierKey};
use dunant_record::{Entry, Statement, TlogProof};
use dunant_vocabulary::{Moment, Sha256Digest};

use super::course::{CASE, InvalidCourse, MEMBERS};
use super::members::MembersChain;
use super::{SCHEMA, WitnessedFinding, dates, members, shown, steps};
use crate::finding::{Checked, Code, Report};
use crate::lodging::Bundle;
use crate::policy::Policy;
use crate::proceeding::{PanelEvent, Proceeding};
use crate::receipt::Receipt;
use crate::standing::Standing;
use crate::step::Salt;
use crate::trust::{Trust, TrustFile};

/// What a reader holds a finding against.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'r> {
    /// The newest trust file of the body that the reader believes, and older ones that it leads to, in any order.
    pub trust: &'r [TrustFile],
    /// The highest version that the reader has ever seen; 0 where it has seen none.
    pub last_seen: u64,
    /// The reader's clock.
    pub now: Moment,
    /// The proof that the finding stands in the record, with the entry in it (C2SP tlog-proof).
    pub proof: Option<&'r [u8]>,
    /// Receipts that somebody holds against the finding.
    pub receipts: &'r [Receipt],
    /// Lodged steps that somebody holds against it.
    pub lodged: &'r [Bundle],
    /// Where the case stands now, and how old that may be, in seconds.
    pub latest: Option<(&'r Standing, u64)>,
}

/// Where a case stands now, and when it is fresh.
pub(super) struct Latest<'s> {
    pub(super) standing: &'s Standing,
    pub(super) max_age: u64,
    pub(super) now: Moment,
}

impl<'r> Reader<'r> {
    /// A reader with these trust files, and nothing else.
    #[must_use]
    pub fn new(trust: &'r [TrustFile], now: Moment) -> Self {
        Self { trust, last_seen: 0, now, proof: None, receipts: &[], lodged: &[], latest: None }
    }
}

/// What came of a check, and the case as its steps tell it.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Every check in its order, up to the first upon whose failure nothing can be built.
    pub report: Report,
    /// The case, where its steps hold.
    pub proceeding: Option<Proceeding>,
}

impl Outcome {
    /// Whether nothing fails and nothing is left unchecked.
    #[must_use]
    pub fn holds_wholly(&self) -> bool {
        self.report.checks.iter().all(|check| check.result == Checked::Holds)
    }
}

/// The trust files that matter: the newest says which keys were closed, the finding's what was in force.
#[derive(Clone, Copy)]
pub(super) struct Trusted<'t> {
    pub(super) newest: &'t Trust,
    pub(super) then: &'t Trust,
}

impl Trusted<'_> {
    /// Every key of the secretariat, whatever its epochs.
    pub(super) fn office(&self) -> Vec<VerifierKey> {
        self.newest.secretariat().iter().map(|office| office.key.clone()).collect()
    }

    /// How many witnesses may lie when times are bounded. Where quorums need not meet, that is none, and `heads-log` is not checked:
    /// no bound of time then makes a finding hold.
    pub(super) fn liars(&self) -> usize {
        self.then.liars().unwrap_or(0)
    }
}

/// A finding's links as texts: what their digests, signatures and beginning say before any rule is asked.
pub(super) struct Links {
    pub(super) digests: Vec<Sha256Digest>,
    /// The key under each link.
    pub(super) keys: Vec<VerifierKey>,
    /// Which link gave the chain its place, whose it is, and what blinds its leaves.
    pub(super) begun: (u64, KeyName, Salt),
}

impl WitnessedFinding {
    /// Checks everything that the finding says by itself, in the order of section 8 of the panel protocol: who vouches comes first, and nothing that
    /// a stranger wrote is in the report before that holds. `bytes` are those that it was read from.
    ///
    /// What holds wholly can be explained by a body that kept to its rules, or by as many lying witnesses and appointers as the trust file
    /// does not survive.
    #[must_use]
    pub fn check(&self, bytes: &[u8], reader: &Reader<'_>) -> Outcome {
        let mut report = Report::default();
        let proceeding = self.check_all(bytes, reader, &mut report);
        Outcome { report, proceeding }
    }

    fn check_all(&self, bytes: &[u8], reader: &Reader<'_>, report: &mut Report) -> Option<Proceeding> {
        report.under(Code::Form, |report| report.hold(format!("it is written as a `{SCHEMA}` is")));
        let trusted = report.under(Code::Trust, |report| self.trusted(reader, report))?;
        let policy = report.under(Code::Rules, |report| self.rules(trusted, report))?;
        let links = self.links(trusted, report)?;
        let members = members::read(self, trusted, report)?;
        let history = self.history(trusted, &links, &members, report)?;
        let enrolment = members::check(members, &history, report)?;
        steps::in_their_epochs(self, trusted, &links, &history, report)?;
        let bounds = dates::bounds(&links, &history);
        report.under(Code::Trust, |report| dates::of_the_reader(reader.now, trusted, &history, report));
        let start = steps::setting(self, trusted, policy, enrolment, bounds);
        let proceeding = steps::fold(self, start.clone(), report)?;
        steps::after(self, trusted, &history, &proceeding, report);
        report.under(Code::Vote, |report| {
            self.body.check_vote(&proceeding, report);
            steps::name_who_did_not_vote(&proceeding, report);
        });
        report.under(Code::Body, |report| {
            self.body.check_against(&proceeding, report);
            report.see("what the body says beside the steps is possible", self.body.fits());
        });
        report.under(Code::Evidence, |report| self.body.check_evidence(report));
        report.under(Code::Record, |report| self.recorded(bytes, reader, trusted, &history, report));
        let before = |number: usize| start.clone().follow_all(self.steps.get(..number)?).ok();
        for receipt in reader.receipts {
            shown::receipt(self, receipt, trusted, &before, report);
        }
        for bundle in reader.lodged {
            report.under(Code::LodgedAndLeftOut, |report| {
                shown::lodged(self, bundle, trusted, &proceeding, &before, report);
            });
        }
        if let Some((standing, max_age)) = reader.latest {
            let latest = Latest { standing, max_age, now: reader.now };
            report.under(Code::Latest, |report| {
                shown::latest(&links, latest, &self.body.case, &history, trusted, report);
            });
        }
        Some(proceeding)
    }

    /// The trust files, where the reader's newest stands and leads to the finding's.
    fn trusted<'t>(&self, reader: &Reader<'t>, report: &mut Report) -> Option<Trusted<'t>> {
        let what = "who vouches is known";
        let Some(newest) = reader.trust.iter().max_by_key(|file| file.trust().version()) else {
            report
                .skip(what, "no trust file was given: get the body's from a source that you trust, as `--trust FILE`");
            return None;
        };
        let (version, named) = (newest.trust().version(), &self.trust);
        let twin = reader.trust.iter().find(|other| {
            let (one, other) = (newest.trust(), other.trust());
            one.version() == other.version() && one.digest() != other.digest()
        });
        if twin.is_some() {
            let because = format!(
                "you gave two trust files of version {version} that differ: one of them is not the body's; ask its signers"
            );
            report.fail(what, because);
            return None;
        }
        if version < reader.last_seen {
            report.fail(
                what,
                format!("you have seen version {} of the trust file, and gave version {version}", reader.last_seen),
            );
            return None;
        }
        if named.version > version {
            let more =
                format!("the finding goes by version {} of the trust file, and yours is {version}", named.version);
            report.skip(what, format!("{more}: get the newest, from a source that you trust"));
            return None;
        }
        if !newest.reaches(named.version, &named.digest) {
            report
                .fail(what, format!("version {} of the trust file is another than the finding goes by", named.version));
            return None;
        }
        let Some(then) = reader.trust.iter().find(|file| file.trust().digest() == named.digest) else {
            let more = format!("the finding goes by version {} of the trust file, to which yours leads", named.version);
            report.skip(what, format!("{more}: give that version too"));
            return None;
        };
        if newest.trust().is_expired(reader.now) {
            let until = newest.trust().expires();
            report
                .skip(what, format!("your trust file ended at {until}, and a newer one may have closed a key: get it"));
        } else {
            report.hold(format!("{what}: version {version} of the trust file of {}", newest.trust().body()));
        }
        Some(Trusted { newest: newest.trust(), then: then.trust() })
    }

    /// The rules, where the trust file has them in force when the case began.
    fn rules(&self, trusted: Trusted<'_>, report: &mut Report) -> Option<Policy> {
        let what = "the rules are those that the trust file has in force";
        let policy = match Policy::parse(&self.policy) {
            Ok(policy) => policy,
            Err(error) => {
                report.fail("the rules are well formed", error);
                return None;
            }
        };
        if !trusted.then.has_rules(&policy.digest(), self.heads.before.len() as u64) {
            report.fail(what, format!("the finding's have the SHA-256 {}, which is none of them", policy.digest()));
            return None;
        }
        report.hold(what);
        Some(policy)
    }

    /// Each link bears one signature, by a key of the secretariat; one of them gave the chain its place.
    fn links(&self, trusted: Trusted<'_>, report: &mut Report) -> Option<Links> {
        let mut digests = Vec::with_capacity(self.steps.len());
        let mut keys = Vec::with_capacity(self.steps.len());
        let mut begun = None;
        for (number, note) in self.steps.iter().enumerate() {
            let chain = |because: String| (Code::Chain, format!("link {number} {because}"));
            let read = signed_once(note, &trusted.office()).and_then(|(note, key)| {
                let link: Result<Link<PanelEvent>, LinkFormError> = Link::parse(note.text());
                let link = link.map_err(|error| chain(format!("is not well formed: {error}")))?;
                Ok((note, key, link))
            });
            let (note, key, link) = match read {
                Ok(read) => read,
                Err((code, because)) => {
                    let because = if code == Code::KeyUnknown { format!("link {number} {because}") } else { because };
                    report.under(code, |report| report.fail("each link is signed once, by the secretariat", because));
                    return None;
                }
            };
            digests.push(Sha256Digest::of(note.text().as_bytes()));
            keys.push(key);
            if let (PanelEvent::Begun { nonce, body }, None) = (link.event, &begun) {
                begun = Some((number as u64, body, nonce));
            }
        }
        report.under(Code::KeyUnknown, |report| report.hold("each link is signed once, by a key of the secretariat"));
        let Some(begun) = begun else {
            let because = "no link gives the case a place there: its steps are of the first form";
            report.under(Code::HeadsLog, |report| report.fail("the case is in the heads log", because));
            return None;
        };
        if begun.1 != *trusted.then.body() {
            let because =
                format!("its case is of another body than `{}`, whose trust file this is", trusted.then.body());
            report.under(Code::Trust, |report| {
                report.fail("it is a finding of the body that the trust file is of", because)
            });
            return None;
        }
        if begun.0 > 0 {
            let because = format!(
                "links 0 to {} are of the first form: their completeness, dates and order are the secretariat's word",
                begun.0 - 1
            );
            report.under(Code::FirstForm, |report| {
                report.skip("the case stood in the heads log from its first link on", because)
            });
        }
        Some(Links { digests, keys, begun })
    }

    /// The epochs lead to cosigned checkpoints, in each of them the case moved as it says, and before the first nothing was at its place.
    fn history(
        &self,
        trusted: Trusted<'_>,
        links: &Links,
        members: &MembersChain,
        report: &mut Report,
    ) -> Option<VerifiedHistory> {
        let what = "the epochs of the body lead to checkpoints that enough witnesses cosigned";
        let history = match self.heads.history(&links.digests, &members.digests) {
            Ok(history) => history,
            Err(error) => {
                let code = match error {
                    InvalidCourse::NoLink { .. } => Code::EpochHead,
                    InvalidCourse::NoMembersLink { .. } => Code::MembersForked,
                    _ => Code::HeadsLog,
                };
                report.under(code, |report| report.fail(what, error));
                return None;
            }
        };
        let (_, body, nonce) = &links.begun;
        let nonces = [nonce, &members.nonce].map(|nonce| Nonce::from_bytes(nonce.as_bytes()));
        let [case, of_members] = &nonces;
        let place = |subject: &Subject| Position::of(body, subject);
        let chains = [
            ChainPlace { position: place(&Subject::Case(self.body.case.clone())), nonce: case, is_dated: true },
            ChainPlace { position: place(&Subject::Members), nonce: of_members, is_dated: false },
        ];
        // The newest: it may say where a log ended that the finding's own has without an end.
        let logs = trusted.newest.logs();
        let believe = believed_by(trusted.then.heads(), trusted.liars());
        let verified = match history.verify(&LogEnd::default(), body, &chains, logs, believe) {
            Ok(verified) => verified,
            Err(error) => {
                report.under(code_of(&error), |report| report.fail(what, error));
                return None;
            }
        };
        report.under(Code::HeadsLog, |report| match trusted.then.liars() {
            None => report
                .skip(what, "no quorum of witnesses keeps the log from showing two trees: it is the operator's word"),
            Some(0) => report.skip(what, "they do, and one lying witness would be enough to show another tree"),
            Some(liars) => report.hold_so_far(
                what,
                format!(
                    "{} epochs, {} checkpoints; {liars} lying {} survived",
                    history.epochs.len(),
                    verified.bounds.len(),
                    if liars == 1 { "witness is" } else { "witnesses are" }
                ),
            ),
        });
        let what = "the case stood in no earlier epoch, from the body's first on";
        let began = verified.moves.get(CASE).and_then(|moves| moves.first()).map(|moved| moved.epoch);
        let began = began.filter(|began| *began > 0 && *began == self.heads.before.len() as u64);
        report.under(Code::CaseBeganEarlier, |report| match began {
            Some(_) => report.hold(what),
            None => report.fail(what, "the epochs that are shown without it do not end where it began"),
        });
        began.and(Some(verified))
    }

    /// The record has this finding, of this round.
    fn recorded(
        &self,
        bytes: &[u8],
        reader: &Reader<'_>,
        trusted: Trusted<'_>,
        history: &VerifiedHistory,
        report: &mut Report,
    ) {
        let what = "the record has the finding of this round";
        let Some(proof) = reader.proof else {
            return report.skip(what, "no proof was given: get the one that is published beside the finding");
        };
        let proof = match TlogProof::parse(proof) {
            Ok(proof) => proof,
            Err(error) => return report.fail(what, format!("the proof cannot be read: {error}")),
        };
        let Some(entry) = proof.unauthenticated_extra.as_deref() else {
            return report.fail(what, "the proof does not hold the entry: get the one that is published");
        };
        let believed = match proof.verify(trusted.then.record(), entry) {
            Ok(believed) => believed,
            Err(error) => return report.fail(what, error),
        };
        let known = match Entry::parse(entry) {
            Ok(Entry::Known(known)) => known,
            Ok(Entry::Unknown(_)) => {
                return report.fail(what, "the entry is of a kind that this version does not know");
            }
            Err(error) => return report.fail(what, error),
        };
        let Statement::RoundFinding { of, epoch, document, assessment } = known.statement() else {
            return report
                .fail(what, format!("the entry is a `{}` and not the finding of a round", known.statement().kind()));
        };
        let last = history.last();
        let parts = [
            ("body", of.body == *trusted.then.body()),
            ("case", of.case == self.body.case),
            ("round", of.round == self.body.round),
            ("epoch", *epoch == last),
            ("document", *document == Sha256Digest::of(bytes)),
            ("assessment", *assessment == self.body.freeze.assessment),
        ];
        let differing: Vec<&str> = parts.iter().filter(|(_, same)| !same).map(|(part, _)| *part).collect();
        if differing.is_empty() {
            let head = believed.checkpoint();
            let of = format!("number {} of {} entries in `{}`", proof.index, head.head().size, head.origin());
            report.hold_so_far(what, format!("{of}, counted from 0"));
        } else {
            report.fail(what, format!("the entry names another {}", differing.join(", ")));
        }
    }
}

/// What an epoch that does not hold says of the finding.
fn code_of(error: &HistoryError) -> Code {
    match error {
        HistoryError::NotOn { chain: MEMBERS, .. } => Code::MembersForked,
        HistoryError::NotOn { .. } => Code::EpochHead,
        HistoryError::Path { moved, .. } => match moved.as_slice() {
            [_] => Code::EpochHead,
            [_, Some(_)] => Code::MembersForked,
            // Neither is said to have moved: a case that stood there and began anew, or members of whom something is left out.
            _ => Code::CaseBeganEarlier,
        },
        _ => Code::HeadsLog,
    }
}

/// The note, and the one key among `keys` that signed it.
pub(super) fn signed_once(note: &str, keys: &[VerifierKey]) -> Result<(Note, VerifierKey), (Code, String)> {
    let note = Note::parse(note.as_bytes()).map_err(|error| (Code::Chain, format!("is no signed note: {error}")))?;
    let [line] = note.signatures() else {
        return Err((Code::Chain, format!("bears {} signatures, and one is needed", note.signatures().len())));
    };
    let unknown = || (Code::KeyUnknown, "is signed by a key that the trust file does not have".to_owned());
    let key = keys.iter().find(|key| key.signs(line)).ok_or_else(unknown)?.clone();
    key.verify(note.text(), line).map_err(|error| (Code::Chain, format!("is not the secretariat's: {error}")))?;
    Ok((note, key))
}
