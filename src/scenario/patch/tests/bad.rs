//! Wrong scenarios and the whole text of what is said about them. Each case changes [`SMALL`].

use super::super::{Document, Override};
use crate::diagnostic::Sources;
use crate::diagnostic::render::{Color, render};

/// A scenario without errors.
pub(super) const SMALL: &str = r#"caseload = 1
title = "t"
question = "q"

[plan]
horizon = "8 weeks"

[levels.town]

[desks.window]
level = "town"
staff = 2

[categories.a]
work = "20 min"

[sources.s]
rate = "12 / day"
category = "a"
"#;

/// What a case does to [`SMALL`].
enum Change {
    None,
    Append(&'static str),
    Replace(&'static str, &'static str),
}

/// A name, a change, `--set` arguments, and the text they lead to.
struct Case(&'static str, Change, &'static [&'static str], &'static str);

fn said(change: &Change, sets: &[&str]) -> String {
    let text = match change {
        Change::None => SMALL.to_owned(),
        Change::Append(more) => format!("{SMALL}{more}"),
        Change::Replace(from, to) => {
            assert!(SMALL.contains(from), "{from}");
            SMALL.replacen(from, to, 1)
        }
    };
    let sets: Vec<Override> = sets
        .iter()
        .map(|set| Override::parse(set).unwrap())
        .collect();
    let mut sources = Sources::new();
    let found = match Document::read(&mut sources, "x.toml", &text, &sets) {
        Ok(document) => document.check_all().1,
        Err(found) => found,
    };
    render(&found, &sources, Color::Never)
}

#[test]
fn every_wrong_scenario_is_told_in_full() {
    let mut wrong = Vec::new();
    for Case(name, change, sets, expected) in &CASES {
        let said = said(change, sets);
        if said.trim() != expected.trim() {
            wrong.push(format!("## {name}\n{said}@@"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const CASES: [Case; 46] = [
    Case(
        "unknown key with a near match",
        Change::Replace(
            r#"staff = 2"#,
            r#"staff = 2
stafff = 3"#,
        ),
        &[],
        r#"
error[E0103]: `desks.window` has no key `stafff`
  --> x.toml:13:1
   |
13 | stafff = 3
   | ^^^^^^
   |
   = help: did you mean `staff`? the keys are `level`, `departments`, `staff`, `calendar`, `available`, `time`, `speed`, `skill`, `absence`, `cost_per_hour`, `discipline`, `preemption`, `shift_end`, `hand_over_work`, `hand_off`, `patience`, `waiting_room`, `when_full`, `gate`, `outage`, `vacation`

1 error in x.toml
"#,
    ),
    Case(
        "a time without a unit",
        Change::Replace(r#""20 min""#, r#"20"#),
        &[],
        r#"
error[E0201]: a unit is missing: `work` is the bare number `20`
  --> x.toml:15:8
   |
15 | work = 20
   |        ^^
   |
   = help: write `"20 h"`

1 error in x.toml
"#,
    ),
    Case(
        "a time in text without a unit",
        Change::Replace(r#""20 min""#, r#""20""#),
        &[],
        r#"
error[E0201]: a unit is missing: `work` is the bare number `20`
  --> x.toml:15:8
   |
15 | work = "20"
   |        ^^^^
   |
   = help: write `"20 h"`

1 error in x.toml
"#,
    ),
    Case(
        "a long name of a unit",
        Change::Replace(r#""20 min""#, r#""20 minutes""#),
        &[],
        r#"
error[E0202]: `work` has the unknown unit `minutes`
  --> x.toml:15:8
   |
15 | work = "20 minutes"
   |        ^^^^^^^^^^^^
   |
   = help: write `min`

1 error in x.toml
"#,
    ),
    Case(
        "a misspelt unit",
        Change::Replace(r#""8 weeks""#, r#""8 weks""#),
        &[],
        r#"
error[E0202]: `horizon` has the unknown unit `weks`
 --> x.toml:6:11
  |
6 | horizon = "8 weks"
  |           ^^^^^^^^
  |
  = help: did you mean `weeks`? the units are `ms`, `s`, `min`, `h`, `days`, `day`, `d`, `weeks`, `week`, `w`, `years`, `year`

1 error in x.toml
"#,
    ),
    Case(
        "a rate without a unit",
        Change::Replace(r#""12 / day""#, r#"12"#),
        &[],
        r#"
error[E0201]: a unit is missing: `rate` is the bare number `12`
  --> x.toml:18:8
   |
18 | rate = 12
   |        ^^
   |
   = help: write `"12 / day"`

1 error in x.toml
"#,
    ),
    Case(
        "a rate in words",
        Change::Replace(r#""12 / day""#, r#""12 per day""#),
        &[],
        r#"
error[E0202]: `rate` has the unknown unit `per day`
  --> x.toml:18:8
   |
18 | rate = "12 per day"
   |        ^^^^^^^^^^^^
   |
   = help: a rate is written `12 / day`

1 error in x.toml
"#,
    ),
    Case(
        "a negative time",
        Change::Replace(r#""20 min""#, r#""-20 min""#),
        &[],
        r#"
error[E0204]: `work` is `-20 min` and must not be negative
  --> x.toml:15:8
   |
15 | work = "-20 min"
   |        ^^^^^^^^^

1 error in x.toml
"#,
    ),
    Case(
        "a horizon of zero",
        Change::Replace(r#""8 weeks""#, r#""0 h""#),
        &[],
        r#"
error[E0204]: `horizon` is `0 h` and must be greater than 0
 --> x.toml:6:11
  |
6 | horizon = "0 h"
  |           ^^^^^

1 error in x.toml
"#,
    ),
    Case(
        "a time that is not a number",
        Change::Replace(r#""8 weeks""#, r#""NaN h""#),
        &[],
        r#"
error[E0203]: `horizon` is `NaN h`, which does not hold a finite number
 --> x.toml:6:11
  |
6 | horizon = "NaN h"
  |           ^^^^^^^
  |
  = help: write a number such as `"3 h"`

1 error in x.toml
"#,
    ),
    Case(
        "a bare not-a-number",
        Change::Replace(r#""8 weeks""#, r#"nan"#),
        &[],
        r#"
error[E0203]: `horizon` is `NaN`, which is not a finite number
 --> x.toml:6:11
  |
6 | horizon = nan
  |           ^^^

1 error in x.toml
"#,
    ),
    Case(
        "a horizon past all bounds",
        Change::Replace(r#""8 weeks""#, r#""1e300 years""#),
        &[],
        r#"
error[E0205]: `horizon` is `1e300 years` and must not be longer than 200 years
 --> x.toml:6:11
  |
6 | horizon = "1e300 years"
  |           ^^^^^^^^^^^^^

1 error in x.toml
"#,
    ),
    Case(
        "a horizon past the limit",
        Change::Replace(r#""8 weeks""#, r#""201 years""#),
        &[],
        r#"
error[E0205]: `horizon` is `201 years` and must not be longer than 200 years
 --> x.toml:6:11
  |
6 | horizon = "201 years"
  |           ^^^^^^^^^^^

1 error in x.toml
"#,
    ),
    Case(
        "an unknown distribution",
        Change::Replace(
            r#""20 min""#,
            r#"{ lognormall = { mean = "3 h", cv = 1 } }"#,
        ),
        &[],
        r#"
error[E0107]: `work` names the unknown distribution `lognormall`
  --> x.toml:15:10
   |
15 | work = { lognormall = { mean = "3 h", cv = 1 } }
   |          ^^^^^^^^^^
   |
   = help: did you mean `lognormal`? the distributions are `fixed`, `exponential`, `lognormal`, `gamma`, `erlang`, `weibull`, `uniform`, `triangular`, `hyperexponential`, `empirical`

1 error in x.toml
"#,
    ),
    Case(
        "an inner time without a unit",
        Change::Replace(r#""20 min""#, r#"{ lognormal = { mean = "3", cv = 1 } }"#),
        &[],
        r#"
error[E0201]: a unit is missing: `mean` is the bare number `3`
  --> x.toml:15:31
   |
15 | work = { lognormal = { mean = "3", cv = 1 } }
   |                               ^^^
   |
   = help: write `"3 h"`

1 error in x.toml
"#,
    ),
    Case(
        "an inner key that is missing",
        Change::Replace(r#""20 min""#, r#"{ lognormal = { mean = "3 h" } }"#),
        &[],
        r#"
error[E0104]: `categories.a.work.lognormal` has no `cv`
  --> x.toml:15:22
   |
15 | work = { lognormal = { mean = "3 h" } }
   |                      ^^^^^^^^^^^^^^^^
   |
   = help: add `cv`: its coefficient of variation: standard deviation divided by mean

1 error in x.toml
"#,
    ),
    Case(
        "two distributions",
        Change::Replace(
            r#""20 min""#,
            r#"{ lognormal = { mean = "3 h", cv = 1 }, gamma = { mean = "3 h", cv = 1 } }"#,
        ),
        &[],
        r#"
error[E0108]: `work` names two distributions, `lognormal` and `gamma`
  --> x.toml:15:48
   |
15 | work = { lognormal = { mean = "3 h", cv = 1 }, gamma = { mean = "3 h", cv = 1 } }
   |          --------- the other                   ^^^^^
   |
   = help: keep one of them

1 error in x.toml
"#,
    ),
    Case(
        "a distribution without a name",
        Change::Replace(r#""20 min""#, r#"{ mean = "3 h", cv = 1 }"#),
        &[],
        r#"
error[E0107]: `work` does not name a distribution
  --> x.toml:15:8
   |
15 | work = { mean = "3 h", cv = 1 }
   |        ^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: write its name around the braces, such as `{ lognormal = { mean = "3 h", cv = 1 } }`; the distributions are `fixed`, `exponential`, `lognormal`, `gamma`, `erlang`, `weibull`, `uniform`, `triangular`, `hyperexponential`, `empirical`

1 error in x.toml
"#,
    ),
    Case(
        "a parameter beside its distribution",
        Change::Replace(r#""20 min""#, r#"{ lognormal = { mean = "3 h" }, cv = 1 }"#),
        &[],
        r#"
error[E0108]: `cv` stands beside the distribution `lognormal`
  --> x.toml:15:40
   |
15 | work = { lognormal = { mean = "3 h" }, cv = 1 }
   |                                        ^^
   |
   = help: move `cv` into the braces of `lognormal`

1 error in x.toml
"#,
    ),
    Case(
        "a parameter out of range",
        Change::Replace(
            r#""20 min""#,
            r#"{ lognormal = { mean = "3 h", cv = 1e7 } }"#,
        ),
        &[],
        r#"
error[E0210]: `cv` is `10000000` and must be 0 or from 0.0001 to 1000
  --> x.toml:15:43
   |
15 | work = { lognormal = { mean = "3 h", cv = 1e7 } }
   |                                           ^^^

1 error in x.toml
"#,
    ),
    Case(
        "a maximum below the minimum",
        Change::Replace(
            r#""20 min""#,
            r#"{ uniform = { min = "3 h", max = "1 h" } }"#,
        ),
        &[],
        r#"
error[E0210]: `max` is `1 h` and must be at least 3 h
  --> x.toml:15:41
   |
15 | work = { uniform = { min = "3 h", max = "1 h" } }
   |                                         ^^^^^

1 error in x.toml
"#,
    ),
    Case(
        "an interarrival time of zero",
        Change::Replace(r#"rate = "12 / day""#, r#"interarrival = "0 h""#),
        &[],
        r#"
error[E0204]: `interarrival` has a mean of `0 h` and must have one of at least 1 ms
  --> x.toml:18:16
   |
18 | interarrival = "0 h"
   |                ^^^^^

1 error in x.toml
"#,
    ),
    Case(
        "a share that is text",
        Change::Replace(r#"category = "a""#, r#"mix = { a = "half" }"#),
        &[],
        r#"
error[E0203]: `a` is `half`, which does not hold a finite number
  --> x.toml:19:13
   |
19 | mix = { a = "half" }
   |             ^^^^^^
   |
   = help: write a number such as `0.5`

1 error in x.toml
"#,
    ),
    Case(
        "a share in percent",
        Change::Replace(r#"category = "a""#, r#"mix = { a = "40%", b = 0.6 }"#),
        &[],
        r#"
error[E0105]: `a` is the text `40%` and must be a number
  --> x.toml:19:13
   |
19 | mix = { a = "40%", b = 0.6 }
   |             ^^^^^
   |
   = help: write `0.4`

1 error in x.toml
"#,
    ),
    Case(
        "shares that do not sum to one",
        Change::Replace(r#"category = "a""#, r#"mix = { a = 0.4, b = 0.5 }"#),
        &[],
        r#"
error[E0206]: the shares of `mix` sum to `0.9` and must sum to 1
  --> x.toml:19:7
   |
19 | mix = { a = 0.4, b = 0.5 }
   |       ^^^^^^^^^^^^^^^^^^^^

1 error in x.toml
"#,
    ),
    Case(
        "a share above one",
        Change::Replace(r#"category = "a""#, r#"mix = { a = 1.5 }"#),
        &[],
        r#"
error[E0204]: `a` is `1.5` and must be from 0 to 1
  --> x.toml:19:13
   |
19 | mix = { a = 1.5 }
   |             ^^^

1 error in x.toml
"#,
    ),
    Case(
        "a list for a name",
        Change::Replace(r#"level = "town""#, r#"level = ["town"]"#),
        &[],
        r#"
error[E0105]: `level` is a list and must be text
  --> x.toml:11:9
   |
11 | level = ["town"]
   |         ^^^^^^^^

1 error in x.toml
"#,
    ),
    Case(
        "a required key that is missing",
        Change::Replace(
            r#"level = "town"
"#,
            r#""#,
        ),
        &[],
        r#"
error[E0104]: `desks.window` has no `level`
  --> x.toml:10:1
   |
10 | [desks.window]
   | ^^^^^^^^^^^^^^
   |
   = help: add `level`: level whose units each have one such desk

1 error in x.toml
"#,
    ),
    Case(
        "text that does not close",
        Change::Replace(r#"title = "t""#, r#"title = "t"#),
        &[],
        r#"
error[E0101]: invalid basic string, expected `"`
 --> x.toml:2:11
  |
2 | title = "t
  |           ^

1 error in x.toml
"#,
    ),
    Case(
        "several broken lines",
        Change::Replace(
            r#"[levels.town]"#,
            r#"[levels.town
x = = 1
[[a"#,
        ),
        &[],
        r#"
error[E0101]: unclosed table, expected `]`
 --> x.toml:8:13
  |
8 | [levels.town
  |             ^

error[E0101]: extra `=`, expected nothing
 --> x.toml:9:5
  |
9 | x = = 1
  |     ^

error[E0101]: unclosed array table, expected `]]`
  --> x.toml:10:4
   |
10 | [[a
   |    ^

3 errors in x.toml
"#,
    ),
    Case(
        "several errors in one table",
        Change::Replace(
            r#"staff = 2"#,
            r#"staff = -2
discipline = "first"
speed = 0
calendar = 3"#,
        ),
        &[],
        r#"
error[E0204]: `staff` is `-2` and must be a whole number, at least 0
  --> x.toml:12:9
   |
12 | staff = -2
   |         ^^

error[E0106]: `discipline` is `first`, which is none of its choices
  --> x.toml:13:14
   |
13 | discipline = "first"
   |              ^^^^^^^
   |
   = help: the choices are `fifo`, `priority`, `earliest-due-date`, `lifo`

error[E0204]: `speed` is `0` and must be greater than 0
  --> x.toml:14:9
   |
14 | speed = 0
   |         ^

error[E0105]: `calendar` is the number `3` and must be text
  --> x.toml:15:12
   |
15 | calendar = 3
   |            ^
   |
   = help: put it in quotes

4 errors in x.toml
"#,
    ),
    Case(
        "two arrival processes",
        Change::Replace(
            r#"rate = "12 / day""#,
            r#"rate = "12 / day"
interarrival = "3 h""#,
        ),
        &[],
        r#"
error[E0109]: `rate` and `interarrival` exclude each other
  --> x.toml:19:1
   |
18 | rate = "12 / day"
   | ---- the other
19 | interarrival = "3 h"
   | ^^^^^^^^^^^^
   |
   = help: keep one of them

1 error in x.toml
"#,
    ),
    Case(
        "a source without arrivals",
        Change::Replace(
            r#"rate = "12 / day"
"#,
            r#""#,
        ),
        &[],
        r#"
error[E0109]: `sources.s` does not say how often matters arise
  --> x.toml:17:1
   |
17 | [sources.s]
   | ^^^^^^^^^^^
   |
   = help: add one of `rate`, `rate_per_unit`, `rate_per_resident`, `interarrival`, `trace`, `events`

1 error in x.toml
"#,
    ),
    Case(
        "a value outside its own range",
        Change::Replace(
            r#""20 min""#,
            r#"{ value = 3, unit = "h", range = [4, 5], kind = "guess" }"#,
        ),
        &[],
        r#"
error[E0208]: `work` is `3 h`, which lies outside its own range from `4 h` to `5 h`
  --> x.toml:15:18
   |
15 | work = { value = 3, unit = "h", range = [4, 5], kind = "guess" }
   |                  ^

error[E0106]: `kind` is `guess`, which is none of its choices
  --> x.toml:15:56
   |
15 | work = { value = 3, unit = "h", range = [4, 5], kind = "guess" }
   |                                                        ^^^^^^^
   |
   = help: the choices are `published`, `derived`, `assumed`

2 errors in x.toml
"#,
    ),
    Case(
        "another version of the format",
        Change::Replace(r#"caseload = 1"#, r#"caseload = 2"#),
        &[],
        r#"
error[E0110]: the format is the number `2` and must be `1`
 --> x.toml:1:12
  |
1 | caseload = 2
  |            ^
  |
  = help: write `caseload = 1`

1 error in x.toml
"#,
    ),
    Case(
        "hours that end before they start",
        Change::Replace(
            r#"[levels.town]"#,
            r#"[calendars.office]
week = { mon-fri = "17:30-08:30", son = "9-12" }

[levels.town]"#,
        ),
        &[],
        r#"
error[E0502]: `17:30-08:30` ends before it starts
 --> x.toml:9:20
  |
9 | week = { mon-fri = "17:30-08:30", son = "9-12" }
  |                    ^^^^^^^^^^^^^

error[E0212]: `son` is not a weekday or a span of weekdays
 --> x.toml:9:35
  |
9 | week = { mon-fri = "17:30-08:30", son = "9-12" }
  |                                   ^^^
  |
  = help: write a weekday `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun` or a span such as `mon-fri`

error[E0212]: `9-12` is not a period of opening hours
 --> x.toml:9:41
  |
9 | week = { mon-fri = "17:30-08:30", son = "9-12" }
  |                                         ^^^^^^
  |
  = help: write `08:30-12:00`, with `24:00` for the end of the day

3 errors in x.toml
"#,
    ),
    Case(
        "a date that is none",
        Change::Replace(
            r#"[levels.town]"#,
            r#"[calendars.office]
week = { mon = "08:30-12:00" }
holidays = ["2017-02-30"]

[levels.town]"#,
        ),
        &[],
        r#"
error[E0211]: `2017-02-30` is not a date or a span of at most ten years of dates
  --> x.toml:10:13
   |
10 | holidays = ["2017-02-30"]
   |             ^^^^^^^^^^^^
   |
   = help: write `2017-04-04` or `"2017-05-01..2017-05-03"`

1 error in x.toml
"#,
    ),
    Case(
        "an integer too large",
        Change::Replace(r#"staff = 2"#, r#"staff = 99999999999999999999"#),
        &[],
        r#"
error[E0204]: the number `99999999999999999999` is too large to be held
  --> x.toml:12:9
   |
12 | staff = 99999999999999999999
   |         ^^^^^^^^^^^^^^^^^^^^

1 error in x.toml
"#,
    ),
    Case(
        "set with a misspelt key",
        Change::None,
        &["plan.horizn=3 weeks"],
        r#"
error[E0703]: `plan` has no `horizn`
 --> --set:1:6
  |
1 | plan.horizn=3 weeks
  |      ^^^^^^
  |
  = help: did you mean `horizon`? the names there are `start`, `horizon`, `warm_up`, `replications`, `seed`, `confidence`, `baseline`, `starting_backlog`

1 error in x.toml
"#,
    ),
    Case(
        "set with a wrong value",
        Change::None,
        &["plan.horizon=3"],
        r#"
error[E0201]: a unit is missing: `horizon` is the bare number `3`
 --> --set:1:14
  |
1 | plan.horizon=3
  |              ^
  |
  = help: write `"3 h"`

1 error in x.toml
"#,
    ),
    Case(
        "set with a misspelt name",
        Change::None,
        &["desks.windw.staff=3"],
        r#"
error[E0703]: `desks` has no `windw`
 --> --set:1:7
  |
1 | desks.windw.staff=3
  |       ^^^^^
  |
  = help: did you mean `window`? the names there are `window`

1 error in x.toml
"#,
    ),
    Case(
        "set with broken TOML",
        Change::None,
        &["desks.window.staff={a="],
        r#"
error[E0101]: unclosed inline table, expected `}`
 --> --set:1:23
  |
1 | desks.window.staff={a=
  |                       ^

1 error in x.toml
"#,
    ),
    Case(
        "designs that extend each other",
        Change::Append(
            r#"
[designs.a]
extends = "b"

[designs.b]
extends = "a"
"#,
        ),
        &[],
        r#"
error[E0701]: the design extends itself: `a` extends `b` extends `a`
  --> x.toml:22:11
   |
22 | extends = "b"
   |           ^^^
...
25 | extends = "a"
   |           --- and on from here
   |
   = help: leave `extends` out of one of them

1 error in x.toml
"#,
    ),
    Case(
        "a design that extends none",
        Change::Append(
            r#"
[designs.a]

[designs.b]
extends = "c"
"#,
        ),
        &[],
        r#"
error[E0301]: there is no design `c`
  --> x.toml:24:11
   |
24 | extends = "c"
   |           ^^^
   |
   = help: the designs are `a`, `b`

1 error in x.toml
"#,
    ),
    Case(
        "a design that patches sources",
        Change::Append(
            r#"
[designs.a]
sources.s.rate = "3 / day"
desk.window.staff = 3
remove = ["desks.windo"]
"#,
        ),
        &[],
        r#"
error[E0702]: the design `a` may not change `sources`: every design must see the same matters
  --> x.toml:22:1
   |
22 | sources.s.rate = "3 / day"
   | ^^^^^^^
   |
   = help: move it out of the design, or compare two scenarios

error[E0103]: the design `a` has no key `desk`
  --> x.toml:23:1
   |
23 | desk.window.staff = 3
   | ^^^^
   |
   = help: did you mean `desks`? the keys are `label`, `extends`, `changes_staff`, `remove`, `departments`, `levels`, `desks`, `categories`, `dispatch`, `escalation`, `closing`, `mechanisms`

error[E0703]: `desks` has no `windo`
  --> x.toml:24:11
   |
24 | remove = ["desks.windo"]
   |           ^^^^^^^^^^^^^
   |
   = help: did you mean `window`? the names there are `window`

3 errors in x.toml
"#,
    ),
    Case(
        "a misspelt key in a patch",
        Change::Append(
            r#"
[designs.a]
desks.window.stff = 3

[designs.b]
label = 3
"#,
        ),
        &[],
        r#"
error[E0103]: `desks.window` has no key `stff`
  --> x.toml:22:14
   |
22 | desks.window.stff = 3
   |              ^^^^
   |
   = help: did you mean `staff`? the keys are `level`, `departments`, `staff`, `calendar`, `available`, `time`, `speed`, `skill`, `absence`, `cost_per_hour`, `discipline`, `preemption`, `shift_end`, `hand_over_work`, `hand_off`, `patience`, `waiting_room`, `when_full`, `gate`, `outage`, `vacation`

error[E0105]: `label` is the number `3` and must be text
  --> x.toml:25:9
   |
25 | label = 3
   |         ^

2 errors in x.toml
"#,
    ),
];
