use dunant::knowledge::{Diff, Pack};

use crate::arguments::Format;
use crate::complaint::Complaint;
use crate::output::Headed;

/// What changed from one pack to the other, a line each, grouped by kind.
pub(super) fn diff(before: &Pack, after: &Pack, format: Format) -> Result<String, Complaint> {
    let diff = Diff::between(before, after);
    if format == Format::Json {
        let json = (serde_json::to_string_pretty(&Headed::new("dunant.knowledge-diff/1", &diff)))
            .map_err(|error| Complaint::new(error.to_string()))?;
        return Ok(json + "\n");
    }
    if diff.changes.is_empty() {
        return Ok("no change\n".into());
    }
    let mut text = String::new();
    for group in diff.changes.chunk_by(|a, b| a.kind == b.kind) {
        let Some(first) = group.first() else { continue };
        let added = group.iter().filter(|change| change.added).count();
        text.push_str(&format!("{}: {added} added, {} removed\n", first.kind, group.len() - added));
        for change in group {
            text.push_str(&format!("  {} {}\n", if change.added { '+' } else { '-' }, change.entry));
        }
    }
    Ok(text)
}
