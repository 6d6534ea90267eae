use std::borrow::Cow;

use dunant_vocabulary::{AttackId, AttackIdKind, DateRange};

use crate::Bearing;
use crate::Reason;
use crate::json::Node;
use crate::prose::{self, Stand};
use crate::readers::misp::doubt_of_remark;
use crate::readers::named_ids;
use crate::readers::tags::{self, Doubt};

/// The properties of a STIX object that say something here, found in one pass over its members.
#[derive(Debug, Clone)]
pub(super) struct Object<'a> {
    /// The whole object; custom properties are read from here.
    pub node: Node<'a>,
    pub kind: Option<Cow<'a, str>>,
    pub id: Option<Cow<'a, str>>,
    pub name: Option<Node<'a>>,
    pub description: Option<Node<'a>>,
    /// Of a note.
    pub content: Option<Node<'a>>,
    /// Of an opinion.
    pub explanation: Option<Node<'a>>,
    pub pattern: Option<Node<'a>>,
    pub pattern_type: Option<Node<'a>>,
    pub revoked: Option<Node<'a>>,
    pub external_references: Option<Node<'a>>,
    pub aliases: Option<Node<'a>>,
    pub published: Option<Node<'a>>,
    pub relationship_type: Option<Node<'a>>,
    pub source_ref: Option<Node<'a>>,
    pub target_ref: Option<Node<'a>>,
    pub where_sighted_refs: Option<Node<'a>>,
    pub sectors: Option<Node<'a>>,
    pub country: Option<Node<'a>>,
    pub object_marking_refs: Option<Node<'a>>,
    pub granular_markings: Option<Node<'a>>,
    pub definition: Option<Node<'a>>,
    pub extensions: Option<Node<'a>>,
    /// Of observed data in STIX 2.0.
    pub objects: Option<Node<'a>>,
    pub modified: Option<Node<'a>>,
    pub created_by_ref: Option<Node<'a>>,
    pub confidence: Option<Node<'a>>,
    pub labels: Option<Node<'a>>,
    pub indicator_types: Option<Node<'a>>,
    pub object_refs: Option<Node<'a>>,
    pub sighting_of_ref: Option<Node<'a>>,
    pub count: Option<Node<'a>>,
    pub opinion: Option<Node<'a>>,
    pub is_family: Option<Node<'a>>,
    pub abstract_: Option<Node<'a>>,
    pub contact_information: Option<Node<'a>>,
    pub x_mitre_id: Option<Node<'a>>,
    pub x_opencti_negative: Option<Node<'a>>,
    pub x_opencti_score: Option<Node<'a>>,
    pub x_opencti_definition: Option<Node<'a>>,
    /// It has properties that only ATT&CK's own objects have.
    pub catalogued: bool,
    /// Properties that are not known here, which may hold values.
    pub others: Vec<(Cow<'a, str>, Node<'a>)>,
    first_seen: Option<Node<'a>>,
    first_observed: Option<Node<'a>>,
    valid_from: Option<Node<'a>>,
    created: Option<Node<'a>>,
}

impl<'a> Object<'a> {
    pub(super) fn read(node: Node<'a>) -> Self {
        let mut object = Self {
            node,
            kind: None,
            id: None,
            name: None,
            description: None,
            content: None,
            explanation: None,
            pattern: None,
            pattern_type: None,
            revoked: None,
            external_references: None,
            aliases: None,
            published: None,
            relationship_type: None,
            source_ref: None,
            target_ref: None,
            where_sighted_refs: None,
            sectors: None,
            country: None,
            object_marking_refs: None,
            granular_markings: None,
            definition: None,
            extensions: None,
            objects: None,
            modified: None,
            created_by_ref: None,
            confidence: None,
            labels: None,
            indicator_types: None,
            object_refs: None,
            sighting_of_ref: None,
            count: None,
            opinion: None,
            is_family: None,
            abstract_: None,
            contact_information: None,
            x_mitre_id: None,
            x_opencti_negative: None,
            x_opencti_score: None,
            x_opencti_definition: None,
            catalogued: false,
            others: Vec::new(),
            first_seen: None,
            first_observed: None,
            valid_from: None,
            created: None,
        };
        for (key, value) in node.entries() {
            let property = match &*key {
                "type" => {
                    object.kind = value.as_str().filter(|text| !text.is_empty());
                    continue;
                }
                "id" => {
                    object.id = value.as_str().filter(|text| !text.is_empty());
                    continue;
                }
                "name" => &mut object.name,
                "description" => &mut object.description,
                "content" => &mut object.content,
                "explanation" => &mut object.explanation,
                "pattern" => &mut object.pattern,
                "pattern_type" => &mut object.pattern_type,
                "revoked" => &mut object.revoked,
                "external_references" => &mut object.external_references,
                "aliases" | "x_mitre_aliases" => &mut object.aliases,
                "published" => &mut object.published,
                "relationship_type" => &mut object.relationship_type,
                "source_ref" => &mut object.source_ref,
                "target_ref" => &mut object.target_ref,
                "where_sighted_refs" => &mut object.where_sighted_refs,
                "sectors" => &mut object.sectors,
                "country" => &mut object.country,
                "object_marking_refs" => &mut object.object_marking_refs,
                "granular_markings" => &mut object.granular_markings,
                "definition" => &mut object.definition,
                "extensions" => &mut object.extensions,
                "objects" => &mut object.objects,
                "first_seen" => &mut object.first_seen,
                "first_observed" => &mut object.first_observed,
                "valid_from" => &mut object.valid_from,
                "created" => &mut object.created,
                "modified" => &mut object.modified,
                "created_by_ref" => &mut object.created_by_ref,
                "confidence" => &mut object.confidence,
                "labels" => &mut object.labels,
                "indicator_types" => &mut object.indicator_types,
                "object_refs" => &mut object.object_refs,
                "sighting_of_ref" => &mut object.sighting_of_ref,
                "count" => &mut object.count,
                "opinion" => &mut object.opinion,
                "is_family" => &mut object.is_family,
                "abstract" => &mut object.abstract_,
                "contact_information" => &mut object.contact_information,
                "x_mitre_id" => &mut object.x_mitre_id,
                "x_opencti_negative" => &mut object.x_opencti_negative,
                "x_opencti_score" => &mut object.x_opencti_score,
                "x_opencti_definition" => &mut object.x_opencti_definition,
                "x_mitre_version" | "x_mitre_domains" | "x_mitre_attack_spec_version" => {
                    object.catalogued = true;
                    continue;
                }
                _ if is_without_values(&key) => continue,
                _ => {
                    object.others.push((key, value));
                    continue;
                }
            };
            *property = Some(value);
        }
        object
    }

    /// What paths and losses call it: its identifier, or its number in the file.
    pub(super) fn label(&self, number: u64) -> String {
        match &self.id {
            Some(id) => super::shorten(id).into_owned(),
            None => format!("objects[{}]", number.saturating_sub(1)),
        }
    }

    /// The best that it says about when: first seen, observed or valid, and at least created.
    pub(super) fn when(&self) -> Option<DateRange> {
        [self.first_seen, self.first_observed, self.valid_from, self.created]
            .into_iter()
            .flatten()
            .find_map(Node::as_day)
    }

    /// Why the object itself says that it is no evidence, where it does.
    pub(super) fn own_doubt(&self) -> Option<Reason> {
        let words = |list: Option<Node<'a>>| list.into_iter().flat_map(Node::elements).filter_map(Node::as_str);
        let (mut benign, mut malicious) = (false, false);
        for word in words(self.indicator_types).chain(words(self.labels)) {
            let word = word.to_ascii_lowercase();
            benign |= matches!(
                &*word,
                "benign"
                    | "false-positive"
                    | "false positive"
                    | "whitelist"
                    | "whitelisted"
                    | "allowlist"
                    | "allowlisted"
                    | "known-good"
            ) || tags::doubt(&word) == Some(Doubt::FalsePositive);
            malicious |= matches!(&*word, "malicious-activity" | "malicious" | "compromised" | "attribution");
        }
        if self.doubt() == Some(Doubt::Rejected) {
            return Some(Reason::Withdrawn);
        }
        // A remark on one thing is said of all of it; in what tells of a case it is said of one thing among others.
        let is_one = !matches!(
            self.kind.as_deref().unwrap_or_default(),
            "report"
                | "grouping"
                | "incident"
                | "campaign"
                | "note"
                | "opinion"
                | "identity"
                | "relationship"
                | "sighting"
        );
        let remark = self.description.filter(|_| is_one).and_then(Node::as_str);
        if let Some(reason) = remark.and_then(|text| doubt_of_remark(&text)) {
            return Some(reason);
        }
        let is_zero = |node: Option<Node<'a>>| node.is_some_and(|node| node.raw() == "0");
        if benign && !malicious || is_zero(self.x_opencti_score) {
            Some(Reason::CalledBenign)
        } else if is_zero(self.confidence) {
            Some(Reason::Disabled)
        } else {
            None
        }
    }

    /// What its labels say against it.
    pub(super) fn doubt(&self) -> Option<Doubt> {
        let labels = self.labels.into_iter().flat_map(Node::elements).filter_map(Node::as_str);
        labels.filter_map(|label| tags::doubt(&label.to_ascii_lowercase())).max()
    }

    /// Whether its producer is not sure of it: its labels say so, or its confidence is low. On the scales of STIX 2.1 (appendix A) less than
    /// 40 is "low", "doubtful", "unlikely" and "improbable".
    pub(super) fn is_unsure(&self) -> bool {
        const SURE: f64 = 40.0;
        let confidence = self.confidence.and_then(Node::as_scalar).and_then(|text| text.as_str().parse::<f64>().ok());
        confidence.is_some_and(|confidence| confidence < SURE) || self.doubt().is_some() || self.is_labelled_apart()
    }

    /// Whether a label of it is of a frame: `test-data`, `exercise`.
    fn is_labelled_apart(&self) -> bool {
        let mut labels = self.labels.into_iter().flat_map(Node::elements).filter_map(Node::as_str);
        labels.any(|label| prose::is_framed(&label.replace('-', " "), Stand::Above))
    }

    /// How its description speaks of what it is of, where it is a remark.
    pub(super) fn remark(&self) -> Bearing {
        const LONGEST: usize = 600;
        let Some(text) = self.description.and_then(Node::as_str).filter(|text| text.len() <= LONGEST) else {
            return Bearing::Stated;
        };
        if doubt_of_remark(&text).is_some() { Bearing::Denied } else { prose::of_remark(&text) }
    }

    /// The first day on which it was seen, and the one on which it was written.
    pub(super) fn since(&self) -> (Option<DateRange>, Option<DateRange>) {
        (self.first_seen.and_then(Node::as_day), self.created.and_then(Node::as_day))
    }

    /// Whether a sighting says that its object was looked for and not seen: it is negative, counts none, or its remark denies it.
    pub(super) fn is_negative_sighting(&self) -> bool {
        self.count.is_some_and(|count| count.raw() == "0")
            || self.x_opencti_negative.is_some_and(Node::is_true)
            || self.remark() == Bearing::Denied
    }

    /// Whether it is an entry of ATT&CK rather than something that its producer describes.
    pub(super) fn is_catalogued(&self) -> bool {
        self.catalogued || self.external_ids().next().is_some()
    }

    /// The ATT&CK identifier of the wanted kind that its references or its own properties give, and where it stands.
    pub(super) fn attack_reference(&self, wanted: AttackIdKind) -> Option<(AttackId, Node<'a>)> {
        let references = self.external_references.into_iter().flat_map(Node::elements);
        let referenced = references
            .filter(|reference| {
                let source = reference.get("source_name").and_then(Node::as_str).unwrap_or_default();
                let source = source.to_ascii_lowercase();
                ["mitre", "attack", "att&ck", "misp"].iter().any(|name| source.contains(name))
            })
            .filter_map(|reference| reference.get("external_id"));
        referenced.chain(self.x_mitre_id).find_map(|node| Some((named_ids::parse(&node.as_str()?, wanted)?, node)))
    }

    /// The identifiers of its external references, whatever their source.
    pub(super) fn external_ids(&self) -> impl Iterator<Item = Node<'a>> {
        self.external_references
            .into_iter()
            .flat_map(Node::elements)
            .filter_map(|reference| reference.get("external_id"))
    }
}

/// Properties of STIX 2 and its common extensions that hold no value of a case: identifiers, times, enumerations.
fn is_without_values(key: &str) -> bool {
    matches!(
        key,
        "spec_version"
            | "lang"
            | "valid_until"
            | "pattern_version"
            | "kill_chain_phases"
            | "malware_types"
            | "tool_types"
            | "tool_version"
            | "report_types"
            | "context"
            | "roles"
            | "sophistication"
            | "resource_level"
            | "primary_motivation"
            | "secondary_motivations"
            | "personal_motivations"
            | "threat_actor_types"
            | "infrastructure_types"
            | "identity_class"
            | "last_seen"
            | "last_observed"
            | "number_observed"
            | "start_time"
            | "stop_time"
            | "definition_type"
            | "observed_data_refs"
            | "architecture_execution_envs"
            | "implementation_languages"
            | "capabilities"
            | "operating_system_refs"
            | "sample_refs"
            | "authors"
            | "region"
            | "latitude"
            | "longitude"
            | "precision"
            | "city"
            | "administrative_area"
            | "street_address"
            | "postal_code"
            | "value"
            | "hashes"
            | "defanged"
            | "key"
            | "values"
            | "number"
            | "protocols"
            | "src_ref"
            | "dst_ref"
            | "src_port"
            | "dst_port"
            | "size"
            | "belongs_to_refs"
            | "resolves_to_refs"
            | "serial_number"
            | "path"
            | "command_line"
            | "is_multipart"
            | "x_opencti_id"
            | "x_opencti_type"
            | "x_opencti_main_observable_type"
            | "x_opencti_detection"
            | "x_opencti_stix_ids"
            | "x_opencti_created_by_ref"
            | "x_opencti_created_at"
            | "x_opencti_modified_at"
    )
}
