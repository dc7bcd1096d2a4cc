//! Questions in the words of a set: `may Provider disclose(Data, to: Authority) when …`.

use super::look::Looked;
use super::suppress::is_about_text;
use super::workspace::Workspace;
use crate::checks::{self, Answered, Settings};
use crate::diagnostics::Diagnostic;
use crate::model::{self, Model};
use crate::source::{FileId, Sources};
use crate::syntax;

/// The name of the question's text in findings.
const QUESTION: &str = "question";

/// A question that was asked, with the texts that findings about it point into.
#[derive(Debug)]
#[non_exhaustive]
pub struct Questioned {
    /// The files and the question.
    pub sources: Sources,
    /// What is wrong with the question; then there is no answer.
    pub wrong: Vec<Diagnostic>,
    /// The answer of the first set that has the words of the question.
    pub looked: Looked<Vec<Answered>>,
}

/// A question that begins as a sentence does, with a capital letter, or with *can* where *may* is meant, and may end with
/// `?`.
fn as_written(question: &str) -> String {
    const FIRST: &[(&str, &str)] = &[
        ("Can ", "may "),
        ("can ", "may "),
        ("May ", "may "),
        ("Must ", "must "),
        ("Shall ", "shall "),
        ("Should ", "should "),
        ("Need ", "need "),
        ("Has ", "has "),
    ];
    let question = question.trim_end().trim_end_matches('?');
    let begins = FIRST.iter().find(|(said, _)| question.starts_with(said));
    match begins {
        Some((said, written)) => format!("{written}{}", &question[said.len()..]),
        None => question.to_owned(),
    }
}

impl Workspace<'_> {
    /// What the norms say of an act, in every case.
    ///
    /// ```
    /// use comity::checks::{AnswerWord, Settings};
    /// use comity::driver::{Bundled, Input, Workspace};
    ///
    /// let text = "kind Member, Motion\naction vote(Motion)\nnorm a { Member must vote(Motion) }\n";
    /// let mut workspace = Workspace::new(&Bundled);
    /// workspace.add_set(vec![Input::text("bylaws.norm", text)]);
    /// let asked = workspace.ask("may Member vote(Motion)?", &Settings::default());
    /// let answers = asked.looked.answer.expect("the set has the words");
    /// assert_eq!(answers[0].answer, AnswerWord::Always);
    /// ```
    pub fn ask(&self, question: &str, settings: &Settings) -> Questioned {
        let mut sources = self.sources.clone();
        let file = sources.add(QUESTION, as_written(question));
        let (sentence, mut wrong) = syntax::parse_question(&sources, file);
        let mut looked = self.looked(Err("the question could not be read".to_owned()), Vec::new());
        let Some(sentence) = sentence.filter(|_| wrong.is_empty()) else {
            return Questioned { sources, wrong, looked };
        };
        let mut found = self.found_in_text();
        let mut models: Vec<Model> = Vec::new();
        for set in &self.sets {
            let trees = self.trees(set);
            let (model, asked, told) =
                model::build::build_asked(&sources, &trees, &settings.defaults, &sentence);
            let (own, other): (Vec<_>, Vec<_>) =
                told.into_iter().partition(|told| is_in(told, file));
            found.extend(other);
            match asked {
                Some(id) if looked.answer.is_err() => {
                    looked.answer = Ok(checks::ask(&sources, &model, settings, id));
                }
                Some(_) => {}
                None if wrong.is_empty() => wrong = own,
                None => {}
            }
            models.push(model);
        }
        let problems = super::run::problems(&models, settings);
        if !problems.is_empty() {
            looked.answer = Err(problems.join("; "));
            wrong.clear();
        }
        if looked.answer.is_ok() {
            wrong.clear();
        }
        found.retain(is_about_text);
        self.sort(&mut found);
        let looked = self.looked(looked.answer, found);
        Questioned { sources, wrong, looked }
    }
}

fn is_in(told: &Diagnostic, file: FileId) -> bool {
    told.primary.span.file == file
}
