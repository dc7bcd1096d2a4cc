//! Duties and bans are respected together, iff trying all moments of a fine grid finds a way.

use proptest::prelude::*;

use super::build::*;
use crate::model::*;

/// Steps of the grid in a day: finer than the number of doings that must differ.
const STEPS: i64 = 5;
/// The days on which events happen, and two more.
const DAYS: i64 = 4;

#[derive(Clone, Debug)]
struct Rule {
    duty: bool,
    act: usize,
    from: i64,
    days: i64,
    /// Also only before the other act.
    before: bool,
}

#[derive(Clone, Debug)]
struct Case {
    norms: Vec<Rule>,
    ties: Vec<(ActRuleKind, bool)>,
}

fn cases() -> impl Strategy<Value = Case> {
    let norm = (any::<bool>(), 0..2_usize, 0..2_i64, 0..2_i64, prop::bool::weighted(0.3));
    let norm = norm
        .prop_map(|(duty, act, from, days, before)| Rule { duty, act, from, days, before })
        .boxed();
    let kind = prop_oneof![
        Just(ActRuleKind::Excludes),
        Just(ActRuleKind::ExcludesAtOnce),
        Just(ActRuleKind::Ends),
        Just(ActRuleKind::Needs),
        Just(ActRuleKind::CountsAs),
    ];
    let ties = prop::collection::vec((kind, any::<bool>()), 0..2);
    (prop::collection::vec(norm, 1..4), ties).prop_map(|(norms, ties)| Case { norms, ties })
}

/// What the reference says.
fn answer(case: &Case) -> bool {
    let mut set = Set::new();
    let acts = set.actions(["a", "b"]);
    let events = [set.event("e0"), set.event("e1")];
    for (after, event) in events.into_iter().enumerate() {
        set.happens(event, &[], after as i64);
    }
    for &(kind, turned) in &case.ties {
        set.rule(kind, acts[usize::from(turned)], acts[usize::from(!turned)]);
    }
    for (place, rule) in case.norms.iter().enumerate() {
        let modal = if rule.duty { Modal::Must } else { Modal::MustNot };
        let norm = set.norm(&format!("n{place}"), modal, &[acts[rule.act]]);
        let mut time = vec![within(days(rule.days as u32), when(events[rule.from as usize]))];
        if rule.before {
            time.push(Clause::Before(first(acts[1 - rule.act])));
        }
        set.time(norm, time);
    }
    let all: Vec<_> = set.model.norms.ids().map(|norm| set.only(norm)).collect();
    set.ask(|world| !world.unfulfillable(&all).expect("an answer"))
}

/// Tries everything: for each duty a moment, and each act once more or not at all.
fn tried(case: &Case) -> bool {
    let duties: Vec<usize> = case.norms.iter().filter(|n| n.duty).map(|n| n.act).collect();
    let grid: Vec<i64> = (-1..=DAYS * STEPS).collect();
    let mut done: Vec<(usize, i64)> = Vec::new();
    place(case, &duties, &grid, &mut done)
}

fn place(case: &Case, duties: &[usize], grid: &[i64], done: &mut Vec<(usize, i64)>) -> bool {
    if let Some((&act, rest)) = duties.split_first() {
        // A duty that comes to ask for nothing needs no doing.
        return place(case, rest, grid, done)
            || grid.iter().any(|&at| {
                done.push((act, at));
                let found = place(case, rest, grid, done);
                done.pop();
                found
            });
    }
    let extra = || grid.iter().copied().map(Some).chain([None]);
    extra().any(|a| {
        extra().any(|b| {
            let more = [(0, a), (1, b)].into_iter().filter_map(|(act, at)| Some((act, at?)));
            let all: Vec<(usize, i64)> = done.iter().copied().chain(more).collect();
            respects(case, &all)
        })
    })
}

fn respects(case: &Case, done: &[(usize, i64)]) -> bool {
    let is = |doing: usize, act: usize| {
        doing == act
            || case.ties.iter().any(|&(kind, turned)| {
                kind == ActRuleKind::CountsAs && usize::from(turned) == doing
            })
    };
    let times = |act: usize| done.iter().filter(move |one| is(one.0, act)).map(|one| one.1);
    let first = |act: usize| times(act).min();
    let tied = case.ties.iter().all(|&(kind, turned)| {
        let (left, right) = (usize::from(turned), usize::from(!turned));
        let pairs = |ok: fn(i64, i64) -> bool| times(left).all(|a| times(right).all(|b| ok(a, b)));
        match kind {
            ActRuleKind::CountsAs => true,
            ActRuleKind::Excludes => pairs(|_, _| false),
            ActRuleKind::ExcludesAtOnce => pairs(|a, b| a != b),
            ActRuleKind::Ends => pairs(|a, b| b <= a),
            ActRuleKind::Needs => {
                times(left).all(|at| first(right).is_some_and(|earlier| earlier <= at))
            }
        }
    });
    tied && case.norms.iter().all(|norm| {
        let (from, to) = (norm.from * STEPS, (norm.from + norm.days) * STEPS);
        let other = first(1 - norm.act);
        let early = |at: i64| !norm.before || other.is_none_or(|other| at < other);
        if norm.duty {
            let asked = !norm.before || other.is_some();
            return !asked || times(norm.act).any(|at| from <= at && at <= to && early(at));
        }
        times(norm.act).all(|at| !(from <= at && at < to && early(at)))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_no_moments_of_a_grid_respect_is_unfulfillable(case in cases()) {
        prop_assert_eq!(answer(&case), tried(&case), "{:?}", case);
    }
}
