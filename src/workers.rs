//! Worker threads: results come in the order of the items, and a panic stays within its item.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// What `work` gave for an item; otherwise what its panic said, and where.
pub type Done<R> = Result<R, String>;

/// Computes `work` for all items on up to `jobs` threads, and hands the results to `consume` on this thread in the order
/// of the items, until it says `false`.
///
/// # Errors
/// When no thread can be started; nothing was computed then.
pub fn in_order<I: Sync, R: Send>(
    jobs: NonZeroUsize,
    items: &[I],
    work: impl Fn(&I) -> R + Sync,
    consume: impl FnMut(&I, Done<R>) -> bool,
) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let (sender, results) = sync_channel(QUEUE);
    thread::scope(|scope| {
        let mut failure = None;
        let mut running = false;
        for _ in 0..jobs.get().min(items.len()) {
            let (sender, next, work) = (sender.clone(), &next, &work);
            let worker = move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(at) else { return };
                    let done = caught(|| work(item));
                    if sender.send((at, done)).is_err() {
                        return;
                    }
                }
            };
            let thread = thread::Builder::new().name(WORKER.to_owned()).stack_size(STACK_BYTES);
            match thread.spawn_scoped(scope, worker) {
                Ok(_) => running = true,
                Err(error) => failure = Some(error),
            }
        }
        drop(sender);
        if let Some(error) = failure.filter(|_| !running) {
            return Err(error);
        }
        hand_over(items, results, consume);
        Ok(())
    })
}

/// Starts one thread that is like those of [`in_order`], for as long as `work` takes.
///
/// # Errors
/// When the system has no thread to give.
pub fn start(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name(WORKER.to_owned()).stack_size(STACK_BYTES).spawn(work).map(drop)
}

/// What `work` gives, or what its panic said; for worker threads.
pub fn caught<R>(work: impl FnOnce() -> R) -> Done<R> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| describe(&*payload))
}

/// Keeps the panics of workers off the screen, since their items tell. For a program, once.
pub fn silence_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if thread::current().name() == Some(WORKER) {
            let place = info.location().map(|location| format!("{}:{}", location.file(), location.line()));
            PLACE.with_borrow_mut(|kept| *kept = place);
        } else {
            usual(info);
        }
    }));
}

/// Stack of a worker: parser and analysis recurse as deep as the code is nested, and files may come from anywhere.
/// Only the pages that are touched cost memory.
const STACK_BYTES: usize = 256 << 20;

/// Results that may wait for the consumer before the workers pause.
const QUEUE: usize = 256;

const WORKER: &str = "mpfix-worker";

thread_local! {
    /// Where the last panic of this thread happened.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn hand_over<I, R>(items: &[I], results: Receiver<(usize, Done<R>)>, mut consume: impl FnMut(&I, Done<R>) -> bool) {
    let mut early = BTreeMap::new();
    let mut due = 0;
    for (at, result) in results {
        early.insert(at, result);
        while let Some(result) = early.remove(&due) {
            if !items.get(due).is_some_and(|item| consume(item, result)) {
                return;
            }
            due += 1;
        }
    }
}

fn describe(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let message = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    match PLACE.take() {
        Some(place) => format!("{message} ({place})"),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(jobs: usize, limit: usize) -> Vec<(u32, Done<u32>)> {
        let items: Vec<u32> = (0..1000).collect();
        let mut seen = Vec::new();
        let work = |item: &u32| {
            assert!(item % 10 != 3, "three");
            item * 2
        };
        let jobs = NonZeroUsize::new(jobs).expect("a job");
        let consume = |item: &u32, done| {
            seen.push((*item, done));
            seen.len() < limit
        };
        in_order(jobs, &items, work, consume).expect("threads start");
        seen
    }

    #[test]
    fn results_come_in_order_and_panics_stay_within_their_item() {
        silence_panics();
        for jobs in [1, 7] {
            let seen = results(jobs, usize::MAX);
            assert_eq!(seen.len(), 1000);
            for (at, (item, done)) in (0..).zip(seen) {
                assert_eq!(item, at);
                match done {
                    Ok(double) => assert_eq!(double, at * 2),
                    Err(message) => assert!(at % 10 == 3 && message.starts_with("three (src"), "{at}: {message}"),
                }
            }
        }
    }

    #[test]
    fn the_consumer_can_stop_early() {
        assert_eq!(results(4, 5).len(), 5);
    }
}
