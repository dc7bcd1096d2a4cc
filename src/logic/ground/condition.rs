//! What a condition says about the situation, as a formula.

use super::formula::Formula;
use super::query::{Ask, Binding, Grounded, Instance, Open, Polarity, Query};
use super::universe::{Atom, Bound, Instant, Node, OccurrenceKey, Place, PlaceKind, Universe};
use crate::logic::Limit;
use crate::logic::applies::lengths::{Ends, Fraction, in_units};
use crate::model::{
    AttributeType, CompareOp, Comparison, Cond, DAY, DaySpan, InstrumentId, Length, Reason, Scope,
    SortId, Term, Value, VarId,
};

impl<'m> Query<'m> {
    /// A condition holds.
    pub(in crate::logic) fn cond(
        &mut self,
        cond: &Cond,
        ask: Ask<'_>,
        polarity: Polarity,
    ) -> Grounded {
        let binding = ask.binding;
        match cond {
            Cond::All(parts) => self.each(parts, ask, polarity).map(Formula::all),
            Cond::Any(parts) => self.each(parts, ask, polarity).map(Formula::any),
            Cond::Not(part) => Ok(!self.cond(part, ask, !polarity)?),
            Cond::Some(vars, part) => self.exists_in(part, ask, vars, polarity),
            Cond::Fact { fact, args } => {
                let args = self.bound(args, binding)?;
                Ok(self.universe.holds(Atom::Fact(*fact, args)))
            }
            Cond::Define { definition, args } => {
                let definition = &self.model.definitions[*definition];
                let mut inner = Binding::empty(&definition.scope);
                for (index, node) in self.bound(args, binding)?.into_iter().enumerate() {
                    inner.0[index] = Some(node);
                }
                self.cond(&definition.cond, ask.within(&definition.scope, &inner), polarity)
            }
            Cond::Is { term, sort } => {
                let node = self.node(term, binding).ok_or(Limit::Unbound)?;
                self.is(*sort, node, ask.start)
            }
            Cond::Party { term, instrument } => {
                let node = self.node(term, binding).ok_or(Limit::Unbound)?;
                Ok(self.party(*instrument, node, ask.start))
            }
            Cond::Same(a, b) => {
                let a = self.node(a, binding).ok_or(Limit::Unbound)?;
                let b = self.node(b, binding).ok_or(Limit::Unbound)?;
                Ok(self.universe.same(a, b))
            }
            Cond::Choice { term, choice } => self.choice(term, *choice, binding),
            Cond::SameChoice(a, b) => self.same_choice(a, b, binding),
            Cond::Compare(comparison) => self.compare(comparison, binding),
            Cond::Happens(it) => {
                let key = self.occurrence(it, binding)?;
                Ok(self.happens(key))
            }
            Cond::Before { first, then } => {
                let (first, then) =
                    (self.occurrence(first, binding)?, self.occurrence(then, binding)?);
                let (a, b) = (self.when(&first), self.when(&then));
                let (first, then) = (self.happens(first), self.happens(then));
                let earlier = self.universe.before(a, b, true);
                Ok(first.and((!then).or(earlier)))
            }
            Cond::Distance { later, at_least, length, earlier } => {
                let (later, earlier) =
                    (self.occurrence(later, binding)?, self.occurrence(earlier, binding)?);
                let (a, b) = (self.when(&earlier), self.when(&later));
                let end = self.after(a, (length, Ends::Moment), false, None, binding)?;
                let apart = if *at_least {
                    self.universe.before(end, b, false)
                } else {
                    self.universe.before(a, b, false).and(self.universe.before(b, end, false))
                };
                Ok(Formula::all([self.happens(later), self.happens(earlier), apart]))
            }
            Cond::OnOrAfter(day) => {
                Ok(self.universe.before(Instant::at(day.start()), ask.start, false))
            }
            Cond::Applies(_) | Cond::Status(_) if self.fields_only || self.norms_open => {
                Ok(self.unknown(cond, binding))
            }
            Cond::Applies(target) => self.target_applies(*target, ask, polarity),
            Cond::Status(status) => self.status_applies(status, ask, polarity),
        }
    }

    pub(in crate::logic) fn unknown(&mut self, cond: &Cond, binding: &Binding) -> Formula {
        self.either_way(Open::Cond(cond.clone()), binding)
    }

    /// The instance is defeated, or not: what decides that is not followed.
    pub(in crate::logic) fn open_standing(&mut self, it: &Instance) -> Formula {
        self.either_way(Open::Standing(it.norm, it.act), &it.binding)
    }

    /// A chain of defeat was left open in this question.
    pub(in crate::logic) fn leaves_standings_open(&self) -> bool {
        self.unknowns.iter().any(|it| matches!(it, Open::Standing(..)))
    }

    fn either_way(&mut self, what: Open, binding: &Binding) -> Formula {
        let known = self.unknowns.iter().position(|it| *it == what);
        let place = known.unwrap_or_else(|| {
            self.unknowns.push(what);
            self.unknowns.len() - 1
        });
        let participants = binding.0.iter().flatten().copied().collect();
        self.universe.holds(Atom::Unknown(place as u32, participants))
    }

    pub(in crate::logic) fn each(
        &mut self,
        parts: &[Cond],
        ask: Ask<'_>,
        polarity: Polarity,
    ) -> Result<Vec<Formula>, Limit> {
        parts.iter().map(|part| self.cond(part, ask, polarity)).collect()
    }

    /// Somebody is of a sort, at some time at least.
    pub(super) fn is_ever(&mut self, sort: SortId, node: Node) -> Formula {
        let Some(&id) = self.theory.party_roles.get(&sort) else {
            return self.universe.is(sort, node);
        };
        let instrument = &self.model.instruments[id];
        let chosen_so = self.universe.is_chosen_as(sort, node);
        if chosen_so || self.fields_only || self.theory.ignores(Reason::Parties) {
            return Formula::True;
        }
        let mut ways = Vec::new();
        for party in &instrument.parties {
            let who = self.universe.individual(party.who);
            ways.push(self.universe.same(node, who));
        }
        if instrument.treaty {
            let can: Vec<_> =
                instrument.party_kinds.iter().map(|&kind| self.universe.is(kind, node)).collect();
            let other = self.universe.holds(Atom::Party(id, node));
            ways.push(other.and(Formula::any(can)));
        }
        Formula::any(ways)
    }

    /// Somebody is of a sort; the role `Party` of an instrument is asked of its parties.
    pub(in crate::logic) fn is(&mut self, sort: SortId, node: Node, at: Instant) -> Grounded {
        match self.theory.party_roles.get(&sort) {
            Some(_) if self.fields_only || self.theory.ignores(Reason::Parties) => {
                Ok(Formula::True)
            }
            Some(&instrument) => Ok(self.party(instrument, node, at)),
            None => Ok(self.universe.is(sort, node)),
        }
    }

    /// Those who are chosen as parties to an instrument are so at a moment, and not only at some time.
    pub(in crate::logic) fn are_parties_at(
        &mut self,
        scope: &Scope,
        vars: &[VarId],
        binding: &Binding,
        at: Instant,
    ) -> Grounded {
        let mut parts = Vec::new();
        for &var in vars {
            let sorts = &scope[var].sorts;
            let is_role = |sort: &SortId| self.theory.party_roles.contains_key(sort);
            if let Some(node) = binding.get(var).filter(|_| sorts.iter().any(is_role)) {
                let mut ways = Vec::new();
                for &sort in sorts {
                    ways.push(self.is(sort, node, at)?);
                }
                parts.push(Formula::any(ways));
            }
        }
        Ok(Formula::all(parts))
    }

    /// Somebody is party to an instrument at a moment.
    pub(in crate::logic) fn party(
        &mut self,
        instrument: InstrumentId,
        node: Node,
        at: Instant,
    ) -> Formula {
        let it = &self.model.instruments[instrument];
        if it.party_role.is_some_and(|role| self.universe.is_chosen_as(role, node)) {
            return Formula::True;
        }
        let mut ways = Vec::new();
        let mut listed = Vec::new();
        for party in &it.parties {
            let who = self.universe.individual(party.who);
            let same = self.universe.same(node, who);
            listed.push(same.clone());
            ways.push(same.and(self.in_span(party.days, at)));
        }
        if it.treaty {
            // Those listed are parties on the days that the list gives, nobody else by it.
            let other = self.universe.holds(Atom::Party(instrument, node));
            ways.push(other.and(!Formula::any(listed)));
        }
        Formula::any(ways)
    }

    /// A moment lies in a span of days.
    pub(in crate::logic) fn in_span(&mut self, days: DaySpan, at: Instant) -> Formula {
        let from = days.from.map(|day| self.universe.before(Instant::at(day.start()), at, false));
        let until = days.until.map(|day| self.universe.before(at, Instant::at(day.end()), true));
        Formula::all(from.into_iter().chain(until))
    }

    pub(in crate::logic) fn choice(
        &mut self,
        term: &Term,
        choice: u32,
        binding: &Binding,
    ) -> Grounded {
        let Term::Attribute { attribute, args } = term else { return Err(Limit::Unbound) };
        let args = self.bound(args, binding)?;
        Ok(self.universe.holds(Atom::Choice(*attribute, args, choice)))
    }

    fn same_choice(&mut self, a: &Term, b: &Term, binding: &Binding) -> Grounded {
        let Term::Attribute { attribute, .. } = a else { return Err(Limit::Unbound) };
        let AttributeType::Choice(choices) = &self.model.attributes[*attribute].ty else {
            return Err(Limit::Unbound);
        };
        let mut ways = Vec::new();
        for choice in 0..choices.len() as u32 {
            let left = self.choice(a, choice, binding)?;
            ways.push(left.and(self.choice(b, choice, binding)?));
        }
        Ok(Formula::any(ways))
    }

    pub(in crate::logic) fn compare(
        &mut self,
        comparison: &Comparison,
        binding: &Binding,
    ) -> Grounded {
        let Comparison { left, op, right } = comparison;
        let Term::Attribute { attribute, .. } = left else { return Err(Limit::Unbound) };
        let ty = &self.model.attributes[*attribute].ty;
        let grain = if *ty == AttributeType::Date { DAY } else { 1 };
        let place = self.value(left, binding)?;
        let (other, offset) = match right {
            Value::Number(number) => (Place::ZERO, Fraction::whole(*number)),
            Value::Day(day) => (Place::ZERO, Fraction::whole(day.start().0)),
            Value::Attribute { term, offset } => {
                (self.value(term, binding)?, Fraction::whole(offset * grain))
            }
            Value::Length(Length::Fixed { count, unit }) => {
                let AttributeType::Length(own) = ty else { return Err(Limit::Unbound) };
                (Place::ZERO, in_units(i64::from(*count), *unit, *own)?)
            }
            Value::Length(Length::Attribute(term)) => {
                (self.value(term, binding)?, Fraction::whole(0))
            }
        };
        let most = |universe: &mut Universe<'_>, value| {
            universe.within(place, other, Bound { value, strict: false })
        };
        let at_most = most(&mut self.universe, offset.floor);
        let less = most(&mut self.universe, offset.ceil - grain);
        Ok(match op {
            CompareOp::LessEqual => at_most,
            CompareOp::Less => less,
            CompareOp::Greater => !at_most,
            CompareOp::GreaterEqual => !less,
            CompareOp::Equal => at_most.and(!less),
            CompareOp::NotEqual => (!at_most).or(less),
        })
    }

    /// An occurrence happens, in the situation or (for acts that are up to the behaviour) in the behaviour.
    pub(in crate::logic) fn happens(&mut self, key: OccurrenceKey) -> Formula {
        match self.behaviour.get(&key) {
            Some(first) => Formula::constant(first.is_some()),
            None => self.universe.holds(Atom::Happens(key)),
        }
    }

    /// When an occurrence happens, if it does.
    pub(in crate::logic) fn when(&mut self, key: &OccurrenceKey) -> Instant {
        match self.behaviour.get(key) {
            Some(Some(done)) => done.at.into(),
            _ => self.universe.place(PlaceKind::Occurrence(key.clone())).into(),
        }
    }
}
