//! Litmus cases: small sets whose verdict is known by thought, each aimed at one way to be wrong.

use std::fs;

use comity::checks::Settings;

use crate::fixtures::{norm_files, root, short};
use crate::memory::Files;

/// Raise this as cases are added: a suite that runs nothing must not pass.
const CASES_AT_LEAST: usize = 90;

#[test]
fn litmus_cases_have_their_verdicts() {
    let files = norm_files(&root().join("tests/fixtures/litmus"));
    let mut wrong = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).expect("a fixture is readable");
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
