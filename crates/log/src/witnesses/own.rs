use std::sync::Arc;
use std::time::Duration;

use super::{HttpTransport, Witnesses};
use crate::cosigners::{Cosigners, NoCosigners};
use crate::directory::LogDirectory;
use crate::start::StartError;
use crate::storage::PosixStorage;

/// How long one request to a witness may take.
const REQUEST_TIME: Duration = Duration::from_secs(4);

impl LogDirectory {
    /// The witnesses that the log's own policy names, asked over HTTP; nobody where it names none.
    ///
    /// # Errors
    /// The policy or the public files cannot be read; a thread cannot be started.
    pub fn cosigners(&self) -> Result<Box<dyn Cosigners>, StartError> {
        let policy = self.policy()?;
        if policy.witnesses().is_empty() {
            return Ok(Box::new(NoCosigners));
        }
        let storage = PosixStorage::open(self.public())?;
        let transport = Arc::new(HttpTransport::new(REQUEST_TIME));
        let witnesses = Witnesses::new(policy, transport, Box::new(storage)).map_err(StartError::Thread)?;
        Ok(Box::new(witnesses))
    }
}
