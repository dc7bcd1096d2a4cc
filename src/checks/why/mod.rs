//! `why`: why norms conflict, with the whole finding; or why they do not, with what keeps them apart.

mod evidence;
mod reasons;

use self::reasons::Sought;
use super::rules::conflicts::settled_by_precedence;
use super::survey::{CONTRADICTION, Survey};
use super::{Mendable, Settings, diagnose, repair, tell};
use crate::diagnostics::Diagnostic;
use crate::logic::Kind;
use crate::model::rules::CONTRADICTORY_ASSUMPTIONS;
use crate::model::{Model, NormId};
use crate::source::Sources;

/// What became of norms that were looked at together.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Why {
    /// Their qualified names.
    pub norms: Vec<String>,
    /// The verdict word (`strict`, `settled`, `none`, `unknown` …).
    pub verdict: String,
    /// That in a sentence.
    pub answer: String,
    /// The findings about them, as a check words them.
    pub findings: Vec<Diagnostic>,
    /// Those of them that edits may mend.
    pub mendable: Vec<Mendable>,
    /// What keeps them from conflict; empty where they conflict.
    pub reasons: Vec<WhyReason>,
    /// Why there is no answer, where there is none.
    pub unknown: Vec<String>,
    /// What could not be found out about the reasons, in sentences: some may be missing.
    pub unsure: Vec<String>,
}

/// What keeps norms from conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WhyReason {
    /// The word, as behind `because`.
    pub word: &'static str,
    /// Whether they would clash but for this. Otherwise it takes all that are listed.
    pub alone: bool,
    /// What it is, in sentences.
    pub evidence: Vec<String>,
    /// A case that it takes away.
    pub case: Option<String>,
}

/// Of so many norms every set of fewer is looked at, too: where one of these conflicts, that is the answer.
const ALL_OF: usize = 5;

/// Looks at norms together, each named by its parts (`must A and B` has several).
pub(super) fn why(
    sources: &Sources,
    model: &Model,
    settings: &Settings,
    groups: &[Vec<NormId>],
) -> Why {
    let shown = vec![settled_by_precedence::RULE.code.to_owned()];
    let settings = Settings { shown, ..settings.clone() };
    let sets = choices(groups);
    let mut asked: Vec<Vec<NormId>> = sets.iter().flat_map(|set| smaller(set)).collect();
    asked.extend(sets.iter().filter(|set| set.len() > 2).cloned());
    let survey = Survey::about(model, &settings, &asked);
    let mut findings = diagnose(&survey, &settings);
    let all: Vec<String> = groups.iter().flatten().map(|&norm| model.qualified(norm)).collect();
    findings.retain(|found| {
        let norms = &found.evidence.norms;
        found.rule.code == CONTRADICTORY_ASSUMPTIONS.code
            || found.rule.is_about_conflicts() && norms.iter().all(|norm| all.contains(norm))
    });
    let mendable = match settings.without_repairs {
        true => Vec::new(),
        false => {
            let all: Vec<usize> = (0..findings.len()).collect();
            repair::mendable(&survey, &findings, &all)
        }
    };
    let mut unknown: Vec<String> = survey.unknowns.iter().map(|it| it.reason.clone()).collect();
    if !survey.contradictory.is_empty() {
        unknown.push(CONTRADICTION.to_owned());
    }
    unknown.dedup();
    let verdict = verdict(&survey, unknown.is_empty());
    let Sought { reasons, unanswered: unsure } = match verdict.as_str() {
        "none" | "settled" | "invalid" => reasons::reasons(sources, &survey, &settings, &sets),
        _ => Sought::default(),
    };
    let norms: Vec<String> =
        groups.iter().filter_map(|group| group.first()).map(|&it| model.qualified(it)).collect();
    let answer = answer(&norms, &verdict, &reasons, &unsure);
    Why { norms, verdict, answer, findings, mendable, reasons, unknown, unsure }
}

/// One part of each norm.
fn choices(groups: &[Vec<NormId>]) -> Vec<Vec<NormId>> {
    groups.iter().fold(vec![Vec::new()], |sets: Vec<Vec<NormId>>, group| {
        let each = |set: &Vec<NormId>| -> Vec<Vec<NormId>> {
            group.iter().map(|&norm| [set.as_slice(), &[norm]].concat()).collect()
        };
        sets.iter().flat_map(each).collect()
    })
}

/// The sets of fewer of these norms, of two first; of many norms the pairs alone.
fn smaller(set: &[NormId]) -> Vec<Vec<NormId>> {
    let whole = (1_u32 << set.len().min(ALL_OF)) - 1;
    let chosen = |bits: u32| -> Vec<NormId> {
        let places = set.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1);
        places.map(|(_, &norm)| norm).collect()
    };
    if set.len() > ALL_OF {
        let pair = |place: usize| set[..place].iter().map(move |&first| vec![first, set[place]]);
        return (1..set.len()).flat_map(pair).collect();
    }
    let is_part = |bits: &u32| bits.count_ones() > 1 && (*bits < whole || set.len() == 2);
    let mut all: Vec<Vec<NormId>> = (0..=whole).filter(is_part).map(chosen).collect();
    all.sort_by_key(Vec::len);
    all
}

fn verdict(survey: &Survey<'_>, complete: bool) -> String {
    // Where a norm more requires what brings a `wide` conflict about, nothing avoids theirs.
    let unavoidable = survey.conflicts.iter().find(|it| it.kind != Kind::Wide);
    let conflict = unavoidable.or(survey.conflicts.first());
    let settled = survey.settled.first();
    match (conflict, settled) {
        (Some(it), _) if !it.answers.is_empty() => "undetermined".to_owned(),
        (Some(it), _) => it.kind.word().to_owned(),
        _ if !survey.contradictory.is_empty() || !complete => "unknown".to_owned(),
        (None, Some(it)) if it.always => "invalid".to_owned(),
        (None, Some(_)) => "settled".to_owned(),
        (None, None) => "none".to_owned(),
    }
}

fn answer(norms: &[String], verdict: &str, reasons: &[WhyReason], unsure: &[String]) -> String {
    let names = tell::join(&norms.iter().map(|norm| format!("`{norm}`")).collect::<Vec<_>>());
    let words: Vec<String> = reasons.iter().map(|reason| reason.word.to_owned()).collect();
    match verdict {
        "undetermined" => format!("whether {names} conflict is undetermined"),
        "unknown" => format!("whether {names} conflict is unknown"),
        "none" if words.is_empty() && !unsure.is_empty() => {
            format!("{names} do not conflict; what keeps them apart was not found")
        }
        "none" if words.is_empty() => {
            format!("{names} do not conflict: they can be respected together in every case")
        }
        "none" => format!("{names} do not conflict: {}", tell::join(&words)),
        "settled" | "invalid" => {
            format!("{names} clash, and precedence settles it: {}", tell::join(&words))
        }
        word => format!("{names} conflict: {word}"),
    }
}
