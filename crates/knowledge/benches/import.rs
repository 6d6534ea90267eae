//! Import of ATT&CK 16.1 and the galaxy into a pack, and loading the pack. Targets: under 2 s, under 30 ms.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench that fails says where")]

use std::path::{Path, PathBuf};

use criterion::{Criterion, criterion_group, criterion_main};
use dunant_knowledge::{Builder, Pack};

fn sources() -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
    let data = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let attack = std::fs::read(data.join("attack/enterprise-attack-16.1.json.gz")).ok()?;
    let mut galaxies: Vec<PathBuf> =
        std::fs::read_dir(data.join("galaxy")).ok()?.map(|entry| entry.unwrap().path()).collect();
    galaxies.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    galaxies.sort();
    Some((attack, galaxies.iter().map(|path| std::fs::read(path).unwrap()).collect()))
}

fn bench(c: &mut Criterion) {
    c.bench_function("load the shipped pack", |b| b.iter(|| Pack::shipped().unwrap()));
    let Some((attack, galaxies)) = sources() else {
        println!("SKIPPED: the real sources are not at hand");
        return;
    };
    let mut group = c.benchmark_group("import");
    group.sample_size(10);
    group.bench_function("ATT&CK 16.1 and the galaxy", |b| {
        b.iter(|| {
            let mut builder = Builder::new();
            builder.add_attack("attack", &attack).unwrap();
            for galaxy in &galaxies {
                builder.add_galaxy("galaxy", galaxy).unwrap();
            }
            builder.finish()
        });
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
