use std::collections::BTreeMap;
use std::sync::Arc;

use dunant_vocabulary::Date;
use serde::{Serialize, Serializer};

use super::{FactName, FactSet, FactSource, FactValue};

/// What a case states: for each fact at most one state, with everyone who says so.
///
/// Order and repetition of what was entered change nothing. Two entries that differ make the fact disputed; `unknown` beside a
/// value adds nothing. A clone shares what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseFacts {
    held: Arc<Held>,
}

#[derive(Debug, PartialEq, Eq, Default)]
struct Held {
    /// By the fact's place in the vocabulary, up to the last that was entered.
    facts: Vec<Option<Fact>>,
    /// The facts that have a value or do not apply: those that a test can be decided by.
    settled: FactSet,
}

/// One fact of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What is known of it.
    #[serde(flatten)]
    pub state: FactState,
}

/// What is known of a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum FactState {
    /// It has this value.
    Known {
        /// The value.
        value: FactValue,
        /// Who says so; never empty.
        sources: Vec<FactSource>,
    },
    /// Somebody looked and does not know.
    Unknown {
        /// Who says so.
        sources: Vec<FactSource>,
    },
    /// Sources differ: at least two accounts.
    Disputed {
        /// The accounts, by value.
        claims: Vec<Claim>,
    },
    /// It makes no sense for this case.
    NotApplicable {
        /// Who says so.
        sources: Vec<FactSource>,
    },
}

/// One account of a disputed fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Claim {
    /// What it says the value is; none where it says that the fact does not apply.
    pub value: Option<FactValue>,
    /// Who says so.
    pub sources: Vec<FactSource>,
}

impl CaseFacts {
    /// The facts of these entries, each made with [`FactState`]; order and repetition change nothing.
    #[must_use]
    pub fn from_states(entries: impl IntoIterator<Item = (FactName, FactState)>) -> Self {
        let mut collected: BTreeMap<FactName, Collected> = BTreeMap::new();
        for (name, state) in entries {
            collected.entry(name).or_default().add(state);
        }
        let mut held = Held::default();
        for (name, all) in collected {
            let state = all.settle();
            if matches!(state, FactState::Known { .. } | FactState::NotApplicable { .. }) {
                held.settled.insert(name);
            }
            held.facts.resize_with(name as usize, || None);
            held.facts.push(Some(Fact { state }));
        }
        Self { held: Arc::new(held) }
    }

    /// What is known of a fact; none where nothing was entered.
    #[must_use]
    pub fn get(&self, name: FactName) -> Option<&FactState> {
        self.held.facts.get(name as usize)?.as_ref().map(|fact| &fact.state)
    }

    /// The value of a fact that is known.
    #[must_use]
    pub fn value(&self, name: FactName) -> Option<FactValue> {
        match self.get(name)? {
            FactState::Known { value, .. } => Some(*value),
            _ => None,
        }
    }

    /// All facts entered, in the vocabulary's order.
    pub fn iter(&self) -> impl Iterator<Item = (FactName, &FactState)> {
        FactName::ALL.iter().filter_map(|name| Some((*name, self.get(*name)?)))
    }

    /// How many facts were entered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether none was entered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.held.facts.is_empty()
    }

    /// The facts that have a value or do not apply.
    pub(crate) fn settled(&self) -> FactSet {
        self.held.settled
    }

    /// What could be known by the end of a day: sources that were published later, or say what is true only as of a later day,
    /// are left out, and facts that rest on them alone. A source without a date stays.
    #[must_use]
    pub fn as_of(&self, day: Date) -> Self {
        let known = |source: &&FactSource| {
            source.published.is_none_or(|date| date.latest() <= day) && source.as_of.is_none_or(|date| date <= day)
        };
        let published = |sources: &[FactSource]| -> Vec<FactSource> { sources.iter().filter(known).cloned().collect() };
        let mut entries = Vec::new();
        for (name, state) in self.iter() {
            match state {
                FactState::Known { value, sources } => {
                    let sources = published(sources);
                    if !sources.is_empty() {
                        entries.push((name, FactState::Known { value: *value, sources }));
                    }
                }
                FactState::Unknown { sources } => {
                    // That nobody knows needs no source.
                    let kept = published(sources);
                    if !kept.is_empty() || sources.is_empty() {
                        entries.push((name, FactState::Unknown { sources: kept }));
                    }
                }
                FactState::NotApplicable { sources } => {
                    let sources = published(sources);
                    if !sources.is_empty() {
                        entries.push((name, FactState::NotApplicable { sources }));
                    }
                }
                FactState::Disputed { claims } => {
                    let claims = claims.iter().map(|claim| Claim { sources: published(&claim.sources), ..*claim });
                    let claims: Vec<Claim> = claims.filter(|claim| !claim.sources.is_empty()).collect();
                    if !claims.is_empty() {
                        entries.push((name, FactState::Disputed { claims }));
                    }
                }
            }
        }
        Self::from_states(entries)
    }
}

impl Serialize for CaseFacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let held = self.held.facts.iter().flatten();
        serializer.collect_map(FactName::ALL.iter().filter(|name| self.get(**name).is_some()).zip(held))
    }
}

impl FactState {
    /// Everyone who says something of it, whatever they say.
    pub fn sources(&self) -> impl Iterator<Item = &FactSource> {
        let (own, claims): (&[FactSource], &[Claim]) = match self {
            Self::Known { sources, .. } | Self::Unknown { sources } | Self::NotApplicable { sources } => (sources, &[]),
            Self::Disputed { claims } => (&[], claims),
        };
        own.iter().chain(claims.iter().flat_map(|claim| &claim.sources))
    }
}

/// All that was entered of one fact: accounts by value (none: does not apply), and who says it is unknown.
#[derive(Default)]
struct Collected {
    claims: BTreeMap<Option<FactValue>, Vec<FactSource>>,
    unknown: Vec<FactSource>,
}

impl Collected {
    fn add(&mut self, state: FactState) {
        match state {
            FactState::Known { value, sources } => self.claims.entry(Some(value)).or_default().extend(sources),
            FactState::NotApplicable { sources } => self.claims.entry(None).or_default().extend(sources),
            FactState::Unknown { sources } => self.unknown.extend(sources),
            FactState::Disputed { claims } => {
                for claim in claims {
                    self.claims.entry(claim.value).or_default().extend(claim.sources);
                }
            }
        }
    }

    fn settle(self) -> FactState {
        let mut claims: Vec<Claim> =
            self.claims.into_iter().map(|(value, sources)| Claim { value, sources: in_order(sources) }).collect();
        if claims.len() > 1 {
            return FactState::Disputed { claims };
        }
        match claims.pop() {
            Some(Claim { value: Some(value), sources }) => FactState::Known { value, sources },
            Some(Claim { value: None, sources }) => FactState::NotApplicable { sources },
            None => FactState::Unknown { sources: in_order(self.unknown) },
        }
    }
}

fn in_order(mut sources: Vec<FactSource>) -> Vec<FactSource> {
    sources.sort_by(|a, b| (a.published, a).cmp(&(b.published, b)));
    sources.dedup();
    sources
}
