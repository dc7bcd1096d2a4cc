#![no_main]

#[path = "../../suite/fuzz/grammar.rs"]
mod grammar;
#[path = "../../suite/fuzz/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::round_trip(data));
