//! A check of which a part may be known from before.

use std::collections::BTreeSet;

use super::part::Part;
use super::survey::Survey;
use super::{
    Mendable, Settings, Statistics, Unknown, bare_duty, bearers_left_out, diagnose,
    duties_of_one_event, norm_lacks_part, principle_breached, principle_lacks_norm, repair,
    unsettled_case,
};
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
        settings.shard.is_none() && !duties_of_one_event::are_asked_for(settings)
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

    /// The findings, in no order, those of rules that are off included.
    pub fn findings(&self) -> Vec<Diagnostic> {
        let mut found = diagnose(&self.survey);
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
}

/// Whether what a rule finds hangs on all norms, and not on those of one group.
pub fn looks_at_all(rule: &Rule) -> bool {
    let of_all = [
        &principle_breached::RULE,
        &principle_lacks_norm::RULE,
        &norm_lacks_part::RULE,
        &unsettled_case::RULE,
        &bearers_left_out::RULE,
        &bare_duty::RULE,
        &duties_of_one_event::RULE,
    ];
    of_all.iter().any(|it| it.code == rule.code)
}
