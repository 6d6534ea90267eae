//! Links that a mail gateway or a search engine rewrote, so that they lead over its own host: the address that the sender wrote stands
//! within them. SafeLinks, URL Defense (versions 1 to 3), Barracuda, Google's and Facebook's redirects.

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};

/// A link may be rewritten by one gateway behind another.
const NESTING: usize = 4;

/// The address within `url`, where a gateway rewrote it. `None` where `url` is none of a gateway, or does not tell.
pub(crate) fn target(url: &str) -> Option<String> {
    let mut found: Option<String> = None;
    for _ in 0..NESTING {
        let Some(inner) = within(found.as_deref().unwrap_or(url)) else { break };
        found = Some(inner);
    }
    found
}

/// Whether a host is one that only rewrites links, so that it is nobody's trace.
pub(crate) fn is_rewriter(host: &str) -> bool {
    const HOSTS: [&str; 10] = [
        "clicktime.symantec.com",
        "secure-web.cisco.com",
        "safelinks.protection.outlook.com",
        "urldefense.com",
        "urldefense.proofpoint.com",
        "urldefense.us",
        "linkprotect.cudasvc.com",
        "mimecast.com",
        "mimecastprotect.com",
        "protection.sophos.com",
    ];
    let host = host.to_ascii_lowercase();
    HOSTS.iter().any(|known| host.strip_suffix(known).is_some_and(|head| head.is_empty() || head.ends_with('.')))
}

fn within(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(at)?;
    let host = host.to_ascii_lowercase();
    let ends = |known: &str| host == known || host.strip_suffix(known).is_some_and(|head| head.ends_with('.'));
    let google = || host.split('.').any(|label| label == "google") && path.starts_with("/url?");
    let written = if ends("safelinks.protection.outlook.com") {
        decoded(parameter(path, &["url"])?)
    } else if ends("linkprotect.cudasvc.com") {
        decoded(parameter(path, &["a"])?)
    } else if ends("urldefense.com") || ends("urldefense.us") || ends("urldefense.proofpoint.com") {
        match path {
            _ if path.starts_with("/v3/") => of_version_3(path)?,
            _ if path.starts_with("/v2/") => decoded(&parameter(path, &["u"])?.replace('-', "%").replace('_', "/")),
            _ => decoded(parameter(path, &["u"])?),
        }
    } else if ends("clicktime.symantec.com") {
        decoded(parameter(path, &["u"])?)
    } else if ends("secure-web.cisco.com") {
        decoded(path.rsplit('/').next()?)
    } else if google() {
        decoded(parameter(path, &["q", "url"])?)
    } else if ends("facebook.com") && path.starts_with("/l.php?") {
        decoded(parameter(path, &["u"])?)
    } else {
        return None;
    };
    (written.contains("://") && !written.chars().any(char::is_control)).then_some(written)
}

/// The value of the first of `names` in the query of a link.
fn parameter<'t>(path: &'t str, names: &[&str]) -> Option<&'t str> {
    let (_, query) = path.split_once('?')?;
    let query = query.split('#').next()?;
    let value = |name: &str| {
        query
            .split('&')
            .map(|part| part.strip_prefix("amp;").unwrap_or(part))
            .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
    };
    names.iter().find_map(|name| value(name)).filter(|value| !value.is_empty())
}

/// `/v3/__http://example.com/a*b__;Iw!!…`: each star stands for a byte that the part behind the semicolon holds in Base64.
fn of_version_3(path: &str) -> Option<String> {
    let inner = path.strip_prefix("/v3/__")?;
    let (url, rest) = inner.rsplit_once("__;")?;
    // One stroke of the scheme is lost on the way: `http:/example.com`.
    let url = match url.split_once(":/") {
        Some((scheme, rest)) if !rest.starts_with('/') => format!("{scheme}://{rest}"),
        _ => url.to_owned(),
    };
    if !url.contains('*') {
        return Some(url);
    }
    let held = rest.split("!!").next()?;
    let bytes = URL_SAFE_NO_PAD.decode(held).or_else(|_| URL_SAFE.decode(held)).ok()?;
    let mut characters = std::str::from_utf8(&bytes).ok()?.chars();
    // Two stars are a run of characters, whose length a letter says.
    if url.contains("**") {
        return None;
    }
    let plain: Option<String> = url.chars().map(|c| if c == '*' { characters.next() } else { Some(c) }).collect();
    plain
}

/// A text without its percent-encoding (RFC 3986, 2.1).
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = (*first == b'%')
            .then(|| tail.get(..2).and_then(|two| std::str::from_utf8(two).ok()))
            .flatten()
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        match code {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_within_a_rewritten_link_is_told() {
        for (url, inner) in [
            (
                "https://eur01.safelinks.protection.outlook.com/?url=http%3A%2F%2Fbad.example%2Fx&data=05",
                "http://bad.example/x",
            ),
            (
                "https://eur01.safelinks.protection.outlook.com/?data=1&amp;url=http%3A%2F%2Fbad.example%2Fx",
                "http://bad.example/x",
            ),
            ("https://urldefense.com/v3/__http://bad.example/x__;!!abc", "http://bad.example/x"),
            ("https://urldefense.com/v3/__http:/bad.example/a*b__;Iw!!abc", "http://bad.example/a#b"),
            (
                "https://urldefense.proofpoint.com/v2/url?u=http-3A__bad-2Done.example_x&d=abc",
                "http://bad-one.example/x",
            ),
            ("https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fbad.example%2fx&c=E", "https://bad.example/x"),
            ("https://www.google.com/url?q=http://bad.example/y&sa=D", "http://bad.example/y"),
            ("https://secure-web.cisco.com/1abc/https%3A%2F%2Fbad.example%2F", "https://bad.example/"),
            (
                "https://urldefense.com/v3/__https://www.google.com/url?q=http*3A*2F*2Fbad.example__;JSUl!!x",
                "http://bad.example",
            ),
        ] {
            assert_eq!(target(url).as_deref(), Some(inner), "{url}");
        }
        for url in [
            "https://www.google.com/search?q=http://bad.example",
            "https://urldefense.com/",
            "http://bad.example/?url=http://x.example",
        ] {
            assert_eq!(target(url), None, "{url}");
        }
    }
}
