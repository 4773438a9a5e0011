//! Switching: exact limits, the effect, and where there is none.

use crate::mechanism::{TOWN, changes_nothing, difference, exact, mean, run};

const HOURS: (&str, &str, &str) = ("activity", "switch", "spent_staff_h");
const WAIT: (&str, &str, &str) = ("all", "", "wait_mean_h");
const QUEUE: (&str, &str, &str) = ("all", "", "lead_queue_mean_h");
const SWITCHES: (&str, &str, &str) = ("mechanism", "switching", "switches_tasks");

#[test]
fn turning_that_costs_nothing_changes_nothing() {
    changes_nothing("switching", "cost = \"0 h\"\nresume = \"0 h\"");
}

#[test]
fn every_turn_is_booked_and_its_harm_grows_with_load() {
    let staff = |people: u32| {
        format!(
            "[designs.slack-{people}]\nchanges_staff = true\ndesks.village.staff = {people}\ndesks.works.staff = {people}\n\
             desks.health.staff = {people}\ndesks.district.staff = {people}\n"
        )
    };
    let text = TOWN.to_owned()
        + "\n[designs.plain]\n[designs.turning.mechanisms.switching]\ncost = \"6 min\"\n"
        + &staff(30)
        + "[designs.slack-turning]\nextends = \"slack-30\"\nchanges_staff = true\nmechanisms.switching.cost = \"6 min\"\n";
    let results = run(&text);
    let (count, hours) = (
        mean(&results, "turning", SWITCHES),
        mean(&results, "turning", HOURS),
    );
    assert!(
        count > 100.0 && (hours / (0.1 * count) - 1.0).abs() < 0.02,
        "{count} {hours}"
    );
    let (harm, _) = difference(&results, "plain", "turning", QUEUE);
    let (_, harm_with_slack) = difference(&results, "slack-30", "slack-turning", QUEUE);
    assert!(
        harm > 0.0 && harm > 5.0 * harm_with_slack,
        "{harm} {harm_with_slack}"
    );
    let kinds = ("mechanism", "switching", "kinds_per_staff_day_tasks");
    let kinds = mean(&results, "turning", kinds);
    assert!((1.0..10.0).contains(&kinds), "{kinds}");
}

/// One desk with one kind of work, and urgent matters among it.
const DESK: &str = "caseload = 1\ntitle = \"One kind\"\nquestion = \"Who turns?\"\n\
    plan = { horizon = \"40 days\", replications = 10, baseline = \"plain\" }\n\
    [levels.town]\n[desks.hall]\nlevel = \"town\"\nstaff = 2\ndiscipline = \"priority\"\npreemption = \"resume\"\n\
    [categories.leak]\nwork = { exponential = { mean = \"1 h\" } }\nseverity = [0.7, 0.3]\n\
    [sources.people]\nrate = \"1.4 / h\"\ncategory = \"leak\"\n[designs.plain]\n";

#[test]
fn nobody_turns_where_there_is_one_kind_of_work() {
    let text = DESK.to_owned() + "[designs.turning.mechanisms.switching]\ncost = \"30 min\"\n";
    let results = run(&text);
    assert_eq!(exact(&results, "plain"), exact(&results, "turning"));
}

#[test]
fn going_on_with_what_was_put_back_takes_its_time() {
    let text = DESK.to_owned()
        + "[designs.turning.mechanisms.switching]\ncost = \"0 h\"\nresume = \"12 min\"\n";
    let results = run(&text);
    let resumptions = ("mechanism", "switching", "resumptions_tasks");
    let (count, hours) = (
        mean(&results, "turning", resumptions),
        mean(&results, "turning", HOURS),
    );
    // A resumption that is interrupted costs less than the whole and starts again.
    assert!(
        count > 50.0 && hours <= 0.2 * count && hours > 0.15 * count,
        "{count} {hours}"
    );
    assert!(difference(&results, "plain", "turning", WAIT).0 > 0.0);
}

#[test]
fn nobody_turns_to_what_interrupts_them_or_back_from_it() {
    let noise = "groups = 10\nnoise = 0.1\ninterruption = \"3 min\"\n";
    let text = DESK.to_owned()
        + "[designs.noisy.mechanisms.messages]\n"
        + noise
        + "[designs.noisy-turning]\nextends = \"noisy\"\nmechanisms.switching.cost = \"30 min\"\n";
    let results = run(&text);
    assert!(mean(&results, "noisy", HOURS) > 10.0);
    assert_eq!(exact(&results, "noisy"), exact(&results, "noisy-turning"));
}

#[test]
fn orders_that_go_first_are_turned_to_and_several_leaders_cost_more_turns_than_one() {
    let orders = |superiors: u32| {
        format!(
            "[designs.leaders-{superiors}.mechanisms]\norders = {{ level = \"town\", from = \"city\", superiors = {superiors}, \
             blocks = {superiors}, rate = \"8 / day\", work = \"10 min\", rank = \"before\" }}\nswitching = {{ cost = \"3 min\" }}\n"
        )
    };
    let text = DESK.replace(
        "[levels.town]",
        "[levels.city]\n[levels.town]\nparent = \"city\"",
    ) + &orders(1)
        + &orders(5);
    let results = run(&text);
    let turns = |design: &str| mean(&results, design, SWITCHES);
    // One leader's orders among cases: to most of them and back.
    assert!(turns("leaders-1") > 200.0, "{}", turns("leaders-1"));
    let (more, _) = difference(&results, "leaders-1", "leaders-5", SWITCHES);
    assert!(more > 0.0, "{more}");
}
