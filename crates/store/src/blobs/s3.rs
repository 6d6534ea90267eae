use std::collections::BTreeSet;
use std::future::Future;
use std::io;
use std::sync::Arc;

use dunant_vocabulary::Sha256Digest;
use futures_util::TryStreamExt as _;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutPayload};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

use super::{BlobError, Blobs, place, verified};

/// Blobs written at the same time.
const WRITERS: usize = 16;

/// Blobs as objects in a bucket of S3, or of a server that speaks its protocol.
///
/// A write that succeeds is durable, since S3 answers after it has stored an object on several devices.
pub struct S3Blobs {
    inner: Arc<Inner>,
}

struct Inner {
    store: Box<dyn ObjectStore>,
    prefix: Path,
    url: String,
    /// Its own threads, so that a caller may run on any thread, one of another runtime too. None only while it is dropped.
    runtime: Option<Runtime>,
}

impl S3Blobs {
    /// The blobs below `url`, like `s3://bucket/path`.
    ///
    /// Settings are those of the crate `object_store`, such as `endpoint`, `region`, `access_key_id`; the others come from the
    /// environment (`AWS_REGION`). Nothing is read or written yet.
    ///
    /// # Errors
    /// A URL that does not name a bucket, a setting that does not exist, and settings that are missing.
    pub fn open<'s>(url: &str, settings: impl IntoIterator<Item = (&'s str, &'s str)>) -> Result<Self, BlobError> {
        let failed = |source: io::Error| BlobError::Io { doing: "open", file: url.to_owned(), source };
        let form = || failed(io::Error::other("not of the form `s3://bucket/path`"));
        let rest = url.strip_prefix("s3://").ok_or_else(form)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(form());
        }
        let prefix = Path::parse(prefix).map_err(|error| failed(io::Error::other(error)))?;
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
        for (name, value) in settings {
            let key: AmazonS3ConfigKey = name.parse().map_err(|error: Error| failed(io::Error::other(error)))?;
            builder = builder.with_config(key, value);
        }
        let store = builder.build().map_err(|error| failed(io::Error::other(error)))?;
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(failed)?;
        let inner = Inner { store: Box::new(store), prefix, url: url.to_owned(), runtime: Some(runtime) };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Runs `work` on the threads of the storage, and waits for it.
    fn wait<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, BlobError>> + Send + 'static,
    ) -> Result<T, BlobError> {
        let (answer, waiting) = std::sync::mpsc::channel();
        if let Some(runtime) = &self.inner.runtime {
            runtime.spawn(async move {
                // Whoever waits does so until it is answered.
                let _ = answer.send(work.await);
            });
        }
        let gone = |_| io::Error::other("its threads are gone");
        waiting.recv().map_err(gone).map_err(|source| self.inner.failed("reach", "", source))?
    }
}

impl Blobs for S3Blobs {
    fn put_many(&self, blobs: &[Vec<u8>]) -> Result<Vec<Sha256Digest>, BlobError> {
        let mut names = Vec::with_capacity(blobs.len());
        for some in blobs.chunks(WRITERS) {
            let (inner, some) = (Arc::clone(&self.inner), some.to_vec());
            let stored = self.wait(async move {
                let mut writes = JoinSet::new();
                for (number, bytes) in some.into_iter().enumerate() {
                    let inner = Arc::clone(&inner);
                    writes.spawn(async move { (number, inner.put(bytes).await) });
                }
                let mut outcomes = writes.join_all().await;
                outcomes.sort_by_key(|(number, _)| *number);
                outcomes.into_iter().map(|(_, outcome)| outcome).collect::<Result<Vec<Sha256Digest>, BlobError>>()
            })?;
            names.extend(stored);
        }
        Ok(names)
    }

    fn get(&self, name: &Sha256Digest) -> Result<Vec<u8>, BlobError> {
        let (inner, name) = (Arc::clone(&self.inner), *name);
        self.wait(async move {
            let read = async { inner.store.get(&inner.path(&place(&name))).await?.bytes().await };
            match read.await {
                Ok(bytes) => verified(&name, bytes.to_vec()),
                Err(Error::NotFound { .. }) => Err(BlobError::Absent(name)),
                Err(error) => Err(inner.failed("read", &place(&name), io::Error::other(error))),
            }
        })
    }

    fn list(&self) -> Result<BTreeSet<Sha256Digest>, BlobError> {
        let inner = Arc::clone(&self.inner);
        self.wait(async move {
            let mut names = BTreeSet::new();
            let mut objects = inner.store.list(Some(&inner.prefix));
            while let Some(object) =
                objects.try_next().await.map_err(|error| inner.failed("list", "", io::Error::other(error)))?
            {
                // What has no name in its place is none of ours.
                let name = object.location.filename().and_then(|name| name.parse().ok());
                names.extend(name.filter(|name| inner.path(&place(name)) == object.location));
            }
            Ok(names)
        })
    }

    fn remove(&self, name: &Sha256Digest) -> Result<(), BlobError> {
        let (inner, name) = (Arc::clone(&self.inner), *name);
        self.wait(async move {
            match inner.store.delete(&inner.path(&place(&name))).await {
                Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(inner.failed("remove", &place(&name), io::Error::other(error))),
            }
        })
    }
}

impl Inner {
    async fn put(&self, bytes: Vec<u8>) -> Result<Sha256Digest, BlobError> {
        let name = Sha256Digest::of(&bytes);
        let written = self.store.put(&self.path(&place(&name)), PutPayload::from(bytes)).await;
        match written {
            Ok(_) => Ok(name),
            Err(error) => Err(self.failed("write", &place(&name), io::Error::other(error))),
        }
    }

    fn path(&self, place: &str) -> Path {
        Path::from_iter(self.prefix.parts().chain(place.split('/').map(Into::into)))
    }

    fn failed(&self, doing: &'static str, place: &str, source: io::Error) -> BlobError {
        BlobError::Io { doing, file: format!("{}/{place}", self.url.trim_end_matches('/')), source }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // A runtime may not be waited for on a thread of another one.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
