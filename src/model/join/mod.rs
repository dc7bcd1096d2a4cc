//! Two models side by side in one: what an older text says, told in the words of a newer one.
//!
//! Words that mean the same are one word; the newer text decides what a word means. Acts, instruments and norms of the
//! two stay apart, so that no norm of the one meets a norm of the other. That they are the same in a case (who did
//! what, who is party to what, what was violated) is told by [`Twins`].

mod remap;
mod same;
mod situations;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use self::remap::Remap;
use super::{Action, ActionId, Canon, InstrumentId, Law, Model, NormId, SortId, Status};

pub use self::same::Changed;
pub use self::words::{WordChange, WordFate};

/// Two models in one.
#[derive(Clone, Debug)]
pub struct Joined {
    /// The newer model with its own ids, and behind them what only the older one has.
    pub model: Model,
    /// The canons of the older model.
    pub old_canons: Vec<Canon>,
    /// What of the two is the same in a case.
    pub twins: Twins,
    /// Words that the two do not share, or do not share wholly.
    pub words: Vec<WordChange>,
    /// Norms and instruments that say the same under another name: the older name and the newer.
    pub renamed: Vec<(String, String)>,
    /// For instruments of the older model: which of the newer they are.
    continued: BTreeMap<InstrumentId, InstrumentId>,
    /// How many rules are the older model's; they stand last.
    old_rules: usize,
    /// How much of each table is the newer model's.
    new: Sizes,
    /// Where everything of the older model stands.
    map: Remap,
}

/// How many entries of each kind a model has.
#[derive(Clone, Copy, Debug)]
struct Sizes {
    sorts: u32,
    individuals: u32,
    facts: u32,
    attributes: u32,
    events: u32,
    actions: u32,
    instruments: u32,
    norms: u32,
}

impl Sizes {
    fn of(model: &Model) -> Sizes {
        Sizes {
            sorts: model.sorts.len() as u32,
            individuals: model.individuals.len() as u32,
            facts: model.facts.len() as u32,
            attributes: model.attributes.len() as u32,
            events: model.events.len() as u32,
            actions: model.actions.len() as u32,
            instruments: model.instruments.len() as u32,
            norms: model.norms.len() as u32,
        }
    }
}

/// What of two models is the same in a case; each pair is in both directions.
#[derive(Clone, Debug, Default)]
pub struct Twins {
    /// Acts of one name and form.
    pub actions: BTreeMap<ActionId, ActionId>,
    /// Instruments to which the same States can be party.
    pub instruments: BTreeMap<InstrumentId, InstrumentId>,
    /// Norms of one name, or that say the same under two names, about the same participants.
    pub norms: BTreeMap<NormId, NormId>,
}

impl Joined {
    /// Joins what an older and a newer text say.
    pub fn new(old: &Model, new: &Model) -> Joined {
        let mut joined = Joined {
            model: Model { allows: Vec::new(), ..new.clone() },
            old_canons: old.precedence.clone(),
            twins: Twins::default(),
            words: Vec::new(),
            renamed: Vec::new(),
            continued: BTreeMap::new(),
            old_rules: old.rules.len(),
            new: Sizes::of(new),
            map: Remap::default(),
        };
        joined.add_words(old);
        joined.add_actions(old, new);
        joined.add_instruments(old, new);
        joined.add_laws(old, new);
        joined.add_definitions(old);
        joined.add_norms(old);
        joined.pair_norms();
        joined.tell_missing_words(old, new);
        joined
    }

    /// A norm of either side in the model that it came from.
    pub fn in_its_own(&self, norm: NormId) -> NormId {
        if self.is_old(norm) { NormId(norm.0 - self.new.norms) } else { norm }
    }

    /// Whether a norm is of the older model.
    pub fn is_old(&self, norm: NormId) -> bool {
        norm.0 >= self.new.norms
    }

    /// A sentence of one side about the acts of the other; `None`: the other has no such act.
    pub fn across(&self, status: &Status) -> Option<Status> {
        let mut status = status.clone();
        for act in &mut status.acts {
            if let super::Act::Do { action, .. } = act {
                *action = *self.twins.actions.get(action)?;
            }
        }
        if let Some(window) = &mut status.window {
            let actions = (0..self.model.actions.len() as u32).map(ActionId);
            let map = Remap {
                actions: actions
                    .map(|id| self.twins.actions.get(&id).copied().unwrap_or(id))
                    .collect(),
                ..Remap::default()
            };
            map.window(window);
        }
        Some(status)
    }

    fn add_actions(&mut self, old: &Model, new: &Model) {
        for (id, action) in old.actions.iter() {
            let mut action = action.clone();
            action.params.iter_mut().for_each(|param| self.map.sort(&mut param.sort));
            let sorts = |action: &Action| -> Vec<SortId> {
                action.params.iter().map(|param| param.sort).collect()
            };
            let twin = new.actions.iter().find(|(other, it)| {
                it.name == action.name
                    && sorts(it) == sorts(&action)
                    && !new.laws.contains_key(other)
                    && !old.laws.contains_key(&id)
            });
            let joint = self.model.actions.push(action);
            self.map.actions.push(joint);
            if let Some((twin, _)) = twin {
                self.twins.actions.extend([(joint, twin), (twin, joint)]);
            }
        }
        for (id, (whole, left_out)) in &old.towards_anybody {
            let joint = |id: &ActionId| self.map.actions[id.0 as usize];
            let own = (joint(whole), left_out.clone());
            self.model.towards_anybody.insert(joint(id), own);
        }
    }

    /// Instruments are told apart; they can be twins for the question who is party to them.
    fn add_instruments(&mut self, old: &Model, new: &Model) {
        for (id, it) in old.instruments.iter() {
            self.map.instruments.push(InstrumentId(self.new.instruments + id.0));
            if let Some(role) = it.party_role {
                self.add_party_role(old, role);
            }
        }
        self.map.norms = old.norms.ids().map(|id| NormId(self.new.norms + id.0)).collect();
        for (id, it) in old.instruments.iter() {
            let mut it = it.clone();
            self.map.instrument(&mut it);
            let twin = continued(old, new, id);
            let joint = self.model.instruments.push(it);
            let Some(twin) = twin else { continue };
            self.continued.insert(joint, twin);
            let (then, now) = (&self.model.instruments[joint], &new.instruments[twin]);
            if let (Some(then), Some(now)) = (&then.name, &now.name)
                && then != now
            {
                self.renamed.push((then.to_string(), now.to_string()));
            }
            // Who is party beside those that are listed is a matter of the case.
            if then.treaty && now.treaty {
                self.twins.instruments.extend([(joint, twin), (twin, joint)]);
            }
        }
    }

    /// What laws say: those that say the same are twins. Laws about making law come after those that they are about.
    fn add_laws(&mut self, old: &Model, new: &Model) {
        let mut open: Vec<ActionId> = old.laws.keys().copied().collect();
        while !open.is_empty() {
            let is_later =
                |id: &ActionId| old.laws[id].sentence.actions().any(|it| open.contains(&it));
            let (later, now): (Vec<_>, Vec<_>) = open.iter().copied().partition(is_later);
            if now.is_empty() {
                return;
            }
            self.add_laws_of_one_kind(old, new, now);
            open = later;
        }
    }

    fn add_laws_of_one_kind(&mut self, old: &Model, new: &Model, ids: Vec<ActionId>) {
        let across =
            Remap { actions: self.canonical_actions(), placeless: true, ..Remap::default() };
        let told = |law: &Law| {
            let mut law = law.clone();
            across.scope(&mut law.scope);
            across.status(&mut law.sentence);
            let sorts: Vec<_> = law.scope.vars.iter().map(|var| var.sorts.clone()).collect();
            (law.verb, law.in_part, law.for_a_time, sorts, law.sentence)
        };
        for id in ids {
            let mut law = old.laws[&id].clone();
            self.map.scope(&mut law.scope);
            self.map.status(&mut law.sentence);
            let joint = self.map.actions[id.0 as usize];
            if let Some((twin, _)) = new.laws.iter().find(|(_, other)| told(other) == told(&law)) {
                self.twins.actions.extend([(joint, *twin), (*twin, joint)]);
            }
            self.model.laws.insert(joint, law);
        }
    }

    fn add_definitions(&mut self, old: &Model) {
        let first = self.model.definitions.len() as u32;
        let ids = 0..old.definitions.len() as u32;
        self.map.definitions = ids.map(|at| super::DefinitionId(first + at)).collect();
        for it in old.definitions.values() {
            let mut it = it.clone();
            it.params.iter_mut().for_each(|param| self.map.sort(&mut param.sort));
            self.map.scope(&mut it.scope);
            self.map.cond(&mut it.cond);
            self.model.definitions.push(it);
        }
    }

    fn add_norms(&mut self, old: &Model) {
        for norm in old.norms.values() {
            let mut norm = norm.clone();
            self.map.norm(&mut norm);
            norm.safeguards.clear();
            self.model.norms.push(norm);
        }
        for rule in old.rules.values() {
            let mut rule = rule.clone();
            self.map.rule(&mut rule);
            self.model.rules.push(rule);
        }
        for relation in &old.relations {
            let mut relation = relation.clone();
            self.map.relation(&mut relation);
            self.model.relations.push(relation);
        }
    }

    /// The acts of the older side under the ids of their twins.
    fn canonical_actions(&self) -> Vec<ActionId> {
        self.model.actions.ids().map(|id| self.act(id)).collect()
    }

    /// The norms of both sides.
    fn norms(&self) -> BTreeSet<NormId> {
        self.model.norms.ids().collect()
    }
}

/// The instrument of the newer text that an older one has become: of its name, or else one that is new, with norms of
/// the same names.
fn continued(old: &Model, new: &Model, id: InstrumentId) -> Option<InstrumentId> {
    let it = &old.instruments[id];
    let named = |name: &Option<Box<str>>, model: &Model| {
        model.instruments.iter().find(|(_, other)| other.name == *name).map(|(id, _)| id)
    };
    let norms = |model: &Model, id: InstrumentId| -> Vec<Box<str>> {
        let own = model.norms.values().filter(|norm| norm.instrument == id);
        own.map(|norm| norm.name.clone()).collect()
    };
    named(&it.name, new).or_else(|| {
        let own = norms(old, id);
        let mut others = new.instruments.iter().filter(|(other, it)| {
            named(&it.name, old).is_none() && norms(new, *other) == own && !own.is_empty()
        });
        let only = others.next().map(|(id, _)| id);
        only.filter(|_| others.next().is_none())
    })
}
