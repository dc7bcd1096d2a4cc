//! What a behaviour that respects a set leaves possible, and when.

use super::deeds::Deed;
use super::lines::System;
use super::moments::Moments;
use super::windows::Never;
use super::{Answer, Instance, World};

/// What is looked for at a moment: a deed that is done, or a permission whose window the behaviour leaves open.
#[derive(Clone, Copy)]
pub(super) struct Probe<'p> {
    pub(super) deed: Option<&'p Deed>,
    pub(super) open: Option<&'p Instance>,
}

impl World<'_> {
    /// Whether some behaviour respects all duties and bans of the set (a `need not` in it reads as a ban).
    pub(super) fn is_schedulable(&self, set: &[Instance]) -> Answer<bool> {
        let mut found = false;
        self.schedules(set, None, &mut |_| {
            found = true;
            true
        })?;
        Ok(found)
    }

    /// The moments at which the deed can be done by a behaviour that respects all duties and bans of the set.
    pub(super) fn possible(&self, set: &[Instance], deed: &Deed) -> Answer<Moments> {
        self.possible_so(set, Probe { deed: Some(deed), open: None })
    }

    /// The moments that a behaviour which respects the set leaves to what is looked for.
    pub(super) fn possible_so(&self, set: &[Instance], probe: Probe<'_>) -> Answer<Moments> {
        let mut all = Moments::none();
        self.schedules(set, Some(probe), &mut |moments| {
            all = all.or(&moments);
            all.is_all()
        })?;
        Ok(all)
    }

    // As it is, or for each stretch of the permission that is to be open, whose ends may be doings of the plan.
    pub(super) fn solve_while_open(
        &self,
        system: System,
        moment: usize,
        probe: Option<Probe<'_>>,
        never: &Never,
        visit: &mut dyn FnMut(Moments) -> bool,
    ) -> Answer<bool> {
        let Some(permission) = probe.and_then(|probe| probe.open) else {
            return self.solve(&system, moment, visit);
        };
        for asked in self.reach(permission, never)? {
            let mut system = system.clone();
            let line = self.line(&mut system, &asked.span)?;
            system.inside((moment, 0), &line);
            if self.solve(&system, moment, visit)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
