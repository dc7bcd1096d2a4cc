//! Files as they were given, and the sets that they form.

use super::workspace::{Set, Workspace};

/// Files that were given at once.
#[derive(Clone)]
pub(super) enum Given {
    /// They are checked together.
    Together(Vec<usize>),
    /// Each that holds an expectation is a set of its own, with those that go along.
    Tested { roots: Vec<usize>, also: Vec<usize> },
}

impl Given {
    pub(super) fn files(&self) -> impl Iterator<Item = usize> {
        let (first, second) = match self {
            Given::Together(files) => (files.as_slice(), &[][..]),
            Given::Tested { roots, also } => (roots.as_slice(), also.as_slice()),
        };
        first.iter().chain(second).copied()
    }

    pub(super) fn take_out(&mut self, file: usize) {
        match self {
            Given::Together(files) => files.retain(|&own| own != file),
            Given::Tested { roots, also } => {
                roots.retain(|&own| own != file);
                also.retain(|&own| own != file);
            }
        }
    }
}

impl Workspace<'_> {
    /// Takes what was given, and forms its sets.
    pub(super) fn take(&mut self, given: Given) {
        self.sets.extend(self.sets_of(&given));
        self.given.push(given);
    }

    /// Forms all sets anew, where what files hold or use has changed.
    pub(super) fn renew_sets(&mut self) {
        self.sets = self.given.iter().flat_map(|given| self.sets_of(given)).collect();
    }

    fn sets_of(&self, given: &Given) -> Vec<Set> {
        let orders = match given {
            Given::Together(files) => vec![files.clone()],
            Given::Tested { roots, also } => {
                let tested = roots.iter().filter(|&&root| self.files[root].expects);
                tested.map(|root| also.iter().chain([root]).copied().collect()).collect()
            }
        };
        orders.into_iter().map(|order| self.set(order)).collect()
    }
}
