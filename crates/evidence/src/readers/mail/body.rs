use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use dunant_vocabulary::Span;
use mail_parser::{Message, PartType};

use super::addresses::{Own, is_everybodys, registrable};
use crate::readers::parts::{Form, Parts};
use crate::reading::Voice;
use crate::rewritten;
use crate::set_aside::Reason;
use crate::{Observable, ObservableKind, Observed, Reading};

/// A body of a message, decoded.
pub(in crate::readers) struct Body<'m> {
    pub(in crate::readers) name: Cow<'m, str>,
    pub(in crate::readers) text: Cow<'m, str>,
    pub(in crate::readers) form: Form,
}

/// The bodies of a message, each once.
pub(super) fn of<'m>(message: &'m Message<'_>) -> Vec<Body<'m>> {
    let mut done: HashSet<u32> = HashSet::new();
    let mut bodies = Vec::new();
    for id in message.text_body.iter().chain(&message.html_body) {
        if !done.insert(*id) {
            continue;
        }
        match message.parts.get(*id as usize).map(|part| &part.body) {
            Some(PartType::Text(text)) => {
                bodies.push(Body { name: format!("body {id}").into(), text: (&**text).into(), form: Form::Text });
            }
            Some(PartType::Html(text)) => {
                bodies.push(Body {
                    name: format!("body {id} (HTML)").into(),
                    text: (&**text).into(),
                    form: Form::Html,
                });
            }
            _ => {}
        }
    }
    bodies
}

/// Reads the bodies of a message: those in text, then those in HTML. Where both say the same it counts once, and the wording of the
/// one that says more is kept.
pub(in crate::readers) fn read_bodies(bodies: &[Body<'_>], own: &Own, parts: &mut Parts<'_>, reading: &mut Reading) {
    if bodies.is_empty() {
        let help = "save the message as its program shows it, and add that as an item of its own";
        reading.lose("the message has no body that can be read", None, Some(help));
    }
    let voice = std::mem::replace(&mut reading.voice, Voice::Letter);
    let before = reading.mark();
    for body in bodies.iter().filter(|body| body.form == Form::Text) {
        one(body, own, parts, reading);
    }
    let between = reading.mark();
    for body in bodies.iter().filter(|body| body.form == Form::Html) {
        one(body, own, parts, reading);
    }
    reading.count_alternatives_once(&before, &between);
    reading.voice = voice;
}

fn one(body: &Body<'_>, own: &Own, parts: &mut Parts<'_>, reading: &mut Reading) {
    let (name, text, form) = (&*body.name, &*body.text, body.form);
    let before = reading.mark();
    let Some(space) = parts.text(name, text, form, reading) else { return };
    let read: HashSet<Observed> = reading.observed_since(&before).iter().map(|o| o.observed.clone()).collect();
    reading.set_aside_observed_since(&before, Reason::Own, |observation| match &observation.observed {
        Observed::Observable(trace) => match trace.kind() {
            ObservableKind::Url => trace.host().is_none_or(|host| !own.has_host(host.value())),
            ObservableKind::DomainName => !own.has_host(trace.value()),
            ObservableKind::EmailAddr => !own.has_address(trace.value()),
            _ => true,
        },
        _ => true,
    });
    let links = if form == Form::Html { references(text) } else { Vec::new() };
    for range in links.into_iter().chain(plain_links(text)) {
        let written = text.get(range.clone()).unwrap_or_default();
        let target = written.replace("&amp;", "&").replace("&#38;", "&").replace("&#x26;", "&");
        let seen =
            Observable::parse(ObservableKind::Url, &target).is_ok_and(|url| read.contains(&Observed::Observable(url)));
        let pretended = || form == Form::Html && is_pretended(text, range.start, &target);
        if !seen && !pretended() {
            // Where its reader was to go is no source, whatever its words are.
            reading.drop_citation_since(&before, &target);
            link(&target, own, Span::within(space, range.start, range.end), name, reading);
        }
    }
}

/// A link of a message: where its reader was to go. The recipient's own places and those that everybody uses are no traces.
pub(super) fn link(target: &str, own: &Own, span: Span, path: &str, reading: &mut Reading) {
    if let Some(address) = target.strip_prefix("mailto:") {
        let address = address.split('?').next().unwrap_or(address);
        return match Observable::parse(ObservableKind::EmailAddr, address) {
            Ok(_) if own.has_address(address) => reading.set_aside(Reason::Own, address, span, path),
            Ok(trace) => reading.observe(Observed::Observable(trace), span, path),
            Err(_) => reading.set_aside(Reason::NotATrace, target, span, path),
        };
    }
    let rewritten = rewritten::target(target);
    let target = rewritten.as_deref().unwrap_or(target);
    let Ok(url) = Observable::parse(ObservableKind::Url, target) else {
        return reading.set_aside(Reason::NotATrace, target, span, path);
    };
    let host = host_of(url.value()).to_owned();
    if own.has_host(&host) {
        return reading.set_aside(Reason::Own, target, span, path);
    }
    if registrable(&host).is_some_and(|domain| is_everybodys(&domain) || is_schema(&host)) {
        return reading.set_aside(Reason::Citation, target, span, path);
    }
    reading.observe(Observed::Observable(url), span, path);
}

/// Hosts that name the languages of pages and mails.
fn is_schema(host: &str) -> bool {
    ["w3.org", "openxmlformats.org", "purl.org", "schema.org", "xmlsoap.org"]
        .iter()
        .any(|schema| host == *schema || host.strip_suffix(schema).is_some_and(|head| head.ends_with('.')))
}

fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    match host.strip_prefix('[') {
        Some(literal) => literal.split(']').next().unwrap_or(literal),
        None => host.split(':').next().unwrap_or(host),
    }
}

/// Where the links are that a reader sees as text, in order, none within another.
fn plain_links(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // Where the last link ends: what is within it is a part of it, however many schemes it holds.
    let mut done = 0;
    for colon in memchr::memmem::find_iter(text.as_bytes(), "://") {
        let head = text.get(..colon).unwrap_or_default();
        let Some(scheme) = ["https", "http", "ftp"].into_iter().find(|scheme| head.ends_with(scheme)) else { continue };
        let start = colon - scheme.len();
        // Within a tag, the other function finds it.
        let inside = text.get(..start).and_then(|head| head.chars().next_back());
        if start < done || inside.is_some_and(|c| c.is_alphanumeric() || "\"'=".contains(c)) {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_whitespace() || "<>\"'`|\\^{}".contains(c)).unwrap_or(rest.len());
        done = start + end;
        let kept = rest.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '*']);
        if kept.len() > scheme.len() + 3 {
            found.push(start..start + kept.len());
        }
    }
    found
}

/// Whether the link at `start` is the words of another one that leads elsewhere: it is shown so that nobody looks where that one leads.
fn is_pretended(page: &str, start: usize, shown: &str) -> bool {
    const FARTHEST: usize = 4_000;
    let head = page.get(page.ceil_char_boundary(start.saturating_sub(FARTHEST))..start).unwrap_or_default();
    let lower = head.to_ascii_lowercase();
    let Some(open) = lower.rfind("<a ").filter(|open| !lower.get(*open..).is_some_and(|rest| rest.contains("</a")))
    else {
        return false;
    };
    let tag = head.get(open..).unwrap_or_default();
    let Some(target) = references(tag).into_iter().next().and_then(|range| tag.get(range)) else { return false };
    let registered = |link: &str| registrable(host_of(link)).unwrap_or_else(|| host_of(link).to_owned());
    target.contains("://") && registered(target) != registered(shown)
}

/// Where the targets stand that the tags of a page refer to: `href`, `src`, `action`, `background`, `data`.
fn references(page: &str) -> Vec<Range<usize>> {
    const NAMES: [&str; 6] = ["href", "src", "action", "background", "formaction", "data"];
    let bytes = page.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = bytes.get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
        at += open + 1;
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        // Attributes up to the end of the tag: a name, perhaps a value, perhaps quoted.
        while let Some(byte) = bytes.get(at) {
            if *byte == b'>' {
                break;
            }
            if *byte != b'=' {
                at += 1;
                continue;
            }
            let name = attribute_before(page, at);
            at += 1;
            at += bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let value = match bytes.get(at) {
                Some(quote @ (b'"' | b'\'')) => {
                    let rest = bytes.get(at + 1..).unwrap_or_default();
                    let Some(length) = memchr::memchr(*quote, rest) else { return found };
                    let value = at + 1..at + 1 + length;
                    at = value.end + 1;
                    value
                }
                _ => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    let length = rest.iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'>').count();
                    at += length;
                    at - length..at
                }
            };
            let written = page.get(value.clone()).unwrap_or_default();
            let start = value.start + (written.len() - written.trim_start().len());
            let written = written.trim();
            let leads_out = written.contains("://") || written.starts_with("mailto:");
            if leads_out && NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                found.push(start..start + written.len());
            }
        }
    }
    found
}

/// The attribute's name that ends before `at`.
fn attribute_before(page: &str, at: usize) -> &str {
    let head = page.get(..at).unwrap_or_default().trim_end();
    let start = head.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '-').map_or(0, |found| found + 1);
    head.get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_in_text_and_in_tags() {
        let text = "see <http://a.example.com/x?y=1>, http://b.example.com/. and=http://c.example.com";
        let found: Vec<&str> = plain_links(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["http://a.example.com/x?y=1", "http://b.example.com/"]);
        let run = "http://a.example.com/".repeat(50_000);
        assert_eq!(plain_links(&run).first(), Some(&(0..run.len())));
        let page =
            "<a class=x HREF = ' http://d.example.com/ '>t</a><img src=http://e.example.com/p.png><b title=\"href=1\">";
        let found: Vec<&str> = references(page).into_iter().map(|range| &page[range]).collect();
        assert_eq!(found, ["http://d.example.com/", "http://e.example.com/p.png"]);
        assert_eq!(host_of("http://user@[2001:db8::1]:80/x"), "2001:db8::1");
    }
}
