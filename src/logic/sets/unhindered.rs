//! Duties that nothing stands against: whatever else is done, they can be met before the act on which they hang, or after
//! it. No smallest clash of three or more needs one.

use std::collections::BTreeSet;

use super::ties::Ties;
use crate::logic::applies::window::{Shape, forbids_earlier, shape};
use crate::model::{
    Act, ActionId, Clause, Instrument, Length, Modal, Norm, NormId, Occurrence, Point,
};

impl Ties<'_, '_> {
    /// Whether a duty can be met whatever else is done: its one time is before or after an act, nobody forbids what it asks
    /// for, no rule keeps that from anything, and nothing hangs on it.
    pub(super) fn is_unhindered(&mut self, duty: NormId) -> bool {
        if let Some(&known) = self.unhindered.get(&duty) {
            return known;
        }
        let answer = self.can_always_be_met(duty);
        self.unhindered.insert(duty, answer);
        answer
    }

    fn can_always_be_met(&mut self, duty: NormId) -> bool {
        let theory = self.theory;
        let own = &theory.model.norms[duty];
        let Some(time) = time_by_one_act(own) else { return false };
        // A remedy begins with a violation, whenever that is.
        let steady = own.primary.is_none()
            && !theory.is_dynamic(&own.when)
            && !theory.is_dynamic(&own.unless)
            && theory.acts_that_others_hang_on(duty).next().is_none();
        let done: BTreeSet<ActionId> = self.done(duty).iter().flatten().copied().collect();
        steady
            && !self.is_tied_to_others(duty)
            && done
                .iter()
                .all(|&act| theory.rules_of(act).is_empty() && theory.waiting_for(act).is_empty())
            && !self.is_opposed(duty, &done)
            && match time {
                Time::Before => true,
                Time::After(act) => !self.ends(own) || self.is_free_in_time(act),
            }
    }

    /// Some norm forbids what a duty asks for, says when it is too early, or spares it.
    fn is_opposed(&self, duty: NormId, done: &BTreeSet<ActionId>) -> bool {
        let norms = &self.theory.model.norms;
        let mut others = self.theory.touching(duty).iter().map(|(other, _)| &norms[*other]);
        others.any(|other| {
            let opposes = matches!(other.modal, Modal::MustNot | Modal::NeedNot)
                || forbids_earlier(other.window.as_ref());
            opposes && other.actions().any(|act| done.contains(&act))
        })
    }

    /// The norm ends on a day, for some or for all.
    fn ends(&self, norm: &Norm) -> bool {
        let instrument = &self.theory.model.instruments[norm.instrument];
        norm.in_force.iter().any(|days| days.until.is_some())
            || Instrument::has_parties_who_come_and_go(instrument)
    }

    /// Whether nothing but the duties that ask for an act, each by itself, says when it is to be done: a norm that ends on a
    /// day could leave no time after an act that others allow at one moment alone. (None is lacking before an act: what had
    /// to be done before the norm began is not owed by it.)
    fn is_free_in_time(&self, act: ActionId) -> bool {
        let theory = self.theory;
        theory.done_with(act).into_iter().chain(theory.narrower(act).iter().copied()).all(|it| {
            let rules = theory.rules_of(it).iter().map(|&id| &theory.model.rules[id]);
            let mut bans = theory.norms_near(it).into_iter().map(|(norm, _)| norm);
            rules.clone().all(|rule| theory.shuts_out_for_good(rule))
                && bans.all(|norm| {
                    let is_ban = theory.model.norms[norm].modal == Modal::MustNot;
                    !is_ban || theory.is_bar(norm) && !theory.is_partial(norm)
                })
        })
    }
}

/// When a duty is to be done, if an act alone says so, which others do.
enum Time {
    Before,
    After(ActionId),
}

fn time_by_one_act(duty: &Norm) -> Option<Time> {
    let [clause] = duty.window.as_ref()?.clauses.as_slice() else { return None };
    let time = |point: &Point, after: bool| match point {
        Point::Occurrence(Occurrence::Act { action, .. }) if after => Some(Time::After(*action)),
        Point::Occurrence(Occurrence::Act { .. }) => Some(Time::Before),
        _ => None,
    };
    let plain = duty.modal == Modal::Must
        && shape(duty) == Shape::Once
        && duty.acts.iter().all(|act| matches!(act, Act::Do { .. }));
    match clause {
        Clause::Before(point)
        | Clause::NoLaterThan(point)
        | Clause::AtLeastBefore { before: point, .. } => time(point, false),
        Clause::Within { length: Length::Fixed { count: 1.., .. }, of } => time(of, true),
        _ => None,
    }
    .filter(|_| plain)
}
