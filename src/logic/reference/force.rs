//! Force: whether a norm adds something to what others say, and whether a change of its conditions changes it.

use super::deeds::is_once;
use super::moments::{Cut, Moments};
use super::{Answer, Instance, Unsupported, World};
use crate::model::{Act, Clause, Cond, DAY, Modal, NormId, Status, StatusModal, Term};

use super::status::Layer;

impl World<'_> {
    /// Whether an instance asks for the same here as in a world whose norms differ only in their conditions.
    pub fn asks_the_same(&self, other: &World<'_>, instance: &Instance) -> Answer<bool> {
        if self.applies(instance)? != other.applies(instance)? {
            return Ok(false);
        }
        Ok(self.window(instance)? == other.window(instance)?)
    }

    /// Whether the instance is effective on the day looked at and says something that no effective instance of
    /// another norm says, as if its own norm were not written.
    pub fn adds(&self, instance: &Instance) -> Answer<bool> {
        let own = &self.model.norms[instance.norm];
        if !self.effective(instance)? {
            return Ok(false);
        }
        if own.window.is_none() && !is_once(own) && !self.at_the_day(&self.window(instance)?) {
            return Ok(false);
        }
        let acts = match own.modal {
            Modal::Must => own.acts.clone(),
            _ => vec![own.acts[instance.act].clone()],
        };
        let free = |arg: &Term| matches!(arg, Term::Var(var) if own.scope[*var].some);
        let chosen = |act: &Act| match act {
            Act::Do { args, .. } => args.iter().any(free),
            Act::Legislate { .. } => true,
        };
        if acts.iter().any(chosen) {
            return Err(Unsupported::new("what a norm adds that leaves a choice"));
        }
        if is_once(own) && own.clauses().any(|clause| matches!(clause, Clause::NoEarlierThan(_))) {
            return Err(Unsupported::new("what a norm adds that forbids to act before its time"));
        }
        let status = Status {
            bearers: vec![own.bearer.clone()],
            modal: StatusModal::Is { modal: own.modal, recommendation: own.recommendation },
            acts,
            window: own.window.clone(),
            when: Cond::TRUE,
            unless: Cond::Any(Vec::new()),
            omitted: Vec::new(),
            span: own.sentence_span,
        };
        let mut rest = self.vary(self.situation);
        rest.excluded.extend(self.targets(crate::model::Target::Norm(instance.norm)));
        let env = self.instance_view(instance)?.env;
        let says = rest.says(&status, &rest.view(&own.scope, env), Layer::Effective, false)?;
        Ok(!self.at_the_day(&says))
    }

    /// Whether the instance is effective; of what is left, allowed or held all the time, also on the day looked at; of what
    /// is to be done once, on a day on which it is law, or there is time for it.
    pub fn speaks_today(&self, instance: &Instance) -> Answer<bool> {
        if !self.speaks(instance)? {
            return Ok(false);
        }
        let all_the_time = !is_once(&self.model.norms[instance.norm]);
        if all_the_time || self.recurs(instance.norm) {
            return Ok(true);
        }
        Ok(self.at_the_day(&self.owed_at(instance)?))
    }

    fn speaks(&self, instance: &Instance) -> Answer<bool> {
        let once = is_once(&self.model.norms[instance.norm]);
        Ok(self.effective(instance)? && (once || self.at_the_day(&self.window(instance)?)))
    }

    /// Whether the instance speaks today and asks for as much as one of another world that says the same: what is to be
    /// done once for it is done in time for the other.
    pub fn speaks_for(&self, it: &Instance, world: &World<'_>, other: &Instance) -> Answer<bool> {
        if !self.speaks(it)? {
            return Ok(false);
        }
        let outside = world.window(other)?.not().and(&self.window(it)?);
        Ok(!is_once(&self.model.norms[it.norm]) || outside.is_empty())
    }

    /// Whether the situation is looked at on a day.
    pub fn is_of_a_day(&self) -> bool {
        self.situation.day.is_some()
    }

    /// Whether what these norms show is found on the day looked at: all are in force on it for those whom they name, of
    /// two on one act what has no TIME holds on it, and of several a window that is not always open is open on it.
    pub fn is_found_today(&self, set: &[Instance]) -> Answer<bool> {
        let (Some(day), Some(now)) = (self.situation.day, self.now()) else { return Ok(true) };
        for instance in set {
            if !self.is_bound_on(instance, day)? {
                return Ok(false);
            }
        }
        let today = Moments::between(Cut::before(now), Cut::before(now + DAY));
        let timed = |it: &&Instance| self.model.norms[it.norm].window.is_some();
        for instance in set.iter().filter(|it| !timed(it) && self.are_on_one_act(set)) {
            let once = is_once(&self.model.norms[instance.norm]);
            if !once && self.window(instance)?.and(&today).is_empty() {
                return Ok(false);
            }
        }
        if set.len() == 1 || !set.iter().any(|it| timed(&it)) {
            return Ok(true);
        }
        let mut answer = Ok(false);
        for instance in set.iter().filter(timed) {
            match self.is_its_window_open(instance, &today) {
                Ok(true) => return Ok(true),
                Ok(false) => {}
                // Another window may be known to be open.
                Err(unanswered) => answer = Err(unanswered),
            }
        }
        answer
    }

    /// Whether a norm is in force on the day looked at for those whom it names, and its window is open then, if it has a TIME.
    pub(super) fn is_open_today(&self, instance: &Instance) -> Answer<bool> {
        let (Some(day), Some(now)) = (self.situation.day, self.now()) else { return Ok(true) };
        let today = Moments::between(Cut::before(now), Cut::before(now + DAY));
        let timeless = self.model.norms[instance.norm].window.is_none();
        Ok(self.is_bound_on(instance, day)?
            && (timeless || self.is_its_window_open(instance, &today)?))
    }

    fn is_its_window_open(&self, instance: &Instance, today: &Moments) -> Answer<bool> {
        match self.window(instance) {
            Ok(window) => Ok(!window.and(today).is_empty()),
            // It lies where the behaviour puts it.
            Err(_) if self.closes_with_an_act(instance.norm) => Ok(true),
            Err(unanswered) => Err(unanswered),
        }
    }

    fn closes_with_an_act(&self, norm: NormId) -> bool {
        let mut closing = self.model.norms[norm].clauses().filter(|clause| !clause.opens());
        closing.any(|clause| clause.hangs_on().is_some_and(|it| it.action().is_some()))
    }

    /// Whether two norms are about one act, or the act of one counts as that of the other.
    fn are_on_one_act(&self, set: &[Instance]) -> bool {
        let [a, b] = set else { return false };
        let acts = |it: &Instance| self.model.norms[it.norm].actions();
        acts(a).any(|a| acts(b).any(|b| self.counts_as(a, b) || self.counts_as(b, a)))
    }

    /// Whether the norm would hold for the instance on the day looked at, but for this part of its `unless`.
    pub fn bites_today(&self, instance: &Instance, part: usize) -> Answer<bool> {
        let own = &self.model.norms[instance.norm];
        let view = self.instance_view(instance)?;
        let days = super::applies::in_force(&own.in_force);
        if !self.at_the_day(&days.and(&self.binds(instance, &view)?)) {
            return Ok(false);
        }
        let part = own.unless_parts()[part].0;
        let bites = self.holds(&own.when, &view)?.and(&self.holds(part, &view)?);
        Ok(self.at_the_day(&bites))
    }
}
