//! Findings of every other kind: principles, gaps, ranks, treaties and laws, each with words, principles and instruments
//! of its own, so that it says nothing of any other norm.

use super::{Planted, Set};

/// What is planted: the rule that finds it, the names at fault, and the text. `#` is the number of the planting.
struct Sort {
    code: &'static str,
    at_fault: &'static [&'static str],
    text: &'static str,
}

/// Each is planted in turn.
const SORTS: [Sort; 14] = [
    Sort {
        code: "C201",
        at_fault: &["p#_duty", "p#_ban"],
        // Of two treaties with a party in common; a third has none.
        text: "kind Ship#
action board#(Ship#)
instrument first# { parties S0, S1 norm p#_duty { Party must board#(Ship#) } }
instrument second# { parties S1, S2 norm p#_ban { Party must not board#(Ship#) } }
instrument third# { parties S3, S4 norm p#_other { Party must not board#(Ship#) } }
",
    },
    Sort {
        code: "C205",
        at_fault: &["p#_duty", "p#_ban"],
        text: "kind Firm#, Fault#
event notice#(Firm#, Fault#)
event clearance#(Fault#)
action publish#(Fault#)
norm p#_duty { Firm# must publish#(Fault#) within 3 days of notice#(Firm#, Fault#) }
norm p#_ban { Firm# must not publish#(Fault#) until clearance#(Fault#) }
",
    },
    Sort {
        code: "C208",
        at_fault: &["p#_high", "p#_low"],
        text: "kind Firm#, Letter#
action store#(Letter#)
order Q# ranks constitution > statute
instrument basic# { order Q# rank constitution norm p#_high { Firm# must not store#(Letter#) } }
instrument act# { order Q# rank statute norm p#_low { Firm# must store#(Letter#) } }
",
    },
    Sort {
        code: "C209",
        at_fault: &["p#_narrow", "p#_late"],
        text: "kind Firm#, Call#
fact urgent#(Call#)
action record#(Call#)
order Q# ranks statute
instrument early# { order Q# rank statute in force 2001-01-01
  norm p#_narrow { Firm# must record#(Call#) when urgent#(Call#) }
}
instrument late# { order Q# rank statute in force 2020-01-01
  norm p#_late { Firm# must not record#(Call#) }
}
",
    },
    Sort {
        code: "C213",
        at_fault: &["p#_duty", "p#_ban"],
        text: "kind Firm#, Fault#
event notice#(Firm#, Fault#)
action publish#(Fault#)
norm p#_duty { Firm# must publish#(Fault#) within 7 days of notice#(Firm#, Fault#) }
norm p#_ban { Firm# must not publish#(Fault#) until 7 days after notice#(Firm#, Fault#) }
",
    },
    Sort {
        code: "C215",
        at_fault: &["p#_law", "p#_ban"],
        text: "kind Firm#, File#
action keep#(File#)
instrument trade# { parties S5 norm p#_ban { Party must not require (Firm# to keep#(File#)) } }
instrument law# { issued by S5 norm p#_law { Firm# must keep#(File#) } }
",
    },
    Sort {
        code: "C301",
        at_fault: &["p#_ban", "p#_principle"],
        text: "kind Firm#, File#
fact grounds#(File#)
action export#(File#)
principle p#_principle { never Firm# must not export#(File#) unless grounds#(File#) }
norm p#_ban { Firm# must not export#(File#) }
",
    },
    Sort {
        code: "C302",
        at_fault: &["p#_principle"],
        text: "kind Office#, Matter#
fact affected#(Office#, by: Matter#)
action regulate#(Matter#)
action consult#(Office#, on: Matter#)
principle p#_principle {
  whenever Office# a has power to regulate#(Matter#) and affected#(Office# b, by: Matter#)
  expect a must consult#(b, on: Matter#) before regulate#(Matter#)
}
norm p#_power { Office# has power to regulate#(Matter#) }
",
    },
    Sort {
        code: "C303",
        at_fault: &["p#_ban", "p#_principle"],
        text: "kind Firm#, File#
action export#(File#)
principle p#_principle { every ban on export# has end }
norm p#_ban { Firm# must not export#(File#) }
",
    },
    Sort {
        code: "C401",
        at_fault: &["p#_universe"],
        text: "kind Coast#, Ship#
fact near#(Coast#, Ship#)
action rescue#(Ship#)
universe p#_universe { Coast#, Ship# }
norm p#_duty { Coast# must rescue#(Ship#) when near#(Coast#, Ship#) }
",
    },
    Sort {
        code: "C402",
        at_fault: &["p#_ban", "p#_first", "p#_second"],
        text: "kind Firm#, Letter#
action scan#(Letter#)
instrument secrecy# { in force 2020-01-01
  norm p#_ban { Firm# must not scan#(Letter#) unless bearer may scan#(Letter#) }
}
instrument interim# { in force 2020-01-01 until 2023-12-31 norm p#_first { Firm# may scan#(Letter#) } }
instrument next# { in force 2024-03-01 norm p#_second { Firm# may scan#(Letter#) } }
",
    },
    Sort {
        code: "C403",
        at_fault: &["p#_duty", "p#_universe"],
        text: "kind Firm#, Fault#
role Operator# is Firm#
fact found#(Firm#, Fault#)
action report#(Fault#)
action record#(Fault#)
universe p#_universe { Firm#, Fault# when found#(Firm#, Fault#) }
norm p#_duty { Operator# must report#(Fault#) when found#(Operator#, Fault#) }
norm p#_wide { Firm# must record#(Fault#) when found#(Firm#, Fault#) }
",
    },
    Sort {
        code: "C404",
        at_fault: &["p#_duty"],
        text: "kind Firm#, Office#, Fault#
action notify#(Fault#, to: Office#)
norm p#_duty { Firm# must notify#(Fault#, to: Office#) }
",
    },
    // An exception settles it: nothing is to be found.
    Sort {
        code: "",
        at_fault: &[],
        text: "kind Firm#, File#
fact ordered#(File#)
action erase#(File#)
norm p#_duty { Firm# must erase#(File#) unless ordered#(File#) }
norm p#_ban { Firm# must not erase#(File#) when ordered#(File#) }
",
    },
];

impl Set {
    /// Plants so many, at least one of each sort.
    pub(super) fn plant_broadly(&mut self, count: usize) {
        for number in 0..count.max(SORTS.len()) {
            let sort = &SORTS[number % SORTS.len()];
            let number = number.to_string();
            let numbered = |text: &str| text.replace('#', &number);
            self.broad.push_str(&numbered(sort.text));
            if !sort.code.is_empty() {
                let norms = sort.at_fault.iter().map(|name| numbered(name)).collect();
                self.planted_broadly.push(Planted { code: sort.code, norms });
            }
        }
    }
}
