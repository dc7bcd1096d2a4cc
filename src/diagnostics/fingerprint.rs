//! What makes a finding the same finding in the next run, though lines have moved and files have new names.

use std::collections::BTreeMap;
use std::fmt;

use super::Diagnostic;

/// The identity of a finding: its rule, its verdict, and the norms, acts and principle that it is about; for a finding
/// about none of these, its message. Places, dates, levels and the case that is shown play no part.
///
/// Norms of one name may stand in several sets of one run. The folder of the set tells findings about them apart, and
/// only about them: what norms say is changed more often than the name of their folder, and copies say the same.
///
/// Two findings of one run never share it: those that still would are counted in the order in which they are told.
///
/// It is written as 32 hexadecimal digits, eight more for the folder (zeros where none is needed), a colon and that count
/// from 1, and keeps its value in all later versions. The first version had no acts and no folder, and 32 digits; lists
/// with its fingerprints are still read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    identity: Identity,
    count: u32,
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Identity { about, home } = self.identity;
        write!(f, "{about:032x}{home:08x}:{}", self.count)
    }
}

/// What two findings share that would share a fingerprint but for the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Identity {
    /// What it is about, by which a list of known findings knows it in every folder.
    pub(crate) about: u128,
    /// Where namesakes of its norms stand elsewhere: its own folder. Else 0.
    home: u32,
}

/// The fingerprint of each finding, in their order.
pub fn fingerprints(findings: &[Diagnostic]) -> Vec<Fingerprint> {
    let numbered = counted(findings.iter().map(identity));
    numbered.map(|(identity, count)| Fingerprint { identity, count }).collect()
}

/// The same as the first version wrote it.
pub(crate) fn former_fingerprints(findings: &[Diagnostic]) -> Vec<String> {
    let numbered = counted(findings.iter().map(former_key));
    numbered.map(|(key, count)| format!("{key:032x}:{count}")).collect()
}

/// Each with how many have come that are the same, itself included.
fn counted<K: Ord + Copy>(keys: impl Iterator<Item = K>) -> impl Iterator<Item = (K, u32)> {
    let mut counts: BTreeMap<K, u32> = BTreeMap::new();
    keys.map(move |key| {
        let count = counts.entry(key).or_default();
        *count += 1;
        (key, *count)
    })
}

/// What is the same for the same texts only, as 32 hexadecimal digits.
pub(crate) fn digest<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    format!("{:032x}", fnv(texts))
}

/// How many findings there are of each that would share a fingerprint but for the count.
#[cfg(feature = "cli")]
pub(crate) fn counted_alike(findings: &[Diagnostic]) -> BTreeMap<Identity, usize> {
    let mut counts = BTreeMap::new();
    findings.iter().for_each(|found| *counts.entry(identity(found)).or_default() += 1);
    counts
}

/// What makes it the same finding, but for a count.
pub(crate) fn identity(found: &Diagnostic) -> Identity {
    let acts: Vec<&str> = found.evidence.acts.iter().map(String::as_str).collect();
    // No name is empty, so that an act is never taken for a norm.
    let about = fnv(parts(found).chain([""]).chain(acts));
    let home = found.evidence.home.as_deref().map_or(0, folder);
    Identity { about, home }
}

/// The identity of a finding in the first version.
pub(crate) fn former_key(found: &Diagnostic) -> u128 {
    fnv(parts(found))
}

/// Rule, verdict, principle, message and norms.
fn parts(found: &Diagnostic) -> impl Iterator<Item = &str> {
    let evidence = &found.evidence;
    // The order of norms is that of the files, which may have got new names.
    let mut norms: Vec<&str> = evidence.norms.iter().map(String::as_str).collect();
    norms.sort_unstable();
    let principle = evidence.principle.as_deref();
    let message = (norms.is_empty() && principle.is_none()).then_some(found.message.as_str());
    let verdict = evidence.verdict.as_deref();
    let parts =
        [found.rule.code, verdict.unwrap_or(""), principle.unwrap_or(""), message.unwrap_or("")];
    parts.into_iter().chain(norms)
}

/// A folder in eight digits, never 0. It has to tell the few apart that hold the same names; those that it does not are
/// counted. A folder is written alike on every system.
fn folder(name: &str) -> u32 {
    let name = name.replace('\\', "/");
    let hash = fnv([name.trim_start_matches("./")].into_iter());
    let folded = (hash >> 96) ^ (hash >> 64) ^ (hash >> 32) ^ hash;
    u32::try_from(folded & u128::from(u32::MAX)).unwrap_or(0).max(1)
}

/// FNV-1a with 128 bits. Simple, and the same on every machine and in every version, which the hashes of the standard
/// library do not promise. The end of each part counts too.
fn fnv<'a>(parts: impl Iterator<Item = &'a str>) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    // No byte of UTF-8 is 255.
    let bytes = parts.flat_map(|part| part.bytes().chain([255]));
    bytes.fold(BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{Level, Rule};
    use crate::source::{FileId, Span};

    static RULE: Rule =
        Rule { code: "C201", name: "duty-against-ban", summary: "", level: Level::Error, page: "" };

    fn conflict(norms: &[&str], at: u32) -> Diagnostic {
        let span = Span::new(FileId(at), at, at + 1);
        let mut found = Diagnostic::new(&RULE, format!("found at {at}"), span, "");
        found.evidence.verdict = Some("strict".to_owned());
        found.evidence.norms = norms.iter().map(|&norm| norm.to_owned()).collect();
        found
    }

    #[test]
    fn a_conflict_is_the_same_in_another_place_and_in_another_order_of_files() {
        let before = fingerprints(&[conflict(&["a.x", "b.y"], 1)]);
        assert_eq!(before, fingerprints(&[conflict(&["b.y", "a.x"], 77)]));
    }

    #[test]
    fn other_norms_another_verdict_or_another_principle_make_another_finding() {
        let mut verdict = conflict(&["a.x", "b.y"], 1);
        verdict.evidence.verdict = Some("wide".to_owned());
        let mut principle = conflict(&["a.x", "b.y"], 1);
        principle.evidence.principle = Some("openness".to_owned());
        let mut all = fingerprints(&[
            conflict(&["a.x", "b.y"], 1),
            conflict(&["a.x", "b.z"], 1),
            conflict(&["a.x"], 1),
            // The parts do not run together.
            conflict(&["a.xb.y"], 1),
            verdict,
            principle,
        ]);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 6);
    }

    #[test]
    fn another_act_or_the_folder_of_namesakes_makes_another_finding_but_not_for_the_first_version()
    {
        let over = |acts: &[&str], home: Option<&str>| {
            let mut found = conflict(&["a.x", "b.y"], 1);
            found.evidence.acts = acts.iter().map(|&act| act.to_owned()).collect();
            found.evidence.home = home.map(str::to_owned);
            found
        };
        let all = [
            over(&["open"], None),
            over(&["seal"], None),
            over(&["open"], Some("laws")),
            over(&["open"], Some("drafts")),
            over(&["open"], Some("")),
        ];
        let prints = fingerprints(&all);
        assert!(prints.iter().all(|it| it.count == 1), "{prints:?}");
        // One that is mended leaves the others what they were.
        assert_eq!(fingerprints(&all[1..]), prints[1..]);
        let former = former_fingerprints(&all);
        assert!(former[0].ends_with(":1") && former[4].ends_with(":5"), "{former:?}");
        assert_eq!(prints[0].identity.about, prints[2].identity.about);
        assert_eq!(folder(r".\laws\a"), folder("laws/a"));
    }

    #[test]
    fn findings_that_are_about_the_same_are_counted() {
        let twice = [conflict(&["a.x"], 1), conflict(&["a.x"], 2)];
        let [first, second] = fingerprints(&twice)[..] else { panic!("two findings") };
        assert_eq!(first.identity, second.identity);
        assert_eq!((first.count, second.count), (1, 2));
    }

    #[test]
    fn a_finding_about_no_norm_is_known_by_its_message() {
        let one = fingerprints(&[conflict(&[], 1), conflict(&[], 2)]);
        assert_ne!(one[0].identity, one[1].identity);
    }

    /// The published test vector of FNV-1a with 128 bits for `a`, before the end of the part is counted in; and whole
    /// fingerprints of both versions, because lists that are stored hang on them.
    #[test]
    fn the_value_never_changes() {
        assert_eq!(fnv(std::iter::empty()), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        let a = fnv(["a"].into_iter());
        let unended = 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964_u128;
        assert_eq!(a, (unended ^ 255).wrapping_mul(0x0100_0000_0000_0000_0000_013b));
        let mut found = conflict(&["a.x", "b.y"], 1);
        found.evidence.acts = vec!["open".to_owned()];
        found.evidence.home = Some("laws".to_owned());
        let found = [found];
        let former = &former_fingerprints(&found)[0];
        assert_eq!(former, "0d26b7d48ea58883cc60eef7c77bae4e:1");
        assert_eq!(
            fingerprints(&found)[0].to_string(),
            "8766208bc94233f5e7b5b12b2baa6da89c01eb8e:1"
        );
    }
}
