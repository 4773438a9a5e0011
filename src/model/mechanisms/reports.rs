//! Reports and forms, proven.

use crate::diagnostic::{At, Code, Diagnostic};
use crate::model::DeskKindId;
use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;
use crate::scenario::mechanisms::reports as part;
use crate::time::Span;

/// The most forms of a stream that one desk may get in a day.
const FORMS_A_DAY_MAX: f64 = 1_000.0;
/// The most streams.
const STREAMS_MAX: usize = 1_000;

/// Reports and forms, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Reports {
    /// What is asked for.
    pub streams: Vec<Stream>,
    /// What the platform takes that copies fields.
    pub upkeep: Option<Upkeep>,
    /// Uploads for a quota.
    pub uploads: Option<Uploads>,
}

/// Forms that come again and again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stream {
    /// The kind of desk that fills them in.
    pub desk: DeskKindId,
    /// Forms a period.
    pub forms: u32,
    /// The period.
    pub every: Span,
    /// When the first one is asked for.
    pub first: Span,
    /// Hands-on hours of filling one in.
    pub work: f64,
    /// Hands-on hours of one that are spared because fields are copied.
    pub saved: f64,
    /// Time allowed.
    pub due: Option<Span>,
}

/// What a platform takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Upkeep {
    /// The kind of desk that keeps it up.
    pub desk: DeskKindId,
    /// Hands-on hours each time.
    pub work: Dist,
    /// How often.
    pub every: Span,
}

/// Uploads for a quota.
#[derive(Debug, Clone, PartialEq)]
pub struct Uploads {
    /// The kind of desk that has to upload.
    pub desk: DeskKindId,
    /// Uploads a week that are expected of it.
    pub quota: u32,
    /// Hands-on hours of a trivial one.
    pub work: Dist,
}

impl Build<'_> {
    pub(super) fn prove_reports(
        &mut self,
        around: &Around<'_>,
        given: &typed::Reports,
    ) -> Option<Reports> {
        if let Some(extra) = given.streams.get(STREAMS_MAX) {
            let message = format!("at most {STREAMS_MAX} streams of forms are possible");
            self.error(Code::TooLarge, extra.name.place, message);
        }
        let of_stream = |build: &mut Self, stream: &part::Stream| {
            build.prove_stream(around, stream, given.once_only)
        };
        let streams = given.streams.iter();
        let streams: Vec<_> = streams
            .map(|stream| of_stream(self, &stream.item))
            .collect();
        let upkeep = given.upkeep.as_ref().map(|upkeep| {
            let every = self.interval("every", upkeep.every);
            Some(Upkeep {
                desk: self.desk_named(around, Some(&upkeep.desk))?,
                work: upkeep.work.value.clone(),
                every,
            })
        });
        let uploads = given.uploads.as_ref().map(|uploads| {
            let desk = self.desk_named(around, Some(&uploads.desk))?;
            self.desk_work(around, "uploads", &uploads.quota, desk, 1.0 / 7.0);
            Some(Uploads {
                desk,
                quota: uploads.quota.value,
                work: uploads.work.value.clone(),
            })
        });
        Some(Reports {
            streams: streams.into_iter().collect::<Option<_>>()?,
            upkeep: upkeep.map_or(Some(None), |upkeep| upkeep.map(Some))?,
            uploads: uploads.map_or(Some(None), |uploads| uploads.map(Some))?,
        })
    }

    fn prove_stream(
        &mut self,
        around: &Around<'_>,
        given: &part::Stream,
        once_only: bool,
    ) -> Option<Stream> {
        let every = self.interval("every", given.every);
        let desk = self.desk_named(around, Some(&given.desk))?;
        let a_day = 1.0 / every.to_days();
        let forms_a_day = f64::from(given.forms.value) * a_day;
        if forms_a_day > FORMS_A_DAY_MAX {
            let message = format!(
                "that makes {} forms a day for a desk and at most {FORMS_A_DAY_MAX} are possible",
                forms_a_day.round()
            );
            self.found.push(
                Diagnostic::error(Code::TooLarge, given.forms.place, message)
                    .label(given.every.place, "in this time")
                    .help("ask for fewer forms, or less often"),
            );
        }
        self.desk_work(around, "forms", &given.forms, desk, a_day);
        let whole = f64::from(given.fields) * given.per_field;
        let copied = if once_only { given.overlap } else { 0.0 };
        Some(Stream {
            desk,
            forms: given.forms.value,
            every,
            first: given.first,
            work: whole * (1.0 - copied),
            saved: whole * copied,
            due: given.due,
        })
    }

    /// Refuses more pieces of work than a run can have, when each desk of a kind gets `each`, `a_day` times a day.
    fn desk_work(
        &mut self,
        around: &Around<'_>,
        what: &str,
        each: &At<u32>,
        desk: DeskKindId,
        a_day: f64,
    ) {
        let desks = around.desks[desk.index()]
            .as_ref()
            .map_or(0, |kind| kind.count);
        let total = f64::from(desks) * f64::from(each.value) * a_day;
        self.not_too_many(what, each.place, total);
    }
}
