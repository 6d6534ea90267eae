use super::package::Package;

/// What an archive of an office program holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Workbook,
    /// Excel's binary workbook, whose sheets are no XML.
    BinaryWorkbook,
    Slides,
    /// A package of the same make whose words are in none of these places: Visio, XPS.
    OtherPackage,
    /// OpenDocument of whichever kind: its type is told when it is open.
    Open,
}

/// What an OpenDocument file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OpenKind {
    Text,
    Sheets,
    /// A formula, a database.
    Other,
}

/// Tells what the archive holds by the names in it, wherever they stand: a damaged file may have lost its directory, and a part.
pub(super) fn kind_of(bytes: &[u8]) -> Option<Kind> {
    let head = bytes.get(..4096).unwrap_or(bytes);
    if memchr::memmem::find(head, b"mimetypeapplication/vnd.oasis.opendocument.").is_some() {
        return Some(Kind::Open);
    }
    let kinds: [(&[u8], Kind); 5] = [
        (b"word/document", Kind::Document),
        (b"xl/workbook.bin", Kind::BinaryWorkbook),
        (b"xl/worksheets/", Kind::Workbook),
        (b"xl/workbook.xml", Kind::Workbook),
        (b"ppt/slides/", Kind::Slides),
    ];
    let known = kinds.into_iter().find(|(name, _)| named(bytes, name, Named::From)).map(|(_, kind)| kind);
    if known.is_some() {
        return known;
    }
    // The part that tells the kind may be the one that is missing.
    if named(bytes, b"[Content_Types].xml", Named::Whole) {
        let folders: [(&[u8], Kind); 3] =
            [(b"word/", Kind::Document), (b"xl/", Kind::Workbook), (b"ppt/", Kind::Slides)];
        let folder = folders.into_iter().find(|(name, _)| named(bytes, name, Named::From));
        return Some(folder.map_or(Kind::OtherPackage, |(_, kind)| kind));
    }
    // An electronic book has a type, too, and is a container of pages.
    let holds = |name: &[u8]| named(bytes, name, Named::Whole);
    let manifest = holds(b"META-INF/manifest.xml");
    let open = manifest && (holds(b"mimetype") || holds(b"content.xml") || holds(b"styles.xml"))
        || holds(b"mimetype") && holds(b"content.xml");
    (open && !holds(b"META-INF/container.xml")).then_some(Kind::Open)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    From,
    Whole,
}

/// Whether a member of the archive has this name, or one that begins with it: it stands behind a header of a member or of the
/// directory, which says how long the name is.
fn named(bytes: &[u8], name: &[u8], how: Named) -> bool {
    memchr::memmem::find_iter(bytes, name).any(|at| {
        let header = |back: usize, mark: &[u8], length_at: usize| {
            let header =
                at.checked_sub(back).and_then(|from| bytes.get(from..)).filter(|bytes| bytes.starts_with(mark));
            let length = header.and_then(|header| header.get(length_at..length_at + 2));
            length.is_some_and(|two| {
                how == Named::From || two.try_into().is_ok_and(|two| usize::from(u16::from_le_bytes(two)) == name.len())
            })
        };
        header(30, b"PK\x03\x04", 26) || header(46, b"PK\x01\x02", 28)
    })
}

/// What an OpenDocument file says that it holds, or else what its words are.
pub(super) fn open_kind(package: &Package) -> OpenKind {
    let said = package.text("mimetype").or_else(|| package.text("META-INF/manifest.xml")).unwrap_or_default();
    let content = || package.text("content.xml").unwrap_or_default();
    let is = |kind: &str| said.contains(&format!("opendocument.{kind}"));
    if is("spreadsheet") {
        OpenKind::Sheets
    } else if is("text") || is("presentation") || is("graphics") {
        OpenKind::Text
    } else if content().contains("office:spreadsheet") {
        OpenKind::Sheets
    } else if is("") && !content().contains("office:text") {
        OpenKind::Other
    } else {
        OpenKind::Text
    }
}
