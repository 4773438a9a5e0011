//! What each factor of a factorial brings, in rows.

use crate::experiment::claim::Factors;
use crate::stats::Estimate;

/// What the columns of a table of factors mean.
pub(in crate::report::claims) const FACTORS_NOTE: &str = "An effect is the mean difference over the levels of the other factors; an interaction, \
    how far effects depend on each other (Yates). The part of the whole is a factor's mean contribution over all orders of \
    adding them (Shapley): the parts add up to the whole.";

/// A factor or an interaction.
pub(in crate::report::claims) struct FactorRow {
    /// What it is called.
    pub(in crate::report::claims) name: String,
    /// Its effect.
    pub(in crate::report::claims) effect: Option<Estimate>,
    /// Its part of the whole and its share of it; none for interactions.
    pub(in crate::report::claims) shapley: Option<(Option<Estimate>, Option<Estimate>)>,
}

/// Factors first, then their interactions.
pub(in crate::report::claims) fn factor_rows(factors: &Factors) -> Vec<FactorRow> {
    let name = |subset: usize| {
        let chosen = (0..factors.names.len()).filter(|at| subset >> at & 1 == 1);
        let names: Vec<&str> = chosen.map(|at| factors.names[at].as_str()).collect();
        names.join(" x ")
    };
    let mut effects: Vec<&(usize, Option<Estimate>)> = factors.effects.iter().collect();
    effects.sort_by_key(|(subset, _)| (subset.count_ones(), *subset));
    let rows = effects.into_iter().map(|(subset, effect)| FactorRow {
        name: name(*subset),
        effect: *effect,
        shapley: (subset.count_ones() == 1)
            .then(|| factors.shapley[subset.trailing_zeros() as usize]),
    });
    rows.collect()
}
