//! Whom a norm binds, and since when: dates of force, parties, reservations.

use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Grounded, Instance, Query};
use crate::logic::ground::universe::{Atom, Instant, Node, Place};
use crate::model::{DaySpan, InstrumentId, Modal, Norm, Reason, Reservation, Target, VarId};

impl Query<'_> {
    /// The norm is in force, and its instrument binds those whom the instance names.
    pub(in crate::logic) fn force_at(&mut self, it: &Instance, at: Instant) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let in_force = self.in_force_at(norm, at);
        if norm.modal == Modal::Relation || in_force == Formula::False {
            return Ok(in_force);
        }
        let mut parts = vec![in_force];
        for (instrument, node) in self.parties_asked(it) {
            parts.push(self.party(instrument, node, at));
        }
        parts.push(self.bearer_is_bound(it, at)?);
        parts.push(!self.is_reserved(it, (at, at), false)?);
        Ok(Formula::all(parts))
    }

    /// The days of force in a row in which the day that is looked at lies begin at the moment or before it;
    /// `strict`: before it.
    pub(in crate::logic) fn force_begun(
        &mut self,
        it: &Instance,
        t: Instant,
        strict: bool,
    ) -> Grounded {
        let days = self.days_begun(&self.model.norms[it.norm], t, strict);
        self.begun_for_the_bound(it, days, (t, strict))
    }

    /// As [`Query::force_begun`], but of the first days on which the norm was ever in force.
    pub(super) fn was_ever_law(&mut self, it: &Instance, t: Instant, strict: bool) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let days = match self.theory.ignores(Reason::NotInForce) {
            true => Formula::True,
            false => Formula::any(norm.in_force.iter().map(|&it| self.begun(it, t, strict))),
        };
        self.begun_for_the_bound(it, days, (t, strict))
    }

    fn begun_for_the_bound(
        &mut self,
        it: &Instance,
        days: Formula,
        (t, strict): (Instant, bool),
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let mut parts = vec![days];
        for (instrument, node) in self.parties_asked(it) {
            parts.push(self.party_since(instrument, node, t, strict));
        }
        if let Some((can, node)) = self.bearer_asked(it) {
            let party = self.party_since(norm.instrument, node, t, strict);
            parts.push(can.implies(party));
        }
        parts.push(!self.is_reserved(it, (t, Place::NOW.into()), strict)?);
        Ok(Formula::all(parts))
    }

    /// As [`Query::force_begun`], but of the days on which the norm is in force alone, whoever is bound.
    pub(super) fn days_begun(&mut self, norm: &Norm, t: Instant, strict: bool) -> Formula {
        if self.theory.ignores(Reason::NotInForce) {
            return Formula::True;
        }
        let mut ways = Vec::new();
        for &days in &norm.in_force {
            let inside = self.in_span(days, Place::NOW.into());
            ways.push(inside.and(self.begun(days, t, strict)));
        }
        Formula::any(ways)
    }

    /// A moment lies in days or after them; `strict`: after they began.
    fn begun(&mut self, days: DaySpan, t: Instant, strict: bool) -> Formula {
        let from = days.from.map(|day| self.universe.before(Instant::at(day.start()), t, strict));
        from.unwrap_or(Formula::True)
    }

    /// Somebody is party to an instrument on the day that is looked at, and was at the moment or is only later.
    fn party_since(
        &mut self,
        instrument: InstrumentId,
        node: Node,
        t: Instant,
        strict: bool,
    ) -> Formula {
        let party = self.party(instrument, node, Place::NOW.into());
        let mut parts = vec![party];
        for listed in &self.model.instruments[instrument].parties {
            let who = self.universe.individual(listed.who);
            let same = self.universe.same(node, who);
            let begun = self.begun(listed.days, t, strict);
            parts.push(same.implies(begun));
        }
        Formula::all(parts)
    }

    /// Those whom the bearer of a duty chose are parties at this moment, where they are to be parties and these come and go.
    pub(in crate::logic) fn chose_among_parties_of(
        &mut self,
        it: &Instance,
        at: Instant,
    ) -> Grounded {
        let chosen: Vec<VarId> = self.theory.chosen_from_passing_parties(it.norm).collect();
        self.are_parties_at(&self.model.norms[it.norm].scope, &chosen, &it.binding, at)
    }

    /// Whom the sorts of an instance ask to be party to an instrument.
    fn parties_asked(&self, it: &Instance) -> Vec<(InstrumentId, Node)> {
        let norm = &self.model.norms[it.norm];
        let mut found = Vec::new();
        if self.theory.ignores(Reason::Parties) {
            return found;
        }
        // Whom the bearer of a duty chooses is to be a party when that is done.
        let chosen: Vec<VarId> = norm.chosen().collect();
        for (place, (var, node)) in norm.scope.vars.iter().zip(&it.binding.0).enumerate() {
            let Some(node) = node.filter(|_| !chosen.contains(&VarId(place as u32))) else {
                continue;
            };
            if let [sort] = *var.sorts.as_slice() {
                let own = self.theory.party_roles.get(&sort);
                found.extend(own.map(|&id| (id, node)));
            }
        }
        found
    }

    /// The bearer, where the instrument binds some only as parties, and that the bearer is one of those.
    fn bearer_asked(&mut self, it: &Instance) -> Option<(Formula, Node)> {
        let norm = &self.model.norms[it.norm];
        let kinds = &self.model.instruments[norm.instrument].party_kinds;
        if kinds.is_empty() || self.theory.ignores(Reason::Parties) {
            return None;
        }
        let bearer = self.node(&norm.bearer, &it.binding)?;
        let can = kinds.iter().map(|&kind| self.universe.is(kind, bearer)).collect::<Vec<_>>();
        Some((Formula::any(can), bearer))
    }

    fn bearer_is_bound(&mut self, it: &Instance, at: Instant) -> Grounded {
        let instrument = self.model.norms[it.norm].instrument;
        Ok(match self.bearer_asked(it) {
            Some((can, bearer)) => can.implies(self.party(instrument, bearer, at)),
            None => Formula::True,
        })
    }

    /// Whom an instance names: its participants, its bearer, and individuals in its acts and its condition.
    pub(in crate::logic) fn named(&mut self, it: &Instance) -> Vec<Node> {
        let norm = &self.model.norms[it.norm];
        let mut nodes: Vec<Node> = self.participants(it);
        nodes.extend(self.node(&norm.bearer, &it.binding));
        let named = self.model.individuals_named_by(norm);
        nodes.extend(named.into_iter().map(|id| self.universe.individual(id)));
        nodes
    }

    /// A reservation of the bearer, or of the other Party, cuts the norm out (VCLT 21) at some moment from the first to
    /// the second; `before`: the first is left out.
    fn is_reserved(
        &mut self,
        it: &Instance,
        (from, to): (Instant, Instant),
        before: bool,
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let instrument = &self.model.instruments[norm.instrument];
        let ignored = self.unreserved || self.theory.ignores(Reason::Reservation);
        if instrument.reservations.is_empty() || ignored {
            return Ok(Formula::False);
        }
        let nodes = self.named(it);
        let mut ways = Vec::new();
        for reservation in &instrument.reservations {
            let about = |target: &Target| {
                self.reaches(*target, it.norm)
                    || norm.primary.is_some_and(|primary| self.reaches(*target, primary))
            };
            if !reservation.excludes.iter().any(about) {
                continue;
            }
            let by = self.universe.individual(reservation.by);
            let whom: Vec<_> = nodes.iter().map(|&node| self.universe.same(node, by)).collect();
            let lasting = self.lasting(norm.instrument, reservation, (from, to), before);
            ways.push(lasting.and(Formula::any(whom)));
        }
        Ok(Formula::any(ways))
    }

    /// A reservation lasts as long as it says, and only while the State that made it is a party.
    fn lasting(
        &mut self,
        instrument: InstrumentId,
        reservation: &Reservation,
        (from, to): (Instant, Instant),
        before: bool,
    ) -> Formula {
        let it = &self.model.instruments[instrument];
        let mut all: Vec<DaySpan> = it.parties_of(reservation.by).collect();
        let mut is_party = Formula::True;
        if all.is_empty() {
            all.push(DaySpan::ALWAYS);
            if it.treaty {
                let by = self.universe.individual(reservation.by);
                is_party = self.universe.holds(Atom::Party(instrument, by));
            }
        }
        let mut ways = Vec::new();
        for days in all {
            let begun =
                days.from.map(|day| self.universe.before(Instant::at(day.start()), to, false));
            let ends = [days.until, reservation.until];
            let ends = ends.into_iter().flatten().min();
            let lasts = ends.map(|day| self.universe.before(from, Instant::at(day.end()), !before));
            ways.push(Formula::all(begun.into_iter().chain(lasts)));
        }
        is_party.and(Formula::any(ways))
    }

    /// The norm is in force at a moment.
    pub(in crate::logic) fn in_force_at(&mut self, norm: &Norm, at: Instant) -> Formula {
        if self.theory.ignores(Reason::NotInForce) {
            return Formula::True;
        }
        let spans: Vec<_> = norm.in_force.iter().map(|&days| self.in_span(days, at)).collect();
        Formula::any(spans)
    }
}
