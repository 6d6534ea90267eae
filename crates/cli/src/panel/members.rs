use std::path::Path;

use dunant::exchange::page::{faint, plain, strong};
use dunant::panel::{Member, MemberEvent};
use dunant::record::{SignerKey, VerifierKey};
use dunant_record::note::KeyName;

use crate::arguments::{EnrolOptions, MemberCommand, Terminal};
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, render_list, tell, write_out};
use crate::record::{complain, random, write_secret_file};

/// Makes a key, and prints its public half.
pub(super) fn key(file: &Path, name: &str, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let name: KeyName = name.parse().map_err(complain)?;
    let key = SignerKey::from_seed(name, &random()?);
    write_secret_file(file, format!("{}\n", key.to_secret_text()).as_bytes())?;
    write_out(&format!("{}\n", key.public()))?;
    tell(terminal, &format!("keep `{}` secret: whoever has it can sign as `{}`", file.display(), key.name()));
    Ok(Outcome::Done)
}

pub(super) fn run(command: &MemberCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    match command {
        MemberCommand::Add(options) => add(options, terminal),
        MemberCommand::List { home, format } => {
            let enrolment = home::open(home)?.enrolment()?;
            let text = render_list("dunant.members/1", enrolment.enrolled(), *format, terminal, |page| {
                if enrolment.enrolled().is_empty() {
                    page.paragraph(0, &[plain("Nobody is enrolled yet.")]);
                }
                for member in enrolment.enrolled() {
                    let nationalities: Vec<&str> = member.nationalities.iter().map(|country| country.name()).collect();
                    let about = format!(", {}, {}", nationalities.join(" and "), member.affiliation);
                    page.paragraph(0, &[strong(member.name().to_string()), plain(about)]);
                    let service = member.state_service.map(|state| format!("in the service of {}", state.name()));
                    let clients =
                        (!member.clients.is_empty()).then(|| format!("clients: {}", member.clients.join(", ")));
                    let conflicts =
                        (!member.conflicts.is_empty()).then(|| format!("conflicts: {}", member.conflicts.join(", ")));
                    for more in [service, clients, conflicts].into_iter().flatten() {
                        page.paragraph(2, &[faint(more)]);
                    }
                }
                page.blank();
                page.paragraph(0, &[faint("Who sits on the panel of a case: `dunant case show CASE`.")]);
            })?;
            write_out(&text)?;
            Ok(Outcome::Done)
        }
        MemberCommand::Retire { home, name, reasons } => {
            let key: KeyName = name.parse().map_err(complain)?;
            let event = MemberEvent::Retired { key, reason: reasons.clone() };
            home::open(home)?.enrol(event, &home::occasion()?)?;
            tell(terminal, &format!("`{name}` sits on no new panel"));
            Ok(Outcome::Done)
        }
    }
}

fn add(options: &EnrolOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let key: VerifierKey = match options.key.parse() {
        Ok(key) => key,
        Err(_) if Path::new(&options.key).is_file() => home::signer(Path::new(&options.key))?.public(),
        Err(error) => {
            return Err(Complaint::new(format!("`{}` is neither a file nor a public key: {error}", options.key))
                .with_help("`dunant panel key FILE --name NAME` makes one and prints its public half"));
        }
    };
    let name = key.name().to_string();
    let member = Member {
        key,
        nationalities: options.nationality.clone(),
        affiliation: options.affiliation.clone(),
        state_service: options.in_service_of,
        clients: options.client.clone(),
        conflicts: options.conflict.clone(),
        team: options.team.clone(),
    };
    home::open(&options.home)?.enrol(MemberEvent::Enrolled(Box::new(member)), &home::occasion()?)?;
    tell(terminal, &format!("enrolled `{name}`"));
    Ok(Outcome::Done)
}
