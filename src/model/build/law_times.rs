//! What laws say of times: whoever requires an act within three days requires it within five, whoever forbids it for
//! ten days forbids it for five.

use std::collections::BTreeMap;

use super::inside::Time;
use super::law_rules::{act_for, counts, maker_and, tie_to_narrower, trim};
use super::laws::say_the_same;
use super::walk::{self, Vars, Visit};
use crate::model::{ActionId, Cond, Law, LegislativeVerb, Model, Occurrence, Term, VarId, Window};

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

/// Adds rules between laws that differ only in the time of which they speak. (Laws of some cases are tied by way of those
/// of all cases.)
pub(super) fn tie_times(model: &mut Model, among: &[ActionId]) {
    let mut timed: BTreeMap<Option<ActionId>, Vec<(ActionId, Law)>> = BTreeMap::new();
    for &id in among {
        let law = &model.laws[&id];
        if law.sentence.window.is_some() && law.is_unconditional() {
            timed.entry(law.sentence.actions().next()).or_default().push((id, law.clone()));
        }
    }
    for laws in timed.values() {
        for (id, law) in laws {
            for (other, wider) in laws {
                if id != other && are_alike_but_for_their_times(law, wider) {
                    tie_in_time(model, (*id, law), (*other, wider));
                }
            }
        }
    }
}

/// Adds a rule for each way in which those of the other TIME can be those of the first so that the first law says what the
/// other does.
fn tie_in_time(model: &mut Model, (id, law): (ActionId, &Law), (other, wider): (ActionId, &Law)) {
    let (Some(own), Some(theirs)) = (&law.sentence.window, &wider.sentence.window) else { return };
    for matched in matches(&anchors(own), &anchors(theirs)) {
        let mut scope = law.scope.clone();
        let mut args: Vec<Term> = (0..law.of_act() as u32).map(|at| Term::Var(VarId(at))).collect();
        for (place, var) in wider.scope.vars.iter().enumerate().skip(args.len()) {
            let place = VarId(place as u32);
            args.push(Term::Var(matched.get(&place).copied().unwrap_or_else(|| {
                scope.vars.push(var.clone());
                VarId(scope.vars.len() as u32 - 1)
            })));
        }
        let mut said = wider.clone();
        let mut named = Vars(|var: &mut VarId| {
            if let Term::Var(own) = args[var.0 as usize] {
                *var = own;
            }
        });
        said.sentence.window.iter_mut().for_each(|it| walk::window(it, &mut named));
        if says_in_time(law, &said, model) {
            let (own_scope, own_args) = maker_and(law);
            let mut all = own_scope;
            all.vars.extend(scope.vars.drain(law.scope.vars.len()..));
            walk::terms(&mut args, &mut Vars(|var: &mut VarId| var.0 += 1));
            counts(model, law, &all, (id, own_args), (other, args), Cond::TRUE);
        }
    }
}

/// Something of which a TIME speaks: what it is, whoever takes part in it, and who does.
type Anchor = (What, Vec<VarId>);

#[derive(PartialEq, Eq)]
enum What {
    Happens(Occurrence),
    Attribute(Term),
}

fn anchors(window: &Window) -> Vec<Anchor> {
    let mut found = Anchors(Vec::new());
    walk::window(&mut window.clone(), &mut found);
    found.0
}

struct Anchors(Vec<Anchor>);

impl Visit for Anchors {
    fn occurrence(&mut self, occurrence: &mut Occurrence) {
        let (mut what, mut who) = (occurrence.clone(), Who(Vec::new()));
        walk::occurrence(&mut what, &mut who);
        self.0.push((What::Happens(what), who.0));
    }

    fn term(&mut self, term: &mut Term) -> bool {
        if matches!(term, Term::Attribute { .. }) {
            let (mut what, mut who) = (term.clone(), Who(Vec::new()));
            walk::term(&mut what, &mut who);
            self.0.push((What::Attribute(what), who.0));
        }
        true
    }
}

/// Takes out who takes part in something.
struct Who(Vec<VarId>);

impl Visit for Who {
    fn var(&mut self, var: &mut VarId) {
        self.0.push(std::mem::replace(var, VarId(0)));
    }
}

/// Most ways in which two TIMEs are held against each other.
const MATCHES: usize = 64;

/// The ways in which each of what one TIME speaks of is something of which another does: who is who then.
fn matches(own: &[Anchor], theirs: &[Anchor]) -> Vec<BTreeMap<VarId, VarId>> {
    let mut ways = vec![BTreeMap::new()];
    for (what, who) in theirs {
        let fitting: Vec<&Vec<VarId>> =
            own.iter().filter(|(own, _)| own == what).map(|(_, own)| own).collect();
        if fitting.is_empty() {
            continue;
        }
        let with = |way: &BTreeMap<VarId, VarId>| {
            let way = way.clone();
            fitting.iter().map(move |own| {
                let mut way = way.clone();
                way.extend(who.iter().copied().zip(own.iter().copied()));
                way
            })
        };
        ways = ways.iter().flat_map(with).take(MATCHES).collect();
    }
    ways
}

/// Whether the first law says what the second does, by the times of which they speak: a deadline inside another meets it,
/// and what is said of a time is said of each part of it. (A permission in part is given by whoever permits the whole.)
fn says_in_time(law: &Law, other: &Law, model: &Model) -> bool {
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

/// Whether two laws say the same but for their times.
fn are_alike_but_for_their_times(law: &Law, other: &Law) -> bool {
    let without_time = |law: &Law| {
        let mut law = law.clone();
        law.sentence.window = None;
        law.scope.vars.truncate(law.of_act());
        law
    };
    say_the_same(&without_time(law), &without_time(other))
}
