//! Who takes part: participants for the variables of an item, and what terms stand for.

use super::formula::Formula;
use super::query::{Ask, Binding, Grounded, Instance, Polarity, Query};
use super::universe::{Node, NodeKind, OccurrenceKey, Place, PlaceKind};
use crate::logic::Limit;
use crate::logic::limits::{CHOICES, PARTICIPANTS_IN_ALL};
use crate::model::{AttributeType, Cond, NormId, Occurrence, Scope, Term, VarId};

/// Who is known where somebody is sought.
pub(super) struct Around {
    pub(super) known: Vec<Node>,
    /// One of them is free to choose.
    hangs_on_choice: bool,
    /// A condition seeks somebody for one who is.
    seeks: bool,
}

/// Choices of instances that are tried are numbered from here, those of members of a set from 0.
const CHOSEN_ALIKE: u32 = 1 << 30;

impl Query<'_> {
    /// A new instance: variables not yet bound get participants of their own, except those that are *some*.
    pub(in crate::logic) fn instance(
        &mut self,
        norm: NormId,
        act: usize,
        mut binding: Binding,
    ) -> Instance {
        let place = self.instances;
        self.instances += 1;
        let scope = &self.model.norms[norm].scope;
        for (index, var) in scope.vars.iter().enumerate() {
            if binding.0[index].is_none() && !var.some {
                let top = self.model.sorts[var.sorts[0]].top;
                let node = self.universe.node(NodeKind::Of(place, index as u32), top);
                binding.0[index] = Some(node);
            }
        }
        self.choose_freely(norm, place, &mut binding);
        self.hold_apart(norm, &binding);
        Instance { norm, binding, act }
    }

    /// An instance whose participants are chosen, but for those that its bearer may choose freely. It is one of
    /// several that are tried, so that its names hold nobody apart who is not.
    pub(in crate::logic) fn chosen(
        &mut self,
        norm: NormId,
        act: usize,
        mut binding: Binding,
    ) -> Instance {
        self.instances += 1;
        let place = self.place_of_choice(norm, &binding);
        self.choose_freely(norm, place, &mut binding);
        Instance { norm, binding, act }
    }

    /// One who chooses freely chooses the same whenever the same is asked of him: else each round would bring up somebody
    /// new, and all who are around would be asked about again.
    fn place_of_choice(&mut self, norm: NormId, binding: &Binding) -> u32 {
        if !self.model.norms[norm].scope.vars.iter().any(|var| var.some) {
            return CHOSEN_ALIKE; // there is nothing to choose
        }
        let next = CHOSEN_ALIKE + self.choosing.len() as u32;
        *self.choosing.entry((norm, binding.clone())).or_insert(next)
    }

    /// Two names of a norm that applies are two participants. Known from the start, this saves asking who is who.
    fn hold_apart(&mut self, norm: NormId, binding: &Binding) {
        let vars = &self.model.norms[norm].scope.vars;
        let named = vars.iter().zip(&binding.0).filter(|(var, _)| !var.any);
        let nodes: Vec<Node> = named.filter_map(|(_, node)| *node).collect();
        for (place, &a) in nodes.iter().enumerate() {
            for &b in nodes[..place].iter().filter(|&&b| b != a) {
                self.universe.set_apart(a, b);
            }
        }
    }

    /// A duty that any participant will do for gets one that nobody else is.
    pub(in crate::logic) fn choose_freely(
        &mut self,
        norm: NormId,
        place: u32,
        binding: &mut Binding,
    ) {
        let norm = &self.model.norms[norm];
        for var in norm.chosen().filter(|var| binding.get(*var).is_none()).collect::<Vec<_>>() {
            let sort = norm.scope[var].sorts[0];
            let top = self.model.sorts[sort].top;
            let node = self.universe.node(NodeKind::Fresh(place, var.0, sort), top);
            binding.set(var, node);
        }
    }

    /// There are participants for these variables such that `body`. The body is built for `polarity`.
    pub(in crate::logic) fn exists(
        &mut self,
        scope: &Scope,
        vars: &[VarId],
        binding: &Binding,
        polarity: Polarity,
        body: &mut dyn FnMut(&mut Self, &Binding) -> Grounded,
    ) -> Grounded {
        let known = self.known_around(binding.0.iter().flatten());
        let around = Around { hangs_on_choice: self.hangs_on_choice(&known), seeks: false, known };
        self.exists_beside(&around, scope, vars, binding, polarity, body)
    }

    /// As [`Query::exists`], of those whom a condition leaves open. Who is sought there may be another for each who could
    /// be chosen freely, but only where the condition speaks of that one, too: whom it seeks, that one brings along.
    pub(in crate::logic) fn exists_in(
        &mut self,
        cond: &Cond,
        ask: Ask<'_>,
        vars: &[VarId],
        polarity: Polarity,
    ) -> Grounded {
        let spoken_of = |&(var, node): &(usize, Node)| {
            !self.universe.is_fresh(node) || cond.may_speak_of(VarId(var as u32))
        };
        let bound = ask.binding.0.iter().enumerate();
        let bound = bound.filter_map(|(var, node)| node.map(|node| (var, node)));
        let spoken: Vec<Node> = bound.filter(spoken_of).map(|(_, node)| node).collect();
        let known = self.known_around(spoken.iter());
        let hangs_on_choice = self.hangs_on_choice(&spoken);
        let around = Around { hangs_on_choice, seeks: hangs_on_choice, known };
        let mut body = |query: &mut Self, binding: &Binding| {
            let are_parties = query.are_parties_at(ask.scope, vars, binding, ask.start)?;
            if are_parties == Formula::False {
                return Ok(are_parties);
            }
            Ok(are_parties.and(query.cond(cond, ask.with(ask.scope, binding), polarity)?))
        };
        self.exists_beside(&around, ask.scope, vars, ask.binding, polarity, &mut body)
    }

    fn exists_beside(
        &mut self,
        around: &Around,
        scope: &Scope,
        vars: &[VarId],
        binding: &Binding,
        polarity: Polarity,
        body: &mut dyn FnMut(&mut Self, &Binding) -> Grounded,
    ) -> Grounded {
        let Some((&var, rest)) = vars.split_first() else {
            return body(self, binding);
        };
        if binding.get(var).is_some() {
            return self.exists_beside(around, scope, rest, binding, polarity, body);
        }
        let candidates = self.candidates(around, scope, var, polarity);
        let mut cases = Vec::new();
        for node in candidates {
            self.choices += 1;
            self.all_choices += 1;
            self.spend(1);
            if self.choices > CHOICES || self.universe.node_count() > PARTICIPANTS_IN_ALL {
                return Err(Limit::Participants);
            }
            let mut binding = binding.clone();
            binding.set(var, node);
            let fits = self.fits(scope, &binding, var);
            if fits != Formula::False {
                self.chosen.push(node);
                let case = self.exists_beside(around, scope, rest, &binding, polarity, body);
                self.chosen.pop();
                cases.push(fits.and(case?));
            }
        }
        Ok(Formula::any(cases))
    }

    /// Who may be meant by a *some*: in a positive place somebody of its own. Of whoever is chosen freely anything may be
    /// true, with anybody who is there, and with those who are brought along.
    fn candidates(
        &mut self,
        around: &Around,
        scope: &Scope,
        var: VarId,
        polarity: Polarity,
    ) -> Vec<Node> {
        let top = self.model.sorts[scope[var].sorts[0]].top;
        let whole = self.closed.is_some() || self.frozen;
        if around.seeks {
            self.bring_along(around, scope, var, top);
        }
        if !around.hangs_on_choice && (polarity == Polarity::Negative || whole) {
            return self.everybody(top);
        }
        let mut candidates = Vec::new();
        if polarity == Polarity::Positive && !around.seeks && !whole {
            let count = self.somes.entry((top, around.known.clone())).or_insert(0);
            *count += 1;
            let kind = NodeKind::Some(top, *count, around.known.clone());
            candidates.push(self.universe.node(kind, top));
        }
        if around.hangs_on_choice {
            let brought = self.brought.iter().map(|it| it.node);
            let brought = brought.filter(|&node| self.universe.top(node) == top);
            let there = self.everybody(top).into_iter().chain(brought);
            let others: Vec<Node> = there.filter(|node| !candidates.contains(node)).collect();
            candidates.extend(others);
        }
        candidates
    }

    fn hangs_on_choice(&self, known: &[Node]) -> bool {
        known.iter().any(|&node| self.universe.is_fresh(node))
    }

    /// Whoever has been chosen where a *some* stands, so that it is named alike each time the formula is built.
    fn known_around<'a>(&'a self, bound: impl Iterator<Item = &'a Node>) -> Vec<Node> {
        let mut known: Vec<Node> = bound.chain(&self.chosen).copied().collect();
        known.sort();
        known.dedup();
        known
    }

    /// A variable's participant is of its sort, and is nobody whom another name of the item names.
    pub(in crate::logic) fn fits(
        &mut self,
        scope: &Scope,
        binding: &Binding,
        var: VarId,
    ) -> Formula {
        let Some(node) = binding.get(var) else { return Formula::True };
        let sorts = scope[var].sorts.clone();
        let of: Vec<_> = sorts.into_iter().map(|sort| self.is_ever(sort, node)).collect();
        let mut parts = vec![Formula::any(of)];
        if !scope[var].any {
            for (index, other) in scope.vars.iter().enumerate() {
                if index != var.0 as usize
                    && !other.any
                    && let Some(other) = binding.0[index]
                {
                    parts.push(!self.universe.same(node, other));
                }
            }
        }
        Formula::all(parts)
    }

    /// The participant that a term stands for; `None` for a variable that nobody has been chosen for.
    pub(in crate::logic) fn node(&mut self, term: &Term, binding: &Binding) -> Option<Node> {
        match term {
            Term::Var(var) => binding.get(*var),
            Term::Individual(id) => Some(self.universe.individual(*id)),
            Term::Attribute { attribute, args } => {
                let AttributeType::Participant(sort) = self.model.attributes[*attribute].ty else {
                    return None;
                };
                let args = self.nodes(args, binding)?;
                let top = self.model.sorts[sort].top;
                Some(self.universe.node(NodeKind::Value(*attribute, args), top))
            }
        }
    }

    /// The participants that terms stand for.
    pub(in crate::logic) fn nodes(
        &mut self,
        terms: &[Term],
        binding: &Binding,
    ) -> Option<Vec<Node>> {
        terms.iter().map(|term| self.node(term, binding)).collect()
    }

    pub(in crate::logic) fn bound(
        &mut self,
        terms: &[Term],
        binding: &Binding,
    ) -> Result<Vec<Node>, Limit> {
        self.nodes(terms, binding).ok_or(Limit::Unbound)
    }

    /// The place of a number, length or date attribute.
    pub(in crate::logic) fn value(
        &mut self,
        term: &Term,
        binding: &Binding,
    ) -> Result<Place, Limit> {
        let Term::Attribute { attribute, args } = term else { return Err(Limit::Unbound) };
        let args = self.bound(args, binding)?;
        Ok(self.universe.place(PlaceKind::Value(*attribute, args)))
    }

    /// Who takes part in an occurrence.
    pub(in crate::logic) fn occurrence(
        &mut self,
        it: &Occurrence,
        binding: &Binding,
    ) -> Result<OccurrenceKey, Limit> {
        Ok(match it {
            Occurrence::Event { event, args } => {
                OccurrenceKey::Event(*event, self.bound(args, binding)?)
            }
            Occurrence::Act { by, action, args } => {
                let by = self.node(by, binding).ok_or(Limit::Unbound)?;
                OccurrenceKey::Act(by, *action, self.bound(args, binding)?)
            }
        })
    }
}
