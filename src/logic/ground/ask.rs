//! Where a condition is asked: of whom, about which moment, and on whose account.

use super::query::{Binding, Instance};
use super::universe::Instant;
use crate::model::{DaySpan, NormId, Scope};

/// Where a condition is asked.
#[derive(Clone, Copy)]
pub(in crate::logic) struct Ask<'a> {
    pub(in crate::logic) scope: &'a Scope,
    pub(in crate::logic) binding: &'a Binding,
    /// The moment at which what changes is asked.
    pub(in crate::logic) at: Instant,
    /// The moment at which dates and parties are asked: the start of the window where there is one.
    pub(in crate::logic) start: Instant,
    /// Whether it is asked for a norm: that asks which norms apply, and a principle which have effect.
    pub(in crate::logic) for_a_norm: bool,
    /// The instance whose participants these are, with others perhaps: those of a definition are nobody's.
    pub(in crate::logic) whose: Option<&'a Instance>,
    /// The norm that says so, which answers nothing of it itself.
    pub(in crate::logic) by: Option<NormId>,
    /// Whose window the sentence asserts, as far as days in force and conditions leave it. What those ask is another matter.
    pub(in crate::logic) asserted: Option<&'a Instance>,
    /// From the first to the last day on which there is law about what is asked, where a sentence has a time.
    pub(in crate::logic) days: Option<DaySpan>,
    /// How many status sentences led here.
    pub(in crate::logic) depth: u32,
}

impl<'a> Ask<'a> {
    /// Of these participants at a moment, on no norm's account.
    pub(in crate::logic) fn about(scope: &'a Scope, binding: &'a Binding, at: Instant) -> Self {
        let (whose, by, asserted, days) = (None, None, None, None);
        Ask {
            scope,
            binding,
            at,
            start: at,
            for_a_norm: false,
            whose,
            by,
            asserted,
            days,
            depth: 0,
        }
    }

    /// Of these participants at a moment, on account of the norm of an instance.
    pub(in crate::logic) fn of(
        it: &'a Instance,
        (scope, binding): (&'a Scope, &'a Binding),
        at: Instant,
    ) -> Self {
        Ask {
            for_a_norm: true,
            whose: Some(it),
            by: Some(it.norm),
            ..Ask::about(scope, binding, at)
        }
    }

    pub(in crate::logic) fn with<'b>(&self, scope: &'b Scope, binding: &'b Binding) -> Ask<'b>
    where
        'a: 'b,
    {
        Ask { scope, binding, ..*self }
    }

    /// The same of what a definition stands for, of its own participants and on nobody's account.
    pub(super) fn within<'b>(&self, scope: &'b Scope, binding: &'b Binding) -> Ask<'b>
    where
        'a: 'b,
    {
        Ask { whose: None, ..self.with(scope, binding) }
    }
}
