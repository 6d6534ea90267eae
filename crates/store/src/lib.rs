//! Where cases are kept: chains of signed links, the items of cases and their documents in SQLite or PostgreSQL; what they hold in
//! encrypted blobs, on disk or in S3. The store knows no meaning: a link is a text, and an item its digest.
//!
//! What is written is durable on return, all of a transaction or nothing. A blob is put before a transaction names it; so whatever
//! is killed, and when, there is no item without its blob. A blob that nothing names may stay behind: [`Store::blobs`] beside
//! [`Blobs::list`] tells which.
//!
//! ```
//! use dunant_store::sealing::{Identities, decrypt, encrypt};
//! use dunant_store::{Blobs, Location, NewItem, NewLink, PosixBlobs, Store, Transaction, missing};
//! use dunant_vocabulary::Sha256Digest;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let home = tempfile::tempdir()?;
//! # let home = home.path();
//! let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! runtime.block_on(async {
//!     let store = Store::open(&Location::Sqlite(home.join("cases.sqlite"))).await?;
//!     let blobs = PosixBlobs::open(home.join("blobs"))?;
//!     let identities = Identities::generate();
//!
//!     let received = b"an item as it was received";
//!     let sealed = encrypt(received, &identities.recipients())?;
//!     let digest = Sha256Digest::of(received);
//!     for blob in blobs.put_many(&[sealed])? {
//!         let mut transaction = Transaction::default();
//!         transaction.items.push(NewItem { case: "2026-001".into(), digest, blob, size: 26 });
//!         transaction.links.push(NewLink {
//!             subject: format!("case/2026-001/item/{digest}"),
//!             number: 0,
//!             note: "received\n".into(),
//!         });
//!         store.commit(&transaction).await?;
//!     }
//!
//!     for item in store.items("2026-001").await? {
//!         let bytes = decrypt(&blobs.get(&item.blob)?, &identities, 1 << 20)?;
//!         assert_eq!(bytes, received);
//!     }
//!     assert!(missing(&store, &blobs).await?.is_empty());
//!     Ok(())
//! })
//! # }
//! ```

pub mod blobs;
mod commit;
mod database;
mod error;
mod location;
mod migration;
mod missing;
mod parallel;
pub mod portable;
pub mod sealing;
mod store;
mod transaction;

#[cfg(feature = "s3")]
pub use blobs::S3Blobs;
pub use blobs::{BlobError, Blobs, PosixBlobs};
pub use error::StoreError;
pub use location::{Location, PostgresUrl};
pub use missing::{Held, Loss, Missing, missing};
pub use store::Store;
pub use transaction::{Item, NewDocument, NewItem, NewLink, Transaction};
