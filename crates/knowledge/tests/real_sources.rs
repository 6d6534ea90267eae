//! The importer over real releases, read in place where they are at hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that fails says where"
)]

use std::path::{Path, PathBuf};

use dunant_knowledge::{Builder, Pack};

fn data() -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    if path.is_dir() {
        return Some(path.to_path_buf());
    }
    println!("SKIPPED: the real sources are not at hand ({})", path.display());
    None
}

fn import(data: &Path) -> (Pack, dunant_knowledge::Summary) {
    let mut builder = Builder::new();
    let attack = "enterprise-attack-16.1.json.gz";
    builder.add_attack(attack, &std::fs::read(data.join("attack").join(attack)).unwrap()).unwrap();
    let mut galaxies: Vec<PathBuf> =
        std::fs::read_dir(data.join("galaxy")).unwrap().map(|e| e.unwrap().path()).collect();
    galaxies.sort();
    for path in galaxies.iter().filter(|path| path.extension().is_some_and(|ext| ext == "json")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        builder.add_galaxy(&name, &std::fs::read(path).unwrap()).unwrap();
    }
    builder.finish()
}

#[test]
fn att_ck_and_the_galaxy_become_a_pack_that_is_the_same_each_time() {
    let Some(data) = data() else { return };
    let (pack, summary) = import(&data);
    println!("{summary:#?}\npack: {} bytes", pack.to_bytes().len());
    assert!(pack.actors.iter().filter(|actor| actor.id.starts_with('G')).count() > 150);
    let cited: Vec<_> = pack.reports.iter().filter(|report| !report.citation.is_empty()).collect();
    let dated = cited.iter().filter(|report| report.dating < dunant_knowledge::Dating::Retrieved).count();
    println!("{dated} of {} cited reports are dated", cited.len());
    assert!(dated * 10 > cited.len() * 9, "nearly all cited reports are dated");
    assert_eq!(import(&data).0.to_bytes(), pack.to_bytes());
}

#[test]
fn sources_that_disagree_about_a_name_both_stay() {
    let Some(data) = data() else { return };
    let (pack, summary) = import(&data);
    assert!(summary.shared_names > 10, "{}", summary.shared_names);
    let apt29 = pack.find_actors("APT29");
    assert!(apt29.len() >= 2, "ATT&CK and the galaxy each keep their own");
    assert!(apt29.iter().any(|actor| actor.id == "G0016"));
    assert!(apt29.iter().any(|actor| actor.links.iter().any(|link| pack.actor(link.to).unwrap().id == "G0016")));
}

#[test]
fn no_sentence_of_a_source_is_in_the_pack() {
    let Some(data) = data() else { return };
    let pack = format!("{:?}", import(&data).0);
    for sentence in
        ["is a suspected Chinese cyber espionage group", "performed HTTP GET requests to check", "well-resourced"]
    {
        assert!(!pack.contains(sentence), "{sentence}");
    }
}
