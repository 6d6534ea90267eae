use std::borrow::Cow;

use dunant_vocabulary::{AttackId, AttackIdKind, DateRange};

use crate::json::Node;

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
                _ => continue,
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

    /// The ATT&CK identifier of the wanted kind among its external references, and where it stands.
    pub(super) fn attack_reference(&self, wanted: AttackIdKind) -> Option<(AttackId, Node<'a>)> {
        let references = self.external_references.into_iter().flat_map(Node::elements);
        references
            .filter(|reference| {
                let source = reference.get("source_name").and_then(Node::as_str);
                source.is_some_and(|name| name.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("mitre")))
            })
            .filter_map(|reference| reference.get("external_id"))
            .find_map(|node| Some((super::attack_id(&node.as_str()?, wanted)?, node)))
    }

    /// The identifiers of its external references, whatever their source.
    pub(super) fn external_ids(&self) -> impl Iterator<Item = Node<'a>> {
        self.external_references
            .into_iter()
            .flat_map(Node::elements)
            .filter_map(|reference| reference.get("external_id"))
    }
}
