//! `[mechanisms.messages]` as typed: lost messages, questions back, and noise.

use crate::diagnostic::{At, Code, Diagnostic};
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields};
use crate::scenario::quantity::{Limits, count_to, number, share};

/// Messages, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Messages {
    /// Chance that a hand-off that takes time is lost on its way.
    pub lost: f64,
    /// Time until somebody asks again.
    pub ask_again: Option<TimeDist>,
    /// Work of asking again.
    pub clarify: Option<TimeDist>,
    /// Groups in which every hand-off is notified.
    pub groups: u32,
    /// Chance that one notification interrupts somebody.
    pub noise: f64,
    /// What one interruption costs.
    pub interruption: Option<TimeDist>,
}

/// The most groups.
const GROUPS_MOST: u32 = 200;

/// The greatest chance of a loss, so that what is lost again and again arrives some day.
const LOST_MOST: f64 = 0.95;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Messages> {
    let about = "chance that a hand-off that takes time is lost on its way; 0 unless given";
    let lost = fields.optional("lost", about, number(Limits::Between(0.0, LOST_MOST)));
    let about = "time until somebody asks for what was lost";
    let ask_again = fields.optional("ask_again", about, Distribution);
    let about = "work of asking for it";
    let clarify = fields.optional("clarify", about, Distribution);
    let about = "groups in which every hand-off is notified; 1 unless given";
    let groups = fields.optional("groups", about, count_to(0, GROUPS_MOST));
    let about = "chance that one notification interrupts somebody; 0 unless given";
    let noise = fields.optional("noise", about, share());
    let about = "work that one interruption costs";
    let interruption = fields.optional("interruption", about, Distribution);
    needs(fields, lost, "lost", "ask_again", ask_again.as_ref());
    needs(fields, lost, "lost", "clarify", clarify.as_ref());
    needs(
        fields,
        noise,
        "noise",
        "interruption",
        interruption.as_ref(),
    );
    Some(Messages {
        lost: lost.map_or(0.0, |lost| lost.value),
        ask_again,
        clarify,
        groups: groups.map_or(1, |groups| groups.value),
        noise: noise.map_or(0.0, |noise| noise.value),
        interruption,
    })
}

/// Reports a chance above 0 without the time that it costs.
fn needs(
    fields: &mut Fields<'_>,
    chance: Option<At<f64>>,
    key: &str,
    other: &str,
    given: Option<&TimeDist>,
) {
    if let (Some(chance), None) = (chance.filter(|chance| chance.value > 0.0), given) {
        let message = format!("`{key}` is above 0 and `{other}` is missing");
        fields.report(
            Diagnostic::error(Code::MissingKey, chance.place, message)
                .help(format!("add `{other} = \"10 min\"`")),
        );
    }
}
