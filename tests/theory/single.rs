//! One desk: M/M/c, M/G/1, loss, abandonment, finite room, vacations, breakdowns, feedback, renewal arrivals.

use caseload::random::dist::{CountDist, Dist};
use caseload::theory::{
    ErlangA, Failures, Moments, batch_mm1, erlang_a, erlang_b, erlang_c, mg1_vacations,
    mg1_with_failures, mm1k, mmc, pollaczek_khinchine, servers_for_wait_probability,
    square_root_staffing,
};

use crate::textbook::{Textbook, printed};

#[test]
fn one_desk_of_one_person_is_m_m_1() {
    let book = Textbook::run("mm1");
    let theory = mmc(0.8, 1.0, 1).expect("a load of 0.8");
    book.expect(
        "",
        ("all", "", "backlog_mean_cases"),
        printed("4", theory.in_system_mean),
        0.02,
    );
    book.expect(
        "",
        ("all", "", "wait_mean_h"),
        printed("4", theory.wait_mean),
        0.02,
    );
    book.expect("", ("desk", "office", "wait_mean_h"), 4.0, 0.02);
    book.expect(
        "",
        ("all", "", "lead_time_mean_h"),
        printed("5", theory.time_in_system_mean),
        0.02,
    );
    book.expect("", ("all", "", "lead_time_sd_h"), 5.0, 0.02);
    let over = printed("0.367879", theory.time_in_system_over(5.0));
    book.expect("", ("over", "5 h", "lead_time_over_share"), over, 0.02);
    let p95 = theory
        .time_in_system_quantile(0.95)
        .expect("0.95 is a probability");
    book.expect(
        "",
        ("all", "", "lead_time_p95_h"),
        printed("14.978661", p95),
        0.02,
    );
    let p95 = theory.wait_quantile(0.95).expect("0.95 is a probability");
    book.expect(
        "",
        ("all", "", "wait_p95_h"),
        printed("13.862944", p95),
        0.02,
    );
    book.expect("", ("all", "", "delayed_share"), 0.8, 0.02);
    book.expect("", ("desk", "office", "utilisation_share"), 0.8, 0.02);
    // The variance over a window is short of that over all time by the variance of the window's mean, 1800 / length.
    let variance: Vec<f64> = book
        .series("", ("all", "", "backlog_sd_cases"))
        .iter()
        .map(|sd| sd * sd)
        .collect();
    let short = 1800.0 / book.hours();
    let whole = printed("20", theory.in_system_variance());
    book.expect_series(
        "variance of the number open",
        &variance,
        whole - short,
        0.05,
    );
}

#[test]
fn one_desk_of_three_people_is_m_m_3() {
    let book = Textbook::run("mm3");
    let theory = mmc(2.4, 1.0, 3).expect("2.4 of 3");
    let delayed = printed("0.647191", theory.wait_probability);
    book.expect("", ("desk", "office", "delayed_share"), delayed, 0.01);
    book.expect(
        "",
        ("desk", "office", "queue_mean_tasks"),
        printed("2.588764", theory.queue_mean),
        0.02,
    );
    book.expect(
        "",
        ("all", "", "wait_mean_h"),
        printed("1.078652", theory.wait_mean),
        0.02,
    );
    book.expect(
        "",
        ("all", "", "backlog_mean_cases"),
        printed("4.988764", theory.in_system_mean),
        0.02,
    );
    book.expect("", ("desk", "office", "in_service_mean_tasks"), 2.4, 0.01);
    book.expect(
        "",
        ("over", "1 h", "wait_over_share"),
        printed("0.355186", theory.wait_over(1.0)),
        0.02,
    );
    let over = printed("0.076390", theory.time_in_system_over(5.0));
    book.expect("", ("over", "5 h", "lead_time_over_share"), over, 0.03);
}

#[test]
fn uneven_work_waits_by_pollaczek_and_khinchine() {
    let book = Textbook::run("mg1");
    let work = Dist::lognormal(1.0, 1.5).expect("a proper law");
    let moments = Moments::of(&work).expect("its moments are finite");
    let theory = pollaczek_khinchine(0.8, &moments).expect("a load of 0.8");
    book.expect(
        "",
        ("all", "", "wait_mean_h"),
        printed("6.5", theory.wait_mean),
        0.02,
    );
    book.expect(
        "",
        ("all", "", "backlog_mean_cases"),
        printed("6", theory.in_system_mean),
        0.02,
    );
    // The second moment, not the standard deviation, is a mean over replications without bias.
    let mean = book.series("", ("all", "", "wait_mean_h"));
    let sd = book.series("", ("all", "", "wait_sd_h"));
    let square: Vec<f64> = mean
        .iter()
        .zip(&sd)
        .map(|(mean, sd)| mean * mean + sd * sd)
        .collect();
    let whole = theory
        .wait_second_moment
        .expect("the third moment of the work is finite");
    printed("9.381942", (whole - theory.wait_mean.powi(2)).sqrt());
    book.expect_series("mean square wait", &square, whole, 0.07);
    let book = Textbook::run("md1");
    let theory = pollaczek_khinchine(0.8, &Moments::fixed(1.0)).expect("a load of 0.8");
    book.expect(
        "",
        ("all", "", "wait_mean_h"),
        printed("2", theory.wait_mean),
        0.02,
    );
    book.expect(
        "",
        ("all", "", "backlog_mean_cases"),
        printed("2.4", theory.in_system_mean),
        0.02,
    );
}

#[test]
fn the_wait_depends_on_the_variance_of_the_work_alone() {
    let book = Textbook::run("laws");
    for (design, literal, cv_squared) in [
        ("fixed", "1.166667", 0.0),
        ("erlang", "1.458333", 0.25),
        ("gamma", "1.458333", 0.25),
        ("uniform", "1.555556", 1.0 / 3.0),
        ("triangular", "1.361111", 1.0 / 6.0),
        ("exponential", "2.333333", 1.0),
        ("weibull", "3.020375", 1.588_892_485_704_221_3),
        ("hyperexponential", "5.833333", 4.0),
        ("empirical", "2.041667", 0.75),
    ] {
        let moments = Moments::mean_cv(1.0, f64::sqrt(cv_squared));
        let theory = pollaczek_khinchine(0.7, &moments).expect("a load of 0.7");
        let wait = printed(literal, theory.wait_mean);
        book.expect(design, ("all", "", "wait_mean_h"), wait, 0.04);
    }
}

#[test]
fn calls_are_lost_by_erlang_b_whatever_the_law_of_the_work() {
    let book = Textbook::run("loss");
    let lost = printed("0.199067", erlang_b(5, 4.0).expect("a proper load"));
    for design in ["exponential", "fixed", "lognormal"] {
        book.expect(design, ("all", "", "abandoned_share"), lost, 0.01);
        book.expect(design, ("desk", "office", "refused_share"), lost, 0.01);
        book.expect(
            design,
            ("desk", "office", "in_service_mean_tasks"),
            4.0 * (1.0 - lost),
            0.01,
        );
    }
}

#[test]
fn citizens_give_up_by_erlang_a() {
    let book = Textbook::run("erlang_a");
    let balanced = erlang_a(10.0, 1.0, 0.5, 10).expect("it settles");
    printed("0.619655", balanced.wait_probability);
    printed("2.078264", balanced.queue_mean);
    printed("0.103913", balanced.abandon_probability);
    printed("0.207826", balanced.wait_mean);
    let overloaded = erlang_a(12.0, 1.0, 0.5, 10).expect("it settles");
    printed("0.195656", overloaded.abandon_probability);
    printed("4.695743", overloaded.queue_mean);
    let check = |design: &str, theory: &ErlangA, power: f64| {
        book.expect(
            design,
            ("all", "", "abandoned_share"),
            theory.abandon_probability,
            power,
        );
        book.expect(
            design,
            ("desk", "office", "reneged_share"),
            theory.abandon_probability,
            power,
        );
        book.expect(
            design,
            ("desk", "office", "queue_mean_tasks"),
            theory.queue_mean,
            power,
        );
        // The desk counts the delayed among those it served; those who gave up waited, too.
        let served_delayed = book.series(design, ("desk", "office", "delayed_share"));
        let reneged = book.series(design, ("desk", "office", "reneged_share"));
        let waited: Vec<f64> = served_delayed
            .iter()
            .zip(&reneged)
            .map(|(delayed, reneged)| 1.0 - (1.0 - delayed) * (1.0 - reneged))
            .collect();
        book.expect_series(
            &format!("{design} share that waits"),
            &waited,
            theory.wait_probability,
            0.01,
        );
        book.expect(
            design,
            ("desk", "office", "utilisation_share"),
            theory.utilisation,
            0.01,
        );
    };
    check("balanced", &balanced, 0.02);
    check("overloaded", &overloaded, 0.02);
}

#[test]
fn what_finds_the_waiting_room_full_is_lost() {
    let book = Textbook::run("finite_room");
    let small = mm1k(0.9, 1.0, 5).expect("proper rates");
    let small = (
        printed("0.126023", small.block_probability),
        printed("2.194782", small.in_system_mean),
        0.9,
    );
    let large = birth_death(3.0, 3, 6);
    let large = (
        printed("0.169811", large.0),
        printed("3.509434", large.1),
        3.0,
    );
    for (desk, (lost, open, rate)) in [("small", small), ("large", large)] {
        book.expect("", ("desk", desk, "refused_share"), lost, 0.02);
        book.expect("", ("category", desk, "abandoned_share"), lost, 0.02);
        let lead = open / rate / (1.0 - lost);
        book.expect("", ("category", desk, "lead_time_mean_h"), lead, 0.01);
        let queue = book.series("", ("desk", desk, "queue_mean_tasks"));
        let service = book.series("", ("desk", desk, "in_service_mean_tasks"));
        let here: Vec<f64> = queue.iter().zip(&service).map(|(a, b)| a + b).collect();
        book.expect_series(&format!("{desk} number present"), &here, open, 0.01);
    }
}

/// The share lost and the mean number present in M/M/c/K with service rate 1.
fn birth_death(rate: f64, servers: u32, room: u32) -> (f64, f64) {
    let mut weights = vec![1.0];
    for present in 1..=room {
        weights.push(weights[present as usize - 1] * rate / f64::from(present.min(servers)));
    }
    let total: f64 = weights.iter().sum();
    let mean = weights
        .iter()
        .enumerate()
        .map(|(n, weight)| n as f64 * weight)
        .sum::<f64>()
        / total;
    (weights[room as usize] / total, mean)
}

#[test]
fn batches_wait_for_each_other() {
    let book = Textbook::run("batch");
    let three = batch_mm1(0.2, &CountDist::fixed(3).expect("above 0"), 1.0).expect("a load of 0.6");
    let geometric = CountDist::geometric(3.0).expect("a mean above 1");
    let geometric = batch_mm1(0.2, &geometric, 1.0).expect("a load of 0.6");
    for (name, open) in [
        ("always-three", printed("3", three)),
        ("three-on-average", printed("4.5", geometric)),
    ] {
        book.expect("", ("category", name, "lead_time_mean_h"), open / 0.6, 0.02);
        book.expect(
            "",
            ("category", name, "wait_mean_h"),
            open / 0.6 - 1.0,
            0.02,
        );
    }
}

#[test]
fn a_person_on_vacation_lengthens_the_wait_by_the_rest_of_the_vacation() {
    let book = Textbook::run("vacations");
    let work = Moments::mean_cv(1.0, 1.0);
    let fixed = mg1_vacations(0.5, &work, &Moments::fixed(2.0)).expect("a load of 0.5");
    let exponential = mg1_vacations(0.5, &work, &Moments::exponential(2.0)).expect("a load of 0.5");
    book.expect(
        "fixed",
        ("all", "", "wait_mean_h"),
        printed("2", fixed.wait_mean),
        0.02,
    );
    book.expect(
        "exponential",
        ("all", "", "wait_mean_h"),
        printed("3", exponential.wait_mean),
        0.02,
    );
}

#[test]
fn breakdowns_lengthen_service_and_wait() {
    let book = Textbook::run("breakdowns");
    let theory = mg1_with_failures(
        0.6,
        &Moments::exponential(1.0),
        0.05,
        &Moments::exponential(2.0),
        Failures::Always,
    )
    .expect("a load of 0.66");
    let lead = printed("3.770053", theory.time_in_system_mean);
    book.expect("", ("all", "", "lead_time_mean_h"), lead, 0.02);
    book.expect(
        "",
        ("all", "", "backlog_mean_cases"),
        printed("2.262032", theory.in_system_mean),
        0.02,
    );
    book.expect(
        "",
        ("desk", "office", "wait_mean_h"),
        theory.wait_mean,
        0.02,
    );
}

#[test]
fn work_that_is_done_again_loads_the_desk_twice() {
    let book = Textbook::run("feedback");
    let theory = mmc(0.6 / 0.75, 1.0, 1).expect("a load of 0.8");
    book.expect(
        "",
        ("all", "", "backlog_mean_cases"),
        theory.in_system_mean,
        0.02,
    );
    let lead = printed("6.666667", theory.in_system_mean / 0.6);
    book.expect("", ("all", "", "lead_time_mean_h"), lead, 0.02);
    book.expect(
        "",
        ("desk", "office", "arrivals_tasks"),
        0.8 * book.hours(),
        0.01,
    );
    let rework = book.series("", ("activity", "rework", "spent_staff_h"));
    let worked = book.series("", ("all", "", "worked_staff_h"));
    let share: Vec<f64> = rework
        .iter()
        .zip(&worked)
        .map(|(rework, worked)| rework / worked)
        .collect();
    book.expect_series("share of hours that is rework", &share, 0.25, 0.01);
}

#[test]
fn renewal_arrivals_wait_by_the_root_of_kendall() {
    let book = Textbook::run("renewal");
    let even = |s: f64| (-1.25 * s).exp();
    let erlang = |s: f64| (4.0 / (4.0 + 1.25 * s)).powi(4);
    let uneven = |s: f64| (1.0 + 1.25 * 2.25 * s).powf(-1.0 / 2.25);
    let random = |s: f64| 1.0 / (1.0 + 1.25 * s);
    let laws: [(&str, &str, Transform, f64); 4] = [
        ("even", "2.692731", &even, 0.02),
        ("erlang", "3.267384", &erlang, 0.02),
        ("uneven", "7.896213", &uneven, 0.03),
        ("random", "5", &random, 0.02),
    ];
    for (name, literal, transform, power) in laws {
        let root = kendall_root(transform);
        let lead = printed(literal, 1.0 / (1.0 - root));
        book.expect("", ("category", name, "lead_time_mean_h"), lead, power);
        book.expect("", ("desk", name, "delayed_share"), root, 0.02);
    }
}

/// The transform A* of the time between arrivals.
type Transform<'a> = &'a dyn Fn(f64) -> f64;

/// The root in (0, 1) of s = A*(1 - s), by bisection.
fn kendall_root(transform: Transform) -> f64 {
    let (mut low, mut high) = (0.0, 1.0 - 1e-6);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if transform(1.0 - middle) > middle {
            low = middle
        } else {
            high = middle
        }
    }
    low
}

#[test]
fn square_root_staffing_is_one_short_of_erlang_c() {
    let book = Textbook::run("staffing");
    let rule = square_root_staffing(20.0, 0.2).expect("a proper target");
    printed("24.747", rule);
    assert_eq!(servers_for_wait_probability(20.0, 0.2), Some(26));
    for (design, people, literal) in [
        ("twenty-four", 24, "0.298072"),
        ("twenty-five", 25, "0.209103"),
        ("twenty-six", 26, "0.143400"),
    ] {
        let wait = printed(
            literal,
            erlang_c(people, 20.0).expect("a load below its people"),
        );
        book.expect(design, ("desk", "office", "delayed_share"), wait, 0.02);
    }
}

#[test]
fn one_queue_before_four_people_is_shorter_than_four_queues() {
    let book = Textbook::run("pooling");
    let apart = mmc(0.8, 1.0, 1).expect("a load of 0.8");
    let together = mmc(3.2, 1.0, 4).expect("a load of 0.8");
    book.expect(
        "apart",
        ("all", "", "wait_mean_h"),
        printed("4", apart.wait_mean),
        0.02,
    );
    book.expect(
        "together",
        ("all", "", "wait_mean_h"),
        printed("0.745541", together.wait_mean),
        0.02,
    );
}
