//! What a scenario has said so far, so that no line says the opposite of another.

use std::collections::HashMap;

use super::Builder;
use super::compare::Given;
use super::tell::Resolved;
use crate::diagnostics::Diagnostic;
use crate::model::{Day, FactId, Minute, Occurrence, Term, rules};
use crate::source::Span;

/// What a line is about. Acts are none: they may be done any number of times.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Matter {
    /// The day that is looked at.
    Day,
    /// A fact.
    Fact(FactId, Vec<Term>),
    /// The value of an attribute.
    Value(Term),
    /// When an event happened.
    Event(Occurrence),
}

/// What a line says.
#[derive(PartialEq)]
pub(super) enum Answer {
    Day(Day),
    Holds(bool),
    Value(Given),
    At(Minute),
}

/// Each matter with what was said of it, and where.
pub(super) type Said = HashMap<Matter, (Answer, Span)>;

impl Builder<'_> {
    /// Notes what a line says, if no line before it says something else.
    pub(super) fn says(
        &mut self,
        said: &mut Said,
        matter: Matter,
        answer: Answer,
        span: Span,
    ) -> Resolved<()> {
        let (what, help) = match matter {
            Matter::Day => ("is examined on two days", "keep one of the two lines"),
            Matter::Fact(..) => ("states and denies one fact", "keep one of the two lines"),
            Matter::Value(_) => {
                ("gives two values to one attribute", "an attribute has one value: keep one line")
            }
            Matter::Event(_) => (
                "lets one event happen twice",
                "an event happens once: keep one line, or give the events different participants",
            ),
        };
        let Some((_, first)) = said.get(&matter).filter(|(before, _)| *before != answer) else {
            said.entry(matter).or_insert((answer, span));
            return Ok(());
        };
        let message = format!("this scenario {what}");
        let told = Diagnostic::new(&rules::CONTRADICTORY_SCENARIO, message, span, "does not fit …");
        Err(self.tell.tell(told.related(*first, "… what is said here").help(help)))
    }
}
