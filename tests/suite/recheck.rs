//! A workspace that was edited finds what one that is filled anew finds.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use comity::checks::Settings;
use comity::driver::{Content, Input, Loader, Outcome, Workspace, candidates};
use comity::report::{full, json};

/// Files that are given: two in one set, one alone.
const GIVEN: [&[&str]; 2] = [&["a.norm", "b.norm"], &["c.norm"]];
/// Every file.
const NAMES: [&str; 5] = ["a.norm", "b.norm", "c.norm", "lib.norm", "words.norm"];
/// Edits in a row.
const EDITS: usize = 150;

/// What a file may hold: sound, broken, empty, with and without what it uses.
const TEXTS: [&str; 13] = [
    "",
    "kind State\naction vote(State)\n",
    "use words\nnorm a { State must vote(State) }\n",
    "use words\nnorm b { State must not vote(State) }\n",
    "use words\nuse lib\nnorm c { State may vote(State) allow C202 because \"known\" }\n",
    "use lib\nuse nowhere\n",
    "use lib\n\n\nnorm d { State must vote(State) }\nnorm e { State must not vote(State) }\n",
    "norm broken { State must\n",
    "use words\nprinciple p { never State may vote(State) }\n",
    "kind State\naction vote(State)\nfact idle(State)\nallow C201 because \"known\"\n",
    "use c\nuse a\n",
    "\u{feff}use words\nnorm g { State must vote(State) }\n",
    "use words\nnorm f { State must vote(Sttae) }\n",
];

/// Files in memory that change.
#[derive(Default)]
struct Memory(Mutex<BTreeMap<String, String>>);

impl Memory {
    fn files(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.0.lock().expect("no test panics meanwhile")
    }
}

impl Loader for Memory {
    fn resolve(&self, _from: &str, path: &str) -> Option<String> {
        candidates(path).into_iter().find(|name| self.files().contains_key(name))
    }

    fn read(&self, name: &str) -> Content {
        Content::Text(self.files()[name].clone())
    }

    fn nearby(&self, _from: &str) -> Vec<String> {
        self.files().keys().map(|name| name.trim_end_matches(".norm").to_owned()).collect()
    }
}

fn filled(memory: &Memory) -> Workspace<'_> {
    let mut workspace = Workspace::new(memory);
    for set in GIVEN {
        let inputs = set.iter().map(|&name| Input::text(name, memory.files()[name].as_str()));
        workspace.add_set(inputs.collect());
    }
    workspace
}

/// All that a reader sees.
fn told(workspace: &Workspace<'_>, outcome: &Outcome) -> String {
    let report = outcome.report(workspace.sources());
    let mut out = outcome.summary.line();
    json::write(&mut out, report).expect("a string takes everything");
    full::write(&mut out, report, full::Style::default()).expect("a string takes everything");
    out
}

/// The next of a row of numbers that look random and are the same on every run.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

#[test]
fn after_any_row_of_edits_a_workspace_finds_what_a_new_one_finds() {
    let memory = Memory::default();
    let mut state = 7;
    for name in NAMES {
        let text = TEXTS[next(&mut state) % TEXTS.len()];
        memory.files().insert(name.to_owned(), text.to_owned());
    }
    let settings = Settings::default();
    let mut workspace = filled(&memory);
    let mut different = std::collections::BTreeSet::new();
    for step in 0..EDITS {
        let name = NAMES[next(&mut state) % NAMES.len()];
        let text = TEXTS[next(&mut state) % TEXTS.len()];
        memory.files().insert(name.to_owned(), text.to_owned());
        // A file that nobody has used so far is loaded when somebody does.
        let known = workspace.sources().iter().any(|(_, file)| file.name == name);
        assert_eq!(workspace.edit(name, text), known);
        let outcome = workspace.recheck(&settings);
        let anew = filled(&memory);
        let expected = told(&anew, &anew.check(&settings));
        assert_eq!(told(&workspace, &outcome), expected, "after edit {step}, of {name}");
        assert_eq!(told(&workspace, &workspace.check(&settings)), expected);
        different.insert(expected);
    }
    assert!(different.len() > EDITS / 3, "the edits must matter: {}", different.len());
}

#[test]
fn other_settings_are_asked_anew() {
    let memory = Memory::default();
    for (name, text) in NAMES.into_iter().zip([TEXTS[2], TEXTS[3], "", "", TEXTS[1]]) {
        memory.files().insert(name.to_owned(), text.to_owned());
    }
    let mut workspace = filled(&memory);
    assert_eq!(workspace.recheck(&Settings::default()).summary.counts.errors, 1);
    let mut softer = Settings::default();
    softer.levels.set.push(comity::diagnostics::SetLevel {
        selector: comity::diagnostics::Selector::All,
        level: comity::diagnostics::Level::Note,
        paths: None,
        rank: 0,
    });
    assert_eq!(workspace.recheck(&softer).summary.counts.errors, 0);
}
