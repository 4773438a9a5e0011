//! The exact laws under random combinations of everything the format can say: cases, hours and time are conserved.

use std::fmt::Write as _;
use std::path::Path;

use caseload::engine::Record;
use caseload::experiment::{observe, replicate};
use caseload::model::Model;
use caseload::random::Replication;

#[path = "support/choices.rs"]
mod choices;
#[path = "support/model.rs"]
mod support;

use choices::Choices;

/// A law of work, in hours.
fn work(c: &mut Choices) -> String {
    let mean = 0.2 + 2.0 * c.uniform();
    match c.pick(&[
        "fixed",
        "exponential",
        "lognormal",
        "gamma",
        "erlang",
        "hyper",
    ]) {
        "fixed" => format!("\"{mean:.3} h\""),
        "exponential" => format!("{{ exponential = {{ mean = \"{mean:.3} h\" }} }}"),
        "lognormal" => format!("{{ lognormal = {{ mean = \"{mean:.3} h\", cv = 1.3 }} }}"),
        "gamma" => format!("{{ gamma = {{ mean = \"{mean:.3} h\", cv = 0.7 }} }}"),
        "erlang" => format!("{{ erlang = {{ mean = \"{mean:.3} h\", stages = 3 }} }}"),
        _ => format!("{{ hyperexponential = {{ mean = \"{mean:.3} h\", cv = 2 }} }}"),
    }
}

/// A random organisation of three levels and three departments.
fn scenario(number: u64) -> String {
    let c = &mut Choices::new(number);
    let mut text = String::from(
        "caseload = 1\ntitle = \"Random\"\nquestion = \"Are the laws kept?\"\ndepartments = [\"a\", \"b\", \"c\"]\n",
    );
    let warm_up = c.pick(&["0 h", "1 days", "90 h"]);
    let _ = write!(
        text,
        "plan = {{ start = 2024-03-01T10:30:00, horizon = \"20 days\", warm_up = \"{warm_up}\""
    );
    if c.often(0.3) {
        text += ", starting_backlog = { cases = 25, age = { exponential = { mean = \"3 days\" } }, source = \"main\" }";
    }
    text += " }\nmeasures = { lead_time_over = [\"5 h\"], wait_over = [\"0 h\"], cycle = { period = \"24 h\", every = \"6 h\" } }\n";
    text += "[calendars.day]\nweek = { mon-sat = \"08:00-12:00, 13:00-17:00\" }\nholidays = [2024-03-08]\n";
    text += "[calendars.night]\nweek = { mon-sun = \"17:00-24:00\" }\n";
    flow(c, &mut text);
    for level in ["village", "town", "district"] {
        levels(c, &mut text, level);
    }
    for level in ["village", "town", "district"] {
        desks(c, &mut text, level);
    }
    categories(c, &mut text);
    sources(c, &mut text);
    information(c, &mut text);
    oversight(c, &mut text);
    superiors(c, &mut text);
    people(c, &mut text);
    process_mechanisms(c, &mut text);
    text
}

/// What superiors ask for beside the cases: orders, reports, meetings, inspections.
fn superiors(c: &mut Choices, text: &mut String) {
    if c.often(0.2) {
        let level = c.pick(&["village", "town", "district"]);
        let _ = writeln!(
            text,
            "[mechanisms.orders]\nlevel = \"{level}\"\nsuperiors = 4\nrate = \"3 / day\"\nwork = {}",
            work(c)
        );
        let _ = writeln!(
            text,
            "rank = \"{}\"",
            c.pick(&["before", "among", "behind"])
        );
        for (chance, what) in [
            (0.5, "blocks = 2"),
            (0.5, "calendar = \"day\""),
            (
                0.5,
                "duplicate = 0.5\njitter = { exponential = { mean = \"5 h\" } }",
            ),
            (0.4, "pressure = 0.2\nrank_pressure = 1"),
            (0.4, "drift = 0.3\nwrong = 0.1"),
            (
                0.4,
                "recall = 0.7\nfalse_merge = 0.2\nwrong_merge_work = \"1 h\"\ncheck = \"2 min\"",
            ),
            (0.3, "at_most = 3\nunanswered = 4"),
        ] {
            if c.often(chance) {
                let _ = writeln!(text, "{what}");
            }
        }
        if c.often(0.5) {
            *text += "[mechanisms.matrix]\nstrength = 0.4\n";
        }
    }
    if c.often(0.2) {
        let _ = writeln!(
            text,
            "[mechanisms.reports]\nonce_only = {}\nupkeep = {{ desk = \"front-town\", work = \"1 h\", every = \"30 h\" }}\n\
             uploads = {{ desk = \"front-village\", quota = 30, work = \"7 min\" }}\n\
             streams.list = {{ desk = \"front-{}\", forms = 7, every = \"2 days\", fields = 9, per_field = \"3 min\", overlap = 0.4, due = \"9 h\" }}",
            c.often(0.5),
            c.pick(&["village", "town", "district"])
        );
    }
    if c.often(0.2) {
        let _ = writeln!(
            text,
            "[mechanisms.meetings.series.daily]\nlevel = \"{}\"\nevery = \"24 h\"\nfirst = \"{}\"\nlasts = \"{}\"",
            c.pick(&["village", "town"]),
            c.pick(&["0 h", "2 h", "6 h"]),
            c.pick(&["30 min", "3 h"])
        );
        if c.often(0.5) {
            *text += "at_most_wait = \"10 min\"\n";
        }
    }
    if c.often(0.2) {
        let come = c.pick(&["every = \"40 h\"", "rate = \"0.8 / day\""]);
        let _ = writeln!(
            text,
            "[mechanisms.inspections]\nvisits = {{ desk = \"front-village\", {come}, calendar = \"day\", party = 2, lasts = \"90 min\", preparation = \"1 h\", notice = \"7 h\", at_most = 3 }}\n\
             audits = {{ desk = \"front-town\", every = \"3 days\", work = \"2 h\", finding = 0.5, remedy = \"1 h\", care = 0.5 }}"
        );
    }
}

/// Limits, checks, lamps, and matters that are noticed late, early or wrongly.
fn oversight(c: &mut Choices, text: &mut String) {
    if c.often(0.3) {
        let _ = writeln!(
            text,
            "[mechanisms.exceptions]\nprobability = 0.3\nseverity_factor = 1.5\ndecide = {}\ncentralisation = {:.2}\n\
             quick_fix_flaw = 0.1\nignored_flaw = 0.3\ncomes_back_after = \"20 h\"",
            work(c),
            c.uniform()
        );
        if c.often(0.5) {
            *text += "timeout = \"9 h\"\n";
        }
    }
    if c.often(0.3) {
        let _ = writeln!(
            text,
            "[mechanisms.linkage]\nkind = \"{}\"\nfrom = \"{}\"\nduration = {}\nshare = 0.7\naged = {}",
            c.pick(&["meeting", "meeting", "visit"]),
            c.pick(&["village", "village", "town"]),
            work(c),
            c.often(0.5)
        );
        for (chance, what) in [
            (0.5, "follow_up = \"20 min\"\n"),
            (0.5, "give_up = \"15 h\"\n"),
            (
                0.3,
                "agenda = { every = \"30 h\", offset = \"2 h\", at_most = 2 }\n",
            ),
            (0.4, "desks = [\"front-town\", \"front-district\"]\n"),
        ] {
            if c.often(chance) {
                *text += what;
            }
        }
    }
    if c.often(0.2) {
        *text += "[mechanisms.time_limits]\nlimits = { village = \"1 working days\", town = \"30 h\" }\n";
        if c.often(0.6) {
            *text += "paper = 0.4\ngaming_window = \"9 h\"\ncomes_back = 0.7\ncomes_back_after = { exponential = { mean = \"9 h\" } }\n";
        }
    }
    if c.often(0.2) {
        let _ = writeln!(
            text,
            "[mechanisms.monitoring]\nevery = \"{}\"\nwork = \"4 min\"",
            c.pick(&["20 min", "5 h"])
        );
        if c.often(0.5) {
            *text += "correction = \"20 min\"\n";
        }
        if c.often(0.3) {
            *text += "desk = \"front-town\"\n";
        }
    }
    if c.often(0.2) {
        let _ = writeln!(
            text,
            "[mechanisms.lamps]\ndesk = \"front-{}\"\nwork = \"5 min\"\nred = 0.5\ngreen = 0.2\nfirst = {}",
            c.pick(&["village", "town"]),
            c.often(0.5)
        );
    }
    if c.often(0.2) {
        let _ = writeln!(
            text,
            "[mechanisms.foresight]\nsensitivity = 0.4\nfalse_alarms = 0.5\nlead = \"{}\"\ninspection = \"10 min\"\n\
             desk = \"front-{}\"\nprevented = 0.3\nearly_work = 0.5",
            c.pick(&["1 h", "2 days"]),
            c.pick(&["village", "town"])
        );
    }
    if c.often(0.2) {
        *text += "[mechanisms.sensors]\nnotice = { exponential = { mean = \"9 h\" } }\ndetects = 0.3\nfalse_detections = 2\n\
                  verify = \"5 min\"\ndesk = \"front-town\"\n";
    }
    if c.often(0.2) {
        let every = if c.often(0.5) {
            "every = \"20 h\"\n"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "[mechanisms.complaints]\nafter = {}\nwork = \"6 min\"\nshare = 0.5\nfirst = {}\n{every}",
            work(c),
            c.often(0.5)
        );
    }
}

/// Mechanisms of information: registers, submissions, duplicates, data quality, recurrence, satisfaction.
fn information(c: &mut Choices, text: &mut String) {
    let routine = |c: &mut Choices| {
        let desk = c.pick(&["front-village", "front-town", "front-district"]);
        let every = c.pick(&["10 h", "3 days"]);
        format!("work = {}, every = \"{every}\", desk = \"{desk}\"", work(c))
    };
    if c.often(0.25) {
        let stale = c.pick(&["stale = 0.3", "lasts = \"5 days\""]);
        let _ = writeln!(
            text,
            "[mechanisms.registers.base.population]\nshare = {:.2}\nhit = {:.2}\n{stale}\nverify = \"20 s\"\ndepartments = [\"a\"]",
            0.5 * c.uniform(),
            c.uniform()
        );
        if c.often(0.5) {
            let _ = writeln!(text, "upkeep = {{ {} }}", routine(c));
        }
        *text += "[mechanisms.registers.base.land]\nfields = { plain = 1, joint = 0 }\nverify = \"1 min\"\n";
        if c.often(0.5) {
            *text += "[mechanisms.registers.departments]\nfields = 5\ncollect = \"2 min\"\nverify = \"30 s\"\n";
            *text += c.pick(&[
                "",
                "connected = [\"a\", \"b\", \"c\"]\nhit = 0.7\nanswer = \"20 min\"\n",
                "edges = [{ between = [\"a\", \"c\"], hit = 0.4 }]\n",
            ]);
        }
    }
    if c.often(0.25) {
        let _ = writeln!(
            text,
            "[mechanisms.submissions]\nper_service = {:.2}\nexempt = {:.2}\nwrong = 0.1\nreceive = \"4 min\"\nerror = 0.2\ncorrect = {}",
            1.0 + 3.0 * c.uniform(),
            c.uniform(),
            work(c)
        );
        if c.often(0.5) {
            *text += "delay = { exponential = { mean = \"20 h\" } }\n";
        }
    }
    if c.often(0.3) {
        let _ = writeln!(
            text,
            "[mechanisms.duplicates]\nreports = {:.2}\nafter = {{ exponential = {{ mean = \"10 h\" }} }}\nrecall = {:.2}\nmerge_work = {}",
            c.uniform(),
            c.uniform(),
            work(c)
        );
        if c.often(0.5) {
            *text += "false_merge = 0.1\nfound_after = { exponential = { mean = \"30 h\" } }\n";
        }
        if c.often(0.5) {
            *text += "notice = { exponential = { mean = \"10 h\" } }\n";
        }
    }
    if c.often(0.25) {
        let _ = writeln!(
            text,
            "[mechanisms.data_quality]\nlasts = \"10 days\"\nrework = 0.5"
        );
        if text.contains("\nwrong = { probability") {
            *text += "wrong = 0.4\n";
        }
        if c.often(0.7) {
            let _ = writeln!(text, "upkeep = {{ {}, restores = 0.6 }}", routine(c));
        }
    }
    if c.often(0.25) {
        let _ = writeln!(
            text,
            "[mechanisms.recurrence]\nchance = {:.2}\nafter = {{ exponential = {{ mean = \"30 h\" }} }}\nclustered = {:.2}",
            0.9 * c.uniform(),
            c.uniform()
        );
        if c.often(0.7) {
            let _ = writeln!(text, "analysis = {{ {}, finds = 0.5 }}", routine(c));
        }
    }
    if c.often(0.25) {
        let _ = writeln!(
            text,
            "[mechanisms.satisfaction]\nexpected = \"2 days\"\nopenness = {:.2}\ninduced = 0.9\nafter = {{ exponential = {{ mean = \"20 h\" }} }}",
            c.uniform()
        );
    }
}

/// Mechanisms of people: motivation, learning, adoption, flexibility, emergencies.
fn people(c: &mut Choices, text: &mut String) {
    if c.often(0.2) {
        let _ = writeln!(
            text,
            "[mechanisms.motivation]\nevery = \"20 h\"\nautonomy = {:.2}\nambiguity = {:.2}\noverdue = {:.2}",
            0.2 * c.uniform(),
            c.uniform(),
            0.4 * c.uniform()
        );
    }
    if c.often(0.2) {
        let _ = writeln!(
            text,
            "[mechanisms.learning]\nexponent = {:.2}\nscale = \"10 h\"\nturnover = 30",
            0.5 * c.uniform()
        );
        if c.often(0.6) {
            *text += "training = { hours = \"3 h\", every = \"4 days\", gain = \"20 h\", error_cut = 0.5 }\n";
        }
    }
    if c.often(0.2) {
        let _ = writeln!(
            text,
            "[mechanisms.adoption]\nhalf_after = \"8 days\"\nninety_after = \"15 days\"\ndouble_entry = {}\nsaving = {:.2}",
            work(c),
            c.uniform()
        );
    }
    if c.often(0.25) {
        *text += "[mechanisms.flexibility.help]\n";
        for level in ["village", "town", "district"] {
            helpers(c, text, level);
        }
    }
    if c.often(0.25) {
        *text += "[mechanisms.emergency]\nepisodes = [{ at = 2024-03-10T09:00:00, lasts = \"4 days\" }, { at = 2024-03-12, lasts = \"9 days\" }]\nfreeze = [\"training\", \"reports\", \"orders\", \"meetings\", \"inspections\"]\n";
        *text += c.pick(&[
            "",
            "plan = false\n",
            "forecast = { lead = \"1 days\", error = \"2 days\", false_alarms = 90 }\n",
        ]);
        if c.often(0.5) {
            *text += "trigger = { cases = 60, every = \"5 h\" }\ncommand = \"front-town\"\nmobilise = \"7 h\"\nstand_down = \"2 h\"\n";
        }
        if c.often(0.6) {
            *text += "mutual_aid = { desks = [\"front-village\", \"front-town\"], share = 0.5, coordination = \"20 min\" }\n";
        }
        *text += "[mechanisms.emergency.reallocate]\n";
        for level in ["village", "town", "district"] {
            helpers(c, text, level);
        }
    }
}

/// Rules of help among the desks of a level that have counted staff.
fn helpers(c: &mut Choices, text: &mut String, level: &str) {
    let counted = |name: &&str| {
        let desk = format!("[desks.{name}]\n");
        let at = text.find(&desk).unwrap_or(text.len());
        let own = text[at..].split("\n[").next().unwrap_or("");
        !own.is_empty() && !own.contains("\"unlimited\"")
    };
    let names = ["front", "ab", "c", "abc"].map(|desk| match desk {
        "front" => format!("front-{level}"),
        part => format!("{level}-{part}"),
    });
    let here: Vec<&str> = names.iter().map(String::as_str).filter(counted).collect();
    let mut rules = String::new();
    for (nth, from) in here.iter().enumerate() {
        let to = here[(nth + 1) % here.len()];
        if !c.often(0.6) || (to == *from && level == "district") {
            continue;
        }
        let beside = to == *from || c.often(0.5);
        let _ = writeln!(
            rules,
            "{from} = {{ from = \"{from}\", to = [\"{to}\"], neighbours = {beside}, share = {:.2}, speed = {:.2}, coordination = \"{}\", coordinated_by = \"{}\", only_when = {} }}",
            c.uniform(),
            0.4 + c.uniform(),
            c.pick(&["0 h", "15 min", "2 h"]),
            c.pick(&["helper", "helped"]),
            c.pick(&["1", "1", "3"])
        );
    }
    *text += &rules;
}

fn flow(c: &mut Choices, text: &mut String) {
    let _ = writeln!(
        text,
        "[dispatch]\nmode = \"{}\"",
        c.pick(&["serial", "parallel", "precedence"])
    );
    let _ = writeln!(text, "cancel_on_reject = {}", c.often(0.5));
    if c.often(0.5) {
        *text += "merge = { work = \"10 min\" }\n";
    }
    if c.often(0.4) {
        *text += "wrong = { probability = 0.2, work = \"15 min\" }\n";
    }
    let _ = writeln!(
        text,
        "[escalation]\npath = \"{}\"",
        c.pick(&["step", "direct"])
    );
    if c.often(0.5) {
        *text += "mode = \"decide-and-return\"\ndecide = { exponential = { mean = \"1 h\" } }\n";
    }
    if c.often(0.4) {
        *text += "[closing]\nreopen = 0.1\nreopen_after = { exponential = { mean = \"30 h\" } }\n";
    }
}

fn levels(c: &mut Choices, text: &mut String, level: &str) {
    let _ = writeln!(text, "[levels.{level}]\ncalendar = \"day\"");
    let parent = match level {
        "village" => Some(("town", 4)),
        "town" => Some(("district", 2)),
        _ => None,
    };
    if c.often(0.5) {
        let _ = writeln!(text, "hand_off = {}", work(c));
    }
    if c.often(0.5) {
        let lag = if c.often(0.5) {
            ", lag = \"20 min\""
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "intake = {{ desk = \"front-{level}\", work = \"6 min\", collect = \"1 min\"{lag} }}"
        );
    }
    let returns = if level == "village" {
        ""
    } else {
        ", return = 0.05"
    };
    if c.often(0.5) {
        let _ = writeln!(text, "exceptions = {{ rework = 0.1{returns} }}");
    }
    let Some((parent, units)) = parent else {
        return;
    };
    let _ = writeln!(text, "parent = \"{parent}\"\nunits_per_parent = {units}");
    let mut escalate = Vec::new();
    for (chance, what) in [
        (0.5, "probability = 0.2"),
        (0.3, "authority = \"before-work\""),
        (0.4, "after = \"2 working days\""),
        (0.4, "deadline_share = 0.7"),
        (0.3, "queue = 5"),
        (0.3, "severity = 3"),
        (0.5, "pass_on = \"12 min\""),
    ] {
        if c.often(chance) {
            escalate.push(what);
        }
    }
    if !escalate.is_empty() {
        let _ = writeln!(text, "escalate = {{ {} }}", escalate.join(", "));
    }
}

fn desks(c: &mut Choices, text: &mut String, level: &str) {
    let _ = writeln!(
        text,
        "[desks.front-{level}]\nlevel = \"{level}\"\nstaff = 2"
    );
    let split = c.often(0.5);
    let parts: &[(&str, &str)] = if split {
        &[("ab", "\"a\", \"b\""), ("c", "\"c\"")]
    } else {
        &[("abc", "\"a\", \"b\", \"c\"")]
    };
    for (name, departments) in parts {
        let _ = writeln!(
            text,
            "[desks.{level}-{name}]\nlevel = \"{level}\"\ndepartments = [{departments}]"
        );
        let unlimited = c.often(0.15);
        let people = if level == "village" { 1 } else { 3 };
        let staff = match (unlimited, c.often(0.3)) {
            (true, _) => "\"unlimited\"".to_owned(),
            (false, true) => format!(
                "[{{ count = {people}, calendar = \"day\" }}, {{ count = 1, calendar = \"night\" }}]"
            ),
            (false, false) => format!("{}", people + 1),
        };
        let _ = writeln!(text, "staff = {staff}");
        let calendar = c.pick(&["always", "day", "night"]);
        let shift_end = c.pick(&["finish", "suspend", "hand-over"]);
        let _ = writeln!(
            text,
            "calendar = \"{calendar}\"\nshift_end = \"{shift_end}\"\nhand_over_work = \"3 min\""
        );
        let discipline = c.pick(&["fifo", "lifo", "priority", "earliest-due-date"]);
        let _ = writeln!(text, "discipline = \"{discipline}\"");
        if !unlimited && ["priority", "earliest-due-date"].contains(&discipline) {
            let _ = writeln!(
                text,
                "preemption = \"{}\"",
                c.pick(&["none", "resume", "restart"])
            );
        }
        if c.often(0.3) {
            *text += "patience = { exponential = { mean = \"20 h\" } }\n";
        }
        if c.often(0.2) {
            let when_full = if level == "district" {
                "lost"
            } else {
                c.pick(&["lost", "escalate"])
            };
            let _ = writeln!(text, "waiting_room = 6\nwhen_full = \"{when_full}\"");
        }
        if c.often(0.2) {
            *text += "gate = { every = \"9 h\", offset = \"1 h\" }\n";
        }
        if c.often(0.3) {
            *text += "hand_off = { uniform = { min = \"0 h\", max = \"4 h\" } }\n";
        }
        if !unlimited && c.often(0.3) {
            *text += "absence = { probability = 0.2 }\n";
        }
        if !unlimited && c.often(0.3) {
            let scope = c.pick(&["desk", "person"]);
            let _ = writeln!(
                text,
                "outage = {{ up = {{ exponential = {{ mean = \"40 h\" }} }}, down = {{ exponential = {{ mean = \"4 h\" }} }}, scope = \"{scope}\" }}"
            );
        }
        if !unlimited && c.often(0.2) {
            *text += "vacation = { exponential = { mean = \"1 h\" } }\n";
        }
        if c.often(0.4) {
            *text += "available = 0.7\ntime = { report = 0.2 }\ncost_per_hour = 20\n";
        }
    }
}

fn categories(c: &mut Choices, text: &mut String) {
    for (name, priority) in [("plain", 2), ("joint", 3), ("urgent", 1)] {
        let _ = writeln!(
            text,
            "[categories.{name}]\npriority = {priority}\nfields = 4\nseverity = [0.6, 0.3, 0.1]"
        );
        if c.often(0.7) {
            *text += "deadline = \"3 working days\"\ndeadline_calendar = \"day\"\n";
        }
        if c.often(0.6) {
            *text += "authority = { village = 0.5, town = 0.3, district = 0.2 }\n";
        }
        let needs: &[&str] = if name == "joint" {
            &["a", "b", "c"]
        } else {
            &["a", "c"]
        };
        if c.often(0.3) {
            *text += "join = 1\n";
        }
        for (nth, need) in needs.iter().enumerate() {
            let _ = writeln!(text, "[categories.{name}.needs.{need}]\nwork = {}", work(c));
            if nth > 0 && c.often(0.4) {
                *text += "probability = 0.6\n";
            }
            if nth > 0 && c.often(0.4) {
                let _ = writeln!(text, "after = [\"{}\"]", needs[nth - 1]);
            }
            if c.often(0.3) {
                *text += "reject = 0.15\n";
            }
        }
    }
}

fn sources(c: &mut Choices, text: &mut String) {
    *text += "[sources.main]\nrate_per_unit = \"5 / day\"\nmix = { plain = 0.5, joint = 0.3, urgent = 0.2 }\n";
    if c.often(0.4) {
        *text += "dispersion = 3\n";
    }
    if c.often(0.3) {
        *text += "batch = { geometric = { mean = 2 } }\n";
    }
    if c.often(0.3) {
        *text += "surge = { states = [{ factor = 0.5, lasts = { exponential = { mean = \"50 h\" } } }, { factor = 3, lasts = { exponential = { mean = \"10 h\" } } }] }\n";
    }
    if c.often(0.5) {
        *text += "[sources.main.profile]\nweekday = [1, 1, 1, 1, 1, 0.4, 0.2]\nsine = { period = \"24 h\", amplitude = 0.8, peak = \"14 h\" }\n";
    }
    if c.often(0.4) {
        *text += "[sources.second]\nlevel = \"town\"\ninterarrival = { gamma = { mean = \"3 h\", cv = 0.5 } }\ncategory = \"joint\"\n";
        *text += "events = [{ at = 2024-03-10T09:00:00, lasts = \"2 days\", cases = 40 }]\n";
    }
}

/// Mechanisms of the process: how cases are dispatched, sent to and fro, and taken up.
fn process_mechanisms(c: &mut Choices, text: &mut String) {
    if c.often(0.2) {
        *text += "[mechanisms.attention]\npriority = 0.2\nfifo = 0.2\nlifo = 0.2\nrandom = 0.2\nshortest = 0.1\ndeadline = 0.1\n";
    }
    if c.often(0.2) {
        *text += "[mechanisms.switching]\ncost = { exponential = { mean = \"6 min\" } }\nresume = \"3 min\"\n";
    }
    if c.often(0.2) {
        let (lost, noise) = (0.5 * c.uniform(), 0.3 * c.uniform());
        let _ = writeln!(
            text,
            "[mechanisms.messages]\nlost = {lost:.3}\nask_again = \"5 h\"\nclarify = \"6 min\"\ngroups = 3\nnoise = {noise:.3}\ninterruption = \"2 min\""
        );
    }
    if c.often(0.2) {
        let (base, at_most) = (0.5 * c.uniform(), c.pick(&["0", "1", "20"]));
        let _ = writeln!(
            text,
            "[mechanisms.shifting]\nbase = {base:.3}\nslope = 0.05\nmost = 0.9\nat_most = {at_most}\nwork = \"6 min\""
        );
    }
    if text.contains("wrong = {") && c.often(0.3) {
        let (accuracy, replaces) = (c.uniform(), c.often(0.5));
        let _ = writeln!(
            text,
            "[mechanisms.triage]\naccuracy = {accuracy:.3}\ndelay = \"5 min\"\nbias = 0.3\nreplaces_triage = {replaces}"
        );
        if text.contains("intake = {") && c.often(0.5) {
            *text += "review = 0.5\nreview_work = \"4 min\"\n";
        }
    }
    if c.often(0.2) {
        *text +=
            "[mechanisms.global_view]\nlevels = [\"village\", \"town\"]\ntransfer = \"5 min\"\n";
        if c.often(0.5) {
            *text += "refresh = \"7 h\"\nmargin = 2\n";
        }
    }
    if c.often(0.2) {
        *text += "[mechanisms.joint]\nreuse = 0.3\ndilution = 0.4\n";
        if c.often(0.7) {
            *text += "everyone = 2\neveryone_work = { exponential = { mean = \"10 min\" } }\n";
        }
    }
}

fn model(number: u64, text: &str) -> Model {
    support::models(&format!("combination {number}"), text, Path::new("."), &[]).remove(0)
}

#[test]
fn every_exact_law_holds_under_random_combinations_of_all_levers() {
    let mut created = 0;
    let mut closed = 0;
    for number in 0..300 {
        let text = scenario(number);
        let outcome = replicate(&model(number, &text), Replication(0)).expect("few cases are open");
        assert_eq!(
            outcome.broken_laws,
            Vec::<&str>::new(),
            "combination {number}\n{text}"
        );
        assert!(outcome.flow.is_conserved(), "combination {number}\n{text}");
        created += outcome.flow.created;
        closed += outcome.flow.closed;
    }
    assert!(
        created > 100_000 && closed > created / 4,
        "the combinations exercise the engine: {created}, {closed}"
    );
}

#[test]
fn watching_a_run_changes_nothing_and_its_log_balances() {
    for number in [3, 14, 15, 92, 65] {
        let model = model(number, &scenario(number));
        let plain = replicate(&model, Replication(1)).expect("few cases are open");
        let (watched, log) =
            observe(&model, Replication(1), Vec::<Record>::new()).expect("few cases are open");
        assert_eq!(plain, watched, "combination {number}");
        let count = |step| log.iter().filter(|record| record.step == step).count() as u64;
        assert_eq!(
            count(caseload::engine::Step::Created),
            watched.flow.created,
            "combination {number}"
        );
        assert_eq!(
            count(caseload::engine::Step::Closed),
            watched.flow.closed,
            "combination {number}"
        );
        assert_eq!(
            count(caseload::engine::Step::Abandoned),
            watched.flow.abandoned,
            "combination {number}"
        );
        assert!(
            log.is_sorted_by_key(|record| record.at),
            "combination {number}: the log is in order of time"
        );
    }
}
