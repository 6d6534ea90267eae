use std::fmt;
use std::str::FromStr;

use dunant_custody::chain::CaseId;
use dunant_record::note::KeyName;
use dunant_vocabulary::{Confidence, Likelihood, Sha256Digest};
use serde::{Deserialize, Serialize};

use crate::bounds::{self, MAX_ITEMS, Unfit};

/// A member's own assessment, made before any other is seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Position {
    /// Who did it, or why nobody can be named.
    pub answer: Answer,
    /// What the member makes of the articles.
    pub articles: Vec<ArticleView>,
    /// Why.
    pub reasons: String,
    /// What was considered and rejected.
    pub rejected: Vec<Rejected>,
}

/// Who did it, or why nobody can be named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Answer {
    /// There are reasonable grounds to believe that it was this actor.
    Attributed {
        /// The actor.
        actor: String,
        /// How probable it is.
        likelihood: Likelihood,
        /// How good the basis for saying so is.
        confidence: Confidence,
    },
    /// The evidence does not suffice to name anyone.
    Insufficient {
        /// Why (Additional Protocol I, art. 90(5)(b): the reasons for that inability are stated).
        reasons: String,
    },
}

/// What a member makes of one article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ArticleView {
    /// The article, as the instrument's file names it.
    pub article: String,
    /// The verdict.
    pub verdict: ArticleVerdict,
}

/// The verdicts on an article, as `dunant convention` gives them. None says guilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArticleVerdict {
    /// The facts are those of a breach.
    ConsistentWithBreach,
    /// The facts are not those of a breach.
    NotABreach,
    /// The facts are those of what the law of the parties makes an offence.
    ForReferral,
    /// The facts are not those of such an offence.
    NothingToRefer,
    /// The facts do not decide.
    Undetermined,
    /// The article does not speak to this case.
    NotApplicable,
}

impl ArticleVerdict {
    /// The words for it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::ConsistentWithBreach => "consistent with breach",
            Self::NotABreach => "not a breach",
            Self::ForReferral => "for referral",
            Self::NothingToRefer => "nothing to refer",
            Self::Undetermined => "undetermined",
            Self::NotApplicable => "not applicable",
        }
    }
}

/// A hypothesis that was considered and rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rejected {
    /// The hypothesis.
    pub hypothesis: String,
    /// Why it was rejected.
    pub why: String,
}

impl Position {
    /// The position in its one spelling: JSON on one line, keys in their one order.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Texts, lists and names alone: there is no value here that JSON cannot hold.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// SHA-256 of [`Position::to_json`].
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(self.to_json().as_bytes())
    }

    /// The seal: what `member` commits to in `case` before anybody sees the position.
    ///
    /// SHA-256 of `dunant-position/v1`, the case, the name of the member's key and the digest of the freeze step's text, each with
    /// a newline, then the salt and the digest of the position. Since it holds the member's name, nobody opens another's; since it
    /// holds the freeze, none serves twice.
    #[must_use]
    pub fn seal(&self, case: &CaseId, member: &KeyName, freeze: &Sha256Digest, salt: &Salt) -> Sha256Digest {
        let names = format!("dunant-position/v1\n{case}\n{member}\n{freeze}\n");
        Sha256Digest::of(&[names.as_bytes(), &salt.0, self.digest().as_bytes()].concat())
    }

    /// Checks that every field can stand.
    ///
    /// # Errors
    /// The field that is empty, too long, or holds something twice.
    pub fn check(&self) -> Result<(), Unfit> {
        match &self.answer {
            Answer::Attributed { actor, .. } => bounds::line("actor", actor)?,
            Answer::Insufficient { reasons } => bounds::text("answer.reasons", reasons)?,
        }
        bounds::text("reasons", &self.reasons)?;
        bounds::count("articles", &self.articles, MAX_ITEMS)?;
        self.articles.iter().try_for_each(|view| bounds::line("articles.article", &view.article))?;
        let articles: Vec<&str> = self.articles.iter().map(|view| view.article.as_str()).collect();
        bounds::distinct("articles", &articles)?;
        bounds::count("rejected", &self.rejected, MAX_ITEMS)?;
        for rejected in &self.rejected {
            bounds::line("rejected.hypothesis", &rejected.hypothesis)?;
            bounds::text("rejected.why", &rejected.why)?;
        }
        Ok(())
    }
}

/// The salt of a seal: 32 bytes from a source of randomness. A position that can be guessed is hidden by it alone.
///
/// Shown and parsed as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 32]);

/// The text is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a salt: expected 64 lower-case hexadecimal digits")]
pub struct InvalidSalt;

impl Salt {
    /// The salt of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Salt {
    /// Never the salt: until the reveal it hides the position.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

impl FromStr for Salt {
    type Err = InvalidSalt;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A digest is spelled alike, and read from capitals too: a salt is not.
        let digest: Sha256Digest = text.parse().map_err(|_| InvalidSalt)?;
        let salt = Self(*digest.as_bytes());
        if salt.to_string() == text { Ok(salt) } else { Err(InvalidSalt) }
    }
}

impl Serialize for Salt {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Salt {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
