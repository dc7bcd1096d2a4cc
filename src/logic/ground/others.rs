//! Who is looked at beside those whom a question names.

use std::collections::BTreeSet;

use super::words::{Symbol, symbols_of};
use crate::logic::Limit;
use crate::logic::theory::Theory;
use crate::model::{Attribute, AttributeId, AttributeType, SortId};

/// Who is looked at beside those whom a question names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::logic) enum Others {
    /// Those whom conditions and assumptions bring up that touch the question.
    Touched,
    /// Everybody who exists in any case, and whomever any assumption brings up.
    All,
}

impl Theory<'_> {
    /// Asks with those alone whom the question brings up. Only if the case does not stand up, all others are looked at:
    /// they may spoil it, and decide.
    pub(in crate::logic) fn looking_further<T>(
        &self,
        ask: &mut dyn FnMut(Others) -> Result<T, Limit>,
    ) -> Result<T, Limit> {
        let answer = match ask(Others::Touched) {
            Err(Limit::Replay | Limit::Chain | Limit::UnitsDoNotCompare) => ask(Others::All),
            answer => answer,
        };
        match answer {
            Err(Limit::Replay) if self.assumes_without_end() => Err(Limit::Values),
            answer => answer,
        }
    }

    /// What is assumed speaks of values that have such values of their own: a case tells of a few only.
    fn assumes_without_end(&self) -> bool {
        let mut spoken = BTreeSet::new();
        self.model
            .assumptions
            .values()
            .for_each(|it| symbols_of(self.model, &it.cond, &mut spoken));
        spoken.into_iter().any(|it| matches!(it, Symbol::Attribute(id) if self.comes_back(id)))
    }

    /// An attribute whose values have, by whatever attributes, values of which it is an attribute again.
    fn comes_back(&self, attribute: AttributeId) -> bool {
        let all = &self.model.attributes;
        let top = |sort: SortId| self.model.sorts[sort].top;
        let value = |it: &Attribute| match it.ty {
            AttributeType::Participant(sort) => Some(top(sort)),
            _ => None,
        };
        let of = |it: &Attribute, sort| it.params.iter().any(|param| top(param.sort) == sort);
        let mut reached = BTreeSet::new();
        let mut open: Vec<SortId> = value(&all[attribute]).into_iter().collect();
        while let Some(sort) = open.pop() {
            if reached.insert(sort) {
                open.extend(all.values().filter(|it| of(it, sort)).filter_map(value));
            }
        }
        reached.iter().any(|&sort| of(&all[attribute], sort))
    }
}
