//! The reference evaluator meets the expectations of scenarios, wherever it has an answer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use comity::logic::reference::{Answer, Instance, Kind, Unsupported, World, WrittenFields};
use comity::model::*;
use comity::source::Sources;
use comity::syntax::parse;

use crate::fixtures::{norm_files, root};

/// Raise it as scenarios are added: a suite that asks nothing must not pass.
const ANSWERS_AT_LEAST: usize = 200;

#[test]
fn the_reference_meets_the_expectations_of_scenarios() {
    let files: Vec<_> =
        ["rules", "examples"].iter().flat_map(|top| norm_files(&root().join(top))).collect();
    let (mut met, mut open, mut wrong) = (0, BTreeMap::new(), Vec::new());
    for file in &files {
        let (sources, model) = load(file);
        for expectation in &model.expectations {
            let Some(id) = expectation.scenario else { continue };
            let scenario = &model.scenarios[id];
            if Path::new(&sources.file(scenario.span.file).name) != file {
                continue;
            }
            let text = &sources.text(expectation.span.file)[expectation.span.range()];
            match answer(&model, scenario, expectation) {
                Ok(true) => met += 1,
                Ok(false) => wrong.push(format!("{}: {text}", scenario.name)),
                Err(Unsupported(reason)) => *open.entry(reason).or_insert(0) += 1,
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\nmet: {met}\nwithout an answer: {open:#?}", wrong.join("\n"));
    assert!(met >= ANSWERS_AT_LEAST, "met: {met}\nwithout an answer: {open:#?}");
}

/// A file with all that it uses.
fn load(file: &Path) -> (Sources, Model) {
    let mut sources = Sources::default();
    let (mut open, mut seen, mut trees) = (vec![file.to_owned()], BTreeSet::new(), Vec::new());
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a file that was found is readable");
        for line in text.lines() {
            let Some(name) = line.strip_prefix("use ") else { continue };
            open.extend(used(&path, name.trim().trim_matches('"')));
        }
        let id = sources.add(path.display().to_string(), text);
        let (tree, _) = parse(&sources, id);
        trees.push((id, tree));
    }
    let (model, _) = build::build(&sources, &trees);
    (sources, model)
}

fn used(path: &Path, name: &str) -> Option<PathBuf> {
    let beside = path.parent().expect("a file is in a folder").join(format!("{name}.norm"));
    let pack = root().join(format!("rules/{name}/{name}.norm"));
    [beside, pack].into_iter().find(|file| file.is_file())
}

fn answer(model: &Model, scenario: &Scenario, expectation: &Expectation) -> Answer<bool> {
    if expectation.pending.is_some() {
        return Err(Unsupported("pending".to_owned()));
    }
    let mut situation = situation(model, scenario, expectation.on);
    let fields = WrittenFields(model);
    let without = expectation.without.iter().flat_map(|target| means(model, *target)).collect();
    fn world<'a>(
        model: &'a Model,
        situation: &'a Situation,
        without: &BTreeSet<NormId>,
    ) -> World<'a> {
        World::new(model, situation).without(without).with_largest_clash(3)
    }
    if world(model, &situation, &without).is_possible() == Ok(false) {
        return Err(Unsupported("facts that follow from assumptions only".to_owned()));
    }
    for (who, norm) in &scenario.violations {
        let who = match who {
            Term::Var(var) => ParticipantId(var.0),
            Term::Individual(id) => {
                ParticipantId((scenario.participants().len() + id.index()) as u32)
            }
            Term::Attribute { .. } => panic!("a scenario names who violates a norm"),
        };
        let borne = world(model, &situation, &without).borne_by(who, *norm);
        situation.violated.extend(borne.into_iter().map(|it| (it.norm, it.participants)));
    }
    // A remedy of a remedy comes after it.
    for (id, norm) in model.norms.iter().filter(|(_, norm)| norm.otherwise.is_some()) {
        let world = world(model, &situation, &without);
        let mut violated = Vec::new();
        for instance in world.instances(id) {
            if world.violates_instance(&instance)? {
                violated.push((id, instance.participants));
            }
        }
        assert!(norm.otherwise > Some(id));
        situation.violated.extend(violated);
    }
    let world = world(model, &situation, &without).with_fields(&fields);
    let stated = scenario.participants().len() as u32;
    // Nobody stands for what a sentence leaves out.
    let all = 0..scenario.scope.vars.len() as u32;
    let env: Vec<_> = all.map(|n| (n < stated).then_some(ParticipantId(n))).collect();
    match &expectation.kind {
        ExpectKind::Status { negated, status } => {
            Ok(world.is_said(status, &scenario.scope, &env, *negated)? != *negated)
        }
        ExpectKind::Violates { negated, who, norm } => {
            let who = match who {
                Term::Var(var) => var.0,
                Term::Individual(id) => stated + id.0,
                Term::Attribute { .. } => return Err(Unsupported("a chain violates".to_owned())),
            };
            Ok(world.violates(ParticipantId(who), *norm)? != *negated)
        }
        ExpectKind::Violated { principle, .. } => world.principle_fails(*principle),
        ExpectKind::Holds { principle } => Ok(!world.principle_fails(*principle)?),
        ExpectKind::Verdict { word, norms, .. } => verdict(model, &world, *word, norms),
        ExpectKind::Unsettled { .. } => Err(Unsupported("`gap`".to_owned())),
        ExpectKind::Undetermined { .. } => Err(Unsupported("`undetermined`".to_owned())),
    }
}

/// Whether some conflict of just these norms is of that kind.
fn verdict(model: &Model, world: &World<'_>, word: VerdictWord, norms: &[Target]) -> Answer<bool> {
    let kind = match word {
        VerdictWord::Conflict | VerdictWord::None | VerdictWord::Settled => None,
        VerdictWord::Strict => Some(Kind::Strict),
        VerdictWord::Incompatible => Some(Kind::Incompatible),
        VerdictWord::Temporal => Some(Kind::Temporal),
        VerdictWord::Wide => Some(Kind::Wide),
        VerdictWord::Tension => Some(Kind::Tension),
        VerdictWord::Competence => Some(Kind::Competence),
        _ => return Err(Unsupported(format!("`{}`", word.word()))),
    };
    let groups: Vec<Vec<NormId>> = norms.iter().map(|target| means(model, *target)).collect();
    let named = |clash: &Vec<Instance>| {
        clash.iter().all(|one| groups.iter().any(|group| group.contains(&one.norm)))
            && groups.iter().all(|group| clash.iter().any(|one| group.contains(&one.norm)))
    };
    let clashes = world.all_clashes(norms.len().max(2))?;
    let (mut conflict, mut settled) = (false, false);
    for clash in clashes.iter().filter(|clash| named(clash)) {
        if world.conflict(clash)? {
            conflict |= match kind {
                Some(kind) => world.verdict(clash)? == kind,
                None => true,
            };
        } else {
            settled = true;
        }
    }
    Ok(match word {
        VerdictWord::None => !conflict,
        VerdictWord::Settled => settled && !conflict,
        _ => conflict,
    })
}

fn means(model: &Model, target: Target) -> Vec<NormId> {
    let of = |(id, norm): (NormId, &Norm)| {
        let own = match target {
            Target::Instrument(instrument) => norm.instrument == instrument,
            Target::Norm(other) => {
                let other = &model.norms[other];
                other.instrument == norm.instrument && other.name == norm.name
            }
        };
        own.then_some(id)
    };
    model.norms.iter().filter_map(of).collect()
}

/// What the scenario states. Its participants come first, then those individuals that it or the norms name.
fn situation(model: &Model, scenario: &Scenario, on: Option<Day>) -> Situation {
    let mut situation = Situation::default();
    let last = scenario.timeline.iter().map(|(at, _)| at.day()).max();
    situation.day = on.or(scenario.on).or(last);
    let above = |sorts: &[SortId]| -> BTreeSet<SortId> {
        sorts.iter().flat_map(|sort| model.sorts[*sort].ancestors.iter().copied()).collect()
    };
    for var in scenario.participants() {
        let (name, sorts) = (var.name.to_string(), above(&var.sorts));
        situation.participants.push(Participant { name, sorts, individual: None });
    }
    for (id, one) in model.individuals.iter() {
        let (name, sorts) = (one.name.to_string(), above(&one.sorts));
        situation.participants.push(Participant { name, sorts, individual: Some(id) });
    }
    let who = |term: &Term| match term {
        Term::Var(var) => ParticipantId(var.0),
        Term::Individual(id) => ParticipantId((scenario.participants().len() + id.index()) as u32),
        Term::Attribute { .. } => panic!("a scenario names its participants"),
    };
    let all = |terms: &[Term]| terms.iter().map(who).collect::<Vec<_>>();
    for (term, sort) in &scenario.roles {
        situation.participants[who(term).0 as usize].sorts.extend(above(&[*sort]));
    }
    for fact in &scenario.facts {
        match fact {
            Cond::Fact { fact, args } => drop(situation.facts.insert((*fact, all(args)))),
            Cond::Party { term, instrument } => {
                situation.parties.insert((*instrument, who(term)));
            }
            _ => {}
        }
    }
    let key = |term: &Term| match term {
        Term::Attribute { attribute, args } => (*attribute, all(args)),
        _ => panic!("a scenario gives values to attributes"),
    };
    for (term, value) in &scenario.values {
        let value = match value {
            Ok(other) => AttributeValue::Participant(who(other)),
            Err(Value::Number(number)) => AttributeValue::Number(*number),
            Err(Value::Day(day)) => AttributeValue::Day(*day),
            Err(Value::Length(Length::Fixed { count, .. })) => {
                AttributeValue::Number(i64::from(*count))
            }
            Err(_) => continue,
        };
        situation.attributes.insert(key(term), value);
    }
    for (term, choice) in &scenario.choices {
        situation.attributes.insert(key(term), AttributeValue::Choice(*choice));
    }
    for (at, occurrence) in &scenario.timeline {
        match occurrence {
            Occurrence::Event { event, args } => {
                situation.events.insert((*event, all(args)), *at);
            }
            Occurrence::Act { by, action, args } => {
                let first = situation.acts.entry((*action, who(by), all(args))).or_insert(*at);
                *first = (*first).min(*at);
            }
        }
    }
    situation
}
