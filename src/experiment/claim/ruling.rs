//! From the runs of a trial to what is said of it.

use super::evidence::{both, change, estimate, guards, positive};
use super::finding::{ArmFinding, Factors, Ruling};
use super::study::Study;
use super::trial::Trial;
use crate::experiment::runs::Sample;
use crate::scenario::claim::{Across, ClaimKind};
use crate::stats::{Confidence, Factorial, clopper_pearson, repeated_interval};

pub(super) fn confidence(study: &Study) -> Confidence {
    Confidence::new(study.confidence()).unwrap_or(Confidence::USUAL)
}

pub(super) fn ruling(trial: &Trial<'_>) -> Ruling {
    let study = trial.study;
    let confidence = confidence(study);
    let effects = trial.effects();
    let meanings = study.meanings(&trial.variant);
    let rows = &trial.rows;
    let arms = trial.variant.arms.iter().enumerate().map(|(at, arm)| {
        let trends = rows.iter().filter_map(|row| row[at].trend);
        ArmFinding {
            name: arm.subject.name.clone(),
            weight: arm.weight,
            estimate: estimate(rows, at, 0, confidence),
            trends: trends.collect(),
        }
    });
    let looked = trial.taken.saturating_sub(1);
    let share = match study.claim.across {
        Across::Members { .. } => {
            let count = effects.over.len();
            clopper_pearson(positive(&effects.over), count, confidence)
        }
        Across::Replications => None,
    };
    let first = |row: &Vec<Sample>| row[0].stream_hash;
    Ruling {
        verdict: (study.claim.kind == ClaimKind::Claim).then_some(trial.judged.verdict),
        adjusted_p: trial.judged.adjusted_p,
        tests: trial.sequential,
        n: rows.len() as u32,
        budget: trial.budget(),
        looks: trial.taken as u32,
        without: effects.without,
        meaning: meanings[0].clone(),
        arms: arms.collect(),
        effect: repeated_interval(&effects.raw, looked, &trial.looks, confidence),
        change: change(study, rows, confidence)
            .map(|change| change.at_look(looked, &trial.looks, confidence)),
        paired: both(study, rows, confidence),
        share,
        guards: guards(study, &meanings, rows, confidence),
        stream_hash: rows.iter().map(first).fold(0, |hash, one| {
            (hash ^ one)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .rotate_left(29)
        }),
        same_matters: rows.iter().all(|row| {
            row.iter()
                .all(|sample| sample.stream_hash == row[0].stream_hash)
        }),
    }
}

pub(super) fn factors(trial: &Trial<'_>) -> Option<Factors> {
    let count = trial.study.factors()?;
    let confidence = confidence(trial.study);
    let responses = trial.rows.iter().filter_map(|row| {
        let values: Option<Vec<f64>> = row.iter().map(|sample| sample.values[0]).collect();
        values
    });
    let factorial = Factorial::new(count, responses.collect())?;
    let names = (0..count).map(|at| trial.variant.arms[1 << at].subject.name.clone());
    let subsets = 1..1_usize << count;
    Some(Factors {
        names: names.collect(),
        whole: factorial.whole(confidence),
        synergy: factorial.synergy(confidence),
        effects: subsets
            .map(|subset| (subset, factorial.effect(subset, confidence)))
            .collect(),
        shapley: (0..count)
            .map(|at| {
                (
                    factorial.shapley(at, confidence),
                    factorial.share(at, confidence),
                )
            })
            .collect(),
    })
}
