//! A scenario states all there is: what it does not state is not so.

use super::formula::{AtomId, Formula, Literal};
use crate::model::{
    Calendar, Cond, Day, FactId, Minute, NormId, ParticipantId, Scenario, ScenarioId, Situation,
    SortId, Term,
};
use std::collections::{BTreeMap, BTreeSet};

use super::query::{Binding, Query};
use super::universe::{Atom, Node, NodeKind, OccurrenceKey, Place, PlaceKind};

/// Instances of norms, by the participants of a question.
type Violated = BTreeSet<(NormId, Vec<Node>)>;

impl Query<'_> {
    /// In a scenario, what is not stated is not so: facts, roles, parties, events and violations. Whether a norm was
    /// violated may hang on what is left open, and is left open then.
    pub(super) fn closed_world(
        &mut self,
        scenario: ScenarioId,
        on: Option<Day>,
        axioms: &mut Vec<Formula>,
    ) {
        let it = &self.model.scenarios[scenario];
        let binding = self.scenario_nodes(scenario);
        let roles: BTreeSet<(SortId, Option<Node>)> =
            it.roles.iter().map(|(term, sort)| (*sort, self.known(term, &binding))).collect();
        let stated: BTreeSet<OccurrenceKey> = self.told.keys().cloned().collect();
        let (violated, perhaps) = self.violated_in(scenario, on);
        let atoms: Vec<(AtomId, Atom)> =
            self.universe.atoms().map(|(id, atom)| (id, atom.clone())).collect();
        for (id, atom) in atoms {
            let holds = match &atom {
                Atom::Fact(fact, args) if !self.model.facts[*fact].open => {
                    Some(self.states_fact(it, *fact, args, &binding))
                }
                Atom::Is(sort, node) => self.states_sort(it, *sort, *node, &binding, &roles),
                // Whether an act counts as another may hang on what is left open.
                Atom::Happens(key) if self.told.contains_key(key) => None,
                Atom::Happens(_) => Some(false),
                Atom::Party(instrument, node) => Some(it.facts.iter().any(|fact| {
                    matches!(fact, Cond::Party { term, instrument: other } if other == instrument && self.known(term, &binding) == Some(*node))
                })),
                Atom::Violated(norm, nodes) => {
                    let it = (*norm, nodes.clone());
                    (!perhaps.contains(&it)).then(|| violated.contains(&it))
                }
                _ => None,
            };
            let Some(holds) = holds else { continue };
            let literal: Formula = Literal { atom: id, holds }.into();
            // The value of an attribute may be somebody of whom it is stated.
            let stated = match holds {
                true => Formula::False,
                false => {
                    let by_value = self.is_stated_of_another(it, &atom, &binding, &stated);
                    by_value.or(self.is_violated_by_another(&atom, &violated))
                }
            };
            if stated != Formula::False {
                let so: Formula = Literal { atom: id, holds: true }.into();
                axioms.push(stated.clone().implies(so));
            }
            axioms.push(literal.or(stated));
        }
    }

    /// What is asked of an attribute's value is stated of somebody, and that is who the value is.
    fn is_stated_of_another(
        &mut self,
        it: &Scenario,
        atom: &Atom,
        binding: &Binding,
        stated: &BTreeSet<OccurrenceKey>,
    ) -> Formula {
        let mut ways = Vec::new();
        match atom {
            Atom::Happens(key) => {
                for other in stated {
                    ways.extend(self.occurrences_agree(key, other));
                }
            }
            Atom::Fact(fact, args) => {
                for own in &it.facts {
                    if let Cond::Fact { fact: other, args: terms } = own
                        && other == fact
                    {
                        let nodes: Option<Vec<Node>> =
                            terms.iter().map(|term| self.known(term, binding)).collect();
                        ways.extend(nodes.map(|nodes| self.all_same(&nodes, args)));
                    }
                }
            }
            Atom::Party(instrument, node) => {
                for own in &it.facts {
                    if let Cond::Party { term, instrument: other } = own
                        && other == instrument
                        && let Some(who) = self.known(term, binding)
                    {
                        ways.push(self.universe.same(who, *node));
                    }
                }
            }
            _ => {}
        }
        Formula::any(ways)
    }

    /// Whoever the value of an attribute is may have violated the norm, under a name of their own.
    fn is_violated_by_another(&mut self, atom: &Atom, violated: &Violated) -> Formula {
        let Atom::Violated(norm, nodes) = atom else { return Formula::False };
        let others = violated.iter().filter(|(own, _)| own == norm);
        let ways: Vec<Formula> = others.map(|(_, own)| self.all_same(own, nodes)).collect();
        Formula::any(ways)
    }

    /// In a scenario the calendar is known: a length whose start is stated ends when the calendar says.
    pub(super) fn stated_lengths(&mut self, axioms: &mut Vec<Formula>) {
        let mut known = self.stated_times();
        let default = Calendar::default();
        // A length may start where another ends, which was brought up before it.
        for place in self.universe.places().collect::<Vec<_>>() {
            let PlaceKind::Stretch { from, count, unit, whole, calendar } =
                *self.universe.place_kind(place)
            else {
                continue;
            };
            let Some(start) = known.get(&from.place).map(|at| Minute(at + from.offset)) else {
                continue;
            };
            let calendar = calendar.map_or(&default, |id| &self.model.calendars[id]);
            let end = calendar.add_to(start, whole, count, unit).0;
            known.insert(place, end);
            axioms.push(self.universe_at(place, end));
        }
    }

    fn stated_times(&self) -> BTreeMap<Place, i64> {
        let mut known = BTreeMap::from([(Place::ZERO, 0)]);
        for (key, told) in &self.told {
            let place = self.universe.find_place(&PlaceKind::Occurrence(key.clone()));
            known.extend(place.zip(told.first.map(|at| at.0)));
        }
        known
    }

    pub(in crate::logic) fn scenario_nodes(&self, scenario: ScenarioId) -> Binding {
        let vars = 0..self.model.scenarios[scenario].scope.vars.len() as u32;
        Binding(vars.map(|index| self.universe.find_node(&NodeKind::Of(u32::MAX, index))).collect())
    }

    pub(in crate::logic) fn known(&self, term: &Term, binding: &Binding) -> Option<Node> {
        match term {
            Term::Var(var) => binding.get(*var),
            Term::Individual(id) => self.universe.find_node(&NodeKind::Individual(*id)),
            Term::Attribute { attribute, args } => {
                let args: Option<Vec<Node>> =
                    args.iter().map(|arg| self.known(arg, binding)).collect();
                self.universe.find_node(&NodeKind::Value(*attribute, args?))
            }
        }
    }

    fn states_fact(&self, it: &Scenario, fact: FactId, args: &[Node], binding: &Binding) -> bool {
        it.facts.iter().any(|stated| {
            matches!(stated, Cond::Fact { fact: other, args: terms } if *other == fact
                && terms.iter().zip(args).all(|(term, node)| self.known(term, binding) == Some(*node)))
        })
    }

    /// `None`: somebody whom the scenario does not state, such as the unstated value of an attribute.
    fn states_sort(
        &self,
        it: &Scenario,
        sort: SortId,
        node: Node,
        binding: &Binding,
        roles: &BTreeSet<(SortId, Option<Node>)>,
    ) -> Option<bool> {
        if self.model.instruments.values().any(|it| it.party_role == Some(sort)) {
            return Some(true); // who is a `Party` is asked of the instrument
        }
        let place = binding.0.iter().position(|known| *known == Some(node));
        let given = |own: SortId| self.model.is_sub(own, sort);
        let by_role = roles.iter().any(|(own, who)| *who == Some(node) && given(*own));
        match place {
            Some(place) => {
                Some(by_role || it.scope.vars[place].sorts.iter().any(|&own| given(own)))
            }
            None if matches!(self.universe.kind(node), NodeKind::Individual(_)) => Some(by_role),
            None => None,
        }
    }

    /// The instances of norms with an `otherwise` that what happened in the scenario violates: surely, and perhaps.
    fn violated_in(&self, scenario: ScenarioId, on: Option<Day>) -> (Violated, Violated) {
        let situation = self.theory.plain_situation(scenario, on);
        let violations = self.theory.violations(scenario, on);
        let nodes = |(norm, participants): &(NormId, Vec<ParticipantId>)| {
            let nodes = participants.iter().filter_map(|who| self.node_of(&situation, *who));
            (*norm, nodes.collect())
        };
        (
            violations.surely.iter().map(nodes).collect(),
            violations.perhaps.iter().map(nodes).collect(),
        )
    }

    fn node_of(&self, situation: &Situation, who: ParticipantId) -> Option<Node> {
        let kind = match situation.participants[who.0 as usize].individual {
            Some(id) => NodeKind::Individual(id),
            None => NodeKind::Of(u32::MAX, who.0),
        };
        self.universe.find_node(&kind)
    }
}
