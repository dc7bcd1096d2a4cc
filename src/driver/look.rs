//! Questions about named norms of a workspace.

use std::collections::BTreeSet;

use super::nearest::nearest;
use super::repair::Within;
use super::suppress::is_about_text;
use super::workspace::Workspace;
use crate::checks::{self, Settings, Why};
use crate::diagnostics::Diagnostic;
use crate::model::{Model, NormId};

/// What came of a question.
#[derive(Debug)]
#[non_exhaustive]
pub struct Looked<T> {
    /// The answer, or why it cannot be asked.
    pub answer: Result<T, String>,
    /// What the answer is not about.
    pub left_out: LeftOut,
}

/// What a question was asked without.
#[derive(Debug)]
#[non_exhaustive]
pub struct LeftOut {
    /// What kept norms, scenarios or expectations from being loaded.
    pub diagnostics: Vec<Diagnostic>,
    /// All that was left out are scenarios and expectations: every norm was looked at.
    pub only_expectations: bool,
    /// Some file could not be read.
    pub unreadable: bool,
}

impl LeftOut {
    /// Whether the answer may become another once the errors are mended.
    pub fn counts(&self) -> bool {
        self.unreadable || !(self.diagnostics.is_empty() || self.only_expectations)
    }
}

impl Workspace<'_> {
    /// Why norms conflict, or why they do not. The norms are looked for in each set; all must be in one.
    pub fn why(&self, names: &[String], settings: &Settings) -> Looked<Why> {
        let (models, diagnostics) = self.sound_models(settings);
        let answer = find(&models, names).and_then(|(place, groups)| {
            let problems = super::run::problems(&models, settings);
            match problems.is_empty() {
                true => Ok(self.why_in(place, &models[place], settings, &groups)),
                false => Err(problems.join("; ")),
            }
        });
        self.looked(answer, diagnostics)
    }

    /// An answer, with what it is not about.
    pub(super) fn looked<T>(
        &self,
        answer: Result<T, String>,
        diagnostics: Vec<Diagnostic>,
    ) -> Looked<T> {
        let only_expectations = self.only_expectations(&diagnostics);
        let unreadable = self.is_unreadable();
        Looked { answer, left_out: LeftOut { diagnostics, only_expectations, unreadable } }
    }

    fn why_in(
        &self,
        place: usize,
        model: &Model,
        settings: &Settings,
        groups: &[Vec<NormId>],
    ) -> Why {
        let mut why = checks::why(&self.sources, model, settings, groups);
        if !why.mendable.is_empty() {
            let quick = Settings { without_repairs: true, ..settings.clone() };
            let known = checks::run(model, &quick);
            let (known, unknowns) = (known.diagnostics.as_slice(), known.unknowns.as_slice());
            let within = Within { place, model, settings, known, unknowns, elsewhere: None };
            let findings = std::mem::take(&mut why.findings);
            why.findings = self.with_repairs(findings, &why.mendable, within);
        }
        why
    }

    /// The model of each set, and what kept norms out of them.
    pub(super) fn sound_models(&self, settings: &Settings) -> (Vec<Model>, Vec<Diagnostic>) {
        let mut found = self.found_in_text();
        let mut models = Vec::new();
        for set in &self.sets {
            let (model, resolving) = self.build(set, settings);
            found.extend(resolving);
            models.push(model);
        }
        found.retain(is_about_text);
        self.sort(&mut found);
        (models, found)
    }
}

/// The place of the first model that has all norms, with the parts of each.
fn find(models: &[Model], names: &[String]) -> Result<(usize, Vec<Vec<NormId>>), String> {
    for (place, model) in models.iter().enumerate() {
        let groups: Result<Vec<_>, _> = names.iter().map(|name| parts(model, name)).collect();
        if let Ok(groups) = groups {
            return Ok((place, groups));
        }
    }
    for name in names {
        let answers: Vec<_> = models.iter().map(|model| parts(model, name)).collect();
        if answers.iter().any(Result::is_ok) {
            continue;
        }
        let ambiguous = answers.into_iter().find_map(|answer| answer.err().flatten());
        return Err(ambiguous.unwrap_or_else(|| unknown(models, name)));
    }
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let names = names.join(" and ");
    Err(format!(
        "{names} stand in different sets, which are not read together; `--together` makes them one"
    ))
}

/// The parts of the norm of a name: several where `and` made several of one. An error without words: there is none.
fn parts(model: &Model, name: &str) -> Result<Vec<NormId>, Option<String>> {
    let named = |&id: &NormId| model.qualified(id) == name || &*model.norms[id].name == name;
    let found: Vec<NormId> = model.written().filter(named).collect();
    let qualified: BTreeSet<String> = found.iter().map(|&id| model.qualified(id)).collect();
    match qualified.len() {
        0 => Err(instrument(model, name)),
        1 => Ok(found),
        _ => {
            let names: Vec<String> = qualified.iter().map(|name| format!("`{name}`")).collect();
            Err(Some(format!("`{name}` may be one of {}", names.join(", "))))
        }
    }
}

/// What is said of the name of an instrument.
fn instrument(model: &Model, name: &str) -> Option<String> {
    let (id, _) = model.instruments.iter().find(|(_, it)| it.name.as_deref() == Some(name))?;
    let mut norms: Vec<String> = model
        .written()
        .filter(|&norm| model.norms[norm].instrument == id)
        .map(|norm| format!("`{}`", model.qualified(norm)))
        .collect();
    norms.dedup();
    let more = if norms.len() > 8 { " …" } else { "" };
    norms.truncate(8);
    Some(format!("`{name}` is an instrument; name one of its norms: {}{more}", norms.join(", ")))
}

fn unknown(models: &[Model], name: &str) -> String {
    let mut known = BTreeSet::new();
    for model in models {
        for id in model.norms.ids() {
            known.extend([model.qualified(id), model.norms[id].name.to_string()]);
        }
    }
    let advice = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "the files hold no norm".to_owned(),
        None => "a norm is named as `instrument.norm`, or by its own name where that is unique"
            .to_owned(),
    };
    format!("there is no norm `{name}`: {advice}")
}
