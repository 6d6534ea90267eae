use std::fmt;
use std::sync::Arc;

use super::{Clause, Convention, Instrument};
use crate::document::nearest;

/// What a name on a command line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection<'c> {
    /// A whole instrument: `us-china-2015`.
    Instrument(&'c Arc<Instrument>),
    /// One clause of it: `us-china-2015/ip-theft`.
    Clause(&'c Arc<Instrument>, &'c Arc<Clause>),
}

/// A name that stands for no instrument and no clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownArticle {
    /// The name.
    pub name: String,
    /// Names that were most likely meant; empty where none is near.
    pub near: Vec<String>,
}

impl Convention {
    /// The instrument called `name`, or the clause called so: the instrument's name, `/`, the clause's.
    ///
    /// # Errors
    /// Nothing is called so; the nearest names are given.
    pub fn select(&self, name: &str) -> Result<Selection<'_>, UnknownArticle> {
        if let Some(instrument) = self.instruments().iter().find(|known| known.id == name) {
            return Ok(Selection::Instrument(instrument));
        }
        let clause = name.split_once('/').and_then(|(instrument, clause)| self.clause(instrument, clause));
        match clause {
            Some((instrument, clause)) => Ok(Selection::Clause(instrument, clause)),
            None => Err(UnknownArticle { name: name.to_owned(), near: self.near(name) }),
        }
    }

    /// The clauses that are called so within their instruments; else the one nearest name of all.
    fn near(&self, name: &str) -> Vec<String> {
        let clauses = || self.instruments().iter().flat_map(|of| of.clauses.iter().map(move |clause| (of, clause)));
        let last = name.rsplit('/').next().unwrap_or(name);
        let same: Vec<String> =
            clauses().filter(|(_, clause)| clause.id == last).map(|(of, clause)| of.name_of(clause)).collect();
        if !same.is_empty() {
            return same;
        }
        let mut names: Vec<String> = clauses().map(|(of, clause)| of.name_of(clause)).collect();
        if !name.contains('/') {
            names.splice(0..0, self.instruments().iter().map(|instrument| instrument.id.clone()));
        }
        nearest(name, names.iter().map(String::as_str)).map(str::to_owned).into_iter().collect()
    }
}

impl Instrument {
    /// The name of one of its clauses on a command line: `us-china-2015/ip-theft`.
    #[must_use]
    pub fn name_of(&self, clause: &Clause) -> String {
        format!("{}/{}", self.id, clause.id)
    }
}

impl fmt::Display for UnknownArticle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no instrument and no clause is called `{}`", self.name)
    }
}

impl std::error::Error for UnknownArticle {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_nearly_right_is_answered_with_the_right_one() {
        let convention = Convention::shipped().unwrap();
        assert!(matches!(convention.select("us-china-2015"), Ok(Selection::Instrument(_))));
        assert!(matches!(convention.select("us-china-2015/ip-theft"), Ok(Selection::Clause(..))));
        assert_eq!(convention.select("us-chnia-2015").unwrap_err().near, ["us-china-2015"]);
        assert_eq!(convention.select("us-china-2015/ip-thefd").unwrap_err().near, ["us-china-2015/ip-theft"]);
        let shared = convention.select("ip-theft").unwrap_err().near;
        assert!(shared.contains(&"digital-geneva-convention/ip-theft".to_owned()), "{shared:?}");
        assert!(shared.contains(&"us-china-2015/ip-theft".to_owned()), "{shared:?}");
        assert!(convention.select("qqqqqqqq").unwrap_err().near.is_empty());
    }
}
