use super::{Finding, FindingKind};
use crate::document::Document;
use crate::instrument::{Convention, Read};

/// Whether a clause bears the name of a clause of another, shipped instrument: `us-china-2015/ip-theft` must mean one thing.
///
/// A shipped instrument that somebody is changing is no other: it has the same source.
pub(super) fn check(document: Document<'_>, read: &Read, out: &mut Vec<Finding>) {
    // Shipped files that cannot be read are for their own test to find.
    let Ok(shipped) = Convention::shipped() else { return };
    for (clause, places) in read.instrument.clauses.iter().zip(&read.places) {
        let Some((other, _)) = shipped.clause(&read.instrument.id, &clause.id) else { continue };
        if other.source.url == read.instrument.source.url {
            continue;
        }
        let name = other.name_of(clause);
        let message = format!("`{name}` is a clause of a shipped instrument already, the {}", other.short);
        let help = "give the instrument an `id` of its own".to_owned();
        let error = document.error(places.clause.clone(), message, Some(help));
        out.push(Finding::on(&clause.id, FindingKind::NameTaken, error));
    }
}
