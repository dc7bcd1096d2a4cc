//! The packs that come with Comity, so that `use cyber` works anywhere.

use super::input::candidates;

/// Before the name of a file that comes with Comity.
const MARK: &str = "comity:";

/// Every file under `rules/`, sorted by path, with its text. `UPDATE=1 cargo test` writes it anew.
#[rustfmt::skip]
pub static PACKS: &[(&str, &str)] = &[
    ("breach-silence/breach-silence.norm", include_str!("../../rules/breach-silence/breach-silence.norm")),
    ("breach-silence/longer_wait/longer_wait.norm", include_str!("../../rules/breach-silence/longer_wait/longer_wait.norm")),
    ("cyber/cyber.norm", include_str!("../../rules/cyber/cyber.norm")),
    ("data-retention/data-retention.norm", include_str!("../../rules/data-retention/data-retention.norm")),
    ("data-retention/disproportionate/disproportionate.norm", include_str!("../../rules/data-retention/disproportionate/disproportionate.norm")),
    ("data-retention/safeguarded/safeguarded.norm", include_str!("../../rules/data-retention/safeguarded/safeguarded.norm")),
    ("dns-policy/division/division.norm", include_str!("../../rules/dns-policy/division/division.norm")),
    ("dns-policy/dns-policy.norm", include_str!("../../rules/dns-policy/dns-policy.norm")),
    ("eprivacy-scanning/bridge/bridge.norm", include_str!("../../rules/eprivacy-scanning/bridge/bridge.norm")),
    ("eprivacy-scanning/eprivacy-scanning.norm", include_str!("../../rules/eprivacy-scanning/eprivacy-scanning.norm")),
    ("erasure-retention/erasure-retention.norm", include_str!("../../rules/erasure-retention/erasure-retention.norm")),
    ("gdpr-cloud-act/gdpr-cloud-act.norm", include_str!("../../rules/gdpr-cloud-act/gdpr-cloud-act.norm")),
    ("gdpr-cloud-act/suspension/suspension.norm", include_str!("../../rules/gdpr-cloud-act/suspension/suspension.norm")),
    ("gdpr/gdpr.norm", include_str!("../../rules/gdpr/gdpr.norm")),
    ("incident-reporting/incident-reporting.norm", include_str!("../../rules/incident-reporting/incident-reporting.norm")),
    ("itr/disputed/disputed.norm", include_str!("../../rules/itr/disputed/disputed.norm")),
    ("itr/itr.norm", include_str!("../../rules/itr/itr.norm")),
    ("principles/principles.norm", include_str!("../../rules/principles/principles.norm")),
    ("sec/sec.norm", include_str!("../../rules/sec/sec.norm")),
    ("security-breach/security-breach.norm", include_str!("../../rules/security-breach/security-breach.norm")),
    ("submarine-cables/flag_state/flag_state.norm", include_str!("../../rules/submarine-cables/flag_state/flag_state.norm")),
    ("submarine-cables/submarine-cables.norm", include_str!("../../rules/submarine-cables/submarine-cables.norm")),
];

/// The name of the bundled file that `path` means, in `from` where that is a bundled file itself.
pub fn resolve(from: &str, path: &str) -> Option<String> {
    let folder =
        from.strip_prefix(MARK).and_then(|from| from.rsplit_once('/')).map(|(folder, _)| folder);
    let beside = folder.map(|folder| format!("{folder}/{path}"));
    let paths = beside.into_iter().chain([path.to_owned()]);
    let mut files = paths.flat_map(|path| candidates(&path));
    files.find(|file| text(file).is_some()).map(|file| format!("{MARK}{file}"))
}

/// Whether the name is of a bundled file.
pub(super) fn is_bundled(name: &str) -> bool {
    name.starts_with(MARK)
}

/// The text of a bundled file by its name.
pub(super) fn read(name: &str) -> Option<&'static str> {
    text(name.strip_prefix(MARK)?)
}

/// What can stand behind `use` from anywhere.
pub fn names() -> Vec<&'static str> {
    PACKS.iter().map(|(path, _)| name_of(path)).collect()
}

fn text(path: &str) -> Option<&'static str> {
    PACKS.binary_search_by(|(known, _)| (*known).cmp(path)).ok().map(|index| PACKS[index].1)
}

/// `cyber` for `cyber/cyber.norm` and for `cyber.norm`.
fn name_of(path: &'static str) -> &'static str {
    let path = path.strip_suffix(".norm").unwrap_or(path);
    match path.rsplit_once('/') {
        Some((folder, last)) if folder.rsplit('/').next() == Some(last) => folder,
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_are_sorted_so_that_they_can_be_found() {
        assert!(PACKS.is_sorted_by(|a, b| a.0 < b.0));
        for name in names() {
            assert!(resolve("draft.norm", name).is_some(), "`use {name}` must work");
        }
    }

    #[test]
    fn a_folder_that_names_its_file_is_the_pack() {
        assert_eq!(name_of("cyber/cyber.norm"), "cyber");
        assert_eq!(name_of("cases/a1.norm"), "cases/a1");
    }
}
