//! Numbers in conditions, moved so that the ranges of two norms do not meet any more.

use super::carry::Carry;
use super::deadlines::sole_number;
use super::{Clash, Seeking, repair};
use crate::diagnostics::{Edit, Fix};
use crate::model::{CompareOp, Comparison, Cond, NormId, Term, Value};
use crate::source::Span;

/// For each two members that set bounds to one value from opposite sides: one of the bounds moved past the other.
pub(super) fn proposals(seeking: &Seeking<'_>, it: &Clash<'_>) -> Vec<Fix> {
    let mut fixes = Vec::new();
    for (to, &norm) in it.norms.iter().enumerate() {
        for (from, &other) in it.norms.iter().enumerate().filter(|&(from, _)| from != to) {
            let carry = Carry::between(seeking.model(), it.witness, it.norms, from, to);
            let others = seeking.bounds(other);
            let others: Vec<Bound> = others.iter().filter_map(|it| it.carried(&carry)).collect();
            for own in seeking.bounds(norm) {
                fixes.extend(others.iter().filter_map(|it| seeking.past(norm, &own, it)));
            }
        }
    }
    fixes
}

/// A bound that a norm sets to a number.
struct Bound {
    value: Term,
    op: CompareOp,
    number: i64,
    /// Where the comparison stands.
    span: Span,
}

impl Bound {
    fn of(it: &Comparison, span: Span) -> Option<Bound> {
        let Value::Number(number) = it.right else { return None };
        Some(Bound { value: it.left.clone(), op: it.op, number, span })
    }

    fn carried(&self, carry: &Carry) -> Option<Bound> {
        let it =
            Comparison { left: self.value.clone(), op: self.op, right: Value::Number(self.number) };
        match carry.cond(&Cond::Compare(it))? {
            Cond::Compare(it) => Bound::of(&it, self.span),
            _ => None,
        }
    }

    /// The smallest number that it lets through.
    fn lowest(&self) -> Option<i64> {
        match self.op {
            CompareOp::GreaterEqual => Some(self.number),
            CompareOp::Greater => self.number.checked_add(1),
            _ => None,
        }
    }

    /// The largest number that it lets through.
    fn highest(&self) -> Option<i64> {
        match self.op {
            CompareOp::LessEqual => Some(self.number),
            CompareOp::Less => self.number.checked_sub(1),
            _ => None,
        }
    }

    /// The number that it must have so as to let nothing through that the other does; `None` where both are bounds
    /// from one side, or nothing passes both.
    fn past(&self, other: &Bound) -> Option<i64> {
        if let (Some(lowest), Some(highest)) = (self.lowest(), other.highest()) {
            let moved = if self.op == CompareOp::Greater { highest } else { highest + 1 };
            return (lowest <= highest).then_some(moved);
        }
        let (highest, lowest) = (self.highest()?, other.lowest()?);
        let moved = if self.op == CompareOp::Less { lowest } else { lowest - 1 };
        (lowest <= highest).then_some(moved)
    }
}

impl Seeking<'_> {
    fn bounds(&self, norm: NormId) -> Vec<Bound> {
        let parts = self.model().norms[norm].when_parts().into_iter();
        parts
            .filter_map(|(cond, span)| match cond {
                Cond::Compare(it) => Bound::of(it, span),
                _ => None,
            })
            .collect()
    }

    fn past(&self, norm: NormId, own: &Bound, other: &Bound) -> Option<Fix> {
        if own.value != other.value {
            return None;
        }
        let number = own.past(other)?;
        let text = self.sources.slice(own.span);
        let start = own.span.start + sole_number(text, own.number)? as u32;
        let end = start + own.number.to_string().len() as u32;
        let at = (start - own.span.start) as usize;
        let rest = &text[at + (end - start) as usize..];
        let words = format!("{}{number}{rest}", &text[..at]);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = format!(
            "write `{words}` in `{}` (instead of {})",
            self.model().qualified(norm),
            own.number
        );
        let span = Span { start, end, ..own.span };
        Some(repair(title, vec![Edit { span, text: number.to_string() }]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AttributeId;
    use crate::source::FileId;

    fn bound(op: CompareOp, number: i64) -> Bound {
        let value = Term::Attribute { attribute: AttributeId(0), args: Vec::new() };
        Bound { value, op, number, span: Span::new(FileId(0), 0, 0) }
    }

    #[test]
    fn a_bound_is_moved_just_past_the_other() {
        use CompareOp::{Greater, GreaterEqual, Less, LessEqual};
        // Past 7, whole numbers begin at 8: `>= 8` and `> 7` say so.
        assert_eq!(bound(GreaterEqual, 5).past(&bound(LessEqual, 7)), Some(8));
        assert_eq!(bound(Greater, 5).past(&bound(LessEqual, 7)), Some(7));
        assert_eq!(bound(GreaterEqual, 5).past(&bound(Less, 7)), Some(7));
        assert_eq!(bound(LessEqual, 7).past(&bound(GreaterEqual, 5)), Some(4));
        assert_eq!(bound(Less, 7).past(&bound(Greater, 5)), Some(6));
    }

    #[test]
    fn bounds_that_nothing_passes_both_or_from_one_side_stay() {
        use CompareOp::{GreaterEqual, Less, LessEqual};
        assert_eq!(bound(GreaterEqual, 8).past(&bound(LessEqual, 7)), None);
        assert_eq!(bound(Less, 8).past(&bound(LessEqual, 7)), None);
    }
}
