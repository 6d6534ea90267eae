//! What a page loads, sends to or goes on to, without a link that somebody clicks.

use std::ops::Range;

use super::characters::decode;
use super::page::Page;
use super::tag::Tag;

/// What a page loads or sends to.
pub(super) struct Load {
    pub(super) target: String,
    pub(super) range: Range<usize>,
    /// The element and its attribute: `form.action`.
    pub(super) path: String,
    pub(super) kind: LoadKind,
}

/// What becomes of what is at the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LoadKind {
    /// What the reader types in is sent there.
    Sent,
    /// The page goes on there by itself.
    Forward,
    /// A picture, a script, a frame.
    Shown,
}

/// Attributes that name a place which the page loads or sends to.
pub(super) const PLACES: [&str; 7] = ["action", "background", "data", "formaction", "poster", "src", "srcset"];

impl Page<'_> {
    /// What an element loads, or sends to.
    pub(super) fn loads(&mut self, tag: &Tag, at: &Range<usize>) {
        if tag.name == "input" && tag.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("password")) {
            self.asks_password = true;
        }
        let own = ["icon", "stylesheet", "preconnect", "dns-prefetch", "canonical", "shortcut icon"];
        for name in PLACES.into_iter().chain((tag.name == "link").then_some("href")) {
            let Some(target) = tag.get(name).map(|target| decode(target).trim().to_owned()) else { continue };
            let target = if target.starts_with("//") { format!("http:{target}") } else { target };
            let frame = tag.name == "link"
                && tag.get("rel").is_some_and(|rel| own.contains(&rel.to_ascii_lowercase().as_str()));
            if !target.contains("://") || target.starts_with("data:") || frame {
                continue;
            }
            let kind = if name.ends_with("action") { LoadKind::Sent } else { LoadKind::Shown };
            self.loads.push(Load { target, range: at.clone(), path: format!("{}.{name}", tag.name), kind });
        }
    }

    /// Where a page goes on by itself: `<meta http-equiv="refresh" content="0; url=…">`.
    pub(super) fn forward(&mut self, tag: &Tag, at: &Range<usize>) {
        if !tag.get("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) {
            return;
        }
        let content = decode(tag.get("content").unwrap_or_default());
        let target = content.split_once('=').map_or("", |(_, target)| target).trim_matches(['\'', '"', ' ']);
        if target.contains("://") {
            let path = "meta.refresh".to_owned();
            self.loads.push(Load { target: target.to_owned(), range: at.clone(), path, kind: LoadKind::Forward });
        }
    }
}
