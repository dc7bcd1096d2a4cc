//! Whether the window of a norm answers the time of a sentence: that of a duty to be done once lies inside, all else covers
//! it.

use crate::logic::Limit;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Ask, Binding, Done, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Instant, OccurrenceKey};
use crate::logic::theory::Theory;
use crate::logic::theory::partners::anchoring_actions;
use crate::model::{Clause, DaySpan, Join, NormId, Occurrence, Status, Window};

/// The time of a sentence, as it is asked of a norm.
#[derive(Clone, Copy)]
struct Asserted<'a> {
    window: &'a Window,
    status: &'a Status,
    ask: Ask<'a>,
    /// Whether only what lies on days of the law is meant.
    under_law: bool,
}

impl Theory<'_> {
    /// A sentence that has a time is asked on the days on which there is law about its acts, where nobody says on which.
    pub(in crate::logic) fn asked_under_law<'a>(&self, ask: Ask<'a>, status: &Status) -> Ask<'a> {
        let asks = status.window.is_some() && ask.asserted.is_none();
        let days = ask.days.or_else(|| self.days_about(status).filter(|_| asks));
        Ask { days, ..ask }
    }
}

impl Query<'_> {
    /// A duty to be done once: its window lies inside the asserted one. All else: it covers it, as far as that lies on days on
    /// which there is law about it.
    pub(in crate::logic) fn covers_window(
        &mut self,
        it: &Instance,
        window: &Window,
        status: &Status,
        ask: Ask<'_>,
        once: bool,
        polarity: Polarity,
    ) -> Grounded {
        if once && window.is_standing() {
            return Ok(Formula::False); // to do it once is not to do it all the time
        }
        let under_law = !once && ask.days.is_some_and(|days| days != DaySpan::ALWAYS);
        let asserted = Asserted { window, status, ask, under_law };
        let answers = self.answers_the_time(it, asserted, once, polarity)?;
        if !under_law || answers == Formula::False {
            return Ok(answers);
        }
        // What lies on no such day is covered by no norm.
        let open = self.is_ever_open(it, asserted)?;
        let never = !self.is_ever_open(it, Asserted { under_law: false, ..asserted })?;
        Ok(answers.and(open.or(never)))
    }

    fn answers_the_time(
        &mut self,
        it: &Instance,
        asserted: Asserted<'_>,
        once: bool,
        polarity: Polarity,
    ) -> Grounded {
        let Asserted { window, status, ask, .. } = asserted;
        if let Some(act) = self.act_that_may_end(window, ask.binding, it.norm)? {
            // When it is done is up to the behaviour: the norm says so whenever that is.
            let at = self.universe.moment();
            let acts = self.with_what_it_counts_as(act)?;
            self.behaviour.extend(acts.iter().map(|act| (act.clone(), Some(Done::first(at)))));
            let answers = self.answers_the_time(it, asserted, once, polarity);
            self.behaviour.retain(|act, _| !acts.contains(act));
            let too_early = self.is_before_what_is_told(&acts[0], at, polarity)?;
            return eliminate::forall(&mut self.universe, at, answers?.or(too_early));
        }
        let t = self.universe.moment();
        let inside = match ask.asserted {
            Some(by) if once => self.live_at(by, t.into(), polarity)?,
            Some(by) => self.live_at(by, t.into(), !polarity)?,
            None => self.asserted_at(it, asserted, t.into())?,
        };
        if once {
            let live = self.live_at(it, t.into(), !polarity)?;
            let inside = eliminate::forall(&mut self.universe, t, live.implies(inside))?;
            let beside = status.is_a_duty().then_some(window);
            Ok(inside.and(self.is_closed_by_what_is_done(it, beside)?))
        } else {
            let live = self.live_at(it, t.into(), polarity)?;
            eliminate::forall(&mut self.universe, t, inside.implies(live))
        }
    }

    /// A moment lies in the asserted time.
    fn asserted_at(&mut self, it: &Instance, asserted: Asserted<'_>, t: Instant) -> Grounded {
        let Asserted { window, status, ask, under_law } = asserted;
        let mut frame = self.asserted_frame(status, window);
        // A sentence counts working days as the norm does that answers it.
        frame.calendar = self.model.instruments[self.model.norms[it.norm].instrument].calendar;
        let inside = self.in_window(window, frame, ask.binding, t)?;
        let Some(mut days) = ask.days.filter(|_| under_law) else { return Ok(inside) };
        if window.lasts_for_a_length() {
            days.until = None; // a length is asked for as a whole
        }
        // Who asks on a day before the law, or after, asks of all days.
        let is_asked = self.in_span(days, ask.at);
        Ok(inside.and(is_asked.implies(self.in_span(days, t))))
    }

    /// The asserted time has a moment, whenever acts of the behaviour end it.
    fn is_ever_open(&mut self, it: &Instance, asserted: Asserted<'_>) -> Grounded {
        let Asserted { window, ask, .. } = asserted;
        if let Some(act) = self.act_that_may_end(window, ask.binding, it.norm)? {
            let at = self.universe.moment();
            self.behaviour.insert(act.clone(), Some(Done::first(at)));
            let open = self.is_ever_open(it, asserted);
            self.behaviour.remove(&act);
            return eliminate::exists(&mut self.universe, at, open?);
        }
        let t = self.universe.moment();
        let inside = self.asserted_at(it, asserted, t.into())?;
        eliminate::exists(&mut self.universe, t, inside)
    }

    /// An act of the behaviour with which an asserted window ends, and on which that of the norm does not hang: it may be
    /// done at any time.
    fn act_that_may_end(
        &mut self,
        window: &Window,
        binding: &Binding,
        norm: NormId,
    ) -> Result<Option<OccurrenceKey>, Limit> {
        let is_told = self.closed.is_some();
        if is_told && window.join == Join::Or {
            return Ok(None); // what was not done ends no window, and another clause may
        }
        for clause in &window.clauses {
            let Some(act @ Occurrence::Act { .. }) = clause.hangs_on() else { continue };
            let mut own = anchoring_actions(&self.model.norms[norm]);
            // What opens a time of the norm only adds to it, in a case that is told in full.
            let mut opening = self.model.norms[norm].clauses().filter_map(Clause::opened_by);
            let go_together = match is_told {
                true => opening.any(|own| own.action() == act.action()),
                false => own.any(|own| Some(own) == act.action()),
            };
            if go_together {
                continue;
            }
            let (key, opens) = (self.occurrence(act, binding)?, clause.opening().is_some());
            let is_open = !self.told.contains_key(&key) && !self.behaviour.contains_key(&key);
            if is_open && self.is_up_to_behaviour(&key, opens) {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }
}
