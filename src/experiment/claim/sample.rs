//! Runs of the arms of claims: of a replication, or of all replications of a member.

use super::study::{Study, Variant};
use crate::experiment::runs::{Runner, Sample, Trouble, cost as cost_of_run, mean};

/// One run that is wanted.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) study: &'a Study,
    pub(super) variant: &'a Variant,
    pub(super) arm: usize,
    pub(super) replication: u32,
}

/// Runs what is wanted, in parallel; the samples are in the order of the wishes.
pub(super) fn run(runner: &Runner<'_>, wanted: &[Wanted<'_>]) -> Result<Vec<Sample>, Trouble> {
    runner.each(wanted, |one| cost(one.variant), |one| sample(runner, one))
}

fn sample(runner: &Runner<'_>, wanted: &Wanted<'_>) -> Result<Sample, Trouble> {
    let Some(members) = &wanted.variant.members else {
        let arm = &wanted.variant.arms[wanted.arm];
        return runner.replication(&arm.subject, wanted.replication);
    };
    let arm = wanted.study.member(members, wanted.replication, wanted.arm);
    let arm = arm.map_err(|wrong| Trouble::Input(wrong, wanted.study.sources().clone()))?;
    let each = (0..arm.subject.model.plan.replications)
        .map(|replication| runner.replication(&arm.subject, replication));
    Ok(mean(&each.collect::<Result<Vec<_>, _>>()?))
}

/// Units of progress that a run of an arm of a variant is worth.
pub(super) fn cost(variant: &Variant) -> u64 {
    let subject = &variant.arms[0].subject;
    let runs = match variant.members {
        Some(_) => u64::from(subject.model.plan.replications),
        None => 1,
    };
    runs * cost_of_run(subject)
}
