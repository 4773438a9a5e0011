//! The whole town of `scenarios/yangxunqiao.toml` as a quiet organisation: with every mechanism off, everybody on duty and
//! exponential work of one mean a desk it is a network of queues with a product form, whatever way a case takes through it
//! (Baskett, Chandy, Muntz & Palacios 1975, first come first served): every desk is as if alone, M/M/c.

use caseload::theory::{Mmc, mmc};

use crate::textbook::{Textbook, folder, models};

/// Matters an hour.
const MATTERS: f64 = 12.0;
/// Share of matters that need several sectors, and of those, chance of each of the last two.
const JOINT: f64 = 0.12;
const JOINT_MORE: f64 = 0.4;
/// Share that villages may not decide, and that towns may not either.
const ABOVE_VILLAGE: f64 = 0.45;
const ABOVE_TOWN: f64 = 0.15;

/// Patches that leave nothing but people, work and ways.
const QUIET: &str = r#"
[designs.quiet]
extends = "traditional"
remove = [
    "mechanisms", "levels.village.exceptions", "levels.town.exceptions", "levels.district.exceptions",
    "levels.village.intake", "levels.district.intake", "levels.town.intake.collect", "levels.town.intake.lag",
    "levels.village.escalate.pass_on", "levels.town.escalate.pass_on", "levels.town.hand_off", "levels.district.hand_off",
    "dispatch.wrong",
]
levels.town.intake.work = { exponential = { mean = "15 min" } }
desks.village = { calendar = "always", available = 0.25 }
desks.town-office = { calendar = "always", available = 0.33 }
desks.governance = { calendar = "always", available = 0.33 }
desks.market = { calendar = "always", available = 0.33 }
desks.enforcement = { calendar = "always", available = 0.33 }
desks.convenience = { calendar = "always", available = 0.33 }
desks.district = { calendar = "always", available = 0.36 }
"#;

/// Exponential work of the same means as in the file: 1 hour in a village, 3 in a town, 5 in the district.
fn exponential() -> String {
    let work = "work = { exponential = { mean = \"3 h\" } }\nwork_at = { village = { exponential = { mean = \"1 h\" } }, district = { exponential = { mean = \"5 h\" } } }\n";
    let mut text = String::new();
    for category in ["governance", "enforcement", "convenience", "market"] {
        text += &format!("[designs.quiet.categories.{category}]\n{work}");
    }
    for need in ["governance", "enforcement", "convenience", "market"] {
        text += &format!("[designs.quiet.categories.joint.needs.{need}]\n{work}");
    }
    text
}

/// Arrivals an hour at each desk, from the mix and the authority of the file.
fn stations() -> Vec<(&'static str, f64, Mmc)> {
    let single = |share: f64| share * (1.0 - JOINT);
    let visits = [
        ("governance", single(0.4) + JOINT),
        ("enforcement", single(0.3) + JOINT),
        ("convenience", single(0.2) + JOINT * JOINT_MORE),
        ("market", single(0.1) + JOINT * JOINT_MORE),
    ];
    let staff = [30, 24, 15, 12];
    let in_town = MATTERS * ABOVE_VILLAGE;
    let mut stations = vec![
        ("village", 19.0, mmc(MATTERS / 19.0, 0.25, 8)),
        ("town-office", 1.0, mmc(in_town, 4.0 * 0.33, 20)),
    ];
    for ((desk, visits), staff) in visits.into_iter().zip(staff) {
        stations.push((desk, 1.0, mmc(in_town * visits, 0.33 / 3.0, staff)));
    }
    let each: f64 = visits.iter().map(|(_, visits)| visits).sum();
    let in_district = MATTERS * ABOVE_TOWN * each;
    stations.push(("district", 1.0, mmc(in_district, 0.36 / 5.0, 36)));
    let settled = stations
        .into_iter()
        .map(|(desk, count, station)| (desk, count, station.expect("the quiet town settles")));
    settled.collect()
}

#[test]
fn the_quiet_town_is_a_network_of_plain_queues() {
    let path = folder().join("../yangxunqiao.toml");
    let file = std::fs::read_to_string(&path).expect("the town is there");
    let text = format!("{file}\n{QUIET}{}", exponential());
    let flat = format!("[{}]", ["1"; 24].join(", "));
    let mut models = models(
        "yangxunqiao",
        &text,
        &[
            ("plan.horizon", "\"40 weeks\""),
            ("plan.replications", "32"),
            ("plan.baseline", "\"quiet\""),
            ("sources.grid.rate", "\"201.6 / day\""),
            ("sources.hotline.rate", "\"86.4 / day\""),
            ("sources.grid.dispersion", "1"),
            ("sources.hotline.dispersion", "1"),
            ("sources.grid.profile.hour", &flat),
            ("sources.hotline.profile.hour", &flat),
            ("sources.grid.profile.weekday", "[1, 1, 1, 1, 1, 1, 1]"),
            ("sources.hotline.profile.weekday", "[1, 1, 1, 1, 1, 1, 1]"),
        ],
    );
    models.retain(|model| model.design == "quiet");
    let book = Textbook::of("yangxunqiao", models);
    let (mut open, mut queues) = (0.0, 0);
    for (desk, count, station) in stations() {
        let arrivals = station.arrival_rate * count * book.hours();
        book.expect("quiet", ("desk", desk, "arrivals_tasks"), arrivals, 0.01);
        let utilisation = ("desk", desk, "utilisation_share");
        book.expect("quiet", utilisation, station.utilisation, 0.01);
        // Where hardly anything waits, a run says nothing about how much.
        if station.queue_mean > 0.1 {
            let waiting = ("desk", desk, "queue_mean_tasks");
            book.expect("quiet", waiting, station.queue_mean * count, 0.15);
            queues += 1;
        }
        open += station.in_system_mean * count;
    }
    assert!(queues >= 4, "the town is busy");
    book.expect("quiet", ("all", "", "backlog_mean_cases"), open, 0.01);
    book.expect(
        "quiet",
        ("all", "", "lead_time_mean_h"),
        open / MATTERS,
        0.01,
    );
    book.expect("quiet", ("level", "village", "decided_share"), 0.55, 0.01);
}
