//! Acts in good time: what was done before a ban came into force is no way out of it, as long as something is owed since.

use std::collections::BTreeSet;

use super::applies::in_force;
use super::deeds::{Deed, Right};
use super::demand::{Demand, Offer};
use super::differences::Difference;
use super::fresh::forbids_earlier;
use super::lines::{Doing, Edge, Line, System, disjoint};
use super::windows::Span;
use super::{Answer, Instance, World};
use crate::model::{ActRuleKind, DAY, Modal};

/// An act that a norm is about which came into force at a moment.
#[derive(Clone, Debug)]
pub(super) struct Begun {
    deed: Deed,
    since: i64,
    /// It asks for the act at all times, and does not forbid it.
    standing: bool,
}

impl World<'_> {
    // What is done so that something else can be is not done in good time, before what forbids it came into force,
    // unless all that is owed was done before that, too.
    pub(super) fn look_back(
        &self,
        system: &mut System,
        plan: &[&Offer],
        demand: &Demand,
        owed: &[(usize, i64)],
    ) -> Answer<()> {
        let mut standing: Vec<Line> = Vec::new();
        for (_, span) in plan.iter().filter(|offer| !offer.once).flat_map(|o| &o.doings) {
            standing.push(self.line(system, span)?);
        }
        let preparing: BTreeSet<usize> =
            system.firsts.values().chain(system.needed.values()).copied().collect();
        for (deed, span, since) in &demand.early_bans {
            let done = |&early| vec![Difference { early, late: (0, *since), strict: true }];
            let lower = vec![Edge { at: (0, *since), closed: true }];
            let after = Line { lower, upper: Vec::new() };
            let stood = standing.iter().map(|line| disjoint(&after, line));
            let over: Vec<Vec<Difference>> = owed.iter().map(done).chain(stood).collect();
            let ban = self.line(system, span)?;
            let of = |doing: &&Doing| {
                doing.is.contains(deed)
                    && doing.line.lower.iter().any(|edge| preparing.contains(&edge.at.0))
            };
            let lines: Vec<Line> =
                system.doings.iter().filter(of).map(|doing| doing.line.clone()).collect();
            for line in &lines {
                let choices = over.iter().map(|over| [disjoint(line, &ban), over.clone()].concat());
                system.choices.extend(choices);
            }
        }
        Ok(())
    }

    /// The acts of a ban, or of a standing duty, that came into force some day.
    pub(super) fn begins(&self, instance: &Instance, deeds: &[Deed]) -> Answer<Vec<Begun>> {
        let norm = &self.model.norms[instance.norm];
        let standing = norm.modal == Modal::Must && !self.reading(instance).once;
        let early = norm.modal == Modal::Must && forbids_earlier(norm);
        let force = match norm.modal {
            Modal::MustNot => self.force(instance, &self.instance_view(instance)?)?,
            _ if standing => self.force(instance, &self.instance_view(instance)?)?,
            _ if early => in_force(&norm.in_force),
            _ => return Ok(Vec::new()),
        };
        let Some((_, since)) = self.before_force(&force) else { return Ok(Vec::new()) };
        let begun = |deed: &Deed| Begun { deed: deed.clone(), since, standing };
        Ok(deeds.iter().map(begun).collect())
    }

    /// A duty that nothing opens is met after what concerns its act came into force, where it was still open then.
    pub(super) fn is_still_to_be_done(
        &self,
        system: &mut System,
        demand: &Demand,
        owed: &[(usize, i64)],
        reaching: &[Option<Vec<Span>>],
    ) -> Answer<()> {
        for (moment, windows) in owed.iter().zip(reaching) {
            let Some(windows) = windows else { continue };
            let is_own = |doing: &&Doing| doing.line.lower.iter().any(|it| it.at == *moment);
            let Some(is) = system.doings.iter().find(is_own).map(|own| own.is.clone()) else {
                continue;
            };
            if self.was_met(&is, windows)? {
                continue;
            }
            for begun in &demand.begun {
                if !self.concerns(begun, &is)? {
                    continue;
                }
                self.is_closed_by_what_is_owed(system, begun, windows, owed)?;
                let late = (0, begun.since);
                let after = Difference { early: late, late: *moment, strict: false };
                let mut choice = vec![after];
                match windows.as_slice() {
                    [window] => {
                        let window = self.line(system, window)?;
                        choice.extend(window.upper.iter().map(|edge| Difference {
                            early: edge.at,
                            late,
                            strict: edge.closed,
                        }));
                    }
                    all if all.iter().all(|window| window.is_over(begun.since)) => continue,
                    _ => {}
                }
                system.choices.push(choice);
            }
        }
        Ok(())
    }

    // Of the acts that close a duty, none is done before one that is owed after the other norm came into force; nor, where
    // such a one needs it, before the other norm did.
    fn is_closed_by_what_is_owed(
        &self,
        system: &mut System,
        begun: &Begun,
        windows: &[Span],
        owed: &[(usize, i64)],
    ) -> Answer<()> {
        let closing: BTreeSet<Deed> = windows.iter().flat_map(Span::deeds).cloned().collect();
        for deed in closing {
            let first = (self.first(system, &deed)?, 0);
            for &moment in owed {
                let is_own = |doing: &Doing| doing.line.lower.iter().any(|it| it.at == moment);
                if system.doings.iter().any(|doing| is_own(doing) && doing.is.contains(&deed)) {
                    let before = Difference { early: moment, late: (0, begun.since), strict: true };
                    let after = Difference { early: moment, late: first, strict: false };
                    system.choices.push(vec![before, after]);
                }
                let owed = system.doings.iter().filter(|doing| is_own(doing));
                let owed: BTreeSet<Deed> = owed.flat_map(|doing| doing.is.clone()).collect();
                if self.need(&owed, &deed)? {
                    let before = Difference { early: moment, late: (0, begun.since), strict: true };
                    let after = Difference { early: (0, begun.since), late: first, strict: true };
                    system.choices.push(vec![before, after]);
                }
            }
        }
        Ok(())
    }

    // Whether one of these deeds needs the other.
    fn need(&self, deeds: &BTreeSet<Deed>, other: &Deed) -> Answer<bool> {
        for tie in self.ties()?.others.iter().filter(|tie| tie.kind == ActRuleKind::Needs) {
            if let Right::Deed(right) = &tie.right
                && deeds.contains(&tie.left)
                && self.wider(right)?.contains(other)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    // Whether it forbids an act that is done with what is owed, or what that needs, or asks for what that excludes.
    fn concerns(&self, begun: &Begun, is: &BTreeSet<Deed>) -> Answer<bool> {
        if !begun.standing && is.contains(&begun.deed) {
            return Ok(true);
        }
        let wide = self.wider(&begun.deed)?;
        for tie in &self.ties()?.others {
            let Right::Deed(right) = &tie.right else { continue };
            let so = match (tie.kind, begun.standing) {
                (ActRuleKind::Needs, false) => {
                    is.contains(&tie.left) && self.wider(right)?.contains(&begun.deed)
                }
                (ActRuleKind::Needs, true) | (_, false) => false,
                (_, true) => {
                    is.contains(&tie.left) && wide.contains(right)
                        || wide.contains(&tie.left) && is.contains(right)
                }
            };
            if so {
                return Ok(true);
            }
        }
        Ok(false)
    }

    // Whether what the situation says was done until the day that is looked at meets a duty with these windows.
    fn was_met(&self, owed: &BTreeSet<Deed>, windows: &[Span]) -> Answer<bool> {
        let until = self.now().map_or(i64::MAX, |now| now + DAY);
        for ((action, by, args), at) in &self.situation.doings {
            let done = Deed { action: *action, by: *by, args: args.clone() };
            if self.wider(&done)?.is_superset(owed)
                && at.0 < until
                && windows.iter().any(|window| window.clock_moments().contains(at.0))
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
