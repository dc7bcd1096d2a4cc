//! What a deed counts as, by way of which rules.
//!
//! Two acts may be tied by several rules, directly and by way of others: each way has its own condition, and one is
//! enough. Laws lead back to themselves (a law for some cases is, in these, the one for all), written rules never do.

use super::acts::Deed;
use super::formula::Formula;

/// Deeds, and which counts as which. The first is the one that is asked about.
pub(super) struct Ways {
    pub(super) deeds: Vec<Deed>,
    links: Vec<Link>,
}

/// One deed counts as another, under a condition.
struct Link {
    from: usize,
    to: usize,
    when: Formula,
}

impl Ways {
    pub(super) fn from(deed: Deed) -> Ways {
        Ways { deeds: vec![deed], links: Vec::new() }
    }

    /// Notes that a deed, told by its place, counts as another.
    pub(super) fn link(&mut self, from: usize, wider: Deed, when: Formula) {
        if when == Formula::False {
            return;
        }
        let known = self.deeds.iter().position(|it| *it == wider);
        let to = known.unwrap_or(self.deeds.len());
        if known.is_none() {
            self.deeds.push(wider);
        }
        if to != 0 {
            self.links.push(Link { from, to, when });
        }
    }

    /// Each deed that the first one is, with the condition.
    pub(super) fn conditions(self) -> Vec<(Deed, Formula)> {
        let mut known = vec![None; self.deeds.len()];
        known[0] = Some(Formula::True);
        while let Some(next) = self.next(&known) {
            known[next] = Some(
                self.by_any_link(next, &mut |from| known[from].clone().unwrap_or(Formula::False)),
            );
        }
        // Who is left stands in circles: each way that meets no deed twice counts.
        let mut all = known.clone();
        for (place, condition) in all.iter_mut().enumerate().filter(|(_, it)| it.is_none()) {
            *condition = Some(self.by_simple_ways(place, &known, &mut Vec::new()));
        }
        let conditions = all.into_iter().map(|it| it.unwrap_or(Formula::False));
        self.deeds.into_iter().zip(conditions).collect()
    }

    /// A deed of which nothing is known but all that leads to it.
    fn next(&self, known: &[Option<Formula>]) -> Option<usize> {
        let is_open = |place: &usize| known[*place].is_none();
        let mut open = (0..known.len()).filter(is_open);
        open.find(|place| {
            let mut links = self.links.iter().filter(|link| link.to == *place);
            links.all(|link| known[link.from].is_some())
        })
    }

    fn by_simple_ways(
        &self,
        place: usize,
        known: &[Option<Formula>],
        passed: &mut Vec<usize>,
    ) -> Formula {
        if let Some(condition) = &known[place] {
            return condition.clone();
        }
        if passed.contains(&place) {
            return Formula::False;
        }
        passed.push(place);
        let condition =
            self.by_any_link(place, &mut |from| self.by_simple_ways(from, known, passed));
        passed.pop();
        condition
    }

    fn by_any_link(&self, place: usize, of: &mut dyn FnMut(usize) -> Formula) -> Formula {
        let links = self.links.iter().filter(|link| link.to == place);
        Formula::any(links.map(|link| of(link.from).and(link.when.clone())).collect::<Vec<_>>())
    }
}
