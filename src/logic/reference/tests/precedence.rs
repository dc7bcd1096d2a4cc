//! Who prevails, who is defeated, and who is displaced.

use super::build::*;
use crate::model::*;

/// Three norms on one act that clash pairwise is not possible; these are two bans and a duty each.
fn rivals(set: &mut Set) -> (NormId, NormId) {
    let [a] = set.actions(["a"]);
    (set.must("d", a), set.ban("b", a))
}

#[test]
fn a_norm_that_yields_is_not_effective() {
    let mut set = Set::new();
    let (d, b) = rivals(&mut set);
    set.relation(RelationKind::Yields, d, b);
    assert!(set.conflicts().is_empty());
    assert_eq!(set.ask(|world| world.effective(&set.only(b))), Ok(false));
    assert_eq!(set.ask(|world| world.effective(&set.only(d))), Ok(true));
}

#[test]
fn the_defeated_defeat_nobody() {
    // a and b exclude each other, and so do b and c; a yields to b, and b to c.
    let mut set = Set::new();
    let [a, b, c] = set.actions(["a", "b", "c"]);
    set.rule(ActRuleKind::Excludes, a, b);
    set.rule(ActRuleKind::Excludes, b, c);
    let (x, y, z) = (set.must("x", a), set.must("y", b), set.must("z", c));
    set.relation(RelationKind::Yields, y, x);
    set.relation(RelationKind::Yields, z, y);
    assert!(set.conflicts().is_empty());
    assert_eq!(set.ask(|world| world.effective(&set.only(x))), Ok(true));
    assert_eq!(set.ask(|world| world.effective(&set.only(y))), Ok(false));
    set.rule(ActRuleKind::Excludes, a, c);
    assert_eq!(set.conflicts(), ["incompatible: x z"]);
}

#[test]
fn in_a_ring_nobody_loses() {
    let mut set = Set::new();
    let [a, b, c] = set.actions(["a", "b", "c"]);
    let acts = [a, b, c];
    let norms = [set.must("x", a), set.must("y", b), set.must("z", c)];
    for place in 0..3 {
        let next = (place + 1) % 3;
        set.rule(ActRuleKind::Excludes, acts[place], acts[next]);
        set.relation(RelationKind::Yields, norms[place], norms[next]);
    }
    assert_eq!(set.conflicts().len(), 3);
}

#[test]
fn a_word_does_not_reach_up() {
    let mut set = Set::new();
    let [constitution, statute] = set.ranked(["constitution", "statute"]);
    let (d, b) = rivals(&mut set);
    set.at(d).instrument = statute;
    set.at(b).instrument = constitution;
    set.relation(RelationKind::Prevails, d, b);
    assert!(set.conflicts().is_empty());
    assert_eq!(set.ask(|world| world.prevails(&set.only(b), &set.only(d))), Ok(true));
    set.relation(RelationKind::Yields, d, b);
    assert_eq!(set.ask(|world| world.prevails(&set.only(d), &set.only(b))), Ok(true));
}

#[test]
fn two_higher_bans_together_defeat_a_permission_in_every_case() {
    let mut set = Set::new();
    let [high, low] = set.ranked(["high", "low"]);
    let [a] = set.actions(["a"]);
    let p = set.fact("p", &[]);
    let (permission, x, y) = (set.may("permission", a), set.ban("x", a), set.ban("y", a));
    set.at(permission).instrument = low;
    set.at(x).instrument = high;
    set.at(y).instrument = high;
    set.when(x, holds(p));
    set.when(y, Cond::Not(Box::new(holds(p))));
    let effective = |set: &Set| set.ask(|world| world.effective(&set.only(permission)));
    assert_eq!(effective(&set), Ok(false));
    set.situation.facts.insert((p, vec![]));
    assert_eq!(effective(&set), Ok(false));
}

#[test]
fn the_narrower_field_prevails_and_an_exception_narrows_nothing() {
    let mut set = Set::new();
    let (p, r) = (set.fact("p", &[]), set.fact("r", &[]));
    set.situation.facts.extend([(p, vec![]), (r, vec![])]);
    let (d, b) = rivals(&mut set);
    set.when(d, holds(p));
    set.when(b, holds(p));
    let q = set.fact("q", &[]);
    set.at(d).unless = holds(q);
    assert_eq!(set.conflicts(), ["strict: b d"]);
    set.at(d).when = Cond::All(vec![holds(p), holds(r)]);
    assert!(set.conflicts().is_empty());
    let [other] = set.ranked(["other"]);
    set.at(d).instrument = other;
    assert_eq!(set.conflicts(), ["strict: b d"]);
}

#[test]
fn outside_all_orders_only_words_prevail() {
    let mut set = Set::new();
    let (d, b) = rivals(&mut set);
    let free = set.instrument("free");
    set.at(d).instrument = free;
    set.at(b).instrument = free;
    set.at(d).in_force = vec![DaySpan { from: Some(day(-90)), until: None }];
    assert_eq!(set.conflicts(), ["strict: b d"]);
    set.relation(RelationKind::Prevails, b, d);
    assert!(set.conflicts().is_empty());
}

#[test]
fn the_declared_order_of_canons_decides() {
    let mut set = Set::new();
    let (p, r) = (set.fact("p", &[]), set.fact("r", &[]));
    set.situation.facts.extend([(p, vec![]), (r, vec![])]);
    let (d, b) = rivals(&mut set);
    set.when(b, holds(p));
    set.at(d).when = Cond::All(vec![holds(p), holds(r)]);
    set.at(d).in_force = vec![DaySpan { from: Some(day(-900)), until: None }];
    set.at(b).in_force = vec![DaySpan { from: Some(day(-90)), until: None }];
    assert_eq!(set.ask(|world| world.prevails(&set.only(d), &set.only(b))), Ok(true));
    set.model.precedence = vec![Canon::Superior, Canon::Posterior, Canon::Specialis];
    assert_eq!(set.ask(|world| world.prevails(&set.only(b), &set.only(d))), Ok(true));
    set.model.precedence.clear();
    assert_eq!(set.conflicts(), ["strict: b d"]);
}

#[test]
fn a_recommendation_defeats_no_binding_norm() {
    let mut set = Set::new();
    let [high, low] = set.ranked(["high", "low"]);
    let (d, b) = rivals(&mut set);
    set.at(d).instrument = high;
    set.at(b).instrument = low;
    set.at(d).recommendation = true;
    assert_eq!(set.conflicts(), ["tension: b d"]);
}

#[test]
fn orders_that_rank_differently_settle_nothing() {
    let mut set = Set::new();
    let [x, y] = set.ranked(["x", "y"]);
    let (d, b) = rivals(&mut set);
    set.at(d).instrument = x;
    set.at(b).instrument = y;
    assert!(set.conflicts().is_empty());
    let order = set.model.orders.push(Order {
        name: "other".into(),
        ranks: vec!["high".into(), "low".into()],
        span: span(),
    });
    for (instrument, rank) in [(x, 1), (y, 0)] {
        let standing = Standing { order, rank, span: span() };
        set.model.instruments[instrument].standings.push(standing);
    }
    assert_eq!(set.conflicts(), ["strict: b d"]);
}

#[test]
fn a_default_yields_to_what_is_none() {
    let mut set = Set::new();
    let (d, b) = rivals(&mut set);
    set.at(d).default = true;
    assert_eq!(set.ask(|world| world.losers(&[set.only(d), set.only(b)])), Ok(vec![set.only(d)]));
}

#[test]
fn only_the_covered_bank_is_displaced() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    let covered = set.fact("covered", &[set.org]);
    let bank = set.who(&[set.org]);
    let (special, general) = (set.must("special", a), set.must("general", a));
    set.when(special, is_so(covered, &[0]));
    set.relation(RelationKind::Displaces, special, general);
    set.situation.facts.insert((covered, vec![bank]));
    let applies = set.ask(|world| {
        let all = world.instances(general);
        all.iter().map(|one| world.applies(one).expect("an answer")).collect::<Vec<_>>()
    });
    assert_eq!(applies, [true, false]);
}

#[test]
fn a_norm_that_says_so_displaces_while_another_applies() {
    let mut set = Set::new();
    let [a, b] = set.actions(["a", "b"]);
    let (special, general) = (set.must("special", a), set.must("general", b));
    let fact = set.fact("fact", &[]);
    set.when(special, holds(fact));
    let says = set.norm_of("says", Modal::Relation, vec![], vec![]);
    set.model.relations.push(Relation {
        kind: RelationKind::Displaces,
        winner: Target::Norm(says),
        loser: Target::Norm(general),
        norm: Some(says),
        instrument: set.law,
        scope: Scope::default(),
        when: Cond::Applies(Target::Norm(special)),
        span: span(),
    });
    assert!(set.applies(general));
    set.situation.facts.insert((fact, vec![]));
    assert!(!set.applies(general));
}

#[test]
fn norms_that_displace_each_other_are_no_endless_question() {
    let mut set = Set::new();
    let (d, b) = rivals(&mut set);
    set.relation(RelationKind::Displaces, d, b);
    set.relation(RelationKind::Displaces, b, d);
    assert!(set.ask(|world| world.applies(&set.only(d))).is_err());
}
