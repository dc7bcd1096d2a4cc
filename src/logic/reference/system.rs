//! From a way to respect what is asked to a system of differences between moments: one for each thing that is done.

use super::behaviour::Task;
use super::deeds::{Deed, Right};
use super::demand::{Demand, Offer};
use super::differences::Difference;
use super::lines::{Doing, Edge, Line, System, disjoint, empty, not_after, not_before};
use super::possible::Probe;
use super::windows::{Bound, Mark, Never, Span};
use super::{Answer, Unsupported, World};
use crate::model::ActRuleKind;

/// More doings than this are not looked at together.
const MOST_DOINGS: usize = 60;

/// What a plan says is done for the sake of duties.
pub(super) struct Promised {
    /// Of standing duties, each with its time.
    pub(super) standing: Vec<(Deed, Line)>,
    /// Once, each with its moment.
    pub(super) once: Vec<(Deed, (usize, i64))>,
    /// For each of these: all spans in which the duty can be met, if its window has been open ever since it was law.
    reaching: Vec<Option<Vec<Span>>>,
}

impl Promised {
    fn moments(&self) -> Vec<(usize, i64)> {
        self.once.iter().map(|(_, moment)| *moment).collect()
    }
}

impl World<'_> {
    // The system of a plan, and the moment of what is looked for.
    pub(super) fn system(
        &self,
        plan: &[&Offer],
        Task { demand, never, done, probe }: Task<'_>,
    ) -> Answer<(System, usize)> {
        let mut system = System { variables: 1, ..System::default() };
        for deed in done {
            self.first(&mut system, deed)?;
        }
        let listed = self.place_listed(&mut system)?;
        let promised = self.promised(&mut system, plan)?;
        let probing = probe.is_some();
        let wants = matches!(probe, Some(Probe { deed: Some(_), .. }));
        let probe = match probe {
            Some(Probe { deed: Some(deed), .. }) => self.doing(&mut system, deed)?,
            Some(Probe { deed: None, .. }) => system.variable(),
            None => 0,
        };
        for (bound, since) in plan.iter().filter_map(|offer| offer.closes.as_ref()) {
            let probe = probing.then_some(probe);
            self.closes_before_law(&mut system, (bound, *since), probe, &promised)?;
        }
        for ends in demand.ends.iter().filter(|_| !probing) {
            self.ends_late_enough(&mut system, ends, &promised)?;
        }
        self.needs(&mut system, never)?;
        for (deed, span) in &demand.bans {
            let ban = self.line(&mut system, span)?;
            system.each(deed, |line| disjoint(line, &ban));
        }
        let mut owed = promised.moments();
        if !probing {
            self.look_back(&mut system, plan, demand, &owed)?;
            self.is_still_to_be_done(&mut system, demand, &owed, &promised.reaching)?;
        } else if wants {
            // What is permitted is as good as owed: who may do it must not have prepared it in good time, either.
            owed.push((probe, 0));
            self.look_back(&mut system, plan, demand, &owed)?;
            self.is_still_to_be_done(&mut system, demand, &owed, &promised.reaching)?;
        }
        for deed in never {
            system.each(deed, empty);
        }
        self.begins_with_the_first(&mut system, demand, listed);
        self.exclusions(&mut system)?;
        Ok((system, probe))
    }

    // What the situation lists, each at its time.
    fn place_listed(&self, system: &mut System) -> Answer<Vec<(Deed, i64)>> {
        let listed: Vec<(Deed, i64)> =
            if self.acts_only_start { Vec::new() } else { self.listed_deeds().collect() };
        for (deed, time) in &listed {
            let edge = vec![Edge { at: (0, *time), closed: true }];
            let line = Line { lower: edge.clone(), upper: edge };
            system.doings.push(Doing { is: self.wider(deed)?, line });
        }
        Ok(listed)
    }

    fn promised(&self, system: &mut System, plan: &[&Offer]) -> Answer<Promised> {
        let mut promised =
            Promised { standing: Vec::new(), once: Vec::new(), reaching: Vec::new() };
        for (deed, span) in plan.iter().filter(|offer| !offer.once).flat_map(|o| &o.doings) {
            let line = self.line(system, span)?;
            promised.standing.push((deed.clone(), line.clone()));
            system.doings.push(Doing { is: self.wider(deed)?, line });
        }
        for offer in plan.iter().filter(|offer| offer.once) {
            for (deed, span) in &offer.doings {
                let line = self.line(system, span)?;
                let moment = (self.doing(system, deed)?, 0);
                system.inside(moment, &line);
                promised.once.push((deed.clone(), moment));
                promised.reaching.push(offer.reaches_back.then(|| offer.spans.clone()));
            }
        }
        Ok(promised)
    }

    // The window of a duty closes before the norm is law. What was done before it was wanted, or owed, is no way out.
    fn closes_before_law(
        &self,
        system: &mut System,
        (bound, since): (&Bound, i64),
        probe: Option<usize>,
        promised: &Promised,
    ) -> Answer<()> {
        let span = Span { lower: Vec::new(), upper: vec![bound.clone()] };
        for edge in self.line(system, &span)?.upper {
            let (late, strict) = ((0, since), edge.closed);
            system.hard.push(Difference { early: edge.at, late, strict });
            let first = (edge.at.0, 0);
            if let Some(probe) = probe {
                let in_time = Difference { early: (probe, 0), late: first, strict: false };
                system.hard.push(in_time);
            } else if let Mark::Doing(deed, _) = &bound.mark {
                system.choices.push(self.done_as_owed(deed, first, promised)?);
            }
        }
        Ok(())
    }

    // One of the acts with which a standing duty ends is done late enough, or as something owed.
    fn ends_late_enough(
        &self,
        system: &mut System,
        (bounds, since): &(Vec<Bound>, i64),
        promised: &Promised,
    ) -> Answer<()> {
        let mut ways = Vec::new();
        for bound in bounds {
            let Mark::Doing(deed, _) = &bound.mark else { continue };
            let span = Span { lower: Vec::new(), upper: vec![bound.clone()] };
            for edge in self.line(system, &span)?.upper {
                let (late, strict) = (edge.at, !edge.closed);
                ways.push(Difference { early: (0, *since), late, strict });
                ways.extend(self.done_as_owed(deed, (edge.at.0, 0), promised)?);
            }
        }
        system.choices.push(ways);
        Ok(())
    }

    // Nothing that is one of these deeds is done before its first doing.
    fn begins_with_the_first(
        &self,
        system: &mut System,
        demand: &Demand,
        listed: Vec<(Deed, i64)>,
    ) {
        let firsts = system.firsts.clone().into_iter().map(|(deed, var)| (deed, (var, 0)));
        let listed = listed.into_iter().map(|(deed, time)| (deed, (0, time)));
        let firsts = firsts.filter(|_| !self.without_order);
        let starts = demand.starts.iter().filter(|_| !self.acts_only_start);
        let starts = starts.map(|(deed, time)| (deed.clone(), (0, *time)));
        for (deed, moment) in firsts.chain(listed).chain(starts).collect::<Vec<_>>() {
            system.each(&deed, |line| not_before(line, moment));
        }
    }

    // A doing of the deed at a moment of its own.
    fn doing(&self, system: &mut System, deed: &Deed) -> Answer<usize> {
        let variable = system.variable();
        let edge = vec![Edge { at: (variable, 0), closed: true }];
        let line = Line { lower: edge.clone(), upper: edge };
        system.doings.push(Doing { is: self.wider(deed)?, line });
        Ok(variable)
    }

    // The first doing of the deed, which is then done.
    pub(super) fn first(&self, system: &mut System, deed: &Deed) -> Answer<usize> {
        if let Some(&variable) = system.firsts.get(deed) {
            return Ok(variable);
        }
        let variable = self.doing(system, deed)?;
        system.firsts.insert(deed.clone(), variable);
        Ok(variable)
    }

    // A doing of a deed that others need: any will do, and what is done at all times has no first.
    fn some_doing(&self, system: &mut System, deed: &Deed) -> Answer<usize> {
        if let Some(&variable) = system.firsts.get(deed).or_else(|| system.needed.get(deed)) {
            return Ok(variable);
        }
        let variable = self.doing(system, deed)?;
        system.needed.insert(deed.clone(), variable);
        Ok(variable)
    }

    pub(super) fn line(&self, system: &mut System, span: &Span) -> Answer<Line> {
        let mut line = Line::default();
        for (bounds, lower) in [(&span.lower, true), (&span.upper, false)] {
            for bound in bounds {
                let at = match &bound.mark {
                    Mark::Clock(at) => (0, *at),
                    Mark::Doing(deed, offset) => (self.first(system, deed)?, *offset),
                };
                let edges = if lower { &mut line.lower } else { &mut line.upper };
                edges.push(Edge { at, closed: bound.closed });
            }
        }
        Ok(line)
    }

    // What a doing needs is done before it, or happened before it.
    fn needs(&self, system: &mut System, never: &Never) -> Answer<()> {
        if self.left_out(ActRuleKind::Needs) {
            return Ok(());
        }
        let mut place = 0;
        while place < system.doings.len() {
            if place > MOST_DOINGS {
                return Err(Unsupported::new("too many acts that need each other"));
            }
            for tie in &self.ties()?.others {
                if tie.kind != ActRuleKind::Needs || !system.doings[place].is.contains(&tie.left) {
                    continue;
                }
                let moment = match &tie.right {
                    Right::Event(time) => time.map(|time| (0, time)),
                    Right::Deed(deed) => match self.listed(deed)? {
                        Some(time) if !self.acts_only_start => Some((0, time)),
                        _ if never.contains(deed) => None,
                        _ => Some((self.some_doing(system, deed)?, 0)),
                    },
                };
                let line = &system.doings[place].line;
                let choice = moment.map_or_else(|| empty(line), |moment| not_before(line, moment));
                system.choices.push(choice);
            }
            place += 1;
        }
        Ok(())
    }

    // The rules `excludes` and `ends`.
    fn exclusions(&self, system: &mut System) -> Answer<()> {
        for tie in &self.ties()?.others {
            let Right::Deed(right) = &tie.right else { continue };
            if tie.kind == ActRuleKind::Needs || self.left_out(tie.kind) {
                continue;
            }
            // What goes on is a doing that may end itself.
            for a in system.doings.iter().filter(|it| it.is.contains(&tie.left)) {
                for b in system.doings.iter().filter(|it| it.is.contains(right)) {
                    let choice = match tie.kind {
                        ActRuleKind::Excludes => [empty(&a.line), empty(&b.line)].concat(),
                        ActRuleKind::ExcludesAtOnce => disjoint(&a.line, &b.line),
                        _ => not_after(&b.line, &a.line),
                    };
                    system.choices.push(choice);
                }
            }
        }
        Ok(())
    }

    // Whether the order of acts is left out of sight.
    fn left_out(&self, kind: ActRuleKind) -> bool {
        self.without_order && matches!(kind, ActRuleKind::Needs | ActRuleKind::Ends)
    }
}
