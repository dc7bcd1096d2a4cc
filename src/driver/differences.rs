//! Sets of a workspace, held against each other.

use std::collections::BTreeSet;

use super::look::Looked;
use super::workspace::Workspace;
use crate::checks::{self, Differences, Settings};

impl Workspace<'_> {
    /// What the second set says otherwise than the first, each difference with a case.
    pub fn diff(&self, settings: &Settings) -> Looked<Differences> {
        let one = |mut found: Vec<Differences>| match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only),
            _ => {
                Err("exactly two texts are compared: give an older one and a newer one".to_owned())
            }
        };
        let Looked { answer, left_out } = self.diff_each(settings);
        Looked { answer: answer.and_then(one), left_out }
    }

    /// What the second set of each two says otherwise than the first of them. What several of them would tell of a file
    /// that they use is told once.
    pub fn diff_each(&self, settings: &Settings) -> Looked<Vec<Differences>> {
        let (models, diagnostics) = self.sound_models(settings);
        let problems = super::run::problems(&models, settings);
        let answer = match problems.is_empty() {
            true => {
                let pairs = models.as_chunks::<2>().0.iter();
                let found = pairs.map(|[old, new]| checks::diff(&self.sources, old, new, settings));
                Ok(each_once(found.collect()))
            }
            false => Err(problems.join("; ")),
        };
        self.looked(answer, diagnostics)
    }
}

fn each_once(mut found: Vec<Differences>) -> Vec<Differences> {
    let mut told = BTreeSet::new();
    for one in &mut found {
        one.statements.retain(|it| told.insert((it.change, it.text.clone(), it.spans.clone())));
    }
    found
}
