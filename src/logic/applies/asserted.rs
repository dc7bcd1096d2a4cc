//! The acts with which the time of an assertion ends, or the window of a duty that may answer it: as a principle looks at what
//! is, each is done in the situation, at one time for both, or never.

use crate::logic::Limit;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Grounded, Instance, Polarity, Query, Told};
use crate::logic::ground::universe::{Atom, Node, OccurrenceKey, Place};
use crate::model::{DaySpan, Join, Status, Window};

impl Query<'_> {
    /// The acts with which an asserted time ends belong to the situation. Whatever can be so where one is not done can be so
    /// where it is, at some time: so it is asked of cases in which all are. Of clauses that `or` joins another may stay.
    pub(in crate::logic) fn take_asserted_acts_from_the_case(
        &mut self,
        window: &Window,
        binding: &Binding,
    ) -> Grounded {
        if self.closed.is_some() {
            return Ok(Formula::True); // a case that is told in full tells what was done
        }
        let mut done = Vec::new();
        for act in window.closing_acts() {
            let key = self.occurrence(act, binding)?;
            self.take_from_the_case(key.clone());
            if window.join == Join::And {
                done.push(self.happens(key));
            }
        }
        Ok(Formula::all(done))
    }

    /// So do those that close the window of a duty to be done once: where one is not done, it asks for nothing.
    pub(super) fn take_closing_acts_from_the_case(&mut self, it: &Instance) -> Result<(), Limit> {
        if !self.principle || self.closed.is_some() {
            return Ok(());
        }
        for (key, opens) in self.act_anchors(&self.model.norms[it.norm], &it.binding)? {
            if !opens {
                self.take_from_the_case(key);
            }
        }
        Ok(())
    }

    fn take_from_the_case(&mut self, key: OccurrenceKey) {
        self.listed.insert(key.clone());
        self.told.insert(key, Told { surely: true, first: None });
    }

    /// What is done is also a doing of all that it counts as.
    pub(in crate::logic) fn acts_of_the_case_agree(&mut self, polarity: Polarity) -> Grounded {
        if self.closed.is_some() {
            return Ok(Formula::True); // what is told is told with what it counts as
        }
        let of_atom = |(_, atom): (_, &Atom)| match atom {
            Atom::Happens(key @ OccurrenceKey::Act(..)) => Some(key.clone()),
            _ => None,
        };
        let acts: Vec<OccurrenceKey> = self.universe.atoms().filter_map(of_atom).collect();
        self.agree_with_what_they_count_as(&acts, polarity)
    }

    /// So it is of the acts on which the window of a norm hangs that was violated: that is past, and none of them is up to the
    /// behaviour, but for such as open a window of the set.
    pub(super) fn acts_of_a_violation_agree(
        &mut self,
        it: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        if self.closed.is_some() || polarity == Polarity::Negative {
            return Ok(Formula::True);
        }
        let anchors = self.act_anchors(&self.model.norms[it.norm], &it.binding)?;
        let acts = anchors.into_iter().map(|(key, _)| key);
        let acts: Vec<OccurrenceKey> = acts.filter(|key| !self.own_starts.contains(key)).collect();
        self.agree_with_what_they_count_as(&acts, polarity)
    }

    fn agree_with_what_they_count_as(
        &mut self,
        acts: &[OccurrenceKey],
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = Vec::new();
        for narrow in acts {
            for wide in acts.iter().filter(|&wide| wide != narrow) {
                let (Some(own), Some(other)) = (Deed::of_key(narrow), Deed::of_key(wide)) else {
                    continue;
                };
                let counts = self.is_deed(&own, &other, !polarity)?;
                if own.action == other.action || counts == Formula::False {
                    continue; // that one act has one time is said of all acts
                }
                let (first, at) = (self.when(wide), self.when(narrow));
                let in_time = self.universe.before(first, at, false);
                let given = self.happens(narrow.clone()).and(counts);
                parts.push(given.implies(self.happens(wide.clone()).and(in_time)));
            }
        }
        Ok(Formula::all(parts))
    }

    /// An act with all that it surely counts as, in a case that is told in full: there no such act was done before.
    pub(super) fn with_what_it_counts_as(
        &mut self,
        act: OccurrenceKey,
    ) -> Result<Vec<OccurrenceKey>, Limit> {
        let Some(deed) = Deed::of_key(&act).filter(|_| self.closed.is_some()) else {
            return Ok(vec![act]);
        };
        let mut all = vec![act];
        for (wide, so) in self.widen(&deed, Polarity::Positive)? {
            let args: Option<Vec<Node>> = wide.args.iter().copied().collect();
            let key = args.map(|args| OccurrenceKey::Act(wide.by, wide.action, args));
            let is_new = |key: &OccurrenceKey| {
                !self.told.contains_key(key) && !self.behaviour.contains_key(key)
            };
            let key = key.filter(|key| so == Formula::True && is_new(key));
            all.extend(key.filter(|key| *key != all[0]));
        }
        Ok(all)
    }

    /// A case that is told in full tells of what an act counts as that it was first done later than at this moment: the act is
    /// not done then.
    pub(super) fn is_before_what_is_told(
        &mut self,
        act: &OccurrenceKey,
        at: Place,
        polarity: Polarity,
    ) -> Grounded {
        let Some(deed) = Deed::of_key(act).filter(|_| self.closed.is_some()) else {
            return Ok(Formula::False);
        };
        let mut ways = Vec::new();
        for (wide, so) in self.widen(&deed, polarity)? {
            let args: Option<Vec<Node>> = wide.args.iter().copied().collect();
            let key = args.map(|args| OccurrenceKey::Act(wide.by, wide.action, args));
            let Some(key) = key.filter(|key| self.told.contains_key(key)) else { continue };
            let first = self.when(&key);
            let earlier = self.universe.before(at.into(), first, true);
            ways.push(Formula::all([so, self.happens(key), earlier]));
        }
        Ok(Formula::any(ways))
    }

    /// In a case that is told in full, an act with which an asserted time ends was not done: it may be at any time.
    fn is_ended_by_what_was_not_done(
        &mut self,
        window: &Window,
        binding: &Binding,
    ) -> Result<bool, Limit> {
        if self.closed.is_none() || window.join == Join::Or {
            return Ok(false);
        }
        for act in window.closing_acts() {
            let key = self.occurrence(act, binding)?;
            if !self.told.contains_key(&key) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// An asserted time has a moment: one on days on which there is law about it, but for a duty to be done once that nothing
    /// which happens ends. One that lasts for a length does not last beyond these days.
    pub(in crate::logic) fn asserted_time_is_open(
        &mut self,
        (status, window): (&Status, &Window),
        binding: &Binding,
        days: DaySpan,
    ) -> Grounded {
        if self.is_ended_by_what_was_not_done(window, binding)? {
            return Ok(Formula::True);
        }
        let frame = self.asserted_frame(status, window);
        let t = self.universe.moment();
        let once = status.is_once_in(window);
        let mut inside = self.in_window(window, frame, binding, t.into())?;
        let mut whole = Formula::True;
        if !once && window.lasts_for_a_length() && days.until.is_some() {
            let after = DaySpan { from: None, ..days };
            let stays = inside.clone().implies(self.in_span(after, t.into()));
            whole = eliminate::forall(&mut self.universe, t, stays)?;
        }
        if !once || window.is_ended_by_what_happens() {
            inside = inside.and(self.in_span(days, t.into()));
        }
        let some = eliminate::exists(&mut self.universe, t, inside)?;
        Ok(Formula::all([whole, self.window_is_reached(window, frame, binding)?, some]))
    }
}
