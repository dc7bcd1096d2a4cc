//! What making one law has to do with making another: whoever requires an act that counts as a wider one
//! requires the wider one, whoever forbids the wider one forbids the narrower.

use std::collections::BTreeSet;

use super::law_times::{tie_times, tie_to_other_times};
use super::laws::{new_action, say_the_same};
use super::walk::{self, Vars};
use crate::model::{
    Act, ActRule, ActRuleKind, ActionId, Cond, Law, LegislativeVerb, Modal, Model, Occurrence,
    RuleId, Scope, Status, StatusModal, Term, Var, VarId,
};

/// Adds the rules between acts that make law, and the further acts that these lead to. Laws about making law come after
/// those that they are about: what these have to do with each other is told by then.
pub(super) fn tie(model: &mut Model) {
    let mut told: BTreeSet<ActionId> = BTreeSet::new();
    loop {
        let is_next = |(id, law): &(&ActionId, &Law)| {
            let mut inner = law.sentence.actions().filter(|it| model.laws.contains_key(it));
            !told.contains(*id) && inner.all(|it| told.contains(&it))
        };
        let next: Vec<ActionId> = model.laws.iter().filter(is_next).map(|(id, _)| *id).collect();
        if next.is_empty() {
            return;
        }
        let all = tie_among(model, next);
        tie_times(model, &all);
        told.extend(all);
    }
}

/// Ties laws about acts of one kind. Gives them all, with the further ones.
fn tie_among(model: &mut Model, mut open: Vec<ActionId>) -> Vec<ActionId> {
    let known: Vec<RuleId> = model.rules.ids().collect();
    let mut next = 0;
    while next < open.len() {
        let id = open[next];
        next += 1;
        let law = model.laws[&id].clone();
        let mut more = Vec::new();
        more.extend(tie_permissions(model, id, &law));
        more.extend(tie_to_other_times(model, id, &law));
        if !law.is_unconditional() {
            more.extend(tie_to_unconditional(model, id, &law));
        } else {
            for &rule in &known {
                more.extend(tie_along(model, id, &law, rule));
            }
        }
        for id in more {
            if !open.contains(&id) {
                open.push(id);
            }
        }
    }
    open
}

/// A law, with as many parameters as its bearer and act have, or all.
pub(super) fn act_for(model: &mut Model, law: Law, params: usize) -> ActionId {
    if let Some((known, _)) = model.laws.iter().find(|(_, known)| say_the_same(known, &law)) {
        return *known;
    }
    let action = new_action(&model.actions, &law, params);
    let id = model.actions.push(action);
    model.laws.insert(id, law);
    id
}

/// In the cases of which a law speaks, it says what one does that speaks of all cases, and no more than that one. In
/// others it says nothing.
fn tie_to_unconditional(model: &mut Model, id: ActionId, law: &Law) -> Option<ActionId> {
    let mut wide = law.clone();
    wide.sentence.when = Cond::TRUE;
    wide.sentence.unless = Cond::Any(Vec::new());
    let params = trim(&mut wide);
    let other = act_for(model, wide, params);
    let (scope, args) = maker_and(law);
    let mut in_these = law.sentence.when.clone();
    in_these = in_these.and(Cond::Not(Box::new(law.sentence.unless.clone())));
    let mut shift = Vars(|var: &mut VarId| var.0 += 1);
    walk::cond(&mut in_these, &mut shift);
    let few = args[..params].to_vec();
    counts(model, law, &scope, (id, args.clone()), (other, few.clone()), in_these.clone());
    counts(model, law, &scope, (other, few), (id, args), in_these);
    Some(other)
}

/// Drops participants that the sentence no longer names. (Those of its TIME stand before those of its cases.)
pub(super) fn trim(law: &mut Law) -> usize {
    let mut named = 0;
    let mut last = Vars(|var: &mut VarId| named = named.max(var.0 as usize + 1));
    walk::status_atom(&mut law.sentence, &mut last);
    law.scope.vars.truncate(named);
    named
}

/// Whoever requires permits; whoever permits, permits in part. What is to be done once in some time is not permitted at
/// every moment of it, but in part.
fn tie_permissions(model: &mut Model, id: ActionId, law: &Law) -> Vec<ActionId> {
    if law.verb != LegislativeVerb::Permit {
        return Vec::new();
    }
    let duty = Law {
        verb: LegislativeVerb::Require,
        in_part: false,
        for_a_time: false,
        sentence: Status {
            modal: StatusModal::Is { modal: Modal::Must, recommendation: false },
            ..law.sentence.clone()
        },
        ..law.clone()
    };
    let permits = match &law.sentence.window {
        None => !law.in_part && law.for_a_time,
        Some(window) => law.in_part != window.is_standing(),
    };
    let whole = law.in_part.then(|| Law { in_part: false, ..law.clone() });
    let narrower = whole.into_iter().chain(permits.then_some(duty));
    narrower.map(|narrow| tie_to_narrower(model, (id, law), narrow)).collect()
}

/// A law about the same participants that says more.
pub(super) fn tie_to_narrower(
    model: &mut Model,
    (id, law): (ActionId, &Law),
    narrow: Law,
) -> ActionId {
    let (scope, args) = maker_and(law);
    let other = act_for(model, narrow, args.len());
    counts(model, law, &scope, (other, args.clone()), (id, args), Cond::TRUE);
    other
}

/// A rule between the acts of two sentences ties the laws, those of one TIME and those of none.
fn tie_along(model: &mut Model, id: ActionId, law: &Law, rule: RuleId) -> Option<ActionId> {
    let rule = model.rules[rule].clone();
    let (Act::Do { action: left, args }, Occurrence::Act { action: right, args: right_args, .. }) =
        (&rule.left, &rule.right)
    else {
        return None;
    };
    let own = law.sentence.actions().next()?;
    let of_laws = |action: &ActionId| model.laws.contains_key(action);
    // What counts as an act of another kind, a law about making law is not tied along.
    if rule.kind != ActRuleKind::CountsAs || of_laws(left) != of_laws(right) {
        return None;
    }
    let (own_args, other, other_args) = match own {
        own if own == *left => (args, *right, right_args),
        own if own == *right => (right_args, *left, args),
        _ => return None,
    };
    let tie = Tie::new(law, &rule, own_args, other_args);
    let other = on_act(model, law, other);
    // A requirement, and a permission in part, widens with its act; a ban and a permission narrow with it.
    let widens = law.verb == LegislativeVerb::Require || law.in_part;
    let (of_own, of_other) = ((id, tie.own), (other, tie.others));
    let (narrow, wide) =
        if widens == (own == *left) { (of_own, of_other) } else { (of_other, of_own) };
    let mut when = rule.when.clone();
    walk::cond(&mut when, &mut Vars(|var: &mut VarId| var.0 += 1));
    counts(model, law, &tie.scope, narrow, wide, when);
    Some(other)
}

/// A rule between two laws while it is made: all its participants, and those of each law.
struct Tie {
    /// The maker, those of the rule between the acts, the first of whom is bound, and those whom the TIME names.
    scope: Scope,
    own: Vec<Term>,
    others: Vec<Term>,
}

impl Tie {
    fn new(law: &Law, rule: &ActRule, args: &[Term], other_args: &[Term]) -> Tie {
        let subject = Var { sorts: law.scope.vars[0].sorts.clone(), ..rule.scope.vars[0].clone() };
        let mut scope = Scope { vars: vec![maker(law), subject] };
        scope.vars.extend(rule.scope.vars[1..].iter().cloned());
        let (mut own, mut others) = (shifted(args), shifted(other_args));
        for var in &law.scope.vars[own.len()..] {
            let named = Term::Var(VarId(scope.vars.len() as u32));
            scope.vars.push(var.clone());
            own.push(named.clone());
            others.push(named);
        }
        Tie { scope, own, others }
    }
}

/// The bearer and the participants of an act in a rule, in the terms of one about laws.
fn shifted(terms: &[Term]) -> Vec<Term> {
    let mut all = vec![Term::Var(VarId(0))];
    all.extend(terms.iter().cloned());
    walk::terms(&mut all, &mut Vars(|var: &mut VarId| var.0 += 1));
    all
}

/// The same law on another act.
fn on_act(model: &mut Model, law: &Law, action: ActionId) -> ActionId {
    let mut other = law.clone();
    let of_time = other.scope.vars.split_off(law.of_act());
    other.scope.vars.truncate(1);
    for param in &model.actions[action].params {
        let name = model.sorts[param.sort].name.clone();
        other.scope.vars.push(Var { name, sorts: vec![param.sort], ..law.scope.vars[0].clone() });
    }
    let of_act = other.scope.vars.len() as u32;
    let args = (1..of_act).map(|place| Term::Var(VarId(place))).collect();
    other.sentence.acts = vec![Act::Do { action, args }];
    let before = law.of_act() as u32;
    let mut moved = Vars(|var: &mut VarId| var.0 = var.0 - before + of_act);
    other.sentence.window.iter_mut().for_each(|it| walk::window(it, &mut moved));
    other.scope.vars.extend(of_time);
    let params = other.scope.vars.len();
    act_for(model, other, params)
}

/// Whoever makes the law, of whatever kind.
fn maker(law: &Law) -> Var {
    Var { name: "bearer".into(), sorts: Vec::new(), ..law.scope.vars[0].clone() }
}

/// The participants of a rule about a law: its maker, then its own; and those that its act has.
pub(super) fn maker_and(law: &Law) -> (Scope, Vec<Term>) {
    let mut scope = Scope { vars: vec![maker(law)] };
    scope.vars.extend(law.scope.vars.iter().cloned());
    let own = law.scope.vars.iter().enumerate().filter(|(_, var)| !var.some);
    let args = own.map(|(place, _)| Term::Var(VarId(place as u32 + 1))).collect();
    (scope, args)
}

pub(super) fn counts(
    model: &mut Model,
    law: &Law,
    scope: &Scope,
    (left, args): (ActionId, Vec<Term>),
    (right, right_args): (ActionId, Vec<Term>),
    when: Cond,
) {
    let by = Term::Var(VarId(0));
    let right = Occurrence::Act { by, action: right, args: right_args };
    let left = Act::Do { action: left, args };
    let known = model.rules.values().any(|rule| {
        rule.kind == ActRuleKind::CountsAs
            && rule.left == left
            && rule.right == right
            && rule.when == when
    });
    if !known {
        let (scope, span) = (scope.clone(), law.span);
        model.rules.push(ActRule { kind: ActRuleKind::CountsAs, scope, left, right, when, span });
    }
}
