//! Layer one: whether an instance of a norm applies, and at which moments.

use super::Limit;
use super::formula::Formula;
use super::query::{Ask, Binding, Grounded, Instance, Polarity, Query};
use super::theory::modal_answers;
use super::universe::{Atom, Instant};
use crate::model::{
    InstrumentId, Modal, Norm, NormId, Reason, Relation, RelationKind, Scope, Status, Target, Term,
    VarId,
};

/// How deep status sentences may consult norms that consult norms.
const CONSULTATIONS: u32 = 4;

impl Query<'_> {
    /// Participants fit, and what the norm answers was violated.
    pub(super) fn base(&mut self, it: &Instance, polarity: Polarity, depth: u32) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let mut parts = Vec::new();
        for index in 0..norm.scope.vars.len() {
            parts.push(self.fits(&norm.scope, &it.binding, VarId(index as u32)));
        }
        if let Some(primary) = norm.primary {
            parts.push(self.was_violated(primary, it, polarity, depth)?);
        }
        Ok(Formula::all(parts))
    }

    /// The primary applies to the same participants, and the situation says that it was violated.
    fn was_violated(
        &mut self,
        primary: NormId,
        it: &Instance,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        // Who is to answer the violation need not be who committed it.
        let scope = &self.model.norms[primary].scope;
        let binding = self.bind_by_name(scope, &[it]);
        let open = open_vars(scope, &binding);
        let act = 0;
        let mut body = |query: &mut Self, binding: &Binding| {
            let of = Instance { norm: primary, binding: binding.clone(), act };
            let participants = query.participants(&of);
            let violated = query.universe.holds(Atom::Violated(primary, participants));
            Ok(violated.and(query.applies_below(&of, polarity, depth)?))
        };
        self.exists(scope, &open, &binding, polarity, &mut body)
    }

    /// The participants of an instance, in the order of its variables that are not *some*.
    pub(super) fn participants(&self, it: &Instance) -> Vec<super::universe::Node> {
        let scope = &self.model.norms[it.norm].scope;
        let bound = scope.vars.iter().zip(&it.binding.0);
        bound.filter(|(var, _)| !var.some).filter_map(|(_, node)| *node).collect()
    }

    /// `when` holds and `unless` does not, asked at a moment; dates and parties at the start of the window.
    pub(super) fn conditions(
        &mut self,
        it: &Instance,
        at: Instant,
        start: Instant,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let ask =
            Ask { scope: &norm.scope, binding: &it.binding, at, start, asker: Some(it), depth };
        let (when, unless) = self.conditions_of(it.norm);
        let when = if self.theory.ignores(Reason::DisjointConditions) {
            Formula::True
        } else {
            self.cond(when, ask, polarity)?
        };
        if when == Formula::False || self.theory.ignores(Reason::Exception) {
            return Ok(when);
        }
        Ok(when.and(!self.cond(unless, ask, !polarity)?))
    }

    /// At a moment, some norm that applies displaces the instance.
    pub(super) fn displaced(
        &mut self,
        it: &Instance,
        at: Instant,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        if depth > CONSULTATIONS {
            return Err(Limit::Consultations);
        }
        let mut ways = Vec::new();
        if self.undisplaced || self.theory.ignores(Reason::Displaced) {
            return Ok(Formula::False);
        }
        let theory = self.theory;
        for relation in theory.relations_against(it.norm) {
            if relation.kind != RelationKind::Displaces {
                continue;
            }
            for winner in self.members(relation.winner) {
                if winner != it.norm && self.may_displace(winner, it.norm) {
                    ways.push(self.displaced_by(relation, winner, it, at, polarity, depth)?);
                }
            }
        }
        Ok(Formula::any(ways))
    }

    fn displaced_by(
        &mut self,
        relation: &Relation,
        winner: NormId,
        it: &Instance,
        at: Instant,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let winner_norm = &self.model.norms[winner];
        if winner_norm.modal == Modal::Relation {
            return self.relation_holds(relation, &[it], at, polarity, depth);
        }
        let (binding, same) = self.matching(it, winner);
        let open = open_vars(&winner_norm.scope, &binding);
        let mut body = |query: &mut Self, binding: &Binding| {
            let by = Instance { norm: winner, binding: binding.clone(), act: 0 };
            let said = query.relation_holds(relation, &[&by, it], at, polarity, depth)?;
            if said == Formula::False {
                return Ok(said);
            }
            Ok(said.and(query.applies_at(&by, at, polarity, depth + 1)?))
        };
        Ok(same.and(self.exists(&winner_norm.scope, &open, &binding, polarity, &mut body)?))
    }

    /// What says a relation is in force at a moment, and its `when` holds for the participants of instances.
    pub(super) fn relation_holds(
        &mut self,
        relation: &Relation,
        between: &[&Instance],
        at: Instant,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let force = match relation.norm {
            Some(norm) => self.in_force_at(&self.model.norms[norm], at),
            None => self.instrument_in_force_at(relation.instrument, at),
        };
        if relation.when.is_true() || force == Formula::False {
            return Ok(force);
        }
        // The participants of a norm stand first in the scope of what it says about its relations.
        let mut binding = self.bind_by_name(&relation.scope, between);
        if let Some(own) = between.iter().find(|it| relation.norm == Some(it.norm)) {
            binding.0[..own.binding.0.len()].clone_from_slice(&own.binding.0);
        }
        let ask = Ask {
            scope: &relation.scope,
            binding: &binding,
            at,
            start: at,
            asker: Some(between[0]),
            depth: depth + 1,
        };
        Ok(force.and(self.cond_closing(&relation.when, ask, polarity)?))
    }

    fn instrument_in_force_at(&mut self, instrument: InstrumentId, at: Instant) -> Formula {
        if self.theory.ignores(Reason::NotInForce) {
            return Formula::True;
        }
        let days = &self.model.instruments[instrument].in_force;
        let spans: Vec<_> = days.iter().map(|&days| self.in_span(days, at)).collect();
        Formula::any(spans)
    }

    /// A condition whose participants are not all chosen: it holds for some choice of the rest.
    pub(super) fn cond_closing(
        &mut self,
        cond: &crate::model::Cond,
        ask: Ask<'_>,
        polarity: Polarity,
    ) -> Grounded {
        let open = open_vars(ask.scope, ask.binding);
        let mut body = |query: &mut Self, binding: &Binding| {
            let ask = Ask {
                scope: ask.scope,
                binding,
                at: ask.at,
                start: ask.start,
                asker: ask.asker,
                depth: ask.depth,
            };
            query.cond(cond, ask, polarity)
        };
        self.exists(ask.scope, &open, ask.binding, polarity, &mut body)
    }

    /// Chooses participants for an item's variables from instances, by equal names, then by sole sort.
    pub(super) fn bind_by_name(&self, scope: &Scope, from: &[&Instance]) -> Binding {
        let mut binding = Binding::empty(scope);
        for (index, var) in scope.vars.iter().enumerate() {
            binding.0[index] = from.iter().find_map(|it| {
                let other = &self.model.norms[it.norm].scope;
                self.counterpart(scope, VarId(index as u32), other)
                    .and_then(|found| it.binding.get(found))
                    .filter(|_| !var.some)
                    .or_else(|| self.bearer_for(var, it))
            });
        }
        binding
    }

    /// The bearer of an instance, for the `bearer` of a relation that bears nothing itself.
    fn bearer_for(&self, var: &crate::model::Var, it: &Instance) -> Option<super::universe::Node> {
        match self.model.norms[it.norm].bearer {
            Term::Var(bearer) if is_anyone(var) => it.binding.get(bearer),
            _ => None,
        }
    }

    /// The variable of `other` that agrees with one of `scope`: of equal name, or both the only one of a sort.
    pub(super) fn counterpart(&self, scope: &Scope, var: VarId, other: &Scope) -> Option<VarId> {
        let own = &scope[var];
        if own.omitted {
            return None; // nobody in particular
        }
        let usable = |candidate: &crate::model::Var| !candidate.some && !candidate.omitted;
        let by_name = other.vars.iter().position(|it| usable(it) && it.name == own.name);
        let sole = |vars: &Scope| {
            let mut of_sort =
                vars.vars.iter().enumerate().filter(|(_, it)| usable(it) && it.sorts == own.sorts);
            let first = of_sort.next().map(|(index, _)| index);
            first.filter(|_| of_sort.next().is_none())
        };
        by_name.or_else(|| sole(scope).and_then(|_| sole(other))).map(|index| VarId(index as u32))
    }

    /// The participants of `norm` that a relation to `it` fixes: same bearer, equal names, sole sorts.
    pub(super) fn matching(&mut self, it: &Instance, norm: NormId) -> (Binding, Formula) {
        let other = &self.model.norms[norm];
        let mut binding = self.bind_by_name(&other.scope, &[it]);
        let bearer = self.node(&self.model.norms[it.norm].bearer, &it.binding);
        let Some(bearer) = bearer else { return (binding, Formula::True) };
        if let Term::Var(var) = other.bearer {
            // A name of the bearer that is another's here asks for one participant, too.
            let same = binding.get(var).map_or(Formula::True, |it| self.universe.same(it, bearer));
            binding.set(var, bearer);
            return (binding, same);
        }
        let same = match self.node(&other.bearer, &binding) {
            Some(node) => self.universe.same(node, bearer),
            None => Formula::True,
        };
        (binding, same)
    }

    /// The norms that a target names, and that are looked at.
    pub(super) fn members(&self, target: Target) -> Vec<NormId> {
        self.theory.members(target)
    }

    /// Whether a target names a norm, or the norm of which it is a part.
    pub(super) fn reaches(&self, target: Target, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        match target {
            Target::Instrument(id) => own.instrument == id,
            Target::Norm(id) => {
                let named = &self.model.norms[id];
                id == norm || (named.instrument == own.instrument && named.name == own.name)
            }
        }
    }

    /// `REF applies`, asked at a moment.
    pub(super) fn target_applies(
        &mut self,
        target: Target,
        ask: Ask<'_>,
        polarity: Polarity,
    ) -> Grounded {
        if ask.depth >= CONSULTATIONS {
            return Err(Limit::Consultations);
        }
        let mut ways = Vec::new();
        for norm in self.members(target) {
            if ask.asker.is_some_and(|it| it.norm == norm) {
                continue;
            }
            let (binding, same) = match ask.asker {
                Some(it) if self.model.norms[it.norm].modal != Modal::Relation => {
                    self.matching(it, norm)
                }
                _ => {
                    let scope = &self.model.norms[norm].scope;
                    (self.bind_from(scope, ask), Formula::True)
                }
            };
            let scope = &self.model.norms[norm].scope;
            let open = open_vars(scope, &binding);
            let mut body = |query: &mut Self, binding: &Binding| {
                let it = Instance { norm, binding: binding.clone(), act: 0 };
                query.applies_at(&it, ask.at, polarity, ask.depth + 1)
            };
            ways.push(same.and(self.exists(scope, &open, &binding, polarity, &mut body)?));
        }
        Ok(Formula::any(ways))
    }

    fn bind_from(&self, scope: &Scope, ask: Ask<'_>) -> Binding {
        let mut binding = Binding::empty(scope);
        for index in 0..scope.vars.len() {
            let found = self.counterpart(scope, VarId(index as u32), ask.scope);
            binding.0[index] = found.and_then(|var| ask.binding.get(var));
        }
        binding
    }

    /// What the other norms say, asked at a moment: some norm that applies answers the sentence.
    pub(super) fn status_applies(
        &mut self,
        status: &Status,
        ask: Ask<'_>,
        polarity: Polarity,
    ) -> Grounded {
        if ask.depth >= CONSULTATIONS {
            return Err(Limit::Consultations);
        }
        let reading = if self.principle && ask.asker.is_none() {
            super::status::Reading::Effective { strict: false }
        } else {
            super::status::Reading::Applies { depth: ask.depth + 1 }
        };
        self.status(status, ask, reading, polarity)
    }
}

/// Variables that nobody has been chosen for and that are not *some*.
pub(super) fn open_vars(scope: &Scope, binding: &Binding) -> Vec<VarId> {
    let all = (0..scope.vars.len() as u32).map(VarId);
    let open = |var: &VarId| binding.get(*var).is_none() && !scope[*var].some;
    all.filter(open).filter(|&var| !is_anyone(&scope[var])).collect()
}

/// The `bearer` of a relation or rule: whoever it is, of whatever kind.
fn is_anyone(var: &crate::model::Var) -> bool {
    var.sorts.is_empty()
}

/// Whether a norm's modal is one that a status sentence may ask for.
pub(super) fn answers(status: &Status, norm: &Norm) -> bool {
    modal_answers(status.modal, norm.modal, norm.recommendation)
}
