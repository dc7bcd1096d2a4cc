//! From a norm to its region on an act.

use crate::model::{
    Act, AttributeId, AttributeType, Clause, CompareOp, Comparison, Cond, IndividualId,
    InstrumentId, Join, Length, Modal, Model, Norm, Occurrence, Scope, SortId, Term, Value, VarId,
};
use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::claims::{Claims, Key, Matter, Region, Slot, Values, Ways};
use super::paths::{Path, Source};
use crate::logic::clash::powers::is_power;

/// Parts of a norm's conditions that are read; what lies beyond claims nothing.
const PARTS: u32 = 4_000;
/// Of a condition with more ways joined by `or`, only what all of them claim is told.
const WAYS: usize = 8;

/// Reads conditions.
pub(super) struct Compiler<'m> {
    model: &'m Model,
    party_roles: &'m FxHashMap<SortId, InstrumentId>,
    left: Cell<u32>,
}

/// In which slots an item's variables stand.
struct Frame(Vec<Option<Slot>>);

impl<'m> Compiler<'m> {
    pub(super) fn new(model: &'m Model, party_roles: &'m FxHashMap<SortId, InstrumentId>) -> Self {
        Compiler { model, party_roles, left: Cell::new(PARTS) }
    }

    /// What must be so of the bearer where the norm applies.
    pub(super) fn of_bearer(&self, norm: &Norm) -> Region {
        let mut frame = Frame(vec![None; norm.scope.vars.len()]);
        let mut claims = Vec::new();
        self.place_bearer(norm, &mut frame, &mut claims);
        self.region(norm, &frame, claims)
    }

    /// What must be so where the norm applies to one of its acts, told of the act that this one is by a path.
    pub(super) fn of_act(&self, norm: &Norm, act: usize, path: &Path) -> Region {
        let mut frame = Frame(vec![None; norm.scope.vars.len()]);
        let mut claims = Vec::new();
        self.place_bearer(norm, &mut frame, &mut claims);
        let Act::Do { args, .. } = &norm.acts[act] else { return Region::of(Claims::NONE) };
        for (place, source) in path.sources.iter().enumerate() {
            let Some(slot) = Slot::argument(place) else { break };
            match source {
                Source::Argument(from) => {
                    self.place(norm, &args[*from], slot, &mut frame, &mut claims)
                }
                Source::Bearer if is_power(norm.modal) => {}
                Source::Bearer => self.place(norm, &norm.bearer, slot, &mut frame, &mut claims),
                Source::Individual(id) => claims.push(self.individual(*id, slot)),
                Source::Open => {}
            }
        }
        self.region(norm, &frame, claims)
    }

    /// A power meets others whoever bears them: who alone has it stands against everybody else.
    fn place_bearer(&self, norm: &Norm, frame: &mut Frame, claims: &mut Vec<Claims>) {
        if is_power(norm.modal) {
            return;
        }
        self.place(norm, &norm.bearer, Slot::BEARER, frame, claims);
    }

    fn place(
        &self,
        norm: &Norm,
        term: &Term,
        slot: Slot,
        frame: &mut Frame,
        claims: &mut Vec<Claims>,
    ) {
        match term {
            Term::Var(var) => {
                let known = &mut frame.0[var.0 as usize];
                if known.is_none() && !norm.scope[*var].some {
                    *known = Some(slot);
                }
            }
            Term::Individual(id) => claims.push(self.individual(*id, slot)),
            Term::Attribute { .. } => {}
        }
    }

    /// A named participant stands in a slot.
    fn individual(&self, id: IndividualId, slot: Slot) -> Claims {
        let who = Values::Range(i64::from(id.0), i64::from(id.0));
        let sorts = self.model.individuals[id].sorts.iter();
        let sorts = sorts.map(|&sort| self.is_of(sort, Some(slot), true));
        let identity = Claims::one(Key::new(Matter::Identity, 0, &[slot]), who);
        Claims::all(sorts.chain([identity]))
    }

    fn region(&self, norm: &Norm, frame: &Frame, mut claims: Vec<Claims>) -> Region {
        self.left.set(PARTS);
        claims.extend(self.sorts(&norm.scope, frame));
        claims.extend(self.events(norm, frame));
        claims.push(self.told(&norm.when, frame, true));
        claims.push(self.told(&norm.unless, frame, false));
        let mut choices = Vec::new();
        self.choices(&norm.when, frame, true, &mut choices);
        self.choices(&norm.unless, frame, false, &mut choices);
        Region::of(Claims::all(claims)).and_one_of_each(choices)
    }

    /// The ways of which one must be so where a condition holds, or where it does not: those joined by `or` in it.
    fn choices(&self, cond: &Cond, frame: &Frame, holds: bool, found: &mut Vec<Ways>) {
        match (cond, holds) {
            (Cond::Not(part), _) => self.choices(part, frame, !holds, found),
            (Cond::All(parts), true) | (Cond::Any(parts), false) => {
                parts.iter().for_each(|part| self.choices(part, frame, holds, found));
            }
            (Cond::Any(parts), true) | (Cond::All(parts), false) if parts.len() <= WAYS => {
                found.extend(Claims::ways(self.each(parts, frame, holds)));
            }
            _ => {}
        }
    }

    fn sorts<'s>(
        &'s self,
        scope: &'s Scope,
        frame: &'s Frame,
    ) -> impl Iterator<Item = Claims> + 's {
        scope.vars.iter().zip(&frame.0).map(|(var, slot)| match var.sorts.as_slice() {
            [] => Claims::NONE,
            sorts => Claims::any(sorts.iter().map(|&sort| self.is_of(sort, *slot, true))),
        })
    }

    /// The events without which the window asks for nothing.
    fn events<'s>(&'s self, norm: &'s Norm, frame: &'s Frame) -> impl Iterator<Item = Claims> + 's {
        let window = norm.window.iter().filter(|it| it.join == Join::And || it.clauses.len() == 1);
        window.flat_map(|window| &window.clauses).map(move |clause| {
            let endless = match clause {
                Clause::Until(_) | Clause::AtAllTimes => true,
                Clause::Before(_) => norm.modal != Modal::Must,
                _ => false,
            };
            let on = clause.hangs_on();
            match on {
                Some(it) if !endless => self.happens(it, frame),
                _ => Claims::NONE,
            }
        })
    }

    /// What must be so where a condition holds, or where it does not.
    fn told(&self, cond: &Cond, frame: &Frame, holds: bool) -> Claims {
        let Some(left) = self.left.get().checked_sub(1) else { return Claims::NONE };
        self.left.set(left);
        match cond {
            Cond::All(parts) if holds => Claims::all(self.each(parts, frame, holds)),
            Cond::Any(parts) if !holds => Claims::all(self.each(parts, frame, holds)),
            Cond::All(parts) | Cond::Any(parts) => Claims::any(self.each(parts, frame, holds)),
            Cond::Not(part) => self.told(part, frame, !holds),
            Cond::Some(_, part) if holds => self.told(part, frame, holds),
            Cond::Define { definition, args } => {
                let definition = &self.model.definitions[*definition];
                let mut inner = Frame(vec![None; definition.scope.vars.len()]);
                for (place, arg) in args.iter().enumerate() {
                    inner.0[place] = self.slot(arg, frame);
                }
                self.told(&definition.cond, &inner, holds)
            }
            Cond::Fact { fact, args } => {
                Claims::one(self.key(Matter::Fact, fact.0, args, frame), Values::truth(holds))
            }
            Cond::Is { term, sort } => self.is_of(*sort, self.slot(term, frame), holds),
            Cond::Same(a, b) if holds => self.same(a, b, frame),
            Cond::Choice { term, choice } => self.choice(term, *choice, frame, holds),
            Cond::Compare(comparison) => self.compared(comparison, frame, holds),
            Cond::Happens(Occurrence::Event { event, args }) => {
                Claims::one(self.key(Matter::Event, event.0, args, frame), Values::truth(holds))
            }
            Cond::Before { first, .. } if holds => self.happens(first, frame),
            Cond::Distance { later, earlier, .. } if holds => {
                Claims::all([self.happens(later, frame), self.happens(earlier, frame)])
            }
            _ => Claims::NONE,
        }
    }

    fn each<'s>(
        &'s self,
        parts: &'s [Cond],
        frame: &'s Frame,
        holds: bool,
    ) -> impl Iterator<Item = Claims> + 's {
        parts.iter().map(move |part| self.told(part, frame, holds))
    }

    fn slot(&self, term: &Term, frame: &Frame) -> Option<Slot> {
        match term {
            Term::Var(VarId(var)) => frame.0[*var as usize],
            Term::Individual(id) => Slot::individual(*id),
            Term::Attribute { .. } => None,
        }
    }

    fn key(&self, matter: Matter, id: u32, args: &[Term], frame: &Frame) -> Option<Key> {
        let slots: Option<Vec<Slot>> = args.iter().map(|arg| self.slot(arg, frame)).collect();
        Key::new(matter, id, &slots?)
    }

    fn attribute_key(
        &self,
        matter: Matter,
        term: &Term,
        frame: &Frame,
    ) -> Option<(AttributeId, Key)> {
        let Term::Attribute { attribute, args } = term else { return None };
        Some((*attribute, self.key(matter, attribute.0, args, frame)?))
    }

    fn happens(&self, it: &Occurrence, frame: &Frame) -> Claims {
        match it {
            Occurrence::Event { event, args } => {
                Claims::one(self.key(Matter::Event, event.0, args, frame), Values::YES)
            }
            Occurrence::Act { .. } => Claims::NONE,
        }
    }

    /// Who is a party changes with time: such a role claims nothing.
    fn is_of(&self, sort: SortId, slot: Option<Slot>, holds: bool) -> Claims {
        let known = slot.filter(|_| !self.party_roles.contains_key(&sort));
        let key = known.and_then(|slot| Key::new(Matter::Sort, sort.0, &[slot]));
        Claims::one(key, Values::truth(holds))
    }

    fn same(&self, a: &Term, b: &Term, frame: &Frame) -> Claims {
        let (who, other) = match (a, b) {
            (Term::Individual(id), other) | (other, Term::Individual(id)) => (id, other),
            _ => return Claims::NONE,
        };
        let who = Values::Range(i64::from(who.0), i64::from(who.0));
        match other {
            Term::Var(_) => {
                let slot = self.slot(other, frame);
                Claims::one(slot.and_then(|slot| Key::new(Matter::Identity, 0, &[slot])), who)
            }
            Term::Attribute { .. } => Claims::one(
                self.attribute_key(Matter::Value, other, frame).map(|(_, key)| key),
                who,
            ),
            Term::Individual(_) => Claims::NONE,
        }
    }

    fn choice(&self, term: &Term, choice: u32, frame: &Frame, holds: bool) -> Claims {
        let Some((attribute, key)) = self.attribute_key(Matter::Choice, term, frame) else {
            return Claims::NONE;
        };
        let AttributeType::Choice(choices) = &self.model.attributes[attribute].ty else {
            return Claims::NONE;
        };
        if choices.len() >= 64 {
            return Claims::NONE;
        }
        let this = 1u64 << choice;
        let others = ((1u64 << choices.len()) - 1) & !this;
        Claims::one(Some(key), Values::Choices(if holds { this } else { others }))
    }

    fn compared(&self, it: &Comparison, frame: &Frame, holds: bool) -> Claims {
        let Some((attribute, key)) = self.attribute_key(Matter::Number, &it.left, frame) else {
            return Claims::NONE;
        };
        let number = match (&it.right, &self.model.attributes[attribute].ty) {
            (Value::Number(number), AttributeType::Range(..)) => *number,
            (Value::Day(day), AttributeType::Date) => i64::from(day.0),
            (Value::Length(Length::Fixed { count, unit }), AttributeType::Length(own))
                if unit == own =>
            {
                i64::from(*count)
            }
            _ => return Claims::NONE,
        };
        match range(it.op, number, holds) {
            Some((low, high)) => Claims::one(Some(key), Values::Range(low, high)),
            None => Claims::NONE,
        }
    }
}

/// The whole numbers that compare so with a number, or that do not; `None` where they are not in a row.
pub(in crate::logic) fn range(op: CompareOp, number: i64, holds: bool) -> Option<(i64, i64)> {
    let (below, above) = (number.saturating_sub(1), number.saturating_add(1));
    Some(match (op, holds) {
        (CompareOp::Less, true) | (CompareOp::GreaterEqual, false) => (i64::MIN, below),
        (CompareOp::LessEqual, true) | (CompareOp::Greater, false) => (i64::MIN, number),
        (CompareOp::Greater, true) | (CompareOp::LessEqual, false) => (above, i64::MAX),
        (CompareOp::GreaterEqual, true) | (CompareOp::Less, false) => (number, i64::MAX),
        (CompareOp::Equal, true) | (CompareOp::NotEqual, false) => (number, number),
        (CompareOp::Equal, false) | (CompareOp::NotEqual, true) => return None,
    })
}
