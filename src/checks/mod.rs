//! What the norms are asked. `rules` holds one file and one page for each rule.

mod ask;
mod contradiction;
mod diff;
mod expectations;
mod expected_force;
mod expected_in_scenario;
mod expected_verdict;
mod graph;
pub mod inputs;
mod inquiry;
mod limits;
mod matrix;
mod parallel;
mod part;
mod repair;
mod rules;
mod silence;
mod smallest;
pub mod suppression;
mod survey;
mod tell;
mod weigh;
mod why;

pub use crate::logic::{Stop, Tally};
pub use ask::{AnswerWord, Answered, AnsweredSide};
pub use diff::{Change, Differences, Said, Statement};
pub(crate) use graph::Sketch;
pub use graph::{
    Choice, Graph, GraphEnd, GraphInstrument, GraphNorm, GraphPrinciple, GraphTie, Limits,
    NormKind, Only, TieKind,
};
pub use inquiry::{Inquiry, looks_at_all};
pub use matrix::{Cell, Matrix, MatrixProfile, MatrixRow};
pub(crate) use parallel::long_in_parallel;
pub use repair::{MENDED, Mendable};
pub use why::{Why, WhyReason};

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use self::rules::conflicts::{lower_rank_against_higher, settled_by_precedence};
use self::rules::gaps::{unfilled_exception, unsettled_case};
use self::rules::principles::{norm_lacks_part, principle_lacks_norm};
use self::survey::Survey;
use crate::diagnostics::{Diagnostic, Fix, Level, Levels, Rule};
use crate::logic::Theory;
use crate::model::build::Defaults;
use crate::model::{self, Day, Model, NormId, PrincipleId};
use crate::source::{Sources, Span};
use crate::syntax;

/// How a set is checked. It may grow: begin with the default and change it.
///
/// ```
/// use comity::checks::Settings;
///
/// let settings = Settings::default().but(|it| it.profile = Some("all".to_owned()));
/// assert!(settings.ask_everything());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// How many threads work; where none is said, one for each processor. No answer depends on it.
    pub threads: Option<NonZeroUsize>,
    /// On this day only.
    pub on: Option<Day>,
    /// Only the principles of this profile; `all` for every profile.
    pub profile: Option<String>,
    /// Codes of rules that are off unless asked for, and are asked for.
    pub shown: Vec<String>,
    /// Proposed instruments that count as in force.
    pub with: Vec<String>,
    /// The files that were given are some of those that are checked together: what is not found among them may be
    /// found among all.
    pub some_files: bool,
    /// No repairs are sought for what is found.
    pub without_repairs: bool,
    /// The days on which findings exist are not worked out.
    pub(crate) undated: bool,
    /// Only this part of the questions is asked.
    pub shard: Option<Shard>,
    /// Stops the questions from another thread.
    pub stop: Stop,
    /// The groups of norms that can affect each other are counted.
    pub statistics: bool,
    /// What holds where the files say nothing.
    pub defaults: Defaults,
    /// Levels other than those of the rules.
    pub levels: Levels,
}

/// A part of the questions: groups of norms that can affect each other are shared out over several runs, each with a
/// part of them. Together they ask everything once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 0.
    pub index: usize,
    /// How many parts there are.
    pub count: NonZeroUsize,
}

impl Shard {
    /// Whether the entry at this place is of the part, of entries that are shared out one by one.
    pub(crate) fn has(self, place: usize) -> bool {
        place % self.count == self.index
    }

    /// Whether this part tells what is not shared out.
    pub(crate) fn is_first(self) -> bool {
        self.index == 0
    }
}

impl Settings {
    /// The same but for a change.
    #[must_use]
    pub fn but(mut self, change: impl FnOnce(&mut Settings)) -> Settings {
        change(&mut self);
        self
    }

    /// Whether the findings of a rule that is off are asked for.
    pub fn shows(&self, rule: &Rule) -> bool {
        self.shown.iter().any(|code| code == rule.code)
    }

    /// Whether somebody reads what a rule finds. What precedence settles is counted even where it is not told.
    pub(crate) fn asks_for(&self, rule: &Rule) -> bool {
        let asked = || self.shows(rule) || self.levels.ask_for(rule.code);
        rule.level > Level::Off || is_settled(rule) || asked()
    }

    /// The same, and clashes that precedence settles are told.
    #[must_use]
    pub(crate) fn with_settled(mut self) -> Settings {
        self.shown.push(settled_by_precedence::RULE.code.to_owned());
        self
    }

    /// Whether everything is asked of all files on every day. Where it is not, silence proves nothing.
    pub fn ask_everything(&self) -> bool {
        let all_profiles = self.profile.as_deref().is_none_or(|name| name == "all");
        self.on.is_none() && all_profiles && !self.some_files
    }
}

/// A query that reached a limit.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Unknown {
    /// Which limit, and why.
    pub reason: String,
    /// Qualified names of the norms asked about; empty where the question is about no norm in particular.
    pub norms: Vec<String>,
}

impl Unknown {
    /// Sorts them, and leaves one of those that are equal.
    pub(crate) fn settle(unknowns: &mut Vec<Unknown>) {
        unknowns.sort_by(|a, b| (&a.norms, &a.reason).cmp(&(&b.norms, &b.reason)));
        unknowns.dedup_by(|a, b| (&a.norms, &a.reason) == (&b.norms, &b.reason));
    }
}

/// How the queries were answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// By which stage the questions of the checks were answered; those on the way to repairs are not counted.
    pub questions: Tally,
    /// How many norms there are in each group of norms that can affect each other; empty unless
    /// [`Settings::statistics`] asks for it.
    pub components: Vec<usize>,
}

/// What a run of all checks found.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Findings {
    /// The findings, in no order. Of rules that are off, what was asked for is told, and what precedence settles.
    pub diagnostics: Vec<Diagnostic>,
    /// Queries without an answer.
    pub unknowns: Vec<Unknown>,
    /// How the queries were answered.
    pub statistics: Statistics,
}

/// Runs every check.
pub fn run(model: &Model, settings: &Settings) -> Findings {
    let inquiry = Inquiry::new(model, settings);
    Findings {
        diagnostics: inquiry.findings(),
        unknowns: inquiry.unknowns().to_vec(),
        statistics: inquiry.statistics(),
    }
}

/// Edits that may mend a finding, in the text of a model that holds the norms that matter to it and no others: the
/// smallest first. Each is to be tried ([`recheck`]).
pub fn proposals(
    sources: &Sources,
    model: &Model,
    settings: &Settings,
    found: &Diagnostic,
    mendable: &Mendable,
) -> Vec<Fix> {
    repair::proposals(sources, model, settings, (found, mendable))
}

/// Runs the checks that an edit of these norms (by their qualified names) can affect, those of the norms that are to
/// be mended first: `None` where they still conflict. A norm that can say nothing any more is told as an open
/// question. No names: everything is checked.
pub fn recheck(
    model: &Model,
    settings: &Settings,
    edited: &[String],
    mended: &[String],
) -> Option<Findings> {
    // That precedence settles what was a conflict is no new finding, and findings are counted, whenever they exist.
    let settings = settings.clone().but(|it| {
        (it.without_repairs, it.undated) = (true, true);
        (it.shown, it.shard) = (Vec::new(), None);
    });
    let named = |names: &[String]| -> Vec<NormId> {
        model.written().filter(|&id| names.contains(&model.qualified(id))).collect()
    };
    let (edited, mended) = (named(edited), named(mended));
    let theory = Theory::new(model, &survey::selection(model, &settings));
    let mut found = if edited.is_empty() {
        run(model, &settings)
    } else if mended.len() > 1 && theory.are_compatible(&mended) != Ok(true) {
        return None;
    } else {
        told(Survey::near(model, &settings, &edited), &settings)
    };
    // The one that prevails now may have been edited, and the other be left without a case.
    let concerned: BTreeSet<NormId> = edited.into_iter().chain(mended).collect();
    for norm in concerned {
        if theory.never_effective(norm) != Ok(false) {
            let reason = "it no longer says anything".to_owned();
            found.unknowns.push(Unknown { reason, norms: vec![model.qualified(norm)] });
        }
    }
    Some(found)
}

/// Whether a rule tells what precedence settles.
pub fn is_settled(rule: &Rule) -> bool {
    rule.code == settled_by_precedence::RULE.code
}

/// Whether a rule finds that a norm of a lower rank cannot stand, and says what is to be done about it.
pub fn asks_to_change_the_lower(rule: &Rule) -> bool {
    rule.code == lower_rank_against_higher::RULE.code
}

/// Whether a rule finds that something is missing, which a norm that was left out may be.
pub fn misses_something(rule: &Rule) -> bool {
    [
        &principle_lacks_norm::RULE,
        &norm_lacks_part::RULE,
        &unsettled_case::RULE,
        &unfilled_exception::RULE,
    ]
    .iter()
    .any(|it| it.code == rule.code)
}

/// All that a survey found.
fn told(survey: Survey<'_>, settings: &Settings) -> Findings {
    let diagnostics = diagnose(&survey, settings);
    Findings { diagnostics, unknowns: survey.unknowns, ..Findings::default() }
}

/// What every check finds whose findings somebody reads.
fn diagnose(survey: &Survey<'_>, settings: &Settings) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    rules::contradictory_assumptions::check(survey, &mut diagnostics);
    for check in rules::CHECKS.iter().filter(|check| settings.asks_for(check.rule)) {
        (check.run)(survey, &mut diagnostics);
    }
    diagnostics
}

/// Answers a question that stands in the model as a principle.
pub fn ask(
    sources: &Sources,
    model: &Model,
    settings: &Settings,
    question: PrincipleId,
) -> Vec<Answered> {
    ask::ask(sources, model, settings, question)
}

/// What a newer text says otherwise than an older one.
pub fn diff(sources: &Sources, old: &Model, new: &Model, settings: &Settings) -> Differences {
    diff::diff(sources, old, new, settings)
}

/// Why norms conflict, or why they do not; each is given by its parts (`must A and B` has two).
pub fn why(sources: &Sources, model: &Model, settings: &Settings, norms: &[Vec<NormId>]) -> Why {
    why::why(sources, model, settings, norms)
}

/// What became of one expectation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExpectationResult {
    /// The scenario's name, or the file and line.
    pub name: String,
    /// The expectation as written.
    pub text: String,
    /// Whether the checker answers as expected.
    pub passed: bool,
    /// Why it is known not to be reached yet.
    pub pending: Option<String>,
    /// Where it stands.
    pub span: Span,
    /// What the checker answers instead, and why.
    pub why: String,
}

impl ExpectationResult {
    /// Whether it has no answer, since its scenario cannot be.
    pub fn is_of_a_contradiction(&self) -> bool {
        !self.passed && self.why.starts_with(contradiction::CONTRADICTION)
    }

    /// Whether it is as it should be: it holds, or it is known not to hold yet.
    pub fn is_fine(&self) -> bool {
        self.passed != self.pending.is_some()
    }
}

/// Runs every expectation.
pub fn test(sources: &Sources, model: &Model, settings: &Settings) -> Vec<ExpectationResult> {
    expectations::run(sources, model, settings)
}

/// Measures every instrument against every principle of the profiles.
pub fn matrix(model: &Model, settings: &Settings) -> Matrix {
    matrix::measure(model, settings)
}

/// Every rule of every layer, in the order of codes.
pub fn rules() -> Vec<&'static Rule> {
    let groups = [syntax::rules::RULES, model::rules::RULES, inputs::RULES, suppression::RULES];
    let mut rules: Vec<_> = groups.into_iter().flatten().copied().collect();
    rules.extend(rules::CHECKS.iter().map(|check| check.rule));
    rules.sort_unstable_by_key(|rule| rule.code);
    rules
}
