//! `expect …`: what the author says that the checker answers.

use std::collections::BTreeSet;

use super::expected_in_scenario::InCase;
use super::expected_verdict::{
    NO_CONFLICT, beyond_powers, is_precedence, settled_for, verdict_is, words,
};
use super::parallel::in_parallel;
use super::survey::{CONTRADICTION, selection};
use super::{ExpectationResult, Settings, tell};
use crate::format::in_a_line;
use crate::logic::{Breach, Examined, Failure, Limit, Selection, Theory};
use crate::model::{
    ExpectKind, Expectation, Model, NormId, Overlap, PrincipleId, Reason, Target, VerdictWord,
};
use crate::source::Sources;

/// What became of a question: as expected or not, and what the checker answers.
pub(super) type Answer = Result<(bool, String), Limit>;

/// Runs every expectation of a model, in the order of the text.
pub(super) fn run(sources: &Sources, model: &Model, settings: &Settings) -> Vec<ExpectationResult> {
    let contradictory = Theory::new(model, &selection(model, settings)).contradictory_assumptions();
    let broken = matches!(&contradictory, Ok(core) if !core.is_empty());
    let results = in_parallel(settings.threads, &model.expectations, |it| {
        if broken {
            let why = CONTRADICTION.to_owned();
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
    });
    joined(results)
}

/// What is expected of several acts, `must A and B`, is one expectation: it holds if it does of each.
fn joined(results: Vec<ExpectationResult>) -> Vec<ExpectationResult> {
    let mut all: Vec<ExpectationResult> = Vec::new();
    for next in results {
        match all.last_mut().filter(|last| last.span == next.span) {
            Some(last) if last.passed => *last = next,
            Some(last) if !next.passed && last.why != next.why => {
                last.why = format!("{}; {}", last.why, next.why);
            }
            Some(_) => {}
            None => all.push(next),
        }
    }
    all
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
    let text = in_a_line(sources.slice(it.span)).into_owned();
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

    pub(super) fn theory(&self, ignoring: Option<Reason>) -> Theory<'a> {
        Theory::new(self.model, &self.selection(ignoring))
    }

    fn answer(&self) -> Answer {
        let theory = self.theory(None);
        let in_case = |scenario| InCase { of: self, theory: &theory, scenario };
        match &self.it.kind {
            ExpectKind::Verdict { word, norms, by } => {
                let (passed, why) =
                    match (self.weighed(&theory, *word, norms, by), self.it.scenario) {
                        (Some(answer), _) => answer?,
                        (None, Some(scenario)) => in_case(scenario).verdict(*word, norms)?,
                        (None, None) => self.verdict(&theory, *word, norms)?,
                    };
                match self.it.overlap {
                    Some(overlap) if passed => self.overlapping(&theory, norms, overlap, why),
                    _ => Ok((passed, why)),
                }
            }
            ExpectKind::Unsettled { principle } => self.unsettled(&theory, *principle),
            ExpectKind::Undetermined { principle } => self.undetermined(&theory, *principle),
            ExpectKind::Status { negated, status } => match self.it.scenario {
                Some(scenario) => in_case(scenario).says(status, *negated),
                None => Ok((false, "a sentence is expected of a scenario".to_owned())),
            },
            ExpectKind::Violates { negated, who, norm } => match self.it.scenario {
                Some(scenario) => in_case(scenario).violates(who, *norm, *negated),
                None => Ok((false, "a violation is expected of a scenario".to_owned())),
            },
            ExpectKind::Violated { principle, by } => self.principle(&theory, *principle, Some(by)),
            ExpectKind::Holds { principle } => self.principle(&theory, *principle, None),
        }
    }

    /// Every choice of one norm for each target; several where `and` or an instrument stands for more.
    pub(super) fn sets(&self, theory: &Theory<'_>, targets: &[Target]) -> Vec<Vec<NormId>> {
        targets.iter().fold(vec![Vec::new()], |sets: Vec<Vec<NormId>>, &target| {
            let named = theory.named(target);
            sets.iter()
                .flat_map(|set| named.iter().map(|&norm| [set.as_slice(), &[norm]].concat()))
                .collect()
        })
    }

    /// The same without pairs that cannot touch: nothing is found of those. Of two instruments, most cannot.
    fn sets_that_could_clash(&self, theory: &Theory<'_>, targets: &[Target]) -> Vec<Vec<NormId>> {
        let [first, second] = targets else { return self.sets(theory, targets) };
        let (first, second) = (theory.named(*first), theory.named(*second));
        if first.len().min(second.len()) == 1 {
            return self.sets(theory, targets);
        }
        let (candidates, too_many) = theory.candidates();
        let is_open = |norm: NormId| too_many.iter().any(|(it, _)| *it == norm);
        let open: BTreeSet<NormId> =
            first.iter().chain(&second).copied().filter(|&norm| is_open(norm)).collect();
        // What is asked of the parts of a norm is found among candidates as the whole.
        let whole = |norm: NormId| self.model.whole(norm);
        let near: BTreeSet<(NormId, NormId)> = candidates
            .iter()
            .filter_map(|set| match set[..] {
                [a, b] => Some([(a, b), (b, a)]),
                _ => None,
            })
            .flatten()
            .collect();
        let could_clash = |a: NormId, b: NormId| {
            let (x, y) = (whole(a), whole(b));
            x == y || near.contains(&(x, y)) || open.contains(&a) || open.contains(&b)
        };
        let pairs = first.iter().flat_map(|&a| second.iter().map(move |&b| (a, b)));
        pairs.filter(|&(a, b)| could_clash(a, b)).map(|(a, b)| vec![a, b]).collect()
    }

    fn verdict(&self, theory: &Theory<'_>, word: VerdictWord, targets: &[Target]) -> Answer {
        let mut answers = Vec::new();
        for set in self.sets_that_could_clash(theory, targets) {
            let found = theory.examine(&set);
            if targets.len() > 2 {
                // A conflict of the set is one, whatever of it stands there several times.
                let conflicts = matches!(&found, Ok(Examined { conflict: Some(_), .. }));
                let parts = match (word, theory.with_some_repeated(&set)) {
                    (VerdictWord::None, _) => parts_that_could_clash(theory, &set)?,
                    (_, Err(_)) if conflicts => Vec::new(),
                    (_, parts) => parts?,
                };
                for part in parts {
                    answers.push(theory.examine(&part)?);
                }
            }
            if let [one] = set[..]
                && let Some(it) = theory.beyond_powers(one)?
            {
                return Ok(beyond_powers(word, !it.answers.is_empty()));
            }
            let found = found?;
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
                let invalid = |it: &&Examined| it.settled.as_ref().is_some_and(|it| it.always);
                match answers.iter().find(invalid) {
                    Some(found) => Ok((false, words(self.model, found))),
                    None => Ok((false, self.other_reasons(theory, targets)?)),
                }
            }
            _ => Ok((none, why)),
        }
    }

    /// Whether the fields of two norms lie to each other as expected, where the verdict is as expected.
    fn overlapping(
        &self,
        theory: &Theory<'_>,
        targets: &[Target],
        expected: Overlap,
        verdict: String,
    ) -> Answer {
        let mut found = Vec::new();
        for set in self.sets(theory, targets) {
            let [a, b] = set[..] else { continue };
            found.push(theory.overlap(a, b)?);
        }
        let other = found.iter().find(|&&it| it != expected);
        match other {
            Some(other) if !found.contains(&expected) => {
                Ok((false, format!("{verdict}, but the overlap is {}", other.word())))
            }
            _ => Ok((!found.is_empty(), verdict)),
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
                let apart =
                    |set: &Vec<NormId>| !theory.are_tied(set) && !theory.may_be_breached(set);
                Ok(self.sets(theory, targets).iter().all(apart))
            }
            Reason::DisjointBearers => {
                let sets = self.sets(theory, targets);
                sets.iter().try_fold(true, |all, set| Ok(all && theory.have_no_common_bearer(set)?))
            }
            _ => self.they_clash_without(theory, reason, targets),
        }
    }

    /// Without this reason, which is thought away, they would clash, or nothing would settle their clash.
    fn they_clash_without(
        &self,
        theory: &Theory<'_>,
        reason: Reason,
        targets: &[Target],
    ) -> Result<bool, Limit> {
        let mut invalid = false;
        for set in self.sets_that_could_clash(theory, targets) {
            let Some(settled) = theory.examine(&set)?.settled else { continue };
            // They clash: what could have kept them apart did not.
            if settled_for(&settled, reason) || !is_precedence(reason) {
                return Ok(is_precedence(reason));
            }
            invalid |= settled.always;
        }
        // A norm that yields by rank in all its cases keeps none: that is a verdict, and no way to agree.
        if invalid && reason == Reason::Superior {
            return Ok(false);
        }
        let without = self.theory(Some(reason));
        for set in self.sets_that_could_clash(&without, targets) {
            let found = without.examine(&set)?;
            // Without what kept them apart they would clash, even if precedence then settled it.
            let clash = found.settled.is_some() && !is_precedence(reason);
            if found.conflict.is_some() || clash {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn principle(
        &self,
        theory: &Theory<'_>,
        principle: PrincipleId,
        by: Option<&Vec<Target>>,
    ) -> Answer {
        if let Some(scenario) = self.it.scenario {
            return InCase { of: self, theory, scenario }.principle(principle, by);
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
            .filter(|it| !it.is_by_turns())
            .filter_map(|it| match &it.breach {
                Breach::Offends(norm) | Breach::Lacks(norm, _) => Some(*norm),
                Breach::Missing | Breach::Never => None,
            })
            .collect();
        let why = match (failures.len(), offenders.len()) {
            (0, _) => "the principle holds".to_owned(),
            (_, 0) if failures.iter().any(|it| !it.or_by.is_empty()) => {
                "the principle is violated by one norm or another, as a person decides".to_owned()
            }
            (_, 0) if failures.iter().any(Failure::is_by_turns) => {
                "one sentence of the principle or another is violated, as a person decides"
                    .to_owned()
            }
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
}

/// Every set of these that could be a clash.
pub(super) fn parts_that_could_clash(
    theory: &Theory<'_>,
    set: &[NormId],
) -> Result<Vec<Vec<NormId>>, Limit> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::build::build;
    use crate::syntax::parse;

    /// Each norm of `p` clashes with one of `q`, but for one that has a condition of its own and one on another act.
    const TEXT: &str = "kind State, Paper\nfact f(Paper)\naction a(Paper)\naction b(Paper)\naction c(Paper)\n\
        instrument p {\n norm p1 { State must a(Paper) }\n norm p2 { State must b(Paper) when f(Paper) }\n\
        norm p3 { State must c(Paper) }\n}\n\
        instrument q {\n norm q1 { State must not a(Paper) }\n norm q2 { State must not b(Paper) when not f(Paper) }\n\
        norm q3 { State should a(Paper) }\n}\nexpect none p, q\n";

    #[test]
    fn only_pairs_that_can_touch_are_looked_at_and_nothing_is_found_of_others() {
        let mut sources = Sources::default();
        let file = sources.add("two.norm", TEXT);
        let (tree, wrong) = parse(&sources, file);
        assert!(wrong.is_empty(), "{wrong:?}");
        let (model, _) = build(&sources, &[(file, tree)]);
        let settings = Settings::default();
        let it = model.expectations.first().expect("something is expected");
        let expecting = Expecting { sources: &sources, model: &model, settings: &settings, it };
        let ExpectKind::Verdict { norms, .. } = &it.kind else { panic!("a verdict") };
        let theory = expecting.theory(None);
        let names =
            |set: &[NormId]| set.iter().map(|&norm| model.qualified(norm)).collect::<Vec<_>>();
        let asked = expecting.sets_that_could_clash(&theory, norms);
        assert_eq!(asked.iter().map(|set| names(set)).collect::<Vec<_>>(), [["p.p1", "q.q1"]]);
        for set in expecting.sets(&theory, norms) {
            let found = theory.examine(&set).expect("no limit is reached");
            assert!(asked.contains(&set) || found.is_nothing(), "{:?}", names(&set));
        }
        let answer = expecting.answer().expect("there is an answer");
        assert_eq!(answer, (false, "strict".to_owned()));
    }
}
