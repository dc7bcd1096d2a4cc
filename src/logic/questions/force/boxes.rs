//! Norms that say the same of cases which differ in numbers, choices and days alone. Each reaches a box of such
//! values; whether others reach all that one reaches is told exactly by cutting their boxes out of its own.

use crate::logic::region::range;
use crate::model::{
    Act, AttributeType, Cond, DaySpan, Modal, Model, Norm, NormId, SortId, Term, Value, VarId,
};

/// Whole numbers in a row, from the first to the last. A choice is the number of its place, a day that of the day.
type Row = (i64, i64);

/// A row for each matter, and one of days.
type Extent = Vec<Row>;

/// How often a box may be cut; where more is needed, a query decides.
const CUTS: usize = 4_000;

/// Whether boxes can tell of a norm what it says, if nothing but its own conditions keeps it from applying: it has one
/// act, done by or to each of its participants, and no TIME.
pub(super) fn can_tell(norm: &Norm) -> bool {
    let [Act::Do { args, .. }] = norm.acts.as_slice() else { return false };
    let is_named = |place: usize| {
        let var = Term::Var(VarId(place as u32));
        norm.bearer == var || args.contains(&var)
    };
    matches!(norm.modal, Modal::Must | Modal::MustNot)
        && norm.window.is_none()
        && norm.primary.is_none()
        && norm.scope.vars.iter().all(|var| !var.any && !var.some && !var.omitted)
        && (0..norm.scope.vars.len()).all(is_named)
}

/// Whether two norms of which boxes can tell say the same but for these: they bind the same participants to the same
/// act, and what else their conditions ask is the same, word by word.
pub(super) fn are_alike(model: &Model, a: NormId, b: NormId) -> bool {
    let (x, y) = (&model.norms[a], &model.norms[b]);
    // A norm does not answer for parts of itself.
    let is_one = x.instrument == y.instrument && x.name == y.name;
    !is_one
        && x.modal == y.modal
        && x.recommendation == y.recommendation
        && x.bearer == y.bearer
        && x.acts == y.acts
        && rest(model, x).eq(rest(model, y))
        && x.unless == y.unless
        && sorts(x).eq(sorts(y))
}

/// Whether the box of a norm reaches beyond those of others that are alike; `None` where that takes too long to tell.
pub(super) fn goes_beyond(model: &Model, norm: NormId, others: &[NormId]) -> Option<bool> {
    let all = || std::iter::once(&norm).chain(others).map(|&norm| &model.norms[norm]);
    let mut terms: Vec<&Term> = Vec::new();
    for (term, _) in all().flat_map(|norm| rows(model, norm)) {
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    let others: Vec<Extent> = all().skip(1).flat_map(|it| extents(model, it, &terms)).collect();
    let mut left = CUTS;
    for own in extents(model, &model.norms[norm], &terms) {
        if is_left(&own, &others, &mut left)? {
            return Some(true);
        }
    }
    Some(false)
}

/// The box of a norm for each span of days on which it is in force.
fn extents<'n>(
    model: &Model,
    norm: &'n Norm,
    terms: &[&Term],
) -> impl Iterator<Item = Extent> + use<'n> {
    let mut extent: Extent = terms.iter().map(|term| values(model, term)).collect();
    for (term, row) in rows(model, norm) {
        let known = extent.iter_mut().zip(terms).filter(|(_, own)| **own == term);
        known.for_each(|(known, _)| *known = meet(*known, row));
    }
    norm.in_force.iter().map(move |span| [extent.as_slice(), &[days(*span)]].concat())
}

/// Whether something of a box is in none of the others.
fn is_left(own: &[Row], others: &[Extent], left: &mut usize) -> Option<bool> {
    if own.iter().any(|&row| is_empty(row)) {
        return Some(false);
    }
    let Some((first, others)) = others.split_first() else { return Some(true) };
    *left = left.checked_sub(1)?;
    let mut inner = own.to_vec();
    if inner.iter().zip(first).any(|(own, row)| is_empty(meet(*own, *row))) {
        return is_left(own, others, left);
    }
    for (place, &(low, high)) in first.iter().enumerate() {
        let row = inner[place];
        let below = (row.0 < low).then(|| (row.0, low - 1));
        let above = (row.1 > high).then(|| (high + 1, row.1));
        for outside in below.into_iter().chain(above) {
            inner[place] = outside;
            if is_left(&inner, others, left)? {
                return Some(true);
            }
        }
        inner[place] = meet(row, (low, high));
    }
    Some(false)
}

/// The numbers and choices that a norm asks for, joined by `and`.
fn rows<'n>(model: &'n Model, norm: &'n Norm) -> impl Iterator<Item = (&'n Term, Row)> {
    parts(norm).iter().filter_map(|part| row(model, part))
}

/// What else it asks.
fn rest<'n>(model: &'n Model, norm: &'n Norm) -> impl Iterator<Item = &'n Cond> {
    parts(norm).iter().filter(|part| row(model, part).is_none())
}

fn sorts(norm: &Norm) -> impl Iterator<Item = &Vec<SortId>> {
    norm.scope.vars.iter().map(|var| &var.sorts)
}

fn parts(norm: &Norm) -> &[Cond] {
    match &norm.when {
        Cond::All(parts) => parts,
        one => std::slice::from_ref(one),
    }
}

fn row<'n>(model: &Model, part: &'n Cond) -> Option<(&'n Term, Row)> {
    match part {
        Cond::Choice { term: term @ Term::Attribute { .. }, choice } => {
            Some((term, (i64::from(*choice), i64::from(*choice))))
        }
        Cond::Compare(bound) => {
            let Term::Attribute { attribute, .. } = &bound.left else { return None };
            let Value::Number(number) = &bound.right else { return None };
            let AttributeType::Range(..) = model.attributes[*attribute].ty else { return None };
            Some((&bound.left, range(bound.op, *number, true)?))
        }
        _ => None,
    }
}

/// All values that there are.
fn values(model: &Model, term: &Term) -> Row {
    let Term::Attribute { attribute, .. } = term else { return (i64::MIN, i64::MAX) };
    match &model.attributes[*attribute].ty {
        AttributeType::Range(low, high) => (*low, *high),
        AttributeType::Choice(choices) => (0, choices.len() as i64 - 1),
        _ => (i64::MIN, i64::MAX),
    }
}

fn days(span: DaySpan) -> Row {
    let from = span.from.map_or(i64::MIN, |day| i64::from(day.0));
    (from, span.until.map_or(i64::MAX, |day| i64::from(day.0)))
}

fn meet(a: Row, b: Row) -> Row {
    (a.0.max(b.0), a.1.min(b.1))
}

fn is_empty((first, last): Row) -> bool {
    first > last
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every point of the box, tried one by one.
    fn is_left_by_trying(own: &[Row], others: &[Extent]) -> bool {
        let inside = |point: &[i64], extent: &[Row]| {
            point.iter().zip(extent).all(|(it, row)| row.0 <= *it && *it <= row.1)
        };
        let mut points = vec![Vec::new()];
        for &(first, last) in own {
            let with = |point: &Vec<i64>| {
                (first..=last).map(|it| [point.as_slice(), &[it]].concat()).collect::<Vec<_>>()
            };
            points = points.iter().flat_map(with).collect();
        }
        points.iter().any(|point| !others.iter().any(|other| inside(point, other)))
    }

    #[test]
    fn what_is_left_of_a_box_is_what_trying_every_point_finds() {
        let mut state = 1u64;
        let mut below = |count: i64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as i64 % count
        };
        let mut counts = [0, 0];
        for _ in 0..4_000 {
            let mut extent = |longest: i64| -> Extent {
                let mut row = || {
                    let first = below(5);
                    (first, first + below(longest) - 1)
                };
                vec![row(), row(), row()]
            };
            let own = extent(4);
            let others: Vec<Extent> = (0..5).map(|_| extent(7)).collect();
            let found = is_left(&own, &others, &mut CUTS.clone());
            assert_eq!(found, Some(is_left_by_trying(&own, &others)), "{own:?} {others:?}");
            counts[usize::from(found == Some(true))] += 1;
        }
        assert!(counts.iter().all(|&count| count > 500), "{counts:?}");
    }

    #[test]
    fn rows_without_an_end_are_cut_like_others() {
        let all = vec![(i64::MIN, i64::MAX)];
        let halves = [vec![(i64::MIN, -1)], vec![(0, i64::MAX)]];
        assert_eq!(is_left(&all, &halves, &mut CUTS.clone()), Some(false));
        assert_eq!(is_left(&all, &halves[..1], &mut CUTS.clone()), Some(true));
    }

    #[test]
    fn where_too_many_cuts_are_needed_nothing_is_told() {
        let halves = [vec![(0, 4)], vec![(5, 9)]];
        assert_eq!(is_left(&[(0, 9)], &halves, &mut 1), None);
    }
}
