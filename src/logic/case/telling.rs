//! From values under which a question holds to the situation and the matters that a report tells.

use crate::model::{
    AttributeType, AttributeValue, IndividualId, Minute, Participant, ParticipantId, Situation,
    SortKind,
};
use std::collections::BTreeMap;

use super::witness::{Matter, Witness};
use crate::logic::ground::formula::AtomId;
use crate::logic::ground::query::Query;
use crate::logic::ground::universe::{Atom, Node, NodeKind, OccurrenceKey, Place, PlaceKind};
use crate::logic::ground::words::Symbol;
use crate::logic::solve::Assignment;

/// Turns truths and values into a case.
pub(super) struct Telling<'q, 'm> {
    query: &'q Query<'m>,
    truth: &'q Assignment,
    values: Vec<i64>,
    members: &'q [Vec<Node>],
    ids: BTreeMap<Node, ParticipantId>,
    situation: Situation,
}

impl<'q, 'm> Telling<'q, 'm> {
    pub(in crate::logic) fn new(
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

    pub(in crate::logic) fn tell(mut self) -> Witness {
        let now = self.values[Place::NOW.0 as usize];
        self.situation.day = Some(Minute(now).day());
        for &node in self.members.iter().flatten() {
            self.participant(node);
        }
        let mut absent = Vec::new();
        let atoms: Vec<(AtomId, Atom)> =
            self.query.universe.atoms().map(|(id, atom)| (id, atom.clone())).collect();
        // Whom a bearer may choose is in the case only where a member names that one.
        let named = self.members.iter().flatten().any(|&node| self.query.universe.is_fresh(node));
        for (id, atom) in &atoms {
            let told =
                (named || !self.query.asks_about_fresh(*id)) && !self.query.asks_about_idle(*id);
            if told && self.truth.truth[id.0 as usize] == Some(true) {
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
        self.only_possible_parties();
        self.note_what_else_is_violated();
        let situation = self.what_matters();
        Witness { situation, whole: self.situation, members, bearers: Vec::new(), absent }
    }

    fn note_what_else_is_violated(&mut self) {
        // A scenario has said what was.
        if self.query.closed.is_none() {
            self.situation.violated = self.query.theory.violated_at_once(&self.situation);
        }
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
                sorts.extend(model.sorts[*sort].ancestors.iter().copied());
                // Who is chosen among the parties is told to be party, and of the kind that can be.
                if let Some(&instrument) = self.query.theory.party_roles.get(sort) {
                    sorts.remove(sort);
                    self.situation.parties.insert((instrument, id));
                }
            }
            _ => {}
        }
        self.situation.participants.push(Participant { name, sorts, individual });
        self.ids.insert(leader, id);
        id
    }

    fn add_individual(&mut self, id: IndividualId) {
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
                let at = place.map(|place| Minute(self.values[place.0 as usize]));
                self.note_happening(key, at);
            }
            _ => {}
        }
    }

    /// Something happens, at a time that the case does not ask about where none is told: then one that it asks about of
    /// the same participants by other names counts.
    fn note_happening(&mut self, key: &OccurrenceKey, at: Option<Minute>) {
        let now = Minute(self.values[Place::NOW.0 as usize]);
        let noted = match key {
            OccurrenceKey::Event(event, args) => {
                let args = self.all(args);
                self.situation.events.entry((*event, args)).or_insert(now)
            }
            OccurrenceKey::Act(by, action, args) => {
                let (by, args) = (self.participant(*by), self.all(args));
                self.situation.acts.entry((*action, by, args)).or_insert(now)
            }
        };
        *noted = at.unwrap_or(*noted);
    }

    /// Somebody of the same kind is in the case already.
    fn has_one_like(&self, node: Node) -> bool {
        let top = self.query.universe.top(node);
        self.ids.keys().any(|&other| self.query.universe.top(other) == top)
    }

    /// Named participants exist in every case, with what the question made them; everybody else of whom it spoke
    /// only where it looks at everybody.
    fn note_those_around(&mut self) {
        for node in self.query.universe.nodes().collect::<Vec<_>>() {
            let around = match self.query.universe.kind(node) {
                NodeKind::Individual(_) => true,
                NodeKind::Some(..) => {
                    self.query.assumes_all
                        && self.query.is_one_of_all(node)
                        && !(self.query.one_of_a_kind && self.has_one_like(node))
                }
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

    /// Nobody is told to be party to an instrument that has no use for it.
    fn only_possible_parties(&mut self) {
        let model = self.query.model;
        let Situation { parties, participants, .. } = &mut self.situation;
        parties.retain(|(instrument, who)| {
            let sorts = &participants[who.0 as usize].sorts;
            model.instruments[*instrument].party_kinds.iter().any(|kind| sorts.contains(kind))
        });
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
