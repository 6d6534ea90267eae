//! The panel: independent people review a case, dissent and decide, by rules that the software enforces.
//!
//! A case is a [`Proceeding`]. What happens to it are [`step`]s, each signed by whoever takes it: the secretariat refers, opens and
//! counts; members seal their assessments, open them, ask, draft and vote; parties answer. A step is taken or refused, and either
//! is recorded in the chain of the case. Whoever has that chain and the [`policy`] reads the case back through the same rules,
//! offline: a step that breaks one cannot stand in it.
//!
//! ```
//! use dunant_panel::step::{Admissibility, Referral, Ruling, SignedStep, Step};
//! use dunant_panel::{Enrolment, Member, MemberEvent, Party, PartyRole, Policy, Proceeding, Stage};
//! use dunant_record::SignerKey;
//! use dunant_vocabulary::Moment;
//!
//! let key = |name: &str, seed| SignerKey::from_seed(name.parse().unwrap(), &[seed; 32]);
//! let secretariat = key("example.org/secretariat", 1);
//! let policy = Policy::parse(&Policy::model(&secretariat.public()))?;
//! let now: Moment = "2026-11-25T08:00:00Z".parse()?;
//!
//! // Four people are enrolled; one is a national of the state that will be accused.
//! let mut enrolment = Enrolment::new();
//! for (number, country) in [(1, "CH"), (2, "KE"), (3, "BR"), (4, "RU")] {
//!     let member = Member {
//!         key: key(&format!("example.org/panel/member-{number}"), 10 + number).public(),
//!         nationalities: vec![country.parse()?],
//!         affiliation: format!("University {number}"),
//!         state_service: None,
//!         clients: vec![],
//!         conflicts: vec![],
//!         team: None,
//!     };
//!     enrolment.take(MemberEvent::Enrolled(Box::new(member)), now)?;
//! }
//!
//! // A case is referred, admitted and opened.
//! let mut case = Proceeding::new("2026-1".parse()?, policy.clone(), Some(enrolment.clone()));
//! let accused = Party {
//!     name: "Russian Federation".into(),
//!     role: PartyRole::Accused,
//!     country: Some("RU".parse()?),
//!     aliases: vec![],
//!     key: None,
//! };
//! let referral = Step::Referral(Referral {
//!     question: "Who disrupted the power grid?".into(),
//!     title: "The grid".into(),
//!     incident: None,
//!     parties: vec![accused],
//!     referred_by: "CERT of the operator".into(),
//! });
//! let admitted = Step::Admissibility(Admissibility { decision: Ruling::Admitted, reasons: "Civilians were cut off.".into() });
//! let mut links = Vec::new();
//! let mut hand_in = |case: &mut Proceeding, step| {
//!     let note = SignedStep::sign(case.case().clone(), step, &secretariat)?.to_string();
//!     let submitted = case.submit(&note, now, &secretariat)?;
//!     links.push(submitted.note);
//!     Ok::<_, Box<dyn std::error::Error>>(submitted.result?)
//! };
//! hand_in(&mut case, referral)?;
//! hand_in(&mut case, admitted)?;
//! let opening = Step::Opening(case.opening_of(enrolment.enrolled().to_vec()));
//! hand_in(&mut case, opening)?;
//! assert_eq!(case.stage(now), Stage::FactFinding);
//! let recusals: Vec<String> = case.recusals().map(|recusal| format!("{}: {}", recusal.rule, recusal.because)).collect();
//! assert_eq!(recusals, ["nationality: a national of Russia; `Russian Federation` is accused"]);
//! assert_eq!(case.next(now)[0].words, "end fact-finding, and fix what is assessed");
//!
//! // Whoever has the chain and the policy reads the same case.
//! assert_eq!(Proceeding::read("2026-1".parse()?, policy, Some(enrolment), &links)?, case);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The way through the crate: [`policy`] (what an institution decides for itself), [`member`], [`party`] and [`recusal`] (who may
//! judge whom), [`names`] (which nobody can mistake), [`step`] (what is signed), [`proceeding`] (what follows on what), [`tally`] (when a vote is a finding).
//!
//! Nothing here does I/O, reads a clock or draws random numbers: times and salts are passed in. The time of a step is the
//! secretariat's, that of the link which records it; a chain proves the order of its links, and who wants proof of their time too
//! lets the record witness the newest.

pub mod bounds;
pub mod finding;
pub mod heads_line;
pub mod known;
pub mod lodging;
pub mod member;
pub mod names;
pub mod party;
pub mod policy;
pub mod proceeding;
pub mod receipt;
pub mod recusal;
mod spelled;
pub mod standing;
pub mod step;
mod strict;
pub mod tally;
pub mod trust;

pub use bounds::Unfit;
pub use finding::Finding;
pub use member::{Enrolment, Member, MemberEvent, MemberNote};
pub use names::NameRefused;
pub use party::{Party, PartyRole};
pub use policy::{Policy, PolicyError};
pub use proceeding::{Accepted, PanelEvent, Proceeding, ReadError, Refused, Stage, Submitted};
pub use recusal::{Recusal, RuleName};
pub use step::{Position, Salt, SignedStep, Statement, Step, StepKind};
pub use tally::{Measure, Measures, Tally};
pub use trust::{Trust, TrustFile};
