//! Acts of the behaviour that close windows: what was done before a duty was law is no way out of it, unless it was owed.

use super::deeds::Deed;
use super::differences::Difference;
use super::moments::Cut;
use super::system::Promised;
use super::windows::{Asked, Bound, Mark, Never};
use super::{Answer, Instance, World};

impl World<'_> {
    // What it takes for the first doing of a deed to be one that duties ask for.
    pub(super) fn done_as_owed(
        &self,
        deed: &Deed,
        first: (usize, i64),
        promised: &Promised,
    ) -> Answer<Vec<Difference>> {
        let no_later = |early| Difference { early, late: first, strict: false };
        let mut ways = Vec::new();
        for (own, moment) in &promised.once {
            if self.wider(own)?.contains(deed) {
                ways.push(no_later(*moment));
            }
        }
        for (own, line) in &promised.standing {
            let on_the_clock = line.lower.iter().all(|edge| edge.at.0 == 0);
            let since = line.lower.iter().map(|edge| edge.at).max();
            if let Some(since) = since.filter(|_| on_the_clock || line.lower.len() == 1)
                && self.wider(own)?.contains(deed)
            {
                ways.push(no_later(since));
            }
        }
        Ok(ways)
    }

    // The acts of the behaviour with which a standing duty ends that nothing opens, of which one must be done late enough,
    // and since when it was ever law: what was done before that is no way out.
    pub(super) fn ends_by_acts(
        &self,
        instance: &Instance,
        never: &Never,
    ) -> Answer<Vec<(Vec<Bound>, i64)>> {
        let view = self.instance_view(instance)?;
        let window = match &self.model.norms[instance.norm].window {
            Some(window) => self.window_of(window, &view, self.reading(instance), never)?,
            None => Vec::new(),
        };
        let force = self.force(instance, &view)?;
        let is_law = self.now().is_some_and(|now| force.contains(now));
        let since = force.stretches().first().map(|(since, _)| *since).filter(|_| is_law);
        let opened = window.iter().any(|asked| !asked.span.lower.is_empty());
        let Some(since) = since.filter(|since| *since != Cut::FIRST && !opened) else {
            return Ok(Vec::new());
        };
        let by_act = |bound: &&Bound| matches!(bound.mark, Mark::Doing(..));
        let ends = |asked: &Asked| -> Vec<Bound> {
            asked.span.upper.iter().filter(by_act).cloned().collect()
        };
        // Of windows apart one is enough, but none that the clock had ended before that.
        let over = |bound: &Bound| matches!(bound.mark, Mark::Clock(at) if at <= since.at);
        let is_over = |asked: &&Asked| window.len() > 1 && asked.span.upper.iter().any(over);
        let all: Vec<Vec<Bound>> = window.iter().filter(|it| !is_over(it)).map(ends).collect();
        Ok(match all.as_slice() {
            [all] => all.iter().map(|bound| (vec![bound.clone()], since.at)).collect(),
            apart if apart.iter().all(|ends| ends.len() == 1) => vec![(apart.concat(), since.at)],
            _ => Vec::new(),
        })
    }
}
