//! Whether some behaviour respects duties and bans together: every choice of who does what when is tried.

use std::collections::{BTreeMap, BTreeSet};

use super::deeds::Deed;
use super::demand::Demand;
use super::differences::Difference;
use super::lines::{Edge, Line, System, disjoint};
use super::moments::Moments;
use super::possible::Probe;
use super::windows::{Never, Span};
use super::{Answer, Instance, Unsupported, World};
use crate::model::Modal;

/// More anchors than this are not tried in all combinations.
const MOST_ANCHORS: usize = 10;

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
        let mut anchors = self.anchors(set)?;
        if let Some(permission) = probe.and_then(|probe| probe.open) {
            anchors.extend(self.ended_by(permission)?);
        }
        let anchors: Vec<Deed> = anchors.difference(&self.left).cloned().collect();
        if anchors.len() > MOST_ANCHORS {
            return Err(Unsupported::new("too many acts that end windows"));
        }
        let mut may_change = false;
        for choice in 0..1_u32 << anchors.len() {
            let (mut never, mut done) = (self.left.clone(), Vec::new());
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

    // The deeds that end windows of the set.
    fn anchors(&self, set: &[Instance]) -> Answer<BTreeSet<Deed>> {
        let mut anchors = BTreeSet::new();
        for instance in set {
            for asked in self.reach(instance, &BTreeSet::new())? {
                anchors.extend(asked.span.deeds().cloned());
            }
        }
        Ok(anchors)
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
        for (narrow, &at) in &firsts {
            let wider = self.wider(narrow)?;
            let before = |early| Difference { early, late: (at, 0), strict: false };
            for wide in wider.iter().filter(|wide| *wide != narrow) {
                let told = self.listed(wide)?.map(|time| (0, time));
                let first = firsts.get(wide).map(|&first| (first, 0));
                system.hard.extend(told.or(first).map(before));
            }
        }
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
