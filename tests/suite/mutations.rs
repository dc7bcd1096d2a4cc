//! The expectations of `rules/` hold the packs tight: whoever drops an exception, a date or a party list turns one red.

use std::collections::BTreeMap;

use comity::checks::{self, Settings};
use comity::driver::Workspace;
use comity::model::{Cond, DaySpan, InstrumentId, Model, NormId};
use comity::source::{Sources, Span};

use crate::fixtures::{norm_files, root};
use crate::rules::{Repository, inputs};

/// Of a hundred mutants, at least so many must be noticed.
const NOTICED_AT_LEAST: usize = 50;

/// Fewer mutants than this would show nothing.
const MUTANTS_AT_LEAST: usize = 40;

/// What is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mutation {
    Exception(NormId),
    Dates(NormId),
    Parties(InstrumentId),
}

impl Mutation {
    fn apply(self, model: &mut Model) {
        match self {
            Mutation::Exception(norm) => model.norms[norm].unless = Cond::Any(Vec::new()),
            Mutation::Dates(norm) => model.norms[norm].in_force = vec![DaySpan::ALWAYS],
            Mutation::Parties(instrument) => {
                model.instruments[instrument].parties.clear();
                model.instruments[instrument].party_kinds.clear();
            }
        }
    }

    /// The same for every set in which the norm is.
    fn key(self, model: &Model) -> (&'static str, Span, String) {
        match self {
            Mutation::Exception(norm) => {
                ("exception", model.norms[norm].name_span, model.qualified(norm))
            }
            Mutation::Dates(norm) => ("dates", model.norms[norm].name_span, model.qualified(norm)),
            Mutation::Parties(instrument) => {
                let instrument = &model.instruments[instrument];
                let name = instrument.name.as_deref().unwrap_or_default().to_owned();
                ("parties", instrument.span, name)
            }
        }
    }
}

fn mutations(model: &Model) -> Vec<Mutation> {
    let norms = || model.norms.iter();
    let exceptions = norms().filter(|(_, norm)| norm.unless != Cond::Any(Vec::new()));
    let dated = norms().filter(|(_, norm)| norm.in_force != [DaySpan::ALWAYS]);
    let listed = model.instruments.iter().filter(|(_, one)| !one.parties.is_empty());
    let exceptions = exceptions.map(|(id, _)| Mutation::Exception(id));
    let dated = dated.map(|(id, _)| Mutation::Dates(id));
    exceptions.chain(dated).chain(listed.map(|(id, _)| Mutation::Parties(id))).collect()
}

/// Which expectations pass.
fn passes(sources: &Sources, model: &Model) -> Vec<bool> {
    let results = checks::test(sources, model, &Settings::default());
    results.iter().map(|result| result.passed).collect()
}

#[test]
fn dropping_an_exception_a_date_or_a_party_turns_an_expectation_red() {
    let mut workspace = Workspace::new(&Repository);
    workspace.add_tested(inputs(&norm_files(&root().join("rules"))), None);
    let mut noticed = BTreeMap::new();
    for model in workspace.models() {
        let sound = passes(workspace.sources(), &model);
        for mutation in mutations(&model) {
            let known: &mut bool = noticed.entry(mutation.key(&model)).or_default();
            if !*known {
                let mut mutant = model.clone();
                mutation.apply(&mut mutant);
                *known = passes(workspace.sources(), &mutant) != sound;
            }
        }
    }
    let survivors = noticed.iter().filter(|(_, noticed)| !**noticed);
    let survivors: Vec<_> =
        survivors.map(|((what, _, name), _)| format!("{what} of {name}")).collect();
    let share = 100 * (noticed.len() - survivors.len()) / noticed.len().max(1);
    println!("{} mutants, {share} % noticed; not: {survivors:#?}", noticed.len());
    assert!(noticed.len() >= MUTANTS_AT_LEAST, "{} mutants", noticed.len());
    assert!(share >= NOTICED_AT_LEAST, "{share} % of the mutants noticed; not: {survivors:#?}");
}
