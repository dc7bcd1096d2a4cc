//! What is true of the world in every query: kinds and roles, identity, values, calendars, assumptions.

use super::formula::{AtomId, Formula, Literal};
use super::query::{Ask, Binding, Grounded, Polarity, Query};
use super::universe::{Atom, Bound, Instant, Node, NodeKind, OccurrenceKey, Place, PlaceKind};
use crate::logic::applies::counting::Counting;
use crate::logic::limits::{FORMULA_SIZE, ROUNDS_FOR_A_WHOLE_CASE};
use crate::logic::{Limit, applies};
use crate::model::{AssumptionId, AttributeId, AttributeType, SortId};
use std::collections::BTreeSet;

impl Query<'_> {
    /// The assumptions that touch what the query speaks of, for everybody in it.
    pub(in crate::logic) fn assumptions(&mut self) -> Grounded {
        let (mut used, symbols) = self.touching();
        if self.assumes_all {
            used = self.model.assumptions.ids().collect();
        }
        // Once all are asked, everything is spoken of: what touches the question is what did at first.
        if !self.assumes_all || self.touched.is_empty() {
            self.touched = symbols;
        }
        let mut parts = Vec::new();
        for id in used {
            parts.push(self.assumption(id)?);
        }
        Ok(Formula::all(parts))
    }

    pub(in crate::logic) fn assumption(&mut self, id: AssumptionId) -> Grounded {
        let it = &self.model.assumptions[id];
        let binding = Binding::empty(&it.scope);
        let every = applies::open_vars(&it.scope, &binding);
        let now = Place::NOW.into();
        let mut body = |query: &mut Self, binding: &Binding| {
            let ask = Ask::about(&it.scope, binding, now);
            Ok(!query.cond(&it.cond, ask, Polarity::Positive)?)
        };
        Ok(!self.exists(&it.scope, &every, &binding, Polarity::Negative, &mut body)?)
    }

    /// Where the assumptions bring up somebody for everybody: that they hold of these, too, who find whom they need among
    /// those who are there. `None` where nobody came up so.
    pub(in crate::logic) fn assumptions_of_a_whole_case(&mut self) -> Option<Formula> {
        let beyond = |query: &Self, node: Node| {
            !query.universe.is_fresh(node) && query.universe.chosen_depth(node) > query.chosen_depth
        };
        if self.assumes_nothing || self.closed.is_some() || self.frozen || self.fields_only {
            return None;
        }
        if !self.universe.nodes().any(|node| beyond(self, node)) {
            return None;
        }
        let used: BTreeSet<AssumptionId> = match self.assumes_all {
            true => self.model.assumptions.ids().collect(),
            false => self.touching().0,
        };
        let saved = (self.domain, self.chosen_depth, self.choices);
        (self.chosen_depth, self.frozen) = (u32::MAX, true);
        let mut whole = None;
        for _ in 0..ROUNDS_FOR_A_WHOLE_CASE {
            (self.domain, self.choices) = (self.universe.node_count(), 0);
            let each = used.iter().map(|&id| self.assumption(id));
            let Ok(each) = each.collect::<Result<Vec<Formula>, Limit>>() else { break };
            // Attributes of somebody may bring up others.
            if self.universe.node_count() == self.domain {
                whole = Some(Formula::all(each));
                break;
            }
        }
        self.frozen = false;
        (self.domain, self.chosen_depth, self.choices) = saved;
        whole
    }

    /// Everything else that holds in every situation. With `identity`, participants may coincide; without,
    /// all that are not known to be one are different.
    pub(in crate::logic) fn axioms(&mut self, identity: bool) -> Result<Vec<Formula>, Limit> {
        let mut axioms = self.named.clone();
        if let Some(day) = self.theory.on {
            let start = Instant::at(day.start());
            axioms.push(self.universe.before(start, Place::NOW.into(), false));
            axioms.push(self.universe.before(Place::NOW.into(), start, false));
        }
        if identity {
            self.identity(&mut axioms);
        }
        if let Some((scenario, on)) = self.closed {
            self.closed_world(scenario, on, &mut axioms);
        }
        let mut done = 0;
        let mut about_somebody: Vec<AtomId> = Vec::new();
        while done < self.universe.atom_count() {
            if axioms.len() > FORMULA_SIZE {
                return Err(Limit::FormulaSize);
            }
            let (id, atom) = {
                let id = AtomId(done as u32);
                (id, self.universe.atom(id).clone())
            };
            done += 1;
            let holds: Formula = Literal { atom: id, holds: true }.into();
            self.axioms_of(&atom, holds, &mut axioms)?;
            if identity && !matches!(atom, Atom::Within(..) | Atom::Same(..)) {
                self.congruence(&atom, &about_somebody, &mut axioms);
                about_somebody.push(id);
            }
        }
        if let Some((scenario, on)) = self.closed {
            self.closed_world(scenario, on, &mut axioms); // what the axioms brought up, too
        }
        if !identity && self.theory.is_of_both() {
            self.twins_agree(&mut axioms);
        }
        if !identity {
            self.violations_agree(&mut axioms);
        }
        self.values_in_range(&mut axioms);
        if self.closed.is_some() {
            self.stated_lengths(&mut axioms);
        }
        self.varying_lengths(&mut axioms);
        self.whole_values(&mut axioms);
        if !identity {
            for (id, _) in self.universe.atoms().filter(|(_, atom)| matches!(atom, Atom::Same(..)))
            {
                axioms.push(Literal { atom: id, holds: false }.into());
            }
        }
        Ok(axioms)
    }

    fn axioms_of(
        &mut self,
        atom: &Atom,
        holds: Formula,
        axioms: &mut Vec<Formula>,
    ) -> Result<(), Limit> {
        match atom {
            Atom::Is(sort, node) => self.sort_axioms(*sort, *node, holds, axioms),
            Atom::Same(a, b) => {
                for (value, other) in [(*a, *b), (*b, *a)] {
                    let range = self.universe.range(value);
                    if let Some(sort) = range.filter(|&it| it != self.universe.top(value)) {
                        let fits = self.universe.is(sort, other);
                        axioms.push(holds.clone().implies(fits));
                    }
                }
            }
            Atom::Fact(fact, args) => {
                let params: Vec<_> =
                    self.model.facts[*fact].params.iter().map(|it| it.sort).collect();
                self.args_fit(&params, args, holds, axioms);
            }
            Atom::Choice(attribute, args, choice) => {
                self.choice_axioms(*attribute, args, *choice, holds, axioms)
            }
            Atom::Happens(OccurrenceKey::Event(event, args)) => {
                let params: Vec<_> =
                    self.model.events[*event].params.iter().map(|it| it.sort).collect();
                self.args_fit(&params, args, holds.clone(), axioms);
                if let Some(after) = self.model.events[*event].after.clone() {
                    let binding = Binding(args.iter().copied().map(Some).collect());
                    let earlier = self.occurrence(&after, &binding)?;
                    let key = OccurrenceKey::Event(*event, args.clone());
                    let (a, b) = (self.when(&earlier), self.when(&key));
                    let order = self.universe.before(a, b, false);
                    let there = self.universe.holds(Atom::Happens(earlier));
                    axioms.push(holds.implies(there.and(order)));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn sort_axioms(&mut self, sort: SortId, node: Node, holds: Formula, axioms: &mut Vec<Formula>) {
        let parents = self.model.sorts[sort].parents.clone();
        if !parents.is_empty() {
            let any: Vec<_> =
                parents.into_iter().map(|parent| self.universe.is(parent, node)).collect();
            axioms.push(holds.clone().implies(Formula::any(any)));
        }
        let others: Vec<SortId> =
            self.model.sorts.ids().filter(|&it| self.model.are_disjoint(sort, it)).collect();
        for other in others {
            if other < sort || self.model.sorts[other].top != self.model.sorts[sort].top {
                continue;
            }
            let is = self.universe.is(other, node);
            axioms.push(!(holds.clone().and(is)));
        }
    }

    fn args_fit(
        &mut self,
        params: &[SortId],
        args: &[Node],
        holds: Formula,
        axioms: &mut Vec<Formula>,
    ) {
        for (&sort, &arg) in params.iter().zip(args) {
            let fits = self.universe.is(sort, arg);
            axioms.push(holds.clone().implies(fits));
        }
    }

    fn choice_axioms(
        &mut self,
        attribute: AttributeId,
        args: &[Node],
        choice: u32,
        holds: Formula,
        axioms: &mut Vec<Formula>,
    ) {
        let AttributeType::Choice(choices) = &self.model.attributes[attribute].ty else { return };
        let all: Vec<Formula> = (0..choices.len() as u32)
            .map(|it| self.universe.holds(Atom::Choice(attribute, args.to_vec(), it)))
            .collect();
        if choice == 0 {
            axioms.push(Formula::any(all.clone()));
        }
        for other in all.into_iter().skip(choice as usize + 1) {
            axioms.push((!holds.clone()).or(!other));
        }
    }

    /// Whoever is the same as a second and a third makes these the same.
    fn identity(&mut self, axioms: &mut Vec<Formula>) {
        let nodes: Vec<Node> = self.universe.nodes().collect();
        for (place, &a) in nodes.iter().enumerate() {
            for (next, &b) in nodes.iter().enumerate().skip(place + 1) {
                if self.universe.are_apart(a, b) && self.universe.top(a) != self.universe.top(b) {
                    continue;
                }
                let ab = self.universe.same(a, b);
                for &c in &nodes[next + 1..] {
                    if self.universe.top(c) != self.universe.top(a) {
                        continue;
                    }
                    let (ac, bc) = (self.universe.same(a, c), self.universe.same(b, c));
                    axioms.push(ab.clone().and(bc.clone()).implies(ac.clone()));
                    axioms.push(ab.clone().and(ac.clone()).implies(bc.clone()));
                    axioms.push(ac.and(bc).implies(ab.clone()));
                }
            }
        }
        self.values_agree(axioms);
    }

    /// Attributes, and events, of the same participants are the same.
    fn values_agree(&mut self, axioms: &mut Vec<Formula>) {
        let values: Vec<(Node, AttributeId, Vec<Node>)> = self
            .universe
            .nodes()
            .filter_map(|node| match self.universe.kind(node) {
                NodeKind::Value(attribute, args) => Some((node, *attribute, args.clone())),
                _ => None,
            })
            .collect();
        for (place, (a, attribute, args)) in values.iter().enumerate() {
            for (b, other, others) in &values[..place] {
                if attribute == other {
                    let same = self.all_same(args, others);
                    let equal = self.universe.same(*a, *b);
                    axioms.push(same.implies(equal));
                }
            }
        }
        let told =
            |kind: &PlaceKind| matches!(kind, PlaceKind::Value(..) | PlaceKind::Occurrence(_));
        let places = self.universe.places().map(|it| (it, self.universe.place_kind(it)));
        let places: Vec<(Place, PlaceKind)> =
            places.filter(|it| told(it.1)).map(|(place, kind)| (place, kind.clone())).collect();
        for (index, (a, kind)) in places.iter().enumerate() {
            for (b, other) in &places[..index] {
                if let Some(same) = self.places_agree(kind, other) {
                    let (a, b) = (*a, *b);
                    let equal = self
                        .universe
                        .before(a.into(), b.into(), false)
                        .and(self.universe.before(b.into(), a.into(), false));
                    axioms.push(same.implies(equal));
                }
            }
        }
    }

    fn places_agree(&mut self, a: &PlaceKind, b: &PlaceKind) -> Option<Formula> {
        match (a, b) {
            (PlaceKind::Value(one, args), PlaceKind::Value(other, others)) if one == other => {
                Some(self.all_same(args, others))
            }
            (PlaceKind::Occurrence(one), PlaceKind::Occurrence(other)) => {
                self.occurrences_agree(one, other)
            }
            _ => None,
        }
    }

    pub(super) fn occurrences_agree(
        &mut self,
        a: &OccurrenceKey,
        b: &OccurrenceKey,
    ) -> Option<Formula> {
        match (a, b) {
            (OccurrenceKey::Event(one, args), OccurrenceKey::Event(other, others))
                if one == other =>
            {
                Some(self.all_same(args, others))
            }
            (OccurrenceKey::Act(by, one, args), OccurrenceKey::Act(other_by, other, others))
                if self.theory.are_one_act(*one, *other) =>
            {
                let by = self.universe.same(*by, *other_by);
                Some(by.and(self.all_same(args, others)))
            }
            _ => None,
        }
    }

    pub(super) fn all_same(&mut self, a: &[Node], b: &[Node]) -> Formula {
        let parts: Vec<_> = a.iter().zip(b).map(|(&x, &y)| self.universe.same(x, y)).collect();
        Formula::all(parts)
    }

    /// What holds of somebody holds of whoever is the same; held against what was said of somebody before.
    fn congruence(&mut self, atom: &Atom, earlier: &[AtomId], axioms: &mut Vec<Formula>) {
        if let Atom::Is(sort, node) = *atom {
            for other in self.universe.nodes() {
                if other != node && !self.universe.are_apart(node, other) {
                    let same = self.universe.same(node, other);
                    let (a, b) = (self.universe.is(sort, node), self.universe.is(sort, other));
                    axioms.push(same.clone().and(a.clone()).implies(b.clone()));
                    axioms.push(same.and(b).implies(a));
                }
            }
            return;
        }
        let kind = std::mem::discriminant(atom);
        for &twin in earlier {
            if std::mem::discriminant(self.universe.atom(twin)) != kind {
                continue;
            }
            let twin = self.universe.atom(twin).clone();
            let same = match (atom, &twin) {
                (Atom::Fact(a, x), Atom::Fact(b, y)) if a == b => self.all_same(x, y),
                (Atom::Party(a, x), Atom::Party(b, y)) if self.theory.have_one_party(*a, *b) => {
                    self.universe.same(*x, *y)
                }
                (Atom::Violated(a, x), Atom::Violated(b, y)) if a == b => {
                    self.are_one_violation(*a, (x, y))
                }
                (Atom::Violated(a, x), Atom::Violated(b, y))
                    if self.theory.are_violated_alike(*a, *b) =>
                {
                    self.all_same(x, y)
                }
                (Atom::Choice(a, x, i), Atom::Choice(b, y, j)) if a == b && i == j => {
                    self.all_same(x, y)
                }
                (Atom::Unknown(a, x), Atom::Unknown(b, y)) if a == b => self.all_same(x, y),
                (Atom::Happens(a), Atom::Happens(b)) => match self.occurrences_agree(a, b) {
                    Some(same) => same,
                    None => continue,
                },
                _ => continue,
            };
            if same != Formula::False {
                let (a, b) = (self.universe.holds(atom.clone()), self.universe.holds(twin));
                axioms.push(same.clone().and(a.clone()).implies(b.clone()));
                axioms.push(same.and(b).implies(a));
            }
        }
    }

    /// What two texts call by two names is one thing; among participants who are all different, too.
    fn twins_agree(&mut self, axioms: &mut Vec<Formula>) {
        let atoms: Vec<Atom> = self.universe.atoms().map(|(_, atom)| atom.clone()).collect();
        let twins = |a: &Atom, b: &Atom| match (a, b) {
            (Atom::Party(a, x), Atom::Party(b, y)) => x == y && self.theory.have_one_party(*a, *b),
            (Atom::Violated(a, x), Atom::Violated(b, y)) => {
                x == y && self.theory.are_violated_alike(*a, *b)
            }
            (
                Atom::Happens(OccurrenceKey::Act(by, a, x)),
                Atom::Happens(OccurrenceKey::Act(other, b, y)),
            ) => (by, x) == (other, y) && self.theory.are_one_act(*a, *b),
            _ => false,
        };
        let mut pairs = Vec::new();
        for (place, a) in atoms.iter().enumerate() {
            pairs.extend(atoms[..place].iter().filter(|b| twins(a, b)).map(|b| (a, b)));
        }
        for (a, b) in pairs {
            let (holds, also) = (self.universe.holds(a.clone()), self.universe.holds(b.clone()));
            axioms.push(holds.clone().implies(also.clone()));
            axioms.push(also.implies(holds));
            if let (Atom::Happens(a), Atom::Happens(b)) = (a, b) {
                let (a, b) = (self.when(a), self.when(b));
                axioms.push(self.universe.before(a, b, false));
                axioms.push(self.universe.before(b, a, false));
            }
        }
    }

    fn values_in_range(&mut self, axioms: &mut Vec<Formula>) {
        if let Counting::Fixed(count) = self.counting {
            for place in self.counted.clone() {
                axioms.push(self.universe_at(place, count));
            }
        }
        for place in self.universe.places() {
            axioms.extend(self.in_range(place));
        }
    }

    /// The value at a place is one that its attribute can have.
    pub(in crate::logic) fn in_range(&mut self, place: Place) -> Vec<Formula> {
        let PlaceKind::Value(attribute, _) = self.universe.place_kind(place) else {
            return Vec::new();
        };
        let (low, high) = match self.model.attributes[*attribute].ty {
            AttributeType::Range(low, high) => (low, Some(high)),
            AttributeType::Length(_) => (0, None),
            _ => return Vec::new(),
        };
        let bound = |value| Bound { value, strict: false };
        let mut parts = vec![self.universe.within(Place::ZERO, place, bound(-low))];
        parts.extend(high.map(|high| self.universe.within(place, Place::ZERO, bound(high))));
        parts
    }
}
