//! Text and vocabulary: what is read, and what is said of what cannot be read.

use crate::fixtures;

/// Raise this as fixtures are added: a suite that runs nothing must not pass.
const AT_LEAST: usize = 56;

#[test]
fn fixtures_of_syntax_hold() {
    assert!(fixtures::run("syntax", "C0") >= AT_LEAST);
}
