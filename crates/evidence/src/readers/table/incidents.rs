//! Tables, and exports as JSON, of many incidents: a database that somebody keeps of attacks on others, each row with its own victim, actor and day.

use std::collections::HashSet;

use dunant_vocabulary::Span;

use super::super::written_dates;
use super::columns::Column;
use super::layout::{Header, Layout};
use crate::verdict::folded;
use crate::{Reading, Reason};

/// Rows looked at.
const SAMPLE: u64 = 5_000;
/// A table with fewer victims or incidents of their own may be one case's.
const SUBJECTS: usize = 40;
/// So many who did it are not in one case. Where a column may name others, it takes so many days in several years as well.
const ACTORS: usize = 10;
const DAYS: usize = 20;
const YEARS: usize = 3;

/// Incidents in one item, and what it holds.
pub(in crate::readers) struct Incidents {
    rows: u64,
    cells: u64,
}

/// Finds out, record by record, whether they are those of many incidents.
pub(in crate::readers) struct Census {
    roles: Roles,
    held: Held,
    seen: Incidents,
}

impl Census {
    /// Of records whose values `header` names; `None` where it does not name what tells incidents apart.
    pub(in crate::readers) fn of(header: &Header) -> Option<Self> {
        let roles = Roles::of(header)?;
        Some(Self { roles, held: Held::default(), seen: Incidents { rows: 0, cells: 0 } })
    }

    /// Takes a record of `cells` values, of which `cell` gives each by its place in the header. Whether it may still be a database.
    pub(in crate::readers) fn take<'v>(&mut self, cells: u64, cell: &dyn Fn(usize) -> &'v str) -> bool {
        if self.seen.rows < SAMPLE {
            self.held.add(&self.roles, cell);
        }
        self.seen.rows += 1;
        self.seen.cells += cells;
        self.seen.rows <= SAMPLE || self.held.are_many()
    }

    /// What it is a database of, if it is one.
    pub(in crate::readers) fn incidents(self) -> Option<Incidents> {
        self.held.are_many().then_some(self.seen)
    }
}

/// Whether a table is one of many incidents, by its header and by how many different ones its rows name.
pub(super) fn of(text: &str, layout: &Layout, widest: u64) -> Option<Incidents> {
    let mut census = Census::of(&layout.header)?;
    for row in layout.style.rows(text, widest).filter(|row| !row.comment).skip(layout.lead) {
        let cells = row.cells.iter().filter(|cell| !cell.value.is_empty()).count() as u64;
        if !census.take(cells, &|at| row.cells.get(at).map_or("", |cell| &*cell.value)) {
            return None;
        }
    }
    census.incidents()
}

/// Whether a header names what tells incidents apart.
pub(super) fn are_named_by(header: &Header) -> bool {
    Roles::of(header).is_some()
}

impl Incidents {
    /// Sets the whole item aside, and says what to do.
    pub(in crate::readers) fn set_aside(&self, span: Span, reading: &mut Reading) {
        let Self { rows, cells } = self;
        reading.set_aside_values(*cells, Reason::Reference, format!("a database of {rows} incidents"), span, "");
        reading.lose(
            format!("{rows} incidents, each with a victim, an actor or a day of its own, are a database and not one case; none was read"),
            Some(span),
            Some("keep the rows that are of this case, and pass those as an item of their own"),
        );
    }
}

/// The columns that tell one incident from another.
struct Roles {
    /// Who was hit, and which incident it was.
    subject: Vec<usize>,
    /// A title, which alerts have too.
    title: Vec<usize>,
    /// Who did it, and nothing else.
    culprit: Vec<usize>,
    /// Who did it, or who did anything.
    actor: Vec<usize>,
    day: Vec<usize>,
}

impl Roles {
    fn of(header: &Header) -> Option<Self> {
        #[rustfmt::skip]
        const SUBJECTS: &[&str] = &[
            "victim", "receiver", "opfer", "victime", "victima", "vittima", "affected org", "target org", "targeted", "target name", "company",
            "жертв", "受害", "被害", "incident", "attack name", "breach", "case name", "event name", "vorfall", "инцидент",
        ];
        // What a country, a state or a group is to an alert is not said: where its sender is, or to which unit the machine belongs.
        #[rustfmt::skip]
        const CULPRITS: &[&str] = &[
            "initiator", "attribution", "attributed to", "threat actor", "threatactor", "perpetrator", "threat group", "apt group", "ransomware group",
            "hacker group", "attacker name", "attacking country", "attacker country", "attackers country", "attackers jurisdiction", "tater", "angreifer",
        ];
        const ACTORS: &[&str] = &["actor", "adversary", "sponsor", "affiliation", "attacker", "gang"];
        // A machine that began a connection, a user who began a program.
        #[rustfmt::skip]
        const MACHINES: &[&str] = &["ip", "ips", "host", "address", "addr", "port", "process", "user", "bytes", "mac", "domain", "url", "email", "file"];
        let names: Vec<String> = header.names.iter().map(|name| folded(name)).collect();
        let with = |words: &[&str]| -> Vec<usize> {
            let is = |name: &str| words.iter().any(|word| name.contains(word));
            names.iter().enumerate().filter(|(_, name)| is(name)).map(|(at, _)| at).collect()
        };
        let is_machine =
            |at: &usize| names.get(*at).is_some_and(|name| name.split(' ').any(|word| MACHINES.contains(&word)));
        let without_machines = |mut columns: Vec<usize>| {
            columns.retain(|at| !is_machine(at));
            columns
        };
        let (subject, title) = (with(SUBJECTS), with(&["title"]));
        let (culprit, mut actor) = (without_machines(with(CULPRITS)), without_machines(with(ACTORS)));
        // A campaign is named by who tells of it; a group may be any.
        let is_group = |at: usize| names.get(at).is_some_and(|name| matches!(name.as_str(), "group" | "groups"));
        let columns = header.columns.iter().enumerate();
        actor.extend(columns.filter(|(at, column)| **column == Column::Actor && !is_group(*at)).map(|(at, _)| at));
        let day = with(&["date", "datum", "day", "year", "discovered", "published", "fecha", "дата", "日期"]);
        let anybody = !actor.is_empty() || !culprit.is_empty();
        let of_incidents = !subject.is_empty() && anybody;
        let of_titles = !title.is_empty() && !culprit.is_empty();
        ((of_incidents || of_titles) && !day.is_empty()).then_some(Self { subject, title, culprit, actor, day })
    }
}

/// What the rows name.
#[derive(Default)]
struct Held {
    subjects: Vec<HashSet<String>>,
    titles: Vec<HashSet<String>>,
    culprits: Vec<HashSet<String>>,
    actors: Vec<HashSet<String>>,
    days: HashSet<String>,
    years: HashSet<String>,
}

impl Held {
    fn add<'v>(&mut self, roles: &Roles, cell: &dyn Fn(usize) -> &'v str) {
        for (columns, sets) in [
            (&roles.subject, &mut self.subjects),
            (&roles.title, &mut self.titles),
            (&roles.culprit, &mut self.culprits),
            (&roles.actor, &mut self.actors),
        ] {
            sets.resize_with(columns.len(), HashSet::new);
            for (at, set) in columns.iter().zip(sets) {
                let value = folded(cell(*at).get(..100).unwrap_or(cell(*at)));
                if !value.is_empty() && value.len() <= 200 {
                    set.insert(value);
                }
            }
        }
        for at in &roles.day {
            let value = cell(*at);
            let day = written_dates::parse(value).map(|day| day.to_string());
            let day = day.or_else(|| (value.len() == 4 && value.parse::<u16>().is_ok()).then(|| value.to_owned()));
            if let Some(day) = day {
                self.years.insert(day.chars().take(4).collect());
                self.days.insert(day);
            }
        }
    }

    /// Whether so many did it to so many that the rows are not of one case; or so many acted, on so many days in several years.
    fn are_many(&self) -> bool {
        let most = |sets: &[HashSet<String>]| sets.iter().map(HashSet::len).max().unwrap_or(0);
        let (subjects, titles) = (most(&self.subjects), most(&self.titles));
        let days = self.days.len() >= DAYS && self.years.len() >= YEARS;
        subjects.max(titles) >= SUBJECTS && most(&self.culprits) >= ACTORS
            || subjects >= SUBJECTS && most(&self.actors) >= ACTORS && days
    }
}
