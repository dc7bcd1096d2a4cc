//! What a litmus case expects of some norms is told by a check of the whole file, too: no conflict is found only by whoever
//! asks about just these norms.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::fixtures::{norm_files, root, settings, short};
use crate::memory::Files;

/// Raise this as cases are added: a suite that compares nothing must not pass.
const EXPECTED_AT_LEAST: usize = 300;

/// Words of a verdict on norms that conflict.
const CONFLICTS: [&str; 7] =
    ["conflict", "strict", "temporal", "incompatible", "wide", "competence", "tension"];

#[test]
fn a_conflict_that_is_expected_is_told_by_a_check_of_all() {
    let (mut all, mut untold) = (0, Vec::new());
    for path in norm_files(&root().join("tests/fixtures/litmus")) {
        let text = fs::read_to_string(&path).expect("a fixture is readable");
        let joined = text.replace(",\n", ","); // a long expectation goes on in the next line
        let expected: Vec<BTreeSet<&str>> = joined.lines().filter_map(conflicting).collect();
        all += expected.len();
        if !expected.is_empty() {
            untold.extend(not_told(&path, &text, &expected));
        }
    }
    assert!(untold.is_empty(), "\n{}", untold.join("\n"));
    assert!(all >= EXPECTED_AT_LEAST, "only {all} conflicts are expected");
}

/// The norms of an expectation outside scenarios that is one for all days and all norms.
fn conflicting(line: &str) -> Option<BTreeSet<&str>> {
    let (word, rest) = line.strip_prefix("expect ")?.split_once(' ')?;
    let rest = rest.split("//").next()?.split(" overlap ").next()?;
    let is_whole = !rest.contains(" on ") && !rest.contains(" without ") && !rest.contains('"');
    let norms = rest.split(',').map(|it| last_name(it.trim()));
    (CONFLICTS.contains(&word) && is_whole).then(|| norms.collect())
}

fn last_name(norm: &str) -> &str {
    norm.rsplit_once('.').map_or(norm, |(_, last)| last)
}

/// The expected sets of which no finding speaks, nor of some of their norms.
fn not_told(path: &Path, text: &str, expected: &[BTreeSet<&str>]) -> Vec<String> {
    let settings = settings(text).but(|it| it.without_repairs = true);
    let found = Files::new(&short(path), text).check(&settings, |_, outcome| outcome.diagnostics);
    let judged = found.iter().filter(|it| it.evidence.verdict.is_some());
    let told: Vec<BTreeSet<&str>> = judged
        .map(|it| it.evidence.norms.iter().map(|norm| last_name(norm)).collect())
        .filter(|norms: &BTreeSet<&str>| !norms.is_empty())
        .collect();
    let is_told = |set: &&BTreeSet<&str>| told.iter().any(|norms| norms.is_subset(set));
    let untold = expected.iter().filter(|set| !is_told(set));
    untold.map(|set| format!("{}: {set:?}", short(path))).collect()
}
