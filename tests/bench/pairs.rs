//! Reads a set of norms and writes so many questions about pairs of them as the solver gets them, each with the
//! engine's answer, for another solver: `cargo run --example pairs -- QUESTIONS < set.norm`. Half of them are about
//! pairs that regions leave open, half about any. The first line says how long the engine takes for each.

use std::io::Read as _;
use std::time::Instant;

use comity::checks::Settings;
use comity::driver::{Bundled, Input, Workspace};
use comity::logic::{PairQuestion, Selection, Theory};
use comity::model::{NormId, Reason};

/// How often all questions are answered; the fastest round counts.
const ROUNDS: usize = 20;

fn main() {
    let wanted = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(2_000);
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).expect("standard input is text");
    let mut workspace = Workspace::new(&Bundled);
    workspace.add_set(vec![Input::text("standard input", text)]);
    let model = workspace.models(&Settings::default()).next().expect("there is one set");
    let theory = Theory::new(&model, &Selection::default());
    // With a reason left out of account nobody is ruled out by regions: every pair is a question.
    let everything = Selection { ignoring: Some(Reason::ContraryToDuty), ..Selection::default() };
    let everything = Theory::new(&model, &everything);
    let left: Vec<_> = theory.candidates().0.into_iter().filter_map(two).collect();
    let all: Vec<_> = everything.opposed_pairs().collect();
    let questions: Vec<PairQuestion<'_>> = spread(&left, wanted / 2)
        .filter_map(|(a, b)| theory.pair_question(a, b).expect("no limit is near"))
        .chain(
            spread(&all, wanted / 2)
                .filter_map(|(a, b)| everything.pair_question(a, b).expect("no limit is near")),
        )
        .collect();
    println!("; engine {} ns for each of {} questions", time(&questions), questions.len());
    for (place, question) in questions.iter().enumerate() {
        let answer = question.has_case().expect("no limit is near");
        let word = if answer { "sat" } else { "unsat" };
        print!("; question {place} {word}\n{}", question.smt_lib());
    }
}

fn two(norms: Vec<NormId>) -> Option<(NormId, NormId)> {
    match norms[..] {
        [a, b] => Some((a, b)),
        _ => None,
    }
}

/// About so many of them, from everywhere.
fn spread(
    pairs: &[(NormId, NormId)],
    wanted: usize,
) -> impl Iterator<Item = (NormId, NormId)> + use<'_> {
    pairs.iter().copied().step_by((pairs.len() / wanted.max(1)).max(1))
}

/// Nanoseconds for one question in the fastest round.
fn time(questions: &[PairQuestion<'_>]) -> u128 {
    let round = |_| {
        let start = Instant::now();
        for question in questions {
            std::hint::black_box(question.has_case()).expect("no limit is near");
        }
        start.elapsed().as_nanos()
    };
    (0..ROUNDS).map(round).min().unwrap_or_default() / questions.len().max(1) as u128
}
