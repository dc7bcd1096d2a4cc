//! Instruments and the orders in which they stand.

use super::{CalendarId, Day, IndividualId, OrderId, SortId, Target, Term};
use crate::source::Span;

/// A legal order with its ranks.
#[derive(Clone, Debug)]
pub struct Order {
    /// Its name.
    pub name: Box<str>,
    /// Its ranks, the highest first.
    pub ranks: Vec<Box<str>>,
    /// Where its name is declared.
    pub span: Span,
}

/// The place of an instrument in one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The order.
    pub order: OrderId,
    /// The place of the rank: 0 is the highest.
    pub rank: u32,
    /// Where it is written.
    pub span: Span,
}

/// Days in a row, both ends included; `None` is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DaySpan {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub until: Option<Day>,
}

impl DaySpan {
    /// Every day.
    pub const ALWAYS: DaySpan = DaySpan { from: None, until: None };

    /// Whether the day is in it.
    pub fn contains(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// The days in both, or `None` where there are none.
    pub fn intersect(self, other: DaySpan) -> Option<DaySpan> {
        let from = self.from.max(other.from);
        let until = match (self.until, other.until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let empty = matches!((from, until), (Some(from), Some(until)) if until < from);
        (!empty).then_some(DaySpan { from, until })
    }
}

/// An instrument.
#[derive(Clone, Debug)]
pub struct Instrument {
    /// Its name; `None` for the one that holds the norms outside any instrument.
    pub name: Option<Box<str>>,
    /// Its title.
    pub title: Option<Box<str>>,
    /// Its places, one for each order that looks at it. Where there is none, no canon ranks its norms, not
    /// even against each other.
    pub standings: Vec<Standing>,
    /// The days on which it is in force, sorted and apart; `[ALWAYS]` where nothing is written.
    pub in_force: Vec<DaySpan>,
    /// Loaded, but applied only with `--with NAME`.
    pub proposed: bool,
    /// `treaty`: any State may be a party.
    pub treaty: bool,
    /// The listed parties.
    pub parties: Vec<Party>,
    /// Kinds whose members it binds only as parties: State for a treaty, the kinds of listed parties.
    pub party_kinds: Vec<SortId>,
    /// Reservations.
    pub reservations: Vec<Reservation>,
    /// Who makes its law.
    pub issuer: Option<Term>,
    /// Its `must` reads as `should`.
    pub soft: bool,
    /// The calendar of its working days.
    pub calendar: Option<CalendarId>,
    /// `earlier norms prevail`: against a later treaty, posterior is turned round.
    pub earlier_prevail: bool,
    /// The role `Party` of this instrument, where it binds parties only.
    pub party_role: Option<SortId>,
    /// Where its name is declared (the file's head for the one without a name).
    pub span: Span,
}

/// A listed party.
#[derive(Clone, Copy, Debug)]
pub struct Party {
    /// Who.
    pub who: IndividualId,
    /// When.
    pub days: DaySpan,
    /// Where it is written.
    pub span: Span,
}

/// `reservation Japan excludes art5 [until DATE]`
#[derive(Clone, Debug)]
pub struct Reservation {
    /// Who made it.
    pub by: IndividualId,
    /// What it cuts out.
    pub excludes: Vec<Target>,
    /// The last day.
    pub until: Option<Day>,
    /// Where it is written.
    pub span: Span,
}

impl Instrument {
    /// The days on which the list of parties has somebody.
    pub fn parties_of(&self, who: IndividualId) -> impl Iterator<Item = DaySpan> {
        self.parties.iter().filter(move |it| it.who == who).map(|it| it.days)
    }

    /// Whether some are party to it at one time and not at another.
    pub fn has_parties_who_come_and_go(&self) -> bool {
        self.parties.iter().any(|party| party.days != DaySpan::ALWAYS)
    }

    /// Whether it binds some bearers only as parties.
    pub fn binds_parties_only(&self) -> bool {
        !self.party_kinds.is_empty()
    }
}
