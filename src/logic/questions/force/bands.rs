//! Bounds on one number, looked at together: whether some number keeps them all, and whether each of them matters.

use crate::logic::region::range;
use crate::model::{AttributeId, AttributeType, Comparison, Model, Term, Value};

/// The bounds that a condition sets to one number, joined by `and`.
pub(super) struct Band<'c> {
    /// Whose number.
    pub(super) term: &'c Term,
    declared: (i64, i64),
    rows: Vec<(i64, i64)>,
}

/// Whole numbers in a row, from the first to the last.
type Row = (i64, i64);

impl<'c> Band<'c> {
    /// One bound as written; `None` where it is no plain bound on a number.
    pub(super) fn of(model: &Model, bound: &'c Comparison) -> Option<Band<'c>> {
        let number = attribute(&bound.left).map(|it| &model.attributes[it].ty);
        let (Some(AttributeType::Range(low, high)), Value::Number(to)) = (number, &bound.right)
        else {
            return None;
        };
        let row = range(bound.op, *to, true)?;
        Some(Band { term: &bound.left, declared: (*low, *high), rows: vec![row] })
    }

    /// Adds the bounds of another on the same number.
    pub(super) fn join(&mut self, other: Band<'c>) {
        self.rows.extend(other.rows);
    }

    /// Whether some number keeps all bounds, and each bound alone keeps out a number that the others let in.
    pub(super) fn is_tight(&self) -> bool {
        is_some(self.all_but(None)) && (0..self.rows.len()).all(|place| self.matters(place))
    }

    fn matters(&self, place: usize) -> bool {
        let (low, high) = self.all_but(Some(place));
        let (first, last) = self.rows[place];
        is_some((low, high.min(first.saturating_sub(1))))
            || is_some((low.max(last.saturating_add(1)), high))
    }

    /// The numbers that keep all bounds but one.
    fn all_but(&self, left_out: Option<usize>) -> Row {
        let kept = self.rows.iter().enumerate().filter(|(place, _)| Some(*place) != left_out);
        kept.fold(self.declared, |(low, high), (_, row)| (low.max(row.0), high.min(row.1)))
    }
}

fn attribute(term: &Term) -> Option<AttributeId> {
    match term {
        Term::Attribute { attribute, .. } => Some(*attribute),
        _ => None,
    }
}

fn is_some((low, high): Row) -> bool {
    low <= high
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CompareOp;

    fn band(rows: &[(CompareOp, i64)]) -> bool {
        let term = Term::Var(crate::model::VarId(0));
        let rows = rows.iter().filter_map(|&(op, number)| range(op, number, true)).collect();
        Band { term: &term, declared: (0, 100), rows }.is_tight()
    }

    #[test]
    fn two_bounds_that_leave_numbers_between_them_are_tight() {
        assert!(band(&[(CompareOp::GreaterEqual, 10), (CompareOp::Less, 20)]));
        assert!(band(&[(CompareOp::GreaterEqual, 10), (CompareOp::LessEqual, 10)]));
    }

    #[test]
    fn bounds_that_leave_nothing_are_not() {
        assert!(!band(&[(CompareOp::GreaterEqual, 20), (CompareOp::Less, 20)]));
        assert!(!band(&[(CompareOp::Greater, 100)]));
    }

    #[test]
    fn a_bound_that_keeps_nothing_out_is_not_tight() {
        assert!(!band(&[(CompareOp::GreaterEqual, 0)]));
        assert!(!band(&[(CompareOp::GreaterEqual, 10), (CompareOp::Greater, 5)]));
        assert!(!band(&[(CompareOp::Equal, 10), (CompareOp::Less, 50)]));
    }
}
