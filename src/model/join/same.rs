//! Which norms, rules and relations of two texts are not the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use super::{Joined, Remap};
use crate::model::{
    ActRuleKind, ActionId, DefinitionId, Id, InstrumentId, Norm, NormId, SortId, Target, Window,
};

/// No instrument at all.
const NOWHERE: InstrumentId = InstrumentId(u32::MAX);

/// What is not the same on both sides.
#[derive(Clone, Debug, Default)]
pub struct Changed {
    /// Norms of either side that the other does not have just so, and those that a changed relation is about.
    pub norms: BTreeSet<NormId>,
    /// Acts of either side on which a changed rule hangs.
    pub actions: BTreeSet<ActionId>,
    /// Those of them that a changed rule lets count as another, or another as them.
    pub counted: BTreeSet<ActionId>,
}

impl Joined {
    /// Holds everything against its twin, wherever it is written.
    pub fn changed(&self) -> Changed {
        let across = self.canonical();
        let mut changed = Changed::default();
        let instruments = self.unlike_instruments(&across);
        for id in self.norms() {
            let norm = &self.model.norms[id];
            let told = |id: NormId| self.told_of(&across, id);
            let same = self.twins.norms.get(&id).is_some_and(|&twin| told(id) == told(twin));
            if !same || instruments.contains(&norm.instrument.0) {
                changed.norms.insert(id);
            }
        }
        self.changed_relations(&across, &mut changed);
        self.changed_rules(&across, &mut changed);
        if self.old_canons != self.model.precedence {
            changed.norms = self.norms();
        }
        changed
    }

    /// What a norm says, whatever it is called and wherever it is written.
    fn told_of(&self, across: &Remap, id: NormId) -> String {
        told(&self.bare(across, id))
    }

    /// The same, whatever instrument it stands in, and since when that is in force.
    fn told_of_anywhere(&self, across: &Remap, id: NormId) -> String {
        told(&Norm { in_force: Vec::new(), instrument: NOWHERE, ..self.bare(across, id) })
    }

    /// A norm without its name and what it says beside its sentence; what is as long in other units is the same.
    fn bare(&self, across: &Remap, id: NormId) -> Norm {
        let mut norm = self.model.norms[id].clone();
        across.norm(&mut norm);
        norm.safeguards.clear();
        norm.cites.clear();
        (norm.name, norm.title) = ("".into(), None);
        norm.window = norm.window.as_ref().map(Window::in_small_units);
        norm
    }

    /// Finds for each norm of the older text the one that it has become: of its name in its instrument, or else one
    /// that is new and says the same, in the same instrument or in another.
    pub(super) fn pair_norms(&mut self) {
        let mut known: BTreeMap<(InstrumentId, &str, u32), NormId> = BTreeMap::new();
        let key = |id: NormId| {
            let norm = &self.model.norms[id];
            let instrument = self.continued.get(&norm.instrument).copied();
            (instrument.unwrap_or(norm.instrument), &*norm.name, norm.part)
        };
        for id in self.model.norms.ids().filter(|&id| !self.is_old(id)) {
            known.insert(key(id), id);
        }
        let mut pairs = Vec::new();
        let mut lost = Vec::new();
        for id in self.model.norms.ids().filter(|&id| self.is_old(id)) {
            match known.remove(&key(id)) {
                Some(twin) => pairs.push((id, twin)),
                None => lost.push(id),
            }
        }
        let mut added: BTreeSet<NormId> = known.into_values().collect();
        let across = self.canonical();
        let mut renamed = Vec::new();
        let here = |id| self.told_of(&across, id);
        let anywhere = |id| self.told_of_anywhere(&across, id);
        for told in [&here as &dyn Fn(NormId) -> String, &anywhere] {
            let mut by_saying: BTreeMap<String, NormId> = BTreeMap::new();
            for &id in added.iter().rev() {
                by_saying.insert(told(id), id);
            }
            lost.retain(|&id| {
                let Some(twin) = by_saying.remove(&told(id)) else { return true };
                added.remove(&twin);
                renamed.push((self.model.qualified(id), self.model.qualified(twin)));
                pairs.push((id, twin));
                false
            });
        }
        renamed.dedup();
        self.renamed.extend(renamed);
        for (old, new) in pairs {
            if people(&across, &self.model.norms[old]) == people(&across, &self.model.norms[new]) {
                self.twins.norms.extend([(old, new), (new, old)]);
            }
        }
    }

    /// Everything of the older side under the ids of what is the same on the newer one, wherever it stands.
    fn canonical(&self) -> Remap {
        let mut across =
            Remap { actions: self.canonical_actions(), placeless: true, ..Remap::default() };
        let instrument = |id: InstrumentId| self.continued.get(&id).copied().unwrap_or(id);
        across.instruments = self.model.instruments.ids().map(instrument).collect();
        // The roles of parties go with their instruments.
        across.sorts = self.model.sorts.ids().collect();
        for (id, it) in self.model.instruments.iter() {
            let twin = &self.model.instruments[across.instruments[id.index()]];
            if let (Some(role), Some(twin)) = (it.party_role, twin.party_role) {
                across.sorts[role.index()] = twin;
            }
        }
        across.orders = self.model.orders.ids().collect();
        for (id, order) in self.model.orders.iter() {
            let mut others = self.model.orders.iter();
            let same = others.find(|(_, it)| it.name == order.name && it.ranks == order.ranks);
            across.orders[id.index()] = same.map_or(id, |(same, _)| same);
        }
        let norm = |id: NormId| match self.is_old(id) {
            true => self.twins.norms.get(&id).copied().unwrap_or(id),
            false => id,
        };
        across.norms = self.model.norms.ids().map(norm).collect();
        across.definitions = self.same_definitions(&across);
        across
    }

    /// Definitions are the same until they are seen not to be; what mentions one that is not is none either.
    fn same_definitions(&self, across: &Remap) -> Vec<DefinitionId> {
        let all = &self.model.definitions;
        let first = all.len() - self.map.definitions.len();
        let mut same: Vec<DefinitionId> = all.ids().collect();
        for (id, it) in all.iter().skip(first) {
            let mut newer = all.iter().take(first);
            if let Some((twin, _)) = newer.find(|(_, other)| other.name == it.name) {
                same[id.index()] = twin;
            }
        }
        loop {
            let across = Remap { definitions: same.clone(), ..across.clone() };
            let told = |id: DefinitionId| {
                let mut it = all[id].clone();
                across.scope(&mut it.scope);
                across.cond(&mut it.cond);
                let params: Vec<_> = it.params.iter().map(|param| param.sort).collect();
                told(&(params, it.scope, it.cond))
            };
            let unlike: Vec<DefinitionId> = all
                .ids()
                .filter(|id| same[id.index()] != *id && told(*id) != told(same[id.index()]))
                .collect();
            if unlike.is_empty() {
                return same;
            }
            unlike.into_iter().for_each(|id| same[id.index()] = id);
        }
    }

    /// Instruments of which the other side has none that is just so.
    fn unlike_instruments(&self, across: &Remap) -> BTreeSet<u32> {
        let told = |id: InstrumentId| {
            let mut it = self.model.instruments[id].clone();
            across.instrument(&mut it);
            // What its norms say is held against each other norm by norm.
            (it.title, it.name) = (None, None);
            told(&it)
        };
        let mut unlike: BTreeSet<u32> = (0..self.model.instruments.len() as u32).collect();
        for id in self.model.instruments.ids().filter(|id| id.0 >= self.new.instruments) {
            let twin = across.instruments[id.index()];
            if twin != id && told(id) == told(twin) {
                unlike.remove(&id.0);
                unlike.remove(&twin.0);
            }
        }
        unlike
    }

    fn changed_relations(&self, across: &Remap, changed: &mut Changed) {
        let old = |it: &crate::model::Relation| it.instrument.0 >= self.new.instruments;
        let told = |it: &crate::model::Relation| {
            let mut it = it.clone();
            across.relation(&mut it);
            told(&it)
        };
        let relations = self.model.relations.iter().map(|it| (old(it), told(it), it));
        for it in unpaired(relations) {
            for target in [it.winner, it.loser] {
                match target {
                    Target::Norm(id) => {
                        let it = &self.model.norms[id];
                        let parts = self.model.norms.iter().filter(|(_, other)| {
                            other.instrument == it.instrument && other.name == it.name
                        });
                        changed.norms.extend(parts.map(|(id, _)| id));
                    }
                    Target::Instrument(instrument) => {
                        let all = self.model.norms.iter();
                        let all = all.filter(|(_, norm)| norm.instrument == instrument);
                        changed.norms.extend(all.map(|(id, _)| id));
                    }
                }
            }
            changed.norms.extend(it.norm);
        }
    }

    fn changed_rules(&self, across: &Remap, changed: &mut Changed) {
        let first = self.model.rules.len() - self.old_rules;
        let rules = self.model.rules.iter().map(|(id, it)| {
            let mut told_of = it.clone();
            across.rule(&mut told_of);
            (id.index() >= first, told(&told_of), it)
        });
        for it in unpaired(rules) {
            for action in it.left.action().into_iter().chain(it.right.action()) {
                let both = [Some(&action), self.twins.actions.get(&action)];
                let both = both.into_iter().flatten().copied();
                changed.actions.extend(both.clone());
                if it.kind == ActRuleKind::CountsAs {
                    changed.counted.extend(both);
                }
            }
        }
    }
}

/// The participants of a norm's instance.
fn people<'n>(across: &Remap, norm: &'n Norm) -> Vec<(&'n str, Vec<SortId>)> {
    let vars = norm.scope.vars.iter().filter(|var| !var.some);
    let sorts = |sorts: &[SortId]| {
        let mut sorts = sorts.to_vec();
        sorts.iter_mut().for_each(|sort| across.sort(sort));
        sorts
    };
    vars.map(|var| (&*var.name, sorts(&var.sorts))).collect()
}

fn told(it: &impl Debug) -> String {
    format!("{it:?}")
}

/// What stands on one side only: the older (`true`) or the newer.
fn unpaired<T>(all: impl Iterator<Item = (bool, String, T)>) -> Vec<T> {
    let mut sides: BTreeMap<String, [Vec<T>; 2]> = BTreeMap::new();
    for (old, told, it) in all {
        let [older, newer] = sides.entry(told).or_insert_with(|| [Vec::new(), Vec::new()]);
        if old { older.push(it) } else { newer.push(it) }
    }
    let lone = |[mut older, mut newer]: [Vec<T>; 2]| {
        let paired = older.len().min(newer.len());
        let mut rest = older.split_off(paired);
        rest.append(&mut newer.split_off(paired));
        rest
    };
    sides.into_values().flat_map(lone).collect()
}
