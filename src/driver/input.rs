//! What comes in: texts, or why there is none; and how `use` finds more.

use crate::syntax::limits;

/// The largest file that is read.
pub const MAX_FILE_BYTES: u64 = limits::MAX_FILE_BYTES as u64;

/// A file that was given or found.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its path with `/` on every system. Two inputs of one name are one file. What no name can hold is spelled out, and
    /// formats for services read it so: a `\` that separates no folders is `%5C`, a byte that is no UTF-8 `%FF`, and a `%`
    /// before two hexadecimal digits `%25`.
    pub name: String,
    /// Its text, or why there is none.
    pub content: Content,
}

impl Input {
    /// A text in memory.
    pub fn text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Input { name: name.into(), content: Content::Text(text.into()) }
    }
}

/// What reading a file gave.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Content {
    /// Its text.
    Text(String),
    /// Bytes that are not UTF-8.
    NotUtf8 {
        /// The text up to the first such byte.
        before: String,
        /// Whether it looks like UTF-16.
        utf16: bool,
    },
    /// More than [`MAX_FILE_BYTES`].
    TooLarge,
    /// What the system said, in lower case and without a full stop.
    Unreadable(String),
}

impl Content {
    /// Decodes the bytes of a file.
    pub fn from_bytes(bytes: Vec<u8>) -> Content {
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Content::TooLarge;
        }
        String::from_utf8(bytes).map_or_else(
            |error| {
                let valid = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
                let before = String::from_utf8_lossy(&bytes[..valid]).into_owned();
                Content::NotUtf8 { before, utf16 }
            },
            Content::Text,
        )
    }
}

/// The name of an input that stands in no file, such as what flags `use`.
pub const COMMAND_LINE: &str = "command line";

/// Finds the files that others `use`. Several threads may look at what it found.
pub trait Loader: Sync {
    /// The name of the file that `path` means in the file `from`, or `None` where there is none.
    /// Packs that come with Comity are looked up by the driver, after this.
    fn resolve(&self, from: &str, path: &str) -> Option<String>;

    /// The file of a name that [`Loader::resolve`] gave.
    fn read(&self, name: &str) -> Content;

    /// Paths that would be found from `from`, for suggestions.
    fn nearby(&self, from: &str) -> Vec<String>;
}

/// Finds nothing but the packs that come with Comity.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bundled;

impl Loader for Bundled {
    fn resolve(&self, _from: &str, _path: &str) -> Option<String> {
        None
    }

    fn read(&self, name: &str) -> Content {
        Content::Unreadable(format!("there is no file `{name}`"))
    }

    fn nearby(&self, _from: &str) -> Vec<String> {
        Vec::new()
    }
}

/// The files that `path` may mean, relative to a folder, in the order in which they are tried:
/// `cyber` is `cyber.norm` or `cyber/cyber.norm`; a path that ends in `.norm` is itself.
pub fn candidates(path: &str) -> Vec<String> {
    let last = path.rsplit('/').next().unwrap_or(path);
    match path.ends_with(".norm") {
        true => vec![path.to_owned()],
        false => vec![format!("{path}.norm"), format!("{path}/{last}.norm")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_before_the_first_invalid_byte_is_kept() {
        let Content::NotUtf8 { before, utf16 } = Content::from_bytes(b"kind \xff".to_vec()) else {
            panic!("0xff is never UTF-8");
        };
        assert_eq!((before.as_str(), utf16), ("kind ", false));
    }

    #[test]
    fn a_pack_is_a_file_or_a_folder() {
        assert_eq!(candidates("a/b"), ["a/b.norm", "a/b/b.norm"]);
        assert_eq!(candidates("a b.norm"), ["a b.norm"]);
    }
}
