//! What is worked out once for a set of norms: who stands near whom. Read-only afterwards.

pub(super) mod affected;
pub(super) mod aspects;
pub(super) mod bearing;
pub(super) mod chains;
pub(super) mod components;
pub(super) mod field;
mod images;
pub(super) mod linking;
pub(super) mod partners;
pub(super) mod relations;
pub(super) mod slots;
pub(super) mod vicinity;

use self::chains::Chains;
use super::applies::lengths::Workdays;
use super::theory::aspects::Aspects;
use crate::logic::questions::violated::KnownViolations;
use crate::model::{
    Act, ActRuleKind, ActionId, AssumptionId, Canon, Cond, Day, Instrument, InstrumentId, Joined,
    Modal, Model, NormId, Reason, Relation, RuleId, SortId, StatusModal, Target,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock};

use rustc_hash::FxHashMap;

use super::Limit;
use super::ground::words::{Symbol, symbols_of};
use super::reference::Memory;
use super::region::{Paths, Touching};
use super::sets::Larger;
use super::stop::Stop;
use super::tally::{Counters, Tally};
use super::theory::partners::anchoring_actions;
use super::theory::relations::Relations;

/// What the checker is asked about: a model, less the norms that are left out.
#[derive(Debug)]
#[non_exhaustive]
pub struct Theory<'m> {
    /// The norms and their words.
    pub model: &'m Model,
    /// The only day to look at, where one was named.
    pub on: Option<Day>,
    /// What is left out of account, to see whether it alone prevents a conflict.
    pub ignoring: Option<Reason>,
    /// Cases are known to stand up.
    pub(super) trusting: bool,
    /// Nobody asks on which days something is so.
    pub(super) undated: bool,
    /// Stops all questions.
    pub(super) stop: Stop,
    active: Vec<bool>,
    by_action: BTreeMap<ActionId, Vec<(NormId, usize)>>,
    wider: BTreeMap<ActionId, BTreeSet<ActionId>>,
    narrower: BTreeMap<ActionId, BTreeSet<ActionId>>,
    rules_of: BTreeMap<ActionId, Vec<RuleId>>,
    assumption_symbols: Vec<(AssumptionId, BTreeSet<Symbol>)>,
    /// Norms by the acts on which their windows hang.
    waiting: BTreeMap<ActionId, Vec<NormId>>,
    /// The acts on which windows of others hang that have a say in when a norm holds.
    by_others: BTreeMap<NormId, BTreeSet<ActionId>>,
    /// The instruments of which roles are `Party`.
    pub(super) party_roles: FxHashMap<SortId, InstrumentId>,
    /// For each act, the rules by which it counts as others.
    counts_as: BTreeMap<ActionId, Vec<RuleId>>,
    /// The rules of every kind that name an act.
    naming: BTreeMap<ActionId, Vec<RuleId>>,
    pub(super) relations: Relations,
    pub(super) aspects: Aspects,
    pub(super) working_days: Workdays,
    pub(super) chains: Chains,
    pub(super) violated: KnownViolations,
    pub(super) paths: Paths,
    pub(super) touching: Touching,
    pub(super) fields: Fields,
    pub(super) counters: Counters,
    larger: OnceLock<Larger>,
    pub(super) clashing: Clashing,
    /// What cases that were replayed showed of their situations.
    pub(super) memory: Memory,
    /// The two texts, where one is held against the other.
    joined: Option<&'m Joined>,
}

/// Proofs about fields, each made once.
#[derive(Debug, Default)]
pub(super) struct Fields(Mutex<FxHashMap<(NormId, NormId), Result<bool, Limit>>>);

impl Fields {
    pub(super) fn get(&self, pair: &(NormId, NormId)) -> Option<Result<bool, Limit>> {
        self.0.lock().expect("no proof panics").get(pair).cloned()
    }

    pub(super) fn set(&self, pair: (NormId, NormId), answer: Result<bool, Limit>) {
        self.0.lock().expect("no proof panics").insert(pair, answer);
    }
}

/// Which larger sets can clash at all, each asked once.
#[derive(Debug, Default)]
pub(super) struct Clashing(Mutex<FxHashMap<Vec<NormId>, (bool, usize)>>);

impl Clashing {
    pub(super) fn get(&self, norms: &[NormId]) -> Option<(bool, usize)> {
        self.0.lock().expect("no answer panics").get(norms).copied()
    }

    pub(super) fn set(&self, norms: &[NormId], answer: (bool, usize)) {
        self.0.lock().expect("no answer panics").insert(norms.to_vec(), answer);
    }
}

/// Which part of a model is looked at.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Proposed instruments that are applied all the same.
    pub with: BTreeSet<InstrumentId>,
    /// Norms and instruments that are left out.
    pub without: BTreeSet<Target>,
    /// The only day to look at.
    pub on: Option<Day>,
    /// What is left out of account, to see whether it alone prevents a conflict.
    pub ignoring: Option<Reason>,
    /// Skip the replay of cases that were replayed before, where only what a conflict is about is wanted.
    pub trusting: bool,
    /// Leave out on which days something is so, where nobody asks.
    pub undated: bool,
    /// Stops all questions.
    pub stop: Stop,
}

impl<'m> Theory<'m> {
    /// Works out who stands near whom.
    pub fn new(model: &'m Model, selection: &Selection) -> Self {
        let is_absent =
            |it: InstrumentId| model.instruments[it].proposed && !selection.with.contains(&it);
        let active = model.norms.iter().map(|(id, norm)| {
            let left_out = selection.without.contains(&Target::Norm(model.whole(id)))
                || norm.primary.is_some_and(|it| selection.without.contains(&Target::Norm(it)))
                || selection.without.contains(&Target::Instrument(norm.instrument));
            !left_out && !is_absent(norm.instrument) && !norm.in_force.is_empty()
        });
        let active: Vec<bool> = active.collect();
        let is_said = |relation: &Relation| match relation.norm {
            Some(norm) => active[norm.0 as usize],
            None => !is_absent(relation.instrument),
        };
        let relations = Relations::new(model, is_said);
        let mut theory = Theory {
            model,
            on: selection.on,
            ignoring: selection.ignoring,
            trusting: selection.trusting,
            undated: selection.undated,
            stop: selection.stop.clone(),
            active,
            by_action: BTreeMap::new(),
            wider: BTreeMap::new(),
            narrower: BTreeMap::new(),
            rules_of: BTreeMap::new(),
            assumption_symbols: Vec::new(),
            waiting: BTreeMap::new(),
            by_others: BTreeMap::new(),
            party_roles: party_roles(model),
            counts_as: BTreeMap::new(),
            naming: BTreeMap::new(),
            relations,
            aspects: super::theory::aspects::of(model),
            working_days: Workdays::default(),
            chains: Chains::default(),
            violated: KnownViolations::default(),
            paths: Paths::new(model),
            touching: Touching::default(),
            fields: Fields::default(),
            counters: Counters::default(),
            larger: OnceLock::new(),
            clashing: Clashing::default(),
            memory: Memory::default(),
            joined: None,
        };
        theory.assumption_symbols = model
            .assumptions
            .iter()
            .map(|(id, it)| {
                let mut symbols = BTreeSet::new();
                symbols_of(model, &it.cond, &mut symbols);
                for var in &it.scope.vars {
                    symbols.extend(
                        var.sorts
                            .iter()
                            .filter(|&&sort| model.sorts[sort].top != sort)
                            .map(|&sort| Symbol::Sort(sort)),
                    );
                }
                (id, symbols)
            })
            .collect();
        theory.index_norms();
        theory.index_rules();
        theory.by_others = theory.acts_of_those_consulted();
        theory.touching = Touching::new(&theory);
        theory
    }

    /// Two texts side by side.
    pub fn of_both(joined: &'m Joined, selection: &Selection) -> Self {
        Theory { joined: Some(joined), ..Theory::new(&joined.model, selection) }
    }

    /// How the questions that were asked so far were answered. Proofs about fields, which several threads may look for at
    /// once, are not counted.
    pub fn tally(&self) -> Tally {
        self.counters.read()
    }

    /// Whether two texts are looked at side by side.
    pub(super) fn is_of_both(&self) -> bool {
        self.joined.is_some()
    }

    /// Whether two acts are one in a case.
    pub(super) fn are_one_act(&self, a: ActionId, b: ActionId) -> bool {
        a == b || self.joined.is_some_and(|it| it.twins.actions.get(&a) == Some(&b))
    }

    /// Whether those who are party to one instrument are party to the other.
    pub(super) fn have_one_party(&self, a: InstrumentId, b: InstrumentId) -> bool {
        a == b || self.joined.is_some_and(|it| it.twins.instruments.get(&a) == Some(&b))
    }

    /// Whether a case that violates one norm is said to violate the other.
    pub(super) fn are_violated_alike(&self, a: NormId, b: NormId) -> bool {
        a == b || self.joined.is_some_and(|it| it.twins.norms.get(&a) == Some(&b))
    }

    /// The canons by which a norm is held against others, in the order in which they are asked.
    pub(super) fn canons(&self, norm: NormId) -> &'m [Canon] {
        match self.joined {
            Some(joined) if joined.is_old(norm) => &joined.old_canons,
            _ => &self.model.precedence,
        }
    }

    fn index_norms(&mut self) {
        for (id, norm) in self.model.norms.iter().filter(|&(id, _)| self.active[id.0 as usize]) {
            for (place, act) in norm.acts.iter().enumerate() {
                if let Act::Do { action, .. } = act {
                    self.by_action.entry(*action).or_default().push((id, place));
                }
            }
            for action in anchoring_actions(norm).collect::<BTreeSet<_>>() {
                self.waiting.entry(action).or_default().push(id);
            }
        }
    }

    fn index_rules(&mut self) {
        let mut edges: BTreeMap<ActionId, BTreeSet<ActionId>> = BTreeMap::new();
        for (id, rule) in self.model.rules.iter() {
            let (left, right) = (rule.left.action(), rule.right.action());
            for action in left.iter().chain(&right).collect::<BTreeSet<_>>() {
                self.naming.entry(*action).or_default().push(id);
            }
            if rule.kind == ActRuleKind::CountsAs {
                if let (Some(left), Some(right)) = (left, right) {
                    self.counts_as.entry(left).or_default().push(id);
                    edges.entry(left).or_default().insert(right);
                }
            } else {
                for action in left.iter().chain(&right).collect::<BTreeSet<_>>() {
                    self.rules_of.entry(*action).or_default().push(id);
                }
            }
        }
        for action in self.model.actions.ids() {
            let mut reached = BTreeSet::from([action]);
            let mut open = vec![action];
            while let Some(next) = open.pop() {
                for &wider in edges.get(&next).into_iter().flatten() {
                    if reached.insert(wider) {
                        open.push(wider);
                    }
                }
            }
            for &wider in &reached {
                self.narrower.entry(wider).or_default().insert(action);
            }
            self.wider.insert(action, reached);
        }
    }

    /// The sets of three and more that could be minimal clashes.
    pub(super) fn larger(&self) -> &Larger {
        self.larger.get_or_init(|| self.larger_sets())
    }

    /// The assumptions, each with the words that it speaks of.
    pub(super) fn assumption_symbols(
        &self,
    ) -> impl Iterator<Item = (AssumptionId, &BTreeSet<Symbol>)> + use<'_, 'm> {
        self.assumption_symbols.iter().map(|(id, symbols)| (*id, symbols))
    }

    /// Whether a reason for no conflict is left out of account.
    pub(super) fn ignores(&self, reason: Reason) -> bool {
        self.ignoring == Some(reason)
    }

    /// Whether a norm is looked at.
    pub fn is_active(&self, norm: NormId) -> bool {
        self.active[norm.0 as usize]
    }

    /// The norms that are looked at, in order.
    pub fn norms(&self) -> impl Iterator<Item = NormId> {
        self.model.norms.ids().filter(|&id| self.is_active(id))
    }

    /// Those of them that are written, aspects left out.
    pub fn written(&self) -> impl Iterator<Item = NormId> {
        self.model.written().filter(|&id| self.is_active(id))
    }

    /// The norms on an act, each with the place of the act in its list.
    pub fn on_action(&self, action: ActionId) -> &[(NormId, usize)] {
        self.by_action.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The norms whose windows hang on an act, in order.
    pub(super) fn waiting_for(&self, action: ActionId) -> &[NormId] {
        self.waiting.get(&action).map_or(&[], Vec::as_slice)
    }

    /// An act and all that it may count as.
    pub fn wider(&self, action: ActionId) -> &BTreeSet<ActionId> {
        &self.wider[&action]
    }

    /// An act and all that may count as it.
    pub fn narrower(&self, action: ActionId) -> &BTreeSet<ActionId> {
        &self.narrower[&action]
    }

    /// An act with all that it counts as, what these need, and so on.
    pub fn done_with(&self, action: ActionId) -> BTreeSet<ActionId> {
        let mut done = self.wider(action).clone();
        let mut open: Vec<ActionId> = done.iter().copied().collect();
        while let Some(next) = open.pop() {
            for &id in self.rules_of(next) {
                let rule = &self.model.rules[id];
                if rule.kind != ActRuleKind::Needs || rule.left.action() != Some(next) {
                    continue;
                }
                let needed = rule.right.action().into_iter().flat_map(|it| self.wider(it));
                open.extend(needed.copied().filter(|&it| done.insert(it)));
            }
        }
        done
    }

    /// The rules other than `counts as` that name an act.
    pub fn rules_of(&self, action: ActionId) -> &[RuleId] {
        self.rules_of.get(&action).map_or(&[], Vec::as_slice)
    }

    /// Whether rules other than `counts as` name the act, or one that it may count as.
    pub(super) fn has_rules(&self, action: ActionId) -> bool {
        self.wider(action).iter().any(|&it| !self.rules_of(it).is_empty())
    }

    /// The rules of every kind that name an act, in order.
    pub(super) fn rules_naming(&self, action: ActionId) -> &[RuleId] {
        self.naming.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The rules by which an act counts as others, in order.
    pub fn counts_as(&self, action: ActionId) -> &[RuleId] {
        self.counts_as.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The norms on any act that is tied to one of these by `counts as`, either way.
    pub fn norms_near(&self, action: ActionId) -> BTreeSet<(NormId, usize)> {
        let near = self.wider(action).iter().chain(self.narrower(action));
        near.flat_map(|&action| self.on_action(action)).copied().collect()
    }

    /// Whether a condition asks something that changes from moment to moment.
    pub fn is_dynamic(&self, cond: &Cond) -> bool {
        self.asks_norms(cond) || self.asks_dates(cond)
    }

    /// Whether a condition asks what norms say.
    pub fn asks_norms(&self, cond: &Cond) -> bool {
        self.model.asks_norms(cond)
    }

    /// Whether a condition asks about dates, or about parties who come and go.
    pub(super) fn asks_dates(&self, cond: &Cond) -> bool {
        let changes = Instrument::has_parties_who_come_and_go;
        self.model.parts(cond).any(|part| match part {
            Cond::OnOrAfter(_) => true,
            Cond::Party { instrument, .. } => changes(&self.model.instruments[*instrument]),
            Cond::Is { sort, .. } => {
                let instrument = self.party_roles.get(sort);
                instrument.is_some_and(|&id| changes(&self.model.instruments[id]))
            }
            _ => false,
        })
    }
}

fn party_roles(model: &Model) -> FxHashMap<SortId, InstrumentId> {
    let roles = model.instruments.iter().rev();
    roles.filter_map(|(id, it)| Some((it.party_role?, id))).collect()
}

/// Whether a status sentence of this modal could be answered by a norm of that one.
pub(super) fn modal_answers(asked: StatusModal, modal: Modal, recommendation: bool) -> bool {
    match asked {
        StatusModal::Settled => {
            !recommendation
                && !matches!(modal, Modal::NeedNot | Modal::Relation | Modal::HasNoPower)
        }
        StatusModal::Is { modal: wanted, recommendation: soft } => {
            let same = wanted == modal
                || (wanted == Modal::May && modal == Modal::Must)
                || (wanted == Modal::HasPower && modal == Modal::HasSolePower);
            same && (soft || !recommendation)
        }
    }
}
