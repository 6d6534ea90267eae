//! How many entries wait for the writer, and no more.

use tokio::sync::{Semaphore, SemaphorePermit};

/// Places of entries that wait for their answer.
pub(super) struct Queue {
    places: Semaphore,
    most: usize,
}

impl Queue {
    pub(super) fn new(most: usize) -> Self {
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        Self { places: Semaphore::new(most), most }
    }

    /// A place until it is dropped; nothing where all are taken.
    pub(super) fn enter(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.places.try_acquire().ok()
    }

    /// How many entries wait.
    pub(super) fn waiting(&self) -> usize {
        self.most.saturating_sub(self.places.available_permits())
    }

    /// How many can.
    pub(super) fn most(&self) -> usize {
        self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_queue_takes_nobody_until_somebody_leaves() {
        let queue = Queue::new(2);
        let (one, two) = (queue.enter().unwrap(), queue.enter().unwrap());
        assert!(queue.enter().is_none());
        assert_eq!((queue.waiting(), queue.most()), (2, 2));
        drop(one);
        let three = queue.enter().unwrap();
        drop((two, three));
        assert_eq!(queue.waiting(), 0);
    }
}
