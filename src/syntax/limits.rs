//! Every limit of the reader, in one place. Each has its diagnostic and a test that reaches it.

/// The largest file that is read, in bytes (32 MiB): some 200,000 norms as they are usually written. A file of the
/// shortest norms that is this large takes seconds and under 3 GB; spans, which count bytes in 32 bits, need far less.
pub const MAX_FILE_BYTES: usize = 32 << 20;

/// How deep brackets, `not`, sentences in sentences and `otherwise` may nest. Whatever walks one
/// condition or sentence as it is written relies on it.
pub const MAX_NESTING: u16 = 64;

/// How deep a definition may nest, with the definitions that it names written out: what walks a condition goes through
/// them.
pub const MAX_DEFINITION_DEPTH: usize = 256;

/// How many parts a definition may have, with the definitions that it names written out as often as they are named.
pub const MAX_DEFINITION_PARTS: usize = 10_000;

/// How deep kinds may lie within kinds: all that is above a kind is kept with it.
pub const MAX_KINDS_DEEP: usize = 256;

/// How many dots a chain like `Incident.ship.flag` may have.
pub const MAX_CHAIN: usize = 32;

/// How many parts one list, one row of acts or one row of conditions may have.
pub const MAX_PARTS: usize = 2_000;

/// How many errors of one file are kept. One more says how many there are beyond.
pub const MAX_ERRORS: usize = 1_000;

/// The largest number that may be written; sums of a few such numbers stay far below 2^63.
pub const MAX_NUMBER: i64 = 1_000_000_000_000;

/// The longest length that may be written, in years.
pub const MAX_YEARS: u64 = 10_000;
