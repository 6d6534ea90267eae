mod diff;
mod show;

use std::path::Path;

use dunant::KnowledgeFiles;
use dunant::knowledge::{Pack, Summary};

use crate::arguments::{KnowledgeCommand, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, tell, write_out};

/// `dunant knowledge …`.
pub(crate) fn run(command: &KnowledgeCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    match command {
        KnowledgeCommand::Import { attack, attack_released, galaxy, incidents, out } => {
            if attack_released.len() > attack.len() {
                return Err(Complaint::new("there are more days of release than releases")
                    .with_help("give one --attack-released for each --attack, in the same order"));
            }
            let files = KnowledgeFiles {
                attack: attack.clone(),
                attack_released: attack_released.clone(),
                galaxy: galaxy.clone(),
                incidents: incidents.clone(),
            };
            if files == KnowledgeFiles::default() {
                return Err(Complaint::new("nothing to import")
                    .with_help("name sources with --attack, --galaxy or --incidents"));
            }
            import(&files, out, terminal)
        }
        KnowledgeCommand::Show { name, knowledge, format } => {
            let pack = open(knowledge.as_deref())?;
            write_out(&show::show(&pack, name, *format)?)?;
            Ok(Outcome::Done)
        }
        KnowledgeCommand::Diff { before, after, format } => {
            write_out(&diff::diff(&open(Some(before))?, &open(Some(after))?, *format)?)?;
            Ok(Outcome::Done)
        }
    }
}

/// The pack in a file; the shipped one where none is named, or where it is named `shipped`.
fn open(path: Option<&Path>) -> Result<Pack, Complaint> {
    match path {
        Some(path) if path != Path::new("shipped") => Ok(dunant::read_pack(path)?),
        _ => Ok(Pack::shipped().map_err(dunant::Error::from)?),
    }
}

fn import(files: &KnowledgeFiles, out: &Path, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let (pack, summary) = dunant::import(files, &|path| tell(terminal, &format!("reading `{}`", path.display())))?;
    let bytes = pack.to_bytes();
    // Written beside the target and renamed, so that a pack in use is never half-written.
    dunant_durable::replace(out, &bytes, dunant_durable::Readers::All).map_err(|error| dunant::Error::File {
        path: out.to_owned(),
        action: "written",
        reason: error.reason,
    })?;
    write_out(&describe(&summary, out, bytes.len(), &pack))?;
    Ok(Outcome::Done)
}

fn describe(summary: &Summary, out: &Path, size: usize, pack: &Pack) -> String {
    let rows = [
        ("sources", summary.sources, String::new()),
        ("reports", summary.reports, format!("{} dated", summary.dated_reports)),
        (
            "actors",
            summary.actors,
            format!("{} names, {} of them shared within a source", summary.names, summary.shared_names),
        ),
        ("links", summary.links, "between clusters, each a source's claim".into()),
        ("campaigns", summary.campaigns, String::new()),
        ("software", summary.software, String::new()),
        ("techniques", summary.techniques, String::new()),
        ("relations", summary.relations, String::new()),
        ("indicators", summary.indicators, String::new()),
    ];
    let mut text = format!("{}\n{size} bytes, SHA-256 {}\n\n", out.display(), pack.digest());
    for (what, count, remark) in rows {
        text.push_str(format!("{count:>8}  {what:<12}{remark}").trim_end());
        text.push('\n');
    }
    if !summary.skipped.is_empty() {
        text.push_str("\nleft out:\n");
    }
    for (reason, count) in &summary.skipped {
        text.push_str(&format!("{count:>8}  {reason}\n"));
    }
    text
}
