//! The page about adopting Comity, from a fresh copy; and the files for other services that stand at the top.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::{Folder, Run};
use crate::fixtures::root;
use crate::since::git;

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
    let lines = step_of_action(step).split("      run: |\n").nth(1).map(str::to_owned);
    let lines = lines.expect("the step runs something");
    let lines = lines.lines().map_while(|line| line.strip_prefix("        "));
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn action() -> String {
    fs::read_to_string(root().join("action.yml")).expect("there is an action")
}

fn step_of_action(step: &str) -> String {
    let action = action();
    let after = action.split(&format!("- name: {step}\n")).nth(1).expect("the step is there");
    after.split("    - name: ").next().unwrap_or_default().to_owned()
}

/// The inputs of the action with what they are by default.
fn inputs() -> BTreeMap<String, String> {
    let action = action();
    let inputs = action.split("inputs:\n").nth(1).and_then(|rest| rest.split("\noutputs:").next());
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut last = String::new();
    for line in inputs.expect("the action has inputs").lines() {
        match line.strip_prefix("    default: ") {
            Some(default) => drop(found.insert(last.clone(), default.trim_matches('"').to_owned())),
            None if !line.starts_with("    ") => {
                last = line.trim().trim_end_matches(':').to_owned();
            }
            None => {}
        }
    }
    found
}

/// The service: it makes variables of inputs, keeps what steps write into its files, and runs one step after the other.
struct Runner {
    folder: Folder,
    temp: PathBuf,
}

impl Runner {
    /// In a repository with history, with a `cargo` that installs the binary under test.
    fn new(name: &str) -> Self {
        let folder = fresh_copy(name);
        fs::remove_dir(folder.0.join(".git")).expect("it is empty");
        git(&folder, &["init", "-q", "-b", "main"]);
        git(&folder, &["add", "."]);
        git(&folder, &["commit", "-q", "-m", "first"]);
        let temp = Folder::new(&format!("{name}_runner")).0;
        let cargo = format!(
            "#!/bin/bash\nset -e\n[ \"$1\" = install ]\nwhile [ $# -gt 0 ]; do case \"$1\" in\n\
             --path) [ -f \"$2/Cargo.toml\" ]; shift ;;\n--root) root=$2; shift ;;\nesac; shift; done\n\
             mkdir -p \"$root/bin\"\nln -sf '{}' \"$root/bin/comity\"\n",
            env!("CARGO_BIN_EXE_comity")
        );
        fs::create_dir(temp.join("tools")).expect("writable");
        fs::write(temp.join("tools/cargo"), cargo).expect("writable");
        let made = Command::new("chmod").arg("+x").arg(temp.join("tools/cargo")).status();
        assert!(made.expect("chmod runs").success());
        let runner = Runner { folder, temp };
        runner.step("Build Comity", &[]).ends(0);
        runner
    }

    /// What the steps before have added to the paths, and the tools of the machine.
    fn path(&self) -> String {
        let added = fs::read_to_string(self.temp.join("path")).unwrap_or_default();
        let own = std::env::var("PATH").unwrap_or_default();
        let added: Vec<&str> = added.lines().rev().collect();
        format!("{}:{}:{own}", added.join(":"), self.temp.join("tools").display())
    }

    /// Runs a step of the action with these inputs, the others being as they are by default.
    fn step(&self, name: &str, given: &[(&str, &str)]) -> Run {
        let mut values = inputs();
        for (input, value) in given {
            let own = values.get_mut(*input).unwrap_or_else(|| panic!("there is no input {input}"));
            *own = (*value).to_owned();
        }
        let step = step_of_action(name);
        let variables = step.lines().filter_map(|line| {
            let (variable, rest) = line.trim().split_once(": ${{ inputs.")?;
            let input = rest.strip_suffix(" }}").expect("one input makes one variable");
            let value = values.get(input);
            Some((variable, value.unwrap_or_else(|| panic!("there is no input {input}"))))
        });
        let _ = fs::remove_file(self.temp.join("output"));
        fs::write(self.temp.join("script.sh"), script(name)).expect("writable");
        let mut command = self.shell();
        command.args(["-e", "-o", "pipefail"]).arg(self.temp.join("script.sh"));
        Run::new(command.envs(variables).output().expect("bash runs"))
    }

    fn shell(&self) -> Command {
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc"])
            .current_dir(&self.folder.0)
            .env("PATH", self.path())
            .env("GITHUB_ACTION_PATH", root())
            .env("RUNNER_TEMP", &self.temp)
            .env("GITHUB_PATH", self.temp.join("path"))
            .env("GITHUB_OUTPUT", self.temp.join("output"));
        command
    }

    /// What the last step has put out.
    fn written(&self) -> String {
        fs::read_to_string(self.temp.join("output")).unwrap_or_default()
    }

    /// The results in a SARIF file; each at a place of the repository.
    fn results(&self, sarif: &str) -> Vec<serde_json::Value> {
        let text = fs::read_to_string(self.folder.0.join(sarif)).expect("it was written");
        let log: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        let results = log["runs"][0]["results"].as_array().expect("there are results").clone();
        for result in &results {
            let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
            let file = location["uri"].as_str().expect("it has a place");
            assert!(self.folder.0.join(file).is_file(), "{file}");
        }
        results
    }
}

const CHECK: &str = "Check the norms";

#[cfg(unix)]
#[test]
fn the_action_annotates_and_leaves_its_findings_also_when_it_fails() {
    let runner = Runner::new("adopt_action");
    let clean = runner.step(CHECK, &[]).ends(0);
    assert_eq!((clean.out.as_str(), runner.written().as_str()), ("", "sarif=comity.sarif\n"));
    assert_eq!(runner.results("comity.sarif").len(), 0);
    // Lines that end as on Windows, and an empty one.
    let windows = [("paths", "laws\r\n\r\ndrafts\r\n"), ("args", "--no-repairs\r\n")];
    assert_eq!(runner.step(CHECK, &windows).ends(0).out, "");
    let draft = [("paths", "drafts"), ("args", "--with=open_meetings"), ("sarif", "out/a b.sarif")];
    fs::create_dir(runner.folder.0.join("out")).expect("writable");
    let found = runner.step(CHECK, &draft).ends(1);
    assert!(found.out.starts_with("::error file=drafts/open-meetings/"), "{}", found.out);
    assert_eq!(runner.written(), "sarif=out/a b.sarif\n");
    let results = runner.results("out/a b.sarif");
    assert!(results.iter().any(|it| it["ruleId"] == "C201"), "{results:?}");
    // A folder takes the file under its usual name.
    runner.step(CHECK, &[draft[0], draft[1], ("sarif", "out/")]).ends(1);
    assert_eq!(runner.written(), "sarif=out/comity.sarif\n");
    assert!(!runner.results("out/comity.sarif").is_empty());
    // The least level that fails is an input, too.
    let note = [draft[0], draft[1], ("args", "--with=open_meetings\n--level=all=note")];
    runner.step(CHECK, &note).ends(0);
    runner.step(CHECK, &[note[0], note[2], ("fail-on", "note")]).ends(1);
    // What changed since the branch began, as a pull request would ask.
    git(&runner.folder, &["checkout", "-q", "-b", "work"]);
    let since = [("args", "--since=main\n--with=open_meetings")];
    runner.step(CHECK, &since).ends(0);
    // What cannot be checked ends with 2, and a log of before is no log of now: this one says that the run failed.
    let failed = runner.step(CHECK, &[("paths", "nowhere")]).ends(2);
    assert!(failed.out.starts_with("::error title=nothing checked::"), "{}", failed.out);
    assert_eq!(runner.written(), "sarif=comity.sarif\n");
    assert_eq!(runner.results("comity.sarif").len(), 0);
    let log = fs::read_to_string(runner.folder.0.join("comity.sarif")).expect("it was written");
    assert!(log.contains("\"executionSuccessful\": false"), "{log}");
    // Text that would run if it were part of the script.
    let hostile = runner.step(CHECK, &[("paths", "$(touch hacked); \"; touch hacked")]).ends(2);
    assert!(hostile.err.contains("there is no file or folder `$(touch hacked)"), "{}", hostile.err);
    assert!(!runner.folder.0.join("hacked").exists());
    runner.step(CHECK, &[("paths", "--exit-zero")]).ends(2);
}

#[cfg(unix)]
#[test]
fn the_workflow_gives_inputs_that_there_are_and_its_own_steps_run() {
    let workflow = root().join("examples/adopt/.github/workflows/norms.yml");
    let workflow = fs::read_to_string(workflow).expect("there is a workflow");
    let step = workflow.split("uses: OWNER/comity@REV").nth(1).expect("it uses the action");
    let given = step.split("with:\n").nth(1).expect("it gives inputs").lines();
    let given = given.map_while(|line| line.strip_prefix("          ")?.split_once(": "));
    let given: Vec<(&str, &str)> = given.collect();
    let runner = Runner::new("adopt_workflow");
    assert!(!given.is_empty());
    runner.step(CHECK, &given).ends(0);
    let outputs = workflow.matches("steps.comity.outputs.").count();
    assert!(outputs > 0 && workflow.matches("steps.comity.outputs.sarif").count() == outputs);
    assert!(runner.written().starts_with("sarif="));
    let own: Vec<&str> =
        workflow.lines().filter_map(|line| line.trim().strip_prefix("run: ")).collect();
    assert!(!own.is_empty());
    for command in own {
        let run = runner.shell().args(["-e", "-c", command]).output();
        Run::new(run.expect("bash runs")).ends(0);
    }
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
    let wrong = "use \"../rules/words\"\nscenario s { participant o is Office participant r is Record expect o must not publish(r) }\n";
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
        let quality = fs::read_to_string(folder.0.join("gl-code-quality-report.json"));
        let issues: serde_json::Value =
            serde_json::from_str(&quality.expect("it was written")).expect("it is JSON");
        let issues = issues.as_array().expect("a list of issues");
        assert_eq!(!issues.is_empty(), file == "b", "{file}: {issues:?}");
        for issue in issues {
            let path = issue["location"]["path"].as_str().expect("it has a place");
            assert!(folder.0.join(path).is_file(), "{path}");
        }
    }
}
