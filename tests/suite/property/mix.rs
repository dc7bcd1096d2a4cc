//! Which parts of the language a random set uses.

use std::env;
use std::sync::LazyLock;

use super::random::Random;

/// Parts of the language that a set may use. The names are those of `COMITY_PROPERTY_FEATURES`.
pub(crate) const FEATURES: &[&str] = &[
    "exceptions",
    "roles",
    "chains",
    "numbers",
    "some",
    "parties",
    "orders",
    "relations",
    "displaces",
    "time",
    "force",
    "anchors",
    "varying",
    "counts",
    "excludes",
    "ends",
    "needs",
    "otherwise",
    "recommendations",
    "permissions",
    "powers",
    "alternatives",
    "assumptions",
    "status",
    "individuals",
    "principles",
    "open",
    "any",
    "laws",
    "recurring",
    "more",
    "others",
    "heads",
    "judges",
    "fewer",
    "needing",
    "twice",
    "owners",
];

/// Features at the end of the list that sets have only where they are asked for by name.
const ON_REQUEST: usize = 8;

/// The features of one set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mix(pub(crate) u64);

impl Mix {
    /// All features, or those named.
    pub(crate) fn of(names: Option<&str>) -> Mix {
        let Some(names) = names else { return Mix(u64::MAX) };
        let place = |name: &str| {
            FEATURES.iter().position(|it| *it == name).unwrap_or_else(|| panic!("no `{name}`"))
        };
        let names = names.split(',').filter(|name| !name.is_empty());
        Mix(names.fold(0, |mix, name| mix | 1 << place(name)))
    }

    /// Some of the features that are allowed, with those that every set has.
    pub(super) fn some_of(allowed: Mix, always: Mix, random: &mut Random) -> Mix {
        let mut chosen = 0;
        let share = *random.pick(&[10, 15, 20, 30, 45, 60]);
        for place in 0..FEATURES.len() - ON_REQUEST {
            chosen |= u64::from(random.chance(share)) << place;
        }
        if allowed.0 != u64::MAX {
            chosen |= u64::MAX << (FEATURES.len() - ON_REQUEST);
        }
        Mix((chosen | always.0) & allowed.0)
    }

    pub(crate) fn has(self, name: &str) -> bool {
        let place = FEATURES.iter().position(|it| *it == name).expect("a feature of the list");
        self.0 >> place & 1 == 1
    }
}

/// Features that every set has: those that `COMITY_PROPERTY_ALWAYS` names.
pub(super) fn always() -> Mix {
    static ALWAYS: LazyLock<Mix> =
        LazyLock::new(|| Mix::of(Some(&env::var("COMITY_PROPERTY_ALWAYS").unwrap_or_default())));
    *ALWAYS
}
