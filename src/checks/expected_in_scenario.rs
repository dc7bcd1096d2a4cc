//! Expectations of one case: what its scenario says of verdicts and principles.

use std::collections::BTreeSet;

use super::contradiction::CONTRADICTORY;
use super::expectations::{Answer, Expecting, parts_that_could_clash};
use super::expected_verdict::{beyond_powers, is_precedence};
use super::silence::Silence;
use crate::logic::{Kind, Limit, ScenarioAnswer, Theory};
use crate::model::{
    NormId, PrincipleId, Reason, ScenarioId, Status, Target, Term, UniverseId, VerdictWord,
};

/// An expectation of the case that a scenario tells.
pub(super) struct InCase<'e, 't> {
    /// What is expected.
    pub(super) of: &'e Expecting<'t>,
    /// Of which norms.
    pub(super) theory: &'e Theory<'t>,
    /// In which case.
    pub(super) scenario: ScenarioId,
}

impl InCase<'_, '_> {
    /// Whether the effective norms say in the case what is expected, or do not.
    pub(super) fn says(&self, status: &Status, negated: bool) -> Answer {
        let says = self.theory.scenario_says(self.scenario, self.of.it.on, status)?;
        let wanted = if negated { ScenarioAnswer::Never } else { ScenarioAnswer::Always };
        let mut why = format!("the norms {}{}", said(says), self.open_day(says));
        if says == ScenarioAnswer::Impossible {
            why = self.contradiction();
        } else if !negated && says == ScenarioAnswer::Never {
            let yielding = self.theory.yielding_in(self.scenario, self.of.it.on, status);
            for &(norm, by) in &yielding {
                let (norm, by) = (self.of.model.qualified(norm), self.of.model.qualified(by));
                why.push_str(&format!("; `{norm}` would, but yields to `{by}`"));
            }
            if yielding.is_empty() {
                for reason in self.silence().of_status(status) {
                    why.push_str(&format!("; {reason}"));
                }
            }
        }
        Ok((says == wanted, why))
    }

    /// Whether what was done in the case violates a norm, or does not.
    pub(super) fn violates(&self, who: &Term, norm: NormId, negated: bool) -> Answer {
        if !self.theory.scenario_is_possible(self.scenario, self.of.it.on)? {
            return Ok((false, self.contradiction()));
        }
        let found = self.theory.scenario_violates(self.scenario, self.of.it.on, who, norm)?;
        let name = self.of.model.qualified(norm);
        let mut why = match found {
            ScenarioAnswer::Always => format!("`{name}` is violated"),
            ScenarioAnswer::Never => format!("`{name}` is not violated"),
            ScenarioAnswer::Depends => {
                format!("whether `{name}` is violated depends on what is left open")
            }
            ScenarioAnswer::Impossible => return Ok((false, self.contradiction())),
        };
        if found == ScenarioAnswer::Never
            && !negated
            && let Some(reason) = self.silence().of_violation(who, norm)
        {
            why.push_str(&format!(": {reason}"));
        }
        let wanted = if negated { ScenarioAnswer::Never } else { ScenarioAnswer::Always };
        Ok((found == wanted, why))
    }

    fn silence(&self) -> Silence<'_> {
        let situation = self.theory.plain_situation(self.scenario, self.of.it.on);
        let (sources, theory, scenario) = (self.of.sources, self.theory, self.scenario);
        Silence::new(sources, theory, scenario, situation)
    }

    fn contradiction(&self) -> String {
        self.of.contradiction(self.theory, self.scenario)
    }

    /// A verdict on norms in the case.
    pub(super) fn verdict(&self, word: VerdictWord, targets: &[Target]) -> Answer {
        match word {
            VerdictWord::ZeroSlack => self.zero_slack(targets),
            VerdictWord::Settled => self.settled(targets),
            VerdictWord::None => self.none(targets),
            _ => self.conflict(word, targets),
        }
    }

    fn zero_slack(&self, targets: &[Target]) -> Answer {
        let mut touches = false;
        for set in self.of.sets(self.theory, targets) {
            touches |= self.theory.scenario_zero_slack(self.scenario, self.of.it.on, &set)?;
        }
        let not = if touches { "" } else { "not " };
        Ok((touches, format!("the windows do {not}touch in one point here")))
    }

    fn conflict(&self, word: VerdictWord, targets: &[Target]) -> Answer {
        let mut found = ScenarioAnswer::Never;
        let any = matches!(word, VerdictWord::Conflict | VerdictWord::Undetermined);
        let mut kinds = BTreeSet::new();
        for set in self.all_sets(targets)? {
            let here = match self.clashing(&set)? {
                Some(here) => here,
                None => return Ok(beyond_powers(word, false)),
            };
            if here == ScenarioAnswer::Never {
                continue;
            }
            // One set that conflicts suffices, whatever others hang on.
            if found != ScenarioAnswer::Always {
                found = here;
            }
            if !any {
                kinds.extend(self.kinds(&set)?);
            }
        }
        if found == ScenarioAnswer::Impossible {
            return Ok((false, self.contradiction()));
        }
        let wanted = match word {
            VerdictWord::Undetermined => ScenarioAnswer::Depends,
            _ => ScenarioAnswer::Always,
        };
        let of_kind = any || kinds.iter().any(|kind| kind.word() == word.word());
        let mut said = self.conflicting(found);
        if found == wanted && !of_kind && !kinds.is_empty() {
            let kinds: Vec<&str> = kinds.into_iter().map(Kind::word).collect();
            said.push_str(&format!(", but as {}", kinds.join(" or ")));
        }
        Ok((found == wanted && of_kind, said))
    }

    /// Of which kinds the conflicts of these norms are in the case, or where that leaves open what matters, in some case.
    fn kinds(&self, set: &[NormId]) -> Result<BTreeSet<Kind>, Limit> {
        if let Some(kinds) = self.theory.played_kinds(self.scenario, self.of.it.on, set) {
            return Ok(kinds);
        }
        let conflict = self.theory.examine(set)?.conflict;
        Ok(conflict.into_iter().map(|it| it.kind).collect())
    }

    fn none(&self, targets: &[Target]) -> Answer {
        let mut found = ScenarioAnswer::Never;
        for set in self.sets_inside(targets)? {
            match self.clashing(&set)? {
                Some(ScenarioAnswer::Never) => {}
                Some(here) => found = here,
                None => return Ok(beyond_powers(VerdictWord::None, false)),
            }
        }
        match (found, self.of.it.because) {
            (ScenarioAnswer::Impossible, _) => Ok((false, self.contradiction())),
            (ScenarioAnswer::Never, Some(reason)) => {
                let alone = self.prevents_alone(reason, targets)?;
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
    fn all_sets(&self, targets: &[Target]) -> Result<Vec<Vec<NormId>>, Limit> {
        let mut sets = self.of.sets(self.theory, targets);
        for set in sets.clone() {
            sets.extend(self.theory.with_some_repeated(&set)?);
        }
        Ok(sets)
    }

    /// Every set of some of the norms that could be a clash, and all of them.
    fn sets_inside(&self, targets: &[Target]) -> Result<Vec<Vec<NormId>>, Limit> {
        let mut sets = Vec::new();
        for set in self.of.sets(self.theory, targets) {
            let parts =
                if set.len() > 2 { parts_that_could_clash(self.theory, &set)? } else { vec![] };
            for part in parts.into_iter().chain([set]) {
                sets.extend(self.theory.with_some_repeated(&part)?);
                sets.push(part);
            }
        }
        Ok(sets)
    }

    /// Whether norms clash in the case and none yields; nothing where one is a duty beyond its bearer's powers.
    fn clashing(&self, set: &[NormId]) -> Result<Option<ScenarioAnswer>, Limit> {
        if let [one] = *set
            && self.theory.scenario_beyond_powers(self.scenario, self.of.it.on, one)?
        {
            return Ok(None);
        }
        Ok(Some(self.theory.scenario_conflict(self.scenario, self.of.it.on, set)?))
    }

    /// Without this reason the norms would conflict in the case.
    fn prevents_alone(&self, reason: Reason, targets: &[Target]) -> Result<bool, Limit> {
        let mut sets = self.of.sets(self.theory, targets);
        if reason == Reason::ContraryToDuty
            && sets.iter().any(|set| self.theory.is_remedy_among(set))
        {
            return Ok(true);
        }
        let without = self.of.theory(Some(reason));
        sets = self.of.sets(&without, targets);
        for set in sets {
            let clashes =
                |theory: &Theory<'_>| theory.scenario_clash(self.scenario, self.of.it.on, &set);
            if !is_precedence(reason) && clashes(self.theory)? != ScenarioAnswer::Never {
                continue; // they clash: what could have kept them apart did not
            }
            // Without it they would clash, even if precedence then settled it.
            let found = match is_precedence(reason) {
                true => without.scenario_conflict(self.scenario, self.of.it.on, &set)?,
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
    fn settled(&self, targets: &[Target]) -> Answer {
        let (mut clash, mut settled) = (ScenarioAnswer::Never, false);
        for set in self.of.sets(self.theory, targets) {
            if self.theory.scenario_conflict(self.scenario, self.of.it.on, &set)?
                != ScenarioAnswer::Never
            {
                return Ok((false, "the norms conflict here".to_owned()));
            }
            if clash != ScenarioAnswer::Always {
                clash = self.theory.scenario_clash(self.scenario, self.of.it.on, &set)?;
                settled = self.theory.scenario_settled(self.scenario, self.of.it.on, &set)?
                    == ScenarioAnswer::Always;
            }
        }
        let (so, why) = match clash {
            ScenarioAnswer::Always if settled => (true, "precedence settles it here"),
            // A clash that nobody wins is one in which the winner is defeated itself.
            ScenarioAnswer::Always => (false, "the norm that would prevail is defeated here"),
            _ => (false, "the norms do not clash here"),
        };
        Ok((so, why.to_owned()))
    }

    pub(super) fn principle(&self, principle: PrincipleId, by: Option<&Vec<Target>>) -> Answer {
        let Some(by) = by else {
            let fails =
                self.theory.scenario_breach(self.scenario, self.of.it.on, principle, None)?;
            return Ok((fails == ScenarioAnswer::Never, self.breached(fails)));
        };
        if by.is_empty() {
            let fails =
                self.theory.scenario_breach(self.scenario, self.of.it.on, principle, None)?;
            return Ok((fails == ScenarioAnswer::Always, self.breached(fails)));
        }
        for &target in by {
            let mut fails = ScenarioAnswer::Never;
            for norm in self.theory.named(target) {
                let here = self.theory.scenario_breach(
                    self.scenario,
                    self.of.it.on,
                    principle,
                    Some(norm),
                )?;
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

    /// Whether it hangs on what is left open in the case if the principle fails.
    pub(super) fn undetermined(&self, principle: PrincipleId) -> Answer {
        let fails = self.theory.scenario_breach(self.scenario, self.of.it.on, principle, None)?;
        Ok((fails == ScenarioAnswer::Depends, self.breached(fails)))
    }

    /// Whether the norms leave an act of the case open of which the principle says that they settle it.
    pub(super) fn unsettled(&self, principle: PrincipleId) -> Answer {
        let open = self.theory.scenario_unsettled(self.scenario, self.of.it.on, principle)?;
        Ok((open == ScenarioAnswer::Always, self.gaping(open, "an act")))
    }

    /// Whether those whom the case names are one of a universe that nothing settles.
    pub(super) fn gap(&self, universe: UniverseId) -> Answer {
        let open = self.theory.scenario_gap(self.scenario, self.of.it.on, universe)?;
        Ok((open == ScenarioAnswer::Always, self.gaping(open, "a case of the universe")))
    }

    fn gaping(&self, open: ScenarioAnswer, what: &str) -> String {
        let said = match open {
            ScenarioAnswer::Always => format!("{what} is left open here"),
            ScenarioAnswer::Never => "nothing is left open here".to_owned(),
            ScenarioAnswer::Depends => {
                format!("whether {what} is left open here depends on what the scenario leaves open")
            }
            ScenarioAnswer::Impossible => return CONTRADICTORY.to_owned(),
        };
        format!("{said}{}", self.open_day(open))
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
    fn open_day(&self, says: ScenarioAnswer) -> &'static str {
        let scenario = self.of.it.scenario.map(|id| &self.of.model.scenarios[id]);
        let dated = self.of.it.on.is_some()
            || scenario.is_some_and(|it| it.on.is_some() || !it.timeline.is_empty());
        match says == ScenarioAnswer::Depends && !dated && self.theory.day_matters() {
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
