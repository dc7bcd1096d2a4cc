//! Difference constraints over dense time: which moments can follow each other, and how far apart.

/// `early <= late` (or `<`), each so many minutes after a variable. Variable 0 is the beginning of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The earlier moment: a variable and an offset.
    pub(super) early: (usize, i64),
    /// The later moment.
    pub(super) late: (usize, i64),
    /// They are not the same moment.
    pub(super) strict: bool,
}

/// So many entries of a closure are worked out in the time that a choice takes anyway.
const ENTRIES_AT_ONCE: usize = 256;

/// How much one moment may lie after another: minutes, and how many instants less than that.
type Limit = (i64, i64);

/// What some difference constraints imply for every two variables.
#[derive(Clone, Debug)]
pub(super) struct Closure {
    count: usize,
    // Invariant: shortest paths; `limits[i * count + j]` bounds variable i minus variable j.
    limits: Vec<Option<Limit>>,
}

impl Closure {
    /// No constraint between `count` variables.
    pub(super) fn new(count: usize) -> Closure {
        let mut limits = vec![None; count * count];
        for variable in 0..count {
            limits[variable * count + variable] = Some((0, 0));
        }
        Closure { count, limits }
    }

    /// The largest difference of the first variable and the second: `None`, iff there is none.
    pub(super) fn limit(&self, of: usize, from: usize) -> Option<Limit> {
        self.limits[of * self.count + from]
    }

    /// What one more constraint costs, in choices among few moments.
    pub(super) fn cost(&self) -> u64 {
        1 + (self.limits.len() / ENTRIES_AT_ONCE) as u64
    }

    /// With one more constraint, or `None` iff no moments satisfy them all.
    pub(super) fn with(&self, difference: Difference) -> Option<Closure> {
        let mut next = self.clone();
        next.add(difference).then_some(next)
    }

    /// Adds a constraint; not iff no moments satisfy it with the others.
    pub(super) fn add(&mut self, difference: Difference) -> bool {
        let ((early, before), (late, after)) = (difference.early, difference.late);
        let bound = (after.saturating_sub(before), -i64::from(difference.strict));
        if add(self.limit(late, early), Some(bound)).is_some_and(|circle| circle < (0, 0)) {
            return false;
        }
        // No shortest way to the earlier of the two, or from the later, goes through the two.
        let from_late: Vec<Option<Limit>> = (0..self.count).map(|j| self.limit(late, j)).collect();
        for i in 0..self.count {
            let Some(to_early) = add(self.limit(i, early), Some(bound)) else { continue };
            let row = &mut self.limits[i * self.count..(i + 1) * self.count];
            for (own, &rest) in row.iter_mut().zip(&from_late) {
                let through = add(Some(to_early), rest);
                if through.is_some() && own.is_none_or(|own| through.is_some_and(|way| way < own)) {
                    *own = through;
                }
            }
        }
        true
    }
}

fn add(a: Option<Limit>, b: Option<Limit>) -> Option<Limit> {
    let (a, b) = (a?, b?);
    Some((a.0.saturating_add(b.0), a.1.saturating_add(b.1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(early: usize, late: usize, by: i64, strict: bool) -> Difference {
        Difference { early: (early, by), late: (late, 0), strict }
    }

    #[test]
    fn a_circle_of_orders_is_possible_only_at_one_moment() {
        let start = Closure::new(3);
        let loose = start.with(order(1, 2, 0, false)).expect("one order");
        assert!(loose.with(order(2, 1, 0, false)).is_some());
        assert!(loose.with(order(2, 1, 0, true)).is_none());
        assert!(loose.with(order(2, 1, 1, false)).is_none());
    }

    #[test]
    fn limits_add_up_along_a_chain() {
        let chain = Closure::new(3).with(order(0, 1, 5, false)).expect("a chain");
        let chain = chain.with(order(1, 2, 6, true)).expect("a chain");
        assert_eq!(chain.limit(0, 2), Some((-11, -1)));
    }
}
