//! The keys of `[claim]` and of the tables in it.

use super::shapes::{LooksShape, MarginShape, OneOrMoreVerdicts, Patch};
use super::{
    Across, Arm, Arms, Boundary, Claim, ClaimKind, ClaimedDirection, Effort, Failure, Guard,
    KnownArms, Map, PRIMARY, Target, Threshold,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::axis;
use crate::scenario::decode::{Choice, Fields, List, Names, Record, Text};
use crate::scenario::metric;
use crate::scenario::quantity::{Limits, number};

/// The most factors of a factorial: two to the power of this many designs are run.
const FACTORS_MOST: usize = 6;

pub(in crate::scenario) fn fields(fields: &mut Fields<'_>) -> Option<Claim> {
    let id = fields.required("id", "a short name, such as `C1`", Text);
    let says = fields.required("says", "what is claimed, in a line", Text);
    let paper = fields.required("paper", "where the paper says so", Text);
    let about = "items of the paper it is about, such as `P29`";
    let items = fields.optional("items", about, List(Text));
    let about = "claims of a family are corrected for each other; `primary` unless given";
    let family = fields.optional("family", about, Text);
    let about =
        "`accounting` for what is true by the way it is counted: no verdict; `claim` unless given";
    let kind = fields.optional("kind", about, KINDS);
    let arms = arms(fields);
    let about = "`replications`, or `members` of the ensemble: the effect is then the share of them with the claimed sign";
    let across = fields.optional("across", about, ACROSS);
    let about = "across members: the share of them that is claimed, above a half";
    let share = fields.optional("share", about, number(Limits::Inside(0.5, 1.0)));
    let is_across_members = across.is_some_and(|across| across.value);
    if is_across_members != share.is_some() {
        let place = share.as_ref().map_or(fields.place(), |share| share.place);
        let message = "`across = \"members\"` and `share` go together";
        fields.report(
            Diagnostic::error(Code::ConflictingKeys, place, message)
                .help("write both, such as `share = 0.8`, or neither"),
        );
    }
    let about = "the measure the verdict is about";
    let metric = fields.required("metric", about, Record::new("claimed metric", target));
    let about = "measures that must not suffer, by name";
    let guards = Names::of("guard", Record::new("guard", guard));
    let guards = fields.optional("guards", about, guards);
    let about = "numbers of replications at which the evidence is looked at";
    let effort = fields.optional("effort", about, Record::new("effort", effort));
    let about = "a patch under which the claim should fail";
    let failure = fields.optional("failure", about, Record::new("failure", failure));
    let about = "parameters along which the verdict changes, by name";
    let boundaries = Names::of("boundary", Record::new("boundary", boundary));
    let boundaries = fields.optional("boundary", about, boundaries);
    let about = "two parameters at once";
    let map = fields.optional("map", about, Record::new("map", map));
    Some(Claim {
        id: id?,
        says: says?.value,
        paper: paper?.value,
        items: items.map_or(Vec::new(), |items| items.value),
        family: family.map_or(PRIMARY.to_owned(), |family| family.value),
        kind: kind.map_or(ClaimKind::Claim, |kind| kind.value),
        arms: arms?,
        across: match share.filter(|_| is_across_members) {
            Some(share) => Across::Members { share: share.value },
            None => Across::Replications,
        },
        metric: metric?.value,
        guards: guards.map_or(Vec::new(), |guards| guards.value),
        effort: effort.map_or_else(Effort::default, |effort| effort.value),
        failure: failure.map(|failure| failure.value),
        boundaries: boundaries.map_or(Vec::new(), |boundaries| boundaries.value),
        map: map.map(|map| map.value),
    })
}

const KINDS: Choice<ClaimKind> = Choice(&[
    ("claim", ClaimKind::Claim),
    ("accounting", ClaimKind::Accounting),
]);

/// Whether across members.
const ACROSS: Choice<bool> = Choice(&[("replications", false), ("members", true)]);

const DIRECTIONS: Choice<ClaimedDirection> = Choice(&[
    ("down", ClaimedDirection::Down),
    ("up", ClaimedDirection::Up),
    ("either", ClaimedDirection::Either),
]);

const WORSE: Choice<ClaimedDirection> = Choice(&[
    ("down", ClaimedDirection::Down),
    ("up", ClaimedDirection::Up),
]);

const THRESHOLDS: Choice<Threshold> =
    Choice(&[("smallest", Threshold::Smallest), ("zero", Threshold::Zero)]);

/// The keys that say what is compared, of which a claim has one kind.
const COMPARED: [&str; 3] = ["treatment", "arms", "factorial"];

fn arms(fields: &mut Fields<'_>) -> Option<Arms> {
    let about = "the design that is said to do better";
    let treatment = fields.optional("treatment", about, Text);
    let about = "the design it is compared with; that of the plan unless given";
    let baseline = fields.optional("baseline", about, Text);
    let about = "arms of a weighted sum, by name, in place of `treatment` and `baseline`";
    let several = fields.optional("arms", about, Names::of("arm", Record::new("arm", arm)));
    let about = "designs of which all combinations are run; the effect is what all bring beyond the sum of each alone";
    let factors = fields.optional("factorial", about, List(Text));
    fields.at_most_one(&COMPARED);
    fields.at_most_one(&["baseline", "arms"]);
    if fields.present(&COMPARED).is_empty() {
        let message = format!("{} does not say what is compared", fields.table_name());
        fields.report(
            Diagnostic::error(Code::ConflictingKeys, fields.place(), message)
                .help("add `treatment = \"…\"`, `arms` or `factorial`"),
        );
    }
    if let Some(factors) = &factors
        && !(2..=FACTORS_MOST).contains(&factors.value.len())
    {
        let message = format!("a factorial has 2 to {FACTORS_MOST} factors");
        fields.report(Diagnostic::error(Code::ListLength, factors.place, message));
        return None;
    }
    let two = treatment.map(|treatment| Arms::Two {
        treatment,
        baseline,
    });
    two.or(several.map(|arms| Arms::Contrast(arms.value)))
        .or(factors.map(|factors| Arms::Factorial(factors.value)))
}

fn arm(fields: &mut Fields<'_>) -> Option<Arm> {
    let design = fields.required("design", "the design of the arm", Text);
    let about = "what its value is multiplied by in the sum";
    let weight = fields.required("weight", about, number(Limits::Between(-1e6, 1e6)));
    let about = "a patch on the scenario for this arm alone; it may change its matters";
    let patch = fields.optional("patch", about, Patch);
    Some(Arm {
        design: design?,
        weight: weight?.value,
        patch: patch.map(|patch| patch.value),
    })
}

fn target(fields: &mut Fields<'_>) -> Option<Target> {
    let metric = metric::fields(fields);
    let direction = fields.required("direction", "which way it is said to go", DIRECTIONS);
    let about =
        "smallest effect of interest: a share of the baseline such as `\"10 %\"`, or an amount";
    let smallest = fields.required("smallest", about, MarginShape);
    let about = "what theory says of it, to be compared";
    let known = fields.optional("known", about, Record::new("known values", known_arms));
    Some(Target {
        metric: metric?,
        direction: direction?.value,
        smallest: smallest?,
        known: known.map(|known| known.value),
    })
}

fn known_arms(fields: &mut Fields<'_>) -> Option<KnownArms> {
    let about = "its value under the baseline; hours for a time";
    let value = || number(Limits::Between(-1e15, 1e15));
    let baseline = fields.optional("baseline", about, value());
    let about = "its value under the treatment; hours for a time";
    let treatment = fields.optional("treatment", about, value());
    let source = fields.required("source", "who says so", Text);
    Some(KnownArms {
        baseline: baseline.map(|known| known.value),
        treatment: treatment.map(|known| known.value),
        source: source?.value,
    })
}

fn guard(fields: &mut Fields<'_>) -> Option<Guard> {
    let metric = metric::fields(fields);
    let about =
        "how much worse it may get: a share of the baseline such as `\"5 %\"`, or an amount";
    let allow = fields.required("allow", about, MarginShape);
    let about = "which way is worse, for a measure that does not say so itself";
    let worse = fields.optional("worse", about, WORSE);
    let about = "what theory says of it, to be compared";
    let known = fields.optional("known", about, Record::new("known values", known_arms));
    Some(Guard {
        metric: metric?,
        allow: allow?,
        worse: worse.map(|worse| worse.value),
        known: known.map(|known| known.value),
    })
}

fn effort(fields: &mut Fields<'_>) -> Option<Effort> {
    let usual = Effort::default();
    let mut looks = |key, about| fields.optional(key, about, LooksShape);
    let quick = looks("quick", "with `--quick`, in rising order");
    let full = looks("full", "without it, in rising order");
    Some(Effort {
        quick: quick.map_or(usual.quick, |looks| looks.value),
        full: full.map_or(usual.full, |looks| looks.value),
    })
}

fn failure(fields: &mut Fields<'_>) -> Option<Failure> {
    let because = fields.required("because", "why the claim should fail", Text);
    let about = "the verdict that is expected, or several";
    let expect = fields.required("expect", about, OneOrMoreVerdicts);
    let patch = fields.required("patch", "the patch on the scenario", Patch);
    Some(Failure {
        because: because?.value,
        expect: expect?.value,
        patch: patch?.value,
    })
}

fn boundary(fields: &mut Fields<'_>) -> Option<Boundary> {
    let axis = axis::fields(fields);
    let about = "the effect at which it changes: the `smallest` one of interest, or `zero`";
    let at = fields.optional("at", about, THRESHOLDS);
    let about = "a patch on the scenario under which it is looked for";
    let patch = fields.optional("patch", about, Patch);
    let about = "the value that theory gives, to be compared";
    let known = fields.optional("known", about, Record::new("known value", known_value));
    Some(Boundary {
        axis: axis?,
        at: at.map_or(Threshold::Smallest, |at| at.value),
        patch: patch.map(|patch| patch.value),
        known: known.map(|known| known.value),
    })
}

fn known_value(fields: &mut Fields<'_>) -> Option<(f64, String)> {
    let about = "the value, in the unit of `from` and `to`";
    let value = fields.required("value", about, number(Limits::Between(-1e15, 1e15)));
    let source = fields.required("source", "who says so", Text);
    Some((value?.value, source?.value))
}

fn map(fields: &mut Fields<'_>) -> Option<Map> {
    let x = fields.required("x", "from left to right", Record::new("axis", axis::fields));
    let y = fields.required("y", "from bottom to top", Record::new("axis", axis::fields));
    Some(Map {
        x: x?.value,
        y: y?.value,
    })
}
