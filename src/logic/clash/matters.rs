//! The acts of which it matters when a behaviour does them, and whether at all.
//!
//! Each of them is done at some time, or never: so many ways there are to lay a behaviour out. One on which no window hangs is
//! done where something that is done needs it, and left elsewhere: then it would help nobody.

use super::behaviour::Demands;
use super::offers::Offer;
use crate::logic::Limit;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Instance, Polarity, Query};
use crate::logic::ground::universe::{Atom, OccurrenceKey};
use std::collections::BTreeMap;

/// More acts than these are not laid out.
const ACTS: usize = 24;

/// An act of which it matters when it is done, and whether it is its first doing that does.
pub(super) type Mattering = (OccurrenceKey, bool);

/// The acts of which it matters when they are done.
pub(super) struct Matters {
    /// Up to the behaviour.
    pub(super) own: Vec<Mattering>,
    /// Listed by the situation, or up to the behaviour where they are not.
    pub(super) either: Vec<Mattering>,
    /// Done where they are needed, and left elsewhere.
    pub(super) needed: Vec<Needed>,
}

/// An act that matters only because others need it.
pub(super) struct Needed {
    act: OccurrenceKey,
    by: Vec<By>,
}

/// What needs an act.
#[derive(Clone, PartialEq, Eq)]
enum By {
    /// An act that matters itself.
    Act(OccurrenceKey),
    /// The act of a duty, by the number of its offer.
    Offer(usize),
    /// An act that is done in any case.
    Always,
    /// The act of a duty that stands, perhaps at no moment.
    Standing,
}

/// Which of the acts that matter are done in a behaviour.
pub(super) struct Layout<'a> {
    pub(super) acts: &'a [Mattering],
    /// Those of them that are not, as bits.
    pub(super) never: usize,
    pub(super) needed: &'a [Needed],
}

impl Layout<'_> {
    /// Each act, whether it is its first doing that matters, and whether it is done at all; those last that are needed.
    pub(super) fn all_acts(&self) -> impl Iterator<Item = (&OccurrenceKey, bool, bool)> {
        let own = self.acts.iter().enumerate();
        let own =
            own.map(|(place, (key, is_first))| (key, *is_first, self.never >> place & 1 == 0));
        own.chain(self.needed.iter().map(|it| (&it.act, false, true)))
    }
}

/// The offers in a fixed order, each before those that come along with it, and whether it is one of these.
pub(super) fn with_what_comes_along<'a>(
    chosen: &'a [&'a Offer],
) -> impl Iterator<Item = (&'a Offer, bool)> {
    chosen.iter().flat_map(|offer| {
        std::iter::once((*offer, false)).chain(offer.along.iter().map(|along| (along, true)))
    })
}

impl Query<'_> {
    /// The acts of which it matters when they are done: those on whose first doing windows hang, and those that
    /// others need.
    pub(super) fn acts_that_matter(
        &mut self,
        demands: &Demands<'_>,
        chosen: &[&Offer],
    ) -> Result<Matters, Limit> {
        let mut keys = self.acts_on_which_windows_hang(demands, chosen)?;
        let mut deeds: Vec<(Deed, By)> = Vec::new();
        for (key, _) in &keys {
            deeds.extend(Deed::of_key(key).map(|deed| (deed, By::Act(key.clone()))));
        }
        for (number, (offer, _)) in with_what_comes_along(chosen).enumerate() {
            deeds.push((self.deed(&offer.it, offer.act)?, By::Offer(number)));
        }
        for it in &demands.standing {
            deeds.push((self.deed(it, 0)?, By::Standing));
        }
        deeds.extend(demands.wanted.iter().map(|(deed, _)| (deed.clone(), By::Always)));
        // What was done had what it needs before it; where it only tells windows when to begin, nobody is held to that either.
        for key in self.listed.iter().filter(|_| !self.starts_only) {
            deeds.extend(Deed::of_key(key).map(|deed| (deed, By::Act(key.clone()))));
        }
        let mut reasons: Vec<(OccurrenceKey, By, Formula)> = Vec::new();
        let mut next = 0;
        while next < deeds.len() {
            let (deed, by) = deeds[next].clone();
            for (_, needed, given) in self.needs(&deed, Polarity::Positive)? {
                if let Some(deed) = Deed::of_key(&needed)
                    && keys.iter().all(|it| it.0 != needed)
                {
                    keys.push((needed.clone(), false));
                    deeds.push((deed, By::Act(needed.clone())));
                }
                reasons.push((needed, by.clone(), given));
            }
            next += 1;
            if deeds.len() > ACTS {
                return Err(Limit::Layouts);
            }
        }
        let asks_others = self.asks_what_others_say(demands);
        let mut matters = Matters { own: Vec::new(), either: Vec::new(), needed: Vec::new() };
        for key in keys {
            match self.listed.contains(&key.0) {
                true => matters.either.push(key),
                false => match self.needed_alone(&key, &reasons, asks_others) {
                    Some(needed) => matters.needed.push(needed),
                    None => matters.own.push(key),
                },
            }
        }
        Ok(matters)
    }

    /// Whether what a norm of the demands says hangs on others, whose windows may hang on acts.
    fn asks_what_others_say(&self, demands: &Demands<'_>) -> bool {
        let Demands { once, standing, bans, spared, open, .. } = demands;
        let members = once.iter().chain(standing).chain(bans).chain(spared).copied();
        let mut members = members.chain(open.iter().map(|(it, _)| *it));
        let asks = |it: &Instance| {
            let (when, unless) = self.conditions_of(it.norm);
            self.theory.asks_norms(when)
                || self.theory.asks_norms(unless)
                || self.theory.relations_against(it.norm).any(|it| it.kind.displaces())
        };
        self.spares_defeated || members.any(asks)
    }

    /// Whether it is plain for whom an act is done that no window hangs on.
    fn needed_alone(
        &self,
        (key, is_first): &Mattering,
        reasons: &[(OccurrenceKey, By, Formula)],
        asks_others: bool,
    ) -> Option<Needed> {
        let OccurrenceKey::Act(_, action, _) = key else { return None };
        if *is_first || asks_others && !self.theory.norms_waiting_for(*action).is_empty() {
            return None;
        }
        let mut by = Vec::new();
        // Where acts need not be done in order, nothing needs another.
        let reasons = reasons.iter().filter(|it| it.0 == *key && !self.unordered);
        for (_, other, given) in reasons {
            if *given != Formula::True || *other == By::Standing {
                return None;
            }
            if !by.contains(other) {
                by.push(other.clone());
            }
        }
        Some(Needed { act: key.clone(), by })
    }

    /// Something that is done in a layout needs the act. `asked`: which offers ask for their act, by number.
    pub(super) fn is_needed_in(
        &mut self,
        layout: &Layout<'_>,
        needed: &Needed,
        asked: &BTreeMap<usize, Formula>,
    ) -> Formula {
        let (mut ways, mut open, mut seen) = (Vec::new(), vec![needed], Vec::new());
        while let Some(next) = open.pop() {
            seen.push(&next.act);
            for by in &next.by {
                ways.push(match by {
                    By::Offer(number) => asked.get(number).cloned().unwrap_or(Formula::False),
                    By::Always | By::Standing => Formula::True,
                    By::Act(key) => {
                        if let Some(other) = layout.needed.iter().find(|it| it.act == *key) {
                            if !seen.contains(&key) {
                                open.push(other);
                            }
                            continue;
                        }
                        match layout.all_acts().find(|(act, ..)| *act == key) {
                            Some((_, _, is_done)) => Formula::constant(is_done),
                            None => self.universe.holds(Atom::Happens(key.clone())),
                        }
                    }
                });
            }
        }
        Formula::any(ways)
    }

    fn acts_on_which_windows_hang(
        &mut self,
        demands: &Demands<'_>,
        chosen: &[&Offer],
    ) -> Result<Vec<Mattering>, Limit> {
        let Demands { once, standing, bans, spared, open, .. } = demands;
        let members = once.iter().chain(standing).chain(bans).chain(spared).copied();
        let along = chosen.iter().flat_map(|offer| &offer.along).map(|offer| &offer.it);
        let all = members.chain(open.iter().map(|(it, _)| *it)).chain(along);
        let mut keys: Vec<Mattering> = Vec::new();
        for it in all.collect::<Vec<&Instance>>() {
            for (key, opens) in self.act_anchors(&self.model.norms[it.norm], &it.binding)? {
                if !self.is_up_to_behaviour(&key, opens) {
                    self.listed.insert(key);
                } else if !keys.contains(&(key.clone(), true)) {
                    keys.push((key, true));
                }
            }
        }
        Ok(keys)
    }
}
