//! What stands behind a flag: words to choose from, parts and days.

use std::num::NonZeroUsize;

use clap::ValueEnum;

use crate::checks::{Only, Shard};
use crate::diagnostics::Level;
use crate::model::Day;

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AnswerFormat {
    /// For people
    #[default]
    Full,
    /// For programs; see `comity explain json`
    Json,
}

/// What is off unless asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Show {
    /// Conflicts that precedence settles (C211)
    Settled,
    /// Events that start several duties of one bearer (C214)
    Clocks,
    /// Duties without a deadline, a remedy or an addressee (C404)
    Bare,
}

impl Show {
    /// The rule that finds it.
    pub(in crate::cli) fn code(self) -> &'static str {
        match self {
            Show::Settled => "C211",
            Show::Clocks => "C214",
            Show::Bare => "C404",
        }
    }
}

/// Which ties are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum GraphOnly {
    /// What a check finds, settled clashes and breached principles included
    Conflicts,
    /// What is written between norms; nothing is checked
    Relations,
}

impl GraphOnly {
    /// The ties of the picture.
    pub(in crate::cli) fn ties(self) -> Only {
        match self {
            GraphOnly::Conflicts => Only::Conflicts,
            GraphOnly::Relations => Only::Relations,
        }
    }
}

/// When to write colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The least level that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOn {
    /// Any finding
    Note,
    /// Warnings and errors
    Warning,
    /// Errors
    Error,
}

impl FailOn {
    /// The level as findings have it.
    pub(in crate::cli) fn level(self) -> Level {
        match self {
            FailOn::Note => Level::Note,
            FailOn::Warning => Level::Warning,
            FailOn::Error => Level::Error,
        }
    }
}

/// `2/10`
pub(super) fn shard(text: &str) -> Result<Shard, String> {
    let wrong = || "write a part as 2/10, the second of ten".to_owned();
    let (part, count) = text.split_once('/').ok_or_else(wrong)?;
    let part: usize = part.parse().map_err(|_| wrong())?;
    let count: NonZeroUsize = count.parse().map_err(|_| wrong())?;
    let index = part.checked_sub(1).filter(|&index| index < count.get()).ok_or_else(wrong)?;
    Ok(Shard { index, count })
}

/// `2026-06-01`
pub(super) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write a day as 2026-06-01".to_owned())
}

/// `--threads NUMBER`
pub(super) fn threads(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().map_err(|_| "write a number from 1")
}

/// Of a width under this, nothing can be drawn.
const NARROWEST: u16 = 40;

/// The width of lines.
pub(super) fn width(text: &str) -> Result<u16, &'static str> {
    let width = text.parse().ok().filter(|width| *width >= NARROWEST);
    width.ok_or("write a number of columns from 40 to 65535")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_one_of_its_count() {
        assert!(shard("1/1").is_ok() && shard("3/3").is_ok_and(|it| it.index == 2));
        for wrong in ["0/3", "4/3", "1/0", "1", "a/b", "-1/2", "1/2/3"] {
            assert!(shard(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_width_is_a_number_of_columns() {
        assert_eq!((width("40"), width("120")), (Ok(40), Ok(120)));
        for wrong in ["39", "abc", "", "-80", "80.5", "70000"] {
            assert!(width(wrong).is_err_and(|told| told.contains("columns")), "{wrong}");
        }
    }

    #[test]
    fn a_day_is_a_date_of_the_calendar() {
        assert_eq!(day("2026-06-01").map(|day| day.to_string()), Ok("2026-06-01".to_owned()));
        for wrong in ["2026-02-30", "2026-6-1", "tomorrow", "2026-06-01-01", "+026-06-01", ""] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
    }
}
