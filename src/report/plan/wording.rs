//! Plans in words: the answer, what it rests on, and values with their units.

use super::{Plans, estimate};
use crate::experiment::plan::{Method, Planned, Shape, Shown};
use crate::report::number::{Scale, fixed};
use crate::scenario::optimise::GoalSide;
use crate::stats::{Estimate, Spread};

/// The answer in a line.
pub(super) fn heading(plans: &Plans, planned: &Planned) -> String {
    let design = &planned.design;
    match &planned.plan {
        Some(plan) => format!(
            "Plan for `{design}`: {}{}",
            money(plans, plan.cost),
            today(planned.today.cost)
        ),
        None => match planned
            .most
            .as_ref()
            .is_some_and(|(most, _)| is_broken(most))
        {
            true => format!("No plan for `{design}` within its bounds keeps every target"),
            false => format!("No plan for `{design}` was shown to keep every target"),
        },
    }
}

fn is_broken(shape: &Shape) -> bool {
    shape.targets.iter().any(|told| told.shown == Shown::Broken)
}

fn money(plans: &Plans, cost: Option<f64>) -> String {
    cost.map_or("of unknown cost".to_owned(), |cost| {
        format!("{} {}", amount(cost), plans.cost_unit)
    })
}

/// What is paid today.
fn today(today: Option<f64>) -> String {
    today.map_or(String::new(), |today| format!(" (today {})", amount(today)))
}

/// A number with at most three digits behind the point, and none that is 0 at the end.
pub(crate) fn amount(value: f64) -> String {
    let text = fixed(value, 3);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

/// What was found, in sentences.
pub(super) fn answer(plans: &Plans, planned: &Planned) -> Vec<String> {
    let mut all = Vec::new();
    let n = plans.check;
    match &planned.plan {
        Some(plan) => {
            all.push(format!(
                "every target is shown to be kept on {n} fresh replications; {}",
                checked(plan, planned.failed.len())
            ));
        }
        None => all.extend(missing(plans, planned)),
    }
    all.extend(at_its_least(plans, planned));
    all.push(format!(
        "{}; {} in all",
        match planned.method {
            Method::Enumerated if planned.plan.is_none() => {
                format!("every plan was tried, {} in all", planned.tried)
            }
            Method::Enumerated => format!(
                "every cheaper plan was tried, {} in all",
                plural(planned.tried, "plan")
            ),
            Method::Searched => format!(
                "{} were tried, by bisection and exchange from theory's first guess",
                plural(planned.tried, "plan")
            ),
            Method::CutOff => format!(
                "the search was CUT OFF after {}: a cheaper plan may well be there; raise `optimise.budget`",
                plural(planned.tried, "plan")
            ),
        },
        plural(planned.replications as usize, "replication"),
    ));
    all
}

/// Variables that cost something and are as low as they may be: a cheaper plan may lie outside.
fn at_its_least(plans: &Plans, planned: &Planned) -> Option<String> {
    let plan = planned.plan.as_ref()?;
    let each = plans.variables.iter().zip(&plan.numbers);
    let least =
        each.filter(|(variable, number)| variable.cost > 0.0 && **number == Some(variable.from));
    let names: Vec<String> = least
        .map(|(variable, _)| format!("`{}`", variable.name))
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "as low as the bounds allow: {}; a cheaper plan may lie outside them",
            names.join(", ")
        )
    })
}

/// How many other plans were checked: before the one that was accepted, which has 1/2^k of the error as the k-th, and cheaper ones
/// after it.
fn checked(plan: &Shape, failed: usize) -> String {
    let before = ((1.0 / plan.share).log2().round() as usize)
        .saturating_sub(1)
        .min(failed);
    let mut parts = Vec::new();
    if before > 0 {
        parts.push(format!(
            "{} failed a check before it",
            plural(before, "plan")
        ));
    }
    if failed > before {
        parts.push(format!(
            "{} failed one after it",
            plural(failed - before, "cheaper plan")
        ));
    }
    match parts.is_empty() {
        true => "it was the only one that was checked".to_owned(),
        false => parts.join(", "),
    }
}

/// Which target cannot be kept, and where the work piles up.
fn missing(plans: &Plans, planned: &Planned) -> Vec<String> {
    let Some((most, fullest)) = &planned.most else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for (metric, told) in most.targets.iter().enumerate() {
        let what = match told.shown {
            Shown::Kept => continue,
            Shown::Broken => "binds: it is broken",
            Shown::Open => "binds: it is not shown to be kept",
        };
        let found = most.metrics[metric].as_ref();
        let scale = scale(planned, metric, &[most]);
        all.push(format!(
            "`{}` {what} even with the most of everything that costs something ({}): {}, where {} is asked for",
            plans.targets[metric].name,
            money(plans, most.cost),
            found.map_or("no value".to_owned(), |spread| shown_estimate(
                spread, scale
            )),
            limit(plans, metric, scale),
        ));
    }
    if all.is_empty() {
        let failed = plural(planned.failed.len(), "plan");
        all.push(format!(
            "the most of everything keeps every target by itself, but {failed} did not stand the check; raise `optimise.check`"
        ));
    }
    if let Some(fullest) = fullest {
        all.push(format!(
            "the fullest desk is then `{}`, with {} % of its hours taken in the long run",
            fullest.desk,
            fixed(fullest.utilisation * 100.0, 0)
        ));
    }
    all
}

pub(super) fn plural(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

/// The scale in which a metric is shown in a table.
pub(super) fn scale(planned: &Planned, metric: usize, shapes: &[&Shape]) -> Scale {
    let means = shapes.iter().filter_map(|shape| shape.metrics[metric]);
    let largest = means.map(|spread| spread.mean.abs()).fold(0.0, f64::max);
    planned.meanings[metric]
        .unit
        .map_or(Scale::PLAIN, |unit| Scale::new(unit, largest))
}

fn shown_estimate(spread: &Spread, scale: Scale) -> String {
    let found = estimate(spread);
    let decimals = scale.decimals(std::iter::once(&found));
    format!(
        "{}{}",
        one_estimate(&found, scale, decimals, " ± "),
        spaced(scale.unit)
    )
}

pub(super) fn spaced(unit: &str) -> String {
    match unit {
        "" => String::new(),
        unit => format!(" {unit}"),
    }
}

pub(super) fn one_estimate(
    found: &Estimate,
    scale: Scale,
    decimals: usize,
    plus_minus: &str,
) -> String {
    let mean = scale.fixed(found.mean, decimals);
    match found.half_width {
        Some(half) => format!("{mean}{plus_minus}{}", scale.fixed(half, decimals)),
        None => mean,
    }
}

pub(super) fn limit(plans: &Plans, metric: usize, scale: Scale) -> String {
    let target = &plans.targets[metric];
    let side = match target.side {
        GoalSide::AtMost => "at most",
        GoalSide::AtLeast => "at least",
    };
    let value = amount(target.limit * scale.factor);
    format!("{side} {value}{}", spaced(scale.unit))
}

/// How to read it.
pub(super) fn notes(plans: &Plans) -> Vec<String> {
    let n = plans.check;
    vec![
        format!(
            "A target is kept when {n} replications on streams that the search has not seen show that its true mean over replications \
             lies inside: the one-sided bound does. The k-th plan that is checked may spend 1/2^k of the error, so the plan breaks a \
             target with a chance of at most the error stated, however many were checked. ± is a 95 % interval; seed {}.",
            plans.seed
        ),
        "The first guess is the square-root rule for each desk by itself. The search takes for granted that more staff does not hurt; \
         where that is wrong it may miss a cheaper plan, but what it says of this one holds."
            .to_owned(),
    ]
}
