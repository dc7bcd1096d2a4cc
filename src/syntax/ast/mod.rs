//! The tree of a file: what was written, before names mean anything. Holds spans, no text.

#![expect(missing_docs, reason = "the line above a variant is its grammar")]

mod condition;
mod instrument;
mod principle;
mod sentence;

pub use condition::*;
pub use instrument::*;
pub use principle::*;
pub use sentence::*;

use crate::source::Span;

/// A file. Items that could not be read are left out; their errors say where they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The items in the order of the text.
    pub items: Vec<Item>,
    /// Names of items that could not be read: whoever mentions them makes no second mistake.
    pub lost: Vec<Name>,
    /// Where expectations stand that could not be read: they say nothing of any norm.
    pub lost_expectations: Vec<Span>,
    /// Something in it is written otherwise than the language has it: what is mentioned there may not be known.
    pub has_mistakes: bool,
    /// A brace closes nothing: one before it closed too early, and what stands behind that may belong inside.
    pub has_stray_brace: bool,
}

/// A word of the author's: its text is what the span covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// Where it stands.
    pub span: Span,
}

/// A quoted text. The span includes the quotes, unless they are not plain ones: that is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// Where it stands, plain quotes included.
    pub span: Span,
}

/// One item of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// From its keyword to its last token.
    pub span: Span,
    /// What it is.
    pub kind: ItemKind,
}

/// What an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// `use cyber` · `use packs/cyber` · `use "some file.norm"`
    Use(UsePath),
    /// `kind Authority is Organization` (several names may share one line: `kind A, B is C`)
    Kind { names: Vec<Name>, parent: Option<Name>, reads: Option<Text> },
    /// `role Controller, Processor is Organization or Person`
    Role { names: Vec<Name>, of: Vec<Name>, reads: Option<Text> },
    /// `disjoint Controller, Processor`
    Disjoint(Vec<Name>),
    /// `individual France "the French Republic" is State, EUMember` (`individual A, B is C`)
    Individual { names: Vec<(Name, Option<Text>)>, sorts: Vec<Name> },
    /// `[open] fact personal(Data) [reads "…"]`
    Fact { open: bool, signature: Signature },
    /// `[open] attribute territory(Data): State [reads "…"]`
    Attribute { open: bool, signature: Signature, ty: AttributeType },
    /// `event awareness(Organization, Incident) [after E] [reads "…"]`
    Event { signature: Signature, after: Option<Call> },
    /// `action disclose(Data, to: Organization) [reads "…"]`
    Action { signature: Signature },
    /// `rule A counts as B [when C]` and its kin
    Rule(ActRule),
    /// `define significant(Incident) as C`
    Define { name: Name, params: Vec<Param>, body: Cond },
    /// `assume C`
    Assume(Cond),
    /// `safeguard prior_review ["title"]`
    Safeguard { name: Name, title: Option<Text> },
    /// `calendar eu { weekend saturday, sunday  holidays 2026-01-01 }`
    Calendar { name: Name, weekend: Vec<Name>, holidays: Vec<Date> },
    /// `universe NAME ["title"] { SORT [VAR]… [when C] }`
    Universe {
        name: Name,
        title: Option<Text>,
        members: Vec<(Name, Option<Name>)>,
        when: Option<Cond>,
    },
    /// `order EU ranks primary > secondary`
    Order { name: Name, ranks: Vec<Name> },
    /// `precedence superior, specialis, posterior` · `precedence none` (an empty list)
    Precedence(Vec<Name>),
    /// `closure State permits` · `closure Organization forbids`
    Closure { sort: Name, permits: bool },
    /// `instrument NAME "title" { HEAD… norm… }`
    Instrument(Instrument),
    /// A norm outside any instrument.
    Norm(Norm),
    /// `principle NAME "title" { assertion… }`
    Principle { name: Name, title: Option<Text>, assertions: Vec<Assertion>, allows: Vec<Allow> },
    /// `profile multilateral ["title"] { sovereignty, consultation }`
    Profile { name: Name, title: Option<Text>, principles: Vec<Name> },
    /// `scenario NAME "title" { … }`
    Scenario { name: Name, title: Option<Text>, lines: Vec<ScenarioLine> },
    /// `expect …` outside any scenario
    Expect(Expect),
    /// `allow RULE because "…"` for the whole file
    Allow(Allow),
}

/// The target of a `use`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsePath {
    /// `cyber` or `packs/cyber`: the names between the slashes.
    Names(Vec<Name>),
    /// `"some file.norm"`
    Text(Text),
}

/// The head of a fact, attribute, event or action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Its name.
    pub name: Name,
    /// Its parameters.
    pub params: Vec<Param>,
    /// How cases say it.
    pub reads: Option<Text>,
}

/// `Data` · `State a` · `to: Organization`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Param {
    /// The word before the colon.
    pub label: Option<Name>,
    /// The kind or role.
    pub sort: Name,
    /// A name for the participant, where the sort's own will not do.
    pub var: Option<Name>,
}

/// What values an attribute has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeType {
    /// A participant: `State`.
    Sort(Name),
    /// A whole number in a range: `0..10`, both ends included.
    Range { low: Number, high: Number },
    /// One of at least two choices: `energy | finance`.
    Choice(Vec<Name>),
    /// A length in this unit: `days`.
    Length(Unit),
    /// A date.
    Date(Span),
}

/// A whole number, perhaps with a minus sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its value.
    pub value: i64,
    /// Where it stands.
    pub span: Span,
}

/// `2018-05-25`. Where there is no such day, that has been reported, and no day can be made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// 1 to 12, or 0 where it is not known.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// Where it stands.
    pub span: Span,
}

/// `2026-06-01 [09:00]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// Minutes after midnight, where a clock time was written.
    pub minutes: Option<u16>,
}

/// `rule A counts as B [when C]` and its kin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActRule {
    /// The act before the verb.
    pub left: Act,
    /// What ties the acts.
    pub kind: ActRuleKind,
    /// The act (or event, after `needs`) behind the verb.
    pub right: Call,
    /// `when C`
    pub when: Option<Cond>,
}

/// How acts are tied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActRuleKind {
    /// Doing A *is* doing B.
    CountsAs,
    /// Never both; `at_once`: not at the same moment.
    Excludes { at_once: bool },
    /// After A, B is impossible.
    Ends,
    /// A is impossible before B, done by the same bearer or `by X`.
    Needs { by: Option<Term> },
}
