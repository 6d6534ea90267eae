mod case;
mod finding;
mod heads;
mod home;
mod panel;
mod reading;
mod record;
mod trust;
mod verify;
mod witness;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use dunant::evidence::Limits;
use dunant::vocabulary::{Date, Probability};

pub(crate) use case::{AddOptions, CaseCommand, NewOptions, Who};
pub(crate) use finding::FindingCommand;
pub(crate) use heads::HeadsCommand;
pub(crate) use home::{BackupOptions, DemoOptions, HomeOption, InitOptions, RestoreOptions};
pub(crate) use panel::{
    About, AskKind, DeclareOptions, EnrolOptions, MemberCommand, MemberStep, PanelCommand, Sealed, VoteChoice,
};
pub(crate) use reading::{
    AgainOptions, DraftFile, JudgingOptions, PageOptions, ReadFormat, ReadOptions, ReaderOptions, ReadingOptions,
};
pub(crate) use record::{
    AppendOptions, EntryKind, MonitorOptions, RecordCommand, RecordServeOptions, Standing, TokenCommand,
};
pub(crate) use trust::{DraftOptions, TrustCommand};
pub(crate) use verify::VerifyOptions;
pub(crate) use witness::{ServeOptions, WitnessCommand};

/// Examine cyberattacks on civilians: who did it, how sure, why, and which promise it concerns.
///
/// All runs on this machine, without a network, but for logs and witnesses elsewhere that `record` and `witness` are pointed at. The
/// same evidence, knowledge and model give the same bytes.
#[derive(Debug, Parser)]
#[command(
    name = "dunant",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 done, 1 broke, 2 the evidence is insufficient to name anyone, 3 what was to be \
                  verified does not hold, 4 it holds as far as it could be checked.\n\n\
                  Example:  dunant assess examples/sony-pictures-2014"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) terminal: Terminal,
}

/// How to speak to the terminal.
#[derive(Debug, Clone, Args)]
pub(crate) struct Terminal {
    /// When to colour.
    #[arg(long, value_enum, default_value_t = Colour::Auto, global = true, value_name = "WHEN")]
    pub(crate) color: Colour,
    /// Say nothing on standard error but errors.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// Where output is a terminal and NO_COLOR is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Assess(AssessOptions),
    Read(ReadOptions),
    #[command(subcommand)]
    Knowledge(KnowledgeCommand),
    #[command(subcommand)]
    Convention(ConventionCommand),
    Init(InitOptions),
    #[command(subcommand)]
    Case(CaseCommand),
    #[command(subcommand)]
    Panel(PanelCommand),
    #[command(subcommand)]
    Heads(HeadsCommand),
    #[command(subcommand)]
    Trust(TrustCommand),
    Verify(VerifyOptions),
    #[command(subcommand)]
    Finding(FindingCommand),
    Backup(BackupOptions),
    Restore(RestoreOptions),
    Demo(DemoOptions),
    #[command(subcommand)]
    Record(RecordCommand),
    #[command(subcommand)]
    Witness(WitnessCommand),
    #[command(subcommand)]
    Bench(BenchCommand),
    /// Print a completion script for a shell.
    #[command(after_help = "Example:  dunant completions bash > ~/.local/share/bash-completion/completions/dunant")]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Read evidence; say who did it, how sure, why, and which promise it concerns.
///
/// PATH is a case directory (`case.toml` and `evidence/`), any other directory, a file, or `-` for standard input, in any mix.
/// Formats are told by content: STIX 2.x and 1.x, MISP, OpenIOC, CSV, indicator lists, text, Markdown, AsciiDoc, HTML, PDF, and
/// these in .gz and .zip.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    dunant assess examples/sony-pictures-2014\n  \
    dunant assess case/ --explain\n  \
    dunant assess report.pdf iocs.csv --format json > assessment.json\n  \
    dunant assess case/ --as-of 2014-11-24 --report assessment.html\n  \
    curl … | dunant assess -\n\n\
    Exit codes: 0 somebody is named, or the case has facts and no evidence; 1 broke, or nothing could be read; \
    2 the evidence is insufficient to name anyone.")]
pub(crate) struct AssessOptions {
    #[command(flatten)]
    pub(crate) reading: ReadingOptions,
    /// What to print: one screen for people, or the document, schema `dunant.assessment/2`.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) page: PageOptions,
    /// Also commit to the result in this log without showing it: document, salt and proof are kept below `LOG/sealed/`.
    #[arg(long, value_name = "LOG")]
    pub(crate) seal: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) judging: JudgingOptions,
    /// Fail when anything could not be read.
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PriorContext {
    /// By their activity around the incident, what is written of them, and whether they are said to target the victim's country
    /// and sector.
    On,
    /// Every known actor is as probable beforehand as any other.
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// Everything, for programs.
    Json,
}

/// Build, look into and compare knowledge packs.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:  dunant knowledge show \"Lazarus Group\"")]
pub(crate) enum KnowledgeCommand {
    /// Build a pack from ATT&CK bundles, MISP galaxies and labelled incidents.
    ///
    /// A list of labelled incidents is a TOML file of `[[incident]]` tables with actor, source, title, published, files, and
    /// where known url and terms. Its indicators, software and techniques become knowledge of that actor, on that report.
    #[command(after_help = "Example:\n  \
        dunant knowledge import --attack enterprise-attack.json.gz --galaxy misp-galaxy/clusters --out my.pack")]
    Import {
        /// ATT&CK release: a STIX bundle, plain or gzip. Repeatable: of several releases the newest is imported, and the earlier
        /// ones say since when each relation is known.
        #[arg(long, value_name = "FILE")]
        attack: Vec<PathBuf>,
        /// When the ATT&CK release was published (YYYY-MM-DD). Repeatable, in the order of `--attack` [default: what the file says].
        #[arg(long, value_name = "DATE", value_parser = day)]
        attack_released: Vec<Date>,
        /// MISP galaxy file, or a directory of them. Repeatable.
        #[arg(long, value_name = "PATH")]
        galaxy: Vec<PathBuf>,
        /// List of labelled incidents. Repeatable.
        #[arg(long, value_name = "FILE.toml")]
        incidents: Vec<PathBuf>,
        /// Where to write the pack.
        #[arg(long, short, value_name = "FILE")]
        out: PathBuf,
    },
    /// Show what is known of an actor, a program or a technique, and who says so.
    #[command(
        after_help = "Examples:\n  dunant knowledge show \"Lazarus Group\"\n  dunant knowledge show S0154\n  dunant knowledge show T1485"
    )]
    Show {
        /// A name or identifier.
        #[arg(value_name = "ACTOR|SOFTWARE|TECHNIQUE")]
        name: String,
        /// Use this knowledge pack instead of the shipped one.
        #[arg(long, value_name = "FILE")]
        knowledge: Option<PathBuf>,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
    /// Say what changed from one pack to another.
    #[command(
        after_help = "Example:\n  dunant knowledge diff old.pack new.pack\n\n`shipped` stands for the shipped pack."
    )]
    Diff {
        /// The earlier pack.
        before: PathBuf,
        /// The later pack.
        after: PathBuf,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
}

/// Read the promises that states have made or been asked for, and hold a case against them.
///
/// A verdict says consistent with breach, not a breach, undetermined, or not applicable; it never says guilt.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:  dunant convention check examples/sony-pictures-2014")]
pub(crate) enum ConventionCommand {
    /// List every instrument and its clauses, with the names that the other commands take.
    #[command(after_help = "Example:  dunant convention list")]
    List {
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
    /// Show what an instrument or one clause promises, who is bound, and the rule that cases are held against.
    #[command(after_help = "Examples:\n  dunant convention show us-china-2015\n  \
        dunant convention show us-china-2015/ip-theft")]
    Show {
        /// An instrument, or an instrument and one of its clauses: `us-china-2015/ip-theft`.
        #[arg(value_name = "ARTICLE")]
        article: String,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
    /// Hold the facts of a case against every clause; say which facts decide, and which are missing.
    #[command(after_help = "Examples:\n  dunant convention check examples/sony-pictures-2014\n  \
        dunant convention check case.toml --as-of 2014-12-31 --format json\n  \
        dunant convention check case/ --report verdicts.html")]
    Check {
        #[command(flatten)]
        case: CaseOptions,
        /// Also write a self-contained HTML page, each clause drawn as a tree.
        #[arg(long, value_name = "FILE.html")]
        report: Option<PathBuf>,
    },
    /// Print the facts that a case suggests and does not state, as `[[fact]]` tables ready for its case file.
    ///
    /// They are read from the case file's own description and from the evidence, by fixed rules; never from the assessment or from
    /// claims about the actor. None counts in a verdict until a person accepts it.
    #[command(after_help = "Example:  dunant convention propose examples/sony-pictures-2014")]
    Propose {
        /// A case directory, or its `case.toml`.
        #[arg(value_name = "CASE")]
        case: PathBuf,
        /// Use this knowledge pack instead of the shipped one.
        #[arg(long, value_name = "FILE")]
        knowledge: Option<PathBuf>,
        /// What to print; `text` is TOML.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
    /// Enter a proposed fact at the end of a case file, under the name of who accepts it.
    ///
    /// Read the places that `propose` names first: who accepts a fact answers for it.
    #[command(after_help = "Examples:\n  dunant convention accept case/ effect.kind --author \"A. Person\"\n  \
        dunant convention accept case/ effect.kind --author \"A. Person\" --value destruction interruption")]
    Accept {
        /// A case directory, or its `case.toml`.
        #[arg(value_name = "CASE")]
        case: PathBuf,
        /// The fact, as `propose` names it.
        #[arg(value_name = "FACT")]
        fact: String,
        /// Who accepts it.
        #[arg(long, value_name = "NAME")]
        author: String,
        /// The words to enter instead of those proposed; at least one of these must be among them.
        #[arg(long, value_name = "WORD", num_args = 1..)]
        value: Vec<String>,
        /// Use this knowledge pack instead of the shipped one.
        #[arg(long, value_name = "FILE")]
        knowledge: Option<PathBuf>,
    },
    /// Show one verdict in full: the rule with what the facts say to each part of it, sources, and what is missing.
    #[command(after_help = "Example:  dunant convention explain examples/sony-pictures-2014 \
        digital-geneva-convention/elections-and-press")]
    Explain {
        #[command(flatten)]
        case: CaseOptions,
        /// An instrument and one of its clauses: `us-china-2015/ip-theft`.
        #[arg(value_name = "ARTICLE")]
        article: String,
    },
    /// Say whom an instrument binds and since when, or what binds a state or company.
    #[command(after_help = "Examples:\n  dunant convention parties us-china-2015 --as-of 2015-01-01\n  \
        dunant convention parties --of Japan\n  dunant convention parties --of Microsoft --as-of 2018-06-01")]
    Parties {
        /// An instrument.
        #[arg(value_name = "INSTRUMENT")]
        instrument: Option<String>,
        /// A country or company: every instrument that can bind it.
        #[arg(long, value_name = "COUNTRY|COMPANY", conflicts_with = "instrument")]
        of: Option<String>,
        /// Say how each stood on this day (YYYY-MM-DD).
        #[arg(long, value_name = "DATE", value_parser = day)]
        as_of: Option<Date>,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
    /// List the facts that a case can state; of one, its words and what EuRepoC, VERIS, STIX and others call them.
    #[command(after_help = "Examples:\n  dunant convention facts\n  dunant convention facts actor.category\n  \
        dunant convention facts --mapping --format json > mapping.json")]
    Facts {
        /// A fact, such as `actor.category`.
        #[arg(value_name = "FACT")]
        fact: Option<String>,
        /// The words and codes of every fact.
        #[arg(long, conflicts_with = "fact")]
        mapping: bool,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
    /// Look for mistakes in instruments that you write: wrong words, missing parts, clauses that can come out one way only.
    ///
    /// A list of parties in `parties/NAME.toml` beside `NAME.toml` is looked at with it. The exit code is 1 when anything was found.
    #[command(after_help = "Example:  dunant convention lint instruments/us-china-2015.toml")]
    Lint {
        /// Instrument files.
        #[arg(required = true, value_name = "FILE.toml")]
        files: Vec<PathBuf>,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
}

/// A case whose facts are held against clauses.
#[derive(Debug, Clone, Args)]
pub(crate) struct CaseOptions {
    /// A case directory, or its `case.toml`.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Leave out what was published, or became true, after this day (YYYY-MM-DD). Who was bound is always decided by the day of
    /// the incident.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Date>,
    /// What to print.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(crate) format: Format,
}

/// Measure how well Dunant works, so that a sceptic can repeat it.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:  dunant bench attribution --attack enterprise-attack-16.1.json.gz")]
pub(crate) enum BenchCommand {
    /// Measure attribution on an ATT&CK release, next to simple rankers on the same items.
    ///
    /// An item is a report that ATT&CK cites for exactly one group, with at least five techniques. With one release: as-of,
    /// as-of with a year's gap, campaigns, false flags, texts, echoes, and one sentence to a technique. With --test-attack:
    /// knowledge of the first release, reports that first appear in the second, groups new in it being the unknown ones.
    #[command(after_help = "Examples:\n  \
        dunant bench attribution --attack enterprise-attack-16.1.json.gz --report bench.html\n  \
        dunant bench attribution --attack enterprise-attack-12.1.json.gz --test-attack enterprise-attack-14.1.json.gz")]
    Attribution {
        /// ATT&CK release that knowledge is made of.
        #[arg(long, value_name = "FILE")]
        attack: PathBuf,
        /// MISP galaxy file, or a directory of them, besides. Repeatable.
        #[arg(long, value_name = "PATH")]
        galaxy: Vec<PathBuf>,
        /// A later release, whose new reports are the items.
        #[arg(long, value_name = "FILE")]
        test_attack: Option<PathBuf>,
        /// Measure this model instead of the shipped one (crates/attribution/src/model.toml shows the form).
        #[arg(long, value_name = "FILE.toml")]
        model: Option<PathBuf>,
        /// Also write a self-contained HTML page with the plots.
        #[arg(long, value_name = "FILE.html")]
        report: Option<PathBuf>,
        /// Also put the figures into this file, in the place of those of the same releases: what README and docs quote.
        #[arg(long, value_name = "FILE.json")]
        figures: Option<PathBuf>,
        /// What to print: a page for people, or the report, schema `dunant.benchmark/2`.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("`{text}` is not a day; write it as 2014-11-24"))
}

fn probability(text: &str) -> Result<Probability, String> {
    let number: f64 = text.parse().map_err(|_| format!("`{text}` is not a number from 0 to 1"))?;
    match Probability::try_new(number) {
        // At either end nothing could ever change the answer.
        Ok(p) if p > Probability::ZERO && p < Probability::ONE => Ok(p),
        Ok(_) => Err("a prior of 0 or 1 leaves nothing for evidence to decide".into()),
        Err(error) => Err(error.to_string()),
    }
}

fn limit(text: &str) -> Result<(String, u64), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE, for example item-bytes=256MiB")?;
    let value = size(value)?;
    Limits::DEFAULT.with(name, value).map_err(|error| error.to_string())?;
    Ok((name.to_owned(), value))
}

/// A number of bytes.
fn size(value: &str) -> Result<u64, String> {
    let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];
    let (digits, unit) = units
        .into_iter()
        .find_map(|(suffix, unit)| Some((value.strip_suffix(suffix)?, unit)))
        .unwrap_or((value, 1_u64));
    let number: u64 =
        digits.trim().parse().map_err(|_| format!("`{value}` is not a whole number, or one with KiB, MiB or GiB"))?;
    number.checked_mul(unit).ok_or_else(|| format!("`{value}` is too large"))
}

fn limit_help() -> String {
    format!(
        "Raise or lower a limit on evidence. Sizes take KiB, MiB, GiB. Repeatable.\n\nThe limits: {}.",
        Limits::NAMES.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    /// Every command and every command within one, by its whole name.
    fn all_commands() -> Vec<(String, clap::Command)> {
        fn walk(command: &clap::Command, name: &str, found: &mut Vec<(String, clap::Command)>) {
            found.push((name.to_owned(), command.clone()));
            for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
                walk(inner, &format!("{name} {}", inner.get_name()), found);
            }
        }
        let mut root = Arguments::command();
        root.build();
        let mut found = Vec::new();
        walk(&root, "dunant", &mut found);
        found
    }

    #[test]
    fn every_help_has_an_example() {
        for (name, mut command) in all_commands() {
            let help = command.render_long_help().to_string();
            assert!(help.contains("Example"), "`{name} --help` has no example");
        }
    }

    #[test]
    fn no_example_of_case_panel_finding_trust_and_verify_is_broken_at_80_columns() {
        for (name, mut command) in all_commands() {
            let first = name.split(' ').nth(1).unwrap_or_default();
            if !["case", "panel", "finding", "trust", "verify"].contains(&first) {
                continue;
            }
            let help = command.render_long_help().to_string();
            for line in help.lines().filter(|line| line.trim_start().starts_with("dunant ")) {
                assert!(line.chars().count() <= 80, "`{name} --help`: {line}");
            }
        }
    }

    #[test]
    fn help_of_a_format_speaks_of_its_own_command() {
        for (name, mut command) in all_commands() {
            let help = command.render_long_help().to_string();
            for (schema, of) in
                [("dunant.assessment", "assess"), ("dunant.benchmark", "bench"), ("dunant.reading", "read")]
            {
                assert!(!help.contains(schema) || name.contains(of), "`{name} --help` speaks of {schema}");
            }
        }
    }

    #[test]
    fn every_limit_is_in_the_help() {
        for wanted in ["assess", "read"] {
            let (_, mut command) =
                all_commands().into_iter().find(|(name, _)| name == &format!("dunant {wanted}")).unwrap();
            let help = command.render_long_help().to_string();
            for limit in Limits::NAMES {
                assert!(help.contains(limit), "{wanted}: {limit}");
            }
        }
    }

    #[test]
    fn limits_take_units_and_know_their_names() {
        assert_eq!(limit("item-bytes=2MiB"), Ok(("item-bytes".into(), 2 << 20)));
        assert!(limit("luck=1").unwrap_err().contains("item-bytes"));
        assert!(limit("pages=many").is_err());
        assert!(limit("pages").is_err());
        assert!(limit("item-bytes=99999999999999GiB").is_err());
    }
}
