//! Which documents wait for their judgement, and the threads that judge them.
//!
//! Each document waits at most once and is judged by at most one thread at a time: changes that come while it waits or is
//! judged do not pile up, the last one counts.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use gen_lsp_types::Uri;

use super::analysis::{self, Analysis, Task};
use crate::workers::{self, Done};

/// What a thread hands back.
#[derive(Debug)]
pub(super) struct Judged {
    /// The document.
    pub(super) uri: Uri,
    /// Which of its states was judged.
    pub(super) serial: u64,
    /// What came of it, or what the panic said.
    pub(super) done: Done<Analysis>,
}

/// The queue and the threads.
pub(super) struct Desk {
    waiting: BTreeMap<String, Instant>,
    busy: BTreeSet<String>,
    idle: usize,
    tasks: Sender<Task>,
}

/// How long after a change a document is judged, so that one who types is not followed letter by letter.
const PAUSE: Duration = Duration::from_millis(120);

/// Most threads; most of the time one has nothing to do.
const MOST_THREADS: usize = 4;

impl Desk {
    /// Starts the threads; `done` takes what they hand back, until it says `false`.
    ///
    /// # Errors
    /// When no thread can be started.
    pub(super) fn new(done: impl Fn(Judged) -> bool + Clone + Send + 'static) -> io::Result<Self> {
        let (tasks, receiver) = channel();
        let receiver = Arc::new(Mutex::new(receiver));
        let wanted = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
        let mut idle = 0;
        for _ in 0..wanted {
            let (receiver, done) = (receiver.clone(), done.clone());
            match workers::start(move || work(&receiver, &done)) {
                Ok(()) => idle += 1,
                Err(error) if idle == 0 => return Err(error),
                Err(_) => break,
            }
        }
        Ok(Self { waiting: BTreeMap::new(), busy: BTreeSet::new(), idle, tasks })
    }

    /// Judges a document when nothing has changed for a moment.
    pub(super) fn soon(&mut self, uri: &Uri) {
        self.waiting.insert(uri.0.clone(), Instant::now() + PAUSE);
    }

    /// Judges a document as soon as a thread is free.
    pub(super) fn now(&mut self, uri: &Uri) {
        self.waiting.insert(uri.0.clone(), Instant::now());
    }

    /// A document need not be judged any more.
    pub(super) fn forget(&mut self, uri: &Uri) {
        self.waiting.remove(&uri.0);
    }

    /// When there is something to do next; `None`: only once something comes in.
    pub(super) fn next(&self) -> Option<Instant> {
        let free = self.waiting.iter().filter(|(uri, _)| self.idle > 0 && !self.busy.contains(*uri));
        free.map(|(_, due)| *due).min()
    }

    /// Hands out what is due; `task` makes the task, or `None` when the document is gone.
    pub(super) fn hand_out(&mut self, mut task: impl FnMut(&str) -> Option<Task>) {
        let now = Instant::now();
        while self.idle > 0 {
            let due = self.waiting.iter().filter(|(uri, due)| **due <= now && !self.busy.contains(*uri));
            let Some(uri) = due.min_by_key(|(_, due)| **due).map(|(uri, _)| uri.clone()) else { return };
            self.waiting.remove(&uri);
            if let Some(task) = task(&uri)
                && self.tasks.send(task).is_ok()
            {
                self.busy.insert(uri);
                self.idle -= 1;
            }
        }
    }

    /// A thread is free again.
    pub(super) fn took_back(&mut self, uri: &Uri) {
        self.busy.remove(&uri.0);
        self.idle += 1;
    }
}

fn work(tasks: &Mutex<Receiver<Task>>, done: &impl Fn(Judged) -> bool) {
    loop {
        let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(task) = task else { return };
        let judged = workers::caught(|| analysis::run(&task));
        if !done(Judged { uri: task.uri, serial: task.serial, done: judged }) {
            return;
        }
    }
}
