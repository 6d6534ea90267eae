//! The secretariat.

mod backup;
mod cases;
mod custody;
mod demo;
mod error;
mod files;
mod finding;
mod freeze;
mod home;
mod intake;
mod occasion;
mod proceedings;

pub use backup::{BackedUp, Backup, BackupError};
pub use cases::HeldItem;
pub use custody::Act;
pub use demo::demo;
pub use error::Error;
pub use finding::Published;
pub use home::{Founding, Home};
pub use intake::{From, Receipt, Terms};
pub use occasion::Occasion;
