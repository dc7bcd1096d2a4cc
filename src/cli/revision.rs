//! Files as they stand in a revision: `REV:PATH`, as `git show` reads it.

use std::path::{Path, PathBuf};

use super::files::Set;
use super::loader::Disk;
use super::{Problem, git};
use crate::driver::{Content, Input, Loader, MAX_FILE_BYTES, candidates};

/// The files at `REV:PATH`, a file or a folder; `None` where the path is one on the disk, or names no revision.
pub(super) fn set(path: &Path) -> Option<Result<Set, Problem>> {
    let spec = path.to_str()?;
    let (revision, _) = split(spec).filter(|_| !path.exists())?;
    Some(read(spec).map_err(|said| {
        Problem(format!("git cannot show `{spec}` (a file or a folder of `{revision}`): {said}"))
    }))
}

fn read(spec: &str) -> Result<Set, String> {
    if git::run(&["cat-file", "-t", spec]).map_err(|it| it.to_string())?.trim() == "blob" {
        return Ok(vec![Input { name: spec.to_owned(), content: content(spec) }]);
    }
    let list = git::run(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", spec]);
    let list = list.map_err(|it| it.to_string())?;
    let files = list.split('\0').filter(|file| file.ends_with(".norm"));
    let gap = if spec.ends_with([':', '/']) { "" } else { "/" };
    let files = files.map(|file| format!("{spec}{gap}{file}"));
    Ok(files.map(|name| Input { content: content(&name), name }).collect())
}

fn content(spec: &str) -> Content {
    let size = git::run(&["cat-file", "-s", spec]).map(|size| size.trim().parse::<u64>());
    match size {
        Ok(Ok(size)) if size > MAX_FILE_BYTES => Content::TooLarge,
        Ok(_) => git::bytes(&["cat-file", "blob", spec])
            .map_or_else(|said| Content::Unreadable(said.to_string()), Content::from_bytes),
        Err(said) => Content::Unreadable(said.to_string()),
    }
}

/// Whether a path means one in a revision.
pub(super) fn is_in_one(path: &Path) -> bool {
    !path.exists() && path.to_str().is_some_and(|spec| split(spec).is_some())
}

/// The revision and the path in it.
fn split(spec: &str) -> Option<(&str, &str)> {
    // One letter is a drive, and what begins with a hyphen would be a flag of git's.
    spec.split_once(':').filter(|(revision, _)| revision.len() > 1 && !revision.starts_with('-'))
}

/// Finds what files of a revision use in the same revision, and all else on the disk.
pub(super) struct Revisions;

impl Loader for Revisions {
    fn resolve(&self, from: &str, path: &str) -> Option<String> {
        let Some((revision, file)) = split(from).filter(|_| !Path::new(from).exists()) else {
            return Disk.resolve(from, path);
        };
        let beside = Path::new(file).parent().unwrap_or(Path::new(""));
        let rules = beside.ancestors().map(|above| above.join("rules"));
        let folders: Vec<PathBuf> = std::iter::once(beside.to_owned()).chain(rules).collect();
        let files = folders
            .iter()
            .flat_map(|folder| candidates(path).into_iter().map(|file| folder.join(file)));
        let mut specs = files.filter_map(|file| {
            Some(format!("{revision}:{}", direct(&file.to_str()?.replace('\\', "/"))?))
        });
        specs.find(|spec| git::run(&["cat-file", "-t", spec]).is_ok_and(|it| it.trim() == "blob"))
    }

    fn read(&self, name: &str) -> Content {
        match split(name).filter(|_| !Path::new(name).exists()) {
            Some(_) => content(name),
            None => Disk.read(name),
        }
    }

    fn nearby(&self, from: &str) -> Vec<String> {
        Disk.nearby(from)
    }
}

/// A path of a revision without `..` within it, which git reads in paths from the folder at hand (`./…`) alone; `None`
/// where it leads out of the repository.
fn direct(path: &str) -> Option<String> {
    if path.starts_with("./") || path.starts_with("../") {
        return Some(path.to_owned());
    }
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{direct, split};

    #[test]
    fn paths_of_a_revision_go_up_within_it() {
        assert_eq!(direct("drafts/new/../../laws/a.norm").as_deref(), Some("laws/a.norm"));
        assert_eq!(direct("a/../../b.norm"), None);
        assert_eq!(direct("./drafts/../a.norm").as_deref(), Some("./drafts/../a.norm"));
    }

    #[test]
    fn drives_and_flags_are_no_revisions() {
        assert_eq!(split("HEAD~1:laws/a.norm"), Some(("HEAD~1", "laws/a.norm")));
        assert_eq!(split("main:"), Some(("main", "")));
        assert_eq!(split("C:/laws/a.norm"), None);
        assert_eq!(split("--output=x:a.norm"), None);
        assert_eq!(split("laws/a.norm"), None);
    }
}
