//! The reference evaluator: what the language reference says norms mean, worked out naively.
//!
//! It takes one situation in which everything is known, and tries every choice. It shares nothing with the engine
//! but the model, and three things that it is told: which norms can bear on the case, how large a clash may be, and
//! which field lies within another ([`Fields`], proved by the engine). It is slow and meant to be read. Where it has
//! no answer it says [`Unsupported`].
//!
//! | language reference | here |
//! |---|---|
//! | 2 participants: two names are two participants | `conditions`: `assignments`, `suits` |
//! | 2 conditions: the moments at which one holds | `conditions`: `holds` |
//! | 2 rules: counts as, excludes, ends, needs | `deeds`: `ties`, `wider`, `narrower` |
//! | 2, 3 time clauses and windows | `windows`: `window_of` |
//! | 2 `every LENGTH`: each stretch is an instance | `recurring`: `stretches`, `in_stretches` |
//! | 3 windows and force; 5.1 an instance applies | `applies`: `reach`, [`World::applies`] |
//! | 3 relations between matching instances | `relations`: `agree`, `displacement`, `written` |
//! | 3 status sentences; 6 what the norms say | `status`: [`World::status`] |
//! | 3 modals: when a norm is respected | `behaviour` (with `demand`, `plans`, `system`, `ending`, `lines`, `differences`), `permissions`, `powers` |
//! | 2 a fresh participant whose facts suit | `fresh` |
//! | 3 contrary-to-duty | `applies`: `primary_violated`; `clash`: `holds_own_remedy` |
//! | 4 parties, reservations | `applies`: `is_party`, `binds` |
//! | 5.2 a clash | `clash`: [`World::unfulfillable`], [`World::is_clash`], [`World::all_clashes`] |
//! | 5.3, 8 who prevails | `precedence`: [`World::prevails`]; the loser of a clash and who is effective |
//! | | `effective`: [`World::effective`] |
//! | 5.4 a conflict (between norms of one of the `families`) | `effective`: [`World::conflict`], [`World::all_conflicts`] |
//! | | `starting`: [`World::conflict_with_what_it_asks_for`], of sets that ask for what opens their windows |
//! | | `memory`: what was found of a situation serves for the next case that is the same |
//! | 6 principles | `principles`: [`World::fails`] |
//! | 7 gaps: cases that are not settled | `gaps`: [`World::is_unsettled`] |
//! | | `force`: what a norm or a part of its conditions adds |
//! | 7 kinds of clash | `verdict`: [`World::verdict`] |
//! | 7 a breach | `breach`: [`World::is_breach`] |
//! | 8 specialis: one field within another | [`Fields`], given by the caller |
//! | 9 who violates what | `violation`: [`World::violates`] |
//!
//! Read here as follows, where the reference leaves it open: of `ends` and `needs`, one moment will do for both
//! acts; a duty to be done once that applies is asked about as applying at all times, and is displaced iff it is at
//! its opening; without a start it opens with the span of force that holds the day looked at; force and bound
//! parties are asked of what starts a window, and of the opening of a duty; only duties force what `need not` spares.
//!
//! Not answered: `every LENGTH` joined by `or`, or with acts that end acts, sentences of several acts that make law, permissions whose window an act of the
//! behaviour ends, standing duties that only a change between their alternatives would meet, varying lengths
//! counted from an act of the behaviour, status sentences with their own `when`, `every … has`.

mod applies;
mod arising;
mod asking;
mod at_once;
mod behaviour;
mod breach;
mod changing;
mod clash;
mod conditions;
mod critical;
mod deeds;
mod demand;
mod differences;
mod effective;
mod ending;
mod families;
mod force;
mod fresh;
mod gaps;
mod lines;
mod looking_back;
mod memory;
mod moments;
mod permissions;
mod plans;
mod possible;
mod powers;
mod precedence;
mod principles;
mod recurring;
mod relations;
mod seeking;
mod starting;
mod status;
mod system;
mod verdict;
mod view;
mod violation;
mod windows;

#[cfg(test)]
mod tests;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::rc::Rc;

use self::deeds::{Deed, Ties};
use self::families::Family;
use self::powers::Claims;
use self::view::View;
use self::windows::Asked;
use crate::model::{
    ActRule, Calendar, InstrumentId, Model, NormId, ParticipantId, RuleId, Scope, Situation, SortId,
};

pub use self::memory::Memory;
pub use self::moments::Moments;
pub use self::precedence::{Fields, NoFields, WrittenFields};
pub use self::status::Layer;
pub use self::verdict::Kind;

/// Deeper questions than this run in a circle.
const DEEPEST: u32 = 100;

/// How many choices may be tried in one situation and those that are varied from it.
const MOST_CHOICES: u64 = 1_000_000;

/// How often anybody may be tried for a word of a norm there.
const MOST_TRIALS: u64 = 30_000_000;

/// A question that the reference does not answer, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported(pub String);

impl Unsupported {
    fn new(reason: &str) -> Unsupported {
        Unsupported(reason.to_owned())
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "not answered: {}", self.0)
    }
}

impl std::error::Error for Unsupported {}

/// What the reference answers, or why it does not.
pub type Answer<T> = Result<T, Unsupported>;

// Answers that were worked out once.
type Known<K, A> = RefCell<BTreeMap<K, Answer<A>>>;

/// A norm with its participants chosen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instance {
    /// The norm.
    pub norm: NormId,
    /// The participants for the variables of its scope that are not `some`, in order.
    pub participants: Vec<ParticipantId>,
    /// Which act of the `or` list it is about; 0 for a duty, which is about all of them.
    pub act: usize,
    /// Which stretch of a duty that recurs it is about; `None` is all of them, and for every other norm.
    pub stretch: Option<i64>,
}

impl Instance {
    /// The instance with these participants; of a duty that recurs all its stretches.
    pub fn of(norm: NormId, participants: Vec<ParticipantId>, act: usize) -> Instance {
        Instance { norm, participants, act, stretch: None }
    }
}

/// One situation under the norms of a model.
pub struct World<'a> {
    model: &'a Model,
    situation: &'a Situation,
    excluded: BTreeSet<NormId>,
    // These apply and defeat others, but answer no sentence about what the effective norms say.
    silent: BTreeSet<NormId>,
    with: BTreeSet<InstrumentId>,
    // Only these norms, of proposed instruments or not, and these rules.
    among: Option<Rc<(BTreeSet<NormId>, BTreeSet<RuleId>)>>,
    // The instruments of which roles are `Party`.
    party_roles: Rc<OnceCell<BTreeMap<SortId, InstrumentId>>>,
    fields: &'a dyn Fields,
    largest: usize,
    // So many participants are there; who comes after them is only at hand for a duty towards somebody.
    there: usize,
    // Acts that the behaviour leaves.
    left: BTreeSet<Deed>,
    // The listed acts start windows, but are not looked at as doings.
    acts_only_start: bool,
    // What is not listed was not done: windows that hang on it have no end, or never open.
    all_is_told: bool,
    // A duty to be done once answers sentences without TIME while its window is open, and neither early nor late; but for one
    // whose time hangs on an act.
    by_window: bool,
    // The order of acts binds nobody: a window may end with no regard to when an act is done, and none needs or ends
    // another.
    without_order: bool,
    // Of a duty that recurs, all stretches are looked at up to the last moment that matters, not only those near some.
    all_stretches: bool,
    // This stretch is looked at, too.
    also: Option<i64>,
    plain: Calendar,
    depth: Cell<u32>,
    choices: Rc<Cell<u64>>,
    // Participants that were tried for words, there.
    trials: Rc<Cell<u64>>,
    ties: OnceCell<Answer<Ties>>,
    marks: OnceCell<BTreeSet<i64>>,
    families: OnceCell<Vec<Family>>,
    // What instances ask for, as far as it was asked: norms ask of each other what applies.
    reached: Known<Instance, Vec<Asked>>,
    // The powers that instances give and take, as far as it was asked.
    claimed: Known<Instance, Rc<Claims>>,
    // What others found of the same situation.
    memory: Option<&'a Memory>,
    // Who of two prevails as it is written, as far as it was asked.
    ordered: Known<(Instance, Instance), Option<bool>>,
}

impl<'a> World<'a> {
    /// The situation under all norms of the model but those of proposed instruments.
    pub fn new(model: &'a Model, situation: &'a Situation) -> World<'a> {
        let unnamed = model.calendars.values().find(|calendar| calendar.name.is_empty());
        World {
            model,
            situation,
            excluded: BTreeSet::new(),
            silent: BTreeSet::new(),
            with: BTreeSet::new(),
            among: None,
            party_roles: Rc::default(),
            fields: &NoFields,
            largest: 4,
            there: situation.participants.len(),
            left: BTreeSet::new(),
            acts_only_start: false,
            all_is_told: false,
            by_window: false,
            without_order: false,
            all_stretches: false,
            also: None,
            plain: unnamed.cloned().unwrap_or_default(),
            depth: Cell::new(0),
            choices: Rc::default(),
            trials: Rc::default(),
            ties: OnceCell::new(),
            marks: OnceCell::new(),
            families: OnceCell::new(),
            reached: RefCell::default(),
            claimed: RefCell::default(),
            memory: None,
            ordered: RefCell::default(),
        }
    }

    /// As if these norms were not written.
    #[must_use]
    pub fn without(self, norms: &BTreeSet<NormId>) -> World<'a> {
        self.changed(|world| world.excluded.extend(norms))
    }

    /// With the answers of these norms left out where it is asked what the effective norms say.
    #[must_use]
    pub fn with_silent(self, norms: &BTreeSet<NormId>) -> World<'a> {
        self.changed(|world| world.silent.extend(norms))
    }

    /// As if only these norms and rules were written, and the instruments of the norms were not only proposed.
    #[must_use]
    pub fn only(self, norms: BTreeSet<NormId>, rules: BTreeSet<RuleId>) -> World<'a> {
        self.changed(|world| world.among = Some(Rc::new((norms, rules))))
    }

    /// As if these proposed instruments were in force.
    #[must_use]
    pub fn with(self, instruments: &BTreeSet<InstrumentId>) -> World<'a> {
        self.changed(|world| world.with.extend(instruments))
    }

    /// With a proof of which fields lie within which.
    #[must_use]
    pub fn with_fields(self, fields: &'a dyn Fields) -> World<'a> {
        self.changed(|world| world.fields = fields)
    }

    /// Clashes of more members than this are not looked for when norms are defeated (4 unless told).
    #[must_use]
    pub fn with_largest_clash(self, largest: usize) -> World<'a> {
        self.changed(|world| world.largest = largest)
    }

    /// Asks others with these norms what they found of the same situation, and tells them.
    #[must_use]
    pub fn remembering(self, memory: &'a Memory) -> World<'a> {
        self.changed(|world| world.memory = Some(memory))
    }

    /// As a case that is told whole: what is not listed was not done, and what was done only opens and ends windows.
    #[must_use]
    pub fn told_whole(self) -> World<'a> {
        self.changed(|world| (world.acts_only_start, world.all_is_told) = (true, true))
    }

    /// With duties to be done once saying so while their windows are open alone.
    #[must_use]
    pub fn by_window(self) -> World<'a> {
        self.changed(|world| world.by_window = true)
    }

    // What was found before the change is forgotten.
    fn changed(self, change: impl FnOnce(&mut World<'a>)) -> World<'a> {
        let mut world = self.vary(self.situation);
        change(&mut world);
        world
    }

    /// The norms of this world in another situation.
    fn vary<'b>(&self, situation: &'b Situation) -> World<'b>
    where
        'a: 'b,
    {
        let alike = situation.participants.len() == self.situation.participants.len();
        World {
            there: if alike { self.there } else { situation.participants.len() },
            excluded: self.excluded.clone(),
            silent: self.silent.clone(),
            with: self.with.clone(),
            among: self.among.clone(),
            party_roles: self.party_roles.clone(),
            fields: self.fields,
            largest: self.largest,
            left: self.left.clone(),
            acts_only_start: self.acts_only_start,
            all_is_told: self.all_is_told,
            by_window: self.by_window,
            without_order: self.without_order,
            all_stretches: self.all_stretches,
            also: self.also,
            choices: self.choices.clone(),
            trials: self.trials.clone(),
            ..World::new(self.model, situation)
        }
    }

    // In another situation, in which who comes after the participants of this one is only at hand.
    fn with_at_hand<'b>(&self, situation: &'b Situation) -> World<'b>
    where
        'a: 'b,
    {
        let there = self.there.min(self.situation.participants.len());
        World { there, ..self.vary(situation) }
    }

    /// Every instance of a norm: every choice of participants that suits their sorts, for a ban, a permission
    /// or a power with each of its acts, for a duty that recurs with each of its stretches.
    pub fn instances(&self, norm: NormId) -> Vec<Instance> {
        let all = self.in_all_stretches(norm);
        match self.recurs(norm) {
            true => all.iter().flat_map(|it| self.in_stretches(it)).collect(),
            false => all,
        }
    }

    /// As [`World::instances`], but all stretches of a duty that recurs are one.
    pub fn in_all_stretches(&self, norm: NormId) -> Vec<Instance> {
        let scope = &self.model.norms[norm].scope;
        let vars = conditions::every(scope);
        let acts = match self.model.norms[norm].modal {
            crate::model::Modal::Must => 1,
            _ => self.model.norms[norm].acts.len(),
        };
        let mut found = Vec::new();
        if !self.is_loaded(norm) {
            return found;
        }
        for env in self.assignments(scope, &vars, &vec![None; scope.vars.len()]) {
            let participants: Vec<_> = vars.iter().filter_map(|var| env[var.0 as usize]).collect();
            found.extend((0..acts).map(|act| Instance {
                norm,
                participants: participants.clone(),
                act,
                stretch: None,
            }));
        }
        found
    }

    // Neither excluded nor of an instrument that is only proposed.
    fn is_loaded(&self, norm: NormId) -> bool {
        let instrument = self.model.norms[norm].instrument;
        let among = self.among.as_ref().is_none_or(|among| among.0.contains(&norm));
        among && !self.excluded.contains(&norm) && self.is_current(instrument)
    }

    // The norms that are loaded, in order.
    fn norms(&self) -> Box<dyn Iterator<Item = NormId> + '_> {
        let loaded = |norm: &NormId| self.is_loaded(*norm);
        match &self.among {
            Some(among) => Box::new(among.0.iter().copied().filter(loaded)),
            None => Box::new(self.model.norms.ids().filter(loaded)),
        }
    }

    // The rules that are looked at, in order.
    fn rules(&self) -> Box<dyn Iterator<Item = &'a ActRule> + '_> {
        match &self.among {
            Some(among) => Box::new(among.1.iter().map(|&id| &self.model.rules[id])),
            None => Box::new(self.model.rules.values()),
        }
    }

    // The instrument of which a role is `Party`.
    fn party_role(&self, sort: SortId) -> Option<InstrumentId> {
        let all = self.party_roles.get_or_init(|| {
            let roles = self.model.instruments.iter().rev();
            roles.filter_map(|(id, it)| Some((it.party_role?, id))).collect()
        });
        all.get(&sort).copied()
    }

    fn is_current(&self, instrument: InstrumentId) -> bool {
        self.among.is_some()
            || !self.model.instruments[instrument].proposed
            || self.with.contains(&instrument)
    }

    fn participants(&self) -> impl Iterator<Item = ParticipantId> + use<> {
        (0..self.situation.participants.len() as u32).map(ParticipantId)
    }

    // The first moment of the day that is looked at.
    fn now(&self) -> Option<i64> {
        self.situation.day.map(|day| day.start().0)
    }

    /// The view of an item that is no norm.
    fn view<'v>(&'v self, scope: &'v Scope, env: Vec<Option<ParticipantId>>) -> View<'v> {
        View {
            scope,
            env,
            bearer: None,
            start: None,
            calendar: &self.plain,
            norm: None,
            whose: None,
            layer: Layer::Applies,
            law: None,
        }
    }

    /// The view of a norm's instance.
    fn instance_view(&self, instance: &Instance) -> Answer<View<'_>> {
        let norm = &self.model.norms[instance.norm];
        let mut env = vec![None; norm.scope.vars.len()];
        for (var, who) in conditions::every(&norm.scope).iter().zip(&instance.participants) {
            env[var.0 as usize] = Some(*who);
        }
        let calendar = self.model.instruments[norm.instrument].calendar;
        let calendar = calendar.map_or(&self.plain, |id| &self.model.calendars[id]);
        let mut view = View {
            calendar,
            norm: Some(instance.norm),
            whose: Some(instance.norm),
            ..self.view(&norm.scope, env)
        };
        view.bearer = Some(self.participant(&norm.bearer, &view)?);
        Ok(view)
    }

    // Counts how deep questions nest; the guard counts back.
    fn descend(&self) -> Answer<Depth<'_>> {
        self.depth.set(self.depth.get() + 1);
        let guard = Depth(&self.depth);
        if self.depth.get() > DEEPEST {
            return Err(Unsupported::new("questions that nest too deep or run in a circle"));
        }
        if self.trials.get() > MOST_TRIALS {
            return Err(Unsupported::new("too many participants to try"));
        }
        Ok(guard)
    }

    // Counts a choice that is tried, by what it costs.
    fn choose(&self, cost: u64) -> Answer<()> {
        self.choices.set(self.choices.get() + cost);
        if self.choices.get() > MOST_CHOICES {
            return Err(Unsupported::new("too many choices to try"));
        }
        Ok(())
    }
}

struct Depth<'d>(&'d Cell<u32>);

impl Drop for Depth<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}
