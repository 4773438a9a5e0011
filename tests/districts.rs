//! Districts run side by side give what one run of the whole territory gives, bit for bit, on any number of threads.

use std::fmt::Write as _;
use std::path::Path;

use caseload::engine::{Engine, LoopKind};
use caseload::experiment::replicate_by;
use caseload::model::Model;
use caseload::random::Replication;

#[path = "support/choices.rs"]
mod choices;
#[path = "support/model.rs"]
mod support;

use choices::Choices;

fn model(text: &str) -> Model {
    support::models("districts.toml", text, Path::new("."), &[]).remove(0)
}

/// The loop that a model is run by when districts are asked for.
fn kind(model: &Model) -> LoopKind {
    Engine::new(LoopKind::Districts, model, Replication(0)).kind()
}

/// Does something on so many threads.
fn on<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("threads can be started").install(work)
}

/// A law of work, in hours; fixed ones make events meet at one instant.
fn work(c: &mut Choices) -> String {
    let mean = 0.2 + c.uniform();
    match c.pick(&["fixed", "exponential", "lognormal"]) {
        "fixed" => "\"30 min\"".to_owned(),
        "exponential" => format!("{{ exponential = {{ mean = \"{mean:.3} h\" }} }}"),
        _ => format!("{{ lognormal = {{ mean = \"{mean:.3} h\", cv = 1.3 }} }}"),
    }
}

/// A random organisation of villages, towns and one district; the towns are what is run side by side. Where there are
/// further reports of one matter, cases go up for lack of authority only.
fn organisation(number: u64) -> String {
    let c = &mut Choices::new(number);
    let has_copies = c.often(0.6);
    let mut text = format!(
        "caseload = 1\ntitle = \"Districts {number}\"\nquestion = \"?\"\ndepartments = [\"a\", \"b\"]\n\
         plan = {{ start = 2024-03-01, horizon = \"25 days\", warm_up = \"{}\", seed = {number}, \
         starting_backlog = {{ cases = 20, age = {{ exponential = {{ mean = \"3 days\" }} }}, source = \"main\" }} }}\n\
         measures = {{ lead_time_over = [\"20 h\"], wait_over = [\"2 h\"] }}\n\
         [calendars.day]\nweek = {{ mon-sat = \"08:00-12:00, 13:00-17:00\" }}\n\
         [calendars.night]\nweek = {{ mon-sun = \"17:00-24:00\" }}\n",
        c.pick(&["0 h", "2 days", "90 h"])
    );
    let _ = writeln!(
        text,
        "[dispatch]\nmode = \"{}\"\nwrong = {{ probability = 0.2, work = \"15 min\" }}\n[escalation]\npath = \"{}\"",
        c.pick(&["serial", "parallel"]),
        c.pick(&["step", "direct"])
    );
    if !has_copies && c.often(0.5) {
        text += "[closing]\nreopen = 0.1\nreopen_after = { exponential = { mean = \"30 h\" } }\n";
    }
    for (level, parent) in [
        ("village", Some("town")),
        ("town", Some("district")),
        ("district", None),
    ] {
        levels(c, &mut text, level, parent, has_copies);
        desks(c, &mut text, level, has_copies);
    }
    categories(c, &mut text, has_copies);
    text += "[sources.main]\nlevel = \"village\"\nrate_per_unit = \"6 / day\"\nmix = { plain = 0.7, joint = 0.3 }\n";
    if c.often(0.4) {
        text +=
            "[sources.second]\nlevel = \"town\"\ninterarrival = \"3 h\"\ncategory = \"joint\"\n";
    }
    if c.often(0.3) {
        text += "[sources.third]\nlevel = \"district\"\nrate = \"5 / day\"\ncategory = \"plain\"\n";
    }
    mechanisms(c, &mut text, has_copies);
    text
}

fn levels(c: &mut Choices, text: &mut String, level: &str, parent: Option<&str>, has_copies: bool) {
    let _ = writeln!(text, "[levels.{level}]\ncalendar = \"day\"");
    if level != "village" {
        let way = c.pick(&[
            "\"15 min\"",
            "\"6 h\"",
            "{ uniform = { min = \"30 min\", max = \"9 h\" } }",
        ]);
        let _ = writeln!(text, "hand_off = {way}");
    }
    if c.often(0.7) {
        let lag = c.pick(&[
            "",
            ", lag = \"20 min\"",
            ", lag = { exponential = { mean = \"3 h\" } }",
        ]);
        let _ = writeln!(
            text,
            "intake = {{ desk = \"front-{level}\", work = \"6 min\", collect = \"1 min\"{lag} }}"
        );
    }
    let _ = writeln!(text, "exceptions = {{ rework = 0.1 }}");
    let Some(parent) = parent else {
        return;
    };
    let units = c.pick(&["2", "3", "4"]);
    let _ = writeln!(text, "parent = \"{parent}\"\nunits_per_parent = {units}");
    let mut escalate = vec![c.pick(&["authority = \"before-work\"", "severity = 3"])];
    let more = [
        (0.5, "pass_on = \"12 min\"", true),
        (0.5, "probability = 0.2", false),
        (0.4, "after = \"2 working days\"", false),
        (0.3, "queue = 5", false),
    ];
    for (chance, what, is_alike) in more {
        if c.often(chance) && (is_alike || !has_copies) {
            escalate.push(what);
        }
    }
    let _ = writeln!(text, "escalate = {{ {} }}", escalate.join(", "));
}

fn desks(c: &mut Choices, text: &mut String, level: &str, has_copies: bool) {
    let _ = writeln!(
        text,
        "[desks.front-{level}]\nlevel = \"{level}\"\nstaff = 2\n[desks.{level}]\nlevel = \"{level}\"\ndepartments = [\"a\", \"b\"]"
    );
    let staff = c.pick(&[
        "4",
        "[{ count = 3, calendar = \"day\" }, { count = 1, calendar = \"night\" }]",
        "\"unlimited\"",
    ]);
    let calendar = c.pick(&["always", "day"]);
    let shift_end = c.pick(&["finish", "suspend", "hand-over"]);
    let discipline = c.pick(&["fifo", "lifo", "priority", "earliest-due-date"]);
    let _ = writeln!(
        text,
        "staff = {staff}\ncalendar = \"{calendar}\"\nshift_end = \"{shift_end}\"\ndiscipline = \"{discipline}\""
    );
    if !has_copies && c.often(0.3) {
        *text += "patience = { exponential = { mean = \"20 h\" } }\n";
    }
    if c.often(0.3) {
        *text += "hand_off = { uniform = { min = \"0 h\", max = \"4 h\" } }\n";
    }
    if !staff.contains("unlimited") && c.often(0.4) {
        *text += "absence = { probability = 0.2 }\n";
        *text += "outage = { up = { exponential = { mean = \"40 h\" } }, down = { exponential = { mean = \"4 h\" } }, scope = \"desk\" }\n";
    }
}

fn categories(c: &mut Choices, text: &mut String, has_copies: bool) {
    for name in ["plain", "joint"] {
        let _ = writeln!(
            text,
            "[categories.{name}]\nfields = 4\nseverity = [0.6, 0.3, 0.1]\ndeadline = \"3 working days\"\ndeadline_calendar = \"day\""
        );
        if c.often(0.8) {
            *text += "authority = { village = 0.4, town = 0.3, district = 0.3 }\n";
        }
        let needs: &[&str] = if name == "joint" { &["a", "b"] } else { &["a"] };
        for need in needs {
            let _ = writeln!(text, "[categories.{name}.needs.{need}]\nwork = {}", work(c));
            if !has_copies && c.often(0.3) {
                *text += "reject = 0.15\n";
            }
        }
    }
}

fn mechanisms(c: &mut Choices, text: &mut String, has_copies: bool) {
    let desk = |c: &mut Choices| c.pick(&["front-village", "front-town"]);
    if has_copies {
        let _ = writeln!(
            text,
            "[mechanisms.duplicates]\nreports = {:.2}\nafter = {{ exponential = {{ mean = \"30 h\" }} }}\nrecall = {:.2}\nmerge_work = {}",
            1.5 * c.uniform(),
            c.uniform(),
            work(c)
        );
        if c.often(0.5) {
            *text += "false_merge = 0.1\nfound_after = { exponential = { mean = \"30 h\" } }\n";
        }
    }
    if c.often(0.7) {
        let (every, at) = (c.pick(&["10 h", "3 days"]), desk(c));
        // Causes are looked for where all matters arise, or above.
        let is_below = !text.contains("[sources.third]")
            && (at == "front-town" || !text.contains("[sources.second]"));
        let _ = writeln!(
            text,
            "[mechanisms.recurrence]\nchance = 0.6\nafter = {{ exponential = {{ mean = \"30 h\" }} }}\nclustered = 0.7"
        );
        if is_below {
            let _ = writeln!(
                text,
                "analysis = {{ work = {}, every = \"{every}\", desk = \"{at}\", finds = 0.5 }}",
                work(c)
            );
        }
    }
    if c.often(0.5) {
        *text += "[mechanisms.satisfaction]\nexpected = \"2 days\"\nopenness = 0.6\ninduced = 0.9\nafter = { exponential = { mean = \"20 h\" } }\n";
    }
    if c.often(0.5) {
        let _ = writeln!(
            text,
            "[mechanisms.sensors]\nnotice = {{ exponential = {{ mean = \"9 h\" }} }}\ndetects = 0.3\nfalse_detections = 2\n\
             verify = \"5 min\"\ndesk = \"{}\"",
            desk(c)
        );
    }
    if c.often(0.5) {
        let _ = writeln!(
            text,
            "[mechanisms.foresight]\nsensitivity = 0.3\nfalse_alarms = 0.5\nlead = \"9 h\"\ninspection = \"10 min\"\n\
             desk = \"{}\"\nprevented = 0.3\nearly_work = 0.5",
            desk(c)
        );
    }
    if c.often(0.5) {
        *text += "[mechanisms.submissions]\nper_service = 2.4\nexempt = 0.3\nwrong = 0.1\nreceive = \"4 min\"\nerror = 0.2\ncorrect = \"6 min\"\n";
    }
    if c.often(0.5) {
        let _ = writeln!(
            text,
            "[mechanisms.registers.base.population]\nshare = 0.4\nhit = 0.8\nstale = 0.2\nverify = \"20 s\"\n\
             upkeep = {{ work = \"1 h\", every = \"2 days\", desk = \"front-{}\" }}",
            c.pick(&["village", "town", "district"])
        );
    }
}

#[test]
fn side_by_side_every_random_organisation_has_the_same_outcome() {
    let (mut run, mut closed, mut copies) = (0, 0, 0);
    for number in 0..100 {
        let text = organisation(number);
        let model = model(&text);
        if kind(&model) != LoopKind::Districts {
            continue;
        }
        run += 1;
        copies += u64::from(text.contains("[mechanisms.duplicates]"));
        let whole = replicate_by(LoopKind::General, &model, Replication(1));
        // On one thread, several towns are one part where ways are short.
        let threads = 1 + number as usize % 4;
        let districts = on(threads, || {
            replicate_by(LoopKind::Districts, &model, Replication(1))
        });
        assert_eq!(districts, whole, "organisation {number}\n{text}");
        let districts = districts.expect("the backlog stays small");
        assert_eq!(
            districts.broken_laws,
            Vec::<&str>::new(),
            "{number}\n{text}"
        );
        closed += districts.flow.closed;
    }
    assert!(
        run > 80 && copies > 40,
        "{run} organisations, {copies} with copies"
    );
    assert!(closed > 50_000, "only {closed} cases were closed");
}

#[test]
fn side_by_side_the_outcome_does_not_depend_on_the_number_of_threads() {
    let model = model(&organisation(2));
    assert_eq!(kind(&model), LoopKind::Districts);
    let by = |threads: usize| {
        on(threads, || {
            replicate_by(LoopKind::Districts, &model, Replication(0))
        })
    };
    let one = by(1);
    assert!(one.is_ok());
    assert_eq!(on(1, || kind(&model)), LoopKind::Districts);
    for threads in [2, 3, 7] {
        assert_eq!(by(threads), one, "{threads} threads");
    }
}

#[test]
fn when_too_many_are_open_side_by_side_the_same_case_is_told() {
    let mut model = model(&organisation(2));
    model.plan.open_cases_max = 60;
    let whole = replicate_by(LoopKind::General, &model, Replication(0));
    assert!(whole.is_err());
    let districts = replicate_by(LoopKind::Districts, &model, Replication(0));
    assert_eq!(districts, whole);
}

#[test]
fn what_connects_districts_at_once_keeps_them_together() {
    let apart = organisation(2);
    assert_eq!(kind(&model(&apart)), LoopKind::Districts);
    let together = [
        (
            "mode = \"decide-and-return\"\ndecide = \"1 h\"\n",
            "[escalation]\n",
        ),
        (
            "[mechanisms.linkage]\nkind = \"meeting\"\nfrom = \"village\"\nduration = \"1 h\"\nshare = 0.7\n",
            "[levels.village]\n",
        ),
    ];
    for (what, before) in together {
        let text = if what.starts_with('[') {
            apart.replacen(before, &format!("{what}{before}"), 1)
        } else {
            apart.replacen(before, &format!("{before}{what}"), 1)
        };
        assert_ne!(text, apart);
        assert_eq!(kind(&model(&text)), LoopKind::General, "{what}");
    }
    // A way that may take no time leaves nothing to look ahead by.
    let mut at_once = apart;
    for level in ["town", "district"] {
        let begin = at_once
            .find(&format!("[levels.{level}]"))
            .expect("it is there");
        let from = begin + at_once[begin..].find("hand_off").expect("it has a way");
        let to = from + at_once[from..].find('\n').expect("lines end");
        at_once.replace_range(from..to, "hand_off = { exponential = { mean = \"1 h\" } }");
    }
    assert_eq!(kind(&model(&at_once)), LoopKind::General);
}
