//! Evidence that does not fit into memory: taken in, checked, frozen, exported, backed up and restored piece by piece.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod place;

use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::process::{Command, Output};

use place::{Place, unwrapped};

const MIB: u64 = 1 << 20;

/// What the program and the libraries it is linked with map, and much less than the file has.
const ADDRESSES_IN_KIB: u64 = 250_000;

impl Place {
    /// A sparse file, with a text somewhere.
    fn sparse(&self, name: &str, size: u64, at: u64, text: &str) {
        let mut file = File::create(self.path().join(name)).unwrap();
        file.set_len(size).unwrap();
        file.seek(SeekFrom::Start(at)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    /// Runs the program with a bound on its memory (RLIMIT_AS).
    fn bounded(&self, arguments: &[&str]) -> Output {
        let script = format!("ulimit -v {ADDRESSES_IN_KIB} && exec \"$0\" \"$@\"");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_dunant")]).args(arguments);
        shell.current_dir(self.path()).env_remove("DUNANT_HOME").output().unwrap()
    }

    fn in_bounds(&self, arguments: &[&str]) -> String {
        let output = self.bounded(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{arguments:?}: {said}");
        unwrapped(&(String::from_utf8(output.stdout).unwrap() + &said))
    }

    fn refused_in_bounds(&self, arguments: &[&str]) -> String {
        let output = self.bounded(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        unwrapped(&String::from_utf8(output.stderr).unwrap())
    }

    fn bytes_of_blobs(&self) -> u64 {
        self.blobs().iter().map(|blob| fs::metadata(blob).unwrap().len()).sum()
    }
}

#[test]
fn a_file_that_does_not_fit_into_memory_is_taken_in_and_kept_whole() {
    let place = Place::with_open_case();
    place.sparse("disk.img", 260 * MIB, 250 * MIB, "the end is far");
    let add = ["case", "add", "c-1", "disk.img", "--home", "body", "--tlp", "clear"];
    let taken = place.in_bounds(&add);
    assert!(
        taken.contains("disk.img` is kept, and nothing in it is assessed") && taken.contains("took in 1"),
        "{taken}"
    );
    let custody = unwrapped(&place.out(&["case", "custody", "c-1", "--home", "body"]));
    assert!(custody.contains("272629760 bytes, TLP:CLEAR"), "{custody}");
    place.in_bounds(&["case", "check", "c-1", "--home", "body"]);
    assert!(place.refused_in_bounds(&add).contains("is in the case already, as `disk.img`"));

    place.in_bounds(&["backup", "kept", "--home", "body"]);
    place.in_bounds(&["restore", "kept", "restored"]);
    assert!(unwrapped(&place.out(&["case", "check", "c-1", "--home", "restored"])).is_empty());
    for copy in ["kept", "restored"] {
        fs::remove_dir_all(place.path().join(copy)).unwrap();
    }

    let export = ["case", "export", "c-1", "--home", "body", "--to", "a court", "--by", "registrar", "--purpose", "p"];
    let part = place.run(&[export.as_slice(), &["part"]].concat());
    let said = unwrapped(&String::from_utf8(part.stderr).unwrap());
    assert!(said.contains("`disk.img` stays in the house: it has 272629760 bytes"), "{said}");
    assert!(said.contains("are not looked through for personal data"), "{said}");
    place.out(&[export.as_slice(), &["whole", "--with-personal-data", "--up-to", "red"]].concat());
    let same = Command::new("cmp").args(["disk.img", "whole/evidence/disk.img"]).current_dir(place.path()).status();
    assert!(same.unwrap().success());

    // It is in the freeze, and `assess` says of the copy what members are told.
    place.out(&["case", "freeze", "c-1", "--home", "body"]);
    let judged = ["case", "assessment", "c-1", "--home", "body", "--by", "m", "--purpose", "p"];
    let screen = place.out(&judged);
    assert!(unwrapped(&screen).contains("3 of 4 files read"), "{screen}");
    assert_eq!(place.prints(2, &["assess", "whole"]), screen);
}

#[test]
fn what_is_refused_of_a_large_file_leaves_nothing_of_it() {
    let place = Place::with_open_case();
    let before = place.bytes_of_blobs();
    let (key, other) =
        ("PRIVATE+KEY+example.org/x+c74f20a3+AYEK\n", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhki\n");
    for (name, text) in [("ours.img", key), ("theirs.img", other)] {
        place.sparse(name, 20 * MIB, 15 * MIB - 7, text);
        let refused = place.refused_in_bounds(&["case", "add", "c-1", name, "--home", "body"]);
        assert!(refused.contains(&format!("`{name}` holds a")), "{refused}");
    }
    place.sparse("long.img", 20 * MIB, 0, "x");
    let refused = place.refused_in_bounds(&["case", "add", "c-1", "long.img", "--home", "body", "--max-size", "19MiB"]);
    for words in ["`long.img` has 20971520 bytes", "19922944", "`--max-size`", "--max-size 20971520"] {
        assert!(refused.contains(words), "{words}: {refused}");
    }
    assert_eq!(place.bytes_of_blobs(), before);
    assert_eq!(fs::read_dir(place.path().join("body/blobs/incoming")).unwrap().count(), 0);
    place.in_bounds(&["case", "add", "c-1", "theirs.img", "long.img", "--home", "body", "--with-secret-keys"]);
    assert!(place.bytes_of_blobs() > before + 40 * MIB);
    let help = unwrapped(&place.out(&["case", "add", "--help"]));
    assert!(help.contains("--max-size <SIZE>") && help.contains("[default: 64GiB]"), "{help}");
}
