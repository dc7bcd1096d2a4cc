//! What laws say of times: whoever requires an act within three days requires it within five, whoever forbids it for
//! ten days forbids it for five.

use std::collections::BTreeMap;

use super::inside::Time;
use super::law_rules::{act_for, counts, maker_and, tie_to_narrower, trim};
use super::laws::say_the_same;
use crate::model::{ActionId, Cond, Law, LegislativeVerb, Model};

/// A law that forbids or permits for good does so at any time; and whoever does so at any time does it for a time. What
/// is required within some time, or all the time, is required.
pub(super) fn tie_to_other_times(model: &mut Model, id: ActionId, law: &Law) -> Vec<ActionId> {
    if law.sentence.window.is_none() {
        let for_good = law.for_a_time && !law.in_part;
        let for_good = for_good.then(|| Law { for_a_time: false, ..law.clone() });
        return for_good.map(|it| tie_to_narrower(model, (id, law), it)).into_iter().collect();
    }
    // Whom the cases name stands behind those whom the TIME does: these laws are tied by way of those of all cases.
    if !law.is_unconditional() {
        return Vec::new();
    }
    let mut timeless = law.clone();
    timeless.sentence.window = None;
    let params = trim(&mut timeless);
    let (scope, args) = maker_and(law);
    let few = args[..params].to_vec();
    let mut tied = Vec::new();
    let for_a_time = law.verb != LegislativeVerb::Require;
    let some = act_for(model, Law { for_a_time, ..timeless.clone() }, params);
    counts(model, law, &scope, (id, args.clone()), (some, few.clone()), Cond::TRUE);
    tied.push(some);
    if for_a_time && !law.in_part {
        let all = act_for(model, timeless, params);
        counts(model, law, &scope, (all, few), (id, args), Cond::TRUE);
        tied.push(all);
    }
    tied
}

/// Adds rules between laws that differ only in the time of which they speak.
pub(super) fn tie_times(model: &mut Model, among: &[ActionId]) {
    let mut timed: BTreeMap<Option<ActionId>, Vec<(ActionId, Law)>> = BTreeMap::new();
    for &id in among {
        let law = &model.laws[&id];
        if law.sentence.window.is_some() {
            timed.entry(law.sentence.actions().next()).or_default().push((id, law.clone()));
        }
    }
    for laws in timed.values() {
        for (id, law) in laws {
            for (other, wider) in laws {
                if id != other && says_in_time(law, wider, model) {
                    // Whom one TIME alone names stand last.
                    let longer = law.scope.vars.len() >= wider.scope.vars.len();
                    let (scope, args) = maker_and(if longer { law } else { wider });
                    let few = |action: &ActionId| {
                        let params = model.actions[*action].params.len();
                        (*action, args[..params.min(args.len())].to_vec())
                    };
                    let (left, right) = (few(id), few(other));
                    counts(model, law, &scope, left, right, Cond::TRUE);
                }
            }
        }
    }
}

/// Whether the first law says what the second does, by the times of which they speak: a deadline inside another meets it,
/// and what is said of a time is said of each part of it. (A permission in part is given by whoever permits the whole.)
fn says_in_time(law: &Law, other: &Law, model: &Model) -> bool {
    if !are_alike_but_for_their_times(law, other) {
        return false;
    }
    let (own, theirs) = (Time::of(law.verb, &law.sentence), Time::of(other.verb, &other.sentence));
    let (Some(own), Some(theirs)) = (own, theirs) else { return false };
    let covers = || theirs.lies_in(&own, model);
    match (own.is_once(), theirs.is_once()) {
        (true, true) => own.meets(&theirs, model),
        (true, false) => false,
        (false, _) if law.in_part => covers() && own.lies_in(&theirs, model),
        (false, _) => covers(),
    }
}

/// Whether two laws say the same but for their times, and but for whom these name.
fn are_alike_but_for_their_times(law: &Law, other: &Law) -> bool {
    let params = law.scope.vars.len().min(other.scope.vars.len());
    let without_time = |law: &Law| {
        let mut law = law.clone();
        law.sentence.window = None;
        law.scope.vars.truncate(params);
        law
    };
    let binds = |law: &Law| law.scope.vars[params..].iter().any(|var| var.some);
    !binds(law) && !binds(other) && say_the_same(&without_time(law), &without_time(other))
}
