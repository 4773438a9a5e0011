//! What stands below the table of a choice: how the choice did on fresh streams, how sure it is, and what it took.

use super::{bound, difference, percent, scales};
use crate::experiment::select::Check;
use crate::report::Growth;
use crate::report::claims::label;
use crate::report::number::Scale;
use crate::report::select::Choosing;
use crate::report::text::Look;
use crate::scenario::select::ConstraintSide;
use crate::stats::Estimate;
use crate::stats::selection::{Choice, Procedure};

/// What fresh streams say of the choice.
pub(super) fn checked(choosing: &Choosing, check: &Check, look: &Look) -> String {
    let scales = scales(choosing);
    let each = check
        .estimates
        .iter()
        .zip(&choosing.found.meanings)
        .enumerate();
    let each = each.filter_map(|(at, (estimate, meaning))| {
        let estimate = estimate.as_ref()?;
        let kept = match at {
            0 => String::new(),
            at => format!(
                " ({}: {})",
                bound(choosing, at, &scales[at]),
                kept(choosing, at, estimate)
            ),
        };
        let shown = with_half(estimate, &scales[at], Scale::fixed, look);
        let shown = format!("{shown} {}", scales[at].unit);
        Some(format!("{} {}{kept}", label(meaning), shown.trim_end()))
    });
    let each: Vec<String> = each.collect();
    let paired = check.paired.map_or(String::new(), |pair| {
        format!(
            "; {} {} against `{}`",
            with_half(&pair.difference, &scales[0], Scale::signed, look),
            scales[0].difference_unit,
            check.baseline
        )
    });
    format!(
        "Checked on {} fresh replications: {}{paired}.",
        check.n,
        each.join(", ")
    )
}

/// An estimate with half of its interval, without a unit.
fn with_half(
    estimate: &Estimate,
    scale: &Scale,
    write: fn(&Scale, f64, usize) -> String,
    look: &Look,
) -> String {
    let decimals = scale.decimals(std::iter::once(estimate));
    let half = estimate.half_width.map_or(String::new(), |half| {
        format!("{}{}", look.plus_minus(), scale.fixed(half, decimals))
    });
    format!("{}{half}", write(scale, estimate.mean, decimals))
}

/// Whether an interval lies on the side of the bound where it must be.
fn kept(choosing: &Choosing, at: usize, estimate: &Estimate) -> &'static str {
    let constraint = &choosing.asked.constraints[at - 1].item;
    let (Some(low), Some(high)) = (estimate.lower(), estimate.upper()) else {
        return "open";
    };
    let bound = constraint.at();
    let (is_kept, is_broken) = match constraint.side {
        ConstraintSide::AtMost => (high <= bound, low > bound),
        ConstraintSide::AtLeast => (low >= bound, high < bound),
    };
    match (is_kept, is_broken) {
        (true, _) => "kept",
        (_, true) => "BROKEN",
        _ => "open",
    }
}

/// How sure the choice is, and of what.
pub(super) fn sure(choosing: &Choosing) -> String {
    let found = &choosing.found;
    let scales = scales(choosing);
    let probability = percent(found.confidence.level());
    let matters = difference(found.indifference, &scales[0]);
    let keeping = match choosing.asked.constraints.is_empty() {
        true => "",
        false => " that keeps the constraints",
    };
    let beyond = match choosing.asked.constraints.is_empty() {
        true => "",
        false => {
            " A constraint that is missed by less than its tolerance may be taken for kept, and one that is kept by less for missed."
        }
    };
    let names = |places: &mut dyn Iterator<Item = usize>| {
        let names = places.map(|at| format!("`{}`", found.designs[at].name));
        names.collect::<Vec<String>>().join(", ")
    };
    let contending =
        names(&mut (0..found.designs.len()).filter(|&at| choosing.fate(at).0 == "contending"));
    match (found.choice, found.procedure) {
        (Choice::Undecided, _) => format!(
            "The budget of {} replications ran out with {contending} in the running, so nothing is promised. Raise `budget`, or \
             say that larger differences do not matter (`indifference`, `tolerance`).",
            found.budget
        ),
        (Choice::NoneFeasible, _) => format!(
            "With a probability of at least {probability} none keeps its constraints by more than their tolerance, as far as values \
             over replications are normal."
        ),
        (Choice::Best(_), Procedure::Kn) => format!(
            "How sure: the best design{keeping} is chosen with a probability of at least {probability} when it is ahead of every \
             other by {matters} or more (Kim & Nelson 2001, for normal values, whatever their variances and correlations).{beyond}"
        ),
        (Choice::Best(_), Procedure::KnUpdating) => format!(
            "How sure: the best design{keeping} is chosen with a probability of about {probability} when it is ahead of every other \
             by {matters} or more (Kim & Nelson 2006: in the limit of a small indifference).{beyond}"
        ),
        (Choice::Best(_), Procedure::Ocba) => format!(
            "How sure: no design{keeping} is better by more than {matters}, with a probability of at least {probability} (bounds of \
             Lai 1976, for normal values; replications given out after Chen et al. 2000).{beyond}"
        ),
    }
}

/// What it took.
pub(super) fn spent(choosing: &Choosing) -> String {
    let found = &choosing.found;
    let most = found.designs.iter().map(|one| one.n).max().unwrap_or(0);
    let saved = match found.equal_allocation.saturating_sub(found.replications) {
        0 => String::new(),
        _ => format!(
            "; {most} for each design, as many as one needed, would have been {}",
            found.equal_allocation
        ),
    };
    format!(
        "It took {} replications{saved}. Means in the table are those it was chosen by, which favour the chosen one.",
        found.replications
    )
}

/// What else a reader must know: backlogs that grow.
pub(super) fn notes(choosing: &Choosing) -> Vec<String> {
    let designs = choosing.found.designs.iter();
    let growing = designs.filter(|one| {
        Growth::new(&one.trends, choosing.confidence).is_some_and(|growth| growth.is_growing())
    });
    let names: Vec<String> = growing.map(|one| format!("`{}`", one.name)).collect();
    match names.is_empty() {
        true => Vec::new(),
        false => vec![format!(
            "Backlog grows through the measured window in {}: averages there depend on how long one looks.",
            names.join(", ")
        )],
    }
}
