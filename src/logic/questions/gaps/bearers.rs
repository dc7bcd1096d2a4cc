//! A duty that covers only some bearers of a universe: somebody else in the same case is bound by no such duty,
//! for no other reason than who they are.

use crate::logic::Limit;
use crate::logic::applies::status::Reading;
use crate::logic::case::witness::Witness;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Ask, Binding, Grounded, Polarity, Query};
use crate::logic::ground::universe::{Node, Place};
use crate::logic::theory::Theory;
use crate::model::{
    Act, Cond, DaySpan, Modal, Norm, NormId, Status, StatusModal, Term, UniverseId, VarId,
};

impl Theory<'_> {
    /// The duties that bind only some of those who stand for one participant of the universe, each with a case
    /// of somebody whom they leave out.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn partly_covering(&self, universe: UniverseId) -> Result<Vec<(NormId, Witness)>, Limit> {
        let mut found = Vec::new();
        for norm in self.settling(universe) {
            let own = &self.model.norms[norm];
            if own.modal != Modal::Must || own.recommendation || own.acts.len() != 1 {
                continue;
            }
            for place in self.wider_places(universe, own) {
                if !self.covers_some(universe, norm, place)? {
                    continue;
                }
                if let Some(witness) = self.left_out(universe, norm, place)? {
                    found.push((norm, witness));
                    break;
                }
            }
        }
        Ok(found)
    }

    /// The participants of the universe among whom the norm's bearer is only a part.
    fn wider_places(&self, universe: UniverseId, own: &Norm) -> Vec<VarId> {
        let Term::Var(bearer) = own.bearer else { return Vec::new() };
        let bearer = &own.scope[bearer];
        let party = |sort| self.model.instruments.values().any(|it| it.party_role == Some(sort));
        let vars = self.model.universes[universe].scope.vars.iter().enumerate();
        let wider = vars.filter(|(_, var)| {
            let within = |&sort| var.sorts.iter().any(|&it| self.model.is_sub(sort, it));
            let whole = |&sort| bearer.sorts.iter().any(|&it| self.model.is_sub(sort, it));
            !var.some
                && bearer.sorts.iter().all(within)
                && !var.sorts.iter().all(whole)
                && !bearer.sorts.iter().any(|&sort| party(sort))
        });
        wider.map(|(place, _)| VarId(place as u32)).collect()
    }

    fn covers_some(&self, universe: UniverseId, norm: NormId, place: VarId) -> Result<bool, Limit> {
        let mut query = Query::new(self);
        let found = query.find(&mut |query| {
            let case = query.universe_binding(universe);
            let so = query.universe_case(universe, &case, DaySpan::ALWAYS)?;
            if so == Formula::False {
                return Ok(so);
            }
            Ok(so.and(query.bears(norm, &case, place, Polarity::Positive)?))
        })?;
        Ok(found.is_some())
    }

    fn left_out(
        &self,
        universe: UniverseId,
        norm: NormId,
        place: VarId,
    ) -> Result<Option<Witness>, Limit> {
        let days = self.days_of(std::iter::once(norm));
        let mut case = Binding::empty(&self.model.universes[universe].scope);
        let mut query = Query::new(self);
        let found = query.find(&mut |query| {
            case = query.universe_binding(universe);
            let so = query.universe_case(universe, &case, days)?;
            if so == Formula::False {
                return Ok(so);
            }
            Ok(so.and(query.is_left_out(norm, &case, place)?))
        })?;
        let Some(found) = found else { return Ok(None) };
        let members = [case.0.iter().flatten().copied().collect()];
        Ok(Some(query.witness_of(&found, &members)?.0))
    }
}

impl Query<'_> {
    /// The norm is effective, borne by the one in this place of the case.
    fn bears(
        &mut self,
        norm: NormId,
        case: &Binding,
        place: VarId,
        polarity: Polarity,
    ) -> Grounded {
        let own = &self.model.norms[norm];
        let people: Vec<Node> = case.0.iter().flatten().copied().collect();
        let mut ways = Vec::new();
        for (binding, same) in self.ways_to_name(norm, &people)? {
            if self.node(&own.bearer, &binding) != case.get(place) {
                continue;
            }
            let it = self.instance(norm, 0, binding);
            ways.push(same.and(self.effective(&it, polarity)?));
        }
        Ok(Formula::any(ways))
    }

    /// The one in this place is no bearer of the norm for who they are alone, and no norm asks the act of them.
    fn is_left_out(&mut self, norm: NormId, case: &Binding, place: VarId) -> Grounded {
        let own = &self.model.norms[norm];
        let people: Vec<Node> = case.0.iter().flatten().copied().collect();
        let Term::Var(bearer) = own.bearer else { return Ok(Formula::False) };
        let now = Place::NOW.into();
        let mut ways = Vec::new();
        for (binding, same) in self.ways_to_name(norm, &people)? {
            if binding.get(bearer) != case.get(place) {
                continue;
            }
            let it = self.instance(norm, 0, binding);
            let mut parts = vec![same, self.in_force_at(own, now)];
            for index in 0..own.scope.vars.len() {
                let fits = self.fits(&own.scope, &it.binding, VarId(index as u32));
                parts.push(if index == bearer.0 as usize { !fits } else { fits });
            }
            parts.push(self.is_reached(own, &it.binding)?);
            parts.push(self.conditions(&it, now, now, Polarity::Positive, 0)?);
            let asked = asked_of(own);
            let ask = Ask::about(&own.scope, &it.binding, now);
            let reading = Reading::Effective { strict: false };
            parts.push(!self.status(&asked, ask, reading, Polarity::Negative)?);
            ways.push(Formula::all(parts));
        }
        Ok(Formula::any(ways))
    }
}

/// That the bearer must do the act, whenever.
fn asked_of(own: &Norm) -> Status {
    let acts: Vec<Act> = own.acts.clone();
    Status {
        bearers: vec![own.bearer.clone()],
        modal: StatusModal::Is { modal: Modal::Must, recommendation: false },
        acts,
        window: None,
        when: Cond::TRUE,
        unless: Cond::Any(Vec::new()),
        omitted: Vec::new(),
        span: own.sentence_span,
    }
}
