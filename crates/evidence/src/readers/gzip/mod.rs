use dunant_vocabulary::Span;
use flate2::bufread::GzDecoder;

use super::inflating::{Budget, Inflated};
use crate::reading::Member;
use crate::{Context, Reader, Reading, Source};

/// gzip files (RFC 1952), members one behind the other read as one file, as `gzip -d` does.
pub(super) struct Gzip;

impl Reader for Gzip {
    fn format(&self) -> &'static str {
        "gzip"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.bytes.starts_with(&[0x1f, 0x8b, 8])
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let mut budget = Budget::new(context.limits);
        let mut rest = source.bytes;
        let mut bytes = Vec::new();
        let mut name = None;
        while rest.starts_with(&[0x1f, 0x8b]) {
            let at = source.bytes.len() - rest.len();
            let mut decoder = GzDecoder::new(rest);
            let outcome = budget.inflate(&mut decoder, &mut bytes);
            if let (None, Some(stated)) = (&name, decoder.header().and_then(|header| header.filename())) {
                name = Some(String::from_utf8_lossy(stated).into_owned());
            }
            match outcome {
                Inflated::Whole => {}
                Inflated::Damaged(error) => {
                    let what =
                        format!("the gzip data is damaged or cut short: {error}; what stood before was unpacked");
                    reading.lose(what, Some(Span::item(at, source.bytes.len())), Some("get the whole file"));
                    rest = &[];
                    break;
                }
                Inflated::Stopped(limit) => {
                    let what = format!("unpacking stopped: the file holds more than {limit}");
                    return reading.lose(what, None, Some(&limit.help()));
                }
            }
            rest = decoder.into_inner();
        }
        if rest.iter().any(|byte| *byte != 0) {
            let at = source.bytes.len() - rest.len();
            let what = format!("{} bytes behind the gzip data are not gzip", rest.len());
            reading.lose(what, Some(Span::item(at, source.bytes.len())), None);
        }
        if !bytes.is_empty() {
            let name = name.unwrap_or_else(|| unpacked_name(source.name));
            reading.members.push(Member { name, bytes });
        }
    }
}

/// What `gzip -d` would call it.
fn unpacked_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\', '!']).next().unwrap_or(name);
    match last.rsplit_once('.') {
        Some((stem, "gz")) if !stem.is_empty() => stem.to_owned(),
        Some((stem, "tgz")) if !stem.is_empty() => format!("{stem}.tar"),
        _ => "unpacked".to_owned(),
    }
}

#[cfg(test)]
mod tests;
