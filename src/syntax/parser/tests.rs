//! Claims about whole texts: what is kept, what is said, and that nothing makes the reader stop.

use crate::diagnostics::Diagnostic;
use crate::source::Sources;
use crate::syntax::ast::{CondKind, File, ItemKind, NormBody, ScenarioKind};
use crate::syntax::{limits, parse, parse_condition, parse_sentence};

fn read(text: &str) -> (File, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let file = sources.add("test.norm", text);
    parse(&sources, file)
}

/// Each diagnostic as `CODE text-it-points-at`.
fn errors(text: &str) -> Vec<String> {
    let found = read(text).1;
    found.iter().map(|d| format!("{} {}", d.rule.code, &text[d.primary.span.range()])).collect()
}

fn messages(text: &str) -> Vec<String> {
    read(text).1.into_iter().map(|d| d.message).collect()
}

#[test]
fn every_production_is_read() {
    let text = include_str!("../../../tests/fixtures/syntax/every_production.norm");
    let (file, errors) = read(text);
    let shown: Vec<_> = errors
        .iter()
        .map(|d| (&d.message, text[..d.primary.span.start as usize].lines().count()))
        .collect();
    assert_eq!(shown, []);
    assert!(file.items.len() > 50);
}
