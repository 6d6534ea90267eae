use dunant_vocabulary::{AttackId, Country, Date, DateRange, Sector, Sha256Digest};
use serde::{Deserialize, Serialize};

use crate::Wording;

/// A knowledge pack: what sources say of actors, in tables that point at each other by position.
///
/// Made by [`crate::Builder`]; read from and written to a file by [`Pack::from_bytes`] and [`Pack::to_bytes`]. Every position
/// (`u32`) that a pack holds lies inside the table it points into: both ways in check it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// The files the pack was made from.
    pub sources: Vec<KnowledgeSource>,
    /// Every report that some claim rests on.
    pub reports: Vec<Report>,
    /// Clusters that some source has named.
    pub actors: Vec<Actor>,
    /// Operations that some source has named.
    pub campaigns: Vec<Campaign>,
    /// Malware and tools.
    pub software: Vec<Software>,
    /// ATT&CK techniques.
    pub techniques: Vec<Technique>,
    /// Who uses what.
    pub relations: Vec<Relation>,
    /// Traces of past incidents.
    pub indicators: Vec<Indicator>,
    /// How the sources word it: a table of its own behind the others in the file, absent in format 1.
    #[serde(skip)]
    pub wording: Wording,
    #[serde(skip)]
    pub(crate) digest: Option<Sha256Digest>,
}

/// A file that a pack was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnowledgeSource {
    /// The source in words: `MITRE ATT&CK`, `MISP galaxy: threat-actor`, or the publisher of a labelled incident.
    pub name: String,
    /// The file's name.
    pub file: String,
    /// The file's SHA-256.
    pub digest: Sha256Digest,
    /// The newest change that the file records, which stands for its version.
    pub newest: Option<Date>,
    /// Under which terms it may be used.
    pub terms: String,
}

/// A publication that claims rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The key its source cites it by, or its address.
    pub key: String,
    /// Authors, date and title, as cited; empty where only the address is known.
    pub citation: String,
    /// Where it was published.
    pub url: Option<String>,
    /// When, as far as it can be told.
    pub published: Option<DateRange>,
    /// How the date was found.
    pub dating: Dating,
}

/// How a report's date was found, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Dating {
    /// The citation gives it.
    Citation,
    /// The person who labelled the incident gave it.
    Given,
    /// The citation's key holds a month or a year: `FireEye APT29 Nov 2018`.
    Key,
    /// The address holds it: `/2018/11/19/`.
    Address,
    /// Not known; the day on which the source retrieved it is the latest it can be.
    Retrieved,
    /// Not known.
    Unknown,
}

/// A cluster that some source has named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// `G0032` for ATT&CK; the galaxy's type and UUID for MISP galaxies.
    pub id: String,
    /// The source's name for it.
    pub name: String,
    /// Position of the source.
    pub by: u32,
    /// Every name that the source claims for it, the first its own.
    pub names: Vec<NameClaim>,
    /// States that the source ties it to.
    pub countries: Vec<CountryClaim>,
    /// Whom the source says it targets.
    pub targets: Vec<Target>,
    /// Clusters of other sources that some source holds to be the same or alike.
    pub links: Vec<Link>,
    /// Reports that the source gives for the cluster as a whole.
    pub reports: Vec<u32>,
}

/// A source's word that a thing is also called this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameClaim {
    /// The name as the source writes it.
    pub name: String,
    /// Positions of the reports that the source gives for this name.
    pub reports: Vec<u32>,
    /// Whether the name is also an ordinary word, so that prose which holds it may not speak of the thing at all.
    pub ordinary: bool,
}

/// A source's word that an actor belongs to a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CountryClaim {
    /// The state.
    pub country: Country,
    /// As what.
    pub role: CountryRole,
}

/// As what a source ties an actor to a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CountryRole {
    /// Where it is from.
    Origin,
    /// Who is suspected to sponsor it.
    SuspectedSponsor,
}

/// Whom an actor is said to target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    /// A country.
    Country(Country),
    /// A sector.
    Sector(Sector),
}

/// A source's word that two clusters are the same or alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Link {
    /// Position of the other actor.
    pub to: u32,
    /// Position of the source that says so.
    pub by: u32,
    /// In which words: `similar`, `overlaps`, `same identifier`.
    pub kind: String,
    /// How likely the source holds it, in its words.
    pub likelihood: Option<String>,
}

/// An operation that some source has named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// `C0022`.
    pub id: String,
    /// The source's name for it.
    pub name: String,
    /// Position of the source.
    pub by: u32,
    /// Every name that the source claims for it.
    pub names: Vec<NameClaim>,
    /// When it ran, as far as the source says.
    pub active: Option<DateRange>,
    /// The actors it is attributed to, and on which reports.
    pub attributed_to: Vec<Attribution>,
}

/// A source's word that a campaign was an actor's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// Position of the actor.
    pub actor: u32,
    /// Positions of the reports.
    pub reports: Vec<u32>,
}

/// Malware or a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Software {
    /// `S0154` for ATT&CK; the galaxy's type and UUID for MISP galaxies.
    pub id: String,
    /// The source's name for it.
    pub name: String,
    /// Position of the source.
    pub by: u32,
    /// What it is.
    pub kind: SoftwareKind,
    /// Every name that the source claims for it.
    pub names: Vec<NameClaim>,
    /// The ATT&CK entry that stands for it in comparisons: the one that a source links it to, or the only one with its name.
    pub same_as: Option<u32>,
}

/// What kind of software.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SoftwareKind {
    /// Made to harm.
    Malware,
    /// Commercial, open-source or built-in; many use it.
    Tool,
}

/// An ATT&CK technique or sub-technique.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Technique {
    /// `T1059.001`.
    pub id: AttackId,
    /// Its name.
    pub name: String,
    /// The tactics it serves, by ATT&CK's short names.
    pub tactics: Vec<String>,
    /// Position of the source.
    pub by: u32,
}

/// A source's word that one uses the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Who or what uses.
    pub subject: Subject,
    /// What is used.
    pub object: Object,
    /// Position of the source.
    pub by: u32,
    /// Positions of the reports that the source gives for it; the source speaks for itself where there are none.
    pub reports: Vec<u32>,
    /// The day on which the source first recorded it.
    pub recorded: Option<Date>,
}

/// Who or what uses something; a position in the table of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Subject {
    /// An actor.
    Actor(u32),
    /// A campaign.
    Campaign(u32),
    /// Malware or a tool.
    Software(u32),
}

/// What is used; a position in the table of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Object {
    /// Malware or a tool.
    Software(u32),
    /// A technique.
    Technique(u32),
}

/// A trace of a past incident that somebody laid to an actor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Indicator {
    /// Its kind, as a STIX object path: `domain-name:value`.
    pub kind: String,
    /// Its normalised value.
    pub value: String,
    /// Position of the actor.
    pub actor: u32,
    /// Position of the report.
    pub report: u32,
}

impl Pack {
    /// SHA-256 of the pack's file: what an assessment names it by, and what `sha256sum` prints.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        self.digest.unwrap_or_else(|| Sha256Digest::of(&self.to_bytes()))
    }

    /// The name of the source at `position`.
    #[must_use]
    pub fn source_name(&self, position: u32) -> &str {
        self.sources.get(position as usize).map_or("unknown source", |source| &source.name)
    }

    /// The actor at `position`.
    #[must_use]
    pub fn actor(&self, position: u32) -> Option<&Actor> {
        self.actors.get(position as usize)
    }

    /// The report at `position`.
    #[must_use]
    pub fn report(&self, position: u32) -> Option<&Report> {
        self.reports.get(position as usize)
    }

    /// The first position that points outside its table, in words.
    pub(crate) fn first_dangling(&self) -> Option<String> {
        let (sources, reports, actors) = (self.sources.len(), self.reports.len(), self.actors.len());
        let (campaigns, software, techniques) = (self.campaigns.len(), self.software.len(), self.techniques.len());
        let inside = |position: u32, len: usize| (position as usize) < len;
        let all = |positions: &[u32], len: usize| positions.iter().all(|position| inside(*position, len));
        let names = |names: &[NameClaim]| names.iter().all(|claim| all(&claim.reports, reports));
        for actor in &self.actors {
            let links = actor.links.iter().all(|link| inside(link.to, actors) && inside(link.by, sources));
            if !inside(actor.by, sources) || !names(&actor.names) || !links || !all(&actor.reports, reports) {
                return Some(format!("actor `{}`", actor.id));
            }
        }
        for campaign in &self.campaigns {
            let laid = |a: &Attribution| inside(a.actor, actors) && all(&a.reports, reports);
            if !inside(campaign.by, sources) || !names(&campaign.names) || !campaign.attributed_to.iter().all(laid) {
                return Some(format!("campaign `{}`", campaign.id));
            }
        }
        for entry in &self.software {
            if !inside(entry.by, sources)
                || !names(&entry.names)
                || entry.same_as.is_some_and(|to| !inside(to, software))
            {
                return Some(format!("software `{}`", entry.id));
            }
        }
        for technique in &self.techniques {
            if !inside(technique.by, sources) {
                return Some(format!("technique `{}`", technique.id));
            }
        }
        for (number, relation) in self.relations.iter().enumerate() {
            let subject = match relation.subject {
                Subject::Actor(position) => inside(position, actors),
                Subject::Campaign(position) => inside(position, campaigns),
                Subject::Software(position) => inside(position, software),
            };
            let object = match relation.object {
                Object::Software(position) => inside(position, software),
                Object::Technique(position) => inside(position, techniques),
            };
            if !subject || !object || !inside(relation.by, sources) || !all(&relation.reports, reports) {
                return Some(format!("relation {number}"));
            }
        }
        let stray = self.indicators.iter().find(|i| !inside(i.actor, actors) || !inside(i.report, reports));
        stray.map(|indicator| format!("indicator `{}`", indicator.value))
    }
}
