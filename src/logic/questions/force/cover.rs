//! Numbers that a norm reaches and no other does: then the others do not say what it says, and no query is needed.

use std::collections::BTreeSet;

use crate::logic::ground::words::{Symbol, symbols_of};
use crate::logic::region::range;
use crate::model::{AttributeId, AttributeType, Cond, Model, Norm, Term, Value};

/// Whole numbers in a row, from the first to the last.
type Row = (i64, i64);

/// The numbers of its bearer that a norm's `when` lets in, as far as bounds joined by `and` say so. What is left out
/// here keeps out more.
#[derive(Debug, Default)]
pub(super) struct Reach {
    rows: Vec<(AttributeId, Row)>,
    /// Numbers on which something else of the norm's conditions hangs.
    uncertain: BTreeSet<AttributeId>,
}

impl Reach {
    pub(super) fn of(model: &Model, norm: &Norm) -> Reach {
        let mut reach = Reach::default();
        let mut others = vec![&norm.unless];
        let parts = match &norm.when {
            Cond::All(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        for part in parts {
            let Some((attribute, (first, last))) = bound(norm, part) else {
                others.push(part);
                continue;
            };
            let all = declared(model, attribute);
            let known = reach.rows.iter_mut().find(|(own, _)| *own == attribute);
            let (low, high) = known.as_ref().map_or(all, |(_, row)| *row);
            let row = (low.max(first), high.min(last));
            match known {
                Some((_, known)) => *known = row,
                None => reach.rows.push((attribute, row)),
            }
        }
        let mut symbols = BTreeSet::new();
        others.into_iter().for_each(|cond| symbols_of(model, cond, &mut symbols));
        reach.uncertain.extend(symbols.into_iter().filter_map(|symbol| match symbol {
            Symbol::Attribute(attribute) => Some(attribute),
            _ => None,
        }));
        reach
    }

    fn row(&self, attribute: AttributeId) -> Option<Row> {
        self.rows.iter().find(|(own, _)| *own == attribute).map(|(_, row)| *row)
    }

    /// Whether some number of the bearer is let in here and by none of the others.
    pub(super) fn goes_beyond(&self, model: &Model, others: &[&Reach]) -> bool {
        // One that does not bound a number reaches all of them.
        let Some((first, rest)) = others.split_first() else { return true };
        first.rows.iter().any(|&(attribute, _)| {
            let bounded = rest.iter().all(|other| other.row(attribute).is_some());
            let rows = others.iter().filter_map(|other| other.row(attribute)).collect();
            let own = self.row(attribute).unwrap_or_else(|| declared(model, attribute));
            bounded && !self.uncertain.contains(&attribute) && is_left(own, rows)
        })
    }
}

/// Whether a number of the row is in none of the others.
fn is_left((first, last): Row, mut others: Vec<Row>) -> bool {
    others.sort_unstable();
    let mut next = first;
    for (low, high) in others {
        if low > next {
            break;
        }
        next = next.max(high.saturating_add(1));
    }
    first <= last && next <= last
}

/// The numbers of its bearer that a part of a condition lets in.
fn bound(norm: &Norm, part: &Cond) -> Option<(AttributeId, Row)> {
    let Cond::Compare(bound) = part else { return None };
    let (Term::Attribute { attribute, args }, Value::Number(number)) = (&bound.left, &bound.right)
    else {
        return None;
    };
    let of_bearer = matches!(args.as_slice(), [who @ Term::Var(_)] if *who == norm.bearer);
    Some((*attribute, range(bound.op, *number, true)?)).filter(|_| of_bearer)
}

fn declared(model: &Model, attribute: AttributeId) -> Row {
    match model.attributes[attribute].ty {
        AttributeType::Range(low, high) => (low, high),
        _ => (i64::MIN, i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::is_left;

    #[test]
    fn rows_that_meet_cover_what_is_between_them() {
        assert!(!is_left((10, 40), vec![(25, 50), (0, 24)]));
        assert!(!is_left((10, 40), vec![(0, 100)]));
        assert!(!is_left((10, 40), vec![(5, 30), (10, 20), (31, 40)]));
    }

    #[test]
    fn a_number_between_rows_or_beside_them_is_left() {
        assert!(is_left((10, 40), vec![(25, 50), (0, 23)]));
        assert!(is_left((10, 40), vec![(11, 50)]));
        assert!(is_left((10, 40), vec![(0, 39)]));
        assert!(is_left((10, 40), Vec::new()));
    }

    #[test]
    fn of_no_numbers_none_is_left() {
        assert!(!is_left((10, 9), Vec::new()));
    }
}
