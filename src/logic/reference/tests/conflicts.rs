//! Which sets clash, and how.

use super::build::*;
use crate::model::*;

#[test]
fn an_act_required_and_forbidden_is_a_strict_conflict() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    set.must("d", a);
    set.ban("b", a);
    assert_eq!(set.conflicts(), ["strict: b d"]);
}

#[test]
fn conditions_must_hold_together_for_a_conflict() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let (p, q) = (set.fact("p", &[]), set.fact("q", &[]));
    let (d, b) = (set.must("d", a), set.ban("b", a));
    set.when(d, holds(p));
    set.when(b, holds(q));
    set.situation.facts.insert((p, vec![]));
    assert!(set.conflicts().is_empty());
    set.situation.facts.insert((q, vec![]));
    assert_eq!(set.conflicts(), ["strict: b d"]);
}

#[test]
fn whoever_plays_both_roles_bears_both_norms() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let (controller, provider) = (set.role("Controller", set.org), set.role("Provider", set.org));
    set.norm_of("d", Modal::Must, vec![done(a)], vec![var("Controller", &[controller])]);
    set.norm_of("b", Modal::MustNot, vec![done(a)], vec![var("Provider", &[provider])]);
    let who = set.who(&[set.org, controller]);
    assert!(set.conflicts().is_empty());
    set.situation.participants[who.0 as usize].sorts.insert(provider);
    assert_eq!(set.conflicts(), ["strict: b d"]);
    set.model.disjoint.push((controller, provider));
    assert_eq!(set.ask(|world| world.is_possible()), Ok(false));
}

#[test]
fn a_ban_catches_acts_that_count_as_the_forbidden_one() {
    let mut set = Set::new();
    let [publish, disclose] = set.actions(["publish", "disclose"]);
    set.rule(ActRuleKind::CountsAs, publish, disclose);
    set.must("d", publish);
    set.ban("b", disclose);
    assert_eq!(set.conflicts(), ["strict: b d"]);
}

#[test]
fn a_wider_duty_can_be_met_in_another_way_than_the_forbidden_one() {
    let mut set = Set::new();
    let [publish, disclose] = set.actions(["publish", "disclose"]);
    set.rule(ActRuleKind::CountsAs, publish, disclose);
    set.must("d", disclose);
    set.ban("b", publish);
    assert!(set.conflicts().is_empty());
}

#[test]
fn each_permission_clashes_by_itself() {
    let mut set = Set::new();
    let [read, write, usage] = set.actions(["read", "write", "use"]);
    set.rule(ActRuleKind::CountsAs, read, usage);
    set.rule(ActRuleKind::CountsAs, write, usage);
    set.may("p", read);
    set.may("q", write);
    set.ban("b", usage);
    assert_eq!(set.conflicts(), ["wide: b p", "wide: b q"]);
}

#[test]
fn a_permission_covers_acts_that_count_as_it() {
    let mut set = Set::new();
    let [read, usage] = set.actions(["read", "use"]);
    set.rule(ActRuleKind::CountsAs, read, usage);
    set.may("p", usage);
    set.ban("b", read);
    assert_eq!(set.conflicts(), ["wide: b p"]);
}

#[test]
fn a_permission_of_what_cannot_be_done_anyway_clashes_with_nothing() {
    let mut set = Set::new();
    let [a, b] = set.actions(["a", "b"]);
    let never = set.event("never");
    set.model.rules.push(ActRule {
        kind: ActRuleKind::Needs,
        scope: Scope { vars: vec![var("bearer", &[])] },
        left: done(a),
        right: Occurrence::Event { event: never, args: vec![] },
        when: Cond::TRUE,
        span: span(),
    });
    set.may("p", a);
    set.ban("ban", a);
    set.must("d", b);
    assert!(set.conflicts().is_empty());
}

#[test]
fn an_exemption_clashes_with_a_duty_that_forces_the_act() {
    let mut set = Set::new();
    let [a, b] = set.actions(["a", "b"]);
    set.norm("n", Modal::NeedNot, &[a]);
    set.norm("choice", Modal::Must, &[a, b]);
    assert!(set.conflicts().is_empty());
    set.must("d", a);
    assert_eq!(set.conflicts(), ["wide: d n"]);
}

#[test]
fn a_recommendation_gives_no_more_than_a_tension() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let d = set.must("d", a);
    set.at(d).recommendation = true;
    set.ban("b", a);
    assert_eq!(set.conflicts(), ["tension: b d"]);
}

#[test]
fn a_duty_of_two_alternatives_needs_two_bans() {
    let mut set = Set::new();
    let [a, b] = set.actions(["a", "b"]);
    set.norm("d", Modal::Must, &[a, b]);
    set.ban("x", a);
    assert!(set.conflicts().is_empty());
    set.ban("y", b);
    assert_eq!(set.conflicts(), ["incompatible: d x y"]);
}

#[test]
fn acts_that_exclude_each_other_cannot_both_be_required() {
    let mut set = Set::new();
    let [a, b] = set.actions(["a", "b"]);
    set.rule(ActRuleKind::Excludes, a, b);
    set.must("x", a);
    set.must("y", b);
    assert_eq!(set.conflicts(), ["incompatible: x y"]);
}

#[test]
fn acts_that_exclude_each_other_at_once_can_be_done_in_turn() {
    let mut set = Set::new();
    let [a, b] = set.actions(["a", "b"]);
    set.rule(ActRuleKind::ExcludesAtOnce, a, b);
    let (x, y) = (set.must("x", a), set.must("y", b));
    assert!(set.conflicts().is_empty());
    let e = set.event("e");
    set.happens(e, &[], 3);
    for norm in [x, y] {
        set.time(norm, vec![within(days(0), when(e))]);
    }
    assert_eq!(set.conflicts(), ["incompatible: x y"]);
    for norm in [x, y] {
        set.time(norm, vec![Clause::AtAllTimes]);
    }
    assert_eq!(set.conflicts(), ["incompatible: x y"]);
}

#[test]
fn a_duty_once_done_does_not_clash_with_itself() {
    let mut set = Set::new();
    let [test] = set.actions(["test"]);
    let incident = set.kind("Incident");
    let happened = set.event_of("happened", &[incident]);
    let acts = vec![done(test)];
    let vars = vec![var("Org", &[set.org]), var("Incident", &[incident])];
    let d = set.norm_of("d", Modal::Must, acts, vars);
    set.time(d, vec![within(days(30), when_of(happened, &[1]))]);
    for after in [2, 9] {
        let who = set.who(&[incident]);
        set.happens(happened, &[who], after);
    }
    assert!(set.conflicts().is_empty());
}

#[test]
fn a_duty_that_a_free_act_starts_conflicts_only_widely() {
    let mut set = Set::new();
    let [a, disclose] = set.actions(["a", "disclose"]);
    let d = set.must("d", a);
    set.time(d, vec![within(days(3), first(disclose))]);
    set.ban("b", a);
    assert!(set.conflicts().is_empty());
    set.does(disclose, 2);
    assert_eq!(set.conflicts(), ["wide: b d"]);
}

#[test]
fn a_duty_that_a_required_act_starts_conflicts_strictly() {
    let mut set = Set::new();
    let [a, disclose] = set.actions(["a", "disclose"]);
    let d = set.must("d", a);
    set.time(d, vec![within(days(3), first(disclose))]);
    set.ban("b", a);
    set.must("start", disclose);
    set.does(disclose, 2);
    assert_eq!(set.conflicts(), ["strict: b d"]);
}

#[test]
fn a_norm_that_the_listed_acts_break_is_in_no_clash() {
    let mut set = Set::new();
    let [a, disclose] = set.actions(["a", "disclose"]);
    let d = set.must("d", a);
    set.time(d, vec![within(days(3), first(disclose))]);
    set.ban("b", disclose);
    set.does(disclose, 2);
    assert!(set.conflicts().is_empty());
}

fn remedy(set: &mut Set, primary: NormId, remedy: NormId) {
    set.at(primary).otherwise = Some(remedy);
    set.at(remedy).primary = Some(primary);
}

#[test]
fn a_remedy_conflicts_only_where_its_primary_is_violated() {
    let mut set = Set::new();
    let [a, b] = set.actions(["a", "b"]);
    let (d, other) = (set.must("d", a), set.must("d.otherwise", b));
    remedy(&mut set, d, other);
    set.ban("ban", b);
    assert!(set.conflicts().is_empty());
    set.situation.violated.insert((d, vec![ParticipantId(0)]));
    assert_eq!(set.conflicts(), ["wide: ban d.otherwise"]);
}

#[test]
fn a_remedy_whose_primary_cannot_be_respected_conflicts_strictly() {
    let mut set = Set::new();
    let [a, b] = set.actions(["a", "b"]);
    let (d, other) = (set.must("d", a), set.must("d.otherwise", b));
    remedy(&mut set, d, other);
    set.ban("ban", b);
    set.ban("first", a);
    set.situation.violated.insert((d, vec![ParticipantId(0)]));
    assert_eq!(set.conflicts(), ["strict: ban d.otherwise", "strict: d first"]);
}

#[test]
fn no_clash_holds_a_ban_and_its_own_remedy() {
    let mut set = Set::new();
    let [kill, gently] = set.actions(["kill", "kill gently"]);
    set.rule(ActRuleKind::CountsAs, gently, kill);
    let (ban, other) = (set.ban("ban", kill), set.must("ban.otherwise", gently));
    remedy(&mut set, ban, other);
    set.situation.violated.insert((ban, vec![ParticipantId(0)]));
    assert!(set.conflicts().is_empty());
    set.ban("third", gently);
    assert_eq!(set.conflicts().len(), 1);
}

#[test]
fn telling_of_a_breach_is_compatible_with_the_duty_that_was_breached() {
    let mut set = Set::new();
    let [go, tell] = set.actions(["go", "tell"]);
    let (d, other) = (set.must("d", go), set.ban("d.otherwise", tell));
    remedy(&mut set, d, other);
    let told = set.must("told", tell);
    set.when(told, Cond::Happens(doing(go)));
    set.situation.violated.insert((d, vec![ParticipantId(0)]));
    assert!(set.conflicts().is_empty());
}

#[test]
fn a_fresh_participant_meets_a_duty_unless_a_ban_catches_everybody() {
    let mut set = Set::new();
    let person = set.kind("Person");
    let name = set.action("designate", &[person]);
    let unfit = set.fact("unfit", &[person]);
    let org = set.org;
    set.norm_of(
        "d",
        Modal::Must,
        vec![act(name, &[1])],
        vec![var("Org", &[org]), some("Person", &[person])],
    );
    let vars = vec![var("Org", &[org]), var("Person", &[person])];
    let b = set.norm_of("b", Modal::MustNot, vec![act(name, &[1])], vars);
    assert!(set.conflicts().is_empty());
    set.who(&[person]);
    assert_eq!(set.conflicts(), ["strict: b d"]);
    set.when(b, is_so(unfit, &[1]));
    set.situation.facts.insert((unfit, vec![ParticipantId(1)]));
    assert!(set.conflicts().is_empty());
}

#[test]
fn powers_clash_where_one_body_has_what_another_has_alone() {
    let mut set = Set::new();
    let [regulate] = set.actions(["regulate"]);
    let agency = set.kind("Agency");
    set.who(&[agency]);
    let vars = vec![var("Agency", &[agency])];
    set.norm_of("sole", Modal::HasSolePower, vec![done(regulate)], vars);
    assert!(set.conflicts().is_empty());
    set.norm("power", Modal::HasPower, &[regulate]);
    assert_eq!(set.conflicts(), ["competence: power sole"]);
}

#[test]
fn those_whom_one_norm_empowers_do_not_clash_by_it() {
    let mut set = Set::new();
    let [regulate] = set.actions(["regulate"]);
    set.who(&[set.org]);
    set.norm("sole", Modal::HasSolePower, &[regulate]);
    assert!(set.conflicts().is_empty());
}

#[test]
fn a_power_clashes_with_its_lack_and_not_with_a_ban() {
    let mut set = Set::new();
    let [regulate] = set.actions(["regulate"]);
    set.norm("power", Modal::HasPower, &[regulate]);
    set.ban("ban", regulate);
    assert!(set.conflicts().is_empty());
    set.norm("none", Modal::HasNoPower, &[regulate]);
    assert_eq!(set.conflicts(), ["competence: none power"]);
}
