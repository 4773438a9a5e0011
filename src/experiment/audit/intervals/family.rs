//! Differences that are judged together: whether all are covered at once, and whether one that is not there stands.

use crate::experiment::audit::planted::{CONFIDENCE, models, reseeded, run};
use crate::experiment::audit::{Bound, Statement, Trials};
use crate::experiment::compare::{Comparison, compare};
use crate::experiment::runs::Trouble;
use crate::random::Purpose;

use super::{REPLICATIONS, three_desks};

/// The designs of the three desks, and their hours of work a case; the baseline first.
const DESIGNS: [(&str, f64); 5] = [
    ("today", 1.0),
    ("reform", 0.9),
    ("small-reform", 0.95),
    ("large-reform", 0.8),
    ("setback", 1.05),
];

/// Measures of the first ones whose truth is the same in a design of the planted claims that only has another law of work.
const ALIKE: [&str; 3] = [
    "backlog_mean_cases",
    "lead_time_mean_h",
    "worked_per_case_staff_h",
];

/// What is stated of families of differences, and what was seen.
///
/// # Errors
/// [`Trouble::Stopped`] when it was stopped.
pub(super) fn statements(trials: &Trials<'_>) -> Result<Vec<Statement>, Trouble> {
    let mut statements = Vec::new();
    let desks = include_str!("three-desks.toml");
    let found = experiments(
        trials,
        100,
        (desks, &DESIGNS.map(|(name, _)| name)),
        all_covered,
    )?;
    let event = "differences of mean lead times, all four at once (Dunnett)";
    let level = CONFIDENCE.level();
    statements.extend(Statement::share(
        "four reforms",
        event,
        Bound::AtLeast(level),
        found,
    ));
    let unlimited = include_str!("../planted.toml");
    let found = experiments(trials, 101, (unlimited, &["baseline", "none"]), any_stands)?;
    let event = "a difference that is not there stands (Holm)";
    statements.extend(Statement::share(
        "no effect",
        event,
        Bound::AtMost(1.0 - level),
        found,
    ));
    Ok(statements)
}

/// In how many experiments something was seen, and of how many.
fn experiments(
    trials: &Trials<'_>,
    truth: u32,
    (text, designs): (&str, &[&str]),
    is_seen: fn(&Comparison) -> bool,
) -> Result<(usize, usize), Trouble> {
    let designs = models(text, designs);
    let root = trials.key(truth).purpose(Purpose::OutputAudit);
    let seen = trials.each(root, |key| {
        let seeded = reseeded(&designs, key.seed(), REPLICATIONS);
        let results = run(&seeded, trials.stop)?;
        Ok(is_seen(&compare(&results, &designs[0].design, CONFIDENCE)))
    })?;
    Ok((seen.iter().filter(|seen| **seen).count(), seen.len()))
}

fn all_covered(found: &Comparison) -> bool {
    let measure = "lead_time_mean_h";
    let truth = |work_h| three_desks(work_h, measure).unwrap_or(f64::NAN);
    let Some(row) = found.row(measure) else {
        return false;
    };
    let pairs = row.cells.iter().zip(DESIGNS).skip(1);
    let mut covered = pairs.map(|(cell, (_, work_h))| {
        let cell = cell.as_ref()?;
        let off = cell.difference?.difference.mean - (truth(work_h) - truth(DESIGNS[0].1));
        Some(off.abs() <= cell.in_family?.dunnett_half_width?)
    });
    covered.all(|one| one == Some(true))
}

fn any_stands(found: &Comparison) -> bool {
    ALIKE.iter().any(|measure| {
        let cell = found.row(measure).and_then(|row| row.cells[1].as_ref());
        cell.and_then(|cell| cell.in_family)
            .is_some_and(|one| one.stands)
    })
}
