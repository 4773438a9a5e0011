//! Several desks: networks with escalation and return, tandems, fork and join, rejections, ways up.

use caseload::theory::{
    Stage, Station, escalation_hops, flatto_hahn, fork_join_bounds, gated_wait, harmonic,
    hypoexponential_over, jackson, nelson_tantawi, parallel_work, serial_parallel_break_even,
    serial_work, tandem, unlimited_fork_join,
};

use crate::textbook::{Textbook, printed};

#[test]
fn three_levels_with_escalation_and_return_are_a_jackson_network() {
    let book = Textbook::run("jackson");
    let station = |external_rate, service_rate, servers, onward: [f64; 3]| Station {
        external_rate,
        service_rate,
        servers,
        onward: onward.to_vec(),
    };
    let theory = jackson(&[
        station(3.0, 1.0, 5, [0.1, 0.25, 0.0]),
        station(0.6, 0.8, 3, [0.05, 0.0, 0.2]),
        station(0.2, 0.6, 2, [0.0, 0.1, 0.0]),
    ])
    .expect("it settles");
    let literals = [
        ("village", "3.416906", "0.683381", "4.176310"),
        ("town", "1.504313", "0.626797", "2.535046"),
        ("district", "0.500863", "0.417385", "1.010876"),
    ];
    for (station, (name, rate, load, open)) in theory.stations.iter().zip(literals) {
        let arrivals = printed(rate, station.arrival_rate) * book.hours();
        book.expect("", ("desk", name, "arrivals_tasks"), arrivals, 0.01);
        book.expect(
            "",
            ("desk", name, "utilisation_share"),
            printed(load, station.utilisation),
            0.01,
        );
        let open = printed(open, station.in_system_mean);
        book.expect("", ("level", name, "backlog_mean_cases"), open, 0.02);
        book.expect("", ("desk", name, "wait_mean_h"), station.wait_mean, 0.03);
    }
    let open = printed("7.722233", theory.in_system_mean);
    book.expect("", ("all", "", "backlog_mean_cases"), open, 0.02);
    let lead = printed("2.032167", theory.time_in_system_mean);
    book.expect("", ("all", "", "lead_time_mean_h"), lead, 0.01);
    let visits = printed("1.426864", theory.visits_mean);
    let handlings: Vec<f64> = ["village", "town", "district"]
        .map(|desk| book.series("", ("desk", desk, "arrivals_tasks")))
        .iter()
        .fold(vec![0.0; book.outcomes("").len()], |sum, desk| {
            sum.iter().zip(desk).map(|(a, b)| a + b).collect()
        });
    let created = book.series("", ("all", "", "created_cases"));
    let visits_found: Vec<f64> = handlings.iter().zip(&created).map(|(a, b)| a / b).collect();
    book.expect_series("handlings a case", &visits_found, visits, 0.01);
}

#[test]
fn two_approvals_in_a_row_take_independent_times() {
    let book = Textbook::run("tandem");
    let (mean, sd) = tandem(0.7, &[1.0, 1.2]).expect("it settles");
    book.expect(
        "",
        ("all", "", "lead_time_mean_h"),
        printed("5.333333", mean),
        0.02,
    );
    book.expect(
        "",
        ("all", "", "lead_time_sd_h"),
        printed("3.887301", sd),
        0.03,
    );
    let over = printed("0.434698", hypoexponential_over(0.3, 0.5, 5.0));
    book.expect("", ("over", "5 h", "lead_time_over_share"), over, 0.02);
}

#[test]
fn two_departments_at_once_take_the_time_of_flatto_and_hahn() {
    let book = Textbook::run("fork_join");
    for (design, work, literal) in [
        ("half", 1.0, "2.875"),
        ("busy", 1.6, "7"),
        ("full", 1.8, "13.875"),
    ] {
        let works = flatto_hahn(0.5 * work, 1.0).expect("a load below 1");
        let lead = work * printed(literal, works);
        let power = if design == "full" { 0.03 } else { 0.02 };
        book.expect(design, ("all", "", "lead_time_mean_h"), lead, power);
    }
    book.expect("unequal", ("all", "", "lead_time_mean_h"), 2.449317, 0.01);
}

#[test]
fn many_departments_at_once_lie_within_the_bounds() {
    let book = Textbook::run("fork_join_many");
    for (design, branches, literal) in [
        ("two", 2, "7.000"),
        ("three", 3, "8.103"),
        ("four", 4, "8.930"),
        ("eight", 8, "11.03"),
    ] {
        let theory = nelson_tantawi(branches, 0.8, 1.0).expect("a load of 0.8");
        let lead = book.series(design, ("all", "", "lead_time_mean_h"));
        let theory = printed(literal, theory);
        // The approximation is stated to be good to 5 %, and exact for two.
        let slack = if branches == 2 { 0.0 } else { 0.05 * theory };
        book.expect_within(
            &format!("{design} lead_time_mean_h"),
            &lead,
            theory,
            slack,
            0.02,
        );
        let (least, most) = fork_join_bounds(branches, 0.8, 1.0).expect("a load of 0.8");
        let (mean, error) = crate::textbook::mean_and_error(&lead);
        assert!(
            least + 4.0 * error < mean && mean < most - 4.0 * error,
            "{design}: {least} < {mean} < {most}"
        );
        book.expect(design, ("desk", "a", "wait_mean_h"), 4.0, 0.03);
    }
}

#[test]
fn with_people_to_spare_the_last_of_n_is_the_harmonic_number() {
    let book = Textbook::run("unlimited_fork_join");
    for (name, branches, literal) in [
        ("three", 3, "1.833333"),
        ("four", 4, "2.083333"),
        ("forty-six", 46, "4.416687"),
    ] {
        let last = printed(
            literal,
            unlimited_fork_join(branches, 1.0).expect("a proper rate"),
        );
        book.expect(
            "parallel",
            ("category", name, "lead_time_mean_h"),
            last,
            0.01,
        );
        book.expect(
            "serial",
            ("category", name, "lead_time_mean_h"),
            f64::from(branches),
            0.01,
        );
    }
}

#[test]
fn enough_of_n_opinions_take_the_time_of_an_order_statistic() {
    let book = Textbook::run("order_statistics");
    for (design, k, literal) in [
        ("first", 1, "0.2"),
        ("third", 3, "0.783333"),
        ("third-to-the-end", 3, "0.783333"),
        ("last", 5, "2.283333"),
    ] {
        let time = printed(literal, harmonic(5) - harmonic(5 - k));
        book.expect(design, ("all", "", "lead_time_mean_h"), time, 0.01);
        let worked = if design == "third-to-the-end" { 5 } else { k };
        book.expect(
            design,
            ("all", "", "worked_per_case_staff_h"),
            f64::from(worked),
            0.01,
        );
    }
}

#[test]
fn stopping_at_the_first_rejection_saves_work() {
    let book = Textbook::run("early_reject");
    let stage = |reject_probability, minutes: f64| Stage {
        reject_probability,
        work_mean: minutes,
    };
    let stages = [stage(0.3, 3.5), stage(0.2, 6.0), stage(0.1, 7.5)];
    let serial = printed("11.9", serial_work(&stages).expect("proper stages"));
    let (parallel, rejected) = parallel_work(&stages).expect("proper stages");
    printed("17", parallel);
    printed("0.496", rejected);
    for (design, minutes) in [("serial", serial), ("parallel", parallel)] {
        book.expect(
            design,
            ("all", "", "worked_per_case_staff_h"),
            minutes / 60.0,
            0.01,
        );
        book.expect(design, ("all", "", "rejected_share"), rejected, 0.01);
    }
    // The fate of a case is a mark of the case: the same cases are rejected however they are dispatched.
    let rejected = |design| book.series(design, ("all", "", "rejected_share"));
    let difference: Vec<f64> = rejected("serial")
        .iter()
        .zip(rejected("parallel"))
        .map(|(a, b)| (a - b).abs())
        .collect();
    assert!(
        difference.iter().all(|&difference| difference < 1e-3),
        "{difference:?}"
    );
}

#[test]
fn serial_and_parallel_break_even_where_theory_says() {
    let book = Textbook::run("break_even");
    let example = 1.0 / 0.1 + 0.7 / (1.0 - 0.7 * 0.9);
    printed("11.891892", example);
    for (tag, load, literal, rejects) in [
        (50, 0.5, "0.391304", [0.3, 0.391304, 0.5]),
        (80, 0.8, "0.230769", [0.1, 0.230769, 0.35]),
        (90, 0.9, "0.136490", [0.05, 0.13649, 0.3]),
    ] {
        printed(
            literal,
            serial_parallel_break_even(load).expect("a load below 1"),
        );
        let work = load / 0.5;
        let parallel = work * flatto_hahn(load, 1.0).expect("a load below 1");
        let at_once = book.series(&format!("parallel-{tag}"), ("all", "", "lead_time_mean_h"));
        book.expect_series(
            &format!("parallel-{tag} lead_time_mean_h"),
            &at_once,
            parallel,
            0.05,
        );
        for (side, reject) in ["below", "at", "above"].iter().zip(rejects) {
            let design = format!("serial-{tag}-{side}");
            let serial =
                work * (1.0 / (1.0 - load) + (1.0 - reject) / (1.0 - (1.0 - reject) * load));
            book.expect(&design, ("all", "", "lead_time_mean_h"), serial, 0.05);
            let one_by_one = book.series(&design, ("all", "", "lead_time_mean_h"));
            let saved: Vec<f64> = one_by_one
                .iter()
                .zip(&at_once)
                .map(|(a, b)| a - b)
                .collect();
            let theory = serial - parallel;
            if *side == "at" {
                assert!(theory.abs() < 1e-4 * parallel, "{theory}");
                let (mean, error) = crate::textbook::mean_and_error(&saved);
                assert!(
                    error < 0.03 * parallel,
                    "the difference is known to {error}"
                );
                assert!(
                    mean.abs() < 4.0 * error + theory.abs(),
                    "{design}: {mean} ± {error}"
                );
            } else {
                book.expect_series(&format!("{design} less parallel"), &saved, theory, 0.2);
            }
        }
    }
}

#[test]
fn cases_climb_as_many_levels_as_the_chances_say() {
    let book = Textbook::run("escalation_hops");
    let hops = printed(
        "0.3",
        escalation_hops(&[0.25, 0.2]).expect("proper chances"),
    );
    book.expect("", ("all", "", "hops_per_case"), hops, 0.01);
    for (level, share) in [("village", 0.75), ("town", 0.2), ("district", 0.05)] {
        book.expect("", ("level", level, "decided_share"), share, 0.02);
    }
}

#[test]
fn a_meeting_every_five_days_costs_half_its_interval() {
    let book = Textbook::run("meeting");
    let (mean, sd) = gated_wait(120.0).expect("a proper interval");
    book.expect(
        "",
        ("all", "", "lead_time_mean_h"),
        printed("60", mean),
        0.01,
    );
    book.expect(
        "",
        ("all", "", "lead_time_sd_h"),
        printed("34.641016", sd),
        0.01,
    );
    book.expect("", ("all", "", "wait_mean_h"), printed("60", mean), 0.01);
    book.expect(
        "",
        ("desk", "office", "wait_mean_h"),
        printed("60", mean),
        0.01,
    );
    book.expect("", ("over", "72 h", "lead_time_over_share"), 0.4, 0.01);
}
