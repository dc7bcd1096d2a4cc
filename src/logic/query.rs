//! One question in the making: turns conditions into formulas over the participants of a query.
//!
//! A formula is built for the polarity in which it will stand. *Some* in a positive place becomes a
//! participant of its own; in a negative place it ranges over everybody in the query. Everything that is
//! left out on the way makes the question weaker, never stronger: an answer "no case" is a proof, and every
//! case is replayed by the reference evaluator.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Limit;
use super::counting::Counting;
use super::formula::Formula;
use super::limits::{ATTRIBUTE_DEPTH, CHOICES, CHOSEN_DEPTH, PARTICIPANTS};
use super::recurring::Turn;
use super::solve::{self, Assignment, Stage};
use super::theory::Theory;
use super::universe::{
    Atom, Bound, Instant, Node, NodeKind, OccurrenceKey, Place, PlaceKind, Universe,
};
use crate::model::{
    AttributeType, Calendar, CalendarId, CompareOp, Comparison, Cond, Length, Minute, Model,
    NormId, Occurrence, Reason, Scope, SortId, Term, Unit, Value, VarId,
};

/// Whether a formula will stand under an even or an odd number of negations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Polarity {
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
pub(super) struct Binding(pub(super) Vec<Option<Node>>);

impl Binding {
    pub(super) fn empty(scope: &Scope) -> Binding {
        Binding(vec![None; scope.vars.len()])
    }

    pub(super) fn get(&self, var: VarId) -> Option<Node> {
        self.0.get(var.0 as usize).copied().flatten()
    }

    pub(super) fn set(&mut self, var: VarId, node: Node) {
        self.0[var.0 as usize] = Some(node);
    }
}

/// A norm with its participants chosen and, for a ban or permission, one of its acts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Instance {
    pub(super) norm: NormId,
    pub(super) binding: Binding,
    pub(super) act: usize,
}

/// A norm with other conditions than those that are written.
#[derive(Clone, Debug)]
pub(super) struct Reread {
    pub(super) norm: NormId,
    pub(super) when: Cond,
    pub(super) unless: Cond,
}

/// What may be so or not, because it is not looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// A condition about other norms.
    Cond(Cond),
    /// Whether a norm, for one of its acts, is defeated.
    Standing(NormId, usize),
}

/// Where a condition is asked.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) scope: &'a Scope,
    pub(super) binding: &'a Binding,
    /// The moment at which what changes is asked.
    pub(super) at: Instant,
    /// The moment at which dates and parties are asked: the start of the window where there is one.
    pub(super) start: Instant,
    /// The norm that asks, if it is one.
    pub(super) asker: Option<&'a Instance>,
    /// The norms that led here by status sentences; they answer nothing.
    pub(super) depth: u32,
}

impl<'a> Ask<'a> {
    fn with<'b>(&self, scope: &'b Scope, binding: &'b Binding) -> Ask<'b>
    where
        'a: 'b,
    {
        Ask { scope, binding, at: self.at, start: self.start, asker: self.asker, depth: self.depth }
    }
}

/// A doing of a behaviour.
#[derive(Clone, Copy, Debug)]
pub(super) struct Done {
    pub(super) at: Place,
    /// It is the first one. Windows ask for that; what an act needs must only have been done before it.
    pub(super) is_first: bool,
}

impl Done {
    pub(super) fn first(at: Place) -> Done {
        Done { at, is_first: true }
    }
}

/// One question in the making.
pub(super) struct Query<'m> {
    pub(super) theory: &'m Theory<'m>,
    pub(super) model: &'m Model,
    pub(super) universe: Universe<'m>,
    /// How many participants *some* ranges over in negative places: those known before this round.
    domain: usize,
    /// Whether the formula of this round asks about everybody who came up.
    asks_everybody: Cell<bool>,
    /// Instances made so far.
    instances: u32,
    /// How often a `some` needed somebody of its own beside those known there; names them.
    somes: BTreeMap<Vec<Node>, u32>,
    /// How often somebody was chosen for a participant in this round.
    choices: usize,
    /// How often in all rounds.
    pub(super) all_choices: usize,
    /// Who is chosen at the moment for the *some* and *every* around.
    chosen: Vec<Node>,
    /// Who is defeated, as far as it was asked in this round.
    pub(super) standings: rustc_hash::FxHashMap<super::effective::Standing, Formula>,
    /// What the names of formulas made in this round stand for.
    pub(super) named: Vec<Formula>,
    /// Names given so far.
    pub(super) names: u32,
    /// When a behaviour does the acts that matter; `None`: never.
    pub(super) behaviour: BTreeMap<OccurrenceKey, Option<Done>>,
    /// The acts of the situation: those that open windows, but for the set's own where these are `strong`.
    pub(super) listed: std::collections::BTreeSet<OccurrenceKey>,
    /// The acts that open windows of the set that is asked about.
    pub(super) own_starts: std::collections::BTreeSet<OccurrenceKey>,
    /// The acts that open windows of the set belong to the behaviour, not to the situation.
    pub(super) strong: bool,
    /// The acts of the situation only open windows: nobody is held to what was done.
    pub(super) starts_only: bool,
    /// Varying lengths counted from acts of the behaviour make windows as narrow as they can be, or (where it
    /// must be shown that something can be respected) as wide.
    pub(super) optimistic: bool,
    /// The varying length that is asked for next is the shortest that it can be.
    pub(super) shortest: bool,
    /// How lengths that are attributes are counted from acts of the behaviour.
    pub(super) counting: Counting,
    /// The values of places in the case that is looked at, where one is.
    pub(super) in_case: Vec<i64>,
    /// The lengths that were so counted, where they are fixed.
    pub(super) counted: std::collections::BTreeSet<Place>,
    /// Duty windows do not include their end: what clashes only now has no slack.
    pub(super) tight: bool,
    /// The stretch that is asked about, for each duty that recurs (`every LENGTH`).
    pub(super) turns: BTreeMap<NormId, Turn>,
    /// The order of acts is left out (`before`, `needs`, `ends`).
    pub(super) unordered: bool,
    /// An assertion is looked at: its status sentences ask about effective norms.
    pub(super) principle: bool,
    /// Only these norms answer the next status sentence.
    pub(super) only: Option<Vec<NormId>>,
    /// The conditions of one norm are read otherwise than written.
    pub(super) instead: Option<&'m Reread>,
    /// These norms defeat nobody.
    pub(super) left_out: Vec<NormId>,
    /// Who is asked to be defeated by whom is asked to be: the norms that led to the next.
    pub(super) chain: Vec<NormId>,
    /// No norm displaces another.
    pub(super) undisplaced: bool,
    /// What conditions ask of other norms may be so or not: the set may not be complete.
    pub(super) norms_open: bool,
    /// Nobody and nothing beyond what this scenario states.
    pub(super) closed: Option<crate::model::ScenarioId>,
    /// All assumptions are looked at, and not only those that touch what is spoken of.
    pub(super) assumes_all: bool,
    /// The words of which the question and the assumptions that touch it speak.
    pub(super) touched: std::collections::BTreeSet<super::axioms::Symbol>,
    /// The assumptions are themselves in question.
    pub(super) assumes_nothing: bool,
    /// A case is varied: nobody is in it who was not.
    pub(super) frozen: bool,
    /// *Every* ranges over those, too, whom a bearer may choose freely.
    pub(super) fresh_too: bool,
    /// Fields are compared: what the other norms say counts as one unknown fact, parties are left out.
    fields_only: bool,
    /// The status conditions met so far, where they count as unknown facts.
    unknowns: Vec<Open>,
}

/// A situation that was found: the formulas that describe it, and values under which they hold.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) formulas: Vec<Formula>,
    pub(super) assignment: Assignment,
}

pub(super) type Grounded = Result<Formula, Limit>;

impl<'m> Query<'m> {
    pub(super) fn new(theory: &'m Theory<'m>) -> Self {
        Query {
            theory,
            model: theory.model,
            universe: Universe::new(theory.model, &theory.party_roles),
            domain: 0,
            asks_everybody: Cell::new(false),
            instances: 0,
            somes: BTreeMap::new(),
            choices: 0,
            all_choices: 0,
            chosen: Vec::new(),
            standings: rustc_hash::FxHashMap::default(),
            named: Vec::new(),
            names: 0,
            behaviour: BTreeMap::new(),
            listed: std::collections::BTreeSet::new(),
            own_starts: std::collections::BTreeSet::new(),
            strong: false,
            starts_only: false,
            optimistic: false,
            shortest: false,
            counting: Counting::Refused,
            in_case: Vec::new(),
            counted: std::collections::BTreeSet::new(),
            tight: false,
            turns: BTreeMap::new(),
            unordered: false,
            principle: false,
            only: None,
            instead: None,
            left_out: Vec::new(),
            chain: Vec::new(),
            undisplaced: false,
            norms_open: false,
            closed: None,
            frozen: false,
            fresh_too: false,
            assumes_all: false,
            touched: std::collections::BTreeSet::new(),
            assumes_nothing: false,
            fields_only: false,
            unknowns: Vec::new(),
        }
    }

    /// A question about fields.
    pub(super) fn for_fields(theory: &'m Theory<'m>) -> Self {
        Query { fields_only: true, ..Query::new(theory) }
    }

    /// The `when` and the `unless` of a norm, as they are read here.
    pub(super) fn conditions_of(&self, norm: NormId) -> (&'m Cond, &'m Cond) {
        match self.instead {
            Some(it) if it.norm == norm => (&it.when, &it.unless),
            _ => (&self.model.norms[norm].when, &self.model.norms[norm].unless),
        }
    }

    /// Everybody who exists in any case is looked at, and everything that is assumed.
    pub(super) fn look_at_everything(&mut self) {
        self.assumes_all = true;
        for id in self.model.individuals.ids() {
            self.universe.individual(id);
        }
    }

    /// A situation in which the formula holds, or `None` iff there is none.
    pub(super) fn find(
        &mut self,
        build: &mut dyn FnMut(&mut Self) -> Grounded,
    ) -> Result<Option<Found>, Limit> {
        let mut last = Stage::Regions;
        let answer = self.find_in_stages(build, &mut last);
        if !self.fields_only {
            self.theory.counters.count(answer.as_ref().map(|_| last));
        }
        answer
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
        // Most questions need nobody to be the same as another. That is asked first; it is a stronger question.
        for identity in [false, true] {
            let mut formulas = vec![formula.clone()];
            formulas.extend(self.axioms(identity)?);
            let (found, stage) = solve::decide(&self.universe, &formulas)?;
            // The hardest stage that had a part in it.
            *last = (*last).max(stage);
            if let Some(assignment) = found {
                return Ok(Some(Found { formulas, assignment }));
            }
            if !self.universe.atoms().any(|(_, atom)| matches!(atom, Atom::Same(..))) {
                break;
            }
        }
        Ok(None)
    }

    /// Builds a formula again and again until nobody new comes up, so that *every* means everybody, and no act of
    /// the situation. Where it asks nothing that hangs on what comes up later, it would be the same each time.
    pub(super) fn settle(&mut self, build: &mut dyn FnMut(&mut Self) -> Grounded) -> Grounded {
        loop {
            let before = self.universe.node_count();
            let acts = self.listed.len();
            if before > PARTICIPANTS {
                return Err(Limit::Participants);
            }
            (self.domain, self.instances, self.choices) = (before, 0, 0);
            self.somes.clear();
            self.chosen.clear();
            self.standings.clear();
            self.named.clear();
            self.chain.clear();
            self.behaviour.clear();
            self.asks_everybody.set(false);
            let known = self.noted();
            let formula = build(self)?;
            let hangs = self.asks_everybody.get() || self.closed.is_some() || known != self.noted();
            let nobody_new = !hangs || self.universe.node_count() == before;
            if nobody_new && self.listed.len() == acts {
                return Ok(formula);
            }
        }
    }

    /// How much is noted while a formula is built that what is built later may hang on.
    fn noted(&self) -> [usize; 3] {
        [self.universe.apart_count(), self.listed.len(), self.own_starts.len()]
    }

    /// Everybody of a top kind over whom *every* ranges.
    pub(super) fn everybody(&self, top: SortId) -> Vec<Node> {
        self.asks_everybody.set(true);
        let nodes = self.universe.nodes().take(self.domain);
        nodes.filter(|&node| self.universe.top(node) == top && self.is_one_of_all(node)).collect()
    }

    /// The named participants of whom the query speaks so far.
    pub(super) fn named_so_far(&self) -> Vec<Node> {
        self.asks_everybody.set(true);
        self.universe.named().collect()
    }

    /// Whether *every* ranges over this one, too.
    pub(super) fn is_one_of_all(&self, node: Node) -> bool {
        self.universe.depth(node) <= ATTRIBUTE_DEPTH
            && self.universe.chosen_depth(node) <= CHOSEN_DEPTH
            && (self.fresh_too || !self.universe.is_fresh(node))
    }

    /// A new instance: variables not yet bound get participants of their own, except those that are *some*.
    pub(super) fn instance(&mut self, norm: NormId, act: usize, mut binding: Binding) -> Instance {
        let place = self.instances;
        self.instances += 1;
        let scope = &self.model.norms[norm].scope;
        for (index, var) in scope.vars.iter().enumerate() {
            if binding.0[index].is_none() && !var.some {
                let top = self.model.sorts[var.sorts[0]].top;
                let node = self.universe.node(NodeKind::Of(place, index as u32), top);
                binding.0[index] = Some(node);
            }
        }
        self.choose_freely(norm, place, &mut binding);
        self.hold_apart(norm, &binding);
        Instance { norm, binding, act }
    }

    /// An instance whose participants are chosen, but for those that its bearer may choose freely. It is one of
    /// several that are tried, so that its names hold nobody apart who is not.
    pub(super) fn chosen(&mut self, norm: NormId, act: usize, mut binding: Binding) -> Instance {
        let place = self.instances;
        self.instances += 1;
        self.choose_freely(norm, place, &mut binding);
        Instance { norm, binding, act }
    }

    /// Two names of a norm that applies are two participants. Known from the start, this saves asking who is who.
    fn hold_apart(&mut self, norm: NormId, binding: &Binding) {
        let vars = &self.model.norms[norm].scope.vars;
        let named = vars.iter().zip(&binding.0).filter(|(var, _)| !var.any);
        let nodes: Vec<Node> = named.filter_map(|(_, node)| *node).collect();
        for (place, &a) in nodes.iter().enumerate() {
            for &b in nodes[..place].iter().filter(|&&b| b != a) {
                self.universe.set_apart(a, b);
            }
        }
    }

    /// A duty that any participant will do for gets one that nobody else is.
    fn choose_freely(&mut self, norm: NormId, place: u32, binding: &mut Binding) {
        let norm = &self.model.norms[norm];
        if norm.modal != crate::model::Modal::Must {
            return;
        }
        for act in &norm.acts {
            let crate::model::Act::Do { args, .. } = act else { continue };
            for arg in args {
                if let Term::Var(var) = arg
                    && norm.scope[*var].some
                    && binding.get(*var).is_none()
                {
                    let sort = norm.scope[*var].sorts[0];
                    let top = self.model.sorts[sort].top;
                    let node = self.universe.node(NodeKind::Fresh(place, var.0, sort), top);
                    binding.set(*var, node);
                }
            }
        }
    }

    /// There are participants for these variables such that `body`. The body is built for `polarity`.
    pub(super) fn exists(
        &mut self,
        scope: &Scope,
        vars: &[VarId],
        binding: &Binding,
        polarity: Polarity,
        body: &mut dyn FnMut(&mut Self, &Binding) -> Grounded,
    ) -> Grounded {
        let known = self.known_around(binding);
        self.exists_beside(&known, scope, vars, binding, polarity, body)
    }

    fn exists_beside(
        &mut self,
        known: &[Node],
        scope: &Scope,
        vars: &[VarId],
        binding: &Binding,
        polarity: Polarity,
        body: &mut dyn FnMut(&mut Self, &Binding) -> Grounded,
    ) -> Grounded {
        let Some((&var, rest)) = vars.split_first() else {
            return body(self, binding);
        };
        if binding.get(var).is_some() {
            return self.exists_beside(known, scope, rest, binding, polarity, body);
        }
        let top = self.model.sorts[scope[var].sorts[0]].top;
        let candidates = match polarity {
            Polarity::Negative => self.everybody(top),
            Polarity::Positive if self.closed.is_some() || self.frozen => self.everybody(top),
            Polarity::Positive => {
                let count = self.somes.entry(known.to_vec()).or_insert(0);
                *count += 1;
                let kind = NodeKind::Some(*count, known.to_vec());
                vec![self.universe.node(kind, top)]
            }
        };
        let mut cases = Vec::new();
        for node in candidates {
            self.choices += 1;
            self.all_choices += 1;
            if self.choices > CHOICES {
                return Err(Limit::Participants);
            }
            let mut binding = binding.clone();
            binding.set(var, node);
            let fits = self.fits(scope, &binding, var);
            if fits != Formula::False {
                self.chosen.push(node);
                let case = self.exists_beside(known, scope, rest, &binding, polarity, body);
                self.chosen.pop();
                cases.push(fits.and(case?));
            }
        }
        Ok(Formula::any(cases))
    }

    /// Whoever has been chosen where a *some* stands, so that it is named alike each time the formula is built.
    fn known_around(&self, binding: &Binding) -> Vec<Node> {
        let mut known: Vec<Node> =
            binding.0.iter().flatten().chain(&self.chosen).copied().collect();
        known.sort();
        known.dedup();
        known
    }

    /// A variable's participant is of its sort, and is nobody whom another name of the item names.
    pub(super) fn fits(&mut self, scope: &Scope, binding: &Binding, var: VarId) -> Formula {
        let Some(node) = binding.get(var) else { return Formula::True };
        let sorts = scope[var].sorts.clone();
        let of: Vec<_> = sorts.into_iter().map(|sort| self.is_ever(sort, node)).collect();
        let mut parts = vec![Formula::any(of)];
        if !scope[var].any {
            for (index, other) in scope.vars.iter().enumerate() {
                if index != var.0 as usize
                    && !other.any
                    && let Some(other) = binding.0[index]
                {
                    parts.push(!self.universe.same(node, other));
                }
            }
        }
        Formula::all(parts)
    }

    /// The participant that a term stands for; `None` for a variable that nobody has been chosen for.
    pub(super) fn node(&mut self, term: &Term, binding: &Binding) -> Option<Node> {
        match term {
            Term::Var(var) => binding.get(*var),
            Term::Individual(id) => Some(self.universe.individual(*id)),
            Term::Attribute { attribute, args } => {
                let AttributeType::Participant(sort) = self.model.attributes[*attribute].ty else {
                    return None;
                };
                let args = self.nodes(args, binding)?;
                let top = self.model.sorts[sort].top;
                Some(self.universe.node(NodeKind::Value(*attribute, args), top))
            }
        }
    }

    /// The participants that terms stand for.
    pub(super) fn nodes(&mut self, terms: &[Term], binding: &Binding) -> Option<Vec<Node>> {
        terms.iter().map(|term| self.node(term, binding)).collect()
    }

    fn bound(&mut self, terms: &[Term], binding: &Binding) -> Result<Vec<Node>, Limit> {
        self.nodes(terms, binding).ok_or(Limit::Unbound)
    }

    /// The place of a number, length or date attribute.
    pub(super) fn value(&mut self, term: &Term, binding: &Binding) -> Result<Place, Limit> {
        let Term::Attribute { attribute, args } = term else { return Err(Limit::Unbound) };
        let args = self.bound(args, binding)?;
        Ok(self.universe.place(PlaceKind::Value(*attribute, args)))
    }

    /// Who takes part in an occurrence.
    pub(super) fn occurrence(
        &mut self,
        it: &Occurrence,
        binding: &Binding,
    ) -> Result<OccurrenceKey, Limit> {
        Ok(match it {
            Occurrence::Event { event, args } => {
                OccurrenceKey::Event(*event, self.bound(args, binding)?)
            }
            Occurrence::Act { by, action, args } => {
                let by = self.node(by, binding).ok_or(Limit::Unbound)?;
                OccurrenceKey::Act(by, *action, self.bound(args, binding)?)
            }
        })
    }

    /// A condition holds.
    pub(super) fn cond(&mut self, cond: &Cond, ask: Ask<'_>, polarity: Polarity) -> Grounded {
        let binding = ask.binding;
        match cond {
            Cond::All(parts) => self.each(parts, ask, polarity).map(Formula::all),
            Cond::Any(parts) => self.each(parts, ask, polarity).map(Formula::any),
            Cond::Not(part) => Ok(!self.cond(part, ask, !polarity)?),
            Cond::Some(vars, part) => {
                let mut body = |query: &mut Self, binding: &Binding| {
                    query.cond(part, ask.with(ask.scope, binding), polarity)
                };
                self.exists(ask.scope, vars, binding, polarity, &mut body)
            }
            Cond::Fact { fact, args } => {
                let args = self.bound(args, binding)?;
                Ok(self.universe.holds(Atom::Fact(*fact, args)))
            }
            Cond::Define { definition, args } => {
                let definition = &self.model.definitions[*definition];
                let mut inner = Binding::empty(&definition.scope);
                for (index, node) in self.bound(args, binding)?.into_iter().enumerate() {
                    inner.0[index] = Some(node);
                }
                let ask = ask.with(&definition.scope, &inner);
                self.cond(&definition.cond, ask, polarity)
            }
            Cond::Is { term, sort } => {
                let node = self.node(term, binding).ok_or(Limit::Unbound)?;
                self.is(*sort, node, ask.start)
            }
            Cond::Party { term, instrument } => {
                let node = self.node(term, binding).ok_or(Limit::Unbound)?;
                Ok(self.party(*instrument, node, ask.start))
            }
            Cond::Same(a, b) => {
                let a = self.node(a, binding).ok_or(Limit::Unbound)?;
                let b = self.node(b, binding).ok_or(Limit::Unbound)?;
                Ok(self.universe.same(a, b))
            }
            Cond::Choice { term, choice } => self.choice(term, *choice, binding),
            Cond::SameChoice(a, b) => self.same_choice(a, b, binding),
            Cond::Compare(comparison) => self.compare(comparison, binding),
            Cond::Happens(it) => {
                let key = self.occurrence(it, binding)?;
                Ok(self.happens(key))
            }
            Cond::Before { first, then } => {
                let (first, then) =
                    (self.occurrence(first, binding)?, self.occurrence(then, binding)?);
                let (a, b) = (self.when(&first), self.when(&then));
                let (first, then) = (self.happens(first), self.happens(then));
                let earlier = self.universe.before(a, b, true);
                Ok(first.and((!then).or(earlier)))
            }
            Cond::Distance { later, at_least, length, earlier } => {
                let (later, earlier) =
                    (self.occurrence(later, binding)?, self.occurrence(earlier, binding)?);
                let (a, b) = (self.when(&earlier), self.when(&later));
                let end = self.after(a, length, false, None, binding)?;
                let apart = if *at_least {
                    self.universe.before(end, b, false)
                } else {
                    self.universe.before(a, b, false).and(self.universe.before(b, end, false))
                };
                Ok(Formula::all([self.happens(later), self.happens(earlier), apart]))
            }
            Cond::OnOrAfter(day) => {
                Ok(self.universe.before(Instant::at(day.start()), ask.start, false))
            }
            Cond::Applies(_) | Cond::Status(_) if self.fields_only || self.norms_open => {
                Ok(self.unknown(cond, binding))
            }
            Cond::Applies(target) => self.target_applies(*target, ask, polarity),
            Cond::Status(status) => self.status_applies(status, ask, polarity),
        }
    }

    fn unknown(&mut self, cond: &Cond, binding: &Binding) -> Formula {
        self.either_way(Open::Cond(cond.clone()), binding)
    }

    /// The instance is defeated, or not: what decides that is not followed.
    pub(super) fn open_standing(&mut self, it: &Instance) -> Formula {
        self.either_way(Open::Standing(it.norm, it.act), &it.binding)
    }

    /// A chain of defeat was left open in this question.
    pub(super) fn leaves_standings_open(&self) -> bool {
        self.unknowns.iter().any(|it| matches!(it, Open::Standing(..)))
    }

    fn either_way(&mut self, what: Open, binding: &Binding) -> Formula {
        let known = self.unknowns.iter().position(|it| *it == what);
        let place = known.unwrap_or_else(|| {
            self.unknowns.push(what);
            self.unknowns.len() - 1
        });
        let participants = binding.0.iter().flatten().copied().collect();
        self.universe.holds(Atom::Unknown(place as u32, participants))
    }

    fn each(
        &mut self,
        parts: &[Cond],
        ask: Ask<'_>,
        polarity: Polarity,
    ) -> Result<Vec<Formula>, Limit> {
        parts.iter().map(|part| self.cond(part, ask, polarity)).collect()
    }

    /// Somebody is of a sort, at some time at least.
    fn is_ever(&mut self, sort: SortId, node: Node) -> Formula {
        let Some(&id) = self.theory.party_roles.get(&sort) else {
            return self.universe.is(sort, node);
        };
        let instrument = &self.model.instruments[id];
        if self.fields_only || self.theory.ignores(Reason::Parties) {
            return Formula::True;
        }
        let mut ways = Vec::new();
        for party in &instrument.parties {
            let who = self.universe.individual(party.who);
            ways.push(self.universe.same(node, who));
        }
        if instrument.treaty {
            let can: Vec<_> =
                instrument.party_kinds.iter().map(|&kind| self.universe.is(kind, node)).collect();
            let other = self.universe.holds(Atom::Party(id, node));
            ways.push(other.and(Formula::any(can)));
        }
        Formula::any(ways)
    }

    /// Somebody is of a sort; the role `Party` of an instrument is asked of its parties.
    pub(super) fn is(&mut self, sort: SortId, node: Node, at: Instant) -> Grounded {
        match self.theory.party_roles.get(&sort) {
            Some(_) if self.fields_only || self.theory.ignores(Reason::Parties) => {
                Ok(Formula::True)
            }
            Some(&instrument) => Ok(self.party(instrument, node, at)),
            None => Ok(self.universe.is(sort, node)),
        }
    }

    /// Somebody is party to an instrument at a moment.
    pub(super) fn party(
        &mut self,
        instrument: crate::model::InstrumentId,
        node: Node,
        at: Instant,
    ) -> Formula {
        let it = &self.model.instruments[instrument];
        let mut ways = Vec::new();
        let mut listed = Vec::new();
        for party in &it.parties {
            let who = self.universe.individual(party.who);
            let same = self.universe.same(node, who);
            listed.push(same.clone());
            ways.push(same.and(self.in_span(party.days, at)));
        }
        if it.treaty {
            // Those listed are parties on the days that the list gives, nobody else by it.
            let other = self.universe.holds(Atom::Party(instrument, node));
            ways.push(other.and(!Formula::any(listed)));
        }
        Formula::any(ways)
    }

    /// A moment lies in a span of days.
    pub(super) fn in_span(&mut self, days: crate::model::DaySpan, at: Instant) -> Formula {
        let from = days.from.map(|day| self.universe.before(Instant::at(day.start()), at, false));
        let until = days.until.map(|day| self.universe.before(at, Instant::at(day.end()), true));
        Formula::all(from.into_iter().chain(until))
    }

    fn choice(&mut self, term: &Term, choice: u32, binding: &Binding) -> Grounded {
        let Term::Attribute { attribute, args } = term else { return Err(Limit::Unbound) };
        let args = self.bound(args, binding)?;
        Ok(self.universe.holds(Atom::Choice(*attribute, args, choice)))
    }

    fn same_choice(&mut self, a: &Term, b: &Term, binding: &Binding) -> Grounded {
        let Term::Attribute { attribute, .. } = a else { return Err(Limit::Unbound) };
        let AttributeType::Choice(choices) = &self.model.attributes[*attribute].ty else {
            return Err(Limit::Unbound);
        };
        let mut ways = Vec::new();
        for choice in 0..choices.len() as u32 {
            let left = self.choice(a, choice, binding)?;
            ways.push(left.and(self.choice(b, choice, binding)?));
        }
        Ok(Formula::any(ways))
    }

    fn compare(&mut self, comparison: &Comparison, binding: &Binding) -> Grounded {
        let Comparison { left, op, right } = comparison;
        let Term::Attribute { attribute, .. } = left else { return Err(Limit::Unbound) };
        let ty = &self.model.attributes[*attribute].ty;
        let grain = if *ty == AttributeType::Date { crate::model::DAY } else { 1 };
        let place = self.value(left, binding)?;
        let (other, offset) = match right {
            Value::Number(number) => (Place::ZERO, Fraction::whole(*number)),
            Value::Day(day) => (Place::ZERO, Fraction::whole(day.start().0)),
            Value::Attribute { term, offset } => {
                (self.value(term, binding)?, Fraction::whole(offset * grain))
            }
            Value::Length(Length::Fixed { count, unit }) => {
                let AttributeType::Length(own) = ty else { return Err(Limit::Unbound) };
                (Place::ZERO, in_units(i64::from(*count), *unit, *own)?)
            }
            Value::Length(Length::Attribute(term)) => {
                (self.value(term, binding)?, Fraction::whole(0))
            }
        };
        let most = |universe: &mut Universe<'_>, value| {
            universe.within(place, other, Bound { value, strict: false })
        };
        let at_most = most(&mut self.universe, offset.floor);
        let less = most(&mut self.universe, offset.ceil - grain);
        Ok(match op {
            CompareOp::LessEqual => at_most,
            CompareOp::Less => less,
            CompareOp::Greater => !at_most,
            CompareOp::GreaterEqual => !less,
            CompareOp::Equal => at_most.and(!less),
            CompareOp::NotEqual => (!at_most).or(less),
        })
    }

    /// An occurrence happens, in the situation or (for acts that are up to the behaviour) in the behaviour.
    pub(super) fn happens(&mut self, key: OccurrenceKey) -> Formula {
        match self.behaviour.get(&key) {
            Some(first) => Formula::constant(first.is_some()),
            None => self.universe.holds(Atom::Happens(key)),
        }
    }

    /// When an occurrence happens, if it does.
    pub(super) fn when(&mut self, key: &OccurrenceKey) -> Instant {
        match self.behaviour.get(key) {
            Some(Some(done)) => done.at.into(),
            _ => self.universe.place(PlaceKind::Occurrence(key.clone())).into(),
        }
    }

    /// A length after a point (or before it).
    pub(super) fn after(
        &mut self,
        from: Instant,
        length: &Length,
        before: bool,
        calendar: Option<CalendarId>,
        binding: &Binding,
    ) -> Result<Instant, Limit> {
        let sign = if before { -1 } else { 1 };
        match length {
            Length::Fixed { count, unit } => {
                let count = sign * i64::from(*count);
                if let Some(minutes) = fixed_minutes(*unit) {
                    return Ok(from.plus(count * minutes));
                }
                if from.place == Place::ZERO {
                    // From a date, the calendar is known.
                    let start = Minute(from.offset);
                    return Ok(Instant::at(self.calendar(calendar).add(start, count, *unit)));
                }
                if self.is_moment(from) {
                    let (least, most) = self.bounds_of(count, *unit, calendar);
                    return Ok(from.plus(if self.shortest { least } else { most }));
                }
                Ok(self
                    .universe
                    .place(PlaceKind::Stretch { from, count, unit: *unit, calendar })
                    .into())
            }
            Length::Attribute(term) => {
                let Term::Attribute { attribute, .. } = term else { return Err(Limit::Unbound) };
                let AttributeType::Length(unit) = self.model.attributes[*attribute].ty else {
                    return Err(Limit::Unbound);
                };
                let length = self.value(term, binding)?;
                if self.is_moment(from) {
                    return self.counted_from_moment(from, (length, unit), before, calendar);
                }
                Ok(self
                    .universe
                    .place(PlaceKind::Spell { from, length, unit, before, calendar })
                    .into())
            }
        }
    }

    /// A calendar, or the usual one.
    pub(super) fn calendar(&self, id: Option<CalendarId>) -> &'m Calendar {
        static USUAL: LazyLock<Calendar> = LazyLock::new(Calendar::default);
        id.map_or(&USUAL, |id| &self.model.calendars[id])
    }

    /// Whether an instant is counted from a moment of the behaviour.
    fn is_moment(&self, from: Instant) -> bool {
        matches!(self.universe.place_kind(from.place), PlaceKind::Moment(_))
    }
}

/// The minutes of a unit whose length never varies.
pub(super) fn fixed_minutes(unit: Unit) -> Option<i64> {
    match unit {
        Unit::Minutes => Some(1),
        Unit::Hours => Some(60),
        Unit::Days => Some(crate::model::DAY),
        Unit::Weeks => Some(7 * crate::model::DAY),
        Unit::Months | Unit::Years | Unit::WorkingDays => None,
    }
}

/// A number that may lie between two whole ones.
struct Fraction {
    floor: i64,
    ceil: i64,
}

impl Fraction {
    fn whole(value: i64) -> Fraction {
        Fraction { floor: value, ceil: value }
    }
}

/// So many of one unit, counted in another.
fn in_units(count: i64, unit: Unit, own: Unit) -> Result<Fraction, Limit> {
    if unit == own {
        return Ok(Fraction::whole(count));
    }
    if (unit, own) == (Unit::Years, Unit::Months) {
        return Ok(Fraction::whole(count * 12));
    }
    let (Some(unit), Some(own)) = (fixed_minutes(unit), fixed_minutes(own)) else {
        return Err(Limit::UnitsDoNotCompare);
    };
    let minutes = count * unit;
    Ok(Fraction { floor: minutes.div_euclid(own), ceil: -((-minutes).div_euclid(own)) })
}
