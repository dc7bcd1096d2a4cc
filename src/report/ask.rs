//! The answer to a question: one page, or one JSON document.

use std::fmt::{self, Write};

use serde::Serialize;

use super::full::Style;
use super::json;
use super::why::paragraph;
use crate::checks::{AnswerWord, Answered, AnsweredSide};

/// Writes each answer: the word, on what it depends, a case for each, and the closure.
pub fn write(out: &mut impl Write, answers: &[Answered], style: Style) -> fmt::Result {
    for (place, answered) in answers.iter().enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        write_one(out, answered, style.width)?;
    }
    Ok(())
}

fn write_one(out: &mut impl Write, answered: &Answered, width: usize) -> fmt::Result {
    paragraph(out, &answered.question, "", width)?;
    let meaning = meaning(answered);
    paragraph(out, &format!("{}: {meaning}", answered.answer.word()), "  ", width)?;
    let depends = answered.yes.is_some() && answered.no.is_some();
    for (word, side) in [("yes", &answered.yes), ("no", &answered.no)] {
        let Some(side) = side else { continue };
        writeln!(out)?;
        write_side(out, word, side, depends, width)?;
    }
    for [ban, other] in &answered.conflicts {
        let told = format!(
            "but `{ban}` and `{other}` conflict over this act, and nothing settles which prevails (`comity why {ban} {other}`)"
        );
        writeln!(out)?;
        paragraph(out, &told, "  ", width)?;
    }
    if answered.more_conflicts {
        let told = "not all norms about this act were compared: `comity check` shows whether more of them conflict";
        writeln!(out)?;
        paragraph(out, told, "  ", width)?;
    }
    writeln!(out)?;
    paragraph(out, &format!("closure: {}", answered.closure), "  ", width)
}

fn meaning(answered: &Answered) -> String {
    let meant = what_is_meant(answered);
    match (&answered.days, answered.answer) {
        (None, _) | (_, AnswerWord::Unknown | AnswerWord::Impossible) => meant,
        (Some(days), AnswerWord::Silent) => format!("{meant} on that day, only {days}"),
        (Some(days), _) => format!("{meant} ({days})"),
    }
}

fn what_is_meant(answered: &Answered) -> String {
    match answered.answer {
        AnswerWord::Always => "the norms say so in every case".to_owned(),
        AnswerWord::Never if answered.neither => {
            "the norms say so in no case, and the opposite in none: they leave it open".to_owned()
        }
        AnswerWord::Never => "the norms say so in no case".to_owned(),
        AnswerWord::Depends => "the norms say so in some cases".to_owned(),
        AnswerWord::Silent => "no norm speaks of this act".to_owned(),
        AnswerWord::Impossible => "no case meets the condition of the question".to_owned(),
        AnswerWord::Unknown => {
            answered.unknown.clone().unwrap_or_else(|| "there is no answer".to_owned())
        }
    }
}

fn write_side(
    out: &mut impl Write,
    word: &str,
    side: &AnsweredSide,
    depends: bool,
    width: usize,
) -> fmt::Result {
    let head = match side.conditions.as_slice() {
        [] if depends => {
            format!("{word}, for example (more than those named in the question decide)")
        }
        [] => format!("{word}, for example"),
        conditions => format!("{word}, at least where {}", conditions.join(" and ")),
    };
    paragraph(out, &head, "  ", width)?;
    let case = if side.case.is_empty() { "every case will do" } else { &side.case };
    paragraph(out, &format!("case: {case}"), "    ", width)?;
    let Some((last, others)) = side.norms.split_last() else { return Ok(()) };
    let who = match others {
        [] => format!("`{last}` says"),
        _ => format!("`{}` and `{last}` together say", others.join("`, `")),
    };
    let what = if word == "yes" { "so" } else { "the opposite" };
    paragraph(out, &format!("norms: {who} {what}"), "    ", width)
}

/// Writes the JSON document.
pub fn write_json(out: &mut impl Write, answers: &[Answered]) -> fmt::Result {
    let answers = answers.iter().map(Answer::of).collect();
    let document = Document { schema_version: json::VERSION, answers };
    let text = serde_json::to_string_pretty(&document).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    answers: Vec<Answer<'a>>,
}

#[derive(Serialize)]
struct Answer<'a> {
    question: &'a str,
    answer: &'a str,
    unknown: Option<&'a str>,
    yes: Option<Side<'a>>,
    no: Option<Side<'a>>,
    conflicts: &'a [[String; 2]],
    more_conflicts: bool,
    closure: &'a str,
}

#[derive(Serialize)]
struct Side<'a> {
    conditions: &'a [String],
    case: &'a str,
    scenario: &'a str,
    norms: &'a [String],
}

impl<'a> Answer<'a> {
    fn of(it: &'a Answered) -> Answer<'a> {
        Answer {
            question: &it.question,
            answer: it.answer.word(),
            unknown: it.unknown.as_deref(),
            yes: it.yes.as_ref().map(Side::of),
            no: it.no.as_ref().map(Side::of),
            conflicts: &it.conflicts,
            more_conflicts: it.more_conflicts,
            closure: &it.closure,
        }
    }
}

impl<'a> Side<'a> {
    fn of(it: &'a AnsweredSide) -> Side<'a> {
        Side {
            conditions: &it.conditions,
            case: &it.case,
            scenario: &it.scenario,
            norms: &it.norms,
        }
    }
}
