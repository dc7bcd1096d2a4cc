//! Expectations about gaps and force.

use super::expectations::{Answer, Expecting};
use super::expected_in_scenario::InCase;
use super::tell;
use crate::logic::{Breach, Effect, Failure, Limit, Sayings, Theory};
use crate::model::{NormId, PrincipleId, Target, UniverseId, VerdictWord};

impl Expecting<'_> {
    /// Whether a word about gaps or force is true of the norms; `None` for words about clashes.
    pub(super) fn weighed(
        &self,
        theory: &Theory<'_>,
        word: VerdictWord,
        targets: &[Target],
        by: &[Target],
    ) -> Option<Answer> {
        let norms: Vec<NormId> = targets.iter().flat_map(|&target| theory.named(target)).collect();
        let by: Vec<NormId> = by.iter().flat_map(|&target| theory.named(target)).collect();
        Some(match word {
            VerdictWord::Gap => match self.it.universe {
                Some(universe) if norms.is_empty() => self.unsettled_case(theory, universe),
                Some(universe) => self.leaves_out(theory, universe, &norms),
                None => self.unfilled(&norms),
            },
            VerdictWord::NeverApplies => {
                each(&norms, "applies in some case", |norm| theory.never(norm, Effect::Applies))
            }
            VerdictWord::AlwaysDefeated => self.always_defeated(theory, &norms, &by),
            VerdictWord::Redundant => self.redundant(theory, &norms, &by),
            VerdictWord::Same => same(theory, &norms),
            VerdictWord::IdleException => {
                each(&norms, "has no exception, or its exception applies in some case", |norm| {
                    let own = &theory.model.norms[norm];
                    Ok(own.has_exception() && theory.never(norm, Effect::ExceptionBites)?)
                })
            }
            VerdictWord::IdleCondition => {
                each(&norms, "has no such part", |norm| has_idle_part(theory, norm))
            }
            _ => return None,
        })
    }

    fn unsettled_case(&self, theory: &Theory<'_>, universe: UniverseId) -> Answer {
        if let Some(scenario) = self.it.scenario {
            return InCase { of: self, theory, scenario }.gap(universe);
        }
        Ok(match theory.gap(universe)? {
            Some(gap) if gap.answers.is_empty() => (true, tell::case(theory.model, &gap.witness)),
            Some(_) => (false, "that hangs on what a person has to settle".to_owned()),
            None => (false, "every case of the universe is settled".to_owned()),
        })
    }

    fn leaves_out(&self, theory: &Theory<'_>, universe: UniverseId, norms: &[NormId]) -> Answer {
        let found = theory.partly_covering(universe)?;
        let all = norms.iter().all(|norm| found.iter().any(|(it, _)| it == norm));
        let why = if all { "it leaves some of them out" } else { "nobody is left out" };
        Ok((all, why.to_owned()))
    }

    /// On the day that is asked about, or on some day, nothing fills an exception of the norms.
    fn unfilled(&self, norms: &[NormId]) -> Answer {
        let mut selection = self.selection(None);
        selection.on = None;
        let theory = Theory::new(self.model, &selection);
        let day = self.it.on.or(self.settings.on);
        let mut days = Vec::new();
        for &norm in norms {
            days.extend(theory.holes(norm)?.into_iter().map(|hole| hole.days));
        }
        let found = days.iter().any(|days| day.is_none_or(|day| days.contains(day)));
        let why = match days.is_empty() {
            true => "its exceptions are filled whenever it is in force, or never".to_owned(),
            false => format!("nothing fills an exception {}", tell::days(&days)),
        };
        Ok((found, why))
    }

    /// Norms leave a case open that an assertion of the principle says they settle.
    pub(super) fn unsettled(&self, theory: &Theory<'_>, principle: PrincipleId) -> Answer {
        if let Some(scenario) = self.it.scenario {
            return InCase { of: self, theory, scenario }.unsettled(principle);
        }
        let assertions = &self.model.principles[principle].assertions;
        let asks = |place: usize| assertions[place].is_about_settling();
        let failures = theory.failures(principle)?;
        let gap = failures
            .iter()
            .any(|it| it.breach == Breach::Missing && asks(it.assertion) && !it.is_undetermined());
        let why = if gap { "a case is not settled" } else { "no `settled` assertion fails" };
        Ok((gap, why.to_owned()))
    }

    /// The principle fails under some answer to open facts, and in no case under every one.
    pub(super) fn undetermined(&self, theory: &Theory<'_>, principle: PrincipleId) -> Answer {
        if let Some(scenario) = self.it.scenario {
            return InCase { of: self, theory, scenario }.undetermined(principle);
        }
        let failures = theory.failures(principle)?;
        let why = match (failures.is_empty(), failures.iter().all(Failure::is_undetermined)) {
            (true, _) => "the principle holds",
            (_, true) => "it hangs on what only a person can settle",
            _ => "it is breached (`violated`) whatever the answer is",
        };
        let undetermined = !failures.is_empty() && failures.iter().all(Failure::is_undetermined);
        Ok((undetermined, why.to_owned()))
    }

    fn always_defeated(&self, theory: &Theory<'_>, norms: &[NormId], by: &[NormId]) -> Answer {
        let mut names = Vec::new();
        for &norm in norms {
            let applies = !theory.never(norm, Effect::Applies)?;
            if !applies || !theory.never_effective(norm)? {
                let why = if applies { "is effective in some case" } else { "never applies" };
                return Ok((false, format!("`{}` {why}", self.model.qualified(norm))));
            }
            names.extend(theory.defeaters(norm, &theory.rivals(norm))?);
        }
        Ok((by.iter().all(|it| names.contains(it)), self.by(&names)))
    }

    fn redundant(&self, theory: &Theory<'_>, norms: &[NormId], by: &[NormId]) -> Answer {
        let sayings = Sayings::new(theory);
        let mut names = Vec::new();
        for &norm in norms {
            let Some(found) = theory.implied_wholly(&sayings, norm)? else {
                return Ok((false, format!("`{}` adds something", self.model.qualified(norm))));
            };
            // Several sets may each say what the norm says.
            let named = !by.is_empty() && theory.say_already(norm, by)?;
            names.extend(if named { by.to_vec() } else { found.by });
        }
        Ok((by.iter().all(|it| names.contains(it)), self.by(&names)))
    }

    fn by(&self, norms: &[NormId]) -> String {
        format!("by {}", tell::norm_names(self.model, norms))
    }
}

/// Whether something is true of every norm; there must be one.
fn each(
    norms: &[NormId],
    otherwise: &str,
    is_so: impl Fn(NormId) -> Result<bool, Limit>,
) -> Answer {
    for &norm in norms {
        if !is_so(norm)? {
            return Ok((false, format!("it {otherwise}")));
        }
    }
    Ok((!norms.is_empty(), "that holds in no case".to_owned()))
}

fn same(theory: &Theory<'_>, norms: &[NormId]) -> Answer {
    let [a, b] = *norms else {
        return Ok((false, "two norms are compared".to_owned()));
    };
    let same = theory.say_already(a, &[b])? && theory.say_already(b, &[a])?;
    let why = if same { "they say the same" } else { "one says more than the other" };
    Ok((same, why.to_owned()))
}

fn has_idle_part(theory: &Theory<'_>, norm: NormId) -> Result<bool, Limit> {
    let own = &theory.model.norms[norm];
    if theory.never(norm, Effect::Applies)? {
        return Ok(false);
    }
    for place in 0..own.when_parts().len() {
        if theory.never(norm, Effect::WhenPart(place))? {
            return Ok(true);
        }
    }
    for place in 0..own.unless_parts().len() {
        if own.unless_parts().len() > 1 && theory.never(norm, Effect::UnlessPart(place))? {
            return Ok(true);
        }
    }
    Ok(false)
}
