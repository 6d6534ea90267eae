//! `dunant trust …`.

use std::path::Path;

use dunant::exchange::page::{plain, strong};
use dunant::panel::TrustFile;
use dunant::panel::trust::{Signing, Trust, countersign};
use dunant::record::{Note, VerifierKey};
use dunant_durable::Readers;
use dunant_secretariat::TrustTerms;

use crate::arguments::{DraftOptions, Format, Terminal, TrustCommand};
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, render, tell, write_out};
use crate::record::{complain, read_file};

pub(crate) fn run(command: &TrustCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    match command {
        TrustCommand::Draft(options) => draft(options, terminal),
        TrustCommand::Sign { file, key } => sign(file, key, terminal),
        TrustCommand::NewKey { home } => {
            let home = home::open(home)?;
            let key = home.announce_key(&home::occasion()?)?;
            write_out(&format!("{key}\n"))?;
            let what =
                "above is the secretariat's next key; the one of today signs until a trust file that has it is adopted";
            tell(terminal, what);
            tell(terminal, "next: `dunant trust draft`, the signatures of enough signers, `dunant trust adopt`");
            Ok(Outcome::Done)
        }
        TrustCommand::Adopt { home, file } => {
            let mut home = home::open(home)?;
            home.adopt_trust(&read_file(file)?, &home::occasion()?)?;
            if let Some(trust) = home.trust() {
                tell(
                    terminal,
                    &format!("version {} is the body's trust file, until {}", trust.version(), trust.expires()),
                );
                tell(
                    terminal,
                    "publish it where the secretariat alone cannot change it: readers need it from elsewhere than the finding",
                );
                warn_of_liars(trust, terminal);
            }
            Ok(Outcome::Done)
        }
        TrustCommand::Show { file } => show(file, terminal),
    }
}

fn draft(options: &DraftOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let home = home::open(&options.home)?;
    let expires = home::this_moment()?.plus_days(options.days);
    let text = if home.trust().is_some() && options.appointer.is_empty() {
        refuse_terms(options)?;
        home.draft_next_trust(expires)?
    } else {
        let every = options.every.unwrap_or(EVERY);
        let appointers = signing(&options.appointer, options.needed)?;
        let signers = if options.signer.is_empty() {
            appointers.clone()
        } else {
            signing(&options.signer, options.signers_needed)?
        };
        home.draft_trust(&TrustTerms {
            expires,
            every,
            lag: options.lag.unwrap_or(every.saturating_mul(2)),
            skew: options.skew.unwrap_or(SKEW),
            lodging: keys(&options.lodging)?,
            appointers,
            signers,
        })?
    };
    write_out(&text)?;
    if let Ok(trust) = Trust::parse(&text) {
        let signers = trust.signers();
        tell(
            terminal,
            &format!(
                "{} of {} signers sign it with `dunant trust sign`; then `dunant trust adopt`",
                signers.needed(),
                signers.keys().len()
            ),
        );
        warn_of_liars(&trust, terminal);
    }
    Ok(Outcome::Done)
}

/// Seconds from one epoch to the next, and seconds that clocks may differ, unless said otherwise.
const EVERY: u64 = 21_600;
const SKEW: u64 = 300;

/// The next version keeps the terms of the one before: an option that asked for others would be left out unheard.
fn refuse_terms(options: &DraftOptions) -> Result<(), Complaint> {
    let asked = [
        ("--needed", options.needed.is_some()),
        ("--signer", !options.signer.is_empty()),
        ("--signers-needed", options.signers_needed.is_some()),
        ("--lodging", !options.lodging.is_empty()),
        ("--every", options.every.is_some()),
        ("--lag", options.lag.is_some()),
        ("--skew", options.skew.is_some()),
    ];
    let Some((option, _)) = asked.into_iter().find(|(_, asked)| *asked) else { return Ok(()) };
    Err(Complaint::new(format!("`{option}` is a term of the first version; the next version keeps the terms in force"))
        .with_help("give `--days` alone; to change a term, edit the text that is printed, before it is signed"))
}

/// With no lying witness survived, findings hold as far as checked at best.
fn warn_of_liars(trust: &Trust, terminal: &Terminal) {
    if trust.liars().is_none_or(|liars| liars == 0) {
        tell(
            terminal,
            "its witnesses survive no liar among them: findings will hold as far as checked at best (exit 4); 3 of 4 witnesses survive one",
        );
    }
}

fn signing(listed: &[String], needed: Option<usize>) -> Result<Signing, Complaint> {
    let keys = keys(listed)?;
    let needed = needed.unwrap_or(keys.len() / 2 + 1);
    Ok(Signing { keys, needed })
}

fn keys(listed: &[String]) -> Result<Vec<VerifierKey>, Complaint> {
    listed.iter().map(|text| home::public_key(text)).collect()
}

fn sign(file: &Path, key: &Path, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let key = home::signer(key)?;
    let signed = countersign(&read_file(file)?, &key).map_err(complain)?;
    // Whoever reads it meanwhile finds the one or the other.
    dunant_durable::replace(file, signed.to_string().as_bytes(), Readers::All)
        .map_err(|error| dunant::Error::File { path: file.to_owned(), action: "written", reason: error.reason })?;
    let count = match signed.signatures().len() {
        1 => "1 signature stands".to_owned(),
        count => format!("{count} signatures stand"),
    };
    tell(terminal, &format!("`{}` signed it: {count} under it", key.name()));
    Ok(Outcome::Done)
}

fn show(file: &Path, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let bytes = read_file(file)?;
    let named = |error: &dyn std::fmt::Display| Complaint::new(format!("`{}`: {error}", file.display()));
    let trust = match TrustFile::parse(&bytes) {
        Ok(file) => file.trust().clone(),
        Err(error) => {
            tell(terminal, &format!("not signed by enough of its signers yet, or not well formed: {error}"));
            let text = Note::parse(&bytes).map(|note| note.text().to_owned());
            let text = text.unwrap_or_else(|_| String::from_utf8_lossy(&bytes).into_owned());
            Trust::parse(&text).map_err(|error| named(&error))?
        }
    };
    let text = render("dunant.trust-summary/1", &(), Format::Text, terminal, |page| {
        page.paragraph(0, &[strong(format!("Version {} of the trust file of {}", trust.version(), trust.body()))]);
        page.paragraph(
            0,
            &[plain(format!("Believed until {}. SHA-256 of its text: {}", trust.expires(), trust.digest()))],
        );
        let liars = match trust.liars() {
            None => "No quorum of witnesses: the heads log is its operator's word.".to_owned(),
            Some(0) => "No lying witness is survived.".to_owned(),
            Some(1) => "1 lying witness is survived.".to_owned(),
            Some(liars) => format!("{liars} lying witnesses are survived."),
        };
        page.paragraph(0, &[plain(liars)]);
        let every = format!("An epoch every {} seconds; dates are sharp to {} seconds.", trust.every(), trust.lag());
        page.paragraph(0, &[plain(every)]);
        for log in trust.logs().all() {
            let from = format!("Heads log: {} from epoch {} on.", log.key.name(), log.begins);
            page.paragraph(0, &[plain(from)]);
        }
        for (what, who) in [("Members are admitted by", trust.appointers()), ("It is signed by", trust.signers())] {
            let names: Vec<&str> = who.keys().iter().map(|key| key.name().as_str()).collect();
            page.paragraph(0, &[plain(format!("{what} {} of: {}.", who.needed(), names.join(", ")))]);
        }
        for office in trust.secretariat() {
            let until = office.last.map_or_else(|| "on".to_owned(), |last| format!("to {last}"));
            page.paragraph(
                0,
                &[plain(format!("Secretariat: {} from epoch {} {until}.", office.key.name(), office.first))],
            );
        }
    })?;
    write_out(&text)?;
    Ok(Outcome::Done)
}
