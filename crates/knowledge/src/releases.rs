use std::collections::BTreeSet;

use dunant_vocabulary::Date;

use crate::attack::{StixObject, day, read_bundle};
use crate::{Builder, ImportError, Object, Pack, Relation, Subject};

/// How the source of relations that a later release added is named; its `newest` is the day of that release.
const NEW_IN: &str = "MITRE ATT&CK, new in the release of ";

/// One release of ATT&CK: a STIX 2.x bundle, plain or gzip.
#[derive(Debug, Clone, Copy)]
pub struct Release<'a> {
    /// The file's name.
    pub file: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// When it was released; where it is not given, the day of its `x-mitre-collection`, or else its newest change.
    pub released: Option<Date>,
}

/// A release as it was read.
struct Read<'a> {
    release: Release<'a>,
    objects: Vec<StixObject>,
    day: Option<Date>,
}

/// An entry uses another: both by ATT&CK identifier.
type Pair = (String, String);

impl Builder {
    /// Adds releases of ATT&CK. Of each domain (enterprise, ICS, mobile) the newest is what the pack knows, as [`Builder::add_attack`]
    /// reads it; earlier ones say since when.
    ///
    /// A relation that the oldest release of its domain has is known from the days of its reports. One that a later release added
    /// is known from the day of that release too, for until then nobody who read ATT&CK could have it: a report may speak of an
    /// incident long before somebody ties it to an actor. See [`Pack::known_since`].
    ///
    /// # Errors
    /// [`ImportError`] when the bytes are not such bundles; nothing is then added.
    pub fn add_attack_releases(&mut self, releases: &[Release<'_>]) -> Result<(), ImportError> {
        let mut domains: Vec<(String, Vec<Read<'_>>)> = Vec::new();
        for release in releases {
            let objects = read_bundle(release.file, release.bytes)?;
            let collection = objects.iter().find(|object| object.kind == "x-mitre-collection");
            let changed = || objects.iter().filter_map(|object| day(object.modified.as_deref()?)).max();
            let stated = || collection.and_then(|object| day(object.modified.as_deref()?));
            let day = release.released.or_else(stated).or_else(changed);
            let domain = domain(&objects);
            let read = Read { release: *release, objects, day };
            match domains.iter_mut().find(|(held, _)| *held == domain) {
                Some((_, held)) => held.push(read),
                None => domains.push((domain, vec![read])),
            }
        }
        for (_, mut releases) in domains {
            releases.sort_by_key(|read| read.day);
            let Some(newest) = releases.last() else { continue };
            let from = self.relations.len();
            self.add_attack(newest.release.file, newest.release.bytes)?;
            if releases.len() > 1 {
                self.date_relations(&releases, from);
            }
        }
        Ok(())
    }

    /// Lets each relation from the position `from` on be said by the release that first has it, where that is not the oldest.
    fn date_relations(&mut self, releases: &[Read<'_>], from: usize) {
        let mut known: BTreeSet<Pair> = BTreeSet::new();
        for (place, read) in releases.iter().enumerate() {
            let pairs = pairs(&read.objects);
            let released = read.day.map_or_else(|| "an unknown day".to_owned(), |day| day.to_string());
            let name = match place {
                0 => format!("MITRE ATT&CK, release of {released}"),
                _ => format!("{NEW_IN}{released}"),
            };
            let by = self.add_source(&name, read.release.file, read.release.bytes, read.day, crate::attack::TERMS);
            if place > 0 {
                let added: Vec<usize> = (from..self.relations.len())
                    .filter(|at| {
                        self.relations
                            .get(*at)
                            .and_then(|relation| self.pair(relation))
                            .is_some_and(|pair| pairs.contains(&pair) && !known.contains(&pair))
                    })
                    .collect();
                for at in added {
                    if let Some(relation) = self.relations.get_mut(at) {
                        relation.by = by;
                    }
                }
            }
            known.extend(pairs);
        }
    }

    fn pair(&self, relation: &Relation) -> Option<Pair> {
        let subject = match relation.subject {
            Subject::Actor(at) => &self.actors.get(at as usize)?.id,
            Subject::Campaign(at) => &self.campaigns.get(at as usize)?.id,
            Subject::Software(at) => &self.software.get(at as usize)?.id,
        };
        let object = match relation.object {
            Object::Software(at) => self.software.get(at as usize)?.id.clone(),
            Object::Technique(at) => self.techniques.get(at as usize)?.id.to_string(),
        };
        Some((subject.clone(), object))
    }
}

impl Pack {
    /// The day from which a relation is known, whatever its reports' days: that of the release which added it. None where the oldest
    /// release that the pack was made from has it.
    #[must_use]
    pub fn known_since(&self, relation: &Relation) -> Option<Date> {
        let source = self.sources.get(relation.by as usize)?;
        source.newest.filter(|_| source.name.starts_with(NEW_IN))
    }
}

/// The domain of a release: the name of its kill chain.
fn domain(objects: &[StixObject]) -> String {
    let chains = objects.iter().flat_map(|object| &object.kill_chain_phases);
    chains.map(|phase| phase.kill_chain_name.clone()).find(|name| !name.is_empty()).unwrap_or_default()
}

/// Which entries a release says to use which others. What a campaign used counts from the release that also lays the campaign to an
/// actor: until then it tells nothing of one.
fn pairs(objects: &[StixObject]) -> BTreeSet<Pair> {
    let ids: std::collections::HashMap<&str, (&str, &str)> = (objects.iter())
        .filter_map(|object| Some((object.id.as_str(), (object.attack_id()?, object.kind.as_str()))))
        .collect();
    let relations = || objects.iter().filter(|object| object.kind == "relationship");
    let laid: BTreeSet<&str> = (relations())
        .filter(|relation| relation.relationship_type == "attributed-to")
        .map(|relation| relation.source_ref.as_str())
        .collect();
    (relations().filter(|relation| relation.relationship_type == "uses"))
        .filter_map(|relation| {
            let (from, kind) = ids.get(relation.source_ref.as_str())?;
            let (to, _) = ids.get(relation.target_ref.as_str())?;
            let tells = *kind != "campaign" || laid.contains(relation.source_ref.as_str());
            tells.then(|| ((*from).to_owned(), (*to).to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A release with these programs used by one group, each on a report of 2015.
    fn release(modified: &str, programs: &[&str]) -> String {
        let mut objects = vec![
            r#"{"type":"intrusion-set","id":"intrusion-set--g","name":"Example Group","external_references":[{"source_name":"mitre-attack","external_id":"G9999"}]}"#.to_owned(),
            format!(r#"{{"type":"attack-pattern","id":"attack-pattern--t","name":"Example","modified":"{modified}T00:00:00Z","kill_chain_phases":[{{"kill_chain_name":"mitre-attack","phase_name":"impact"}}],"external_references":[{{"source_name":"mitre-attack","external_id":"T9999"}}]}}"#),
        ];
        for (at, program) in programs.iter().enumerate() {
            objects.push(format!(r#"{{"type":"malware","id":"malware--m{program}","name":"{program}","external_references":[{{"source_name":"mitre-attack","external_id":"S999{program}"}}]}}"#));
            objects.push(format!(r#"{{"type":"relationship","id":"relationship--{at}","relationship_type":"uses","source_ref":"intrusion-set--g","target_ref":"malware--m{program}","external_references":[{{"source_name":"Doe 2015","description":"Doe, J. (2015, May 7). A report."}}]}}"#));
        }
        format!(r#"{{"type":"bundle","id":"bundle--1","objects":[{}]}}"#, objects.join(","))
    }

    fn since(pack: &Pack) -> Vec<(String, Option<String>)> {
        let named = |relation: &Relation| match relation.object {
            Object::Software(at) => pack.software[at as usize].name.clone(),
            Object::Technique(_) => String::new(),
        };
        pack.relations.iter().map(|r| (named(r), pack.known_since(r).map(|day| day.to_string()))).collect()
    }

    #[test]
    fn a_relation_is_known_from_the_first_release_that_has_it_and_the_oldest_keeps_the_reports_day() {
        let (old, middle, new) = (
            release("2016-01-01", &["1"]),
            release("2017-02-02", &["1", "2"]),
            release("2018-03-03", &["1", "2", "3"]),
        );
        let files = [("new.json", &new, None), ("old.json", &old, None), ("middle.json", &middle, Some("2017-04-04"))];
        let releases = files.map(|(file, text, released)| Release {
            file,
            bytes: text.as_bytes(),
            released: released.map(|day| day.parse().unwrap()),
        });
        let mut builder = Builder::new();
        builder.add_attack_releases(&releases).unwrap();
        let (pack, summary) = builder.finish();
        assert_eq!(summary.actors, 1, "the newest release is what the pack knows");
        let expected = [("1", None), ("2", Some("2017-04-04")), ("3", Some("2018-03-03"))];
        assert_eq!(since(&pack), expected.map(|(name, day)| (name.to_owned(), day.map(str::to_owned))));
        assert_eq!(since(&Pack::from_bytes(&pack.to_bytes()).unwrap()), since(&pack));
    }

    #[test]
    fn one_release_alone_gives_the_bytes_that_it_always_gave() {
        let text = release("2018-03-03", &["1", "2"]);
        let (mut one, mut other) = (Builder::new(), Builder::new());
        one.add_attack("a.json", text.as_bytes()).unwrap();
        other.add_attack_releases(&[Release { file: "a.json", bytes: text.as_bytes(), released: None }]).unwrap();
        assert_eq!(one.finish().0.to_bytes(), other.finish().0.to_bytes());
    }

    #[test]
    fn what_a_campaign_used_counts_from_the_release_that_lays_it_to_an_actor() {
        let campaign = |laid: bool, modified: &str| {
            let text = release(modified, &["1"]);
            let used = r#"{"type":"campaign","id":"campaign--c","name":"Operation Example","external_references":[{"source_name":"mitre-attack","external_id":"C9999"}]},
                {"type":"relationship","id":"relationship--u","relationship_type":"uses","source_ref":"campaign--c","target_ref":"attack-pattern--t"}"#;
            let tie = r#",{"type":"relationship","id":"relationship--a","relationship_type":"attributed-to","source_ref":"campaign--c","target_ref":"intrusion-set--g"}"#;
            text.replace("]}]}", &format!("]}},{used}{}]}}", if laid { tie } else { "" }))
        };
        let (old, new) = (campaign(false, "2016-01-01"), campaign(true, "2018-03-03"));
        let mut builder = Builder::new();
        let release = |file, text: &'static str| Release { file, bytes: text.as_bytes(), released: None };
        let (old, new) = (String::leak(old), String::leak(new));
        builder.add_attack_releases(&[release("old.json", old), release("new.json", new)]).unwrap();
        let (pack, _) = builder.finish();
        let of_campaign = pack.relations.iter().find(|r| matches!(r.subject, Subject::Campaign(_))).unwrap();
        assert_eq!(pack.known_since(of_campaign).unwrap().to_string(), "2018-03-03");
    }
}
