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

#[test]
fn a_definition_may_lie_only_so_deep_in_others() {
    let deeper = |count| chain(count, |last| format!("not d{last}(Office)"));
    assert_eq!(messages(&deeper(128)), [""; 0]);
    // Those that build on it in turn are not told again.
    let told = "C005 `d128` builds on definitions that lie too deep in each other";
    assert_eq!(messages(&deeper(10_000)), [told]);
}

#[test]
fn a_definition_may_become_only_so_long() {
    let doubled = |count| chain(count, |last| format!("d{last}(Office) or not d{last}(Office)"));
    assert_eq!(messages(&doubled(11)), [""; 0]);
    let told = "C019 `d11` becomes too long when it is written out";
    assert_eq!(messages(&doubled(200)), [told]);
}
