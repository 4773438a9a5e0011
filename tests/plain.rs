//! The plain event loop gives what the general one gives, bit for bit, for whatever organisation it is used for.

use std::fmt::Write as _;
use std::path::Path;

use caseload::engine::LoopKind;
use caseload::experiment::{observe, replicate};
use caseload::model::Model;
use caseload::random::Replication;

#[path = "support/choices.rs"]
mod choices;
#[path = "support/model.rs"]
mod support;

use choices::Choices;

/// A whole number from `least` to `most`.
fn between(choices: &mut Choices, least: u32, most: u32) -> u32 {
    least + (choices.uniform() * f64::from(most - least + 1)) as u32
}

/// A law of work, in hours.
fn work(choices: &mut Choices) -> String {
    let mean = 0.2 + 1.5 * choices.uniform();
    match between(choices, 0, 3) {
        // Whole hours and fixed gaps make events meet at one instant.
        0 => "\"1 h\"".to_owned(),
        1 => format!("{{ exponential = {{ mean = \"{mean:.3} h\" }} }}"),
        2 => format!("{{ lognormal = {{ mean = \"{mean:.3} h\", cv = 1.5 }} }}"),
        _ => format!("{{ erlang = {{ mean = \"{mean:.3} h\", stages = 2 }} }}"),
    }
}

const LEVELS: [&str; 3] = ["village", "town", "district"];
const DEPARTMENTS: [&str; 4] = ["a", "b", "c", "d"];

/// A random organisation of one to three levels and one to four departments, in which nothing but chance sends cases up.
fn organisation(number: u64) -> String {
    let choices = &mut Choices::new(number);
    let levels = between(choices, 1, 3) as usize;
    let departments = between(choices, 1, 4) as usize;
    let mode = if choices.often(0.5) {
        "serial"
    } else {
        "parallel"
    };
    let warm_up = between(choices, 0, 40);
    let mut text = format!(
        "caseload = 1\ntitle = \"Plain {number}\"\nquestion = \"?\"\n\
         plan = {{ horizon = \"{} h\", warm_up = \"{warm_up} h\", seed = {number} }}\n\
         dispatch = {{ mode = \"{mode}\" }}\ndepartments = {:?}\n",
        300 + warm_up,
        &DEPARTMENTS[..departments]
    );
    if choices.often(0.4) {
        text += "[measures]\nlead_time_over = [\"2 h\"]\nwait_over = [\"1 h\"]\n";
        text += "cycle = { period = \"24 h\", every = \"6 h\" }\n";
    }
    for level in 0..levels {
        let _ = writeln!(text, "[levels.{}]", LEVELS[level]);
        if level + 1 < levels {
            let units = between(choices, 1, 3);
            let up = LEVELS[level + 1];
            let _ = writeln!(text, "parent = \"{up}\"\nunits_per_parent = {units}");
            if choices.often(0.8) {
                let chance = choices.uniform();
                let _ = writeln!(text, "escalate = {{ probability = {chance:.3} }}");
            }
        }
    }
    for level in &LEVELS[..levels] {
        for department in &DEPARTMENTS[..departments] {
            let staff = between(choices, 1, 5);
            let rate = if choices.often(0.3) { 0.7 } else { 1.0 };
            let _ = writeln!(
                text,
                "[desks.{level}-{department}]\nlevel = \"{level}\"\ndepartments = [\"{department}\"]\n\
                 staff = {staff}\navailable = {rate}"
            );
        }
    }
    categories(&mut text, choices, levels, departments);
    text
}

fn categories(text: &mut String, choices: &mut Choices, levels: usize, departments: usize) {
    for category in ["first", "second"] {
        let _ = writeln!(text, "[categories.{category}]");
        if choices.often(0.6) {
            let _ = writeln!(text, "deadline = \"{} h\"", between(choices, 1, 30));
        }
        for department in &DEPARTMENTS[..departments] {
            let work = work(choices);
            let _ = writeln!(
                text,
                "[categories.{category}.needs.{department}]\nwork = {work}"
            );
            if choices.often(0.4) {
                let _ = writeln!(text, "probability = {:.2}", choices.uniform());
            }
            if choices.often(0.3) {
                let level = choices.pick(&LEVELS[..levels]);
                let _ = writeln!(text, "levels = [\"{level}\"]");
            }
        }
    }
    let rate = 0.2 + 1.5 * choices.uniform();
    let _ = writeln!(text, "[sources.all]\nmix = {{ first = 0.4, second = 0.6 }}");
    match between(choices, 0, 2) {
        0 => {
            let _ = writeln!(text, "interarrival = \"1 h\"");
        }
        _ => {
            let _ = writeln!(text, "rate = \"{rate:.3} / h\"");
        }
    }
    if choices.often(0.3) {
        let _ = writeln!(text, "batch = 2");
    }
}

fn model(text: &str) -> Model {
    support::models("plain.toml", text, Path::new("."), &[]).remove(0)
}

#[test]
fn both_loops_give_the_same_outcome_for_random_organisations() {
    let mut closed = 0;
    for number in 0..300 {
        let text = organisation(number);
        let model = model(&text);
        assert_eq!(LoopKind::of(&model, 1), LoopKind::Plain, "{number}\n{text}");
        for replication in [Replication(0), Replication(1)] {
            let plain = replicate(&model, replication).expect("the backlog stays small");
            let (general, ()) = observe(&model, replication, ()).expect("the backlog stays small");
            assert_eq!(plain, general, "organisation {number}\n{text}");
            assert_eq!(plain.broken_laws, Vec::<&str>::new(), "{number}\n{text}");
            closed += plain.flow.closed;
        }
    }
    assert!(closed > 50_000, "only {closed} cases were closed");
}

#[test]
fn both_loops_give_up_on_the_same_case_when_too_many_are_open() {
    let text = "caseload = 1\ntitle = \"Too many\"\nquestion = \"?\"\n\
                plan = { horizon = \"400 h\" }\n[levels.office]\n\
                [desks.desk]\nlevel = \"office\"\nstaff = 1\n[categories.case]\nwork = \"1 h\"\n\
                [sources.all]\nrate = \"2 / h\"\nmix = { case = 1 }\n";
    let mut model = model(text);
    model.plan.open_cases_max = 50;
    assert_eq!(LoopKind::of(&model, 1), LoopKind::Plain);
    let plain = replicate(&model, Replication(0)).expect_err("too many are open");
    let general = observe(&model, Replication(0), ()).expect_err("too many are open");
    assert_eq!(plain, general);
}

#[test]
fn a_lever_that_is_not_plain_takes_the_general_loop() {
    let plain = organisation(3);
    assert_eq!(LoopKind::of(&model(&plain), 1), LoopKind::Plain);
    let reopening = format!("{plain}\n[closing]\nreopen = 0.1\nreopen_after = \"5 h\"\n");
    assert_eq!(LoopKind::of(&model(&reopening), 1), LoopKind::General);
    let by_day = plain.replacen(
        "[desks.village-a]",
        "[calendars.day]\nweek = { mon-sun = \"08:00-17:00\" }\n[desks.village-a]\ncalendar = \"day\"",
        1,
    );
    assert_ne!(by_day, plain);
    assert_eq!(LoopKind::of(&model(&by_day), 1), LoopKind::General);
}
