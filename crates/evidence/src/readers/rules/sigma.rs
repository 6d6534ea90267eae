//! Sigma rules (specification 2.0): YAML of which the layout by indents is all that is needed.

use std::ops::Range;

use dunant_vocabulary::{AttackId, CveId, Span};

use super::{Asides, lines};
use crate::{Bearing, Mention, Observable, ObservableKind, Observed, Reading, Reason};

/// Observes what the tags name (appendix "tags"): `attack.t1003.001`, `attack.s0002`, `attack.g0016`, `cve.2021-44228`.
pub(super) fn tags(text: &str, place: &dyn Fn(Range<usize>) -> Span, reading: &mut Reading) {
    let mut within = false;
    for (start, line) in lines(text) {
        if !line.starts_with([' ', '\t', '-']) && !line.trim().is_empty() {
            within = line.trim_start().starts_with("tags:");
        }
        if !within {
            continue;
        }
        let mut at = 0;
        for word in line.split([' ', ',', '[', ']', '"', '\'']) {
            let range = start + at..start + at + word.len();
            at += word.len() + 1;
            let Some((space, name)) = word.split_once('.').filter(|(_, name)| !name.is_empty()) else { continue };
            let id = || name.to_ascii_uppercase().parse::<AttackId>().ok().map(Mention::identified);
            let observed = match space {
                "attack" => id().and_then(|mention| match mention.id?.kind() {
                    dunant_vocabulary::AttackIdKind::Technique => Some(Observed::Technique(mention)),
                    dunant_vocabulary::AttackIdKind::Software => Some(Observed::Software(mention)),
                    dunant_vocabulary::AttackIdKind::Group | dunant_vocabulary::AttackIdKind::Campaign => {
                        Some(Observed::ActorClaim(mention))
                    }
                    dunant_vocabulary::AttackIdKind::Tactic => None,
                }),
                "cve" => format!("CVE-{}", name.replace('.', "-")).parse::<CveId>().ok().map(Observed::Vulnerability),
                _ => None,
            };
            match observed {
                Some(observed) => reading.observe_as(observed, place(range), "tags", Bearing::Asked),
                None => reading.set_aside(Reason::Description, word, place(range), "tags"),
            }
        }
    }
}

/// Programs of Windows that rules name because everybody has them.
#[rustfmt::skip]
const SYSTEM: &[&str] = &[
    "bitsadmin.exe", "certutil.exe", "cmd.exe", "cmstp.exe", "compmgmtlauncher.exe", "conhost.exe", "control.exe", "cscript.exe", "csrss.exe", "curl.exe",
    "dllhost.exe", "eventvwr.exe", "excel.exe", "explorer.exe", "fodhelper.exe", "installutil.exe", "lsass.exe", "mmc.exe", "msbuild.exe", "mshta.exe", "msiexec.exe",
    "net.exe", "net1.exe", "netsh.exe", "notepad.exe", "ntdll.dll", "kernel32.dll", "odbcconf.exe", "outlook.exe", "powerpnt.exe", "powershell.exe", "powershell_ise.exe",
    "pwsh.exe", "reg.exe", "regasm.exe", "regedit.exe", "regsvcs.exe", "regsvr32.exe", "rundll32.exe", "runtimebroker.exe", "sc.exe", "schtasks.exe",
    "searchindexer.exe", "services.exe", "smss.exe", "spoolsv.exe", "svchost.exe", "taskhost.exe", "taskhostw.exe", "taskkill.exe", "tasklist.exe", "userinit.exe",
    "vssadmin.exe", "w3wp.exe", "wbadmin.exe", "wevtutil.exe", "whoami.exe", "wininit.exe", "winlogon.exe", "winword.exe", "wmic.exe", "wmiprvse.exe", "wscript.exe",
    "wsmprovhost.exe", "wuauclt.exe",
];

/// Observes the programs that a detection names by the end of their path: `Image|endswith: '\evil.exe'`.
pub(super) fn programs(text: &str, place: &dyn Fn(Range<usize>) -> Span, reading: &mut Reading) {
    let mut within = false;
    for (start, line) in lines(text) {
        if !line.starts_with([' ', '\t', '-', '#']) && !line.trim().is_empty() {
            within = line.starts_with("detection:");
        }
        if !within {
            continue;
        }
        let value = line.trim_start().trim_start_matches("- ");
        let value = value.split_once(": ").map_or(value, |(_, value)| value).trim();
        let bare = value.trim_matches(['"', '\'']);
        let Some(rest) = bare.trim_start_matches('*').strip_prefix('\\') else { continue };
        let name = rest.rsplit('\\').next().unwrap_or_default();
        if SYSTEM.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            reading.set_aside(Reason::KnownGood, name, place(start..start + line.len()), "");
            continue;
        }
        let Some(at) = line.rfind(name).filter(|_| crate::readers::is_file_name(name)) else { continue };
        if let Ok(trace) = Observable::parse(ObservableKind::FileName, name) {
            reading.observe_as(
                Observed::Observable(trace),
                place(start + at..start + at + name.len()),
                "",
                Bearing::Stated,
            );
        }
    }
}

/// The parts that hold no evidence: who wrote it, where it was published, and what the condition excludes.
pub(super) fn asides(text: &str) -> Asides {
    let excluded = Excluded::of(text);
    let mut asides = Asides::new();
    // The key at the first indent, and in the detection the one below it.
    let (mut section, mut selection) = (String::new(), (0, String::new()));
    for (start, line) in lines(text) {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        let key = bare.split_once(':').map(|(key, _)| key.trim()).filter(|_| !bare.starts_with(['-', '#']));
        if let Some(key) = key {
            if indent == 0 {
                (section, selection) = (key.to_owned(), (0, String::new()));
            } else if section == "detection" && (selection.1.is_empty() || indent <= selection.0) {
                selection = (indent, key.to_owned());
            }
        }
        let reason = match section.as_str() {
            "author" => Some(Reason::Own),
            "references" | "reference" | "related" => Some(Reason::Citation),
            "falsepositives" => Some(Reason::Excluded),
            "tags" if !line.contains("attack.") && !line.contains("cve.") => Some(Reason::Description),
            "detection" if excluded.holds(&selection.1) => Some(Reason::Excluded),
            _ => None,
        };
        if let Some(reason) = reason {
            asides.push((start..start + line.len() + 1, reason));
        }
    }
    asides
}

/// The selections that a condition negates: `selection and not 1 of filter_*`.
#[derive(Default)]
struct Excluded(Vec<String>);

impl Excluded {
    fn of(text: &str) -> Self {
        let mut excluded = Self::default();
        for (_, line) in lines(text) {
            let Some(condition) = line.trim_start().trim_start_matches("- ").strip_prefix("condition:") else {
                continue;
            };
            let spaced = condition.replace('(', " ( ").replace(')', " ) ");
            let mut words = spaced.split_whitespace().map(|word| word.trim_matches(['"', '\''])).peekable();
            while let Some(word) = words.next() {
                if !word.eq_ignore_ascii_case("not") {
                    continue;
                }
                match words.next() {
                    Some("(") => {
                        let mut depth = 1;
                        for word in words.by_ref() {
                            depth += i32::from(word == "(") - i32::from(word == ")");
                            if depth == 0 {
                                break;
                            }
                            excluded.0.push(word.to_owned());
                        }
                    }
                    Some("1" | "all" | "any") if words.next_if_eq(&"of").is_some() => {
                        excluded.0.extend(words.next().map(str::to_owned));
                    }
                    Some(name) => excluded.0.push(name.to_owned()),
                    None => {}
                }
            }
        }
        excluded
    }

    fn holds(&self, selection: &str) -> bool {
        !selection.is_empty()
            && self.0.iter().any(|name| match name.strip_suffix('*') {
                Some(start) => selection.starts_with(start),
                None => name == selection,
            })
    }
}
