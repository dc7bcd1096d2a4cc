//! Participants and conditions.

use super::build::*;
use crate::model::*;

#[test]
fn two_names_are_two_participants_unless_one_is_any() {
    let mut set = Set::new();
    let consult = set.action("consult", &[set.org]);
    set.who(&[set.org]);
    let vars = || vec![var("a", &[SortId(0)]), var("b", &[SortId(0)])];
    let d = set.norm_of("d", Modal::Must, vec![act(consult, &[1])], vars());
    assert_eq!(set.ask(|world| world.instances(d)).len(), 2);
    set.at(d).scope.vars[1].any = true;
    assert_eq!(set.ask(|world| world.instances(d)).len(), 4);
}

#[test]
fn some_auditor_is_enough_for_an_exception() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let auditor = set.kind("Auditor");
    let certified = set.fact("certified", &[auditor]);
    let d = set.norm_of(
        "d",
        Modal::Must,
        vec![done(a)],
        vec![var("Org", &[set.org]), some("Auditor", &[auditor])],
    );
    set.at(d).unless = Cond::Some(vec![VarId(1)], Box::new(is_so(certified, &[1])));
    let (_, second) = (set.who(&[auditor]), set.who(&[auditor]));
    assert!(set.applies(d));
    set.situation.facts.insert((certified, vec![second]));
    assert!(!set.applies(d));
}

#[test]
fn an_attribute_without_a_value_is_not_guessed() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let severity = set.model.attributes.push(Attribute {
        name: "severity".into(),
        params: vec![],
        ty: AttributeType::Range(0, 10),
        open: false,
        reads: None,
        span: span(),
    });
    let d = set.must("d", a);
    let left = Term::Attribute { attribute: severity, args: vec![] };
    set.when(
        d,
        Cond::Compare(Comparison { left, op: CompareOp::GreaterEqual, right: Value::Number(7) }),
    );
    assert!(set.ask(|world| world.applies(&set.only(d))).is_err());
    set.situation.attributes.insert((severity, vec![]), AttributeValue::Number(7));
    assert!(set.applies(d));
    set.situation.attributes.insert((severity, vec![]), AttributeValue::Number(6));
    assert!(!set.applies(d));
}

#[test]
fn a_date_is_asked_of_the_start_of_a_window_or_moment_by_moment() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let e = set.event("e");
    set.happens(e, &[], 0);
    let b = set.ban("b", a);
    set.when(b, Cond::OnOrAfter(day(5)));
    let window = set.ask(|world| world.window(&set.only(b))).expect("an answer");
    assert!(!window.contains(day(4).start().0) && window.contains(day(5).start().0));
    set.time(b, vec![Clause::For { length: days(9), after: when(e) }]);
    assert!(!set.applies(b));
}

#[test]
fn a_definition_is_asked_of_its_own_participants() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let big = set.fact("big", &[set.org]);
    let definition = set.model.definitions.push(Definition {
        name: "large".into(),
        params: vec![Param { label: None, sort: set.org }],
        scope: Scope { vars: vec![var("Org", &[set.org])] },
        cond: is_so(big, &[0]),
        span: span(),
    });
    let d = set.must("d", a);
    set.when(d, Cond::Define { definition, args: vec![the(0)] });
    assert!(!set.applies(d));
    set.situation.facts.insert((big, vec![ParticipantId(0)]));
    assert!(set.applies(d));
}
