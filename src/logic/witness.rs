//! From a situation that the solver found to one that can be told: the smallest, with real dates.
//!
//! Small in this order: fewest participants, roles, true facts; unstated attributes different rather than
//! equal; times soon after the day that is looked at.

use std::collections::BTreeMap;

use super::Limit;
use super::axioms::Symbol;
use super::formula::{AtomId, Formula, Literal};
use super::limits::SPARED_ONE_BY_ONE;
use super::query::{Found, Instance, Query};
use super::solve::{self, Assignment};
use super::universe::{Atom, Instant, Node, NodeKind, OccurrenceKey, Place, PlaceKind};
use crate::model::{
    AttributeType, AttributeValue, DAY, Day, Minute, Participant, ParticipantId, Situation,
    SortKind,
};

/// The day that is looked at where no norm names one: a Monday.
const SOME_MONDAY: Day = Day(20_458);
/// How many days the whole case is moved to find one whose months and weekends fit.
const SHIFTS: i32 = 400;

/// A case, with who takes part in each norm.
#[derive(Clone, Debug)]
pub struct Witness {
    /// The case, as far as it is about the norms.
    pub situation: Situation,
    /// The case with whatever else all assumptions ask for.
    pub whole: Situation,
    /// For each member of the set, its norm's participants in the order of the variables that are not *some*.
    pub members: Vec<Vec<ParticipantId>>,
    /// Who bears the members, where it is one and the same.
    pub bearer: Option<ParticipantId>,
    /// What matters to the case and does not hold.
    pub absent: Vec<Matter>,
}

/// A case as the query has it: which atoms hold, and the value of every place.
pub(super) struct Placed {
    pub(super) assignment: Assignment,
    pub(super) values: Vec<i64>,
}

/// Something that does not hold in a case, and matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matter {
    /// A fact.
    Fact(crate::model::FactId, Vec<ParticipantId>),
    /// An event that never happens.
    Event(crate::model::EventId, Vec<ParticipantId>),
    /// Being of a sort.
    Is(ParticipantId, crate::model::SortId),
    /// Being party to an instrument.
    Party(ParticipantId, crate::model::InstrumentId),
}

impl Query<'_> {
    /// Tells a situation that was found.
    pub(super) fn witness(
        &mut self,
        found: &Found,
        members: &[&Instance],
    ) -> Result<(Witness, Placed), Limit> {
        let mut nodes: Vec<Vec<Node>> = members.iter().map(|it| self.participants(it)).collect();
        // The bearers stand behind the members while the case is made, and are taken off again.
        nodes.push(members.iter().filter_map(|it| self.bearer(it)).collect());
        let (mut witness, placed) = self.witness_of(found, &nodes)?;
        let bearers = witness.members.pop().unwrap_or_default();
        let first = bearers.first().copied();
        witness.bearer = first.filter(|_| bearers.iter().all(|it| Some(*it) == first));
        Ok((witness, placed))
    }

    pub(super) fn bearer(&mut self, it: &Instance) -> Option<Node> {
        self.node(&self.model.norms[it.norm].bearer, &it.binding)
    }

    /// Tells a situation in which these take part.
    pub(super) fn witness_of(
        &mut self,
        found: &Found,
        members: &[Vec<Node>],
    ) -> Result<(Witness, Placed), Limit> {
        let mut formulas = found.formulas.clone();
        if self.has_choice_of_identity(members) {
            formulas.extend(self.axioms(true)?);
        }
        let mut shrunk = Shrinking { query: self, formulas };
        shrunk.shrink();
        let (assignment, values) = shrunk.place_in_time()?;
        let witness = Telling::new(self, &assignment, values.clone(), members).tell();
        Ok((witness, Placed { assignment, values }))
    }

    fn has_choice_of_identity(&self, members: &[Vec<Node>]) -> bool {
        let nodes: Vec<Node> = members.iter().flatten().copied().collect();
        nodes.iter().enumerate().any(|(place, &a)| {
            nodes[..place].iter().any(|&b| a != b && !self.universe.are_apart(a, b))
        })
    }
}

struct Shrinking<'q, 'm> {
    query: &'q mut Query<'m>,
    formulas: Vec<Formula>,
}

impl Shrinking<'_, '_> {
    fn decide(&self) -> Option<Assignment> {
        solve::decide(&self.query.universe, &self.formulas).ok().and_then(|(found, _)| found)
    }

    /// Adds a formula if the situation stays possible.
    fn prefer(&mut self, formula: Formula) -> bool {
        self.formulas.push(formula);
        let possible = self.decide().is_some();
        if !possible {
            self.formulas.pop();
        }
        possible
    }

    fn prefer_atoms(&mut self, holds: bool, which: impl Fn(&Query<'_>, &Atom) -> bool) {
        let atoms: Vec<AtomId> = self
            .query
            .universe
            .atoms()
            .filter(|(_, atom)| which(self.query, atom))
            .map(|(id, _)| id)
            .collect();
        // Most wishes can be granted together.
        let all = atoms.iter().map(|&atom| Literal { atom, holds }.into());
        if atoms.len() > 1 && self.prefer(Formula::all(all)) {
            return;
        }
        if self.formulas.iter().map(Formula::size).sum::<usize>() > SPARED_ONE_BY_ONE {
            return;
        }
        for atom in atoms {
            self.prefer(Literal { atom, holds }.into());
        }
    }

    fn shrink(&mut self) {
        let named =
            |query: &Query<'_>, node: Node| matches!(query.universe.kind(node), NodeKind::Of(..));
        self.prefer_atoms(true, |query, atom| match atom {
            Atom::Same(a, b) => named(query, *a) && named(query, *b),
            _ => false,
        });
        self.prefer_atoms(false, |_, atom| matches!(atom, Atom::Same(..)));
        self.prefer_atoms(false, |query, atom| match atom {
            Atom::Is(sort, _) => query.model.sorts[*sort].kind == SortKind::Role,
            _ => false,
        });
        self.prefer_atoms(false, |_, atom| matches!(atom, Atom::Is(..) | Atom::Violated(..)));
        self.prefer_atoms(false, |query, atom| match atom {
            Atom::Fact(fact, _) => !query.model.facts[*fact].open,
            _ => false,
        });
        self.prefer_atoms(false, |_, atom| {
            matches!(atom, Atom::Fact(..) | Atom::Happens(..) | Atom::Party(..))
        });
    }

    /// Chooses dates: the day looked at, then each occurrence soon after it, with the calendar's real lengths.
    fn place_in_time(&mut self) -> Result<(Assignment, Vec<i64>), Limit> {
        let stretches = self.stretches();
        let base = self.first_day();
        let shifts = if stretches.is_empty() && !self.speaks_of_dates() { 1 } else { SHIFTS };
        let kept = self.formulas.len();
        for shift in 0..shifts {
            if let Some(day) = base {
                let here = self.query.universe_at(Place::NOW, day.plus(shift).start().0);
                if !self.prefer(here) {
                    continue;
                }
            }
            if self.place_occurrences(&stretches) {
                let assignment = self.decide().ok_or(Limit::Replay)?;
                let values =
                    solve::values(&self.query.universe, &assignment).ok_or(Limit::Replay)?;
                return Ok((
                    assignment,
                    values.into_iter().map(|value| value.whole + value.tiny).collect(),
                ));
            }
            self.formulas.truncate(kept);
        }
        Err(Limit::Replay)
    }

    fn speaks_of_dates(&self) -> bool {
        self.query.universe.places().any(|place| self.is_date(place))
    }

    /// Whether a place is a date that the situation gives: a whole day.
    fn is_date(&self, place: Place) -> bool {
        matches!(self.query.universe.place_kind(place), PlaceKind::Value(attribute, _)
            if self.query.model.attributes[*attribute].ty == AttributeType::Date)
    }

    fn stretches(&self) -> Vec<Place> {
        let is = |place: &Place| {
            matches!(
                self.query.universe.place_kind(*place),
                PlaceKind::Stretch { .. } | PlaceKind::Spell { .. }
            )
        };
        self.query.universe.places().filter(is).collect()
    }

    /// A day on which the situation is possible: a usual one, or the first that the norms name.
    fn first_day(&mut self) -> Option<Day> {
        let mut days = vec![SOME_MONDAY];
        let mut named = Vec::new();
        for (_, atom) in self.query.universe.atoms() {
            if let Atom::Within(first, second, bound) = atom
                && *first == Place::ZERO
            {
                let whole = Minute(-bound.value).day();
                if *second == Place::NOW {
                    named.extend([whole, whole.plus(1)]);
                }
            }
        }
        named.sort();
        named.dedup();
        days.extend(named);
        let kept = self.formulas.len();
        for day in days {
            let formula = self.query.universe_at(Place::NOW, day.start().0);
            if self.prefer(formula) {
                self.formulas.truncate(kept);
                return Some(day);
            }
        }
        None
    }

    fn place_occurrences(&mut self, stretches: &[Place]) -> bool {
        let places: Vec<Place> = self
            .query
            .universe
            .places()
            .filter(|&place| {
                matches!(
                    self.query.universe.place_kind(place),
                    PlaceKind::Occurrence(_) | PlaceKind::Value(..)
                )
            })
            .collect();
        let mut fixed = BTreeMap::from([(Place::ZERO, 0)]);
        if let Some(now) = self.value_of(Place::NOW) {
            fixed.insert(Place::NOW, now);
        }
        if !self.fix_stretches(stretches, &mut fixed) {
            return false;
        }
        for place in places {
            if !self.fix(place, stretches, &mut fixed) {
                return false;
            }
        }
        true
    }

    fn value_of(&self, place: Place) -> Option<i64> {
        let assignment = self.decide()?;
        let values = solve::values(&self.query.universe, &assignment)?;
        let value = values[place.0 as usize];
        Some(value.whole + value.tiny)
    }

    /// Fixes one place near the day that is looked at, or where it must be.
    fn fix(&mut self, place: Place, stretches: &[Place], fixed: &mut BTreeMap<Place, i64>) -> bool {
        let date = self.is_date(place);
        let number = matches!(self.query.universe.place_kind(place), PlaceKind::Value(..)) && !date;
        let now = fixed.get(&Place::NOW).copied().unwrap_or(0);
        let mut candidates: Vec<i64> = if number {
            (0..=3).chain(self.constants_of(place)).collect()
        } else {
            let grain = if date { DAY } else { 1 };
            let near: Vec<i64> = fixed.values().copied().filter(|value| *value > 0).collect();
            let offsets = [
                0,
                60,
                DAY,
                2 * DAY,
                3 * DAY,
                5 * DAY,
                7 * DAY,
                10 * DAY,
                14 * DAY,
                30 * DAY,
                60 * DAY,
                365 * DAY,
            ];
            let mut all: Vec<i64> = offsets.iter().map(|offset| now + offset).collect();
            all.extend(near.iter().flat_map(|value| [*value, value + 1, value - 1]));
            all.into_iter().filter(|value| value % grain == 0).collect()
        };
        if let Some(value) = self.value_of(place) {
            // A date is a whole day: that of the value, or one beside it.
            let day = value.div_euclid(DAY) * DAY;
            candidates.extend(if date { vec![day, day + DAY, day - DAY] } else { vec![value] });
        }
        if !number {
            // Lengths of months and working days are not what the solver took them for: further back they may fit.
            candidates.extend([1, 3, 7, 31, 62, 366].map(|days| now - days * DAY));
        }
        let kept = self.formulas.len();
        for value in candidates {
            let here = self.query.universe_at(place, value);
            if self.prefer(here) {
                let mut with = fixed.clone();
                with.insert(place, value);
                if self.fix_stretches(stretches, &mut with) {
                    *fixed = with;
                    return true;
                }
                self.formulas.truncate(kept);
            }
        }
        false
    }

    fn constants_of(&self, place: Place) -> Vec<i64> {
        let mut found = Vec::new();
        for (_, atom) in self.query.universe.atoms() {
            if let Atom::Within(Place::ZERO, second, bound) = atom
                && *second == place
            {
                found.extend([-bound.value - 1, -bound.value, -bound.value + 1]);
            }
        }
        found
    }

    /// Gives every length whose start is fixed what the calendar makes of it.
    fn fix_stretches(&mut self, stretches: &[Place], fixed: &mut BTreeMap<Place, i64>) -> bool {
        loop {
            let mut changed = false;
            for &place in stretches {
                if fixed.contains_key(&place) {
                    continue;
                }
                let Some(end) = self.query.end_by_calendar(place, fixed) else { continue };
                let here = self.query.universe_at(place, end);
                if !self.prefer(here) {
                    return false;
                }
                fixed.insert(place, end);
                changed = true;
            }
            if !changed {
                return true;
            }
        }
    }
}

impl Query<'_> {
    /// Where a length that varies ends, if its start is fixed.
    pub(super) fn end_by_calendar(
        &self,
        place: Place,
        fixed: &BTreeMap<Place, i64>,
    ) -> Option<i64> {
        let start = |from: Instant| fixed.get(&from.place).map(|value| Minute(value + from.offset));
        match *self.universe.place_kind(place) {
            PlaceKind::Stretch { from, count, unit, calendar: id } => {
                Some(self.calendar(id).add(start(from)?, count, unit).0)
            }
            PlaceKind::Spell { from, length, unit, before, calendar: id } => {
                let count = *fixed.get(&length)?;
                let count = if before { -count } else { count };
                Some(self.calendar(id).add(start(from)?, count, unit).0)
            }
            _ => None,
        }
    }

    /// A place has this value.
    pub(super) fn universe_at(&mut self, place: Place, value: i64) -> Formula {
        let here: Instant = place.into();
        let there = Instant { place: Place::ZERO, offset: value };
        self.universe.before(here, there, false).and(self.universe.before(there, here, false))
    }
}

/// Turns truths and values into a case.
struct Telling<'q, 'm> {
    query: &'q Query<'m>,
    truth: &'q Assignment,
    values: Vec<i64>,
    members: &'q [Vec<Node>],
    ids: BTreeMap<Node, ParticipantId>,
    situation: Situation,
}

impl<'q, 'm> Telling<'q, 'm> {
    fn new(
        query: &'q Query<'m>,
        truth: &'q Assignment,
        values: Vec<i64>,
        members: &'q [Vec<Node>],
    ) -> Self {
        Telling {
            query,
            truth,
            values,
            members,
            ids: BTreeMap::new(),
            situation: Situation::default(),
        }
    }

    fn tell(mut self) -> Witness {
        let now = self.values[Place::NOW.0 as usize];
        self.situation.day = Some(Minute(now).day());
        for &node in self.members.iter().flatten() {
            self.participant(node);
        }
        let mut absent = Vec::new();
        let atoms: Vec<(AtomId, Atom)> =
            self.query.universe.atoms().map(|(id, atom)| (id, atom.clone())).collect();
        for (id, atom) in &atoms {
            if self.truth.truth[id.0 as usize] == Some(true) {
                self.note(atom);
            }
        }
        self.note_those_around();
        self.note_values();
        for (id, atom) in &atoms {
            if self.truth.truth[id.0 as usize] == Some(false) {
                absent.extend(self.absent(atom));
            }
        }
        self.note_sorts(&atoms);
        // Norms may name those of whom the question did not speak.
        for id in self.query.model.individuals.ids() {
            if !self.situation.participants.iter().any(|it| it.individual == Some(id)) {
                self.add_individual(id);
            }
        }
        let members = self
            .members
            .iter()
            .map(|nodes| nodes.iter().map(|&node| self.ids[&self.leader(node)]).collect());
        let members = members.collect();
        let situation = self.what_matters();
        Witness { situation, whole: self.situation, members, bearer: None, absent }
    }

    /// The case without what only assumptions about other things ask for.
    fn what_matters(&self) -> Situation {
        let mut told = self.situation.clone();
        if self.query.assumes_all {
            let touched = &self.query.touched;
            told.facts.retain(|(fact, _)| touched.contains(&Symbol::Fact(*fact)));
            told.attributes.retain(|(it, _), _| touched.contains(&Symbol::Attribute(*it)));
            told.events.retain(|(event, _), _| touched.contains(&Symbol::Event(*event)));
        }
        told
    }

    /// The first of the nodes that are one participant; a named one where there is one.
    fn leader(&self, node: Node) -> Node {
        let same = |other: Node| {
            other == node
                || self.query.universe.atoms().any(|(id, atom)| {
                    *atom == Atom::Same(node.min(other), node.max(other))
                        && self.truth.truth[id.0 as usize] == Some(true)
                })
        };
        let all: Vec<Node> = self.query.universe.nodes().filter(|&other| same(other)).collect();
        let named =
            all.iter().find(|&&it| matches!(self.query.universe.kind(it), NodeKind::Individual(_)));
        named.or(all.first()).copied().unwrap_or(node)
    }

    fn participant(&mut self, node: Node) -> ParticipantId {
        let leader = self.leader(node);
        if let Some(&id) = self.ids.get(&leader) {
            return id;
        }
        let id = ParticipantId(self.situation.participants.len() as u32);
        let model = self.query.model;
        let top = self.query.universe.top(leader);
        let mut sorts = std::collections::BTreeSet::from([top]);
        let mut individual = None;
        let mut name = String::new();
        match self.query.universe.kind(leader) {
            NodeKind::Individual(it) => {
                individual = Some(*it);
                name = model.individuals[*it].name.to_string();
                for sort in &model.individuals[*it].sorts {
                    sorts.extend(model.sorts[*sort].ancestors.iter().copied());
                }
            }
            NodeKind::Value(attribute, _) => {
                if let AttributeType::Participant(sort) = model.attributes[*attribute].ty {
                    sorts.extend(model.sorts[sort].ancestors.iter().copied());
                }
            }
            NodeKind::Fresh(_, _, sort) => {
                sorts.extend(model.sorts[*sort].ancestors.iter().copied())
            }
            _ => {}
        }
        self.situation.participants.push(Participant { name, sorts, individual });
        self.ids.insert(leader, id);
        id
    }

    fn add_individual(&mut self, id: crate::model::IndividualId) {
        let model = self.query.model;
        let it = &model.individuals[id];
        let sorts =
            it.sorts.iter().flat_map(|&sort| model.sorts[sort].ancestors.iter().copied()).collect();
        self.situation.participants.push(Participant {
            name: it.name.to_string(),
            sorts,
            individual: Some(id),
        });
    }

    fn all(&mut self, nodes: &[Node]) -> Vec<ParticipantId> {
        nodes.iter().map(|&node| self.participant(node)).collect()
    }

    fn note(&mut self, atom: &Atom) {
        match atom {
            Atom::Fact(fact, args) => {
                let args = self.all(args);
                self.situation.facts.insert((*fact, args));
            }
            Atom::Party(instrument, node) => {
                let who = self.participant(*node);
                self.situation.parties.insert((*instrument, who));
            }
            Atom::Violated(norm, nodes) => {
                let who = self.all(nodes);
                self.situation.violated.insert((*norm, who));
            }
            Atom::Choice(attribute, args, choice) => {
                let args = self.all(args);
                self.situation
                    .attributes
                    .insert((*attribute, args), AttributeValue::Choice(*choice));
            }
            Atom::Happens(key) => {
                let place = self.query.universe.find_place(&PlaceKind::Occurrence(key.clone()));
                let at = place.map_or(self.values[Place::NOW.0 as usize], |place| {
                    self.values[place.0 as usize]
                });
                match key {
                    OccurrenceKey::Event(event, args) => {
                        let args = self.all(args);
                        self.situation.events.insert((*event, args), Minute(at));
                    }
                    OccurrenceKey::Act(by, action, args) => {
                        let (by, args) = (self.participant(*by), self.all(args));
                        self.situation.acts.insert((*action, by, args), Minute(at));
                    }
                }
            }
            _ => {}
        }
    }

    /// Named participants exist in every case, with what the question made them; everybody else of whom it spoke
    /// only where it looks at everybody.
    fn note_those_around(&mut self) {
        for node in self.query.universe.nodes().collect::<Vec<_>>() {
            let around = match self.query.universe.kind(node) {
                NodeKind::Individual(_) => true,
                NodeKind::Some(..) => self.query.assumes_all && self.query.is_one_of_all(node),
                _ => false,
            };
            if around {
                self.participant(node);
            }
        }
    }

    fn note_values(&mut self) {
        let nodes: Vec<Node> = self.query.universe.nodes().collect();
        for node in nodes {
            if let NodeKind::Value(attribute, args) = self.query.universe.kind(node).clone()
                && args.iter().all(|&arg| self.ids.contains_key(&self.leader(arg)))
            {
                let value = self.participant(node);
                let args = self.all(&args);
                self.situation
                    .attributes
                    .insert((attribute, args), AttributeValue::Participant(value));
            }
        }
        let places: Vec<Place> = self.query.universe.places().collect();
        for place in places {
            if let PlaceKind::Value(attribute, args) = self.query.universe.place_kind(place).clone()
                && args.iter().all(|&arg| self.ids.contains_key(&self.leader(arg)))
            {
                let number = self.values[place.0 as usize];
                let value = match self.query.model.attributes[attribute].ty {
                    AttributeType::Date => AttributeValue::Day(Minute(number).day()),
                    _ => AttributeValue::Number(number),
                };
                let args = self.all(&args);
                self.situation.attributes.insert((attribute, args), value);
            }
        }
    }

    fn known(&self, nodes: &[Node]) -> Option<Vec<ParticipantId>> {
        nodes.iter().map(|&node| self.ids.get(&self.leader(node)).copied()).collect()
    }

    fn absent(&self, atom: &Atom) -> Option<Matter> {
        match atom {
            Atom::Fact(fact, args) => Some(Matter::Fact(*fact, self.known(args)?)),
            Atom::Happens(OccurrenceKey::Event(event, args)) => {
                Some(Matter::Event(*event, self.known(args)?))
            }
            Atom::Party(instrument, node) => {
                Some(Matter::Party(self.known(&[*node])?[0], *instrument))
            }
            Atom::Is(sort, node) => Some(Matter::Is(self.known(&[*node])?[0], *sort)),
            _ => None,
        }
    }

    fn note_sorts(&mut self, atoms: &[(AtomId, Atom)]) {
        for (id, atom) in atoms {
            let Atom::Is(sort, node) = atom else { continue };
            if self.truth.truth[id.0 as usize] == Some(true)
                && let Some(who) = self.ids.get(&self.leader(*node))
            {
                let ancestors = self.query.model.sorts[*sort].ancestors.clone();
                self.situation.participants[who.0 as usize].sorts.extend(ancestors);
            }
        }
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for participant in &mut self.situation.participants {
            if !participant.name.is_empty() {
                continue;
            }
            let kinds = participant
                .sorts
                .iter()
                .filter(|&&sort| self.query.model.sorts[sort].kind == SortKind::Kind);
            let narrowest = kinds.max_by_key(|&&sort| self.query.model.sorts[sort].ancestors.len());
            let kind = narrowest
                .map_or("participant", |&sort| &*self.query.model.sorts[sort].name)
                .to_owned();
            let count = counts.entry(kind.clone()).or_default();
            *count += 1;
            participant.name = format!("{kind} {count}");
        }
    }
}
