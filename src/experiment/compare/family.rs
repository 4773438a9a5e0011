//! Which differences stand when those of several measures and designs are judged together.

use serde::Serialize;

use super::{Cell, Row};
use crate::outcome::Scope;
use crate::stats::{Confidence, Paired, Sides, dunnett, holm};

/// The measures by which designs are judged first: the family of differences of which none is to be found by chance.
pub const HEADLINES: [&str; 6] = [
    "backlog_mean_cases",
    "breach_share",
    "lead_time_mean_h",
    "lead_time_p90_h",
    "burden_share",
    "worked_per_case_staff_h",
];

/// A difference as one of a family.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct InFamily {
    /// Its p-value after Holm's correction (1979) for all differences of the family; 1 where there is no test.
    pub holm_p_value: f64,
    /// Half-width with which the differences of this measure of all designs hold together, by Dunnett's critical value (1955), each with
    /// its own spread; none for fewer than two replications.
    pub dunnett_half_width: Option<f64>,
    /// Whether it stands: the corrected p-value is at most 1 - confidence.
    pub stands: bool,
}

/// Judges the differences of the headlines together, and says how many there are.
pub(super) fn judge(rows: &mut [Row], confidence: Confidence) -> usize {
    let mut members: Vec<&mut Cell> = Vec::new();
    for row in rows.iter_mut() {
        if row.measure.scope == Scope::All && HEADLINES.contains(&row.measure.name) {
            let cells = row.cells.iter_mut().flatten();
            members.extend(cells.filter(|cell| cell.difference.is_some()));
        }
    }
    let p_values: Vec<f64> = members
        .iter()
        .map(|cell| cell.difference.as_ref().map_or(1.0, p_value))
        .collect();
    let size = members.len();
    let corrected = holm(&p_values, size);
    for (cell, holm_p_value) in members.iter_mut().zip(corrected) {
        cell.in_family = Some(InFamily {
            holm_p_value,
            dunnett_half_width: None,
            stands: holm_p_value <= 1.0 - confidence.level(),
        });
    }
    for row in rows {
        together(row, confidence);
    }
    size
}

/// The p-value of no difference. One that does not vary is certain, or certainly none.
fn p_value(difference: &Paired) -> f64 {
    let estimate = &difference.difference;
    let noise = 1e-9 * difference.base.mean.abs().max(difference.other.mean.abs());
    difference.p_value.unwrap_or(match estimate.half_width {
        Some(_) if estimate.mean.abs() > noise => 0.0,
        _ => 1.0,
    })
}

/// Widens the intervals of one measure so that those of all designs hold together.
fn together(row: &mut Row, confidence: Confidence) {
    let judged = || {
        row.cells
            .iter()
            .flatten()
            .filter(|cell| cell.in_family.is_some())
    };
    let designs = judged().count();
    let fewest = judged()
        .filter_map(|cell| Some(cell.difference?.difference.n))
        .min();
    let Some(df) = fewest.and_then(|n| n.checked_sub(1)) else {
        return;
    };
    let Some(critical) = dunnett(designs, df, confidence, Sides::Two) else {
        return;
    };
    for cell in row.cells.iter_mut().flatten() {
        let spread = cell.difference.and_then(|paired| {
            let estimate = paired.difference;
            Some(estimate.half_width? / confidence.t_quantile(estimate.n - 1)?)
        });
        if let Some(member) = &mut cell.in_family {
            member.dunnett_half_width = spread.map(|spread| critical * spread);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Better, Measure, Unit};
    use crate::stats::paired;

    const C: Confidence = Confidence::USUAL;

    fn row(name: &'static str, differences: &[&[f64]]) -> Row {
        let cell = |values: &&[f64]| {
            let base = vec![10.0; values.len()];
            let other: Vec<f64> = values.iter().map(|value| 10.0 + value).collect();
            Some(Cell {
                difference: paired(&base, &other, C),
                ..Cell::default()
            })
        };
        Row {
            measure: Measure {
                scope: Scope::All,
                name,
                unit: Unit::Hours,
                better: Better::Lower,
            },
            cells: std::iter::once(Some(Cell::default()))
                .chain(differences.iter().map(cell))
                .collect(),
        }
    }

    #[test]
    fn a_difference_that_is_clear_alone_may_not_stand_among_others() {
        let weak: &[f64] = &[1.0, 0.2, 2.1, -0.3, 1.2, 1.4];
        let (none, strong): (&[f64], &[f64]) = (
            &[1.0, -1.0, 0.5, -0.4, 0.1, -0.2],
            &[5.0, 5.1, 4.9, 5.2, 5.0, 4.8],
        );
        let mut rows = vec![
            row("backlog_mean_cases", &[weak, none]),
            row("lead_time_mean_h", &[strong, none]),
            row("lead_time_p50_h", &[strong, strong]),
        ];
        assert_eq!(judge(&mut rows, C), 4);
        let of = |row: usize, cell: usize| rows[row].cells[cell].as_ref().unwrap();
        assert!(of(0, 1).difference.unwrap().difference.lower() > Some(0.0));
        assert!(!of(0, 1).in_family.unwrap().stands);
        assert!(of(1, 1).in_family.unwrap().stands);
        assert!(of(2, 1).in_family.is_none() && of(0, 0).in_family.is_none());
        // Two designs and five degrees of freedom: 3.03 (Dunnett 1964) against 2.571.
        let wide = of(0, 1).in_family.unwrap().dunnett_half_width.unwrap();
        let ratio = wide / of(0, 1).difference.unwrap().difference.half_width.unwrap();
        assert!((ratio - 3.03 / 2.5706).abs() < 0.003, "{ratio}");
    }

    #[test]
    fn a_difference_without_spread_is_certain_and_one_replication_tests_nothing() {
        let mut rows = vec![row("breach_share", &[&[2.0; 5], &[0.0; 5]])];
        judge(&mut rows, C);
        let stands = |cell: usize| {
            rows[0].cells[cell]
                .as_ref()
                .unwrap()
                .in_family
                .unwrap()
                .stands
        };
        assert!(stands(1) && !stands(2));
        let mut rows = vec![row("breach_share", &[&[2.0]])];
        assert_eq!(judge(&mut rows, C), 1);
        let found = rows[0].cells[1].as_ref().unwrap().in_family.unwrap();
        assert!(!found.stands && found.dunnett_half_width.is_none());
    }
}
