//! What the command writes is its owner's alone, whatever the umask; but for what is meant to be published, which nobody else may change.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/example-hospital");

/// A directory in which the command is run under one umask.
struct Place {
    directory: tempfile::TempDir,
    umask: &'static str,
}

impl Place {
    fn under(umask: &'static str) -> Self {
        Self { directory: tempfile::tempdir().unwrap(), umask }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    fn run(&self, line: &str) {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("umask {}; exec \"$0\" \"$@\"", self.umask)).arg(env!("CARGO_BIN_EXE_dunant"));
        let output = command.args(line.split(' ')).current_dir(self.path()).env_remove("DUNANT_HOME").output().unwrap();
        // 2: the evidence names nobody.
        assert!(matches!(output.status.code(), Some(0 | 2)), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Walks a tree, its root included: files by their path within the place, each with its mode.
    fn modes(&self, root: &str) -> Vec<(String, bool, u32)> {
        let mut modes = Vec::new();
        let mut waiting = vec![self.path().join(root)];
        while let Some(path) = waiting.pop() {
            let about = fs::symlink_metadata(&path).unwrap();
            let name = path.strip_prefix(self.path()).unwrap().to_string_lossy().into_owned();
            modes.push((name, about.is_dir(), about.permissions().mode() & 0o7777));
            if about.is_dir() {
                waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            }
        }
        modes
    }

    /// Every file and directory below `root` is its owner's, and what `public` names is read by all who may come to it.
    fn is_its_owners(&self, root: &str, public: &[&str]) {
        let modes = self.modes(root);
        assert!(modes.len() > 1, "{root} is empty");
        for (name, is_directory, mode) in modes {
            let within = name.strip_prefix(root).unwrap().trim_start_matches('/');
            let is_public = public.iter().any(|place| Path::new(within).starts_with(place)) && !is_secret(within);
            let expected = match (is_public, is_directory) {
                (true, true) => 0o755,
                (true, false) => 0o644,
                (false, true) => 0o700,
                (false, false) => 0o600,
            };
            assert_eq!(format!("{mode:o}"), format!("{expected:o}"), "{name} under the umask {}", self.umask);
        }
    }
}

/// What stands beside the public files of a log.
fn is_secret(within: &str) -> bool {
    let name = LOGS.iter().find_map(|log| within.strip_prefix(log)?.strip_prefix('/')).unwrap_or(within);
    ["log.key", "lock.sqlite", "writer.lock", "sealed", "epochs"].iter().any(|secret| name.starts_with(secret))
}

const LOGS: [&str; 3] = ["record", "heads", "exercise/lodging"];

const OF_A_BODY: [&str; 4] = ["published", LOGS[0], LOGS[1], LOGS[2]];

fn whatever_is_written_under(umask: &'static str) {
    let place = Place::under(umask);
    place.run("init body --name example.org");
    for (number, country) in [("1", "KE"), ("2", "BR"), ("3", "NO")] {
        place.run(&format!("panel key {number}.key --name example.org/panel/member-{number}"));
        let add = format!("panel member add --home body --key {number}.key --nationality {country}");
        place.run(&format!("{add} --affiliation university"));
        place.is_its_owners_file(&format!("{number}.key"));
    }
    place.run("case new c-1 --home body --title t --question Who? --referred-by CERT --accused Freedonia");
    place.run("case admit c-1 --home body --reasons harm");
    place.run("case open c-1 --home body");
    place.run(&format!("case describe c-1 {EXAMPLE}/case.toml --home body --withhold {EXAMPLE}/held-back.txt"));
    fs::create_dir_all(place.path().join("more/below")).unwrap();
    fs::write(place.path().join("more/below/deep.txt"), "203.0.113.9").unwrap();
    place.run(&format!("case add c-1 {EXAMPLE}/evidence more --home body --tlp clear"));
    place.run("case freeze c-1 --home body");
    place.run(&format!("panel commit c-1 --home body --key 1.key --position {EXAMPLE}/position-1.toml --salt 1.salt"));
    place.is_its_owners_file("1.salt");
    place.is_its_owners("body", &OF_A_BODY);

    place
        .run("case export c-1 copy --home body --to court --up-to red --with-personal-data --by registrar --purpose p");
    assert!(place.path().join("copy/evidence/below/deep.txt").is_file());
    place.is_its_owners("copy", &[]);

    place.run("demo --dir demo");
    assert!(place.path().join("demo/published/example-hospital/1/finding.json").is_file());
    place.is_its_owners("demo", &OF_A_BODY);
    place.run("backup kept --home demo");
    place.is_its_owners("kept", &[]);
    // Of a data directory that others could read, what is restored is its owner's all the same.
    fs::set_permissions(place.path().join("demo/policy.toml"), fs::Permissions::from_mode(0o666)).unwrap();
    place.run("backup kept --home demo");
    place.run("restore kept again");
    // The logs are not in it.
    place.is_its_owners("again", &["published"]);

    place.run("record init log --origin example.org/log");
    fs::write(place.path().join("statement.txt"), "not yet").unwrap();
    place.run("record append log commitment --document statement.txt --salt seal.salt");
    place.is_its_owners_file("seal.salt");
    place.run(&format!("assess {EXAMPLE} --seal log"));
    assert!(place.modes("log/sealed").iter().any(|(name, ..)| name.ends_with("/assessment.json")));
    place.is_its_owners("log", &[""]);
    place.run("witness init witness --name witness.example");
    place.is_its_owners("witness", &[]);
}

impl Place {
    fn is_its_owners_file(&self, file: &str) {
        let mode = fs::metadata(self.path().join(file)).unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode, 0o600, "{file} under the umask {}", self.umask);
    }
}

#[test]
fn under_an_umask_that_takes_nothing_all_is_its_owners() {
    whatever_is_written_under("000");
}

#[test]
fn under_the_usual_umask_all_is_its_owners() {
    whatever_is_written_under("022");
}
