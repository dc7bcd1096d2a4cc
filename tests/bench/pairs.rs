//! Reads a set of norms and writes so many questions about pairs of them as the solver gets them, each with the
//! engine's answer, for another solver: `cargo run --example pairs -- QUESTIONS < set.norm`. The first line says how
//! long the engine takes for each.

use std::io::Read as _;
use std::time::Instant;

use comity::checks::Settings;
use comity::driver::{Bundled, Input, Workspace};
use comity::logic::{PairQuestion, Selection, Theory};
use comity::model::Reason;

/// How often all questions are answered; the fastest round counts.
const ROUNDS: usize = 20;

fn main() {
    let wanted = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(2_000);
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).expect("standard input is text");
    let mut workspace = Workspace::new(&Bundled);
    workspace.add_set(vec![Input::text("standard input", text)]);
    let model = workspace.models(&Settings::default()).next().expect("there is one set");
    // With a reason left out of account nobody is ruled out by regions: every pair is a question.
    let selection = Selection { ignoring: Some(Reason::ContraryToDuty), ..Selection::default() };
    let theory = Theory::new(&model, &selection);
    let pairs: Vec<_> = theory.opposed_pairs().collect();
    let step = (pairs.len() / wanted).max(1);
    let questions: Vec<PairQuestion<'_>> = pairs
        .iter()
        .step_by(step)
        .filter_map(|&(a, b)| theory.pair_question(a, b).expect("no limit is near"))
        .collect();
    println!("; engine {} ns for each of {} questions", time(&questions), questions.len());
    for (place, question) in questions.iter().enumerate() {
        let answer = question.has_case().expect("no limit is near");
        let word = if answer { "sat" } else { "unsat" };
        print!("; question {place} {word}\n{}", question.smt_lib());
    }
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
