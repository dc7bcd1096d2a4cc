//! Drives the fuzz targets with a stable compiler: stored seeds, and so many changes of them.
//!
//! `COMITY_FUZZ_ROUNDS=100000 COMITY_FUZZ_SEED=7 cargo test --profile fast --test suite fuzz::` runs for longer.
//! What breaks a promise is written to `target/tmp/fuzz` and belongs into `corpus`, where it stays as a seed. So does
//! what a longer run looks at (`NAME-now`): one that hangs leaves it behind.

mod grammar;
mod targets;

use std::env;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use self::targets::{TARGETS, Target};
use crate::fixtures::root;
use crate::property::Random;

/// Changed seeds for each target on every run.
const ROUNDS: usize = 150;

/// Bytes of the longest input.
const LONGEST: usize = 4_000;

#[test]
fn any_bytes_are_read_checked_and_reported() {
    drive("bytes");
}

#[test]
fn any_words_are_read_checked_and_reported() {
    drive("tokens");
}

#[test]
fn what_the_grammar_allows_is_read_and_answered() {
    drive("sets");
}

#[test]
fn any_text_without_errors_has_a_layout_that_says_the_same() {
    drive("round_trip");
}

#[test]
fn every_target_has_seeds() {
    for (name, _) in TARGETS {
        assert!(!seeds(name).is_empty(), "tests/suite/fuzz/corpus/{name} is empty");
    }
}

fn drive(name: &str) {
    let target = TARGETS.iter().find(|(known, _)| *known == name).expect("there is such a target");
    let seeds = seeds(name);
    seeds.iter().for_each(|seed| run(target, seed));
    let number = |name, usual| match env::var(name) {
        Ok(value) => value.parse().expect("a number"),
        Err(_) => usual,
    };
    let mut random = Random::new(number("COMITY_FUZZ_SEED", 1) as u64);
    let rounds = number("COMITY_FUZZ_ROUNDS", ROUNDS);
    for _ in 0..rounds {
        let input = changed(&seeds, &mut random);
        if rounds > ROUNDS {
            write(&format!("{name}-now"), &input);
            if name == "sets" {
                write("sets-now.norm", grammar::set(&input).as_bytes());
            }
        }
        run(target, &input);
    }
}

fn write(name: &str, input: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    let path = folder.join(name);
    fs::write(&path, input).expect("the target folder can be written");
    path
}

fn run((name, target): &Target, input: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| target(input))).is_err() {
        let hash = input.iter().fold(0_u64, |hash, &byte| hash.wrapping_mul(31) + u64::from(byte));
        let path = write(&format!("{name}-{hash:016x}"), input);
        panic!("`{name}` breaks a promise on the input in {}", path.display());
    }
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = root().join("tests/suite/fuzz/corpus").join(name);
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).expect("a seed is readable")).collect()
}

/// A seed with some bytes changed, left out, doubled, or taken from another seed.
fn changed(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = random.pick(seeds).clone();
    for _ in 0..1 + random.below(8) {
        let at = random.below(input.len() + 1);
        let end = (at + random.below(20)).min(input.len());
        match random.below(7) {
            0 => input.insert(at, random.below(256) as u8),
            1 if at < input.len() => input[at] = random.below(256) as u8,
            2 => drop(input.drain(at..end)),
            3 => {
                let part = input[at..end].to_vec();
                input.splice(at..at, part);
            }
            4 => {
                let other = random.pick(seeds);
                let from = random.below(other.len() + 1);
                let to = (from + random.below(200)).min(other.len());
                input.splice(at..end, other[from..to].iter().copied());
            }
            5 => {
                let sign = random
                    .pick(&["(", ")", "{", "}", "\"", "not ", "\r\n", "//", "\u{301}", "..", "-"]);
                input.splice(at..at, sign.bytes());
            }
            _ => input.extend((0..random.below(60)).map(|_| random.below(256) as u8)),
        }
    }
    input.truncate(LONGEST);
    input
}
