//! Norms in groups, by where they stand.

use crate::source::Span;

/// Groups in one list: there are thousands of them, and most are small.
#[derive(Debug, Default)]
pub(super) struct Groups {
    norms: Vec<Span>,
    /// Where each group ends in the list.
    ends: Vec<usize>,
}

impl Groups {
    /// Adds a group.
    pub(super) fn push(&mut self, norms: impl IntoIterator<Item = Span>) {
        self.norms.extend(norms);
        self.ends.push(self.norms.len());
    }

    /// How many groups there are.
    pub(super) fn count(&self) -> usize {
        self.ends.len()
    }

    /// Each group.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[Span]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.norms[start..end])
    }
}

impl<I: IntoIterator<Item = Span>> FromIterator<I> for Groups {
    fn from_iter<T: IntoIterator<Item = I>>(groups: T) -> Self {
        let mut all = Groups::default();
        groups.into_iter().for_each(|group| all.push(group));
        all
    }
}
