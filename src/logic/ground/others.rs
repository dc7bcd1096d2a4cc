//! Who is looked at beside those whom a question names.

use crate::logic::Limit;

/// Who is looked at beside those whom a question names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::logic) enum Others {
    /// Those whom conditions and assumptions bring up that touch the question.
    Touched,
    /// Everybody who exists in any case, and whomever any assumption brings up.
    All,
}

impl Others {
    /// Asks with those alone whom the question brings up. Only if the case does not stand up, all others are looked at:
    /// they may spoil it, and decide.
    pub(in crate::logic) fn looking_further<T>(
        ask: &mut dyn FnMut(Others) -> Result<T, Limit>,
    ) -> Result<T, Limit> {
        match ask(Others::Touched) {
            Err(Limit::Replay | Limit::Chain | Limit::UnitsDoNotCompare) => ask(Others::All),
            answer => answer,
        }
    }
}
