use std::path::Path;

use dunant::exchange::page::{faint, plain, strong};
use dunant::panel::member::{Leaving, MemberStatement};
use dunant::panel::{Member, MemberEvent, MemberNote};
use dunant::record::{SignerKey, VerifierKey};
use dunant_durable::Readers;
use dunant_record::note::KeyName;

use crate::arguments::{About, DeclareOptions, EnrolOptions, MemberCommand, Terminal};
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, render_list, tell, write_out};
use crate::record::{complain, random, read_file, write_new_file, write_secret_file};

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
        MemberCommand::Declare(options) => declare(options, terminal),
        MemberCommand::Admit { note, key } => admit(note, key, terminal),
        MemberCommand::Enter { home, note } => {
            let text = String::from_utf8_lossy(&read_file(note)?).into_owned();
            let read = MemberNote::parse(&text).map_err(|error| named(note, &error))?;
            home::open(home)?.enrol(MemberEvent::Signed { note: text }, &home::occasion()?)?;
            tell(terminal, &format!("entered {}", what(&read)));
            Ok(Outcome::Done)
        }
        MemberCommand::Retire { home, name, reasons, key } => {
            let home = home::open(home)?;
            let enrolment = home.enrolment()?;
            let event = match enrolment.begun() {
                None => MemberEvent::Retired { key: name.parse().map_err(complain)?, reason: reasons.clone() },
                Some((body, _)) => {
                    let member = enrolment.enrolled().iter().find(|member| member.name().as_str() == name);
                    let member = member.ok_or_else(|| {
                        Complaint::new(format!("`{name}` is not enrolled"))
                            .with_help("`dunant panel member list` lists all")
                    })?;
                    let leaving = Leaving { key: member.key.clone(), reason: reasons.clone() };
                    let keys: Vec<SignerKey> = key.iter().map(|key| home::signer(key)).collect::<Result<_, _>>()?;
                    let note = MemberNote::sign(body.clone(), MemberStatement::Leaving(leaving), &keys);
                    let note = note
                        .map_err(|error| complain(error).with_help("name the keys that sign it with `--secret-key`"))?;
                    MemberEvent::Signed { note: note.to_string() }
                }
            };
            home.enrol(event, &home::occasion()?)?;
            tell(terminal, &format!("`{name}` sits on no new panel"));
            Ok(Outcome::Done)
        }
    }
}

/// The member's key, and what signs with it where it is at hand.
fn key_of(options: &EnrolOptions) -> Result<(VerifierKey, Option<SignerKey>), Complaint> {
    let signed = |file: &Path| home::signer(file).map(|signer| (signer.public(), Some(signer)));
    let named = options.public_key.as_ref().or(options.key.as_ref());
    match (&options.secret_key, named) {
        (Some(file), _) => signed(file),
        // A file, where the option of before may name one.
        (None, Some(key)) if options.key.is_some() && Path::new(key).is_file() => signed(Path::new(key)),
        (None, Some(key)) => Ok((home::public_key(key)?, None)),
        (None, None) => {
            Err(Complaint::new("no key of the member is named").with_help("name it with `--secret-key FILE`"))
        }
    }
}

fn add(options: &EnrolOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let (key, signer) = key_of(options)?;
    let name = key.name().to_string();
    let member = Box::new(member(key, &options.about));
    let home = home::open(&options.home)?;
    let event = match (home.trust(), signer) {
        (None, _) => MemberEvent::Enrolled(member),
        (Some(_), None) => {
            return Err(Complaint::new("under a trust file a member signs its own declaration").with_help(
                "the member writes it with `dunant panel member declare`, appointers add theirs with `member admit`, and `member enter` \
                 enters it",
            ));
        }
        (Some(trust), Some(signer)) => {
            let mut keys: Vec<SignerKey> =
                options.appointer.iter().map(|key| home::signer(key)).collect::<Result<_, _>>()?;
            keys.push(signer);
            let what = MemberStatement::Declaration(member);
            let note = MemberNote::sign(trust.body().clone(), what, &keys).map_err(complain)?;
            MemberEvent::Signed { note: note.to_string() }
        }
    };
    home.enrol(event, &home::occasion()?)?;
    tell(terminal, &format!("enrolled `{name}`"));
    Ok(Outcome::Done)
}

fn member(key: VerifierKey, about: &About) -> Member {
    Member {
        key,
        nationalities: about.nationality.clone(),
        affiliation: about.affiliation.clone(),
        state_service: about.in_service_of,
        clients: about.client.clone(),
        conflicts: about.conflict.clone(),
        team: about.team.clone(),
    }
}

fn declare(options: &DeclareOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let key = home::signer(&options.key)?;
    let body: KeyName = options.body.parse().map_err(complain)?;
    let what = MemberStatement::Declaration(Box::new(member(key.public(), &options.about)));
    let note = MemberNote::sign(body, what, [&key]).map_err(complain)?;
    write_new_file(&options.note, note.to_string().as_bytes())?;
    let file = options.note.display();
    tell(
        terminal,
        &format!("signed `{file}`; appointers add theirs with `dunant panel member admit {file} --secret-key FILE`"),
    );
    Ok(Outcome::Done)
}

fn admit(file: &Path, key: &Path, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let key = home::signer(key)?;
    let mut note =
        MemberNote::parse(&String::from_utf8_lossy(&read_file(file)?)).map_err(|error| named(file, &error))?;
    note.countersign(&key).map_err(|error| named(file, &error))?;
    dunant_durable::replace(file, note.to_string().as_bytes(), Readers::All).map_err(|error| dunant::Error::File {
        path: file.to_owned(),
        action: "written",
        reason: error.reason,
    })?;
    tell(terminal, &format!("`{}` signed {}", key.name(), what(&note)));
    Ok(Outcome::Done)
}

fn what(note: &MemberNote) -> String {
    match note.what() {
        MemberStatement::Declaration(member) => format!("the declaration of `{}`", member.name()),
        MemberStatement::Leaving(leaving) => format!("the leaving of `{}`", leaving.key.name()),
        MemberStatement::Key(change) => format!("the new key of `{}`", change.old.name()),
    }
}

fn named(file: &Path, error: &dyn std::fmt::Display) -> Complaint {
    Complaint::new(format!("`{}`: {error}", file.display()))
}
