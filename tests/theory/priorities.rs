//! One queue with classes: waits by class, conservation, interruption that resumes or starts again.

use caseload::random::dist::Dist;
use caseload::theory::{
    Class, Moments, mmc, mmc_priority_waits, nonpreemptive_waits, preemptive_times_in_system,
};

use crate::textbook::{Textbook, printed};

const NAMES: [&str; 3] = ["urgent", "usual", "patient"];

fn three_classes() -> [Class; 3] {
    let uneven = Dist::lognormal(1.0, 1.5).expect("a proper law");
    let uneven = Moments::of(&uneven).expect("its moments are finite");
    [
        (0.2, Moments::exponential(1.0)),
        (0.3, uneven),
        (0.25, Moments::fixed(1.2)),
    ]
    .map(|(arrival_rate, service)| Class {
        arrival_rate,
        service,
    })
}

#[test]
fn three_classes_wait_by_cobham() {
    let book = Textbook::run("priority");
    let classes = three_classes();
    let waits = nonpreemptive_waits(&classes).expect("a load of 0.8");
    for ((name, wait), literal) in NAMES
        .iter()
        .zip(&waits)
        .zip(["1.084375", "2.16875", "8.675"])
    {
        book.expect(
            "priority",
            ("category", name, "wait_mean_h"),
            printed(literal, *wait),
            0.04,
        );
        for design in ["first-come", "last-come"] {
            book.expect(design, ("category", name, "wait_mean_h"), 4.3375, 0.03);
        }
    }
    let times = preemptive_times_in_system(&classes).expect("proper classes");
    for ((name, time), literal) in NAMES.iter().zip(&times).zip(["1.25", "2.96875", "11.075"]) {
        let time = printed(literal, time.expect("a load of 0.8"));
        book.expect(
            "priority-resume",
            ("category", name, "lead_time_mean_h"),
            time,
            0.04,
        );
    }
}

#[test]
fn no_order_of_service_changes_the_wait_weighted_by_load() {
    let book = Textbook::run("priority");
    let loads = three_classes().map(|class| class.arrival_rate * class.service.mean);
    for design in ["first-come", "last-come", "priority"] {
        let waits = NAMES.map(|name| book.series(design, ("category", name, "wait_mean_h")));
        let weighted: Vec<f64> = (0..waits[0].len())
            .map(|at| {
                loads
                    .iter()
                    .zip(&waits)
                    .map(|(load, wait)| load * wait[at])
                    .sum()
            })
            .collect();
        // Kleinrock (1965): rho W0 / (1 - rho).
        book.expect_series(&format!("{design} conservation"), &weighted, 3.47, 0.03);
    }
    for (at, outcome) in book.outcomes("first-come").iter().enumerate() {
        for design in ["last-come", "priority", "priority-resume"] {
            let busy = |design| book.series(design, ("desk", "office", "utilisation_share"))[at];
            assert_eq!(
                busy("first-come"),
                busy(design),
                "{design}, {:?}",
                outcome.replication
            );
        }
    }
}

#[test]
fn two_classes_before_three_people_wait_by_kella_and_yechiali() {
    let book = Textbook::run("mm3_priority");
    let names = ["urgent", "usual"];
    let waits = mmc_priority_waits(&[1.0, 1.4], 1.0, 3).expect("2.4 of 3");
    for ((name, wait), literal) in names.iter().zip(&waits).zip(["0.323596", "1.617978"]) {
        book.expect(
            "priority",
            ("category", name, "wait_mean_h"),
            printed(literal, *wait),
            0.03,
        );
    }
    let all = mmc(2.4, 1.0, 3).expect("2.4 of 3");
    for design in ["first-come", "priority"] {
        book.expect(
            design,
            ("all", "", "wait_mean_h"),
            printed("1.078652", all.wait_mean),
            0.02,
        );
    }
    let alone = mmc(1.0, 1.0, 3).expect("1 of 3");
    let lead = printed("1.045455", alone.time_in_system_mean);
    book.expect(
        "priority-resume",
        ("category", "urgent", "lead_time_mean_h"),
        lead,
        0.01,
    );
    let open = printed("4.988764", all.in_system_mean);
    book.expect(
        "priority-resume",
        ("all", "", "backlog_mean_cases"),
        open,
        0.02,
    );
}

#[test]
fn repeated_work_follows_its_completion_time() {
    let book = Textbook::run("priority_restart");
    let urgent = mmc(0.2, 1.0, 1).expect("a load of 0.2").time_in_system_mean;
    for design in ["exponential", "fixed", "resume"] {
        book.expect(
            design,
            ("category", "urgent", "lead_time_mean_h"),
            urgent,
            0.01,
        );
    }
    let exponential = Repeat {
        urgent: 0.2,
        usual: 0.3,
    }
    .time_in_system(&exponential_works());
    let fixed = Repeat {
        urgent: 0.2,
        usual: 0.3,
    }
    .time_in_system(&[(1.0, 1.0)]);
    printed("1.5625", exponential.0);
    printed("1.383767", fixed.0);
    book.expect(
        "exponential",
        ("category", "usual", "lead_time_mean_h"),
        exponential.1,
        0.03,
    );
    book.expect(
        "fixed",
        ("category", "usual", "lead_time_mean_h"),
        fixed.1,
        0.02,
    );
    let service = Moments::exponential(1.0);
    let classes = [0.2, 0.3].map(|arrival_rate| Class {
        arrival_rate,
        service,
    });
    let resumed = preemptive_times_in_system(&classes).expect("proper classes")[1];
    book.expect(
        "resume",
        ("category", "usual", "lead_time_mean_h"),
        resumed.expect("a load of 0.5"),
        0.02,
    );
}

/// The exponential law of mean 1 as many small masses: amount of work and probability (Simpson's rule up to 80 h).
fn exponential_works() -> Vec<(f64, f64)> {
    const STEPS: usize = 80_000;
    const STEP: f64 = 80.0 / STEPS as f64;
    (0..=STEPS)
        .map(|at| {
            let weight = match at {
                0 | STEPS => 1.0,
                odd if odd % 2 == 1 => 4.0,
                _ => 2.0,
            };
            let amount = at as f64 * STEP;
            (amount, weight * STEP / 3.0 * (-amount).exp())
        })
        .collect()
}

/// Preemptive-repeat-identical of two Poisson classes, urgent work exponential with mean 1 (Gaver 1962).
struct Repeat {
    urgent: f64,
    usual: f64,
}

impl Repeat {
    /// Mean time from first start to end, and mean time in system, of usual cases with these works and probabilities.
    fn time_in_system(&self, works: &[(f64, f64)]) -> (f64, f64) {
        // Busy period of the urgent class: M/M/1.
        let busy = 1.0 / (1.0 - self.urgent);
        let busy_square = 2.0 / (1.0 - self.urgent).powi(3);
        let mut mean = 0.0;
        let mut square = 0.0;
        for &(work, probability) in works {
            let (first, second) = self.completion(work, busy, busy_square);
            mean += probability * first;
            square += probability * second;
        }
        let load = self.usual * mean;
        let found =
            self.usual * square / 2.0 + (1.0 - load) * self.urgent * busy_square / busy / 2.0;
        (mean, mean + found / (1.0 - load))
    }

    /// First two moments of the time from first start to end of work that needs `work` hours without interruption: a
    /// geometric number of lost beginnings, each followed by a busy period, then the work.
    fn completion(&self, work: f64, busy: f64, busy_square: f64) -> (f64, f64) {
        let rate = self.urgent;
        let whole = (-rate * work).exp();
        let broken = 1.0 - whole;
        if broken < 1e-12 {
            return (work, work * work);
        }
        let lost = 1.0 / rate - work * whole / broken;
        let lost_square = 2.0 / rate / rate - (work * work + 2.0 * work / rate) * whole / broken;
        let each = lost + busy;
        let each_square = lost_square + 2.0 * lost * busy + busy_square;
        let times = broken / whole;
        let pairs = 2.0 * times * times;
        let mean = work + times * each;
        (
            mean,
            work * work + 2.0 * work * times * each + times * each_square + pairs * each * each,
        )
    }
}
