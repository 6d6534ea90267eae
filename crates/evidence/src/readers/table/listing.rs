//! What a table lists: indicators that somebody keeps, or what was found on machines.
//!
//! `active = false` in a list of indicators switches its row off. In a listing of programs that start with a machine, of scheduled
//! tasks, of files or of what a scanner removed, `enabled`, `deleted` and `removed` tell what became of the thing itself, which was
//! there.

use super::columns::Column;
use super::layout::Header;
use crate::verdict::{Said, Verdict, folded, is_of_the_thing};
use crate::{ObservableKind as Kind, Reason};

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    /// One indicator each.
    Indicators,
    /// Things by several of their traces, by hashes or by names: what is said of a row may be said of the list or of the thing.
    Things,
    /// Things on machines, or certificates.
    Findings,
}

impl Listing {
    /// By the names of its columns.
    pub(super) fn of(header: &Header) -> Self {
        let all = || header.columns.iter().copied().zip(header.names.iter().map(String::as_str));
        if header.is_timeline()
            || all().any(|(column, name)| is_of_findings(column, name))
            || header.around.names.iter().any(|name| is_of_findings(Column::named(name), name))
        {
            return Self::Findings;
        }
        let inner = || header.around.names.iter().map(|name| Column::named(name));
        if header.columns.iter().copied().chain(inner()).any(|column| column == Column::Value) {
            return Self::Indicators;
        }
        if header.around.outer.as_deref().is_some_and(|outer| Self::of(outer) == Self::Findings) {
            return Self::Findings;
        }
        let mut sorts = header.columns.iter().copied().chain(inner()).filter_map(Sort::of);
        match sorts.next() {
            Some(first) if first != Sort::File && sorts.all(|sort| sort == first) => Self::Indicators,
            _ => Self::Things,
        }
    }

    /// What a row says of itself where a column that asks `verdict` answers `said` with `value`.
    pub(super) fn said(self, verdict: Verdict, said: Said, value: &str) -> Said {
        let is_of_its_row = match (self, verdict, said) {
            // Whether it is trusted, too, is said of the thing: of its signature.
            (Self::Findings, Verdict::DisabledWhenFalse, _) => false,
            (_, _, Said::Withdrawn | Said::Disabled) => match self {
                Self::Indicators => true,
                Self::Things => verdict != Verdict::GoneWhenTrue && !is_of_the_thing(value),
                Self::Findings => false,
            },
            _ => true,
        };
        if is_of_its_row { said } else { Said::Evidence }
    }
}

/// What the traces of a column are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// A domain, or a URL, which is of one.
    Domain,
    Address,
    Sender,
    /// A file, or anything else on a machine.
    File,
}

impl Sort {
    fn of(column: Column) -> Option<Self> {
        Some(match column {
            Column::Trace(Kind::DomainName | Kind::Url) => Self::Domain,
            Column::Trace(Kind::Ipv4Addr | Kind::Ipv6Addr) => Self::Address,
            Column::Trace(Kind::EmailAddr) => Self::Sender,
            Column::Trace(_) | Column::Hash | Column::File => Self::File,
            _ => return None,
        })
    }
}

/// Whether a column of this name stands in listings of what was found on machines, or of certificates.
fn is_of_findings(column: Column, name: &str) -> bool {
    /// Parts of names, without blanks and marks.
    #[rustfmt::skip]
    const PARTS: &[&str] = &[
        "accessed", "account", "agentname", "arguments", "asset", "certificate", "cmdline", "command", "computer", "device", "driver",
        "endpoint", "entrylocation", "filepath", "fullpath", "host", "imagepath", "inode", "issuer", "launchstring", "machine",
        "mounted", "notafter", "path", "process", "publisher", "quarantine", "recyclebin", "regkey", "registry", "serialnumber",
        "signed", "signer", "signing", "startup", "taskname", "thumbprint", "user", "workstation", "befehl", "benutzer", "gerat",
        "rechner", "zertifikat", "ordinateur", "utilisateur", "equipo", "usuario", "компьютер", "пользовател", "процесс", "реестр",
        "узел", "主机", "进程", "命令", "用户", "ホスト", "プロセス",
    ];
    const WHOLE: &[&str] = &["task", "tasks", "pid", "hive", "poste", "ppid"];
    /// Names that hold such a part and speak of something else.
    #[rustfmt::skip]
    const OTHERS: &[&str] = &[
        "hoster", "hosting", "useragent", "commandandcontrol", "commandcontrol", "urlpath", "uripath", "processed", "designed", "assigned",
    ];
    /// Of a victim or a mailbox, and no machine.
    const PEOPLE: [&str; 8] = ["target", "contact", "kontakt", "report", "melde", "gemeldet", "ansprech", "analyst"];
    match column {
        Column::Trace(Kind::FilePath | Kind::WindowsRegistryKey | Kind::Process | Kind::X509Certificate)
        | Column::Verdict(Verdict::Detection) => return true,
        _ => {}
    }
    let mut bare = folded(name).replace(' ', "");
    if column == Column::Aside(Reason::Own) && !PEOPLE.iter().any(|part| bare.contains(part)) {
        return true;
    }
    for other in OTHERS {
        if bare.contains(other) {
            bare = bare.replace(other, "");
        }
    }
    PARTS.iter().any(|part| bare.contains(part)) || WHOLE.contains(&&*bare)
}
