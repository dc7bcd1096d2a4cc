//! The expectations of `rules/` hold the packs tight: whoever drops an exception, a date or a party list turns one red.

use std::collections::BTreeMap;

use comity::checks::{self, Settings};
use comity::driver::Workspace;
use comity::model::{Cond, DaySpan, InstrumentId, Model, NormId};
use comity::source::{Sources, Span};

use crate::fixtures::{norm_files, root};
use crate::rules::{Repository, inputs};

/// Mutants that no expectation can notice: the instrument is only proposed, and expectations look at what is in force.
const SURVIVORS: &[&str] = &["exception of digital_omnibus.art33"];

/// Fewer mutants than this would show nothing.
const MUTANTS_AT_LEAST: usize = 30;

const EXPECTATIONS_AT_ONCE: usize = 8;

/// What is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mutation {
    Exception(NormId),
    Dates(InstrumentId),
    Parties(InstrumentId),
}

impl Mutation {
    fn apply(self, model: &mut Model) {
        match self {
            Mutation::Exception(norm) => {
                for it in model.norms.ids().collect::<Vec<_>>() {
                    if model.whole(it) == norm {
                        model.norms[it].unless = Cond::Any(Vec::new());
                    }
                }
            }
            Mutation::Dates(instrument) => {
                model.instruments[instrument].in_force = vec![DaySpan::ALWAYS];
                let of = |id: &NormId| model.norms[*id].instrument == instrument;
                let norms: Vec<_> = model.norms.ids().filter(of).collect();
                for norm in norms {
                    model.norms[norm].in_force = vec![DaySpan::ALWAYS];
                }
            }
            Mutation::Parties(instrument) => {
                model.instruments[instrument].parties.clear();
                model.instruments[instrument].party_kinds.clear();
            }
        }
    }

    /// The same for every set in which the norm or instrument is.
    fn key(self, model: &Model) -> (&'static str, Span, String) {
        let named = |id: InstrumentId| {
            let instrument = &model.instruments[id];
            (instrument.span, instrument.name.as_deref().unwrap_or_default().to_owned())
        };
        let (what, (span, name)) = match self {
            Mutation::Exception(norm) => {
                ("exception", (model.norms[norm].name_span, model.qualified(norm)))
            }
            Mutation::Dates(instrument) => ("dates", named(instrument)),
            Mutation::Parties(instrument) => ("parties", named(instrument)),
        };
        (what, span, name)
    }
}

fn mutations(model: &Model) -> Vec<Mutation> {
    let norms = model.written().map(|id| (id, &model.norms[id]));
    let exceptions = norms.filter(|(_, norm)| norm.unless != Cond::Any(Vec::new()));
    let instruments = || model.instruments.iter();
    let dated = instruments().filter(|(_, one)| one.in_force != [DaySpan::ALWAYS]);
    let listed = instruments().filter(|(_, one)| !one.parties.is_empty());
    let exceptions = exceptions.map(|(id, _)| Mutation::Exception(id));
    let dated = dated.map(|(id, _)| Mutation::Dates(id));
    exceptions.chain(dated).chain(listed.map(|(id, _)| Mutation::Parties(id))).collect()
}

/// Which expectations pass.
fn passes(sources: &Sources, model: &Model) -> Vec<bool> {
    let results = checks::test(sources, model, &Settings::default());
    results.iter().map(|result| result.passed).collect()
}

/// Whether some expectation is answered otherwise than before; a few are asked at a time.
fn is_noticed(sources: &Sources, mut mutant: Model, sound: &[bool]) -> bool {
    let all = std::mem::take(&mut mutant.expectations);
    let few = all.chunks(EXPECTATIONS_AT_ONCE).zip(sound.chunks(EXPECTATIONS_AT_ONCE));
    few.into_iter().any(|(asked, sound)| {
        mutant.expectations = asked.to_vec();
        passes(sources, &mutant) != sound
    })
}

#[test]
fn dropping_an_exception_a_date_or_a_party_turns_an_expectation_red() {
    let mut workspace = Workspace::new(&Repository);
    workspace.add_tested(inputs(&norm_files(&root().join("rules"))), None);
    let mut noticed = BTreeMap::new();
    for model in workspace.models(&Settings::default()) {
        let sound = passes(workspace.sources(), &model);
        for mutation in mutations(&model) {
            let known: &mut bool = noticed.entry(mutation.key(&model)).or_default();
            if !*known {
                let mut mutant = model.clone();
                mutation.apply(&mut mutant);
                *known = is_noticed(workspace.sources(), mutant, &sound);
            }
        }
    }
    let survivors = noticed.iter().filter(|(_, noticed)| !**noticed);
    let survivors = survivors.map(|((what, _, name), _)| format!("{what} of {name}"));
    let new: Vec<_> = survivors.filter(|one| !SURVIVORS.contains(&one.as_str())).collect();
    assert!(new.is_empty(), "no expectation notices that these are dropped: {new:#?}");
    assert!(noticed.len() >= MUTANTS_AT_LEAST, "{} mutants", noticed.len());
}
