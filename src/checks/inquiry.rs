//! A check of which a part may be known from before.

use std::collections::BTreeSet;

use super::part::Part;
use super::rules::conflicts::duties_of_one_event;
use super::rules::gaps::{bearers_left_out, unsettled_case};
use super::rules::principles::{norm_lacks_part, principle_breached, principle_lacks_norm};
use super::survey::Survey;
use super::{Mendable, Settings, Statistics, Unknown, diagnose, repair};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::model::{Model, NormId};

/// What is asked of a set of norms, and what was answered.
pub struct Inquiry<'m> {
    settings: &'m Settings,
    survey: Survey<'m>,
    groups: Vec<Vec<NormId>>,
}

impl<'m> Inquiry<'m> {
    /// Asks everything, or the part that the settings name.
    pub fn new(model: &'m Model, settings: &'m Settings) -> Self {
        Inquiry { settings, survey: Survey::new(model, settings), groups: Vec::new() }
    }

    /// Whether what is found about a group hangs on no other: not where only a part is asked in any case, or where
    /// duties of one event are told unless they conflict.
    pub fn can_be_asked_in_part(settings: &Settings) -> bool {
        settings.shard.is_none() && !settings.asks_for(&duties_of_one_event::RULE)
    }

    /// Asks all but what is known: what is found about a group of norms hangs on these norms alone, beside all that
    /// is no norm.
    pub fn again(
        model: &'m Model,
        settings: &'m Settings,
        is_known: &dyn Fn(&[NormId]) -> bool,
    ) -> Self {
        let mut groups = Vec::new();
        let survey = Survey::of_part(model, settings, |theory, sets| {
            groups = theory.components_of_findings(sets).groups();
            let asked: BTreeSet<NormId> =
                groups.iter().filter(|group| !is_known(group)).flatten().copied().collect();
            Part::Norms(asked)
        });
        Inquiry { settings, survey, groups }
    }

    /// The groups; none, where nothing could be asked because assumptions contradict each other.
    pub fn groups(&self) -> &[Vec<NormId>] {
        &self.groups
    }

    /// Whether norms affect each other by their acts, by rules between these, and by naming each other alone: nothing
    /// else asks what norms say, or is asked of all of them.
    pub fn hangs_on_norms_alone(&self) -> bool {
        let model = self.survey.theory.model;
        let definitions = model.definitions.values().map(|it| &it.cond);
        let assumptions = model.assumptions.values().map(|it| &it.cond);
        let rules = model.rules.values().map(|it| &it.when);
        let mut conditions = definitions.chain(assumptions).chain(rules);
        let items = model.laws.len()
            + model.principles.len()
            + model.universes.len()
            + model.closures.len()
            + model.scenarios.len()
            + model.expectations.len();
        items == 0 && !conditions.any(|it| self.survey.theory.asks_norms(it))
    }

    /// The norms whose conditions ask what norms say.
    pub fn asking(&self) -> Vec<NormId> {
        let theory = &self.survey.theory;
        let asks = |norm: &NormId| {
            let own = &theory.model.norms[*norm];
            theory.asks_norms(&own.when) || theory.asks_norms(&own.unless)
        };
        theory.norms().filter(asks).collect()
    }

    /// The findings, in no order. Of rules that are off, what was asked for is told, and what precedence settles.
    pub fn findings(&self) -> Vec<Diagnostic> {
        let mut found = diagnose(&self.survey, self.settings);
        for one in &mut found {
            if one.level == Level::Off && self.settings.shows(one.rule) {
                one.level = Level::Note;
            }
        }
        found
    }

    /// Questions without an answer.
    pub fn unknowns(&self) -> &[Unknown] {
        &self.survey.unknowns
    }

    /// How the questions were answered.
    pub fn statistics(&self) -> Statistics {
        self.survey.statistics(self.settings)
    }

    /// Those of the findings at these places that edits may mend, as many as are tried.
    pub fn mendable(&self, found: &[Diagnostic], places: &[usize]) -> Vec<Mendable> {
        match self.settings.without_repairs {
            true => Vec::new(),
            false => repair::mendable(&self.survey, found, places),
        }
    }

    /// Whether a finding is one that an edit may mend, if what can matter to it is not too much.
    pub fn is_for_mending(&self, found: &Diagnostic) -> bool {
        repair::is_for_mending(&self.survey, found)
    }
}

/// Whether what a rule finds hangs on all norms, and not on those of one group.
pub fn looks_at_all(rule: &Rule) -> bool {
    let of_all = [
        &principle_breached::RULE,
        &principle_lacks_norm::RULE,
        &norm_lacks_part::RULE,
        &unsettled_case::RULE,
        &bearers_left_out::RULE,
        &duties_of_one_event::RULE,
    ];
    of_all.iter().any(|it| it.code == rule.code)
}
