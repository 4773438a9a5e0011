//! `[mechanisms.satisfaction]` as typed: satisfaction, openness, and the demand they induce.

use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, Record};
use crate::scenario::quantity::{Limits, number, positive_hours, share};

/// Satisfaction, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Satisfaction {
    /// Lead time in hours that people expect.
    pub expected: f64,
    /// Weight of lead time.
    pub time: f64,
    /// Weight of the outcome.
    pub outcome: f64,
    /// Weight of what had to be handed in.
    pub submissions: f64,
    /// How open the service is: the share of closings that others hear of.
    pub openness: f64,
    /// Mean number of matters that a closing others hear of, and that satisfies wholly, brings.
    pub induced: f64,
    /// Time until they come.
    pub after: Option<TimeDist>,
}

struct Weights {
    time: Option<f64>,
    outcome: Option<f64>,
    submissions: Option<f64>,
}

/// Weights unless given: of handling efficiency and of the outcome as found in Xuhui, and the rest.
const WEIGHTS: (f64, f64, f64) = (0.51, 0.28, 0.21);

/// The most matters that one closing may bring, so that they die out.
const INDUCED_MOST: f64 = 0.9;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Satisfaction> {
    let about = "lead time that people expect; longer ones satisfy less";
    let expected = fields.required("expected", about, positive_hours());
    let about = "what satisfaction is made of; 0.51, 0.28 and 0.21 unless given";
    let given = fields.optional("weights", about, Record::new("weights", weights));
    let place = given.as_ref().map_or(fields.place(), |given| given.place);
    let given = given.map(|given| given.value);
    let weight =
        |of: fn(&Weights) -> Option<f64>, default| given.as_ref().and_then(of).unwrap_or(default);
    let time = weight(|given| given.time, WEIGHTS.0);
    let outcome = weight(|given| given.outcome, WEIGHTS.1);
    let submissions = weight(|given| given.submissions, WEIGHTS.2);
    if time + outcome + submissions <= 0.0 {
        let message = "all weights of satisfaction are 0";
        fields.report(
            Diagnostic::error(Code::SharesSum, place, message)
                .help("give one of them a weight above 0"),
        );
    }
    let about = "share of closings that others hear of; 0 unless given";
    let openness = fields.optional("openness", about, share());
    let about = "mean number of matters that a satisfying closing brings when others hear of it; 0.5 unless given";
    let induced = fields.optional("induced", about, number(Limits::Between(0.0, INDUCED_MOST)));
    let about = "time until they come";
    let after = fields.optional("after", about, Distribution);
    if let Some(at) = &openness
        && at.value > 0.0
        && fields.key_place("after").is_none()
    {
        let message = "openness brings further matters, and `after` does not say when";
        fields.report(
            Diagnostic::error(Code::MissingKey, at.place, message)
                .help("add `after = { exponential = { mean = \"10 days\" } }`"),
        );
    }
    Some(Satisfaction {
        expected: expected?.value,
        time,
        outcome,
        submissions,
        openness: openness.map_or(0.0, |openness| openness.value),
        induced: induced.map_or(0.5, |induced| induced.value),
        after,
    })
}

fn weights(fields: &mut Fields<'_>) -> Option<Weights> {
    let weight = || number(Limits::Between(0.0, 100.0));
    let time = fields.optional("time", "weight of the lead time", weight());
    let about = "weight of the outcome: not rejected, not worked again after a closing";
    let outcome = fields.optional("outcome", about, weight());
    let about = "weight of the number of submissions";
    let submissions = fields.optional("submissions", about, weight());
    Some(Weights {
        time: time.map(|weight| weight.value),
        outcome: outcome.map(|weight| weight.value),
        submissions: submissions.map(|weight| weight.value),
    })
}
