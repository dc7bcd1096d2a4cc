//! Generated sets: what is known of them is found, and nothing else, on any number of threads.

use std::num::NonZeroUsize;

use comity::checks::Settings;
use comity::driver::{Bundled, Content, Input, Outcome, Workspace};
use comity::report;

#[path = "../bench/generator/mod.rs"]
pub(crate) mod generator;

use generator::{Density, Generated, generate};

/// Each kind of conflict is planted once for every 200 norms.
const NORMS: usize = 2_050;

fn check(set: &Generated, threads: usize) -> (Outcome, String) {
    let mut workspace = Workspace::new(&Bundled);
    let content = Content::Text(set.text.clone());
    workspace.add_set(vec![Input { name: "generated.norm".into(), content }]);
    let settings = Settings::default().but(|it| it.threads = NonZeroUsize::new(threads));
    let outcome = workspace.check(&settings);
    let report = outcome.report(workspace.sources());
    let mut text = String::new();
    report::json::write(&mut text, report).expect("strings take everything");
    (outcome, text)
}

/// The norms in the backticks of a message, in order.
fn named(message: &str) -> Vec<&str> {
    let quoted = message.split('`').skip(1).step_by(2);
    let mut names: Vec<&str> = quoted.map(|it| it.rsplit('.').next().unwrap_or(it)).collect();
    names.retain(|name| name.starts_with('p') && name.contains('_'));
    names.sort();
    names
}

#[test]
fn what_is_planted_is_found_and_nothing_else() {
    for seed in [1, 7] {
        let set = generate(NORMS, seed, Density::Realistic);
        let (outcome, _) = check(&set, 2);
        assert!(outcome.unknowns.is_empty(), "{:?}", outcome.unknowns);
        let conflicts = outcome.diagnostics.iter().filter(|it| it.rule.code.starts_with("C2"));
        let mut found: Vec<_> = conflicts.map(|it| (it.rule.code, named(&it.message))).collect();
        found.sort();
        let mut planted: Vec<_> = set
            .planted
            .iter()
            .map(|it| (it.code, it.norms.iter().map(String::as_str).collect::<Vec<_>>()))
            .collect();
        planted.sort();
        assert_eq!(found, planted, "seed {seed}");
    }
}

#[test]
fn a_hard_set_agrees() {
    let set = generate(500, 3, Density::Hard);
    let (outcome, _) = check(&set, 2);
    let conflicts = outcome.diagnostics.iter().filter(|it| it.rule.code.starts_with("C2"));
    assert_eq!(conflicts.map(|it| it.message.clone()).collect::<Vec<_>>(), Vec::<String>::new());
    assert!(outcome.unknowns.is_empty());
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let set = generate(600, 5, Density::Realistic);
    let one = check(&set, 1).1;
    for threads in [2, 8] {
        assert_eq!(check(&set, threads).1, one, "{threads} threads");
    }
}
