//! What can be counted by hand: the engine must find it to the last digit.

use crate::textbook::Textbook;

#[test]
fn fixed_works_take_the_critical_path() {
    let book = Textbook::run("critical_path");
    for (design, hours, worked) in [
        ("serial", 15.0, 15.0),
        ("precedence", 8.0, 15.0),
        ("parallel", 5.0, 15.0),
        ("precedence-merged", 8.5, 15.5),
        ("parallel-merged", 5.5, 15.5),
    ] {
        book.expect_exactly(design, ("all", "", "lead_time_mean_h"), hours);
        book.expect_exactly(design, ("all", "", "wait_mean_h"), 0.0);
        assert!(
            book.series(design, ("all", "", "lead_time_sd_h"))
                .iter()
                .all(|&sd| sd < 1e-6)
        );
        let per_case = book.series(design, ("all", "", "worked_per_case_staff_h"));
        assert!(
            per_case
                .iter()
                .all(|found| (found / worked - 1.0).abs() < 0.05),
            "{per_case:?}"
        );
    }
}

#[test]
fn every_way_up_has_its_own_hops_and_hours() {
    let book = Textbook::run("ways_up");
    for (design, hops, minutes, decided) in [
        ("step", 2.0, 420.0, "district"),
        ("direct", 1.0, 280.0, "district"),
        ("step-before", 2.0, 240.0, "district"),
        ("direct-before", 1.0, 220.0, "district"),
        ("decide-step", 2.0, 180.0, "district"),
        ("decide-direct", 1.0, 130.0, "district"),
        ("decide-step-before", 3.0, 190.0, "district"),
        ("decide-direct-before", 2.0, 140.0, "district"),
    ] {
        book.expect_exactly(design, ("all", "", "hops_per_case"), hops);
        book.expect_exactly(design, ("all", "", "lead_time_mean_h"), minutes / 60.0);
        book.expect_exactly(design, ("level", decided, "decided_share"), 1.0);
    }
}

#[test]
fn two_shifts_finish_when_counted_by_hand() {
    let book = Textbook::run("shifts");
    for (design, sum, worked, overtime) in [
        ("finish", 104.0, 21.0, 1.0),
        ("suspend", 120.0, 21.0, 0.0),
        ("hand-over", 116.0, 21.0, 0.0),
        ("hand-over-with-reading", 116.5, 21.5, 0.0),
    ] {
        book.expect_exactly(design, ("all", "", "lead_time_mean_h"), sum / 7.0);
        book.expect_exactly(design, ("all", "", "worked_staff_h"), worked);
        book.expect_exactly(design, ("all", "", "overtime_staff_h"), overtime);
        book.expect_exactly(design, ("all", "", "closed_cases"), 7.0);
        // Four days of 2 x 6 h and 8 h.
        book.expect_exactly(design, ("all", "", "duty_staff_h"), 80.0);
    }
}
