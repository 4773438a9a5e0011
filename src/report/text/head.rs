//! What was run, before any number.

use crate::report::number::fixed;
use crate::report::text::{Look, wrap};
use crate::report::{Design, Plan, Report};

/// Columns of the words at the left.
const NAMES: usize = 16;
/// Days in a week.
const WEEK: f64 = 7.0;

/// The title, the question, and the facts of the run.
pub(crate) fn head(report: &Report, look: &Look) -> Vec<String> {
    let mut lines: Vec<String> = wrap(&report.title, look.width, "", "")
        .iter()
        .map(|line| look.bold(line))
        .collect();
    lines.extend(wrap(&report.question, look.width, "", ""));
    lines.push(String::new());
    let mut fact = |name: &str, text: &str| {
        let first = format!("  {name:<NAMES$}");
        lines.extend(wrap(text, look.width, &first, &" ".repeat(NAMES + 2)));
    };
    let is_comparison = report.designs.len() > 1;
    for (at, design) in report.designs.iter().enumerate() {
        let name = match (at, is_comparison) {
            (0, true) => "baseline",
            (_, true) if report.designs.len() == 2 => "compared",
            (1, true) => "compared",
            (0, false) => "design",
            _ => "",
        };
        let label = if design.label.is_empty() {
            String::new()
        } else {
            format!(": {}", design.label)
        };
        fact(name, &format!("{}{label}", design.name));
    }
    for (name, text) in staff(&report.designs) {
        fact(name, &text);
    }
    let plan = &report.plan;
    fact("time", &time(plan));
    let open = plan.starting_backlog_cases;
    fact("analysis", &report.analysis.text(open, plan.warm_up_days));
    fact("replications", &replications(plan));
    fact("matters", &matters(plan, is_comparison));
    fact(
        "made by",
        &format!(
            "caseload {}, scenario hash {}",
            plan.version, plan.scenario_hash
        ),
    );
    lines
}

fn staff(designs: &[Design]) -> Vec<(&'static str, String)> {
    let told = |design: &Design| {
        let mut text = format!(
            "{} {}, {} duty hours a week",
            design.people,
            if design.people == 1 {
                "person"
            } else {
                "people"
            },
            fixed(design.duty_staff_h_per_week, 0)
        );
        if !design.unlimited_desks.is_empty() {
            text.push_str(&format!(
                "; without limit at {}",
                design.unlimited_desks.join(", ")
            ));
        }
        text
    };
    let first = told(&designs[0]);
    if designs.len() == 1 {
        return vec![("staff", first)];
    }
    if designs.iter().all(|design| told(design) == first) {
        return vec![("staff", format!("{first}, the same in every design"))];
    }
    let each = designs.iter().enumerate().map(|(at, design)| {
        let text = format!("{}: {}", design.name, told(design));
        (if at == 0 { "staff" } else { "" }, text)
    });
    each.collect()
}

/// Days, in weeks where they are whole weeks.
pub(crate) fn days(days: f64) -> String {
    let plural = |n: f64, unit: &str| {
        let decimals = if n.fract() == 0.0 { 0 } else { 2 };
        format!(
            "{} {unit}{}",
            fixed(n, decimals),
            if n == 1.0 { "" } else { "s" }
        )
    };
    match () {
        () if days >= WEEK && days % WEEK == 0.0 => plural(days / WEEK, "week"),
        () if days >= 2.0 || days == 1.0 => plural(days, "day"),
        () => plural(days * 24.0, "hour"),
    }
}

fn time(plan: &Plan) -> String {
    let start = plan.start.trim_end_matches(" 00:00");
    if plan.warm_up_days > 0.0 {
        let measured = days(plan.horizon_days - plan.warm_up_days);
        let warm_up = days(plan.warm_up_days);
        return format!(
            "{} from {start}: {warm_up} of warm-up, then {measured} measured",
            days(plan.horizon_days)
        );
    }
    format!(
        "{} from {start}, measured from the start",
        days(plan.horizon_days)
    )
}

fn replications(plan: &Plan) -> String {
    let (complete, requested) = (plan.replications_complete, plan.replications_requested);
    let count = if complete == requested {
        complete.to_string()
    } else {
        format!("{complete} (stopped early: {complete} of {requested} complete)")
    };
    format!(
        "n = {count}, seed {}; intervals at {} confidence",
        plan.seed,
        percent(plan)
    )
}

/// The confidence as `95 %`.
pub(crate) fn percent(plan: &Plan) -> String {
    let text = format!("{:.4}", plan.confidence.level() * 100.0);
    format!(
        "{}\u{a0}%",
        text.trim_end_matches('0').trim_end_matches('.')
    )
}

fn matters(plan: &Plan, is_comparison: bool) -> String {
    let each = plan.matters as f64 / f64::from(plan.replications_complete.max(1));
    let same = if is_comparison {
        ", the same for every design"
    } else {
        ""
    };
    format!(
        "{} a replication on average{same}; stream {}",
        fixed(each, 0),
        plan.stream_hash
    )
}
