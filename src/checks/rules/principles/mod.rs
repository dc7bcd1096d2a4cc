//! The rules about principles: C3xx.

pub(in crate::checks) mod norm_lacks_part;
pub(in crate::checks) mod principle_breached;
pub(in crate::checks) mod principle_lacks_norm;

use crate::checks::tell;
use crate::diagnostics::Diagnostic;
use crate::logic::Failure;
use crate::model::{Model, Principle};

/// What fails in its stead under another answer to what is open, where the principle fails whatever a person says.
fn by_turns(
    model: &Model,
    mut finding: Diagnostic,
    principle: &Principle,
    failure: &Failure,
) -> Diagnostic {
    for &other in &failure.or_fails {
        let span = principle.assertions[other].span;
        finding = finding.related(span, "this fails under another answer");
    }
    let others = match failure.or_by.as_slice() {
        [] if failure.or_fails.is_empty() => return finding,
        [] => "another sentence of the principle fails".to_owned(),
        norms => format!("by {}", tell::norm_names(model, norms)),
    };
    finding
        .note("answer", format!("whatever is said of what is open: under another answer {others}"))
}
