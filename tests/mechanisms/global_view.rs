//! Global view: exact limits, the effect, and its reversal.

use crate::mechanism::{changes_nothing, difference, mean, run};

const WAIT: (&str, &str, &str) = ("all", "", "wait_mean_h");
const PEAK: (&str, &str, &str) = ("all", "", "backlog_peak_cases");

#[test]
fn a_view_of_one_unit_and_one_with_a_margin_beyond_every_queue_change_nothing() {
    changes_nothing("global_view", "levels = [\"town\"]\nrefresh = \"1 h\"");
    changes_nothing(
        "global_view",
        "levels = [\"village\"]\nmargin = 1000000\ntransfer = \"1 h\"",
    );
}

/// Six villages of one person each under each of two towns, day and night, at a load of 0.8.
const VILLAGES: &str = "caseload = 1\ntitle = \"Views\"\nquestion = \"How fresh must a view be?\"\n\
    plan = { horizon = \"40 days\", warm_up = \"10 days\", replications = 20, seed = 9, baseline = \"none\" }\n\
    levels.village = { parent = \"town\", units_per_parent = 6 }\nlevels.town = { units = 2 }\n\
    desks.hall = { level = \"village\", staff = 1 }\n\
    [categories.leak]\nwork = { exponential = { mean = \"1 h\" } }\n\
    [sources.people]\nrate_per_unit = \"0.8 / h\"\ncategory = \"leak\"\n\
    [designs.none]\n\
    [designs.live.mechanisms.global_view]\nlevels = [\"village\"]\n\
    [designs.fresh.mechanisms.global_view]\nlevels = [\"village\"]\nrefresh = \"10 min\"\n\
    [designs.stale.mechanisms.global_view]\nlevels = [\"village\"]\nrefresh = \"24 h\"\n\
    [designs.paid.mechanisms.global_view]\nlevels = [\"village\"]\ntransfer = \"12 min\"\n";

#[test]
fn a_fresh_view_shortens_waits_and_a_stale_one_herds() {
    let results = run(VILLAGES);
    assert!(difference(&results, "live", "fresh", WAIT).0 > 0.0);
    for of in [WAIT, PEAK] {
        assert!(difference(&results, "none", "live", of).1 < 0.0, "{of:?}");
        assert!(difference(&results, "none", "fresh", of).1 < 0.0, "{of:?}");
        assert!(difference(&results, "none", "stale", of).0 > 0.0, "{of:?}");
    }
    let unseen = ("mechanism", "global_view", "unseen_mean_tasks");
    assert!(mean(&results, "live", unseen).abs() < 1e-9);
    assert!(mean(&results, "fresh", unseen) < mean(&results, "stale", unseen));
}

#[test]
fn taking_over_is_booked_and_can_eat_the_gain() {
    let results = run(VILLAGES);
    let rerouted = ("mechanism", "global_view", "rerouted_tasks");
    let hours = mean(&results, "paid", ("activity", "transfer", "spent_staff_h"));
    let count = mean(&results, "paid", rerouted);
    assert!(
        count > 100.0 && (hours / (0.2 * count) - 1.0).abs() < 0.05,
        "{hours} {count}"
    );
    assert!(difference(&results, "live", "paid", WAIT).0 > 0.0);
}
