//! A norm's conditions in outline: which facts and choices it needs, and which facts it mentions at all.
//!
//! Used to find the few norms that could say what another says. A sketch leaves out much; what it leaves in is a
//! candidate, never an answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::logic::ground::words::{Symbol, symbols_of};
use crate::logic::theory::{Theory, modal_answers};
use crate::model::{
    ActionId, AttributeId, Cond, FactId, Modal, Model, Norm, NormId, StatusModal, Term,
};

/// So many candidates are looked at for one fact or none: far more than are then asked about, and few enough where thousands
/// of norms say the same.
const NEAR_AT_ONCE: usize = 500;

/// A norm's conditions in outline.
#[derive(Clone, Debug, Default)]
struct Sketch {
    /// Facts that must hold, in order; the first stands for it in the index.
    needs: Vec<FactId>,
    /// Choices that must be so.
    choices: Vec<(AttributeId, u32)>,
    /// Facts that are mentioned, once that was asked.
    mentions: OnceLock<Vec<FactId>>,
}

/// A norm in the index, with what tells most of them apart.
#[derive(Clone, Copy, Debug)]
struct Entry {
    norm: NormId,
    modal: Modal,
    recommendation: bool,
    /// The first choice that must be so.
    choice: Option<(AttributeId, u32)>,
}

/// The norms on each act by the first fact that they need.
type Index = BTreeMap<ActionId, BTreeMap<Option<FactId>, Vec<Entry>>>;

/// What the norms need, and where to find those that could say the same.
#[derive(Debug)]
pub(super) struct Sketches {
    all: Vec<Sketch>,
    index: Index,
    /// Facts of which something is assumed: others may make them so.
    assumed: BTreeSet<FactId>,
}

impl Sketches {
    pub(super) fn new(theory: &Theory<'_>) -> Self {
        let model = theory.model;
        let all: Vec<Sketch> = model.norms.values().map(Sketch::of).collect();
        let mut index = Index::new();
        for norm in theory.norms() {
            let (own, sketch) = (&model.norms[norm], &all[norm.0 as usize]);
            let first = sketch.needs.first().copied();
            let choice = sketch.choices.first().copied();
            let entry =
                Entry { norm, modal: own.modal, recommendation: own.recommendation, choice };
            let actions: BTreeSet<_> = own.actions().collect();
            for action in actions {
                index.entry(action).or_default().entry(first).or_default().push(entry);
            }
        }
        let assumed = theory.assumption_symbols().flat_map(|(_, own)| own.iter().copied());
        let assumed = assumed.filter_map(|symbol| match symbol {
            Symbol::Fact(fact) => Some(fact),
            _ => None,
        });
        Sketches { all, index, assumed: assumed.collect() }
    }

    /// The norms that could say what this one says, in some case in which it applies: they need no fact that
    /// neither it nor another of them mentions.
    pub(super) fn near(&self, theory: &Theory<'_>, norm: NormId) -> Vec<NormId> {
        let own = &theory.model.norms[norm];
        let modal = StatusModal::Is { modal: own.modal, recommendation: own.recommendation };
        let actions = own
            .actions()
            .flat_map(|action| theory.wider(action).iter().chain(theory.narrower(action)).copied());
        let actions: BTreeSet<ActionId> = actions.collect();
        let mut facts = self.assumed.clone();
        facts.extend(self.mentions(theory.model, norm));
        let mut open: Vec<Option<FactId>> = vec![None];
        open.extend(facts.iter().copied().map(Some));
        let (mut asked, mut found) = (BTreeSet::new(), BTreeSet::new());
        let mut waiting: BTreeSet<NormId> = BTreeSet::new();
        while let Some(key) = open.pop() {
            if !asked.insert(key) {
                continue;
            }
            let keyed = actions.iter().filter_map(|action| self.index.get(action)?.get(&key));
            let possible = keyed.flatten().filter(|it| {
                modal_answers(modal, it.modal, it.recommendation)
                    && it.choice.is_none_or(|choice| self.leaves(norm, choice))
            });
            let possible = possible.map(|it| it.norm).filter(|&other| {
                let it = &theory.model.norms[other];
                // A duty that leaves other ways to meet it says less.
                let has_ways = it.modal == Modal::Must
                    && it.acts.len() > 1
                    && !it.acts.iter().all(|act| own.acts.contains(act));
                let is_part = it.instrument == own.instrument && it.name == own.name;
                !has_ways
                    && !is_part
                    && self.can_meet(norm, other)
                    && theory.can_spare(it.instrument, own.instrument)
            });
            waiting.extend(possible.take(NEAR_AT_ONCE));
            let needs = |other: &NormId| self.all[other.0 as usize].needs.iter();
            let ready = |other: &NormId| needs(other).all(|fact| facts.contains(fact));
            let now: Vec<NormId> = waiting.iter().copied().filter(ready).collect();
            for other in now {
                waiting.remove(&other);
                found.insert(other);
                let mentions = self.mentions(theory.model, other).iter().copied();
                open.extend(mentions.filter(|fact| facts.insert(*fact)).map(Some));
            }
        }
        found.into_iter().collect()
    }

    /// The facts that the norm mentions.
    fn mentions(&self, model: &Model, norm: NormId) -> &[FactId] {
        let known = &self.all[norm.0 as usize].mentions;
        known.get_or_init(|| mentions(model, &model.norms[norm]))
    }

    /// No attribute must have two values, where each speaks of one participant only.
    fn can_meet(&self, a: NormId, b: NormId) -> bool {
        self.all[b.0 as usize].choices.iter().all(|&choice| self.leaves(a, choice))
    }

    /// The norm needs no other choice of this attribute.
    fn leaves(&self, norm: NormId, (attribute, choice): (AttributeId, u32)) -> bool {
        let choices = &self.all[norm.0 as usize].choices;
        !choices.iter().any(|(own, needed)| *own == attribute && *needed != choice)
    }
}

impl Sketch {
    fn of(norm: &Norm) -> Sketch {
        let mut sketch = Sketch::default();
        let parts = match &norm.when {
            Cond::All(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        for part in parts {
            match part {
                Cond::Fact { fact, .. } => sketch.needs.push(*fact),
                Cond::Choice { term: Term::Attribute { attribute, .. }, choice } => {
                    sketch.choices.push((*attribute, *choice));
                }
                _ => {}
            }
        }
        sketch.needs.sort_unstable();
        sketch
    }
}

/// The facts that a norm's conditions speak of.
fn mentions(model: &Model, norm: &Norm) -> Vec<FactId> {
    let mut symbols = BTreeSet::new();
    symbols_of(model, &norm.when, &mut symbols);
    symbols_of(model, &norm.unless, &mut symbols);
    let fact = |symbol| match symbol {
        Symbol::Fact(fact) => Some(fact),
        _ => None,
    };
    symbols.into_iter().filter_map(fact).collect()
}
