//! A case of two texts side by side.

use super::Joined;
use crate::model::{ActionId, InstrumentId, NormId, Situation, SortId};

impl Joined {
    /// The case with each act, party and violation under the ids of both texts.
    pub fn for_both(&self, situation: &Situation) -> Situation {
        let mut both = situation.clone();
        for ((id, by, args), at) in &situation.acts {
            if let Some(&twin) = self.twins.actions.get(id) {
                both.acts.insert((twin, *by, args.clone()), *at);
            }
        }
        for (id, who) in &situation.parties {
            both.parties.extend(self.twins.instruments.get(id).map(|&twin| (twin, *who)));
        }
        for (id, who) in &situation.violated {
            both.violated.extend(self.twins.norms.get(id).map(|&twin| (twin, who.clone())));
        }
        both
    }

    /// The case with each act, party and violation told once, as the newer text calls it.
    pub fn told_once(&self, situation: &Situation) -> Situation {
        let mut told = situation.clone();
        let acts = std::mem::take(&mut told.acts);
        told.acts =
            acts.into_iter().map(|((id, by, args), at)| ((self.act(id), by, args), at)).collect();
        let parties = std::mem::take(&mut told.parties);
        told.parties = parties.into_iter().map(|(id, who)| (self.instrument(id), who)).collect();
        let violated = std::mem::take(&mut told.violated);
        told.violated = violated.into_iter().map(|(id, who)| (self.norm(id), who)).collect();
        told
    }

    /// An act as the newer text calls it.
    pub fn act(&self, id: ActionId) -> ActionId {
        let twin = if id.0 >= self.new.actions { self.twins.actions.get(&id) } else { None };
        twin.copied().unwrap_or(id)
    }

    /// An instrument as the newer text calls it.
    pub fn instrument(&self, id: InstrumentId) -> InstrumentId {
        let old = id.0 >= self.new.instruments;
        let twin = if old { self.twins.instruments.get(&id) } else { None };
        twin.copied().unwrap_or(id)
    }

    /// A sort as the newer text has it: the parties to an instrument are those to what it has become.
    pub fn sort(&self, id: SortId) -> SortId {
        let mut pairs = self.continued.iter();
        let role = |id: InstrumentId| self.model.instruments[id].party_role;
        let pair = pairs.find(|(old, _)| role(**old) == Some(id));
        pair.and_then(|(_, new)| role(*new)).unwrap_or(id)
    }

    fn norm(&self, id: NormId) -> NormId {
        let twin = if self.is_old(id) { self.twins.norms.get(&id) } else { None };
        twin.copied().unwrap_or(id)
    }
}
