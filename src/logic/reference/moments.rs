//! Sets of moments on a dense line of time.

/// A place between moments: just before a minute (`after` is false), or just after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cut {
    /// The moment.
    pub(super) at: i64,
    /// The moment itself lies before the cut.
    pub(super) after: bool,
}

impl Cut {
    /// Before all moments.
    pub(super) const FIRST: Cut = Cut { at: i64::MIN, after: false };
    /// After all moments.
    pub(super) const LAST: Cut = Cut { at: i64::MAX, after: true };

    /// The cut that has the moment behind it.
    pub(super) fn before(at: i64) -> Cut {
        Cut { at, after: false }
    }

    /// The cut that has the moment before it.
    pub(super) fn after(at: i64) -> Cut {
        Cut { at, after: true }
    }
}

/// A set of moments that is made of finitely many stretches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moments {
    // Invariant: in order, none empty, and no two touch.
    stretches: Vec<(Cut, Cut)>,
}

impl Moments {
    /// No moment.
    pub(super) fn none() -> Moments {
        Moments { stretches: Vec::new() }
    }

    /// Every moment.
    pub(super) fn all() -> Moments {
        Moments::between(Cut::FIRST, Cut::LAST)
    }

    /// Every moment, or none.
    pub(super) fn of(holds: bool) -> Moments {
        if holds { Moments::all() } else { Moments::none() }
    }

    /// The moments between two cuts.
    pub(super) fn between(from: Cut, to: Cut) -> Moments {
        Moments { stretches: if from < to { vec![(from, to)] } else { Vec::new() } }
    }

    /// The stretch in which a moment lies.
    pub(super) fn stretch_around(&self, at: i64) -> Option<(Cut, Cut)> {
        let inside = |(from, to): &&(Cut, Cut)| *from <= Cut::before(at) && Cut::after(at) <= *to;
        self.stretches.iter().find(inside).copied()
    }

    /// Whether there is no moment in it.
    pub fn is_empty(&self) -> bool {
        self.stretches.is_empty()
    }

    /// Whether every moment is in it.
    pub fn is_all(&self) -> bool {
        self.stretches == [(Cut::FIRST, Cut::LAST)]
    }

    /// Whether the moment (in minutes after 1970-01-01 00:00) is in it.
    pub fn contains(&self, at: i64) -> bool {
        let inside = |&(from, to): &(Cut, Cut)| from <= Cut::before(at) && Cut::after(at) <= to;
        self.stretches.iter().any(inside)
    }

    /// The first and the last moment, where there are such; `None` for no moment at all.
    pub fn bounds(&self) -> Option<(Option<i64>, Option<i64>)> {
        let (first, last) = (self.stretches.first()?.0, self.stretches.last()?.1);
        let from = (first != Cut::FIRST).then_some(first.at);
        let until = (last != Cut::LAST).then_some(last.at);
        Some((from, until))
    }

    /// Its stretches, in order.
    pub(super) fn stretches(&self) -> &[(Cut, Cut)] {
        &self.stretches
    }

    /// The moments in either.
    pub(super) fn or(&self, other: &Moments) -> Moments {
        let mut all: Vec<_> = self.stretches.iter().chain(&other.stretches).copied().collect();
        all.sort();
        let mut stretches: Vec<(Cut, Cut)> = Vec::new();
        for (from, to) in all {
            match stretches.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => stretches.push((from, to)),
            }
        }
        Moments { stretches }
    }

    /// The moments that are not in it.
    pub(super) fn not(&self) -> Moments {
        let mut stretches = Vec::new();
        let mut from = Cut::FIRST;
        for &(start, end) in &self.stretches {
            if from < start {
                stretches.push((from, start));
            }
            from = end;
        }
        if from < Cut::LAST {
            stretches.push((from, Cut::LAST));
        }
        Moments { stretches }
    }

    /// The moments in both.
    pub(super) fn and(&self, other: &Moments) -> Moments {
        self.not().or(&other.not()).not()
    }

    /// The moments in it that are not in the other.
    pub(super) fn minus(&self, other: &Moments) -> Moments {
        self.and(&other.not())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_without_its_end_touches_one_that_starts_there() {
        let first = Moments::between(Cut::before(0), Cut::before(5));
        let second = Moments::between(Cut::before(5), Cut::after(9));
        assert!(first.and(&second).is_empty());
        assert_eq!(first.or(&second), Moments::between(Cut::before(0), Cut::after(9)));
        assert!(!first.contains(5) && second.contains(5));
    }

    #[test]
    fn what_is_not_in_the_complement_is_in_the_set() {
        let set = Moments::between(Cut::after(3), Cut::LAST);
        assert_eq!(set.not().not(), set);
        assert!(set.or(&set.not()).is_all());
        assert!(Moments::all().not().is_empty());
    }
}
