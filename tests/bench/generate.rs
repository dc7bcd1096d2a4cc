//! Writes a generated set: `cargo run --example generate -- NORMS [SEED] [hard|broad]`. With `known`, writes the conflicts
//! that are planted in it instead, one a line.

mod generator;

use generator::{Density, generate};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<u64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    let density = match () {
        () if has("hard") => Density::Hard,
        () if has("broad") => Density::Broad,
        () => Density::Realistic,
    };
    let norms = numbers.first().copied().unwrap_or(1_000) as usize;
    let set = generate(norms, numbers.get(1).copied().unwrap_or(1), density);
    if has("known") {
        for planted in &set.planted {
            println!("{} {}", planted.code, planted.norms.join(" "));
        }
    } else {
        print!("{}", set.text);
    }
}
