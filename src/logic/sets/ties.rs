//! Which movers are tied: by rules between their acts, or by windows that hang on acts.

use crate::model::{
    Act, ActRule, ActRuleKind, ActionId, Clause, Modal, Norm, NormId, Occurrence, Term,
};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::order::{closing_actions, is_before};
use crate::logic::applies::window::{Shape, forbids_earlier, shape};
use crate::logic::theory::Theory;

/// For each act of a norm, what is done by whoever does it: what it counts as, and what it needs.
pub(super) type Done = Rc<Vec<BTreeSet<ActionId>>>;

/// Ties between movers, worked out as they are asked for.
pub(super) struct Ties<'t, 'm> {
    pub(super) theory: &'t Theory<'m>,
    done: BTreeMap<NormId, Done>,
    tied: BTreeMap<NormId, Rc<BTreeSet<NormId>>>,
    pub(super) unhindered: BTreeMap<NormId, bool>,
}

impl<'t, 'm> Ties<'t, 'm> {
    pub(super) fn new(theory: &'t Theory<'m>) -> Self {
        Ties { theory, done: BTreeMap::new(), tied: BTreeMap::new(), unhindered: BTreeMap::new() }
    }

    /// What is done with each act of a norm, or can be.
    pub(super) fn done(&mut self, norm: NormId) -> Done {
        let theory = self.theory;
        let own = &theory.model.norms[norm];
        let with = |act: &Act| {
            let Some(action) = act.action() else { return BTreeSet::new() };
            let mut done = theory.done_beside_opening(norm, act);
            if own.modal == Modal::May && !own.by_aspects {
                // It covers what counts as its act, too.
                let others = theory.narrower(action).iter().filter(|&&it| it != action);
                done.extend(others.flat_map(|&it| theory.done_with(it)));
            }
            done
        };
        let anew = || Rc::new(own.acts.iter().map(with).collect());
        self.done.entry(norm).or_insert_with(anew).clone()
    }

    /// Whether a norm stands against what would free from another: a ban on it, or an act that rules set against it.
    pub(super) fn keeps_from_freedom(&mut self, norm: NormId, other: NormId) -> bool {
        let freed = self.theory.frees_from(other);
        if freed.is_empty() {
            return false;
        }
        let own = &self.theory.model.norms[norm];
        if own.modal == Modal::MustNot {
            return own.actions().any(|act| freed.contains(&act));
        }
        let rules = |action: &ActionId| self.theory.rules_of(*action).iter();
        self.done(norm).iter().flatten().flat_map(rules).any(|&id| {
            let rule = &self.theory.model.rules[id];
            let ends = [rule.left.action(), rule.right.action()];
            ends.into_iter().flatten().any(|end| freed.contains(&end))
        })
    }

    /// Whether a norm has acts done that others can stand against, or stands against them at times that hang on acts.
    fn is_mover(&mut self, norm: NormId) -> bool {
        match self.theory.model.norms[norm].modal {
            Modal::Must => !self.is_unhindered(norm),
            Modal::May => true,
            Modal::MustNot | Modal::NeedNot => self.theory.acts_it_hangs_on(norm).next().is_some(),
            _ => false,
        }
    }

    /// Whether windows or rules order an act of the norm among others.
    pub(super) fn is_ordered(&mut self, norm: NormId) -> bool {
        let theory = self.theory;
        if !self.is_mover(norm) {
            return false;
        }
        theory.acts_it_hangs_on(norm).next().is_some()
            || self.done(norm).iter().flatten().any(|&action| {
                let rules = theory.rules_of(action).iter();
                rules.clone().any(|&id| Theory::orders(theory.model.rules[id].kind))
                    || !theory.waiting_for(action).is_empty()
            })
    }

    /// The movers that are tied to a mover.
    pub(super) fn of(&mut self, norm: NormId) -> Rc<BTreeSet<NormId>> {
        if let Some(known) = self.tied.get(&norm) {
            return known.clone();
        }
        let mut near: BTreeSet<NormId> =
            self.theory.touching(norm).iter().map(|(other, _)| *other).collect();
        near.remove(&norm);
        near.retain(|&other| self.is_mover(other) && self.are_tied(norm, other));
        let near = Rc::new(near);
        self.tied.insert(norm, near.clone());
        near
    }

    fn are_tied(&mut self, a: NormId, b: NormId) -> bool {
        let (x, y) = (self.done(a), self.done(b));
        x.iter().any(|done| self.reaches(a, done, b))
            || y.iter().any(|done| self.reaches(b, done, a))
            || self.keeps_from_freedom(a, b)
            || self.keeps_from_freedom(b, a)
            || self.hangs_on_freedom(a, b)
            || self.hangs_on_freedom(b, a)
    }

    /// Whether the window of a norm hangs on what would free from another: a duty before an act asks for nothing until
    /// somebody does that act, and whoever must be free of a ban does.
    fn hangs_on_freedom(&self, norm: NormId, other: NormId) -> bool {
        norm != other && self.theory.hangs_on(norm, &self.theory.frees_from(other))
    }

    /// Whether rules tie what a duty asks for to the same towards others, or to what another duty leaves to choose, so that
    /// there can be too many of them, or a ring: two that clash by themselves are looked at as two.
    pub(super) fn is_tied_to_others(&self, duty: NormId) -> bool {
        let theory = self.theory;
        let own = &theory.model.norms[duty];
        if own.modal != Modal::Must {
            return false;
        }
        let done_by = |norm: &Norm| -> BTreeSet<ActionId> {
            norm.actions().flat_map(|action| theory.wider(action).iter().copied()).collect()
        };
        let done = done_by(own);
        let is_left_to_choose = |action: ActionId| {
            let others = theory.touching(duty).iter().map(|(other, _)| *other);
            others.chain([duty]).map(|it| &theory.model.norms[it]).any(|norm| {
                norm.modal == Modal::Must && norm.acts.len() > 1 && done_by(norm).contains(&action)
            })
        };
        let ties = |rule: &ActRule, other: ActionId| match rule.kind {
            ActRuleKind::CountsAs => false,
            ActRuleKind::Excludes | ActRuleKind::ExcludesAtOnce => {
                own.acts.len() > 1 && is_left_to_choose(other)
            }
            ActRuleKind::Ends | ActRuleKind::Needs => done.contains(&other),
        };
        let rules = |&end: &ActionId| theory.rules_of(end).iter().map(move |&id| (end, id));
        done.iter().flat_map(rules).any(|(end, id)| {
            let rule = &theory.model.rules[id];
            let (left, right) = (rule.left.action(), rule.right.action());
            let other = if left == Some(end) { right } else { left };
            names_others_on_both_sides(rule) && other.is_some_and(|other| ties(rule, other))
        })
    }

    /// Whether a rule names what is done with the one and what is done with the other.
    pub(super) fn by_rules(&mut self, a: NormId, b: NormId) -> bool {
        let theory = self.theory;
        let (own, other) = (self.done(a), self.done(b));
        own.iter().flatten().any(|action| {
            theory.rules_of(*action).iter().any(|&id| {
                let rule = &theory.model.rules[id];
                let mut ends = [rule.left.action(), rule.right.action()].into_iter().flatten();
                ends.any(|end| end != *action && other.iter().any(|it| it.contains(&end)))
            })
        })
    }

    /// Whether two norms are tied by times: the window of one hangs on what the other is about.
    pub(super) fn by_times(&mut self, a: NormId, b: NormId) -> bool {
        let theory = self.theory;
        let mut hangs =
            |on: NormId, norm: NormId| self.done(on).iter().any(|done| theory.hangs_on(norm, done));
        hangs(a, b)
            || hangs(b, a)
            || self.keeps_from_freedom(a, b)
            || self.keeps_from_freedom(b, a)
            || self.hangs_on_freedom(a, b)
            || self.hangs_on_freedom(b, a)
    }

    /// Whether what is done with one act of a norm touches a doing, or the window, of another.
    pub(super) fn reaches(
        &mut self,
        norm: NormId,
        done: &BTreeSet<ActionId>,
        other: NormId,
    ) -> bool {
        let theory = self.theory;
        let (own, theirs) = (&theory.model.norms[norm], &theory.model.norms[other]);
        if theory.hangs_on(other, done) {
            return true;
        }
        let other_done = self.done(other);
        let barred =
            |bar: &Norm| bar.modal == Modal::MustNot || forbids_earlier(bar.window.as_ref());
        let acts = |of: &Norm| -> Vec<ActionId> { of.actions().collect() };
        if barred(theirs) && acts(theirs).iter().any(|act| done.contains(act)) {
            return true;
        }
        if own.modal == Modal::MustNot || theirs.modal == Modal::MustNot {
            return false;
        }
        if barred(own) && acts(own).iter().any(|act| other_done.iter().any(|it| it.contains(act))) {
            return true;
        }
        // What an act counts as, it may count as at some times only.
        let both_ask_for = |rule: &ActRule| {
            let asks = |it: NormId| {
                let ends = [rule.left.action(), rule.right.action()];
                ends.into_iter().flatten().any(|end| theory.asks_for(it, end))
            };
            let is_duty = |it: NormId| theory.model.norms[it].modal == Modal::Must;
            (is_duty(norm) || is_duty(other)) && asks(norm) && asks(other)
        };
        done.iter().any(|&action| {
            theory.rules_of(action).iter().any(|&id| {
                let rule = &theory.model.rules[id];
                let ends = [rule.left.action(), rule.right.action()];
                let mut others = ends.into_iter().flatten().filter(|&end| end != action);
                rule.kind != ActRuleKind::Needs
                    && !(theory.shuts_out_for_good(rule) && both_ask_for(rule))
                    && others.any(|end| other_done.iter().any(|it| it.contains(&end)))
            })
        })
    }
}

/// Each end of the rule is about somebody of whom the other says nothing.
fn names_others_on_both_sides(rule: &ActRule) -> bool {
    let (Some(left), Occurrence::Act { args: right, .. }) = (rule.left.args(), &rule.right) else {
        return false;
    };
    let names_another = |own: &[Term], other: &[Term]| own.iter().any(|it| !other.contains(it));
    names_another(left, right) && names_another(right, left)
}

impl Theory<'_> {
    /// What would be done with an act that ends the window of a ban or standing duty: whoever does it is free.
    pub(in crate::logic) fn frees_from(&self, norm: NormId) -> BTreeSet<ActionId> {
        let own = &self.model.norms[norm];
        if own.window.is_none() || own.modal != Modal::MustNot && shape(own) != Shape::Standing {
            return BTreeSet::new();
        }
        closing_actions(own).flat_map(|action| self.done_with(action)).collect()
    }

    /// Whether what frees from one norm lets another ask for something, or forbid it: a duty whose window hangs on that act, or
    /// a ban that it opens. Bans that it ends, too, have nothing to do with each other.
    pub(in crate::logic) fn bites_with_freedom(&self, norm: NormId, from: NormId) -> bool {
        let own = &self.model.norms[norm];
        let is_ban = own.modal == Modal::MustNot;
        if norm == from || own.window.is_none() || !is_ban && own.modal != Modal::Must {
            return false;
        }
        let freed = self.frees_from(from);
        let counts = own.clauses().filter(|clause| !is_ban || !is_before(clause));
        let mut acts = counts.filter_map(Clause::hangs_on).filter_map(Occurrence::action);
        acts.any(|act| freed.contains(&act))
    }

    /// Whether the window of a norm hangs on one of these acts, or that of a norm that leaves it moments.
    pub(super) fn hangs_on(&self, norm: NormId, done: &BTreeSet<ActionId>) -> bool {
        self.acts_it_hangs_on(norm).any(|anchor| done.contains(&anchor))
    }

    /// Whether an act is done, or must be possible, wherever a norm applies and its own act counts as that one: for all time,
    /// whatever else is done.
    fn asks_for(&self, norm: NormId, act: ActionId) -> bool {
        let own = &self.model.norms[norm];
        let waits = self.acts_it_hangs_on(norm).next().is_some();
        let plainly = match own.modal {
            Modal::Must => self.leaves_no_way_out(norm),
            Modal::May => own.acts.len() == 1 && !waits,
            _ => false,
        };
        let steady = |&it: &ActionId| {
            self.counts_as(it).iter().all(|&id| !self.is_dynamic(&self.model.rules[id].when))
        };
        plainly
            && own
                .actions()
                .any(|it| self.wider(it).contains(&act) && self.wider(it).iter().all(steady))
    }

    /// Whether a duty asks for one act, says towards whom, and asks for it whatever else is done: one that is due before an
    /// act asks for nothing where that is never done.
    fn leaves_no_way_out(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        let ends_with_an_act = |clause: &Clause| {
            let act = matches!(clause.hangs_on(), Some(Occurrence::Act { .. }));
            act && clause.opening().is_none()
        };
        own.modal == Modal::Must
            && own.acts.len() == 1
            && !self.leaves_the_choice(&[norm])
            && !own.clauses().any(ends_with_an_act)
    }

    /// Whether nobody does both acts of a rule, whenever that would be: two duties that ask for them clash by themselves, or
    /// the rule says nothing of them. No smallest clash of more norms needs it.
    pub(super) fn shuts_out_for_good(&self, rule: &ActRule) -> bool {
        rule.kind == ActRuleKind::Excludes && !self.is_dynamic(&rule.when)
    }
}
