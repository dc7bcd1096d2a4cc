use super::*;
use crate::diagnostics::{Diagnostic, Rule};
use crate::driver::Content;
use crate::source::{FileId, Sources, Span};

/// Reads `/repo/comity.toml` among these files, as seen from `/repo`.
fn read(files: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let mut sources = Sources::default();
    let content = |path: &str| {
        let file = files.iter().find(|(known, _)| *known == path);
        file.map_or(Content::Unreadable("there is no such file".to_owned()), |(_, text)| {
            Content::Text((*text).to_owned())
        })
    };
    let name = |path: &str| path.trim_start_matches("/repo/").to_owned();
    load(&mut sources, "/repo", "/repo/comity.toml", &name, &content).map_err(|found| {
        let line = |found: &Diagnostic| {
            let text = sources.slice(found.primary.span);
            let help = found.help.join("; ");
            format!("{} [{text}] {help}", found.message)
        };
        found.iter().map(line).collect()
    })
}

fn one(text: &str) -> Result<Config, Vec<String>> {
    read(&[("/repo/comity.toml", text)])
}

#[track_caller]
fn wrong(text: &str, expected: &str) {
    match one(text) {
        Err(found) => assert_eq!(found, [expected]),
        Ok(_) => panic!("`{text}` was read"),
    }
}

static RULE: Rule =
    Rule { code: "C201", name: "duty-against-ban", summary: "", level: Level::Error, page: "" };

fn level_in(config: &Config, file: &str) -> Level {
    let found = Diagnostic::new(&RULE, "", Span::new(FileId(0), 0, 0), "");
    config.settings().levels.of(&found, file)
}

#[test]
fn a_misspelt_name_is_told_with_the_one_that_was_meant() {
    wrong("fial-on = \"error\"", "there is no setting `fial-on` [fial-on] did you mean `fail-on`?");
    wrong(
        "[levels]\nduty-agianst-ban = \"note\"",
        "there is no rule or family `duty-agianst-ban` [duty-agianst-ban] did you mean `duty-against-ban`?",
    );
    wrong(
        "precedence = [\"superior\", \"specialsi\"]",
        "`specialsi` is none of `superior`, `specialis`, `posterior` [\"specialsi\"] did you mean `specialis`?",
    );
}

#[test]
fn a_value_that_cannot_be_is_told_where_it_stands() {
    wrong(
        "on = 2026-02-30",
        "this is no TOML: invalid date, expected day between 01 and 28 [2026-02-30] ",
    );
    wrong(
        "on = \"2026-02-30\"",
        "`2026-02-30` is not a day of the calendar: write it as 2026-06-01 [\"2026-02-30\"] ",
    );
    let day = "`01.06.2026` is not a day of the calendar: write it as 2026-06-01";
    wrong("on = 01.06.2026", &format!("{day} [01.06.2026] "));
    wrong("on = \"01.06.2026\"", &format!("{day} [\"01.06.2026\"] "));
    wrong(
        "exclude = [\"../x\"]",
        "a pattern does not lead upwards, and has no empty part [\"../x\"] ",
    );
    wrong("allow-unknown = 1", "here belongs `true` or `false`, not a number [1] ");
    wrong(
        "include = \"laws\"",
        "here belongs a list in square brackets, not a text [\"laws\"] write `[\"laws\"]`",
    );
    wrong("extends = \"\"", "this must not be empty [\"\"] ");
    wrong("precedence = [\"superior\", \"superior\"]", "a word is written twice [\"superior\"] ");
}

#[test]
fn two_versions_that_git_left_are_one_mistake() {
    let text = "fail-on = \"note\"\n<<<<<<< HEAD\non = 2026-01-01\n=======\non = 2026-01-02\n>>>>>>> work\n";
    let found = one(text).expect_err("it is no TOML");
    assert!(found.len() == 1 && found[0].contains("two versions of the settings"), "{found:?}");
    assert!(found[0].contains("[<<<<<<< HEAD]"), "{found:?}");
}

#[test]
fn a_table_that_is_written_otherwise_is_told_with_the_lines_to_write() {
    for (text, line) in [
        ("levels = \"error\"", "`[levels]`"),
        ("profiles = \"ours\"", "`[profiles]`"),
        ("calendars = 3", "`[calendars.city]`"),
        ("[calendars]\neu = [\"saturday\"]", "`[calendars.city]`"),
        ("overrides = \"drafts\"", "`[[overrides]]`"),
    ] {
        let found = one(text).expect_err("it is none");
        assert!(found.iter().any(|it| it.contains(line)), "{text}: {found:?}");
    }
}

#[test]
fn every_mistake_of_a_file_is_told_in_the_order_of_the_text() {
    let found = one("with = 1\nzzzzz = 2\nbaseline = \"\"\n").expect_err("three mistakes");
    assert_eq!(found.len(), 3);
    assert!(
        found[0].contains("not a number") && found[2].contains("must not be empty"),
        "{found:?}"
    );
}

#[test]
fn what_leaves_norms_out_cannot_be_played_down() {
    wrong(
        "[levels]\nunknown-pack = \"note\"",
        "`unknown-pack` cannot be lowered: where it is found, norms are left out [unknown-pack] ",
    );
    assert!(one("[levels]\nunknown-pack = \"error\"").is_ok());
    // The schema refuses the same.
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let fixed = &schema["$defs"]["levels"]["properties"];
    for name in crate::checks::rules().iter().flat_map(|rule| [rule.code, rule.name]) {
        let is_refused = one(&format!("[levels]\n{name} = \"off\"")).is_err();
        assert_eq!(fixed[name]["const"] == "error", is_refused, "{name}");
    }
}

#[test]
fn levels_of_paths_go_before_levels_of_rules_and_both_before_families() {
    let config = one("[levels]\nC2xx = \"note\"\nduty-against-ban = \"warning\"\n[[overrides]]\npaths = [\"old\"]\nlevels = { all = \"off\" }\n")
        .expect("it is right");
    assert_eq!(level_in(&config, "new.norm"), Level::Warning);
    assert_eq!(level_in(&config, "old/a.norm"), Level::Off);
}

#[test]
fn a_file_goes_before_what_it_extends_and_a_flag_before_both() {
    let files = [
        (
            "/repo/comity.toml",
            "extends = \"shared/base.toml\"\nfail-on = \"note\"\n[levels]\nC2xx = \"note\"\n",
        ),
        (
            "/repo/shared/base.toml",
            "fail-on = \"error\"\nprofile = \"ours\"\nexclude = [\"old\"]\n[levels]\nC201 = \"off\"\n",
        ),
    ];
    let mut config = read(&files).expect("both are right");
    assert_eq!(config.text("fail-on"), Some("note"));
    assert_eq!(config.text("profile"), Some("ours"));
    // Paths count from the file in which they stand.
    assert!(!config.reads("shared/old/a.norm"));
    assert!(config.reads("old/a.norm"));
    // What the nearer file says of the family goes before what the farther says of the rule.
    assert_eq!(level_in(&config, "a.norm"), Level::Note);
    let flag = || Origin::CommandLine("--level");
    config.set_level("all", Level::Error, flag()).expect("all rules");
    assert_eq!(level_in(&config, "a.norm"), Level::Error);
    let text = |text: &str| Value::Text(text.to_owned());
    config.set("fail-on", text("error"), Origin::CommandLine("--fail-on")).expect("a level");
    config.set("fail-on", text("warning"), Origin::Environment("COMITY_FAIL_ON")).expect("a level");
    assert_eq!(config.text("fail-on"), Some("error"), "the environment does not undo a flag");
}

#[test]
fn files_that_extend_each_other_in_a_circle_are_told() {
    wrong(
        "extends = \"./comity.toml\"",
        "the file extends itself [\"./comity.toml\"] let one of them stand on its own",
    );
    let files = [
        ("/repo/comity.toml", "extends = \"a/b.toml\""),
        ("/repo/a/b.toml", "extends = \"../comity.toml\""),
    ];
    let found = read(&files).expect_err("a circle");
    assert_eq!(
        found,
        [
            "files extend each other in a circle: `comity.toml`, `a/b.toml` [\"../comity.toml\"] let one of them stand on its own"
        ]
    );
}

#[test]
fn a_file_that_is_extended_and_missing_is_told_where_it_is_named() {
    wrong(
        "extends = \"gone.toml\"",
        "the settings `gone.toml` cannot be read: there is no such file [\"gone.toml\"] ",
    );
}

#[test]
fn what_is_shown_is_a_file_that_says_the_same() {
    let text = "include = [\"**/*.norm\"]\nfail-on = \"note\"\nallow-unknown = true\non = 2026-06-01\n\
                [levels]\nC2xx = \"off\"\n[[overrides]]\npaths = [\"a b\"]\nlevels.C201 = \"note\"\n\
                [profiles]\n\"über \\\"x\\\"\" = [\"p\"]\n[calendars.eu]\nweekend = [\"friday\"]\nholidays = [2026-01-01]\n";
    let config = one(text).expect("it is right");
    let shown = config.show();
    let again = one(&shown).unwrap_or_else(|found| panic!("{found:?}\n{shown}"));
    assert_eq!(again.settings().defaults, config.settings().defaults);
    let strip = |text: &str| -> Vec<String> {
        text.lines()
            .map(|line| line.split("  # ").next().unwrap_or("").trim_end().to_owned())
            .collect()
    };
    assert_eq!(strip(&again.show()), strip(&shown));
}

#[test]
fn no_text_makes_the_reading_panic() {
    let mut text = String::from(
        "[levels]\nC201 = \"off\"\n[[overrides]]\npaths = [\"ä\"]\nx.y.z = { a = [1, {b = 2}] }\n",
    );
    while text.pop().is_some() {
        let _ = one(&text);
        let _ = one(&format!("{text}\u{0}"));
    }
    let _ = one(&"[".repeat(100_000));
    let _ = one(&format!("x = {}", "[".repeat(100_000)));
}
