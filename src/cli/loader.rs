//! Finds what files `use`: beside them, then in a folder `rules` above them.

use std::fs;
use std::path::{Path, PathBuf};

use super::{files, names};
use crate::driver::{Content, Loader, candidates};

/// Looks on disk.
pub(super) struct Disk;

impl Loader for Disk {
    fn resolve(&self, from: &str, path: &str) -> Option<String> {
        let from = files::path_of(from);
        let beside = from.parent().unwrap_or(Path::new(""));
        let folders = std::iter::once(beside.to_owned()).chain(rules_above(beside));
        let mut files = folders
            .flat_map(|folder| candidates(path).into_iter().map(move |file| folder.join(file)));
        files.find(|file| file.exists() && !file.is_dir()).map(|file| files::name(&file))
    }

    fn read(&self, name: &str) -> Content {
        files::read(&files::path_of(name))
    }

    fn nearby(&self, from: &str) -> Vec<String> {
        let from = files::path_of(from);
        let beside = from.parent().unwrap_or(Path::new(""));
        let folders = std::iter::once(beside.to_owned()).chain(rules_above(beside));
        let mut names: Vec<_> = folders.flat_map(|folder| norm_files(&folder)).collect();
        names.sort();
        names.dedup();
        names
    }
}

/// Every folder `rules` in or above a folder, the nearest first, up to the top of the repository.
fn rules_above(folder: &Path) -> Vec<PathBuf> {
    let start = names::whole(folder);
    let mut found = Vec::new();
    for above in start.ancestors() {
        if above.file_name().is_some_and(|name| name == "rules") {
            found.push(above.to_owned());
        }
        found.extend(Some(above.join("rules")).filter(|rules| rules.is_dir()));
        if above.join(".git").exists() {
            break;
        }
    }
    found
}

fn norm_files(folder: &Path) -> Vec<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter_map(|name| name.strip_suffix(".norm").map(str::to_owned)).collect()
}
