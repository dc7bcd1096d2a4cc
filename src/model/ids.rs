//! Typed numbers for what a model holds, and tables indexed by them.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A number that names an entry of one kind of table.
pub trait Id: Copy {
    /// The entry's place.
    fn index(self) -> usize;
    /// The id of a place.
    fn from_index(index: usize) -> Self;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl Id for $name {
            fn index(self) -> usize {
                self.0 as usize
            }
            fn from_index(index: usize) -> Self {
                $name(u32::try_from(index).expect("fewer than 2^32 entries"))
            }
        }
    )*};
}

ids! {
    /// A kind or role.
    SortId
    /// A named participant of the vocabulary.
    IndividualId
    /// A yes/no matter.
    FactId
    /// A value of participants.
    AttributeId
    /// Something that happens once or never.
    EventId
    /// Something that a bearer can do.
    ActionId
    /// A `rule` between acts.
    RuleId
    /// A named condition.
    DefinitionId
    /// An `assume`.
    AssumptionId
    /// A named safeguard.
    SafeguardId
    /// A calendar of working days.
    CalendarId
    /// A declared universe of cases.
    UniverseId
    /// A legal order.
    OrderId
    /// An instrument.
    InstrumentId
    /// A norm (or one part of a norm written with `and`, or an `otherwise`).
    NormId
    /// A principle.
    PrincipleId
    /// A profile of principles.
    ProfileId
    /// A scenario.
    ScenarioId
    /// A participant variable of one item; counts from 0 in each item.
    VarId
}

/// A list whose places are ids of one type.
#[derive(Clone, Debug)]
pub struct Table<I, T> {
    entries: Vec<T>,
    id: PhantomData<I>,
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Table { entries: Vec::new(), id: PhantomData }
    }
}

impl<I: Id, T> Table<I, T> {
    /// Adds an entry and gives its id.
    pub fn push(&mut self, entry: T) -> I {
        self.entries.push(entry);
        I::from_index(self.entries.len() - 1)
    }

    /// Makes room for so many more entries, and no others.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.entries.reserve_exact(more);
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries with their ids, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.entries.iter().enumerate().map(|(index, entry)| (I::from_index(index), entry))
    }

    /// The ids, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.entries.len()).map(I::from_index)
    }

    /// The entries, in order.
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.entries.iter()
    }

    /// The entry, or `None` where the id is of another table.
    pub fn get(&self, id: I) -> Option<&T> {
        self.entries.get(id.index())
    }
}

impl<I: Id, T> Index<I> for Table<I, T> {
    type Output = T;
    fn index(&self, id: I) -> &T {
        &self.entries[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for Table<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.entries[id.index()]
    }
}
