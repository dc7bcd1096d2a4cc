//! Which norms can be in a clash with an instance, and who their participants then are.
//!
//! Candidates come from the acts alone: through `counts as`, the other rules, and windows that hang on acts.
//! Every clash of two is found among them; conditions are looked at later.

use crate::logic::ground::query::{Binding, Instance, Polarity, Query};
use crate::model::{
    Act, ActRule, ActRuleKind, ActionId, Clause, Modal, Norm, NormId, Occurrence, Reason, RuleId,
    Term, VarId,
};
use std::collections::BTreeSet;

use crate::logic::Limit;
use crate::logic::applies::window::forbids_earlier;
use crate::logic::clash::powers::is_power;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::universe::{Node, NodeKind};
use crate::logic::limits::NARROWED;
use crate::logic::theory::Theory;

/// A norm that may clash with an instance, with the participants that the clash fixes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::logic) struct Partner {
    pub(in crate::logic) norm: NormId,
    pub(in crate::logic) act: usize,
    pub(in crate::logic) binding: Binding,
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
        let mut near: BTreeSet<ActionId> =
            self.wider(action).union(self.narrower(action)).copied().collect();
        let mut open: Vec<ActionId> = near.iter().copied().collect();
        open.extend(anchors);
        near.extend(open.iter().flat_map(|&it| self.wider(it).union(self.narrower(it))));
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

    /// Whether another act needs this one, or one that it counts as or that counts as it.
    fn is_needed(&self, action: ActionId) -> bool {
        self.wider(action).union(self.narrower(action)).any(|&it| {
            let rules = self.rules_of(it).iter().map(|&id| &self.model.rules[id]);
            let needs =
                |rule: &ActRule| rule.kind == ActRuleKind::Needs && rule.right.action() == Some(it);
            rules.into_iter().any(needs)
        })
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
                && (hang(x) && hang(y) || self.opens_in_need(x) || self.opens_in_need(y)))
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
        let how = (of_duty, by_others);
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
            found.extend(self.waiting_for(norm, act, &deed, of_duty)?);
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
                return Ok(self.bound_to(partner.norm, partner.act, &image, (true, false)));
            }
        }
        Ok(partner.clone())
    }

    /// A norm whose act is a deed, as far as variables can make it so. `of_duty`: what asks for the deed is a duty;
    /// `by_others`: it may be about others than who does it.
    fn bound_to(
        &mut self,
        norm: NormId,
        act: usize,
        image: &Image,
        (of_duty, by_others): (bool, bool),
    ) -> Partner {
        let own = &self.model.norms[norm];
        let mut binding = Binding::empty(&own.scope);
        if let (Term::Var(var), Some(by), false) = (&own.bearer, image.by, by_others) {
            binding.set(*var, by);
        }
        if let Act::Do { args, .. } = &own.acts[act] {
            for (term, node) in args.iter().zip(&image.args) {
                if let (Term::Var(var), Some(node)) = (term, node)
                    && binding.get(*var).is_none()
                    && self.may_be_bound(norm, *var, *node, of_duty)
                {
                    binding.set(*var, *node);
                }
            }
        }
        Partner { norm, act, binding }
    }

    /// Of two duties that leave a choice each bearer may choose somebody else; a `need not` towards anybody is one towards
    /// whomever the bearer of a duty chooses, and one towards each is not.
    fn may_be_bound(&self, norm: NormId, var: VarId, node: Node, of_duty: bool) -> bool {
        let own = &self.model.norms[norm];
        let fresh = self.universe.is_fresh(node);
        if self.choice_apart && fresh && self.theory.stands_in_the_way(norm) {
            return false;
        }
        match own.scope[var].some {
            true if own.modal == Modal::Must => {
                fresh && !of_duty && !self.could_choose_others(norm, var, node)
            }
            true => fresh,
            false => !fresh || own.modal != Modal::NeedNot,
        }
    }

    /// Whom a duty leaves to its bearer is of a wider kind than whom another leaves to its own: what stands against the choice
    /// of that one need not stand against this.
    fn could_choose_others(&self, norm: NormId, var: VarId, node: Node) -> bool {
        let NodeKind::Fresh(_, _, chosen) = self.universe.kind(node) else { return false };
        let own = self.model.norms[norm].scope[var].sorts[0];
        own != *chosen && self.model.sorts[*chosen].ancestors.contains(&own)
    }

    /// A norm whose window hangs on a deed, with the participants that this fixes.
    fn waiting_for(
        &mut self,
        norm: NormId,
        act: usize,
        deed: &Deed,
        of_duty: bool,
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
                        && self.may_be_bound(norm, *var, node, of_duty)
                    {
                        binding.set(*var, node);
                    }
                }
                found.push(Partner { norm, act, binding });
            }
        }
        Ok(found)
    }

    /// The deeds of `action` that are tied to a deed, by each way that is known. Participants are open where the
    /// way does not fix them.
    fn images(&mut self, deed: &Deed, action: ActionId) -> Result<Vec<Image>, Limit> {
        let mut found = Vec::new();
        let wides = self.widen(deed, Polarity::Positive)?;
        found.extend(
            wides
                .iter()
                .filter(|(wide, _)| wide.action == action)
                .map(|(wide, _)| Image { by: Some(wide.by), args: wide.args.clone() }),
        );
        if action != deed.action && self.theory.narrower(deed.action).contains(&action) {
            let own = Image { by: Some(deed.by), args: deed.args.clone() };
            found.extend(self.narrowed(own, deed.action, action));
        }
        for (wide, _) in &wides {
            for &id in self.theory.rules_of(wide.action) {
                found.extend(self.across(id, wide, action)?);
            }
        }
        // What is needed by what is needed, and so on.
        for done in self.done_or_needed(deed)? {
            if done.action == action {
                found.push(Image { by: Some(done.by), args: done.args });
            }
        }
        // Another act that counts as this one may be what is needed, excluded or ended.
        for &narrow in self.theory.narrower(deed.action).iter().filter(|it| **it != deed.action) {
            let own = Image { by: Some(deed.by), args: deed.args.clone() };
            for image in self.narrowed(own, deed.action, narrow) {
                let narrow = Deed { by: deed.by, action: narrow, args: image.args };
                for &id in self.theory.rules_of(narrow.action) {
                    if self.model.rules[id].kind != ActRuleKind::CountsAs {
                        found.extend(self.across(id, &narrow, action)?);
                    }
                }
            }
        }
        let mut each_once: Vec<Image> = Vec::new();
        for image in found {
            if !each_once.contains(&image) {
                each_once.push(image);
            }
        }
        Ok(each_once)
    }

    /// The deeds of `action` on the other side of a rule.
    fn across(&mut self, id: RuleId, deed: &Deed, action: ActionId) -> Result<Vec<Image>, Limit> {
        let rule = &self.model.rules[id];
        let (
            Act::Do { action: left, args },
            Occurrence::Act { by, action: right, args: right_args },
        ) = (&rule.left, &rule.right)
        else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        let other_bearer = !matches!(by, Term::Var(var) if var.0 == 0);
        if *left == deed.action
            && self.theory.narrower(*right).contains(&action)
            && let Some((binding, _)) = self.fit_pattern(rule, args, deed)
        {
            let by = if other_bearer { self.node(by, &binding) } else { Some(deed.by) };
            let image = Image { by, args: self.image_args(right_args, &binding) };
            found.extend(self.narrowed(image, *right, action));
        }
        if *right == deed.action && self.theory.narrower(*left).contains(&action) {
            let mut binding = Binding::empty(&rule.scope);
            if !other_bearer {
                binding.0[0] = Some(deed.by);
            }
            self.fit_args(&mut binding, right_args, &deed.args);
            let by = if other_bearer { None } else { Some(deed.by) };
            let image = Image { by, args: self.image_args(args, &binding) };
            found.extend(self.narrowed(image, *left, action));
        }
        // What is needed may need more in turn, and what is shut out may be needed: the chain is left open.
        let other = if *left == deed.action { *right } else { *left };
        let goes_on = rule.kind == ActRuleKind::Needs || self.theory.is_needed(other);
        if goes_on && found.is_empty() && self.theory.others_lead(id, other, action) {
            found.push(Image {
                by: None,
                args: vec![None; self.model.actions[action].params.len()],
            });
        }
        Ok(found)
    }

    /// The deeds of `action` that count as a deed of `wide`, by every chain of rules: open where a chain leaves it open.
    fn narrowed(&mut self, deed: Image, wide: ActionId, action: ActionId) -> Vec<Image> {
        let by = deed.by;
        let mut reached = vec![(wide, deed.args)];
        let mut next = 0;
        while let Some((at, args)) = reached.get(next).cloned() {
            next += 1;
            if reached.len() > NARROWED {
                let args = vec![None; self.model.actions[action].params.len()];
                return vec![Image { by, args }];
            }
            for &id in self.theory.rules_naming(at) {
                let rule = &self.model.rules[id];
                let Occurrence::Act { action: right, args: terms, .. } = &rule.right else {
                    continue;
                };
                let Act::Do { action: left, args: own } = &rule.left else { continue };
                let leads = self.theory.narrower(*left).contains(&action);
                if rule.kind != ActRuleKind::CountsAs || *right != at || !leads {
                    continue;
                }
                let mut binding = Binding::empty(&rule.scope);
                binding.0[0] = by;
                self.fit_args(&mut binding, terms, &args);
                let narrower = (*left, self.image_args(own, &binding));
                if !reached.contains(&narrower) {
                    reached.push(narrower);
                }
            }
        }
        let own = reached.into_iter().filter(|(at, _)| *at == action);
        own.map(|(_, args)| Image { by, args }).collect()
    }

    fn image_args(&mut self, terms: &[Term], binding: &Binding) -> Vec<Option<Node>> {
        terms.iter().map(|term| self.node(term, binding)).collect()
    }
}

/// A deed as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Image {
    by: Option<Node>,
    args: Vec<Option<Node>>,
}

/// The acts on which a norm's window hangs.
pub(in crate::logic) fn anchoring_actions(norm: &Norm) -> impl Iterator<Item = ActionId> {
    norm.clauses().filter_map(Clause::hangs_on).filter_map(Occurrence::action)
}
