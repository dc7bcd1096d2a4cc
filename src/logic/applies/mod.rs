//! Layer one: whether an instance of a norm applies, and at which moments.

mod asserted;
pub(super) mod bound;
pub(super) mod closing;
pub(super) mod corrected;
pub(super) mod counting;
mod covering;
mod done;
pub(super) mod lengths;
pub(super) mod looking_back;
pub(super) mod reach;
pub(super) mod recurring;
mod running;
pub(super) mod status;
mod stretches;
pub(super) mod window;

use super::Limit;
use super::applies::status::Reading;
use super::ground::formula::Formula;
use super::ground::query::{Ask, Binding, Grounded, Instance, Polarity, Query};
use super::ground::universe::{Atom, Instant, Node, OccurrenceKey};
use super::theory::modal_answers;
use crate::model::{
    Cond, InstrumentId, Modal, Norm, NormId, Reason, Relation, RelationKind, Scope, Status, Target,
    Var, VarId,
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
            // The case tells who violated it.
            query.bearer(&of);
            let mut violated = query.universe.holds(Atom::Violated(primary, participants));
            if polarity == Polarity::Negative {
                violated = violated.or(query.is_violated_along(&of, polarity)?);
            }
            let agree = query.acts_of_a_violation_agree(&of, polarity)?;
            Ok(Formula::all([violated, query.applies_below(&of, polarity, depth)?, agree]))
        };
        self.exists(scope, &open, &binding, polarity, &mut body)
    }

    /// The participants of an instance, in the order of its variables that are not *some*.
    pub(super) fn participants(&self, it: &Instance) -> Vec<Node> {
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
        let ask = Ask { start, depth, ..Ask::of(it, (&norm.scope, &it.binding), at) };
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
            query.ends_by_no_act_of_the_behaviour(&by)?;
            let same = query.have_one_bearer(it, &by);
            if same == Formula::False {
                return Ok(same);
            }
            let said = query.relation_holds(relation, &[&by, it], at, polarity, depth)?;
            if said == Formula::False {
                return Ok(said);
            }
            Ok(Formula::all([same, said, query.applies_at(&by, at, polarity, depth + 1)?]))
        };
        let scope = &winner_norm.scope;
        let mut ways = vec![self.exists(scope, &open, &binding, polarity, &mut body)?];
        // Whom a norm names, who may be chosen by another, may be whom this one speaks of.
        for (var, binding) in self.towards_the_chosen_one(it, scope, (&open, &binding)) {
            let rest: Vec<VarId> = open.iter().copied().filter(|other| *other != var).collect();
            let fits = self.fits(scope, &binding, var);
            ways.push(fits.and(self.exists(scope, &rest, &binding, polarity, &mut body)?));
        }
        Ok(same.and(Formula::any(ways)))
    }

    /// Each way in which an open variable of an item can stand for somebody whom an instance names and the bearer of another
    /// norm may choose. Whom its own bearer may choose it does not name: whether there is somebody beside those is told by
    /// the case.
    fn towards_the_chosen_one(
        &self,
        it: &Instance,
        scope: &Scope,
        (open, binding): (&[VarId], &Binding),
    ) -> Vec<(VarId, Binding)> {
        let named = self.participants(it).into_iter();
        let chosen: Vec<Node> = named.filter(|&node| self.universe.is_fresh(node)).collect();
        let mut ways = Vec::new();
        for &var in open {
            let top = self.model.sorts[scope[var].sorts[0]].top;
            for &node in chosen.iter().filter(|&&node| self.universe.top(node) == top) {
                let mut binding = binding.clone();
                binding.set(var, node);
                ways.push((var, binding));
            }
        }
        ways
    }

    /// What displaces others does so until moments that the behaviour does not choose.
    fn ends_by_no_act_of_the_behaviour(&mut self, it: &Instance) -> Result<(), Limit> {
        let anchors = self.act_anchors(&self.model.norms[it.norm], &it.binding)?;
        let is_ours = |(key, opens): &(OccurrenceKey, bool)| match self.is_laying_out {
            true => self.is_up_to_behaviour(key, *opens),
            false => !opens && self.behaviour.contains_key(key),
        };
        if anchors.iter().any(is_ours) {
            return Err(Limit::NotYet("a displacement that ends with an act of the behaviour"));
        }
        Ok(())
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
        let own = Ask::of(between[0], (&relation.scope, &binding), at);
        let ask = Ask { by: relation.norm, depth: depth + 1, ..own };
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
        cond: &Cond,
        ask: Ask<'_>,
        polarity: Polarity,
    ) -> Grounded {
        self.exists_in(cond, ask, &open_vars(ask.scope, ask.binding), polarity)
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
            if ask.by.is_some_and(|by| self.reaches(Target::Norm(by), norm)) {
                continue; // an instrument of which it is one: the others are meant
            }
            let asker = ask.whose.filter(|it| self.model.norms[it.norm].modal != Modal::Relation);
            let (binding, same) = match asker {
                Some(it) => self.matching(it, norm),
                None => self.matching_those_asked(norm, ask),
            };
            let scope = &self.model.norms[norm].scope;
            let open = open_vars(scope, &binding);
            let mut body = |query: &mut Self, binding: &Binding| {
                let it = Instance { norm, binding: binding.clone(), act: 0 };
                let same = match asker {
                    Some(asker) => query.have_one_bearer(asker, &it),
                    None => Formula::True,
                };
                if same == Formula::False {
                    return Ok(same);
                }
                Ok(same.and(query.applies_at(&it, ask.at, polarity, ask.depth + 1)?))
            };
            ways.push(same.and(self.exists(scope, &open, &binding, polarity, &mut body)?));
        }
        Ok(Formula::any(ways))
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
        let reading = if self.principle && !ask.for_a_norm {
            Reading::Effective { strict: false }
        } else {
            Reading::Applies { depth: ask.depth + 1 }
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
pub(super) fn is_anyone(var: &Var) -> bool {
    var.sorts.is_empty()
}

/// Whether a norm's modal is one that a status sentence may ask for.
pub(super) fn answers(status: &Status, norm: &Norm) -> bool {
    modal_answers(status.modal, norm.modal, norm.recommendation)
}
