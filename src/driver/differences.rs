//! Two sets of a workspace, held against each other.

use super::look::Looked;
use super::workspace::Workspace;
use crate::checks::{self, Differences, Settings};

impl Workspace<'_> {
    /// What the second set says otherwise than the first, each difference with a case.
    pub fn diff(&self, settings: &Settings) -> Looked<Differences> {
        let (models, diagnostics) = self.sound_models(settings);
        let problems = super::run::problems(&models, settings);
        let answer = match (models.as_slice(), problems.as_slice()) {
            ([old, new], []) => Ok(checks::diff(&self.sources, old, new, settings)),
            (_, []) => {
                Err("exactly two texts are compared: give an older one and a newer one".to_owned())
            }
            (_, problems) => Err(problems.join("; ")),
        };
        self.looked(answer, diagnostics)
    }
}
