//! What settings say of matters on which the files are silent. What a file declares goes before.

use super::Builder;
use super::names::Thing;
use crate::model::{Calendar, Canon, Profile};
use crate::source::{FileId, Span};

/// What holds where no file says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// The canons in the order in which they are asked; empty for none.
    pub precedence: Option<Vec<Canon>>,
    /// Calendars that instruments may name.
    pub calendars: Vec<Calendar>,
    /// Profiles: a name and the names of principles. Those that the files do not declare are left out.
    pub profiles: Vec<(String, Vec<String>)>,
    /// A file that is used was not found: a name that nothing declares may stand in it.
    pub misses_a_file: bool,
}

impl<'a> Builder<'a> {
    /// Calendars that no file declares.
    pub(super) fn default_calendars(&mut self) {
        for calendar in &self.defaults.calendars {
            if self.names.calendars.place(&calendar.name).is_none() {
                let id = self.model.calendars.push(calendar.clone());
                self.names.calendars.set_outside(&calendar.name, id);
            }
        }
    }

    /// Profiles that no file declares, of principles that the files do.
    pub(super) fn default_profiles(&mut self) {
        for (name, principles) in &self.defaults.profiles {
            if self.names.things.place(name).is_some() {
                continue;
            }
            let mut ids = Vec::new();
            for principle in principles {
                if let Some(Ok(Thing::Principle(id))) = self.names.things.get(principle) {
                    ids.push(id);
                }
            }
            if let Some(&first) = ids.first() {
                let span = self.model.principles[first].span;
                let (name, title) = (name.as_str().into(), None);
                self.model.profiles.push(Profile { name, title, principles: ids, span });
            }
        }
    }
}

/// Where a name stands that no file declares.
pub(super) const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };
