//! What the norms say, and principles.

use super::build::*;
use crate::model::*;

fn fails(set: &Set, mode: Mode, status: Status) -> bool {
    let scope = Scope { vars: vec![var("Org", &[set.org])] };
    let negated = mode == Mode::Never;
    let kind = AssertionKind::Expect { mode, cond: Cond::TRUE, negated, status, some: vec![] };
    let assertion = Assertion { scope, kind, span: span() };
    set.ask(|world| world.fails(&assertion)).expect("an answer")
}

#[test]
fn a_permission_of_the_wider_act_permits_the_narrower() {
    let mut set = Set::new();
    let [read, usage] = set.actions(["read", "use"]);
    set.rule(ActRuleKind::CountsAs, read, usage);
    set.may("p", usage);
    assert!(fails(&set, Mode::Never, status(Modal::May, done(read))));
    assert!(!fails(&set, Mode::Always, status(Modal::May, done(read))));
}

#[test]
fn under_never_a_permission_of_the_narrower_act_counts_too() {
    let mut set = Set::new();
    let [read, usage] = set.actions(["read", "use"]);
    set.rule(ActRuleKind::CountsAs, read, usage);
    set.may("p", read);
    assert!(fails(&set, Mode::Never, status(Modal::May, done(usage))));
    assert!(fails(&set, Mode::Always, status(Modal::May, done(usage))));
}

#[test]
fn a_stricter_window_respects_a_principle() {
    let mut set = Set::new();
    let [consult, regulate] = set.actions(["consult", "regulate"]);
    set.does(regulate, 0);
    let d = set.must("d", consult);
    let mut expected = must_do(consult);
    expected.window =
        Some(Window { join: Join::And, clauses: vec![Clause::Before(first(regulate))] });
    let before = first(regulate);
    set.time(d, vec![Clause::AtLeastBefore { length: days(30), before }]);
    assert!(!fails(&set, Mode::Whenever, expected.clone()));
    set.time(d, vec![within(days(30), first(regulate))]);
    assert!(fails(&set, Mode::Whenever, expected));
}

#[test]
fn a_defeated_norm_says_nothing() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let (p, b) = (set.may("p", a), set.ban("b", a));
    assert!(!fails(&set, Mode::Always, status(Modal::May, done(a))));
    set.relation(RelationKind::Yields, b, p);
    assert!(fails(&set, Mode::Always, status(Modal::May, done(a))));
    assert!(!fails(&set, Mode::Always, status(Modal::MustNot, done(a))));
}

#[test]
fn an_alternative_and_a_recommendation_answer_no_question_about_a_duty() {
    let mut set = Set::new();
    let [a, b] = set.actions(["a", "b"]);
    set.norm("choice", Modal::Must, &[a, b]);
    assert!(fails(&set, Mode::Always, must_do(a)));
    let d = set.must("d", a);
    set.at(d).recommendation = true;
    assert!(fails(&set, Mode::Always, must_do(a)));
    set.at(d).recommendation = false;
    assert!(!fails(&set, Mode::Always, must_do(a)));
}

#[test]
fn a_principle_is_not_asked_before_the_first_norm_on_the_act() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let p = set.may("p", a);
    set.at(p).in_force = vec![
        DaySpan { from: Some(day(5)), until: Some(day(9)) },
        DaySpan { from: Some(day(20)), until: Some(day(30)) },
    ];
    let permitted = || status(Modal::May, done(a));
    assert!(!fails(&set, Mode::Always, permitted()));
    set.situation.day = Some(day(7));
    assert!(!fails(&set, Mode::Always, permitted()));
    set.situation.day = Some(day(12));
    assert!(fails(&set, Mode::Always, permitted()));
    set.situation.day = Some(day(31));
    assert!(!fails(&set, Mode::Always, permitted()));
}
