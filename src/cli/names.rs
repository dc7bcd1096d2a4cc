//! The names of files: paths as text, one for each file, and back.

use std::path::{Component, Path, PathBuf};

use crate::source::Anchor;

/// The path with `/`, without detours: relative to the working folder where it is below it, else absolute.
/// One file has one name, however it was reached (but for symbolic links), and no two files have the same.
pub(super) fn name(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let whole = whole(path);
    in_letters(whole.strip_prefix(&here).unwrap_or(&whole))
}

/// The absolute path, without detours.
pub(super) fn whole(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let mut parts = PathBuf::new();
    for part in here.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts
}

/// From where services name files: the top of the repository of the working folder; without one, that folder.
pub(super) fn root() -> Anchor {
    let here = whole(Path::new(""));
    let top = here.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&here);
    Anchor::new(&in_letters(&here), &in_letters(top))
}

/// A path as text. What is no letter or means something else in a name is spelled out, so that different files have
/// different names: bytes that are no UTF-8, a `\` that separates no folders, and a `%` that would be read as such
/// a spelling.
pub(super) fn in_letters(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text += &escaped(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
    }
    match cfg!(windows) {
        true => text.replace('\\', "/"),
        false => text.replace('\\', "%5C"),
    }
}

/// A text with each `%` spelled out that would be read as the beginning of a spelling.
pub(super) fn escaped(text: &str) -> String {
    let mut done = String::new();
    for (at, letter) in text.char_indices() {
        done.push(letter);
        if letter == '%' && spelled(&text.as_bytes()[at..]).is_some() {
            done += "25";
        }
    }
    done
}

/// The path of a name.
pub(super) fn path_of(name: &str) -> PathBuf {
    let mut bytes = Vec::new();
    let mut rest = name.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let byte = spelled(rest);
        bytes.push(byte.unwrap_or(first));
        rest = byte.map_or(after, |_| &rest[3..]);
    }
    of_bytes(bytes)
}

/// The byte that is spelled out at the beginning of a text: `%5C`.
fn spelled(text: &[u8]) -> Option<u8> {
    let [b'%', high, low] = *text.get(..3)? else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    Some((digit(high)? * 16 + digit(low)?) as u8)
}

/// The path of these bytes.
#[cfg(unix)]
pub(super) fn of_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

/// The path of these bytes.
#[cfg(not(unix))]
pub(super) fn of_bytes(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_name_however_it_is_reached() {
        assert_eq!(name(Path::new("./a/../b//c.norm")), "b/c.norm");
        let here = std::env::current_dir().expect("the tests have a folder");
        assert_eq!(name(&here.join("x/y.norm")), "x/y.norm");
        let above = here.parent().expect("the repository is in a folder").join("c.norm");
        assert_eq!(name(Path::new("../c.norm")), name(&above));
    }

    #[cfg(unix)]
    #[test]
    fn different_files_have_different_names_that_lead_back() {
        use std::os::unix::ffi::OsStrExt;
        let paths: [&[u8]; 9] = [
            b"a\\b.norm",
            b"a/b.norm",
            b"a%5Cb.norm",
            b"x\xff.norm",
            b"x%FF.norm",
            b"x%25FF.norm",
            b"50%.norm",
            b"%%41",
            "%é%zz".as_bytes(),
        ];
        let paths = paths.map(|bytes| Path::new(std::ffi::OsStr::from_bytes(bytes)));
        let names = paths.map(name);
        for (path, own) in paths.iter().zip(&names) {
            assert_eq!(path_of(own), *path, "{own}");
            assert_eq!(names.iter().filter(|it| *it == own).count(), 1, "{own}");
        }
        assert_eq!((names[0].as_str(), names[6].as_str()), ("a%5Cb.norm", "50%.norm"));
    }
}
