use std::ops::Range;

use super::super::traces::observe_trace;
use super::super::whole_values;
use crate::xml::{Element, Walk};
use crate::{HashAlgorithm, Observable, ObservableKind, Observed, Reading, Reason};

/// Parts of one trace, kept until the element that holds them closes.
#[derive(Default)]
pub(super) struct Parts {
    hash_type: Option<String>,
    hashes: Vec<Value>,
    hive: Option<String>,
    key: Option<Value>,
}

struct Value {
    text: String,
    range: Range<usize>,
    whole: Whole,
}

/// Whether an element gives the value that was seen, a part of it, or something else.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    Yes,
    Part,
    No,
}

/// Observes what a closing CybOX element holds; `inner` are the parts its children left, `outer` those of its parent.
pub(super) fn observe(
    element: &Element<'_>,
    inner: &Parts,
    outer: Option<&mut Parts>,
    walk: &Walk<'_>,
    path: &str,
    reading: &mut Reading,
) {
    match element.name() {
        // Cut short, a hash without its type or a key without its hive would pass for another.
        "Hash" if element.closed || inner.hash_type.is_some() => return observe_hash(inner, walk, path, reading),
        "Properties" if element.closed || inner.hive.is_some() => observe_registry_key(inner, walk, path, reading),
        _ => {}
    }
    let (text, range) = element.text.trimmed();
    if text.is_empty() {
        return;
    }
    let whole = condition(element);
    if whole == Whole::No {
        if element.attribute("condition").is_some_and(|condition| condition == "FitsPattern") {
            let help = "a pattern is no trace; test it with a tool that matches patterns";
            reading.lose(format!("`{}` is a pattern", element.name()), Some(walk.span(range)), Some(help));
        } else if kind(element, walk).is_some() {
            reading.set_aside(Reason::Excluded, text, walk.span(range), path);
        }
        return;
    }
    if let Some(outer) = outer {
        let value = || Value { text: text.to_owned(), range: range.clone(), whole };
        match element.name() {
            "Type" => outer.hash_type = Some(text.to_owned()),
            "Simple_Hash_Value" | "Fuzzy_Hash_Value" => return outer.hashes.push(value()),
            "Hive" => outer.hive = Some(text.to_owned()),
            "Key" if object(element, walk).contains("registry") => return outer.key = Some(value()),
            _ => {}
        }
    }
    let Some(kind) = kind(element, walk) else {
        return account(element, text, range, walk, path, reading);
    };
    for (part, range) in listed(element, text, range) {
        let observable = match whole {
            Whole::Yes => whole_values::parse(kind, part),
            Whole::Part | Whole::No => whole_values::parse_part(kind, part),
        };
        match observable {
            Some(observable) => observe_trace(observable, walk.span(range), path, None, reading),
            None if whole == Whole::Part => reading.set_aside(Reason::NotATrace, part, walk.span(range), path),
            // Host names without a domain name their owner's machine, and nothing else.
            None if element.name() == "Hostname_Value" => reading.set_aside(Reason::Own, part, walk.span(range), path),
            None => {
                let reason = Observable::parse(kind, part).err().map(|error| error.to_string()).unwrap_or_default();
                reading.lose(reason, Some(walk.span(range)), None);
            }
        }
    }
}

/// Says what became of a value of a CybOX object that is no trace: whoever received a message, or a value that nobody reads.
fn account(element: &Element<'_>, text: &str, range: Range<usize>, walk: &Walk<'_>, path: &str, reading: &mut Reading) {
    const KNOWN: [&str; 10] = [
        "Type",
        "Simple_Hash_Value",
        "Fuzzy_Hash_Value",
        "Hive",
        "Key",
        "Title",
        "Description",
        "Short_Description",
        "Name",
        "Reference",
    ];
    if !walk.within("Object") || KNOWN.contains(&element.name()) || whole_values::guess(text).is_none() {
        return;
    }
    if is_received(walk) {
        reading.set_aside(Reason::Own, text, walk.span(range), path);
    } else {
        reading.account(text, walk.span(range), path, |_| {});
    }
}

/// Whether the value at hand is of whoever received a message.
fn is_received(walk: &Walk<'_>) -> bool {
    let mut above = walk.open().iter().rev().take_while(|element| element.name() != "Object");
    above.any(|element| matches!(element.name(), "To" | "CC" | "BCC" | "Recipient"))
}

fn observe_hash(parts: &Parts, walk: &Walk<'_>, path: &str, reading: &mut Reading) {
    let algorithm = parts.hash_type.as_deref().and_then(algorithm);
    for value in &parts.hashes {
        for (part, range) in split(&value.text, "##comma##", value.range.clone()) {
            let named =
                algorithm.and_then(|algorithm| Observable::parse(ObservableKind::FileHash(algorithm), part).ok());
            let guessed = || Observable::guess(part).filter(|o| matches!(o.kind(), ObservableKind::FileHash(_)));
            let fuzzy = || Observable::parse(ObservableKind::FileHash(HashAlgorithm::Ssdeep), part).ok();
            match named.or_else(guessed).or_else(fuzzy) {
                Some(observable) => reading.observe(Observed::Observable(observable), walk.span(range), path),
                None if value.whole == Whole::Part => {
                    reading.set_aside(Reason::NotATrace, part, walk.span(range), path);
                }
                None => reading.lose(format!("`{}` is not a hash", shown(part)), Some(walk.span(range)), None),
            }
        }
    }
}

fn observe_registry_key(parts: &Parts, walk: &Walk<'_>, path: &str, reading: &mut Reading) {
    let Some(key) = parts.key.as_ref() else { return };
    if key.whole != Whole::Yes {
        return reading.set_aside(Reason::NotATrace, &*key.text, walk.span(key.range.clone()), path);
    }
    for (part, range) in split(&key.text, "##comma##", key.range.clone()) {
        let whole = match &parts.hive {
            Some(hive) if !part.to_ascii_uppercase().starts_with(&hive.to_ascii_uppercase()) => {
                format!("{hive}\\{}", part.trim_start_matches('\\'))
            }
            _ => part.to_owned(),
        };
        if let Ok(observable) = Observable::parse(ObservableKind::WindowsRegistryKey, &whole) {
            reading.observe(Observed::Observable(observable), walk.span(range), path);
        }
    }
}

/// The kind of trace that an element's text is, by its name and by the object that holds it.
fn kind(element: &Element<'_>, walk: &Walk<'_>) -> Option<ObservableKind> {
    let object = object(element, walk);
    Some(match element.name() {
        "Address_Value" => return address(walk),
        "Value" => {
            if object.contains("domainname") {
                ObservableKind::DomainName
            } else if object.contains("uri") || object.contains("link") {
                match category(walk, "type").as_deref() {
                    Some("Domain Name" | "FQDN") => ObservableKind::DomainName,
                    _ => ObservableKind::Url,
                }
            } else if object.contains("address") {
                return address(walk);
            } else {
                return None;
            }
        }
        "Hostname_Value" => ObservableKind::DomainName,
        "File_Name" => ObservableKind::FileName,
        "File_Path" | "Full_Path" => ObservableKind::FilePath,
        "User_Agent" => ObservableKind::UserAgent,
        "Service_Name" => ObservableKind::WindowsService,
        "Argument" | "Command_Line" | "Image_Name" if object.contains("process") => ObservableKind::Process,
        "Name" if object.contains("mutex") => ObservableKind::Mutex,
        "Name" if object.contains("process") => ObservableKind::Process,
        "Username" if object.contains("account") => ObservableKind::UserAccount,
        "Number" | "Handle" if object.contains("asobj") => ObservableKind::AutonomousSystem,
        "Serial_Number" if object.contains("x509") => ObservableKind::X509Certificate,
        _ => return None,
    })
}

/// The CybOX object at hand, lower case: the type that the nearest element states, or the prefix of the element's name.
fn object(element: &Element<'_>, walk: &Walk<'_>) -> String {
    let prefix = element.prefix().to_ascii_lowercase();
    if prefix.ends_with("obj") && prefix != "cyboxcommon" {
        return prefix;
    }
    let stated = walk.open().iter().rev().take(4).find_map(|element| element.attribute("xsi:type"));
    stated.map(|stated| stated.to_ascii_lowercase()).unwrap_or_default()
}

/// The kind of an address by its `category`. Whoever received a mail is a victim, and nobody's indicator.
fn address(walk: &Walk<'_>) -> Option<ObservableKind> {
    if is_received(walk) {
        return None;
    }
    Some(match category(walk, "category").as_deref() {
        Some("e-mail") => ObservableKind::EmailAddr,
        Some("ipv6-addr" | "ipv6-net") => ObservableKind::Ipv6Addr,
        Some("mac") => ObservableKind::MacAddr,
        Some("asn") => ObservableKind::AutonomousSystem,
        Some("ipv4-net-mask" | "ipv6-net-mask" | "atm" | "vm") => return None,
        // The schema's default. Another address is still told by its form.
        _ => ObservableKind::Ipv4Addr,
    })
}

/// The attribute that says what a value of a general object is, on the nearest element that has it.
fn category(walk: &Walk<'_>, attribute: &str) -> Option<String> {
    walk.open().iter().rev().take(3).find_map(|element| element.attribute(attribute))
}

/// Reads `condition` and `apply_condition` (CybOX 2.1, ConditionTypeEnum).
fn condition(element: &Element<'_>) -> Whole {
    if element.attribute("apply_condition").is_some_and(|apply| apply == "NONE") {
        return Whole::No;
    }
    match element.attribute("condition").as_deref() {
        None | Some("Equals" | "") => Whole::Yes,
        Some("Contains" | "StartsWith" | "EndsWith") => Whole::Part,
        Some(_) => Whole::No,
    }
}

/// The values of a list that an element holds as one text, and where each stands.
fn listed<'t>(element: &Element<'_>, text: &'t str, range: Range<usize>) -> Vec<(&'t str, Range<usize>)> {
    match element.attribute("delimiter") {
        Some(delimiter) if !delimiter.is_empty() => split(text, &delimiter, range),
        _ => split(text, "##comma##", range),
    }
}

fn split<'t>(text: &'t str, delimiter: &str, range: Range<usize>) -> Vec<(&'t str, Range<usize>)> {
    if !text.contains(delimiter) {
        return vec![(text, range)];
    }
    // With entities in it the text is shorter than its place, and the whole place stands for each value.
    let exact = range.len() == text.len();
    let mut at = range.start;
    let mut values = Vec::new();
    for part in text.split(delimiter) {
        let value = part.trim();
        let start = at + (part.len() - part.trim_start().len());
        let place = if exact { start..start + value.len() } else { range.clone() };
        if !value.is_empty() {
            values.push((value, place));
        }
        at += part.len() + delimiter.len();
    }
    values
}

fn algorithm(name: &str) -> Option<HashAlgorithm> {
    Some(match name.to_ascii_uppercase().replace(['-', '_', ' '], "").as_str() {
        "MD5" => HashAlgorithm::Md5,
        "SHA1" => HashAlgorithm::Sha1,
        "SHA256" => HashAlgorithm::Sha256,
        "SHA512" => HashAlgorithm::Sha512,
        "SSDEEP" => HashAlgorithm::Ssdeep,
        "IMPHASH" => HashAlgorithm::Imphash,
        "TLSH" => HashAlgorithm::Tlsh,
        _ => return None,
    })
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}
