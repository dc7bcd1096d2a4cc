//! Files that are not the user's, and what of the user's brings them in.

use std::collections::BTreeMap;

use super::input::COMMAND_LINE;
use super::packs;
use super::workspace::Workspace;
use crate::report::Homes;
use crate::source::{FileId, Span};

impl Workspace<'_> {
    /// Of the files that are in use: for each pack that comes with Comity, the first `use` in a file of the user's that
    /// leads to it, in the order of names.
    pub(super) fn homes(&self) -> Homes {
        let name = |file: usize| self.sources.name(FileId(file as u32));
        let (strangers, mut own): (Vec<_>, Vec<_>) =
            self.in_use().into_iter().partition(|&file| is_strange(name(file)));
        own.sort_by_key(|&file| name(file));
        let first = own.first().map(|&file| FileId(file as u32));
        let mut homes: BTreeMap<FileId, Option<Span>> =
            strangers.iter().map(|&file| (FileId(file as u32), None)).collect();
        let uses = own.iter().flat_map(|&file| &self.files[file].uses);
        let mut open: Vec<(usize, Span)> =
            uses.filter_map(|it| Some((it.target?, it.span))).collect();
        // The first one is taken first.
        open.reverse();
        while let Some((file, span)) = open.pop() {
            let Some(home @ None) = homes.get_mut(&FileId(file as u32)) else { continue };
            *home = Some(span);
            open.extend(self.files[file].uses.iter().filter_map(|it| Some((it.target?, span))));
        }
        Homes::new(homes, first)
    }
}

fn is_strange(name: &str) -> bool {
    packs::is_bundled(name) || name == COMMAND_LINE
}
