//! Scenarios that cannot be: which line of one is told too early, or which assumption it contradicts.

use super::expectations::Expecting;
use crate::format::in_a_line;
use crate::logic::Theory;
use crate::model::{AssumptionId, Cond, EventId, Model, Occurrence, ScenarioId};

/// How many assumptions are thought away to find the one that a scenario contradicts.
const ASSUMPTIONS: usize = 16;

/// How every answer begins where a scenario cannot be.
pub(super) const CONTRADICTION: &str = "the scenario contradicts";

/// The answer where no single assumption is to blame. It begins with [`CONTRADICTION`], like the others.
pub(super) const CONTRADICTORY: &str = "the scenario contradicts an assumption or itself";

impl Expecting<'_> {
    /// Which line of a scenario cannot be, or which assumption it contradicts.
    pub(super) fn contradiction(&self, theory: &Theory<'_>, scenario: ScenarioId) -> String {
        let model = self.model;
        if let Some((told, missing)) = told_too_early(model, scenario) {
            let name = |event: EventId| &model.events[event].name;
            return format!(
                "{CONTRADICTION} itself: `{}` happens only after `{}`, which it does not tell before",
                name(told),
                name(missing)
            );
        }
        let possible_without = |&assumption: &AssumptionId| {
            let mut model = model.clone();
            model.assumptions[assumption].cond = Cond::TRUE;
            let theory = Theory::new(&model, &self.selection(None));
            theory.scenario_is_possible(scenario, self.it.on) == Ok(true)
        };
        let assumptions = theory.model.assumptions.ids().take(ASSUMPTIONS);
        match assumptions.into_iter().find(possible_without) {
            Some(id) => {
                let text = in_a_line(self.sources.slice(model.assumptions[id].span));
                format!("{CONTRADICTION} what is assumed: `{text}`")
            }
            None => CONTRADICTORY.to_owned(),
        }
    }
}

/// An event that a scenario tells, and the one that it needs before it and does not tell.
fn told_too_early(model: &Model, scenario: ScenarioId) -> Option<(EventId, EventId)> {
    let timeline = &model.scenarios[scenario].timeline;
    let first_of = |event: EventId| {
        let own = timeline.iter().filter(
            |(_, it)| matches!(it, Occurrence::Event { event: told, .. } if *told == event),
        );
        own.map(|(at, _)| *at).min()
    };
    timeline.iter().find_map(|(at, it)| {
        let Occurrence::Event { event, .. } = it else { return None };
        let Some(Occurrence::Event { event: before, .. }) = model.events[*event].after else {
            return None;
        };
        let told = first_of(before).is_some_and(|first| first <= *at);
        (!told).then_some((*event, before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_about_a_contradiction_begins_alike() {
        assert!(CONTRADICTORY.starts_with(CONTRADICTION));
    }
}
