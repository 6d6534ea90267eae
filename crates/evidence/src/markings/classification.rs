//! Markings of states, companies and alliances. None of them says how far something may be shared in the terms of TLP.
//!
//! Such a marking is a phrase of few words of its own: who classifies (`NATO`, `UE/EU`), the level (`RESTRICTED`), caveats
//! (`//NOFORN`, `REL TO …`). What holds one of the levels and nothing beside such words is a classification.

use std::ops::Range;
use std::sync::LazyLock;

use super::levels::Level;
use super::word::{Mark, Protocol};
use crate::verdict::folded;

/// Levels that are a marking wherever they stand alone on a line. Folded as [`folded`] does.
#[rustfmt::skip]
const LEVELS: &[&str] = &[
    // English
    "confidential", "strictly confidential", "company confidential", "commercial in confidence", "do not distribute", "do not forward",
    "do not share", "not for distribution", "not for onward distribution", "not for public release", "not for release", "internal only",
    "internal use only", "for internal use", "for internal use only", "internal use", "for official use only", "fouo", "official sensitive",
    "official use only", "law enforcement sensitive", "sensitive but unclassified", "controlled unclassified information", "noforn",
    "top secret", "protected a", "protected b", "protected c", "eyes only", "for your eyes only", "limited distribution", "need to know",
    "restricted distribution", "need to know basis", "in confidence", "proprietary and confidential", "not for publication", "embargoed",
    "unclassified for official use only", "cleared recipients only", "recipients only", "named recipients only",
    "do not share outside", "do not redistribute", "not to be shared", "members only", "for members only", "company internal",
    // German
    "nur intern", "nur fur intern", "nur intern verwenden", "nicht weitergeben", "nicht weiterleiten", "bitte nicht weitergeben",
    "vertraulich", "streng vertraulich", "vs nfd", "nfd", "vs nur fur den dienstgebrauch", "vs vertraulich", "nur fur den dienstgebrauch",
    "verschlusssache", "nur fur den internen gebrauch", "nur zur internen verwendung", "streng geheim", "nicht zur weitergabe",
    "nicht zur veroffentlichung", "eingeschrankt",
    // French
    "confidentiel", "confidentielle", "strictement confidentiel", "diffusion restreinte", "diffusion limitee", "confidentiel defense",
    "secret defense", "usage interne", "a usage interne", "restreint ue", "tres secret", "ne pas diffuser", "special france", "secret ue",
    // Spanish, Italian, Portuguese, Romanian
    "difusion limitada", "confidencial", "uso interno", "solo uso interno", "para uso interno", "uso exclusivo interno", "uso interno exclusivo",
    "riservato", "riservatissimo", "confidenziale", "solo per uso interno", "uso restrito", "reservado", "muito secreto", "secreto de servicio",
    "no difundir", "nao divulgar", "non divulgare", "strict secret",
    // Dutch, Nordic languages, Finnish
    "vertrouwelijk", "strikt vertrouwelijk", "departementaal vertrouwelijk", "dep v", "alleen voor intern gebruik", "fortrolig", "strengt fortrolig",
    "til tjenestebrug", "begransat hemlig", "hemlig", "luottamuksellinen", "kayttö rajoitettu",
    // Polish, Czech, Slovak
    "zastrzezone", "poufne", "scisle tajne", "tajne", "do uzytku wewnetrznego", "duverne", "vyhrazene", "prisne tajne", "doverne",
    // Russian, Ukrainian
    "для служебного пользования", "дсп", "секретно", "совершенно секретно", "конфиденциально", "строго конфиденциально", "для внутреннего пользования",
    "для службового користування", "дск", "таємно", "цілком таємно", "конфіденційно", "не для распространения",
    // Turkish, Arabic
    "gizli", "cok gizli", "hizmete ozel", "سري", "سري للغايه", "سري للغاية", "محظور النشر", "للاستخدام الداخلي",
    // Chinese, Japanese, Korean
    "机密", "機密", "绝密", "絕密", "秘密", "内部资料", "內部資料", "内部使用", "內部使用", "内部公开", "保密", "社外秘", "部外秘", "極秘", "取扱注意", "関係者限り", "関係者外秘",
    "厳秘", "대외비", "비밀", "극비", "기밀", "내부용", "사내한",
];

/// Levels that are ordinary words, too: without a label they count only in capitals.
#[rustfmt::skip]
const ORDINARY: &[&str] = &[
    "internal", "restricted", "secret", "cui", "protected", "official", "sensitive", "geheim", "interno", "restreint", "restreinte", "secreto", "segreto",
];

/// Levels that count only behind a label.
#[rustfmt::skip]
const LABELLED: &[&str] = &[
    "private", "limited", "controlled", "les", "sbu", "privat", "intern", "interne", "privileged", "classified", "personal",
];

/// Who classifies, how far, and for whom.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "sp", "cti", "basic", "specified", "prvcy", "propin", "expt", "nf", "nato", "otan", "eu", "ue", "un", "uk", "us", "usa", "nz", "aus", "au", "ca", "can", "gbr", "fvey", "five", "eyes", "cosmic", "atomal", "esa", "osce",
    "eucom", "rel", "to", "orcon", "propin", "noforn", "fouo", "si", "tk", "hcs", "only", "and", "only", "strictly", "highly", "very", "sensitive",
    "official", "classified", "information", "document", "level", "caveat", "unclassified", "confidential", "secret", "restricted", "restreint",
    "for", "use", "internal", "company", "please", "bitte", "nur", "nicht", "intern", "page", "of", "s", "seite", "p", "pagina", "commercial", "personal", "privileged", "legal", "material", "draft",
];

/// What introduces a classification: `Classification: VS-NfD`.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "classification", "security classification", "document classification", "information classification", "data classification",
    "classification level", "marking", "markings", "protective marking", "security marking", "document marking", "sensitivity",
    "sensitivity label", "sensitivity level", "handling", "handling caveat", "handling instructions", "confidentiality", "confidentiality level",
    "distribution", "distribution level", "sharing", "sharing level", "sharing restriction", "dissemination", "security level", "caveat",
    "einstufung", "klassifizierung", "vertraulichkeit", "vs einstufung", "geheimhaltungsgrad", "sensibilite", "niveau de classification",
    "verteiler", "verteilung", "verteilerkreis", "weitergabe", "diffusion", "mention de protection", "clasificacion", "nivel de clasificacion", "classificazione", "classificacao", "rubricering", "klauzula",
    "klauzula tajnosci", "гриф", "гриф секретности", "классификация", "гриф обмеження доступу", "gizlilik", "gizlilik derecesi", "密级", "密級", "保密级别",
    "機密区分", "機密性", "取扱区分", "보안등급", "비밀등급", "التصنيف", "درجة السرية",
];

/// Characters of a line that is a classification and no more.
const LONGEST: usize = 120;

/// A line that is a classification and no more, or one of whose parts is: `CONFIDENTIAL`, `Classification: internal use only`,
/// `Example CERT | VS-NfD | page 3`.
pub(super) fn classification(line: &str) -> Option<(Range<usize>, Mark)> {
    if line.len() > LONGEST {
        return None;
    }
    if let Some(found) = of_part(line, 0..line.len(), Place::Line) {
        return Some(found);
    }
    parts(line).filter(|part| *part != (0..line.len())).find_map(|part| of_part(line, part, Place::Part))
}

/// Where a phrase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Line,
    Part,
}

/// The parts of a line between bars, tabs, bullets, dashes with blanks and runs of blanks.
fn parts(line: &str) -> impl Iterator<Item = Range<usize>> {
    const MARKS: [&str; 9] = ["|", "\t", "  ", " - ", " – ", " — ", "•", "·", " / "];
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = line.get(from..).filter(|rest| !rest.is_empty())?;
        let end = MARKS.iter().filter_map(|mark| Some((rest.find(mark)?, mark.len()))).min();
        let (length, mark) = end.unwrap_or((rest.len(), 0));
        let part = from..from + length;
        from = part.end + mark;
        Some(part)
    })
}

fn of_part(line: &str, part: Range<usize>, place: Place) -> Option<(Range<usize>, Mark)> {
    let written = line.get(part.clone())?;
    let ornament = |c: char| !c.is_alphanumeric();
    let start = part.start + (written.len() - written.trim_start_matches(ornament).len());
    let inner = written.trim_matches(ornament);
    let range = start..start + inner.len();
    if let Some(value) = labelled(inner) {
        if let Some(level) = Level::named(value.trim_start_matches(ornament)) {
            return Some((range.clone(), Protocol::Tlp.mark(level, line, range.end)));
        }
        if is_level(value, Loudness::Labelled) {
            return Some((range, Mark::Unknown(inner.to_owned())));
        }
    }
    let loud = inner.chars().all(|c| !c.is_lowercase());
    // A part of a line may be a cell about something else: only capitals and levels of states mark there.
    let counts = place == Place::Line || loud || folded(inner).starts_with("vs ");
    let loudness = if loud { Loudness::Capitals } else { Loudness::Plain };
    (counts && is_level(inner, loudness)).then(|| (range, Mark::Unknown(inner.to_owned())))
}

/// What stands behind a label that introduces a classification.
fn labelled(text: &str) -> Option<&str> {
    let at = text.find([':', '：', '=', '|', '\t', ','])?;
    let label = folded(text.get(..at)?);
    LABELS.contains(&label.as_str()).then(|| text.get(at..).unwrap_or_default())
}

/// How a level is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loudness {
    Labelled,
    Capitals,
    Plain,
}

/// Whether a phrase is a level with nothing but caveats beside it.
fn is_level(phrase: &str, loudness: Loudness) -> bool {
    const MOST_WORDS: usize = 12;
    static KNOWN: LazyLock<Vec<String>> = LazyLock::new(|| LEVELS.iter().map(|level| folded(level)).collect());
    let words = folded(phrase);
    if words.is_empty() || words.split(' ').count() > MOST_WORDS {
        return false;
    }
    let ordinary = loudness != Loudness::Plain;
    let is_whole = |words: &str| {
        KNOWN.iter().any(|level| level == words)
            || ordinary && ORDINARY.contains(&words)
            || loudness == Loudness::Labelled && LABELLED.contains(&words)
    };
    if is_whole(&words) {
        return true;
    }
    // `Company confidential – do not distribute`: each part is a level.
    let parts: Vec<&str> =
        phrase.split([',', '/', '–', '—', ';', '.', '|']).flat_map(|part| part.split(" - ")).collect();
    if parts.len() > 1 && parts.iter().all(|part| is_whole(&folded(part))) {
        return true;
    }
    // `Do not share outside the hospital.`
    const WITHIN: [&str; 4] = [
        "do not share outside ",
        "do not distribute outside ",
        "do not forward outside ",
        "not for distribution outside ",
    ];
    if words.split(' ').count() <= 8 && WITHIN.iter().any(|start| words.starts_with(start)) {
        return true;
    }
    // A sentence has other words; `NATO restricted` in small letters is a word of one, so that the allies are asked for.
    let allied = ["nato ", "otan ", "eu ", "ue ", "restreint ue", "un "].iter().any(|ally| words.starts_with(ally));
    let counts = ordinary || allied && !phrase.contains(['.', '!', '?']);
    let has_level = || {
        KNOWN.iter().any(|level| has_words(&words, level))
            || ORDINARY.iter().any(|level| has_words(&words, level))
            || allied && words.ends_with("unclassified")
    };
    let beside = |word: &str| {
        BESIDE.contains(&word)
            || ORDINARY.contains(&word)
            || word.bytes().all(|byte| byte.is_ascii_digit())
            || KNOWN.iter().any(|level| level.split(' ').any(|known| known == word))
    };
    // Countries that a release names: `REL TO USA, DEU`.
    let released = words.find(" rel to ").or_else(|| words.find(" eyes only"));
    let head = released.map_or(words.as_str(), |at| words.get(..at).unwrap_or_default());
    // Cheapest first: nearly every phrase is a sentence, and has another word.
    counts && head.split(' ').all(beside) && has_level()
}

fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text.get(..at).is_none_or(|head| head.is_empty() || head.ends_with(' '));
        let behind = text.get(at + words.len()..).is_none_or(|tail| tail.is_empty() || tail.starts_with(' '));
        before && behind
    })
}

/// The mark of a classification that is given as such, in a field of its own: `VS-NfD`, `Company-Confidential`.
pub(super) fn of_value(value: &str) -> Option<Mark> {
    let value = value.trim();
    if let Some(level) = Level::named(value) {
        return Some(Protocol::Tlp.mark(level, value, value.len()));
    }
    is_level(value, Loudness::Labelled).then(|| Mark::Unknown(value.to_owned()))
}

/// Whether a phrase in a file's name is a classification: of several words, or one that is no ordinary word.
pub(super) fn is_in_a_name(phrase: &str) -> bool {
    let loud = phrase.chars().all(|c| !c.is_lowercase());
    let words = folded(phrase);
    if words == "vs nfd" {
        return true;
    }
    loud && !ORDINARY.contains(&words.as_str()) && is_level(phrase, Loudness::Capitals)
}
