//! Norms that obviously apply in some case, and whose conditions obviously matter: each word of theirs stands in
//! one place only, and nothing is assumed of it. Such a norm is asked no question.

use std::collections::BTreeSet;

use super::bands::Band;
use crate::logic::ground::words::{Symbol, symbols_of};
use crate::logic::theory::Theory;
use crate::model::{
    AttributeId, AttributeType, Clause, Cond, InstrumentId, Model, Norm, NormId, Occurrence, Param,
    Point, RelationKind, Scope, SortId, SortKind, Target, Term,
};

/// What is needed to tell plain norms from others, worked out once for a set.
#[derive(Debug)]
pub struct Plain<'m> {
    model: &'m Model,
    assumed: BTreeSet<Symbol>,
    /// Roles that parties have, which change with time.
    party_roles: BTreeSet<SortId>,
    /// Something is assumed of what norms say, which every norm may touch.
    assumes_of_norms: bool,
    displaced: BTreeSet<(InstrumentId, &'m str)>,
    displaced_instruments: BTreeSet<InstrumentId>,
}

impl<'m> Plain<'m> {
    /// For the norms of a theory.
    pub fn new(theory: &Theory<'m>) -> Self {
        let model = theory.model;
        let assumed = theory.assumption_symbols().flat_map(|(_, own)| own.iter().copied());
        let mut plain = Plain {
            model,
            assumed: assumed.collect(),
            party_roles: model.instruments.values().filter_map(|it| it.party_role).collect(),
            assumes_of_norms: model.assumptions.values().any(|it| model.asks_norms(&it.cond)),
            displaced: BTreeSet::new(),
            displaced_instruments: BTreeSet::new(),
        };
        for relation in model.relations.iter().filter(|it| it.kind == RelationKind::Displaces) {
            match relation.loser {
                Target::Instrument(id) => {
                    plain.displaced_instruments.insert(id);
                }
                Target::Norm(id) => {
                    let norm = &model.norms[id];
                    plain.displaced.insert((norm.instrument, &norm.name));
                }
            }
        }
        plain
    }

    /// Whether the norm applies in some case, each part of its `when` keeps a case out, and each part of its
    /// `unless` takes one away. `false` says nothing.
    pub fn is_plain(&self, id: NormId) -> bool {
        let norm = &self.model.norms[id];
        let instrument = &self.model.instruments[norm.instrument];
        let apart = self.hangs_on_others(norm)
            || instrument.binds_parties_only()
            || !instrument.reservations.is_empty();
        if apart || !matches!(norm.bearer, Term::Var(_)) || !self.are_plain_sorts(&norm.scope) {
            return false;
        }
        let mut words = BTreeSet::new();
        self.has_plain_window(norm, &mut words)
            && self.is_plain_join(&norm.when, &norm.scope, &mut words)
            && self.is_plain_cond(&norm.unless, &norm.scope, &mut words)
    }

    fn hangs_on_others(&self, norm: &Norm) -> bool {
        self.assumes_of_norms
            || norm.primary.is_some()
            || self.displaced_instruments.contains(&norm.instrument)
            || self.displaced.contains(&(norm.instrument, &*norm.name))
    }

    /// Whether a part of the norm's conditions shares no word with the rest, and nothing is assumed of its words.
    pub(super) fn stands_alone(&self, id: NormId, part: &Cond) -> bool {
        let norm = &self.model.norms[id];
        let alone = !self.hangs_on_others(norm);
        if !alone || !self.is_plain_cond(part, &norm.scope, &mut BTreeSet::new()) {
            return false;
        }
        let mut own = BTreeSet::new();
        symbols_of(self.model, part, &mut own);
        // What an instrument adds to the norm's own `when` is among them.
        let when = match &norm.when {
            Cond::All(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let unless = match &norm.unless {
            Cond::Any(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut others = when.iter().chain(unless).filter(|other| !std::ptr::eq(*other, part));
        others.all(|other| {
            let mut symbols = BTreeSet::new();
            symbols_of(self.model, other, &mut symbols);
            own.is_disjoint(&symbols) && !self.model.asks_norms(other)
        })
    }

    fn are_plain_sorts(&self, scope: &Scope) -> bool {
        let plain = |sort: &SortId| {
            let role = self.model.sorts[*sort].kind == SortKind::Role;
            let party = role && self.party_roles.contains(sort);
            !(self.assumed.contains(&Symbol::Sort(*sort)) || party)
        };
        scope.vars.iter().all(|var| !var.sorts.is_empty() && var.sorts.iter().all(plain))
    }

    /// No window, or one that an event opens of which nothing else is asked.
    fn has_plain_window(&self, norm: &Norm, words: &mut BTreeSet<Symbol>) -> bool {
        let clauses = norm.clauses();
        clauses.into_iter().all(|clause| match clause {
            Clause::AtAllTimes => true,
            Clause::Every { .. } => false,
            clause => clause.anchor().is_some_and(|point| self.is_plain_point(point, words)),
        }) && norm.window.as_ref().is_none_or(|window| window.clauses.len() == 1)
    }

    fn is_plain_point(&self, point: &Point, words: &mut BTreeSet<Symbol>) -> bool {
        let Some(Occurrence::Event { event, .. }) = point.root() else { return false };
        let free = self.model.events[*event].after.is_none();
        free && self.is_new(Symbol::Event(*event), words)
    }

    /// Nothing is assumed of the word, and it was not met before.
    fn is_new(&self, symbol: Symbol, words: &mut BTreeSet<Symbol>) -> bool {
        !self.assumed.contains(&symbol) && words.insert(symbol)
    }

    /// Plain parts joined by `and`, of which several may bound the same number.
    fn is_plain_join(&self, cond: &Cond, scope: &Scope, words: &mut BTreeSet<Symbol>) -> bool {
        let Cond::All(parts) = cond else { return self.is_plain_cond(cond, scope, words) };
        let mut bands: Vec<Band<'_>> = Vec::new();
        for part in parts {
            let band = match part {
                Cond::Compare(bound) => Band::of(self.model, bound),
                _ => None,
            };
            let Some(band) = band else {
                if !self.is_plain_cond(part, scope, words) {
                    return false;
                }
                continue;
            };
            match bands.iter_mut().find(|known| known.term == band.term) {
                Some(known) => known.join(band),
                None => bands.push(band),
            }
        }
        bands.iter().all(|band| self.is_plain_band(band, scope, words))
    }

    fn is_plain_band(&self, band: &Band<'_>, scope: &Scope, words: &mut BTreeSet<Symbol>) -> bool {
        let Term::Attribute { attribute, args } = band.term else { return false };
        band.is_tight()
            && self.are_fitting(&self.model.attributes[*attribute].params, args, scope)
            && self.is_new(Symbol::Attribute(*attribute), words)
    }

    fn is_plain_cond(&self, cond: &Cond, scope: &Scope, words: &mut BTreeSet<Symbol>) -> bool {
        match cond {
            Cond::All(parts) | Cond::Any(parts) => {
                parts.iter().all(|part| self.is_plain_cond(part, scope, words))
            }
            Cond::Not(part) => self.is_plain_cond(part, scope, words),
            Cond::Fact { fact, args } => {
                self.are_fitting(&self.model.facts[*fact].params, args, scope)
                    && self.is_new(Symbol::Fact(*fact), words)
            }
            Cond::Choice { term: Term::Attribute { attribute, args }, .. } => {
                self.leaves_a_choice(*attribute)
                    && self.are_fitting(&self.model.attributes[*attribute].params, args, scope)
                    && self.is_new(Symbol::Attribute(*attribute), words)
            }
            Cond::Compare(bound) => Band::of(self.model, bound)
                .is_some_and(|band| self.is_plain_band(&band, scope, words)),
            _ => false,
        }
    }

    fn leaves_a_choice(&self, attribute: AttributeId) -> bool {
        let ty = &self.model.attributes[attribute].ty;
        matches!(ty, AttributeType::Choice(choices) if choices.len() > 1)
    }

    /// The word says nothing of whom it is about, beyond what they are anyway.
    fn are_fitting(&self, params: &[Param], args: &[Term], scope: &Scope) -> bool {
        params.iter().zip(args).all(|(param, arg)| match arg {
            Term::Var(var) => {
                let var = &scope[*var];
                !var.some && var.sorts.iter().all(|&sort| self.model.is_sub(sort, param.sort))
            }
            _ => false,
        })
    }
}
