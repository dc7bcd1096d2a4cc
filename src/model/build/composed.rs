//! Names that look the same: an accent can be a part of its letter, or a character behind it.

/// Each accent, and letters in pairs: without it and with it.
const ACCENTS: &[(char, &str)] = &[
    ('\u{300}', "aàeèiìoòuù"),
    ('\u{301}', "aáeéiíoóuúyýcćnńsśzźlĺrŕ"),
    ('\u{302}', "aâeêiîoôuûcĉgĝhĥjĵsŝwŵyŷ"),
    ('\u{303}', "aãnñoõiĩuũ"),
    ('\u{304}', "aāeēiīoōuū"),
    ('\u{306}', "aăgğuŭ"),
    ('\u{307}', "cċeėgġzż"),
    ('\u{308}', "aäeëiïoöuüyÿ"),
    ('\u{30a}', "aåuů"),
    ('\u{30b}', "oőuű"),
    ('\u{30c}', "cčdďeěnňrřsštťzž"),
    ('\u{327}', "cçgģkķlļnņrŗsştţ"),
    ('\u{328}', "aąeęiįuų"),
];

/// Whether two names differ only in how their letters are composed.
pub(super) fn look_alike(a: &str, b: &str) -> bool {
    a != b && (has_accent(a) || has_accent(b)) && composed(a) == composed(b)
}

fn has_accent(name: &str) -> bool {
    name.contains(|c: char| ('\u{300}'..='\u{36f}').contains(&c))
}

/// A name with each accent in its letter, as far as there is one.
fn composed(name: &str) -> String {
    let mut made = String::with_capacity(name.len());
    for character in name.chars() {
        match made.chars().next_back().and_then(|letter| with_accent(letter, character)) {
            Some(both) => {
                made.pop();
                made.push(both);
            }
            None => made.push(character),
        }
    }
    made
}

fn with_accent(letter: char, accent: char) -> Option<char> {
    let (_, pairs) = ACCENTS.iter().find(|(own, _)| *own == accent)?;
    let small = letter.to_lowercase().next()?;
    let mut pairs = pairs.chars();
    while let (Some(plain), Some(both)) = (pairs.next(), pairs.next()) {
        if plain == small {
            return if letter == small { Some(both) } else { both.to_uppercase().next() };
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::look_alike;

    #[test]
    fn only_the_composition_of_letters_differs() {
        assert!(look_alike("Behörde", "Beho\u{308}rde"));
        assert!(look_alike("E\u{301}tat", "État"));
        assert!(!look_alike("Etat", "État"), "another letter");
        assert!(!look_alike("État", "État"), "the same name");
    }
}
