//! One question in the making: turns conditions into formulas over the participants of a query.
//!
//! A formula is built for the polarity in which it will stand. *Some* in a positive place becomes a
//! participant of its own; in a negative place it ranges over everybody in the query. Everything that is
//! left out on the way makes the question weaker, never stronger: an answer "no case" is a proof, and every
//! case is replayed by the reference evaluator.

use super::words::Symbol;
use crate::logic::precedence::effective::Standing;
use crate::model::{Cond, Day, Minute, Model, NormId, ScenarioId, Scope, SortId, VarId};
use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::logic) use super::ask::Ask;
use super::brought::Brought;
use super::formula::Formula;
use super::others::Others;
use super::universe::{Atom, Node, OccurrenceKey, Place, Universe};
use crate::logic::Limit;
use crate::logic::applies::counting::Counting;
use crate::logic::applies::recurring::Turn;
use crate::logic::limits::{ATTRIBUTE_DEPTH, CHOSEN_DEPTH, PARTICIPANTS, PARTICIPANTS_IN_ALL};
use crate::logic::solve::{Assignment, Stage};
use crate::logic::theory::Theory;

/// Whether a formula will stand under an even or an odd number of negations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::logic) enum Polarity {
    Positive,
    Negative,
}

impl std::ops::Not for Polarity {
    type Output = Polarity;
    fn not(self) -> Polarity {
        match self {
            Polarity::Positive => Polarity::Negative,
            Polarity::Negative => Polarity::Positive,
        }
    }
}

/// Who an item's variables stand for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::logic) struct Binding(pub(in crate::logic) Vec<Option<Node>>);

impl Binding {
    pub(in crate::logic) fn empty(scope: &Scope) -> Binding {
        Binding(vec![None; scope.vars.len()])
    }

    pub(in crate::logic) fn get(&self, var: VarId) -> Option<Node> {
        self.0.get(var.0 as usize).copied().flatten()
    }

    pub(in crate::logic) fn set(&mut self, var: VarId, node: Node) {
        self.0[var.0 as usize] = Some(node);
    }

    /// Whether it says no more than another, so that whoever is bound there may be here, too.
    pub(in crate::logic) fn leaves_open(&self, other: &Binding) -> bool {
        self.0.iter().zip(&other.0).all(|(own, theirs)| own.is_none() || own == theirs)
    }
}

/// A norm with its participants chosen and, for a ban or permission, one of its acts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::logic) struct Instance {
    pub(in crate::logic) norm: NormId,
    pub(in crate::logic) binding: Binding,
    pub(in crate::logic) act: usize,
}

/// A norm with other conditions than those that are written.
#[derive(Clone, Debug)]
pub(in crate::logic) struct Reread {
    pub(in crate::logic) norm: NormId,
    pub(in crate::logic) when: Cond,
    pub(in crate::logic) unless: Cond,
}

/// What may be so or not, because it is not looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::logic) enum Open {
    /// A condition about other norms.
    Cond(Cond),
    /// Whether a norm, for one of its acts, is defeated.
    Standing(NormId, usize),
}

/// A doing of a behaviour.
#[derive(Clone, Copy, Debug)]
pub(in crate::logic) struct Done {
    pub(in crate::logic) at: Place,
    /// It is the first one. Windows ask for that; what an act needs must only have been done before it.
    pub(in crate::logic) is_first: bool,
}

impl Done {
    pub(in crate::logic) fn first(at: Place) -> Done {
        Done { at, is_first: true }
    }
}

/// What a scenario says of an occurrence.
#[derive(Clone, Copy)]
pub(in crate::logic) struct Told {
    /// It happened, whatever is left open: it is up to nobody any more.
    pub(in crate::logic) surely: bool,
    /// When it first did, unless that hangs on something.
    pub(in crate::logic) first: Option<Minute>,
}

/// One question in the making.
pub(in crate::logic) struct Query<'m> {
    pub(in crate::logic) theory: &'m Theory<'m>,
    pub(in crate::logic) model: &'m Model,
    pub(in crate::logic) universe: Universe<'m>,
    /// How many participants *some* ranges over in negative places: those known before this round.
    pub(super) domain: usize,
    /// Whether the formula of this round asks about everybody who came up.
    asks_everybody: Cell<bool>,
    /// Instances made so far.
    pub(in crate::logic) instances: u32,
    /// Instances that are tried and whose bearers choose freely, numbered.
    pub(in crate::logic) choosing: FxHashMap<(NormId, Binding), u32>,
    /// How often a `some` needed somebody of a kind of its own beside those known there; names them. Whether one comes
    /// before another can differ from round to round: who is of one kind is never named like one of another.
    pub(super) somes: BTreeMap<(SortId, Vec<Node>), u32>,
    /// Who is brought along by those who may be chosen freely.
    pub(super) brought: Vec<Brought>,
    /// How often somebody was chosen for a participant in this round.
    pub(in crate::logic) choices: usize,
    /// How often in all rounds.
    pub(in crate::logic) all_choices: usize,
    /// How many literals it has looked at.
    pub(in crate::logic) work: usize,
    /// Who is chosen at the moment for the *some* and *every* around.
    pub(in crate::logic) chosen: Vec<Node>,
    /// Who is defeated, as far as it was asked in this round, with the stretches that were asked about and whether acts of the
    /// situation only open windows.
    pub(in crate::logic) standings: FxHashMap<(Standing, BTreeMap<NormId, Turn>, bool), Formula>,
    /// What the names of formulas made in this round stand for.
    pub(in crate::logic) named: Vec<Formula>,
    /// Names given so far.
    pub(in crate::logic) names: u32,
    /// When a behaviour does the acts that matter; `None`: never.
    pub(in crate::logic) behaviour: BTreeMap<OccurrenceKey, Option<Done>>,
    /// Whether it is asked what a behaviour may do, and not what the situation is.
    pub(in crate::logic) is_laying_out: bool,
    /// The acts of the situation: those that open windows, but for the set's own where these are `strong`.
    pub(in crate::logic) listed: BTreeSet<OccurrenceKey>,
    /// The acts that open windows of the set that is asked about.
    pub(in crate::logic) own_starts: BTreeSet<OccurrenceKey>,
    /// What a scenario says happened, with what its acts count as, or may.
    pub(in crate::logic) told: BTreeMap<OccurrenceKey, Told>,
    /// The acts that open windows of the set belong to the behaviour, not to the situation.
    pub(in crate::logic) strong: bool,
    /// The acts of the situation only open windows: nobody is held to what was done.
    pub(in crate::logic) starts_only: bool,
    /// Varying lengths counted from acts of the behaviour make windows as narrow as they can be, or (where it
    /// must be shown that something can be respected) as wide.
    pub(in crate::logic) optimistic: bool,
    /// Bans catch whoever is chosen by instances of their own, and each member is on somebody who is around.
    pub(in crate::logic) choice_apart: bool,
    /// Those on whom a set tells its bans on whomever somebody may choose. Others like them are at hand whatever a person says
    /// of these.
    pub(in crate::logic) stand_for_others: BTreeSet<Node>,
    /// Defeated bans do not stand against choosing somebody.
    pub(in crate::logic) spares_defeated: bool,
    /// Bans that stand on the day that is looked at stand against what is done before they came into force, too.
    pub(in crate::logic) looks_back: bool,
    /// Those whom the bearer of a duty may choose and another member of the set names: they are in the case.
    pub(in crate::logic) fresh_members: BTreeSet<Node>,
    /// How deep `some` inside *every* is followed.
    pub(super) chosen_depth: u32,
    /// The varying length that is asked for next is the shortest that it can be.
    pub(in crate::logic) shortest: bool,
    /// How lengths that are attributes are counted from acts of the behaviour.
    pub(in crate::logic) counting: Counting,
    /// The values of places in the case that is looked at, where one is.
    pub(in crate::logic) in_case: Vec<i64>,
    /// The lengths that were so counted, where they are fixed.
    pub(in crate::logic) counted: BTreeSet<Place>,
    /// Duty windows do not include their end: what clashes only now has no slack.
    pub(in crate::logic) tight: bool,
    /// The stretch that is asked about, for each duty that recurs (`every LENGTH`).
    pub(in crate::logic) turns: BTreeMap<NormId, Turn>,
    /// The order of acts is left out (`before`, `needs`, `ends`).
    pub(in crate::logic) unordered: bool,
    /// An assertion is looked at: its status sentences ask about effective norms.
    pub(in crate::logic) principle: bool,
    /// A duty to be done once answers sentences without TIME while its window is open, and neither early nor late; but for
    /// one whose time hangs on an act.
    pub(in crate::logic) by_window: bool,
    /// Only these norms answer the next status sentence.
    pub(in crate::logic) only: Option<Vec<NormId>>,
    /// Acts that a standing duty has done at all times without a beginning, and when it does: they have no first doing.
    pub(in crate::logic) endless: Vec<(OccurrenceKey, Formula)>,
    /// The conditions of one norm are read otherwise than written.
    pub(in crate::logic) instead: Option<&'m Reread>,
    /// These norms defeat nobody.
    pub(in crate::logic) left_out: Vec<NormId>,
    /// Norms that nothing could defeat in any case, whatever other norms are left out.
    pub(in crate::logic) unbeaten: BTreeSet<NormId>,
    /// The norms whose defeat is being asked about, outermost first; a norm that is in it already closes a ring.
    pub(in crate::logic) chain: Vec<NormId>,
    /// No norm displaces another.
    pub(in crate::logic) undisplaced: bool,
    /// Reservations cut nothing out.
    pub(in crate::logic) unreserved: bool,
    /// What conditions ask of other norms may be so or not: the set may not be complete.
    pub(in crate::logic) norms_open: bool,
    /// Nobody and nothing beyond what this scenario states, on its day or another.
    pub(in crate::logic) closed: Option<(ScenarioId, Option<Day>)>,
    /// All assumptions are looked at, and not only those that touch what is spoken of.
    pub(in crate::logic) assumes_all: bool,
    /// Of those of whom a case says nothing it tells one of each kind.
    pub(in crate::logic) one_of_a_kind: bool,
    /// The words of which the question and the assumptions that touch it speak.
    pub(in crate::logic) touched: BTreeSet<Symbol>,
    /// The assumptions are themselves in question.
    pub(in crate::logic) assumes_nothing: bool,
    /// A case is varied: nobody is in it who was not.
    pub(in crate::logic) frozen: bool,
    /// *Every* ranges over those, too, whom a bearer may choose freely.
    pub(in crate::logic) fresh_too: bool,
    /// Fields are compared: what the other norms say counts as one unknown fact, parties are left out.
    pub(super) fields_only: bool,
    /// The status conditions met so far, where they count as unknown facts.
    pub(in crate::logic) unknowns: Vec<Open>,
}

/// A situation that was found: the formulas that describe it, and values under which they hold.
#[derive(Clone, Debug)]
pub(in crate::logic) struct Found {
    pub(in crate::logic) formulas: Vec<Formula>,
    pub(in crate::logic) assignment: Assignment,
}

pub(in crate::logic) type Grounded = Result<Formula, Limit>;

impl<'m> Query<'m> {
    pub(in crate::logic) fn new(theory: &'m Theory<'m>) -> Self {
        Query {
            theory,
            model: theory.model,
            universe: Universe::new(theory.model, &theory.party_roles),
            domain: 0,
            asks_everybody: Cell::new(false),
            instances: 0,
            choosing: FxHashMap::default(),
            somes: BTreeMap::new(),
            brought: Vec::new(),
            choices: 0,
            all_choices: 0,
            work: 0,
            chosen: Vec::new(),
            standings: FxHashMap::default(),
            named: Vec::new(),
            names: 0,
            behaviour: BTreeMap::new(),
            is_laying_out: false,
            listed: BTreeSet::new(),
            own_starts: BTreeSet::new(),
            told: BTreeMap::new(),
            strong: false,
            starts_only: false,
            optimistic: false,
            choice_apart: false,
            stand_for_others: BTreeSet::new(),
            spares_defeated: false,
            looks_back: false,
            fresh_members: BTreeSet::new(),
            chosen_depth: CHOSEN_DEPTH,
            shortest: false,
            counting: Counting::Refused,
            in_case: Vec::new(),
            counted: BTreeSet::new(),
            tight: false,
            by_window: false,
            turns: BTreeMap::new(),
            unordered: false,
            principle: false,
            only: None,
            endless: Vec::new(),
            instead: None,
            left_out: Vec::new(),
            unbeaten: BTreeSet::new(),
            chain: Vec::new(),
            undisplaced: false,
            unreserved: false,
            norms_open: false,
            closed: None,
            frozen: false,
            fresh_too: false,
            assumes_all: false,
            one_of_a_kind: false,
            touched: BTreeSet::new(),
            assumes_nothing: false,
            fields_only: false,
            unknowns: Vec::new(),
        }
    }

    /// A question about fields.
    pub(in crate::logic) fn for_fields(theory: &'m Theory<'m>) -> Self {
        Query { fields_only: true, ..Query::new(theory) }
    }

    /// The `when` and the `unless` of a norm, as they are read here.
    pub(in crate::logic) fn conditions_of(&self, norm: NormId) -> (&'m Cond, &'m Cond) {
        match self.instead {
            Some(it) if it.norm == norm => (&it.when, &it.unless),
            _ => (&self.model.norms[norm].when, &self.model.norms[norm].unless),
        }
    }

    /// A question for which these others are looked at. Where they are all, *some* inside *every* is followed deeper.
    pub(in crate::logic) fn among(theory: &'m Theory<'m>, others: Others) -> Self {
        let mut query = Query::new(theory);
        if others == Others::All {
            query.assumes_all = true;
            query.chosen_depth += 1;
            for id in query.model.individuals.ids() {
                query.universe.individual(id);
            }
        }
        query
    }

    /// A situation in which the formula holds, or `None` iff there is none.
    pub(in crate::logic) fn find(
        &mut self,
        build: &mut dyn FnMut(&mut Self) -> Grounded,
    ) -> Result<Option<Found>, Limit> {
        let mut last = Stage::Regions;
        let answer = self.find_in_stages(build, &mut last);
        self.spend(self.universe.eliminated);
        if !self.fields_only {
            self.theory.counters.count(answer.as_ref().map(|_| last));
        }
        answer
    }

    /// Notes that so many literals were looked at.
    pub(in crate::logic) fn spend(&mut self, literals: usize) {
        self.work = self.work.saturating_add(literals);
        self.theory.stop.spend(literals);
    }

    fn find_in_stages(
        &mut self,
        build: &mut dyn FnMut(&mut Self) -> Grounded,
        last: &mut Stage,
    ) -> Result<Option<Found>, Limit> {
        let formula = self.settle(&mut |query| {
            let goal = build(query)?;
            if goal == Formula::False {
                return Ok(goal);
            }
            if query.assumes_nothing {
                return Ok(goal);
            }
            Ok(goal.and(query.assumptions()?))
        })?;
        if formula == Formula::False {
            return Ok(None);
        }
        // Most questions need nobody to be the same as another. That is asked first; it is a stronger question. So is one
        // that wants a whole case.
        let whole = self.assumptions_of_a_whole_case();
        for identity in [false, true] {
            for whole in whole.iter().cloned().map(Some).chain([None]) {
                let mut formulas: Vec<_> = [formula.clone()].into_iter().chain(whole).collect();
                self.note_idle(&formulas);
                formulas.extend(self.axioms(identity)?);
                let (found, stage) = self.decide_by_calendar(&mut formulas)?;
                // The hardest stage that had a part in it.
                *last = (*last).max(stage);
                if let Some(assignment) = found {
                    return Ok(Some(Found { formulas, assignment }));
                }
            }
            if !self.universe.atoms().any(|(_, atom)| matches!(atom, Atom::Same(..))) {
                break;
            }
        }
        Ok(None)
    }

    /// Builds a formula again and again until nobody new comes up, so that *every* means everybody, and no act of
    /// the situation. Where it asks nothing that hangs on what comes up later, it would be the same each time.
    pub(in crate::logic) fn settle(
        &mut self,
        build: &mut dyn FnMut(&mut Self) -> Grounded,
    ) -> Grounded {
        loop {
            let before = self.universe.node_count();
            let acts = self.listed.len();
            if self.theory.stop.is_on() {
                return Err(Limit::Stopped);
            }
            self.domain = before;
            if before > PARTICIPANTS_IN_ALL {
                return Err(Limit::Participants);
            }
            if self.crowd() > PARTICIPANTS {
                self.look_at_fewer()?;
            }
            (self.instances, self.choices) = (0, 0);
            self.somes.clear();
            self.chosen.clear();
            self.standings.clear();
            self.named.clear();
            self.chain.clear();
            self.behaviour.clear();
            self.fresh_members.clear();
            self.asks_everybody.set(false);
            let known = self.noted();
            let formula = match build(self) {
                Err(Limit::Participants) => {
                    self.look_at_fewer()?;
                    continue;
                }
                formula => formula?,
            };
            self.spend(formula.size().saturating_add(self.universe.node_count()));
            let hangs = self.asks_everybody.get() || self.closed.is_some() || known != self.noted();
            let nobody_new = !hangs || self.universe.node_count() == before;
            if nobody_new && self.listed.len() == acts {
                return Ok(formula);
            }
        }
    }

    /// How many there are over whom *every* ranges.
    fn crowd(&self) -> usize {
        let nodes = self.universe.nodes().take(self.domain);
        nodes.filter(|&node| self.is_one_of_all(node)).count()
    }

    /// *Every* no longer ranges over those who came up as *some* inside it: a weaker question, of which an answer
    /// "no case" is a proof all the same.
    ///
    /// # Errors
    /// It does not already, or the question is of one case.
    fn look_at_fewer(&mut self) -> Result<(), Limit> {
        if self.chosen_depth == 0 || self.closed.is_some() || self.frozen {
            return Err(Limit::Participants);
        }
        self.chosen_depth -= 1;
        Ok(())
    }

    /// How much is noted while a formula is built that what is built later may hang on.
    fn noted(&self) -> [usize; 3] {
        [self.universe.apart_count(), self.listed.len(), self.own_starts.len()]
    }

    /// Everybody of a top kind over whom *every* ranges.
    pub(in crate::logic) fn everybody(&self, top: SortId) -> Vec<Node> {
        self.asks_everybody.set(true);
        let nodes = self.universe.nodes().take(self.domain);
        nodes.filter(|&node| self.universe.top(node) == top && self.is_one_of_all(node)).collect()
    }

    /// The named participants of whom the query speaks so far.
    pub(in crate::logic) fn named_so_far(&self) -> Vec<Node> {
        self.asks_everybody.set(true);
        self.universe.named().collect()
    }

    /// Whether *every* ranges over this one, too.
    pub(in crate::logic) fn is_one_of_all(&self, node: Node) -> bool {
        self.universe.depth(node) <= ATTRIBUTE_DEPTH
            && self.universe.chosen_depth(node) <= self.chosen_depth
            && (self.fresh_too
                || self.fresh_members.contains(&node)
                || !self.universe.is_fresh(node))
    }
}
