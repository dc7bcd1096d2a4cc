//! Which norms speak of a case: those with an instance that names everyone in it.

use crate::model::{
    Act, AttributeType, Modal, Model, Norm, NormId, SortId, StatusModal, Term, UniverseId, VarId,
};
use std::collections::BTreeSet;

use crate::logic::Limit;
use crate::logic::applies::open_vars;
use crate::logic::applies::window::{Shape, shape};
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Node, Place};
use crate::logic::limits::NAMINGS;
use crate::logic::theory::{Theory, modal_answers};

/// How a norm names somebody.
#[derive(Clone, Debug)]
pub(super) enum Naming {
    /// As one of its participants.
    Var(VarId),
    /// By a chain or as an individual.
    Term(Term),
}

impl Theory<'_> {
    /// The norms that settle what they speak of, and can speak of a case of the universe.
    pub(super) fn settling(&self, universe: UniverseId) -> Vec<NormId> {
        let tops: Vec<SortId> = tops(self.model, universe);
        let settles = |norm: &NormId| {
            let own = &self.model.norms[*norm];
            modal_answers(StatusModal::Settled, own.modal, own.recommendation)
                && names_each_of(self.model, own, &tops)
        };
        self.written().filter(settles).collect()
    }
}

fn tops(model: &Model, universe: UniverseId) -> Vec<SortId> {
    let vars = model.universes[universe].scope.vars.iter().filter(|var| !var.some);
    vars.map(|var| model.sorts[var.sorts[0]].top).collect()
}

/// Whether the norm names as many of each kind as the case has. Never too strict.
fn names_each_of(model: &Model, own: &Norm, tops: &[SortId]) -> bool {
    let named: Vec<SortId> = namings(own).iter().map(|it| top_of(model, own, it)).collect();
    let kinds: BTreeSet<SortId> = tops.iter().copied().collect();
    kinds.into_iter().all(|kind| {
        let count = |all: &[SortId]| all.iter().filter(|top| **top == kind).count();
        count(&named) >= count(tops)
    })
}

/// Everyone whom a norm names, in order.
fn namings(own: &Norm) -> Vec<Naming> {
    let vars = own.scope.vars.iter().enumerate().filter(|(_, var)| !var.some);
    let mut all: Vec<Naming> = vars.map(|(place, _)| Naming::Var(VarId(place as u32))).collect();
    if !matches!(own.bearer, Term::Var(_)) {
        all.push(Naming::Term(own.bearer.clone()));
    }
    for act in &own.acts {
        let Act::Do { args, .. } = act else { continue };
        let individuals = args.iter().filter(|arg| matches!(arg, Term::Individual(_)));
        all.extend(individuals.cloned().map(Naming::Term));
    }
    all
}

fn top_of(model: &Model, own: &Norm, naming: &Naming) -> SortId {
    match naming {
        Naming::Var(var) => model.sorts[own.scope[*var].sorts[0]].top,
        Naming::Term(Term::Var(var)) => model.sorts[own.scope[*var].sorts[0]].top,
        Naming::Term(Term::Individual(id)) => model.individuals[*id].top,
        Naming::Term(Term::Attribute { attribute, .. }) => match model.attributes[*attribute].ty {
            AttributeType::Participant(sort) => model.sorts[sort].top,
            _ => SortId(u32::MAX),
        },
    }
}

impl Query<'_> {
    /// Some of these norms is effective at the moment and speaks of the case.
    pub(super) fn settled_by(
        &mut self,
        norms: &[NormId],
        case: &Binding,
        polarity: Polarity,
    ) -> Grounded {
        let people: Vec<Node> = case.0.iter().flatten().copied().collect();
        let mut ways = Vec::new();
        for &norm in norms {
            for (binding, same) in self.ways_to_name(norm, &people)? {
                let own = &self.model.norms[norm];
                let acts = if own.modal == Modal::Must { 1 } else { own.acts.len() };
                for act in 0..acts {
                    let open = open_vars(&own.scope, &binding);
                    let mut body = |query: &mut Self, binding: &Binding| {
                        let it = query.chosen(norm, act, binding.clone());
                        query.says_now(&it, polarity)
                    };
                    let says = self.exists(&own.scope, &open, &binding, polarity, &mut body)?;
                    ways.push(same.clone().and(says));
                }
            }
        }
        Ok(Formula::any(ways))
    }

    /// The instance is effective, and asks for something at the moment that is looked at.
    fn says_now(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        let effective = self.effective(it, polarity)?;
        if effective == Formula::False {
            return Ok(effective);
        }
        if shape(&self.model.norms[it.norm]) == Shape::Once {
            return Ok(effective.and(self.is_closed_by_what_is_done(it, None)?));
        }
        Ok(effective.and(self.live_at(it, Place::NOW.into(), polarity)?))
    }

    /// The ways in which everyone of a case is somebody whom the norm names: who is chosen, and what must be so.
    pub(super) fn ways_to_name(
        &mut self,
        norm: NormId,
        people: &[Node],
    ) -> Result<Vec<(Binding, Formula)>, Limit> {
        let own = &self.model.norms[norm];
        let all = namings(own);
        let mut ways: Vec<(Binding, Vec<(Term, Node)>)> =
            vec![(Binding::empty(&own.scope), Vec::new())];
        for &who in people {
            let mut next = Vec::new();
            for (binding, terms) in &ways {
                for naming in &all {
                    if top_of(self.model, own, naming) != self.universe.top(who) {
                        continue;
                    }
                    let (mut binding, mut terms) = (binding.clone(), terms.clone());
                    match naming {
                        Naming::Var(var) if binding.get(*var).is_none() => binding.set(*var, who),
                        Naming::Var(_) => continue,
                        Naming::Term(term) => terms.push((term.clone(), who)),
                    }
                    next.push((binding, terms));
                }
            }
            if next.len() > NAMINGS {
                return Err(Limit::Participants);
            }
            ways = next;
        }
        let mut found = Vec::new();
        for (binding, terms) in ways {
            found.push((binding.clone(), self.stand_for(&binding, &terms)));
        }
        Ok(found)
    }

    /// The terms stand for these participants; where they speak of somebody not chosen, they do not.
    fn stand_for(&mut self, binding: &Binding, terms: &[(Term, Node)]) -> Formula {
        let mut parts = Vec::new();
        for (term, who) in terms {
            parts.push(match self.node(term, binding) {
                Some(node) => self.universe.same(node, *who),
                None => Formula::False,
            });
        }
        Formula::all(parts)
    }
}
