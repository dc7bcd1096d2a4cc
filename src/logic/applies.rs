//! Layer one: whether an instance of a norm applies, and at which moments.

use super::Limit;
use super::eliminate;
use super::formula::Formula;
use super::query::{Ask, Binding, Grounded, Instance, Polarity, Query};
use super::theory::modal_answers;
use super::universe::{Atom, Instant, Place};
use super::window::{Shape, shape};
use crate::model::{
    Act, Instrument, Join, Modal, Norm, NormId, Reason, Relation, RelationKind, Scope, Status,
    Target, Term, VarId,
};

/// How deep status sentences may consult norms that consult norms.
const CONSULTATIONS: u32 = 4;

impl Query<'_> {
    /// The instance applies, if its window has a moment at all.
    pub(super) fn applies_if_open(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        self.applies_but_for_window(it, polarity, 0)
    }

    /// The instance applies.
    pub(super) fn applies(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        self.applies_below(it, polarity, 0)
    }

    fn applies_below(&mut self, it: &Instance, polarity: Polarity, depth: u32) -> Grounded {
        let applies = self.applies_but_for_window(it, polarity, depth)?;
        let norm = &self.model.norms[it.norm];
        // An empty window is what a duty to be done once fails on; anything else is then about nothing.
        let closed = shape(norm) == Shape::Standing && norm.window.is_some();
        if applies == Formula::False || !closed || self.is_dynamic(norm) {
            return Ok(applies);
        }
        let t = self.universe.moment();
        let window = self.window_at(it, t.into())?;
        Ok(applies.and(eliminate::exists(&mut self.universe, t, window)?))
    }

    fn applies_but_for_window(
        &mut self,
        it: &Instance,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let base = self.base(it, polarity, depth)?;
        if base == Formula::False {
            return Ok(base);
        }
        let norm = &self.model.norms[it.norm];
        let displaced = self.displaced(it, !polarity, depth)?;
        let reached = self.is_reached_by(norm, it)?;
        let conditions = if self.is_dynamic(norm) {
            self.applies_at_some_moment(it, polarity, depth)?
        } else {
            self.conditions(it, Place::NOW.into(), polarity, depth)?
        };
        Ok(Formula::all([base, reached, conditions, !displaced]))
    }

    /// Everything that the window asks to happen happens; acts that are up to the behaviour count as done.
    fn is_reached_by(&mut self, norm: &Norm, it: &Instance) -> Grounded {
        let saved = self.behaviour.clone();
        for (key, opens) in self.act_anchors(norm, &it.binding)? {
            if self.strong || !opens {
                self.behaviour.entry(key).or_insert(Some(Place::NOW));
            }
        }
        let reached = self.is_reached(norm, &it.binding);
        self.behaviour = saved;
        reached
    }

    /// Whether what a norm asks changes from moment to moment, beyond its window.
    pub(super) fn is_dynamic(&self, norm: &Norm) -> bool {
        self.theory.is_dynamic(&norm.when) || self.theory.is_dynamic(&norm.unless)
    }

    /// Its conditions leave some moment of its window; a window that is empty as written does apply.
    fn applies_at_some_moment(
        &mut self,
        it: &Instance,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let t = self.universe.moment();
        let window = self.window_at(it, t.into())?;
        let conditions = self.conditions(it, t.into(), polarity, depth)?;
        let some = eliminate::exists(&mut self.universe, t, window.clone().and(conditions))?;
        if shape(norm) == Shape::Standing {
            return Ok(some);
        }
        let empty = !eliminate::exists(&mut self.universe, t, window)?;
        Ok(some.or(empty))
    }

    /// Participants fit, the instrument is in force and binds the bearer, and what it answers was violated.
    fn base(&mut self, it: &Instance, polarity: Polarity, depth: u32) -> Grounded {
        let force = self.in_force(&self.model.norms[it.norm], it)?;
        if force == Formula::False {
            return Ok(force);
        }
        Ok(force.and(self.base_in_force(it, polarity, depth)?))
    }

    /// The same, but for the days of force.
    fn base_in_force(&mut self, it: &Instance, polarity: Polarity, depth: u32) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let mut parts = Vec::new();
        for index in 0..norm.scope.vars.len() {
            parts.push(self.fits(&norm.scope, &it.binding, VarId(index as u32)));
        }
        parts.extend(self.party_sorts(norm, it)?);
        parts.push(self.is_bound(it)?);
        if let Some(primary) = norm.primary {
            parts.push(self.was_violated(primary, it, polarity, depth)?);
        }
        Ok(Formula::all(parts))
    }

    /// A bearer that is the role `Party` of an instrument is one of its parties.
    fn party_sorts(&mut self, norm: &Norm, it: &Instance) -> Result<Vec<Formula>, Limit> {
        let at = self.start_of(norm, it)?;
        let mut parts = Vec::new();
        for (var, node) in norm.scope.vars.iter().zip(&it.binding.0) {
            let Some(node) = node else { continue };
            if var.sorts.len() == 1 {
                let sort = var.sorts[0];
                if self.model.instruments.values().any(|it| it.party_role == Some(sort)) {
                    parts.push(self.is(sort, *node, at)?);
                }
            }
        }
        Ok(parts)
    }

    /// The moment at which an instance's dates and parties are asked: the start of its window, or now.
    pub(super) fn start_of(&mut self, norm: &Norm, it: &Instance) -> Result<Instant, Limit> {
        let starts = self.starts(norm, &it.binding)?;
        Ok(starts.first().map_or(Place::NOW.into(), |(at, _)| *at))
    }

    /// The norm is in force now, and when what opens its window happened.
    fn in_force(&mut self, norm: &Norm, it: &Instance) -> Grounded {
        let mut parts = vec![self.in_force_at(norm, Place::NOW.into())];
        if shape(norm) != Shape::Once {
            return Ok(Formula::all(parts));
        }
        let starts = self.starts(norm, &it.binding)?;
        if norm
            .window
            .as_ref()
            .is_some_and(|it| it.join == Join::Or && it.clauses.len() == starts.len())
        {
            // A clause that nothing opens asks for nothing; another may.
            let opened =
                starts.into_iter().map(|(at, happens)| happens.and(self.in_force_at(norm, at)));
            let opened: Vec<Formula> = opened.collect();
            parts.push(Formula::any(opened));
        } else {
            for (at, _) in starts {
                parts.push(self.in_force_at(norm, at));
            }
        }
        Ok(Formula::all(parts))
    }

    fn in_force_at(&mut self, norm: &Norm, at: Instant) -> Formula {
        if self.theory.ignores(Reason::NotInForce) {
            return Formula::True;
        }
        let spans: Vec<_> = norm.in_force.iter().map(|&days| self.in_span(days, at)).collect();
        Formula::any(spans)
    }

    /// The instrument binds the bearer, and no reservation cuts the norm out.
    fn is_bound(&mut self, it: &Instance) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let instrument = &self.model.instruments[norm.instrument];
        if norm.modal == Modal::Relation
            || (!instrument.binds_parties_only() && instrument.reservations.is_empty())
        {
            return Ok(Formula::True);
        }
        let at = self.start_of(norm, it)?;
        let Some(bearer) = self.node(&norm.bearer, &it.binding) else { return Ok(Formula::True) };
        let mut can_be_party = Vec::new();
        for &kind in &instrument.party_kinds {
            can_be_party.push(self.universe.is(kind, bearer));
        }
        let party = self.party(norm.instrument, bearer, at);
        let party = if self.theory.ignores(Reason::Parties) { Formula::True } else { party };
        let bound = Formula::any(can_be_party).implies(party);
        Ok(bound.and(!self.is_reserved(instrument, it, bearer, at)?))
    }

    /// A reservation of the bearer, or of the other Party, cuts the norm out (VCLT 21).
    fn is_reserved(
        &mut self,
        instrument: &Instrument,
        it: &Instance,
        bearer: super::universe::Node,
        at: Instant,
    ) -> Grounded {
        let mut ways = Vec::new();
        if self.theory.ignores(Reason::Reservation) {
            return Ok(Formula::False);
        }
        for reservation in &instrument.reservations {
            let about = |target: &Target| match *target {
                Target::Norm(id) => {
                    id == it.norm
                        || self.model.norms[it.norm].primary == Some(id)
                        || self.model.norms[id].name == self.model.norms[it.norm].name
                            && self.model.norms[id].instrument
                                == self.model.norms[it.norm].instrument
                }
                Target::Instrument(id) => id == self.model.norms[it.norm].instrument,
            };
            if !reservation.excludes.iter().any(about) {
                continue;
            }
            let by = self.universe.individual(reservation.by);
            let days = crate::model::DaySpan { from: None, until: reservation.until };
            let lasting = self.in_span(days, at);
            let mut whom = vec![self.universe.same(bearer, by)];
            for &other in it.binding.0.iter().flatten() {
                if other != bearer && self.universe.top(other) == self.universe.top(by) {
                    whom.push(self.universe.same(other, by));
                }
            }
            ways.push(lasting.and(Formula::any(whom)));
        }
        Ok(Formula::any(ways))
    }

    /// The primary applies to the same participants, and the situation says that it was violated.
    fn was_violated(
        &mut self,
        primary: NormId,
        it: &Instance,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let (binding, same) = self.matching(it, primary);
        let scope = &self.model.norms[primary].scope;
        let open = open_vars(scope, &binding);
        let act = 0;
        let mut body = |query: &mut Self, binding: &Binding| {
            let of = Instance { norm: primary, binding: binding.clone(), act };
            let participants = query.participants(&of);
            let violated = query.universe.holds(Atom::Violated(primary, participants));
            Ok(violated.and(query.applies_below(&of, polarity, depth)?))
        };
        Ok(same.and(self.exists(scope, &open, &binding, polarity, &mut body)?))
    }

    /// The participants of an instance, in the order of its variables that are not *some*.
    pub(super) fn participants(&self, it: &Instance) -> Vec<super::universe::Node> {
        let scope = &self.model.norms[it.norm].scope;
        let bound = scope.vars.iter().zip(&it.binding.0);
        bound.filter(|(var, _)| !var.some).filter_map(|(_, node)| *node).collect()
    }

    /// `when` holds and `unless` does not, asked at a moment.
    fn conditions(
        &mut self,
        it: &Instance,
        at: Instant,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let starts = self.starts(norm, &it.binding)?;
        let start = starts.first().map_or(at, |(start, _)| *start);
        let ask =
            Ask { scope: &norm.scope, binding: &it.binding, at, start, asker: Some(it), depth };
        let when = if self.theory.ignores(Reason::DisjointConditions) {
            Formula::True
        } else {
            self.cond(&norm.when, ask, polarity)?
        };
        if when == Formula::False || self.theory.ignores(Reason::Exception) {
            return Ok(when);
        }
        Ok(when.and(!self.cond(&norm.unless, ask, !polarity)?))
    }

    /// A moment lies in the instance's window as written (with the days of force, but for duties to be done once).
    pub(super) fn window_at(&mut self, it: &Instance, t: Instant) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let once = shape(norm) == Shape::Once;
        let inside = match &norm.window {
            Some(window) => self.in_window(window, self.frame(norm), &it.binding, t)?,
            None if once => self.universe.before(Place::NOW.into(), t, false),
            None => Formula::True,
        };
        let force = if once { self.opened_by(norm, t) } else { self.in_force_at(norm, t) };
        Ok(inside.and(force))
    }

    /// A duty to be done once is not done before its norm came into force.
    fn opened_by(&mut self, norm: &Norm, t: Instant) -> Formula {
        if self.theory.ignores(Reason::NotInForce) {
            return Formula::True;
        }
        let first = norm.in_force.first().and_then(|days| days.from);
        first.map_or(Formula::True, |day| self.universe.before(Instant::at(day.start()), t, false))
    }

    /// The instance, known to apply, asks for something at this moment.
    pub(super) fn live_at(&mut self, it: &Instance, t: Instant, polarity: Polarity) -> Grounded {
        let window = self.window_at(it, t)?;
        let norm = &self.model.norms[it.norm];
        if window == Formula::False || !self.is_dynamic(norm) {
            return Ok(window);
        }
        Ok(window.and(self.conditions(it, t, polarity, 0)?))
    }

    /// The instance applies at this moment.
    fn holds_at(&mut self, it: &Instance, t: Instant, polarity: Polarity, depth: u32) -> Grounded {
        // Its window says on which days it is in force, whatever day is looked at.
        let norm = &self.model.norms[it.norm];
        let force = match shape(norm) {
            Shape::Once => self.in_force(norm, it)?,
            _ => Formula::True,
        };
        let base = force.and(self.base_in_force(it, polarity, depth)?);
        let reached = self.is_reached(norm, &it.binding)?;
        let window = self.window_at(it, t)?;
        let conditions = self.conditions(it, t, polarity, depth)?;
        let displaced = self.displaced(it, !polarity, depth)?;
        Ok(Formula::all([base, reached, window, conditions, !displaced]))
    }

    /// Some norm that applies displaces the instance.
    fn displaced(&mut self, it: &Instance, polarity: Polarity, depth: u32) -> Grounded {
        if depth > CONSULTATIONS {
            return Err(Limit::Consultations);
        }
        let mut ways = Vec::new();
        if self.theory.ignores(Reason::Displaced) {
            return Ok(Formula::False);
        }
        for relation in &self.model.relations {
            if relation.kind != RelationKind::Displaces || !self.reaches(relation.loser, it.norm) {
                continue;
            }
            for winner in self.members(relation.winner) {
                if winner != it.norm && self.may_displace(winner, it.norm) {
                    ways.push(self.displaced_by(relation, winner, it, polarity, depth)?);
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
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let winner_norm = &self.model.norms[winner];
        if winner_norm.modal == Modal::Relation {
            return self.relation_holds(relation, it, polarity, depth);
        }
        let (binding, same) = self.matching(it, winner);
        let open = open_vars(&winner_norm.scope, &binding);
        let mut body = |query: &mut Self, binding: &Binding| {
            let by = Instance { norm: winner, binding: binding.clone(), act: 0 };
            let start = query.start_of(&query.model.norms[winner], &by)?;
            let when = if relation.when.is_true() {
                Formula::True
            } else {
                let inner = query.bind_by_name(&relation.scope, &[&by, it]);
                let ask = Ask {
                    scope: &relation.scope,
                    binding: &inner,
                    at: start,
                    start,
                    asker: Some(&by),
                    depth: depth + 1,
                };
                query.cond_closing(&relation.when, ask, polarity)?
            };
            Ok(when.and(query.applies_below(&by, polarity, depth + 1)?))
        };
        Ok(same.and(self.exists(&winner_norm.scope, &open, &binding, polarity, &mut body)?))
    }

    /// A relation that is a norm of its own is in force, and its `when` holds for these participants.
    pub(super) fn relation_holds(
        &mut self,
        relation: &Relation,
        it: &Instance,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let force = match relation.norm {
            Some(norm) => {
                let norm = &self.model.norms[norm];
                self.in_force_at(norm, Place::NOW.into())
            }
            None => Formula::True,
        };
        if relation.when.is_true() {
            return Ok(force);
        }
        let binding = self.bind_by_name(&relation.scope, &[it]);
        let at = Place::NOW.into();
        let ask = Ask {
            scope: &relation.scope,
            binding: &binding,
            at,
            start: at,
            asker: Some(it),
            depth: depth + 1,
        };
        Ok(force.and(self.cond_closing(&relation.when, ask, polarity)?))
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
    fn counterpart(&self, scope: &Scope, var: VarId, other: &Scope) -> Option<VarId> {
        let own = &scope[var];
        let usable = |candidate: &crate::model::Var| !candidate.some;
        let by_name = other
            .vars
            .iter()
            .position(|it| usable(it) && it.name == own.name && !it.omitted && !own.omitted);
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
        self.theory.norms().filter(|&norm| self.reaches(target, norm)).collect()
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
                query.holds_at(&it, ask.at, polarity, ask.depth + 1)
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

    pub(super) fn holds_for_status(
        &mut self,
        it: &Instance,
        t: Instant,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        self.holds_at(it, t, polarity, depth)
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

/// The action of an act that is done, not legislated.
pub(super) fn action_of(act: &Act) -> Option<crate::model::ActionId> {
    match act {
        Act::Do { action, .. } => Some(*action),
        Act::Legislate { .. } => None,
    }
}
