//! Windows, orders of acts, force.

use super::build::*;
use crate::logic::reference::Instance;
use crate::model::*;

#[test]
fn keeping_ends_at_the_moment_from_which_erasure_is_due() {
    let mut set = Set::new();
    let [erase, retain] = set.actions(["erase", "retain"]);
    set.rule(ActRuleKind::Ends, erase, retain);
    let closed = set.event("closed");
    set.happens(closed, &[], 0);
    let five = || length(5, Unit::Years);
    let (keep, wipe) = (set.must("keep", retain), set.must("wipe", erase));
    set.time(keep, vec![Clause::For { length: five(), after: when(closed) }]);
    set.time(wipe, vec![Clause::NoEarlierThan(after(five(), when(closed)))]);
    assert!(set.conflicts().is_empty());
    let soon = vec![within(length(4, Unit::Years), when(closed))];
    set.time(wipe, soon);
    assert_eq!(set.conflicts(), ["temporal: keep wipe"]);
}

#[test]
fn an_exception_for_a_duty_to_keep_ends_with_that_duty() {
    let mut set = Set::new();
    let [erase, retain] = set.actions(["erase", "retain"]);
    set.rule(ActRuleKind::Ends, erase, retain);
    let (closed, request) = (set.event("closed"), set.event("request"));
    let (keep, wipe) = (set.must("keep", retain), set.must("wipe", erase));
    let five = length(5, Unit::Years);
    set.time(keep, vec![Clause::For { length: five, after: when(closed) }]);
    set.time(wipe, vec![within(length(1, Unit::Months), when(request))]);
    set.at(wipe).unless = Cond::Status(Box::new(must_do(retain)));
    set.happens(closed, &[], 0);
    set.happens(request, &[], 2 * 365);
    assert!(!set.applies(wipe) && set.applies(keep));
    set.happens(request, &[], 5 * 365 + 3);
    assert!(set.applies(wipe));
    assert!(set.conflicts().is_empty());
}

#[test]
fn a_deadline_inside_a_span_of_silence_is_a_temporal_conflict() {
    let mut set = Set::new();
    let [notify] = set.actions(["notify"]);
    let (aware, clear) = (set.event("awareness"), set.event("clearance"));
    let (d, b) = (set.must("d", notify), set.ban("b", notify));
    set.time(d, vec![within(length(72, Unit::Hours), when(aware))]);
    set.time(b, vec![Clause::Until(when(clear))]);
    set.happens(aware, &[], 0);
    assert_eq!(set.conflicts(), ["temporal: b d"]);
    set.happens(clear, &[], 4);
    assert_eq!(set.conflicts(), ["temporal: b d"]);
    set.happens(clear, &[], 3);
    assert!(set.conflicts().is_empty());
}

#[test]
fn an_assumption_on_the_event_leaves_no_other_time_for_it() {
    let mut set = Set::new();
    let (aware, clear) = (set.event("awareness"), set.event("clearance"));
    let event = |event| Occurrence::Event { event, args: vec![] };
    set.model.assumptions.push(Assumption {
        scope: Scope::default(),
        cond: Cond::Distance {
            later: Box::new(event(clear)),
            at_least: false,
            length: length(48, Unit::Hours),
            earlier: Box::new(event(aware)),
        },
        span: span(),
    });
    set.happens(aware, &[], 0);
    assert_eq!(set.ask(|world| world.is_possible()), Ok(false));
    set.happens(clear, &[], 2);
    assert_eq!(set.ask(|world| world.is_possible()), Ok(true));
    set.happens(clear, &[], 3);
    assert_eq!(set.ask(|world| world.is_possible()), Ok(false));
}

#[test]
fn a_deadline_before_its_own_trigger_is_a_clash_of_one() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let (classified, aware) = (set.event("classified"), set.event("aware"));
    let d = set.must("d", a);
    set.time(
        d,
        vec![within(length(4, Unit::Hours), when(classified)), within(days(1), when(aware))],
    );
    set.happens(aware, &[], 0);
    set.happens(classified, &[], 1);
    assert!(set.conflicts().is_empty());
    set.happens(classified, &[], 2);
    assert_eq!(set.conflicts(), ["temporal: d"]);
}

#[test]
fn one_ban_can_fill_a_window_by_applying_twice() {
    let mut set = Set::new();
    let [publish] = set.actions(["publish"]);
    let person = set.kind("Person");
    let (request, objection) = (set.event("request"), set.event_of("objection", &[person]));
    let d = set.must("d", publish);
    set.time(d, vec![within(days(50), when(request))]);
    let vars = vec![var("Org", &[set.org]), var("Person", &[person])];
    let b = set.norm_of("b", Modal::MustNot, vec![done(publish)], vars);
    set.time(b, vec![Clause::For { length: days(30), after: when_of(objection, &[1]) }]);
    set.happens(request, &[], 0);
    for after in [0, 30] {
        let who = set.who(&[person]);
        set.happens(objection, &[who], after);
    }
    assert_eq!(set.conflicts(), ["temporal: b b d"]);
    set.time(d, vec![within(days(60), when(request))]);
    assert!(set.conflicts().is_empty());
    let third = set.who(&[person]);
    set.happens(objection, &[third], 59);
    assert_eq!(set.conflicts(), ["temporal: b b b d"]);
}

#[test]
fn a_circle_of_orders_needs_somebody_who_must_enter_it() {
    let mut set = Set::new();
    let [a, b] = set.actions(["a", "b"]);
    let (x, y) = (set.must("x", a), set.must("y", b));
    set.time(x, vec![Clause::Before(first(b))]);
    set.time(y, vec![Clause::Before(first(a))]);
    assert!(set.conflicts().is_empty());
    set.must("z", b);
    assert_eq!(set.conflicts(), ["temporal: x y z"]);
}

#[test]
fn a_chain_of_deadlines_can_be_one_day_short() {
    let mut set = Set::new();
    let [a, b] = set.actions(["a", "b"]);
    let e = set.event("e");
    set.happens(e, &[], 0);
    let (x, y, z) = (set.must("x", a), set.must("y", b), set.must("z", b));
    set.time(x, vec![within(days(10), when(e))]);
    set.time(y, vec![Clause::AtLeastBefore { length: days(6), before: first(a) }]);
    set.time(z, vec![Clause::NoEarlierThan(after(days(5), when(e)))]);
    assert_eq!(set.conflicts(), ["temporal: x y z"]);
    set.time(x, vec![within(days(11), when(e))]);
    assert!(set.conflicts().is_empty());
}

#[test]
fn the_same_length_from_the_same_start_ends_at_the_same_moment() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let e = set.event("e");
    set.happens(e, &[], 30);
    let month = || length(1, Unit::Months);
    let (x, y) = (set.must("x", a), set.must("y", a));
    set.time(x, vec![within(month(), when(e))]);
    set.time(y, vec![Clause::NoEarlierThan(after(month(), when(e)))]);
    assert!(set.conflicts().is_empty());
    // From 31 January the month ends with February, a leap day included.
    set.time(y, vec![Clause::NoEarlierThan(after(days(30), when(e)))]);
    assert!(set.conflicts().is_empty());
    set.time(y, vec![Clause::NoEarlierThan(after(days(31), when(e)))]);
    assert_eq!(set.conflicts(), ["temporal: x y"]);
}

#[test]
fn a_ban_leaves_the_moment_at_which_it_ends() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let e = set.event("e");
    set.happens(e, &[], 0);
    let (d, b) = (set.must("d", a), set.ban("b", a));
    set.time(d, vec![within(days(7), when(e))]);
    set.time(b, vec![Clause::For { length: days(7), after: when(e) }]);
    assert!(set.conflicts().is_empty());
    set.time(b, vec![Clause::For { length: days(8), after: when(e) }]);
    assert_eq!(set.conflicts().len(), 1);
}

#[test]
fn norms_that_are_never_in_force_together_do_not_conflict() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let (d, b) = (set.must("d", a), set.ban("b", a));
    let last = DaySpan { from: None, until: Some(day(365)) };
    set.at(d).in_force = vec![last];
    set.at(b).in_force = vec![DaySpan { from: Some(day(366)), until: None }];
    set.situation.day = Some(day(365));
    assert!(set.conflicts().is_empty());
    set.at(b).in_force = vec![DaySpan { from: Some(day(150)), until: None }];
    assert!(set.conflicts().is_empty(), "the later one prevails");
    set.model.precedence.clear();
    assert_eq!(set.conflicts(), ["strict: b d"]);
    set.situation.day = Some(day(149));
    assert!(set.conflicts().is_empty());
    set.situation.day = Some(day(366));
    assert!(set.conflicts().is_empty());
}

#[test]
fn a_duty_keeps_its_deadline_after_its_norm_has_ended() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let e = set.event("e");
    let d = set.must("d", a);
    set.time(d, vec![within(days(10), when(e))]);
    set.at(d).in_force = vec![DaySpan { from: Some(day(0)), until: Some(day(5)) }];
    set.happens(e, &[], 5);
    assert!(set.applies(d));
    let window = set.ask(|world| world.window(&set.only(d))).expect("an answer");
    assert!(window.contains(day(15).start().0));
    set.happens(e, &[], 6);
    assert!(!set.applies(d));
}

#[test]
fn an_act_that_needs_another_waits_for_it() {
    let mut set = Set::new();
    let [a, b] = set.actions(["a", "b"]);
    set.rule(ActRuleKind::Needs, a, b);
    let e = set.event("e");
    set.happens(e, &[], 0);
    let d = set.must("d", a);
    set.time(d, vec![within(days(3), when(e))]);
    assert!(set.conflicts().is_empty());
    let silence = set.ban("ban", b);
    set.time(silence, vec![Clause::Until(after(days(4), when(e)))]);
    assert_eq!(set.conflicts(), ["temporal: ban d"]);
}

#[test]
fn working_days_pass_over_the_weekend() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let e = set.event("e");
    // The fourth day after a Monday is a Friday.
    set.happens(e, &[], 4);
    let d = set.must("d", a);
    set.time(d, vec![within(length(1, Unit::WorkingDays), when(e))]);
    let window = set.ask(|world| world.window(&set.only(d))).expect("an answer");
    assert!(window.contains(day(7).start().0) && !window.contains(day(7).start().0 + 1));
}

#[test]
fn a_clause_on_what_never_happens_asks_for_nothing() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let e = set.event("e");
    let d = set.must("d", a);
    set.time(d, vec![Clause::Before(when(e))]);
    assert!(!set.applies(d));
    let b = set.ban("b", a);
    set.time(b, vec![Clause::Before(when(e))]);
    assert!(set.applies(b));
    set.time(b, vec![Clause::From(when(e))]);
    assert!(!set.applies(b));
}

#[test]
fn a_duty_that_recurs_applies_in_its_first_stretch() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let d = set.must("d", a);
    set.time(d, vec![Clause::Every { length: days(7), from: None }]);
    set.ask(|world| {
        let first = &world.instances(d)[0];
        assert_eq!((first.stretch, world.applies(first)), (Some(0), Ok(true)));
        let whole = Instance { stretch: None, ..first.clone() };
        assert_eq!(world.applies(&whole), Ok(true));
    });
}

#[test]
fn whoever_is_late_violates_a_deadline() {
    let mut set = Set::new();
    let [notify] = set.actions(["notify"]);
    let aware = set.event("awareness");
    let d = set.must("d", notify);
    set.time(d, vec![within(length(72, Unit::Hours), when(aware))]);
    set.happens(aware, &[], 0);
    let violates = |set: &Set| set.ask(|world| world.violates(ParticipantId(0), d));
    assert_eq!(violates(&set), Ok(false));
    set.does(notify, 3);
    assert_eq!(violates(&set), Ok(false));
    // The situation is looked at on the first day: what comes after it has not been done, and nothing is over.
    set.does(notify, 5);
    assert_eq!(violates(&set), Ok(false));
    set.situation.day = Some(day(5));
    assert_eq!(violates(&set), Ok(true));
}
