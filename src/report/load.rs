//! The load of every desk before any run, as text.

use crate::model::{Arriving, DeskLoad, Mechanism, Model, NoGuess};
use crate::outcome::Unit;
use crate::report::number::{Scale, fixed};
use crate::report::text::Look;
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::wrap;

/// A desk from this share of its capacity on is marked as full.
const FULL: f64 = 0.95;
/// What marks a desk that cannot keep up.
const OVERLOADED: &str = "overloaded";

/// One table a design: who sits where, how much work comes, how much can be done.
pub fn render(designs: &[(&Model, Vec<DeskLoad>)], look: &Look) -> String {
    let mut lines = Vec::new();
    let mut reasons: Vec<NoGuess> = Vec::new();
    for (model, loads) in designs {
        lines.push(look.bold(&format!(
            "Load of the desks before any run: {}",
            model.design
        )));
        for line in table(model, loads, look, &mut reasons) {
            lines.push(match line.ends_with(OVERLOADED) {
                true => look.paint("31", &line),
                false => line,
            });
        }
        lines.push(String::new());
    }
    let mut note = |text: &str| lines.extend(wrap(text, look.width, "  ", "  "));
    note(
        "desks: all desks of a kind together. load: hands-on hours of work expected a week. capacity: hands-on hours its people have for cases, opening hours and availability taken off. A desk at 100 % or more cannot keep up.",
    );
    note(
        "first guess of the wait: the long-run mean of Allen & Cunneen (1978), from the load alone; a run tells more. With ~ it is in opening hours, with arrivals spread evenly over them: too low where they come in peaks or while the desk is closed.",
    );
    let at_work = |mechanism: &Mechanism| {
        let mut designs = designs.iter();
        designs.any(|(model, _)| model.mechanisms.has(*mechanism))
    };
    let left_out: Vec<&str> = Mechanism::ALL
        .into_iter()
        .filter(at_work)
        .map(Mechanism::key)
        .collect();
    if !left_out.is_empty() {
        note(&format!(
            "not in the load: what the mechanisms at work add or save ({}). A run shows it.",
            left_out.join(", ")
        ));
    }
    for (at, reason) in reasons.iter().enumerate() {
        note(&format!("({}) no first guess: {}", at + 1, reason.text()));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// The columns of a table.
const HEADER: [&str; 10] = [
    "desk",
    "level",
    "desks",
    "people",
    "tasks\na week",
    "load\nh a week",
    "capacity\nh a week",
    "utilisation",
    "first guess\nof the wait",
    "",
];

fn table(
    model: &Model,
    loads: &[DeskLoad],
    look: &Look,
    reasons: &mut Vec<NoGuess>,
) -> Vec<String> {
    let rows = loads.iter().map(|load| {
        let kind = &model.desk_kinds[load.desk];
        let people = load.people.map(|people| people * u64::from(load.desks));
        let or = |value: Option<String>| value.unwrap_or_else(|| look.none().to_owned());
        let percent = |share: f64| format!("{} %", fixed(share * 100.0, 1));
        GridLine::Cells(vec![
            kind.name.clone(),
            model.levels[kind.level].name.clone(),
            load.desks.to_string(),
            people.map_or_else(|| "unlimited".to_owned(), |people| people.to_string()),
            fixed(load.tasks_per_week, 1),
            fixed(load.offered_h_per_week, 1),
            or(load.capacity_h_per_week.map(|hours| fixed(hours, 1))),
            or(load.utilisation.map(percent)),
            first_guess(load, look, reasons),
            mark(load).to_owned(),
        ])
    });
    let lines = rows.collect();
    Grid {
        header: HEADER.map(str::to_owned).to_vec(),
        left: 2,
        last_left: true,
        lines,
    }
    .render(look.rule())
}

/// The first guess of the wait, or the number of the reason why there is none.
fn first_guess(load: &DeskLoad, look: &Look, reasons: &mut Vec<NoGuess>) -> String {
    match load.first_guess {
        Ok(guess) => {
            let scale = Scale::new(Unit::Hours, guess.wait_mean_h);
            let wait = scale.fixed(guess.wait_mean_h, 1);
            let about = if guess.arriving == Arriving::Smoothed {
                "~ "
            } else {
                ""
            };
            format!("{about}{wait} {}", scale.unit)
        }
        Err(reason) => {
            let known = reasons.iter().position(|known| *known == reason);
            let at = known.unwrap_or_else(|| {
                reasons.push(reason);
                reasons.len() - 1
            });
            format!("{} ({})", look.none(), at + 1)
        }
    }
}

fn mark(load: &DeskLoad) -> &'static str {
    match (load.utilisation, load.capacity_h_per_week) {
        (Some(share), _) if share >= 1.0 => OVERLOADED,
        (Some(share), _) if share >= FULL => "nearly full",
        (None, Some(_)) if load.offered_h_per_week > 0.0 => OVERLOADED,
        _ => "",
    }
}
