//! Exact invariants: no tolerance, for what must not change anything must not change a bit.

use caseload::engine::{DeskLedger, Ledger, Simulation};
use caseload::experiment::Results;
use caseload::model::Model;
use caseload::outcome::Outcome;
use caseload::random::Replication;
use caseload::stream::{Matter, Stream, Window};
use caseload::time::{Span, Time};

use crate::textbook::{Textbook, models, printed, run, text};

/// Overrides that make a textbook scenario short: what is compared here is compared to the last bit.
const SHORT: [(&str, &str); 3] = [
    ("plan.horizon", "\"1200 h\""),
    ("plan.warm_up", "\"100 h\""),
    ("plan.replications", "4"),
];

fn short(name: &str, text: &str) -> Results {
    run(&models(name, text, &SHORT))
}

/// The outcomes of a design.
fn outcomes<'a>(results: &'a Results, design: &str) -> &'a [Outcome] {
    let found = results.designs.iter().find(|found| found.name == design);
    &found
        .unwrap_or_else(|| panic!("no design `{design}`"))
        .outcomes
}

#[test]
fn due_dates_that_order_by_class_or_by_arrival_are_priority_or_first_come() {
    let book = Textbook::run("order");
    assert_eq!(book.outcomes("due-date"), book.outcomes("priority"));
    assert_eq!(
        book.outcomes("due-date-resume"),
        book.outcomes("priority-resume")
    );
    for of in [
        ("all", "", "backlog_mean_cases"),
        ("all", "", "lead_time_sd_h"),
        ("all", "", "wait_p95_h"),
        ("category", "patient", "wait_mean_h"),
        ("desk", "office", "queue_mean_tasks"),
    ] {
        assert_eq!(
            book.series("one-deadline", of),
            book.series("first-come", of),
            "{of:?}"
        );
    }
    // Who is served first does not change how long the person is busy.
    let busy = ("desk", "office", "utilisation_share");
    for design in ["last-come", "priority", "due-date-resume", "one-deadline"] {
        assert_eq!(
            book.series(design, busy),
            book.series("first-come", busy),
            "{design}"
        );
    }
    for design in ["first-come", "last-come", "priority"] {
        book.expect(design, ("all", "", "wait_mean_h"), 4.0, 0.02);
    }
    let waits = caseload::theory::mmc_priority_waits(&[0.4, 0.4], 1.0, 1).expect("a load of 0.8");
    for (name, (wait, literal)) in ["urgent", "patient"]
        .iter()
        .zip(waits.iter().zip(["1.333333", "6.666667"]))
    {
        book.expect(
            "priority",
            ("category", name, "wait_mean_h"),
            printed(literal, *wait),
            0.03,
        );
    }
    let sd = ("all", "", "wait_sd_h");
    let (first, last) = (book.series("first-come", sd), book.series("last-come", sd));
    assert!(
        first.iter().zip(&last).all(|(first, last)| first < last),
        "last come is less even"
    );
}

#[test]
fn names_change_nothing() {
    let text = text("fork_join");
    let plain = short("fork_join", &text);
    let renamed = short(
        "fork_join",
        &text.replace("second", "zeta").replace("first", "alpha"),
    );
    assert_eq!(plain.stream_hash, renamed.stream_hash);
    for (plain, renamed) in plain.designs.iter().zip(&renamed.designs) {
        assert_eq!(plain.outcomes, renamed.outcomes, "{}", plain.name);
    }
}

#[test]
fn a_department_nobody_needs_changes_nothing() {
    let text = text("fork_join");
    let more = text.replace(
        "departments = [\"first\", \"second\"]",
        "departments = [\"idle\", \"first\", \"second\"]",
    );
    assert_ne!(text, more);
    let (plain, more) = (short("fork_join", &text), short("fork_join", &more));
    for (plain, more) in plain.designs.iter().zip(&more.designs) {
        assert_eq!(plain.outcomes, more.outcomes, "{}", plain.name);
    }
}

#[test]
fn another_design_changes_no_other_design() {
    for name in ["priority", "break_even", "ways_up"] {
        let text = text(name);
        let at = text.find("[designs.").expect("it has designs");
        let before = format!(
            "{}[designs.new]\ndispatch.mode = \"parallel\"\n\n{}",
            &text[..at],
            &text[at..]
        );
        let after = format!("{text}\n[designs.new]\ndispatch.mode = \"parallel\"\n");
        let plain = short(name, &text);
        for more in [short(name, &before), short(name, &after)] {
            assert_eq!(plain.stream_hash, more.stream_hash, "{name}");
            for design in &plain.designs {
                assert_eq!(
                    design.outcomes,
                    outcomes(&more, &design.name),
                    "{name}, {}",
                    design.name
                );
            }
        }
    }
}

#[test]
fn a_design_alone_finds_what_it_finds_in_company() {
    for name in [
        "priority",
        "erlang_a",
        "office_hours",
        "surges",
        "renewal",
        "breakdowns",
        "unlimited_fork_join",
    ] {
        let models = models(name, &text(name), &SHORT);
        let together = run(&models);
        for (at, model) in models.iter().enumerate() {
            let alone = run(std::slice::from_ref(model));
            assert_eq!(
                alone.designs[0], together.designs[at],
                "{name}, {}",
                model.design
            );
            assert_eq!(
                alone.stream_hash, together.stream_hash,
                "{name}, {}",
                model.design
            );
        }
    }
}

#[test]
fn one_two_and_eight_threads_find_the_same() {
    for name in [
        "priority", "jackson", "sine", "erlang_a", "surges", "renewal", "staffing",
    ] {
        let models = models(name, &text(name), &SHORT);
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads can be had").install(|| run(&models))
        };
        let one = with(1);
        assert!(one == with(2) && one == with(8), "{name}");
    }
}

#[test]
fn more_replications_repeat_the_first_ones() {
    let text = text("jackson");
    let few = run(&models("jackson", &text, &SHORT));
    let more = [SHORT[0], SHORT[1], ("plan.replications", "7")];
    let many = run(&models("jackson", &text, &more));
    assert_eq!(few.designs[0].outcomes, many.designs[0].outcomes[..4]);
}

/// All matters of a replication.
fn matters(model: &Model, replication: Replication) -> Vec<Matter> {
    let mut stream = Stream::new(&model.demand, model.plan.seed, replication);
    let mut window = Window::default();
    let mut all = Vec::new();
    while stream.draw(&mut window) {
        all.extend_from_slice(&window.matters);
    }
    all
}

/// Runs a replication in windows of `step` (none: in one piece), measuring from the warm-up on.
fn in_windows(model: &Model, matters: &[Matter], step: Option<Span>) -> (Ledger, Vec<DeskLedger>) {
    let mut simulation = Simulation::new(model, Replication(0), ());
    let mut rest = matters;
    let mut advance = |simulation: &mut Simulation<'_>, from: Time, to: Time| {
        let mut until = from;
        while until < to {
            until = step.map_or(to, |step| (until + step).min(to));
            let (now, later) =
                rest.split_at(rest.partition_point(|matter| matter.time.max(Time::ZERO) < until));
            simulation
                .run_until(now, until)
                .expect("few cases are open");
            rest = later;
        }
    };
    advance(&mut simulation, Time::ZERO, model.plan.warm_up);
    simulation.begin_measuring();
    advance(&mut simulation, model.plan.warm_up, model.plan.horizon);
    let (ledger, desks, ()) = simulation.finish();
    (ledger, desks)
}

#[test]
fn a_run_in_windows_is_the_run_in_one_piece() {
    for name in [
        "priority",
        "jackson",
        "erlang_a",
        "office_hours",
        "meeting",
        "break_even",
        "shifts",
    ] {
        for model in models(
            name,
            &text(name),
            &[SHORT[0], ("plan.warm_up", "\"0 h\""), SHORT[2]],
        ) {
            let matters = matters(&model, Replication(0));
            let whole = in_windows(&model, &matters, None);
            for step in ["1 h", "7.3 h", "24 h", "1000 h"].map(|hours| {
                let hours: f64 = hours
                    .trim_end_matches(" h")
                    .parse()
                    .expect("a number of hours");
                Span::from_hours(hours)
            }) {
                let split = in_windows(&model, &matters, Some(step));
                assert!(
                    whole == split,
                    "{name}, {}, windows of {} h",
                    model.design,
                    step.to_hours()
                );
            }
        }
    }
}

/// A scenario in which every time is a whole number of a unit, and every draw is keyed by the number of the arrival:
/// renewal arrivals, discrete laws, priorities that interrupt, two departments, patience, lags, breakdowns and vacations.
fn whole_units(unit: &str, horizon: u32) -> String {
    let law = |values: &str| {
        let values: Vec<String> = values
            .split(' ')
            .map(|value| format!("\"{value} {unit}\""))
            .collect();
        format!("{{ empirical = {{ values = [{}] }} }}", values.join(", "))
    };
    format!(
        r#"caseload = 1
title = "Whole units"
question = "Does the unit of time matter?"
departments = ["a", "b"]
[plan]
horizon = "{horizon} {unit}"
warm_up = "{warm_up} {unit}"
[levels.village]
parent = "town"
hand_off = "3 {unit}"
escalate = {{ probability = 0.35, after = "90 {unit}" }}
exceptions = {{ rework = 0.1 }}
[levels.town]
hand_off = "5 {unit}"
exceptions = {{ return = 0.1 }}
intake = {{ desk = "a", work = "1 {unit}", lag = "2 {unit}" }}
[desks.a]
level = "town"
departments = ["a"]
staff = 2
discipline = "priority"
preemption = "resume"
outage = {{ up = {up}, down = {down} }}
[desks.b]
level = "town"
departments = ["b"]
staff = 1
patience = {patience}
vacation = "4 {unit}"
[desks.c]
level = "village"
staff = 7
discipline = "earliest-due-date"
preemption = "restart"
[categories.urgent]
priority = 1
deadline = "30 {unit}"
[categories.urgent.needs]
a = {{ work = {quick} }}
b = {{ work = {quick}, reject = 0.2 }}
[categories.usual]
priority = 2
deadline = "300 {unit}"
[categories.usual.needs]
a = {{ work = {slow} }}
b = {{ work = {slow} }}
[sources.citizens]
level = "village"
interarrival = {gap}
mix = {{ urgent = 0.4, usual = 0.6 }}
[dispatch]
mode = "parallel"
merge = {{ work = "1 {unit}" }}
[closing]
reopen = 0.1
reopen_after = "40 {unit}"
"#,
        warm_up = horizon / 10,
        up = law("200 300"),
        down = law("10 20"),
        patience = law("30 60 120"),
        quick = law("1 2 5"),
        slow = law("4 9 16"),
        gap = law("1 2 3 4"),
    )
}

/// In whole units every sum of ticks scales exactly, and every count stays what it was. (Poisson sources are drawn day by
/// day, so a scenario written in another unit sees other matters; there only the law of the outcome scales.)
#[test]
fn times_scale_with_their_unit() {
    let run = |unit| {
        let model = models("whole units", &whole_units(unit, 20_000), &[]).remove(0);
        let matters = matters(&model, Replication(0));
        in_windows(&model, &matters, None)
    };
    let (minutes, hours) = (run("min"), run("h"));
    let (small, large) = (&minutes.0, &hours.0);
    assert!(
        small.flow.closed > 1000 && small.flow.abandoned > 100,
        "{:?}",
        small.flow
    );
    assert_eq!(small.flow, large.flow);
    assert_eq!(small.open.area * 60, large.open.area);
    assert_eq!(small.open.square * 60, large.open.square);
    assert_eq!(small.open.peak, large.open.peak);
    assert_eq!(small.time_in_window * 60, large.time_in_window);
    assert_eq!(small.split.map(|ticks| ticks * 60), large.split);
    assert_eq!(
        (small.hops, small.returns, small.rejected),
        (large.hops, large.returns, large.rejected)
    );
    for (small, large) in small.categories.iter().zip(&large.categories) {
        assert_eq!(
            (small.closed, small.due, small.breached),
            (large.closed, large.due, large.breached)
        );
        assert_eq!(small.late_ticks * 60, large.late_ticks);
    }
    for (small, large) in minutes.1.iter().zip(&hours.1) {
        let scaled = DeskLedger {
            queue_area: small.queue_area * 60,
            duty: small.duty * 60,
            busy: small.busy * 60,
            overtime: small.overtime * 60,
            open: small.open * 60,
            activities: small.activities.map(|ticks| ticks * 60),
            without_authority: small.without_authority * 60,
            wait: small.wait * 60,
            ..*small
        };
        assert_eq!(scaled, *large);
    }
}

#[test]
fn a_time_in_another_unit_is_the_same_time() {
    let text = text("mg1");
    let other = text
        .replace("mean = \"1 h\"", "mean = \"60 min\"")
        .replace("63000 h", "2625 days");
    assert_ne!(text, other);
    assert_eq!(short("mg1", &text), short("mg1", &other));
}
