use std::collections::HashMap;

use crate::ImportError;
use crate::attack::{StixObject, read_bundle};
use crate::wording::{name_software, segments};

/// A part of what an ATT&CK release says of a relation, in the release's own words: what benchmarks are made of. No pack holds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Procedure {
    /// Who or what uses, by its ATT&CK identifier: `G0032`, `C0022`, `S0154`.
    pub subject: String,
    /// What is used, by its ATT&CK identifier: `S0154`, `T1059.001`.
    pub object: String,
    /// The keys of the reports that this part cites, sorted; all of the relation's where it cites none.
    pub reports: Vec<String>,
    /// The words, without citations, addresses of links and tags. Where a group or campaign uses software that the text does not
    /// name, the software's name stands behind the first part, as it does in what a pack counts.
    pub text: String,
}

/// The procedures of an ATT&CK release: a STIX 2.x bundle, plain or gzip. In the order of its relationships' identifiers; parts
/// without words, and relations to entries that are revoked, deprecated or missing, are left out.
///
/// # Errors
/// [`ImportError`] when the bytes are not such a bundle.
pub fn procedures(file: &str, bytes: &[u8]) -> Result<Vec<Procedure>, ImportError> {
    let objects = read_bundle(file, bytes)?;
    let entries: HashMap<&str, &StixObject> = objects
        .iter()
        .filter(|object| object.attack_id().is_some())
        .map(|object| (object.id.as_str(), object))
        .collect();
    let mut procedures = Vec::new();
    for relation in objects.iter().filter(|object| object.kind == "relationship" && object.relationship_type == "uses")
    {
        let entry = |reference: &str| entries.get(reference).and_then(|entry| Some((*entry, entry.attack_id()?)));
        let (Some((from, subject)), Some((to, object))) = (entry(&relation.source_ref), entry(&relation.target_ref))
        else {
            continue;
        };
        let keys = relation.cited_keys();
        let mut parts = segments(&relation.description, &keys);
        if to.is_software() && !from.is_software() {
            name_software(&mut parts, &relation.description, &to.name, &keys);
        }
        procedures.extend(parts.into_iter().filter(|part| !part.text.is_empty()).map(|part| Procedure {
            subject: subject.to_owned(),
            object: object.to_owned(),
            reports: part.reports,
            text: part.text,
        }));
    }
    Ok(procedures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_gives_its_sentences_with_who_is_cited_for_each() {
        let bundle = br#"{"type": "bundle", "objects": [
          {"type": "intrusion-set", "id": "intrusion-set--1", "name": "Example Group",
           "external_references": [{"source_name": "mitre-attack", "external_id": "G9999"}]},
          {"type": "malware", "id": "malware--1", "name": "ExampleWiper",
           "external_references": [{"source_name": "mitre-attack", "external_id": "S9999"}]},
          {"type": "relationship", "id": "relationship--1", "relationship_type": "uses", "source_ref": "intrusion-set--1",
           "target_ref": "malware--1", "description": "[Example Group](https://e.x) wiped disks.(Citation: A) It left.(Citation: B)",
           "external_references": [{"source_name": "A"}, {"source_name": "B"}]}]}"#;
        let found = procedures("tiny", bundle).unwrap();
        let told: Vec<(&str, Vec<String>)> = found.iter().map(|p| (p.text.as_str(), p.reports.clone())).collect();
        assert_eq!(
            told,
            [
                ("Example Group wiped disks.\nExampleWiper.", vec!["A".to_owned(), "B".to_owned()]),
                ("It left.", vec!["B".to_owned()])
            ]
        );
        assert_eq!((found[0].subject.as_str(), found[0].object.as_str()), ("G9999", "S9999"));
    }
}
