//! Norm sets of any size, the same for the same seed, with conflicts that are known.
//!
//! Most norms of a set agree by construction: on each act, the sector and size of the bearer decide whether it is
//! required or forbidden. Conflicts are planted in cells of their own, on the same acts, so that a checker has to
//! tell them from thousands of neighbours.

mod broad;
mod planted;
mod random;

use std::fmt::Write as _;

pub(crate) use self::planted::Planted;
use self::random::Random;

/// How dense a set is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Density {
    /// As real collections are: few norms on most acts, many on some; one norm in 20 has an exception, one in 10 a
    /// deadline, and one conflict is planted for every 200 norms.
    Realistic,
    /// A realistic set with as many findings of the other kinds beside: of principles, universes, ranks, treaties and laws.
    /// These ask for more than a set that has none of it, so that they have no place in measurements.
    Broad,
    /// Hundreds of norms on every act, whose conditions leave no common case but do not say so at a glance.
    Hard,
}

/// A set as text, and what a checker must find in it.
#[derive(Debug)]
pub(crate) struct Generated {
    /// The whole set.
    pub(crate) text: String,
    /// The conflicts in it, in the order in which they were planted.
    pub(crate) planted: Vec<Planted>,
}

const SECTORS: [&str; 8] =
    ["energy", "finance", "health", "transport", "water", "food", "space", "digital"];
const ROLES: [&str; 5] = ["Organization", "Provider", "Controller", "Operator", "Importer"];
const STATES: usize = 24;
/// Norms of one instrument.
const INSTRUMENT: usize = 20;
/// Norms for each conflict.
const CONFLICT: usize = 200;
/// Norms on each act of a hard set: with 100,000 norms that makes 16 million pairs.
const HARD: usize = 320;

/// Makes a set of so many norms.
pub(crate) fn generate(norms: usize, seed: u64, density: Density) -> Generated {
    let acts = match density {
        Density::Realistic | Density::Broad => (norms / 12).max(8),
        Density::Hard => (norms / HARD).max(2),
    };
    let mut set = Set {
        random: Random::new(seed),
        density,
        acts,
        facts: (norms / 10).max(16),
        weights: random::zipf(acts, 0.8),
        cells: vec![0; acts],
        text: String::new(),
        words: String::new(),
        planted: Vec::new(),
        waiting: Vec::new(),
        written: 0,
        broad: String::new(),
        planted_broadly: Vec::new(),
    };
    set.instruments(norms);
    if density == Density::Broad {
        set.plant_broadly(norms / CONFLICT);
    }
    let text = set.vocabulary() + &set.text + &set.broad;
    Generated { text, planted: [set.planted, set.planted_broadly].concat() }
}

/// A set in the making.
struct Set {
    random: Random,
    density: Density,
    acts: usize,
    facts: usize,
    /// How often each act is used, summed up.
    weights: Vec<f64>,
    /// Cells of each act that planted norms have taken.
    cells: Vec<usize>,
    text: String,
    /// Words that planted conflicts add to the vocabulary.
    words: String,
    planted: Vec<Planted>,
    /// Sentences of planted norms that stand in instruments still to come.
    waiting: Vec<(String, String)>,
    written: usize,
    /// Items that stand behind all instruments.
    broad: String,
    planted_broadly: Vec<Planted>,
}

impl Set {
    fn vocabulary(&self) -> String {
        let mut words = format!(
            "kind State\nkind Data\nkind Organization\n\
             role Provider is Organization\nrole Controller is Organization\n\
             role Operator is Organization\nrole Importer is Organization\n\
             disjoint Controller, Importer\n\
             attribute sector(Organization): {}\n\
             attribute size(Organization): 0..1000\n\
             attribute grade(Data): 0..100\n\
             event aware(Organization, Data)\n\
             order O ranks high > middle > low\norder P ranks upper > lower\n",
            SECTORS.join(" | ")
        );
        for state in 0..STATES {
            let _ = writeln!(words, "individual S{state} is State");
        }
        for act in 0..self.acts {
            let _ = writeln!(words, "action act{act}(Data)");
        }
        for fact in 0..self.facts {
            let _ = writeln!(words, "fact f{fact}(Data)");
        }
        words + &self.words
    }

    fn instruments(&mut self, norms: usize) {
        let mut instrument = 0;
        while self.written < norms {
            self.head(instrument);
            for _ in 0..INSTRUMENT {
                if self.is_conflict_due(self.written) {
                    self.plant();
                }
                let (name, sentence) = match self.waiting.pop() {
                    Some(planted) => planted,
                    None => self.norm(),
                };
                let _ = writeln!(self.text, "  norm {name} {{ {sentence} }}");
                self.written += 1;
            }
            self.text.push_str("}\n");
            instrument += 1;
        }
        self.text.push_str("instrument rest {\n");
        for (name, sentence) in std::mem::take(&mut self.waiting) {
            let _ = writeln!(self.text, "  norm {name} {{ {sentence} }}");
        }
        self.text.push_str("}\n");
    }

    fn is_conflict_due(&self, norm: usize) -> bool {
        self.density != Density::Hard && norm % CONFLICT == CONFLICT / 4
    }

    /// Orders, ranks and dates in turn; one instrument in ten ends far in the future, but none that holds a
    /// planted conflict: a duty that stays open outlives a ban that ends.
    fn head(&mut self, instrument: usize) {
        let order = if instrument.is_multiple_of(2) {
            format!("order O rank {}", self.random.one_of(&["high", "middle", "low"]))
        } else {
            format!("order P rank {}", self.random.one_of(&["upper", "lower"]))
        };
        let year = 1990 + self.random.below(35);
        let own = self.written..self.written + INSTRUMENT;
        let planted =
            !self.waiting.is_empty() || own.into_iter().any(|it| self.is_conflict_due(it));
        let until = if self.random.one_in(10) && !planted { " until 2090-12-31" } else { "" };
        let _ = writeln!(
            self.text,
            "instrument i{instrument} \"Act {instrument}\" {{\n  {order} in force {year}-01-01{until}"
        );
    }

    fn act(&mut self) -> usize {
        let at = self.random.unit() * self.weights[self.acts - 1];
        self.weights.partition_point(|weight| *weight < at).min(self.acts - 1)
    }

    fn name(&mut self) -> String {
        format!("n{}", self.written)
    }

    /// A norm that agrees with all others.
    fn norm(&mut self) -> (String, String) {
        match self.density {
            Density::Realistic | Density::Broad => (self.name(), self.agreeing()),
            Density::Hard => (self.name(), self.crowded()),
        }
    }

    /// Sector and size decide whether the act is required, forbidden, permitted or recommended.
    fn agreeing(&mut self) -> String {
        let act = self.act();
        let sector = self.random.below(SECTORS.len());
        let decile = self.random.below(9);
        let bearer = *self.random.one_of(&ROLES);
        let required = (act * 31 + sector * 7 + decile * 3).is_multiple_of(2);
        let modal = match (required, self.random.below(10)) {
            (true, 0..=5) => "must",
            (true, 6..=7) => "should",
            (true, _) => "may",
            (false, 0..=7) => "must not",
            (false, _) => "should not",
        };
        let deadline = if modal == "must" && self.random.one_in(3) {
            let days = 1 + self.random.below(60);
            format!(" within {days} days of aware({bearer}, Data)")
        } else {
            String::new()
        };
        let low = decile * 100 + self.random.below(60);
        let high = low + 1 + self.random.below(100 - low % 100);
        let fact = self.random.below(self.facts);
        let unless = if self.random.one_in(20) {
            format!(" unless f{}(Data)", self.random.below(self.facts))
        } else {
            String::new()
        };
        format!(
            "{bearer} {modal} act{act}(Data){deadline} when {bearer}.sector = {} and {bearer}.size >= {low} \
             and {bearer}.size < {high} and f{fact}(Data){unless}",
            SECTORS[sector]
        )
    }

    /// Duties ask for one of two facts, bans are for where neither holds; sizes and sectors overlap widely.
    fn crowded(&mut self) -> String {
        let act = self.random.below(self.acts);
        let (sector, fact) = (self.random.below(SECTORS.len()), act % self.facts);
        let other = (act + 1) % self.facts;
        let low = self.random.below(600);
        let high = low + 1 + self.random.below(300);
        let (modal, clause) = if self.random.one_in(2) {
            ("must", format!("(f{fact}(Data) or f{other}(Data))"))
        } else {
            ("must not", format!("not f{fact}(Data) and not f{other}(Data)"))
        };
        format!(
            "Organization {modal} act{act}(Data) when Organization.sector = {} and Organization.size >= {low} \
             and Organization.size < {high} and {clause}",
            SECTORS[sector]
        )
    }
}
