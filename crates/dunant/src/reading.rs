use std::io::Read as _;
use std::thread;

use dunant_evidence::{Context, Item, Limits, Reading, Refusal, Source, read_item};
use dunant_exchange::ItemSummary;
use dunant_vocabulary::{Sha256Digest, Span};

use crate::beside::Objects;
use crate::case::open_given;
use crate::{Error, Input};

/// Files above this size are read one at a time.
const LARGE: u64 = 8 << 20;

/// An item as it is kept until the whole case is read: its records are counted and let go, for they can be many.
pub(crate) struct Kept {
    pub(crate) item: Item,
    pub(crate) summary: ItemSummary,
    /// What of it another item may take back.
    pub(crate) objects: Objects,
}

impl Kept {
    fn of(mut item: Item) -> Self {
        let summary = ItemSummary::of(&item);
        let objects = Objects::of(&item);
        item.reading.records = Vec::new();
        Self { item, summary, objects }
    }

    /// Lets go of what was read, and says why.
    pub(crate) fn withhold(&mut self, why: &str, help: &str) {
        self.item.reading.withhold(why, help);
        self.sum_up_again();
    }

    /// Sets aside what was read of these objects, which another item takes back.
    pub(crate) fn take_objects_back(&mut self, objects: &[Span]) {
        self.item.reading.take_objects_back(objects);
        self.sum_up_again();
    }

    fn sum_up_again(&mut self) {
        // The records are counted, and gone.
        let records = std::mem::take(&mut self.summary.records);
        self.summary = ItemSummary::of(&self.item);
        self.summary.records = records;
    }
}

/// Reads the evidence on `threads` threads. The result does not depend on their number.
pub(crate) fn read_inputs(
    inputs: &[Input],
    context: &Context<'_>,
    threads: usize,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Vec<Vec<Kept>>, Error> {
    let mut read: Vec<Vec<Kept>> = Vec::new();
    let (mut kept, mut sentences) = (0, 0);
    let mut rest = inputs;
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(batch_length(rest, threads));
        rest = later;
        for items in read_batch(batch, context)? {
            let observations: u64 = items.iter().map(|kept| kept.item.reading.observations().len() as u64).sum();
            let passages: u64 = items.iter().map(|kept| kept.item.reading.passages.len() as u64).sum();
            let limit = context.limits.case_observations;
            if kept + observations <= limit && sentences + passages <= limit {
                kept += observations;
                sentences += passages;
                read.push(items);
            } else {
                read.push(withheld(items, observations.max(passages), context.limits));
            }
        }
        progress(read.len());
    }
    Ok(read)
}

/// How many of the next inputs are read together: as many as there are threads, but a large one alone.
fn batch_length(rest: &[Input], threads: usize) -> usize {
    let size = |input: &Input| match input {
        Input::Bytes { bytes, .. } => bytes.len() as u64,
        // Nothing of it is held.
        Input::Unread { .. } | Input::Shown { .. } => 0,
        Input::File { path, .. } => std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
    };
    let small = rest.iter().take(threads.max(1)).take_while(|input| size(input) <= LARGE).count();
    small.max(1)
}

fn read_batch(batch: &[Input], context: &Context<'_>) -> Result<Vec<Vec<Kept>>, Error> {
    if let [only] = batch {
        return Ok(vec![read_input(only, context)?]);
    }
    thread::scope(|scope| {
        let workers: Vec<_> = batch.iter().map(|input| scope.spawn(move || read_input(input, context))).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

fn read_input(input: &Input, context: &Context<'_>) -> Result<Vec<Kept>, Error> {
    Ok(read_items(input, context)?.into_iter().map(Kept::of).collect())
}

fn read_items(input: &Input, context: &Context<'_>) -> Result<Vec<Item>, Error> {
    match input {
        Input::Bytes { name, bytes } => Ok(read_item(name, bytes, context)),
        Input::Shown { name, digest, size, observations } => Ok(vec![Item {
            digest: *digest,
            name: name.clone(),
            size: *size,
            container: None,
            format: Some("disclosed observations"),
            reading: Reading::shown(*digest, observations.clone(), context.limits),
            refusal: None,
        }]),
        Input::Unread { name, digest, size } => Ok(vec![too_large(name, *digest, *size, context.limits)]),
        Input::File { name, path, within } => {
            let mut file = open_given(path, within.as_deref())?;
            let size = file.metadata().map_err(Error::reading(path))?.len();
            if size > context.limits.item_bytes {
                let digest = Sha256Digest::of_reader(&mut file).map_err(Error::reading(path))?;
                return Ok(vec![too_large(name, digest, size, context.limits)]);
            }
            let mut bytes = Vec::new();
            file.take(context.limits.item_bytes + 1).read_to_end(&mut bytes).map_err(Error::reading(path))?;
            Ok(read_item(name, &bytes, context))
        }
    }
}

fn too_large(name: &str, digest: Sha256Digest, size: u64, limits: &Limits) -> Item {
    let refusal = Refusal {
        reason: format!("{size} bytes are more than the limit `item-bytes` ({})", limits.item_bytes),
        help: Some("raise it with `--limit item-bytes=N`, or split the file".into()),
    };
    let reading = Reading::new(&Source::new(name, b""), limits);
    Item { digest, name: name.to_owned(), size, container: None, format: None, reading, refusal: Some(refusal) }
}

/// The items without what was read of them, and a refusal that says why.
fn withheld(items: Vec<Kept>, observations: u64, limits: &Limits) -> Vec<Kept> {
    let limit = limits.case_observations;
    let withhold = |Kept { mut item, .. }: Kept| {
        let why = format!("the limit `case-observations` ({limit}) is reached");
        item.reading.withhold(&why, "raise it with `--limit case-observations=N`");
        item.format = None;
        item.refusal = Some(Refusal {
            reason: format!(
                "with the files before it, its {observations} observations or sentences are more than the limit `case-observations` ({limit})"
            ),
            help: Some("raise it with `--limit case-observations=N`, or assess the file in a case of its own".into()),
        });
        Kept::of(item)
    };
    items.into_iter().map(withhold).collect()
}
