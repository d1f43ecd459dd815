//! The pipeline: jobs are taken one at a time, worked on in parallel, and given out in the order they were taken.
//!
//! There is no thread for reading: whoever is free takes the next job, so that as many threads are busy as were
//! asked for, and one slow job holds up nobody until the bound is reached. What was taken and is not yet given out
//! counts against the bound, its results included.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How much may be on its way at once. A job is taken while both bounds are not reached, so that the last one taken
/// may go beyond the bound of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The most jobs.
    pub jobs: usize,
    /// The most bytes of input.
    pub bytes: u64,
}

/// One thing to do.
#[derive(Debug)]
pub struct Job<K, W> {
    /// What it is about: handed back with its outcome, even where the work panics.
    pub key: K,
    /// Bytes of input that it holds.
    pub bytes: u64,
    /// What the work is done on.
    pub work: W,
}

/// What became of one job.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// The work was done.
    Done(T),
    /// The work panicked: a defect, which costs this job and no other. Holds the message.
    Panicked(String),
}

struct State<K, T> {
    taken: u64,
    given: u64,
    bytes: u64,
    /// No job will be taken any more.
    over: bool,
    finished: BTreeMap<u64, (K, u64, Outcome<T>)>,
    broken: Option<Box<dyn Any + Send>>,
}

struct Shared<K, T> {
    state: Mutex<State<K, T>>,
    /// A job was finished, or there will be no more.
    ready: Condvar,
    /// A job was given out, or there will be no more.
    room: Condvar,
}

/// Takes jobs from `next` until it has none or `stop` is set, does the `work` on as many threads as asked for (one
/// at least), and hands the outcomes to `emit` on the calling thread in the order in which the jobs were taken.
/// What was taken is finished and given out, unless `emit` returns false: then nothing more is.
pub fn run<K: Send, W: Send, T: Send>(
    threads: usize,
    bounds: Bounds,
    stop: &AtomicBool,
    next: impl FnMut() -> Option<Job<K, W>> + Send,
    work: impl Fn(&K, W) -> T + Sync,
    mut emit: impl FnMut(K, Outcome<T>) -> bool,
) {
    let next = Mutex::new(next);
    let shared = Shared {
        state: Mutex::new(State {
            taken: 0,
            given: 0,
            bytes: 0,
            over: false,
            finished: BTreeMap::new(),
            broken: None,
        }),
        ready: Condvar::new(),
        room: Condvar::new(),
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| work_on(&shared, bounds, stop, &next, &work));
        }
        // A panic of `emit` must not leave the workers waiting for room.
        let ended = catch_unwind(AssertUnwindSafe(|| {
            while let Some((key, bytes, outcome)) = shared.await_next() {
                let wanted = emit(key, outcome);
                let mut state = lock(&shared.state);
                state.given += 1;
                state.bytes -= bytes;
                state.over |= !wanted;
                shared.room.notify_all();
                if !wanted {
                    break;
                }
            }
        }));
        if let Err(panic) = ended {
            shared.end(Some(panic));
        }
    });
    if let Some(panic) = lock(&shared.state).broken.take() {
        resume_unwind(panic);
    }
}

fn work_on<K, W, T>(
    shared: &Shared<K, T>,
    bounds: Bounds,
    stop: &AtomicBool,
    next: &Mutex<impl FnMut() -> Option<Job<K, W>>>,
    work: &impl Fn(&K, W) -> T,
) {
    loop {
        let mut next = lock(next);
        {
            let mut state = lock(&shared.state);
            let full = |state: &State<K, T>| {
                (state.taken - state.given) as usize >= bounds.jobs.max(1)
                    || state.bytes >= bounds.bytes.max(1)
            };
            while !state.over && full(&state) {
                state = shared.room.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.over {
                return;
            }
        }
        if stop.load(Ordering::Relaxed) {
            return shared.end(None);
        }
        let job = match catch_unwind(AssertUnwindSafe(&mut *next)) {
            Ok(Some(job)) => job,
            Ok(None) => return shared.end(None),
            Err(panic) => return shared.end(Some(panic)),
        };
        let number = {
            let mut state = lock(&shared.state);
            state.taken += 1;
            state.bytes += job.bytes;
            state.taken - 1
        };
        drop(next);
        let outcome = match catch_unwind(AssertUnwindSafe(|| work(&job.key, job.work))) {
            Ok(done) => Outcome::Done(done),
            Err(panic) => Outcome::Panicked(message(&*panic)),
        };
        lock(&shared.state).finished.insert(number, (job.key, job.bytes, outcome));
        shared.ready.notify_one();
    }
}

impl<K, T> Shared<K, T> {
    /// The next outcome in order, as soon as it is there; `None` at the end.
    fn await_next(&self) -> Option<(K, u64, Outcome<T>)> {
        let mut state = lock(&self.state);
        loop {
            let wanted = state.given;
            if let Some(found) = state.finished.remove(&wanted) {
                return Some(found);
            }
            if state.over && state.given == state.taken {
                return None;
            }
            state = self.ready.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn end(&self, broken: Option<Box<dyn Any + Send>>) {
        let mut state = lock(&self.state);
        state.over = true;
        state.broken = state.broken.take().or(broken);
        self.ready.notify_all();
        self.room.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The message of a panic.
pub(crate) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown panic".to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    const BOUNDS: Bounds = Bounds { jobs: 16, bytes: 1 << 20 };

    fn numbers(end: u64) -> impl FnMut() -> Option<Job<u64, u64>> + Send {
        let mut next = 0..end;
        move || next.next().map(|number| Job { key: number, bytes: 10, work: number })
    }

    fn uneven(_: &u64, number: u64) -> u64 {
        std::thread::sleep(std::time::Duration::from_micros(number % 7 * 50));
        assert!(number != 13, "thirteen");
        number * 2
    }

    #[test]
    fn outcomes_come_in_the_order_of_the_jobs_and_a_panic_costs_one() {
        for (threads, bounds) in [
            (0, BOUNDS),
            (1, BOUNDS),
            (4, BOUNDS),
            (4, Bounds { jobs: 0, bytes: 0 }),
            (3, Bounds { jobs: 100, bytes: 25 }),
        ] {
            let mut got = Vec::new();
            run(threads, bounds, &AtomicBool::new(false), numbers(300), uneven, |key, outcome| {
                got.push((key, outcome));
                true
            });
            assert_eq!(got.len(), 300);
            assert_eq!(got[13], (13, Outcome::Panicked("thirteen".to_owned())));
            let fine = |(i, (key, outcome)): (u64, &(u64, Outcome<u64>))| {
                *key == i && (i == 13 || *outcome == Outcome::Done(i * 2))
            };
            assert!((0..).zip(&got).all(fine));
        }
    }

    #[test]
    fn never_more_is_on_its_way_than_the_bounds_allow() {
        for (bounds, most) in [(Bounds { jobs: 5, bytes: 1000 }, 5), (Bounds { jobs: 100, bytes: 35 }, 4)] {
            let (taken, given, high) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
            let mut next = numbers(200);
            let counted = || {
                let job = next();
                let ahead = taken.fetch_add(1, Ordering::SeqCst) + 1 - given.load(Ordering::SeqCst);
                high.fetch_max(if job.is_some() { ahead } else { 0 }, Ordering::SeqCst);
                job
            };
            run(
                4,
                bounds,
                &AtomicBool::new(false),
                counted,
                |_, number| number,
                |_, _| {
                    std::thread::sleep(std::time::Duration::from_micros(100));
                    given.fetch_add(1, Ordering::SeqCst);
                    true
                },
            );
            assert!((2..=most).contains(&high.load(Ordering::SeqCst)), "{high:?} of {most}");
        }
    }

    #[test]
    fn when_stopped_what_was_taken_is_finished_and_given_out() {
        let stop = AtomicBool::new(false);
        let taken = AtomicUsize::new(0);
        let mut next = numbers(1000);
        let counted = || {
            taken.fetch_add(1, Ordering::SeqCst);
            next()
        };
        let mut given = 0;
        run(2, BOUNDS, &stop, counted, uneven, |_, _| {
            given += 1;
            stop.store(given == 5, Ordering::SeqCst);
            // Set once is set for good.
            stop.fetch_or(given > 5, Ordering::SeqCst);
            true
        });
        assert!((5..1000).contains(&given));
        assert_eq!(given, taken.load(Ordering::SeqCst));
    }

    #[test]
    fn it_ends_at_once_where_nothing_more_is_wanted() {
        let mut given = 0;
        run(4, BOUNDS, &AtomicBool::new(false), numbers(1000), uneven, |_, _| {
            given += 1;
            given < 26
        });
        assert_eq!(given, 26);
    }

    #[test]
    #[allow(clippy::panic)]
    fn a_panic_of_the_source_or_of_the_receiver_reaches_the_caller_and_nobody_waits() {
        let mut calls = 0;
        let source = || {
            calls += 1;
            assert!(calls < 30, "source");
            Some(Job { key: calls, bytes: 1, work: calls })
        };
        let stop = AtomicBool::new(false);
        let broken = catch_unwind(AssertUnwindSafe(|| run(3, BOUNDS, &stop, source, uneven, |_, _| true)));
        assert_eq!(message(&*broken.unwrap_err()), "source");
        let receiver = |_: u64, _: Outcome<u64>| -> bool { panic!("receiver") };
        let broken = catch_unwind(AssertUnwindSafe(|| run(3, BOUNDS, &stop, numbers(99), uneven, receiver)));
        assert_eq!(message(&*broken.unwrap_err()), "receiver");
    }
}
