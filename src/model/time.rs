//! Lengths, points and windows.

use super::{ActionId, AttributeType, Day, EventId, Model, Term};

pub use crate::syntax::ast::{Join, Unit};

/// How long.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Length {
    /// A number of units.
    Fixed {
        /// How many.
        count: u32,
        /// Of what.
        unit: Unit,
    },
    /// The value of a length attribute.
    Attribute(Term),
}

impl Length {
    /// The same, in the smallest unit to which it always comes: years in months, days in minutes.
    #[must_use]
    pub fn in_small_units(&self) -> Length {
        let Length::Fixed { count, unit } = self else { return self.clone() };
        let (many, unit) = match unit {
            Unit::Minutes => (1, Unit::Minutes),
            Unit::Hours => (60, Unit::Minutes),
            Unit::Days => (24 * 60, Unit::Minutes),
            Unit::Weeks => (7 * 24 * 60, Unit::Minutes),
            Unit::Years => (12, Unit::Months),
            Unit::Months | Unit::WorkingDays => (1, *unit),
        };
        Length::Fixed { count: count.saturating_mul(many), unit }
    }

    /// Whether it is longer in some cases than in others: by the calendar, or by the value of an attribute.
    pub fn varies(&self) -> bool {
        match self {
            Length::Fixed { unit, .. } => {
                matches!(unit, Unit::Months | Unit::Years | Unit::WorkingDays)
            }
            Length::Attribute(_) => true,
        }
    }
}

/// Something that happens: an event, or the first doing of an act.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Occurrence {
    /// An event.
    Event {
        /// Which.
        event: EventId,
        /// Of whom.
        args: Vec<Term>,
    },
    /// The first doing of an act (by an act that counts as it, too).
    Act {
        /// Who does it.
        by: Term,
        /// What.
        action: ActionId,
        /// With whom.
        args: Vec<Term>,
    },
}

impl Occurrence {
    /// Which event it is, where it is one.
    pub fn event(&self) -> Option<EventId> {
        match self {
            Occurrence::Event { event, .. } => Some(*event),
            Occurrence::Act { .. } => None,
        }
    }

    /// What is done, where it is an act.
    pub fn action(&self) -> Option<ActionId> {
        match self {
            Occurrence::Act { action, .. } => Some(*action),
            Occurrence::Event { .. } => None,
        }
    }
}

/// A point in time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Point {
    /// When it happens.
    Occurrence(Occurrence),
    /// A whole day: its beginning or end, as the clause asks.
    Date(Day),
    /// The day that a date attribute holds.
    Attribute(Term),
    /// So long after.
    After {
        /// How long.
        length: Length,
        /// After what.
        of: Box<Point>,
    },
    /// So long before.
    Before {
        /// How long.
        length: Length,
        /// Before what.
        of: Box<Point>,
    },
}

impl Point {
    /// Whether it lies so long after or before another, and how long that is varies.
    pub fn varies(&self) -> bool {
        match self {
            Point::After { length, of } | Point::Before { length, of } => {
                length.varies() || of.varies()
            }
            Point::Occurrence(_) | Point::Date(_) | Point::Attribute(_) => false,
        }
    }

    /// The day on which it hangs, where that is a date.
    pub fn day(&self) -> Option<Day> {
        match self {
            Point::Date(day) => Some(*day),
            Point::After { of, .. } | Point::Before { of, .. } => of.day(),
            Point::Occurrence(_) | Point::Attribute(_) => None,
        }
    }

    /// What it hangs on; none, where that is a date.
    pub fn root(&self) -> Option<&Occurrence> {
        match self {
            Point::Occurrence(it) => Some(it),
            Point::After { of, .. } | Point::Before { of, .. } => of.root(),
            Point::Date(_) | Point::Attribute(_) => None,
        }
    }

    /// Whether that is an act.
    pub fn hangs_on_an_act(&self) -> bool {
        self.root().is_some_and(|it| it.action().is_some())
    }
}

impl Model {
    /// Whether a point is a whole day: a date, or days, weeks, months, years or working days from one. Such a
    /// point has a beginning and an end; any other is a moment.
    pub fn is_day(&self, point: &Point) -> bool {
        match point {
            Point::Date(_) | Point::Attribute(_) => true,
            Point::Occurrence(_) => false,
            Point::After { length, of } | Point::Before { length, of } => {
                !matches!(self.unit(length), Some(Unit::Minutes | Unit::Hours) | None)
                    && self.is_day(of)
            }
        }
    }

    /// What a length is counted in.
    pub fn unit(&self, length: &Length) -> Option<Unit> {
        match length {
            Length::Fixed { unit, .. } => Some(*unit),
            Length::Attribute(Term::Attribute { attribute, .. }) => {
                match self.attributes[*attribute].ty {
                    AttributeType::Length(unit) => Some(unit),
                    _ => None,
                }
            }
            Length::Attribute(_) => None,
        }
    }
}

/// The TIME of a sentence: at least one clause.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// `And`: moments in all clauses. `Or`: moments in any.
    pub join: Join,
    /// The clauses.
    pub clauses: Vec<Clause>,
}

/// One time clause.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Clause {
    /// `within LENGTH of POINT`: from the point to LENGTH after it.
    Within {
        /// How long.
        length: Length,
        /// From when.
        of: Point,
    },
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
    /// `at least LENGTH before POINT`
    AtLeastBefore {
        /// How long.
        length: Length,
        /// Before what.
        before: Point,
    },
    /// `for LENGTH after POINT`
    For {
        /// How long.
        length: Length,
        /// After what.
        after: Point,
    },
    /// `at all times`
    AtAllTimes,
    /// `every LENGTH [from POINT]`
    Every {
        /// How long each stretch is.
        length: Length,
        /// When the first stretch begins.
        from: Option<Point>,
    },
}

impl Clause {
    /// Whether some length in it is longer in some cases than in others.
    pub fn varies(&self) -> bool {
        self.length().is_some_and(Length::varies) || self.anchor().is_some_and(Point::varies)
    }

    /// The point at which it opens a window.
    pub fn opening(&self) -> Option<&Point> {
        match self {
            Clause::Within { of, .. } => Some(of),
            Clause::For { after, .. } => Some(after),
            Clause::From(point) | Clause::NoEarlierThan(point) => Some(point),
            Clause::Every { from, .. } => from.as_ref(),
            _ => None,
        }
    }

    /// The point on which it hangs.
    pub fn anchor(&self) -> Option<&Point> {
        match self {
            Clause::Before(point) | Clause::Until(point) | Clause::NoLaterThan(point) => {
                Some(point)
            }
            Clause::AtLeastBefore { before, .. } => Some(before),
            clause => clause.opening(),
        }
    }

    /// Whether it says when a window opens; else it says when one closes, or neither. A duty that recurs counts from
    /// the day that is looked at where nothing else is said.
    pub fn opens(&self) -> bool {
        self.opening().is_some() || matches!(self, Clause::Every { .. })
    }

    /// How long it lasts, from its point, up to it or again and again.
    pub fn length(&self) -> Option<&Length> {
        match self {
            Clause::Within { length, .. }
            | Clause::For { length, .. }
            | Clause::AtLeastBefore { length, .. }
            | Clause::Every { length, .. } => Some(length),
            _ => None,
        }
    }

    /// What opens a window.
    pub fn opened_by(&self) -> Option<&Occurrence> {
        self.opening().and_then(Point::root)
    }

    /// What it hangs on.
    pub fn hangs_on(&self) -> Option<&Occurrence> {
        self.anchor().and_then(Point::root)
    }
}

impl Window {
    /// The same, with the lengths of its clauses in small units.
    #[must_use]
    pub fn in_small_units(&self) -> Window {
        let mut window = self.clone();
        for clause in &mut window.clauses {
            if let Clause::Within { length, .. }
            | Clause::AtLeastBefore { length, .. }
            | Clause::For { length, .. }
            | Clause::Every { length, .. } = clause
            {
                *length = length.in_small_units();
            }
        }
        window
    }

    /// Whether there is a last moment to act, whatever happens: some clause says so, of clauses that `or` joins all.
    pub fn has_last_moment(&self) -> bool {
        let ends = |clause: &Clause| {
            let goes_on = matches!(
                clause,
                Clause::From(_)
                    | Clause::NoEarlierThan(_)
                    | Clause::AtAllTimes
                    | Clause::Every { .. }
            );
            !goes_on
        };
        match self.join {
            Join::And => self.clauses.iter().any(ends),
            Join::Or => self.clauses.iter().all(ends),
        }
    }

    /// Whether a duty with this window is standing: done at every moment of it.
    pub fn is_standing(&self) -> bool {
        let stands = |clause: &Clause| {
            matches!(
                clause,
                Clause::For { .. } | Clause::Until(_) | Clause::From(_) | Clause::AtAllTimes
            )
        };
        !self.recurs() && self.clauses.iter().any(stands)
    }

    /// Whether it has been open ever since its norm was there: nothing opens it or, of clauses joined by `or`, one of them.
    pub fn has_been_open(&self) -> bool {
        let mut opens = self.clauses.iter().map(Clause::opens);
        !self.recurs()
            && match self.join {
                Join::And => !opens.any(|it| it),
                Join::Or => !opens.all(|it| it),
            }
    }

    /// The acts with which it ends.
    pub fn closing_acts(&self) -> impl Iterator<Item = &Occurrence> {
        let ends = self.clauses.iter().filter(|clause| !clause.opens());
        ends.filter_map(Clause::hangs_on).filter(|it| it.action().is_some())
    }

    /// Whether an event or act ends it.
    pub fn is_ended_by_what_happens(&self) -> bool {
        self.clauses.iter().any(|clause| !clause.opens() && clause.hangs_on().is_some())
    }

    /// Whether it lasts for a length from a point.
    pub fn lasts_for_a_length(&self) -> bool {
        let lasts = |it: &Clause| matches!(it, Clause::For { .. } | Clause::Within { .. });
        self.clauses.iter().any(lasts)
    }

    /// Whether a duty with this window is done once in each stretch of it.
    pub fn recurs(&self) -> bool {
        self.clauses.iter().any(|clause| matches!(clause, Clause::Every { .. }))
    }
}
