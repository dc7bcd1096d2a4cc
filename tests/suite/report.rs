//! Formats, seen from outside: every finding of every fixture can be drawn and told to programs.

use std::fs;

use comity::report::{Report, concise, json};

use crate::fixtures::{norm_files, root, settings, short};
use crate::memory::Files;
use crate::schema;

/// Writes the findings of a text as JSON, and how many there are.
fn as_json(files: &Files, text: &str) -> (String, usize) {
    files.check(&settings(text), |workspace, outcome| {
        let report = Report {
            sources: workspace.sources(),
            diagnostics: &outcome.diagnostics,
            unknowns: &outcome.unknowns,
            summary: &outcome.summary,
        };
        let (mut out, mut lines) = (String::new(), String::new());
        json::write(&mut out, report).expect("a string takes everything");
        concise::write(&mut lines, report).expect("a string takes everything");
        let count = outcome.diagnostics.len();
        assert_eq!(lines.lines().count(), count + outcome.unknowns.len());
        (out, count)
    })
}

#[test]
fn json_of_every_fixture_fits_the_schema() {
    let schema = serde_json::from_str(json::SCHEMA).expect("the schema is JSON");
    let mut findings = 0;
    for path in norm_files(&root().join("tests/fixtures")) {
        let text = fs::read_to_string(&path).expect("a fixture is readable");
        let (written, count) = as_json(&Files::new(&short(&path), &text), &text);
        let document = serde_json::from_str(&written).expect("the report is JSON");
        if let Err(problem) = schema::fits(&schema, &document) {
            panic!("{}: {problem}", short(&path));
        }
        findings += count;
    }
    assert!(findings > 0, "no fixture has a finding");
}

#[test]
fn the_sample_in_the_page_fits_the_schema() {
    let schema = serde_json::from_str(json::SCHEMA).expect("the schema is JSON");
    let page = comity::cli::topics::find("json").expect("there is a page").page;
    let sample = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next());
    let sample = serde_json::from_str(sample.expect("a sample")).expect("the sample is JSON");
    schema::fits(&schema, &sample).expect("the sample is as the schema says");
}

#[test]
fn the_schema_says_nothing_that_is_never_written() {
    let snapshot = root().join("src/report/snapshots");
    let name = "comity__report__json__tests__the_document_holds_everything.snap";
    let text = fs::read_to_string(snapshot.join(name)).expect("the snapshot is stored");
    let body = text.splitn(3, "---\n").nth(2).expect("a snapshot has a head");
    let document = serde_json::from_str(body).expect("the snapshot is JSON");
    let schema = serde_json::from_str(json::SCHEMA).expect("the schema is JSON");
    schema::fits(&schema, &document).expect("the full sample is as the schema says");
    assert_eq!(schema::unseen(&schema, &document), Vec::<String>::new());
}
