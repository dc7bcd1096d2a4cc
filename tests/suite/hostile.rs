//! What a machine can do to a checker of files: full disks, kills, links in circles, names that are no text.
//! Whatever happens, each file holds its old text or its new one, and every run ends.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::cli::{Folder, Run};
use crate::since::git;

const UNTIDY: &str = "kind   A\nkind B\n";
const TIDY: &str = "kind A\nkind B\n";

/// A text of some hundred kilobytes, and its layout.
fn large() -> (String, String) {
    let lines = |space: &str| (0..20_000).map(|n| format!("kind{space}A{n}\n")).collect();
    (lines("   "), lines(" "))
}

/// What a shell command in a folder came to; `$comity` is the binary.
fn shell(folder: &Folder, script: &str) -> Run {
    let output = Command::new("sh")
        .args(["-c", script])
        .env("comity", env!("CARGO_BIN_EXE_comity"))
        .current_dir(&folder.0)
        .stdin(Stdio::null())
        .output()
        .expect("there is a shell");
    Run::new(output)
}

fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there").flatten();
    let mut names: Vec<_> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_full_disk_leaves_the_old_text_and_nothing_beside_it() {
    let (untidy, _) = large();
    let folder = Folder::new("hostile_full").file("a.norm", &untidy);
    // No file may grow beyond a few blocks, and to try is an error.
    let run = shell(&folder, "trap '' XFSZ; ulimit -f 8; exec \"$comity\" fmt a.norm").ends(2);
    assert!(run.err.contains("`a.norm` cannot be written: "), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.0.join("a.norm")).expect("it is there"), untidy);
    assert_eq!(entries(&folder.0), ["a.norm"]);
}

#[test]
fn a_kill_in_the_middle_of_a_write_leaves_the_old_text() {
    let (untidy, tidy) = large();
    let folder = Folder::new("hostile_killed_write").file("a.norm", &untidy);
    // The system kills whoever writes beyond the limit: half of the new text is on the disk then.
    let run = shell(&folder, "ulimit -c 0; ulimit -f 8; exec \"$comity\" fmt a.norm");
    assert_ne!(run.status, Some(0), "it was killed");
    assert_eq!(fs::read_to_string(folder.0.join("a.norm")).expect("it is there"), untidy);
    // What the killed run left behind disturbs nobody.
    folder.run(&["fmt"]).ends(0);
    assert_eq!(fs::read_to_string(folder.0.join("a.norm")).expect("it is there"), tidy);
}

#[test]
fn a_kill_at_any_moment_leaves_each_file_old_or_new() {
    const FILES: usize = 200;
    let mut folder = Folder::new("hostile_killed");
    for file in 0..FILES {
        folder = folder.file(&format!("{file}.norm"), UNTIDY);
    }
    let moments = [(1, "KILL"), (5, "INT"), (10, "KILL"), (20, "INT"), (40, "KILL")];
    for (pause, signal) in moments {
        let mut child = Command::new(env!("CARGO_BIN_EXE_comity"))
            .arg("fmt")
            .current_dir(&folder.0)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        thread::sleep(Duration::from_millis(pause));
        let process = child.id().to_string();
        let _ = Command::new("kill").args(["-s", signal, &process]).stderr(Stdio::null()).status();
        let ended = child.wait().expect("it ends");
        let number = if signal == "INT" { 2 } else { 9 };
        // A shell tells 130 of a run that Ctrl-C ended.
        assert!(ended.signal() == Some(number) || ended.code() == Some(0), "{ended:?}");
        for file in 0..FILES {
            let text = fs::read_to_string(folder.0.join(format!("{file}.norm")));
            let text = text.expect("no file is lost");
            assert!(text == UNTIDY || text == TIDY, "file {file}: {text:?}");
        }
    }
    folder.run(&["fmt"]).ends(0);
    folder.run(&["fmt", "--check"]).ends(0);
}

#[test]
fn what_a_killed_run_left_is_removed_from_folders_that_need_nothing_else() {
    let folder = Folder::new("hostile_left")
        .file("laws/a.norm", TIDY)
        .file("laws/.comity-12-0.tmp", "half")
        .file("laws/.comity-13-0.tmp", "of another run, still at work");
    let left = |name: &str| folder.0.join("laws").join(name);
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(1200);
    let old = fs::File::options().write(true).open(left(".comity-12-0.tmp")).expect("writable");
    old.set_modified(long_ago).expect("we own it");
    folder.run(&["fmt", "--check"]).ends(0);
    assert!(left(".comity-12-0.tmp").exists(), "a check writes nothing");
    folder.run(&["fmt"]).ends(0);
    assert!(!left(".comity-12-0.tmp").exists() && left(".comity-13-0.tmp").exists());
}

#[test]
fn a_file_that_may_not_be_written_is_told_and_left() {
    let folder = Folder::new("hostile_protected").file("a.norm", UNTIDY);
    let file = folder.0.join("a.norm");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).expect("we own it");
    let run = folder.run(&["fmt", "a.norm"]).ends(2);
    assert!(run.err.contains("`a.norm` cannot be written: permission denied"), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.0.join("a.norm")).expect("it is there"), UNTIDY);
}

/// What commands in a folder come to whose folder `b` may not be written; `None` where that cannot be tried.
fn with_b_protected<const N: usize>(folder: &Folder, commands: [&str; N]) -> Option<[Run; N]> {
    let inner = folder.0.join("b");
    let protect = |mode| {
        fs::set_permissions(&inner, fs::Permissions::from_mode(mode)).expect("we own it");
    };
    protect(0o555);
    let may_write = fs::write(inner.join("probe"), "").is_ok();
    // Whoever may write everywhere runs it as nobody, where nobody may come this far.
    let nobody = "setpriv --reuid 65534 --regid 65534 --clear-groups";
    let who = if may_write { nobody } else { "exec" };
    let tried = shell(folder, &format!("{who} \"$comity\" rules")).status == Some(0);
    let runs = tried.then(|| commands.map(|it| shell(folder, &format!("{who} \"$comity\" {it}"))));
    protect(0o755);
    runs
}

#[test]
fn a_folder_that_may_not_be_written_keeps_its_files_whatever_writes_them() {
    let misspelt = "kind State\naction vote(State)\nnorm a { Sttae must vote(State) }\n";
    let folder = Folder::new("hostile_folder").file("b/c.norm", UNTIDY).file("b/d.norm", misspelt);
    let commands = ["fmt b/c.norm", "check --unsafe-fixes b/d.norm"];
    let Some([layout, fix]) = with_b_protected(&folder, commands) else { return };
    let read = |name: &str| fs::read_to_string(folder.0.join(name)).expect("it is there");
    for (run, name, text) in [(layout, "b/c.norm", UNTIDY), (fix, "b/d.norm", misspelt)] {
        let run = run.ends(2);
        let told = format!("`{name}` cannot be written: permission denied");
        assert!(run.err.contains(&told), "{}", run.err);
        assert_eq!(read(name), text);
    }
}

#[test]
fn links_in_a_circle_end() {
    let folder = Folder::new("hostile_links").file("a.norm", UNTIDY).file("b/c.norm", TIDY);
    symlink("..", folder.0.join("b/up")).expect("links can be made");
    symlink("self.norm", folder.0.join("self.norm")).expect("links can be made");
    symlink(".", folder.0.join("here.norm")).expect("links can be made");
    let run = folder.run(&["fmt"]).ends(2);
    assert!(run.err.contains("`self.norm` is left as it is: "), "{}", run.err);
    assert!(run.err.contains("`here.norm` is left as it is: it is a folder"), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.0.join("a.norm")).expect("it is there"), TIDY);
    let run = folder.run(&["check", "--format", "concise"]).ends(2);
    assert_eq!(run.out.matches("C090").count(), 2, "{}", run.out);
    folder.run(&["fmt", "--check", "b/up/b/up/b/c.norm"]).ends(0);
}

#[test]
fn of_a_link_that_leads_nowhere_its_end_is_told() {
    let folder = Folder::new("hostile_dangling").file("laws/a.norm", TIDY);
    symlink("gone.norm", folder.0.join("laws/b.norm")).expect("links can be made");
    symlink("nowhere", folder.0.join("draft")).expect("links can be made");
    let told = |name: &str, end: &str| {
        format!("`{name}` cannot be read: it is a link that leads nowhere: there is no `{end}`")
    };
    let run = folder.run(&["check", "draft"]).ends(2);
    assert_eq!(run.err, format!("comity: {} (C090)\n", told("draft", "nowhere")));
    let run = folder.run(&["check", "draft", "laws"]).ends(2);
    for (name, end) in [("draft", "nowhere"), ("laws/b.norm", "gone.norm")] {
        assert!(run.out.contains(&told(name, end)), "{}", run.out);
    }
}

#[test]
fn a_link_is_followed_and_stays_a_link() {
    let folder = Folder::new("hostile_link").file("a.norm", UNTIDY);
    symlink("a.norm", folder.0.join("link.norm")).expect("links can be made");
    folder.run(&["fmt", "link.norm"]).ends(0);
    assert_eq!(fs::read_to_string(folder.0.join("a.norm")).expect("it is there"), TIDY);
    let kind = fs::symlink_metadata(folder.0.join("link.norm")).expect("it is there");
    assert!(kind.is_symlink());
}

#[test]
fn a_pipe_among_the_files_is_told_without_waiting() {
    let folder = Folder::new("hostile_pipe").file("a.norm", UNTIDY);
    let made = Command::new("mkfifo").arg(folder.0.join("fifo.norm")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is there");
    let run = folder.run(&["fmt"]).ends(2);
    assert!(run.err.contains("`fifo.norm` is left as it is: it is not an ordinary file"));
    assert_eq!(fs::read_to_string(folder.0.join("a.norm")).expect("it is there"), TIDY);
    folder.run(&["fmt", "fifo.norm"]).ends(2);
    folder.run(&["fmt", "/dev/null"]).ends(2);
}

#[test]
fn a_file_that_changes_meanwhile_holds_a_whole_text() {
    let folder = Folder::new("hostile_changing").file("a.norm", UNTIDY);
    let path = folder.0.join("a.norm");
    let other = ("fact   p\n", "fact p\n");
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let next = folder.0.join("next");
            for text in [UNTIDY, other.0].iter().cycle() {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                fs::write(&next, text).expect("writable");
                fs::rename(&next, &path).expect("writable");
            }
        });
        for _ in 0..20 {
            let run = folder.run(&["fmt", "a.norm"]);
            let told = run.err.contains("it changed since it was read");
            assert!(run.status == Some(0) || run.status == Some(2) && told, "{}", run.err);
        }
        stop.store(true, Ordering::Relaxed);
    });
    let text = fs::read_to_string(&path).expect("it is there");
    assert!([UNTIDY, TIDY, other.0, other.1].contains(&text.as_str()), "{text:?}");
}

#[test]
fn names_that_are_no_text_name_files_all_the_same() {
    let folder = Folder::new("hostile_names");
    let names: [&[u8]; 3] = [b"caf\xe9.norm", b"caf\xe8.norm", "café \u{202e}x.norm".as_bytes()];
    for (name, kind) in names.iter().zip(["A", "B", "C"]) {
        let path = folder.0.join(OsStr::from_bytes(name));
        if fs::write(path, format!("kind   {kind}\nuse nowhere\n")).is_err() {
            return; // Some file systems take text only.
        }
    }
    let run = folder.run(&["fmt", "--check"]).ends(1);
    assert_eq!(run.out.lines().count(), 3, "{}", run.out);
    assert!(run.out.contains("caf%E9.norm") && run.out.contains("caf%E8.norm"), "{}", run.out);
    let run = folder.run(&["check", "--format", "concise"]).ends(1);
    assert_eq!(run.out.matches("C121").count(), 3, "{}", run.out);
    let run = folder.run(&["fmt"]).ends(0);
    assert!(run.err.contains("formatted 3 files"), "{}", run.err);
}

#[test]
fn no_name_and_no_argument_reaches_the_terminal_as_it_is() {
    let evil = "a\u{1b}[31m\n\u{202e}b";
    let spelled = "a%1B[31m%0A%E2%80%AEb";
    let file = format!("c{evil}.norm");
    let folder = Folder::new("hostile_terminal").file(&file, "kind   A\n");
    let settings = "use = [\"\\u001b[31m\"]\n";
    let folder = folder.file("foreign/comity.toml", settings).file("foreign/a.norm", "kind A\n");
    let level = format!("{evil}=note");
    let cases: [(&[&str], i32); 13] = [
        (&["fmt", "--check", &file], 1),
        (&["fmt", "--diff", &file], 1),
        (&["check", &file, "--use", evil], 2),
        (&["check", &file, "--with", evil], 2),
        (&["check", &file, "--profile", evil], 2),
        (&["check", &file, "--level", &level], 2),
        (&["check", &file, "--baseline", evil], 2),
        (&["check", evil], 2),
        (&["explain", evil], 2),
        (&["why", evil, "b", &file], 2),
        (&["man", evil], 2),
        (&["init", evil], 0),
        (&["baseline", "write", &file, "--baseline", evil], 2),
    ];
    for (args, status) in cases {
        let run = folder.run(args).ends(status);
        let said = format!("{}{}", run.out, run.err);
        assert!(said.contains(spelled), "{args:?}: {said}");
        assert!(!said.contains(['\u{1b}', '\u{202e}']), "{args:?}: {said}");
        // A name begins no line of its own.
        assert!(!said.lines().any(|line| line.starts_with("%E2")), "{args:?}: {said}");
    }
    let run = folder.run(&["check", "foreign"]).ends(2);
    assert!(run.err.contains("`%1B[31m`"), "{}", run.err);
}

/// Services compare paths with those in the repository. Only a byte that no text can hold stays spelled out.
fn services_get_paths_as_they_are(folder: &Folder) {
    // They name files from the root of the repository, and the target folder may lie in one.
    fs::create_dir(folder.0.join(".git")).expect("writable");
    let gitlab = folder.run(&["check", "-o", "gitlab"]).ends(1).out;
    let issues: serde_json::Value = serde_json::from_str(&gitlab).expect("it is JSON");
    let paths = issues.as_array().expect("a list").iter().map(|it| &it["location"]["path"]);
    let mut paths: Vec<&str> = paths.filter_map(serde_json::Value::as_str).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths, ["a/b.norm", "a\\b.norm", "x%FF.norm"]);
    // In a command of GitHub a `%` is written `%25`, and read as one.
    let github = folder.run(&["check", "-o", "github"]).ends(1).out;
    for path in ["file=a/b.norm,", "file=a\\b.norm,", "file=x%25FF.norm,"] {
        assert!(github.contains(path), "{github}");
    }
    // A reference spells each byte once, and leads to the file.
    let sarif = folder.run(&["check", "-o", "sarif"]).ends(1).out;
    for uri in ["\"a/b.norm\"", "\"a%5Cb.norm\"", "\"x%FF.norm\"", "\"x%25FF.norm\""] {
        assert!(sarif.contains(uri), "{uri}: {sarif}");
    }
}

#[test]
fn files_whose_names_look_alike_are_all_looked_at_and_all_mended() {
    let folder = Folder::new("hostile_alike");
    let names: [&[u8]; 4] = [b"a\\b.norm", b"a/b.norm", b"x\xff.norm", b"x%FF.norm"];
    fs::create_dir(folder.0.join("a")).expect("writable");
    let paths = names.map(|name| folder.0.join(OsStr::from_bytes(name)));
    for path in &paths {
        if fs::write(path, "kind   A\nuse nowhere\n").is_err() {
            return; // Some file systems take text only.
        }
    }
    for args in [["check", ".", "-o", "concise"], ["check", "--together", "-o", "concise"]] {
        let run = folder.run(&args).ends(1);
        assert_eq!(run.out.matches("C121").count(), 4, "{}", run.out);
        assert!(run.out.contains("a%5Cb.norm") && run.out.contains("x%25FF.norm"), "{}", run.out);
    }
    services_get_paths_as_they_are(&folder);
    let run = folder.run(&["fmt"]).ends(0);
    assert!(run.err.contains("formatted 4 files"), "{}", run.err);
    // What is mended is written where it was read.
    let kinds = ["kind A\n", "kind B\n", "kind C\n", "kind D\n"];
    for (path, kind) in paths.iter().zip(kinds) {
        let unneeded = format!("{kind}allow C201 because \"x\"\n");
        fs::write(path, unneeded).expect("writable");
    }
    folder.run(&["check", "--fix"]).ends(0);
    for (path, kind) in paths.iter().zip(kinds) {
        assert_eq!(fs::read_to_string(path).expect("it is there"), kind);
    }
}

#[test]
fn what_such_a_file_uses_is_found_beside_it() {
    let folder = Folder::new("hostile_beside");
    let odd = folder.0.join("a\\b");
    fs::create_dir(&odd).expect("writable");
    fs::write(odd.join("a.norm"), "use words\nfact p(A)\n").expect("writable");
    fs::write(odd.join("words.norm"), "kind A\n").expect("writable");
    let run = folder.run(&["check", "--fail-on", "error"]).ends(0);
    assert!(!run.out.contains("C121"), "{}", run.out);
}

#[test]
fn standard_input_is_taken_once() {
    let folder = Folder::new("hostile_stdin").file("a.norm", TIDY);
    for args in [["check", "-", "-"], ["fmt", "-", "-"], ["diff", "-", "-"]] {
        let run = folder.run(&args).ends(2);
        assert!(run.err.contains("standard input (`-`) can be read once only"), "{}", run.err);
    }
}

#[test]
fn a_report_that_is_a_pipe_is_told_without_waiting() {
    let folder = Folder::new("hostile_merge");
    let made = Command::new("mkfifo").arg(folder.0.join("fifo.json")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is there");
    let run = folder.run(&["merge", "fifo.json"]).ends(2);
    assert!(run.err.contains("`fifo.json`: it is not an ordinary file"), "{}", run.err);
}

#[test]
fn a_set_that_does_not_fit_on_the_disk_is_not_begun() {
    let folder = Folder::new("hostile_init");
    let run = shell(&folder, "trap '' XFSZ; ulimit -f 0; exec \"$comity\" init laws").ends(2);
    assert!(run.err.contains("cannot be written"), "{}", run.err);
    assert!(entries(&folder.0).is_empty(), "{:?}", entries(&folder.0));
    folder.run(&["init", "laws"]).ends(0);
}

#[cfg(target_os = "linux")]
#[test]
fn what_could_not_be_written_is_not_called_formatted() {
    let folder = Folder::new("hostile_stdout");
    let run = shell(&folder, "echo 'kind   A' | \"$comity\" fmt - > /dev/full").ends(2);
    assert_eq!(run.err, "comity: the output cannot be written: no space left on device\n");
}

#[test]
fn a_change_of_a_file_with_an_absolute_path_has_one_slash() {
    let folder = Folder::new("hostile_absolute").file("a.norm", UNTIDY);
    let elsewhere = Folder::new("hostile_elsewhere");
    let path = folder.0.join("a.norm");
    let path = path.to_str().expect("the path is text");
    let run = elsewhere.run(&["fmt", "--diff", path]).ends(1);
    assert!(run.out.starts_with(&format!("--- a{path}\n+++ b{path}\n")), "{}", run.out);
}

#[test]
fn a_reader_who_goes_away_ends_every_command_quietly() {
    let folder = Folder::new("hostile_reader").file("broken.norm", "use nowhere\n".repeat(2_000));
    let mut folder = folder.file("long.norm", "kind    A\n".repeat(20_000));
    for file in 0..300 {
        folder = folder.file(&format!("untidy/with-a-rather-long-name-{file}.norm"), UNTIDY);
    }
    let commands: [&[&str]; 6] = [
        &["check", "broken.norm"],
        &["check", "broken.norm", "--format", "concise"],
        &["check", "broken.norm", "--format", "json"],
        &["fmt", "--diff"],
        &["fmt", "--check"],
        &["explain", "--all"],
    ];
    for args in commands {
        let mut child = Command::new(env!("CARGO_BIN_EXE_comity"))
            .args(args)
            .current_dir(&folder.0)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut out = child.stdout.take().expect("it writes");
        out.read_exact(&mut [0; 10]).expect("it has something to say");
        drop(out);
        let run = Run::new(child.wait_with_output().expect("it ends"));
        assert!(run.status.is_some_and(|status| status < 2), "{args:?}: {:?}", run.status);
        assert!(!run.err.contains("cannot be written"), "{args:?}: {}", run.err);
    }
}

#[test]
fn ten_thousand_files_are_formatted_and_checked() {
    const FOLDERS: usize = 100;
    let mut folder = Folder::new("hostile_many");
    for file in 0..10_000 {
        let space = if file % 500 == 0 { "  " } else { " " };
        let name = format!("{}/{file}.norm", file % FOLDERS);
        folder = folder.file(&name, format!("kind{space}A{file}\nfact f{file}(A{file})\n"));
    }
    let run = folder.run(&["fmt"]).ends(0);
    assert_eq!(run.err, "formatted 20 files, 9980 in order\n");
    let run = folder.run(&["check"]).ends(0);
    assert!(run.err.contains("in 10000 files, as 100 sets"), "{}", run.err);
}

#[test]
fn what_changed_in_a_file_with_an_unusual_name_is_known() {
    let folder = Folder::new("hostile_since");
    let names: [&[u8]; 3] = [b"x\xff.norm", b"a\\b.norm", "\u{e4}.norm".as_bytes()];
    let words = |n: usize| format!("kind K{n}\naction act{n}(K{n})\n");
    let clash = |n: usize| {
        let norm =
            |name: &str, modal: &str| format!("norm {name}{n} {{ K{n} {modal} act{n}(K{n}) }}\n");
        words(n) + &norm("a", "must") + &norm("b", "must not")
    };
    let write = |name: &[u8], text: String| fs::write(folder.0.join(OsStr::from_bytes(name)), text);
    for (n, name) in names.iter().enumerate() {
        if write(name, words(n)).is_err() {
            return; // Some file systems take text only.
        }
    }
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    for (n, name) in names.iter().enumerate() {
        write(name, clash(n)).expect("writable");
    }
    write(b"new\xfe.norm", clash(9)).expect("writable");
    let run = folder.run(&["check", "--since", "HEAD"]).ends(1);
    assert!(run.err.contains("4 errors"), "{}", run.err);
}
