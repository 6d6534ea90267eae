//! What a file is that no reader reads, and the tool that turns it into one that is read.

use crate::{Refusal, Source};

/// A kind of file: how it begins, what it is called, what to do.
struct Kind {
    /// Bytes, and where they stand.
    at: usize,
    mark: &'static [u8],
    name: &'static str,
    /// `FILE` becomes the file's name where that is safe to copy.
    tool: &'static str,
}

/// What `source` is, where it begins as no text does and is of a kind that no reader reads.
pub(crate) fn certain(source: &Source<'_>) -> Option<Refusal> {
    among(source, &|kind| kind.at == 0 && kind.mark.len() >= 4)
}

/// What a file is that no reader takes, as well as that can be told.
pub(crate) fn likely(source: &Source<'_>) -> Refusal {
    among(source, &|_| true).or_else(|| text_with_nul(source)).unwrap_or_else(|| Refusal {
        reason: "the format is not known: neither text nor a container that Dunant reads".into(),
        help: Some("extract its indicators to text, CSV, STIX or MISP and pass that".into()),
    })
}

/// What is said of a file that would be text but for bytes that no text has. Programs and archives are none: hardly a byte of such a
/// text is a control character, and all of it is UTF-8.
fn text_with_nul(source: &Source<'_>) -> Option<Refusal> {
    let first = memchr::memchr(0, source.bytes)?;
    let text = std::str::from_utf8(source.bytes).ok()?;
    let (mut nul, mut controls, mut all) = (0_usize, 0_usize, 0_usize);
    for c in text.chars() {
        all += 1;
        nul += usize::from(c == '\0');
        controls += usize::from(c.is_control() && !matches!(c, '\0' | '\t' | '\n' | '\r' | '\x0c' | '\x1b'));
    }
    if nul * 4 > all || controls * 50 > all {
        return None;
    }
    let file = name_in_a_command(source);
    Some(Refusal {
        reason: format!("a text with NUL bytes in it, the first at byte {first}; it may be damaged, and is not read"),
        help: Some(format!("if it is a text, take them out with `tr -d '\\000' < {file} > clean.txt`, and pass that")),
    })
}

/// What stands for the file in a command that people copy: its name where a shell takes it for no more than a name, else `FILE`. Whoever
/// made the file chose its name.
fn name_in_a_command<'s>(source: &Source<'s>) -> &'s str {
    const LONGEST: usize = 100;
    let file = source.name.rsplit(['/', '\\', '!']).next().unwrap_or(source.name);
    let plain = file.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if plain && file.starts_with(|c: char| c.is_ascii_alphanumeric()) && file.len() <= LONGEST { file } else { "FILE" }
}

fn among(source: &Source<'_>, asked: &dyn Fn(&Kind) -> bool) -> Option<Refusal> {
    let bytes = source.bytes;
    let (name, tool) = if bytes.starts_with(OLE) {
        // Some of them are read: no reader is asked before.
        if !asked(&KINDS_OF_OLE) {
            return None;
        }
        ole(bytes)
    } else {
        let starts = |kind: &&Kind| bytes.get(kind.at..).is_some_and(|rest| rest.starts_with(kind.mark));
        let kind = KINDS.iter().filter(|kind| asked(kind)).find(starts)?;
        // Letters alone may begin a text.
        let letters = kind.mark.len() < 8 && kind.mark.iter().all(u8::is_ascii_graphic);
        if letters && source.text().is_some() || kind.mark == b"MZ" && !is_program(bytes) {
            return None;
        }
        (kind.name, kind.tool)
    };
    let file = name_in_a_command(source);
    Some(Refusal { reason: format!("{name}, which is not read"), help: Some(tool.replace("FILE", file)) })
}

const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Which program's file a compound file is: its directory names its streams in UTF-16.
fn ole(bytes: &[u8]) -> (&'static str, &'static str) {
    const STREAMS: [(&str, &str, &str); 8] = [
        (
            "EncryptedPackage",
            "Office file that is encrypted",
            "open it with its password, save it without one, and pass that; or `msoffcrypto-tool -p PASSWORD FILE out.docx`",
        ),
        ("__properties_version1.0", "Outlook mail (.msg)", "turn it into .eml with `msgconvert FILE`, and pass that"),
        (
            "WordDocument",
            "Word document of 1997 to 2003 (.doc)",
            "save it as .docx, or run `soffice --convert-to docx FILE`, and pass that; its macros: `olevba FILE`",
        ),
        (
            "Workbook",
            "Excel workbook of 1997 to 2003 (.xls)",
            "save it as .xlsx, or run `soffice --convert-to xlsx FILE`, and pass that; its macros: `olevba FILE`",
        ),
        (
            "Book",
            "Excel workbook of 1995 (.xls)",
            "save it as .xlsx, or run `soffice --convert-to xlsx FILE`, and pass that; its macros: `olevba FILE`",
        ),
        (
            "PowerPoint Document",
            "PowerPoint presentation of 1997 to 2003 (.ppt)",
            "save it as .pptx, or run `soffice --convert-to pptx FILE`, and pass that",
        ),
        ("VisioDocument", "Visio drawing", "save it as PDF, and pass that"),
        (
            "\u{4840}",
            "Windows installer (.msi)",
            "it is a program: pass its hashes (`sha256sum FILE`) and the report of its analysis; list it with `msiinfo tables FILE`",
        ),
    ];
    let found = STREAMS.iter().find(|(stream, ..)| {
        let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &name).is_some()
    });
    found.map_or(
        (
            "compound file of an older Windows program",
            "save it in a newer format, or list its streams with `oledump.py FILE`",
        ),
        |(_, name, tool)| (*name, *tool),
    )
}

/// Whether a file that begins with `MZ` is a program and not a text that begins with these letters.
fn is_program(bytes: &[u8]) -> bool {
    let offset = bytes.get(60..64).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    let header = offset.and_then(|offset| bytes.get(usize::try_from(offset).ok()?..)).unwrap_or_default();
    header.starts_with(b"PE\0\0")
        || header.starts_with(b"NE")
        || header.starts_with(b"LE")
        || bytes.get(..64).is_some_and(|head| head.contains(&0))
}

const PROGRAM: &str =
    "pass its hashes (`sha256sum FILE`) and the report of its analysis; `strings FILE > strings.txt` gives its text";
const PICTURE: &str = "recognise its text (OCR) with `tesseract FILE text`, and pass text.txt";
const RECORDING: &str = "write down what it says, and pass that";
const DISK: &str = "mount it read-only, or list it with `fls -r FILE`, and pass the files that matter";
const MEMORY: &str = "analyse it with `vol -f FILE windows.netscan` and its like, and pass what that prints";
const KEYS: &str = "decrypt it with its key, and pass what it holds";

const fn kind(at: usize, mark: &'static [u8], name: &'static str, tool: &'static str) -> Kind {
    Kind { at, mark, name, tool }
}

/// Compound files are told by what is in them.
const KINDS_OF_OLE: Kind = kind(1, b"", "", "");

static KINDS: [Kind; 84] = [
    kind(0, b"ElfFile\0", "Windows event log", "turn it into text with `evtx_dump FILE`, and pass that"),
    kind(
        0,
        b"\x30\0\0\0LfLe",
        "Windows event log of before 2007",
        "turn it into text with `evtexport FILE`, and pass that",
    ),
    kind(
        0,
        b"\xd4\xc3\xb2\xa1",
        "network capture",
        "turn it into text with `tshark -r FILE -V`, or pass what `zeek -r FILE` logs",
    ),
    kind(
        0,
        b"\xa1\xb2\xc3\xd4",
        "network capture",
        "turn it into text with `tshark -r FILE -V`, or pass what `zeek -r FILE` logs",
    ),
    kind(
        0,
        b"\x4d\x3c\xb2\xa1",
        "network capture",
        "turn it into text with `tshark -r FILE -V`, or pass what `zeek -r FILE` logs",
    ),
    kind(
        0,
        b"\xa1\xb2\x3c\x4d",
        "network capture",
        "turn it into text with `tshark -r FILE -V`, or pass what `zeek -r FILE` logs",
    ),
    kind(
        0,
        b"\x0a\x0d\x0d\x0a",
        "network capture",
        "turn it into text with `tshark -r FILE -V`, or pass what `zeek -r FILE` logs",
    ),
    kind(0, b"RTSS", "network capture of Network Monitor", "turn it into text with `tshark -r FILE -V`, and pass that"),
    kind(0, b"LPKSHHRH", "systemd journal", "turn it into text with `journalctl --file FILE`, and pass that"),
    kind(
        0,
        b"regf",
        "Windows registry hive",
        "turn it into text with `regipy-dump FILE -o out.json` or `reged -x`, and pass that",
    ),
    kind(4, b"SCCA", "Windows prefetch file", "turn it into text with `PECmd -f FILE --csv .`, and pass that"),
    kind(0, b"MAM\x04", "Windows prefetch file", "turn it into text with `PECmd -f FILE --csv .`, and pass that"),
    kind(
        0,
        b"\x4c\0\0\0\x01\x14\x02\0",
        "Windows shortcut (.lnk)",
        "turn it into text with `lnkinfo FILE` or `LECmd -f FILE`, and pass that",
    ),
    kind(4, b"\xef\xcd\xab\x89", "ESE database of Windows", "turn it into text with `esedbexport FILE`, and pass that"),
    kind(0, b"SQLite format 3\0", "SQLite database", "turn it into text with `sqlite3 FILE .dump`, and pass that"),
    kind(0, b"!BDN", "Outlook mailbox (.pst or .ost)", "turn it into mails with `readpst -e FILE`, and pass those"),
    kind(
        0,
        b"\x78\x9f\x3e\x22",
        "attachments of Outlook (winmail.dat)",
        "unpack it with `tnef FILE`, and pass what it holds",
    ),
    kind(
        0,
        b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d",
        "OneNote section",
        "unpack it with `onedump.py FILE`, or save it as PDF, and pass that",
    ),
    kind(0, b"ITSF", "Windows help file (.chm)", "unpack it with `7z x FILE`, and pass what it holds"),
    kind(0, b"Rar!\x1a\x07", "RAR archive", "unpack it with `unrar x FILE` or `7z x FILE`, and pass what it holds"),
    kind(7, b"**ACE**", "ACE archive", "unpack it with `unace x FILE`, and pass what it holds"),
    kind(0, b"MSCF\0\0\0\0", "cabinet archive", "unpack it with `cabextract FILE`, and pass what it holds"),
    kind(0, b"\x60\xea", "ARJ archive", "unpack it with `7z x FILE`, and pass what it holds"),
    kind(2, b"-lh5-", "LHA archive", "unpack it with `7z x FILE`, and pass what it holds"),
    kind(0, b"\x28\xb5\x2f\xfd", "file packed by zstd", "unpack it with `zstd -d FILE`, and pass what it holds"),
    kind(0, b"\x04\x22\x4d\x18", "file packed by lz4", "unpack it with `lz4 -d FILE`, and pass what it holds"),
    kind(0, b"\x1f\x9d", "file packed by compress", "unpack it with `gzip -d FILE`, and pass what it holds"),
    kind(0, b"LZIP", "file packed by lzip", "unpack it with `lzip -d FILE`, and pass what it holds"),
    kind(0, b"\x5d\0\0\x80\0", "file packed by LZMA", "unpack it with `xz -d FILE`, and pass what it holds"),
    kind(0, b"xar!", "xar archive", "unpack it with `xar -xf FILE`, and pass what it holds"),
    kind(0, b"070701", "cpio archive", "unpack it with `cpio -id < FILE`, and pass what it holds"),
    kind(
        0,
        b"!<arch>\n",
        "archive of ar, such as a Debian package",
        "unpack it with `ar x FILE`, and pass what it holds",
    ),
    kind(0, b"\xed\xab\xee\xdb", "RPM package", "unpack it with `rpm2cpio FILE | cpio -id`, and pass what it holds"),
    kind(0, b"MSWIM\0\0\0", "Windows image (.wim)", "unpack it with `7z x FILE`, and pass what it holds"),
    kind(0, b"EVF\x09\x0d\x0a\xff\0", "disk image of EnCase", DISK),
    kind(0, b"EVF2\x0d\x0a\x81\0", "disk image of EnCase", DISK),
    kind(0, b"AFF10\r\n", "disk image of AFF", DISK),
    kind(0, b"vhdxfile", "virtual disk (.vhdx)", DISK),
    kind(0, b"conectix", "virtual disk (.vhd)", DISK),
    kind(0, b"KDMV", "virtual disk (.vmdk)", DISK),
    kind(0, b"QFI\xfb", "virtual disk (.qcow2)", DISK),
    kind(64, b"\x7f\x10\xda\xbe", "virtual disk (.vdi)", DISK),
    kind(0x8001, b"CD001", "disk image (.iso)", "unpack it with `7z x FILE`, and pass what it holds"),
    kind(3, b"NTFS    ", "disk image", DISK),
    kind(510, b"\x55\xaa", "disk image", DISK),
    kind(0, b"PAGEDU64", "memory image of Windows", MEMORY),
    kind(0, b"PAGEDUMP", "memory image of Windows", MEMORY),
    kind(0, b"EMiL", "memory image of LiME", MEMORY),
    kind(0, b"MDMP", "memory of a process (minidump)", MEMORY),
    kind(0, b"hibr", "hibernation file of Windows", MEMORY),
    kind(0, b"\x89PNG\r\n\x1a\n", "picture", PICTURE),
    kind(0, b"\xff\xd8\xff", "picture", PICTURE),
    kind(0, b"GIF87a", "picture", PICTURE),
    kind(0, b"GIF89a", "picture", PICTURE),
    kind(0, b"II*\0", "picture", PICTURE),
    kind(0, b"MM\0*", "picture", PICTURE),
    kind(8, b"WEBPVP8", "picture", PICTURE),
    kind(4, b"ftyphei", "picture", PICTURE),
    kind(4, b"ftypavif", "picture", PICTURE),
    kind(0, b"\0\0\x01\0", "picture (icon)", PICTURE),
    kind(0, b"BM", "picture", PICTURE),
    kind(0, b"8BPS", "picture", PICTURE),
    kind(4, b"ftyp", "video or sound", RECORDING),
    kind(0, b"\x1a\x45\xdf\xa3", "video", RECORDING),
    kind(8, b"WAVEfmt", "sound", RECORDING),
    kind(8, b"AVI LIST", "video", RECORDING),
    kind(0, b"ID3", "sound", RECORDING),
    kind(0, b"OggS", "sound", RECORDING),
    kind(0, b"fLaC", "sound", RECORDING),
    kind(0, b"MZ", "program for Windows", PROGRAM),
    kind(0, b"\x7fELF", "program for Linux or Unix", PROGRAM),
    kind(0, b"\xcf\xfa\xed\xfe", "program for macOS", PROGRAM),
    kind(0, b"\xce\xfa\xed\xfe", "program for macOS", PROGRAM),
    kind(0, b"\xca\xfe\xba\xbe", "program for macOS or Java", PROGRAM),
    kind(0, b"dex\n03", "program for Android", PROGRAM),
    kind(0, b"\0asm", "WebAssembly program", PROGRAM),
    kind(
        0,
        b"bplist00",
        "property list of macOS",
        "turn it into text with `plutil -convert xml1 -o out.xml FILE`, and pass that",
    ),
    kind(0, b"PAR1", "Parquet table", "turn it into CSV with `duckdb -c \"copy 'FILE' to 'out.csv'\"`, and pass that"),
    kind(0, b"Obj\x01", "Avro file", "turn it into JSON with `avrocat FILE`, and pass that"),
    kind(0, b"age-encryption.org/v1", "file encrypted with age", KEYS),
    kind(0, b"-----BEGIN AGE ENCRYPTED FILE-----", "file encrypted with age", KEYS),
    kind(0, b"-----BEGIN PGP MESSAGE-----", "file encrypted with PGP", KEYS),
    kind(0, b"\x85\x02", "file encrypted with PGP", KEYS),
    kind(0, b"LUKS\xba\xbe", "encrypted disk", KEYS),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, read_item};

    fn said(name: &str, bytes: &[u8]) -> String {
        let refusal = read_item(name, bytes, &Context::default()).swap_remove(0).refusal;
        refusal.map_or_else(
            || "read".to_owned(),
            |refusal| format!("{}: {}", refusal.reason, refusal.help.unwrap_or_default()),
        )
    }

    #[test]
    fn what_is_not_read_is_named_with_the_tool_that_helps() {
        let said_of_log = said("case.zip!logs/Security.evtx", b"ElfFile\0\0\0\0\0\0\0\0\0");
        assert_eq!(
            said_of_log,
            "Windows event log, which is not read: turn it into text with `evtx_dump Security.evtx`, and pass that"
        );
        assert!(
            said("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
                .starts_with("picture, which is not read: recognise its text (OCR)")
        );
        assert!(said("a.rar", b"Rar!\x1a\x07\x01\0\0").contains("unrar x a.rar"));
        let mut program = b"MZ".to_vec();
        program.resize(128, 0);
        assert!(said("a.bin", &program).starts_with("program for Windows"));
    }

    #[test]
    fn text_that_begins_with_the_same_letters_is_text() {
        for text in [
            "MZ is how programs of Windows begin: evil.example.com\n",
            "BM and example.com\n",
            "ID3 tags of example.com\n",
        ] {
            assert_eq!(said("a.txt", text.as_bytes()), "read", "{text}");
        }
    }

    #[test]
    fn a_text_with_nul_bytes_says_where_and_a_program_is_none() {
        let text = said("a.txt", b"Report of the incident\nC2 evil.example.com\nabc\0def 203.0.113.3\nlast line\n");
        assert!(text.contains("NUL bytes in it, the first at byte 46"), "{text}");
        for bytes in [&b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0"[..], b"\x01\x02\0\0evil.example.com\0\0\x03", &[0; 64]] {
            assert!(!said("a", bytes).contains("a text with NUL"), "{}", said("a", bytes));
        }
    }

    #[test]
    fn a_name_that_a_shell_would_run_stands_in_no_command() {
        let text = b"Report of the incident\nC2 evil.example.com\nabc\0def 203.0.113.3\nlast line\n";
        for name in ["a;curl x|sh;.txt", "$(id).txt", "`id`", "a b.txt", "-rf", "a\nb.txt", "a&b", "..", ""] {
            assert!(said(name, text).contains("`tr -d '\\000' < FILE > clean.txt`"), "{}", said(name, text));
            assert!(said(name, b"Rar!\x1a\x07\x01\0\0").contains("`unrar x FILE`"), "{name}");
        }
        assert!(said("mail-1_a.txt", text).contains("< mail-1_a.txt >"));
    }

    #[test]
    fn a_compound_file_is_named_by_its_streams() {
        let mut bytes = OLE.to_vec();
        bytes.resize(512, 0);
        bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert!(said("a.docx", &bytes).contains("encrypted"));
    }

    #[test]
    fn a_kind_that_another_hides_is_never_found() {
        for (number, kind) in KINDS.iter().enumerate() {
            let hidden =
                KINDS.iter().take(number).any(|before| before.at == kind.at && kind.mark.starts_with(before.mark));
            assert!(!hidden, "{} is hidden", kind.name);
        }
    }
}
