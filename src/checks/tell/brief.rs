//! On which answers of a person a verdict hangs, as briefly as it can be said.

use std::cmp::Reverse;

use crate::logic::{Answer, Open};

/// Open matters that must all be so, or not so.
pub(in crate::checks) type Term = Vec<(Open, bool)>;

/// The shorter side of a table of answers: whether it is the one with a conflict, and terms one of which must hold.
pub(in crate::checks) fn shorter_side(answers: &[Answer]) -> (bool, Vec<Term>) {
    let side = |conflict| (conflict, terms(answers, conflict));
    let literals = |(_, terms): &(bool, Vec<Term>)| terms.iter().map(Vec::len).sum::<usize>();
    let denied =
        |(_, terms): &(bool, Vec<Term>)| terms.iter().flatten().filter(|(_, holds)| !holds).count();
    let (with, without) = (side(true), side(false));
    let weight = |it: &(bool, Vec<Term>)| (literals(it), denied(it));
    if weight(&with) <= weight(&without) { with } else { without }
}

/// An answer in which some matters do not count.
type Cube = Vec<Option<bool>>;

/// The fewest and shortest terms that hold under just those answers that have this verdict.
fn terms(answers: &[Answer], conflict: bool) -> Vec<Term> {
    let (own, other): (Vec<&Answer>, Vec<&Answer>) =
        answers.iter().partition(|it| it.conflict == conflict);
    let mut cubes: Vec<Cube> = own.iter().map(|it| widened(it, &other)).collect();
    cubes.sort_by_key(|cube| Reverse(cube.iter().filter(|it| it.is_none()).count()));
    let mut left = own;
    let mut terms = Vec::new();
    for cube in cubes {
        let count = left.len();
        left.retain(|it| !covers(&cube, it));
        if left.len() < count {
            let matters = answers.iter().flat_map(|it| &it.facts).zip(&cube);
            terms.push(matters.filter_map(|(&(open, _), holds)| Some((open, (*holds)?))).collect());
        }
    }
    terms
}

/// The answer without the matters that make no difference.
fn widened(answer: &Answer, others: &[&Answer]) -> Cube {
    let mut cube: Cube = answer.facts.iter().map(|(_, holds)| Some(*holds)).collect();
    for place in 0..cube.len() {
        let kept = cube[place].take();
        if others.iter().any(|other| covers(&cube, other)) {
            cube[place] = kept;
        }
    }
    cube
}

fn covers(cube: &Cube, answer: &Answer) -> bool {
    cube.iter().zip(&answer.facts).all(|(wanted, (_, holds))| wanted.is_none_or(|it| it == *holds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FactId;

    /// The answers to so many matters, with the verdict for each.
    fn table(matters: u32, conflict: impl Fn(&[bool]) -> bool) -> Vec<Answer> {
        let row = |row: u32| {
            let holds: Vec<bool> = (0..matters).map(|place| row >> place & 1 == 1).collect();
            let facts = (0..).map(FactId).map(Open::Fact).zip(holds.iter().copied()).collect();
            Answer { facts, conflict: conflict(&holds) }
        };
        (0..1 << matters).map(row).collect()
    }

    fn fact(place: u32) -> Open {
        Open::Fact(FactId(place))
    }

    #[test]
    fn what_makes_no_difference_is_left_out() {
        let answers = table(3, |it| !(it[0] && !it[1] || it[2]));
        let (conflict, terms) = shorter_side(&answers);
        assert!(!conflict);
        assert_eq!(terms, [vec![(fact(2), true)], vec![(fact(0), true), (fact(1), false)]]);
    }

    #[test]
    fn one_matter_is_told_as_it_is_asked() {
        assert_eq!(shorter_side(&table(1, |it| it[0])), (true, vec![vec![(fact(0), true)]]));
        assert_eq!(shorter_side(&table(1, |it| !it[0])), (false, vec![vec![(fact(0), true)]]));
    }
}
