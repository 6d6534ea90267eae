use std::io::{BufRead, IsTerminal as _, Read as _, Write};
use std::path::{Path, PathBuf};

use dunant::exchange::visible;
use dunant::panel::step::{Answer, ArticleView, Rejected};
use dunant::panel::{Position, Salt, StepKind};
use dunant_secretariat::Error;
use serde::Deserialize;

use super::steps;
use super::tool::Tool;
use crate::arguments::{MemberStep, Sealed, Terminal};
use crate::case::tell_standing;
use crate::complaint::Complaint;
use crate::output::{Outcome, tell};
use crate::record::{random, read_file, write_secret_file};

/// Whether a person is asked before something is final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    /// Where one sits at a terminal.
    OnTerminal,
    /// They have said yes before.
    Never,
}

/// A position or a conclusion, as a person writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    answer: Answer,
    reasons: String,
    #[serde(default)]
    articles: Vec<ArticleView>,
    #[serde(default)]
    rejected: Vec<Rejected>,
}

/// A position or a conclusion in a file: `articles` and `rejected` may be left out.
pub(super) fn read(file: &Path) -> Result<Position, Complaint> {
    let place = file.display();
    let wrong = |what: String| {
        Complaint::new(format!("`{place}` {what}")).with_help(
            "write `reasons = \"…\"`, then `[answer]` with `type = \"insufficient\"` and `reasons`, or `type = \"attributed\"` with \
             `actor`, `likelihood` and `confidence`; then `[[articles]]` and `[[rejected]]`",
        )
    };
    let bytes = read_file(file)?;
    let text = String::from_utf8(bytes)
        .map_err(|error| wrong(format!("is no text in UTF-8: byte {}", error.utf8_error().valid_up_to())))?;
    match text.trim_start_matches('\u{feff}').trim_start().chars().next() {
        None => return Err(wrong("is empty".to_owned())),
        Some('{') => return Err(wrong("is JSON, and an assessment or a conclusion is written in TOML".to_owned())),
        _ => {}
    }
    let written: Written =
        toml::from_str(&text).map_err(|error| wrong(format!("is not read: {}", error.to_string().trim_end())))?;
    let Written { answer, reasons, articles, rejected } = written;
    let position = Position { answer, articles, reasons, rejected };
    position.check().map_err(|error| wrong(format!("cannot stand: {error}")))?;
    Ok(position)
}

/// Commits to a position; its salt is kept beside it.
pub(super) fn commit(
    step: &MemberStep,
    sealed: &Sealed,
    asking: Asking,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let (_, key) = steps::begin(step)?;
    let position = read(&sealed.position)?;
    let mut shown = format!("`{}` seals for the case `{}`, for good:\n", key.name(), step.case);
    shown.extend(summary(&position).iter().map(|line| format!("  {line}\n")));
    let is_asked = asking == Asking::OnTerminal && std::io::stdin().is_terminal();
    if is_asked {
        let (mut input, mut output) = (std::io::stdin().lock(), std::io::stderr());
        if !agrees(&shown, &mut input, &mut output) {
            return Err(Complaint::new("nothing was sealed").with_help("answer `yes` to seal, or give `--yes`"));
        }
    } else {
        tell(terminal, shown.trim_end());
        if asking == Asking::OnTerminal {
            tell(terminal, "nobody is asked, since standard input is no terminal; `--yes` says the same");
        }
    }
    let salt = Salt::new(random()?);
    let file = salt_file(sealed);
    // Before the commitment stands: a seal without its salt can never be opened.
    write_secret_file(&file, format!("{salt}\n").as_bytes())?;
    let mut may_stand = false;
    let committed = steps::take(step, terminal, |home, key, occasion| {
        let committed = home.commit_to(&step.case, key, &position, &salt, occasion);
        may_stand = !matches!(
            &committed,
            Err(Error::Refused { .. } | Error::Input { .. } | Error::NotYet { .. } | Error::NoCase(_))
        );
        committed
    });
    // Where the seal stands, or nobody knows whether it does, its salt is kept whatever else failed.
    if committed.is_err() && !may_stand {
        let _ = std::fs::remove_file(&file);
    }
    let proceeding = committed?;
    tell(terminal, &format!("sealed; keep `{}` and `{}` for the reveal", sealed.position.display(), file.display()));
    tell_standing(&proceeding, terminal)
}

/// What a position says, in a few lines: what its author would want to have seen before it is final.
fn summary(position: &Position) -> Vec<String> {
    let mut lines = Vec::new();
    match &position.answer {
        Answer::Attributed { actor, likelihood, confidence } => {
            lines.push(format!("answer: {}, {likelihood}, confidence {confidence}", cut(actor)));
        }
        Answer::Insufficient { reasons } => lines.push(format!("answer: nobody can be named: {}", cut(reasons))),
    }
    lines.push(format!("reasons: {}", cut(&position.reasons)));
    for view in &position.articles {
        lines.push(format!("article `{}`: {}", cut(&view.article), view.verdict.words()));
    }
    for rejected in &position.rejected {
        lines.push(format!("rejected: {}", cut(&rejected.hypothesis)));
    }
    lines
}

/// The first line of a text, as long as a line of a terminal, and nothing in it that a terminal would obey.
fn cut(text: &str) -> String {
    const LONGEST: usize = 100;
    let line = text.trim().lines().next().unwrap_or_default();
    let mut shown: String = visible(line).chars().take(LONGEST).collect();
    if visible(text.trim()).chars().count() > shown.chars().count() {
        shown.push('…');
    }
    shown
}

/// Whether a person agrees, who is shown what it is about.
fn agrees(about: &str, input: &mut dyn BufRead, output: &mut dyn Write) -> bool {
    let asked = write!(output, "{about}Seal this? It cannot be changed or sealed again in this round. [yes/no] ");
    let mut answer = String::new();
    let heard = asked.and_then(|()| output.flush()).and_then(|()| input.take(100).read_line(&mut answer));
    heard.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

/// Shows what was committed to.
pub(super) fn reveal(step: &MemberStep, sealed: &Sealed, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let position = read(&sealed.position)?;
    let file = salt_file(sealed);
    if !file.exists() {
        return Err(Complaint::new(format!(
            "there is no `{}`: nobody has the salt but you, and without it what you sealed can never be opened",
            file.display()
        ))
        .with_help(
            "look for it where you sealed and in its backups, and name it with `--salt`; if it is lost, your assessment counts for nothing \
             in this round: once the clock of opening ends the case goes on with the others', and you can still ask, draft and vote",
        ));
    }
    let text = String::from_utf8_lossy(&read_file(&file)?).into_owned();
    let salt: Salt = text.trim_end().parse().map_err(|error| {
        Complaint::new(format!("`{}`: {error}", file.display())).with_help("name the file that `panel commit` wrote")
    })?;
    seals_stand_in_epochs(step)?;
    let revealed =
        steps::take(step, terminal, |home, key, occasion| home.reveal(&step.case, key, position, salt, occasion))?;
    tell_standing(&revealed, terminal)
}

/// Whether every seal stands in an epoch that this member's tool has verified itself: until then another could be made that answers what is opened (panel protocol,
/// section 5).
fn seals_stand_in_epochs(step: &MemberStep) -> Result<(), Complaint> {
    let (home, _) = steps::begin(step)?;
    let Some(known) = Tool::of(&step.key).allows(&home, &step.case)? else { return Ok(()) };
    let proceeding = home.proceeding(&step.case)?;
    let seals = proceeding.steps().iter().filter(|taken| taken.kind() == StepKind::Commitment);
    match seals.map(|taken| taken.link).max() {
        Some(last) if known.newest_in_an_epoch().is_none_or(|newest| newest < last) => Err(Complaint::new(
            "the last sealed assessment stands in no epoch of the heads log yet: nothing was opened",
        )
        .with_help("`dunant heads tick` makes the next one when it is due, and says when that is")),
        _ => Ok(()),
    }
}

fn salt_file(sealed: &Sealed) -> PathBuf {
    sealed.salt.clone().unwrap_or_else(|| {
        let mut name = sealed.position.clone().into_os_string();
        name.push(".salt");
        name.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position() -> Position {
        let answer = Answer::Insufficient { reasons: "Only\nwhat anybody can imitate.".into() };
        let rejected = vec![Rejected { hypothesis: "Free\u{202e}donia".into(), why: "w".into() }];
        Position { answer, articles: Vec::new(), reasons: "r".repeat(200), rejected }
    }

    #[test]
    fn what_is_sealed_is_shown_in_short_lines_that_turn_nothing_round() {
        let lines = summary(&position());
        assert_eq!(lines[0], "answer: nobody can be named: Only…");
        assert_eq!(lines[1], format!("reasons: {}…", "r".repeat(100)));
        assert!(!lines[2].contains('\u{202e}'), "{}", lines[2]);
    }

    #[test]
    fn only_a_yes_seals() {
        for (answer, sealed) in
            [("yes\n", true), ("Y\n", true), ("\n", false), ("no\n", false), ("", false), ("yess\n", false)]
        {
            let mut asked = Vec::new();
            assert_eq!(agrees("what\n", &mut answer.as_bytes(), &mut asked), sealed, "{answer:?}");
            assert!(String::from_utf8(asked).unwrap().starts_with("what\nSeal this?"));
        }
    }
}
