use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Region;

/// A country or territory of ISO 3166-1, held as its alpha-2 code. `XK` (Kosovo, user-assigned) is included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// The text names no country.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a country; write its ISO 3166-1 code (`US`, `USA`) or its English name")]
pub struct UnknownCountry(String);

impl Country {
    /// All countries, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| Self(row.alpha2))
    }

    /// The alpha-2 code, upper case.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// The alpha-3 code, upper case.
    #[must_use]
    pub fn alpha3(self) -> &'static str {
        self.row().alpha3
    }

    /// The short English name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Other names that texts use for it, its official one among them.
    #[must_use]
    pub fn other_names(self) -> &'static [&'static str] {
        self.row().others
    }

    /// The region of the world that the United Nations' statisticians count it to.
    #[must_use]
    pub fn region(self) -> Region {
        Region::of(self.code())
    }

    #[expect(
        clippy::expect_used,
        reason = "a Country is only ever made from a row of the table, which is in the order of codes"
    )]
    fn row(self) -> &'static Row {
        let at = TABLE.binary_search_by_key(&self.0, |row| row.alpha2).ok();
        at.and_then(|at| TABLE.get(at)).expect("in the table")
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;

    /// Reads an alpha-2 or alpha-3 code or a name, in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim();
        TABLE
            .iter()
            .find(|row| {
                [row.code, row.alpha3, row.name].into_iter().any(|name| name.eq_ignore_ascii_case(wanted))
                    || row.others.iter().any(|name| name.eq_ignore_ascii_case(wanted))
            })
            .map(|row| Self(row.alpha2))
            .ok_or_else(|| UnknownCountry(text.to_owned()))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({})", self.code())
    }
}

impl Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

struct Row {
    alpha2: [u8; 2],
    code: &'static str,
    alpha3: &'static str,
    name: &'static str,
    others: &'static [&'static str],
}

const fn row(code: &'static str, alpha3: &'static str, name: &'static str, others: &'static [&'static str]) -> Row {
    // A code that is not two letters would make a row that no code finds; the test walks every row.
    let [first, second] = *code.as_bytes() else { return row("??", alpha3, name, others) };
    Row { alpha2: [first, second], code, alpha3, name, others }
}

#[rustfmt::skip]
const TABLE: &[Row] = &[
    row("AD", "AND", "Andorra", &[]),
    row("AE", "ARE", "United Arab Emirates", &["UAE"]),
    row("AF", "AFG", "Afghanistan", &[]),
    row("AG", "ATG", "Antigua and Barbuda", &[]),
    row("AI", "AIA", "Anguilla", &[]),
    row("AL", "ALB", "Albania", &[]),
    row("AM", "ARM", "Armenia", &[]),
    row("AO", "AGO", "Angola", &[]),
    row("AQ", "ATA", "Antarctica", &[]),
    row("AR", "ARG", "Argentina", &[]),
    row("AS", "ASM", "American Samoa", &[]),
    row("AT", "AUT", "Austria", &[]),
    row("AU", "AUS", "Australia", &[]),
    row("AW", "ABW", "Aruba", &[]),
    row("AX", "ALA", "Aland Islands", &[]),
    row("AZ", "AZE", "Azerbaijan", &[]),
    row("BA", "BIH", "Bosnia and Herzegovina", &[]),
    row("BB", "BRB", "Barbados", &[]),
    row("BD", "BGD", "Bangladesh", &[]),
    row("BE", "BEL", "Belgium", &[]),
    row("BF", "BFA", "Burkina Faso", &[]),
    row("BG", "BGR", "Bulgaria", &[]),
    row("BH", "BHR", "Bahrain", &[]),
    row("BI", "BDI", "Burundi", &[]),
    row("BJ", "BEN", "Benin", &[]),
    row("BL", "BLM", "Saint Barthelemy", &[]),
    row("BM", "BMU", "Bermuda", &[]),
    row("BN", "BRN", "Brunei", &["Brunei Darussalam"]),
    row("BO", "BOL", "Bolivia", &["Plurinational State of Bolivia"]),
    row("BQ", "BES", "Bonaire, Saint Eustatius and Saba", &[]),
    row("BR", "BRA", "Brazil", &[]),
    row("BS", "BHS", "Bahamas", &[]),
    row("BT", "BTN", "Bhutan", &[]),
    row("BV", "BVT", "Bouvet Island", &[]),
    row("BW", "BWA", "Botswana", &[]),
    row("BY", "BLR", "Belarus", &[]),
    row("BZ", "BLZ", "Belize", &[]),
    row("CA", "CAN", "Canada", &[]),
    row("CC", "CCK", "Cocos Islands", &[]),
    row("CD", "COD", "Democratic Republic of the Congo", &["DRC"]),
    row("CF", "CAF", "Central African Republic", &[]),
    row("CG", "COG", "Republic of the Congo", &[]),
    row("CH", "CHE", "Switzerland", &[]),
    row("CI", "CIV", "Ivory Coast", &["Côte d'Ivoire", "Cote d'Ivoire"]),
    row("CK", "COK", "Cook Islands", &[]),
    row("CL", "CHL", "Chile", &[]),
    row("CM", "CMR", "Cameroon", &[]),
    row("CN", "CHN", "China", &["People's Republic of China", "PRC"]),
    row("CO", "COL", "Colombia", &[]),
    row("CR", "CRI", "Costa Rica", &[]),
    row("CU", "CUB", "Cuba", &[]),
    row("CV", "CPV", "Cabo Verde", &[]),
    row("CW", "CUW", "Curacao", &[]),
    row("CX", "CXR", "Christmas Island", &[]),
    row("CY", "CYP", "Cyprus", &[]),
    row("CZ", "CZE", "Czechia", &["Czech Republic"]),
    row("DE", "DEU", "Germany", &[]),
    row("DJ", "DJI", "Djibouti", &[]),
    row("DK", "DNK", "Denmark", &[]),
    row("DM", "DMA", "Dominica", &[]),
    row("DO", "DOM", "Dominican Republic", &[]),
    row("DZ", "DZA", "Algeria", &[]),
    row("EC", "ECU", "Ecuador", &[]),
    row("EE", "EST", "Estonia", &[]),
    row("EG", "EGY", "Egypt", &[]),
    row("EH", "ESH", "Western Sahara", &[]),
    row("ER", "ERI", "Eritrea", &[]),
    row("ES", "ESP", "Spain", &[]),
    row("ET", "ETH", "Ethiopia", &[]),
    row("FI", "FIN", "Finland", &[]),
    row("FJ", "FJI", "Fiji", &[]),
    row("FK", "FLK", "Falkland Islands", &[]),
    row("FM", "FSM", "Micronesia", &[]),
    row("FO", "FRO", "Faroe Islands", &[]),
    row("FR", "FRA", "France", &[]),
    row("GA", "GAB", "Gabon", &[]),
    row("GB", "GBR", "United Kingdom", &["UK", "U.K.", "Great Britain", "Britain"]),
    row("GD", "GRD", "Grenada", &[]),
    row("GE", "GEO", "Georgia", &[]),
    row("GF", "GUF", "French Guiana", &[]),
    row("GG", "GGY", "Guernsey", &[]),
    row("GH", "GHA", "Ghana", &[]),
    row("GI", "GIB", "Gibraltar", &[]),
    row("GL", "GRL", "Greenland", &[]),
    row("GM", "GMB", "Gambia", &[]),
    row("GN", "GIN", "Guinea", &[]),
    row("GP", "GLP", "Guadeloupe", &[]),
    row("GQ", "GNQ", "Equatorial Guinea", &[]),
    row("GR", "GRC", "Greece", &[]),
    row("GS", "SGS", "South Georgia and the South Sandwich Islands", &[]),
    row("GT", "GTM", "Guatemala", &[]),
    row("GU", "GUM", "Guam", &[]),
    row("GW", "GNB", "Guinea-Bissau", &[]),
    row("GY", "GUY", "Guyana", &[]),
    row("HK", "HKG", "Hong Kong", &[]),
    row("HM", "HMD", "Heard Island and Mcdonald Islands", &[]),
    row("HN", "HND", "Honduras", &[]),
    row("HR", "HRV", "Croatia", &[]),
    row("HT", "HTI", "Haiti", &[]),
    row("HU", "HUN", "Hungary", &[]),
    row("ID", "IDN", "Indonesia", &[]),
    row("IE", "IRL", "Ireland", &[]),
    row("IL", "ISR", "Israel", &[]),
    row("IM", "IMN", "Isle of Man", &[]),
    row("IN", "IND", "India", &[]),
    row("IO", "IOT", "British Indian Ocean Territory", &[]),
    row("IQ", "IRQ", "Iraq", &[]),
    row("IR", "IRN", "Iran", &["Islamic Republic of Iran", "Iran (Islamic Republic of)"]),
    row("IS", "ISL", "Iceland", &[]),
    row("IT", "ITA", "Italy", &[]),
    row("JE", "JEY", "Jersey", &[]),
    row("JM", "JAM", "Jamaica", &[]),
    row("JO", "JOR", "Jordan", &[]),
    row("JP", "JPN", "Japan", &[]),
    row("KE", "KEN", "Kenya", &[]),
    row("KG", "KGZ", "Kyrgyzstan", &[]),
    row("KH", "KHM", "Cambodia", &[]),
    row("KI", "KIR", "Kiribati", &[]),
    row("KM", "COM", "Comoros", &[]),
    row("KN", "KNA", "Saint Kitts and Nevis", &[]),
    row("KP", "PRK", "North Korea", &["Democratic People's Republic of Korea", "DPRK", "Korea (Democratic People's Republic of)"]),
    row("KR", "KOR", "South Korea", &["Republic of Korea", "Korea (Republic of)"]),
    row("KW", "KWT", "Kuwait", &[]),
    row("KY", "CYM", "Cayman Islands", &[]),
    row("KZ", "KAZ", "Kazakhstan", &[]),
    row("LA", "LAO", "Laos", &["Lao People's Democratic Republic"]),
    row("LB", "LBN", "Lebanon", &[]),
    row("LC", "LCA", "Saint Lucia", &[]),
    row("LI", "LIE", "Liechtenstein", &[]),
    row("LK", "LKA", "Sri Lanka", &[]),
    row("LR", "LBR", "Liberia", &[]),
    row("LS", "LSO", "Lesotho", &[]),
    row("LT", "LTU", "Lithuania", &[]),
    row("LU", "LUX", "Luxembourg", &[]),
    row("LV", "LVA", "Latvia", &[]),
    row("LY", "LBY", "Libya", &[]),
    row("MA", "MAR", "Morocco", &[]),
    row("MC", "MCO", "Monaco", &[]),
    row("MD", "MDA", "Moldova", &["Republic of Moldova"]),
    row("ME", "MNE", "Montenegro", &[]),
    row("MF", "MAF", "Saint Martin", &[]),
    row("MG", "MDG", "Madagascar", &[]),
    row("MH", "MHL", "Marshall Islands", &[]),
    row("MK", "MKD", "North Macedonia", &["Macedonia"]),
    row("ML", "MLI", "Mali", &[]),
    row("MM", "MMR", "Myanmar", &["Burma"]),
    row("MN", "MNG", "Mongolia", &[]),
    row("MO", "MAC", "Macao", &[]),
    row("MP", "MNP", "Northern Mariana Islands", &[]),
    row("MQ", "MTQ", "Martinique", &[]),
    row("MR", "MRT", "Mauritania", &[]),
    row("MS", "MSR", "Montserrat", &[]),
    row("MT", "MLT", "Malta", &[]),
    row("MU", "MUS", "Mauritius", &[]),
    row("MV", "MDV", "Maldives", &[]),
    row("MW", "MWI", "Malawi", &[]),
    row("MX", "MEX", "Mexico", &[]),
    row("MY", "MYS", "Malaysia", &[]),
    row("MZ", "MOZ", "Mozambique", &[]),
    row("NA", "NAM", "Namibia", &[]),
    row("NC", "NCL", "New Caledonia", &[]),
    row("NE", "NER", "Niger", &[]),
    row("NF", "NFK", "Norfolk Island", &[]),
    row("NG", "NGA", "Nigeria", &[]),
    row("NI", "NIC", "Nicaragua", &[]),
    row("NL", "NLD", "Netherlands", &[]),
    row("NO", "NOR", "Norway", &[]),
    row("NP", "NPL", "Nepal", &[]),
    row("NR", "NRU", "Nauru", &[]),
    row("NU", "NIU", "Niue", &[]),
    row("NZ", "NZL", "New Zealand", &[]),
    row("OM", "OMN", "Oman", &[]),
    row("PA", "PAN", "Panama", &[]),
    row("PE", "PER", "Peru", &[]),
    row("PF", "PYF", "French Polynesia", &[]),
    row("PG", "PNG", "Papua New Guinea", &[]),
    row("PH", "PHL", "Philippines", &[]),
    row("PK", "PAK", "Pakistan", &[]),
    row("PL", "POL", "Poland", &[]),
    row("PM", "SPM", "Saint Pierre and Miquelon", &[]),
    row("PN", "PCN", "Pitcairn", &[]),
    row("PR", "PRI", "Puerto Rico", &[]),
    row("PS", "PSE", "Palestine", &["Palestinian Territory", "Palestine, State of", "State of Palestine", "Palestinian Territories"]),
    row("PT", "PRT", "Portugal", &[]),
    row("PW", "PLW", "Palau", &[]),
    row("PY", "PRY", "Paraguay", &[]),
    row("QA", "QAT", "Qatar", &[]),
    row("RE", "REU", "Reunion", &[]),
    row("RO", "ROU", "Romania", &[]),
    row("RS", "SRB", "Serbia", &[]),
    row("RU", "RUS", "Russia", &["Russian Federation"]),
    row("RW", "RWA", "Rwanda", &[]),
    row("SA", "SAU", "Saudi Arabia", &[]),
    row("SB", "SLB", "Solomon Islands", &[]),
    row("SC", "SYC", "Seychelles", &[]),
    row("SD", "SDN", "Sudan", &[]),
    row("SE", "SWE", "Sweden", &[]),
    row("SG", "SGP", "Singapore", &[]),
    row("SH", "SHN", "Saint Helena", &[]),
    row("SI", "SVN", "Slovenia", &[]),
    row("SJ", "SJM", "Svalbard and Jan Mayen", &[]),
    row("SK", "SVK", "Slovakia", &[]),
    row("SL", "SLE", "Sierra Leone", &[]),
    row("SM", "SMR", "San Marino", &[]),
    row("SN", "SEN", "Senegal", &[]),
    row("SO", "SOM", "Somalia", &[]),
    row("SR", "SUR", "Suriname", &[]),
    row("SS", "SSD", "South Sudan", &[]),
    row("ST", "STP", "Sao Tome and Principe", &[]),
    row("SV", "SLV", "El Salvador", &[]),
    row("SX", "SXM", "Sint Maarten", &[]),
    row("SY", "SYR", "Syria", &["Syrian Arab Republic"]),
    row("SZ", "SWZ", "Eswatini", &["Swaziland"]),
    row("TC", "TCA", "Turks and Caicos Islands", &[]),
    row("TD", "TCD", "Chad", &[]),
    row("TF", "ATF", "French Southern Territories", &[]),
    row("TG", "TGO", "Togo", &[]),
    row("TH", "THA", "Thailand", &[]),
    row("TJ", "TJK", "Tajikistan", &[]),
    row("TK", "TKL", "Tokelau", &[]),
    row("TL", "TLS", "Timor Leste", &["Timor-Leste"]),
    row("TM", "TKM", "Turkmenistan", &[]),
    row("TN", "TUN", "Tunisia", &[]),
    row("TO", "TON", "Tonga", &[]),
    row("TR", "TUR", "Turkey", &["Türkiye", "Turkiye"]),
    row("TT", "TTO", "Trinidad and Tobago", &[]),
    row("TV", "TUV", "Tuvalu", &[]),
    row("TW", "TWN", "Taiwan", &[]),
    row("TZ", "TZA", "Tanzania", &["United Republic of Tanzania"]),
    row("UA", "UKR", "Ukraine", &[]),
    row("UG", "UGA", "Uganda", &[]),
    row("UM", "UMI", "United States Minor Outlying Islands", &[]),
    row("US", "USA", "United States", &["USA", "U.S.", "United States of America", "U.S.A."]),
    row("UY", "URY", "Uruguay", &[]),
    row("UZ", "UZB", "Uzbekistan", &[]),
    row("VA", "VAT", "Vatican", &["Holy See"]),
    row("VC", "VCT", "Saint Vincent and the Grenadines", &[]),
    row("VE", "VEN", "Venezuela", &["Bolivarian Republic of Venezuela"]),
    row("VG", "VGB", "British Virgin Islands", &[]),
    row("VI", "VIR", "U.S. Virgin Islands", &[]),
    row("VN", "VNM", "Vietnam", &["Viet Nam"]),
    row("VU", "VUT", "Vanuatu", &[]),
    row("WF", "WLF", "Wallis and Futuna", &[]),
    row("WS", "WSM", "Samoa", &[]),
    row("XK", "XKX", "Kosovo", &[]),
    row("YE", "YEM", "Yemen", &[]),
    row("YT", "MYT", "Mayotte", &[]),
    row("ZA", "ZAF", "South Africa", &[]),
    row("ZM", "ZMB", "Zambia", &[]),
    row("ZW", "ZWE", "Zimbabwe", &[]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_and_name_leads_back_to_its_country() {
        for country in Country::all() {
            assert_eq!(country.code().parse(), Ok(country));
            assert_eq!(country.alpha3().parse(), Ok(country));
            assert_eq!(country.name().parse(), Ok(country));
            for name in country.other_names() {
                assert_eq!(name.parse(), Ok(country));
            }
        }
    }

    #[test]
    fn the_two_koreas_are_told_apart() {
        assert_eq!("DPRK".parse::<Country>().unwrap().code(), "KP");
        assert_eq!("Republic of Korea".parse::<Country>().unwrap().code(), "KR");
        assert!("Korea".parse::<Country>().is_err());
    }
}
