use dunant_attribution::SourceClaim;
use dunant_evidence::Bearing;

use super::{Room, head};
use crate::phrases;
use crate::text::page::{Page, plain, strong};
use crate::words;
use crate::{Document, PublicClaim};

/// Who names whom in public and in the files: told, and not counted.
pub(super) fn write(page: &mut Page, document: &Document, room: Room) {
    let named = document.source_claims();
    if document.public_claims.is_empty() && named.is_empty() {
        return;
    }
    head(page, "OTHERS HAVE SAID,", "not counted here");
    for claim in document.public_claims.iter().take(room.claims) {
        one(page, claim, if room.claims > 3 { 2 } else { 1 });
    }
    if let Some(more) = document.public_claims.len().checked_sub(room.claims).filter(|more| *more > 0) {
        page.line(&[plain(format!("  and {}: --explain", words::count(more, "more claim")))]);
    }
    if !named.is_empty() {
        let shown = named.iter().copied().filter(|claim| claim.is_made() || is_denied(claim));
        let (made, denied): (Vec<&SourceClaim>, Vec<&SourceClaim>) = shown.partition(|claim| claim.is_made());
        for (what, claims) in [("Named in these files", made), ("Denied in these files", denied)] {
            let names: Vec<String> = claims.iter().map(|claim| claim.name.clone()).collect();
            if !names.is_empty() {
                page.at_most(1, 2, "", &[plain(format!("{what}: {}", words::listed(&names, 4)))]);
            }
        }
    }
}

fn is_denied(claim: &SourceClaim) -> bool {
    claim.bearing == Bearing::Denied
}

fn one(page: &mut Page, claim: &PublicClaim, lines: usize) {
    let date = claim.date.map(|date| format!(", {}", phrases::short_date(date))).unwrap_or_default();
    let mut runs = vec![plain(format!("{}{date}: ", claim.by)), strong(&claim.names), plain(".")];
    if let Some(contested) = &claim.contested {
        runs.push(plain(format!(" Contested: {}.", words::unstopped(contested))));
    }
    page.at_most(lines, 2, "", &runs);
}
