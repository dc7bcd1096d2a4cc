//! The rules about norms: a file that finds what a rule speaks of, and its page beside it, in a folder for each family.

pub(super) mod conflicts;
pub(super) mod contradictory_assumptions;
pub(super) mod force;
pub(super) mod gaps;
pub(super) mod principles;

use self::conflicts::{
    antinomy_of_second_degree, breach, cannot_be_respected_together, competence,
    duties_exclude_each_other, duties_of_one_event, duty_against_ban, empty_window,
    lower_rank_against_higher, permission_against_ban, settled_by_precedence, tension,
    undetermined, windows_cannot_be_met, zero_slack,
};
use self::force::{
    always_defeated, idle_condition, idle_exception, never_applies, redundant_norm, twin_norms,
};
use self::gaps::{bare_duty, bearers_left_out, unfilled_exception, unsettled_case};
use self::principles::{norm_lacks_part, principle_breached, principle_lacks_norm};
use super::survey::Survey;
use crate::diagnostics::{Diagnostic, Rule};

/// A rule with the check that finds what it speaks of.
pub(super) struct Check {
    pub(super) rule: &'static Rule,
    pub(super) run: fn(&Survey<'_>, &mut Vec<Diagnostic>),
}

/// Every check, in the order of codes.
pub(super) static CHECKS: &[Check] = &[
    Check { rule: &duty_against_ban::RULE, run: duty_against_ban::check },
    Check { rule: &permission_against_ban::RULE, run: permission_against_ban::check },
    Check { rule: &duties_exclude_each_other::RULE, run: duties_exclude_each_other::check },
    Check { rule: &cannot_be_respected_together::RULE, run: cannot_be_respected_together::check },
    Check { rule: &windows_cannot_be_met::RULE, run: windows_cannot_be_met::check },
    Check { rule: &empty_window::RULE, run: empty_window::check },
    Check { rule: &competence::RULE, run: competence::check },
    Check { rule: &lower_rank_against_higher::RULE, run: lower_rank_against_higher::check },
    Check { rule: &antinomy_of_second_degree::RULE, run: antinomy_of_second_degree::check },
    Check { rule: &tension::RULE, run: tension::check },
    Check { rule: &settled_by_precedence::RULE, run: settled_by_precedence::check },
    Check { rule: &undetermined::RULE, run: undetermined::check },
    Check { rule: &zero_slack::RULE, run: zero_slack::check },
    Check { rule: &duties_of_one_event::RULE, run: duties_of_one_event::check },
    Check { rule: &breach::RULE, run: breach::check },
    Check { rule: &principle_breached::RULE, run: principle_breached::check },
    Check { rule: &principle_lacks_norm::RULE, run: principle_lacks_norm::check },
    Check { rule: &norm_lacks_part::RULE, run: norm_lacks_part::check },
    Check { rule: &unsettled_case::RULE, run: unsettled_case::check },
    Check { rule: &unfilled_exception::RULE, run: unfilled_exception::check },
    Check { rule: &bearers_left_out::RULE, run: bearers_left_out::check },
    Check { rule: &bare_duty::RULE, run: bare_duty::check },
    Check { rule: &never_applies::RULE, run: never_applies::check },
    Check { rule: &always_defeated::RULE, run: always_defeated::check },
    Check { rule: &redundant_norm::RULE, run: redundant_norm::check },
    Check { rule: &idle_exception::RULE, run: idle_exception::check },
    Check { rule: &idle_condition::RULE, run: idle_condition::check },
    Check { rule: &twin_norms::RULE, run: twin_norms::check },
];
