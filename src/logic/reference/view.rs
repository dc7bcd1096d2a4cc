//! Who asks a condition, with which participants, and about what time.

use super::moments::{Cut, Moments};
use super::status::Layer;
use crate::model::{Calendar, NormId, ParticipantId, Scope, Term, VarId};

/// From where a condition is asked.
pub(super) struct View<'v> {
    pub(super) scope: &'v Scope,
    /// Who is chosen for each variable; `None` where it is *some*.
    pub(super) env: Vec<Option<ParticipantId>>,
    pub(super) bearer: Option<ParticipantId>,
    /// The start of the window for which it is asked; `None`: it is asked moment by moment.
    pub(super) start: Option<i64>,
    pub(super) calendar: &'v Calendar,
    /// The norm that asks.
    pub(super) norm: Option<NormId>,
    /// The norm whose participants these are, with others perhaps.
    pub(super) whose: Option<NormId>,
    /// Whether the norms that the condition asks for must have effect.
    pub(super) layer: Layer,
    /// From when to when there is law about what is asked, where that is known; else about the acts of a sentence.
    pub(super) law: Option<(Cut, Cut)>,
}

impl View<'_> {
    /// The same with other participants.
    pub(super) fn with_env(&self, env: Vec<Option<ParticipantId>>) -> View<'_> {
        View { env, ..*self }
    }

    /// What holds at some moments, asked of the start of the window where there is one.
    pub(super) fn asked(&self, moments: Moments) -> Moments {
        match self.start {
            Some(start) => Moments::of(moments.contains(start)),
            None => moments,
        }
    }

    /// The variables in the terms for whom nobody is chosen.
    pub(super) fn open(&self, terms: &[Term]) -> Vec<VarId> {
        let mut found = Vec::new();
        for term in terms {
            match term {
                Term::Var(var) if self.env[var.0 as usize].is_none() => found.push(*var),
                Term::Attribute { args, .. } => found.extend(self.open(args)),
                _ => {}
            }
        }
        found.sort();
        found.dedup();
        found
    }
}
