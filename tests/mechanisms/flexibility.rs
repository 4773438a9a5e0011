//! Flexibility: exact limits, pooling as theory has it, the effect of a little flexibility, volunteers, and the reversals.
//! Merged desks, whose people are slower in some work, belong here too.

use caseload::theory::mmc;

use crate::mechanism::{TOWN, changes_nothing, difference, exact, expect_mean, mean, run};

const WAIT: (&str, &str, &str) = ("all", "", "wait_mean_h");
const HELPED: (&str, &str, &str) = ("mechanism", "flexibility", "helped_tasks");

/// Departments with a desk each, always open, exponential work of 1 h, and as much demand for each.
fn offices(names: &[&str], staff: u32, rate: f64, horizon: &str) -> String {
    let list: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let share = 1.0 / names.len() as f64;
    let mix: Vec<String> = names
        .iter()
        .map(|name| format!("{name} = {share}"))
        .collect();
    let mut text = format!(
        "caseload = 1\ntitle = \"Offices\"\nquestion = \"What does help do?\"\ndepartments = [{}]\n\
         [plan]\nhorizon = \"{horizon}\"\nwarm_up = \"200 h\"\nreplications = 30\nseed = 16\n\
         [levels.office]\n[sources.citizens]\nrate = \"{rate} / h\"\nmix = {{ {} }}\n",
        list.join(", "),
        mix.join(", ")
    );
    for name in names {
        text += &format!(
            "[desks.{name}]\nlevel = \"office\"\ndepartments = [\"{name}\"]\nstaff = {staff}\n\
             [categories.{name}]\ndepartments = [\"{name}\"]\nwork = {{ exponential = {{ mean = \"1 h\" }} }}\n"
        );
    }
    text
}

/// Help both ways between two desks.
fn both_ways(design: &str, keys: &str) -> String {
    format!(
        "[designs.{design}.mechanisms.flexibility.help.a]\nfrom = \"a\"\nto = [\"b\"]\n{keys}\n\
         [designs.{design}.mechanisms.flexibility.help.b]\nfrom = \"b\"\nto = [\"a\"]\n{keys}\n"
    )
}

#[test]
fn nobody_who_may_help_changes_nothing() {
    changes_nothing(
        "flexibility",
        "help = { all = { from = \"works\", to = [\"health\"], share = 0 } }",
    );
    changes_nothing(
        "flexibility",
        "help = { all = { from = \"works\", to = [\"health\"], only_when = 1_000_000 } }",
    );
}

#[test]
fn two_desks_that_help_each_other_fully_are_one_queue() {
    let text = offices(&["a", "b"], 2, 3.2, "6200 h")
        + "[designs.apart]\n"
        + &both_ways("together", "")
        + "[designs.merged]\nremove = [\"desks.b\"]\ndesks.a = { departments = [\"a\", \"b\"], staff = 4 }\n";
    let results = run(&text);
    let apart = mmc(1.6, 1.0, 2).expect("a load of 0.8");
    let pooled = mmc(3.2, 1.0, 4).expect("a load of 0.8");
    expect_mean(&results, "apart", WAIT, apart.wait_mean);
    expect_mean(&results, "together", WAIT, pooled.wait_mean);
    expect_mean(&results, "merged", WAIT, pooled.wait_mean);
    let backlog = ("all", "", "backlog_mean_cases");
    expect_mean(&results, "together", backlog, pooled.in_system_mean);
}

#[test]
fn a_little_flexibility_brings_most_of_the_gain() {
    let names = ["a", "b", "c", "d"];
    let mut text = offices(&names, 4, 13.6, "2200 h") + "[designs.none]\n";
    for (design, share) in [("little", 0.25), ("full", 1.0)] {
        for (at, name) in names.iter().enumerate() {
            let next = names[(at + 1) % names.len()];
            text += &format!(
                "[designs.{design}.mechanisms.flexibility.help.{name}]\nfrom = \"{name}\"\nto = [\"{next}\"]\nshare = {share}\n"
            );
        }
    }
    let results = run(&text);
    let wait = |design| mean(&results, design, WAIT);
    let (none, little, full) = (wait("none"), wait("little"), wait("full"));
    assert!(difference(&results, "little", "full", WAIT).1 < 0.0);
    assert!(
        none - little > 0.5 * (none - full),
        "one person in four: {none} {little} {full}"
    );
}

#[test]
fn slow_helpers_and_dear_coordination_make_waits_longer() {
    let text = offices(&["a", "b"], 2, 3.2, "2200 h")
        + "[designs.apart]\n"
        + &both_ways("slow", "speed = 0.3")
        + &both_ways("dear", "coordination = \"4 h\"")
        + &both_ways("rare", "speed = 0.3\nonly_when = 6");
    let results = run(&text);
    assert!(difference(&results, "apart", "slow", WAIT).0 > 0.0);
    assert!(difference(&results, "apart", "dear", WAIT).0 > 0.0);
    // Slow help that comes only where many wait is better than slow help always.
    assert!(difference(&results, "slow", "rare", WAIT).1 < 0.0);
    let booked = mean(
        &results,
        "dear",
        ("activity", "coordinate", "spent_staff_h"),
    );
    let helped = mean(&results, "dear", HELPED);
    assert!(
        (booked / (4.0 * helped) - 1.0).abs() < 0.01,
        "{booked} {helped}"
    );
}

/// The town with volunteers beside every village desk, in the evening and at weekends.
fn with_volunteers(help: &str) -> String {
    TOWN.replace(
        "[desks.village]\nlevel = \"village\"\n",
        "[calendars.evening]\nweek = { mon-fri = \"18:00-21:00\", sat-sun = \"09:00-12:00\" }\n\
         [desks.volunteers]\nlevel = \"village\"\nstaff = 2\ncalendar = \"evening\"\nshift_end = \"suspend\"\n\
         [desks.village]\nlevel = \"village\"\ndepartments = [\"works\", \"health\"]\n",
    ) + "[designs.plain]\n"
        + &help
            .split('|')
            .map(|rule| format!("[designs.{rule}\n"))
            .collect::<String>()
}

#[test]
fn volunteers_help_after_hours_unless_coordinating_them_takes_longer_than_their_work() {
    let rule =
        "from = \"volunteers\"\nto = [\"village\"]\nspeed = 0.7\ncoordinated_by = \"helped\"";
    let text = with_volunteers(&format!(
        "easy.mechanisms.flexibility.help.evening]\n{rule}\ncoordination = \"5 min\"|\
         dear.mechanisms.flexibility.help.evening]\n{rule}\ncoordination = \"3 h\""
    ));
    let results = run(&text);
    assert!(mean(&results, "easy", HELPED) > 20.0);
    let load = ("desk", "village", "utilisation_share");
    assert!(difference(&results, "plain", "easy", load).1 < 0.0);
    assert!(difference(&results, "plain", "dear", load).0 > 0.0);
    let lead = ("all", "", "lead_time_mean_h");
    assert!(difference(&results, "plain", "easy", lead).1 < 0.0);
}

#[test]
fn villages_beside_each_other_share_their_peaks() {
    let text = TOWN.to_owned()
        + "[designs.plain]\n\
           [designs.aid.mechanisms.flexibility.help.beside]\nfrom = \"village\"\nto = [\"village\"]\nneighbours = true\n";
    let results = run(&text);
    let wait = ("desk", "village", "wait_mean_h");
    assert!(difference(&results, "plain", "aid", wait).1 < 0.0);
}

#[test]
fn merging_desks_pays_down_to_the_critical_speed_of_theory() {
    let apart = mmc(1.6, 1.0, 2).expect("a load of 0.8");
    let merged = |skill: f64| mmc(3.2, skill, 4).map_or(f64::INFINITY, |queue| queue.wait_mean);
    let (mut low, mut high) = (0.81, 1.0);
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        if merged(middle) > apart.wait_mean {
            low = middle;
        } else {
            high = middle;
        }
    }
    let critical = 0.5 * (low + high);
    assert!((0.85..0.95).contains(&critical), "{critical}");
    let mut text = offices(&["a", "b"], 2, 3.2, "16200 h") + "[designs.apart]\n";
    for (design, skill) in [("above", critical + 0.04), ("below", critical - 0.02)] {
        text += &format!(
            "[designs.{design}]\nremove = [\"desks.b\"]\n\
             desks.a = {{ departments = [\"a\", \"b\"], staff = 4, skill = {{ a = {skill}, b = {skill} }} }}\n"
        );
    }
    let results = run(&text);
    expect_mean(&results, "above", WAIT, merged(critical + 0.04));
    assert!(difference(&results, "apart", "above", WAIT).1 < 0.0);
    assert!(difference(&results, "apart", "below", WAIT).0 > 0.0);
}

#[test]
fn a_skill_of_one_changes_nothing_and_half_a_skill_doubles_the_work() {
    let text = offices(&["a", "b"], 2, 1.0, "6200 h")
        + "[designs.plain]\n[designs.one]\ndesks.a.skill = { a = 1.0 }\n\
           [designs.half]\ndesks.a.skill = { a = 0.5 }\n";
    let results = run(&text);
    assert_eq!(exact(&results, "plain"), exact(&results, "one"));
    let busy = |desk| ("desk", desk, "in_service_mean_tasks");
    expect_mean(&results, "plain", busy("a"), 0.5);
    expect_mean(&results, "half", busy("a"), 1.0);
    expect_mean(&results, "half", busy("b"), 0.5);
}
