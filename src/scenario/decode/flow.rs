//! How cases are dispatched, climb, and are closed.

use super::super::quantity::share;
use super::super::{
    Closing, Dispatch, DispatchMode, Escalation, EscalationMode, EscalationPath, Merge, Wrong,
};
use super::distribution::Distribution;
use super::{Choice, Fields, Flag, Record, Text};
use crate::diagnostic::{Code, Diagnostic, Place};

const MODES: Choice<DispatchMode> = Choice(&[
    ("serial", DispatchMode::Serial),
    ("parallel", DispatchMode::Parallel),
    ("precedence", DispatchMode::Precedence),
]);

const PATHS: Choice<EscalationPath> = Choice(&[
    ("step", EscalationPath::Step),
    ("direct", EscalationPath::Direct),
]);

const ESCALATION_MODES: Choice<EscalationMode> = Choice(&[
    ("take-over", EscalationMode::TakeOver),
    ("decide-and-return", EscalationMode::DecideAndReturn),
]);

/// The dispatch of a scenario that does not speak of it.
pub(super) fn default_dispatch() -> Dispatch {
    Dispatch {
        mode: DispatchMode::Serial,
        merge: None,
        cancel_on_reject: true,
        wrong: None,
    }
}

/// The escalation of a scenario that does not speak of it.
pub(super) fn default_escalation() -> Escalation {
    Escalation {
        path: EscalationPath::Step,
        mode: EscalationMode::TakeOver,
        decide: None,
        place: Place::NOWHERE,
    }
}

pub(super) fn dispatch(fields: &mut Fields<'_>) -> Option<Dispatch> {
    let mode = fields.optional("mode", "the order of needs", MODES);
    let about = "work of joining branches";
    let merge = fields.optional("merge", about, Record::new("merge", merge));
    let about = "whether a rejection or a satisfied join stops the other branches";
    let cancel = fields.optional("cancel_on_reject", about, Flag);
    let about = "tasks first sent to another department's desk";
    let wrong = fields.optional("wrong", about, Record::new("wrong dispatch", wrong));
    Some(Dispatch {
        mode: mode.map_or(DispatchMode::Serial, |mode| mode.value),
        merge: merge.map(|merge| merge.value),
        cancel_on_reject: cancel.is_none_or(|cancel| cancel.value),
        wrong: wrong.map(|wrong| wrong.value),
    })
}

fn merge(fields: &mut Fields<'_>) -> Option<Merge> {
    let work = fields.required("work", "work per joined handling", Distribution);
    let about = "the desk that does it; the intake desk, or that of the first need, unless given";
    let desk = fields.optional("desk", about, Text);
    Some(Merge { work: work?, desk })
}

fn wrong(fields: &mut Fields<'_>) -> Option<Wrong> {
    let probability = fields.required("probability", "chance per dispatch of a need", share());
    let about = "work of the wrong desk before it sends the task back";
    let work = fields.required("work", about, Distribution);
    Some(Wrong {
        probability: probability?,
        work: work?,
    })
}

pub(super) fn escalation(fields: &mut Fields<'_>) -> Option<Escalation> {
    let about = "one level at a time, or straight to the competent level";
    let path = fields.optional("path", about, PATHS);
    let about = "whether the upper level keeps the case";
    let mode = fields.optional("mode", about, ESCALATION_MODES);
    let about = "work of deciding for a lower level";
    let decide = fields.optional("decide", about, Distribution);
    Some(Escalation {
        path: path.map_or(EscalationPath::Step, |path| path.value),
        mode: mode.map_or(EscalationMode::TakeOver, |mode| mode.value),
        decide,
        place: fields.place(),
    })
}

pub(super) fn closing(fields: &mut Fields<'_>) -> Option<Closing> {
    let about = "chance per closing that the case comes back";
    let reopen = fields.optional("reopen", about, share());
    let about = "time until it comes back";
    let reopen_after = fields.optional("reopen_after", about, Distribution);
    if let Some(chance) = &reopen
        && chance.value >= 1.0
    {
        let message = "`reopen` is `1`, so no case would ever stay closed";
        fields.report(
            Diagnostic::error(Code::OutOfRange, chance.place, message)
                .help("write a chance below 1"),
        );
    }
    Some(Closing {
        reopen,
        reopen_after,
    })
}
