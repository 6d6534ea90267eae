//! Cells that name things: techniques, programs, actors, files.

use std::ops::Range;

use dunant_vocabulary::AttackIdKind;

use super::super::whole_values;
use super::cell::Otherwise;
use super::cells::Cell;
use super::columns::Column;
use super::rows::{Place, RowReading};
use super::values;
use crate::{Meaning, Mention, ObservableKind, Observed, Reason};

impl RowReading<'_> {
    /// Techniques by identifier, by identifier and name, or by name.
    pub(super) fn techniques(&mut self, cell: &Cell<'_>, within: Range<usize>, place: &Place<'_>) {
        let value = cell.value.get(within.clone()).unwrap_or_default();
        let mut at = within.start;
        for part in value.split([',', ';', '|', '\n']) {
            let range = cell.place(at..at + part.len());
            at += part.len() + 1;
            if part.trim().is_empty() {
                continue;
            }
            let place = Place { range, ..place.clone() };
            match values::identified(part) {
                Some(observed) => self.observe(observed, &place),
                None if values::identifier(part).is_some() => self.count(&place),
                // A word that is a column's name, or the name of something else, is no technique.
                None if Column::named(part).names_indicators() => self.count(&place),
                None if part.split_whitespace().count() <= 8 && part.contains(char::is_alphabetic) => {
                    let observed = self.known(part).unwrap_or(Observed::Technique);
                    self.observe(observed(Mention::named(folded(part))), &place);
                }
                None => self.aside(Reason::Description, part, &place),
            }
        }
    }

    /// Names of programs or actors; where the cell says more than names, it is read as prose.
    pub(super) fn mentions(
        &mut self,
        observed: fn(Mention) -> Observed,
        cell: &Cell<'_>,
        within: Range<usize>,
        place: &Place<'_>,
    ) {
        let value = cell.value.get(within.clone()).unwrap_or_default();
        let is_name = |name: &str| name.chars().count() <= 60 && name.split_whitespace().count() <= 6;
        if !value.split([',', ';', '|', '\n']).all(is_name) {
            return self.prose(cell, place);
        }
        let parenthesised = value.contains('(') && values::identifier(value).is_none();
        let mut at = within.start;
        for part in value.split(|c: char| ",;|\n".contains(c) || parenthesised && "()".contains(c)) {
            let range = cell.place(at..at + part.len());
            at += part.len() + 1;
            if part.trim().is_empty() || values::is_open(part.trim()) {
                continue;
            }
            let place = Place { range, ..place.clone() };
            match values::identifier(part) {
                Some((id, _)) if id.kind() == AttackIdKind::Tactic => self.count(&place),
                Some(_) => values::identified(part).into_iter().for_each(|observed| self.observe(observed, &place)),
                None => {
                    let known = self.known(part);
                    if known.is_none() && may_be_anybody(place.column) && !is_designation(part) {
                        self.describe(part, &place);
                        continue;
                    }
                    let observed = known.unwrap_or(observed);
                    self.observe(observed(Mention::named(folded(part))), &place);
                }
            }
        }
    }

    /// What a name is, where the lexicon knows it as one thing alone: an actor's name is none of a program, whatever its column.
    fn known(&self, name: &str) -> Option<fn(Mention) -> Observed> {
        let name = name.trim();
        let whole = |found: &crate::Match<'_>| found.start == 0 && found.end == name.len();
        let mut kinds = self.context.lexicon.find(name).filter(whole).flat_map(|found| found.entries).map(|entry| {
            match entry.meaning {
                Meaning::Software(_) => Some(Observed::Software as fn(Mention) -> Observed),
                Meaning::Actor(_) => Some(Observed::ActorClaim as fn(Mention) -> Observed),
                Meaning::Technique(_) => Some(Observed::Technique as fn(Mention) -> Observed),
                _ => None,
            }
        });
        let first = kinds.next()?;
        if kinds.next().is_some() { None } else { first }
    }

    /// The names that a row calls names of files: one, or one a line.
    pub(super) fn file_names(&mut self, value: &str, cell: &Cell<'_>, place: &Place<'_>) {
        let lines = value.split('\n').filter(|line| !line.trim().is_empty()).count();
        let listed = value.split([',', ';', '\n']).all(|part| whole_values::is_file_name(part.trim()));
        if lines <= 1 && !listed || !value.contains([',', ';', '\n']) {
            return self.trace(ObservableKind::FileName, value, place);
        }
        let mut at = 0;
        for part in value.split([',', ';', '\n']) {
            let range = cell.place(at..at + part.len());
            at += part.len() + 1;
            if !part.trim().is_empty() {
                self.trace(ObservableKind::FileName, part.trim(), &Place { range, ..place.clone() });
            }
        }
    }

    /// A file's name, a path, or words about a file: `heron.exe [first stage]`, `unpacked heron.exe`.
    pub(super) fn file(&mut self, value: &str, cell: &Cell<'_>, place: &Place<'_>) {
        const ABOUT_A_FILE: [&str; 4] = ["unpacked ", "decrypted ", "dropped ", "extracted "];
        if let Some(observed) = values::of(Column::Hash, value) {
            return self.observe(observed, place);
        }
        let noted = value.ends_with([']', ')']);
        let name = value.split(['[', '(']).next().filter(|name| noted && !name.is_empty()).unwrap_or(value).trim_end();
        let end = place.range.start + name.len();
        let place = Place { range: place.range.start..end.min(place.range.end), ..place.clone() };
        if whole_values::is_absolute_path(name) || name.contains('\\') {
            return self.trace(ObservableKind::FilePath, name, &place);
        }
        let lower = name.to_lowercase();
        let several = name.split([',', ';', '\n']).filter(|part| whole_values::is_file_name(part.trim())).count() > 1;
        let is_name = !name.contains(char::is_whitespace) || whole_values::is_file_name(name);
        if several {
            return self.several(cell, 0..cell.value.len(), &place, Otherwise::Description);
        }
        if is_name && !ABOUT_A_FILE.iter().any(|words| lower.starts_with(words)) {
            return self.trace(ObservableKind::FileName, name, &place);
        }
        self.prose(cell, &place);
    }
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a column of this name holds attackers in a report, and users and their groups in a log.
fn may_be_anybody(column: &str) -> bool {
    let name = column.rsplit(['.', '/']).next().unwrap_or_default();
    ["actor", "actors", "group", "groups"].iter().any(|held| name.eq_ignore_ascii_case(held))
}

/// Whether a name is of the forms in which vendors name attackers: `APT99`, `UNC 1234`, `Storm-0001`, `Example Bear`.
fn is_designation(name: &str) -> bool {
    #[rustfmt::skip]
    const NUMBERED: [&str; 15] = [
        "ac", "apt", "atk", "blacktech", "cta", "dev", "fin", "g", "g0", "storm", "ta", "tag", "temp", "uac", "unc",
    ];
    #[rustfmt::skip]
    const CRYPTONYMS: [&str; 24] = [
        "bear", "blizzard", "buffalo", "chollima", "crane", "flood", "hawk", "jackal", "kitten", "leopard", "lynx", "ocelot", "panda", "rain", "saiga",
        "sandstorm", "sleet", "sphinx", "spider", "tempest", "tiger", "tsunami", "typhoon", "wolf",
    ];
    let lower = name.trim().to_lowercase();
    let letters = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let head = letters.trim_end_matches(['-', '_', ' ', '.']);
    let numbered = letters.len() < lower.len() && NUMBERED.contains(&head);
    let last = lower.rsplit_once(' ').map(|(_, last)| last);
    numbered || last.is_some_and(|last| CRYPTONYMS.contains(&last))
}
