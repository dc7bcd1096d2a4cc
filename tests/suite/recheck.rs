//! A workspace that was edited finds what one that is filled anew finds.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};

use comity::checks::{Settings, Stop};
use comity::driver::{Bundled, Content, Input, Loader, Outcome, Workspace, candidates};
use comity::report::{full, json};

use crate::property::random_text;
use crate::scale::generator::{Density, generate};

/// Files that are given: two in one set, one alone.
const GIVEN: [&[&str]; 2] = [&["a.norm", "b.norm"], &["c.norm"]];
/// Every file.
const NAMES: [&str; 5] = ["a.norm", "b.norm", "c.norm", "lib.norm", "words.norm"];
/// Edits in a row.
const EDITS: usize = 150;
/// Random sets of which norms are edited; more with `COMITY_RECHECK_SETS`.
const RANDOM_SETS: u64 = 120;

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
    filled_without("", memory)
}

/// As [`filled`], where one file was never given.
fn filled_without<'m>(left_out: &str, memory: &'m Memory) -> Workspace<'m> {
    let mut workspace = Workspace::new(memory);
    let texts = memory.files().clone();
    for set in GIVEN {
        let given = set.iter().filter(|&&name| name != left_out);
        let inputs: Vec<_> = given.map(|&name| Input::text(name, texts[name].as_str())).collect();
        if !inputs.is_empty() {
            workspace.add_set(inputs);
        }
    }
    workspace
}

/// All that a reader sees.
fn told(workspace: &Workspace<'_>, outcome: &Outcome) -> String {
    let report = outcome.report(workspace.sources());
    let mut out = outcome.summary.line();
    out.extend(outcome.summary.settled_line());
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
fn after_a_file_is_removed_a_workspace_finds_what_one_finds_that_never_had_it() {
    let (settings, mut state, mut found_less) = (Settings::default(), 11, 0);
    for step in 0..EDITS {
        let memory = Memory::default();
        for name in NAMES {
            let text = TEXTS[next(&mut state) % TEXTS.len()];
            memory.files().insert(name.to_owned(), text.to_owned());
        }
        let mut workspace = filled(&memory);
        let before = workspace.recheck(&settings);
        let name = NAMES[next(&mut state) % NAMES.len()];
        let was_given = GIVEN.concat().contains(&name);
        // Either the loader still finds it for those who use it, or nobody does.
        if step % 2 == 0 {
            memory.files().remove(name);
        }
        if !was_given {
            assert!(!workspace.remove(name), "{name} was used alone");
            continue;
        }
        assert!(workspace.remove(name) && !workspace.remove(name));
        let outcome = workspace.recheck(&settings);
        let anew = filled_without(name, &memory);
        let expected = told(&anew, &anew.check(&settings));
        assert_eq!(told(&workspace, &outcome), expected, "after step {step}, of {name}");
        found_less += usize::from(outcome.diagnostics.len() < before.diagnostics.len());
    }
    assert!(found_less > EDITS / 10, "what is removed must matter: {found_less}");
}

#[test]
fn what_a_removed_file_used_is_read_anew_when_it_is_given() {
    let memory = Memory::default();
    let texts = [("a.norm", "use words\n"), ("words.norm", "kind Old\n")];
    memory.files().extend(texts.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let mut workspace = Workspace::new(&memory);
    workspace.add_set(vec![Input::text("a.norm", texts[0].1)]);
    assert!(workspace.remove("a.norm"));
    assert_eq!(workspace.sets(), 0, "a set without files is none");
    assert!(!workspace.edit("words.norm", ""), "nobody has it any more");
    workspace.add_set(vec![Input::text("words.norm", "kind New\nnorm a { New must go }\n")]);
    let found = workspace.recheck(&Settings::default());
    assert!(found.diagnostics.iter().any(|it| it.message.contains("`go`")));
}

/// Files with expectations are sets of their own; what is edited or taken out changes which these are.
#[test]
fn tested_files_that_change_form_the_sets_that_they_would_form_anew() {
    let norms =
        "kind State\naction vote\nnorm a { State must vote }\nnorm b { State must not vote }\n";
    let tested = format!("{norms}expect conflict a, b\n");
    let also = || Some(Input::text("also.norm", "kind Ship\n"));
    let filled = |text: &str, also| {
        let mut workspace = Workspace::new(&Bundled);
        workspace.add_tested(vec![Input::text("t.norm", text)], also);
        workspace
    };
    for (old, new) in [(norms, tested.as_str()), (&tested, norms), (&tested, &tested)] {
        let mut workspace = filled(old, also());
        workspace.edit("t.norm", new);
        let mut anew = filled(new, also());
        assert_eq!(workspace.sets(), anew.sets());
        let (settings, results) = (Settings::default(), anew.test(&Settings::default()).results);
        assert_eq!(workspace.test(&settings).results.len(), results.len());
        let (outcome, fresh) = (workspace.recheck(&settings), anew.recheck(&settings));
        assert_eq!(told(&workspace, &outcome), told(&anew, &fresh));
    }
    let mut workspace = filled(&tested, also());
    assert!(workspace.remove("also.norm"), "what goes along was given, too");
    assert_eq!(workspace.sets(), 1);
    assert!(workspace.remove("t.norm"));
    assert_eq!(workspace.sets(), 0, "nothing is left to be tested");
}

#[test]
fn a_check_that_is_stopped_says_so_and_is_not_remembered() {
    let mut workspace = Workspace::new(&Bundled);
    let set = generate(60, 3, Density::Hard);
    workspace.add_set(vec![Input::text("draft.norm", set.text)]);
    let expected = workspace.check(&Settings::default());
    let stopping = Settings::default().but(|it| it.stop = Stop::new());
    stopping.stop.now();
    let stopped = workspace.recheck(&stopping);
    assert!(stopped.stopped && !stopped.summary.line().contains("no findings"));
    assert_eq!(stopped.unknowns[0].reason, "the check was stopped");
    // The same questions with a switch that nobody uses.
    let again = Settings::default().but(|it| it.stop = Stop::new());
    let outcome = workspace.recheck(&again);
    assert_eq!(told(&workspace, &outcome), told(&workspace, &expected));
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

/// So many norms that have nothing to do with any other that not every norm bears on every case.
fn bystanders() -> String {
    let words = "kind Bystander, Thing\n".to_owned();
    (0..70).fold(words, |text, it| {
        let norm = format!("norm bystander{it} {{ Bystander must idle{it}(Thing) }}");
        text + &format!("action idle{it}(Thing)\n{norm}\n")
    })
}

/// The lines of a set whose norms stand on one line each.
struct Lines(Vec<String>);

impl Lines {
    fn of(text: &str) -> Self {
        Lines(text.lines().map(str::to_owned).collect())
    }

    fn text(&self) -> String {
        self.0.join("\n") + "\n"
    }

    /// Does something to one of the norms, or beside it.
    fn edit(&mut self, state: &mut u64) {
        let is_norm = |line: &&usize| self.0[**line].trim_start().starts_with("norm ");
        let all: Vec<usize> = (0..self.0.len()).collect();
        let norms: Vec<usize> = all.iter().filter(is_norm).copied().collect();
        let Some(&at) = norms.get(next(state) % norms.len().max(1)) else { return };
        let line = self.0[at].clone();
        match next(state) % 7 {
            0 => drop(self.0.remove(at)),
            1 => self.0.insert(at, "// A line that says nothing.".to_owned()),
            2 => self.0[at] = line.replacen(" must not ", " must ", 1),
            3 => self.0[at] = line.replacen(" must ", " must not ", 1),
            4 => self.0[at] = line.replacen(" when ", " unless ", 1),
            5 => {
                let copy = format!("norm copy{} {{", next(state) % 1_000);
                let from = line.find("norm ").unwrap_or(0);
                let to = line.find('{').map_or(line.len(), |at| at + 1);
                self.0.insert(at, format!("{}{copy}{}", &line[..from], &line[to..]));
            }
            _ => self.0[at] = format!("{line} // like this"),
        }
    }
}

/// Every word of a text with its place, from the first norm on.
fn words(text: &str) -> Vec<(usize, &str)> {
    let from = text.find("norm ").unwrap_or(text.len());
    let inside = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let mut words = Vec::new();
    let mut at = from;
    for part in text[from..].split_inclusive(|it| !inside(it)) {
        let word = part.trim_end_matches(|it| !inside(it));
        if !word.is_empty() {
            words.push((at, word));
        }
        at += part.len();
    }
    words
}

/// A word without its number: `act` for `act12`.
fn sort_of(word: &str) -> &str {
    word.trim_end_matches(|it: char| it.is_ascii_digit())
}

/// What stands for a word in an edit that need not spoil the text.
fn other_word<'t>(words: &[(usize, &'t str)], word: &'t str, state: &mut u64) -> &'t str {
    const MODALS: [&str; 4] = ["must", "should", "may", "must not"];
    if MODALS.contains(&word) {
        return MODALS[next(state) % MODALS.len()];
    }
    let from = next(state) % words.len();
    let mut others = words[from..].iter().chain(&words[..from]).map(|it| it.1);
    others.find(|it| sort_of(it) == sort_of(word) && *it != word).unwrap_or("")
}

/// A text with some word of its norms replaced: by one of its sort, so that the text may still be sound; or by
/// something else that an author may write there.
fn with_other_word(text: &str, state: &mut u64) -> String {
    const ELSE: [&str; 16] = [
        "",
        "}",
        "{",
        "\"",
        "/*",
        "// ",
        "norm",
        "nothing",
        "unless",
        "when",
        "\n\n",
        "é",
        "allow C201 because \"known\"",
        "subject to",
        "1",
        "\u{feff}",
    ];
    let words = words(text);
    let (at, word) = words[next(state) % words.len()];
    let other = match next(state) % 8 {
        0 => ELSE[next(state) % ELSE.len()],
        1 => words[next(state) % words.len()].1,
        2 => word,
        _ => other_word(&words, word, state),
    };
    let gap = if next(state).is_multiple_of(6) { " " } else { "" };
    format!("{}{other}{gap}{}", &text[..at], &text[at + word.len()..])
}

/// Edits words of a set, now and then several before it is checked again, and goes back to earlier texts; what is found
/// must be what a new workspace finds. Says how many questions were asked less.
fn with_other_words(name: &str, text: &str, edits: usize, settings: &Settings) -> u64 {
    let new = |text: &str| {
        let mut workspace = Workspace::new(&Bundled);
        workspace.add_set(vec![Input::text("draft.norm", text)]);
        workspace
    };
    let mut state = text.len() as u64;
    let mut workspace = new(text);
    workspace.recheck(settings);
    let mut texts = vec![text.to_owned()];
    let mut spared = 0;
    for edit in 0..edits {
        let last = texts.last().expect("there is a first").clone();
        let text = match next(&mut state) % 4 {
            0 => texts[next(&mut state) % texts.len()].clone(),
            // Of a text that is broken most edits say nothing.
            _ if edit % 3 == 2 => texts[texts.len().saturating_sub(2)].clone(),
            _ => with_other_word(&last, &mut state),
        };
        texts.push(text.clone());
        assert!(workspace.edit("draft.norm", &*text));
        if next(&mut state).is_multiple_of(5) {
            continue;
        }
        let outcome = workspace.recheck(settings);
        let anew = new(&text);
        let expected = anew.check(settings);
        let (told, expected_told) = (told(&workspace, &outcome), told(&anew, &expected));
        assert_eq!(told, expected_told, "{name}, edit {edit}: {text}");
        spared += asked(&expected).saturating_sub(asked(&outcome));
    }
    spared
}

fn asked(outcome: &Outcome) -> u64 {
    let questions = outcome.statistics.iter().map(|it| it.questions);
    questions.map(|it| it.regions + it.tableau + it.sat + it.unanswered).sum()
}

/// Edits a set several times; after each, what a workspace finds that was edited and what a new one finds. Says how
/// many questions were asked less.
fn edited_often(text: &str, edits: usize, state: &mut u64) -> u64 {
    let new = |text: &str| {
        let mut workspace = Workspace::new(&Bundled);
        workspace.add_set(vec![Input::text("draft.norm", text)]);
        workspace
    };
    let settings = Settings::default().but(|it| it.shown = vec!["C211".to_owned()]);
    let mut lines = Lines::of(text);
    let mut workspace = new(&lines.text());
    workspace.recheck(&settings);
    let mut spared = 0;
    for _ in 0..edits {
        lines.edit(state);
        let text = lines.text();
        assert!(workspace.edit("draft.norm", &*text));
        let outcome = workspace.recheck(&settings);
        let anew = new(&text);
        let expected = anew.check(&settings);
        assert_eq!(told(&workspace, &outcome), told(&anew, &expected), "{text}");
        spared += asked(&expected).saturating_sub(asked(&outcome));
    }
    spared
}

#[test]
fn edited_norms_are_asked_about_with_all_that_they_can_affect() {
    let mut state = 11;
    let sets = std::env::var("COMITY_RECHECK_SETS")
        .map_or(RANDOM_SETS, |it| it.parse().expect("COMITY_RECHECK_SETS is a number"));
    for seed in 1..=sets {
        let text = random_text(seed) + &bystanders();
        edited_often(&text, 4, &mut state);
    }
}

#[test]
fn what_an_edit_of_a_norm_cannot_affect_is_not_asked_again() {
    let set = generate(400, 3, Density::Realistic);
    let spared = edited_often(&set.text, 8, &mut 5);
    assert!(spared > 100, "{spared}");
}

/// Settings under which more is told.
fn telling_more() -> Settings {
    let shown = ["C211", "C404"].map(str::to_owned).to_vec();
    Settings::default().but(|it| it.shown = shown)
}

#[test]
fn other_words_in_generated_norms_are_found_as_anew() {
    let edits = more_edits(60);
    for (seed, density) in [(5, Density::Realistic), (6, Density::Realistic), (7, Density::Hard)] {
        let norms = if density == Density::Hard { 80 } else { 320 };
        let set = generate(norms, seed, density);
        with_other_words("default", &set.text, edits, &Settings::default());
        let quiet = telling_more().but(|it| it.without_repairs = true);
        with_other_words("without repairs", &set.text, edits, &quiet);
    }
}

#[test]
fn other_words_in_random_norms_are_found_as_anew() {
    for seed in 1..=more_edits(40) as u64 {
        let text = random_text(seed) + &bystanders();
        with_other_words(&format!("seed {seed}"), &text, 6, &telling_more());
    }
}

#[test]
fn other_words_in_bundled_norms_are_found_as_anew() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    for name in comity::driver::packs::names() {
        let file = rules.join(name).join(format!("{name}.norm"));
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        if text.contains("norm ") {
            with_other_words(name, &(text + &bystanders()), more_edits(4), &Settings::default());
        }
    }
}

/// So many edits, or more with `COMITY_RECHECK_EDITS`.
fn more_edits(edits: usize) -> usize {
    let more = std::env::var("COMITY_RECHECK_EDITS");
    more.map_or(edits, |it| it.parse().expect("COMITY_RECHECK_EDITS is a number"))
}
