//! Checks and tests the sets of a workspace.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::gather::Gathered;
use super::nearest::nearest;
use super::parts::PartKind;
use super::recheck::Answer;
use super::suppress::is_about_text;
use super::workspace::{Set, Workspace, is_expectation};
use crate::checks::{self, ExpectationResult, Matrix, Settings, Statistics, Unknown};
use crate::diagnostics::{Diagnostic, Level};
use crate::model::{self, Model};
use crate::report::{Homes, Part, Report, Summary};
use crate::source::{FileId, Sources, Span};

/// What came of a check.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Outcome {
    /// The findings by file, place and code.
    pub diagnostics: Vec<Diagnostic>,
    /// Queries without an answer.
    pub unknowns: Vec<Unknown>,
    /// What was checked, and how much was found.
    pub summary: Summary,
    /// How the questions were answered, set by set.
    pub statistics: Vec<Statistics>,
    /// Somebody stopped the check: questions are open, and what was found is not all.
    pub stopped: bool,
    /// Some file could not be read.
    pub unreadable: bool,
    /// Settings that fit nothing that was loaded, such as a profile that nobody declares.
    pub problems: Vec<Misfit>,
    /// Which part of a check it is, where only a part was asked.
    pub part: Option<Part>,
    /// Where services show what was found in packs that come with Comity.
    pub homes: Homes,
}

/// What came of a test.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Tested {
    /// The expectations in the order of files and text.
    pub results: Vec<ExpectationResult>,
    /// What kept norms from being loaded, and `C601` for each result that is not as it should be.
    pub diagnostics: Vec<Diagnostic>,
    /// What was left out because of errors are scenarios and expectations only.
    pub only_expectations: bool,
    /// Some file could not be read.
    pub unreadable: bool,
    /// Settings that fit nothing that was loaded.
    pub problems: Vec<Misfit>,
}

/// A setting that fits nothing that was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Misfit {
    /// The setting, as [`config`](super::config) names it.
    pub setting: String,
    /// What is wrong, in words for the user.
    pub text: String,
    /// Whether this run asks for what the setting says, so that it cannot be done.
    pub is_asked: bool,
}

impl Outcome {
    /// All that a report tells; the sources are those of the workspace.
    pub fn report<'r>(&'r self, sources: &'r Sources) -> Report<'r> {
        Report {
            unknowns: &self.unknowns,
            part: self.part.as_ref(),
            homes: &self.homes,
            ..Report::new(sources, &self.diagnostics, &self.summary)
        }
    }
}

impl Workspace<'_> {
    /// Checks every set. A finding that several sets share is told once.
    pub fn check(&self, settings: &Settings) -> Outcome {
        let sets = self.sets.iter().zip(self.last_uses());
        let answers: Vec<Answer> =
            sets.map(|(set, last)| self.answer(set, &last, settings)).collect();
        self.outcome(answers.iter(), settings)
    }

    /// What comes of the answers about each set, in the order of the sets.
    pub(super) fn outcome<'s>(
        &self,
        answers: impl Iterator<Item = &'s Answer>,
        settings: &Settings,
    ) -> Outcome {
        let mut gathered = Gathered::new(self, settings);
        self.sets.iter().zip(answers).for_each(|(set, answer)| gathered.add(set, answer));
        gathered.outcome()
    }

    /// Runs the expectations of every set. Norms are not checked: that is [`Workspace::check`].
    pub fn test(&self, settings: &Settings) -> Tested {
        let mut found = self.found_in_text();
        let mut results = Vec::new();
        let mut names = Names::default();
        for set in &self.sets {
            let (model, resolving) = self.build(set, settings);
            let mut own = checks::test(&self.sources, &model, settings);
            if self.leaves_norms_out(set, &resolving) {
                let left_out = "; what has errors was left out, and may be what is missing";
                own.iter_mut().filter(|it| !it.passed).for_each(|it| it.why.push_str(left_out));
            }
            found.extend(resolving.into_iter().filter(is_about_text));
            results.extend(own);
            names.add(&Names::of(&model));
        }
        results.sort_by_key(|result| self.place(result.span));
        results.dedup_by_key(|result| result.span);
        found.extend(checks::suppression::failed_expectation::diagnostics(&results));
        self.sort(&mut found);
        let problems = names.problems(settings);
        let only_expectations = self.only_expectations(&found);
        let unreadable = self.is_unreadable();
        Tested { results, diagnostics: found, only_expectations, unreadable, problems }
    }

    /// Whether something is wrong in a set, outside of scenarios, so that not all its norms were looked at.
    pub(super) fn leaves_norms_out(&self, set: &Set, resolving: &[Diagnostic]) -> bool {
        let all = self.found_in_text_of(set).chain(resolving);
        let mut broken = all.filter(|found| is_about_text(found)).peekable();
        if broken.peek().is_none() {
            return false;
        }
        let scenarios = self.scenarios_of(set);
        broken.any(|found| !scenarios.iter().any(|own| own.covers(found.primary.span)))
    }

    /// Whether something is wrong, and all of it in scenarios and expectations, so that every norm was looked at.
    pub(super) fn only_expectations(&self, found: &[Diagnostic]) -> bool {
        let mut broken = found.iter().filter(|found| is_about_text(found)).peekable();
        if broken.peek().is_none() {
            return false;
        }
        let asked: Vec<Span> = self.sets.iter().flat_map(|set| self.scenarios_of(set)).collect();
        broken.all(|found| asked.iter().any(|own| own.covers(found.primary.span)))
    }

    /// Whether something is wrong, and all of it in events, acts and rules between acts, while as many norms were looked at
    /// as are written: one that needs what is wrong is left out with it. A `use` may bring norms that nobody has counted.
    pub(super) fn only_declarations(&self, found: &[Diagnostic], norms: usize) -> bool {
        let mut broken = found.iter().filter(|found| is_about_text(found)).peekable();
        if broken.peek().is_none() {
            return false;
        }
        let in_item = |found: &Diagnostic| {
            let at = found.primary.span;
            let parts = self.files[at.file.0 as usize].parts.iter();
            let own = parts.filter(|part| part.span.start <= at.start && at.end <= part.span.end);
            own.map(|part| part.kind).next().is_some_and(|kind| {
                matches!(kind, PartKind::Event | PartKind::Action | PartKind::Rule)
            })
        };
        let of_file = |file: usize| {
            self.files[file].parts.iter().filter(|part| part.kind == PartKind::Norm).count()
        };
        let written: usize = self.in_use().into_iter().map(of_file).sum();
        broken.all(in_item) && norms == written
    }

    /// Where the scenarios and expectations of a set stand.
    fn scenarios_of(&self, set: &Set) -> Vec<Span> {
        let trees = set.files.iter().map(|&file| self.tree(file));
        let expectations = trees.flat_map(|tree| {
            let items = tree.items.iter().filter(|item| is_expectation(&item.kind));
            let lost = tree.lost_expectations.iter().copied();
            items.map(|item| item.span).chain(lost).collect::<Vec<_>>()
        });
        expectations.collect()
    }

    /// The model of each set.
    pub fn models(&self, settings: &Settings) -> impl Iterator<Item = Model> {
        self.sets.iter().map(|set| self.build(set, settings).0)
    }

    /// Measures the instruments of every set against the profiles. Columns of one name are one column.
    pub fn matrix(&self, settings: &Settings) -> Matrix {
        let matrices = self.models(settings).map(|model| checks::matrix(&model, settings));
        matrices.fold(Matrix::default(), Matrix::joined)
    }

    pub(super) fn build(&self, set: &Set, settings: &Settings) -> (Model, Vec<Diagnostic>) {
        let trees = self.trees(set);
        let mut defaults = settings.defaults.clone();
        defaults.misses_a_file = self.misses_a_file(set);
        let (model, mut found) = model::build::build_with(&self.sources, &trees, &defaults);
        // Of a word that is no name, that nobody declared it is no second mistake; nor, of the day of `31 May 2027`, that
        // it is no date.
        let told = self.misread(set);
        let before = |span: Span| Span { end: u32::MAX, ..span };
        let is_told = |span: Span| {
            told.range(..=before(span)).next_back().is_some_and(|misread| misread.covers(span))
        };
        found.retain(|found| !is_told(found.primary.span));
        (model, found)
    }

    /// The level of a finding as the settings have it. That norms were left out cannot be played down.
    pub(super) fn level(&self, found: &Diagnostic, settings: &Settings) -> Level {
        match is_about_text(found) {
            true => found.level,
            false => settings.levels.of(found, self.sources.name(found.primary.span.file)),
        }
    }

    /// Whether a finding is told, or was before a setting turned it off: it may still be what an `allow` is about.
    pub(super) fn is_on(&self, found: &Diagnostic, settings: &Settings) -> bool {
        found.level.max(found.rule.level).max(self.level(found, settings)) > Level::Off
    }

    pub(super) fn is_given(&self, file: FileId) -> bool {
        self.sets.iter().any(|set| set.roots.contains(&(file.0 as usize)))
    }

    fn place(&self, span: Span) -> (&str, u32, u32) {
        (self.sources.name(span.file), span.start, span.end)
    }

    pub(super) fn sort(&self, found: &mut Vec<Diagnostic>) {
        let key = |found: &Diagnostic| (found.primary.span, found.rule.code, found.message.clone());
        found.sort_by(|a, b| self.order(a, b));
        found.dedup_by(|a, b| key(a) == key(b) && spans(a) == spans(b));
    }

    /// By place and code.
    pub(super) fn order(&self, a: &Diagnostic, b: &Diagnostic) -> Ordering {
        let places = self.place(a.primary.span).cmp(&self.place(b.primary.span));
        places.then_with(|| (a.rule.code, &a.message).cmp(&(b.rule.code, &b.message)))
    }
}

fn spans(found: &Diagnostic) -> Vec<Span> {
    found.related.iter().map(|label| label.span).collect()
}

/// The names that settings may mention.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    profiles: BTreeSet<String>,
    principles: BTreeSet<String>,
    instruments: BTreeSet<String>,
    /// Those that were left out for an error, which has been told.
    left_out: BTreeSet<String>,
}

impl Names {
    pub(super) fn of(model: &Model) -> Self {
        let instruments = model.instruments.values().filter_map(|it| it.name.as_deref());
        Names {
            profiles: model.profiles.values().map(|it| it.name.to_string()).collect(),
            principles: model.principles.values().map(|it| it.name.to_string()).collect(),
            instruments: instruments.map(str::to_owned).collect(),
            left_out: model.left_out.iter().map(|name| name.to_string()).collect(),
        }
    }

    pub(super) fn add(&mut self, other: &Names) {
        self.profiles.extend(other.profiles.iter().cloned());
        self.principles.extend(other.principles.iter().cloned());
        self.instruments.extend(other.instruments.iter().cloned());
        self.left_out.extend(other.left_out.iter().cloned());
    }

    pub(super) fn problems(&self, settings: &Settings) -> Vec<Misfit> {
        let lists = &settings.defaults.profiles;
        let fit =
            |setting: &str, text, is_asked| Misfit { setting: setting.to_owned(), text, is_asked };
        // Of a profile that the settings make, its principles are looked for.
        let declared = |name: &String| lists.iter().any(|(own, _)| own == name);
        let profile = settings.profile.iter().filter(|name| *name != "all" && !declared(name));
        let profiles = profile.filter_map(|name| self.missing("profile", name, &self.profiles));
        let with = settings.with.iter();
        let instruments =
            with.filter_map(|name| self.missing("instrument", name, &self.instruments));
        let asked = |name: &String| settings.profile.iter().any(|it| it == name || it == "all");
        let principles = lists.iter().flat_map(|(name, list)| {
            let is_asked = asked(name);
            let told = move |it: &&String| is_asked || self.is_about_these(list, it);
            let missing = |it| self.missing("principle", it, &self.principles);
            let missing = list.iter().filter(told).filter_map(missing);
            missing.map(move |text| fit(&format!("profiles.{name}"), text, is_asked))
        });
        let profiles = profiles.map(|text| fit("profile", text, true));
        let instruments = instruments.map(|text| fit("with", text, true));
        profiles.chain(instruments).chain(principles).collect()
    }

    /// Whether a principle of a profile that nobody asks for belongs to the files: one of the same profile stands in
    /// them, or one of nearly the same name. Else the profile may be about files that this run does not read.
    fn is_about_these(&self, profile: &[String], principle: &str) -> bool {
        let known = self.principles.iter().map(String::as_str);
        profile.iter().any(|it| self.principles.contains(it)) || nearest(principle, known).is_some()
    }

    fn missing(&self, what: &str, name: &String, known: &BTreeSet<String>) -> Option<String> {
        if self.left_out.contains(name) { None } else { missing(what, name, known) }
    }
}

/// Settings that fit none of the models.
pub(super) fn problems(models: &[Model], settings: &Settings) -> Vec<String> {
    let mut names = Names::default();
    models.iter().for_each(|model| names.add(&Names::of(model)));
    let asked = names.problems(settings).into_iter().filter(|it| it.is_asked);
    asked.map(|it| it.text).collect()
}

fn missing(what: &str, name: &str, known: &BTreeSet<String>) -> Option<String> {
    if known.contains(name) {
        return None;
    }
    let advice = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("the files declare no {what}"),
        None => {
            let known: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
            format!("the files declare {}", known.join(", "))
        }
    };
    Some(format!("there is no {what} `{name}`: {advice}"))
}
