//! Demand and hours that follow the clock.

use caseload::theory::{OpeningHours, SinusoidRate, mm1_opening_hours};

use crate::textbook::{Textbook, printed};

#[test]
fn the_number_at_work_follows_arrivals_with_a_lag() {
    let book = Textbook::run("sine");
    let rate = SinusoidRate {
        mean: 10.0,
        amplitude: 6.0,
        period: 24.0,
    };
    let exponential = rate.load_exponential(4.0).expect("a proper rate");
    printed("16.574907", exponential.amplitude);
    printed("3.088047", exponential.lag);
    printed("51.446981", exponential.at(6.0));
    printed("51.987250", exponential.at(12.0));
    let fixed = rate.load_fixed(4.0).expect("a proper rate");
    printed("22.918312", fixed.amplitude);
    printed("59.847840", fixed.at(6.0));
    for (design, load) in [("exponential", exponential), ("fixed", fixed)] {
        for (phase, hour) in [("0 h", 0.0), ("6 h", 6.0), ("12 h", 12.0), ("18 h", 18.0)] {
            book.expect(
                design,
                ("phase", phase, "open_mean_cases"),
                load.at(hour),
                0.01,
            );
        }
        book.expect(design, ("all", "", "backlog_mean_cases"), 40.0, 0.01);
    }
}

#[test]
fn a_desk_open_eight_hours_a_day_follows_the_periodic_equations() {
    let book = Textbook::run("office_hours");
    let hours = OpeningHours {
        open: 8.0,
        closed: 16.0,
    };
    let theory = mm1_opening_hours(0.25, 1.0, hours).expect("a load of 0.75");
    let at_open = printed("5.995074", theory.in_system_at_open);
    let at_close = printed("1.995074", theory.in_system_at_close);
    book.expect("", ("phase", "0 h", "open_mean_cases"), at_open, 0.02);
    book.expect("", ("phase", "8 h", "open_mean_cases"), at_close, 0.03);
    let empty = printed("0.478277", theory.empty_at_close);
    book.expect("", ("phase", "8 h", "empty_share"), empty, 0.02);
    book.expect(
        "",
        ("all", "", "backlog_mean_cases"),
        printed("3.884510", theory.in_system_mean),
        0.02,
    );
    let lead = printed("15.538042", theory.time_in_system_mean);
    book.expect("", ("all", "", "lead_time_mean_h"), lead, 0.02);
    // Nobody leaves between close and open, so the difference is the arrivals of 16 hours.
    let open = book.series("", ("phase", "0 h", "open_mean_cases"));
    let close = book.series("", ("phase", "8 h", "open_mean_cases"));
    let overnight: Vec<f64> = open
        .iter()
        .zip(&close)
        .map(|(open, close)| open - close)
        .collect();
    book.expect_series("arrivals between close and open", &overnight, 4.0, 0.01);
}

#[test]
fn surges_lengthen_the_queue_far_beyond_their_mean_rate() {
    let book = Textbook::run("surges");
    let open = printed("7.294583", mmpp_mm1([0.4, 1.6], [1.0 / 30.0, 1.0 / 10.0]));
    book.expect("", ("all", "", "backlog_mean_cases"), open, 0.03);
    book.expect(
        "",
        ("all", "", "lead_time_mean_h"),
        printed("10.420833", open / 0.7),
        0.03,
    );
    book.expect("", ("desk", "office", "utilisation_share"), 0.7, 0.02);
}

type Matrix = [[f64; 2]; 2];

fn times(a: &Matrix, b: &Matrix) -> Matrix {
    let entry = |i: usize, j: usize| a[i][0] * b[0][j] + a[i][1] * b[1][j];
    [[entry(0, 0), entry(0, 1)], [entry(1, 0), entry(1, 1)]]
}

fn inverse(a: &Matrix) -> Matrix {
    let det = a[0][0] * a[1][1] - a[0][1] * a[1][0];
    [
        [a[1][1] / det, -a[0][1] / det],
        [-a[1][0] / det, a[0][0] / det],
    ]
}

/// The mean number in MMPP/M/1 with service rate 1, arrivals at `rates`, left at `leave`, by the rate matrix of Neuts
/// (1981): R = -(A0 + R^2) A1^-1 where A0 are arrivals, A1 everything else, A2 = I completions.
fn mmpp_mm1(rates: [f64; 2], leave: [f64; 2]) -> f64 {
    let local = [
        [-rates[0] - leave[0] - 1.0, leave[0]],
        [leave[1], -rates[1] - leave[1] - 1.0],
    ];
    let minus_inverse = inverse(&local).map(|row| row.map(|entry| -entry));
    let mut r: Matrix = [[0.0; 2]; 2];
    for _ in 0..100_000 {
        let mut sum = times(&r, &r);
        sum[0][0] += rates[0];
        sum[1][1] += rates[1];
        r = times(&sum, &minus_inverse);
    }
    // With nobody there nothing is completed: pi0 (A1 + I + R) = 0.
    let empty = [
        [local[0][0] + 1.0 + r[0][0], local[0][1] + r[0][1]],
        [local[1][0] + r[1][0], local[1][1] + 1.0 + r[1][1]],
    ];
    let pi = [-empty[1][0], empty[0][0]];
    let rest = inverse(&[[1.0 - r[0][0], -r[0][1]], [-r[1][0], 1.0 - r[1][1]]]);
    let row = |v: [f64; 2], m: &Matrix| {
        [
            v[0] * m[0][0] + v[1] * m[1][0],
            v[0] * m[0][1] + v[1] * m[1][1],
        ]
    };
    let total: f64 = row(pi, &rest).iter().sum();
    row(row(row(pi, &r), &rest), &rest).iter().sum::<f64>() / total
}
