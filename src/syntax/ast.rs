//! The tree of a file: what was written, before names mean anything. Holds spans, no text.

#![expect(missing_docs, reason = "the line above a variant is its grammar")]

use crate::source::Span;

/// A file. Items that could not be read are left out; their errors say where they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The items in the order of the text.
    pub items: Vec<Item>,
    /// Names of items that could not be read: whoever mentions them makes no second mistake.
    pub lost: Vec<Name>,
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

/// `2018-05-25`, known to be a day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// 1 to 12.
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

/// A unit of length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 60 seconds, the smallest unit.
    Minutes,
    /// 60 minutes.
    Hours,
    /// 24 hours.
    Days,
    /// 7 days.
    Weeks,
    /// 28 to 31 days.
    Months,
    /// 365 or 366 days.
    Years,
    /// Days that the calendar counts.
    WorkingDays,
}

/// `4 working days` or an attribute that is a length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Length {
    /// A number with a unit. The span covers both.
    Fixed { count: u32, unit: Unit, span: Span },
    /// `Order.term`
    Attribute(Box<Term>),
}

/// `erase(Data)` or the bare `erase`, where the arguments follow from the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The fact, definition, event or action.
    pub name: Name,
    /// What stands in brackets; `None` where there are none.
    pub args: Option<Vec<Arg>>,
    /// The whole of it.
    pub span: Span,
}

/// `to: Authority`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arg {
    /// The word before the colon.
    pub label: Option<Name>,
    /// The participant.
    pub value: Term,
}

/// Something that stands for a participant or a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// `any` or `some` before it.
    pub quantifier: Option<Quantifier>,
    /// What it is.
    pub kind: TermKind,
    /// The whole of it.
    pub span: Span,
}

impl Term {
    /// Where `any` or `some` stands.
    pub fn quantifier_span(&self) -> Option<Span> {
        let length = self.quantifier?.word().len() as u32;
        Some(Span { end: self.span.start + length, ..self.span })
    }
}

/// The word before a participant's first mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// `any`: may coincide with the others.
    Any,
    /// `some`: one is enough.
    Some,
}

impl Quantifier {
    /// Its spelling.
    pub fn word(self) -> &'static str {
        match self {
            Quantifier::Any => "any",
            Quantifier::Some => "some",
        }
    }
}

/// The shapes of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermKind {
    /// `Data`, `a`, `France`, `energy`: one word.
    Name(Name),
    /// `State a`: a sort and a name for the participant.
    Named { sort: Name, var: Name },
    /// `x.territory`
    Attribute { of: Box<Term>, attribute: Name },
    /// `agreement_term(a, to: b)`: an attribute of several participants.
    Call(Box<Call>),
    /// `bearer`
    Bearer,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cond {
    /// The whole of it, without brackets around it.
    pub span: Span,
    /// What it is.
    pub kind: CondKind,
}

/// The shapes of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CondKind {
    /// Two or more, joined by `and`.
    And(Vec<Cond>),
    /// Two or more, joined by `or`.
    Or(Vec<Cond>),
    /// `A implies B`
    Implies(Box<Cond>, Box<Cond>),
    /// `not A`
    Not(Box<Cond>),
    /// A fact or a definition.
    Call(Call),
    /// `x is [not] Role`
    Is { term: Term, negated: bool, sort: Name },
    /// `x is [not] party to INSTRUMENT`
    Party { term: Term, negated: bool, instrument: Name },
    /// `x.severity >= 3`
    Compare { left: Term, op: CompareOp, right: Value },
    /// `E happens`
    Happens(Call),
    /// `E before F`
    Before(Box<Before>),
    /// `E at least|at most LENGTH after F`
    Distance(Box<Distance>),
    /// `on or after DATE`
    OnOrAfter(Date),
    /// `REF applies`
    Applies(Ref),
    /// What the other norms say: `bearer must retain(Data)`.
    Status(Box<Sentence>),
}

/// `E before F`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The earlier event.
    pub first: Call,
    /// The later one.
    pub then: Call,
}

/// `E at least|at most LENGTH after F`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distance {
    /// The event that comes later.
    pub later: Call,
    /// Whether the length is the least; else it is the most.
    pub at_least: bool,
    /// How long it is between them.
    pub length: Length,
    /// The event that comes earlier.
    pub earlier: Call,
}

/// A comparison sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

/// The right side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A participant, a choice or an attribute.
    Term(Box<Term>),
    /// A whole number.
    Number(Number),
    /// A length.
    Length(Length),
    /// A date.
    Date(Date),
    /// `x.severity + 3` · `x.issued + 2 days`; a minus sign makes the number negative.
    Sum(Box<Sum>),
}

/// `x.severity + 3`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The attribute.
    pub term: Term,
    /// What is added to it.
    pub offset: Offset,
}

/// What is added to an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offset {
    /// A number.
    Number(Number),
    /// A length; `negative` after a minus sign.
    Length { length: Length, negative: bool },
}

/// `gdpr.art5` · `art33.otherwise` · `gdpr`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ref {
    /// The names between the dots, at least one. `otherwise` may be the last.
    pub parts: Vec<Name>,
    /// The whole of it.
    pub span: Span,
}

/// BEARER MODAL ACTS [TIME] [when C] [unless C]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The whole of it.
    pub span: Span,
    /// One, or a union `Controller or Processor`.
    pub bearers: Vec<Term>,
    /// The modal.
    pub modal: Modal,
    /// Where the modal stands.
    pub modal_span: Span,
    /// The acts.
    pub acts: Vec<Act>,
    /// How several acts are joined; `Or` for one.
    pub join: Join,
    /// The time clauses.
    pub time: Option<Box<Time>>,
    /// `when C`
    pub when: Option<Box<Cond>>,
    /// `unless C`
    pub unless: Option<Box<Cond>>,
}

/// `and` or `or` between acts or time clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Join {
    /// `and`
    And,
    /// `or`
    Or,
}

/// The modal words. `shall` reads as `must`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modal {
    /// `must`
    Must,
    /// `must not`
    MustNot,
    /// `may`
    May,
    /// `need not`
    NeedNot,
    /// `should`
    Should,
    /// `should not`
    ShouldNot,
    /// `has power to`
    HasPower,
    /// `has no power to`
    HasNoPower,
    /// `has sole power to`
    HasSolePower,
    /// `settled` before the bearer, in assertions and expectations only
    Settled,
}

/// What a bearer does or leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// `disclose(Data, to: Authority)`
    Do(Call),
    /// `require (SENTENCE)`, `forbid (…)`, `permit (…)`
    Legislate { verb: LegislativeVerb, sentence: Box<Sentence>, span: Span },
}

/// What a law does to its subjects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LegislativeVerb {
    /// `require`
    Require,
    /// `forbid`
    Forbid,
    /// `permit`
    Permit,
}

/// The time clauses of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// How they are joined; `And` for one.
    pub join: Join,
    /// At least one.
    pub clauses: Vec<TimeClause>,
    /// The whole of it.
    pub span: Span,
}

/// One time clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeClause {
    /// The whole of it.
    pub span: Span,
    /// What it is.
    pub kind: TimeKind,
}

/// The shapes of a time clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeKind {
    /// `within LENGTH of E`
    Within { length: Length, of: Point },
    /// `before POINT`
    Before(Point),
    /// `until POINT`
    Until(Point),
    /// `from POINT`
    From(Point),
    /// `no earlier than POINT`
    NoEarlierThan(Point),
    /// `no later than POINT`
    NoLaterThan(Point),
    /// `at least LENGTH before E`
    AtLeastBefore { length: Length, before: Point },
    /// `for LENGTH after E`
    For { length: Length, after: Point },
    /// `at all times`
    AtAllTimes,
    /// `every LENGTH [from E]`
    Every { length: Length, from: Option<Point> },
}

/// A point in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The whole of it.
    pub span: Span,
    /// What it is.
    pub kind: PointKind,
}

/// The shapes of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PointKind {
    /// An event or an act; `by` names who does it where that is not the bearer.
    Call { call: Call, by: Option<Term> },
    /// A date.
    Date(Date),
    /// An attribute that is a date.
    Attribute(Term),
    /// `LENGTH after E`
    After { length: Length, of: Box<Point> },
    /// `LENGTH before E`
    Before { length: Length, of: Box<Point> },
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

/// `instrument NAME "title" { HEAD… norm… }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// The lines of its head, in the order of the text (they may stand between norms).
    pub head: Vec<Head>,
    /// Its norms.
    pub norms: Vec<Norm>,
}

/// One line of an instrument's head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The whole of it.
    pub span: Span,
    /// What it is.
    pub kind: HeadKind,
}

/// The shapes of a head line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeadKind {
    /// `order O rank R`
    Order { order: Name, rank: Name },
    /// `in force SPAN, SPAN…`
    InForce(Vec<DateSpan>),
    /// `proposed`
    Proposed,
    /// `treaty`
    Treaty,
    /// `parties France, Japan since 2005-01-01`
    Parties(Vec<PartyEntry>),
    /// `reservation Japan excludes art5 [until DATE]`
    Reservation { by: Name, excludes: Vec<Ref>, until: Option<Date> },
    /// `issued by X`
    IssuedBy(Term),
    /// `soft`
    Soft,
    /// `applies when C`
    AppliesWhen(Cond),
    /// `calendar K`
    Calendar(Name),
    /// A relation that holds for all its norms.
    Relation(Relation),
    /// `earlier norms prevail`
    EarlierNormsPrevail,
    /// `allow RULE because "…"`
    Allow(Allow),
}

/// A party with the days on which it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartyEntry {
    /// An individual, or a role or kind whose members are parties.
    pub name: Name,
    /// The first day.
    pub since: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

/// `2018-05-25 [until 2026-04-03]`, both days included; at least one end is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateSpan {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// The whole of it.
    pub span: Span,
}

/// A norm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Norm {
    /// From `norm` to its closing brace.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// A sentence, or a relation between other norms.
    pub body: NormBody,
    /// `subject to` and its kin.
    pub relations: Vec<Relation>,
    /// The safeguards that it names.
    pub safeguards: Vec<Name>,
    /// What applies where it is violated.
    pub otherwise: Option<Box<Otherwise>>,
    /// `in force SPAN, SPAN…`; empty: as its instrument.
    pub in_force: Vec<DateSpan>,
    /// `cites "…"`
    pub cites: Vec<Text>,
    /// `allow RULE because "…"`
    pub allows: Vec<Allow>,
}

/// What a norm says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NormBody {
    /// A sentence.
    Sentence(Sentence),
    /// `gdpr.art33 does not apply [when C]`
    DoesNotApply { target: Ref, when: Option<Box<Cond>>, span: Span },
    /// `charter prevails over echr [when C]`
    PrevailsOver(Box<PrevailsOver>),
}

/// `charter prevails over echr [when C]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrevailsOver {
    /// What prevails.
    pub winner: Ref,
    /// What yields.
    pub loser: Ref,
    /// `when C`
    pub when: Option<Box<Cond>>,
    /// The whole of it.
    pub span: Span,
}

/// `otherwise SENTENCE`, itself with an `otherwise` perhaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Otherwise {
    /// From `otherwise` to its end.
    pub span: Span,
    /// What applies.
    pub sentence: Sentence,
    /// What applies where that is violated too.
    pub otherwise: Option<Box<Otherwise>>,
}

/// `subject to REF…` and its kin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The whole of it.
    pub span: Span,
    /// Which.
    pub kind: RelationKind,
    /// What it names; empty for `default`.
    pub refs: Vec<Ref>,
    /// `when C`
    pub when: Option<Cond>,
}

/// Which relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RelationKind {
    /// `subject to`, `without prejudice to`: yields in a clash.
    SubjectTo,
    /// `notwithstanding`: prevails in a clash.
    Notwithstanding,
    /// `displaces`: where this norm applies, the other does not.
    Displaces,
    /// `default`: subject to every norm that is no default.
    Default,
}

/// `allow RULE because "…"`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The whole of it.
    pub span: Span,
    /// A code or a name (`C201`, `duty-against-ban`): where it stands.
    pub rule: Span,
    /// The reason; required by a rule of its own, so that its absence is a finding.
    pub because: Option<Text>,
}

/// One assertion of a principle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// The whole of it.
    pub span: Span,
    /// What it is.
    pub kind: AssertionKind,
}

/// The shapes of an assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssertionKind {
    /// `whenever C expect [not] S`
    Whenever { cond: Cond, negated: bool, expect: Sentence },
    /// `never S when C unless D` (the `when` and `unless` are those of the sentence)
    Never(Sentence),
    /// `always S when C`
    Always { negated: bool, sentence: Sentence },
    /// `sometimes S when C`
    Sometimes { negated: bool, sentence: Sentence },
    /// `every duty [to|on ACTION] [when (C)] has SLOT…`
    Every { class: NormClass, action: Option<Call>, when: Option<Cond>, slots: Vec<Slot> },
}

/// The classes that `every` speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NormClass {
    /// `duty`
    Duty,
    /// `ban`
    Ban,
    /// `permission`
    Permission,
    /// `power`
    Power,
}

/// A part that a norm may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Which.
    pub kind: SlotKind,
    /// Where it stands.
    pub span: Span,
}

/// The parts that a norm may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// `deadline`: a last moment to act.
    Deadline,
    /// `end`: of window or span.
    End,
    /// `exception`: an `unless`.
    Exception,
    /// `remedy`: an `otherwise`.
    Remedy,
    /// `source`: a `cites`.
    Source,
    /// `safeguard NAME`
    Safeguard(Name),
}

/// One line of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioLine {
    /// The whole of it.
    pub span: Span,
    /// What it is.
    pub kind: ScenarioKind,
}

/// The shapes of a scenario's lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioKind {
    /// `on 2026-06-01`
    On(Date),
    /// `participant doj, dpa is Authority`
    Participant { names: Vec<Name>, sorts: Vec<Name> },
    /// `fact personal(mail)` · `fact not open_fact(mail)`
    Fact { negated: bool, call: Call },
    /// `fact acme.seat = US`
    Value { term: Term, value: Value },
    /// `fact acme is Controller`
    Is { term: Term, sort: Name },
    /// `fact France is party to gdpr`
    Party { term: Term, instrument: Name },
    /// `at 2026-06-01 09:00 awareness(acme, leak)`
    Event { at: Moment, event: Call },
    /// `at 2026-06-06 10:00 acme does notify(leak, to: dpa)`
    Does { at: Moment, bearer: Term, act: Call },
    /// `expect …`
    Expect(Expect),
}

/// What the checker is expected to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expect {
    /// The whole of it.
    pub span: Span,
    /// What is expected.
    pub kind: ExpectKind,
    /// `without NORM, …`: the set without these.
    pub without: Vec<Ref>,
    /// `on DATE`
    pub on: Option<Date>,
    /// `because REASON`
    pub because: Option<Name>,
    /// `pending "reason"`: known not to be reached yet; fails once it is.
    pub pending: Option<Text>,
}

/// The shapes of an expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectKind {
    /// `strict a, b` · `none a, b` · `conflict a, b` · `gap u`: the word is looked up later.
    Verdict { word: Name, refs: Vec<Ref>, by: Vec<Ref> },
    /// `acme must disclose(mail, to: doj)`, perhaps after `not`
    Status { negated: bool, sentence: Sentence },
    /// `acme violates gdpr.art33`
    Violates { negated: bool, who: Term, norm: Ref },
    /// `sovereignty violated by art32b`; the list may be empty (`sovereignty violated`)
    Violated { principle: Name, by: Vec<Ref> },
    /// `sovereignty holds`
    Holds { principle: Name },
}
