//! What the norms say: status sentences, asked of applying or of effective norms.

use std::collections::BTreeSet;

use super::deeds::{Deed, is_once};
use super::moments::{Cut, Moments};
use super::windows::{Asked, Reading, Span};
use super::{Answer, Instance, Unsupported, View, World};
use crate::model::{
    Act, Clause, InstrumentId, Join, Modal, Norm, NormId, Occurrence, Participant, ParticipantId,
    Scope, Situation, Status, StatusModal, Window,
};

/// Which norms answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Those that apply: for conditions of norms.
    Applies,
    /// Those that are effective: for principles and expectations.
    Effective,
}

/// How the act of an answering norm stands to the act that is asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// The two are one.
    Same,
    /// Doing the asked one is doing the norm's.
    Wider,
    /// Doing the norm's is doing the asked one.
    Narrower,
    /// Either.
    Either,
}

impl World<'_> {
    /// The moments at which the norms say so. The participants of `scope` are chosen by `env`; those that are
    /// not are *some*. Under `not` (and `never`) a permission of a narrower act permits, too.
    pub fn status(
        &self,
        status: &Status,
        scope: &Scope,
        env: &[Option<ParticipantId>],
        under_not: bool,
    ) -> Answer<Moments> {
        self.says(status, &self.view(scope, env.to_vec()), Layer::Effective, under_not)
    }

    /// Whether the effective norms say so on the day that is looked at (at all times, where none is).
    pub fn is_said(
        &self,
        status: &Status,
        scope: &Scope,
        env: &[Option<ParticipantId>],
        under_not: bool,
    ) -> Answer<bool> {
        Ok(self.settled(&self.status(status, scope, env, under_not)?))
    }

    /// The moments at which norms of a layer say so.
    pub(super) fn says(
        &self,
        status: &Status,
        view: &View<'_>,
        layer: Layer,
        under_not: bool,
    ) -> Answer<Moments> {
        let _guard = self.descend()?;
        let plain = status.when.is_true() && self.holds(&status.unless, view)?.is_empty();
        if !plain {
            return Err(Unsupported::new("a status sentence with its own `when` or `unless`"));
        }
        let must = matches!(status.modal, StatusModal::Is { modal: Modal::Must, .. });
        let mut parts = Vec::new();
        for bearer in &status.bearers {
            let by = self.participant(bearer, view)?;
            let acts = status.acts.iter();
            let mut each = acts.map(|act| self.says_act(status, act, by, view, layer, under_not));
            // A duty to do one of them is asked; all else is asked of each act.
            if must {
                parts.extend(each);
            } else {
                let all = each.try_fold(Moments::all(), |all, part| Ok(all.and(&part?)));
                parts.push(all);
            }
        }
        self.any_of(parts)
    }

    fn says_act(
        &self,
        status: &Status,
        act: &Act,
        by: ParticipantId,
        view: &View<'_>,
        layer: Layer,
        under_not: bool,
    ) -> Answer<Moments> {
        let mut parts = Vec::new();
        let own = view.norm.map(crate::model::Target::Norm);
        for id in self.norms() {
            let norm = &self.model.norms[id];
            let Some(fit) = fit(status.modal, norm, under_not) else { continue };
            // A condition asks what the *other* norms say.
            let is_left_out = match layer {
                Layer::Applies => own.is_some_and(|own| self.is_target(own, id)),
                Layer::Effective => self.silent.contains(&id),
            };
            if is_left_out {
                continue;
            }
            parts.push(self.norm_says(status, act, by, view, layer, (id, fit)));
        }
        self.any_of(parts)
    }

    fn norm_says(
        &self,
        status: &Status,
        act: &Act,
        by: ParticipantId,
        view: &View<'_>,
        layer: Layer,
        (norm, fit): (NormId, Fit),
    ) -> Answer<Moments> {
        let mut parts = Vec::new();
        for instance in self.in_all_stretches(norm) {
            if self.acts_fit(&instance, act, by, view, fit)? {
                parts.push(self.answers_when(status, &instance, view, layer));
            }
        }
        self.any_of(parts)
    }

    // A duty towards somebody, no matter whom, answers only what all ways to meet it answer, a fresh
    // participant of whom nothing is known among them. Who need not do it towards anybody need not towards each.
    pub(super) fn acts_fit(
        &self,
        instance: &Instance,
        act: &Act,
        by: ParticipantId,
        view: &View<'_>,
        fit: Fit,
    ) -> Answer<bool> {
        if !self.could_fit(instance.norm, act) {
            return Ok(false);
        }
        let own_view = self.instance_view(instance)?;
        let fresh = self.with_somebody(instance, &own_view);
        let fresh = fresh.as_ref().map(|situation| self.vary(situation));
        let world = fresh.as_ref().unwrap_or(self);
        let asked: BTreeSet<Deed> = world.deeds_of(act, by, view)?.into_iter().collect();
        let own = world.deeds(instance)?;
        let spares = self.model.norms[instance.norm].modal == Modal::NeedNot;
        for deed in &own {
            let mut fits = false;
            for other in &asked {
                fits |= deed == other;
                let wider = matches!(fit, Fit::Wider | Fit::Either);
                fits |= wider && world.wider(other)?.contains(deed);
                let narrower = matches!(fit, Fit::Narrower | Fit::Either);
                fits |= narrower && world.wider(deed)?.contains(other);
            }
            if fits == spares {
                return Ok(spares);
            }
        }
        Ok(!spares && !own.is_empty())
    }

    // Without rules only the same act fits.
    fn could_fit(&self, norm: NormId, act: &Act) -> bool {
        let own = &self.model.norms[norm].acts;
        own.iter().all(|own| own.action().is_some())
            && (!self.model.rules.is_empty()
                || act.action().is_none()
                || own.iter().any(|own| own.action() == act.action()))
    }

    // The situation with a fresh participant for each towards whom the instance may be met, no matter whom; `None`
    // where there is none.
    fn with_somebody(&self, instance: &Instance, view: &View<'_>) -> Option<Situation> {
        let norm = &self.model.norms[instance.norm];
        let args = norm.acts.iter().filter_map(Act::args);
        let open: Vec<_> = args.flat_map(|args| view.open(args)).collect();
        if open.is_empty() {
            return None;
        }
        let mut situation: Situation = self.situation.clone();
        for var in open {
            let sorts = norm.scope[var].sorts.first();
            let sorts = sorts.map(|sort| self.model.sorts[*sort].ancestors.clone());
            situation.participants.push(Participant {
                name: "somebody".to_owned(),
                sorts: sorts.into_iter().flatten().collect(),
                individual: None,
            });
        }
        Some(situation)
    }

    pub(super) fn answers_when(
        &self,
        status: &Status,
        instance: &Instance,
        view: &View<'_>,
        layer: Layer,
    ) -> Answer<Moments> {
        if layer == Layer::Effective && self.recurs(instance.norm) {
            return self.recurring_answers_when(status, instance, view);
        }
        if layer == Layer::Effective && !self.effective(instance)? {
            return Ok(Moments::none());
        }
        let Some(window) = &status.window else {
            return match is_once(&self.model.norms[instance.norm]) && layer == Layer::Effective {
                true => self.owed_at(instance),
                false => self.applies_at(instance),
            };
        };
        self.covers_at(status, window, instance, view)
    }

    // A duty to be done once says so, early or late, while its norm is in force; after that while its window lasts.
    pub(super) fn owed_at(&self, instance: &Instance) -> Answer<Moments> {
        if self.by_window && !self.model.norms[instance.norm].hangs_on_an_act() {
            return self.window(instance);
        }
        // Nor does one that hangs on what was never done, where a case is told in full.
        if self.all_is_told && self.reach(instance, &self.never_done(instance)?)?.is_empty() {
            return Ok(Moments::none());
        }
        let in_force = self.force(instance, &self.instance_view(instance)?)?;
        let enough = |now| in_force.contains(now);
        if in_force.is_all() || self.now().is_some_and(enough) {
            return Ok(in_force);
        }
        Ok(in_force.or(&self.window(instance)?))
    }

    // Each stretch answers while it runs, the first before it begins, too; a sentence with a time of its own asks all.
    fn recurring_answers_when(
        &self,
        status: &Status,
        whole: &Instance,
        view: &View<'_>,
    ) -> Answer<Moments> {
        let (mut running, mut each) = (Moments::none(), true);
        for one in self.in_stretches(whole) {
            if !self.applies(&one)? {
                continue;
            }
            if !self.effective(&one)? {
                each = false;
                continue;
            }
            let window = self.window(&one)?;
            let (_, end) = window.stretches().last().copied().unwrap_or((Cut::FIRST, Cut::FIRST));
            let ahead = Moments::between(Cut::FIRST, end);
            running = running.or(if one.stretch == Some(0) { &ahead } else { &window });
        }
        let Some(window) = &status.window else { return Ok(running) };
        if !each || running.is_empty() {
            return Ok(Moments::none());
        }
        self.covers_at(status, window, whole, view)
    }

    /// The instances of a norm that say so on the day that is looked at, or would, if no other prevailed over them.
    pub fn would_say(
        &self,
        status: &Status,
        scope: &Scope,
        env: &[Option<ParticipantId>],
        norm: NormId,
    ) -> Answer<Vec<Instance>> {
        let view = self.view(scope, env.to_vec());
        let Some(fit) = fit(status.modal, &self.model.norms[norm], false) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for bearer in &status.bearers {
            let by = self.participant(bearer, &view)?;
            for act in &status.acts {
                for it in self.in_all_stretches(norm) {
                    if self.acts_fit(&it, act, by, &view, fit)?
                        && self.applies(&it)?
                        && self.at_the_day(&self.answers_when(
                            status,
                            &it,
                            &view,
                            Layer::Applies,
                        )?)
                    {
                        found.push(it);
                    }
                }
            }
        }
        Ok(found)
    }

    /// Whether an instrument binds some only as parties, and those of whom a sentence speaks are such, and no parties on the
    /// day that is looked at.
    pub fn leaves_all_unbound(
        &self,
        status: &Status,
        scope: &Scope,
        env: &[Option<ParticipantId>],
        instrument: InstrumentId,
    ) -> Answer<bool> {
        let view = self.view(scope, env.to_vec());
        let kinds = &self.model.instruments[instrument].party_kinds;
        for bearer in &status.bearers {
            let by = self.participant(bearer, &view)?;
            let sorts = &self.situation.participants[by.0 as usize].sorts;
            if !kinds.iter().any(|kind| sorts.contains(kind))
                || self.at_the_day(&self.is_party(by, instrument))
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a sentence asks for nothing since what its time hangs on does not happen, or leaves no moment.
    pub fn asks_for_nothing(
        &self,
        status: &Status,
        scope: &Scope,
        env: &[Option<ParticipantId>],
    ) -> Answer<bool> {
        let Some(window) = &status.window else { return Ok(false) };
        let asserted = self.asserted(status, window, &self.view(scope, env.to_vec()))?;
        Ok(asserted.iter().all(Span::is_empty))
    }

    pub(super) fn asserted(
        &self,
        status: &Status,
        window: &Window,
        view: &View<'_>,
    ) -> Answer<Vec<Span>> {
        let duty = status.is_a_duty();
        let once = status.is_once_in(window);
        let (either, beginning) = (window.join == Join::Or, self.model.asserted_beginning(status));
        let reading = Reading { duty, either, once, beginning };
        let asserted = spans(self.window_of(window, view, reading, &BTreeSet::new())?);
        if window.join == Join::And || !self.all_is_told {
            return Ok(asserted);
        }
        // Of clauses that `or` joins, what was not done ends none: another may give a time.
        let never = asserted.iter().flat_map(Span::deeds).cloned().collect();
        Ok(spans(self.window_of(window, view, reading, &never)?))
    }

    // When a norm answers the asserted time. On the days on which there is law about it only what lies on these days is asked
    // for.
    fn covers_at(
        &self,
        status: &Status,
        window: &Window,
        instance: &Instance,
        view: &View<'_>,
    ) -> Answer<Moments> {
        let Some((from, until)) = view.law.or_else(|| self.law_about_acts(status)) else {
            return self.covers(status, window, instance, view, None).map(Moments::of);
        };
        // A length is asked for as a whole.
        let last = if window.lasts_for_a_length() { Cut::LAST } else { until };
        let law = Moments::between(from, last);
        if law.is_all() {
            return self.covers(status, window, instance, view, None).map(Moments::of);
        }
        let under_law = self.covers(status, window, instance, view, Some(&law))?;
        let at_all_times = self.covers(status, window, instance, view, None)?;
        Ok(Moments::of(at_all_times).or(&Moments::of(under_law).and(&law)))
    }

    // A duty to be done once answers with a window inside the asserted one, all else with one that covers it, as far as that
    // lies on days of the law.
    fn covers(
        &self,
        status: &Status,
        window: &Window,
        instance: &Instance,
        view: &View<'_>,
        law: Option<&Moments>,
    ) -> Answer<bool> {
        let once = is_once(&self.model.norms[instance.norm]);
        if once && window.is_standing() {
            return Ok(false); // to do it once is not to do it all the time
        }
        // A sentence counts working days as the norm does that answers it.
        let calendar = self.instance_view(instance)?.calendar;
        let asserted =
            self.asserted(status, window, &View { calendar, env: view.env.clone(), ..*view })?;
        let mut never = self.never_done(instance)?;
        // With the acts that end the asserted time goes what they count as, whenever they are done; what opens a time of the
        // norm only adds to it.
        let opening = self.model.norms[instance.norm].clauses().filter_map(Clause::opened_by);
        let opening: Vec<_> = opening.filter_map(Occurrence::action).collect();
        let ends = |deed: &&Deed| window.join == Join::And && !opening.contains(&deed.action);
        for deed in asserted.iter().flat_map(Span::deeds).filter(ends) {
            for wide in self.wider(deed)? {
                never.remove(&wide);
            }
        }
        let own = spans(self.reach(instance, &never)?);
        let asked = match law.filter(|_| !once) {
            Some(law) => under(law, &asserted),
            None => asserted,
        };
        let (inner, outer) = match once {
            true => (&own, &asked),
            false => (&asked, &own),
        };
        let mut all = !own.is_empty();
        for span in inner {
            all = all && self.contained(span, outer)?;
        }
        Ok(all)
    }
}

// What of an asserted time lies on days of the law; all of it, where nothing does.
fn under(law: &Moments, asserted: &[Span]) -> Vec<Span> {
    let days = Span::of(law);
    let parts = asserted.iter().flat_map(|span| days.iter().map(|days| span.and(days)));
    let parts: Vec<Span> = parts.filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { asserted.to_vec() } else { parts }
}

fn spans(asked: Vec<Asked>) -> Vec<Span> {
    asked.into_iter().map(|asked| asked.span).collect()
}

// How the act of a norm must stand to the asked one for the norm to answer; `None`: it does not answer.
pub(super) fn fit(asked: StatusModal, norm: &Norm, under_not: bool) -> Option<Fit> {
    let is = |modal| StatusModal::Is { modal, recommendation: false };
    let StatusModal::Is { modal, recommendation } = asked else {
        let any = [Modal::May, Modal::Must, Modal::MustNot, Modal::HasPower];
        return any.into_iter().find_map(|modal| fit(is(modal), norm, under_not));
    };
    let alternative = norm.modal == Modal::Must && norm.acts.len() > 1;
    if (norm.recommendation && !recommendation) || alternative {
        return None;
    }
    match (modal, norm.modal) {
        // Of each narrower act an aspect speaks.
        (Modal::May, Modal::May) if norm.by_aspects => {
            Some(if under_not { Fit::Narrower } else { Fit::Same })
        }
        (Modal::May, Modal::May) if under_not => Some(Fit::Either),
        (Modal::Must | Modal::May, Modal::Must) => Some(Fit::Narrower),
        (Modal::HasPower, Modal::HasPower | Modal::HasSolePower)
        | (Modal::HasSolePower, Modal::HasSolePower)
            if norm.is_about_one_act_alone() =>
        {
            Some(Fit::Same)
        }
        (Modal::HasPower, Modal::HasSolePower) => Some(Fit::Wider),
        (asked, own) if asked == own && own != Modal::Relation => Some(Fit::Wider),
        _ => None,
    }
}
