//! The parallel driver.

use rayon::ThreadPool;
use rayon::prelude::*;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

/// How much is in memory at once: a window of inputs is worked on in parallel, then given out in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The most inputs in a window.
    pub inputs: usize,
    /// The most bytes of input in a window; an input larger than this has a window of its own.
    pub bytes: u64,
}

impl Default for Window {
    fn default() -> Self {
        Window { inputs: 1024, bytes: 32 << 20 }
    }
}

/// What became of one input.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// The work was done.
    Done(T),
    /// The work panicked: a defect, which costs this input and no other. Holds the message.
    Panicked(String),
}

/// Works on all inputs in the pool and gives out the outcomes in the order of the inputs, whatever
/// order they were finished in. `bytes` tells the size of an input. Stops between two windows once `stop` is set,
/// or as soon as `emit` returns false. Returns how many inputs were given out.
pub fn run<I: Sync, T: Send>(
    inputs: &[I],
    window: Window,
    stop: &AtomicBool,
    pool: &ThreadPool,
    bytes: impl Fn(&I) -> u64,
    work: impl Fn(usize, &I) -> T + Sync,
    mut emit: impl FnMut(usize, &I, Outcome<T>) -> bool,
) -> usize {
    let mut start = 0;
    while start < inputs.len() && !stop.load(Ordering::Relaxed) {
        let mut end = start;
        let mut total = 0;
        while let Some(input) = inputs.get(end) {
            total += bytes(input);
            if end > start && (end - start >= window.inputs || total > window.bytes) {
                break;
            }
            end += 1;
        }
        let members = inputs.get(start..end).unwrap_or_default();
        let guarded = |(offset, input)| match catch_unwind(AssertUnwindSafe(|| work(start + offset, input))) {
            Ok(done) => Outcome::Done(done),
            Err(panic) => Outcome::Panicked(message(&*panic)),
        };
        let outcomes: Vec<Outcome<T>> =
            pool.install(|| members.par_iter().enumerate().with_max_len(1).map(guarded).collect());
        for (offset, (input, outcome)) in members.iter().zip(outcomes).enumerate() {
            if !emit(start + offset, input, outcome) {
                return start + offset + 1;
            }
        }
        start = end;
    }
    start
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown panic".to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn pool() -> ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap()
    }

    fn collect(inputs: &[u64], window: Window) -> Vec<Outcome<u64>> {
        let mut got = Vec::new();
        run(
            inputs,
            window,
            &AtomicBool::new(false),
            &pool(),
            |_| 1,
            |_, input| {
                std::thread::sleep(std::time::Duration::from_micros(input % 7 * 50));
                assert!(*input != 13, "thirteen");
                input * 2
            },
            |index, input, outcome| {
                assert_eq!(inputs[index], *input);
                got.push(outcome);
                true
            },
        );
        got
    }

    #[test]
    fn outcomes_come_in_the_order_of_the_inputs_and_a_panic_costs_one() {
        let inputs: Vec<u64> = (0..300).collect();
        for window in [Window::default(), Window { inputs: 7, bytes: 5 }, Window { inputs: 1, bytes: 0 }] {
            let got = collect(&inputs, window);
            assert_eq!(got.len(), 300);
            assert_eq!(got[13], Outcome::Panicked("thirteen".to_owned()));
            assert!(got.iter().enumerate().all(|(i, o)| i == 13 || *o == Outcome::Done(i as u64 * 2)));
        }
    }

    #[test]
    fn it_stops_when_told() {
        let inputs: Vec<u64> = (0..100).collect();
        let window = Window { inputs: 10, bytes: 1000 };
        let given = run(
            &inputs,
            window,
            &AtomicBool::new(false),
            &pool(),
            |_| 1,
            |_, i| *i,
            |index, _, _| index < 25,
        );
        assert_eq!(given, 26);
        assert_eq!(
            run(&inputs, window, &AtomicBool::new(true), &pool(), |_| 1, |_, i| *i, |_, _, _| true),
            0
        );
    }
}
