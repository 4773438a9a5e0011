//! `[claim]` as typed: what is claimed of the designs of the scenario, what would show it, and where it should fail.

use serde_json::{Value as Json, json};

use super::Named;
use super::decode::{Choice, Context, Describing, Fields, List, Names, Record, Shape, Text, items};
use super::document::{Node, Value};
use super::metric::{self, Metric, OneOrMore};
use super::quantity::{Limits, Raw, count_to, hours, number};
use crate::diagnostic::{At, Code, Diagnostic};
use crate::stats::Verdict;

/// The most replications of an arm.
const REPLICATIONS_MOST: u32 = 100_000;
/// The most looks at the replications of a claim.
const LOOKS_MOST: usize = 20;
/// The most factors of a factorial: two to the power of this many designs are run.
const FACTORS_MOST: usize = 6;
/// The most values of one axis of a map.
const STEPS_MOST: u32 = 41;

/// The family of claims that are corrected for each other unless a claim names another.
pub const PRIMARY: &str = "primary";

/// Something that is claimed.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// A short name, such as `C1`.
    pub id: At<String>,
    /// What is claimed, in a line.
    pub says: String,
    /// Where the paper says so.
    pub paper: String,
    /// Items of the paper it is about, such as `P29`.
    pub items: Vec<At<String>>,
    /// The family it is corrected in.
    pub family: String,
    /// Whether a verdict is passed, or the effect is true by the way it is counted.
    pub kind: ClaimKind,
    /// What is compared.
    pub arms: Arms,
    /// What an effect is measured in.
    pub across: Across,
    /// The measure the verdict is about.
    pub metric: Target,
    /// Measures that must not suffer.
    pub guards: Vec<Named<Guard>>,
    /// How many replications.
    pub effort: Effort,
    /// Where the verdict changes.
    pub failure: Option<Failure>,
    /// Parameters along which it changes, the most telling first.
    pub boundaries: Vec<Named<Boundary>>,
    /// Two parameters at once.
    pub map: Option<Map>,
}

/// Whether a claim can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimKind {
    /// It can, and a verdict is passed.
    Claim,
    /// It holds by the way things are counted: the effect is shown and no verdict passed.
    Accounting,
}

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Arms {
    /// A design with the baseline.
    Two {
        /// The design that is said to do better.
        treatment: At<String>,
        /// What it is compared with; that of the plan unless given.
        baseline: Option<At<String>>,
    },
    /// A weighted sum of several arms.
    Contrast(Vec<Named<Arm>>),
    /// All combinations of these designs; the effect is what they bring together beyond what each brings alone.
    Factorial(Vec<At<String>>),
}

/// One arm of a contrast.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// The design.
    pub design: At<String>,
    /// What its value is multiplied by.
    pub weight: f64,
    /// A patch on the scenario for this arm alone, which may change its matters.
    pub patch: Option<Node>,
}

/// What an effect is measured in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Across {
    /// Replications: the effect is the mean difference.
    Replications,
    /// Members of the ensemble: the effect is the share of members in which the difference goes the claimed way by more
    /// than the smallest effect of interest.
    Members {
        /// The share that is claimed.
        share: f64,
    },
}

/// The measure a verdict is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The measure.
    pub metric: Metric,
    /// Which way the claim says it goes.
    pub direction: ClaimedDirection,
    /// The smallest effect of interest, at least 0.
    pub smallest: At<Margin>,
    /// What theory says of it.
    pub known: Option<KnownArms>,
}

/// Which way a measure is said to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimedDirection {
    /// It falls.
    Down,
    /// It rises.
    Up,
    /// It changes, one way or the other.
    Either,
}

/// A difference: a share of the baseline's value, or an amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Margin {
    /// A share of the baseline's value.
    Relative(f64),
    /// An amount in the unit of the measure; hours for a time.
    Absolute {
        /// The amount.
        value: f64,
        /// Whether it was written as a time.
        is_time: bool,
    },
}

/// What theory says of the measure in both arms.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownArms {
    /// Its value under the baseline, in the unit of the measure (hours for times).
    pub baseline: Option<f64>,
    /// Its value under the treatment.
    pub treatment: Option<f64>,
    /// Who says so.
    pub source: String,
}

/// A measure that must not suffer.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// The measure.
    pub metric: Metric,
    /// How much worse it may get.
    pub allow: At<Margin>,
    /// Which way is worse: that of the measure unless given.
    pub worse: Option<ClaimedDirection>,
    /// What theory says of it.
    pub known: Option<KnownArms>,
}

/// How many replications an arm gets, as the numbers at which they are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Effort {
    /// With `--quick`.
    pub quick: Vec<u32>,
    /// Else.
    pub full: Vec<u32>,
}

/// A patch under which the claim should fail.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Why it should.
    pub because: String,
    /// The verdicts that are expected there.
    pub expect: Vec<At<Verdict>>,
    /// The patch on the scenario.
    pub patch: Node,
}

/// A parameter along which the verdict changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    /// The parameter.
    pub axis: Axis,
    /// The effect at which it changes.
    pub at: Threshold,
    /// A patch on the scenario under which it is looked for.
    pub patch: Option<Node>,
    /// The value that theory gives.
    pub known: Option<(f64, String)>,
}

/// The effect at which a boundary is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    /// The smallest effect of interest: the claim ceases to be supported.
    Smallest,
    /// No effect: treatment and baseline do the same.
    Zero,
}

/// A parameter and where it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it is, in a few words.
    pub label: String,
    /// The paths that get its value.
    pub paths: Vec<At<String>>,
    /// Its first value.
    pub from: At<Node>,
    /// Its last value, of the same unit.
    pub to: At<Node>,
    /// How the values between lie.
    pub scale: AxisScale,
    /// How many values a map shows.
    pub steps: u32,
}

/// How values lie between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AxisScale {
    /// Evenly.
    Linear,
    /// Evenly by their ratio; both ends are above 0.
    Log,
}

/// Two parameters at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// From left to right.
    pub x: Axis,
    /// From bottom to top.
    pub y: Axis,
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Claim> {
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

const VERDICTS: Choice<Verdict> = Choice(&[
    ("supported", Verdict::Supported),
    ("not supported", Verdict::NotSupported),
    ("inconclusive", Verdict::Inconclusive),
    ("reversed", Verdict::Reversed),
]);

const THRESHOLDS: Choice<Threshold> =
    Choice(&[("smallest", Threshold::Smallest), ("zero", Threshold::Zero)]);

const SCALES: Choice<AxisScale> = Choice(&[("linear", AxisScale::Linear), ("log", AxisScale::Log)]);

impl Default for Effort {
    fn default() -> Self {
        Self {
            quick: vec![10, 20],
            full: vec![10, 20, 40, 80, 160],
        }
    }
}

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
    let axis = axis(fields);
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
    let x = fields.required("x", "from left to right", Record::new("axis", axis));
    let y = fields.required("y", "from bottom to top", Record::new("axis", axis));
    Some(Map {
        x: x?.value,
        y: y?.value,
    })
}

fn axis(fields: &mut Fields<'_>) -> Option<Axis> {
    let label = fields.required("label", "what the parameter is, in a few words", Text);
    let about = "path into the scenario that gets the value, or a list of paths that get the same";
    let paths = fields.required("path", about, OneOrMore);
    let about = "first value: a number, or text of a number and a unit";
    let from = fields.required("from", about, Raw);
    let to = fields.required("to", "last value, of the same unit", Raw);
    let scale = fields.optional("scale", "`linear` unless given, or `log`", SCALES);
    let about = "values of a map, 7 unless given";
    let steps = fields.optional("steps", about, count_to(2, STEPS_MOST));
    let (from, to) = (from?, to?);
    let ends = from.value.number().zip(to.value.number());
    let is_log = scale.is_some_and(|scale| scale.value == AxisScale::Log);
    let message = match ends {
        None => Some("`from` and `to` must be numbers, or texts of a number and a unit"),
        Some(((_, unit), (_, other))) if unit != other => {
            Some("`from` and `to` have different units")
        }
        Some(((low, _), (high, _))) if low == high => Some("`from` and `to` are the same"),
        Some(((low, _), (high, _))) if is_log && (low <= 0.0 || high <= 0.0) => {
            Some("a logarithmic scale goes between values above 0")
        }
        Some(_) => None,
    };
    if let Some(message) = message {
        fields.report(
            Diagnostic::error(Code::ConflictingKeys, to.place, message)
                .label(from.place, "the other end")
                .help("write `from = 0.1` and `to = 0.5`, or `from = \"1 h\"` and `to = \"8 h\"`"),
        );
        return None;
    }
    Some(Axis {
        label: label?.value,
        paths: paths?.value,
        from,
        to,
        scale: scale.map_or(AxisScale::Linear, |scale| scale.value),
        steps: steps.map_or(7, |steps| steps.value),
    })
}

/// A table that is a patch; what it patches is checked when it is applied.
struct Patch;

impl Shape for Patch {
    type Value = Node;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Node> {
        if node.table().is_none_or(<[_]>::is_empty) {
            context.wrong_type(
                node,
                "a table of what is changed",
                "write `patch.plan.seed = 2`",
            );
            return None;
        }
        Some(node.clone())
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        // What may stand in it is what may stand in a scenario; it is checked when it is applied.
        describing.shared("patch", |describing| {
            let below = Patch.describe(describing);
            json!({ "additionalProperties": below })
        })
    }
}

/// `"10 %"`, `"5 pp"`, a time, or a number.
struct MarginShape;

impl Shape for MarginShape {
    type Value = Margin;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Margin> {
        let limits = Limits::Between(0.0, 1e15);
        match node.number() {
            Some((value, "%" | "pp")) if !(0.0..=1000.0).contains(&value) => {
                let message = format!(
                    "`{}` is {} and must be from 0 to 1000 %",
                    context.key(),
                    node.found()
                );
                context.error(Code::OutOfRange, node.place, message);
                None
            }
            Some((value, "%")) => Some(Margin::Relative(value / 100.0)),
            Some((value, "pp")) => Some(Margin::Absolute {
                value: value / 100.0,
                is_time: false,
            }),
            _ if matches!(node.value, Value::Text(_)) => {
                let value = hours().read(node, context)?;
                Some(Margin::Absolute {
                    value,
                    is_time: true,
                })
            }
            _ => {
                let value = number(limits).read(node, context)?;
                Some(Margin::Absolute {
                    value,
                    is_time: false,
                })
            }
        }
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({ "type": ["number", "string"], "examples": ["10 %", "5 pp", "0.5 days", 0.1] })
    }
}

/// Numbers of replications in rising order.
struct LooksShape;

impl Shape for LooksShape {
    type Value = Vec<u32>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Vec<u32>> {
        let looks = List(count_to(2, REPLICATIONS_MOST)).read(node, context)?;
        let looks: Vec<u32> = looks.into_iter().map(|look| look.value).collect();
        if looks.len() > LOOKS_MOST || looks.windows(2).any(|two| two[0] >= two[1]) {
            let message = format!(
                "`{}` must be at most {LOOKS_MOST} numbers in rising order",
                context.key()
            );
            context.found.push(
                Diagnostic::error(Code::ListLength, node.place, message)
                    .help("write `[10, 20, 40]`"),
            );
            return None;
        }
        Some(looks)
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        List(count_to(2, REPLICATIONS_MOST)).describe(describing)
    }
}

/// One verdict or a list of them.
struct OneOrMoreVerdicts;

impl Shape for OneOrMoreVerdicts {
    type Value = Vec<At<Verdict>>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Self::Value> {
        match items(node) {
            Some(_) => List(VERDICTS).read(node, context),
            None => Some(vec![At::new(VERDICTS.read(node, context)?, node.place)]),
        }
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        json!({ "anyOf": [VERDICTS.describe(describing), List(VERDICTS).describe(describing)] })
    }
}
