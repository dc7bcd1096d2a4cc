//! Names of files as references in the sense of RFC 3986.

use std::fmt::Write;

/// A relative path stays relative, an absolute one becomes a `file:` URI. Everything but letters, digits and a few signs
/// is percent-encoded, the colon too: no part of a name can pass for a scheme. What a name spells out (`%5C` for a `\`,
/// `%FF` for a byte that is no letter) is percent-encoded already.
pub(super) fn of(name: &str) -> String {
    let drive = name.as_bytes().get(1) == Some(&b':') && name.as_bytes()[0].is_ascii_alphabetic();
    let start = match name.starts_with('/') {
        true => "file://",
        false if drive => "file:///",
        false => "",
    };
    let mut out = start.to_owned();
    for (at, byte) in name.bytes().enumerate() {
        match byte {
            b'%' if spells_a_byte(&name.as_bytes()[at..]) => out.push('%'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            _ => write!(out, "%{byte:02X}").expect("a string takes everything"),
        }
    }
    out
}

/// Whether a text begins with a byte that is spelled out.
fn spells_a_byte(text: &[u8]) -> bool {
    matches!(text, [b'%', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn paths_become_references() {
        assert_eq!(of("laws/a b.norm"), "laws/a%20b.norm");
        assert_eq!(of("laws/法.norm"), "laws/%E6%B3%95.norm");
        assert_eq!(of("/srv/a#1?.norm"), "file:///srv/a%231%3F.norm");
        assert_eq!(of("100%.norm"), "100%25.norm");
        // The files `\a.norm` and `a%20b.norm`, as names spell them.
        assert_eq!(of("%5Ca.norm"), "%5Ca.norm");
        assert_eq!(of("a%2520b.norm"), "a%2520b.norm");
        assert_eq!(of("C:/laws/a.norm"), "file:///C%3A/laws/a.norm");
    }

    #[test]
    fn no_name_passes_for_a_scheme() {
        assert_eq!(of("javascript:alert(1)"), "javascript%3Aalert%281%29");
    }
}
