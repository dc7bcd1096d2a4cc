//! The words of two texts as one vocabulary. The newer text decides what a word means that both have.

use std::collections::BTreeSet;

use super::Joined;
use crate::model::{
    ActionId, Assumption, AttributeId, AttributeType, Cond, IndividualId, Model, Occurrence, Param,
    Sort, SortId, SortKind,
};

/// A word that two texts do not share, or do not share wholly.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WordChange {
    /// What became of it.
    pub fate: WordFate,
    /// What it is: `kind`, `fact` …
    pub what: &'static str,
    /// The word.
    pub name: String,
}

/// What became of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum WordFate {
    /// Only the newer text has it.
    Added,
    /// Only the older text has it.
    Removed,
    /// Both have a word of this name, but of another form: they are two words.
    Replaced,
    /// Both have it, and the newer text says something else of it.
    Altered,
}

impl Joined {
    fn note(&mut self, fate: WordFate, what: &'static str, name: &str) {
        self.words.push(WordChange { fate, what, name: name.to_owned() });
    }

    /// Finds the words of the older text, or adds them.
    pub(super) fn add_words(&mut self, old: &Model) {
        self.add_sorts(old);
        for (a, b) in &old.disjoint {
            let (mut x, mut y) = (*a, *b);
            self.map.sort(&mut x);
            self.map.sort(&mut y);
            if x.0 >= self.new.sorts || y.0 >= self.new.sorts {
                self.model.disjoint.push((x, y));
            }
        }
        self.add_individuals(old);
        self.add_facts(old);
        self.add_attributes(old);
        self.add_events(old);
        self.add_calendars_and_orders(old);
    }

    /// A kind or role is the newer text's of that name, if all that everybody of it was, they still are.
    fn add_sorts(&mut self, old: &Model) {
        let roles: BTreeSet<SortId> =
            old.instruments.values().filter_map(|it| it.party_role).collect();
        self.map.sorts = vec![SortId(u32::MAX); old.sorts.len()];
        let mut order: Vec<SortId> = old.sorts.ids().filter(|id| !roles.contains(id)).collect();
        // What stands above a sort has fewer above it.
        order.sort_unstable_by_key(|&id| (old.sorts[id].ancestors.len(), id));
        let of_parties: BTreeSet<SortId> =
            self.model.instruments.values().filter_map(|it| it.party_role).collect();
        for id in order {
            let sort = &old.sorts[id];
            let above: Vec<SortId> =
                sort.ancestors.iter().copied().filter(|&up| up != id).collect();
            let above: Vec<SortId> = above.iter().map(|up| self.map.sorts[up.0 as usize]).collect();
            let ids = (0..self.new.sorts).map(SortId);
            let known = ids
                .into_iter()
                .find(|it| self.model.sorts[*it].name == sort.name && !of_parties.contains(it));
            let what = if sort.kind == SortKind::Kind { "kind" } else { "role" };
            match known {
                Some(known) if above.iter().all(|up| self.model.is_sub(known, *up)) => {
                    let now = &self.model.sorts[known];
                    if now.kind != sort.kind || now.ancestors.len() != above.len() + 1 {
                        self.note(WordFate::Altered, what, &sort.name);
                    }
                    self.map.sorts[id.0 as usize] = known;
                }
                known => {
                    let fate = if known.is_some() { WordFate::Replaced } else { WordFate::Removed };
                    self.note(fate, what, &sort.name);
                    self.add_sort(sort, id);
                }
            }
        }
    }

    fn add_sort(&mut self, sort: &Sort, id: SortId) {
        let mut sort = sort.clone();
        let own = SortId(self.model.sorts.len() as u32);
        self.map.sorts[id.0 as usize] = own;
        sort.parents.iter_mut().for_each(|parent| self.map.sort(parent));
        let above = sort.parents.iter().map(|&parent| &self.model.sorts[parent].ancestors);
        let shared = above.map(|list| list.iter().copied().collect::<BTreeSet<_>>());
        let shared = shared.reduce(|all, list| all.intersection(&list).copied().collect());
        sort.ancestors = shared.unwrap_or_default().into_iter().chain([own]).collect();
        sort.ancestors.sort();
        sort.top = sort.parents.first().map_or(own, |&parent| self.model.sorts[parent].top);
        self.model.sorts.push(sort);
    }

    /// The role of the parties to an instrument is a role of its own.
    pub(super) fn add_party_role(&mut self, old: &Model, role: SortId) {
        self.add_sort(&old.sorts[role], role);
    }

    fn add_individuals(&mut self, old: &Model) {
        for it in old.individuals.values() {
            let mut it = it.clone();
            it.sorts.iter_mut().for_each(|sort| self.map.sort(sort));
            let mut top = it.top;
            self.map.sort(&mut top);
            it.top = self.model.sorts[top].top;
            let ids = (0..self.new.individuals).map(IndividualId);
            let known = ids.into_iter().find(|id| self.model.individuals[*id].name == it.name);
            match known {
                Some(known) if self.model.individuals[known].top == it.top => {
                    let set = |sorts: &[SortId]| sorts.iter().copied().collect::<BTreeSet<_>>();
                    if set(&self.model.individuals[known].sorts) != set(&it.sorts) {
                        self.note(WordFate::Altered, "individual", &it.name);
                    }
                    self.map.individuals.push(known);
                }
                known => {
                    let fate = if known.is_some() { WordFate::Replaced } else { WordFate::Removed };
                    self.note(fate, "individual", &it.name);
                    let id = self.model.individuals.push(it);
                    self.map.individuals.push(id);
                }
            }
        }
    }

    fn params(&self, params: &mut [Param]) {
        params.iter_mut().for_each(|param| self.map.sort(&mut param.sort));
    }

    fn add_facts(&mut self, old: &Model) {
        for it in old.facts.values() {
            let mut it = it.clone();
            self.params(&mut it.params);
            let known = self
                .model
                .facts
                .iter()
                .find(|(id, other)| id.0 < self.new.facts && other.name == it.name);
            match known
                .map(|(id, other)| (id, fits(&other.params, &it.params), other.open == it.open))
            {
                Some((known, true, same)) => {
                    if !same {
                        self.note(WordFate::Altered, "fact", &it.name);
                    }
                    self.map.facts.push(known);
                }
                known => {
                    let fate = if known.is_some() { WordFate::Replaced } else { WordFate::Removed };
                    self.note(fate, "fact", &it.name);
                    let id = self.model.facts.push(it);
                    self.map.facts.push(id);
                }
            }
        }
    }

    fn add_attributes(&mut self, old: &Model) {
        for (own, it) in old.attributes.iter() {
            let mut it = it.clone();
            self.params(&mut it.params);
            if let AttributeType::Participant(sort) = &mut it.ty {
                self.map.sort(sort);
            }
            let known = self
                .model
                .attributes
                .iter()
                .find(|(id, other)| id.0 < self.new.attributes && other.name == it.name);
            let known = known.map(|(id, other)| (id, other.clone()));
            match known {
                Some((known, now))
                    if fits(&now.params, &it.params) && are_alike(&now.ty, &it.ty) =>
                {
                    if now.ty != it.ty || now.open != it.open {
                        self.note(WordFate::Altered, "attribute", &it.name);
                    }
                    if let (AttributeType::Choice(then), AttributeType::Choice(now)) =
                        (&it.ty, &now.ty)
                    {
                        let place = |word: &str| now.iter().position(|other| **other == *word);
                        let places = then.iter().map(|word| place(word).map(|at| at as u32));
                        self.map.choices.insert(own, places.collect());
                    }
                    self.map.attributes.push(known);
                }
                known => {
                    let fate = if known.is_some() { WordFate::Replaced } else { WordFate::Removed };
                    self.note(fate, "attribute", &it.name);
                    let id = self.model.attributes.push(it);
                    self.map.attributes.push(id);
                }
            }
        }
    }

    fn add_events(&mut self, old: &Model) {
        let first = self.model.events.len() as u32;
        let mut added = Vec::new();
        for it in old.events.values() {
            let mut it = it.clone();
            self.params(&mut it.params);
            let known = self
                .model
                .events
                .iter()
                .find(|(id, other)| id.0 < self.new.events && other.name == it.name);
            let known = known.map(|(id, other)| (id, fits(&other.params, &it.params)));
            match known {
                Some((known, true)) => self.map.events.push(known),
                known => {
                    let fate = if known.is_some() { WordFate::Replaced } else { WordFate::Removed };
                    self.note(fate, "event", &it.name);
                    self.map.events.push(super::super::EventId(first + added.len() as u32));
                    added.push(it);
                }
            }
        }
        // An event may come after one that is declared later.
        for mut it in added {
            it.after.iter_mut().for_each(|after| self.map.occurrence(after));
            self.model.events.push(it);
        }
    }

    fn add_calendars_and_orders(&mut self, old: &Model) {
        for it in old.calendars.values() {
            let same = self.model.calendars.iter().find(|(_, other)| other.is_like(it));
            let same = same.map(|(id, _)| id);
            let id = same.unwrap_or_else(|| self.model.calendars.push(it.clone()));
            self.map.calendars.push(id);
        }
        for it in old.orders.values() {
            let id = self.model.orders.push(it.clone());
            self.map.orders.push(id);
        }
    }

    /// What is said of the world: what the newer text assumes, and what the older one does of words of its own.
    pub(super) fn tell_missing_words(&mut self, old: &Model, new: &Model) {
        for it in old.assumptions.values() {
            let mut it: Assumption = it.clone();
            self.map.scope(&mut it.scope);
            self.map.cond(&mut it.cond);
            if self.has_old_words(&it.cond) {
                self.model.assumptions.push(it);
            }
        }
        let kept: BTreeSet<SortId> = self.map.sorts.iter().copied().collect();
        let roles: BTreeSet<SortId> =
            new.instruments.values().filter_map(|it| it.party_role).collect();
        for (id, sort) in new.sorts.iter() {
            let known = kept.contains(&id) || roles.contains(&id);
            let replaced =
                self.words.iter().any(|it| it.fate == WordFate::Replaced && *it.name == *sort.name);
            if !known && !replaced {
                let what = if sort.kind == SortKind::Kind { "kind" } else { "role" };
                self.note(WordFate::Added, what, &sort.name);
            }
        }
        let had = |what: &str| -> BTreeSet<String> {
            let names: Vec<&str> = match what {
                "individual" => old.individuals.values().map(|it| &*it.name).collect(),
                "fact" => old.facts.values().map(|it| &*it.name).collect(),
                "attribute" => old.attributes.values().map(|it| &*it.name).collect(),
                "event" => old.events.values().map(|it| &*it.name).collect(),
                _ => old.actions.values().map(|it| &*it.name).collect(),
            };
            names.into_iter().map(str::to_owned).collect()
        };
        let now: [(&'static str, Vec<&str>); 5] = [
            ("individual", new.individuals.values().map(|it| &*it.name).collect()),
            ("fact", new.facts.values().map(|it| &*it.name).collect()),
            ("attribute", new.attributes.values().map(|it| &*it.name).collect()),
            ("event", new.events.values().map(|it| &*it.name).collect()),
            ("action", plain_acts(new)),
        ];
        for (what, names) in now {
            let had = had(what);
            for name in names.into_iter().filter(|name| !had.contains(*name)) {
                self.note(WordFate::Added, what, name);
            }
        }
        let has: BTreeSet<&str> = plain_acts(new).into_iter().collect();
        for (id, it) in old.actions.iter().filter(|(id, _)| is_declared(old, *id)) {
            let joint = self.map.actions[id.0 as usize];
            if !self.twins.actions.contains_key(&joint) {
                let replaced = has.contains(&*it.name);
                let fate = if replaced { WordFate::Replaced } else { WordFate::Removed };
                self.note(fate, "action", &it.name);
            }
        }
        self.words.sort();
    }

    /// Whether a condition speaks of a word that only the older text has.
    fn has_old_words(&self, cond: &Cond) -> bool {
        let old_attribute = |it: &AttributeId| it.0 >= self.new.attributes;
        self.model.parts(cond).any(|part| {
            let own = match part {
                Cond::Fact { fact, .. } => fact.0 >= self.new.facts,
                Cond::Is { sort, .. } => sort.0 >= self.new.sorts,
                _ => false,
            };
            let old_event = |it: &Occurrence| {
                matches!(it, Occurrence::Event { event, .. } if event.0 >= self.new.events)
            };
            own || part.occurrences().into_iter().any(old_event)
                || part.terms().into_iter().any(|term| term.attributes().iter().any(old_attribute))
        })
    }
}

fn plain_acts(model: &Model) -> Vec<&str> {
    let acts = model.actions.iter().filter(|(id, _)| is_declared(model, *id));
    acts.map(|(_, it)| &*it.name).collect()
}

/// Whether the text declares an act, which it does not where it makes law or is one towards anybody.
fn is_declared(model: &Model, action: ActionId) -> bool {
    !model.laws.contains_key(&action) && !model.towards_anybody.contains_key(&action)
}

/// Two words take the same arguments.
fn fits(a: &[Param], b: &[Param]) -> bool {
    a.iter().map(|it| it.sort).eq(b.iter().map(|it| it.sort))
}

/// Values of the one can be held against values of the other.
fn are_alike(a: &AttributeType, b: &AttributeType) -> bool {
    use AttributeType::{Choice, Range};
    a == b || matches!((a, b), (Range(..), Range(..)) | (Choice(_), Choice(_)))
}
