//! The page about adopting Comity, from a fresh copy; and the files for other services that stand at the top.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::{Folder, Run};
use crate::fixtures::root;

/// A copy of the example as a repository of its own: nothing above it is looked at.
fn fresh_copy(name: &str) -> Folder {
    let folder = Folder::new(name);
    copy(&root().join("examples/adopt"), &folder.0);
    fs::create_dir(folder.0.join(".git")).expect("writable");
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("writable");
    for entry in fs::read_dir(from).expect("the example is there") {
        let path = entry.expect("an entry is readable").path();
        let target = to.join(path.file_name().expect("an entry has a name"));
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, &target).expect("writable")),
        }
    }
}

/// Each command of the page with what is said to come of it.
fn commands(page: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for block in page.split("```console\n").skip(1) {
        for line in block.split("```").next().unwrap_or_default().lines() {
            match (line.strip_prefix("$ "), commands.last_mut()) {
                (Some(command), _) => commands.push((command.to_owned(), String::new())),
                (None, Some((_, output))) => *output += &format!("{line}\n"),
                (None, None) => panic!("output before any command: {line}"),
            }
        }
    }
    commands
}

#[test]
fn the_commands_of_the_page_do_what_it_says() {
    let folder = fresh_copy("adopt_page");
    let page =
        fs::read_to_string(root().join("examples/adopt/README.md")).expect("there is a page");
    let commands = commands(&page.replace("\r\n", "\n"));
    assert!(commands.len() >= 5, "the page has commands");
    for (command, expected) in commands {
        let words: Vec<_> = command.split(' ').collect();
        assert_eq!(words[0], "comity", "{command}");
        let run = folder.run(&words[1..]);
        assert_eq!(format!("{}{}", run.out, run.err), expected, "$ {command}");
        assert_eq!(run.status, Some(i32::from(expected.contains("error"))), "$ {command}");
    }
}

#[test]
fn the_page_shows_every_file_of_the_layout() {
    let page =
        fs::read_to_string(root().join("examples/adopt/README.md")).expect("there is a page");
    let layout = page.split("```text\n").nth(1).and_then(|rest| rest.split("```").next());
    let layout = layout.expect("the page shows the layout");
    let mut files = Vec::new();
    list(&root().join("examples/adopt"), &mut files);
    for path in files {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        assert!(
            name == "README.md" || layout.contains(&name),
            "the layout lacks {}",
            path.display()
        );
    }
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the example is there") {
        let path = entry.expect("an entry is readable").path();
        if path.is_dir() { list(&path, files) } else { files.push(path) }
    }
}

/// The script of a step of the action, as the runner would write it into a file.
fn script(step: &str) -> String {
    let action = fs::read_to_string(root().join("action.yml")).expect("there is an action");
    let after = action.split(&format!("- name: {step}\n")).nth(1).expect("the step is there");
    let lines = after.split("      run: |\n").nth(1).expect("the step runs something").lines();
    let lines = lines.map_while(|line| line.strip_prefix("        "));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(unix)]
#[test]
fn the_action_annotates_and_leaves_its_findings_also_when_it_fails() {
    let folder = fresh_copy("adopt_action").file("script.sh", script("Check the norms"));
    let output = folder.0.join("output.txt");
    let binary = Path::new(env!("CARGO_BIN_EXE_comity")).parent().expect("it is in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let run = |paths: &str, args: &str| {
        let _ = fs::remove_file(&output);
        let run = Command::new("bash")
            .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "script.sh"])
            .current_dir(&folder.0)
            .env("PATH", format!("{}:{path}", binary.display()))
            .env("GITHUB_OUTPUT", &output)
            .env("COMITY_PATHS", paths)
            .env("COMITY_ARGS", args)
            .env("COMITY_FAIL_ON", "error")
            .env("COMITY_SARIF", "comity.sarif")
            .output();
        Run::new(run.expect("bash runs"))
    };
    let written = || fs::read_to_string(&output).unwrap_or_default();
    let clean = run("laws\ndrafts\n", "").ends(0);
    assert_eq!((clean.out.as_str(), written().as_str()), ("", "sarif=comity.sarif\n"));
    // Lines that end as on Windows, and an empty one.
    let windows = run("laws\r\n\r\ndrafts\r\n", "--no-repairs\r\n").ends(0);
    assert_eq!(windows.err, clean.err);
    let found = run("drafts", "--with=open_meetings").ends(1);
    assert!(found.out.starts_with("::error file=drafts/open-meetings/"), "{}", found.out);
    assert_eq!(written(), "sarif=comity.sarif\n");
    let sarif = fs::read_to_string(folder.0.join("comity.sarif")).expect("it was written");
    assert!(sarif.contains("\"ruleId\": \"C201\""));
    // Text that would run if it were part of the script.
    let hostile = run("$(touch hacked); \"; touch hacked", "").ends(2);
    assert!(hostile.err.contains("there is no file or folder `$(touch hacked)"), "{}", hostile.err);
    assert!(!folder.0.join("hacked").exists());
    run("--exit-zero", "").ends(2);
}

#[test]
fn the_hooks_name_commands_that_there_are() {
    let hooks = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).expect("there are hooks");
    let folder = fresh_copy("adopt_hooks");
    let entries: Vec<_> =
        hooks.lines().filter_map(|line| line.trim().strip_prefix("entry: ")).collect();
    assert_eq!(entries.len(), hooks.matches("- id: ").count());
    for entry in entries {
        let words: Vec<_> = entry.split(' ').collect();
        folder.run(&words[1..]).ends(0);
    }
}

#[test]
fn hooks_that_look_at_everything_run_also_where_no_file_of_norms_is_left_or_changed() {
    let hooks = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).expect("there are hooks");
    let used = fs::read_to_string(root().join("examples/adopt/.pre-commit-config.yaml"));
    let used = used.expect("the example uses hooks");
    for (id, whole) in [("comity-check", true), ("comity-test", true), ("comity-fmt", false)] {
        let hook = hooks.split("- id: ").find(|hook| hook.starts_with(&format!("{id}\n")));
        let hook = hook.unwrap_or_else(|| panic!("there is a hook `{id}`"));
        let always = hook.contains("always_run: true") && hook.contains("pass_filenames: false");
        assert_eq!((always, hook.contains("files: ")), (whole, !whole), "{id}");
        assert!(used.contains(&format!("- id: {id}\n")), "the example lacks {id}");
    }
}

#[test]
fn the_action_needs_no_newer_shell_than_that_of_macos() {
    let script = script("Check the norms");
    for word in ["mapfile -", "readarray", "declare -A", "|&", "${line,,}"] {
        assert!(!script.contains(word), "{word}");
    }
}

/// The lines of the script of the job for GitLab.
fn gitlab_script() -> String {
    let text =
        fs::read_to_string(root().join("examples/adopt/.gitlab-ci.yml")).expect("it is there");
    let lines = text.lines().skip_while(|line| *line != "  script:").skip(1);
    let lines = lines.take_while(|line| line.starts_with("    "));
    lines.filter_map(|line| line.trim().strip_prefix("- ")).flat_map(|it| [it, "\n"]).collect()
}

#[cfg(unix)]
#[test]
fn the_job_for_gitlab_runs_both_and_fails_if_either_does() {
    let binary = Path::new(env!("CARGO_BIN_EXE_comity")).parent().expect("it is in a folder");
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    let clash = "use \"../rules/words\"\nnorm x { Office must publish(Record) }\n\
                 norm y { Office must not publish(Record) }\n";
    let wrong = "use \"../rules/words\"\nscenario s { participant r is Record expect Office must publish(r) }\n";
    for (file, text, status) in [("a", "", 0), ("b", clash, 1), ("c", wrong, 1)] {
        let folder = fresh_copy(&format!("adopt_gitlab_{file}"))
            .file("laws/other/more.norm", text)
            .file("script.sh", gitlab_script());
        let run = Command::new("bash")
            .args(["-e", "-o", "pipefail", "script.sh"])
            .current_dir(&folder.0)
            .env("PATH", &path)
            .output();
        Run::new(run.expect("bash runs")).ends(status);
        for report in ["gl-code-quality-report.json", "comity-check.xml", "comity-test.xml"] {
            assert!(folder.0.join(report).exists(), "{file}: {report} is not there");
        }
    }
}
