//! Written relations by whom they are said against, and norms by their instruments.

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::logic::theory::Theory;
use crate::model::{InstrumentId, Model, NormId, Relation, Target};

/// Where to find what relations say of a norm without reading them all.
#[derive(Debug, Default)]
pub(in crate::logic) struct Relations {
    of_instrument: FxHashMap<InstrumentId, Vec<NormId>>,
    against: FxHashMap<Target, Vec<usize>>,
    /// For a norm that is a part of one written with `and`: the part that relations name.
    named: FxHashMap<NormId, NormId>,
    /// For a norm that shares its name with others of its instrument: all of them, in order.
    namesakes: FxHashMap<NormId, Arc<[NormId]>>,
}

impl Relations {
    /// Of the relations that are said: by a norm that is looked at, or by the head of an instrument that is no mere
    /// proposal.
    pub(in crate::logic) fn new(model: &Model, is_said: impl Fn(&Relation) -> bool) -> Relations {
        let mut relations = Relations::default();
        for (id, norm) in model.norms.iter() {
            let whole = norm.aspect_of.map(|whole| relations.named(whole));
            relations.named.extend(whole.map(|whole| (id, whole)));
            let of = relations.of_instrument.entry(norm.instrument).or_default();
            if norm.part > 0 && whole.is_none() {
                let mut earlier = of.iter().rev().copied();
                let same =
                    |it: &NormId| model.norms[*it].part == 0 && model.norms[*it].name == norm.name;
                relations.named.extend(earlier.find(same).map(|first| (id, first)));
            }
            of.push(id);
        }
        relations.namesakes = namesakes(model);
        let said = model.relations.iter().enumerate().filter(|(_, relation)| is_said(relation));
        for (place, relation) in said {
            let loser = match relation.loser {
                Target::Norm(norm) => Target::Norm(relations.named(norm)),
                instrument => instrument,
            };
            relations.against.entry(loser).or_default().push(place);
        }
        relations
    }

    fn named(&self, norm: NormId) -> NormId {
        self.named.get(&norm).copied().unwrap_or(norm)
    }

    /// The norms that a target names, in order.
    pub(in crate::logic) fn members(&self, target: Target) -> impl Iterator<Item = NormId> {
        let alone = |id: NormId| (!self.namesakes.contains_key(&id)).then_some(id);
        let (all, one) = match target {
            Target::Instrument(id) => (self.of_instrument.get(&id).map(Vec::as_slice), None),
            Target::Norm(id) => (self.namesakes.get(&id).map(|all| &**all), alone(id)),
        };
        all.into_iter().flatten().copied().chain(one)
    }
}

/// The norms of one name in one instrument, where there are several: parts of one that is written with `and`, what is owed
/// for its violation, its aspects.
fn namesakes(model: &Model) -> FxHashMap<NormId, Arc<[NormId]>> {
    let mut by_name: HashMap<(InstrumentId, &str), Vec<NormId>> = HashMap::new();
    for (id, norm) in model.norms.iter() {
        by_name.entry((norm.instrument, &norm.name)).or_default().push(id);
    }
    let mut found = FxHashMap::default();
    for all in by_name.into_values().filter(|all| all.len() > 1) {
        let all: Arc<[NormId]> = all.into();
        found.extend(all.iter().map(|&id| (id, all.clone())));
    }
    found
}

impl<'m> Theory<'m> {
    /// The relations in which a norm is the loser, in the order in which they are written.
    pub(in crate::logic) fn relations_against(
        &self,
        norm: NormId,
    ) -> impl Iterator<Item = &'m Relation> {
        let model = self.model;
        let of =
            |target: Target| self.relations.against.get(&target).map_or(&[][..], Vec::as_slice);
        let instrument = of(Target::Instrument(model.norms[norm].instrument));
        let mut places = [of(Target::Norm(self.relations.named(norm))), instrument].concat();
        places.sort_unstable();
        places.into_iter().map(move |place| &model.relations[place])
    }
}
