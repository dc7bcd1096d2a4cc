//! Litmus cases: small sets whose verdict is known by thought, each aimed at one way to be wrong.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use comity::checks::Settings;
use comity::source::Sources;
use comity::syntax;

use crate::fixtures::{self, norm_files, root, short};
use crate::memory::Files;

/// Raise this as cases are added: a suite that runs nothing must not pass.
const CASES_AT_LEAST: usize = 124;

/// The last of the numbered cases.
const LAST_AT_LEAST: usize = 97;

#[test]
fn litmus_cases_have_their_verdicts() {
    let files = norm_files(&root().join("tests/fixtures/litmus"));
    let mut wrong = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).expect("a fixture is readable");
        if text.contains("error[C") {
            wrong.extend(fixtures::run_one(file, fixtures::ALL).err());
            continue;
        }
        let tested = Files::new(&short(file), &text).test(&Settings::default());
        if tested.results.is_empty() {
            wrong.push(format!("{}: expects nothing", short(file)));
        }
        for found in &tested.diagnostics {
            let notes: Vec<&str> = found.notes.iter().map(|note| note.text.as_str()).collect();
            wrong.push(format!("{}: {} ({})", short(file), found.message, notes.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(files.len() >= CASES_AT_LEAST);
}

#[test]
fn every_litmus_case_has_its_number() {
    let files = norm_files(&root().join("tests/fixtures/litmus"));
    let number = |path: &PathBuf| {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().unwrap_or_else(|_| panic!("{name} begins with its number"))
    };
    let numbers: BTreeSet<usize> = files.iter().map(number).collect();
    let last = numbers.last().copied().unwrap_or_default();
    let missing: Vec<usize> = (1..=last).filter(|it| !numbers.contains(it)).collect();
    assert!(missing.is_empty(), "no case has the number {missing:?}");
    assert!(last >= LAST_AT_LEAST);
}

#[test]
fn verdicts_hang_on_no_order_and_on_nothing_unrelated() {
    let mut wrong = Vec::new();
    let mut looked_at = 0;
    for file in norm_files(&root().join("tests/fixtures/litmus")) {
        let text = fs::read_to_string(&file).expect("a fixture is readable");
        if text.contains("error[C") || text.contains("// file: ") {
            continue;
        }
        looked_at += 1;
        let before = verdicts(&text);
        for (how, other) in
            [("in another order", reversed(&text)), ("beside others", beside(&text))]
        {
            if verdicts(&other) != before {
                wrong.push(format!("{}: {how}", short(&file)));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(looked_at >= CASES_AT_LEAST - 10);
}

/// The expectations of a text, each with what came of it.
fn verdicts(text: &str) -> Vec<(String, bool)> {
    let tested = Files::new("litmus.norm", text).test(&Settings::default());
    let mut all: Vec<_> = tested.results.iter().map(|it| (it.text.clone(), it.passed)).collect();
    all.sort();
    all
}

/// The items of a text, the last first.
fn reversed(text: &str) -> String {
    let mut sources = Sources::default();
    let file = sources.add("litmus.norm", text);
    let (tree, _) = syntax::parse(&sources, file);
    let items = tree.items.iter().rev().map(|item| sources.slice(item.span));
    items.collect::<Vec<_>>().join("\n")
}

/// The text with norms that have nothing to do with it.
fn beside(text: &str) -> String {
    let others = "kind Gardener, Hedge\naction trim(Hedge)\nevent spring(Hedge)\n\
                  norm gardens { Gardener must trim(Hedge) within 3 weeks of spring(Hedge) }\n\
                  norm nests { Gardener must not trim(Hedge) for 1 day after spring(Hedge) }\n";
    format!("{others}{text}")
}
