//! What becomes a link between listing and reading: no byte of where it leads is read.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use dunant::{Case, Error, Setup, examine};

const SECRET: &str = "hxxp://secret.example[.]com/only-outside";

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(place.path("given/sub")).unwrap();
        fs::create_dir_all(place.path("outside")).unwrap();
        fs::write(place.path("given/sub/a.txt"), "198.51.100.7").unwrap();
        fs::write(place.path("given/b.txt"), "198.51.100.8").unwrap();
        fs::write(place.path("outside/a.txt"), SECRET).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn swap(&self, name: &str, target: &Path) {
        fs::rename(self.path(name), self.path("away")).unwrap();
        symlink(target, self.path(name)).unwrap();
    }
}

fn refused(case: &Case) {
    let error = examine(case, &Setup::shipped().unwrap()).unwrap_err();
    assert!(matches!(error, Error::File { .. }) && error.to_string().contains("not followed"), "{error}");
}

#[test]
fn a_file_that_became_a_link_is_not_followed() {
    let place = Place::new();
    let case = Case::from_paths([place.path("given")]).unwrap();
    place.swap("given/b.txt", &place.path("outside/a.txt"));
    refused(&case);
}

#[test]
fn a_directory_that_became_a_link_is_not_followed() {
    let place = Place::new();
    let case = Case::from_paths([place.path("given")]).unwrap();
    place.swap("given/sub", &place.path("outside"));
    refused(&case);
}

#[test]
fn a_directory_that_was_given_is_the_one_that_was_listed_wherever_its_name_leads_now() {
    let place = Place::new();
    let case = Case::from_paths([place.path("given")]).unwrap();
    fs::create_dir(place.path("outside/sub")).unwrap();
    fs::rename(place.path("outside/a.txt"), place.path("outside/sub/a.txt")).unwrap();
    fs::write(place.path("outside/b.txt"), SECRET).unwrap();
    place.swap("given", &place.path("outside"));
    let document = examine(&case, &Setup::shipped().unwrap()).unwrap();
    let json = dunant::exchange::to_json(&document);
    assert!(json.contains("198.51.100.7") && !json.contains("only-outside"), "{json}");
}

#[test]
fn a_case_whose_own_parts_lead_out_is_not_read_through_them() {
    let place = Place::new();
    fs::write(place.path("given/case.toml"), "title = \"t\"\nincident = \"2026-03-14\"\n").unwrap();
    symlink(place.path("outside"), place.path("given/evidence")).unwrap();
    let error = Case::from_paths([place.path("given")]).unwrap_err();
    assert!(matches!(error, Error::NoEvidence { .. }), "{error}");
    fs::remove_file(place.path("given/case.toml")).unwrap();
    symlink(place.path("outside/a.txt"), place.path("given/case.toml")).unwrap();
    let error = Case::from_paths([place.path("given")]).unwrap_err();
    assert!(error.to_string().contains("not followed"), "{error}");
    // A link within the directory is read for what it leads to.
    fs::remove_file(place.path("given/case.toml")).unwrap();
    fs::write(place.path("given/real.toml"), "title = \"t\"\n[[evidence]]\nfile = \"l.txt\"\n").unwrap();
    symlink("real.toml", place.path("given/case.toml")).unwrap();
    fs::remove_file(place.path("given/evidence")).unwrap();
    fs::create_dir(place.path("given/evidence")).unwrap();
    fs::write(place.path("given/evidence/r.txt"), "198.51.100.9").unwrap();
    symlink("r.txt", place.path("given/evidence/l.txt")).unwrap();
    let case = Case::from_paths([place.path("given")]).unwrap();
    let document = examine(&case, &Setup::shipped().unwrap()).unwrap();
    assert_eq!(document.items.iter().map(|item| item.name.as_str()).collect::<Vec<_>>(), ["l.txt", "r.txt"]);
    assert!(document.items.iter().all(|item| item.observed.len() == 1));
}
