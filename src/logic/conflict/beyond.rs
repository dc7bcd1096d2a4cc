//! Acts beyond the powers conferred, under `closure SORT forbids`: a duty to do what its bearer has no power to do.
//!
//! Under such a closure a bearer of the sort has only the powers that norms confer. Over which acts power is needed,
//! the norms themselves say: those over which they give or deny it. A permission confers it as well.

use crate::model::{Act, ActionId, Cond, DaySpan, Modal, Norm, NormId, Status, StatusModal};
use std::collections::BTreeSet;

use super::open::{Answer, Making, answers_to_open, firm_case};
use crate::logic::applies::open_vars;
use crate::logic::applies::window::{Shape, shape};
use crate::logic::case::replay::stands;
use crate::logic::case::witness::Witness;
use crate::logic::clash::powers::is_power;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::others::Others;
use crate::logic::ground::query::{Ask, Binding, Found, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Node, Place};
use crate::logic::theory::Theory;
use crate::logic::{Limit, reference};

/// A duty to do what its bearer has no power to do.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Beyond {
    /// The case.
    pub witness: Witness,
    /// The days on which it can arise; empty where no date matters.
    pub dates: Vec<DaySpan>,
    /// Where it hangs on open facts: for each answer, whether the duty goes beyond the powers. Else empty.
    pub answers: Vec<Answer>,
}

impl Theory<'_> {
    /// A case in which an effective duty asks for an act that its bearer has no power to do at any moment of its
    /// window, which is open, under a closure that forbids what is not conferred; a standing one, at some moment of it on
    /// the day that is looked at. `None` iff there is none.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn beyond_powers(&self, norm: NormId) -> Result<Option<Beyond>, Limit> {
        if !self.needs_power(norm) {
            return Ok(None);
        }
        self.looking_further(&mut |others| self.beyond_powers_among(norm, others))
    }

    fn beyond_powers_among(&self, norm: NormId, others: Others) -> Result<Option<Beyond>, Limit> {
        if self.recurs(norm) && !self.may_lack_powers(norm, others)? {
            return Ok(None);
        }
        let find = |making: &mut Making<'_>| self.find_beyond_powers(norm, others, making);
        let Some(mut case) = find(&mut |_, goal| Ok(goal))? else { return Ok(None) };
        let answers = answers_to_open(&mut |turn| Ok(find(turn)?.is_some()))?;
        if answers.is_empty() && case.0.decides_openly(&case.1) {
            case = firm_case(&mut |making| find(making))?.unwrap_or(case);
        }
        let (mut query, found, member) = case;
        let (witness, _) = query.witness(&found, &[&member])?;
        let situation = self.filled(&witness.whole);
        self.can_be_replayed(&situation, &[norm])?;
        let world = self.world(&situation, &[norm]);
        stands(world.is_possible())?;
        let instance = reference::Instance::of(norm, witness.members[0].clone(), 0);
        stands(world.is_beyond_powers(&instance))?;
        Ok(Some(Beyond { witness, dates: query.dates(&found)?, answers }))
    }

    /// Whether in some case the bearer of a duty lacks the power at some moment, be the act due then or not.
    fn may_lack_powers(&self, norm: NormId, others: Others) -> Result<bool, Limit> {
        let mut query = Query::among(self, others);
        let found = query.find(&mut |query| {
            let it = query.instance(norm, 0, Binding::empty(&query.model.norms[norm].scope));
            let bearer = query.node(&query.model.norms[norm].bearer, &it.binding);
            let bearer = bearer.ok_or(Limit::Unbound)?;
            let base = query.base(&it, Polarity::Positive, 0)?;
            let t = query.universe.moment();
            let at = t.into();
            let asked = query.conditions(&it, at, at, Polarity::Positive, 0)?;
            let lacks = !query.is_empowered(&it, t, Polarity::Negative)?;
            let some = eliminate::exists(&mut query.universe, t, asked.and(lacks))?;
            Ok(Formula::all([base, query.has_conferred_powers(bearer), some]))
        })?;
        Ok(found.is_some())
    }

    fn find_beyond_powers<'t>(
        &'t self,
        norm: NormId,
        others: Others,
        making: &mut Making<'_>,
    ) -> Result<Option<(Query<'t>, Found, Instance)>, Limit> {
        let mut member = None;
        let mut query = Query::among(self, others);
        let found = query.find(&mut |query| {
            let it = query.instance(norm, 0, Binding::empty(&query.model.norms[norm].scope));
            let goal = query.is_beyond_powers(&it, Polarity::Positive)?;
            member = Some(it);
            making(query, goal)
        })?;
        Ok(found.zip(member).map(|(found, it)| (query, found, it)))
    }

    /// A duty of somebody whose powers are conferred, to do acts over all of which norms give or deny power.
    pub(in crate::logic) fn needs_power(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        let acts: Option<Vec<_>> = own.acts.iter().map(Act::action).collect();
        own.modal == Modal::Must
            && !own.recommendation
            && self.model.closures.iter().any(|it| !it.permits)
            && acts.is_some_and(|acts| acts.into_iter().all(|act| self.is_of_power(act)))
    }

    /// Norms give or deny power over the act.
    fn is_of_power(&self, act: ActionId) -> bool {
        let mut over = self.wider(act).iter().flat_map(|&it| self.on_action(it));
        over.any(|(it, _)| is_power(self.model.norms[*it].modal))
    }

    /// Whether a permission does more than permit: under a closure that forbids it confers a power.
    pub(in crate::logic) fn confers_power(&self, norm: &Norm) -> bool {
        self.model.closures.iter().any(|it| !it.permits)
            && norm.actions().any(|act| self.is_of_power(act))
    }

    /// The norms that can confer power over acts near one.
    fn conferring(&self, norm: NormId) -> BTreeSet<NormId> {
        let acts = self.model.norms[norm].actions();
        let near = acts.flat_map(|act| self.norms_near(act)).map(|(it, _)| it);
        near.filter(|&it| {
            let it = &self.model.norms[it];
            matches!(it.modal, Modal::May | Modal::HasPower | Modal::HasSolePower)
        })
        .collect()
    }
}

impl Query<'_> {
    /// Somebody of a case that is told whole is asked for what they have no power to do.
    pub(in crate::logic) fn somebody_is_beyond_powers(
        &mut self,
        norm: NormId,
        polarity: Polarity,
    ) -> Grounded {
        let scope = &self.model.norms[norm].scope;
        let empty = Binding::empty(scope);
        let open = open_vars(scope, &empty);
        let mut body = |query: &mut Self, binding: &Binding| {
            let it = query.chosen(norm, 0, binding.clone());
            query.is_beyond_powers(&it, polarity)
        };
        self.exists(scope, &open, &empty, Polarity::Negative, &mut body)
    }

    fn is_beyond_powers(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        let own = &self.model.norms[it.norm];
        let bearer = self.node(&own.bearer, &it.binding).ok_or(Limit::Unbound)?;
        let mut parts = vec![
            self.effective(it, polarity)?,
            self.has_conferred_powers(bearer),
            self.in_force_at(own, Place::NOW.into()),
        ];
        if own.window.is_some() {
            parts.push(self.is_its_window_open_today(it, polarity)?);
        }
        if parts.contains(&Formula::False) {
            return Ok(Formula::False);
        }
        let moment = self.universe.moment();
        let empowered = self.is_empowered(it, moment, !polarity)?;
        parts.push(if shape(own) == Shape::Standing {
            // Each of its days asks for the act.
            let due = self.is_live_today(it, moment, polarity)?;
            eliminate::exists(&mut self.universe, moment, due.and(!empowered))?
        } else {
            let live = self.live_at(it, moment.into(), !polarity)?;
            eliminate::forall(&mut self.universe, moment, live.implies(!empowered))?
        });
        self.whoever_is_chosen(Formula::all(parts))
    }

    /// The narrowest sort with a closure that somebody is of has one that forbids.
    fn has_conferred_powers(&mut self, who: Node) -> Formula {
        let model = self.model;
        let mut ways = Vec::new();
        for closed in model.closures.iter().filter(|it| !it.permits) {
            let mut parts = vec![self.universe.is(closed.sort, who)];
            let narrower = model.closures.iter().filter(|it| {
                it.permits && it.sort != closed.sort && model.is_sub(it.sort, closed.sort)
            });
            for open in narrower {
                parts.push(!self.universe.is(open.sort, who));
            }
            ways.push(Formula::all(parts));
        }
        Formula::any(ways)
    }

    /// At the moment, an effective norm confers power over one of the acts, over one that it counts as, or over one
    /// that counts as it.
    fn is_empowered(&mut self, it: &Instance, at: Place, polarity: Polarity) -> Grounded {
        let own = &self.model.norms[it.norm];
        let conferring: Vec<NormId> = self.theory.conferring(it.norm).into_iter().collect();
        let mut ways = Vec::new();
        for modal in [Modal::HasPower, Modal::May] {
            let status = Status {
                bearers: vec![own.bearer.clone()],
                modal: StatusModal::Is { modal, recommendation: false },
                acts: own.acts.clone(),
                window: None,
                when: Cond::TRUE,
                unless: Cond::Any(Vec::new()),
                omitted: Vec::new(),
                span: own.sentence_span,
            };
            let ask = Ask::of(it, (&own.scope, &it.binding), at.into());
            ways.push(self.any_act_has(&status, &conferring, ask, polarity)?);
        }
        Ok(Formula::any(ways))
    }
}
