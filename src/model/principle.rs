//! Principles, profiles, universes and closures.

use super::{
    Act, Clause, Cond, PrincipleId, SafeguardId, Scope, SortId, Status, StatusModal, Window,
};
use crate::source::Span;

pub use crate::syntax::ast::NormClass;

/// What norms are measured against.
#[derive(Clone, Debug)]
pub struct Principle {
    /// Its name.
    pub name: Box<str>,
    /// Its title.
    pub title: Option<Box<str>>,
    /// What it asserts.
    pub assertions: Vec<Assertion>,
    /// The whole item.
    pub span: Span,
    /// Where its name stands.
    pub name_span: Span,
}

/// One assertion.
#[derive(Clone, Debug)]
pub struct Assertion {
    /// Its participants: *every*, but for those under [`Cond::Some`] and the omitted ones of `Status::omitted`.
    pub scope: Scope,
    /// What it says.
    pub kind: AssertionKind,
    /// Where it stands.
    pub span: Span,
}

impl Assertion {
    /// Whether it asserts that an act is settled.
    pub fn is_about_settling(&self) -> bool {
        matches!(&self.kind, AssertionKind::Expect { status, .. }
            if status.modal == StatusModal::Settled)
    }

    /// Whether one case in which it comes true is enough.
    pub fn is_sometimes(&self) -> bool {
        matches!(&self.kind, AssertionKind::Expect { mode: Mode::Sometimes, .. })
    }

    /// Whether it asserts a sentence whose time something opens, or an event or act ends.
    pub fn has_a_time_of_its_own(&self) -> bool {
        let AssertionKind::Expect { status, .. } = &self.kind else { return false };
        let opens = status.window.iter().flat_map(|window| &window.clauses).any(Clause::opens);
        opens || status.window.as_ref().is_some_and(Window::is_ended_by_what_happens)
    }
}

/// What an assertion says.
#[derive(Clone, Debug)]
pub enum AssertionKind {
    /// In every situation (in some, for [`Mode::Sometimes`]) in which `cond` holds, the norms say `status`.
    /// `never S when C unless D` has `cond` = C and not D, and is negated; the `when` and `unless` of the
    /// status are true and false here.
    Expect {
        /// Which word was written.
        mode: Mode,
        /// In which situations.
        cond: Cond,
        /// The norms do *not* say so.
        negated: bool,
        /// What they say.
        status: Status,
        /// Participants after `expect some`: one of them in the situation is enough.
        some: Vec<super::VarId>,
    },
    /// Every norm of a class has these parts.
    Every {
        /// The class.
        class: NormClass,
        /// Only norms on this act (`some` of its arguments).
        act: Option<Act>,
        /// Only norms whose `when` can hold together with this.
        when: Cond,
        /// The parts.
        slots: Vec<Slot>,
    },
}

/// The word that begins an assertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `whenever … expect`
    Whenever,
    /// `never`
    Never,
    /// `always`
    Always,
    /// `sometimes`
    Sometimes,
}

/// A part that a norm may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Which.
    pub kind: SlotKind,
    /// Where it is asked for.
    pub span: Span,
}

/// Which part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// A last moment to act.
    Deadline,
    /// An end of window or span.
    End,
    /// An `unless`.
    Exception,
    /// An `otherwise`.
    Remedy,
    /// A `cites`.
    Source,
    /// A declared safeguard.
    Safeguard(SafeguardId),
}

/// A group of principles.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name.
    pub name: Box<str>,
    /// Its title.
    pub title: Option<Box<str>>,
    /// Its principles.
    pub principles: Vec<PrincipleId>,
    /// Where its name stands.
    pub span: Span,
}

/// Declared cases, for gaps.
#[derive(Clone, Debug)]
pub struct Universe {
    /// Its name.
    pub name: Box<str>,
    /// Its title.
    pub title: Option<Box<str>>,
    /// Its participants, all *every*.
    pub scope: Scope,
    /// Which cases.
    pub when: Cond,
    /// Where its name stands.
    pub span: Span,
}

/// What holds of acts that no norm settles. Answers questions; creates no conflict.
#[derive(Clone, Copy, Debug)]
pub struct Closure {
    /// For whom.
    pub sort: SortId,
    /// Permitted, or forbidden.
    pub permits: bool,
    /// Where it is written.
    pub span: Span,
}
