//! `dunant case …`.

mod assessment;
mod custody;
mod evidence;
mod list;
mod refer;
mod show;

pub(crate) use show::tell_standing;

use dunant::Setup;
use dunant::panel::step::{Admissibility, Ruling};
use dunant::vocabulary::Tlp;
use dunant_secretariat::{Audience, Marking, Misdated, PersonalData, Recipient, Scope, SecretKeys, Selected};

use crate::arguments::{CaseCommand, Terminal};
use crate::assess;
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, tell};

pub(crate) fn run(command: &CaseCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    match command {
        CaseCommand::New(options) => refer::refer(options, terminal),
        CaseCommand::Admit { home, case, reasons, not } => {
            let decision = if *not { Ruling::NotAdmitted } else { Ruling::Admitted };
            let ruling = Admissibility { decision, reasons: reasons.clone() };
            let proceeding = home::open(home)?.admit(case, ruling, &home::occasion()?)?;
            show::tell_standing(&proceeding, terminal)
        }
        CaseCommand::Open { home, case } => {
            let proceeding = home::open(home)?.open_case(case, &home::occasion()?)?;
            show::tell_panel(&proceeding, terminal)?;
            show::tell_standing(&proceeding, terminal)
        }
        CaseCommand::Add(options) => evidence::add(options, terminal),
        CaseCommand::Describe { home, case, file, withhold } => {
            evidence::describe(home, case, file, withhold.as_deref(), terminal)
        }
        CaseCommand::Show { home, case, format } => show::show(home, case, *format, terminal),
        CaseCommand::List { home, format } => list::list(home, *format, terminal),
        CaseCommand::Custody { home, case, out: None, .. } => custody::print(home, case, terminal),
        CaseCommand::Custody { home, case, out: Some(file), up_to, with_personal_data } => {
            let audience = audience(*up_to, *with_personal_data, SecretKeys::Refused);
            custody::write(home, case, file, audience, terminal)
        }
        CaseCommand::Read { home, case, item, who } => evidence::read(home, case, item, who, terminal),
        CaseCommand::Export { home, case, directory, to, within, up_to, with_personal_data, with_secret_keys, who } => {
            let recipient = if *within { Recipient::Within(to.clone()) } else { Recipient::Outside(to.clone()) };
            let audience = audience(*up_to, *with_personal_data, evidence::secret_keys(*with_secret_keys));
            let scope = Scope { to: recipient, audience };
            let setup = Setup::shipped()?;
            let exported = home::open(home)?.export(case, directory, &scope, &who.act(), &setup, &home::occasion()?)?;
            let copied = items(exported.copied.len());
            tell(terminal, &format!("copied {copied} to `{}`; each copy is recorded", directory.display()));
            for (name, why) in &exported.left_out {
                tell(terminal, &format!("`{name}` stays in the house: {why}"));
            }
            if exported.case_file_redacted {
                tell(
                    terminal,
                    "`case.toml` is given without what it says of files that stay, and without comments: it is not the one that is frozen",
                );
            }
            Ok(Outcome::Done)
        }
        CaseCommand::Disclose { home, case, item, observations, with_personal_data, again, who } => {
            let personal_data = personal_data(*with_personal_data);
            let selected = Selected { item, numbers: observations, personal_data };
            evidence::disclose(home, case, &selected, again, who, terminal)
        }
        CaseCommand::Freeze { home, case, with, judging } => {
            let setup = assess::setup(with, judging)?.build()?;
            let proceeding = home::open(home)?.freeze(case, &setup, &home::occasion()?)?;
            show::tell_freeze(&proceeding, setup.settings(), terminal);
            show::tell_standing(&proceeding, terminal)
        }
        CaseCommand::Assessment { home, case, format, page, again, who } => {
            assessment::show(home, case, *format, page, again, who, terminal)
        }
        CaseCommand::Mark { home, case, item, tlp, pap, grade, by, reasons } => {
            let marking = Marking { by: by.clone(), tlp: *tlp, pap: *pap, admiralty: *grade, reason: reasons.clone() };
            let item = home::open(home)?.mark(case, item, &marking, &home::occasion()?)?;
            let custody = &item.custody;
            let (tlp, pap, grade) = (custody.tlp(), custody.pap(), custody.admiralty());
            tell(terminal, &format!("`{}` is marked {tlp}, {pap}, grade {grade}", item.name()));
            Ok(Outcome::Done)
        }
        CaseCommand::Clock { home, case, item, links, by, because } => {
            let misdated = match item {
                None => Misdated::Ahead,
                Some(item) => Misdated::Links { item: item.clone(), links: links.clone() },
            };
            custody::clock(home, case, &misdated, (by, because), terminal)
        }
        CaseCommand::Check { home, case } => custody::check(home, case, terminal),
    }
}

fn audience(up_to: Tlp, with_personal_data: bool, secret_keys: SecretKeys) -> Audience {
    Audience { up_to, personal_data: personal_data(with_personal_data), secret_keys }
}

/// What `--with-personal-data` asks for.
fn personal_data(with: bool) -> PersonalData {
    if with { PersonalData::Included } else { PersonalData::HeldBack }
}

/// So many items, in words.
pub(crate) fn items(count: usize) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}
