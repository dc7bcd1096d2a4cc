//! `--since`: what changed since a revision, as git tells. What it does not know or cannot tell is new.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::git::{self, Failure};
use super::{Problem, files, names};
use crate::driver::{Changes, Lines};

/// What a check reads, by the names that findings use.
pub(super) struct Read<'a> {
    /// The files, in any order.
    pub(super) names: Vec<&'a str>,
    /// That of them which was read from standard input.
    pub(super) stdin: Option<&'a str>,
}

/// What changed of what was read since the working folder parted from a revision.
pub(super) fn changes(revision: &str, read: &Read<'_>) -> Result<Changes, Problem> {
    let top = top()?;
    let base = base(revision)?;
    let said = |failure: Failure| Problem(format!("git cannot tell what changed: {failure}"));
    let wanted = wanted(&top, read);
    let kept = kept(&top, &wanted).map_err(said)?;
    let differing = differing(&top, &base, &wanted).map_err(said)?;
    let changed: BTreeSet<&Path> = differing.iter().filter_map(|it| it.new.as_deref()).collect();
    let mut told: BTreeMap<&Path, Vec<&str>> = BTreeMap::new();
    let mut untold: Vec<(&str, Option<PathBuf>)> = Vec::new();
    let places: Vec<_> = read.names.iter().map(|name| place(&top, name, read)).collect();
    for (name, place) in read.names.iter().zip(&places) {
        match place {
            Place::Here(path) if kept.files.contains(path) => {
                told.entry(path).or_default().push(name)
            }
            Place::Here(path) | Place::Given(path) => untold.push((name, Some(path.clone()))),
            Place::Behind { link, path } => {
                let is_kept = kept.links.contains(link) && !changed.contains(link.as_path());
                untold.push((name, is_kept.then(|| path.clone())));
            }
            Place::Elsewhere => untold.push((name, None)),
            Place::Nowhere => {}
        }
    }
    let mut changes = Changes::default();
    lines(&top, &base, differing.as_slice(), &told, &mut changes).map_err(said)?;
    as_new(&top, &base, untold, &mut changes).map_err(said)?;
    Ok(changes)
}

/// The folder of the repository.
fn top() -> Result<PathBuf, Problem> {
    let top = git::bytes(&["rev-parse", "--show-toplevel"]).map_err(|error| match error {
        Failure::NotFound => Problem("`--since` needs git, which is not installed".to_owned()),
        Failure::Said(said) if said.contains("not a git repository (or any") => {
            Problem("`--since` needs a git repository, and this folder is in none".to_owned())
        }
        Failure::Said(said) => {
            let said = said.trim_start_matches("fatal: ");
            // Usual in containers, where somebody else has fetched the repository.
            let hint = match said.contains("dubious ownership") {
                true => "; `git config --global --add safe.directory FOLDER` tells git to trust it",
                false => "",
            };
            Problem(format!("`--since` asks git, which refuses: {said}{hint}"))
        }
    })?;
    let end = top.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |at| at + 1);
    let top = names::of_bytes(top[..end].to_vec());
    Ok(fs::canonicalize(&top).unwrap_or(top))
}

/// The commit at which the history of the working folder left that of the revision.
fn base(revision: &str) -> Result<String, Problem> {
    let commit = format!("{revision}^{{commit}}");
    let known = git::run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
    let Ok(commit) = known else {
        let hint = match () {
            () if Path::new(revision).exists() => FORGOTTEN,
            () if is_shallow() => SHALLOW,
            () => "",
        };
        return Err(Problem(format!("git knows no revision `{}`{hint}", git::clean(revision))));
    };
    match git::run(&["merge-base", commit.trim(), "HEAD"]) {
        Ok(base) => Ok(base.trim().to_owned()),
        Err(_) => {
            let hint = if is_shallow() { SHALLOW } else { "" };
            let revision = git::clean(revision);
            Err(Problem(format!("`{revision}` and this state have no history in common{hint}")))
        }
    }
}

const FORGOTTEN: &str =
    ", which is a file or folder: write the revision behind the flag, as in `--since main`";

const SHALLOW: &str = ": the clone is shallow, so fetch the whole history first (`git fetch --unshallow`; `fetch-depth: 0` in a workflow)";

fn is_shallow() -> bool {
    git::run(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|answer| answer.trim() == "true")
}

/// Where a file that was read stands.
enum Place {
    /// In the repository, at this path from its top.
    Here(PathBuf),
    /// It came from standard input and is to be taken for the file at this path.
    Given(PathBuf),
    /// A link in the repository leads to a file in it.
    Behind { link: PathBuf, path: PathBuf },
    /// Outside of the repository, or behind links of which git cannot tell where they led before.
    Elsewhere,
    /// It is no file: it came with Comity.
    Nowhere,
}

fn place(top: &Path, name: &str, read: &Read<'_>) -> Place {
    let whole = names::whole(&files::path_of(name));
    let real = fs::canonicalize(&whole);
    if read.stdin == Some(name) {
        let path = real.as_deref().unwrap_or(&whole).strip_prefix(top);
        return path.map_or(Place::Elsewhere, |path| Place::Given(path.to_owned()));
    }
    let Ok(real) = real else { return Place::Nowhere };
    let Ok(path) = real.strip_prefix(top).map(Path::to_owned) else { return Place::Elsewhere };
    // The repository itself may be reached by a link.
    let above = whole.ancestors().nth(path.components().count()).unwrap_or(&whole);
    let is_top = |it: &Path| it == top || fs::canonicalize(it).is_ok_and(|it| it == top);
    if whole.ends_with(&path) && is_top(above) {
        return Place::Here(path);
    }
    let leads =
        fs::read_link(&whole).map(|to| names::whole(&whole.parent().unwrap_or(&whole).join(to)));
    match whole.strip_prefix(top) {
        Ok(link) if leads.is_ok_and(|to| to == real) => {
            Place::Behind { link: link.to_owned(), path }
        }
        _ => Place::Elsewhere,
    }
}

/// What git is asked about: every file of norms, and what else was read.
fn wanted(top: &Path, read: &Read<'_>) -> Vec<OsString> {
    let others = read.names.iter().filter(|name| !name.ends_with(".norm"));
    let others = others.filter_map(|name| {
        let real = fs::canonicalize(files::path_of(name)).ok()?;
        let mut spec = OsString::from(":(top,literal)");
        spec.push(real.strip_prefix(top).ok()?);
        Some(spec)
    });
    std::iter::once("*.norm".into()).chain(others).collect()
}

/// The files and links whose changes git tells.
#[derive(Default)]
struct Kept {
    files: BTreeSet<PathBuf>,
    links: BTreeSet<PathBuf>,
}

fn kept(top: &Path, wanted: &[OsString]) -> Result<Kept, Failure> {
    let list = ["ls-files", "--stage", "-v", "-z", "--"].map(OsString::from);
    let list = git::bytes_in(Some(top), &[&list[..], wanted].concat())?;
    let mut kept = Kept::default();
    for entry in list.split(|&byte| byte == 0) {
        let Some(tab) = entry.iter().position(|&byte| byte == b'\t') else { continue };
        let path = names::of_bytes(entry[tab + 1..].to_vec());
        // `H 100644 HASH 0`: any other letter says that git does not look at the file, any other number at the end
        // that it waits for a decision.
        match &entry[..tab] {
            [b'H', b' ', b'1', b'0', b'0', .., b' ', b'0'] => drop(kept.files.insert(path)),
            [b'H', b' ', b'1', b'2', b'0', .., b' ', b'0'] => drop(kept.links.insert(path)),
            _ => {}
        }
    }
    Ok(kept)
}

/// The files that are not as they were.
fn differing(top: &Path, base: &str, wanted: &[OsString]) -> Result<Vec<Differing>, Failure> {
    let diff = [
        "-c",
        "core.quotePath=true",
        "diff",
        // What git takes for no text, or was told not to compare, is text to us.
        "--text",
        "--unified=0",
        "--inter-hunk-context=0",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--find-renames",
        "--src-prefix=a/",
        "--dst-prefix=b/",
        "--end-of-options",
        base,
        "--",
    ];
    let diff = [&diff.map(OsString::from)[..], wanted].concat();
    let diff = git::bytes_in(Some(top), &diff)?;
    Ok(read_diff(&String::from_utf8_lossy(&diff)))
}

/// Adds the lines that git tells, and what stood there before.
fn lines(
    top: &Path,
    base: &str,
    differing: &[Differing],
    told: &BTreeMap<&Path, Vec<&str>>,
    changes: &mut Changes,
) -> Result<(), Failure> {
    let old = differing.iter().filter_map(|file| file.old.as_deref()).map(|path| blob(base, path));
    let mut before = git::blobs(top, old.collect())?.into_iter();
    for file in differing {
        let unknown = || Failure::Said("it does not know what a changed file held before".into());
        let text = match &file.old {
            Some(_) => Some(before.next().flatten().ok_or_else(unknown)?),
            None => None,
        };
        // A file that is no more keeps its name.
        let Some(path) = file.new.as_deref().or(file.old.as_deref()) else { continue };
        let own = match told.get(path) {
            Some(names) => names.iter().map(|&name| name.to_owned()).collect(),
            None => vec![files::name(&top.join(path))],
        };
        for name in own {
            if let Some(text) = &text {
                let text = String::from_utf8_lossy(text).into_owned();
                changes.before.insert(name.clone(), text);
            }
            if file.new.is_some() {
                changes.files.insert(name, file.lines.clone());
            }
        }
    }
    Ok(())
}

/// Adds files of which git does not tell what changed: all that did not stand at their path says something new.
fn as_new(
    top: &Path,
    base: &str,
    untold: Vec<(&str, Option<PathBuf>)>,
    changes: &mut Changes,
) -> Result<(), Failure> {
    let paths = untold.iter().filter_map(|(_, path)| path.as_deref());
    let mut before = git::blobs(top, paths.map(|path| blob(base, path)).collect())?.into_iter();
    for (name, path) in untold {
        changes.files.insert(name.to_owned(), vec![Lines::ALL]);
        match path.and_then(|_| before.next().flatten()) {
            Some(text) => {
                let text = String::from_utf8_lossy(&text).into_owned();
                changes.before.insert(name.to_owned(), text)
            }
            None => changes.before.remove(name),
        };
    }
    Ok(())
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
    // With `/` everywhere.
    for (place, part) in path.iter().enumerate() {
        spec.push(if place > 0 { "/" } else { "" });
        spec.push(part);
    }
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
    fn unusual_names_are_read() {
        assert_eq!(name_after(b"b/", "b/a b.norm\t"), Some(PathBuf::from("a b.norm")));
        assert_eq!(
            name_after(b"b/", "\"b/\\\"q\\\"\\303\\244.norm\""),
            Some(PathBuf::from("\"q\"ä.norm"))
        );
        assert_eq!(name_after(b"b/", "/dev/null"), None);
    }
}
