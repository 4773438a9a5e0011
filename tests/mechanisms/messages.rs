//! Messages: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const LEAD: (&str, &str, &str) = ("all", "", "lead_time_mean_h");

#[test]
fn messages_that_arrive_and_disturb_nobody_change_nothing() {
    changes_nothing(
        "messages",
        "lost = 0\ngroups = 40\nnoise = 0\ninterruption = \"3 min\"",
    );
}

/// Cases that climb on paper, which may be lost; a platform; and a platform that is heard in many groups.
fn town() -> String {
    TOWN.to_owned()
        + "\n[designs.plain]\n\
           [designs.paper.mechanisms.messages]\nlost = 0.3\nask_again = \"6 h\"\nclarify = \"6 min\"\n\
           [designs.platform]\nremove = [\"levels.town.hand_off\", \"levels.district.hand_off\"]\n\
           [designs.platform.mechanisms.messages]\nnoise = 0.05\ninterruption = \"3 min\"\ngroups = 2\n\
           [designs.noisy]\nextends = \"platform\"\nmechanisms.messages.groups = 150\n"
}

#[test]
fn what_is_lost_is_asked_for_and_a_platform_that_loses_nothing_is_faster_until_it_is_noisy() {
    let results = run(&town());
    assert!(difference(&results, "plain", "paper", LEAD).0 > 0.0);
    let clarifications = ("mechanism", "messages", "clarifications_per_case");
    let asked = mean(&results, "paper", clarifications);
    let hops = mean(&results, "paper", ("all", "", "hops_per_case"));
    // Losses of one hand-off in a row are geometric, and only hops take time in this town.
    assert!(
        (asked / hops / (0.3 / 0.7) - 1.0).abs() < 0.1,
        "{asked} {hops}"
    );
    let closed = mean(&results, "paper", ("all", "", "closed_cases"));
    let coordinate = mean(
        &results,
        "paper",
        ("activity", "coordinate", "spent_staff_h"),
    );
    assert!(
        (coordinate / (0.1 * asked * closed) - 1.0).abs() < 0.05,
        "{coordinate}"
    );
    // P07 holds ...
    assert!(difference(&results, "paper", "platform", LEAD).1 < 0.0);
    // ... until notifications take more than the platform saves.
    assert!(difference(&results, "paper", "noisy", LEAD).0 > 0.0);
}

#[test]
fn interruptions_grow_with_the_number_of_groups_and_are_booked_as_switching() {
    let results = run(&town());
    let notified = ("mechanism", "messages", "notifications_per_case");
    let interruptions = ("mechanism", "messages", "interruptions_tasks");
    assert!(mean(&results, "noisy", notified) > 50.0 * mean(&results, "platform", notified));
    let count = mean(&results, "platform", interruptions);
    let hours = mean(
        &results,
        "platform",
        ("activity", "switch", "spent_staff_h"),
    );
    assert!(count > 10.0 && (hours / (0.05 * count) - 1.0).abs() < 0.05);
}
