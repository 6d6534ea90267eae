use std::collections::{BTreeMap, BTreeSet};

use super::{Found, Kind};

/// Names that the caller knows to be the victims': what no form gives away.
///
/// Each is matched as a whole word, in any case. A name of one character, or of none, is left out: it would hold back everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The names by their first word, folded.
    names: BTreeMap<String, BTreeSet<(String, Kind)>>,
    domains: BTreeSet<String>,
    hosts: BTreeSet<String>,
}

/// Bytes of a name that are compared; what is longer is cut.
const LONGEST: usize = 256;

impl Known {
    /// And this host: `FS01`.
    #[must_use]
    pub fn host(mut self, name: &str) -> Self {
        self.hosts.insert(folded(name.trim()));
        self.with(name, Kind::InternalHostName)
    }

    /// And this account: `j.doe`.
    #[must_use]
    pub fn user(self, name: &str) -> Self {
        self.with(name, Kind::UserName)
    }

    /// And this domain, with every host under it: `clinic.org`.
    #[must_use]
    pub fn domain(mut self, name: &str) -> Self {
        let name = name.trim().trim_matches('.');
        if name.chars().count() > 1 {
            self.domains.insert(folded(name));
        }
        self.with(name, Kind::InternalHostName)
    }

    /// And this name of a person, a department, a project: `Jane Doe`.
    #[must_use]
    pub fn name(self, name: &str) -> Self {
        self.with(name, Kind::Name)
    }

    /// Whether `host`, lower case, is a victims' domain or stands under one.
    pub(super) fn has_domain_of(&self, host: &str) -> bool {
        let mut rest = host;
        loop {
            if self.domains.contains(rest) {
                return true;
            }
            let Some((_, parent)) = rest.split_once('.') else { return false };
            rest = parent;
        }
    }

    pub(super) fn has_domains(&self) -> bool {
        !self.domains.is_empty()
    }

    /// Whether `label`, lower case, is a victims' host, domain, or the first label of one.
    pub(super) fn has_host(&self, label: &str) -> bool {
        let first = |name: &String| name.split('.').next() == Some(label);
        self.hosts.contains(label) || self.hosts.iter().chain(&self.domains).any(first)
    }

    pub(super) fn find(&self, text: &str, found: &mut Vec<Found>) {
        if self.names.is_empty() {
            return;
        }
        let mut in_word = false;
        for (start, c) in text.char_indices() {
            let begins = is_word(c) && !in_word;
            in_word = is_word(c);
            if !begins {
                continue;
            }
            let rest = text.get(start..).unwrap_or_default();
            let Some(names) = self.names.get(&first_word(rest)) else { continue };
            // The longest name wins: `Jane Doe` before `Jane`.
            let longest = names.iter().filter_map(|(name, kind)| Some((length_of(name, rest)?, *kind))).max();
            if let Some((length, kind)) = longest {
                found.push(Found { span: start..start + length, kind });
            }
        }
    }

    fn with(mut self, name: &str, kind: Kind) -> Self {
        let name = name.trim_matches(|c| !is_word(c));
        let name = name.get(..name.floor_char_boundary(LONGEST)).unwrap_or_default().trim_end_matches(|c| !is_word(c));
        if name.chars().count() > 1 {
            self.names.entry(first_word(name)).or_default().insert((folded(name), kind));
        }
        self
    }
}

/// The bytes of `text` that spell `name`, where a whole word ends there.
fn length_of(name: &str, text: &str) -> Option<usize> {
    let mut wanted = name.chars().peekable();
    let mut chars = text.char_indices().peekable();
    while wanted.peek().is_some() {
        let (_, c) = chars.next()?;
        if c.is_whitespace() {
            // White space of any amount is one space, so that a line may break in a name.
            wanted.next_if_eq(&' ')?;
            while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
            continue;
        }
        for lower in c.to_lowercase() {
            wanted.next_if_eq(&lower)?;
        }
    }
    let end = chars.peek().map_or(text.len(), |(at, _)| *at);
    chars.next().is_none_or(|(_, c)| !is_word(c)).then_some(end)
}

/// Lower case, white space as single spaces.
fn folded(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn first_word(text: &str) -> String {
    // Cut, so that one long word is read once and not at length.
    text.chars().take_while(|c| is_word(*c)).take(LONGEST).flat_map(char::to_lowercase).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
