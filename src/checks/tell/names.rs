//! Norms by their names, as short as tells the members of a finding apart.

use super::case::join;
use crate::model::{Model, NormId};

/// The name of a norm among the members of a finding: with its instrument, where another of them has the same name.
pub(in crate::checks) fn name_among(model: &Model, norm: NormId, members: &[NormId]) -> String {
    let own = &model.norms[norm];
    let namesake = |it: &NormId| {
        let other = &model.norms[*it];
        other.name == own.name && other.instrument != own.instrument
    };
    match members.iter().any(namesake) {
        true => model.qualified(norm),
        false => own.name.to_string(),
    }
}

/// The names of two norms, which tell them apart.
pub(in crate::checks) fn two_names(model: &Model, a: NormId, b: NormId) -> [String; 2] {
    [a, b].map(|norm| name_among(model, norm, &[a, b]))
}

/// The names of norms, in backticks, joined by commas and `and`; of one that stands there several times, how often.
pub(in crate::checks) fn norm_names(model: &Model, norms: &[NormId]) -> String {
    let mut names: Vec<(String, usize)> = Vec::new();
    for name in norms.iter().map(|&norm| format!("`{}`", model.qualified(norm))) {
        match names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, times)) => *times += 1,
            None => names.push((name, 1)),
        }
    }
    let counted = names.into_iter().map(|(name, times)| match times {
        1 => name,
        2 => format!("{name} (twice)"),
        3 => format!("{name} (three times)"),
        times => format!("{name} ({times} times)"),
    });
    join(&counted.collect::<Vec<_>>())
}
