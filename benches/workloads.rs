//! The engine on four textbook workloads, the event stream they come from, and a whole comparison.
//!
//! Every bench asserts its answer. Per-case times: `cargo bench --bench workloads` prints elements per second.

use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use caseload::engine::events::WinnerTree;
use caseload::experiment::{Experiment, replicate};
use caseload::model::Model;
use caseload::outcome::{Scope, measures};
use caseload::random::{Key, Purpose, Replication, Seed};
use caseload::stream::{Stream, Window};
use caseload::time::{Span, Time};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

mod scenarios;

use scenarios::{departments, hierarchy, mmc, model, models};

/// Runs one replication and returns the mean of a measure of the whole organisation.
fn answer(model: &Model, name: &str) -> f64 {
    let outcome = replicate(model, Replication(0)).expect("the backlog stays small");
    assert_eq!(outcome.broken_laws, Vec::<&str>::new());
    let at = measures(model)
        .iter()
        .position(|m| m.scope == Scope::All && m.name == name)
        .expect("the measure exists");
    outcome.values[at].expect("cases were closed")
}

fn engine(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("engine/replication");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(6));
    // Expected time in system, and how far one run of this length may be off it.
    let workloads = [
        ("mm1", mmc(1, 200_000), 10.0, 1.5),
        ("mm10", mmc(10, 20_000), 1.66873, 0.15),
        ("hierarchy", hierarchy(400), 2.58071, 0.2),
        (
            "departments-serial",
            departments("serial", 12_000),
            5.182,
            0.35,
        ),
        (
            "departments-parallel",
            departments("parallel", 12_000),
            3.130,
            0.25,
        ),
    ];
    for (name, text, expected, tolerance) in &workloads {
        let model = model(text, &[]);
        let lead = answer(&model, "lead_time_mean_h");
        assert!(
            (lead - expected).abs() < *tolerance,
            "{name}: {lead} is not near {expected}"
        );
        let cases = answer(&model, "created_cases");
        group.throughput(Throughput::Elements(cases as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |bench| {
            bench.iter(|| black_box(replicate(&model, Replication(0)).expect("as before")));
        });
    }
    group.finish();
}

fn stream(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stream/draw");
    for (name, text) in [("mm1", mmc(1, 200_000)), ("hierarchy", hierarchy(400))] {
        let model = model(&text, &[]);
        let draw = || {
            let mut stream = Stream::new(&model.demand, model.plan.seed, Replication(0));
            let mut window = Window::default();
            while stream.draw(&mut window) {}
            (stream.drawn(), stream.hash())
        };
        let (drawn, hash) = draw();
        assert_eq!(draw(), (drawn, hash), "a stream is the same each time");
        group.throughput(Throughput::Elements(drawn));
        group.bench_function(BenchmarkId::from_parameter(name), |bench| {
            bench.iter(|| black_box(draw()))
        });
    }
    group.finish();
}

/// Takes the first event and sets the next one of its slot, an exponential time later.
fn event_list(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("event-list/pop-push");
    let key = Key::new(Seed(1), Replication(0)).purpose(Purpose::Test);
    let gaps: Vec<Span> = (0..4096)
        .map(|n| Span::from_ticks(1 + (-1e6 * (1.0 - key.child(n).uniform()).ln()) as i64))
        .collect();
    for pending in [100, 1_000, 10_000] {
        let mut tree = WinnerTree::new(pending);
        for slot in 0..pending {
            tree.set(slot, Time::ZERO + gaps[slot % gaps.len()]);
        }
        let mut next = 0;
        let mut last = Time::ZERO;
        group.throughput(Throughput::Elements(1));
        group.bench_function(BenchmarkId::from_parameter(pending), |bench| {
            bench.iter(|| {
                let (now, slot) = tree.first();
                assert!(now >= last, "events come in order");
                last = now;
                next = (next + 1) % gaps.len();
                tree.set(slot, now + gaps[next]);
            });
        });
    }
    group.finish();
}

fn comparison(criterion: &mut Criterion) {
    let path = Path::new("scenarios/yangxunqiao.toml");
    let text = std::fs::read_to_string(path).expect("benches run in the project's folder");
    let models = models(&text, Path::new("scenarios"), &[]);
    let mut group = criterion.benchmark_group("comparison/town");
    group.sample_size(10);
    group.bench_function("one-replication-of-traditional", |bench| {
        bench.iter(|| {
            black_box(replicate(&models[0], Replication(0)).expect("the backlog stays small"))
        });
    });
    group.bench_function("30-replications-2-designs", |bench| {
        bench.iter(|| {
            let results = Experiment::new(&models)
                .run(&(), &AtomicBool::new(false))
                .expect("the backlog stays small");
            assert_eq!(results.complete, 30);
            black_box(results)
        });
    });
    group.finish();
}

criterion_group!(benches, event_list, engine, stream, comparison);
criterion_main!(benches);
