//! The panel: independent people review a case, dissent and decide, by rules that the software enforces.

pub mod bounds;
pub mod finding;
pub mod member;
pub mod party;
pub mod policy;
pub mod proceeding;
pub mod recusal;
mod spelled;
pub mod step;
pub mod tally;

pub use bounds::Unfit;
pub use finding::Finding;
pub use member::{Enrolment, Member, MemberEvent};
pub use party::{Party, PartyRole};
pub use policy::{Policy, PolicyError};
pub use proceeding::{Accepted, PanelEvent, Proceeding, ReadError, Refused, Stage, Submitted};
pub use recusal::{Recusal, RuleName};
pub use step::{Position, Salt, SignedStep, Statement, Step, StepKind};
pub use tally::{Measure, Measures, Tally};
