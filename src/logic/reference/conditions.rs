//! Terms, values and conditions: a condition is the set of moments at which it holds.

use super::moments::{Cut, Moments};
use super::{Answer, Unsupported, View, World};
use crate::model::{
    AttributeType, AttributeValue, CompareOp, Comparison, Cond, Day, Length, Minute, Occurrence,
    ParticipantId, Scope, SortId, Term, Unit, Value, VarId,
};

/// More units than this are no length that a calendar should be asked for.
const LONGEST: i64 = 1_000_000;

impl World<'_> {
    /// Every choice of participants for `vars` that suits their sorts: two names are two participants,
    /// unless one of them is `any`.
    pub(super) fn assignments(
        &self,
        scope: &Scope,
        vars: &[VarId],
        bound: &[Option<ParticipantId>],
    ) -> Vec<Vec<Option<ParticipantId>>> {
        let Some((&var, rest)) = vars.split_first() else { return vec![bound.to_vec()] };
        let mut found = Vec::new();
        for who in self.participants() {
            self.trials.set(self.trials.get() + 1);
            if self.suits(scope, var, who, bound) {
                let mut bound = bound.to_vec();
                bound[var.0 as usize] = Some(who);
                found.extend(self.assignments(scope, rest, &bound));
            }
        }
        found
    }

    /// Whether `who` can be `var` beside those already chosen.
    pub(super) fn suits(
        &self,
        scope: &Scope,
        var: VarId,
        who: ParticipantId,
        bound: &[Option<ParticipantId>],
    ) -> bool {
        let (own, any) = (var.0 as usize, scope[var].any);
        let sorts = &scope[var].sorts;
        let plain = &self.situation.participants[who.0 as usize].sorts;
        let sort = sorts.iter().any(|it| plain.contains(it)) || !self.among(who, sorts).is_empty();
        let distinct = |(place, other): (usize, &Option<ParticipantId>)| {
            place == own || *other != Some(who) || any || scope.vars[place].any
        };
        sort && bound.iter().enumerate().all(distinct)
    }

    /// When a participant is of one of these sorts; always, where none is named.
    pub(super) fn among(&self, who: ParticipantId, sorts: &[SortId]) -> Moments {
        if sorts.is_empty() {
            return Moments::all();
        }
        sorts.iter().fold(Moments::none(), |all, &sort| all.or(&self.is_of(who, sort)))
    }

    /// When those chosen for these variables are of their sorts: a party to an instrument is so at some times only.
    pub(super) fn are_parties(
        &self,
        scope: &Scope,
        vars: &[VarId],
        env: &[Option<ParticipantId>],
    ) -> Moments {
        let chosen = vars.iter().filter_map(|&var| Some((env[var.0 as usize]?, &scope[var].sorts)));
        chosen.fold(Moments::all(), |all, (who, sorts)| all.and(&self.among(who, sorts)))
    }

    /// When a participant is of a sort: always or never, but for the role of a bound party.
    pub(super) fn is_of(&self, who: ParticipantId, sort: SortId) -> Moments {
        if self.situation.participants[who.0 as usize].sorts.contains(&sort) {
            return Moments::all();
        }
        let instrument = self.party_role(sort);
        instrument.map_or_else(Moments::none, |instrument| self.is_party(who, instrument))
    }

    /// The participant for whom a term stands.
    pub(super) fn participant(&self, term: &Term, view: &View<'_>) -> Answer<ParticipantId> {
        match term {
            Term::Var(var) => view
                .env
                .get(var.0 as usize)
                .copied()
                .flatten()
                .ok_or_else(|| Unsupported::new("a participant that is not chosen")),
            Term::Individual(id) => self
                .participants()
                .find(|who| self.situation.participants[who.0 as usize].individual == Some(*id))
                .ok_or_else(|| Unsupported::new("an individual that the situation leaves out")),
            Term::Attribute { .. } => match self.value(term, view)? {
                AttributeValue::Participant(who) => Ok(who),
                _ => Err(Unsupported::new("a value that is no participant")),
            },
        }
    }

    /// The participants for whom terms stand.
    pub(super) fn participants_of(
        &self,
        terms: &[Term],
        view: &View<'_>,
    ) -> Answer<Vec<ParticipantId>> {
        terms.iter().map(|term| self.participant(term, view)).collect()
    }

    /// The value of an attribute term.
    pub(super) fn value(&self, term: &Term, view: &View<'_>) -> Answer<AttributeValue> {
        let Term::Attribute { attribute, args } = term else {
            return Ok(AttributeValue::Participant(self.participant(term, view)?));
        };
        let key = (*attribute, self.participants_of(args, view)?);
        let value = self.situation.attributes.get(&key).copied();
        value.ok_or_else(|| Unsupported::new("an attribute to which the situation gives no value"))
    }

    // Who is only at hand, for one whom somebody may choose, matters only where that one does.
    fn speaks_of_one_at_hand(&self, cond: &Cond, view: &View<'_>) -> bool {
        view.env
            .iter()
            .enumerate()
            .any(|(var, who)| !self.is_present(*who) && cond.may_speak_of(VarId(var as u32)))
    }

    fn is_present(&self, who: Option<ParticipantId>) -> bool {
        who.is_none_or(|who| (who.0 as usize) < self.there)
    }

    /// The moments at which a condition holds.
    pub(super) fn holds(&self, cond: &Cond, view: &View<'_>) -> Answer<Moments> {
        let _guard = self.descend()?;
        match cond {
            Cond::All(parts) => self.all_hold(parts, view),
            Cond::Any(parts) => self.any_holds(parts, view),
            Cond::Not(inner) => Ok(self.holds(inner, view)?.not()),
            Cond::Some(vars, inner) => {
                let mut choices = self.assignments(view.scope, vars, &view.env);
                if !self.speaks_of_one_at_hand(inner, view) {
                    choices
                        .retain(|env| vars.iter().all(|var| self.is_present(env[var.0 as usize])));
                }
                self.any_of(choices.into_iter().map(|env| {
                    let are_parties = view.asked(self.are_parties(view.scope, vars, &env));
                    Ok(self.holds(inner, &view.with_env(env))?.and(&are_parties))
                }))
            }
            Cond::Fact { fact, args } => {
                let key = (*fact, self.participants_of(args, view)?);
                Ok(Moments::of(self.situation.facts.contains(&key)))
            }
            Cond::Define { definition, args } => {
                let definition = &self.model.definitions[*definition];
                let mut env = vec![None; definition.scope.vars.len()];
                for (place, who) in self.participants_of(args, view)?.into_iter().enumerate() {
                    env[place] = Some(who);
                }
                // It speaks of its own participants, whoever asks.
                let scope = &definition.scope;
                let view = View { scope, env, whose: None, bearer: None, ..*view };
                self.holds(&definition.cond, &view)
            }
            Cond::Is { term, sort } => {
                Ok(view.asked(self.is_of(self.participant(term, view)?, *sort)))
            }
            Cond::Party { term, instrument } => {
                Ok(view.asked(self.is_party(self.participant(term, view)?, *instrument)))
            }
            Cond::OnOrAfter(day) => {
                Ok(view.asked(Moments::between(Cut::before(day.start().0), Cut::LAST)))
            }
            Cond::Applies(target) => self.target_applies(*target, view),
            Cond::Status(status) => self.says(status, view, view.layer, false),
            _ => self.compares(cond, view).map(Moments::of),
        }
    }

    // One part that never holds settles it, whatever is unknown of the others.
    fn all_hold(&self, parts: &[Cond], view: &View<'_>) -> Answer<Moments> {
        let negated = parts.iter().map(|part| Ok(self.holds(part, view)?.not()));
        Ok(self.any_of(negated)?.not())
    }

    fn any_holds(&self, parts: &[Cond], view: &View<'_>) -> Answer<Moments> {
        self.any_of(parts.iter().map(|part| self.holds(part, view)))
    }

    /// The union; one part that always holds settles it, whatever is unknown of the others.
    pub(super) fn any_of(
        &self,
        parts: impl IntoIterator<Item = Answer<Moments>>,
    ) -> Answer<Moments> {
        let (mut all, mut unknown) = (Moments::none(), None);
        for part in parts {
            match part {
                Ok(part) => all = all.or(&part),
                Err(error) => unknown = Some(error),
            }
            if all.is_all() {
                return Ok(all);
            }
        }
        unknown.map_or(Ok(all), Err)
    }

    // The conditions that hold always or never.
    fn compares(&self, cond: &Cond, view: &View<'_>) -> Answer<bool> {
        match cond {
            Cond::Same(a, b) => Ok(self.participant(a, view)? == self.participant(b, view)?),
            Cond::Choice { term, choice } => {
                Ok(self.value(term, view)? == AttributeValue::Choice(*choice))
            }
            Cond::SameChoice(a, b) => Ok(self.value(a, view)? == self.value(b, view)?),
            Cond::Compare(comparison) => self.comparison(comparison, view),
            Cond::Happens(occurrence) => Ok(self.time_of(occurrence, view)?.is_some()),
            Cond::Before { first, then } => {
                let (first, then) = (self.time_of(first, view)?, self.time_of(then, view)?);
                Ok(first.is_some_and(|first| then.is_none_or(|then| first < then)))
            }
            Cond::Distance { later, at_least, length, earlier } => {
                let (later, earlier) = (self.time_of(later, view)?, self.time_of(earlier, view)?);
                let (Some(later), Some(earlier)) = (later, earlier) else { return Ok(false) };
                let mark = self.after(earlier, length, view)?;
                Ok(if *at_least { later >= mark } else { earlier <= later && later <= mark })
            }
            _ => Err(Unsupported::new("a condition of another shape")),
        }
    }

    fn comparison(&self, comparison: &Comparison, view: &View<'_>) -> Answer<bool> {
        let left = self.amount(&comparison.left, 0, view)?;
        let right = match &comparison.right {
            Value::Number(number) => (Scale::Plain, *number),
            Value::Day(day) => (Scale::Day, i64::from(day.0)),
            Value::Attribute { term, offset } => self.amount(term, *offset, view)?,
            Value::Length(Length::Attribute(term)) => self.amount(term, 0, view)?,
            Value::Length(Length::Fixed { count, unit }) => scaled(i64::from(*count), *unit),
        };
        if left.0 != right.0 {
            return Err(Unsupported::new("lengths whose units have no fixed ratio"));
        }
        let (left, right) = (left.1, right.1);
        Ok(match comparison.op {
            CompareOp::Equal => left == right,
            CompareOp::NotEqual => left != right,
            CompareOp::Less => left < right,
            CompareOp::LessEqual => left <= right,
            CompareOp::Greater => left > right,
            CompareOp::GreaterEqual => left >= right,
        })
    }

    fn amount(&self, term: &Term, offset: i64, view: &View<'_>) -> Answer<(Scale, i64)> {
        match self.value(term, view)? {
            AttributeValue::Day(Day(day)) => {
                Ok((Scale::Day, i64::from(day).saturating_add(offset)))
            }
            AttributeValue::Number(number) => Ok(match self.unit(term) {
                Some(unit) => scaled(number.saturating_add(offset), unit),
                None => (Scale::Plain, number.saturating_add(offset)),
            }),
            _ => Err(Unsupported::new("a comparison of what is no number")),
        }
    }

    // The unit of a length attribute.
    fn unit(&self, term: &Term) -> Option<Unit> {
        let Term::Attribute { attribute, .. } = term else { return None };
        match self.model.attributes[*attribute].ty {
            AttributeType::Length(unit) => Some(unit),
            _ => None,
        }
    }

    /// How many of which unit.
    pub(super) fn count(&self, length: &Length, view: &View<'_>) -> Answer<(i64, Unit)> {
        let (count, unit) = match length {
            Length::Fixed { count, unit } => (i64::from(*count), *unit),
            Length::Attribute(term) => match (self.value(term, view)?, self.unit(term)) {
                (AttributeValue::Number(count), Some(unit)) => (count, unit),
                _ => return Err(Unsupported::new("a length that is no length")),
            },
        };
        if count.abs() > LONGEST {
            return Err(Unsupported::new("a length of more than a million units"));
        }
        Ok((count, unit))
    }

    /// The moment so long after another.
    pub(super) fn after(&self, start: i64, length: &Length, view: &View<'_>) -> Answer<i64> {
        let (count, unit) = self.count(length, view)?;
        Ok(view.calendar.add(Minute(start), count, unit).0)
    }

    /// When it happens in the situation, or `None` iff it does not: an event, or the first of the listed
    /// doings of the act or of one that counts as it.
    pub(super) fn time_of(&self, occurrence: &Occurrence, view: &View<'_>) -> Answer<Option<i64>> {
        let mut times = Vec::new();
        match occurrence {
            Occurrence::Event { event, args } => {
                for env in self.assignments(view.scope, &view.open(args), &view.env) {
                    let key = (*event, self.participants_of(args, &view.with_env(env))?);
                    times.extend(self.situation.events.get(&key).map(|time| time.0));
                }
            }
            act => {
                for deed in self.deeds_named(act, view)? {
                    times.extend(self.listed(&deed)?);
                }
            }
        }
        Ok(times.into_iter().min())
    }

    /// Whether it is so on the day that is looked at; at all times, where none is.
    pub(super) fn settled(&self, moments: &Moments) -> bool {
        self.now().map_or_else(|| moments.is_all(), |now| moments.contains(now))
    }

    /// Whether the situation can be: assumptions, the order of events and disjoint sorts are respected.
    pub fn is_possible(&self) -> Answer<bool> {
        let fits = self.sorts_agree() && self.values_fit();
        Ok(fits && self.events_agree()? && self.assumptions_hold()?)
    }

    // Who is the value of an attribute is of the sort that this says.
    fn values_fit(&self) -> bool {
        self.situation.attributes.iter().all(|((attribute, _), value)| {
            match (&self.model.attributes[*attribute].ty, value) {
                (AttributeType::Participant(sort), AttributeValue::Participant(who)) => {
                    self.situation.participants[who.0 as usize].sorts.contains(sort)
                }
                _ => true,
            }
        })
    }

    fn sorts_agree(&self) -> bool {
        self.situation.participants.iter().all(|who| {
            let of = |sort: SortId| who.sorts.contains(&sort);
            let clash = |&a: &SortId| who.sorts.iter().any(|&b| self.model.are_disjoint(a, b));
            let closed = |&a: &SortId| self.model.sorts[a].ancestors.iter().all(|&up| of(up));
            who.sorts.iter().all(|sort| !clash(sort) && closed(sort))
        })
    }

    fn events_agree(&self) -> Answer<bool> {
        let none = Scope::default();
        for ((event, args), time) in &self.situation.events {
            let Some(earlier) = &self.model.events[*event].after else { continue };
            let env = args.iter().copied().map(Some).collect();
            let earlier = self.time_of(earlier, &self.view(&none, env))?;
            if earlier.is_none_or(|earlier| time.0 < earlier) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn assumptions_hold(&self) -> Answer<bool> {
        for assumption in self.model.assumptions.values() {
            let scope = &assumption.scope;
            let bound = vec![None; scope.vars.len()];
            for env in self.assignments(scope, &every(scope), &bound) {
                if !self.settled(&self.holds(&assumption.cond, &self.view(scope, env))?) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

/// The variables of an item that are *every*.
pub(super) fn every(scope: &Scope) -> Vec<VarId> {
    let ids = (0..scope.vars.len()).map(|place| VarId(place as u32));
    ids.filter(|&var| !scope[var].some).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    Plain,
    Day,
    Minutes,
    Months,
    WorkingDays,
}

pub(super) fn scaled(count: i64, unit: Unit) -> (Scale, i64) {
    match unit {
        Unit::Minutes => (Scale::Minutes, count),
        Unit::Hours => (Scale::Minutes, count.saturating_mul(60)),
        Unit::Days => (Scale::Minutes, count.saturating_mul(1_440)),
        Unit::Weeks => (Scale::Minutes, count.saturating_mul(10_080)),
        Unit::Months => (Scale::Months, count),
        Unit::Years => (Scale::Months, count.saturating_mul(12)),
        Unit::WorkingDays => (Scale::WorkingDays, count),
    }
}
