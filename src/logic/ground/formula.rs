//! Formulas in negation normal form over numbered atoms. A formula says nothing of what its atoms mean.

use std::cell::OnceCell;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::rc::{Rc, Weak};

/// A place in the table of atoms of one query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::logic) struct AtomId(pub u32);

/// An atom or its negation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::logic) struct Literal {
    /// The atom.
    pub(in crate::logic) atom: AtomId,
    /// Whether it is said to hold.
    pub(in crate::logic) holds: bool,
}

impl std::ops::Not for Literal {
    type Output = Literal;
    fn not(self) -> Literal {
        Literal { atom: self.atom, holds: !self.holds }
    }
}

/// A formula. Built by the functions below, which keep it flat and free of constants inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::logic) enum Formula {
    /// Always.
    True,
    /// Never.
    False,
    /// An atom or its negation.
    Literal(Literal),
    /// All of at least two.
    And(Parts),
    /// At least one of at least two.
    Or(Parts),
}

/// The parts of a formula. Copies share them; how many literals they hold, and a hash of them, are known.
#[derive(Clone, Debug)]
pub(in crate::logic) struct Parts {
    parts: Rc<[Formula]>,
    hash: u64,
    size: usize,
    contrary: Option<Rc<Contrary>>,
}

/// What large parts come to when each is denied, once that was asked. Parts that are shared are denied once, and
/// stay shared.
#[derive(Debug, Default)]
struct Contrary(OnceCell<Denied>);

#[derive(Debug)]
enum Denied {
    /// These.
    Made(Parts),
    /// Those from which they were made.
    From(Weak<[Formula]>, Weak<Contrary>, u64),
}

/// Literals from which on it pays to keep what parts come to when they are denied.
const LARGE: usize = 64;

impl Parts {
    fn new(parts: Vec<Formula>) -> Parts {
        let size = parts.iter().fold(0, |all: usize, part| all.saturating_add(part.size()));
        let mix = |hash: u64, part: &Formula| {
            (hash.rotate_left(5) ^ part.digest()).wrapping_mul(0x517c_c1b7_2722_0a95)
        };
        let hash = parts.iter().fold(0, mix);
        Parts { parts: parts.into(), hash, size, contrary: (size > LARGE).then(Rc::default) }
    }

    /// The contrary of each.
    fn denied(&self) -> Parts {
        if let Some(known) = self.known_contrary() {
            return known;
        }
        let made = Parts::new(self.iter().cloned().map(|part| !part).collect());
        if let (Some(own), Some(other)) = (&self.contrary, &made.contrary) {
            let origin = Denied::From(Rc::downgrade(&self.parts), Rc::downgrade(own), self.hash);
            // Neither was known a moment ago; where those from which these were made are gone, both stay unknown.
            let _known = other.0.set(origin).and_then(|()| own.0.set(Denied::Made(made.clone())));
        }
        made
    }

    fn known_contrary(&self) -> Option<Parts> {
        match self.contrary.as_ref()?.0.get()? {
            Denied::Made(parts) => Some(parts.clone()),
            Denied::From(parts, contrary, hash) => Some(Parts {
                parts: parts.upgrade()?,
                contrary: Some(contrary.upgrade()?),
                hash: *hash,
                size: self.size,
            }),
        }
    }
}

impl PartialEq for Parts {
    fn eq(&self, other: &Parts) -> bool {
        Rc::ptr_eq(&self.parts, &other.parts)
            || self.hash == other.hash && self.parts == other.parts
    }
}

impl Eq for Parts {}

impl Hash for Formula {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.digest());
    }
}

impl Deref for Parts {
    type Target = [Formula];
    fn deref(&self) -> &[Formula] {
        &self.parts
    }
}

impl Formula {
    /// True or false.
    pub(in crate::logic) fn constant(value: bool) -> Formula {
        if value { Formula::True } else { Formula::False }
    }

    /// An atom holds.
    pub(in crate::logic) fn yes(atom: AtomId) -> Formula {
        Literal { atom, holds: true }.into()
    }

    /// All of them.
    pub(in crate::logic) fn all(parts: impl IntoIterator<Item = Formula>) -> Formula {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Formula::True => {}
                Formula::False => return Formula::False,
                Formula::And(inner) => flat.extend(inner.iter().cloned()),
                part => flat.push(part),
            }
        }
        let mut flat = each_once(flat);
        match flat.len() {
            0 => Formula::True,
            1 => flat.swap_remove(0),
            _ => Formula::And(Parts::new(flat)),
        }
    }

    /// At least one of them.
    pub(in crate::logic) fn any(parts: impl IntoIterator<Item = Formula>) -> Formula {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Formula::False => {}
                Formula::True => return Formula::True,
                Formula::Or(inner) => flat.extend(inner.iter().cloned()),
                part => flat.push(part),
            }
        }
        let mut flat = each_once(flat);
        match flat.len() {
            0 => Formula::False,
            1 => flat.swap_remove(0),
            _ => Formula::Or(Parts::new(flat)),
        }
    }

    /// Whether it is false on its face: one of its parts is the contrary of another, for atoms alone.
    pub(in crate::logic) fn is_plainly_never_so(&self) -> bool {
        match self {
            Formula::False => true,
            Formula::And(parts) => parts.iter().any(|part| match part {
                Formula::Literal(it) => parts.contains(&Formula::Literal(!*it)),
                _ => false,
            }),
            _ => false,
        }
    }

    /// Both.
    #[must_use]
    pub(in crate::logic) fn and(self, other: Formula) -> Formula {
        match (self, other) {
            (Formula::False, _) | (_, Formula::False) => Formula::False,
            (Formula::True, it) | (it, Formula::True) => it,
            both => Formula::all([both.0, both.1]),
        }
    }

    /// Either.
    #[must_use]
    pub(in crate::logic) fn or(self, other: Formula) -> Formula {
        match (self, other) {
            (Formula::True, _) | (_, Formula::True) => Formula::True,
            (Formula::False, it) | (it, Formula::False) => it,
            either => Formula::any([either.0, either.1]),
        }
    }

    /// If this, then the other.
    #[must_use]
    pub(in crate::logic) fn implies(self, other: Formula) -> Formula {
        (!self).or(other)
    }

    /// Calls `visit` for every literal, in order. Large parts that stand in several places are visited once: what
    /// they share can be more than anybody could walk through.
    pub(in crate::logic) fn for_each_literal(&self, visit: &mut impl FnMut(Literal)) {
        self.for_each_new(visit, &mut rustc_hash::FxHashSet::default());
    }

    fn for_each_new(
        &self,
        visit: &mut impl FnMut(Literal),
        seen: &mut rustc_hash::FxHashSet<*const Formula>,
    ) {
        match self {
            Formula::True | Formula::False => {}
            Formula::Literal(literal) => visit(*literal),
            Formula::And(parts) | Formula::Or(parts) => {
                if parts.size <= LARGE || seen.insert(parts.parts.as_ptr()) {
                    parts.iter().for_each(|part| part.for_each_new(visit, seen));
                }
            }
        }
    }

    /// The formula with every literal replaced.
    #[must_use]
    pub(in crate::logic) fn map(&self, replace: &mut impl FnMut(Literal) -> Formula) -> Formula {
        match self {
            Formula::True => Formula::True,
            Formula::False => Formula::False,
            Formula::Literal(literal) => replace(*literal),
            Formula::And(parts) => Formula::all(parts.iter().map(|part| part.map(replace))),
            Formula::Or(parts) => Formula::any(parts.iter().map(|part| part.map(replace))),
        }
    }

    /// A hash that tells most formulas apart, without a walk through their parts.
    fn digest(&self) -> u64 {
        match self {
            Formula::True => 1,
            Formula::False => 2,
            Formula::Literal(it) => (u64::from(it.atom.0) << 1 | u64::from(it.holds)) + 3,
            Formula::And(parts) => parts.hash,
            Formula::Or(parts) => !parts.hash,
        }
    }

    /// How many literals there are.
    pub(in crate::logic) fn size(&self) -> usize {
        match self {
            Formula::True | Formula::False => 0,
            Formula::Literal(_) => 1,
            Formula::And(parts) | Formula::Or(parts) => parts.size,
        }
    }
}

/// The parts without repetitions, in order.
#[expect(clippy::mutable_key_type, reason = "what is kept of the contrary is no part of the hash")]
fn each_once(mut parts: Vec<Formula>) -> Vec<Formula> {
    if parts.len() <= 6 {
        let mut kept = 1;
        while kept < parts.len() {
            match parts[..kept].contains(&parts[kept]) {
                true => drop(parts.remove(kept)),
                false => kept += 1,
            }
        }
        return parts;
    }
    let mut seen = rustc_hash::FxHashSet::with_capacity_and_hasher(parts.len(), Default::default());
    let fresh: Vec<bool> = parts.iter().map(|part| seen.insert(part)).collect();
    drop(seen);
    parts.into_iter().zip(fresh).filter(|(_, fresh)| *fresh).map(|(part, _)| part).collect()
}

impl From<Literal> for Formula {
    fn from(literal: Literal) -> Formula {
        Formula::Literal(literal)
    }
}

impl std::ops::Not for Formula {
    type Output = Formula;
    fn not(self) -> Formula {
        match self {
            Formula::True => Formula::False,
            Formula::False => Formula::True,
            Formula::Literal(literal) => Formula::Literal(!literal),
            Formula::And(parts) => Formula::Or(parts.denied()),
            Formula::Or(parts) => Formula::And(parts.denied()),
        }
    }
}
