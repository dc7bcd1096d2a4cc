//! Texts without errors of syntax, made from bytes: each byte decides one choice, and where they end the rest is short.

/// A set of norms with its vocabulary. The same bytes give the same text.
pub(crate) fn set(data: &[u8]) -> String {
    let mut make = Make { data, at: 0, out: VOCABULARY.to_owned(), depth: 0 };
    let items = 1 + make.choose(4);
    for item in 0..items {
        make.item(item);
    }
    make.out
}

/// Words that the norms may use. All of them, so that nothing is unknown.
const VOCABULARY: &str = "\
kind Firm, Office, Record
role Carrier, Bank is Firm
disjoint Carrier, Bank
individual north, south is Office
fact secret(Record)
fact ordered(Office, Firm, Record)
open fact fair(Record)
attribute home(Firm): Office
attribute grade(Record): 0..5
attribute sort(Record): mail | file
attribute term(Record): days
event notice(Firm, Record)
event inquiry(Record) after notice(Firm, Record)
action disclose(Record, to: Office)
action erase(Record)
action keep(Record)
rule erase(Record) excludes keep(Record)
define grave(Record) as Record.grade >= 3
order land ranks high > low
safeguard review
";

const ACTS: [&str; 5] = [
    "disclose(Record, to: Office)",
    "disclose(Record)",
    "erase(Record)",
    "keep(Record)",
    "erase(some Record)",
];
const MODALS: [&str; 8] =
    ["must", "must not", "may", "need not", "should", "should not", "shall", "has power to"];
const ATOMS: [&str; 14] = [
    "secret(Record)",
    "ordered(Office, Firm, Record)",
    "fair(Record)",
    "grave(Record)",
    "Firm is Bank",
    "Firm is not Carrier",
    "Firm.home = Office",
    "Record.grade > 2",
    "Record.sort = mail",
    "notice(Firm, Record) happens",
    "inquiry(Record) at least 2 days after notice(Firm, Record)",
    "on or after 2024-02-29",
    "Record.term >= 3 days",
    "(Firm must keep(Record))",
];
const TIMES: [&str; 12] = [
    "within 3 days of notice(Firm, Record)",
    "before inquiry(Record)",
    "until 2 weeks after notice(Firm, Record)",
    "from 2024-01-01",
    "no later than 2025-06-30",
    "no earlier than 1 month after notice(Firm, Record)",
    "for 5 working days after notice(Firm, Record)",
    "at all times",
    "at least 1 day before inquiry(Record)",
    "within Record.term of notice(Firm, Record)",
    "every 6 months",
    "before erase(Record)",
];
const VERDICTS: [&str; 6] = ["none", "conflict", "strict", "temporal", "wide", "undetermined"];

struct Make<'a> {
    data: &'a [u8],
    at: usize,
    out: String,
    depth: usize,
}

impl Make<'_> {
    /// A number below `end`, from the next byte; 0 where there is none.
    fn choose(&mut self, end: usize) -> usize {
        let byte = self.data.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(byte) % end
    }

    fn one_of(&mut self, all: &[&str]) {
        let at = self.choose(all.len());
        self.say(all[at]);
    }

    fn say(&mut self, text: &str) {
        self.out.push_str(text);
        self.gap();
    }

    /// What stands between two words: mostly a space.
    fn gap(&mut self) {
        let gap = match self.choose(40) {
            0 => "\n",
            1 => "   ",
            2 => " // note\n",
            3 => "\n\n\n",
            _ => " ",
        };
        self.out.push_str(gap);
    }

    fn item(&mut self, number: usize) {
        match self.choose(6) {
            0 => self.principle(number),
            1 => self.scenario(number),
            _ => self.instrument(number),
        }
    }

    fn instrument(&mut self, number: usize) {
        self.say(&format!("instrument i{number} \"Act {number}\" {{"));
        if self.choose(2) == 1 {
            self.say("order land rank");
            self.one_of(&["high", "low"]);
        }
        if self.choose(3) == 1 {
            self.say("in force");
            self.one_of(&[
                "2020-01-01",
                "2020-01-01 until 2024-12-31",
                "until 2023-01-01, from 2025-01-01",
            ]);
        }
        if self.choose(8) == 1 {
            self.say("soft");
        }
        for norm in 0..1 + self.choose(3) {
            self.say(&format!("norm n{number}_{norm} {{"));
            self.sentence(true);
            self.clauses();
            self.say("}");
        }
        self.say("}");
    }

    fn clauses(&mut self) {
        match self.choose(8) {
            1 => self.say("subject to i0"),
            2 => self.say("default"),
            3 => self.say("with review"),
            4 => self.say("in force 2021-01-01"),
            5 => {
                self.say("otherwise");
                self.sentence(false);
            }
            6 => self.say("allow C202 because \"known\""),
            _ => {}
        }
        for source in 0..self.choose(3) {
            self.say(&format!("cites \"s. {source}\""));
        }
    }

    fn sentence(&mut self, alternatives: bool) {
        self.one_of(&["Firm", "Bank", "Carrier or Bank", "Firm"]);
        self.one_of(&MODALS);
        self.one_of(&ACTS);
        if alternatives && self.choose(5) == 1 {
            self.say("or");
            self.one_of(&ACTS);
        }
        if self.choose(3) == 1 {
            self.one_of(&TIMES);
        }
        if self.choose(2) == 1 {
            self.say("when");
            self.condition();
        }
        if self.choose(4) == 1 {
            self.say("unless");
            self.condition();
        }
    }

    fn condition(&mut self) {
        match self.choose(6) {
            1 if self.depth < 3 => self.joined("and"),
            2 if self.depth < 3 => self.joined("or"),
            3 => {
                self.say("not");
                self.one_of(&ATOMS[..9]);
            }
            _ => self.one_of(&ATOMS),
        }
    }

    fn joined(&mut self, word: &str) {
        self.depth += 1;
        for part in 0..2 + self.choose(2) {
            if part > 0 {
                self.say(word);
            }
            self.say("(");
            self.condition();
            self.say(")");
        }
        self.depth -= 1;
    }

    fn principle(&mut self, number: usize) {
        self.say(&format!("principle r{number} {{"));
        self.one_of(&["never", "always", "sometimes"]);
        self.sentence(false);
        if self.choose(2) == 1 {
            self.say("every duty on erase has");
            self.one_of(&["end", "source", "deadline and remedy", "safeguard review"]);
        }
        self.say("}");
    }

    fn scenario(&mut self, number: usize) {
        self.say(&format!("scenario s{number} {{ on 2024-06-01 participant f is Firm, Bank"));
        self.say("participant o is Office participant r is Record");
        if self.choose(2) == 1 {
            self.say("fact secret(r) fact ordered(o, f, r) fact r.grade = 4");
        }
        if self.choose(2) == 1 {
            self.say("at 2024-05-01 09:00 notice(f, r) at 2024-05-02 f does erase(r)");
        }
        self.say("expect not f must keep(r) within 3 days of notice(f, r)");
        self.say("expect");
        self.one_of(&VERDICTS);
        self.say("i0, i1 }");
    }
}
