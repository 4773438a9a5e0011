//! Streams of matters: what the scenario says about them is what is drawn.

use std::path::Path;

use caseload::model::Model;
use caseload::random::Replication;
use caseload::stream::{Matter, Stream, Window};
use caseload::time::Time;

#[path = "support/model.rs"]
mod support;

fn model(plan: &str, source: &str) -> Model {
    let text = format!(
        "caseload = 1\ntitle = \"Stream\"\nquestion = \"What arises?\"\n[plan]\n{plan}\n\
         [calendars.office]\nweek = {{ mon-fri = \"09:00-17:00\" }}\nholidays = [2024-01-03, 2024-01-17]\n\
         [levels.town]\n[desks.desk]\nlevel = \"town\"\nstaff = \"unlimited\"\n\
         [categories.leak]\nwork = \"1 h\"\n[categories.noise]\nwork = \"1 h\"\n[sources.all]\n{source}\n"
    );
    support::models("stream", &text, Path::new("tests"), &[]).remove(0)
}

fn drawn(model: &Model, replication: u32) -> (Vec<Matter>, u64) {
    let mut stream = Stream::new(&model.demand, model.plan.seed, Replication(replication));
    let mut window = Window::default();
    let mut all = Vec::new();
    while stream.draw(&mut window) {
        assert!(
            window
                .matters
                .iter()
                .all(|matter| matter.time < window.until)
        );
        all.extend_from_slice(&window.matters);
    }
    assert!(
        all.is_sorted_by_key(|matter| matter.time),
        "matters come in order of time"
    );
    assert_eq!(stream.drawn(), all.len() as u64);
    (all, stream.hash())
}

/// Matters per day.
fn by_day(model: &Model, matters: &[Matter]) -> Vec<f64> {
    let mut days = vec![0.0; model.plan.horizon.to_days() as usize];
    for matter in matters {
        days[matter.time.to_days() as usize] += 1.0;
    }
    days
}

fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (
        mean,
        values
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
            / (n - 1.0),
    )
}

const MIX: &str = "mix = { leak = 0.3, noise = 0.7 }";

#[test]
fn a_plain_source_is_poisson_with_its_rate_and_its_mix() {
    let model = model(
        "horizon = \"4000 days\"",
        &format!("rate = \"12 / day\"\n{MIX}"),
    );
    let (matters, _) = drawn(&model, 0);
    let (mean, variance) = mean_and_variance(&by_day(&model, &matters));
    // Standard errors: of the mean sqrt(12 / 4000), of variance over mean about sqrt(2 / 4000).
    assert!(
        (mean - 12.0).abs() < 4.0 * (12.0_f64 / 4000.0).sqrt(),
        "mean {mean}"
    );
    assert!(
        (variance / mean - 1.0).abs() < 4.0 * (2.0_f64 / 4000.0).sqrt(),
        "dispersion {}",
        variance / mean
    );
    let leaks = matters
        .iter()
        .filter(|matter| matter.category.index() == 0)
        .count() as f64;
    let share = leaks / matters.len() as f64;
    assert!(
        (share - 0.3).abs() < 4.0 * (0.21 / matters.len() as f64).sqrt(),
        "share {share}"
    );
}

#[test]
fn over_dispersed_days_have_the_stated_variance_over_mean() {
    let model = model(
        "horizon = \"6000 days\"",
        &format!("rate = \"30 / day\"\ndispersion = 4\n{MIX}"),
    );
    let (mean, variance) = mean_and_variance(&by_day(&model, &drawn(&model, 0).0));
    assert!(
        (mean - 30.0).abs() < 4.0 * (120.0_f64 / 6000.0).sqrt(),
        "mean {mean}"
    );
    // Excess kurtosis of the negative binomial: (6 (D - 1) + 1 / D) / mean, here 0.6.
    let error = 4.0 * 4.0 * ((2.0 + 0.6_f64) / 6000.0).sqrt();
    assert!(
        (variance / mean - 4.0).abs() < error,
        "dispersion {}",
        variance / mean
    );
}

#[test]
fn profiles_shape_the_week_and_the_day_and_leave_the_mean() {
    let source = format!(
        "rate = \"70 / day\"\n{MIX}\n[sources.all.profile]\nweekday = [2, 1, 1, 1, 1, 1, 0]\n\
         hour = [0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]"
    );
    let model = model("horizon = \"200 weeks\"", &source);
    let (matters, _) = drawn(&model, 0);
    let origin = model.plan.origin;
    let total = matters.len() as f64;
    assert!(
        (total - 98_000.0).abs() < 4.0 * 98_000.0_f64.sqrt(),
        "total {total}"
    );
    let share = |of: &dyn Fn(&Matter) -> bool| {
        matters.iter().filter(|matter| of(matter)).count() as f64 / total
    };
    let near = |found: f64, expected: f64| {
        (found - expected).abs() <= 4.0 * (expected * (1.0 - expected) / total).sqrt()
    };
    assert!(near(share(&|m| origin.weekday(m.time) == 0), 2.0 / 7.0));
    assert_eq!(share(&|m| origin.weekday(m.time) == 6), 0.0);
    assert!(near(share(&|m| origin.hour_of_day(m.time) == 9), 0.75));
    assert_eq!(
        share(&|m| !(9..11).contains(&origin.hour_of_day(m.time))),
        0.0
    );
}

#[test]
fn holidays_have_their_factor_and_other_days_do_not_change() {
    let source = |factor: &str| {
        format!(
            "rate = \"40 / day\"\n{MIX}\nprofile = {{ holiday = {factor}, calendar = \"office\" }}"
        )
    };
    let (plain, silent) = (
        model("horizon = \"21 days\"", &source("1")),
        model("horizon = \"21 days\"", &source("0")),
    );
    let (plain, silent) = (
        by_day(&plain, &drawn(&plain, 0).0),
        by_day(&silent, &drawn(&silent, 0).0),
    );
    for (day, (a, b)) in plain.iter().zip(&silent).enumerate() {
        // The plan starts on 1 January 2024.
        if [2, 16].contains(&day) {
            assert!(*a > 0.0 && *b == 0.0, "day {day}: {a}, {b}");
        } else {
            assert_eq!(a, b, "day {day}");
        }
    }
}

#[test]
fn dated_matters_come_in_their_time_and_in_their_number() {
    let source = format!(
        "rate = \"1 / day\"\n{MIX}\nevents = [{{ at = 2024-01-11T12:00:00, lasts = \"36 h\", cases = 500 }}, \
         {{ at = 2024-01-20, lasts = \"5 days\", factor = 100 }}]"
    );
    let model = model("horizon = \"40 days\"", &source);
    let days = by_day(&model, &drawn(&model, 0).0);
    let dated: f64 = days[10..12].iter().sum();
    assert!((500.0..515.0).contains(&dated), "dated {dated}");
    let episode: f64 = days[19..24].iter().sum();
    assert!(
        (episode - 500.0).abs() < 4.0 * 500.0_f64.sqrt(),
        "episode {episode}"
    );
    let others: f64 = days.iter().sum::<f64>() - dated - episode;
    assert!(
        (others - 33.0).abs() < 4.0 * 33.0_f64.sqrt(),
        "others {others}"
    );
}

#[test]
fn a_starting_backlog_is_there_at_the_start_with_its_ages() {
    let plan = "horizon = \"10 days\"\nstarting_backlog = { cases = 2000, age = { exponential = { mean = \"5 days\" } }, source = \"all\" }";
    let model = model(plan, &format!("rate = \"5 / day\"\n{MIX}"));
    let (matters, _) = drawn(&model, 0);
    let ages: Vec<f64> = matters
        .iter()
        .filter(|matter| matter.time < Time::ZERO)
        .map(|matter| -matter.time.to_days())
        .collect();
    assert_eq!(ages.len(), 2000);
    let (mean, _) = mean_and_variance(&ages);
    assert!(
        (mean - 5.0).abs() < 4.0 * 5.0 / 2000.0_f64.sqrt(),
        "mean age {mean}"
    );
}

#[test]
fn a_stream_is_the_same_on_any_number_of_threads_and_differs_between_replications() {
    let source = format!(
        "rate = \"3000 / day\"\ndispersion = 3\nbatch = {{ geometric = {{ mean = 2 }} }}\n{MIX}"
    );
    let model = model("horizon = \"30 days\"", &source);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads can be had");
        pool.install(|| drawn(&model, 7))
    };
    let (alone, eight) = (on(1), on(8));
    assert!(alone.0.len() > 100_000);
    assert_eq!(alone, eight);
    assert_ne!(alone.1, drawn(&model, 8).1);
}

#[test]
fn a_trace_is_replayed_record_by_record() {
    let source = "category = \"leak\"\ntrace = { file = \"bad/rows.csv\", time = { column = \"opened\", format = \"%Y-%m-%d %H:%M\" }, due = { column = \"due\", format = \"%Y-%m-%d %H:%M\" }, on_error = \"skip\" }";
    let model = model("start = 2024-01-01\nhorizon = \"10 days\"", source);
    let (matters, _) = drawn(&model, 0);
    let hours: Vec<(f64, Option<f64>)> = matters
        .iter()
        .map(|matter| (matter.time.to_hours(), matter.due.map(Time::to_hours)))
        .collect();
    assert_eq!(hours, [(33.0, Some(105.0))]);
    let (_, report) = &model.traces[0];
    assert_eq!((report.rows, report.kept, report.skipped), (4, 1, 3));
}
