//! Norms that add nothing: wherever one is effective, others say what it says.
//!
//! What the norm says is asked of the others as a sentence with its TIME, as a principle would ask it. Only
//! norms of its own order and at least its rank can make it superfluous: what binds by another law, or by a higher
//! one, is not said already.

mod choices;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use self::choices::leaves_some_choice;
use super::boxes;
use super::cover::Reach;
use super::plain::Plain;
use super::sketch::Sketches;
use crate::logic::Limit;
use crate::logic::applies::status::Reading;
use crate::logic::applies::window::{Shape, shape};
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Ask, Binding, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::Place;
use crate::logic::limits::NEAR_SAYINGS;
use crate::logic::questions::saying::{hangs_on_no_more, waits_as_long};
use crate::logic::theory::Theory;
use crate::model::{
    Act, ActionId, Clause, Cond, InstrumentId, Modal, Model, Norm, NormId, Occurrence, Param,
    Relation, SortId, Status, StatusModal, Target, Term, VarId, Window,
};

/// What every norm says in outline, worked out once for a set.
#[derive(Debug)]
pub struct Sayings<'m> {
    sketches: Sketches,
    plain: Plain<'m>,
    /// Norms on which others hang: they do more than say something.
    named: BTreeSet<NormId>,
    /// What is known of each norm, as far as it was asked: of most, nothing is.
    known: Vec<Known>,
}

/// What is worked out of a norm when it is first asked.
#[derive(Debug, Default)]
struct Known {
    /// It is effective wherever it applies.
    unbeaten: OnceLock<bool>,
    /// Which numbers it reaches.
    reach: OnceLock<Reach>,
    /// Nothing but its own conditions keeps it from applying.
    plain: OnceLock<bool>,
}

/// A norm that others make superfluous.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Implied {
    /// The norm.
    pub norm: NormId,
    /// The others: as few as will do.
    pub by: Vec<NormId>,
    /// The one other says the same, and no more.
    pub same: bool,
}

impl<'m> Sayings<'m> {
    /// Of the norms that a theory looks at.
    pub fn new(theory: &Theory<'m>) -> Self {
        Sayings {
            sketches: Sketches::new(theory),
            plain: Plain::new(theory),
            named: named(theory),
            known: theory.model.norms.ids().map(|_| Known::default()).collect(),
        }
    }

    /// The norm applies to a number of its bearer to which none of the others does, and is effective there.
    fn goes_beyond(&self, theory: &Theory<'_>, norm: NormId, others: &[NormId]) -> bool {
        let reach = |norm: NormId| self.reach(theory.model, norm);
        let reaches = || others.iter().map(|&other| reach(other)).collect::<Vec<_>>();
        self.is_plain(norm)
            && reach(norm).goes_beyond(theory.model, &reaches())
            && self.is_unbeaten(theory, norm)
    }

    /// Whether the others say what the norm says, where the boxes of those that say the same but for these tell.
    fn told_by_boxes(&self, theory: &Theory<'_>, norm: NormId, others: &[NormId]) -> Option<bool> {
        let model = theory.model;
        let has_box = |it: NormId| {
            self.is_plain(it) && theory.is_active(it) && boxes::can_tell(&model.norms[it])
        };
        // On one day alone the days of force count otherwise, and so does what is left out of account.
        if theory.on.is_some() || theory.ignoring.is_some() || !has_box(norm) {
            return None;
        }
        let is_alike = |&other: &NormId| has_box(other) && boxes::are_alike(model, norm, other);
        let mut alike: Vec<NormId> = others.iter().copied().filter(is_alike).collect();
        if boxes::goes_beyond(model, norm, &alike)? {
            let all = alike.len() == others.len();
            return (all && self.is_unbeaten(theory, norm)).then_some(false);
        }
        alike.retain(|&other| self.is_unbeaten(theory, other));
        (!boxes::goes_beyond(model, norm, &alike)?).then_some(true)
    }

    fn known(&self, norm: NormId) -> &Known {
        &self.known[norm.0 as usize]
    }

    /// Whether the norm is effective wherever it applies; `false` says nothing.
    fn is_unbeaten(&self, theory: &Theory<'_>, norm: NormId) -> bool {
        *self.known(norm).unbeaten.get_or_init(|| theory.is_unbeaten(norm).unwrap_or(false))
    }

    fn is_plain(&self, norm: NormId) -> bool {
        *self.known(norm).plain.get_or_init(|| self.plain.is_plain(norm))
    }

    fn reach(&self, model: &Model, norm: NormId) -> &Reach {
        self.known(norm).reach.get_or_init(|| Reach::of(model, &model.norms[norm]))
    }

    /// The norms that could say what this one says, in some case in which it applies.
    pub(in crate::logic) fn near(&self, theory: &Theory<'_>, norm: NormId) -> Vec<NormId> {
        self.sketches.near(theory, norm)
    }
}

impl Theory<'_> {
    /// Whether other norms say what this one says wherever it is effective, and which.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn implied(&self, sayings: &Sayings<'_>, norm: NormId) -> Result<Option<Implied>, Limit> {
        let own = &self.model.norms[norm];
        if sayings.named.contains(&norm) || !self.only_says(own) {
            return Ok(None);
        }
        let mut near = sayings.sketches.near(self, norm);
        near.retain(|&other| {
            let other = &self.model.norms[other];
            !recurs(other)
                && hangs_on_no_more(own, other, |a, b| a == b)
                && self.leaves_as_free(own, other)
        });
        near.truncate(NEAR_SAYINGS);
        if near.is_empty() || !self.say(sayings, norm, &near)? {
            return Ok(None);
        }
        for &other in &near {
            if self.say(sayings, norm, &[other])? {
                let back = self.can_spare(own.instrument, self.model.norms[other].instrument);
                let back = back
                    && !sayings.named.contains(&other)
                    && self.only_says(&self.model.norms[other]);
                let same = back && self.say(sayings, other, &[norm])?;
                return Ok(Some(Implied { norm, by: vec![other], same }));
            }
        }
        for candidate in near.clone() {
            let rest: Vec<NormId> = near.iter().copied().filter(|it| *it != candidate).collect();
            if self.say(sayings, norm, &rest)? {
                near = rest;
            }
        }
        Ok(Some(Implied { norm, by: near, same: false }))
    }

    /// Whether a norm of the first instrument can make one of the second superfluous: they are of one order, and the
    /// first is not of lower rank. Instruments that name no order are no order.
    pub(super) fn can_spare(&self, first: InstrumentId, second: InstrumentId) -> bool {
        let rankings = self.rankings(first, second);
        first == second
            || !rankings.is_empty() && rankings.iter().all(|it| it.ranks.0 <= it.ranks.1)
    }

    /// A duty says that its act may be done, but not in which of several ways, nor, where that is done once, at each
    /// moment; a permission frees all of them.
    fn leaves_as_free(&self, own: &Norm, other: &Norm) -> bool {
        if own.modal == Modal::May && other.modal == Modal::Must && shape(other) == Shape::Once {
            return false;
        }
        let in_one_way = |action: ActionId| {
            other.actions().any(|it| it == action) && self.narrower(action).len() == 1
        };
        own.modal != Modal::May || other.modal != Modal::Must || own.actions().all(in_one_way)
    }

    /// The norm does no more than say something: nothing hangs on its being violated, on its name, or on a
    /// safeguard that it brings.
    fn only_says(&self, own: &Norm) -> bool {
        let done = own.acts.iter().all(|act| matches!(act, Act::Do { .. }));
        let says = matches!(
            own.modal,
            Modal::Must
                | Modal::MustNot
                | Modal::May
                | Modal::NeedNot
                | Modal::HasPower
                | Modal::HasNoPower
        );
        // A sentence is read in no instrument's calendar.
        let local =
            own.window.is_some() && self.model.instruments[own.instrument].calendar.is_some();
        let confers = own.modal == Modal::May && self.confers_power(own);
        says && done
            && !confers
            && !recurs(own)
            && own.otherwise.is_none()
            && own.primary.is_none()
            && own.safeguards.is_empty()
            && !local
    }

    /// Wherever the norm is effective, some of the others say what it says: a proof.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn say_already(&self, norm: NormId, others: &[NormId]) -> Result<bool, Limit> {
        let others: Vec<NormId> =
            others.iter().flat_map(|&other| self.itself_and_aspects(other)).collect();
        self.say(&Sayings::new(self), norm, &others)
    }

    /// In no case could another norm defeat the norm: it is effective wherever it applies.
    fn is_unbeaten(&self, norm: NormId) -> Result<bool, Limit> {
        for act in 0..acts_of(&self.model.norms[norm]) {
            let mut query = Query::new(self);
            let challenged = query.find(&mut |query| {
                let scope = &query.model.norms[norm].scope;
                let it = query.instance(norm, act, Binding::empty(scope));
                let challenged = query.is_challenged(&it, Polarity::Positive)?;
                if challenged == Formula::False {
                    return Ok(challenged);
                }
                Ok(query.applies(&it, Polarity::Positive)?.and(challenged))
            })?;
            if challenged.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn say(&self, sayings: &Sayings<'_>, norm: NormId, others: &[NormId]) -> Result<bool, Limit> {
        let own = &self.model.norms[norm];
        let as_strict = |other: &NormId| asks_as_much(own, &self.model.norms[*other]);
        let others: Vec<NormId> = others.iter().copied().filter(as_strict).collect();
        let others = others.as_slice();
        if others.is_empty() {
            return Ok(false);
        }
        if leaves_some_choice(self.model, own) {
            return self.ask_alike(norm, others);
        }
        if let Some(told) = sayings.told_by_boxes(self, norm, others) {
            return Ok(told);
        }
        if sayings.goes_beyond(self, norm, others) {
            return Ok(false);
        }
        self.ask_whether_said(sayings, norm, others)
    }

    /// The same, asked by queries, of others that ask for as much.
    fn ask_whether_said(
        &self,
        sayings: &Sayings<'_>,
        norm: NormId,
        others: &[NormId],
    ) -> Result<bool, Limit> {
        let own = &self.model.norms[norm];
        let all = others.iter().copied().chain([norm]);
        let unbeaten: BTreeSet<NormId> =
            all.filter(|&norm| sayings.is_unbeaten(self, norm)).collect();
        for act in 0..acts_of(own) {
            let said = said_by(own, act);
            // Whether others apply is asked first: it is easier to answer, and mostly they do not.
            for reading in [Reading::Applies { depth: 0 }, Reading::Effective { strict: false }] {
                let mut query = Query::new(self);
                query.unbeaten.clone_from(&unbeaten);
                let found = query.find(&mut |query| {
                    let it =
                        query.instance(norm, act, Binding::empty(&query.model.norms[norm].scope));
                    query.unsaid(&it, &said, others, reading)
                })?;
                if found.is_some() {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

/// The second norm asks for what no sentence tells of the first: not to act before its time, or to act at all while time
/// goes on. What has a last moment asks for nothing after it, whether it was done or not.
fn asks_as_much(own: &Norm, other: &Norm) -> bool {
    if own.modal != Modal::Must || shape(own) != Shape::Once {
        return true;
    }
    let as_long = own.window.is_some() || other.window.is_none() || shape(other) == Shape::Standing;
    as_long && waits_as_long(own, other)
}

impl Query<'_> {
    /// The instance is effective (for the easier question: it applies), and none of the others says so.
    fn unsaid(
        &mut self,
        it: &Instance,
        said: &Status,
        others: &[NormId],
        reading: Reading,
    ) -> Grounded {
        let own = &self.model.norms[it.norm];
        let now = Place::NOW.into();
        let mut parts = vec![self.effective(it, Polarity::Positive)?];
        if parts[0] == Formula::False {
            return Ok(Formula::False);
        }
        if own.window.is_none() && shape(own) == Shape::Standing {
            parts.push(self.live_at(it, now, Polarity::Positive)?);
        }
        // Whom the bearer may choose for an argument left out is anybody in the sentence.
        let mut binding = it.binding.clone();
        for (who, var) in binding.0.iter_mut().zip(&own.scope.vars) {
            if var.some {
                *who = None;
            }
        }
        let ask = Ask { asserted: Some(it), ..Ask::of(it, (&own.scope, &binding), now) };
        self.only = Some(others.to_vec());
        self.left_out = self.theory.itself_and_aspects(it.norm).collect();
        let says = self.status(said, ask, reading, Polarity::Negative);
        self.left_out.clear();
        self.only = None;
        parts.push(!says?);
        Ok(Formula::all(parts))
    }
}

/// Each act of a ban or permission is asked about by itself, those of a duty together.
fn acts_of(own: &Norm) -> usize {
    if own.modal == Modal::Must { 1 } else { own.acts.len() }
}

/// What a norm says, as a sentence; of a ban or permission, about one of its acts.
pub(in crate::logic) fn said_by(own: &Norm, act: usize) -> Status {
    let acts = match own.modal {
        Modal::Must => own.acts.clone(),
        _ => vec![own.acts[act].clone()],
    };
    Status {
        bearers: vec![own.bearer.clone()],
        modal: StatusModal::Is { modal: own.modal, recommendation: own.recommendation },
        acts,
        window: own.window.clone(),
        when: Cond::TRUE,
        unless: Cond::Any(Vec::new()),
        omitted: Vec::new(),
        span: own.sentence_span,
    }
}

/// Its stretches are held against no other window.
fn recurs(norm: &Norm) -> bool {
    norm.window.as_ref().is_some_and(Window::recurs)
}

/// Whether the bearer chooses for whom the act is done, among those of a sort of whom more is said than of anybody for
/// whom it can be done.
pub(in crate::logic) fn leaves_a_choice(model: &Model, own: &Norm) -> bool {
    let chosen = |(arg, param): (&Term, &Param)| match arg {
        Term::Var(var) => {
            own.scope[*var].some
                && !own.scope[*var].omitted
                && !is_anybody(model, own, *var, param.sort)
        }
        _ => false,
    };
    own.acts.iter().any(|act| match act {
        Act::Do { action, args } => args.iter().zip(&model.actions[*action].params).any(chosen),
        _ => false,
    })
}

/// Whether it makes no difference that somebody is named here, and not left out. (No condition can refer to them.)
fn is_anybody(model: &Model, own: &Norm, var: VarId, sort: SortId) -> bool {
    let top = |sort: SortId| model.sorts[sort].top;
    let alone = own.scope.vars.iter().enumerate().all(|(place, it)| {
        place == var.0 as usize || it.sorts.iter().all(|&it| top(it) != top(sort))
    });
    let mut said = own.clauses().filter_map(Clause::hangs_on).flat_map(Occurrence::terms);
    own.scope[var].sorts == [sort] && alone && !said.any(|term| term.speaks_of(var))
}

/// The norms that a relation or a condition of another names.
fn named(theory: &Theory<'_>) -> BTreeSet<NormId> {
    let model = theory.model;
    let mut targets: BTreeSet<Target> = BTreeSet::new();
    for Relation { winner, loser, .. } in &model.relations {
        targets.extend([*winner, *loser]);
    }
    let conds = model.norms.values().flat_map(|norm| [&norm.when, &norm.unless]);
    let conds = conds.chain(model.relations.iter().map(|it| &it.when));
    for part in conds.flat_map(|cond| model.parts(cond)) {
        if let Cond::Applies(target) = part {
            targets.insert(*target);
        }
    }
    let mut names = BTreeSet::new();
    for target in &targets {
        if let Target::Norm(id) = target {
            names.insert((model.norms[*id].instrument, &*model.norms[*id].name));
        }
    }
    let reached = |id: &NormId| {
        let norm = &model.norms[*id];
        names.contains(&(norm.instrument, &*norm.name))
            || targets.contains(&Target::Instrument(norm.instrument))
    };
    theory.norms().filter(reached).collect()
}
