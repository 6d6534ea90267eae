//! What stands around a text or a table and says where it is from: names of files and folders, of machines and users, of sheets and columns.
//!
//! A row that tells of `HONEYPOT-03`, a path below `/opt/theZoo/`, a sheet "Expected results" and a file `ttx-2024.md` are of no case, whatever
//! they hold. Names of machines, folders and files are anything, so these are known by parts that say where they belong ([`is_called_apart`]).
//! Names of sheets and titles of tables are few, so these have to be made of words of a case ([`is_a_title_of_a_case`]).

use crate::prose::{Stand, is_framed, is_known_word};

/// Parts of names, between marks, of what belongs to an exercise, a course, a laboratory, a collection or a trap.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "adversaryemulation", "analysislab", "anyrun", "atomics", "atomic", "bait", "bas", "blueteam", "caldera", "canaries", "canary",
    "challenge", "chatgpt", "clamav", "classroom", "corpus", "course", "courses", "ctf", "cuckoo", "cyberrange", "dataset", "datasets", "decoy",
    "decoys", "demo", "demos", "detonate", "detonation", "drill", "drills", "dryrun", "dummy", "eicar", "emulation", "endex",     "fake", "fictional", "fictitious", "fixture", "fixtures", "flag", "flags", "game", "goodware", "hoax", "homework",
    "honey", "inject", "injects", "invented", "joesandbox", "lab", "labs", "laboratory", "lesson", "lessons", "malshare", "malwarebazaar",
    "malwarelab", "malwarezoo", "mock", "mocks", "mockup", "msel", "novel", "parody", "placeholder", "planspiel", "playground", "poc", "practice", "purple",
    "purpleteam", "quiz", "range", "redcanary", "redteam", "redteamer", "rehearsal", "sample", "samples", "satire", "sbx", "scenario", "scenarios", 
    "seminar", "sim", "simulated", "simulation", "simulator", "student", "students", "synthetic", "template", "templates",
    "test", "testbed", "testdata", "tests", "testing", "thezoo", "trainee", "trainees", "trainer", "training", "trial", "trap", "ttx", "tutorial", "tutor", "vxug",
    "vxunderground", "vxheaven", "wargame", "wargames", "workshop", "workshops", "zoo",
    "übung", "übungen", "uebung", "uebungen", "schulung", "planübung", "beispiel", "muster", "vorlage", "ejercicio", "ejercicios",
    "simulacro", "plantilla", "ejemplo", "exercice", "exercices", "exemple", "modèle", "formation", "esercitazione", "esercizio", "esempio", "exercício",
    "exemplo", "oefening", "ćwiczenie", "ćwiczenia", "övning", "øvelse", "harjoitus", "cvičení", "gyakorlat", "tatbikat",
];

/// Beginnings of such parts; words of scripts that set no blanks are found anywhere.
#[rustfmt::skip]
const BEGINNINGS: &[&str] = &[
    "atomicred", "cyberrange", "exercise", "honeynet", "honeypot", "malwarecollection", "malwaresample", "pentest", "redteam", "sandbox",
    "simulat", "tabletop", "testlab", "theharvester", "trainee", "trainings", "virusshare", "virussign", "учени", "навчан", "тренир", "演習", "演练", "演練", "훈련", "訓練", "培训", "练习",
];

/// Words of the names of files and folders that hold other things than what was found, beside [`PARTS`]: lists for machines, plans, others' words.
#[rustfmt::skip]
const OF_FILES: &[&str] = &[
    "allowlist", "allow list", "benign", "blacklist", "block list", "blocklist", "blog", "blogs", "chapter", "checklist", "course", "coverage", "deny list", "denylist",
    "expected", "exam", "example", "examples", "false", "feed", "feeds", "fiction", "forged", "forgery", "fp", "fps", "fps list", "hypothesis", "hypotheses", "known good", "known-good", "known_good", "legit", "llm",
    "node modules", "obsolete", "old", "osint", "other case", "other cases", "other customer", "other customers", "other victim", "other victims", "outdated", "playbook", "podcast",
    "pen test", "prompt", "quote", "quotes", "reference", "references", "rejected", "retracted", "rss", "rumor", "rumors", "rumour", "rumours", "ruleset", "superseded",
    "threat intel", "trash", "trashed", "tweet", "tweets", "unconfirmed", "unverified", "virustotal", "watch list", "watchlist", "whitelist", "white list", "wiki", "withdrawn", "yara",
];

/// Words of titles of tables and names of sheets beside those of sentences.
#[rustfmt::skip]
const OF_TITLES: &[&str] = &[
    "alert", "alerts", "analysis", "annex", "artefact", "artefacts", "artifact", "artifacts", "blad", "c2", "ccirc", "cell", "compromise", "confidential", "detection", "detections", "details",
    "evidence", "export", "feuil", "feuille", "finding", "findings", "foglio", "forensic", "hash", "hashes", "hit", "hits", "hoja", "host", "hosts", "impact",
    "incident", "indicator", "indicators", "information", "intrusion", "ioc", "iocs", "list", "lista", "liste", "log", "logs", "machine", "machines", "malware", "md5", "network",
    "observable", "observables", "overview", "page", "part", "planilha", "report", "result", "results", "row", "sha1", "sha256", "sheet", "status", "summary", "system", "systems", "tab",
    "tabelle", "table", "tabella", "tableau", "timeline", "tlp", "trace", "traces", "ttp", "ttps", "url", "urls", "white", "green", "amber", "red", "clear", "strict",
    "рабочий", "лист", "аркуш", "工作表", "シート", "sayfa", "arkusz", "befund", "befunde", "funde", "indikatoren", "indicateurs", "indicadores", "индикаторы", "指标",
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
];

/// Words that stand in sentences of a case, and make a title or the name of a column one of a search, a plan or a list of others.
#[rustfmt::skip]
const OF_OTHER_TABLES: &[&str] = &[
    "block", "blocked", "blocking", "checked", "competitor", "cleared", "customer", "customers", "defended", "drop", "dropdown", "expected", "looked", "lookup", "old", "planned", "prevented", "rule", "rules", "sample",
    "samples", "search", "searched", "signature", "signatures", "team", "teams", "tenant", "tested", "tool", "trained", "values", "vendor", "virustotal", "watched",
];

/// Whether the name of a machine, a user, a folder or a file says that it belongs to an exercise, a course, a laboratory, a collection or a trap.
///
/// `HONEYPOT-03`, `C:\RedTeam\`, `WIN10-TEST`, `student7`; no `contest-db`, no `LABOR-3`.
pub(crate) fn is_called_apart(name: &str) -> bool {
    is_in(name, |part| PARTS.contains(&part))
}

/// Whether a file or a folder, or one that it is in, is so called, or as one that holds something else than what was found.
pub(crate) fn is_a_file_apart(name: &str) -> bool {
    name.split(['/', '\\', '!']).any(|part| {
        let stem = part.rsplit_once('.').map_or(part, |(stem, _)| if stem.is_empty() { part } else { stem });
        is_in(stem, is_of_a_file_apart) || is_framed(&stem.replace(['-', '_', '.'], " "), Stand::Among)
    })
}

fn is_of_a_file_apart(part: &str) -> bool {
    PARTS.contains(&part) || OF_FILES.contains(&part)
}

/// Whether a part of `name`, or two of them together, is one that `holds`.
fn is_in(name: &str, holds: impl Fn(&str) -> bool) -> bool {
    name.split(['/', '\\', '!']).any(|name| {
        // A domain that documents use says nothing.
        let name = name.replace(".example", " ").replace("example.", " ");
        let parts = parts_of(&name);
        let whole = name.to_lowercase();
        let pairs = || parts.windows(2).flat_map(|pair| [pair.concat(), pair.join(" ")]);
        let beginning = |part: &str| {
            BEGINNINGS.iter().any(|held| part.starts_with(held) || !held.is_ascii() && part.contains(held))
        };
        parts.iter().any(|part| holds(part) || beginning(part))
            || pairs().any(|pair| holds(&pair) || beginning(&pair))
            || whole.split(|c: char| !c.is_alphanumeric()).any(|part| holds(part) || beginning(part))
    })
}

/// The words of a name, in small letters: between marks, and where a small letter stands before a capital or a letter beside a digit.
fn parts_of(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let is_new = !c.is_alphanumeric()
            || before.is_lowercase() && c.is_uppercase()
            || before.is_ascii_digit() != c.is_ascii_digit();
        if is_new {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut().filter(|_| c.is_alphanumeric()) {
            part.extend(c.to_lowercase());
        }
        before = c;
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether the name of a sheet or the title of a table is made of words of a case alone: "Indicators", "Sheet1", "Malware on the servers".
///
/// A year is of a history, and a proper name of somebody; `others` are names that may stand in it.
pub(crate) fn is_a_title_of_a_case(title: &str, is_a_name: impl Fn(&str) -> bool) -> bool {
    let words = || title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    !is_framed(title, Stand::Above)
        && !is_called_apart(title)
        && words().all(|word| {
            let lower = word.to_lowercase();
            let letters = lower.trim_matches(|c: char| c.is_ascii_digit());
            let is_year = word.len() == 4 && letters.is_empty() && matches!(word.get(..2), Some("19" | "20"));
            !is_year
                && !OF_OTHER_TABLES.contains(&letters)
                && (letters.is_empty()
                    || OF_TITLES.contains(&&*lower)
                    || OF_TITLES.contains(&letters)
                    || is_known_word(&lower)
                    || is_a_name(&lower))
        })
}

/// Beginnings of words of which the first slide of a case has one.
#[rustfmt::skip]
const OF_A_CASE: &[&str] = &[
    "attack", "breach", "compromis", "espionage", "finding", "forensic", "hack", "incident", "intrusion", "investigat", "malware", "ransom", "sabotage", "wiper", "what happened",
    "angriff", "vorfall", "einbruch", "attaque", "incidente", "ataque", "intrusión", "инцидент", "атак", "взлом", "інцидент", "攻击", "事件", "インシデント", "攻撃", "사고", "saldırı",
];

/// Whether a title tells of a case.
pub(crate) fn tells_of_a_case(title: &str) -> bool {
    let lower = title.to_lowercase();
    OF_A_CASE.iter().any(|word| lower.contains(word)) && !is_framed(title, Stand::Above) && !is_called_apart(title)
}

/// Words of the frame of a page by which it says that it is of a course, an exercise or a story.
#[rustfmt::skip]
const OF_A_PAGE: &[&str] = &[
    "course", "courses", "demo", "drill", "exercise", "exercises", "fiction", "fictional", "game", "inject", "lesson", "lessons", "mock", "novel", "parody", "quiz", "range", "satire",
    "scenario", "scenarios", "simulation", "story", "student", "students", "template", "training", "ttx", "tutorial", "workshop", "übung", "schulung", "beispiel", "ejercicio", "exercice",
    "esercitazione",
];

/// Whether words around a page say that it is of a course, an exercise or a story. A site's menu has entries for all it offers, so long ones
/// say nothing.
pub(crate) fn frames_a_page(words: &str) -> bool {
    const LONGEST: usize = 30;
    words.split_whitespace().count() <= LONGEST
        && (is_framed(words, Stand::Among)
            || words
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| OF_A_PAGE.contains(&word.to_lowercase().as_str())))
}

/// Words of the names of columns that ask what, where, when or how, or whether it was there.
#[rustfmt::skip]
const OF_COLUMNS: &[&str] = &[
    "access", "action", "address", "admin", "affected", "agent", "alert", "algorithm", "analysed", "analyzed", "and", "area", "args", "arguments", "artefact", "artifact", "asn", "asset", "at", "attachment",
    "auto", "autonomous", "backdoor", "building", "by", "bytes", "c2", "case", "cert", "certificate", "channel", "child", "class", "client", "cloud", "cmd", "code", "collected", "command", "compile", "compiled", "compromised", "computer",
    "confirmed", "connected", "connection", "count", "created", "creation", "date", "day", "deployed", "department", "description", "dest", "destination", "detail", "details", "detected", "device", "direction", "directory", "disk", "division", "dll", "dns", "domain",
    "download", "dropped", "dst", "duration", "email", "encrypted", "end", "endpoint", "entry", "event", "evidence", "exe", "executed", "extension", "family", "file", "filename", "finding", "findings", "first", "floor", "folder", "form", "format", "found", "from", "fqdn", "hash",
    "host", "hostname", "hour", "how", "id", "image", "implant", "impact", "infected", "initial", "installed", "interface", "ip", "kb", "key", "kind", "last", "length", "level", "line", "loaded", "loader", "local", "location", "lhost", "mac", "machine", "mail", "malware", "md5", "memory",
    "method", "mime", "minute", "mode", "model", "modified", "module", "mutex", "name", "network", "number", "observed", "of", "office", "on", "operating", "opened", "os", "owner", "packer", "packed", "parent", "path", "payload", "persistence", "phase", "pid", "pipe", "platform", "port", "position", "present", "process",
    "program", "protocol", "proto", "publisher", "query", "ram", "reached", "read", "received", "recovered", "record", "registry", "remote", "request", "response", "role", "room", "run", "scheduled", "script", "sector", "seen", "segment", "sensor", "serial", "server", "service", "session", "sha1", "sha256", "share",
    "shell", "sid", "signed", "signer", "site", "size", "src", "ssl", "stage", "start", "started", "state", "step", "subnet", "stolen", "subject", "system", "taken", "target", "task", "technique", "time", "timestamp", "timezone", "tls", "to", "tool", "trace", "tunnel", "type", "unit", "url", "used", "user", "utc", "value", "vector",
    "version", "vlan", "volume", "was", "web", "what", "when", "where", "which", "wiped", "workstation", "written", "zone", "datum", "rechner", "datei", "pfad", "ort", "gerät", "benutzer", "server", "serveur", "poste", "fichier", "chemin", "lieu", "equipo", "servidor", "archivo", "ruta", "fecha", "хост", "сервер", "файл", "путь", "дата", "узел",
];

/// Whether the name of a column that no list has is made of such words alone: "First seen on", "Parent process"; not "Searched for", "training".
pub(crate) fn is_a_column_of_a_case(name: &str) -> bool {
    !is_framed(name, Stand::Above)
        && parts_of(name).iter().all(|part| {
            let bare = part.strip_suffix('s').unwrap_or(part);
            part.bytes().all(|byte| byte.is_ascii_digit()) && part.len() < 4
                || OF_COLUMNS.contains(&part.as_str())
                || OF_COLUMNS.contains(&bare)
        })
}

/// Folders at the root of a machine's disk in which programs of intruders are found.
#[rustfmt::skip]
const ROOTS: &[&str] = &[
    "$recycle.bin", "$windows.~bt", "apache", "applications", "backup", "backups", "bin", "boot", "config", "data", "dev", "documents and settings", "etc", "exchange", "home", "inetpub", "intel", "lib",
    "lib64", "library", "opt", "oracle", "perflogs", "private", "proc", "program files", "program files (x86)", "programdata", "recovery", "recycler", "root", "run", "sbin", "sdcard", "share",
    "shares", "srv", "storage", "sys", "system", "system volume information", "sysvol", "temp", "tmp", "users", "usr", "var", "volumes", "web", "windows", "winnt", "wwwroot", "www", "xampp", "%appdata%",
    "%localappdata%", "%programdata%", "%programfiles%", "%public%", "%systemroot%", "%temp%", "%tmp%", "%userprofile%", "%windir%", "~",
];

/// Whether a path is of a machine in use: its first folder is one that such machines have, and no folder is called apart.
pub(crate) fn is_a_path_in_use(path: &str) -> bool {
    let path = path.trim().trim_matches(['"', '\'', '`']);
    if path.contains(['*', '?']) {
        return false;
    }
    let is_of_a_share = path.starts_with(r"\\");
    let mut folders: Vec<&str> =
        path.split(['/', '\\']).filter(|part| !part.is_empty() && !part.ends_with(':')).collect();
    folders.pop();
    let root = folders.first().map(|root| root.to_lowercase());
    let root = root.filter(|_| {
        !is_of_a_share && (path.contains(":\\") || path.contains(":/") || path.starts_with(['/', '%', '~']))
    });
    root.is_none_or(|root| ROOTS.contains(&&*root))
        && !folders.iter().any(|folder| is_called_apart(folder) || folder.to_lowercase().starts_with("quarantin"))
}

/// Whether the name of a machine is of a case: neither called apart, nor one of all machines, nor a virtual machine by its number.
pub(crate) fn is_a_machine_in_use(name: &str) -> bool {
    let bare = name.trim().to_lowercase();
    let letters = bare.trim_matches(|c: char| !c.is_alphabetic());
    !is_called_apart(name) && !is_everybody(&bare) && !matches!(letters, "vm" | "pc-vm" | "win-vm")
}

/// Whether a cell speaks of all machines or of none, and so of no finding.
pub(crate) fn is_everybody(value: &str) -> bool {
    #[rustfmt::skip]
    const EVERYBODY: [&str; 17] = [
        "*", "any", "all", "all hosts", "all servers", "all systems", "all machines", "all endpoints", "all clients", "every", "everybody", "everywhere", "fleet", "global", "alle", "tous", "todos",
    ];
    let bare = value.trim().to_lowercase();
    EVERYBODY.contains(&&*bare) || !bare.is_empty() && bare.chars().all(|c| matches!(c, '*' | '%' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_that_something_is_of_an_exercise_a_course_a_laboratory_or_a_trap() {
        for name in [
            "VM-TRAINING-03",
            "HONEYPOT-1",
            "honeypot01",
            "SANDBOX-2",
            "STUDENT-7",
            "DEMO-1",
            "REDTEAM-01",
            "EICAR-TEST-1",
            "CANARY-1",
            "DECOY2",
            "LAB-03",
            "WIN10-TEST",
            "redteam",
            "pentester",
            "C:\\malware-samples\\",
            "C:\\RedTeam\\",
            "C:\\AtomicRedTeam\\atomics\\",
            "/opt/theZoo/malware/",
            "red-team-03",
            "Übung 14",
            "учения",
            "演習",
        ] {
            assert!(is_called_apart(name), "{name}");
        }
        for name in [
            "SRV-01",
            "DC01",
            "contest-db",
            "LABOR-3",
            "MX01",
            "red-rock-2",
            "W-TRADING-1",
            "Confidential. Do not distribute.",
            "Example Agency",
            "elaborate",
            "latest.exe",
            "kask",
            "C:\\Windows\\Temp\\",
        ] {
            assert!(!is_called_apart(name), "{name}");
        }
    }

    #[test]
    fn names_of_files_say_what_they_hold() {
        for name in [
            "ttx-2024.md",
            "uebung.md",
            "inject-03.md",
            "msel/inject-03.md",
            "quiz/q4.md",
            "tests/data/report.md",
            "template.md",
            "superseded/report.md",
            "other-victim.md",
            "red-team-report.md",
            "honeypot.md",
            "chatgpt.md",
            "blocklist.csv",
            "false_positives.csv",
            "FP-report.md",
            "expected_results.csv",
            "a.zip!exercise/report.md",
            "mail.eml!training.md",
        ] {
            assert!(is_a_file_apart(name), "{name}");
        }
        for name in [
            "report.pdf",
            "Incident report 2024.docx",
            "findings.csv",
            "mail.eml",
            "export-2024-01-12.csv",
            "indicators.csv",
            "server/latest.txt",
            "message.eml",
        ] {
            assert!(!is_a_file_apart(name), "{name}");
        }
    }

    #[test]
    fn the_name_of_a_sheet_is_made_of_words_of_a_case() {
        for title in [
            "Sheet1",
            "Tabelle 2",
            "Indicators",
            "Hosts",
            "Findings",
            "Malware on the servers",
            "IOCs",
            "Timeline",
            "Лист1",
            "TLP:AMBER",
        ] {
            assert!(is_a_title_of_a_case(title, |_| false), "{title}");
        }
        for title in [
            "Exercise injects",
            "MSEL",
            "Example",
            "Sample data",
            "Training",
            "TTX day 1",
            "Expected results",
            "Test cases",
            "Template",
            "Dropdown values",
            "Other customers",
            "2015 incident",
            "Red team",
            "Lookup",
            "Old",
            "Not from our incident",
            "Data are invented",
            "Generated by Faker",
            "All of these are false positives.",
            "Source: cyber range",
            "Week 3: fill in the last column",
            "Demo tenant",
        ] {
            assert!(!is_a_title_of_a_case(title, |_| false), "{title}");
        }
    }

    #[test]
    fn a_path_is_of_a_machine_in_use() {
        for path in [
            "C:\\Windows\\Temp\\a.exe",
            "C:\\a.exe",
            "/tmp/a",
            "/usr/lib/x.so",
            "C:\\Users\\kim\\Downloads\\test.exe",
            "\\\\FS01\\staff\\a.exe",
            "%TEMP%\\a.exe",
            "a.exe",
        ] {
            assert!(is_a_path_in_use(path), "{path}");
        }
        for path in [
            "C:\\malware-samples\\a.exe",
            "D:\\training\\a.exe",
            "Z:\\VirusShare\\a",
            "/mnt/evidence/other-case/a",
            "/home/student/course/lesson3/a",
            "/var/lib/clamav/a",
            "C:\\Program Files\\AV\\Quarantine\\a",
            "/srv/honeypot/a",
            "C:\\Users\\analyst\\Desktop\\samples\\a.exe",
            "C:\\Windows\\*\\a.exe",
        ] {
            assert!(!is_a_path_in_use(path), "{path}");
        }
    }
}
