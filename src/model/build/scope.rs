//! The participants of one item: who is *every*, who is *some*, and who still can be named.

use std::collections::HashMap;

use crate::model::{Scope, Term, Var, VarId};

/// What a participant is that is met for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fresh {
    /// *every*.
    Every,
    /// *some*, bound inside the condition.
    Some,
    /// *some*, bound by nobody in particular (`every ban on transfer`).
    Free,
    /// Nothing: only those that the item has are meant, by name or by sort.
    Match,
    /// Nothing: a scenario lists its participants.
    Listed,
}

/// What a labelled argument left out is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Omitted {
    /// *every*.
    Every,
    /// *some*, told by the act.
    Some,
    /// *some*, bound at the fact.
    Bound,
    /// An error: all must be said.
    Refuse,
}

/// An item while its names are resolved.
pub(super) struct Item<'a> {
    pub(super) scope: Scope,
    pub(super) names: HashMap<&'a str, VarId>,
    pub(super) marks: Vec<Mark>,
    /// Who bears the norm or sentence at hand.
    pub(super) bearer: Option<Term>,
    /// The instrument in which the item stands: a place in `Builder::instruments`.
    pub(super) instrument: Option<usize>,
    pub(super) fresh: Fresh,
    pub(super) omitted: Omitted,
    /// Whether the word `some` leaves a choice: in the act of a ban, a permission or a power it says what `any` says.
    pub(super) some_chooses: bool,
    /// Whether *some* participants met now are bound by a condition.
    pub(super) binding: bool,
    /// How many `not` are around.
    pub(super) not: u32,
    /// *Some* participants that wait for the end of their condition.
    pub(super) open: Vec<VarId>,
    /// Labelled arguments left out, since it was last emptied.
    pub(super) left_out: Vec<VarId>,
    /// In a `rule`: arguments left out, by label. Both acts share them.
    pub(super) shared: Option<Vec<(Box<str>, VarId)>>,
}

/// What is known of a participant beside its `Var`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mark {
    /// Mentioned outside any `not`, or with the word `some`.
    pub(super) positive: bool,
    /// Its name can still be used.
    pub(super) reachable: bool,
}

impl<'a> Item<'a> {
    pub(super) fn new(instrument: Option<usize>) -> Self {
        Item {
            scope: Scope::default(),
            names: HashMap::new(),
            marks: Vec::new(),
            bearer: None,
            instrument,
            fresh: Fresh::Every,
            omitted: Omitted::Refuse,
            some_chooses: true,
            binding: false,
            not: 0,
            open: Vec::new(),
            left_out: Vec::new(),
            shared: None,
        }
    }

    /// An item whose participants are those of another, with the names that still can be used.
    pub(super) fn within(other: &Item<'a>) -> Self {
        Item {
            scope: other.scope.clone(),
            names: other.names.clone(),
            marks: other.marks.clone(),
            bearer: other.bearer.clone(),
            ..Item::new(other.instrument)
        }
    }

    /// This item once for each of some things; the last gets the item itself.
    pub(super) fn copies<T>(self, things: Vec<T>) -> Vec<(Self, T)> {
        let mut copies = Vec::with_capacity(things.len());
        let (mut this, count) = (Some(self), things.len());
        for (at, thing) in things.into_iter().enumerate() {
            let copy = match &this {
                Some(item) if at + 1 < count => Some(Item::within(item)),
                _ => this.take(),
            };
            copies.extend(copy.map(|copy| (copy, thing)));
        }
        copies
    }

    /// Adds a participant. `name` is what later mentions say; without it there is no way to mention it.
    pub(super) fn add(&mut self, name: Option<&'a str>, var: Var) -> VarId {
        let id = VarId(self.scope.vars.len() as u32);
        self.scope.vars.push(var);
        self.marks.push(Mark { positive: self.not == 0, reachable: name.is_some() });
        name.map(|name| self.names.insert(name, id));
        id
    }

    /// Adds a participant without a name of its own, bound by the condition around where it is *some*.
    pub(super) fn add_bound(&mut self, var: Var) -> VarId {
        let some = var.some;
        let id = self.add(None, var);
        if some && self.binding {
            self.open.push(id);
        }
        id
    }

    /// Another name for a participant.
    pub(super) fn alias(&mut self, name: &'a str, var: VarId) {
        self.names.insert(name, var);
        self.marks[var.0 as usize].reachable = true;
    }

    pub(super) fn named(&self, name: &str) -> Option<VarId> {
        self.names.get(name).copied()
    }

    /// Every name that a participant of the item has, in order.
    pub(super) fn known_names(&self) -> Vec<&'a str> {
        let mut names: Vec<&'a str> = self.names.keys().copied().collect();
        names.sort_unstable();
        names
    }

    /// Participants that can be mentioned, in order.
    pub(super) fn reachable(&self) -> impl Iterator<Item = (VarId, &Var)> {
        let vars = self.scope.vars.iter().enumerate().filter(|(at, _)| self.marks[*at].reachable);
        vars.map(|(at, var)| (VarId(at as u32), var))
    }

    /// Notes one more mention.
    pub(super) fn mention(&mut self, var: VarId) {
        self.marks[var.0 as usize].positive |= self.not == 0;
    }

    /// Resolves inside a `not`.
    pub(super) fn negated<T>(&mut self, resolve: impl FnOnce(&mut Self) -> T) -> T {
        self.not += 1;
        let result = resolve(self);
        self.not -= 1;
        result
    }

    /// Whether *some* participants met now are bound by a condition around.
    pub(super) fn is_binding(&self) -> bool {
        self.binding
    }

    /// Drops the participants that nothing mentions; `keep` says which are mentioned. Gives the new places.
    pub(super) fn prune(&mut self, keep: &[bool]) -> Vec<VarId> {
        let mut next = 0;
        let places: Vec<VarId> = keep
            .iter()
            .map(|&keep| {
                next += u32::from(keep);
                VarId(next.wrapping_sub(1))
            })
            .collect();
        let mut at = 0..;
        self.scope.vars.retain(|_| keep[at.next().unwrap_or(0)]);
        let mut at = 0..;
        self.marks.retain(|_| keep[at.next().unwrap_or(0)]);
        self.names.retain(|_, var| keep[var.0 as usize]);
        self.names.values_mut().for_each(|var| *var = places[var.0 as usize]);
        places
    }

    /// Names of *some* participants mean nothing outside the act or condition that has them.
    pub(super) fn forget_some(&mut self) {
        let some = |var: VarId| self.scope[var].some;
        let forgotten: Vec<VarId> = self.names.values().copied().filter(|&var| some(var)).collect();
        self.forget(&forgotten);
    }

    pub(super) fn forget(&mut self, vars: &[VarId]) {
        if vars.is_empty() {
            return;
        }
        self.names.retain(|_, var| !vars.contains(var));
        vars.iter().for_each(|var| self.marks[var.0 as usize].reachable = false);
    }
}
