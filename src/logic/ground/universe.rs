//! The names of one query: who is spoken of, what happens, which atoms can be true. Interned, in order.

use crate::model::{
    ActionId, AttributeId, CalendarId, EventId, FactId, IndividualId, InstrumentId, Minute, Model,
    NormId, SortId, Unit,
};
use std::cell::{Ref, RefCell};
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::formula::{AtomId, Formula, Literal};
use crate::logic::limits::CONTRADICTIONS;

/// Somebody who is spoken of. Two nodes may turn out to be one participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::logic) struct Node(pub u32);

/// Why somebody is spoken of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::logic) enum NodeKind {
    /// A participant of an instance: its place in the query, and the variable.
    Of(u32, u32),
    /// A named participant.
    Individual(IndividualId),
    /// The value of an attribute.
    Value(AttributeId, Vec<Node>),
    /// One of a kind who must exist for a `some` to hold.
    Some(SortId, u32, Vec<Node>),
    /// One whom a bearer may choose freely: nobody else, with whatever facts suit.
    Fresh(u32, u32, SortId),
}

/// A place on the line of times and numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::logic) struct Place(pub u32);

impl Place {
    /// Midnight before 1970-01-01, and the number 0.
    pub(in crate::logic) const ZERO: Place = Place(0);
    /// The day that is looked at: its first moment.
    pub(in crate::logic) const NOW: Place = Place(1);
}

/// What a place is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::logic) enum PlaceKind {
    /// [`Place::ZERO`].
    Zero,
    /// [`Place::NOW`].
    Now,
    /// When an occurrence happens, if it does.
    Occurrence(OccurrenceKey),
    /// The value of a number, length or date attribute (dates as minutes of their first moment).
    Value(AttributeId, Vec<Node>),
    /// `count` units of varying length after a point (before it where negative).
    Stretch {
        /// From where.
        from: Instant,
        /// How many.
        count: i64,
        /// Of which unit.
        unit: Unit,
        /// From the beginning of a date, from day to day.
        whole: bool,
        /// In which calendar.
        calendar: Option<CalendarId>,
    },
    /// The end of a length attribute that begins at a point (`before`: the beginning of one that ends there).
    Spell {
        /// From where.
        from: Instant,
        /// The attribute's value.
        length: Place,
        /// Its unit.
        unit: Unit,
        /// Backwards.
        before: bool,
        /// From the beginning of a date, from day to day.
        whole: bool,
        /// In which calendar.
        calendar: Option<CalendarId>,
    },
    /// When some stretch of a recurring duty begins.
    Turn {
        /// Whose.
        norm: NormId,
        /// From where the stretches are counted.
        from: Instant,
    },
    /// A moment of a behaviour or of a window, to be eliminated.
    Moment(u32),
}

/// Something that happens, with whom.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::logic) enum OccurrenceKey {
    /// An event.
    Event(EventId, Vec<Node>),
    /// The first doing of an act: actor, act, arguments.
    Act(Node, ActionId, Vec<Node>),
}

impl OccurrenceKey {
    /// Who does it, if anybody does, and with whom.
    fn nodes(&self) -> (&[Node], &[Node]) {
        match self {
            OccurrenceKey::Event(_, args) => (&[], args),
            OccurrenceKey::Act(by, _, args) => (std::slice::from_ref(by), args),
        }
    }
}

/// A place and so many minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::logic) struct Instant {
    /// From where.
    pub(in crate::logic) place: Place,
    /// Minutes after it.
    pub(in crate::logic) offset: i64,
}

impl Instant {
    /// A fixed moment.
    pub(in crate::logic) fn at(minute: Minute) -> Instant {
        Instant { place: Place::ZERO, offset: minute.0 }
    }

    /// So many minutes later.
    #[must_use]
    pub(in crate::logic) fn plus(self, minutes: i64) -> Instant {
        Instant { place: self.place, offset: self.offset + minutes }
    }
}

impl From<Place> for Instant {
    fn from(place: Place) -> Instant {
        Instant { place, offset: 0 }
    }
}

/// An upper bound on a difference: `≤ value`, or `< value` where strict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::logic) struct Bound {
    /// The number.
    pub(in crate::logic) value: i64,
    /// Below it, not at it.
    pub(in crate::logic) strict: bool,
}

/// What can be true or false.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::logic) enum Atom {
    /// A fact holds.
    Fact(FactId, Vec<Node>),
    /// Somebody is of a sort.
    Is(SortId, Node),
    /// Two nodes are one participant; the first is the smaller.
    Same(Node, Node),
    /// Somebody is party to a `treaty`.
    Party(InstrumentId, Node),
    /// A norm's instance was violated.
    Violated(NormId, Vec<Node>),
    /// A choice attribute has this choice.
    Choice(AttributeId, Vec<Node>, u32),
    /// It happens.
    Happens(OccurrenceKey),
    /// `first − second ≤ bound`: the first place is at most so much later than the second.
    Within(Place, Place, Bound),
    /// What the other norms say, where that counts as one unknown fact.
    Unknown(u32, Vec<Node>),
    /// A name for a long formula that is needed at several places; an axiom says which.
    Name(u32),
}

/// All names of one query.
#[derive(Debug)]
pub(in crate::logic) struct Universe<'m> {
    pub(super) model: &'m Model,
    nodes: Vec<(NodeKind, SortId)>,
    node_ids: FxHashMap<NodeKind, Node>,
    places: Vec<PlaceKind>,
    place_ids: FxHashMap<PlaceKind, Place>,
    atoms: Vec<Atom>,
    atom_ids: FxHashMap<Atom, AtomId>,
    moments: u32,
    /// Who came up, and of whom the question that was asked last says nothing.
    pub(super) idle: BTreeSet<Node>,
    /// Who is not needed in the case that is told of it.
    pub(super) spared: BTreeSet<Node>,
    /// So many formulas say what is asked, before those that are true of the world.
    pub(super) asked: usize,
    /// Literals looked at so far to take moments out of formulas.
    pub(in crate::logic) eliminated: usize,
    pub(super) party_roles: &'m FxHashMap<SortId, InstrumentId>,
    /// Pairs known to be two participants.
    apart: FxHashSet<(Node, Node)>,
    /// Comparisons of places of which not all can be as said here, whatever else is so: what one search for values has
    /// found, the next need not find again.
    contradictions: RefCell<Vec<Vec<(AtomId, bool)>>>,
}

impl<'m> Universe<'m> {
    /// Nobody and nothing yet.
    pub(in crate::logic) fn new(
        model: &'m Model,
        party_roles: &'m FxHashMap<SortId, InstrumentId>,
    ) -> Self {
        let mut universe = Universe {
            model,
            nodes: Vec::new(),
            node_ids: FxHashMap::default(),
            places: Vec::new(),
            place_ids: FxHashMap::default(),
            atoms: Vec::new(),
            atom_ids: FxHashMap::default(),
            moments: 0,
            idle: BTreeSet::new(),
            spared: BTreeSet::new(),
            asked: 0,
            eliminated: 0,
            party_roles,
            apart: FxHashSet::default(),
            contradictions: RefCell::default(),
        };
        universe.place(PlaceKind::Zero);
        universe.place(PlaceKind::Now);
        universe
    }

    /// The node of this kind, new if need be; `top` is its top kind.
    pub(in crate::logic) fn node(&mut self, kind: NodeKind, top: SortId) -> Node {
        if let Some(&node) = self.node_ids.get(&kind) {
            return node;
        }
        let node = Node(self.nodes.len() as u32);
        self.nodes.push((kind.clone(), top));
        self.node_ids.insert(kind, node);
        node
    }

    /// The node of this kind, if it came up.
    pub(in crate::logic) fn find_node(&self, kind: &NodeKind) -> Option<Node> {
        self.node_ids.get(kind).copied()
    }

    /// A named participant.
    pub(in crate::logic) fn individual(&mut self, id: IndividualId) -> Node {
        self.node(NodeKind::Individual(id), self.model.individuals[id].top)
    }

    /// How many nodes there are.
    pub(super) fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Why a node is spoken of.
    pub(in crate::logic) fn kind(&self, node: Node) -> &NodeKind {
        &self.nodes[node.0 as usize].0
    }

    /// A node's top kind.
    pub(in crate::logic) fn top(&self, node: Node) -> SortId {
        self.nodes[node.0 as usize].1
    }

    /// Every node.
    pub(in crate::logic) fn nodes(&self) -> impl DoubleEndedIterator<Item = Node> + use<> {
        (0..self.nodes.len() as u32).map(Node)
    }

    /// The named participants of whom the query speaks.
    pub(in crate::logic) fn named(&self) -> impl Iterator<Item = Node> {
        self.nodes().filter(|&node| matches!(self.kind(node), NodeKind::Individual(_)))
    }

    /// Whether a node, or one that its value hangs on, is free to choose.
    pub(in crate::logic) fn is_fresh(&self, node: Node) -> bool {
        match self.kind(node) {
            NodeKind::Fresh(..) => true,
            NodeKind::Value(_, args) | NodeKind::Some(_, _, args) => {
                args.iter().any(|&arg| self.is_fresh(arg))
            }
            _ => false,
        }
    }

    /// How deep attributes are nested in a node.
    pub(in crate::logic) fn depth(&self, node: Node) -> u32 {
        match self.kind(node) {
            NodeKind::Value(_, args) => {
                1 + args.iter().map(|&arg| self.depth(arg)).max().unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// How many who must exist for a `some` led to a node.
    pub(super) fn chosen_depth(&self, node: Node) -> u32 {
        match self.kind(node) {
            NodeKind::Some(_, _, known) => {
                1 + known.iter().map(|&it| self.chosen_depth(it)).max().unwrap_or(0)
            }
            NodeKind::Value(_, args) => {
                args.iter().map(|&it| self.chosen_depth(it)).max().unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// The place of this kind, new if need be.
    pub(in crate::logic) fn place(&mut self, kind: PlaceKind) -> Place {
        if let Some(&place) = self.place_ids.get(&kind) {
            return place;
        }
        let place = Place(self.places.len() as u32);
        self.places.push(kind.clone());
        self.place_ids.insert(kind, place);
        place
    }

    /// The place of this kind, if it came up.
    pub(in crate::logic) fn find_place(&self, kind: &PlaceKind) -> Option<Place> {
        self.place_ids.get(kind).copied()
    }

    /// Notes comparisons that contradict each other.
    pub(in crate::logic) fn note_contradiction(&self, comparisons: Vec<(AtomId, bool)>) {
        let mut known = self.contradictions.borrow_mut();
        if known.len() < CONTRADICTIONS {
            known.push(comparisons);
        }
    }

    /// The comparisons that are known to contradict each other.
    pub(in crate::logic) fn contradictions(&self) -> Ref<'_, Vec<Vec<(AtomId, bool)>>> {
        self.contradictions.borrow()
    }

    /// A new moment, to be eliminated.
    pub(in crate::logic) fn moment(&mut self) -> Place {
        self.moments += 1;
        self.place(PlaceKind::Moment(self.moments))
    }

    /// What a place is.
    pub(in crate::logic) fn place_kind(&self, place: Place) -> &PlaceKind {
        &self.places[place.0 as usize]
    }

    /// How many places there are.
    pub(in crate::logic) fn place_count(&self) -> usize {
        self.places.len()
    }

    /// Every place.
    pub(in crate::logic) fn places(&self) -> impl DoubleEndedIterator<Item = Place> + use<> {
        (0..self.places.len() as u32).map(Place)
    }

    /// Every atom.
    pub(in crate::logic) fn atoms(&self) -> impl DoubleEndedIterator<Item = (AtomId, &Atom)> {
        self.atoms.iter().enumerate().map(|(index, atom)| (AtomId(index as u32), atom))
    }

    /// How many atoms there are.
    pub(in crate::logic) fn atom_count(&self) -> usize {
        self.atoms.len()
    }

    /// What an atom says.
    pub(in crate::logic) fn atom(&self, id: AtomId) -> &Atom {
        &self.atoms[id.0 as usize]
    }

    /// Those of whom an atom speaks: of times and numbers those whose they are.
    pub(super) fn for_each_node(&self, id: AtomId, see: &mut impl FnMut(Node)) {
        let (one, more): (&[Node], &[Node]) = match self.atom(id) {
            Atom::Fact(_, args)
            | Atom::Violated(_, args)
            | Atom::Choice(_, args, _)
            | Atom::Unknown(_, args) => (&[], args),
            Atom::Is(_, node) | Atom::Party(_, node) => (std::slice::from_ref(node), &[]),
            Atom::Same(a, b) => (std::slice::from_ref(a), std::slice::from_ref(b)),
            Atom::Happens(key) => key.nodes(),
            Atom::Within(a, b, _) => {
                for (one, more) in [self.nodes_of_place(*a), self.nodes_of_place(*b)] {
                    one.iter().chain(more).for_each(|&node| see(node));
                }
                return;
            }
            Atom::Name(_) => return,
        };
        one.iter().chain(more).for_each(|&node| see(node));
    }

    fn nodes_of_place(&self, place: Place) -> (&[Node], &[Node]) {
        match self.place_kind(place) {
            PlaceKind::Value(_, args) => (&[], args),
            PlaceKind::Occurrence(key) => key.nodes(),
            _ => (&[], &[]),
        }
    }

    /// The formula that an atom holds.
    pub(in crate::logic) fn holds(&mut self, atom: Atom) -> Formula {
        Literal { atom: self.intern(atom), holds: true }.into()
    }

    fn intern(&mut self, atom: Atom) -> AtomId {
        if let Some(&id) = self.atom_ids.get(&atom) {
            return id;
        }
        let id = AtomId(self.atoms.len() as u32);
        self.atoms.push(atom.clone());
        self.atom_ids.insert(atom, id);
        id
    }

    /// Notes that two nodes are two participants.
    pub(in crate::logic) fn set_apart(&mut self, a: Node, b: Node) {
        if !self.are_apart(a, b) {
            self.apart.insert((a.min(b), a.max(b)));
        }
    }

    /// How many pairs were noted to be two participants, and were not known to be before.
    pub(super) fn apart_count(&self) -> usize {
        self.apart.len()
    }

    /// Whether a node is the value of an attribute of somebody, or of such a value.
    fn is_value_of(&self, node: Node, who: Node) -> bool {
        matches!(self.kind(node), NodeKind::Value(_, args)
            if args.iter().any(|&arg| arg == who || self.is_value_of(arg, who)))
    }

    /// Whether two nodes cannot be one participant.
    pub(in crate::logic) fn are_apart(&self, a: Node, b: Node) -> bool {
        let named = |node| matches!(self.kind(node), NodeKind::Individual(_));
        let fresh = |node| matches!(self.kind(node), NodeKind::Fresh(..));
        // Whoever is chosen is nobody else, but may be the value of an attribute of his own.
        let nobody_else = |it, other| fresh(it) && !self.is_value_of(other, it);
        self.top(a) != self.top(b)
            || (a != b && (named(a) && named(b) || nobody_else(a, b) || nobody_else(b, a)))
            || self.apart.contains(&(a.min(b), a.max(b)))
            || self.is_out_of_range(a, b)
            || self.is_out_of_range(b, a)
    }

    /// Two nodes are one participant.
    pub(in crate::logic) fn same(&mut self, a: Node, b: Node) -> Formula {
        if a == b {
            Formula::True
        } else if self.are_apart(a, b) {
            Formula::False
        } else {
            self.holds(Atom::Same(a.min(b), a.max(b)))
        }
    }

    /// `a ≤ b`, or `a < b` where strict.
    pub(in crate::logic) fn before(&mut self, a: Instant, b: Instant, strict: bool) -> Formula {
        self.within(a.place, b.place, Bound { value: b.offset - a.offset, strict })
    }

    /// `first − second ≤ bound`
    pub(in crate::logic) fn within(
        &mut self,
        first: Place,
        second: Place,
        bound: Bound,
    ) -> Formula {
        let Bound { value, strict } = bound;
        if first == second {
            return Formula::constant(value > 0 || (value == 0 && !strict));
        }
        if first < second {
            return self.holds(Atom::Within(first, second, bound));
        }
        !self.holds(Atom::Within(second, first, Bound { value: -value, strict: !strict }))
    }
}
