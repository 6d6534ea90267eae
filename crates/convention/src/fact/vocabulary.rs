//! The closed vocabulary: every fact a case may state, what it means, which words it takes, and who may enter it.

use std::fmt;
use std::sync::LazyLock;

use dunant_vocabulary::{Country, Sector};
use serde::{Serialize, Serializer};

use crate::document::nearest;

/// How many values a fact takes, and of what sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// One word of the list.
    OneWord,
    /// All words of the list that apply; what is not listed does not apply.
    AllWords,
    /// `true` or `false`.
    YesNo,
    /// A day, month, year or range of days.
    Date,
    /// A whole number.
    Number,
}

/// Who may enter a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnteredBy {
    /// A person, or a reading of evidence that a person accepts.
    Anyone,
    /// A person alone, who gives a name: software never judges what somebody knew or meant.
    NamedPerson,
}

/// A word that a fact may take, and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Word {
    /// As written in files.
    pub word: &'static str,
    /// For people.
    pub meaning: &'static str,
}

enum List {
    Own(&'static [Word]),
    Countries,
    Sectors,
    None,
}

struct Definition {
    fact: FactName,
    key: &'static str,
    kind: FactKind,
    list: List,
    entered_by: EnteredBy,
    meaning: &'static str,
}

macro_rules! words {
    ($($word:literal $meaning:literal),* $(,)?) => { List::Own(&[$(Word { word: $word, meaning: $meaning }),*]) };
}

macro_rules! facts {
    ($($fact:ident $key:literal $kind:ident $entered_by:ident $list:expr, $meaning:literal;)*) => {
        /// The name of a fact. The vocabulary is closed: an instrument can test nothing else, and a case can state nothing else.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FactName {
            $(#[doc = $meaning] $fact),*
        }

        impl FactName {
            /// All names, in the vocabulary's order.
            pub const ALL: &'static [Self] = &[$(Self::$fact),*];
        }

        static DEFINITIONS: &[Definition] = &[$(Definition {
            fact: FactName::$fact,
            key: $key,
            kind: FactKind::$kind,
            list: $list,
            entered_by: EnteredBy::$entered_by,
            meaning: $meaning,
        }),*];
    };
}

facts! {
    ActorCategory "actor.category" OneWord Anyone words![
        "state" "an organ of a state",
        "state-affiliated" "a group with ties to a state",
        "criminal-group" "people who act for money",
        "hacktivist" "people who act for a cause",
        "terrorist-group" "people who act to terrify",
        "private-company" "a company acting for itself or for hire",
        "insider" "somebody with rightful access, now or before",
        "individual" "one person on their own",
        "other" "none of these",
    ], "what sort of actor carried it out";
    ActorCountry "actor.country" AllWords Anyone List::Countries,
        "the countries the actor belongs to or acts for";
    ActorStateResponsibility "actor.state-responsibility" OneWord Anyone words![
        "state-organ" "an organ of the state acted (ILC articles on state responsibility, 4)",
        "directed" "the state instructed, directed or controlled it (8)",
        "adopted" "the state made it its own afterwards (11)",
        "supported" "the state helped others who did it",
        "tolerated" "the state could have stopped it and did not",
        "none" "no state had a part in it",
    ], "the part a state had in it";
    ActorResponseTeam "actor.response-team" YesNo Anyone List::None,
        "whether the actor worked through a computer emergency response team that its own state authorised";
    VictimKind "victim.kind" AllWords Anyone words![
        "person" "people as such",
        "company" "a business",
        "government" "an organ of a state, of any level",
        "armed-forces" "a military",
        "political-organisation" "a party or a campaign",
        "election-body" "those who run an election",
        "non-profit" "an association, a charity, an NGO",
        "media" "those who publish news",
        "research-education" "a university, a school, a research body",
        "international-organisation" "a body of several states",
    ], "what the victims are";
    VictimRole "victim.role" AllWords Anyone words![
        "journalist" "reports news",
        "candidate" "stands for election",
        "campaign-staff" "works or volunteers for a campaign or party",
        "election-official" "runs an election",
        "voter" "votes",
        "activist" "defends a cause or rights",
        "humanitarian-worker" "brings aid",
        "medical-staff" "treats patients",
        "patient" "is treated",
        "lawyer" "counsels or defends",
        "public-official" "holds a public office",
        "employee" "works for the victim organisation",
        "customer" "buys from or is served by it",
    ], "what the people who were hit do";
    VictimSector "victim.sector" AllWords Anyone List::Sectors,
        "the sectors of the victims";
    VictimCountry "victim.country" AllWords Anyone List::Countries,
        "the countries the victims are in";
    VictimCritical "victim.critical" YesNo NamedPerson List::None,
        "whether the safety and security of private citizens depend on what was hit";
    VictimProtected "victim.protected" AllWords Anyone words![
        "medical" "a hospital, ambulance or other medical service",
        "humanitarian" "a relief or Red Cross and Red Crescent body",
        "emergency-response" "fire, rescue, computer emergency response",
        "incident-response" "a team that a state has authorised to respond to computer emergencies (CERT, CSIRT)",
        "dangerous-forces" "dams, dykes and nuclear power stations",
        "cultural" "cultural property",
        "none" "nothing that a rule protects by name",
    ], "which special protection the victims have";
    SystemKind "system.kind" AllWords Anyone words![
        "workplace" "office computers, mail and files of an organisation",
        "personal-account" "an account that somebody holds for themselves",
        "personal-device" "a phone or computer that somebody owns",
        "web-site" "pages shown to the public",
        "industrial-control" "machines that run a plant or a grid",
        "medical-device" "machines that treat or monitor patients",
        "payment" "systems that carry out financial transactions",
        "cloud-service" "computing rented by many others",
        "internet-core" "names, routes and cables that the internet stands on",
        "election" "rolls, machines and counts of an election",
        "communications" "telephone, satellite, broadcast",
        "software-build" "where software is built or shipped from",
    ], "what sort of systems were hit";
    IncidentType "incident.type" AllWords Anyone words![
        "data-theft" "data was taken",
        "doxing" "taken data was made public",
        "disruption" "systems or services were stopped or harmed",
        "hijacking-with-misuse" "systems were entered and used for more",
        "hijacking-without-misuse" "systems were entered, and no use of it is known",
        "ransomware" "data was locked against payment",
    ], "the type of incident";
    IncidentDate "incident.date" Date Anyone List::None,
        "when it happened";
    EffectKind "effect.kind" AllWords Anyone words![
        "disclosure" "others read or copied what was not theirs",
        "publication" "what was taken was made public",
        "alteration" "data or software was changed",
        "destruction" "data or systems were made unusable",
        "interruption" "a service stopped or was slowed",
        "physical-damage" "things were damaged",
        "harm-to-people" "people were hurt, or care was denied to them",
        "financial-loss" "money was taken or lost",
        "none" "no effect is known beyond the entry",
    ], "what it did";
    EffectScope "effect.scope" OneWord Anyone words![
        "one-organisation" "one organisation or person",
        "several-organisations" "more than one, here and there",
        "one-sector" "a sector of a country",
        "one-country" "several sectors of a country",
        "several-countries" "several countries",
        "global" "most of the world",
    ], "how far the effect reached";
    EffectDurationDays "effect.duration-days" Number Anyone List::None,
        "how many days the effect lasted";
    EffectPeople "effect.people" Number Anyone List::None,
        "how many people it touched";
    DataKind "data.kind" AllWords Anyone words![
        "trade-secret" "secrets of a business",
        "intellectual-property" "designs, formulas, works",
        "confidential-business" "contracts, prices, plans, internal mail of a company",
        "source-code" "the text of software",
        "personal" "data about people",
        "private-communications" "mail and messages of people",
        "medical" "data about health",
        "credentials" "passwords, keys",
        "payment" "cards and accounts",
        "government" "files of a state that are not public",
        "classified" "files of a state under a secrecy mark",
        "political" "internal files of a party or a campaign",
        "none" "no data was taken",
    ], "what data was taken, changed or destroyed";
    Purpose "purpose" AllWords Anyone words![
        "commercial-advantage" "to help companies compete",
        "espionage" "to learn what a state wants to know",
        "election-interference" "to bear on an election",
        "coercion" "to make somebody do or stop something",
        "retaliation" "to punish",
        "disruption" "to stop or break things",
        "military-advantage" "to gain in war",
        "repression" "to watch or silence people",
        "financial-gain" "to make money",
        "access-for-later" "to be in place for later",
    ], "what it was for, as sources state it";
    Beneficiary "beneficiary" AllWords Anyone words![
        "company" "a company",
        "commercial-sector" "a branch of business",
        "state-enterprise" "a company that a state owns",
        "government" "a state",
        "armed-forces" "a military",
        "criminals" "people who act for money",
        "nobody" "nobody gained",
    ], "who gained from it";
    Knowledge "knowledge" OneWord NamedPerson words![
        "knew" "it knew",
        "should-have-known" "it did not know and should have",
        "did-not-know" "it did not know",
    ], "what the state that is examined knew of it";
    Intent "intent" OneWord NamedPerson words![
        "intended" "the purpose was meant",
        "reckless" "the result was foreseen and accepted",
        "not-intended" "the result was not meant",
    ], "whether the actor meant what the purpose says";
    ActContraryToObligations "act.contrary-to-obligations" YesNo NamedPerson List::None,
        "whether a person who knows the law finds the act contrary to a state's obligations under international law";
    ActWithoutRight "act.without-right" YesNo NamedPerson List::None,
        "whether a person who knows the law finds that the act was done without right";
    TerritoryCountry "territory.country" AllWords Anyone List::Countries,
        "the countries from whose territory it was done, whoever did it";
    TerritoryMeasures "territory.measures" OneWord Anyone words![
        "taken" "it took steps to end it that could be expected of it",
        "beyond-its-means" "it could not, and said so or asked for help",
        "none-taken" "it took none",
    ], "what the state of the territory did to end it, once it knew";
    ConductCountry "conduct.country" AllWords Anyone List::Countries,
        "the countries whose conduct before or after the incident is examined, such as the victim's own";
    ConductKind "conduct.kind" AllWords NamedPerson words![
        "cooperation-refused" "it refused to work with others on measures for stability and security",
        "blamed-without-inquiry" "it named another state as the author without weighing the information that there was",
        "exchange-refused" "it refused to exchange information on criminal or terrorist use, or help to prosecute it",
        "own-critical-unprotected" "it took no fitting measures to protect its own critical infrastructure",
        "hygiene-hindered" "it hindered others in keeping their own systems secure and up to date",
        "norms-rejected" "it rejected the norms for states in this field, or worked against their being accepted and carried out",
        "none" "none of these",
    ], "where a state's conduct around the incident fell short of a duty";
    IncidentIntercepted "incident.intercepted" YesNo Anyone List::None,
        "whether data was intercepted on its way by technical means";
    IncidentHackBack "incident.hack-back" YesNo Anyone List::None,
        "whether a victim that is no state, or somebody for it, entered systems of those it took for its attackers";
    CompanyConduct "company.conduct" AllWords NamedPerson words![
        "users-unprotected" "it left users without a protection that it could have given",
        "attack-helped" "it helped somebody to attack innocent people or companies",
        "tampering-allowed" "it let its product be tampered with",
        "users-uninformed" "it kept from users what they needed to protect themselves",
        "coordination-refused" "it refused to work with others on a vulnerability or a threat",
        "none" "none of these",
    ], "where the conduct of the company that is examined fell short";
    TerritoryOccupied "territory.occupied" YesNo NamedPerson List::None,
        "whether what was hit is in territory that the actor's state occupied";
    MilitaryNecessity "military-necessity" YesNo NamedPerson List::None,
        "whether military operations made the destruction absolutely necessary";
    SpecialProtection "special-protection" OneWord NamedPerson words![
        "kept" "nothing took it away",
        "ended-after-warning" "what was protected was used against the enemy, and a due warning with reasonable time was unheeded",
        "ended-without-warning" "what was protected was used against the enemy, and no due warning was given",
    ], "whether the special protection of a hospital or of a work with dangerous forces had ended";
    TargetStatus "target.status" AllWords NamedPerson words![
        "civilian-people" "civilians who took no direct part in hostilities",
        "civilian-object" "what is no military objective",
        "indispensable-to-survival" "what civilians need to survive, such as food and drinking water",
        "release-of-dangerous-forces" "a work whose attack may release forces that cause severe losses among civilians",
        "natural-environment" "nature, by means that are meant or may be expected to do it widespread, long-term and severe damage and so to \
            prejudice the health or survival of people",
        "without-distinction" "military objectives and civilians or civilian objects alike, by an attack that was not or could not be kept to a \
            specific military objective",
        "military-objective" "what contributes to military action, and whose destruction offers a definite advantage",
    ], "what the law of armed conflict takes the target for";
    ConflictKind "conflict.kind" OneWord Anyone words![
        "international" "between states, occupation included",
        "internal" "between a state and armed groups, or among such groups",
    ], "what sort of armed conflict it was part of";
    PartyConfirmed "party.confirmed" AllWords Anyone words![
        "paris-call" "the Paris Call for Trust and Security in Cyberspace",
        "budapest-convention" "the Convention on Cybercrime",
        "geneva-convention-4" "the Fourth Geneva Convention",
        "additional-protocol-1" "Additional Protocol I",
        "none" "none of these",
    ], "texts that bound the state on the day, where their file does not list it: checked with the depositary";
    SignatoryConfirmed "signatory.confirmed" AllWords Anyone words![
        "tech-accord" "the Cybersecurity Tech Accord",
        "none" "none of these",
    ], "pledges that the company that is examined had made by the day: checked with the list of signatories";
    SupplyChain "supply-chain" AllWords Anyone words![
        "backdoor-inserted" "a hidden way in was put into a product",
        "backdoor-required" "a maker was made to build one",
        "update-tampered" "an update carried it",
        "provider-compromised" "a service provider was the way in",
        "none" "no supplier was used",
    ], "how makers and suppliers were used";
    SupplyChainProduct "supply-chain.product" OneWord Anyone words![
        "mass-market" "a product on sale to anyone",
        "made-to-order" "a product made for one customer",
    ], "what sort of product was used";
    ToolMaker "tool.maker" OneWord Anyone words![
        "state" "an organ of a state, or somebody for it",
        "company" "a company that sells tools",
        "criminal-group" "criminals",
        "public-project" "published by and for defenders or researchers",
        "other" "none of these",
    ], "who made the malware or other tool that was used or handed on, who may be another than the actor";
    ToolCountry "tool.country" AllWords Anyone List::Countries,
        "the country of who made the tool";
    ToolProperties "tool.properties" AllWords Anyone words![
        "precise" "does nothing outside its target",
        "destructive" "makes data or systems unusable",
        "self-spreading" "spreads by itself",
        "indiscriminate" "does harm outside its target",
        "reused-by-others" "others have used it again",
        "control-lost" "its maker lost it",
    ], "what the tool is like";
    ToolDistribution "tool.distribution" AllWords Anyone words![
        "kept" "its maker kept it",
        "sold" "its maker sold it",
        "given" "its maker gave it to others",
        "published" "its maker published it",
        "stolen" "others took it and handed it on",
    ], "how the tool got about";
    ToolDistributionCountry "tool.distribution-country" AllWords Anyone List::Countries,
        "the countries of those who handed the tool on, who may be others than its maker";
    ToolDistributionIntent "tool.distribution-intent" OneWord NamedPerson words![
        "for-offences" "that it be used to enter, intercept, damage or hinder without right",
        "for-defence" "that systems be tested or protected with the leave of those who own them",
        "other" "neither of these",
    ], "what those who handed the tool on meant it for";
    ToolDistributionWithoutRight "tool.distribution-without-right" YesNo NamedPerson List::None,
        "whether a person who knows the law finds that the tool was handed on without right";
    ToolDistributionPermitted "tool.distribution-permitted" YesNo Anyone List::None,
        "whether a state permitted the tool to be handed on, by licence or by letting it happen";
    VulnerabilityHolder "vulnerability.holder" OneWord Anyone words![
        "state" "an organ of a state, or somebody for it",
        "company" "a company that sells tools",
        "criminal-group" "criminals",
        "public-project" "published by and for defenders or researchers",
        "other" "none of these",
    ], "who held the vulnerability or its exploit, who may be another than the actor and than the maker of the tool";
    VulnerabilityCountry "vulnerability.country" AllWords Anyone List::Countries,
        "the country of who held the vulnerability or its exploit";
    VulnerabilityHandling "vulnerability.handling" AllWords Anyone words![
        "reported" "the maker of the product was told in good time, before harm was done",
        "reported-late" "the maker of the product was told only after it had been kept for long, as when its exploit was lost",
        "withheld" "the maker of the product was not told",
        "already-public" "it was known to all",
        "none-used" "no vulnerability was used",
    ], "what the holder did with the vulnerability";
    VulnerabilityPolicy "vulnerability.policy" OneWord Anyone words![
        "mandate-to-report" "a clear policy, with reporting to makers as the rule",
        "no-mandate" "a policy without that rule",
        "no-policy" "no policy is known",
    ], "the holder's policy on vulnerabilities";
    ResponseCountry "response.country" AllWords Anyone List::Countries,
        "the countries whose help was asked";
    ResponseAssistance "response.assistance" OneWord Anyone words![
        "given" "help was given",
        "refused" "help was refused",
        "not-asked" "nobody asked",
    ], "what came of asking a state to help detect, contain, respond or recover";
    ResponseObstructed "response.obstructed" YesNo Anyone List::None,
        "whether a state hindered the response";
    Context "context" OneWord Anyone words![
        "peace" "no armed conflict that it belongs to",
        "armed-conflict" "part of an armed conflict",
    ], "whether it happened in peace or in armed conflict";
}

/// A name that is no fact's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFact {
    /// The name.
    pub name: String,
    /// The fact that was most likely meant.
    pub near: Option<&'static str>,
}

impl FactName {
    /// The name as written in files, such as `victim.kind`.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.definition().key
    }

    /// What the fact says, in a line for people.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.definition().meaning
    }

    /// How many values it takes, and of what sort.
    #[must_use]
    pub fn kind(self) -> FactKind {
        self.definition().kind
    }

    /// Who may enter it.
    #[must_use]
    pub fn entered_by(self) -> EnteredBy {
        self.definition().entered_by
    }

    /// The words it may take, in order: its own, ISO 3166-1 alpha-2 codes, STIX sectors, or `yes` and `no`. Empty for dates
    /// and numbers.
    #[must_use]
    pub fn words(self) -> &'static [&'static str] {
        static COUNTRIES: LazyLock<Vec<&str>> = LazyLock::new(|| Country::all().map(Country::code).collect());
        static SECTORS: LazyLock<Vec<&str>> = LazyLock::new(|| Sector::ALL.iter().map(|sector| sector.key()).collect());
        static OWN: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
            let own = |definition: &Definition| match definition.list {
                List::Own(words) => words.iter().map(|word| word.word).collect(),
                _ => Vec::new(),
            };
            DEFINITIONS.iter().map(own).collect()
        });
        match (self.kind(), &self.definition().list) {
            (FactKind::YesNo, _) => &["yes", "no"],
            (_, List::Countries) => &COUNTRIES,
            (_, List::Sectors) => &SECTORS,
            _ => OWN.get(self as usize).map_or(&[], Vec::as_slice),
        }
    }

    /// What one of its words means, in words for people: a country's name, a sector's name.
    #[must_use]
    pub fn meaning_of(self, word: &str) -> Option<&'static str> {
        match self.definition().list {
            List::Own(words) => words.iter().find(|known| known.word == word).map(|known| known.meaning),
            List::Countries => word.parse::<Country>().ok().map(Country::name),
            List::Sectors => word.parse::<Sector>().ok().map(Sector::word),
            List::None => None,
        }
    }

    /// The fact that a key names.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        let key = key.trim();
        DEFINITIONS.iter().find(|definition| definition.key == key).map(|definition| definition.fact)
    }

    /// The fact that somebody names on a command line.
    ///
    /// # Errors
    /// No fact is called so; the nearest is given.
    pub fn named(name: &str) -> Result<Self, UnknownFact> {
        Self::from_key(name).ok_or_else(|| UnknownFact {
            name: name.to_owned(),
            near: nearest(name, Self::ALL.iter().map(|fact| fact.key())),
        })
    }

    /// The number of a word in [`FactName::words`]; a country by any of its names, a word in any case.
    pub(crate) fn word_number(self, text: &str) -> Option<usize> {
        let wanted = match self.definition().list {
            List::Countries => text.parse::<Country>().ok()?.code().to_owned(),
            List::Sectors => text.parse::<Sector>().ok()?.key().to_owned(),
            _ => text.trim().to_lowercase().replace([' ', '_'], "-"),
        };
        self.words().iter().position(|word| *word == wanted)
    }

    /// The place of a country among its words; none where it names no countries.
    pub(crate) fn country_number(self, country: Country) -> Option<usize> {
        match self.definition().list {
            // They stand in the order of their codes.
            List::Countries => self.words().binary_search(&country.code()).ok(),
            List::Own(_) | List::Sectors | List::None => None,
        }
    }

    /// The word that stands alone where a fact takes several: `none`, or one that says as much.
    pub(crate) fn exclusive_word(self) -> Option<usize> {
        if self.kind() != FactKind::AllWords {
            return None;
        }
        ["none", "nobody", "none-used"].into_iter().find_map(|word| self.word_number(word))
    }

    fn definition(self) -> &'static Definition {
        #[expect(clippy::indexing_slicing, reason = "one macro makes both lists, in the same order")]
        &DEFINITIONS[self as usize]
    }
}

impl fmt::Display for UnknownFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a fact of the vocabulary", self.name)
    }
}

impl std::error::Error for UnknownFact {}

impl fmt::Display for FactName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}

impl Serialize for FactName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::word_set::WordSet;
    use super::*;

    #[test]
    fn every_fact_has_a_key_of_its_own_and_a_list_that_fits() {
        let keys: BTreeSet<_> = FactName::ALL.iter().map(|fact| fact.key()).collect();
        assert_eq!(keys.len(), FactName::ALL.len());
        for fact in FactName::ALL {
            assert_eq!(FactName::from_key(fact.key()), Some(*fact));
            let words: BTreeSet<_> = fact.words().iter().collect();
            assert_eq!(words.len(), fact.words().len(), "{fact} repeats a word");
            assert!(fact.words().len() <= WordSet::CAPACITY, "{fact}");
            let takes_words = !matches!(fact.kind(), FactKind::Date | FactKind::Number);
            assert_eq!(takes_words, !fact.words().is_empty(), "{fact}");
        }
    }

    #[test]
    fn only_a_named_person_says_what_somebody_knew_meant_owed_or_depended_on() {
        let reserved: Vec<_> =
            FactName::ALL.iter().filter(|fact| fact.entered_by() == EnteredBy::NamedPerson).map(|f| f.key()).collect();
        assert_eq!(
            reserved,
            [
                "victim.critical",
                "knowledge",
                "intent",
                "act.contrary-to-obligations",
                "act.without-right",
                "conduct.kind",
                "company.conduct",
                "territory.occupied",
                "military-necessity",
                "special-protection",
                "target.status",
                "tool.distribution-intent",
                "tool.distribution-without-right"
            ]
        );
    }

    #[test]
    fn a_country_is_found_by_any_of_its_names() {
        let by_code = FactName::ActorCountry.word_number("KP");
        assert!(by_code.is_some());
        assert_eq!(by_code, FactName::ActorCountry.word_number("North Korea"));
        assert_eq!(by_code, FactName::ActorCountry.word_number("prk"));
        assert_eq!(FactName::ActorCountry.word_number("Atlantis"), None);
        for country in Country::all() {
            let number = FactName::VictimCountry.country_number(country);
            assert_eq!(number, FactName::VictimCountry.word_number(country.code()), "{country}");
            assert!(number.is_some(), "{country}");
        }
        assert_eq!(FactName::VictimSector.country_number("KP".parse().unwrap()), None);
    }
}
