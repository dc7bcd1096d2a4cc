//! Which norms can be in a clash with an instance, and who their participants then are.
//!
//! Candidates come from the acts alone: through `counts as`, the other rules, and windows that hang on acts.
//! Every clash of two is found among them; conditions are looked at later.

use crate::logic::ground::query::{Binding, Instance, Polarity, Query};
use crate::model::{
    Act, ActRuleKind, ActionId, Clause, Join, Modal, Norm, NormId, Occurrence, Reason, Term, VarId,
};
use std::collections::BTreeSet;

use crate::logic::Limit;
use crate::logic::applies::window::forbids_earlier;
use crate::logic::clash::powers::is_power;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::universe::{Node, NodeKind};
use crate::logic::theory::Theory;
use crate::logic::theory::images::Image;

/// A norm that may clash with an instance, with the participants that the clash fixes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::logic) struct Partner {
    pub(in crate::logic) norm: NormId,
    pub(in crate::logic) act: usize,
    pub(in crate::logic) binding: Binding,
}

/// What that is to which a norm is bound.
#[derive(Clone, Copy)]
struct BoundTo {
    /// A duty asks for the deed.
    of_duty: bool,
    /// The duty leaves it to its bearer towards whom.
    chooses: bool,
    /// The norm may be about others than who does it.
    by_others: bool,
}

impl Theory<'_> {
    /// The norms whose acts are so near those of a norm that the two may clash, in order.
    pub(in crate::logic) fn neighbours(&self, norm: NormId) -> BTreeSet<(NormId, usize)> {
        let mut found = BTreeSet::new();
        for act in &self.model.norms[norm].acts {
            let Some(action) = act.action() else { continue };
            for near in self.tied_actions(action, anchoring_actions(&self.model.norms[norm])) {
                found.extend(self.on_action(near));
            }
            for other in self.norms_waiting_for(action) {
                found.extend((0..self.model.norms[other].acts.len()).map(|act| (other, act)));
            }
        }
        // Whoever must be free of a ban does what ends it, and then owes what is due before or after that.
        for action in self.frees_from(norm) {
            for other in self.norms_waiting_for(action) {
                if self.bites_with_freedom(other, norm) {
                    found.extend((0..self.model.norms[other].acts.len()).map(|act| (other, act)));
                }
            }
        }
        found
    }

    /// The norms that can clash with one on this act that has no window.
    pub(super) fn norms_tied_to(&self, action: ActionId) -> BTreeSet<NormId> {
        let tied = self.tied_actions(action, std::iter::empty());
        let tied = tied.into_iter().flat_map(|near| self.on_action(near)).map(|(norm, _)| *norm);
        tied.chain(self.norms_waiting_for(action)).collect()
    }

    /// The acts on which a norm can stand that clashes with one on this act, whose window hangs on `anchors`.
    fn tied_actions(
        &self,
        action: ActionId,
        anchors: impl Iterator<Item = ActionId>,
    ) -> BTreeSet<ActionId> {
        let tied = |it: ActionId| self.wider(it).union(self.narrower(it));
        let mut near: BTreeSet<ActionId> = tied(action).copied().collect();
        let mut open: Vec<ActionId> = near.iter().copied().collect();
        near.extend(open.iter().flat_map(|&it| tied(it)));
        // Whoever does what counts as an anchor does that anchor: what is needed for that, too, ties the norm.
        for it in anchors.flat_map(tied) {
            near.insert(*it);
            open.push(*it);
        }
        // What is needed may need more; what an act shuts out or ends may be what others need.
        let mut open: Vec<(ActionId, bool)> = open.into_iter().map(|it| (it, false)).collect();
        let mut seen = BTreeSet::new();
        while let Some((next, across)) = open.pop() {
            for &id in self.rules_of(next) {
                let rule = &self.model.rules[id];
                let needs = rule.kind == ActRuleKind::Needs;
                if across && !needs || !seen.insert((id, across)) {
                    continue;
                }
                let ends = [rule.left.action(), rule.right.action()];
                for end in ends.into_iter().flatten() {
                    let tied = self.wider(end).union(self.narrower(end));
                    near.extend(tied.clone());
                    open.extend(tied.map(|&it| (it, across || !needs)));
                }
            }
        }
        near
    }

    /// The norms whose window hangs on an act, or on one tied to it by `counts as`.
    pub(in crate::logic) fn norms_waiting_for(&self, action: ActionId) -> BTreeSet<NormId> {
        let near = self.wider(action).iter().chain(self.narrower(action));
        near.flat_map(|&it| self.waiting_for(it)).copied().collect()
    }

    /// Whether the acts of two norms are so near each other that the two may clash.
    pub(in crate::logic) fn are_near(&self, a: NormId, b: NormId) -> bool {
        let (x, y) = (&self.model.norms[a], &self.model.norms[b]);
        let theirs: Vec<ActionId> = y.actions().collect();
        let anchors: Vec<ActionId> = anchoring_actions(y).collect();
        x.actions().any(|action| {
            let waits = |it: &ActionId| {
                self.wider(action).contains(it) || self.narrower(action).contains(it)
            };
            theirs.contains(&action)
                || anchors.iter().any(waits)
                || theirs
                    .iter()
                    .any(|it| self.tied_actions(action, anchoring_actions(x)).contains(it))
        })
    }
}

impl Query<'_> {
    /// Those of the norms asked for that may clash with an instance, each with the participants that the clash fixes.
    pub(in crate::logic) fn partners(
        &mut self,
        it: &Instance,
        asked: &dyn Fn(NormId) -> bool,
    ) -> Result<Vec<Partner>, Limit> {
        let of_duty = self.model.norms[it.norm].modal == Modal::Must;
        self.partners_of(it, of_duty, asked)
    }

    /// As [`Query::partners`], of those that could defeat the instance. A duty may be one to whomever another leaves to its
    /// bearer: what stands against it is that choice, and no other.
    pub(in crate::logic) fn rivals(
        &mut self,
        it: &Instance,
        asked: &dyn Fn(NormId) -> bool,
    ) -> Result<Vec<Partner>, Limit> {
        let chooses = self.model.norms[it.norm].chosen().next().is_some();
        let of_duty = self.model.norms[it.norm].modal == Modal::Must && chooses;
        self.partners_of(it, of_duty, asked)
    }

    fn partners_of(
        &mut self,
        it: &Instance,
        of_duty: bool,
        asked: &dyn Fn(NormId) -> bool,
    ) -> Result<Vec<Partner>, Limit> {
        let mut found = Vec::new();
        for &(norm, act) in self.theory.touching(it.norm) {
            if asked(norm) && self.can_meet(it.norm, norm) {
                for partner in self.bindings_for(it, of_duty, (norm, act))? {
                    if !found.contains(&partner) {
                        found.push(partner);
                    }
                }
            }
        }
        Ok(found)
    }

    /// Whether two norms of these modals can be the two members of a clash.
    pub(in crate::logic) fn can_oppose(&self, a: NormId, b: NormId) -> bool {
        let (x, y) = (&self.model.norms[a], &self.model.norms[b]);
        let relation = x.modal == Modal::Relation || y.modal == Modal::Relation;
        if relation || !self.may_be_beside(a, b) {
            return false;
        }
        if is_power(x.modal) || is_power(y.modal) {
            return is_power(x.modal) && is_power(y.modal) && x.modal != y.modal
                || (x.modal == Modal::HasSolePower && y.modal == Modal::HasSolePower && a != b);
        }
        let either = |modal: Modal| x.modal == modal || y.modal == modal;
        // Of two bans, the one can forbid what must come before an act that opened the other.
        let hang = |norm: &Norm| anchoring_actions(norm).next().is_some();
        either(Modal::Must)
            || (either(Modal::May) && either(Modal::MustNot))
            || (either(Modal::MustNot)
                && x.modal == y.modal
                && (hang(x) && hang(y)
                    || self.opens_in_need(x)
                    || self.opens_in_need(y)
                    || opens_too_early(x)
                    || opens_too_early(y)))
    }

    /// Whether a norm opens with an act that needs others.
    fn opens_in_need(&self, norm: &Norm) -> bool {
        let acts = norm.clauses().filter_map(Clause::opened_by).filter_map(Occurrence::action);
        let mut rules =
            acts.flat_map(|act| self.theory.wider(act)).flat_map(|&act| self.theory.rules_of(act));
        rules.any(|&id| self.model.rules[id].kind == ActRuleKind::Needs)
    }

    /// Whether two norms of these modals can be two members of a clash of more: beside those that can be one
    /// alone, a ban that an act would end, and a ban on that act.
    pub(in crate::logic) fn can_meet(&self, a: NormId, b: NormId) -> bool {
        let (x, y) = (&self.model.norms[a], &self.model.norms[b]);
        let hang = |norm: &Norm| anchoring_actions(norm).next().is_some();
        let bans = x.modal == Modal::MustNot && y.modal == Modal::MustNot;
        self.can_oppose(a, b) || bans && (hang(x) || hang(y)) && self.may_be_beside(a, b)
    }

    /// Neither is there for the violation of the other.
    fn may_be_beside(&self, a: NormId, b: NormId) -> bool {
        self.theory.ignores(Reason::ContraryToDuty)
            || !(self.is_remedy_of(a, b) || self.is_remedy_of(b, a))
    }

    /// Whether a norm is the `otherwise` of another, or one further down its chain.
    pub(in crate::logic) fn is_remedy_of(&self, remedy: NormId, primary: NormId) -> bool {
        let primary = self.model.whole(primary);
        let mut above = self.model.norms[remedy].primary;
        while let Some(norm) = above {
            if norm == primary {
                return true;
            }
            above = self.model.norms[norm].primary;
        }
        false
    }

    fn bindings_for(
        &mut self,
        it: &Instance,
        of_duty: bool,
        (norm, act): (NormId, usize),
    ) -> Result<Vec<Partner>, Limit> {
        let Act::Do { action, .. } = &self.model.norms[norm].acts[act] else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        let is_duty = self.model.norms[it.norm].modal == Modal::Must;
        let modals = [it.norm, norm].map(|it| self.model.norms[it].modal);
        // A sole power stands against those of others.
        let by_others = modals.contains(&Modal::HasSolePower);
        let chooses = self.model.norms[it.norm].chosen().next().is_some();
        let how = BoundTo { of_duty, chooses, by_others };
        let acts = match self.model.norms[it.norm].modal {
            Modal::Must => (0..self.model.norms[it.norm].acts.len()).collect(),
            _ => vec![it.act],
        };
        for own_act in acts {
            let deed = self.deed(it, own_act)?;
            for image in self.images(&deed, *action)? {
                found.push(self.bound_to(norm, act, &image, how));
                // What may not be done too early may be so towards nobody whom the bearer could choose.
                if is_duty && forbids_earlier(self.model.norms[it.norm].window.as_ref()) {
                    let fresh =
                        |node: &Option<Node>| node.filter(|it| !self.universe.is_fresh(*it));
                    let args = image.args.iter().map(fresh).collect();
                    found.push(self.bound_to(norm, act, &Image { args, ..image }, how));
                }
            }
            found.extend(self.waiting_for(norm, act, &deed, how)?);
            // A permission or power covers acts that are tied to this one.
            let theory = self.theory;
            if theory.covers_more(norm, *action) || theory.covers_more(it.norm, deed.action) {
                let args = vec![None; self.model.actions[*action].params.len()];
                found.push(self.bound_to(norm, act, &Image { by: Some(deed.by), args }, how));
            }
        }
        for (key, _) in self.act_anchors(&self.model.norms[it.norm], &it.binding)? {
            if let Some(deed) = Deed::of_key(&key) {
                for image in self.images(&deed, *action)? {
                    found.push(self.bound_to(norm, act, &image, how));
                }
            }
        }
        let theory = self.theory;
        if theory.bites_with_freedom(norm, it.norm) || theory.bites_with_freedom(it.norm, norm) {
            for (key, _) in self.act_anchors(&self.model.norms[it.norm], &it.binding)? {
                if let Some(deed) = Deed::of_key(&key) {
                    let free = self.waiting_for(norm, act, &deed, how)?;
                    // Whom it leaves open may be those whom the acts tie, too.
                    found.retain(|it| {
                        !free.iter().any(|more| more.binding.leaves_open(&it.binding))
                    });
                    found.extend(free);
                }
            }
        }
        Ok(found)
    }

    /// The norm with its act a deed, or one that this may count as: open where it is none of these.
    pub(in crate::logic) fn on_deed(
        &mut self,
        partner: &Partner,
        deed: &Deed,
    ) -> Result<Partner, Limit> {
        let banned = self.model.norms[partner.norm].acts[partner.act].action();
        for (wide, _) in self.widen(deed, Polarity::Positive)? {
            if Some(wide.action) == banned {
                let image = Image { by: Some(wide.by), args: wide.args.clone() };
                let how = BoundTo { of_duty: true, chooses: true, by_others: false };
                return Ok(self.bound_to(partner.norm, partner.act, &image, how));
            }
        }
        Ok(partner.clone())
    }

    /// A norm whose act is a deed, as far as variables can make it so.
    fn bound_to(&mut self, norm: NormId, act: usize, image: &Image, how: BoundTo) -> Partner {
        let own = &self.model.norms[norm];
        let mut binding = Binding::empty(&own.scope);
        if let (Term::Var(var), Some(by), false) = (&own.bearer, image.by, how.by_others) {
            binding.set(*var, by);
        }
        if let Act::Do { args, .. } = &own.acts[act] {
            for (term, node) in args.iter().zip(&image.args) {
                if let (Term::Var(var), Some(node)) = (term, node)
                    && binding.get(*var).is_none()
                    && self.may_be_bound(norm, *var, *node, how)
                {
                    binding.set(*var, *node);
                }
            }
        }
        Partner { norm, act, binding }
    }

    /// Of two duties that leave a choice each bearer may choose somebody else; a `need not` towards anybody is one towards
    /// whomever the bearer of a duty chooses, and one towards each is not: but of another duty, it frees from what is owed to
    /// whoever is chosen there.
    fn may_be_bound(&self, norm: NormId, var: VarId, node: Node, how: BoundTo) -> bool {
        let own = &self.model.norms[norm];
        let fresh = self.universe.is_fresh(node);
        if self.choice_apart && fresh && self.theory.stands_in_the_way(norm) {
            return false;
        }
        match own.scope[var].some {
            true if own.modal == Modal::Must => {
                fresh && !how.of_duty && !self.could_choose_others(norm, var, node)
            }
            true => fresh,
            false => !fresh || !how.chooses || own.modal != Modal::NeedNot,
        }
    }

    /// Whom a duty leaves to its bearer is of another kind or role than whom another leaves to its own: whoever is chosen for
    /// the one need not be one whom the other could choose, and what stands against this choice need not stand against that.
    fn could_choose_others(&self, norm: NormId, var: VarId, node: Node) -> bool {
        let NodeKind::Fresh(_, _, chosen) = self.universe.kind(node) else { return false };
        self.model.norms[norm].scope[var].sorts[0] != *chosen
    }

    /// A norm whose window hangs on a deed, with the participants that this fixes.
    fn waiting_for(
        &mut self,
        norm: NormId,
        act: usize,
        deed: &Deed,
        how: BoundTo,
    ) -> Result<Vec<Partner>, Limit> {
        let own = &self.model.norms[norm];
        let clauses = own.clauses();
        let roots: Vec<&Occurrence> = clauses.filter_map(Clause::hangs_on).collect();
        let mut found = Vec::new();
        for it in roots {
            let Occurrence::Act { by, action, args } = it else { continue };
            for image in self.images(deed, *action)? {
                let mut binding = Binding::empty(&own.scope);
                let terms: Vec<Term> = [std::slice::from_ref(by), args.as_slice()].concat();
                let nodes: Vec<Option<Node>> = [&[image.by], image.args.as_slice()].concat();
                for (term, node) in terms.iter().zip(nodes) {
                    if let (Term::Var(var), Some(node)) = (term, node)
                        && binding.get(*var).is_none()
                        && self.may_be_bound(norm, *var, node, how)
                    {
                        binding.set(*var, node);
                    }
                }
                found.push(Partner { norm, act, binding });
            }
        }
        Ok(found)
    }
}

/// Whether what opens a ban may be what it forbids until another act: it must have waited for that.
fn opens_too_early(norm: &Norm) -> bool {
    let acts = |opens: bool| {
        let clauses = norm.clauses().filter(move |it| it.opened_by().is_some() == opens);
        clauses.filter_map(Clause::hangs_on).filter_map(Occurrence::action)
    };
    let either = norm.window.as_ref().is_some_and(|window| window.join == Join::Or);
    either && acts(true).next().is_some() && acts(false).next().is_some()
}

/// The acts on which a norm's window hangs.
pub(in crate::logic) fn anchoring_actions(norm: &Norm) -> impl Iterator<Item = ActionId> {
    norm.clauses().filter_map(Clause::hangs_on).filter_map(Occurrence::action)
}
