//! What changed since a revision, as git tells.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Problem, files, names};
use crate::driver::{Changes, Lines};

/// What changed in the working folder since it parted from a revision; files that git does not know count as new.
pub(super) fn changes(revision: &str) -> Result<Changes, Problem> {
    let top = run(&["rev-parse", "--show-toplevel"]).map_err(|error| match error {
        Failure::NotFound => Problem("`--since` needs git, which is not installed".to_owned()),
        Failure::Said(_) => {
            Problem("`--since` needs a git repository, and this folder is in none".to_owned())
        }
    })?;
    let top = top.trim_end_matches(['\n', '\r']);
    let base = base(revision)?;
    let diff = [
        "-c",
        "core.quotePath=true",
        "diff",
        "--unified=0",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--find-renames",
        "--src-prefix=a/",
        "--dst-prefix=b/",
        "--end-of-options",
        &base,
        "--",
        "*.norm",
    ];
    let said = |failure: Failure| Problem(format!("git cannot tell what changed: {failure}"));
    let in_top = |args: &[&str]| bytes_in(Some(Path::new(top)), args).map_err(said);
    let mut changes = Changes::default();
    let files = read_diff(&String::from_utf8_lossy(&in_top(&diff)?));
    let old = files.iter().filter_map(|file| file.old.as_deref()).map(|path| blob(&base, path));
    let mut before = blobs(Path::new(top), old.collect()).map_err(said)?.into_iter();
    for file in files {
        let text = file.old.as_ref().and_then(|_| before.next());
        // A file that is no more keeps its name.
        let Some(path) = file.new.as_ref().or(file.old.as_ref()) else { continue };
        if let Some(text) = text {
            changes.before.insert(name(top, path), String::from_utf8_lossy(&text).into_owned());
        }
        if file.new.is_some() {
            changes.files.insert(name(top, path), file.lines);
        }
    }
    let others = in_top(&["ls-files", "--others", "--exclude-standard", "-z", "--", "*.norm"])?;
    for path in others.split(|&byte| byte == 0).filter(|path| !path.is_empty()) {
        let path = names::of_bytes(path.to_vec());
        changes.files.insert(name(top, &path), vec![Lines::ALL]);
    }
    Ok(changes)
}

/// The commit at which the history of the working folder left that of the revision.
fn base(revision: &str) -> Result<String, Problem> {
    let commit = format!("{revision}^{{commit}}");
    let known = run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
    let Ok(commit) = known else {
        let hint = if is_shallow() { SHALLOW } else { "" };
        return Err(Problem(format!("git knows no revision `{}`{hint}", clean(revision))));
    };
    match run(&["merge-base", commit.trim(), "HEAD"]) {
        Ok(base) => Ok(base.trim().to_owned()),
        Err(_) => {
            let hint = if is_shallow() { SHALLOW } else { "" };
            let revision = clean(revision);
            Err(Problem(format!("`{revision}` and this state have no history in common{hint}")))
        }
    }
}

const SHALLOW: &str = ": the clone is shallow, so fetch the whole history first (`git fetch --unshallow`; `fetch-depth: 0` in a workflow)";

fn is_shallow() -> bool {
    run(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|answer| answer.trim() == "true")
}

/// One file of a diff.
#[derive(Debug, PartialEq, Eq)]
struct Differing {
    /// Its path before; `None` where it is new.
    old: Option<PathBuf>,
    /// Its path now; `None` where it is no more.
    new: Option<PathBuf>,
    /// The new lines.
    lines: Vec<Lines>,
}

/// The names and new lines of a diff without context.
fn read_diff(diff: &str) -> Vec<Differing> {
    let mut files: Vec<Differing> = Vec::new();
    let mut old = None;
    // Lines of the hunk that are still to come: what they hold is no header, whatever it looks like.
    let mut inside = 0;
    for line in diff.lines() {
        if inside > 0 {
            inside -= u32::from(line.starts_with(['+', '-']));
        } else if let Some(path) = line.strip_prefix("--- ") {
            old = name_after(b"a/", path);
        } else if let Some(path) = line.strip_prefix("+++ ") {
            let new = name_after(b"b/", path);
            files.push(Differing { old: old.take(), new, lines: Vec::new() });
        } else if let (Some((removed, lines)), Some(file)) = (hunk(line), files.last_mut()) {
            inside = removed + lines.count;
            file.lines.push(lines);
        }
    }
    files
}

/// A file of a commit, as git names it.
fn blob(commit: &str, path: &Path) -> OsString {
    let mut spec = OsString::from(format!("{commit}:"));
    spec.push(path);
    spec
}

/// `@@ -1,2 +3,4 @@`: how many lines went, and which are new.
fn hunk(line: &str) -> Option<(u32, Lines)> {
    let mut ranges = line.strip_prefix("@@ -")?.split(" @@").next()?.split(" +");
    let mut range = || {
        let text = ranges.next()?;
        let (first, count) = text.split_once(',').unwrap_or((text, "1"));
        Some(Lines { first: first.parse().ok()?, count: count.parse().ok()? })
    };
    Some((range()?.count, range()?))
}

/// `b/path`, in quotes with escapes where it holds unusual characters or bytes; `None` for `/dev/null`.
fn name_after(prefix: &[u8], path: &str) -> Option<PathBuf> {
    let path = path.trim_end_matches(['\t', '\r']);
    let plain = match path.strip_prefix('"').and_then(|path| path.strip_suffix('"')) {
        Some(quoted) => unescaped(quoted),
        None => path.as_bytes().to_vec(),
    };
    plain.strip_prefix(prefix).map(|path| names::of_bytes(path.to_vec()))
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(digit @ b'0'..=b'3') => {
                let more = [rest.next(), rest.next()];
                let octal =
                    |value: u32, digit: u8| value * 8 + u32::from(digit.saturating_sub(b'0'));
                let value = more.into_iter().flatten().fold(octal(0, digit), octal);
                bytes.push(value as u8);
            }
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    bytes
}

/// The name that findings use for a path in the repository.
fn name(top: &str, path: &Path) -> String {
    files::name(&Path::new(top).join(path))
}

fn clean(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

/// Why git did not answer.
pub(super) enum Failure {
    NotFound,
    Said(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::NotFound => out.write_str("it is not installed"),
            Failure::Said(text) => out.write_str(text),
        }
    }
}

/// What git answers, asked from the working folder.
pub(super) fn run(args: &[&str]) -> Result<String, Failure> {
    run_in(None, args)
}

/// The same, where the answer need be no text.
pub(super) fn bytes(args: &[&str]) -> Result<Vec<u8>, Failure> {
    bytes_in(None, args)
}

fn run_in(folder: Option<&Path>, args: &[&str]) -> Result<String, Failure> {
    bytes_in(folder, args).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// A git that works in a folder, else in the working folder.
fn asked(folder: Option<&Path>) -> Command {
    let mut command = Command::new("git");
    command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    if let Some(folder) = folder {
        command.current_dir(folder);
    }
    command
}

fn failure(error: std::io::Error) -> Failure {
    match error.kind() {
        std::io::ErrorKind::NotFound => Failure::NotFound,
        _ => Failure::Said(files::reason(&error)),
    }
}

/// What files of a commit hold, in their order. One git tells of all: there may be thousands.
fn blobs(folder: &Path, specs: Vec<OsString>) -> Result<Vec<Vec<u8>>, Failure> {
    // It takes a line for each.
    if specs.iter().any(|spec| spec.as_encoded_bytes().contains(&b'\n')) {
        let one = |spec: &OsString| {
            bytes_in(Some(folder), &["cat-file".as_ref(), "blob".as_ref(), spec.as_os_str()])
        };
        return specs.iter().map(one).collect();
    }
    let mut command = asked(Some(folder));
    command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().map_err(failure)?;
    let count = specs.len();
    // It answers before it has read everything, and waits for somebody to take that.
    let input = child.stdin.take().map(|mut input| {
        std::thread::spawn(move || {
            let lines = specs.iter().flat_map(|spec| [spec.as_encoded_bytes(), b"\n"]);
            input.write_all(&lines.collect::<Vec<_>>().concat())
        })
    });
    let output = child.wait_with_output().map_err(failure)?;
    drop(input.map(std::thread::JoinHandle::join));
    read_blobs(&output.stdout, count)
        .ok_or_else(|| Failure::Said("it does not know what a changed file held before".to_owned()))
}

/// For each file a line that ends with its length, then so many bytes and a line end.
fn read_blobs(mut answer: &[u8], count: usize) -> Option<Vec<Vec<u8>>> {
    let mut blobs = Vec::new();
    for _ in 0..count {
        let end = answer.iter().position(|&byte| byte == b'\n')?;
        let head = std::str::from_utf8(&answer[..end]).ok()?;
        let (kind, length) = head.rsplit_once(' ')?;
        let length: usize = length.parse().ok().filter(|_| kind.ends_with(" blob"))?;
        blobs.push(answer.get(end + 1..end + 1 + length)?.to_vec());
        answer = answer.get(end + length + 2..)?;
    }
    Some(blobs)
}

fn bytes_in<A: AsRef<OsStr>>(folder: Option<&Path>, args: &[A]) -> Result<Vec<u8>, Failure> {
    let output = asked(folder).args(args).output().map_err(failure)?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(Failure::Said(clean(said.lines().next().unwrap_or("it gives no reason"))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_diff_are_read_and_text_that_looks_like_a_header_is_not() {
        let diff = "diff --git a/x.norm b/x.norm\n--- a/x.norm\n+++ b/x.norm\n@@ -1 +1,2 @@\n-old\n+++ b/feigned.norm\n+@@ -1 +9 @@\n@@ -9,2 +10,0 @@ norm a\n-x\n-y\n\
                    diff --git a/gone.norm b/gone.norm\n--- a/gone.norm\n+++ /dev/null\n@@ -1 +0,0 @@\n-z\n";
        let lines = |first, count| Lines { first, count };
        let (x, gone) = (PathBuf::from("x.norm"), PathBuf::from("gone.norm"));
        let changed = Differing {
            old: Some(x.clone()),
            new: Some(x),
            lines: vec![lines(1, 2), lines(10, 0)],
        };
        let gone = Differing { old: Some(gone), new: None, lines: vec![lines(0, 0)] };
        assert_eq!(read_diff(diff), [changed, gone]);
    }

    #[test]
    fn what_several_files_held_is_read_whatever_is_in_it() {
        let answer = b"0a blob 4\na\nb\n\n0b blob 0\n\n";
        assert_eq!(read_blobs(answer, 2), Some(vec![b"a\nb\n".to_vec(), Vec::new()]));
        assert_eq!(read_blobs(b"main:x missing\n", 1), None);
        assert_eq!(read_blobs(b"0a blob 9\nab\n", 1), None);
    }

    #[test]
    fn unusual_names_are_read() {
        assert_eq!(name_after(b"b/", "b/a b.norm\t"), Some(PathBuf::from("a b.norm")));
        assert_eq!(
            name_after(b"b/", "\"b/\\\"q\\\"\\303\\244.norm\""),
            Some(PathBuf::from("\"q\"ä.norm"))
        );
        assert_eq!(name_after(b"b/", "/dev/null"), None);
    }
}
