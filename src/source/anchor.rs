//! What patterns of paths count from. Names only; no file is looked at.

use super::Pattern;

/// Two folders, absolute and with `/`: the one that names of files are relative to, and the one that patterns are
/// relative to. Both may be empty: then names are taken as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    here: String,
    folder: String,
}

impl Anchor {
    /// Names are relative to `here`, patterns to `folder`.
    pub fn new(here: &str, folder: &str) -> Self {
        let plain = |text: &str| text.trim_end_matches('/').to_owned();
        Anchor { here: plain(here), folder: plain(folder) }
    }

    /// The name of a file as seen from the folder; `None` where the file is not in it.
    pub fn relative(&self, name: &str) -> Option<String> {
        let absolute = name.starts_with('/') || name.get(1..3) == Some(":/");
        let whole = match absolute {
            true => name.to_owned(),
            false => format!("{}/{name}", self.here),
        };
        whole.strip_prefix(&self.folder)?.strip_prefix('/').map(str::to_owned)
    }

    /// Whether one of the patterns means the file.
    pub fn selects(&self, patterns: &[Pattern], name: &str) -> bool {
        let Some(path) = self.relative(name) else { return false };
        patterns.iter().any(|pattern| pattern.fits(&path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_seen_from_the_folder_of_the_settings() {
        let above = Anchor::new("/repo/rules", "/repo");
        assert_eq!(above.relative("a.norm").as_deref(), Some("rules/a.norm"));
        assert_eq!(above.relative("/repo/x/b.norm").as_deref(), Some("x/b.norm"));
        assert_eq!(above.relative("/elsewhere/b.norm"), None);
        assert_eq!(above.relative("/repository/b.norm"), None);
        let below = Anchor::new("/", "/repo");
        assert_eq!(below.relative("repo/a.norm").as_deref(), Some("a.norm"));
        assert_eq!(Anchor::default().relative("a.norm").as_deref(), Some("a.norm"));
    }
}
