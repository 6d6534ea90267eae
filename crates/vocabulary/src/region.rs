use std::fmt;

use serde::{Deserialize, Serialize};

/// A region of the world: the five of the United Nations' standard M49, and Antarctica, which M49 counts to none of them.
///
/// Source: United Nations Statistics Division, "Standard country or area codes for statistical use" (M49). Two rows are this
/// program's: M49 has no code for Kosovo, counted to Europe here, nor for Taiwan, counted to Asia. Regions are there to spread
/// the votes of a panel over the world, and say nothing of anybody's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Region {
    /// 002.
    Africa,
    /// 019: Latin America and the Caribbean, and Northern America.
    Americas,
    /// 142.
    Asia,
    /// 150.
    Europe,
    /// 009.
    Oceania,
    /// 010: a country code that nobody is a national of.
    Antarctica,
}

impl Region {
    /// The English name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Africa => "Africa",
            Self::Americas => "the Americas",
            Self::Asia => "Asia",
            Self::Europe => "Europe",
            Self::Oceania => "Oceania",
            Self::Antarctica => "Antarctica",
        }
    }

    /// The code of M49, three digits.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Africa => "002",
            Self::Americas => "019",
            Self::Asia => "142",
            Self::Europe => "150",
            Self::Oceania => "009",
            Self::Antarctica => "010",
        }
    }

    /// The region of the country with this alpha-2 code.
    pub(crate) fn of(code: &str) -> Self {
        let holds = |(_, _, codes): &&(Self, &str, &[&str])| codes.contains(&code);
        // The test finds every country in the table, so nothing but Antarctica is left over.
        SUB_REGIONS.iter().find(holds).map_or(Self::Antarctica, |(region, _, _)| *region)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Sub-regions and intermediate regions of M49, in its order, so that a reader can hold them against it.
#[rustfmt::skip]
const SUB_REGIONS: &[(Region, &str, &[&str])] = &[
    (Region::Africa, "Northern Africa", &["DZ", "EG", "LY", "MA", "SD", "TN", "EH"]),
    (Region::Africa, "Eastern Africa", &["IO", "BI", "KM", "DJ", "ER", "ET", "TF", "KE", "MG", "MW", "MU", "YT", "MZ", "RE", "RW", "SC", "SO", "SS", "UG", "TZ", "ZM", "ZW"]),
    (Region::Africa, "Middle Africa", &["AO", "CM", "CF", "TD", "CG", "CD", "GQ", "GA", "ST"]),
    (Region::Africa, "Southern Africa", &["BW", "SZ", "LS", "NA", "ZA"]),
    (Region::Africa, "Western Africa", &["BJ", "BF", "CV", "CI", "GM", "GH", "GN", "GW", "LR", "ML", "MR", "NE", "NG", "SH", "SN", "SL", "TG"]),
    (Region::Americas, "Caribbean", &["AI", "AG", "AW", "BS", "BB", "BQ", "VG", "KY", "CU", "CW", "DM", "DO", "GD", "GP", "HT", "JM", "MQ", "MS", "PR", "BL", "KN", "LC", "MF", "VC", "SX", "TT", "TC", "VI"]),
    (Region::Americas, "Central America", &["BZ", "CR", "SV", "GT", "HN", "MX", "NI", "PA"]),
    (Region::Americas, "South America", &["AR", "BO", "BV", "BR", "CL", "CO", "EC", "FK", "GF", "GY", "PY", "PE", "GS", "SR", "UY", "VE"]),
    (Region::Americas, "Northern America", &["BM", "CA", "GL", "PM", "US"]),
    (Region::Antarctica, "Antarctica", &["AQ"]),
    (Region::Asia, "Central Asia", &["KZ", "KG", "TJ", "TM", "UZ"]),
    (Region::Asia, "Eastern Asia", &["CN", "HK", "MO", "KP", "JP", "MN", "KR", "TW"]),
    (Region::Asia, "South-eastern Asia", &["BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "TL", "VN"]),
    (Region::Asia, "Southern Asia", &["AF", "BD", "BT", "IN", "IR", "MV", "NP", "PK", "LK"]),
    (Region::Asia, "Western Asia", &["AM", "AZ", "BH", "CY", "GE", "IQ", "IL", "JO", "KW", "LB", "OM", "QA", "SA", "PS", "SY", "TR", "AE", "YE"]),
    (Region::Europe, "Eastern Europe", &["BY", "BG", "CZ", "HU", "PL", "MD", "RO", "RU", "SK", "UA"]),
    (Region::Europe, "Northern Europe", &["AX", "DK", "EE", "FO", "FI", "GG", "IS", "IE", "IM", "JE", "LV", "LT", "NO", "SJ", "SE", "GB"]),
    (Region::Europe, "Southern Europe", &["AL", "AD", "BA", "HR", "GI", "GR", "VA", "IT", "XK", "MT", "ME", "MK", "PT", "SM", "RS", "SI", "ES"]),
    (Region::Europe, "Western Europe", &["AT", "BE", "FR", "DE", "LI", "LU", "MC", "NL", "CH"]),
    (Region::Oceania, "Australia and New Zealand", &["AU", "CX", "CC", "HM", "NZ", "NF"]),
    (Region::Oceania, "Melanesia", &["FJ", "NC", "PG", "SB", "VU"]),
    (Region::Oceania, "Micronesia", &["GU", "KI", "MH", "FM", "NR", "MP", "PW", "UM"]),
    (Region::Oceania, "Polynesia", &["AS", "CK", "PF", "NU", "PN", "WS", "TK", "TO", "TV", "WF"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Country;

    #[test]
    fn every_country_stands_in_one_sub_region_alone() {
        for country in Country::all() {
            let found = SUB_REGIONS.iter().filter(|(_, _, codes)| codes.contains(&country.code())).count();
            assert_eq!(found, 1, "{country}");
        }
        let listed: usize = SUB_REGIONS.iter().map(|(_, _, codes)| codes.len()).sum();
        assert_eq!(listed, Country::all().count(), "a code that is no country's");
    }

    #[test]
    fn every_country_but_antarctica_is_in_one_of_the_five_regions() {
        let outside: Vec<Country> = Country::all().filter(|country| country.region() == Region::Antarctica).collect();
        assert_eq!(outside, ["AQ".parse().unwrap()]);
    }

    #[test]
    fn regions_are_those_of_m49_where_maps_differ() {
        for (code, region) in [
            ("CY", Region::Asia),
            ("TR", Region::Asia),
            ("GE", Region::Asia),
            ("RU", Region::Europe),
            ("KZ", Region::Asia),
            ("EG", Region::Africa),
            ("GL", Region::Americas),
            ("MX", Region::Americas),
            ("TL", Region::Asia),
            ("AU", Region::Oceania),
        ] {
            assert_eq!(code.parse::<Country>().unwrap().region(), region, "{code}");
        }
    }
}
