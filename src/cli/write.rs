//! Writes a file at one stroke: whoever reads it finds the old text or the new one, never a part.

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Problem, files};
use crate::source::with_line_ends;

/// How many names for the temporary file are tried.
const ATTEMPTS: u32 = 100;
/// After how long without a change a temporary file is one that was left behind.
const LEFT_BEHIND: Duration = Duration::from_secs(600);
/// The mark at the head of a file, which texts do not keep.
pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The folders that a run writes into: each is swept once.
#[derive(Default)]
pub(super) struct Swept(BTreeSet<PathBuf>);

impl Swept {
    /// Takes away what runs that were ended left in the folder of a file, once.
    pub(super) fn beside(&mut self, file: &Path) {
        let folder = file.parent().unwrap_or(Path::new("."));
        if self.0.insert(folder.to_owned()) {
            sweep(folder);
        }
    }
}

/// Gives the file `text`, if it still holds `was`, the text that was read (both without a byte order mark).
///
/// Follows symbolic links, keeps permissions, the owner and a byte order mark. Nothing is written on an error.
///
/// # Errors
/// The file changed since it was read, is protected, cannot be written, or would be taken from its owner; in words for
/// the user.
pub(super) fn replace(
    path: &Path,
    was: &str,
    text: &str,
    swept: &mut Swept,
) -> Result<(), Problem> {
    try_replace(path, was, text, swept).map_err(|error| {
        let name = files::name(path);
        Problem(match error.kind() {
            ErrorKind::InvalidData => {
                format!("`{name}` was not written: it changed since it was read")
            }
            _ => format!("`{name}` cannot be written: {}", files::reason(&error)),
        })
    })
}

/// Writes a file that is ours alone, whatever it held before.
///
/// # Errors
/// It cannot be written; in words for the user.
pub(super) fn create_or_replace(path: &Path, text: &str) -> Result<(), Problem> {
    let write = || {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let old = fs::metadata(&target).ok();
        let (temporary, mut file) = beside(&target, &mut Swept::default())?;
        if let Some(old) = &old {
            // It is ours to write, whoever had it.
            let _ = hand_over(&file, old);
        }
        let written = file
            .write_all(text.as_bytes())
            .and_then(|()| old.map_or(Ok(()), |old| file.set_permissions(old.permissions())))
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&temporary, &target));
        if written.is_err() {
            // The error that matters is the first.
            let _ = fs::remove_file(&temporary);
        }
        written
    };
    write().map_err(|error: io::Error| {
        let (name, reason) = (files::name(path), files::reason(&error));
        Problem(format!("`{name}` cannot be written: {reason}"))
    })
}

fn try_replace(path: &Path, was: &str, text: &str, swept: &mut Swept) -> io::Result<()> {
    let target = fs::canonicalize(path)?;
    let old = fs::metadata(&target)?;
    if old.permissions().readonly() {
        return Err(ErrorKind::PermissionDenied.into());
    }
    let mark = mark_of(&target, was)?;
    let (temporary, file) = beside(&target, swept)?;
    let written = hand_over(&file, &old)
        .and_then(|()| fill(file, &[mark, text.as_bytes()], &old))
        // Asked again: writing may have taken its time.
        .and_then(|()| mark_of(&target, was))
        .and_then(|_| fs::rename(&temporary, &target));
    if written.is_err() {
        // The error that matters is the first.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Makes the file, or gives it a new text. Follows symbolic links and keeps permissions; pipes and devices are written to.
///
/// # Errors
/// The folder is missing, or the file is protected or cannot be written; in words for the user. Then nothing has changed.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Problem> {
    try_create(path, text).map_err(|error| {
        let name = files::name(path);
        let name = if name.is_empty() { ".".to_owned() } else { name };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        Problem(match folder {
            Some(folder) if !folder.is_dir() => {
                format!("`{name}` cannot be written: there is no folder `{}`", files::name(folder))
            }
            _ => format!("`{name}` cannot be written: {}", files::reason(&error)),
        })
    })
}

fn try_create(path: &Path, text: &str) -> io::Result<()> {
    // Asked by its own name: what `/dev/stdout` leads to may have no other.
    let there = match fs::metadata(path) {
        Ok(there) if !there.is_file() => {
            return OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes());
        }
        Ok(there) => Some(there),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let target = if there.is_some() { fs::canonicalize(path)? } else { path.to_owned() };
    if there.as_ref().is_some_and(|it| it.permissions().readonly()) {
        return Err(ErrorKind::PermissionDenied.into());
    }
    let (temporary, mut file) = beside(&target, &mut Swept::default())?;
    if let Some(old) = &there {
        // A report is ours to write, whoever had it.
        let _ = hand_over(&file, old);
    }
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| there.map_or(Ok(()), |it| file.set_permissions(it.permissions())))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&temporary, &target));
    if written.is_err() {
        // The error that matters is the first.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// The byte order mark of the file, if it has one and holds this text.
fn mark_of(target: &Path, was: &str) -> io::Result<&'static [u8]> {
    let bytes = fs::read(target)?;
    let mark = BYTE_ORDER_MARK.as_bytes();
    let (mark, held) = match bytes.strip_prefix(mark) {
        Some(rest) => (mark, rest),
        None => (&[][..], &bytes[..]),
    };
    let is_same = held == was.as_bytes()
        || str::from_utf8(held).is_ok_and(|held| with_line_ends(held.to_owned()) == was);
    if is_same { Ok(mark) } else { Err(ErrorKind::InvalidData.into()) }
}

/// A new file in the same folder, so that renaming it is one step. Its name does not end in `.norm`.
fn beside(target: &Path, swept: &mut Swept) -> io::Result<(PathBuf, File)> {
    let folder = target.parent().unwrap_or(Path::new("."));
    swept.beside(target);
    for attempt in 0..ATTEMPTS {
        let path = folder.join(format!(".comity-{}-{attempt}.tmp", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            made => return made.map(|file| (path, file)),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Takes away what runs that were ended in the middle of writing left in a folder.
///
/// A run needs its temporary file for moments, so none is in use that has not been touched for so long. Whether its
/// process lives would say less: a folder may be shared by machines and containers.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(is_temporary);
        let data = entry.metadata().ok().filter(|data| is_ours && data.is_file());
        let age = data.and_then(|data| data.modified().ok()?.elapsed().ok());
        if age.is_some_and(|age| age > LEFT_BEHIND) {
            // If it stays, it harms nobody.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// `.comity-123-0.tmp`
fn is_temporary(name: &str) -> bool {
    let numbers = name.strip_prefix(".comity-").and_then(|rest| rest.strip_suffix(".tmp"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    numbers.and_then(|it| it.split_once('-')).is_some_and(|(a, b)| is_number(a) && is_number(b))
}

fn fill(mut file: File, parts: &[&[u8]], old: &Metadata) -> io::Result<()> {
    parts.iter().try_for_each(|part| file.write_all(part))?;
    file.set_permissions(old.permissions())?;
    file.sync_all()
}

/// Gives a new file the owner of the old one, and its group if we may: who runs Comity as root, in a container or by
/// `sudo`, takes no file from its owner.
#[cfg(unix)]
fn hand_over(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let new = file.metadata()?;
    if new.uid() != old.uid() {
        let taken = "it belongs to another user, and this one may not leave it to its owner";
        fchown(file, Some(old.uid()), None).map_err(|_| io::Error::other(taken))?;
    }
    if new.gid() != old.gid() {
        // Who may not do this owns the file, and can use it all the same.
        let _ = fchown(file, None, Some(old.gid()));
    }
    Ok(())
}

/// Owners are nothing that a file is given there.
#[cfg(not(unix))]
fn hand_over(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("comity-write-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("the folder for temporary files can be written");
        path
    }

    fn holds(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("it is there").flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = folder("replaced");
        let path = folder.join("a.norm");
        fs::write(&path, "\u{feff}old").expect("writable");
        assert!(replace(&path, "old", "new", &mut Swept::default()).is_ok());
        assert_eq!(fs::read(&path).expect("it is there"), "\u{feff}new".as_bytes());
        assert_eq!(holds(&folder), ["a.norm"]);
    }

    #[test]
    fn a_file_that_changed_is_left_alone() {
        let folder = folder("changed");
        let path = folder.join("a.norm");
        fs::write(&path, "newer").expect("writable");
        let problem =
            replace(&path, "old", "new", &mut Swept::default()).err().map(|problem| problem.0);
        assert!(problem.is_some_and(|text| text.ends_with("it changed since it was read")));
        assert_eq!(fs::read(&path).expect("it is there"), b"newer");
        assert_eq!(holds(&folder), ["a.norm"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = folder("link");
        let (path, link) = (folder.join("a.norm"), folder.join("link.norm"));
        fs::write(&path, "old").expect("writable");
        fs::set_permissions(&path, Permissions::from_mode(0o640)).expect("we own it");
        symlink(&path, &link).expect("links can be made");
        assert!(replace(&link, "old", "new", &mut Swept::default()).is_ok());
        assert_eq!(fs::read(&path).expect("it is there"), b"new");
        assert!(fs::symlink_metadata(&link).is_ok_and(|kind| kind.is_symlink()));
        let mode = fs::metadata(&path).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_owner_or_its_text() {
        use std::os::unix::fs::{MetadataExt, chown};
        let folder = folder("owner");
        let path = folder.join("a.norm");
        fs::write(&path, "old").expect("writable");
        // Only root may give a file away; for all others there is nothing to see here.
        if chown(&path, Some(65534), Some(65534)).is_err() {
            return;
        }
        assert!(replace(&path, "old", "new", &mut Swept::default()).is_ok());
        let data = fs::metadata(&path).expect("it is there");
        assert_eq!((data.uid(), data.gid()), (65534, 65534));
        assert_eq!(fs::read(&path).expect("it is there"), b"new");
    }

    #[test]
    fn a_protected_file_is_left_alone() {
        let folder = folder("protected");
        let path = folder.join("a.norm");
        fs::write(&path, "old").expect("writable");
        let mut permissions = fs::metadata(&path).expect("it is there").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).expect("we own it");
        assert!(replace(&path, "old", "new", &mut Swept::default()).is_err());
        assert_eq!(fs::read(&path).expect("it is there"), b"old");
    }

    #[test]
    fn a_file_is_made_or_replaced_and_nothing_is_left_beside_it() {
        let folder = folder("made");
        let path = folder.join("a.json");
        for text in ["old and long", "new"] {
            assert!(create(&path, text).is_ok());
            assert_eq!(fs::read_to_string(&path).expect("it is there"), text);
        }
        assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 1);
    }

    #[test]
    fn what_a_run_left_behind_is_taken_away_and_nothing_else() {
        let folder = folder("left");
        let long_ago = std::time::SystemTime::now() - 2 * LEFT_BEHIND;
        let names = [".comity-12-0.tmp", ".comity-x-0.tmp", ".comity-13-0.tmp", "comity-1-0.tmp"];
        for (place, name) in names.into_iter().enumerate() {
            let file = File::create(folder.join(name)).expect("writable");
            if place != 2 {
                file.set_modified(long_ago).expect("we own it");
            }
        }
        assert!(create(&folder.join("a.json"), "x").is_ok());
        let mut left = holds(&folder);
        left.sort();
        assert_eq!(left, [".comity-13-0.tmp", ".comity-x-0.tmp", "a.json", "comity-1-0.tmp"]);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let folder = folder("missing");
        let problem = create(&folder.join("b/a.json"), "x").err().map(|problem| problem.0);
        assert!(problem.is_some_and(|text| text.contains("there is no folder `")));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_device_a_device() {
        let folder = folder("links");
        let (path, link, device) = (folder.join("a"), folder.join("l"), folder.join("d"));
        fs::write(&path, "old").expect("writable");
        std::os::unix::fs::symlink(&path, &link).expect("links can be made");
        std::os::unix::fs::symlink("/dev/null", &device).expect("links can be made");
        assert!(create(&link, "new").is_ok() && create(&device, "new").is_ok());
        assert_eq!(fs::read(&path).expect("it is there"), b"new");
        assert!(fs::symlink_metadata(&link).is_ok_and(|kind| kind.is_symlink()));
        assert!(fs::metadata(&device).is_ok_and(|kind| !kind.is_file()));
    }

    #[test]
    fn a_protected_file_gets_no_new_text() {
        let folder = folder("protected_too");
        let path = folder.join("a.json");
        fs::write(&path, "old").expect("writable");
        let mut permissions = fs::metadata(&path).expect("it is there").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).expect("we own it");
        assert!(create(&path, "new").is_err());
        assert_eq!(fs::read(&path).expect("it is there"), b"old");
    }
}
