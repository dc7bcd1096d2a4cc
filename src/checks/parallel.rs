//! Independent questions, asked on several processors; the answers come in the order of the questions.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Questions that are worth a processor of their own.
const WORTHWHILE: usize = 8;
/// Long questions that are worth a processor of their own.
const LONG_WORTHWHILE: usize = 2;
/// The most questions that a processor takes at once.
const MOST_AT_ONCE: usize = 64;

/// The answers to questions, in their order.
pub(super) fn in_parallel<Q: Sync, A: Send>(
    threads: Option<NonZeroUsize>,
    questions: &[Q],
    ask: impl Fn(&Q) -> A + Sync,
) -> Vec<A> {
    let answers = found_in_parallel(threads, questions, |question| Some(ask(question)));
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// The answers to questions each of which takes long, in their order.
pub(crate) fn long_in_parallel<Q: Sync, A: Send>(
    threads: Option<NonZeroUsize>,
    questions: &[Q],
    ask: impl Fn(&Q) -> A + Sync,
) -> Vec<A> {
    let ask = |question: &Q| Some(ask(question));
    let answers = shared_out(threads, LONG_WORTHWHILE, questions, ask);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Those answers to questions that say anything, each with the place of its question, in their order.
pub(super) fn found_in_parallel<Q: Sync, A: Send>(
    threads: Option<NonZeroUsize>,
    questions: &[Q],
    ask: impl Fn(&Q) -> Option<A> + Sync,
) -> Vec<(usize, A)> {
    shared_out(threads, WORTHWHILE, questions, ask)
}

fn shared_out<Q: Sync, A: Send>(
    threads: Option<NonZeroUsize>,
    worthwhile: usize,
    questions: &[Q],
    ask: impl Fn(&Q) -> Option<A> + Sync,
) -> Vec<(usize, A)> {
    let all = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.map_or_else(all, usize::from).min(questions.len() / worthwhile + 1);
    let at_once = (questions.len() / (threads * MOST_AT_ONCE)).clamp(1, MOST_AT_ONCE);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        loop {
            let from = next.fetch_add(at_once, Ordering::Relaxed);
            let Some(rest) = questions.get(from..).filter(|rest| !rest.is_empty()) else { break };
            for (place, question) in (from..).zip(rest.iter().take(at_once)) {
                found.extend(ask(question).map(|answer| (place, answer)));
            }
        }
        found
    };
    if threads == 1 {
        return work();
    }
    let found = std::thread::scope(|scope| {
        let workers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        // This thread works, too: it has memory at hand that others have given back.
        let mut found = vec![work()];
        for worker in workers {
            match worker.join() {
                Ok(more) => found.push(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        found
    });
    in_one_row(found)
}

/// What several rows hold, each in the order of places, in that order. Places are sorted, not answers: so there is
/// one sort in the binary, not one for each kind of answer.
fn in_one_row<A>(rows: Vec<Vec<(usize, A)>>) -> Vec<(usize, A)> {
    let places = |(row, all): (usize, &Vec<(usize, A)>)| {
        all.iter().map(|(place, _)| (*place, row)).collect::<Vec<_>>()
    };
    let mut order: Vec<(usize, usize)> = rows.iter().enumerate().flat_map(places).collect();
    order.sort_unstable();
    let mut rows: Vec<_> = rows.into_iter().map(Vec::into_iter).collect();
    order.into_iter().filter_map(|(_, row)| rows[row].next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_the_order_of_questions_on_any_number_of_threads() {
        let questions: Vec<usize> = (0..10_000).collect();
        for threads in [1, 2, 3, 8] {
            let answers = in_parallel(NonZeroUsize::new(threads), &questions, |it| it * 2);
            assert!(answers.iter().enumerate().all(|(place, answer)| *answer == place * 2));
            assert_eq!(answers.len(), questions.len());
        }
    }
}
