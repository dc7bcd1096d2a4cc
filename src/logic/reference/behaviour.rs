//! Whether some behaviour respects duties and bans together: every choice of who does what when is tried.

use std::collections::{BTreeMap, BTreeSet};

use super::applies::in_force;
use super::deeds::{Deed, Right};
use super::differences::Difference;
use super::lines::{Doing, Edge, Line, System, disjoint, empty, not_after, not_before};
use super::looking_back::Begun;
use super::moments::{Cut, Moments};
use super::possible::Probe;
use super::windows::{Asked, Bound, Mark, Never, Span};
use super::{Answer, Instance, Unsupported, World};
use crate::model::{ActRuleKind, Modal, Window};

/// More anchors than this are not tried in all combinations.
const MOST_ANCHORS: usize = 10;

/// More doings than this are not looked at together.
const MOST_DOINGS: usize = 60;

/// One way to respect a duty: a deed at one moment of a span, or at every moment of some.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) once: bool,
    pub(super) doings: Vec<(Deed, Span)>,
    /// The window closes before the norm comes into force at a moment: at this bound. Nothing is done, or it is done before
    /// that.
    pub(super) closes: Option<(Bound, i64)>,
    /// Nothing opens the window: it has been open ever since the norm was there.
    reaches_back: bool,
    /// All spans in which the duty can be met.
    spans: Vec<Span>,
}

impl Offer {
    fn of(once: bool, doings: Vec<(Deed, Span)>) -> Offer {
        Offer { once, doings, closes: None, reaches_back: false, spans: Vec::new() }
    }
}

/// What duties and bans ask, once it is settled which anchors are never done.
#[derive(Default)]
pub(super) struct Demand {
    /// For each duty, the ways to respect it.
    pub(super) duties: Vec<Vec<Offer>>,
    /// What is not to be done, and when.
    pub(super) bans: Vec<(Deed, Span)>,
    /// What is not to be done before what forbids it comes into force at a moment, where something is owed after that.
    pub(super) early_bans: Vec<(Deed, Span, i64)>,
    /// The acts that start windows of the set, through what counts as them, too, and when the situation says that was.
    starts: Vec<(Deed, i64)>,
    /// The acts that a ban or a standing duty is about, and when that came into force.
    pub(super) begun: Vec<Begun>,
    /// The acts of the behaviour with which standing duties end that nothing opens, and since when these are law.
    pub(super) ends: Vec<(Vec<Bound>, i64)>,
    /// A standing duty has alternatives that more than bans on the clock stands against: a behaviour could change
    /// between them, which is not tried.
    pub(super) may_change: bool,
}

/// What plans are for: what is asked, which anchors are done and which never, and what is looked for.
#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    pub(super) demand: &'a Demand,
    pub(super) never: &'a Never,
    pub(super) done: &'a [Deed],
    pub(super) probe: Option<Probe<'a>>,
}

impl World<'_> {
    // Every way to respect the set, with the moments that it leaves to the probe; until `visit` says stop.
    pub(super) fn schedules(
        &self,
        set: &[Instance],
        probe: Option<Probe<'_>>,
        visit: &mut dyn FnMut(Moments) -> bool,
    ) -> Answer<()> {
        let (mut anchors, missing) = self.anchors(set)?;
        if let Some(permission) = probe.and_then(|probe| probe.open) {
            anchors.extend(self.ended_by(permission)?);
        }
        let anchors: Vec<Deed> = anchors.difference(&missing).cloned().collect();
        if anchors.len() > MOST_ANCHORS {
            return Err(Unsupported::new("too many acts that end windows"));
        }
        let mut may_change = false;
        for choice in 0..1_u32 << anchors.len() {
            let (mut never, mut done) = (missing.clone(), Vec::new());
            for (place, deed) in anchors.iter().enumerate() {
                if choice >> place & 1 == 1 {
                    done.push(deed.clone());
                } else {
                    never.insert(deed.clone());
                }
            }
            let endless = self.done_without_beginning(set, &never)?;
            for endless in without_first(endless) {
                // What hangs on a first doing asks for nothing, but the act may be done all the same.
                let never_done: Never = never.difference(&endless).cloned().collect();
                let mut demand = self.demand(set, &never, probe.is_some())?;
                self.settle_changing(&mut demand, &never)?;
                may_change |= demand.may_change;
                let task = Task { demand: &demand, never: &never_done, done: &done, probe };
                if self.plans(task, visit)? {
                    return Ok(());
                }
            }
        }
        if may_change {
            return Err(Unsupported::new("a standing duty with alternatives"));
        }
        Ok(())
    }

    // Of the deeds without a first doing those that a standing duty of the set has done at all times since ever.
    fn done_without_beginning(&self, set: &[Instance], never: &Never) -> Answer<BTreeSet<Deed>> {
        let mut found = BTreeSet::new();
        for instance in set {
            if self.model.norms[instance.norm].modal != Modal::Must || self.reading(instance).once {
                continue;
            }
            let deeds = self.deeds(instance)?;
            let reach = self.reach(instance, never)?;
            let since_ever = reach.iter().any(|asked| asked.span.lower.is_empty());
            if let ([deed], true) = (deeds.as_slice(), since_ever) {
                let wide = self.wider(deed)?;
                found.extend(never.intersection(&wide).cloned());
            }
        }
        Ok(found)
    }

    // The deeds that end windows of the set, and those that would start one but were never done: the situation says
    // of all of these when they were done.
    fn anchors(&self, set: &[Instance]) -> Answer<(BTreeSet<Deed>, BTreeSet<Deed>)> {
        let (mut anchors, mut missing) = (BTreeSet::new(), self.left.clone());
        for instance in set {
            for asked in self.reach(instance, &BTreeSet::new())? {
                anchors.extend(asked.span.deeds().cloned());
            }
            if !self.acts_only_start {
                missing.extend(self.missing_starts(instance)?);
            }
        }
        Ok((anchors, missing))
    }

    // `probing`: whether a deed is wanted at some moment.
    fn demand(&self, set: &[Instance], never: &Never, probing: bool) -> Answer<Demand> {
        let mut demand = Demand::default();
        // Whether duties force an act is asked of what they ask alone.
        let spares = set.iter().any(|it| self.model.norms[it.norm].modal == Modal::NeedNot);
        for instance in set {
            let started = self.starts(instance)?.into_iter();
            demand.starts.extend(started.filter_map(|(deed, time)| Some((deed, time?))));
            let norm = &self.model.norms[instance.norm];
            let (reach, deeds) = (self.reach(instance, never)?, self.deeds(instance)?);
            if reach.is_empty() {
                continue;
            }
            if norm.modal == Modal::MustNot {
                for (span, since) in self.reach_back(instance, never)? {
                    let early = |deed: &Deed| (deed.clone(), span.clone(), since);
                    demand.early_bans.extend(deeds.iter().map(early));
                }
            }
            demand.begun.extend(self.begins(instance, &deeds)?);
            let each = |deed: &Deed| -> Vec<(Deed, Span)> {
                reach.iter().map(|asked| (deed.clone(), asked.span.clone())).collect()
            };
            if norm.modal == Modal::MustNot {
                demand.bans.extend(deeds.iter().flat_map(each));
                continue;
            }
            if norm.modal == Modal::NeedNot {
                demand.bans.extend(self.unforced(deeds.iter().flat_map(each).collect())?);
                continue;
            }
            let once = self.reading(instance).once;
            if !once {
                demand.ends.extend(self.ends_by_acts(instance, never)?);
            }
            let offers = deeds.iter().map(|deed| Offer::of(once, each(deed)));
            let apart = |offer: Offer| -> Vec<Offer> {
                offer.doings.into_iter().map(|doing| Offer::of(once, vec![doing])).collect()
            };
            let mut offers: Vec<Offer> =
                if once { offers.flat_map(apart).collect() } else { offers.collect() };
            let reaches_back = once && norm.window.as_ref().is_some_and(Window::has_been_open);
            for offer in offers.iter_mut().filter(|_| reaches_back) {
                offer.reaches_back = true;
                offer.spans = reach.iter().map(|asked| asked.span.clone()).collect();
            }
            // Conditions may leave several parts of one window.
            let one_window = reach.iter().all(|it| it.before == reach[0].before);
            if let Some(Asked { since: Some(since), span, before, .. }) =
                reach.first().filter(|_| one_window)
            {
                let tied = span.upper.iter().filter(|it| matches!(it.mark, Mark::Doing(..)));
                let early: Vec<(Deed, Span)> =
                    deeds.iter().map(|deed| (deed.clone(), before.clone())).collect();
                for bound in tied {
                    let closes = Some((bound.clone(), *since));
                    let ways = match probing {
                        true => vec![Vec::new()],
                        false => early.iter().map(|one| vec![one.clone()]).collect(),
                    };
                    offers.extend(
                        ways.into_iter().map(|doings| Offer {
                            closes: closes.clone(),
                            ..Offer::of(once, doings)
                        }),
                    );
                }
            }
            demand.duties.push(offers);
            let in_force = in_force(&norm.in_force);
            let before = self.before_force(&in_force);
            for bound in reach.iter().flat_map(|asked| &asked.not_before) {
                let early = Span { lower: Vec::new(), upper: vec![bound.clone()] };
                let bans = |when: &Moments| -> Vec<(Deed, Span)> {
                    let spans = Span::of(when);
                    let of = |deed: &Deed| {
                        let spans: Vec<Span> = spans.iter().map(|it| it.and(&early)).collect();
                        spans.into_iter().map(|span| (deed.clone(), span)).collect::<Vec<_>>()
                    };
                    deeds.iter().flat_map(of).collect()
                };
                demand.bans.extend(bans(&in_force));
                if let Some((before, since)) = &before {
                    let early = bans(before).into_iter().map(|(deed, span)| (deed, span, *since));
                    demand.early_bans.extend(early);
                }
            }
        }
        if spares {
            demand.early_bans.clear();
            demand.begun.clear();
        }
        Ok(demand)
    }

    /// The moments before the day that is looked at that do not lie in some of force in which that day does, and when
    /// these begin.
    pub(super) fn before_force(&self, force: &Moments) -> Option<(Moments, i64)> {
        let now = self.now()?;
        let (since, _) = force.stretch_around(now)?;
        Some((Moments::between(Cut::FIRST, Cut::before(now)).minus(force), since.at))
    }

    pub(super) fn system(
        &self,
        plan: &[&Offer],
        Task { demand, never, done, probe }: Task<'_>,
    ) -> Answer<(System, usize)> {
        let mut system = System { variables: 1, ..System::default() };
        for deed in done {
            self.first(&mut system, deed)?;
        }
        let listed: Vec<(Deed, i64)> =
            if self.acts_only_start { Vec::new() } else { self.listed_deeds().collect() };
        for (deed, time) in &listed {
            let edge = vec![Edge { at: (0, *time), closed: true }];
            let line = Line { lower: edge.clone(), upper: edge };
            system.doings.push(Doing { is: self.wider(deed)?, line });
        }
        let mut standing = Vec::new();
        for (deed, span) in plan.iter().filter(|offer| !offer.once).flat_map(|o| &o.doings) {
            let line = self.line(&mut system, span)?;
            standing.push((deed.clone(), line.clone()));
            system.doings.push(Doing { is: self.wider(deed)?, line });
        }
        let mut owed = Vec::new();
        for (deed, span) in plan.iter().filter(|offer| offer.once).flat_map(|o| &o.doings) {
            let line = self.line(&mut system, span)?;
            let moment = (self.doing(&mut system, deed)?, 0);
            system.inside(moment, &line);
            owed.push(moment);
        }
        let reaching = plan.iter().filter(|offer| offer.once).flat_map(|offer| {
            offer.doings.iter().map(|_| offer.reaches_back.then(|| offer.spans.clone()))
        });
        let reaching: Vec<Option<Vec<Span>>> = reaching.collect();
        let owed_deeds: Vec<Deed> = plan
            .iter()
            .filter(|offer| offer.once)
            .flat_map(|offer| offer.doings.iter().map(|(deed, _)| deed.clone()))
            .collect();
        let probing = probe.is_some();
        let wants = matches!(probe, Some(Probe { deed: Some(_), .. }));
        let probe = match probe {
            Some(Probe { deed: Some(deed), .. }) => self.doing(&mut system, deed)?,
            Some(Probe { deed: None, .. }) => system.variable(),
            None => 0,
        };
        for (bound, since) in plan.iter().filter_map(|offer| offer.closes.as_ref()) {
            let span = Span { lower: Vec::new(), upper: vec![bound.clone()] };
            for edge in self.line(&mut system, &span)?.upper {
                let (late, strict) = ((0, *since), edge.closed);
                system.hard.push(Difference { early: edge.at, late, strict });
                // What was done before it was wanted, or owed, is no way out.
                let first = (edge.at.0, 0);
                if probing {
                    let in_time = Difference { early: (probe, 0), late: first, strict: false };
                    system.hard.push(in_time);
                } else if let Mark::Doing(deed, _) = &bound.mark {
                    let ways = self.done_as_owed(deed, first, (&owed, &owed_deeds), &standing)?;
                    system.choices.push(ways);
                }
            }
        }
        for (bounds, since) in demand.ends.iter().filter(|_| !probing) {
            let mut ways = Vec::new();
            for bound in bounds {
                let Mark::Doing(deed, _) = &bound.mark else { continue };
                let span = Span { lower: Vec::new(), upper: vec![bound.clone()] };
                for edge in self.line(&mut system, &span)?.upper {
                    let (late, strict) = (edge.at, !edge.closed);
                    ways.push(Difference { early: (0, *since), late, strict });
                    let first = (edge.at.0, 0);
                    ways.extend(self.done_as_owed(deed, first, (&owed, &owed_deeds), &standing)?);
                }
            }
            system.choices.push(ways);
        }
        self.needs(&mut system, never)?;
        for (deed, span) in &demand.bans {
            let ban = self.line(&mut system, span)?;
            system.each(deed, |line| disjoint(line, &ban));
        }
        if !probing {
            self.look_back(&mut system, plan, demand, &owed)?;
        } else if wants {
            // What is permitted is as good as owed: who may do it must not have prepared it in good time, either.
            self.look_back(&mut system, plan, demand, &[&owed[..], &[(probe, 0)]].concat())?;
        }
        if !probing {
            self.is_still_to_be_done(&mut system, demand, &owed, &reaching)?;
        }
        for deed in never {
            system.each(deed, empty);
        }
        let firsts = system.firsts.clone().into_iter().map(|(deed, var)| (deed, (var, 0)));
        let listed = listed.into_iter().map(|(deed, time)| (deed, (0, time)));
        let firsts = firsts.filter(|_| !self.without_order);
        let starts = demand.starts.iter().filter(|_| !self.acts_only_start);
        let starts = starts.map(|(deed, time)| (deed.clone(), (0, *time)));
        for (deed, moment) in firsts.chain(listed).chain(starts).collect::<Vec<_>>() {
            system.each(&deed, |line| not_before(line, moment));
        }
        self.exclusions(&mut system)?;
        Ok((system, probe))
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

    /// Whether every moment of `inner` lies in one of `outer`, whenever the deeds to which they are tied are
    /// first done.
    pub(super) fn contained(&self, inner: &Span, outer: &[Span]) -> Answer<bool> {
        let mut system = System { variables: 2, ..System::default() };
        let mut firsts: BTreeMap<Deed, usize> = BTreeMap::new();
        for deed in outer.iter().chain([inner]).flat_map(Span::deeds) {
            let next = 2 + firsts.len();
            firsts.entry(deed.clone()).or_insert(next);
        }
        system.variables += firsts.len();
        system.firsts = firsts;
        let edge = vec![Edge { at: (1, 0), closed: true }];
        let moment = Line { lower: edge.clone(), upper: edge };
        let line = self.line(&mut system, inner)?;
        system.inside((1, 0), &line);
        for span in outer {
            let line = self.line(&mut system, span)?;
            system.choices.push(disjoint(&moment, &line));
        }
        Ok(!self.solve(&system, 1, &mut |_| true)?)
    }
}

// Which of the deeds without a beginning are done all the same: none, or all.
fn without_first(endless: BTreeSet<Deed>) -> Vec<BTreeSet<Deed>> {
    match endless.is_empty() {
        true => vec![endless],
        false => vec![BTreeSet::new(), endless],
    }
}
