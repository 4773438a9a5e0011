//! What must be known before the numbers are read, in plain words.

use serde::Serialize;

use crate::experiment::compare::Comparison;
use crate::experiment::steady::{Course, ERROR, Growth, Settled};
use crate::report::number::{fixed, signed};
use crate::report::text::days;
use crate::report::{Analysis, Design, Plan};

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
    /// The backlog of a design settles after the warm-up of the plan.
    WarmUpShort,
    /// The backlog of a design has not settled in the first half of the run.
    RunTooShort,
}

/// Relative difference of duty hours below which they are the same.
const SAME_HOURS: f64 = 1e-9;

/// All notices, that on staff first.
pub(crate) fn notices(
    designs: &[Design],
    plan: &Plan,
    comparison: &Comparison,
    (analysis, growth): (&Analysis, &[Option<Growth>]),
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
        let text = "One replication: it says nothing about chance, so there are no intervals, and no test of whether the backlog grows.";
        push(NoticeKind::OneReplication, text.to_owned());
    }
    for (name, growth) in comparison.designs.iter().zip(growth) {
        let Some(growth) = growth.filter(|_| analysis.moving.contains(name)) else {
            continue;
        };
        match growth.verdict {
            Course::Grows => push(NoticeKind::BacklogGrows, grows(name, &growth)),
            Course::Falls => push(NoticeKind::BacklogFalls, falls(name, &growth)),
            Course::NoTrend | Course::Untested => {}
        }
    }
    let names = &comparison.designs;
    if let Some(text) = warm_up_short(analysis, names, plan) {
        push(NoticeKind::WarmUpShort, text);
    }
    let late: Vec<String> = analysis
        .settled(names, Settled::NotInRun)
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    if !late.is_empty() {
        let text = format!(
            "Run too short: in its first half the backlog has not settled in {} (MSER-5, tested {}); lengthen `plan.horizon`.",
            late.join(", "),
            level()
        );
        push(NoticeKind::RunTooShort, text);
    }
    notices
}

/// The level of the tests of the course of a backlog.
fn level() -> String {
    format!(
        "over replications at the {:.0} % level for all designs together",
        ERROR * 100.0
    )
}

fn warm_up_short(analysis: &Analysis, names: &[String], plan: &Plan) -> Option<String> {
    let short: Vec<(&str, f64)> = analysis
        .settled(names, Settled::Later)
        .filter_map(|(name, one)| Some((name, one.mser_days?)))
        .collect();
    let needed = short.iter().map(|(_, days)| *days).reduce(f64::max)?;
    let told: Vec<String> = short
        .iter()
        .map(|(name, late)| format!("{} in `{name}`", days(*late)))
        .collect();
    Some(format!(
        "Warm-up too short: the backlog settles after {} (MSER-5, tested {}), and {} are left out; write \
         `plan.warm_up = \"{} days\"`, the same for all designs.",
        told.join(", "),
        level(),
        days(plan.warm_up_days),
        needed.ceil(),
    ))
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
        "Backlog grows in `{name}`: averages describe the span that is measured and no steady state; over a longer one they are \
         others ({}; {}; tested {}).",
        slope(growth),
        halves(growth),
        level()
    )
}

fn falls(name: &str, growth: &Growth) -> String {
    format!(
        "Backlog falls in `{name}`: averages describe the span that is measured and no steady state; they depend on the start \
         ({}; {}; tested {}).",
        slope(growth),
        halves(growth),
        level()
    )
}
