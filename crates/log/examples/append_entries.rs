//! Opens a log, making it where there is none, and appends entries one after another; says of each when it is acknowledged.
//!
//! `append_entries DIRECTORY FIRST COUNT` hands in `entry FIRST`, `entry FIRST+1` and so on, each when the one before is acknowledged,
//! and prints for each, at once, `acknowledged INDEX LEAF-HASH SIZE ROOT`: its place, its leaf hash, and the public checkpoint that
//! commits to it. `ready` comes before the first. A log that does not open or stops ends the program with 1.
//!
//! The log's key is made from a fixed seed: for trials only. The tests of the log run this program under injected faults.
#![expect(clippy::print_stderr, reason = "a program for trials says why it ends")]

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use dunant_log::{Log, LogDirectory, NoCosigners};
use dunant_record::merkle::Hash;
use dunant_record::note::SignerKey;
use dunant_record::policy::Policy;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("expected DIRECTORY FIRST COUNT");
    let directory = LogDirectory::new(next()?);
    let (first, count): (u64, u64) = (next()?.parse()?, next()?.parse()?);
    if !directory.root().exists() {
        let key = SignerKey::from_seed("example.org/record".parse()?, &[7; 32]);
        let policy = Policy::parse(format!("log {}\nquorum none\n", key.public()).as_bytes())?;
        Log::create(&directory, &key, &policy)?;
    }
    let log = Log::open(&directory, Box::new(NoCosigners))?;
    say("ready")?;
    for number in first..first + count {
        let entry = format!("entry {number}").into_bytes();
        let leaf = Hash::of_leaf(&entry);
        let receipt = log.append(entry).wait()?;
        let head = *receipt.checkpoint.checkpoint().head();
        say(&format!("acknowledged {} {leaf} {} {}", receipt.index, head.size, head.root))?;
    }
    Ok(())
}

/// One line, in one write.
fn say(line: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes())?;
    out.flush()
}
