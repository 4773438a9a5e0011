//! `[mechanisms.adoption]` as typed: the lag of adoption, with double entry until then.

use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields};
use crate::scenario::quantity::{positive_time, share, time};
use crate::time::Span;

/// The lag of adoption, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Adoption {
    /// Time from the start until half of the work is done the new way.
    pub half_after: At<Span>,
    /// Time from the start until nine tenths are.
    pub ninety_after: At<Span>,
    /// Work of entering a part a second time until then.
    pub double_entry: TimeDist,
    /// Share of the work of a part that is saved from then on.
    pub saving: f64,
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Adoption> {
    let about = "time from the start until half of the work is done the new way";
    let half_after = fields.required("half_after", about, time());
    let about = "time from the start until nine tenths are";
    let ninety_after = fields.required("ninety_after", about, positive_time());
    let about = "work of entering a part of a case a second time until then";
    let double_entry = fields.required("double_entry", about, Distribution);
    let about = "share of the work of a part that is saved from then on; 0 unless given";
    let saving = fields.optional("saving", about, share());
    Some(Adoption {
        half_after: half_after?,
        ninety_after: ninety_after?,
        double_entry: double_entry?,
        saving: saving.map_or(0.0, |saving| saving.value),
    })
}
