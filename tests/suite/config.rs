//! Settings: `comity.toml`, flags and environment, and what each of them does.

use serde_json::Value;

use comity::driver::config::{KEYS, Kind, SCHEMA};

use crate::cli::{Folder, snapshot};
use crate::pages::blocks;
use crate::schema::fits;

/// Two norms that conflict.
const CONFLICT: &str = "kind State, Paper\naction vote(Paper)\n\
                        norm attend { State must vote(Paper) }\nnorm abstain { State must not vote(Paper) }\n";

fn topic() -> &'static str {
    comity::cli::topics::find("configuration").expect("there is a page").page
}

fn toml_blocks(page: &str) -> Vec<String> {
    let blocks = page.split("```toml\n").skip(1);
    blocks.map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn what_the_settings_use_is_looked_up_from_the_file_that_says_so() {
    let words = "kind State, Paper\naction vote(Paper)\n";
    let folder = Folder::new("config-use")
        .file(".git/HEAD", "")
        .file("comity.toml", "extends = \"shared/base.toml\"\n")
        .file("shared/base.toml", "\nuse = [\"words.norm\"]\n")
        .file("shared/words.norm", words)
        .file("laws/a.norm", CONFLICT.replace(words, ""));
    // From wherever it is asked.
    for inside in ["", "laws", "shared"] {
        let there = Folder(folder.0.join(inside));
        let path = folder.0.join("laws");
        let run = there.run(&["check", path.to_str().expect("text")]).ends(1);
        assert!(run.out.contains("C201") && !run.out.contains("C101"), "{inside}: {}", run.out);
    }
    // A flag counts from the working folder.
    let below = Folder(folder.0.join("shared"));
    below.run(&["check", "--no-config", "--use", "words.norm", "../laws"]).ends(1);
    folder.run(&["check", "--no-config", "--use", "words.norm", "laws"]).ends(2);
    // What is wrong is told where it is said.
    let folder = folder.file("shared/base.toml", "\nuse = [\"wrds.norm\"]\n");
    let run = folder.run(&["check", "laws"]).ends(2);
    assert!(
        run.err.contains("shared/base.toml:2: there is no file or pack `wrds.norm`"),
        "{}",
        run.err
    );
    let folder = folder
        .file("shared/base.toml", "\n\nuse = [\"words\", \"own\"]\n")
        .file("shared/own.norm", "kind Other\nuse words\n")
        .file("laws/own/words.norm", words)
        .file("laws/own/b.norm", "use words\nnorm b { State must vote(Paper) }\n");
    let run = folder.run(&["check", "laws/own", "-o", "concise"]).ends(1);
    assert!(run.out.contains("shared/base.toml:3:5: "), "{}", run.out);
}

#[test]
fn the_schema_knows_every_setting_and_no_other() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let fields = schema["properties"].as_object().expect("the schema has fields");
    let tables = ["extends", "levels", "overrides", "profiles", "calendars"];
    for key in KEYS {
        let field = fields.get(key.name).unwrap_or_else(|| panic!("the schema lacks {}", key.name));
        assert_eq!(field["description"], key.about, "{}", key.name);
        let words = match key.kind {
            Kind::OneOf(words) => Some((&field["enum"], words)),
            Kind::SomeOf(words) => Some((&field["items"]["enum"], words)),
            _ => None,
        };
        if let Some((known, words)) = words {
            assert_eq!(*known, serde_json::json!(words), "{}", key.name);
        }
    }
    let known =
        |name: &String| KEYS.iter().any(|key| key.name == name) || tables.contains(&name.as_str());
    assert!(fields.keys().all(known) && tables.iter().all(|table| fields.contains_key(*table)));
}

#[test]
fn the_schema_knows_every_rule_family_and_format_and_no_other() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let rules = comity::checks::rules();
    let mut families: Vec<_> = rules.iter().map(|rule| format!("{}xx", &rule.code[..2])).collect();
    families.dedup();
    let each = rules.iter().flat_map(|rule| [rule.code, rule.name]);
    let names: Vec<&str> =
        std::iter::once("all").chain(families.iter().map(String::as_str)).chain(each).collect();
    assert_eq!(schema["$defs"]["levels"]["propertyNames"]["enum"], serde_json::json!(names));
    let pattern = format!("^({})(=.+)?$", comity::driver::config::FORMATS.join("|"));
    assert_eq!(schema["properties"]["output"]["items"]["pattern"], pattern);
    // What settings refuse the schema refuses, and the other way round.
    let texts = [
        (
            "[levels]\nC201 = \"note\"\nunused-allow = \"off\"\nC4xx = \"note\"\nall = \"note\"\n",
            true,
        ),
        ("[levels]\nC299 = \"note\"\n", false),
        ("[levels]\nC9xx = \"note\"\n", false),
        ("output = [\"full\", \"sarif=a=b.sarif\"]\n", true),
        ("output = [\"srif\"]\n", false),
        ("output = [\"sarif=\"]\n", false),
    ];
    for (place, (text, is_right)) in texts.into_iter().enumerate() {
        let value: Value = toml::from_str(text).expect("TOML");
        assert_eq!(fits(&schema, &value).is_ok(), is_right, "{text}");
        let folder = Folder::new(&format!("config-schema-{place}")).file("comity.toml", text);
        folder.run(&["config", "show"]).ends(if is_right { 0 } else { 2 });
    }
}

#[test]
fn the_examples_of_the_page_are_read_and_fit_the_schema() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let examples = toml_blocks(topic());
    assert!(!examples.is_empty());
    for (place, example) in examples.iter().enumerate() {
        let folder = Folder::new(&format!("config-page-{place}"))
            .file("comity.toml", example)
            .file("shared/comity.toml", "")
            .file("a.norm", CONFLICT);
        folder.run(&["config", "show"]).ends(0);
        let value: Value = toml::from_str(example).expect("TOML");
        fits(&schema, &without_dates(value))
            .unwrap_or_else(|problem| panic!("{problem}\n{example}"));
    }
    let page_names_it = |name: &str| topic().contains(&format!("`{name}`"));
    let missing: Vec<_> =
        KEYS.iter().map(|key| key.name).filter(|name| !page_names_it(name)).collect();
    assert!(missing.is_empty(), "the page lacks {missing:?}");
    assert!(blocks(topic()).iter().all(|block| block.tags.is_empty()), "norms belong elsewhere");
}

/// A date without quotes comes out of the reader of tests as a table of its own.
fn without_dates(value: Value) -> Value {
    match value {
        Value::Object(fields)
            if fields.len() == 1 && fields.contains_key("$__toml_private_datetime") =>
        {
            fields["$__toml_private_datetime"].clone()
        }
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, without_dates(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_dates).collect(),
        other => other,
    }
}

#[test]
fn a_mistake_in_the_settings_is_drawn_and_nothing_is_checked() {
    let folder = Folder::new("config-wrong")
        .file(
            "comity.toml",
            "fial-on = \"warning\"\n\n[levels]\nC2x = \"note\"\nC201 = \"fatal\"\n",
        )
        .file("a.norm", CONFLICT);
    let run = folder.run(&["check", "--color", "never"]).ends(2);
    assert_eq!(run.out, "", "findings about norms stand on standard output; these are not");
    snapshot("config_wrong", &run.err);
}

#[test]
fn the_settings_that_hold_are_shown_with_where_they_come_from() {
    let folder = Folder::new("config-show")
        .file("comity.toml", "extends = \"shared/base.toml\"\nfail-on = \"note\"\n\n[levels]\nC2xx = \"warning\"\n\n[[overrides]]\npaths = [\"old/**\"]\nlevels = { all = \"off\" }\n")
        .file("shared/base.toml", "profile = \"ours\"\n\n[profiles]\nours = [\"openness\"]\n\n[calendars.eu]\nweekend = [\"saturday\", \"sunday\"]\nholidays = [2026-01-01]\n")
        .file("a.norm", CONFLICT);
    let args = ["config", "show", "--on", "2026-06-01", "--level", "C201=note"];
    let run = folder.run_with(&args, "", &[("COMITY_FAIL_ON", "error")]).ends(0);
    snapshot("config_show", &run.out);
}

#[test]
fn levels_are_set_by_file_and_flag() {
    let folder = Folder::new("config-levels").file("a.norm", CONFLICT);
    folder.run(&["check"]).ends(1);
    let run = folder.run(&["check", "--level", "C2xx=note"]).ends(0);
    assert!(run.out.starts_with("note[C201]"), "{}", run.out);
    let folder = folder.file("comity.toml", "[levels]\nduty-against-ban = \"off\"\n");
    let off = folder.run(&["check", "a.norm"]).ends(0);
    assert!(!off.out.contains("C201"), "{}", off.out);
    folder.run(&["check", "--no-config"]).ends(1);
    folder.run(&["check", "--level", "all=error"]).ends(1);
    let wrong = folder.run(&["check", "--level", "C999=note"]).ends(2);
    assert!(wrong.err.contains("--level: there is no rule or family `C999`"), "{}", wrong.err);
}

#[test]
fn the_fail_level_is_a_flag_before_a_variable_before_a_file() {
    let folder = Folder::new("config-fail")
        .file(
            "a.norm",
            "kind State, Paper\naction vote(Paper)\nfact idle(State)\nnorm a { State must vote(Paper) }\n",
        )
        .file("comity.toml", "fail-on = \"warning\"\n[levels]\nunused-vocabulary = \"warning\"\n");
    folder.run(&["check"]).ends(1);
    folder.run_with(&["check"], "", &[("COMITY_FAIL_ON", "error")]).ends(0);
    folder.run_with(&["check", "--fail-on", "warning"], "", &[("COMITY_FAIL_ON", "error")]).ends(1);
    let wrong = folder.run_with(&["check"], "", &[("COMITY_FAIL_ON", "fatal")]).ends(2);
    assert!(wrong.err.contains("COMITY_FAIL_ON: `fatal` is none of"), "{}", wrong.err);
}

#[test]
fn the_nearest_file_above_all_that_is_checked_counts_up_to_the_top_of_the_repository() {
    let off = "[levels]\nall = \"off\"\n";
    let folder = Folder::new("config-nearest")
        .file("comity.toml", off)
        .file("repo/.git/HEAD", "")
        .file("repo/a.norm", CONFLICT)
        .file("other/x/a.norm", CONFLICT)
        .file("other/y/b.norm", "kind State\n")
        .file("other/x/comity.toml", "fail-on = \"note\"\n");
    folder.run(&["check", "repo"]).ends(1);
    folder.run(&["check", "other/x"]).ends(1);
    folder.run(&["check", "other/x", "other/y"]).ends(0);
    let run = folder.run_with(&["check", "repo"], "", &[("COMITY_CONFIG", "comity.toml")]);
    run.ends(0);
    let gone = folder.run(&["check", "--config", "gone.toml", "repo"]).ends(2);
    assert!(gone.err.contains("`gone.toml` cannot be read"), "{}", gone.err);
}

#[test]
fn formats_and_their_files_are_set_as_seen_from_the_file_of_settings() {
    let folder = Folder::new("config-output")
        .file("comity.toml", "output = [\"concise\", \"json=report.json\"]\n")
        .file("sub/a.norm", CONFLICT);
    let run = folder.run(&["check", "sub"]).ends(1);
    assert!(run.out.starts_with("sub/a.norm:"), "{}", run.out);
    let report = std::fs::read_to_string(folder.0.join("report.json")).expect("it was written");
    assert!(report.contains("\"C201\""));
    assert!(folder.run(&["check", "sub", "--output", "full"]).ends(1).out.starts_with("error["));
    let folder = folder.file("comity.toml", "output = [\"sraif\"]\n");
    let run = folder.run(&["check", "sub"]).ends(2);
    assert!(run.err.contains("comity.toml:1:11"), "{}", run.err);
}

#[test]
fn files_are_included_and_excluded_as_seen_from_the_file_of_settings() {
    let folder = Folder::new("config-files")
        .file("comity.toml", "include = [\"drafts\"]\nexclude = [\"drafts/old\"]\n")
        .file("drafts/a.norm", "kind State\n")
        .file("drafts/old/b.norm", CONFLICT)
        .file("c.norm", CONFLICT);
    let run = folder.run(&["check", "."]).ends(0);
    assert!(run.err.contains("in 1 file"), "{}", run.err);
    folder.run(&["check", "c.norm"]).ends(1);
    let none = folder.run(&["check", "drafts/old"]).ends(2);
    assert!(none.err.contains("the settings leave out every `.norm` file"), "{}", none.err);
}

#[test]
fn calendars_and_precedence_hold_where_the_files_say_nothing() {
    let norms = "kind State, Paper\naction vote(Paper)\norder o ranks high > low\n\
                 instrument one { order o rank high calendar eu norm a { State must vote(Paper) } }\n\
                 instrument two { order o rank low norm b { State must not vote(Paper) } }\n";
    let calendar = "[calendars.eu]\nweekend = [\"friday\"]\n";
    let folder = Folder::new("config-defaults").file("a.norm", norms);
    assert!(folder.run(&["check"]).ends(1).out.contains("`eu`"), "nobody declares it");
    let folder = folder.file("comity.toml", calendar);
    let settled = folder.run(&["check", "--fail-on", "error"]);
    assert!(!settled.out.contains("C201"), "rank settles it: {}", settled.out);
    let folder = folder.file("comity.toml", format!("precedence = []\n{calendar}"));
    assert!(folder.run(&["check"]).ends(1).out.contains("C201"), "no canon settles it");
    let declared = format!("precedence superior\n{norms}");
    let run = folder.file("a.norm", declared).run(&["check"]);
    assert!(!run.out.contains("C201"), "what the file declares goes before: {}", run.out);
}

#[test]
fn a_profile_of_the_settings_groups_principles_of_the_files() {
    let norms = "kind State, Paper\naction vote(Paper)\nnorm a { State must not vote(Paper) }\n\
                 principle free { never State must not vote(Paper) }\n\
                 principle duty { always State must vote(Paper) }\n";
    let folder = Folder::new("config-profiles")
        .file("a.norm", norms)
        .file("comity.toml", "profile = \"ours\"\n[profiles]\nours = [\"free\"]\n");
    let run = folder.run(&["check"]);
    assert!(run.out.contains("`free`") && !run.out.contains("`duty`"), "{}", run.out);
    let folder = folder.file("comity.toml", "[profiles]\nours = [\"free\", \"dtuy\"]\n");
    let run = folder.run(&["check", "--profile", "ours"]).ends(2);
    assert!(run.err.contains("there is no principle `dtuy`: did you mean `duty`?"), "{}", run.err);
    // Where nobody asks for the profile, there is a warning, and the work is done.
    let told = "warning: comity.toml:2: there is no principle `dtuy`: did you mean `duty`?\n";
    let run = folder.run(&["check", "--exit-zero"]).ends(0);
    assert!(run.err.starts_with(told) && run.err.contains("checked 1 norm"), "{}", run.err);
    let scenario = "scenario s {\n  participant r is State\n  participant p is Paper\n  \
                    expect r must not vote(p)\n}\n";
    let folder = folder.file("t.norm", format!("use a\n{scenario}"));
    assert!(folder.run(&["test"]).err.starts_with(told));
}

#[test]
fn a_profile_may_be_about_files_that_are_not_read() {
    let folder = Folder::new("config-profiles-elsewhere")
        .file("a.norm", "kind State\naction vote\nprinciple free { never State must vote }\n")
        .file("comity.toml", "[profiles]\nours = [\"consultation\", \"neutrality\"]\n");
    assert!(!folder.run(&["check"]).err.contains("warning: "));
    let folder = folder.file("comity.toml", "[profiles]\nours = [\"neutrality\", \"free\"]\n");
    let run = folder.run(&["check"]);
    assert!(run.err.contains("no principle `neutrality`: the files declare `free`"), "{}", run.err);
}

#[test]
fn settings_below_that_do_not_count_are_named() {
    let set = "kind State\n";
    let folder = Folder::new("config-below")
        .file(".git/HEAD", "")
        .file("laws/comity.toml", "fail-on = \"note\"\n")
        .file("laws/eu/a.norm", CONFLICT)
        .file("drafts/b.norm", set);
    let told = "warning: the settings in `laws/comity.toml` were not used: ";
    for given in [&["check", "."] as &[_], &["check", "laws/eu", "drafts"], &["test", "."]] {
        let run = folder.run(given);
        assert!(run.err.contains(told), "{given:?}: {}", run.err);
    }
    for given in [&["check", "laws"] as &[_], &["check", "laws/eu"], &["check", "drafts"]] {
        let run = folder.run(given);
        assert!(!run.err.contains("warning: "), "{given:?}: {}", run.err);
    }
    // Who says which settings hold knows.
    for flag in [&["--no-config"] as &[_], &["--config", "laws/comity.toml"]] {
        assert!(!folder.run(&[&["check", "."], flag].concat()).err.contains("warning: "));
    }
    let folder = folder.file("comity.toml", "extends = \"laws/comity.toml\"\n");
    assert!(!folder.run(&["check", "."]).err.contains("warning: "));
}

#[test]
fn what_is_declared_with_a_mistake_can_be_named() {
    let norms = "kind State, Paper\naction vote(Paper)\nprinciple calm { never Staate must vote(Paper) }\n\
                 instrument draft { proposed in force 2021-01-01 until 2020-01-01 norm a { State may vote(Paper) } }\n\
                 profile ours { calm }\n";
    let folder = Folder::new("mistaken").file("a.norm", norms);
    let folder = folder.file("comity.toml", "[profiles]\nmine = [\"calm\"]\n");
    for named in [["--profile", "ours"], ["--profile", "mine"], ["--with", "draft"]] {
        let run = folder.run(&["check", named[0], named[1], "-o", "concise"]).ends(1);
        assert!(run.out.contains("`Staate`") && run.out.contains("C110"), "{}", run.out);
        assert_eq!(run.out.lines().count(), 2, "{}", run.out);
    }
}

#[test]
fn settings_that_fit_nothing_are_told_with_their_place() {
    let norms = "kind State, Paper\naction vote(Paper)\nprinciple calm { never State must vote(Paper) }\n\
                 instrument draft { proposed norm a { State may vote(Paper) } }\nprofile ours { calm }\n";
    let cases = [
        ("profile = \"our\"", "comity.toml:2: there is no profile `our`: did you mean `ours`?"),
        (
            "with = [\"drft\"]",
            "comity.toml:2: there is no instrument `drft`: did you mean `draft`?",
        ),
        (
            "use = [\"gdrp\"]",
            "comity.toml:2: there is no file or pack `gdrp` to use: did you mean `gdpr`?",
        ),
        ("baseline = \"gone\"", "comity.toml:2: the baseline `gone` cannot be read"),
        (
            "profile = \"mine\"\n[profiles]\nmine = [\"clam\"]",
            "comity.toml:4: there is no principle `clam`: did you mean `calm`?",
        ),
    ];
    for (place, (line, told)) in cases.into_iter().enumerate() {
        let folder = Folder::new(&format!("config-fit-{place}"))
            .file("comity.toml", format!("# settings\n{line}\n"))
            .file("a.norm", norms);
        let run = folder.run(&["check"]).ends(2);
        assert!(run.err.contains(told), "{}", run.err);
        assert!(!run.err.contains("no profile `mine`"), "{}", run.err);
    }
    let folder = Folder::new("config-fit-flag").file("a.norm", norms);
    let run = folder.run(&["check", "--use", "gdrp"]).ends(2);
    assert!(run.err.contains("comity: there is no file or pack `gdrp`"), "{}", run.err);
}

#[test]
fn a_format_in_the_settings_is_looked_at_where_it_stands() {
    let folder = Folder::new("config-format")
        .file("comity.toml", "output = [\"full\", \"sariff=x\", \"json=\"]\n")
        .file("a.norm", CONFLICT);
    let run = folder.run(&["check", "--color", "never"]).ends(2);
    for told in ["comity.toml:1:19", "did you mean `sarif=x`?", "`json=` names no file after `=`"] {
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
}

#[cfg(unix)]
#[test]
fn settings_that_are_no_file_are_a_mistake_and_not_nothing() {
    let made = |name: &str| Folder::new(&format!("config-no-{name}")).file("a.norm", CONFLICT);
    let (link, dir, pipe) = (made("link"), made("folder"), made("pipe"));
    std::os::unix::fs::symlink("nowhere", link.0.join("comity.toml")).expect("links can be made");
    std::fs::create_dir(dir.0.join("comity.toml")).expect("writable");
    let fifo = std::process::Command::new("mkfifo").arg(pipe.0.join("comity.toml")).status();
    assert!(fifo.is_ok_and(|status| status.success()), "mkfifo is there");
    for folder in [link, dir, pipe] {
        let run = folder.run(&["check"]).ends(2);
        assert!(run.err.contains("the settings `comity.toml` cannot be read"), "{}", run.err);
    }
}

#[test]
fn the_page_about_settings_keeps_its_stars() {
    let page = Folder::new("config-page").run(&["explain", "configuration"]).ends(0).out;
    assert!(page.contains("`**` stands for any number of folders"), "{page}");
}

#[test]
fn a_variable_that_is_almost_one_of_ours_is_told_and_changes_nothing() {
    let folder = Folder::new("config_near_variable")
        .file("a.norm", "kind A\naction x\nnorm n { A must x }\n");
    let plain = folder.run(&["check", "-o", "json"]).ends(0);
    let near = [("COMITY_CONFG", "x.toml"), ("COMITY_COLOUR", "always"), ("COMITY_TOKEN", "x")];
    let run = folder.run_with(&["check", "-o", "json"], "", &near).ends(0);
    assert_eq!(run.out, plain.out);
    assert_eq!(
        run.err.strip_suffix(&plain.err),
        Some(
            "warning: Comity does not read the variable `COMITY_COLOUR`: use the flag `--color`\n\
             warning: Comity does not read the variable `COMITY_CONFG`: did you mean `COMITY_CONFIG`?\n"
        )
    );
}
