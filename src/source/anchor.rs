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

    /// None: names are taken as they are.
    pub const fn none() -> Self {
        Anchor { here: String::new(), folder: String::new() }
    }

    /// The name of a file as seen from the folder, with `..` where the file is not in it. What lies on another drive
    /// keeps its whole name.
    pub fn name(&self, name: &str) -> String {
        if self.here.is_empty() && self.folder.is_empty() {
            return name.to_owned();
        }
        let whole = self.whole(name);
        let (mut parts, folder) = (Vec::new(), self.folder.split('/').collect::<Vec<_>>());
        for part in whole.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        if parts.first() != folder.first() {
            return whole;
        }
        let shared = parts.iter().zip(&folder).take_while(|(a, b)| a == b).count();
        let up = folder[shared..].iter().map(|_| "..");
        up.chain(parts[shared..].iter().copied()).collect::<Vec<_>>().join("/")
    }

    fn whole(&self, name: &str) -> String {
        let absolute = name.starts_with('/') || name.get(1..3) == Some(":/");
        match absolute {
            true => name.to_owned(),
            false => format!("{}/{name}", self.here),
        }
    }

    /// The name of a file as seen from the folder; `None` where the file is not in it.
    pub fn relative(&self, name: &str) -> Option<String> {
        self.whole(name).strip_prefix(&self.folder)?.strip_prefix('/').map(str::to_owned)
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
    fn every_file_has_a_name_from_the_folder() {
        let anchor = Anchor::new("/srv/repo/laws", "/srv/repo");
        assert_eq!(anchor.name("a/b.norm"), "laws/a/b.norm");
        assert_eq!(anchor.name("../drafts/./b.norm"), "drafts/b.norm");
        assert_eq!(anchor.name("/srv/repo/b.norm"), "b.norm");
        assert_eq!(anchor.name("/srv/repository/b.norm"), "../repository/b.norm");
        assert_eq!(anchor.name("/etc/b.norm"), "../../etc/b.norm");
        assert_eq!(Anchor::new("/", "/").name("srv/a.norm"), "srv/a.norm");
        let drive = Anchor::new("C:/laws/eu", "C:/laws");
        assert_eq!(drive.name("a.norm"), "eu/a.norm");
        assert_eq!(drive.name("D:/a.norm"), "D:/a.norm");
        assert_eq!(Anchor::none().name("/etc/a.norm"), "/etc/a.norm");
    }

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
