use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! sectors {
    ($($variant:ident $key:literal $word:literal),+ $(,)?) => {
        /// A sector of STIX 2.1 `industry-sector-ov` (section 10.8), with `civil-society` added: the vocabulary has no word for
        /// the people that targeted spyware is used against.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Sector {
            $(#[doc = $word] $variant),+
        }

        impl Sector {
            /// All sectors.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The vocabulary's term, such as `financial-services`.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),+ }
            }

            /// The term in words.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

sectors! {
    Agriculture "agriculture" "agriculture",
    Aerospace "aerospace" "aerospace",
    Automotive "automotive" "automotive",
    Chemical "chemical" "chemical",
    CivilSociety "civil-society" "civil society",
    Commercial "commercial" "commercial",
    Communications "communications" "communications",
    Construction "construction" "construction",
    Defense "defense" "defence",
    Education "education" "education",
    Energy "energy" "energy",
    Entertainment "entertainment" "entertainment",
    FinancialServices "financial-services" "financial services",
    Government "government" "government",
    EmergencyServices "emergency-services" "emergency services",
    GovernmentLocal "government-local" "local government",
    GovernmentNational "government-national" "national government",
    GovernmentPublicServices "government-public-services" "public services",
    GovernmentRegional "government-regional" "regional government",
    Healthcare "healthcare" "healthcare",
    HospitalityLeisure "hospitality-leisure" "hospitality and leisure",
    Infrastructure "infrastructure" "infrastructure",
    Dams "dams" "dams",
    Nuclear "nuclear" "nuclear",
    Water "water" "water",
    Insurance "insurance" "insurance",
    Manufacturing "manufacturing" "manufacturing",
    Mining "mining" "mining",
    NonProfit "non-profit" "non-profit",
    Pharmaceuticals "pharmaceuticals" "pharmaceuticals",
    Retail "retail" "retail",
    Technology "technology" "technology",
    Telecommunications "telecommunications" "telecommunications",
    Transportation "transportation" "transportation",
    Utilities "utilities" "utilities",
}

/// The text names no sector.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a sector of STIX 2.1 `industry-sector-ov`; `healthcare`, `energy` or `government-national` are")]
pub struct UnknownSector(String);

impl FromStr for Sector {
    type Err = UnknownSector;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let key = text.trim().to_ascii_lowercase().replace([' ', '_'], "-");
        Self::ALL.iter().copied().find(|sector| sector.key() == key).ok_or_else(|| UnknownSector(text.to_owned()))
    }
}

impl fmt::Display for Sector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
