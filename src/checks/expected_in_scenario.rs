//! Expectations of one case: what its scenario says of verdicts and principles.

use super::contradiction::CONTRADICTORY;
use super::expectations::{Answer, Expecting, parts_that_could_clash};
use super::expected_verdict::{beyond_powers, is_precedence};
use super::silence::Silence;
use crate::logic::{Limit, ScenarioAnswer, Theory};
use crate::model::{NormId, PrincipleId, Reason, ScenarioId, Status, Target, Term, VerdictWord};

impl Expecting<'_> {
    /// Whether the effective norms say in the case what is expected, or do not.
    pub(super) fn says(
        &self,
        theory: &Theory<'_>,
        scenario: ScenarioId,
        status: &Status,
        negated: bool,
    ) -> Answer {
        let says = theory.scenario_says(scenario, self.it.on, status)?;
        let wanted = if negated { ScenarioAnswer::Never } else { ScenarioAnswer::Always };
        let mut why = format!("the norms {}{}", said(says), self.open_day(says));
        if says == ScenarioAnswer::Impossible {
            why = self.contradiction(theory, scenario);
        } else if !negated && says == ScenarioAnswer::Never {
            let yielding = theory.yielding_in(scenario, self.it.on, status);
            for &(norm, by) in &yielding {
                let (norm, by) = (self.model.qualified(norm), self.model.qualified(by));
                why.push_str(&format!("; `{norm}` would, but yields to `{by}`"));
            }
            if yielding.is_empty() {
                for reason in self.silence(theory, scenario).of_status(status) {
                    why.push_str(&format!("; {reason}"));
                }
            }
        }
        Ok((says == wanted, why))
    }

    /// Whether what was done in the case violates a norm, or does not.
    pub(super) fn violates(
        &self,
        theory: &Theory<'_>,
        scenario: ScenarioId,
        (who, norm): (&Term, NormId),
        negated: bool,
    ) -> Answer {
        if !theory.scenario_is_possible(scenario, self.it.on)? {
            return Ok((false, self.contradiction(theory, scenario)));
        }
        let violates = theory.scenario_violates(scenario, self.it.on, who, norm)?;
        let name = self.model.qualified(norm);
        let not = if violates { "is" } else { "is not" };
        let mut why = format!("`{name}` {not} violated");
        if !violates
            && !negated
            && let Some(reason) = self.silence(theory, scenario).of_violation(who, norm)
        {
            why.push_str(&format!(": {reason}"));
        }
        Ok((violates != negated, why))
    }

    fn silence<'t>(&'t self, theory: &'t Theory<'t>, scenario: ScenarioId) -> Silence<'t> {
        let situation = theory.plain_situation(scenario, self.it.on);
        Silence { sources: self.sources, theory, scenario, situation }
    }

    /// A verdict on norms in the case.
    pub(super) fn verdict_in(
        &self,
        theory: &Theory<'_>,
        scenario: ScenarioId,
        word: VerdictWord,
        targets: &[Target],
    ) -> Answer {
        match word {
            VerdictWord::ZeroSlack => self.zero_slack_in(theory, scenario, targets),
            VerdictWord::Settled => self.settled_in(theory, scenario, targets),
            VerdictWord::None => self.none_in(theory, scenario, targets),
            _ => self.conflict_in(theory, scenario, word, targets),
        }
    }

    fn zero_slack_in(
        &self,
        theory: &Theory<'_>,
        scenario: ScenarioId,
        targets: &[Target],
    ) -> Answer {
        let mut touches = false;
        for set in self.sets(theory, targets) {
            touches |= theory.scenario_zero_slack(scenario, self.it.on, &set)?;
        }
        let not = if touches { "" } else { "not " };
        Ok((touches, format!("the windows do {not}touch in one point here")))
    }

    fn conflict_in(
        &self,
        theory: &Theory<'_>,
        scenario: ScenarioId,
        word: VerdictWord,
        targets: &[Target],
    ) -> Answer {
        let mut found = ScenarioAnswer::Never;
        let mut fits = matches!(word, VerdictWord::Conflict | VerdictWord::Undetermined);
        for set in self.all_sets(theory, targets)? {
            let here = match self.clashing_in(theory, scenario, &set)? {
                Some(here) => here,
                None => return Ok(beyond_powers(word, false)),
            };
            if here == ScenarioAnswer::Never {
                continue;
            }
            found = here;
            // The scenario may settle what the norms leave open.
            let conflict = theory.examine(&set)?.conflict;
            fits |= conflict.is_some_and(|it| it.kind.word() == word.word());
        }
        if found == ScenarioAnswer::Impossible {
            return Ok((false, self.contradiction(theory, scenario)));
        }
        let wanted = match word {
            VerdictWord::Undetermined => ScenarioAnswer::Depends,
            _ => ScenarioAnswer::Always,
        };
        Ok((found == wanted && fits, self.conflicting(found)))
    }

    fn none_in(&self, theory: &Theory<'_>, scenario: ScenarioId, targets: &[Target]) -> Answer {
        let mut found = ScenarioAnswer::Never;
        for set in self.sets_inside(theory, targets)? {
            match self.clashing_in(theory, scenario, &set)? {
                Some(ScenarioAnswer::Never) => {}
                Some(here) => found = here,
                None => return Ok(beyond_powers(VerdictWord::None, false)),
            }
        }
        match (found, self.it.because) {
            (ScenarioAnswer::Impossible, _) => Ok((false, self.contradiction(theory, scenario))),
            (ScenarioAnswer::Never, Some(reason)) => {
                let alone = self.prevents_alone_in(theory, scenario, reason, targets)?;
                let why = match alone {
                    true => "no conflict here, because of this alone",
                    false => "there is no conflict here, but not because of this alone",
                };
                Ok((alone, why.to_owned()))
            }
            _ => Ok((found == ScenarioAnswer::Never, self.conflicting(found))),
        }
    }

    /// Every choice of one norm for each target, and the sets in which some of these stand several times.
    fn all_sets(&self, theory: &Theory<'_>, targets: &[Target]) -> Result<Vec<Vec<NormId>>, Limit> {
        let mut sets = self.sets(theory, targets);
        for set in sets.clone() {
            sets.extend(theory.with_some_repeated(&set)?);
        }
        Ok(sets)
    }

    /// Every set of some of the norms that could be a clash, and all of them.
    fn sets_inside(
        &self,
        theory: &Theory<'_>,
        targets: &[Target],
    ) -> Result<Vec<Vec<NormId>>, Limit> {
        let mut sets = Vec::new();
        for set in self.sets(theory, targets) {
            let parts = if set.len() > 2 { parts_that_could_clash(theory, &set)? } else { vec![] };
            for part in parts.into_iter().chain([set]) {
                sets.extend(theory.with_some_repeated(&part)?);
                sets.push(part);
            }
        }
        Ok(sets)
    }

    /// Whether norms clash in the case and none yields; nothing where one is a duty beyond its bearer's powers.
    fn clashing_in(
        &self,
        theory: &Theory<'_>,
        scenario: ScenarioId,
        set: &[NormId],
    ) -> Result<Option<ScenarioAnswer>, Limit> {
        if let [one] = *set
            && theory.scenario_beyond_powers(scenario, self.it.on, one)?
        {
            return Ok(None);
        }
        let here = theory.scenario_conflict(scenario, self.it.on, set)?;
        if here == ScenarioAnswer::Never {
            theory.leave_somebody(set)?;
        }
        Ok(Some(here))
    }

    /// Without this reason the norms would conflict in the case.
    fn prevents_alone_in(
        &self,
        theory: &Theory<'_>,
        scenario: ScenarioId,
        reason: Reason,
        targets: &[Target],
    ) -> Result<bool, Limit> {
        let mut sets = self.sets(theory, targets);
        if reason == Reason::ContraryToDuty && sets.iter().any(|set| theory.is_remedy_among(set)) {
            return Ok(true);
        }
        let without = self.theory(Some(reason));
        sets = self.sets(&without, targets);
        for set in sets {
            let clashes = |theory: &Theory<'_>| theory.scenario_clash(scenario, self.it.on, &set);
            if !is_precedence(reason) && clashes(theory)? != ScenarioAnswer::Never {
                continue; // they clash: what could have kept them apart did not
            }
            // Without it they would clash, even if precedence then settled it.
            let found = match is_precedence(reason) {
                true => without.scenario_conflict(scenario, self.it.on, &set)?,
                false => clashes(&without)?,
            };
            if found != ScenarioAnswer::Never {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn conflicting(&self, found: ScenarioAnswer) -> String {
        let said = match found {
            ScenarioAnswer::Always => "the norms conflict here",
            ScenarioAnswer::Never => "the norms do not conflict here",
            ScenarioAnswer::Depends => {
                "whether the norms conflict here depends on what is left open"
            }
            ScenarioAnswer::Impossible => CONTRADICTORY,
        };
        format!("{said}{}", self.open_day(found))
    }

    /// Whether the norms clash in a scenario, and precedence settles it.
    fn settled_in(&self, theory: &Theory<'_>, scenario: ScenarioId, targets: &[Target]) -> Answer {
        let (mut clash, mut settled) = (ScenarioAnswer::Never, false);
        for set in self.sets(theory, targets) {
            if theory.scenario_conflict(scenario, self.it.on, &set)? != ScenarioAnswer::Never {
                return Ok((false, "the norms conflict here".to_owned()));
            }
            if clash != ScenarioAnswer::Always {
                clash = theory.scenario_clash(scenario, self.it.on, &set)?;
                settled = theory.examine(&set)?.settled.is_some();
            }
        }
        let (so, why) = match clash {
            ScenarioAnswer::Always if settled => (true, "precedence settles it here"),
            // The winner of a clash that is settled nowhere is defeated itself.
            ScenarioAnswer::Always => (false, "the norm that would prevail is defeated here"),
            _ => (false, "the norms do not clash here"),
        };
        Ok((so, why.to_owned()))
    }

    pub(super) fn principle_in(
        &self,
        theory: &Theory<'_>,
        scenario: ScenarioId,
        principle: PrincipleId,
        by: Option<&Vec<Target>>,
    ) -> Answer {
        let Some(by) = by else {
            let fails = theory.scenario_breach(scenario, self.it.on, principle, None)?;
            return Ok((fails == ScenarioAnswer::Never, self.breached(fails)));
        };
        if by.is_empty() {
            let fails = theory.scenario_breach(scenario, self.it.on, principle, None)?;
            return Ok((fails == ScenarioAnswer::Always, self.breached(fails)));
        }
        for &target in by {
            let mut fails = ScenarioAnswer::Never;
            for norm in theory.named(target) {
                let here = theory.scenario_breach(scenario, self.it.on, principle, Some(norm))?;
                if here != ScenarioAnswer::Never {
                    fails = here;
                }
            }
            if fails != ScenarioAnswer::Always {
                return Ok((false, self.breached(fails)));
            }
        }
        Ok((true, self.breached(ScenarioAnswer::Always)))
    }

    fn breached(&self, fails: ScenarioAnswer) -> String {
        let said = match fails {
            ScenarioAnswer::Always => "the principle is violated here",
            ScenarioAnswer::Never => "the principle is not violated here, or not by this norm",
            ScenarioAnswer::Depends => {
                "whether the principle is violated here depends on what is left open"
            }
            ScenarioAnswer::Impossible => CONTRADICTORY,
        };
        format!("{said}{}", self.open_day(fails))
    }

    /// Where an answer depends on something and no day is said, that may be it.
    pub(super) fn open_day(&self, says: ScenarioAnswer) -> &'static str {
        let scenario = self.it.scenario.map(|id| &self.model.scenarios[id]);
        let dated = self.it.on.is_some()
            || scenario.is_some_and(|it| it.on.is_some() || !it.timeline.is_empty());
        match says == ScenarioAnswer::Depends && !dated {
            true => " (it names no day: say one with `on`)",
            false => "",
        }
    }
}

fn said(says: ScenarioAnswer) -> &'static str {
    match says {
        ScenarioAnswer::Always => "say so",
        ScenarioAnswer::Never => "do not say so",
        ScenarioAnswer::Depends => "say so or not, depending on what is left open",
        ScenarioAnswer::Impossible => {
            "cannot be asked: the scenario contradicts an assumption or itself"
        }
    }
}
