//! Norms, the relations between them, and the rules between acts.

use super::{
    ActionId, Clause, Cond, Day, DaySpan, InstrumentId, NormId, Occurrence, SafeguardId, Scope,
    SortId, Term, VarId, Window,
};
use crate::source::Span;

pub use crate::syntax::ast::LegislativeVerb;

/// A norm. One written with `must A and B` is two of these with one name; an `otherwise` is one of its own.
#[derive(Clone, Debug)]
pub struct Norm {
    /// Its name (`art33`, `art33.otherwise`).
    pub name: Box<str>,
    /// Its title.
    pub title: Option<Box<str>>,
    /// The instrument in which it stands.
    pub instrument: InstrumentId,
    /// Its participants.
    pub scope: Scope,
    /// Who bears it: a variable, an individual, or a chain.
    pub bearer: Term,
    /// What it does to the act.
    pub modal: Modal,
    /// `should`, or a `must` of a `soft` instrument.
    pub recommendation: bool,
    /// One act; several only where they are joined by `or`. Empty for a norm that is only a relation.
    pub acts: Vec<Act>,
    /// When. `None`: no TIME was written.
    pub window: Option<Window>,
    /// `when`, with the instrument's `applies when` joined to it.
    pub when: Cond,
    /// `unless`; [`Cond::Any`] of nothing where none is written.
    pub unless: Cond,
    /// `default`
    pub default: bool,
    /// The norm that applies where this one is violated.
    pub otherwise: Option<NormId>,
    /// The norm for whose violation this one is.
    pub primary: Option<NormId>,
    /// The days on which it is in force: its own spans within those of its instrument, sorted, apart,
    /// adjacent ones joined. `[DaySpan::ALWAYS]` where nothing is written; empty: never.
    pub in_force: Vec<DaySpan>,
    /// The safeguards that it names.
    pub safeguards: Vec<SafeguardId>,
    /// Its sources.
    pub cites: Vec<Box<str>>,
    /// From `norm` to its closing brace.
    pub span: Span,
    /// Where its name stands.
    pub name_span: Span,
    /// The sentence (or relation) without what follows it.
    pub sentence_span: Span,
    /// Where to label the act: the first act with its arguments.
    pub act_span: Span,
    /// Where the `unless` condition stands.
    pub unless_span: Option<Span>,
    /// Where the `when` condition stands.
    pub when_span: Option<Span>,
    /// Where the parts stand that `and` joins in its own `when`; one where nothing is joined.
    pub when_part_spans: Vec<Span>,
    /// Where the parts stand that `or` joins in its `unless`; one where nothing is joined.
    pub unless_part_spans: Vec<Span>,
    /// Where the TIME stands.
    pub window_span: Option<Span>,
    /// The place of this part where `and` made several norms of one; 0 otherwise.
    pub part: u32,
    /// The norm of which this is the aspect as to a narrower act that it covers; `None` for a norm that is written.
    pub aspect_of: Option<NormId>,
    /// Of each narrower act an aspect speaks: this norm speaks of its own act alone where others could be meant.
    pub by_aspects: bool,
}

impl Status {
    /// What its acts are, but for laws.
    pub fn actions(&self) -> impl Iterator<Item = ActionId> {
        self.acts.iter().filter_map(Act::action)
    }

    /// Whether it speaks of a duty.
    pub fn is_a_duty(&self) -> bool {
        matches!(self.modal, StatusModal::Is { modal: Modal::Must, .. })
    }

    /// Whether it speaks, with this time, of a duty to be done once.
    pub fn is_once_in(&self, window: &Window) -> bool {
        self.is_a_duty() && !window.is_standing()
    }
}

impl Norm {
    /// What its acts are, but for laws.
    pub fn actions(&self) -> impl Iterator<Item = ActionId> {
        self.acts.iter().filter_map(Act::action)
    }

    /// Whether it permits, or gives power over, its own act alone, and an aspect of it speaks of each that counts as that.
    pub fn is_about_one_act_alone(&self) -> bool {
        self.by_aspects && matches!(self.modal, Modal::May | Modal::HasPower | Modal::HasSolePower)
    }

    /// Those whom the bearer of a duty chooses, no matter whom: *some* with whom its acts are done.
    pub fn chosen(&self) -> impl Iterator<Item = VarId> {
        let args = self.acts.iter().filter_map(Act::args).flatten();
        args.filter(|_| self.modal == Modal::Must).filter_map(|arg| match arg {
            Term::Var(var) if self.scope[*var].some => Some(*var),
            _ => None,
        })
    }

    /// The sorts of those, as the norm names them.
    pub fn chosen_sorts(&self) -> impl Iterator<Item = SortId> {
        self.chosen().map(|var| self.scope[var].sorts[0])
    }

    /// Its time clauses.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.window.iter().flat_map(|window| &window.clauses)
    }

    /// Whether a time of it is counted from an act, or up to one: whoever does that act has something to do with it.
    pub fn hangs_on_an_act(&self) -> bool {
        self.clauses().filter_map(Clause::hangs_on).any(|it| it.action().is_some())
    }

    /// The first day on which it is law; `None` where it always was.
    pub fn law_since(&self) -> Option<Day> {
        let all: Option<Vec<Day>> = self.in_force.iter().map(|days| days.from).collect();
        all.and_then(|days| days.into_iter().min())
    }

    /// Whether an exception is written.
    pub fn has_exception(&self) -> bool {
        self.unless != Cond::Any(Vec::new())
    }

    /// The parts that `and` joins in its own `when`, each with where it stands. None, where one participant is
    /// *some* in several parts, so that they cannot be told apart.
    pub fn when_parts(&self) -> Vec<(&Cond, Span)> {
        let joined = match &self.when {
            Cond::All(parts) => parts.as_slice(),
            _ => &[],
        };
        parts(&self.when, joined, &self.when_part_spans)
    }

    /// The parts that `or` joins in its `unless`, each with where it stands. None as for [`Norm::when_parts`].
    pub fn unless_parts(&self) -> Vec<(&Cond, Span)> {
        let joined = match &self.unless {
            Cond::Any(parts) => parts.as_slice(),
            _ => &[],
        };
        parts(&self.unless, joined, &self.unless_part_spans)
    }
}

/// The parts of a condition with their places: the joined ones, or the whole where one place is known.
fn parts<'n>(whole: &'n Cond, joined: &'n [Cond], spans: &[Span]) -> Vec<(&'n Cond, Span)> {
    match spans {
        // What an instrument adds to a norm's own `when` stands behind it.
        [_, _, ..] if joined.len() >= spans.len() => {
            joined.iter().zip(spans.iter().copied()).collect()
        }
        [one] if joined.is_empty() => vec![(whole, *one)],
        _ => Vec::new(),
    }
}

/// What a norm does to an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modal {
    /// `must`, `should`
    Must,
    /// `must not`, `should not`
    MustNot,
    /// `may`
    May,
    /// `need not`
    NeedNot,
    /// `has power to`
    HasPower,
    /// `has no power to`
    HasNoPower,
    /// `has sole power to`
    HasSolePower,
    /// Nothing: the norm is only a relation between others.
    Relation,
}

/// An act of a sentence, without its bearer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Something done.
    Do {
        /// What.
        action: ActionId,
        /// With whom, one term for each parameter. A labelled argument left out is a variable of the item
        /// that is `omitted`, and `some` or not as language rules say.
        args: Vec<Term>,
    },
    /// `require (SENTENCE)` and its kin.
    Legislate {
        /// Which.
        verb: LegislativeVerb,
        /// Bearer and act of the sentence; its modal says nothing here.
        sentence: Box<Status>,
    },
}

impl Act {
    /// What is done, where it is no law.
    pub fn action(&self) -> Option<ActionId> {
        match self {
            Act::Do { action, .. } => Some(*action),
            Act::Legislate { .. } => None,
        }
    }

    /// With whom, where it is no law.
    pub fn args(&self) -> Option<&[Term]> {
        match self {
            Act::Do { args, .. } => Some(args),
            Act::Legislate { .. } => None,
        }
    }
}

/// A sentence that asks what norms say.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Status {
    /// Of whom; several for a union.
    pub bearers: Vec<Term>,
    /// What is asked.
    pub modal: StatusModal,
    /// About which acts: one, or several joined by `or`.
    pub acts: Vec<Act>,
    /// In which window.
    pub window: Option<Window>,
    /// Only when.
    pub when: Cond,
    /// Not when.
    pub unless: Cond,
    /// Labelled arguments left out: they stand in `acts` and are *some* here, or *every* in a ban or
    /// permission after `expect` or `always`. They are in the item's scope.
    pub omitted: Vec<VarId>,
    /// Where it stands.
    pub span: Span,
}

/// What a status sentence asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatusModal {
    /// A modal; `recommendation` for `should` and `should not`.
    Is {
        /// Which.
        modal: Modal,
        /// At the strength of a recommendation.
        recommendation: bool,
    },
    /// `settled`: permitted, forbidden, required or empowered.
    Settled,
}

/// A norm, or all norms of an instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// One norm. (The first part, where `and` made several; relations reach all parts.)
    Norm(NormId),
    /// All norms of an instrument.
    Instrument(InstrumentId),
}

/// A relation between norms.
#[derive(Clone, Debug)]
pub struct Relation {
    /// What the winner does to the loser.
    pub kind: RelationKind,
    /// Who wins.
    pub winner: Target,
    /// Who loses.
    pub loser: Target,
    /// The norm that says so, where it is one. Its scope is that of `when`.
    pub norm: Option<NormId>,
    /// The instrument in which it is said.
    pub instrument: InstrumentId,
    /// The participants of `when`: those of `norm` where it has any, or its own.
    pub scope: Scope,
    /// `when C`
    pub when: Cond,
    /// Where it is written.
    pub span: Span,
}

/// What a relation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RelationKind {
    /// The loser says so: `subject to`, `without prejudice to`. It yields in a clash, to any rank.
    Yields,
    /// The winner (or a third) says so: `notwithstanding`, `prevails over`. In a clash, same or lower rank.
    Prevails,
    /// `displaces`, `does not apply`: where the winner applies, the loser does not. For `X does not apply`
    /// the winner is the norm that says so. Same or lower rank.
    Displaces,
}

impl RelationKind {
    /// Whether the loser does not apply where the winner does.
    pub fn displaces(self) -> bool {
        self == RelationKind::Displaces
    }
}

/// A `rule` between acts.
#[derive(Clone, Debug)]
pub struct ActRule {
    /// How the acts are tied.
    pub kind: ActRuleKind,
    /// Its participants, all *every*, with `bearer` as the first (`name` is `bearer`; its sorts are the
    /// tops of all kinds that can bear: empty means anyone).
    pub scope: Scope,
    /// The act before the verb. Its bearer is variable 0.
    pub left: Act,
    /// What stands behind the verb: for all but `needs` an act of variable 0.
    pub right: Occurrence,
    /// `when C`
    pub when: Cond,
    /// The whole item.
    pub span: Span,
}

/// How acts are tied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActRuleKind {
    /// Doing the left is doing the right.
    CountsAs,
    /// Never both.
    Excludes,
    /// Not both at one moment.
    ExcludesAtOnce,
    /// After the left, the right is impossible.
    Ends,
    /// The left is impossible before the right (which may be an event, or an act by another).
    Needs,
}

impl ActRuleKind {
    /// Whether one of the acts leaves no room for the other, at some time or ever.
    pub fn shuts_out(self) -> bool {
        matches!(self, ActRuleKind::Excludes | ActRuleKind::ExcludesAtOnce | ActRuleKind::Ends)
    }
}
