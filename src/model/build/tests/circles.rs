//! Circles among norms.

use super::{built, codes, with_words};

fn norms(text: &str) -> Vec<&'static str> {
    codes(&with_words(text))
}

#[test]
fn written_relations_do_not_run_in_circles() {
    let acts = |a: &str, b: &str, c: &str| {
        norms(&format!(
            "norm a {{ Controller must erase(Data) {a} }}
             norm b {{ Controller must not erase(Data) {b} }}
             norm c {{ Controller may erase(Data) {c} }}"
        ))
    };
    assert_eq!(acts("subject to b", "subject to a", ""), ["C113"]);
    assert_eq!(acts("subject to b", "notwithstanding a", ""), [""; 0]);
    assert_eq!(acts("notwithstanding b", "notwithstanding a", ""), ["C113"]);
    assert_eq!(acts("subject to b", "subject to c", "subject to a"), ["C113"]);
    assert_eq!(acts("subject to b", "subject to c", "notwithstanding a"), [""; 0]);
    assert_eq!(acts("subject to a", "", ""), ["C113"]);
    assert_eq!(
        acts("subject to b when personal(Data)", "subject to a when not personal(Data)", ""),
        [""; 0]
    );
}

#[test]
fn relations_of_instruments_reach_their_norms() {
    let text = |own: &str, other: &str| {
        norms(&format!(
            "instrument i {{ subject to j norm a {{ Controller must erase(Data) {own} }} }}
             instrument j {{ norm b {{ Controller must not erase(Data) {other} }} }}"
        ))
    };
    assert_eq!(text("", ""), [""; 0]);
    assert_eq!(text("notwithstanding j.b", ""), ["C113"]);
    assert_eq!(text("", "subject to i"), ["C113"]);
    assert_eq!(text("subject to i", ""), [""; 0], "to the others of its instrument");
}

#[test]
fn a_circle_of_status_is_told_where_it_really_closes() {
    let erase = "norm a { Controller must erase(Data) unless bearer must retain(Data) }";
    assert_eq!(
        norms(&format!(
            "{erase} norm b {{ Controller must retain(Data) unless bearer must erase(Data) }}"
        )),
        ["C118"]
    );
    for open in [
        "norm b { Controller must retain(Data) unless bearer may erase(EU.x) }".replace("EU.x", "Data d"),
        "norm b { Controller must retain(Data) unless bearer must not erase(Data) }".into(),
        "norm b { State must retain(Data) unless Controller must erase(Data) }".into(),
        "norm b { Controller must retain(Data) }".into(),
        "norm b { Controller should retain(Data) unless bearer must erase(Data) }".into(),
        "norm b { Controller must retain(Data) or disclose(Data) unless bearer must erase(Data) }".into(),
        "norm b { Controller must retain(Data) unless bearer must erase(Data) in force 2001-01-01 until 2002-01-01 } norm c { Controller may retain(Data) }".into(),
    ] {
        let expected: &[&str] = match &open {
            text if text.contains("may erase") => &["C118"],
            text if text.contains("2001") => &["C118"],
            _ => &[],
        };
        assert_eq!(norms(&format!("{erase} {open}")), expected, "{open}");
    }
}

#[test]
fn norms_that_are_never_in_force_together_close_no_circle() {
    let text = "norm a { Controller must erase(Data) unless bearer must retain(Data) in force 2010-01-01 until 2011-01-01 }
                norm b { Controller must retain(Data) unless bearer must erase(Data) in force 2012-01-01 }";
    assert_eq!(norms(text), [""; 0]);
}

#[test]
fn a_circle_may_run_through_counts_as_and_definitions() {
    let text = "define kept(Controller, Data) as Controller must disclose(Data)
                norm a { Controller must erase(Data) unless kept(bearer, Data) }
                rule publish counts as disclose
                norm b { Controller must publish(Data) unless bearer must erase(Data) }";
    assert_eq!(norms(text), ["C118"]);
}

#[test]
fn applies_and_displaces_close_circles() {
    assert_eq!(
        norms(
            "norm a { Controller must erase(Data) when b applies } norm b { Controller may erase(Data) when not a applies }"
        ),
        ["C118"]
    );
    assert_eq!(
        norms(
            "norm a { Controller must erase(Data) displaces b } norm b { Controller may erase(Data) displaces a }"
        ),
        ["C118"]
    );
    assert_eq!(
        norms(
            "norm a { Controller must erase(Data) displaces b } norm b { Controller may erase(Data) } norm c { a does not apply when b applies }"
        ),
        ["C118"]
    );
    assert_eq!(
        norms(
            "norm a { Controller must erase(Data) displaces b } norm b { Controller may erase(Data) }"
        ),
        [""; 0]
    );
}

#[test]
fn norms_of_a_circle_are_left_out() {
    let (model, _) = built(&with_words(
        "norm a { Controller must erase(Data) subject to b } norm b { Controller must not erase(Data) subject to a }
         norm c { Controller may erase(Data) }",
    ));
    let names: Vec<_> = model.norms.values().map(|norm| &*norm.name).collect();
    assert_eq!(names, ["c"]);
    assert!(model.relations.is_empty());
}
