//! Rules: what each finds, and what it must not find.

use crate::fixtures::{self, ALL};

/// Raise this as fixtures are added: a suite that runs nothing must not pass.
const AT_LEAST: usize = 40;

#[test]
fn fixtures_of_checks_hold() {
    assert!(fixtures::run("checks", ALL) >= AT_LEAST);
}

#[test]
fn fixtures_of_vocabulary_hold() {
    assert!(fixtures::run("vocabulary", ALL) >= AT_LEAST);
}
