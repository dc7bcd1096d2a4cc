//! `expect …`: what the author says that the checker answers.

use super::contradiction::CONTRADICTORY;
use super::expected_verdict::{
    NO_CONFLICT, beyond_powers, decided_by, is_precedence, verdict_is, words,
};
use super::parallel::in_parallel;
use super::silence::Silence;
use super::survey::selection;
use super::{ExpectationResult, Settings, tell};
use crate::logic::{Breach, Examined, Limit, ScenarioAnswer, Selection, Theory};
use crate::model::{
    ExpectKind, Expectation, Model, NormId, PrincipleId, Reason, ScenarioId, Target, VerdictWord,
};
use crate::source::Sources;

/// What became of a question: as expected or not, and what the checker answers.
pub(super) type Answer = Result<(bool, String), Limit>;

/// Runs every expectation of a model, in the order of the text.
pub(super) fn run(sources: &Sources, model: &Model, settings: &Settings) -> Vec<ExpectationResult> {
    let contradictory = Theory::new(model, &selection(model, settings)).contradictory_assumptions();
    let broken = matches!(&contradictory, Ok(core) if !core.is_empty());
    in_parallel(settings.threads, &model.expectations, |it| {
        if broken {
            let why = "the assumptions contradict each other, so nothing can be asked".to_owned();
            return result(sources, model, it, false, why);
        }
        let expecting = Expecting { sources, model, settings, it };
        match expecting.answer() {
            Ok((passed, why)) => result(sources, model, it, passed, why),
            Err(limit) => {
                let expected =
                    matches!(it.kind, ExpectKind::Verdict { word: VerdictWord::Unknown, .. });
                result(sources, model, it, expected, format!("unknown: {limit}"))
            }
        }
    })
}

fn result(
    sources: &Sources,
    model: &Model,
    it: &Expectation,
    passed: bool,
    why: String,
) -> ExpectationResult {
    let name = match it.scenario {
        Some(scenario) => model.scenarios[scenario].name.to_string(),
        None => {
            let file = sources.file(it.span.file);
            format!("{}:{}", file.name, file.lines().line_of(it.span.start) + 1)
        }
    };
    let text = sources.slice(it.span).split_whitespace().collect::<Vec<_>>().join(" ");
    let pending = it.pending.as_deref().map(str::to_owned);
    ExpectationResult { name, text, passed, pending, span: it.span, why }
}

pub(super) struct Expecting<'a> {
    pub(super) sources: &'a Sources,
    pub(super) model: &'a Model,
    pub(super) settings: &'a Settings,
    pub(super) it: &'a Expectation,
}

impl<'a> Expecting<'a> {
    pub(super) fn selection(&self, ignoring: Option<Reason>) -> Selection {
        let mut selection = selection(self.model, self.settings);
        selection.without.extend(self.it.without.iter().copied());
        if self.it.scenario.is_none() {
            selection.on = self.it.on.or(selection.on);
        }
        selection.ignoring = ignoring;
        selection
    }

    fn theory(&self, ignoring: Option<Reason>) -> Theory<'a> {
        Theory::new(self.model, &self.selection(ignoring))
    }

    fn answer(&self) -> Answer {
        let theory = self.theory(None);
        match &self.it.kind {
            ExpectKind::Verdict { word, norms, by } => {
                if let Some(answer) = self.weighed(&theory, *word, norms, by) {
                    return answer;
                }
                match self.it.scenario {
                    Some(scenario) => self.verdict_in(&theory, scenario, *word, norms),
                    None => self.verdict(&theory, *word, norms),
                }
            }
            ExpectKind::Unsettled { principle } => self.unsettled(&theory, *principle),
            ExpectKind::Undetermined { principle } => self.undetermined(&theory, *principle),
            ExpectKind::Status { negated, status } => {
                let Some(scenario) = self.it.scenario else {
                    return Ok((false, "a sentence is expected of a scenario".to_owned()));
                };
                let says = theory.scenario_says(scenario, self.it.on, status)?;
                let wanted = if *negated { ScenarioAnswer::Never } else { ScenarioAnswer::Always };
                let mut why = format!("the norms {}", said(says));
                why.push_str(self.open_day(says));
                if says == ScenarioAnswer::Impossible {
                    why = self.contradiction(&theory, scenario);
                } else if !*negated && says == ScenarioAnswer::Never {
                    let yielding = theory.yielding_in(scenario, self.it.on, status);
                    for &(norm, by) in &yielding {
                        let (norm, by) = (self.model.qualified(norm), self.model.qualified(by));
                        why.push_str(&format!("; `{norm}` would, but yields to `{by}`"));
                    }
                    if yielding.is_empty() {
                        for reason in self.silence(&theory, scenario).of_status(status) {
                            why.push_str(&format!("; {reason}"));
                        }
                    }
                }
                Ok((says == wanted, why))
            }
            ExpectKind::Violates { negated, who, norm } => {
                let Some(scenario) = self.it.scenario else {
                    return Ok((false, "a violation is expected of a scenario".to_owned()));
                };
                if !theory.scenario_is_possible(scenario, self.it.on)? {
                    return Ok((false, self.contradiction(&theory, scenario)));
                }
                let violates = theory.scenario_violates(scenario, self.it.on, who, *norm)?;
                let name = self.model.qualified(*norm);
                let not = if violates { "is" } else { "is not" };
                let mut why = format!("`{name}` {not} violated");
                if !violates
                    && !*negated
                    && let Some(reason) = self.silence(&theory, scenario).of_violation(who, *norm)
                {
                    why.push_str(&format!(": {reason}"));
                }
                Ok((violates != *negated, why))
            }
            ExpectKind::Violated { principle, by } => self.principle(&theory, *principle, Some(by)),
            ExpectKind::Holds { principle } => self.principle(&theory, *principle, None),
        }
    }

    fn silence<'t>(&'t self, theory: &'t Theory<'t>, scenario: ScenarioId) -> Silence<'t> {
        let situation = theory.plain_situation(scenario, self.it.on);
        Silence { sources: self.sources, theory, scenario, situation }
    }

    /// Every choice of one norm for each target; several where `and` or an instrument stands for more.
    fn sets(&self, theory: &Theory<'_>, targets: &[Target]) -> Vec<Vec<NormId>> {
        targets.iter().fold(vec![Vec::new()], |sets: Vec<Vec<NormId>>, &target| {
            let named = theory.named(target);
            sets.iter()
                .flat_map(|set| named.iter().map(|&norm| [set.as_slice(), &[norm]].concat()))
                .collect()
        })
    }

    fn verdict(&self, theory: &Theory<'_>, word: VerdictWord, targets: &[Target]) -> Answer {
        let mut answers = Vec::new();
        for set in self.sets(theory, targets) {
            if targets.len() > 2 && word == VerdictWord::None {
                for part in parts_that_could_clash(theory, &set)? {
                    answers.push(theory.examine(&part)?);
                }
            }
            if let [one] = set[..]
                && theory.beyond_powers(one)?.is_some()
            {
                return Ok(beyond_powers(word));
            }
            let found = theory.examine(&set)?;
            if found.is_nothing() && answers.iter().all(Examined::is_nothing) {
                theory.leave_somebody(&set)?;
            }
            answers.push(found);
        }
        let fits = |found: &Examined| verdict_is(found, word, self.it.because);
        // What is told is the first answer that speaks against the expectation.
        let against = answers.iter().filter(|found| !fits(found)).chain(&answers);
        let why = against.map(|found| words(self.model, found)).find(|why| why != NO_CONFLICT);
        let why = why.unwrap_or_else(|| NO_CONFLICT.to_owned());
        if word != VerdictWord::None {
            return Ok((answers.iter().any(fits), why));
        }
        let none = answers.iter().all(fits);
        match self.it.because {
            Some(reason) if none => {
                let alone = self.prevents_alone(theory, reason, targets)?;
                if alone {
                    return Ok((true, "no conflict, because of this alone".to_owned()));
                }
                Ok((false, self.other_reasons(theory, targets)?))
            }
            _ => Ok((none, why)),
        }
    }

    /// That there is no conflict, and for which other reasons.
    fn other_reasons(&self, theory: &Theory<'_>, targets: &[Target]) -> Result<String, Limit> {
        let mut words = Vec::new();
        for &reason in Reason::ALL.iter().filter(|&&reason| Some(reason) != self.it.because) {
            if self.prevents_alone(theory, reason, targets)? {
                words.push(format!("`{}`", reason.word().replace('_', " ")));
            }
        }
        Ok(match words.as_slice() {
            [] => "there is no conflict, but not because of this alone".to_owned(),
            [one] => format!("there is no conflict, but the reason is {one}"),
            _ => format!(
                "there is no conflict, but each of these is a reason: {}",
                tell::join(&words)
            ),
        })
    }

    /// Without this reason there would be a conflict.
    fn prevents_alone(
        &self,
        theory: &Theory<'_>,
        reason: Reason,
        targets: &[Target],
    ) -> Result<bool, Limit> {
        match reason {
            Reason::ContraryToDuty
                if self.sets(theory, targets).iter().any(|set| theory.is_remedy_among(set)) =>
            {
                Ok(true)
            }
            Reason::DisjointActs => {
                Ok(self.sets(theory, targets).iter().all(|set| !theory.are_tied(set)))
            }
            Reason::DisjointBearers => {
                let sets = self.sets(theory, targets);
                sets.iter().try_fold(true, |all, set| Ok(all && theory.have_no_common_bearer(set)?))
            }
            _ => {
                for set in self.sets(theory, targets) {
                    let Some(settled) = theory.examine(&set)?.settled else { continue };
                    // They clash: what could have kept them apart did not.
                    if decided_by(settled.canon, reason) || !is_precedence(reason) {
                        return Ok(is_precedence(reason));
                    }
                }
                let without = self.theory(Some(reason));
                for set in self.sets(&without, targets) {
                    let found = without.examine(&set)?;
                    // Without what kept them apart they would clash, even if precedence then settled it.
                    let clash = found.settled.is_some() && !is_precedence(reason);
                    if found.conflict.is_some() || clash {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    fn verdict_in(
        &self,
        theory: &Theory<'_>,
        scenario: crate::model::ScenarioId,
        word: VerdictWord,
        targets: &[Target],
    ) -> Answer {
        if word == VerdictWord::ZeroSlack {
            let mut touches = false;
            for set in self.sets(theory, targets) {
                touches |= theory.scenario_zero_slack(scenario, self.it.on, &set)?;
            }
            let not = if touches { "" } else { "not " };
            return Ok((touches, format!("the windows do {not}touch in one point here")));
        }
        let mut found = ScenarioAnswer::Never;
        let mut fits = false;
        if word == VerdictWord::Settled {
            return self.settled_in(theory, scenario, targets);
        }
        let mut sets = self.sets(theory, targets);
        if targets.len() > 2 && word == VerdictWord::None {
            let pairs = |set: &Vec<NormId>| -> Vec<Vec<NormId>> {
                let pair = |place: usize| set[..place].iter().map(move |&it| vec![it, set[place]]);
                (1..set.len()).flat_map(pair).collect()
            };
            sets.extend(sets.iter().flat_map(pairs).collect::<Vec<_>>());
        }
        for set in sets {
            if let [one] = set[..]
                && theory.scenario_beyond_powers(scenario, self.it.on, one)?
            {
                return Ok(beyond_powers(word));
            }
            let here = theory.scenario_conflict(scenario, self.it.on, &set)?;
            if here == ScenarioAnswer::Never {
                theory.leave_somebody(&set)?;
            }
            if here != ScenarioAnswer::Never {
                found = here;
                fits |= match word {
                    VerdictWord::None | VerdictWord::Conflict | VerdictWord::Undetermined => true,
                    // The scenario may settle what the norms leave open.
                    word => {
                        let conflict = theory.examine(&set)?.conflict;
                        conflict.is_some_and(|it| it.kind.word() == word.word())
                    }
                };
            }
        }
        let why = match found {
            ScenarioAnswer::Always => "the norms conflict here",
            ScenarioAnswer::Never => "the norms do not conflict here",
            ScenarioAnswer::Depends => {
                "whether the norms conflict here depends on what is left open"
            }
            ScenarioAnswer::Impossible => {
                return Ok((false, self.contradiction(theory, scenario)));
            }
        };
        let why = format!("{why}{}", self.open_day(found));
        let passed = match word {
            VerdictWord::None => found == ScenarioAnswer::Never,
            VerdictWord::Undetermined => found == ScenarioAnswer::Depends,
            _ => found == ScenarioAnswer::Always && fits,
        };
        if passed
            && word == VerdictWord::None
            && let Some(reason) = self.it.because
        {
            if reason == Reason::ContraryToDuty
                && self.sets(theory, targets).iter().any(|set| theory.is_remedy_among(set))
            {
                return Ok((true, why.to_owned()));
            }
            let without = self.theory(Some(reason));
            let mut alone = false;
            for set in self.sets(&without, targets) {
                if !is_precedence(reason)
                    && theory.scenario_clash(scenario, self.it.on, &set)? != ScenarioAnswer::Never
                {
                    continue; // they clash: what could have kept them apart did not
                }
                // Without it they would clash, even if precedence then settled it.
                let found = match is_precedence(reason) {
                    true => without.scenario_conflict(scenario, self.it.on, &set)?,
                    false => without.scenario_clash(scenario, self.it.on, &set)?,
                };
                alone |= found != ScenarioAnswer::Never;
            }
            let why = match alone {
                true => "no conflict here, because of this alone",
                false => "there is no conflict here, but not because of this alone",
            };
            return Ok((alone, why.to_owned()));
        }
        Ok((passed, why.to_owned()))
    }

    /// Whether the norms clash in a scenario, and precedence settles it.
    fn settled_in(
        &self,
        theory: &Theory<'_>,
        scenario: crate::model::ScenarioId,
        targets: &[Target],
    ) -> Answer {
        let mut clash = ScenarioAnswer::Never;
        for set in self.sets(theory, targets) {
            if theory.scenario_conflict(scenario, self.it.on, &set)? != ScenarioAnswer::Never {
                return Ok((false, "the norms conflict here".to_owned()));
            }
            if clash != ScenarioAnswer::Always {
                clash = theory.scenario_clash(scenario, self.it.on, &set)?;
            }
        }
        let so = clash == ScenarioAnswer::Always;
        let why = if so { "precedence settles it here" } else { "the norms do not clash here" };
        Ok((so, why.to_owned()))
    }

    fn principle(
        &self,
        theory: &Theory<'_>,
        principle: PrincipleId,
        by: Option<&Vec<Target>>,
    ) -> Answer {
        if let Some(scenario) = self.it.scenario {
            return self.principle_in(theory, scenario, principle, by);
        }
        let (failures, open): (Vec<_>, Vec<_>) =
            theory.failures(principle)?.into_iter().partition(|it| !it.is_undetermined());
        if failures.is_empty() && !open.is_empty() {
            return Ok((
                false,
                "undetermined: it hangs on what only a person can settle".to_owned(),
            ));
        }
        let offenders: Vec<NormId> = failures
            .iter()
            .filter_map(|it| match &it.breach {
                Breach::Offends(norm) | Breach::Lacks(norm, _) => Some(*norm),
                Breach::Missing | Breach::Never => None,
            })
            .collect();
        let why = match (failures.len(), offenders.len()) {
            (0, _) => "the principle holds".to_owned(),
            (_, 0) => "a norm that the principle asks for is missing".to_owned(),
            _ => {
                format!("the principle is violated by {}", tell::norm_names(self.model, &offenders))
            }
        };
        let Some(by) = by else { return Ok((failures.is_empty(), why)) };
        let named = by
            .iter()
            .all(|&target| theory.named(target).iter().any(|norm| offenders.contains(norm)));
        Ok((!failures.is_empty() && named, why))
    }

    fn principle_in(
        &self,
        theory: &Theory<'_>,
        scenario: crate::model::ScenarioId,
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
    fn open_day(&self, says: ScenarioAnswer) -> &'static str {
        let scenario = self.it.scenario.map(|id| &self.model.scenarios[id]);
        let dated = self.it.on.is_some()
            || scenario.is_some_and(|it| it.on.is_some() || !it.timeline.is_empty());
        match says == ScenarioAnswer::Depends && !dated {
            true => " (it names no day: say one with `on`)",
            false => "",
        }
    }
}

/// Every set of these that could be a clash.
fn parts_that_could_clash(theory: &Theory<'_>, set: &[NormId]) -> Result<Vec<Vec<NormId>>, Limit> {
    let (candidates, too_many) = theory.candidates();
    if let Some((_, limit)) = too_many.into_iter().find(|(norm, _)| set.contains(norm)) {
        return Err(limit);
    }
    let mut over_choices = Vec::new();
    for &norm in set {
        over_choices.extend(theory.sets_over_a_choice(norm)?);
    }
    let inside = |part: &Vec<NormId>| part.len() > 1 && part.iter().all(|norm| set.contains(norm));
    Ok(candidates.into_iter().chain(over_choices).filter(inside).collect())
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
