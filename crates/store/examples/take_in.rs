//! Takes items in, making the store where there is none: encrypts each, puts it as a blob, commits it with a link, and says of each when
//! that is durable.
//!
//! `take_in HOME FIRST COUNT BATCH` takes in `item FIRST`, `item FIRST+1` and so on, so many of them at once as BATCH says, and prints
//! `acknowledged NUMBER` for each when the transaction that holds it is committed. `HOME/identity` is the identity file, made before.
//!
//! For trials only: the tests of the store kill this program.
#![expect(clippy::print_stderr, reason = "a program for trials says why it ends")]

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use dunant_store::sealing::{Identities, encrypt_many};
use dunant_store::{Blobs, Location, NewItem, NewLink, PosixBlobs, Store, Transaction};
use dunant_vocabulary::Sha256Digest;

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
    let mut next = || arguments.next().ok_or("expected HOME FIRST COUNT BATCH");
    let home = next()?;
    let (first, count, batch): (u64, u64, usize) = (next()?.parse()?, next()?.parse()?, next()?.parse()?);
    let home = Path::new(&home);
    let recipients = Identities::parse(&std::fs::read_to_string(home.join("identity"))?)?.recipients();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let store = runtime.block_on(Store::open(&Location::Sqlite(home.join("cases.sqlite"))))?;
    let blobs = PosixBlobs::open(home.join("blobs"))?;

    let numbers: Vec<u64> = (first..first + count).collect();
    for numbers in numbers.chunks(batch) {
        let items: Vec<String> = numbers.iter().map(|number| format!("item {number}")).collect();
        let names = blobs.put_many(&encrypt_many(&items, &recipients)?)?;
        let mut transaction = Transaction::default();
        for (item, blob) in items.iter().zip(names) {
            let digest = Sha256Digest::of(item.as_bytes());
            let subject = format!("case/c/item/{digest}");
            transaction.links.push(NewLink { subject, number: 0, note: format!("received {item}\n") });
            transaction.items.push(NewItem { case: "c".to_owned(), digest, blob, size: item.len() as u64 });
        }
        runtime.block_on(store.commit(&transaction))?;
        for number in numbers {
            say(&format!("acknowledged {number}"))?;
        }
    }
    Ok(())
}

/// One line, in one write.
fn say(line: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes())?;
    out.flush()
}
