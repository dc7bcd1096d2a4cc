//! The budgets of whole questions. What reaches one is reported as `unknown`, never passed over.
//!
//! A budget of one step stands in the file of that step, like the layouts in `behaviour`, the turns in `recurring` or
//! the sizes of a replay in `replay`; it too ends in `unknown`. Other numbers there only choose between ways that give
//! the same answer.

/// Case splits of the tableau before a query is handed to the SAT solver.
pub(super) const TABLEAU_SPLITS: usize = 192;
/// Literals of a query that is handed to the SAT solver at once.
pub(super) const TABLEAU_SIZE: usize = 4_000;
/// Rounds of SAT and difference check before a query is given up.
pub(super) const SAT_ROUNDS: usize = 4_000;
/// Literals that these rounds may look at.
pub(super) const SAT_WORK: usize = 40_000_000;
/// Contradictions that the SAT solver may come upon in one query.
pub(super) const SAT_CONFLICTS: usize = 20_000;
/// Contradictions among times that are kept from one search for values to the next.
pub(super) const CONTRADICTIONS: usize = 20_000;
/// Conjunctions that eliminating one moment may make before a query is given up.
pub(super) const ELIMINATION_CASES: usize = 4_096;
/// How often the calendar is asked about the days of a situation that relies on other lengths than it has.
pub(super) const CORRECTIONS: usize = 48;
/// How often in all a moment for something that happens is given up, since others do not fit it.
pub(super) const DEAD_ENDS: u32 = 60;
/// Moments and days that are tried in all to place a case in time.
pub(super) const PLACINGS: u32 = 3_000;
/// And for a case that is not shown as such.
pub(super) const PLACINGS_AT_ONCE: u32 = 200;
/// Other cases that are tried where one did not stand up when it was played again, by what is so and by when it is.
pub(super) const OTHER_CASES: usize = 8;
/// Literals that may be looked at to place a case in time.
pub(super) const PLACING_WORK: usize = 1_500_000;
/// Literals of a case up to which each of its truths is tried to be spared; beyond, all of a kind at once.
pub(super) const SPARED_ONE_BY_ONE: usize = 20_000;
/// Literals that one query may look at to take moments out of its formulas.
pub(super) const ELIMINATION_WORK: usize = 10_000_000;
/// How deep values of attributes are followed (`parent(parent(x))`) before the search is bounded.
pub(super) const ATTRIBUTE_DEPTH: u32 = 3;
/// How deep `some` inside *every* is followed before the search is bounded.
pub(super) const CHOSEN_DEPTH: u32 = 1;
/// How often it is asked whether assumptions about everybody in a case bring up nobody new.
pub(super) const ROUNDS_FOR_A_WHOLE_CASE: usize = 3;
/// Sets of three and more that are looked at around one norm.
pub(super) const LARGER_SETS: usize = 4_000;
/// What the sets of three and more around one norm may cost to look at, in sets of three.
pub(super) const LARGER_COST: usize = 8_000;
/// Norms with acts that rules or windows tie to each other, in one set.
pub(super) const MOVERS: usize = 7;
/// How often a query may choose somebody for a participant.
pub(super) const CHOICES: usize = 30_000;
/// How often all queries about one set may do so.
pub(super) const CHOICES_OF_SET: usize = 100_000;
/// Literals that the queries about one set, with the acts at issue, may look at.
pub(super) const WORK_OF_SET: usize = 1_000_000;
/// Literals that may be looked at to see which larger clashes a norm could lose.
pub(super) const WORK_OF_DEFEAT: usize = 1_000_000;
/// Bans on whomever a bearer may choose of which each set is looked at.
pub(super) const BANS_ON_A_CHOICE: usize = 8;
/// Of so many, each set of a few is looked at, and larger ones are sought; of more, all together are the only set.
pub(super) const MANY_BANS_ON_A_CHOICE: usize = 14;
/// How many bans are a few of many.
pub(super) const FEW_OF_MANY: usize = 3;
/// Participants of one query.
pub(super) const PARTICIPANTS: usize = 60;
/// Participants of one query, with those over whom *every* does not range.
pub(super) const PARTICIPANTS_IN_ALL: usize = 200;
/// Norms that may require an act from which a conflict arises, each looked at in a question of its own.
pub(super) const OWING: usize = 8;
/// Members of a clash in which one is defeated.
pub(super) const DEFEATING: usize = 5;
/// How deep defeat of defeaters is followed where precedence runs in rings.
pub(super) const DEFEAT_DEPTH: u32 = 6;
/// Open facts of one query, each of which doubles the answers to look at.
pub(super) const OPEN_FACTS: usize = 6;
/// Ways to tie the members of one set to each other, each of which is a query.
pub(super) const TIES: usize = 1_000;
/// Deeds that count as one, by chains of rules, before these are left open.
pub(super) const NARROWED: usize = 64;
/// Norms in one set.
pub(super) const SET_SIZE: usize = 16;
/// Literals of one query.
pub(super) const FORMULA_SIZE: usize = 200_000;
/// Norms that are looked at together to see whether they make another superfluous.
pub(super) const NEAR_SAYINGS: usize = 48;
/// Ways in which a norm's participants can be those of a universe's case.
pub(super) const NAMINGS: usize = 64;
