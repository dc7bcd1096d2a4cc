//! What is still looked through in a norm in which something is wrong, so that its other mistakes are told as well.
//!
//! Nothing that is read here is kept. After a mistake, reading goes on at the next word with which a clause surely
//! begins; what stands before it is a part of that mistake.

use nom::Parser;

use super::basics::Parsed;
use super::condition::condition;
use super::norm::{Clauses, begins_clause, body, one_clause, seems_clause};
use super::recovery::problem_of;
use super::time::time;
use crate::syntax::problem::{Expected, Problem, Stop, Thing, What};
use crate::syntax::spelling::clause_meant;
use crate::syntax::token::{Kind, starts_item};
use crate::syntax::tokens::Tokens;

/// Tells of a mistake before the brace of the norm that begins at `start`, and of those inside. Gives where the first
/// was found, as something that has been told.
pub(super) fn behind_head(start: Tokens<'_>, stop: Stop) -> Stop {
    let problem = problem_of(start, stop);
    start.reading.report(problem);
    if let Some(inside) = brace_ahead(at(start, problem.at)) {
        match body(inside) {
            Ok((rest, _)) => look_through(rest, None),
            Err(stop) => drop(tell(inside, stop)),
        }
    }
    told(problem)
}

/// Tells of a mistake inside the norm that begins at `start`, and of those behind it.
pub(super) fn behind(start: Tokens<'_>, stop: Stop) -> Stop {
    told(tell(start, stop))
}

fn tell(start: Tokens<'_>, stop: Stop) -> Problem {
    let problem = problem_of(start, stop);
    start.reading.report(problem);
    if !is_beyond_limits(problem) {
        look_through(at(start, problem.at), Some(problem));
    }
    problem
}

/// Whether nobody wrote this by hand: what follows is more of the same.
fn is_beyond_limits(problem: Problem) -> bool {
    matches!(problem.what, What::TooDeep | What::TooManyParts)
}

/// From where a mistake was found on, which is behind where its norm or clause began.
fn at(start: Tokens<'_>, token: u32) -> Tokens<'_> {
    if token > start.at { Tokens { at: token, ..start } } else { start.rest() }
}

fn told(problem: Problem) -> Stop {
    nom::Err::Failure(Box::new(Problem { what: What::Silent, ..problem }))
}

/// Behind the brace that opens in this line, or at the head of the next.
fn brace_ahead(mut rest: Tokens<'_>) -> Option<Tokens<'_>> {
    let mut lines = 0;
    loop {
        lines += usize::from(rest.begins_line());
        match rest.kind() {
            Kind::LeftBrace if lines <= 1 => return Some(rest.rest()),
            Kind::Eof | Kind::RightBrace => return None,
            _ if rest.begins_line() => return None,
            _ => rest = rest.rest(),
        }
    }
}

/// Reads every clause up to the end of the norm, and tells what is wrong in it. `last` is the mistake that was found here.
fn look_through(mut rest: Tokens<'_>, mut last: Option<Problem>) {
    let mut clauses = Clauses::default();
    let mut depth = 0_usize;
    while !is_over(rest, depth) {
        let found_here = last.filter(|problem| problem.at == rest.at);
        let clause = clause_here(rest, found_here).filter(|_| depth == 0);
        let Some(kind) = clause else {
            depth = depth_behind(rest.kind(), depth);
            rest = rest.rest();
            continue;
        };
        last = match clause_of(rest, kind, &mut clauses) {
            Ok((after, ())) => {
                let stray = stray(after, rest.begins_line());
                rest = stray.map_or(after, |stray| Tokens { at: stray.at, ..after });
                stray
            }
            Err(stop) => {
                let problem = problem_of(rest, stop);
                rest = at(rest, problem.at);
                Some(problem)
            }
        };
        if let Some(problem) = last {
            rest.reading.report(problem);
            if is_beyond_limits(problem) {
                return;
            }
        }
    }
}

/// Whether the norm ends here; where its brace is missing, at the next item.
fn is_over(rest: Tokens<'_>, depth: usize) -> bool {
    match rest.kind() {
        Kind::Eof => true,
        Kind::RightBrace => depth == 0,
        Kind::Allow => false,
        kind => starts_item(kind) && rest.begins_line(),
    }
}

fn depth_behind(kind: Kind, depth: usize) -> usize {
    match kind {
        Kind::LeftParen | Kind::LeftBrace => depth + 1,
        Kind::RightParen | Kind::RightBrace => depth.saturating_sub(1),
        _ => depth,
    }
}

/// The clause that surely begins here. `found` is the mistake that was found at this very word: where a clause should
/// stand, the word may be misspelt.
fn clause_here(rest: Tokens<'_>, found: Option<Problem>) -> Option<Kind> {
    let expected_clause = Expected::Thing(Thing::Clause);
    let meant = found.is_some_and(
        |problem| matches!(problem.what, What::Expected { expected, .. } if expected == expected_clause),
    );
    if meant && rest.kind() == Kind::Name {
        return clause_meant(rest.text())
            .filter(|&kind| matches!(kind, Kind::When | Kind::Unless) || begins_clause(kind))
            // `cites: …`, `save as provided`
            .filter(|_| !matches!(rest.second(), Kind::Colon | Kind::As));
    }
    // `when at least 10 members`
    if found.is_some() && rest.kind() == Kind::At {
        return None;
    }
    let second = rest.rest();
    let begins = match rest.kind() {
        // `unless otherwise provided`, `as otherwise agreed`
        Kind::Otherwise => !matches!(rest.before(), Kind::Unless | Kind::When | Kind::As),
        Kind::When | Kind::Unless | Kind::Displaces | Kind::Notwithstanding => true,
        Kind::Subject => second.kind() == Kind::To || rest.begins_line(),
        Kind::Without => second.is_word("prejudice"),
        Kind::In => second.is_word("force"),
        Kind::With | Kind::Allow => second.kind() == Kind::Name,
        Kind::Cites => second.kind() == Kind::Text || rest.begins_line(),
        Kind::Default => true,
        Kind::Within | Kind::For | Kind::Every => second.kind() == Kind::Number,
        Kind::Until | Kind::Before | Kind::From => second.kind() == Kind::Date,
        Kind::No => second.kind() == Kind::Earlier || second.is_word("later"),
        Kind::At => second.is_word("all") || second.is_word("least"),
        _ => false,
    };
    begins.then_some(rest.kind())
}

fn clause_of<'a>(input: Tokens<'a>, kind: Kind, clauses: &mut Clauses) -> Parsed<'a, ()> {
    let behind = input.rest();
    // `except when …`, `save where …`, `provided that …`
    let two_words = input.kind() == Kind::Name
        && (behind.kind() == Kind::When || matches!(behind.text(), "where" | "if" | "that"));
    match kind {
        Kind::When | Kind::Unless if two_words => condition.map(drop).parse(behind.rest()),
        Kind::When | Kind::Unless => condition.map(drop).parse(behind),
        kind if begins_clause(kind) => one_clause(input, kind, clauses),
        _ => time.map(drop).parse(input),
    }
}

/// The mistake that stands behind a sound clause: a misspelt word with which another begins, or what is no clause. Where
/// neither begins a line, the latter may well be a part of the mistake before.
fn stray(rest: Tokens<'_>, clause_begins_line: bool) -> Option<Problem> {
    if is_over(rest, 0) || clause_here(rest, None).is_some() {
        return None;
    }
    // `Data.category = red nothwithstanding art5`: read as the name of a participant.
    if seems_clause(rest.back()) {
        return Some(rest.back().expected(Expected::Thing(Thing::Clause)));
    }
    let misspelt = rest.kind() == Kind::Name && clause_meant(rest.text()).is_some();
    let alone = (clause_begins_line || rest.begins_line()) && rest.kind() != Kind::RightParen;
    (misspelt || alone).then(|| rest.expected(Expected::Thing(Thing::Clause)))
}
