use std::path::PathBuf;

use clap::{Args, Subcommand};
use dunant::vocabulary::{AdmiraltyGrade, DateRange, Pap, Tlp};
use dunant_custody::CaseId;

use super::{AgainOptions, Format, HomeOption, JudgingOptions, PageOptions, ReaderOptions, size};

/// Keep cases: what was handed in, by whom, who has seen it, and what it was frozen as.
///
/// A case lives in a data directory that `dunant init` made. Evidence is encrypted at rest; whatever is done with it is a signed link of
/// its chain of custody.
#[derive(Debug, Subcommand)]
#[command(after_help = "docs/a-case-from-start-to-finish.md walks through all of it.\n\n\
    Example:  dunant case show 2026-001\n\n\
    Exit codes: 0 done, 1 broke or refused, 3 verification failed.")]
pub(crate) enum CaseCommand {
    /// Refer an incident to the body: the question, and whom it concerns.
    New(NewOptions),
    /// Decide whether a referral is admissible.
    #[command(after_help = "Example:\n  dunant case admit 2026-001 --reasons \"civilians were harmed\"")]
    Admit {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// Why; whoever referred it will read this.
        #[arg(long, value_name = "TEXT")]
        reasons: String,
        /// It is not admitted, and ends here.
        #[arg(long)]
        not: bool,
    },
    /// Open an admitted case: appoint every member, compute who is recused and by which rule, and record both.
    #[command(after_help = "Example:\n  dunant case open 2026-001")]
    Open {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
    },
    /// Take evidence in: each file is encrypted, stored, and gets a signed receipt.
    Add(AddOptions),
    /// Take in the case file: incident, victim, and the facts that the verdicts rest on (docs/case-file.md).
    #[command(after_help = "Example:\n  dunant case describe 2026-001 case.toml")]
    Describe {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// The case file.
        #[arg(value_name = "case.toml")]
        file: PathBuf,
        /// Names of the victim's hosts, users and domains, one a line: held back in all that leaves the case.
        #[arg(long, value_name = "FILE")]
        withhold: Option<PathBuf>,
    },
    /// Show where a case stands, whose turn it is, and which clocks run.
    #[command(after_help = "Example:\n  dunant case show 2026-001")]
    Show {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
    /// List the cases.
    #[command(after_help = "Example:\n  dunant case list --format json")]
    List {
        #[command(flatten)]
        home: HomeOption,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
    /// Print what happened to every item, from its receipt on.
    #[command(after_help = "Examples:\n  dunant case custody 2026-001\n  \
        dunant case custody 2026-001 --out custody.json   # for `dunant verify`\n  \
        dunant case custody 2026-001 --out custody.json \\\n    --up-to red --with-personal-data")]
    Custody {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// Write the signed chains to this file instead, for somebody else. A receipt says what its item is called: the chains of items
        /// above the marking are left out, and those whose words name one, or hold personal data.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Write the chains of items of this marking and of more open ones.
        #[arg(long, value_name = "TLP", default_value = "clear", requires = "out")]
        up_to: Tlp,
        /// Write those that hold personal data too.
        #[arg(long, requires = "out")]
        with_personal_data: bool,
    },
    /// List what was read from one item, each observation with its number. The access is recorded.
    #[command(after_help = "Example:\n  dunant case read 2026-001 report.md --by investigator-2 --purpose timeline")]
    Read {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// The item: its name or SHA-256, or the beginning of it.
        item: String,
        #[command(flatten)]
        who: Who,
    },
    /// Copy a case's evidence out, decrypted, to a new directory that `assess` and `verify` read. Each copy is recorded.
    ///
    /// Items above the marking, and those that hold personal data or a private key, stay in the house unless it is asked for; the case
    /// file tells nothing of what is marked above.
    #[command(
        after_help = "Examples:\n  dunant case export 2026-001 copy --to \"a newspaper\" \\\n    --by registrar --purpose \"a request\"\n  \
        dunant case export 2026-001 copy --to \"a court\" --up-to red \\\n    --with-personal-data --by registrar --purpose \"an order\""
    )]
    Export {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// The directory to make.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        /// Who gets it.
        #[arg(long, value_name = "WHO")]
        to: String,
        /// The recipient is inside the organisation: record a copy, not an export.
        #[arg(long)]
        within: bool,
        /// Copy items of this marking and of more open ones.
        #[arg(long, value_name = "TLP", default_value = "clear")]
        up_to: Tlp,
        /// Copy items that hold personal data too.
        #[arg(long)]
        with_personal_data: bool,
        /// Copy items that hold somebody's private key too, which are evidence of it.
        #[arg(long)]
        with_secret_keys: bool,
        #[command(flatten)]
        who: Who,
    },
    /// Show some observations of a sealed item to the public, each with its proof; the rest stays sealed.
    #[command(
        after_help = "Example:\n  dunant case disclose 2026-001 report.md 0 4 17 \\\n    --by registrar --purpose finding"
    )]
    Disclose {
        #[command(flatten)]
        home: HomeOption,
        /// The case, frozen.
        case: CaseId,
        /// The item: its name or SHA-256, or the beginning of it.
        item: String,
        /// The observations, by the numbers that `case read` prints.
        #[arg(required = true, value_name = "NUMBER")]
        observations: Vec<u64>,
        /// Show observations that hold personal data too.
        #[arg(long)]
        with_personal_data: bool,
        #[command(flatten)]
        again: AgainOptions,
        #[command(flatten)]
        who: Who,
    },
    /// End fact-finding: seal every item, assess, and record the digests of evidence, knowledge, model and instruments.
    ///
    /// Settings are those of `assess`. The freeze names them by their digest, and `verify` computes the finding again under them.
    #[command(
        after_help = "Examples:\n  dunant case freeze 2026-001\n  dunant case freeze 2026-001 --as-of 2026-03-14 --grade C3"
    )]
    Freeze {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        #[command(flatten)]
        with: ReaderOptions,
        #[command(flatten)]
        judging: JudgingOptions,
    },
    /// Print the frozen assessment, on one screen as `assess` prints it: what members assess. The access to every item is recorded.
    ///
    /// It is computed again, and printed where it is the frozen one to the byte; `--format json` prints what was frozen.
    #[command(
        after_help = "Examples:\n  dunant case assessment 2026-001 --by member-1 --purpose \"own assessment\"\n  \
        dunant case assessment 2026-001 --explain --report assessment.html \\\n    --by member-1 --purpose \"own assessment\"\n  \
        dunant case assessment 2026-001 --format json --by member-1 \\\n    --purpose \"own assessment\" > assessment.json"
    )]
    Assessment {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// What to print: one screen for people, or the document, schema `dunant.assessment/2`.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
        #[command(flatten)]
        page: PageOptions,
        #[command(flatten)]
        again: AgainOptions,
        #[command(flatten)]
        who: Who,
    },
    /// Mark or grade an item anew; what is not given stays. The change is recorded.
    #[command(
        after_help = "Example:\n  dunant case mark 2026-001 report.md --tlp clear --by registrar \\\n    --reasons \"its author agreed\""
    )]
    Mark {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// The item: its name or SHA-256, or the beginning of it.
        item: String,
        /// How far it may be shared (TLP 2.0).
        #[arg(long, value_name = "TLP")]
        tlp: Option<Tlp>,
        /// What may be done with it (PAP).
        #[arg(long, value_name = "PAP")]
        pap: Option<Pap>,
        /// Reliability of the source and credibility of the information (Admiralty code).
        #[arg(long, value_name = "GRADE")]
        grade: Option<AdmiraltyGrade>,
        /// Who decides it: an office rather than a name.
        #[arg(long, value_name = "OFFICE")]
        by: String,
        /// Why; needed where a marking becomes more open.
        #[arg(long, value_name = "TEXT", default_value = "")]
        reasons: String,
    },
    /// Say that the dates of links in the chains of items are wrong, since a clock was: what witnesses saw counts in their place.
    ///
    /// Without `--item`, of every item those that are dated later than now: under a clock that ran ahead nothing else can be recorded before.
    #[command(
        after_help = "Examples:\n  dunant case clock 2026-001 --by registrar --because \"the clock stood at 2036\"\n  \
        dunant case clock 2026-001 --by registrar --item report.md --links 3 4 \\\n    --because \"the clock stood at 2019\""
    )]
    Clock {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
        /// Of this item alone: its name, or the beginning of its SHA-256.
        #[arg(long, value_name = "ITEM", requires = "links")]
        item: Option<String>,
        /// The numbers of its links, from 0, as `case custody --out` has them.
        #[arg(long, value_name = "NUMBER", num_args = 1.., requires = "item")]
        links: Vec<u64>,
        /// Who found it.
        #[arg(long, value_name = "WHO")]
        by: String,
        /// What happened.
        #[arg(long, value_name = "TEXT")]
        because: String,
    },
    /// Read all evidence of a case, and name what was lost or damaged. What is found is recorded; 3 where anything is.
    #[command(after_help = "Example:\n  dunant case check 2026-001")]
    Check {
        #[command(flatten)]
        home: HomeOption,
        /// The case.
        case: CaseId,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  dunant case new 2026-001 --title \"Hospital wiper\" \\\n    \
    --question \"Who wiped the hospital's computers?\" --referred-by \"a national CERT\" \\\n    \
    --accused \"North Korea:KP\" --affected \"Example Hospital:CH\"")]
pub(crate) struct NewOptions {
    #[command(flatten)]
    pub(crate) home: HomeOption,
    /// The case's name: lower-case letters, digits and hyphens. It is public.
    pub(crate) case: CaseId,
    /// What the case is called in public.
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: String,
    /// What the body is asked.
    #[arg(long, value_name = "TEXT")]
    pub(crate) question: String,
    /// When it happened: a day, a month, a year or a range.
    #[arg(long, value_name = "DATE")]
    pub(crate) incident: Option<DateRange>,
    /// Who refers it.
    #[arg(long, value_name = "TEXT")]
    pub(crate) referred_by: String,
    /// A party that is accused, with its country and, behind `=`, its other names and its key:
    /// `NAME[:COUNTRY][=ALIAS;ALIAS][@KEY]`. It is asked, and may reply, before anything is concluded. Repeatable.
    #[arg(long, value_name = "PARTY")]
    pub(crate) accused: Vec<String>,
    /// A party that was affected, written likewise. Repeatable.
    #[arg(long, value_name = "PARTY")]
    pub(crate) affected: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  dunant case add 2026-001 report.pdf iocs.csv --tlp clear --grade B2\n  \
    dunant case add 2026-001 disk-notes.txt --from \"Example Hospital\" \\\n    --tlp red --pap amber")]
pub(crate) struct AddOptions {
    #[command(flatten)]
    pub(crate) home: HomeOption,
    /// The case.
    pub(crate) case: CaseId,
    /// Files, and directories of files.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Who handed it over. The receipt shows a pseudonym, one for all that the same submitter hands over in the case.
    #[arg(long, value_name = "WHO")]
    pub(crate) from: Option<String>,
    /// The submitter wants to be named: the receipt shows the name.
    #[arg(long, requires = "from")]
    pub(crate) named: bool,
    /// How it was handed over: `by courier, sealed bag 114`.
    #[arg(long, value_name = "TEXT")]
    pub(crate) handed: Option<String>,
    /// How far it may be shared (TLP 2.0).
    #[arg(long, value_name = "TLP", default_value = "amber")]
    pub(crate) tlp: Tlp,
    /// What may be done with it (PAP).
    #[arg(long, value_name = "PAP", default_value = "amber")]
    pub(crate) pap: Pap,
    /// Reliability of the source and credibility of the information (Admiralty code).
    #[arg(long, value_name = "GRADE", default_value_t = AdmiraltyGrade::UNGRADED)]
    pub(crate) grade: AdmiraltyGrade,
    /// The most bytes of one file, such as `4GiB`. However long a file is, it is not held in memory; more than `assess` reads of one
    /// (`--limit item-bytes`) is kept, and not assessed.
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "64GiB")]
    pub(crate) max_size: u64,
    /// Take in files that hold somebody's private key (PEM, OpenSSH, PGP, PuTTY): the key itself is evidence. This body's own keys are
    /// refused all the same.
    #[arg(long)]
    pub(crate) with_secret_keys: bool,
}

/// Who does something with evidence, and what for: both stand in its chain of custody.
#[derive(Debug, Args)]
pub(crate) struct Who {
    /// Who does it: an office rather than a name.
    #[arg(long, value_name = "OFFICE")]
    pub(crate) by: String,
    /// What for.
    #[arg(long, value_name = "TEXT")]
    pub(crate) purpose: String,
}
