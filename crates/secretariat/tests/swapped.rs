//! A backup in which a directory becomes a link once it was looked through: nothing is read from where it leads.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "a test that fails says where")]

mod house;

use std::fs;
use std::os::unix::fs::symlink;

use dunant_secretariat::Backup;
use house::House;

#[test]
fn a_backup_whose_blobs_became_a_link_is_not_restored_from_where_it_leads() {
    let house = House::new();
    house.freeze();
    let (kept, elsewhere) = (house.root.with_file_name("kept"), house.root.with_file_name("elsewhere"));
    let _ = house.home.backup(&kept, &house.later(1)).unwrap();
    for swapped in ["blobs", "files"] {
        let backup = Backup::open(&kept).unwrap();
        fs::rename(kept.join(swapped), &elsewhere).unwrap();
        symlink(&elsewhere, kept.join(swapped)).unwrap();
        let to = house.root.with_file_name(format!("restored-{swapped}"));
        let refused = backup.restore(&to, None).map(drop).unwrap_err().to_string();
        assert!(refused.contains("not followed"), "{swapped}: {refused}");
        assert!(!to.join("dunant.toml").exists(), "what is restored in part is no data directory");
        fs::remove_file(kept.join(swapped)).unwrap();
        fs::rename(&elsewhere, kept.join(swapped)).unwrap();
    }
    Backup::open(&kept).unwrap().restore(&house.root.with_file_name("whole"), None).unwrap();
}
