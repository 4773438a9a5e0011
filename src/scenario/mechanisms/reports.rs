//! `[mechanisms.reports]` as typed: recurring reports and forms, and uploads for a quota.

use crate::diagnostic::At;
use crate::scenario::decode::{Distribution, Fields, Flag, Names, Record, Text};
use crate::scenario::quantity::{count_to, hours, positive_time, share, time};
use crate::scenario::{Named, TimeDist};
use crate::time::Span;

/// Reports and forms, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Reports {
    /// What is asked for, in file order.
    pub streams: Vec<Named<Stream>>,
    /// Whether a field that another stream has asked for is copied.
    pub once_only: bool,
    /// What the platform takes that copies them.
    pub upkeep: Option<Upkeep>,
    /// Uploads for a quota.
    pub uploads: Option<Uploads>,
}

/// Forms that come again and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// The desk that fills them in.
    pub desk: At<String>,
    /// How many forms, spread evenly over the period.
    pub forms: At<u32>,
    /// The period.
    pub every: At<Span>,
    /// When the first one is asked for.
    pub first: Span,
    /// Fields of a form.
    pub fields: u32,
    /// Hours of filling in one.
    pub per_field: f64,
    /// Share of the fields that another stream has asked for.
    pub overlap: f64,
    /// Time allowed.
    pub due: Option<Span>,
}

/// What a platform takes, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Upkeep {
    /// The desk that keeps it up.
    pub desk: At<String>,
    /// Work each time.
    pub work: TimeDist,
    /// How often.
    pub every: At<Span>,
}

/// Uploads for a quota, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Uploads {
    /// The desk that has to upload.
    pub desk: At<String>,
    /// Uploads a week that are expected of it.
    pub quota: At<u32>,
    /// Work of a trivial one.
    pub work: TimeDist,
}

/// The most forms of a stream.
const FORMS_MOST: u32 = 100_000;
/// The most fields of a form.
const FIELDS_MOST: u32 = 100_000;
/// The largest quota of a week.
const QUOTA_MOST: u32 = 1_000;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Reports> {
    let streams = Names::of("stream of forms", Record::new("stream of forms", stream));
    let streams = fields.optional(
        "streams",
        "forms that come again and again, by name",
        streams,
    );
    let about = "whether a field that another stream has asked for is copied; false unless given";
    let once_only = fields.optional("once_only", about, Flag);
    let about = "what a platform takes that copies fields";
    let upkeep = fields.optional("upkeep", about, Record::new("upkeep of reports", upkeep));
    let about = "uploads that are expected every week, needed or not";
    let uploads = fields.optional(
        "uploads",
        about,
        Record::new("uploads for a quota", uploads),
    );
    Some(Reports {
        streams: streams.map_or(Vec::new(), |streams| streams.value),
        once_only: once_only.is_some_and(|once_only| once_only.value),
        upkeep: upkeep.map(|upkeep| upkeep.value),
        uploads: uploads.map(|uploads| uploads.value),
    })
}

fn stream(fields: &mut Fields<'_>) -> Option<Stream> {
    let about = "desk that fills them in, one in each unit";
    let desk = fields.required("desk", about, Text);
    let about = "number of forms, spread evenly over the period; 1 unless given";
    let forms = fields.optional("forms", about, count_to(0, FORMS_MOST));
    let about = "clock time after which each form comes again";
    let every = fields.required("every", about, positive_time());
    let about = "clock time from the start to the first form; none unless given";
    let first = fields.optional("first", about, time());
    let about = "fields of a form";
    let number = fields.required("fields", about, count_to(0, FIELDS_MOST));
    let about = "work of filling in one field";
    let per_field = fields.required("per_field", about, hours());
    let about = "share of the fields that another stream has asked for; 0 unless given";
    let overlap = fields.optional("overlap", about, share());
    let due = fields.optional("due", "clock time allowed for a form", time());
    Some(Stream {
        desk: desk?,
        forms: forms.unwrap_or(At::nowhere(1)),
        every: every?,
        first: first.map_or(Span::ZERO, |first| first.value),
        fields: number?.value,
        per_field: per_field?.value,
        overlap: overlap.map_or(0.0, |overlap| overlap.value),
        due: due.map(|due| due.value),
    })
}

fn upkeep(fields: &mut Fields<'_>) -> Option<Upkeep> {
    let about = "desk that keeps it up, one in each unit";
    let desk = fields.required("desk", about, Text);
    let work = fields.required("work", "work each time", Distribution);
    let every = fields.required("every", "clock time between two times", positive_time());
    Some(Upkeep {
        desk: desk?,
        work: work?,
        every: every?,
    })
}

fn uploads(fields: &mut Fields<'_>) -> Option<Uploads> {
    let about = "desk that has to upload, one in each unit";
    let desk = fields.required("desk", about, Text);
    let about = "uploads a week that are expected of it; cases of its unit count";
    let quota = fields.required("quota", about, count_to(0, QUOTA_MOST));
    let work = fields.required("work", "work of a trivial upload", Distribution);
    Some(Uploads {
        desk: desk?,
        quota: quota?,
        work: work?,
    })
}
