//! `diff`: what a newer text says otherwise than an older one, each with a case, in as few statements as will do.

mod conflicts;
mod said;
mod words;

use std::collections::BTreeSet;

use super::survey::selection;
use super::{Settings, Unknown};
use crate::diagnostics::Level;
use crate::logic::Sides;
use crate::model::{Joined, Model};
use crate::source::{Sources, Span};

/// What became different.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Differences {
    /// What is newly so and what is no longer so, conflicts first.
    pub statements: Vec<Statement>,
    /// What is to be known of the words of both texts, in sentences.
    pub words: Vec<String>,
    /// Questions without an answer.
    pub unknowns: Vec<Unknown>,
}

/// A difference.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Statement {
    /// What kind of difference it is.
    pub change: Change,
    /// How much it weighs: a new conflict as much as its rule, what is settled a note, all else a warning.
    pub level: Level,
    /// The code of the rule that a conflict falls under.
    pub code: Option<&'static str>,
    /// The sentence that is said, or the conflict.
    pub text: String,
    /// The qualified names of the norms of which it comes.
    pub norms: Vec<String>,
    /// Where these stand, in the text that has them.
    pub spans: Vec<Span>,
    /// What the norm says in the other text, where it says something else; empty where that has no such norm.
    pub instead: Option<String>,
    /// A case, in sentences; empty where every case will do.
    pub case: String,
    /// The case as a `scenario`.
    pub scenario: String,
}

/// Kinds of differences, in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Change {
    /// Norms conflict that did not.
    NewlyInConflict,
    /// Norms still conflict, but the verdict is another.
    OtherwiseInConflict,
    /// Norms no longer conflict.
    Resolved,
    /// The newer text says it where the older does not.
    Newly(Said),
    /// The older text says it where the newer does not.
    NoLonger(Said),
}

/// What a norm says of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Said {
    /// `must not`
    Forbidden,
    /// `must`
    Required,
    /// `may`
    Permitted,
    /// `need not`
    Spared,
    /// `has power to`
    Empowered,
    /// `has sole power to`
    EmpoweredAlone,
    /// `has no power to`
    DeniedPower,
    /// `should not`
    AdvisedAgainst,
    /// `should`
    Recommended,
}

impl Change {
    /// The words for it, as reports have them.
    pub fn words(self) -> String {
        match self {
            Change::NewlyInConflict => "newly in conflict".to_owned(),
            Change::OtherwiseInConflict => "in conflict otherwise".to_owned(),
            Change::Resolved => "resolved".to_owned(),
            Change::Newly(said) => format!("newly {}", said.word()),
            Change::NoLonger(said) => format!("no longer {}", said.word()),
        }
    }
}

impl Said {
    fn word(self) -> &'static str {
        match self {
            Said::Forbidden => "forbidden",
            Said::Required => "required",
            Said::Permitted => "permitted",
            Said::Spared => "spared",
            Said::Empowered => "empowered",
            Said::EmpoweredAlone => "empowered alone",
            Said::DeniedPower => "denied power",
            Said::AdvisedAgainst => "advised against",
            Said::Recommended => "recommended",
        }
    }
}

/// Holds the newer text against the older.
pub(super) fn diff(
    sources: &Sources,
    old: &Model,
    new: &Model,
    settings: &Settings,
) -> Differences {
    let joined = Joined::new(old, new);
    let mut found = Differences {
        words: words::sentences(sources, old, new, &joined),
        ..Differences::default()
    };
    let sides = Sides::new(&joined, &selection(&joined.model, settings));
    if let Some(reason) = assumed(&sides) {
        found.unknowns.push(Unknown { reason, norms: Vec::new() });
        return found;
    }
    let affected = sides.affected();
    let side = |older: bool| -> BTreeSet<_> {
        let own = affected.iter().filter(|&&norm| joined.is_old(norm) == older);
        own.map(|&norm| joined.in_its_own(norm)).collect()
    };
    let texts = [(old, side(true)), (new, side(false))];
    conflicts::find(sources, &joined, texts, settings, &mut found);
    said::find(sources, &sides, &affected, settings, &mut found);
    found.statements.sort_by(|a, b| {
        let key = |it: &Statement| (it.change, it.spans.first().copied());
        key(a).cmp(&key(b))
    });
    Unknown::settle(&mut found.unknowns);
    found
}

/// Why no case can be asked about, where that is so.
fn assumed(sides: &Sides<'_>) -> Option<String> {
    match sides.both.contradictory_assumptions() {
        Ok(core) if core.is_empty() => None,
        Ok(_) => Some("what is assumed contradicts itself".to_owned()),
        Err(limit) => Some(limit.to_string()),
    }
}
