//! Spans as difference constraints: what it takes for them to be empty, apart, or one after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::deeds::Deed;
use super::differences::{Closure, Difference};
use super::moments::{Cut, Moments};
use super::{Answer, World};

/// The end of a line: minutes after a variable, and whether that moment is in the line.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub(super) at: (usize, i64),
    pub(super) closed: bool,
}

/// A span whose bounds are variables of the difference constraints.
#[derive(Clone, Default)]
pub(super) struct Line {
    pub(super) lower: Vec<Edge>,
    pub(super) upper: Vec<Edge>,
}

/// Something that is done: everything that it counts as, and when.
#[derive(Clone)]
pub(super) struct Doing {
    pub(super) is: BTreeSet<Deed>,
    pub(super) line: Line,
}

/// One plan as difference constraints: of each choice, one must hold.
#[derive(Clone, Default)]
pub(super) struct System {
    pub(super) variables: usize,
    pub(super) doings: Vec<Doing>,
    pub(super) firsts: BTreeMap<Deed, usize>,
    /// Doings of deeds that others need, each with its variable.
    pub(super) needed: BTreeMap<Deed, usize>,
    pub(super) hard: Vec<Difference>,
    pub(super) choices: Vec<Vec<Difference>>,
}

impl World<'_> {
    /// Tries one of each choice; `visit` learns the moments that are left to the variable.
    pub(super) fn solve(
        &self,
        system: &System,
        probe: usize,
        visit: &mut dyn FnMut(Moments) -> bool,
    ) -> Answer<bool> {
        let mut closure = Closure::new(system.variables);
        for &difference in &system.hard {
            self.choose(closure.cost())?;
            if !closure.add(difference) {
                return Ok(false);
            }
        }
        let mut choices: Vec<&[Difference]> = system.choices.iter().map(Vec::as_slice).collect();
        choices.sort_by_key(|choice| choice.len());
        self.branch(&closure, &choices, probe, visit)
    }

    pub(super) fn branch(
        &self,
        closure: &Closure,
        choices: &[&[Difference]],
        probe: usize,
        visit: &mut dyn FnMut(Moments) -> bool,
    ) -> Answer<bool> {
        self.choose(closure.cost())?;
        let Some((choice, rest)) = choices.split_first() else {
            return Ok(visit(range(closure, probe)));
        };
        for &difference in *choice {
            let Some(next) = closure.with(difference) else { continue };
            if self.branch(&next, rest, probe, visit)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl System {
    /// A moment of its own.
    pub(super) fn variable(&mut self) -> usize {
        self.variables += 1;
        self.variables - 1
    }

    /// The moment lies in the line.
    pub(super) fn inside(&mut self, moment: (usize, i64), line: &Line) {
        for edge in &line.lower {
            self.hard.push(Difference { early: edge.at, late: moment, strict: !edge.closed });
        }
        for edge in &line.upper {
            self.hard.push(Difference { early: moment, late: edge.at, strict: !edge.closed });
        }
    }

    /// A choice for every doing of the deed.
    pub(super) fn each(&mut self, deed: &Deed, choice: impl Fn(&Line) -> Vec<Difference>) {
        for doing in self.doings.iter().filter(|doing| doing.is.contains(deed)) {
            self.choices.push(choice(&doing.line));
        }
    }
}

/// The line has no moment: some upper edge lies before a lower one.
pub(super) fn empty(line: &Line) -> Vec<Difference> {
    let mut choice = Vec::new();
    for lower in &line.lower {
        for upper in &line.upper {
            let strict = lower.closed && upper.closed;
            choice.push(Difference { early: upper.at, late: lower.at, strict });
        }
    }
    choice
}

/// The lines share no moment.
pub(super) fn disjoint(a: &Line, b: &Line) -> Vec<Difference> {
    let join = |a: &[Edge], b: &[Edge]| [a, b].concat();
    empty(&Line { lower: join(&a.lower, &b.lower), upper: join(&a.upper, &b.upper) })
}

/// No moment of the line lies before the moment.
pub(super) fn not_before(line: &Line, moment: (usize, i64)) -> Vec<Difference> {
    let mut choice = empty(line);
    choice.extend(line.lower.iter().map(|lower| Difference {
        early: moment,
        late: lower.at,
        strict: false,
    }));
    choice
}

/// No moment of `then` lies after a moment of `first`.
pub(super) fn not_after(then: &Line, first: &Line) -> Vec<Difference> {
    let mut choice = [empty(then), empty(first)].concat();
    for lower in &first.lower {
        for upper in &then.upper {
            choice.push(Difference { early: upper.at, late: lower.at, strict: false });
        }
    }
    choice
}

/// The moments that the constraints leave to a variable.
pub(super) fn range(closure: &Closure, variable: usize) -> Moments {
    let from = closure
        .limit(0, variable)
        .map_or(Cut::FIRST, |(most, less)| Cut { at: -most, after: less < 0 });
    let to = closure
        .limit(variable, 0)
        .map_or(Cut::LAST, |(most, less)| Cut { at: most, after: less == 0 });
    Moments::between(from, to)
}
