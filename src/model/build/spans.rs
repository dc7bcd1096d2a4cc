//! Days in a row: written spans, and what several come to together.

use super::Builder;
use super::compare::day;
use super::tell::Resolved;
use crate::diagnostics::Diagnostic;
use crate::model::{DaySpan, rules};
use crate::source::Span;
use crate::syntax::ast;

impl<'a> Builder<'a> {
    /// Written spans, checked one by one.
    pub(super) fn day_spans(&mut self, written: &[&ast::DateSpan]) -> Resolved<Vec<DaySpan>> {
        let spans: Vec<_> = written
            .iter()
            .map(|span| self.day_span(span.from.as_ref(), span.until.as_ref(), span.span))
            .collect();
        let spans = spans.into_iter().collect::<Resolved<Vec<DaySpan>>>()?;
        self.apart(written, &spans)?;
        Ok(spans)
    }

    // Days that are written twice: an amendment was added, and the span before it not ended.
    fn apart(&mut self, written: &[&ast::DateSpan], spans: &[DaySpan]) -> Resolved<()> {
        let mut order: Vec<usize> = (0..spans.len()).collect();
        order.sort_by_key(|&index| spans[index].from);
        for pair in order.windows(2) {
            let (first, next) = (spans[pair[0]], spans[pair[1]]);
            if first.intersect(next).is_none() {
                continue;
            }
            let message = "two spans in force have days in common";
            let label = "begins before the other ends";
            let told = Diagnostic::new(&rules::BAD_SPAN, message, written[pair[1]].span, label);
            let help = "end the other with `until`, or keep one of the two";
            return Err(self
                .tell
                .tell(told.related(written[pair[0]].span, "the other").help(help)));
        }
        Ok(())
    }

    pub(super) fn day_span(
        &mut self,
        from: Option<&ast::Date>,
        until: Option<&ast::Date>,
        span: Span,
    ) -> Resolved<DaySpan> {
        let (from, until) = (from.map(day).transpose()?, until.map(day).transpose()?);
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            let message = format!("this span ends on {until}, before it begins on {from}");
            return Err(self.tell.simple(&rules::BAD_SPAN, message, span, "holds no day"));
        }
        Ok(DaySpan { from, until })
    }
}

/// Spans sorted, with those that touch or overlap made one.
pub(super) fn joined(mut spans: Vec<DaySpan>) -> Vec<DaySpan> {
    spans.sort_by_key(|span| span.from);
    let mut result: Vec<DaySpan> = Vec::new();
    for span in spans {
        match result.last_mut() {
            Some(last) if touches(last, span) => {
                last.until = match (last.until, span.until) {
                    (Some(a), Some(b)) => Some(a.max(b)),
                    _ => None,
                };
            }
            _ => result.push(span),
        }
    }
    result
}

fn touches(first: &DaySpan, next: DaySpan) -> bool {
    match (first.until, next.from) {
        (Some(until), Some(from)) => from <= until.plus(1),
        _ => true,
    }
}

/// The days in both lists of spans.
pub(super) fn common_days(own: &[DaySpan], others: &[DaySpan]) -> Vec<DaySpan> {
    let both = |a: &DaySpan| others.iter().filter_map(|b| a.intersect(*b)).collect::<Vec<_>>();
    joined(own.iter().flat_map(both).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Day;

    fn span(from: i32, until: i32) -> DaySpan {
        DaySpan { from: Some(Day(from)), until: Some(Day(until)) }
    }

    #[test]
    fn spans_that_touch_become_one() {
        assert_eq!(joined(vec![span(11, 20), span(1, 10)]), [span(1, 20)]);
        assert_eq!(joined(vec![span(1, 10), span(12, 20)]), [span(1, 10), span(12, 20)]);
        assert_eq!(joined(vec![DaySpan::ALWAYS, span(1, 2)]), [DaySpan::ALWAYS]);
    }

    #[test]
    fn a_norm_is_in_force_only_within_its_instrument() {
        assert_eq!(
            common_days(&[span(5, 30)], &[span(1, 10), span(20, 40)]),
            [span(5, 10), span(20, 30)]
        );
        assert!(common_days(&[span(5, 8)], &[span(10, 12)]).is_empty());
    }
}
