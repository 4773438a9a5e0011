use super::super::{Known, Request};
use super::*;
use crate::diagnostic::{At, Place};
use crate::experiment::claim::{
    ArmFinding, BoundaryFinding, Crossing, Factors, Finding, GuardFinding, Height, Kept, MapCell,
    MapFinding, Ruling,
};
use crate::experiment::subject::Meaning;
use crate::fingerprint::Fingerprint;
use crate::outcome::{Better, Measure, Scope, Unit};
use crate::scenario::axis::{Axis, AxisScale};
use crate::scenario::claim::{ClaimKind, ClaimedDirection, Margin, Threshold};
use crate::scenario::document::{Node, Value as Written};
use crate::stats::{Confidence, Estimate, Paired, Tests};

fn estimate(mean: f64, half_width: f64) -> Estimate {
    Estimate {
        n: 10,
        mean,
        half_width: Some(half_width),
        sd: Some(half_width),
    }
}

fn meaning() -> Meaning {
    Meaning {
        measure: Measure {
            scope: Scope::All,
            name: "lead_time_mean_h",
            unit: Unit::Hours,
            better: Better::Lower,
        },
        items: Vec::new(),
        unit: Some(Unit::Hours),
    }
}

fn ruling(verdict: Verdict, change: f64) -> Ruling {
    let arm = |name: &str, weight: f64, mean: f64| ArmFinding {
        name: name.to_owned(),
        weight,
        estimate: Some(estimate(mean, 0.5)),
        trends: Vec::new(),
    };
    let paired = Paired {
        difference: estimate(20.0 * change, 0.4),
        base: estimate(20.0, 0.5),
        other: estimate(20.0 + 20.0 * change, 0.5),
        correlation: Some(0.9),
        variance_ratio: None,
        p_value: None,
    };
    Ruling {
        verdict: Some(verdict),
        adjusted_p: 0.01,
        tests: Tests::UNDECIDED,
        n: 10,
        budget: 20,
        looks: 1,
        without: 0,
        meaning: meaning(),
        arms: vec![
            arm("serial", -1.0, 20.0),
            arm("parallel", 1.0, 20.0 + 20.0 * change),
        ],
        effect: Some(paired.difference),
        change: Some(estimate(change, 0.02)),
        paired: Some(paired),
        share: None,
        guards: vec![GuardFinding {
            name: "hours".to_owned(),
            meaning: meaning(),
            allow: Margin::Relative(0.05),
            paired: Some(paired),
            kept: Kept::Broken,
        }],
        stream_hash: 7,
        same_matters: true,
    }
}

fn axis(label: &str, from: f64, to: f64, scale: AxisScale) -> Axis {
    let node = |value: f64| {
        let node = Node {
            place: Place::NOWHERE,
            value: Written::Float(value),
        };
        At::new(node, Place::NOWHERE)
    };
    Axis {
        label: label.to_owned(),
        paths: Vec::new(),
        from: node(from),
        to: node(to),
        scale,
        steps: 3,
    }
}

fn boundary(axis: Axis, crossing: Crossing) -> BoundaryFinding {
    let height = |mean: f64, half: f64| Height {
        mean,
        low: mean - half,
        high: mean + half,
    };
    BoundaryFinding {
        name: "load".to_owned(),
        axis,
        at: Threshold::Smallest,
        crossing,
        n: 10,
        seen: vec![
            (0.0, height(2.0, 0.5)),
            (0.5, height(0.2, 40.0)),
            (1.0, height(-3.0, f64::INFINITY)),
        ],
        known: Some((0.4, "a formula".to_owned())),
    }
}

fn entry(id: &str, says: &str) -> Entry {
    let crossing = Crossing::At {
        share: 0.5,
        low: None,
        high: Some(0.7),
        is_one_of_several: false,
    };
    let cell = |verdict: Verdict| MapCell {
        effect: Some(estimate(-3.0, 0.3)),
        verdict,
    };
    let boundaries = vec![
        boundary(axis("load <b>", 0.1, 0.9, AxisScale::Linear), crossing),
        boundary(axis("falling", 100.0, 0.1, AxisScale::Log), crossing),
        boundary(
            axis("none", 0.0, 1.0, AxisScale::Linear),
            Crossing::AlwaysAbove,
        ),
    ];
    Entry {
        id: id.to_owned(),
        says: says.to_owned(),
        paper: "3.1".to_owned(),
        items: vec!["P28".to_owned()],
        family: ("primary".to_owned(), 2),
        kind: ClaimKind::Claim,
        file: "claims/a&b.toml".to_owned(),
        fingerprint: Fingerprint(5),
        seed: 1,
        confidence: Confidence::USUAL,
        direction: ClaimedDirection::Down,
        smallest: Margin::Relative(0.1),
        share: None,
        is_pair: true,
        failure: Some(("people are slow".to_owned(), vec![Verdict::NotSupported])),
        known: Vec::new(),
        finding: Finding {
            main: ruling(Verdict::Supported, -0.25),
            failure: Some(ruling(Verdict::Reversed, 3.0)),
            boundaries,
            map: Some(MapFinding {
                x: axis("across", 0.0, 1.0, AxisScale::Linear),
                y: axis("up", 1.0, 2.0, AxisScale::Linear),
                n: 10,
                cells: vec![vec![cell(Verdict::Reversed), cell(Verdict::Inconclusive)]; 3],
            }),
            factors: Some(Factors {
                names: vec!["organisation".to_owned(), "process".to_owned()],
                whole: Some(estimate(-9.0, 1.0)),
                synergy: None,
                effects: vec![
                    (1, Some(estimate(-5.0, 1.0))),
                    (2, Some(estimate(-4.0, 1.0))),
                    (3, None),
                ],
                shapley: vec![(Some(estimate(-5.0, 1.0)), None); 2],
            }),
        },
    }
}

/// A claim about members of which nothing is known but what theory says, and on which no verdict is passed.
fn bare() -> Entry {
    let mut bare = entry("bare", "holds by the way it is counted");
    bare.kind = ClaimKind::Accounting;
    bare.share = Some(0.8);
    bare.is_pair = false;
    bare.items.clear();
    bare.failure = None;
    bare.known = vec![Known {
        what: "lead time, serial".to_owned(),
        value: 19.5,
        mean: Some(20.0),
        half_width: Some(0.1),
        source: "a formula".to_owned(),
    }];
    let main = &mut bare.finding.main;
    (main.verdict, main.effect, main.change) = (None, None, None);
    (main.paired, main.same_matters) = (None, false);
    main.guards.clear();
    for arm in &mut main.arms {
        arm.estimate = None;
    }
    bare.finding = Finding {
        main: main.clone(),
        failure: None,
        boundaries: Vec::new(),
        map: None,
        factors: None,
    };
    bare
}

fn claimed() -> Claimed {
    Claimed {
        version: "1",
        error: 0.05,
        request: Request {
            paths: vec!["a b".to_owned()],
            only: Vec::new(),
            set: Vec::new(),
            seed: None,
            quick: true,
            verdicts_only: false,
        },
        fingerprint: Fingerprint(9),
        claims: vec![
            entry("C1", "parallel dispatch is faster"),
            entry("C 2/ü", "says <script>alert(\"1\")</script> & more"),
            bare(),
        ],
    }
}

/// The values of an attribute, in order.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let start = format!(" {attribute}=\"");
    let parts = page.split(start.as_str()).skip(1);
    parts
        .map(|part| part.split('"').next().unwrap_or_default())
        .collect()
}

#[test]
fn what_comes_from_a_file_is_never_part_of_the_page() {
    let page = html(&claimed());
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("&lt;script&gt;alert(&quot;1&quot;)"));
    assert!(!page.contains("<b>") && page.contains("load &lt;b&gt;"));
    assert!(page.contains("a&amp;b.toml"));
}

#[test]
fn every_claim_has_a_section_that_its_row_links_to() {
    let page = html(&claimed());
    let ids = values(&page, "id");
    let mut seen = ids.clone();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), ids.len(), "no two places have one name");
    for name in ["claim-C1", "claim-C_20_2_2f__fc_"] {
        assert!(ids.contains(&name), "{ids:?}");
        assert!(page.contains(&format!("href=\"#{name}\"")));
    }
}

#[test]
fn the_page_asks_nothing_of_anyone() {
    let page = html(&claimed());
    for outside in [
        "http://", "https://", "src=", "@import", "url(", "<link", "<script",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
    let links = values(&page, "href");
    assert!(!links.is_empty() && links.iter().all(|link| link.starts_with('#')));
}

#[test]
fn all_that_is_drawn_lies_inside_its_view_box() {
    let page = html(&claimed());
    let number = |text: &str| text.parse::<f64>().expect("a coordinate is a number");
    let drawings: Vec<&str> = page.split("<svg ").skip(1).collect();
    assert!(drawings.len() > 10, "{}", drawings.len());
    for drawing in drawings {
        let drawing = drawing.split("</svg>").next().expect("it has an end");
        let size: Vec<f64> = drawing
            .split('"')
            .nth(1)
            .into_iter()
            .flat_map(|size| size.split(' '))
            .map(number)
            .collect();
        let inside = |values: &[f64], most: f64| values.iter().all(|at| (0.0..=most).contains(at));
        let of = |names: &[&str]| -> Vec<f64> {
            let found = names.iter().flat_map(|name| values(drawing, name));
            found.map(number).collect()
        };
        assert!(inside(&of(&["x", "x1", "x2", "cx"]), size[2]), "{drawing}");
        assert!(inside(&of(&["y", "y1", "y2", "cy"]), size[3]), "{drawing}");
        for points in values(drawing, "points") {
            for point in points.split(' ') {
                let (x, y) = point.split_once(',').expect("a point has two coordinates");
                assert!(
                    inside(&[number(x)], size[2]) && inside(&[number(y)], size[3]),
                    "{points}"
                );
            }
        }
        for area in drawing.split("<rect ").skip(1) {
            let side = |name: &str| number(values(&format!(" {area}"), name)[0]);
            assert!(side("x") + side("width") <= size[2] + 0.01, "{area}");
            assert!(side("y") + side("height") <= size[3] + 0.01, "{area}");
        }
    }
}

#[test]
fn the_same_findings_give_the_same_bytes() {
    assert_eq!(html(&claimed()), html(&claimed()));
}

#[test]
fn verdicts_are_said_in_words_and_what_is_unexpected_is_said() {
    let page = html(&claimed());
    assert!(page.contains("<b aria-hidden=\"true\">+</b> supported"));
    assert!(page.contains("not as expected (not supported)"));
    assert!(page.contains("BROKEN: hours"));
    assert!(page.contains("−25\u{a0}% [−27, −23]"));
    assert!(page.contains("3 claims on trial"));
    assert!(page.contains("=</b> accounting"));
    assert!(page.contains("NOT held"));
}

#[test]
fn a_hyphen_is_a_minus_before_a_number_alone_and_units_stay_with_their_numbers() {
    assert_eq!(
        printed("-2.5 h [-3, -2], load-50 - x"),
        "−2.5\u{a0}h [−3, −2], load-50 - x"
    );
}
