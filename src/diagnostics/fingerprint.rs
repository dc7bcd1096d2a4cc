//! What makes a finding the same finding in the next run, though lines have moved and files have new names.

use std::collections::BTreeMap;
use std::fmt;

use super::Diagnostic;

/// The identity of a finding: its rule, its verdict and the norms (and principle) that it is about; for a finding about
/// neither, its message. Places, dates, levels and the case that is shown play no part.
///
/// Two findings of one run never share it: those that would are counted in the order in which they are told.
///
/// It is written as 32 hexadecimal digits, a colon and that count from 1, and keeps its value in all later versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    key: u128,
    count: u32,
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}:{}", self.key, self.count)
    }
}

/// The fingerprint of each finding, in their order.
pub fn fingerprints(findings: &[Diagnostic]) -> Vec<Fingerprint> {
    let mut counts: BTreeMap<u128, u32> = BTreeMap::new();
    let numbered = findings.iter().map(|found| {
        let key = key(found);
        let count = counts.entry(key).or_default();
        *count += 1;
        Fingerprint { key, count: *count }
    });
    numbered.collect()
}

/// What is the same for the same texts only, as 32 hexadecimal digits.
pub(crate) fn digest<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    format!("{:032x}", fnv(texts))
}

/// How many findings there are of each that would share a fingerprint but for the count.
pub(crate) fn counted_alike(findings: &[Diagnostic]) -> BTreeMap<u128, usize> {
    let mut counts = BTreeMap::new();
    findings.iter().for_each(|found| *counts.entry(key(found)).or_default() += 1);
    counts
}

/// What two findings share that would share a fingerprint but for the count.
pub(crate) fn key(found: &Diagnostic) -> u128 {
    let evidence = &found.evidence;
    // The order of norms is that of the files, which may have got new names.
    let mut norms: Vec<&str> = evidence.norms.iter().map(String::as_str).collect();
    norms.sort_unstable();
    let principle = evidence.principle.as_deref();
    let message = (norms.is_empty() && principle.is_none()).then_some(found.message.as_str());
    let verdict = evidence.verdict.as_deref();
    let parts =
        [found.rule.code, verdict.unwrap_or(""), principle.unwrap_or(""), message.unwrap_or("")];
    fnv(parts.into_iter().chain(norms))
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
    fn findings_that_are_about_the_same_are_counted() {
        let twice = [conflict(&["a.x"], 1), conflict(&["a.x"], 2)];
        let [first, second] = fingerprints(&twice)[..] else { panic!("two findings") };
        assert_eq!(first.key, second.key);
        assert_eq!((first.count, second.count), (1, 2));
    }

    #[test]
    fn a_finding_about_no_norm_is_known_by_its_message() {
        let one = fingerprints(&[conflict(&[], 1), conflict(&[], 2)]);
        assert_ne!(one[0].key, one[1].key);
    }

    /// The published test vector of FNV-1a with 128 bits for `a`, before the end of the part is counted in; and one
    /// whole fingerprint, because baselines that are stored hang on it.
    #[test]
    fn the_value_never_changes() {
        assert_eq!(fnv(std::iter::empty()), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        let a = fnv(["a"].into_iter());
        let unended = 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964_u128;
        assert_eq!(a, (unended ^ 255).wrapping_mul(0x0100_0000_0000_0000_0000_013b));
    }
}
