use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

use dunant_evidence::{Cue, Entry, Lexicon, LexiconError, Meaning};
use dunant_vocabulary::{AttackId, Country, NameKey, Sector};

use crate::ordinary_techniques::{CAPITALS, ORDINARY};
use crate::{NameClaim, Pack, Software};

/// Products and phrases of which a part is somebody's name. They are matched, as the longer name, and mean nothing.
const TRAPS: &[&str] = &[
    "Black Carbon",
    "Carbon Black",
    "Carbon Copy",
    "ChaCha20",
    "Chromium browser",
    "Cobalt mining",
    "Double Dragon",
    "Equation Editor",
    "File Explorer",
    "Flash Player",
    "Gold standard",
    "Google Chromium",
    "Google Play",
    "Google Play Store",
    "Hurricane Electric",
    "Internet Explorer",
    "Mercury News",
    "Microsoft Defender",
    "Microsoft Edge",
    "Microsoft Equation Editor",
    "Play Store",
    "PlayStation",
    "Royal Air Force",
    "Royal Road",
    "Silver Spring",
    "Snake Oil",
    "Trident engine",
    "Volatile memory",
    "Windows Defender",
    "Windows Explorer",
];

/// Names that say only what kind of thing they name.
const GENERIC: &[&str] = &[
    "adware",
    "agent",
    "apt",
    "backdoor",
    "bot",
    "botnet",
    "downloader",
    "dropper",
    "exploit kit",
    "generic",
    "implant",
    "keylogger",
    "loader",
    "malware",
    "miner",
    "pos",
    "ransomware",
    "rat",
    "rootkit",
    "rtf",
    "spyware",
    "stealer",
    "tool",
    "trojan",
    "unknown",
    "virus",
    "wiper",
    "worm",
];

/// Names that are words also beside "malware" or "group": they say what kind of thing is meant, or whose, and name nothing.
const WORDS: &[&str] = &[
    "android",
    "autorun",
    "brazilian",
    "coinminer",
    "czech",
    "dark",
    "defender",
    "demo",
    "desktop",
    "downloader-fgo",
    "explorer",
    "fake",
    "filecoder",
    "final",
    "first",
    "hacked",
    "hunter",
    "java",
    "korean",
    "locked",
    "locker",
    "mini",
    "one",
    "payment",
    "php",
    "protected",
    "python",
    "rapid",
    "ratel",
    "russian",
    "shadow",
    "survey",
    "turkish",
    "wacatac",
    "zlib",
];

/// Programs that are also words or protocols and are known as commands: they count in a command line, as code, or with `.exe`.
const COMMANDS: &[&str] = &["arp", "cmd", "expand", "ftp", "net", "ping", "reg", "route", "tracert"];

/// Names of several words that ordinary prose holds as well: they count where they are written with capitals.
const PHRASES: &[&str] = &[
    "advance fee",
    "big bang",
    "black suit",
    "blue banana",
    "brain food",
    "coin locker",
    "common raven",
    "dark moon",
    "dark shades",
    "dust storm",
    "easy television access now",
    "eye pyramid",
    "genesis day",
    "hand of thief",
    "horse shell",
    "killer rat",
    "log collector",
    "lost door",
    "love bug",
    "lucky cat",
    "merry christmas",
    "night sky",
    "pain rat",
    "pocket rat",
    "popcorn time",
    "rabbit hole",
    "red eyes",
    "revenge rat",
    "rising sun",
    "sea turtle",
    "skeleton key",
    "space bears",
    "space pirates",
    "spicy hot pot",
    "sweet-orange",
    "the big bang",
    "the brotherhood",
    "the white company",
    "trick-or-treat",
    "ugly face",
    "white bear",
    "white giant",
];

/// Names that nobody uses as words, though descriptions write them small.
const DISTINCT: &[&str] =
    &["emotet", "gamaredon group", "invoke-mimikatz", "lazarus group", "mimikatz", "pirpi", "sandworm team", "shlayer"];

/// Sectors whose word is in every text.
const WORDS_OF_EVERY_TEXT: &[Sector] =
    &[Sector::Commercial, Sector::Communications, Sector::Infrastructure, Sector::Technology, Sector::Utilities];

/// The names of a pack, as readers look for them in prose; countries and sectors besides.
///
/// A name that is also an ordinary word counts only as its source writes it, and a single such word only beside a word like
/// "malware" or "group".
///
/// # Errors
/// [`LexiconError`] when the names are too many for one lexicon.
pub fn lexicon(pack: &Pack) -> Result<Lexicon, LexiconError> {
    let mut entries = Vec::new();
    let mut add = |name: &str, meaning: Meaning, cue: Cue| {
        if !says_nothing(name) {
            entries.push(Entry { name: name.to_owned(), meaning, cue });
        }
    };
    let actors = actor_keys(pack);
    let mut spellings = Vec::new();
    for trap in TRAPS {
        add(trap, Meaning::Nothing, Cue::None);
    }
    for software in &pack.software {
        let stands_for = software.same_as.and_then(|at| pack.software.get(at as usize)).unwrap_or(software);
        let id = stands_for.id.parse::<AttackId>().ok();
        for claim in &software.names {
            let cue = if is_rather_an_actor(software, claim, &actors) { Cue::Word } else { cue(claim) };
            add(&claim.name, Meaning::Software(id), cue);
            if cue == Cue::None {
                for (spelling, cue) in other_spellings(&claim.name) {
                    spellings.push(Entry { name: spelling, meaning: Meaning::Software(id), cue });
                }
            }
        }
    }
    for actor in &pack.actors {
        for claim in &actor.names {
            add(&claim.name, Meaning::Actor(actor.id.parse().ok()), cue(claim));
        }
    }
    for (name, id) in telling_technique_names(pack) {
        add(name, Meaning::Technique(id.0), id.1);
    }
    for country in Country::all() {
        for name in std::iter::once(country.name()).chain(country.other_names().iter().copied()) {
            add(name, Meaning::Country(country), Cue::Case);
        }
    }
    for sector in Sector::ALL.iter().filter(|sector| !WORDS_OF_EVERY_TEXT.contains(sector)) {
        add(sector.word(), Meaning::Sector(*sector), Cue::None);
    }
    // A spelling that a source claims for something else is that thing's.
    let claimed: HashSet<String> = entries.iter().map(|entry| entry.name.to_lowercase()).collect();
    entries.extend(spellings.into_iter().filter(|entry| !claimed.contains(&entry.name.to_lowercase())));
    let others = pack.software.iter().map(|software| &software.id).chain(pack.actors.iter().map(|actor| &actor.id));
    let others = others.filter_map(|id| id.parse().ok());
    let ids = pack.techniques.iter().map(|technique| technique.id).chain(others);
    Ok(Lexicon::new(entries)?.with_ids(ids))
}

/// The names of ATT&CK's actors, as keys.
fn actor_keys(pack: &Pack) -> BTreeSet<NameKey> {
    let actors = pack.actors.iter().filter(|actor| actor.id.parse::<AttackId>().is_ok());
    actors.flat_map(|actor| &actor.names).map(|claim| NameKey::of(&claim.name)).collect()
}

/// Whether a name of software is an actor's above all: software that has another first name, or that ATT&CK does not know.
fn is_rather_an_actor(software: &Software, claim: &NameClaim, actors: &BTreeSet<NameKey>) -> bool {
    let key = NameKey::of(&claim.name);
    let own = software.id.parse::<AttackId>().is_ok() && NameKey::of(&software.name) == key;
    !own && actors.contains(&key)
}

/// How else a name is written: its words joined, hyphened or apart. A name of inner capitals apart ("Black Energy") may be
/// words, and needs a cue.
fn other_spellings(name: &str) -> Vec<(String, Cue)> {
    const SHORTEST: usize = 6;
    let marks = [' ', '-', '_'];
    if NameKey::of(name).as_str().len() < SHORTEST || !name.is_ascii() || name.contains(['.', '/', '(', ':', '&']) {
        return Vec::new();
    }
    let words: Vec<&str> = name.split(marks).filter(|word| !word.is_empty()).collect();
    let mut spellings = Vec::new();
    if words.len() > 1 && words.len() <= 3 {
        spellings.extend(["", "-", " ", "_"].iter().map(|mark| {
            let cue = if *mark == " " { Cue::Case } else { Cue::None };
            (words.join(mark), cue)
        }));
        if let [head @ .., "C4"] = words.as_slice() {
            spellings.push((head.join(" "), Cue::Case));
        }
    } else if words.len() == 1 {
        let parts = at_capitals(name);
        if parts.len() == 2 && parts.iter().all(|part| part.len() >= 3) {
            // "Remcos RAT" names by its second word what it is.
            let says_its_kind = parts.last().is_some_and(|last| GENERIC.contains(&last.to_lowercase().as_str()));
            let apart = if says_its_kind { Cue::Case } else { Cue::Word };
            spellings.extend([(parts.join("-"), Cue::Case), (parts.join(" "), apart)]);
        }
    }
    spellings.retain(|(spelling, _)| spelling != name);
    spellings
}

/// The parts of a word that begin with a capital behind a small letter.
fn at_capitals(word: &str) -> Vec<&str> {
    let bytes = word.as_bytes();
    let turns = bytes.windows(2).enumerate().filter_map(|(at, pair)| match pair {
        [small, capital] if small.is_ascii_lowercase() && capital.is_ascii_uppercase() => Some(at + 1),
        _ => None,
    });
    let ends: Vec<usize> = std::iter::once(0).chain(turns).chain([word.len()]).collect();
    ends.windows(2).filter_map(|pair| word.get(*pair.first()?..*pair.last()?)).collect()
}

/// Whether a name tells nothing apart: a word for the kind of thing, figures and marks alone, or a bare "Group 3", which is as
/// often a heading.
fn says_nothing(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let counted =
        lower.strip_prefix("group ").is_some_and(|rest| rest.len() <= 2 && rest.bytes().all(|b| b.is_ascii_digit()));
    counted
        || GENERIC.contains(&lower.as_str())
        || WORDS.contains(&lower.as_str())
        || !name.chars().any(char::is_alphabetic)
}

/// The English names of all countries, in lower case.
static COUNTRY_NAMES: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| Country::all().map(|country| country.name().to_lowercase()).collect());

fn cue(claim: &NameClaim) -> Cue {
    let lower = claim.name.to_lowercase();
    if COMMANDS.contains(&lower.as_str()) {
        return Cue::Command;
    }
    if PHRASES.contains(&lower.as_str()) {
        // One that its source writes small has no capitals to tell it by.
        return if claim.name == lower { Cue::Word } else { Cue::Case };
    }
    let ordinary = claim.ordinary && !DISTINCT.contains(&lower.as_str()) || COUNTRY_NAMES.contains(lower.as_str());
    match (ordinary, claim.name.split_whitespace().count()) {
        (false, _) => Cue::None,
        // "EnCrypt" is no verb, "encrypt" and "Encrypt" may be.
        (true, 1) if has_inner_capital(&claim.name) => Cue::Spelling,
        (true, 1) => Cue::Word,
        (true, _) => Cue::Case,
    }
}

/// Whether a word mixes cases behind its first letter: "EnCrypt", "LeGeNd", but neither "Snake" nor "SNAKE".
fn has_inner_capital(name: &str) -> bool {
    let inner = || name.chars().skip(1);
    inner().any(char::is_uppercase) && name.chars().any(char::is_lowercase)
}

/// Technique names that prose uses for the technique alone. A name that several techniques share is left out, and so are short
/// single words and ordinary expressions, which are said of many things: of those the id speaks.
fn telling_technique_names(pack: &Pack) -> BTreeMap<&str, (AttackId, Cue)> {
    let mut names: BTreeMap<&str, Option<(AttackId, Cue)>> = BTreeMap::new();
    for technique in &pack.techniques {
        let preparation = |tactic: &String| matches!(tactic.as_str(), "reconnaissance" | "resource-development");
        let one_word = !technique.name.contains([' ', '/']);
        let of_many = CAPITALS.contains(&technique.name.as_str());
        let cue = if one_word || of_many || technique.tactics.iter().all(preparation) { Cue::Case } else { Cue::None };
        let ordinary = ORDINARY.binary_search(&technique.name.as_str()).is_ok();
        let telling = (!ordinary && (!one_word || technique.name.len() >= 10)).then_some((technique.id, cue));
        names.entry(&technique.name).and_modify(|held| *held = None).or_insert(telling);
    }
    names.into_iter().filter_map(|(name, telling)| Some((name, telling?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made once: it takes a while.
    static NAMES: std::sync::LazyLock<Lexicon> =
        std::sync::LazyLock::new(|| lexicon(&Pack::shipped().unwrap()).unwrap());

    fn found(text: &str) -> Vec<String> {
        NAMES.find(text).map(|found| text[found.start..found.end].to_owned()).collect()
    }

    #[test]
    fn names_are_found_and_words_are_not_taken_for_names() {
        assert_eq!(found("The group ran Mimikatz and Cobalt Strike."), ["Mimikatz", "Cobalt Strike"]);
        assert_eq!(found("It was on Google Play; the net effect was to carbon copy a snake."), Vec::<String>::new());
        assert_eq!(found("an ordinary day at the office, where a tool is a tool"), Vec::<String>::new());
        assert_eq!(found("Group 3 of the samples was seen in August; 10001 hosts, $$$ lost"), Vec::<String>::new());
        assert_eq!(found("the August malware, and the Snake backdoor"), ["August", "Snake"]);
        assert_eq!(found("In August 2017, a new ransomware; a Russian threat; First malware"), Vec::<String>::new());
    }

    #[test]
    fn names_are_found_however_their_words_are_joined() {
        let text = "CobaltStrike, cobalt-strike, Poison-Ivy, PoisonIvy, Black-Basta, Gold-Finder, Brute Ratel, Remcos RAT, \
                    BlackEnergy3, Emotet";
        let names: Vec<&str> = text.split(", ").collect();
        assert_eq!(
            found(text).iter().map(|name| name.trim_end_matches(" RAT")).collect::<Vec<_>>(),
            names.iter().map(|name| name.trim_end_matches(" RAT")).collect::<Vec<_>>()
        );
    }

    #[test]
    fn ordinary_verbs_and_nouns_name_nothing() {
        for text in [
            "The attackers encrypt files and delete backups. To encrypt faster they skip parts of a file.",
            "Encrypt your disks; update, play, expand, blame and route as before. Update the software.",
            "The responder used play money; malware may encrypt, and the ransomware encrypted files.",
            "the net effect, en route to a ping, over FTP, a legend of the shark in orbit, locker rooms",
            "The rising sun over the night sky, sea turtles, a rabbit hole, love bugs, merry christmas",
            "Mercury is a metal; August was hot; Silence fell; the Play button; Royal families; an agenda",
            "They used encryption, using route tables, and used update servers; dropped legend files",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
        for (text, name) in [
            ("the EnCrypt ransomware", "EnCrypt"),
            ("a note of EnCrypt was left", "EnCrypt"),
            ("they ran `net view` there", "net"),
            ("C:\\> ping.exe 192.0.2.1", "ping"),
            ("the August malware", "August"),
            ("the Snake backdoor", "Snake"),
        ] {
            assert_eq!(found(text), [name], "{text}");
        }
    }

    /// A name in small letters, as one or the other source of the pack writes it, is looked for without a cue only where it is no
    /// common word. The words are facts written here: verbs and nouns of reports on intrusions.
    #[test]
    fn no_common_word_of_a_report_is_a_name_by_itself() {
        let words = "access account action add admin after agent alert analysis attack backup bait begin blame block boot branch \
            break bridge bring build button call campaign capture carry case change charge check claim clean clear click close cloud \
            code collect command connect contact control copy cover crash create cross cut damage data deliver demand deny \
            deploy design detect disable discover disk display drop dump email enable encrypt encrypted encrypts end enter \
            escape event execute exit expand export extract fail file find finish fire flag flash follow force fork form \
            forward gate grab group guard guide hack hide hit hold host hunt infect inject inspect install issue join jump \
            keep key kill launch lead leak learn legend lift link list load lock locked locker log loop lose machine mail \
            manage map mark mask master match measure message mimic mirror mount move network note notice number offer open \
            operate orbit order pack page part pass patch path pay phase phone pick ping pivot plan plant play point poison \
            port post power present press print probe process protect pull push query quote raise ransom rapid read record \
            recover reduce release remote remove repair report request rescue reset respond responder restore return reveal review \
            risk rotate route run sample save scan scrape screen script search seek select send serve service session set \
            shark shell shift show shut sign silence skip slip smoke snake spread stage start steal stop store stream \
            strike submit survey switch target test throw time touch trace track trade transfer travel trick trust turn \
            type unlock update upgrade upload use user verify view visit wait wake wander warn watch wave web wipe wire work \
            write zip";
        let taken: Vec<&str> = words
            .split_whitespace()
            .filter(|word| NAMES.find(&format!("they {word} it, and then a {word} of it")).next().is_some())
            .collect();
        assert!(taken.is_empty(), "{taken:?}");
    }

    #[test]
    fn ordinary_expressions_of_it_name_no_technique_and_precise_names_do() {
        for text in [
            "The admins reset all Credentials. There were Vulnerabilities in the VPN.",
            "The page used JavaScript. The Email Account of the director was closed.",
            "Social Media, Multi-Factor Authentication, Local Accounts, Domain Accounts, External Remote Services",
            "== C&C Server IP Addresses\n\n=== Private Keys\n\nThe Service Stop of the bus line; File Deletion policy",
            "Only valid accounts may log in; a scheduled task of the backup ran.",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(
            found("They used Process Injection, OS Credential Dumping, Kerberoasting and Data Encrypted for Impact."),
            ["Process Injection", "OS Credential Dumping", "Kerberoasting", "Data Encrypted for Impact"]
        );
    }

    #[test]
    fn products_and_countries_are_no_software() {
        assert_eq!(
            found("Carbon Black, Equation Editor, ChaCha20 and multi-factor authentication"),
            Vec::<String>::new()
        );
        let meanings = |text: &str| -> Vec<Meaning> {
            NAMES.find(text).filter_map(|found| Some(found.entries.first()?.meaning.clone())).collect()
        };
        assert!(matches!(meanings("the ministry of Cuba said")[..], [Meaning::Country(_)]));
        assert!(matches!(meanings("the Cuba ransomware came")[..], [Meaning::Software(_)]));
        assert!(matches!(meanings("Turla came, and Kimsuky")[..], [Meaning::Actor(_), Meaning::Actor(_)]));
    }
}
