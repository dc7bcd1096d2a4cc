//! Changes that must not matter do not: other names, another order, more files, words and norms that have nothing to
//! do with the rest. An exception that covers a case takes this case away.

use std::collections::BTreeMap;

use comity::checks::Settings;
use comity::driver::{Bundled, Input, Workspace};
use comity::logic::{Conflict, Selection, Theory};
use comity::model::{Model, NormId};

use super::generate::generate;
use super::random::Random;
use super::set::{Instrument, NormSet};
use super::{allowed, each_seed, number};

const SETS: usize = 12;

/// A finding without what depends on where it stands: code, verdict, norms, principle.
pub(super) type Finding = (String, Option<String>, Vec<String>, Option<String>);

/// How a set is written otherwise, and what the name of a norm becomes.
type Change = (&'static str, fn(&NormSet, &mut Random) -> Vec<String>, fn(&str) -> String);

const CHANGES: &[Change] = &[
    ("other names", |set, _| vec![renamed(&set.text())], renamed),
    ("another order", |set, random| vec![shuffled(set, random).text()], str::to_owned),
    ("several files", split, str::to_owned),
    ("an unused word", |set, _| vec![set.text() + "fact unheard(Org)\n"], str::to_owned),
    ("an irrelevant norm", |set, _| vec![set.text() + IRRELEVANT], str::to_owned),
];

const IRRELEVANT: &str = "kind Idler\naction idle\nnorm apart { Idler must idle }\n";

#[test]
fn what_must_not_matter_does_not_change_findings() {
    let wrong = each_seed(number("COMITY_METAMORPHIC_SETS", SETS) as u64, &|seed| {
        let (set, _) = generate(seed, allowed());
        set.model().ok()?;
        let before = findings(&[set.text()], &str::to_owned);
        let mut random = Random::new(seed);
        CHANGES.iter().find_map(|(what, change, name)| {
            let texts = change(&set, &mut random);
            let expected = renaming(&before, name);
            let after = findings(&texts, &str::to_owned);
            (after != expected).then(|| {
                let text = texts.join("--- and\n");
                format!("seed {seed}, {what}:\n{expected:#?}\n became {after:#?}\n{text}")
            })
        })
    });
    assert!(wrong.is_empty(), "{} sets\n{}", wrong.len(), wrong[..wrong.len().min(3)].join("\n"));
}

#[test]
fn an_exception_that_covers_a_case_takes_it_away() {
    let wrong = each_seed(number("COMITY_METAMORPHIC_SETS", SETS) as u64, &|seed| {
        let (set, _) = generate(seed, allowed());
        let model = set.model().ok()?;
        let theory = Theory::new(&model, &Selection::default());
        let conflicts = theory.candidates().0.into_iter().filter_map(|norms| {
            let conflict = theory.examine(&norms).ok()?.conflict?;
            Some((norms, conflict))
        });
        conflicts.take(2).find_map(|(norms, conflict)| stays(&model, &set, &norms, &conflict))
    });
    assert!(wrong.is_empty(), "{} sets\n{}", wrong.len(), wrong[..wrong.len().min(3)].join("\n"));
}

/// What is wrong if the conflict still has its case after each of its norms got an exception that covers it.
fn stays(model: &Model, set: &NormSet, norms: &[NormId], conflict: &Conflict) -> Option<String> {
    let at_war = |model: &Model, conflict: &Conflict| {
        let mut facts = conflict.witness.whole.facts.iter();
        facts.any(|(fact, _)| &*model.facts[*fact].name == "war")
    };
    let war = at_war(model, conflict);
    for norm in norms {
        let name = &model.norms[*norm].name;
        // What is owed for a violation is owed where the norm applies that was violated.
        let written = name.split('.').next().unwrap_or(name);
        let mut other = set.clone();
        let all = other.instruments.iter_mut().flat_map(|it| &mut it.norms);
        for norm in all.filter(|it| *it.name == *written) {
            norm.unless.push(if war { "war".into() } else { "not war".into() });
        }
        let Ok(changed) = other.model() else { continue };
        let theory = Theory::new(&changed, &Selection::default());
        let again = theory.examine(norms).ok().and_then(|it| it.conflict);
        if again.is_some_and(|it| at_war(&changed, &it) == war) {
            return Some(format!("{name} still conflicts\n{}", other.text()));
        }
    }
    None
}

/// The findings about norms: not those about text, words and their use.
pub(super) fn findings(texts: &[String], name: &dyn Fn(&str) -> String) -> Vec<Finding> {
    let mut workspace = Workspace::new(&Bundled);
    let inputs = texts.iter().enumerate();
    let inputs = inputs.map(|(place, text)| Input::text(format!("set{place}.norm"), text.clone()));
    workspace.add_set(inputs.collect());
    let threads = std::num::NonZeroUsize::new(1);
    let settings = Settings::default().but(|it| {
        it.without_repairs = true;
        it.threads = threads;
    });
    let outcome = workspace.check(&settings);
    let about_norms =
        outcome.diagnostics.iter().filter(|it| !matches!(&it.rule.code[..2], "C0" | "C1" | "C6"));
    let found = about_norms.map(|it| {
        let norms = it.evidence.norms.clone();
        (it.rule.code.to_owned(), it.evidence.verdict.clone(), norms, it.evidence.principle.clone())
    });
    let open = outcome.unknowns.iter().map(|it| ("unknown".into(), None, it.norms.clone(), None));
    renaming(&found.chain(open).collect::<Vec<_>>(), name)
}

/// The findings under other names, in an order that does not depend on where they stand.
fn renaming(found: &[Finding], name: &dyn Fn(&str) -> String) -> Vec<Finding> {
    let of = |(code, verdict, norms, principle): &Finding| {
        let mut norms: Vec<String> = norms.iter().map(|norm| name(norm)).collect();
        norms.sort();
        norms.retain(|norm| norm != "apart");
        (code.clone(), verdict.clone(), norms, principle.as_deref().map(name))
    };
    let (twins, mut all): (Vec<Finding>, Vec<Finding>) =
        found.iter().map(of).partition(|it| it.0 == "C506");
    all.extend(joined(twins));
    all.retain(|it| it.0 == "C401" || !it.2.is_empty() || it.3.is_some());
    all.sort();
    all
}

/// Of norms that say the same one finding for all that do: each is held against the one that is written first.
fn joined(pairs: Vec<Finding>) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    for (code, verdict, mut norms, principle) in pairs {
        let (same, apart): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|it: &Finding| it.2.iter().any(|norm| norms.contains(norm)));
        norms.extend(same.into_iter().flat_map(|it| it.2));
        norms.sort();
        norms.dedup();
        all = apart;
        all.push((code, verdict, norms, principle));
    }
    all
}

/// The text with other names for everything, in another alphabetical order.
fn renamed(text: &str) -> String {
    const NAMES: &[(&str, &str)] = &[
        ("Org", "Zorg"),
        ("Data", "Yarn"),
        ("Keeper", "Xenon"),
        ("Sender", "Whale"),
        ("Secret", "Vault"),
        ("france", "tonga"),
        ("ada", "sue"),
        ("war", "rain"),
        ("trusted", "quiet"),
        ("private", "plain"),
        ("linked", "owned"),
        ("level", "height"),
        ("size", "girth"),
        ("dawn", "noon"),
        ("leak", "drip"),
        ("alarm", "siren"),
        ("claim", "bill"),
        ("keep", "zip"),
        ("wipe", "yell"),
        ("send", "walk"),
        ("halt", "vote"),
        ("Law", "Rank"),
        ("o", "q"),
        ("x", "w"),
        ("y", "v"),
        ("rel", "abc"),
        ("n1", "t9"),
        ("n2", "t8"),
        ("n3", "t7"),
        ("n4", "t6"),
        ("n5", "t5"),
        ("n6", "t4"),
        ("p1", "s2"),
        ("p2", "s1"),
    ];
    let names: BTreeMap<&str, &str> = NAMES.iter().copied().collect();
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        out.push_str(names.get(word.as_str()).copied().unwrap_or(&word));
        word.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn shuffled(set: &NormSet, random: &mut Random) -> NormSet {
    let mut set = set.clone();
    random.shuffle(&mut set.words);
    random.shuffle(&mut set.items);
    random.shuffle(&mut set.instruments);
    for instrument in &mut set.instruments {
        random.shuffle(&mut instrument.norms);
    }
    set
}

/// The norms of each instrument in a file of their own, or two where they stand outside of any.
fn split(set: &NormSet, _: &mut Random) -> Vec<String> {
    let words = NormSet { instruments: Vec::new(), ..set.clone() };
    let mut files = vec![words.text()];
    for instrument in &set.instruments {
        let alone = |norms: &[super::set::Norm]| {
            let own = Instrument { norms: norms.to_vec(), ..instrument.clone() };
            NormSet { instruments: vec![own], ..NormSet::default() }.text()
        };
        let middle = instrument.norms.len() / 2;
        if instrument.name.is_none() && middle > 0 {
            files.extend([alone(&instrument.norms[..middle]), alone(&instrument.norms[middle..])]);
        } else {
            files.push(alone(&instrument.norms));
        }
    }
    files
}
