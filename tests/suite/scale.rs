//! Generated sets: what is known of them is found, and nothing else, on any number of threads.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use comity::checks::Settings;
use comity::diagnostics::Diagnostic;
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

/// The names in the backticks of a message and in its evidence, of norms, principles and universes that are planted.
fn at_fault(found: &Diagnostic) -> Vec<String> {
    let of_message = found.message.split('`').skip(1).step_by(2).map(str::to_owned);
    let of_evidence = found.evidence.norms.iter().chain(&found.evidence.principle).cloned();
    let bare =
        of_message.chain(of_evidence).map(|it| it.rsplit('.').next().unwrap_or("").to_owned());
    let mut names: Vec<String> =
        bare.filter(|name| name.starts_with('p') && name.contains('_')).collect();
    names.sort();
    names.dedup();
    names
}

/// Every rule about conflicts, principles and gaps is planted, but for those that tell what is no fault.
#[test]
fn what_is_planted_of_every_kind_is_found_and_nothing_else() {
    let set = generate(300, 4, Density::Broad);
    let settings = |shown: &[&str]| {
        Settings::default().but(|it| {
            it.without_repairs = true;
            it.shown = shown.iter().map(|&code| code.to_owned()).collect();
        })
    };
    let of_norms = |it: &&Diagnostic| matches!(&it.rule.code[..2], "C2" | "C3" | "C4");
    let told = |outcome: &Outcome| {
        let found = outcome.diagnostics.iter().filter(of_norms);
        let mut found: Vec<_> = found.map(|it| (it.rule.code, at_fault(it))).collect();
        found.sort();
        found
    };
    let known = |is_shown: bool| {
        let known = set.planted.iter().filter(|it| (it.code == "C404") == is_shown);
        let mut known: Vec<_> = known.map(|it| (it.code, it.norms.clone())).collect();
        known.iter_mut().for_each(|(_, names)| names.sort());
        known.sort();
        known
    };
    let mut workspace = Workspace::new(&Bundled);
    workspace.add_set(vec![Input::text("generated.norm", set.text.clone())]);
    let outcome = workspace.check(&settings(&[]));
    assert!(outcome.unknowns.is_empty(), "{:?}", outcome.unknowns);
    assert_eq!(told(&outcome), known(false));
    // Duties without a deadline are told where somebody asks: then most are.
    let all = told(&workspace.check(&settings(&["C404"])));
    let missed: Vec<_> = known(true).into_iter().filter(|it| !all.contains(it)).collect();
    assert!(missed.is_empty(), "{missed:?}");
    let usual = generate(NORMS, 1, Density::Realistic);
    let codes: BTreeSet<&str> =
        usual.planted.iter().chain(&set.planted).map(|it| it.code).collect();
    let rules = comity::checks::rules();
    let no_fault = ["C211", "C214"];
    let lacking: Vec<_> = rules
        .iter()
        .map(|rule| rule.code)
        .filter(|code| matches!(&code[..2], "C2" | "C3" | "C4"))
        .filter(|code| !codes.contains(code) && !no_fault.contains(code))
        .collect();
    assert!(lacking.is_empty(), "nothing is planted for {lacking:?}");
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
