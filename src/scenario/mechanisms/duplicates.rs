//! `[mechanisms.duplicates]` as typed: several reports of one matter, and their recognition.

use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields};
use crate::scenario::quantity::{Limits, count_to, number, share};

/// Duplicates, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Duplicates {
    /// Mean number of further reports of a matter.
    pub reports: f64,
    /// Further reports of one matter, at most.
    pub at_most: u32,
    /// Time from the first report to each further one.
    pub after: TimeDist,
    /// Chance that a further report is recognised at an intake.
    pub recall: f64,
    /// Work of recognising and merging one.
    pub merge_work: TimeDist,
    /// Chance that a genuine case is taken for a further report of another.
    pub false_merge: f64,
    /// Time until that is found out.
    pub found_after: Option<TimeDist>,
    /// Time that each of those who could report a matter takes to notice it.
    pub notice: Option<TimeDist>,
}

/// The most further reports of a matter.
const REPORTS_MOST: u32 = 100;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Duplicates> {
    let about = "mean number of further reports of a matter";
    let reports = fields.required("reports", about, number(Limits::Between(0.0, 20.0)));
    let about = "further reports of one matter, at most; 20 unless given";
    let at_most = fields.optional("at_most", about, count_to(1, REPORTS_MOST));
    let about = "time from the first report to each further one";
    let after = fields.required("after", about, Distribution);
    let about = "chance that a further report is recognised at an intake; 0 unless given";
    let recall = fields.optional("recall", about, share());
    let about = "work of recognising and merging one";
    let merge_work = fields.required("merge_work", about, Distribution);
    let about = "chance that a genuine case is taken for a further report; 0 unless given";
    let false_merge = fields.optional("false_merge", about, share());
    let about = "time until it is found out that a case was merged wrongly";
    let found_after = fields.optional("found_after", about, Distribution);
    let about = "time that each of those who report a matter takes to notice it; none unless given";
    let notice = fields.optional("notice", about, Distribution);
    if let Some(at) = &false_merge
        && at.value > 0.0
        && fields.key_place("found_after").is_none()
    {
        let message =
            "cases are merged wrongly, and `found_after` does not say when that is found out";
        fields.report(
            Diagnostic::error(Code::MissingKey, at.place, message)
                .help("add `found_after = \"10 days\"`"),
        );
    }
    Some(Duplicates {
        reports: reports?.value,
        at_most: at_most.map_or(20, |most| most.value),
        after: after?,
        recall: recall.map_or(0.0, |recall| recall.value),
        merge_work: merge_work?,
        false_merge: false_merge.map_or(0.0, |chance| chance.value),
        found_after,
        notice,
    })
}
