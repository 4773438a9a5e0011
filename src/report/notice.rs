//! What must be known before the numbers are read, in plain words.

use serde::Serialize;

use crate::experiment::compare::Comparison;
use crate::report::number::{fixed, signed};
use crate::report::{Design, Growth, Plan};

/// Something that must be known before the numbers are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// A sentence or two.
    pub text: String,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// The designs do not have the same people.
    Staff,
    /// Fewer replications are complete than were asked for.
    StoppedEarly,
    /// There is one replication, so nothing is known about chance.
    OneReplication,
    /// The backlog of a design grows through the measured window.
    BacklogGrows,
    /// The backlog of a design falls through the measured window.
    BacklogFalls,
}

/// Relative difference of duty hours below which they are the same.
const SAME_HOURS: f64 = 1e-9;

/// All notices, that on staff first.
pub(crate) fn notices(
    designs: &[Design],
    plan: &Plan,
    comparison: &Comparison,
    growth: &[Option<Growth>],
) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut push = |kind, text| notices.push(Notice { kind, text });
    for design in &designs[1..] {
        if let Some(text) = staff(&designs[0], design) {
            push(NoticeKind::Staff, text);
        }
    }
    let (complete, requested) = (plan.replications_complete, plan.replications_requested);
    if complete < requested {
        push(
            NoticeKind::StoppedEarly,
            format!("Stopped early: {complete} of {requested} replications complete."),
        );
    }
    if complete == 1 {
        let text =
            "One replication: it says nothing about chance, so there are no intervals.".to_owned();
        push(NoticeKind::OneReplication, text);
    }
    for (name, growth) in comparison.designs.iter().zip(growth) {
        let Some(growth) = growth else { continue };
        if growth.is_growing() {
            push(NoticeKind::BacklogGrows, grows(name, growth));
        } else if growth.is_falling() {
            push(NoticeKind::BacklogFalls, falls(name, growth));
        }
    }
    notices
}

fn staff(base: &Design, other: &Design) -> Option<String> {
    let (here, there) = (base.duty_staff_h_per_week, other.duty_staff_h_per_week);
    let is_same = (there - here).abs() <= SAME_HOURS * here.max(there);
    if base.unlimited_desks != other.unlimited_desks {
        let named = |design: &Design| match design.unlimited_desks.as_slice() {
            [] => "no desk".to_owned(),
            desks => format!("`{}`", desks.join("`, `")),
        };
        return Some(format!(
            "Staff differ: `{}` has unlimited staff at {}, `{}` at {}.",
            other.name,
            named(other),
            base.name,
            named(base)
        ));
    }
    let percent = match here > 0.0 {
        true => format!(", {} %", signed((there / here - 1.0) * 100.0, 1)),
        false => String::new(),
    };
    (!is_same).then(|| {
        format!(
            "Staff differ: `{}` has {} people with {} duty hours a week, `{}` {} with {} ({} h{percent}).",
            other.name,
            other.people,
            fixed(there, 0),
            base.name,
            base.people,
            fixed(here, 0),
            signed(there - here, 0),
        )
    })
}

fn slope(growth: &Growth) -> String {
    let slope = &growth.slope_cases_per_day;
    let decimals = slope
        .half_width
        .filter(|&width| width > 0.0)
        .map_or(2, |width| {
            usize::try_from(1 - width.log10().floor() as i32)
                .unwrap_or(0)
                .min(4)
        });
    match slope.lower().zip(slope.upper()) {
        Some((low, high)) => format!(
            "{} cases a day [{}, {}]",
            signed(slope.mean, decimals),
            signed(low, decimals),
            signed(high, decimals)
        ),
        None => format!(
            "{} cases a day in the one replication",
            signed(slope.mean, decimals)
        ),
    }
}

fn halves(growth: &Growth) -> String {
    format!(
        "{} open in the first half of the measured time, {} in the second",
        fixed(growth.first_half_mean_cases, 0),
        fixed(growth.second_half_mean_cases, 0)
    )
}

fn grows(name: &str, growth: &Growth) -> String {
    format!(
        "Backlog grows in `{name}`: no steady state, averages depend on the horizon ({}; {}).",
        slope(growth),
        halves(growth)
    )
}

fn falls(name: &str, growth: &Growth) -> String {
    format!(
        "Backlog falls in `{name}`: averages depend on the start and the horizon ({}; {}).",
        slope(growth),
        halves(growth)
    )
}
