//! Names that a reader cannot mistake: no hidden characters, one script each, no two that look alike (Unicode Technical Standard 39).
//!
//! A name that reads from right to left in the middle, a Cyrillic `а` in a Latin word, or a second `examp1e.org/secretariat` says one thing to
//! a machine and another to whoever reads the finding. So they are refused where somebody is enrolled or a case is referred.
//!
//! These are no rules of a proceeding: a chain that holds such a name still loads, and a finding stands or falls by its own rules, whatever
//! Unicode adds later (decision 28).
//!
//! ```
//! use dunant_panel::names;
//!
//! assert!(names::check("the party", "Freedonia").is_ok());
//! assert!(names::check("the party", "Министерство обороны").is_ok());
//! assert_eq!(
//!     names::check("the party", "Fr\u{435}edonia").unwrap_err().to_string(),
//!     "the party `Fr\u{435}edonia` mixes scripts: character 3, `\u{435}` (U+0435, Cyrillic), stands among Latin ones; write it in one \
//!      script"
//! );
//! ```

use dunant_record::note::VerifierKey;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};
use unicode_script::{Script, UnicodeScript as _};
use unicode_security::mixed_script::AugmentedScriptSet;

use crate::member::Member;
use crate::party::Party;

/// The most marks that stand over one letter (Unicode Technical Standard 39, section 5.4).
const MOST_MARKS: usize = 4;

/// A name that a reader could mistake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameRefused {
    /// It holds what nobody sees, or what turns the order of what is seen.
    #[error(
        "{what} `{}` holds a character that is not seen: character {place}, U+{code:04X}; write it without",
        shown(.name)
    )]
    Hidden {
        /// What it names: `the party`.
        what: &'static str,
        /// The name.
        name: String,
        /// The place of the character, from 1.
        place: usize,
        /// The character.
        code: u32,
    },
    /// More marks stand over a letter than anybody writes.
    #[error(
        "{what} `{}` has more than {MOST_MARKS} marks over one letter, up to character {place}; leave them out",
        shown(.name)
    )]
    Marks {
        /// What it names.
        what: &'static str,
        /// The name.
        name: String,
        /// The place of the mark that is too many, from 1.
        place: usize,
    },
    /// Its characters are of scripts that no writing system uses together.
    #[error(
        "{what} `{}` mixes scripts: character {place}, `{character}` (U+{:04X}, {script}), stands among {among} ones; write it in one \
         script",
        shown(.name), u32::from(*.character)
    )]
    Mixed {
        /// What it names.
        what: &'static str,
        /// The name.
        name: String,
        /// The place of the first character that does not fit, from 1.
        place: usize,
        /// That character.
        character: char,
        /// Its script.
        script: &'static str,
        /// The script of those before it.
        among: &'static str,
    },
    /// It looks like another name.
    #[error("{what} `{}` looks like {other_what} `{}`: choose a name that nobody takes for it", shown(.name), shown(.other))]
    LooksLike {
        /// What it names.
        what: &'static str,
        /// The name.
        name: String,
        /// What the other names.
        other_what: &'static str,
        /// The other.
        other: String,
    },
    /// The key is the secretariat's: it would sign as two, and no case could be opened.
    #[error(
        "{what} `{}` has the secretariat's key: whoever judges or is heard needs a key of its own; make one with `dunant panel key`",
        shown(.name)
    )]
    KeyOfSecretariat {
        /// Whose key it would be.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Two would sign with one key.
    #[error(
        "{what} `{}` has the name or the bytes of the key of {other_what} `{}`: every one of them needs a key of its own",
        shown(.name), shown(.other)
    )]
    SharedKey {
        /// Whose key it would be.
        what: &'static str,
        /// Its name.
        name: String,
        /// Whose it is.
        other_what: &'static str,
        /// Its name.
        other: String,
    },
}

/// Checks one name by itself: nothing hidden, one script.
///
/// One script is one of Unicode's, or those that Japanese, Korean and Chinese use together, each with Latin letters: "highly restrictive"
/// in Unicode Technical Standard 39, section 5.2, over whole names rather than identifiers, so with spaces and punctuation.
///
/// # Errors
/// The first character that does not fit.
pub fn check(what: &'static str, name: &str) -> Result<(), NameRefused> {
    let owned = || name.to_owned();
    let mut marks = 0;
    for (place, character) in (1..).zip(name.chars()) {
        if is_hidden(character) {
            return Err(NameRefused::Hidden { what, name: owned(), place, code: character.into() });
        }
        marks = if is_mark(character) { marks + 1 } else { 0 };
        if marks > MOST_MARKS {
            return Err(NameRefused::Marks { what, name: owned(), place });
        }
    }
    match mixed(name) {
        None => Ok(()),
        Some((place, character, among)) => {
            let (script, among) = (character.script().full_name(), among.full_name());
            Err(NameRefused::Mixed { what, name: owned(), place, character, script, among })
        }
    }
}

/// Checks text about somebody that may hold names in several scripts, each word by itself.
///
/// # Errors
/// The first character that does not fit its word.
pub fn check_words(what: &'static str, text: &str) -> Result<(), NameRefused> {
    text.split([' ', '(', ')', '/']).try_for_each(|word| check(what, word))
}

/// Checks whether somebody may be enrolled beside these, by a secretariat of these keys.
///
/// # Errors
/// The first name that could be mistaken; a key that is somebody else's.
pub fn may_enrol(member: &Member, enrolled: &[Member], secretariat: &[VerifierKey]) -> Result<(), NameRefused> {
    check("the member", member.name().as_str())?;
    check_words("the affiliation", &member.affiliation)?;
    for name in member.clients.iter().chain(&member.conflicts) {
        check_words("the party", name)?;
    }
    may_sign("the member", &member.key, enrolled, secretariat)?;
    let Some(team) = &member.team else { return Ok(()) };
    check("the team", team)?;
    // Teams are counted by their names: two that look alike are one team that counts twice, or two that a reader takes for one.
    let teams = enrolled.iter().filter_map(|other| other.team.as_deref());
    look_alike("the team", team, teams.filter(|other| other != team).map(|other| ("the team", other)))
}

/// Checks whether somebody may sign with this key beside these members.
///
/// # Errors
/// A name that could be mistaken for that of another who signs; a key that is another's.
pub fn may_sign(
    what: &'static str,
    key: &VerifierKey,
    members: &[Member],
    secretariat: &[VerifierKey],
) -> Result<(), NameRefused> {
    let name = key.name().as_str();
    check(what, name)?;
    let is = |other: &VerifierKey| other.name() == key.name() || other.as_bytes() == key.as_bytes();
    if secretariat.iter().any(is) {
        return Err(NameRefused::KeyOfSecretariat { what, name: name.to_owned() });
    }
    if let Some(other) = members.iter().find(|member| is(&member.key)) {
        let other = other.name().to_string();
        return Err(NameRefused::SharedKey { what, name: name.to_owned(), other_what: "the member", other });
    }
    let offices = secretariat.iter().map(|own| ("the secretariat", own.name().as_str()));
    // Of the secretariat's name not even a full stop more.
    if let Some((other_what, other)) = offices.clone().find(|(_, own)| letters(own) == letters(name)) {
        return Err(NameRefused::LooksLike { what, name: name.to_owned(), other_what, other: other.to_owned() });
    }
    look_alike(what, name, members.iter().map(|member| ("the member", member.name().as_str())))
}

/// Checks whether a case may be referred that concerns these, before these members and a secretariat of these keys.
///
/// # Errors
/// As [`may_enrol`].
pub fn may_refer(parties: &[Party], members: &[Member], secretariat: &[VerifierKey]) -> Result<(), NameRefused> {
    let mut before: Vec<&Party> = Vec::new();
    for party in parties {
        let names = || std::iter::once(&party.name).chain(&party.aliases);
        let others = || before.iter().flat_map(|other| std::iter::once(&other.name).chain(&other.aliases));
        for name in names() {
            check("the party", name)?;
            let offices = secretariat.iter().map(|own| ("the secretariat", own.name().as_str()));
            look_alike("the party", name, offices.chain(others().map(|other| ("the party", other.as_str()))))?;
        }
        if let Some(key) = &party.key {
            may_sign("the party's key", key, members, secretariat)?;
            let keys = before.iter().filter_map(|other| other.key.as_ref());
            let name = key.name().as_str();
            // Of the same bytes or the same name the rules of the proceeding say it.
            look_alike("the party's key", name, keys.map(|other| ("the key", other.name().as_str())))?;
        }
        before.push(party);
    }
    Ok(())
}

/// Checks whether a case may be opened under this name beside these: two whose names look alike are taken for one.
///
/// ```
/// use dunant_panel::names;
///
/// assert!(names::may_open("2026-002", ["2026-001"]).is_ok());
/// assert!(names::may_open("2026-0o1", ["2026-001"]).is_err());
/// ```
///
/// # Errors
/// The first that it could be mistaken for. One of the very same name is none of them.
pub fn may_open<'n>(case: &str, others: impl IntoIterator<Item = &'n str>) -> Result<(), NameRefused> {
    beside("the case", case, others)
}

/// Checks whether a party may be called so beside those of a body's other cases: the same name is the same party, one that looks alike is
/// taken for it.
///
/// # Errors
/// The first that it could be mistaken for.
pub fn may_be_called<'n>(party: &str, others: impl IntoIterator<Item = &'n str>) -> Result<(), NameRefused> {
    beside("the party", party, others)
}

fn beside<'n>(what: &'static str, name: &str, others: impl IntoIterator<Item = &'n str>) -> Result<(), NameRefused> {
    let others = others.into_iter().filter(|other| *other != name);
    look_alike(what, name, others.map(|other| (what, other)))
}

fn look_alike<'n>(
    what: &'static str,
    name: &str,
    others: impl Iterator<Item = (&'static str, &'n str)>,
) -> Result<(), NameRefused> {
    let looks = looks(name);
    for (other_what, other) in others {
        if looks.iter().zip(self::looks(other)).any(|(one, other)| *one == other) {
            return Err(NameRefused::LooksLike { what, name: name.to_owned(), other_what, other: other.to_owned() });
        }
    }
    Ok(())
}

/// What a name looks like, as it is written, in small letters and in capitals: two names look alike where one of these is the same
/// (Unicode Technical Standard 39, section 4).
fn looks(name: &str) -> [String; 3] {
    let skeleton = |text: &str| unicode_security::skeleton(text).collect::<String>();
    [skeleton(name), skeleton(&name.to_lowercase()), skeleton(&name.to_uppercase())]
}

/// The letters and digits of what a name looks like.
fn letters(name: &str) -> String {
    let [_, small, _] = looks(name);
    small.chars().filter(|character| character.is_alphanumeric()).collect()
}

/// The first character that no writing system uses with those before it, its place, and the script of these.
fn mixed(name: &str) -> Option<(usize, char, Script)> {
    let (mut all, mut but_latin) = (AugmentedScriptSet::default(), AugmentedScriptSet::default());
    let mut among = Script::Common;
    for (place, character) in (1..).zip(name.chars()) {
        let of_it = AugmentedScriptSet::for_char(character);
        all.intersect_with(of_it);
        if !of_it.base.contains_script(Script::Latin) {
            but_latin.intersect_with(of_it);
        }
        let is_east_asian = but_latin.kore || but_latin.hanb || but_latin.jpan;
        if all.is_empty() && !is_east_asian {
            return Some((place, character, among));
        }
        if among == Script::Common && ![Script::Common, Script::Inherited].contains(&character.script()) {
            among = character.script();
        }
    }
    None
}

fn is_mark(character: char) -> bool {
    matches!(character.general_category(), GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark)
}

/// Whether a character is not seen, turns the order of others, or has no meaning that all agree on.
fn is_hidden(character: char) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, Surrogate, Unassigned};
    let no_text = [Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, Surrogate, Unassigned];
    // Letters and marks that are drawn as nothing (`Default_Ignorable_Code_Point`).
    let drawn_as_nothing = matches!(
        character,
        '\u{34f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    );
    let other_space = character.is_whitespace() && character != ' ';
    drawn_as_nothing || other_space || no_text.contains(&character.general_category())
}

/// A name as an error shows it: what is hidden in it, by its number.
fn shown(name: &str) -> String {
    let mut shown = String::new();
    for character in name.chars() {
        match is_hidden(character) {
            true => shown.extend(character.escape_unicode()),
            false => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
mod tests;
