//! How to read the numbers.

use crate::report::Report;
use crate::report::text::head::{days, percent};
use crate::report::text::overview::headlines;
use crate::report::text::{Look, wrap};

/// Notes on what the text shows, and only on that.
pub(crate) fn notes(report: &Report, look: &Look) -> Vec<String> {
    let mut lines = vec![look.bold("How to read this")];
    let mut note = |text: &str| lines.extend(wrap(text, look.width, "  - ", "    "));
    let plan = &report.plan;
    let level = percent(plan);
    if plan.replications_complete > 1 {
        note(&format!(
            "mean{}{level}: the mean over replications and the half-width of its {level} interval (Student's t, one value a replication)",
            look.plus_minus()
        ));
    }
    if plan.replications_complete > 1 && has_quantiles(report) {
        note(
            "p50, p90 and p99 are of the cases of all replications together, and their intervals know that those of one replication hang together",
        );
    }
    if report.designs.len() > 1 {
        differences(report, &mut note);
    }
    if let Some(text) = control(report) {
        note(&text);
    }
    if plan.warm_up_days > 0.0 {
        note(&format!(
            "the first {} are warm-up: simulated, drawn in the picture, and not measured",
            days(plan.warm_up_days)
        ));
    }
    note(
        "open cases are counted: in the backlog, as broken deadlines once past due, and, as not yet closed, in the p50, p90 and p99 of the lead time; the other means of lead time and wait are over cases closed in the measured time",
    );
    if report
        .sections
        .iter()
        .any(|section| section.title == "Flow: mean lead time by part")
    {
        note(
            "lead time is calendar time, nights and weekends included; its parts (work, queue, off hours, decision wait, hand-off) add up to its mean; days are of 24 hours",
        );
    }
    if report
        .sections
        .iter()
        .any(|section| section.title == "Deadlines")
    {
        note(
            "deadlines broken: the share of cases due in the measured time that were closed late or not at all; lateness is that of cases closed late; decided at once: with one handling, without a hop or a return; per case: per closed case",
        );
    }
    note(
        "burden is all staff time that is not first-time handling; staff hours are hands-on hours and the fixed shares of duty (reporting, training, upkeep)",
    );
    if has_gaps(report) {
        note(&format!(
            "{} has no value: there was nothing to measure, or a p50, p90 or p99 is not reached, in some replication at least, because too many cases are still open",
            look.none()
        ));
    }
    for text in partial(report) {
        note(&text);
    }
    note(
        "what is nought in every design is left out here; `--format csv`, `--format json` and `--out` have every measure",
    );
    lines
}

fn differences(report: &Report, note: &mut impl FnMut(&str)) {
    let level = percent(&report.plan);
    let base = &report.comparison.baseline;
    note(&format!(
        "difference: the design minus `{base}` in the same replication, so on the same matters, and in brackets its {level} interval; pp are percentage points; change: the difference in % of the baseline"
    ));
    let shown: usize = report
        .sections
        .iter()
        .map(|section| section.lines.len())
        .sum();
    let intervals = shown * (report.designs.len() - 1);
    let missed = intervals as f64 * (1.0 - report.plan.confidence.level());
    note(&format!(
        "better, worse, higher, lower: the interval excludes 0; no clear difference (unclear): it does not, which does not show that there is none. Of {intervals} intervals about {missed:.0} miss their truth by chance"
    ));
}

/// A control variate narrows an interval when it is at most this many times as wide.
const NARROWER: f64 = 0.9;

/// What the control variate does for the first measures of the baseline; nothing where it narrows none of them.
fn control(report: &Report) -> Option<String> {
    let each = headlines(report).into_iter().filter_map(|line| {
        let cell = report.comparison.rows[line.row].cells[0].as_ref()?;
        let ratio = cell.controlled?.width_ratio;
        (ratio <= NARROWER).then(|| format!("{} {ratio:.2}", line.label))
    });
    let ratios: Vec<String> = each.collect();
    (!ratios.is_empty()).then(|| {
        format!(
            "control variate: with the number of matters, whose mean is known, intervals of `{}` are so many times as wide: {}; \
             `--format csv` and `json` have every estimate with it beside the plain one",
            report.comparison.baseline,
            ratios.join(", ")
        )
    })
}

fn has_quantiles(report: &Report) -> bool {
    let mut lines = report.sections.iter().flat_map(|section| &section.lines);
    lines.any(|line| {
        report.comparison.rows[line.row]
            .measure
            .quantile()
            .is_some()
    })
}

fn has_gaps(report: &Report) -> bool {
    cells(report).any(|(_, _, n)| n == 0)
}

/// Label, design and number of values of everything the text shows.
fn cells(report: &Report) -> impl Iterator<Item = (String, &str, usize)> {
    let lines = report
        .sections
        .iter()
        .flat_map(|section| section.lines.iter().map(move |line| (section, line)));
    lines.flat_map(|(section, line)| {
        let label = match section.title.split_once(": ") {
            Some((_, what)) => format!("{what}: {}", line.label.trim()),
            None => line.label.trim().to_owned(),
        };
        let row = &report.comparison.rows[line.row];
        let designs = row.cells.iter().zip(&report.comparison.designs);
        designs.map(move |(cell, design)| {
            let n = cell
                .as_ref()
                .and_then(|cell| cell.estimate)
                .map_or(0, |estimate| estimate.n);
            (label.clone(), design.as_str(), n)
        })
    })
}

/// The most measures with missing replications that are named.
const NAMED: usize = 8;

/// Which measures rest on fewer replications than are complete.
fn partial(report: &Report) -> Vec<String> {
    let complete = report.plan.replications_complete as usize;
    let few: Vec<String> = cells(report)
        .filter(|(_, _, n)| *n > 0 && *n < complete)
        .map(|(label, design, n)| format!("{label} of `{design}` (n = {n})"))
        .collect();
    if few.is_empty() {
        return Vec::new();
    }
    let more = few.len().saturating_sub(NAMED);
    let tail = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let named = few[..few.len().min(NAMED)].join(", ");
    vec![format!(
        "without a value in some of the {complete} replications, and a mean over the others only: {named}{tail}"
    )]
}
