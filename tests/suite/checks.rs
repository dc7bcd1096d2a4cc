//! Rules: what each finds, and what it must not find.

use crate::fixtures;

/// Raise this as fixtures are added: a suite that runs nothing must not pass.
const AT_LEAST: usize = 3;

#[test]
fn fixtures_of_checks_hold() {
    assert!(fixtures::run("checks") >= AT_LEAST);
}

#[test]
fn fixtures_of_vocabulary_hold() {
    fixtures::run("vocabulary");
}

#[test]
fn litmus_cases_hold() {
    fixtures::run("litmus");
}
