//! What can be wrong with a text, as small values: they are made often, and worded only when kept.

use nom::error::{ErrorKind, ParseError};

use super::ast::Modal;
use super::limits;
use super::token::Kind;
use super::tokens::Tokens;

/// A mistake and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// What is wrong.
    pub(super) what: What,
    /// The first byte.
    pub(super) start: u32,
    /// One past the last byte.
    pub(super) end: u32,
    /// The number of the token at which reading stopped; the lexer has none.
    pub(super) at: u32,
}

/// What stops the parser: in a box, so that what each of its steps gives is small.
pub(super) type Stop = nom::Err<Box<Problem>>;

/// The kinds of mistakes, with what their wording needs. Numbers are byte offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A consequence of a mistake that was reported.
    Silent,
    /// Something else should stand here.
    Expected { expected: Expected, found: Kind },
    /// Something is missing behind this, at the end of a line or before what closes or follows.
    Missing { expected: Expected },
    /// A text runs into the end of its line.
    UnclosedText,
    /// A text that ends on the next line.
    TextOverLines,
    /// A text in other quotes: the bytes that each of them takes.
    Quotes { open: u8, close: u8 },
    /// A sign that looks like one of ours, and ours.
    LookAlike { sign: &'static str, name: &'static str },
    /// `;` between what stands on lines of its own.
    Semicolon,
    /// Two versions of a text, as a tool left them that could not merge them.
    MergeConflict,
    /// A full stop behind a line.
    FullStop,
    /// `public[Data]`
    SquareBrackets,
    /// `public-data(Data)`
    HyphenInName,
    /// A date with dashes for its hyphens.
    DashedDate,
    /// Characters that mean nothing here.
    InvalidCharacter,
    /// `#` or `/* */`
    ForeignComment,
    /// A date or clock time that does not exist or is written otherwise.
    BadDate,
    /// A number that is too large.
    LargeNumber,
    /// `2.5`
    DecimalNumber,
    /// `72h`: the byte at which the letters begin.
    GluedNumber { letters: u32 },
    /// `thirty days`: the number that the words of a length stand for.
    NumberInWords { count: u32 },
    /// A length beyond all calendars.
    LongLength,
    /// A bracket that was opened here is never closed.
    Unclosed { open: u32, close: Kind },
    /// A bracket that closes nothing.
    StrayBracket,
    /// A reserved word where a name should stand.
    WordAsName { expected: Thing },
    /// Brackets, sentences or chains nest too deep.
    TooDeep,
    /// More parts are joined than are read.
    TooManyParts,
    /// `may not`
    MayNot,
    /// Two operators without brackets, and the groups that brackets could form.
    MixedConditions(Groups),
    /// `A and B or C`, of acts.
    MixedActs,
    /// Time clauses joined by `and` and by `or`.
    MixedTimes,
    /// `must not A and B`
    BanOnBoth { joiner: (u32, u32) },
    /// `and` between the acts of another modal.
    AndAfter { modal: Modal },
    /// An item inside an instrument.
    Misplaced,
    /// A second fact, attribute, event or action after a comma.
    OneWordEach { word: &'static str },
    /// `fact personal Data`
    WithoutBrackets,
    /// `kind Data Controller`
    SecondWord,
    /// `disclose(Data to: State)`
    MissingComma,
    /// `disclose(Data to State)`
    MissingLabel,
    /// `p(x) is true`
    SaidTrue,
    /// Two events in the order that the language does not have: where the first of them begins, and the second.
    Turned { first: u32, second: u32 },
    /// `ranks primary, secondary`
    RanksInARow,
    /// `will`, `can` and the like.
    NotAModal,
    /// `must be …`
    Passive,
}

/// Where brackets could go in `first … last_start…last_end OPERATOR next … tail_end`, where what stands from `next` on is
/// joined as what stands before the operator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Groups {
    pub(super) first: u32,
    pub(super) last_start: u32,
    pub(super) last_end: u32,
    pub(super) next: u32,
    pub(super) next_end: u32,
    pub(super) tail_end: u32,
    pub(super) operator: Kind,
}

/// What should stand where something else was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// A sign or reserved word.
    Kind(Kind),
    /// A word that is reserved only here.
    Word(&'static str),
    /// Anything else: `the norm's name`.
    Thing(Thing),
}

/// What is neither one sign nor one word. Those that have a name here have help of their own, which is chosen by the
/// name: how a message calls them may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Act,
    AfterOrBefore,
    Assertion,
    Bearer,
    BearerOfSentence,
    BeforeEvent,
    CalendarLine,
    Clause,
    ClosureVerb,
    CommaOrBracket,
    CommaOrLine,
    Comparison,
    Condition,
    Date,
    InstrumentLine,
    InstrumentName,
    Item,
    Modal,
    ModalOrViolates,
    Name,
    NextItem,
    NormClass,
    NormName,
    NormOrInstrument,
    RuleVerb,
    ScenarioLine,
    Slot,
    Sort,
    Unit,
    VerdictOrSentence,
    /// All that has no help of its own, as messages call it.
    Other(&'static str),
}

impl Thing {
    /// Whether what stands before it cannot do without it.
    pub(super) fn completes(self) -> bool {
        use Thing::*;
        matches!(self, Act | Condition | Date | Name | NormOrInstrument | Sort | Unit | Other(_))
            || matches!(self, Comparison | Modal)
    }

    /// What messages call it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Thing::Act => "an act",
            Thing::AfterOrBefore => "`after` or `before` following the length",
            Thing::Assertion => "`whenever`, `never`, `always`, `sometimes`, `every` or `}`",
            Thing::Bearer => "the norm's bearer",
            Thing::BearerOfSentence => "a sentence that begins with its bearer",
            Thing::BeforeEvent => "`before`, behind the earlier event",
            Thing::CalendarLine => "`weekend`, `holidays` or `}`",
            Thing::Clause => "a time, or a clause like `when`, `unless` or `subject to`",
            Thing::ClosureVerb => "`permits` or `forbids`",
            Thing::CommaOrBracket => "`,` or `)`",
            Thing::CommaOrLine => "a comma, or the next line",
            Thing::Comparison => "a comparison, `is` or a modal like `must`",
            Thing::Condition => "a condition",
            Thing::Date => "a date like `2018-05-25`",
            Thing::InstrumentLine => "a norm, a line of the head or `}`",
            Thing::InstrumentName => "the instrument's name",
            Thing::Item => "an item like `kind`, `action` or `norm`",
            Thing::Modal => "a modal like `must`, `must not` or `may`",
            Thing::ModalOrViolates => "a modal like `must`, or `violates`",
            Thing::Name => "a name",
            Thing::NextItem => "`reads` and a text, or the next line",
            Thing::NormClass => "`duty`, `ban`, `permission` or `power`",
            Thing::NormName => "the norm's name",
            Thing::NormOrInstrument => "the name of a norm or instrument",
            Thing::RuleVerb => "`counts as`, `excludes`, `ends` or `needs`",
            Thing::ScenarioLine => "`participant`, `fact`, `at`, `on`, `expect` or `}`",
            Thing::Slot => {
                "`deadline`, `end`, `exception`, `remedy`, `source` or `safeguard` and its name"
            }
            Thing::Sort => "a kind or role",
            Thing::Unit => "a unit of time like `days`",
            Thing::VerdictOrSentence => "a verdict or a sentence",
            Thing::Other(words) => words,
        }
    }
}

/// The mistakes of a file, as many as are kept.
#[derive(Debug, Default)]
pub(super) struct Problems {
    pub(super) kept: Vec<Problem>,
    pub(super) more: usize,
}

impl Problems {
    /// Keeps a mistake or counts it. Consequences of others are dropped.
    pub(super) fn push(&mut self, problem: Problem) {
        if problem.what == What::Silent {
            return;
        }
        if self.kept.len() < limits::MAX_ERRORS {
            self.kept.push(problem);
        } else {
            self.more += 1;
        }
    }
}

impl<'a> ParseError<Tokens<'a>> for Box<Problem> {
    fn from_error_kind(input: Tokens<'a>, _: ErrorKind) -> Self {
        Box::new(input.expected(Expected::Thing(Thing::Other("something else"))))
    }

    fn append(_: Tokens<'a>, _: ErrorKind, other: Self) -> Self {
        other
    }
}
