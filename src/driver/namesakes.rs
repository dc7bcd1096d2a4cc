//! Norms of one name in several sets: where they stand tells findings about them apart.

use std::collections::{BTreeMap, HashMap};

use super::parts::PartKind;
use super::workspace::{Set, Workspace};
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Span};

/// In how many sets something stands.
#[derive(Clone, Copy, Default)]
struct Count {
    /// In those to which its file was given.
    given: usize,
    /// In those, and in those that use its file.
    known: usize,
}

impl Workspace<'_> {
    /// Gives each finding that has namesakes in other sets its folder. Whether it has them hangs on the names of norms
    /// and not on what is found: a finding that is mended leaves the others as they are. The folder, and not the
    /// file, because files are renamed more often than folders.
    pub(super) fn tell_namesakes_apart(&self, found: &mut [Diagnostic]) {
        if self.sets.len() < 2 || found.is_empty() {
            return;
        }
        let names = self.names_of_norms();
        let count = |name: &str| names.get(name).copied().unwrap_or_default();
        let shares = |set: usize| {
            let norms = self.sets[set].roots.iter().flat_map(|&file| self.norms_in(file));
            norms.into_iter().any(|name| count(&name).given > 1)
        };
        let mut sharing: HashMap<usize, bool> = HashMap::new();
        for it in found {
            let Some(set) = self.set_of(it) else { continue };
            let has_namesake = match it.evidence.norms.as_slice() {
                [] => *sharing.entry(set).or_insert_with(|| shares(set)),
                // A norm that several sets use is one norm; those beside it tell the findings apart.
                norms => {
                    norms.iter().all(|norm| count(norm).known > 1)
                        && norms.iter().any(|norm| count(norm).given > 1)
                }
            };
            it.evidence.home = has_namesake.then(|| self.folder(&self.sets[set]));
        }
    }

    fn names_of_norms(&self) -> HashMap<String, Count> {
        let mut files: BTreeMap<usize, Count> = BTreeMap::new();
        for set in &self.sets {
            set.roots.iter().for_each(|&file| files.entry(file).or_default().given += 1);
            set.files.iter().for_each(|&file| files.entry(file).or_default().known += 1);
        }
        let mut names: HashMap<String, Count> = HashMap::new();
        for (file, sets) in files {
            for name in self.norms_in(file) {
                let all = names.entry(name).or_default();
                all.given += sets.given;
                all.known += sets.known;
            }
        }
        names
    }

    /// The names of the norms of a file, each with that of its instrument.
    fn norms_in(&self, file: usize) -> Vec<String> {
        let name = |span: Span| self.sources().slice(span);
        let mut instrument: Option<(Span, &str)> = None;
        let mut norms = Vec::new();
        for part in self.files[file].parts.iter() {
            match (part.kind, part.name) {
                (PartKind::Instrument, Some(own)) => instrument = Some((part.span, name(own))),
                (PartKind::Norm, Some(own)) => norms.push(match instrument {
                    Some((whole, of)) if part.span.end <= whole.end => {
                        format!("{of}.{}", name(own))
                    }
                    _ => name(own).to_owned(),
                }),
                _ => {}
            }
        }
        norms
    }

    /// The set of a finding. What is found in the text of a file itself belongs to the first to which it was given.
    fn set_of(&self, found: &Diagnostic) -> Option<usize> {
        if !found.evidence.norms.is_empty() || found.evidence.principle.is_some() {
            return Some(found.evidence.set);
        }
        let file = found.primary.span.file.0 as usize;
        self.sets.iter().position(|set| set.roots.contains(&file))
    }

    /// The folder of what was given first.
    fn folder(&self, set: &Set) -> String {
        let name = |&file: &usize| self.sources().name(FileId(file as u32));
        let first = set.order.first().map(name).unwrap_or_default();
        first.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder).to_owned()
    }
}
