use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use dunant::vocabulary::{Country, Moment, Sha256Digest};
use dunant_custody::CaseId;

use super::{AgainOptions, DraftFile, Format, HomeOption, PageOptions};

/// Review a case: members, sealed assessments, the parties' right of reply, votes, the finding.
///
/// Every step is signed by whoever takes it and dated by the secretariat. A step out of turn is refused with the reason, and the refusal
/// is recorded.
#[derive(Debug, Subcommand)]
#[command(after_help = "docs/a-case-from-start-to-finish.md walks through all of it.\n\n\
    Example:  dunant panel vote 2026-001 for --secret-key member-1.key\n\n\
    Exit codes: 0 done, 1 broke or refused.")]
pub(crate) enum PanelCommand {
    /// Make a key for a member or a party, and print its public half.
    #[command(after_help = "Example:\n  dunant panel key member-1.key --name example.org/panel/member-1")]
    Key {
        /// The file to make; whoever has it can sign.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The office that signs with it, not a person's name.
        #[arg(long, value_name = "NAME")]
        name: String,
    },
    /// Enrol a member, retire one, or list all.
    #[command(subcommand)]
    Member(MemberCommand),
    /// Recuse yourself from a case.
    #[command(
        after_help = "Example:\n  dunant panel recuse 2026-001 --secret-key member-4.key \\\n    --reasons \"I advised the victim\""
    )]
    Recuse {
        #[command(flatten)]
        step: MemberStep,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reasons: String,
    },
    /// Commit to your own assessment without showing it. What is sealed is final: it is shown to you, and you are asked.
    #[command(
        after_help = "Example:\n  dunant panel commit 2026-001 --secret-key member-1.key \\\n    --position position.toml\n\n\
        It writes `position.toml.salt`: keep it for `panel reveal`."
    )]
    Commit {
        #[command(flatten)]
        step: MemberStep,
        #[command(flatten)]
        sealed: Sealed,
        /// Seal without asking. Where standard input is no terminal nobody is asked.
        #[arg(long, short)]
        yes: bool,
    },
    /// Show the assessment that you committed to.
    #[command(
        after_help = "Example:\n  dunant panel reveal 2026-001 --secret-key member-1.key \\\n    --position position.toml"
    )]
    Reveal {
        #[command(flatten)]
        step: MemberStep,
        #[command(flatten)]
        sealed: Sealed,
    },
    /// Put a question, an inconsistency or an anomaly to a party. Its clock begins.
    #[command(
        after_help = "Example:\n  dunant panel ask 2026-001 --to \"North Korea\" --kind question \\\n    --text \"Who held 203.0.113.7?\""
    )]
    Ask {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// The member who asks; without it, the secretariat does.
        #[arg(long = "secret-key", alias = "key", value_name = "FILE")]
        key: Option<PathBuf>,
        /// Sign the step into this new file and hand nothing in: `hand-in` does later, or `lodge`.
        #[arg(long, value_name = "FILE", requires = "key")]
        out: Option<PathBuf>,
        /// The party, as the referral names it.
        #[arg(long, value_name = "PARTY")]
        to: String,
        /// What it is.
        #[arg(long, value_enum, default_value_t = AskKind::Question)]
        kind: AskKind,
        /// What to ask.
        #[arg(long, value_name = "TEXT")]
        text: String,
    },
    /// Record a party's reply.
    #[command(after_help = "Example:\n  dunant panel reply 2026-001 --to 1 --text \"A hotel did.\"")]
    Reply {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// The party's key, where it has registered one; without it, the secretariat records the reply on the party's behalf.
        #[arg(long = "secret-key", alias = "key", value_name = "FILE")]
        key: Option<PathBuf>,
        /// Sign the step into this new file and hand nothing in: `hand-in` does later, or `lodge`.
        #[arg(long, value_name = "FILE", requires = "key")]
        out: Option<PathBuf>,
        /// The number of the question.
        #[arg(long, value_name = "NUMBER")]
        to: u64,
        /// The reply.
        #[arg(long, value_name = "TEXT")]
        text: String,
        /// Items that the party handed in with it, by SHA-256. Repeatable.
        #[arg(long, value_name = "SHA-256")]
        evidence: Vec<Sha256Digest>,
    },
    /// Say how and when a question reached its party: without that, silence is no gap.
    #[command(after_help = "Example:\n  dunant panel serve 2026-001 --secret-key member-2.key --question 1 \\\n      \
        --how \"handed to the embassy, which stamped a copy\" --at 2026-03-02T10:00:00Z")]
    Serve {
        #[command(flatten)]
        step: MemberStep,
        /// The number of the question.
        #[arg(long, value_name = "NUMBER")]
        question: u64,
        /// To whom it was brought, which way, and what shows it.
        #[arg(long, value_name = "TEXT")]
        how: String,
        /// When it arrived.
        #[arg(long, value_name = "TIME")]
        at: Moment,
    },
    /// Complain that you are shown nothing, or of what else a reader of the case must know. It stops nothing, and stands in the finding.
    #[command(
        after_help = "Example:\n  dunant panel complain 2026-001 --secret-key member-2.key \\\n    --reasons \"I was not shown the draft\""
    )]
    Complain {
        #[command(flatten)]
        step: MemberStep,
        /// What of.
        #[arg(long, value_name = "TEXT")]
        reasons: String,
    },
    /// Draft the finding; everything that the vote will be on.
    ///
    /// With `--out` the draft is written beside the step, as `STEP.body.json`; `hand-in` and `take-up` need both.
    #[command(
        after_help = "Examples:\n  dunant panel draft 2026-001 --secret-key member-1.key \\\n    --conclusion conclusion.toml\n  \
        dunant panel draft 2026-001 --show\n  \
        dunant panel draft 2026-001 --show --format json > draft.json"
    )]
    Draft {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// Who drafts.
        #[arg(long = "secret-key", alias = "key", value_name = "FILE", required_unless_present = "show")]
        key: Option<PathBuf>,
        /// The conclusion, its reasons, and what was considered and rejected.
        #[arg(long, value_name = "FILE.toml", required_unless_present = "show")]
        conclusion: Option<PathBuf>,
        /// Sign the step into this new file and hand nothing in: `hand-in` does later, or `lodge`.
        #[arg(long, value_name = "FILE", conflicts_with = "show")]
        out: Option<PathBuf>,
        /// Print the draft that stands: what is concluded, and the assessment that it shows. It takes `--format`, `--explain` and
        /// `--report`.
        #[arg(long, conflicts_with_all = ["key", "conclusion"])]
        show: bool,
        /// What to print: one screen for people, or all that is voted on.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
        #[command(flatten)]
        page: PageOptions,
        #[command(flatten)]
        again: AgainOptions,
    },
    /// Vote on the draft. A vote against is a dissent, and its reasons are published.
    #[command(after_help = "Examples:\n  dunant panel vote 2026-001 for --secret-key member-1.key\n  \
        dunant panel vote 2026-001 against --secret-key member-3.key \\\n    --reasons \"one source\"")]
    Vote {
        #[command(flatten)]
        step: MemberStep,
        /// The vote.
        #[arg(value_enum)]
        choice: VoteChoice,
        /// Why; needed when against.
        #[arg(long, value_name = "TEXT")]
        reasons: Option<String>,
    },
    /// Close the vote, once all have voted or its clock has ended.
    #[command(after_help = "Example:\n  dunant panel decide 2026-001")]
    Decide {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
    },
    /// Publish an adopted finding: write it, enter it in the record, and keep the proof beside it.
    #[command(
        after_help = "Example:\n  dunant panel publish 2026-001\n  dunant verify published/2026-001/1/finding.json --trust trust/1.trust"
    )]
    Publish {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
    },
    /// List the receipts that are kept beside a key, and whether the heads log has each.
    #[command(after_help = "Example:\n  dunant panel receipts --secret-key member-1.key")]
    Receipts {
        #[command(flatten)]
        home: HomeOption,
        /// Your key.
        #[arg(long = "secret-key", alias = "key", value_name = "FILE")]
        key: PathBuf,
        /// Of this case alone.
        case: Option<CaseId>,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
    /// Hand in a step that its author signed into a file.
    #[command(after_help = "Example:\n  dunant panel vote 2026-001 for --secret-key member-1.key --out vote.step\n  \
        dunant panel hand-in 2026-001 vote.step --secret-key member-1.key")]
    HandIn {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// The signed step.
        #[arg(value_name = "STEP")]
        step: PathBuf,
        /// The key that signed it, beside which the receipt is kept.
        #[arg(long = "secret-key", alias = "key", value_name = "FILE")]
        key: Option<PathBuf>,
        #[command(flatten)]
        draft: DraftFile,
    },
    /// Lodge a step that was refused, ignored or held back, in a log that others run: nobody learns what it says, or of which case it is.
    #[command(
        after_help = "Example:\n  dunant panel lodge member-3.key.receipts/2026-001-21.json --log /srv/their-log"
    )]
    Lodge {
        #[command(flatten)]
        home: HomeOption,
        /// The receipt, or the signed step.
        #[arg(value_name = "STEP")]
        step: PathBuf,
        /// The directory of a log that the trust file names for lodging.
        #[arg(long, value_name = "DIR")]
        log: PathBuf,
        /// The file to make, which shows that the step was lodged [default: beside STEP, `.lodged.json`].
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Take up a step that its author lodged; the date of its lodging counts.
    #[command(after_help = "Example:\n  dunant panel take-up 2026-001 vote.lodged.json")]
    TakeUp {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// The lodged step.
        #[arg(value_name = "FILE")]
        lodged: PathBuf,
        #[command(flatten)]
        draft: DraftFile,
    },
    /// Say in a log, under your key, that a finding left your lodged step out.
    #[command(
        after_help = "Example:\n  dunant panel contest vote.lodged.json --secret-key member-3.key \\\n    --log /srv/their-log"
    )]
    Contest {
        #[command(flatten)]
        home: HomeOption,
        /// The lodged step.
        #[arg(value_name = "FILE")]
        lodged: PathBuf,
        /// Your key.
        #[arg(long = "secret-key", alias = "key", value_name = "FILE")]
        key: PathBuf,
        /// The directory of the log: the record, or one for lodging.
        #[arg(long, value_name = "DIR")]
        log: PathBuf,
    },
    /// Print where a case stands in the newest epoch, for `verify --latest`.
    #[command(after_help = "Example:\n  dunant panel standing 2026-001 > standing.json")]
    Standing {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
    },
    /// Say that the dates of links are wrong, since a clock was: what witnesses saw counts in their place.
    #[command(
        after_help = "Example:\n  dunant panel clock 2026-001 --links 12 13 --because \"the clock stood in 2036\""
    )]
    Clock {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// The numbers of the links.
        #[arg(long, value_name = "NUMBER", required = true, num_args = 1..)]
        links: Vec<u64>,
        /// What happened.
        #[arg(long, value_name = "TEXT")]
        because: String,
    },
    /// Go back to fact-finding on new facts. What was published stays, and is superseded by what follows.
    #[command(after_help = "Example:\n  dunant panel reopen 2026-001 --reasons \"logs were found\" --facts 60303ae2…")]
    Reopen {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// The member who asks for it; without it, the secretariat.
        #[arg(long = "secret-key", alias = "key", value_name = "FILE")]
        key: Option<PathBuf>,
        /// Sign the step into this new file and hand nothing in: `hand-in` does later, or `lodge`.
        #[arg(long, value_name = "FILE", requires = "key")]
        out: Option<PathBuf>,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reasons: String,
        /// Items that are new, by SHA-256. Repeatable.
        #[arg(long, value_name = "SHA-256")]
        facts: Vec<Sha256Digest>,
    },
}

#[derive(Debug, Subcommand)]
#[command(after_help = "Example:  dunant panel member list")]
pub(crate) enum MemberCommand {
    /// Enrol a member. Under a trust file the member signs its declaration, and enough appointers admit it.
    Add(EnrolOptions),
    /// Write and sign your own declaration, for the appointers.
    Declare(DeclareOptions),
    /// Admit a member: add an appointer's signature to its declaration.
    #[command(after_help = "Example:\n  dunant panel member admit member-1.note --secret-key founder-1.key")]
    Admit {
        /// The declaration; it is written anew.
        #[arg(value_name = "FILE")]
        note: PathBuf,
        /// The appointer's key.
        #[arg(long = "secret-key", alias = "key", value_name = "FILE")]
        key: PathBuf,
    },
    /// Enter a declaration, or a leaving, that all who must have signed.
    #[command(after_help = "Example:\n  dunant panel member enter member-1.note --home body")]
    Enter {
        #[command(flatten)]
        home: HomeOption,
        /// The signed note.
        #[arg(value_name = "FILE")]
        note: PathBuf,
    },
    /// List the members.
    #[command(after_help = "Example:\n  dunant panel member list --format json")]
    List {
        #[command(flatten)]
        home: HomeOption,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
    /// Retire a member; earlier signatures stand. Under a trust file the member itself signs, or enough appointers.
    #[command(
        after_help = "Example:\n  dunant panel member retire example.org/panel/member-1 \\\n    --reasons \"the term ended\""
    )]
    Retire {
        #[command(flatten)]
        home: HomeOption,
        /// The name of the member's key.
        name: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reasons: String,
        /// The key of the member, or of an appointer. Repeatable.
        #[arg(long = "secret-key", alias = "key", value_name = "FILE")]
        key: Vec<PathBuf>,
    },
}

/// Write and sign your own declaration: what could bias you is public.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  dunant panel member declare member-1.note --body example.org \\\n    --secret-key member-1.key \\\n      \
    --nationality CH --affiliation \"ETH Zurich\""
)]
pub(crate) struct DeclareOptions {
    /// The file to make.
    #[arg(value_name = "FILE")]
    pub(crate) note: PathBuf,
    /// The body.
    #[arg(long, value_name = "NAME")]
    pub(crate) body: String,
    /// Your key.
    #[arg(long = "secret-key", alias = "key", value_name = "FILE")]
    pub(crate) key: PathBuf,
    #[command(flatten)]
    pub(crate) about: About,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  dunant panel member add --secret-key member-1.key \\\n    --nationality CH --affiliation \"ETH Zurich\""
)]
pub(crate) struct EnrolOptions {
    #[command(flatten)]
    pub(crate) home: HomeOption,
    /// The member's own key: it signs its declaration, which a body with a trust file asks for.
    #[arg(long, value_name = "FILE", required_unless_present_any = ["public_key", "key"])]
    pub(crate) secret_key: Option<PathBuf>,
    /// Its public half, as `panel key` prints it, for a body without a trust file.
    #[arg(long, value_name = "KEY", conflicts_with = "secret_key")]
    pub(crate) public_key: Option<String>,
    /// Either of them: what both options were called.
    #[arg(long, hide = true, value_name = "FILE|KEY", conflicts_with_all = ["secret_key", "public_key"])]
    pub(crate) key: Option<String>,
    /// The secret key of an appointer who admits the member, under a trust file. Repeatable.
    #[arg(long = "appointer-key", alias = "appointer", value_name = "FILE")]
    pub(crate) appointer: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) about: About,
}

/// What could bias a member.
#[derive(Debug, Args)]
pub(crate) struct About {
    /// A nationality. Repeatable.
    #[arg(long, required = true, value_name = "COUNTRY")]
    pub(crate) nationality: Vec<Country>,
    /// The employer.
    #[arg(long, value_name = "NAME")]
    pub(crate) affiliation: String,
    /// The state in whose service the member is.
    #[arg(long, value_name = "COUNTRY")]
    pub(crate) in_service_of: Option<Country>,
    /// A client. Repeatable.
    #[arg(long, value_name = "NAME")]
    pub(crate) client: Vec<String>,
    /// A party with which the member has another conflict of interest. Repeatable.
    #[arg(long, value_name = "NAME")]
    pub(crate) conflict: Vec<String>,
    /// The team that the member assesses with: assessments of one team count as one.
    #[arg(long, value_name = "NAME")]
    pub(crate) team: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct MemberStep {
    #[command(flatten)]
    pub(crate) home: HomeOption,
    /// The case.
    pub(crate) case: CaseId,
    /// Your key.
    #[arg(long = "secret-key", alias = "key", value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Sign the step into this new file and hand nothing in: `hand-in` does later, or `lodge`.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Sealed {
    /// Your assessment: `answer`, `actor`, `likelihood`, `confidence`, `reasons`, and lists of tables `articles` and `rejected`.
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) position: PathBuf,
    /// Where the seal's salt is kept [default: the position's file name and `.salt`].
    #[arg(long, value_name = "FILE")]
    pub(crate) salt: Option<PathBuf>,
}

/// What is put to a party. They are three things (IAEA practice), and a reader must be able to tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AskKind {
    /// Something is not known.
    Question,
    /// Two statements, or a statement and the evidence, do not agree.
    Inconsistency,
    /// Something is not as would be expected; no statement is doubted.
    Anomaly,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum VoteChoice {
    /// Adopt the draft.
    For,
    /// Do not, and say why.
    Against,
    /// Neither.
    Abstain,
}
