//! Definitions, which are read as if what they stand for were written in their place.

use std::fmt::Write;

use super::messages;

/// So many definitions, each made of the one before.
fn chain(count: usize, body: impl Fn(usize) -> String) -> String {
    let mut text = "kind Office\nfact f(Office)\ndefine d0(Office) as f(Office)\n".to_owned();
    for at in 1..count {
        writeln!(text, "define d{at}(Office) as {}", body(at - 1)).expect("strings take all");
    }
    text
}

/// The longest row that is read without a word; one more is told at the definition where it is too much, and those that
/// build on it in turn are not told again.
fn assert_longest(longest: usize, body: impl Fn(usize) -> String, told: &str) {
    assert_eq!(messages(&chain(longest, &body)), [""; 0]);
    assert_eq!(messages(&chain(longest + 200, &body)), [told]);
}

#[test]
fn a_definition_may_lie_only_so_deep_in_others() {
    let told = "C005 `d128` builds on definitions that lie too deep in each other";
    assert_longest(128, |last| format!("not d{last}(Office)"), told);
}

#[test]
fn a_definition_may_become_only_so_long() {
    let told = "C019 `d11` becomes too long when it is written out";
    assert_longest(11, |last| format!("d{last}(Office) or not d{last}(Office)"), told);
}
