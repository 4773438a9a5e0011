//! Real records as a source.

use std::collections::BTreeMap;

use super::super::{MapColumn, OnError, TimeColumn, Trace, Unsorted};
use super::desk::Placed;
use super::{Choice, Fields, Names, Record, Text};

const ON_ERROR: Choice<OnError> = Choice(&[("stop", OnError::Stop), ("skip", OnError::Skip)]);

const UNSORTED: Choice<Unsorted> = Choice(&[("stop", Unsorted::Stop), ("sort", Unsorted::Sort)]);

pub(super) fn trace(fields: &mut Fields<'_>) -> Option<Trace> {
    let about = "path of the CSV or CSV.gz file, relative to the scenario";
    let file = fields.required("file", about, Text);
    let about = "column that says when a matter arose";
    let time = fields.required("time", about, Record::new("time column", time_column));
    let about = "column that says what it is";
    let category = fields.optional("category", about, Record::new("name column", map_column));
    let about = "column that says where it arose";
    let unit = fields.optional("unit", about, Record::new("name column", map_column));
    let about = "column that says when it is due";
    let due = fields.optional("due", about, Record::new("time column", time_column));
    let about = "column that says how severe it is";
    let severity = fields.optional("severity", about, Record::new("column", column));
    let about = "what to do with a row that does not parse";
    // A column that is given and wrong must not pass for one that is not given.
    let is_wrong = category.is_none() && fields.key_place("category").is_some();
    let on_error = fields.optional("on_error", about, ON_ERROR);
    let about = "what to do with rows out of order";
    let unsorted = fields.optional("unsorted", about, UNSORTED);
    if is_wrong {
        return None;
    }
    Some(Trace {
        file: file?,
        time: time?.value,
        category: category.map(|column| column.value),
        unit: unit.map(|column| column.value),
        due: due.map(|column| column.value),
        severity: severity.map(|column| column.value),
        on_error: on_error.map_or(OnError::Stop, |choice| choice.value),
        unsorted: unsorted.map_or(Unsorted::Stop, |choice| choice.value),
    })
}

fn column(fields: &mut Fields<'_>) -> Option<crate::diagnostic::At<String>> {
    fields.required("column", "name of the column", Text)
}

fn time_column(fields: &mut Fields<'_>) -> Option<TimeColumn> {
    let column = column(fields);
    let format = fields.required(
        "format",
        "strftime format, such as \"%Y-%m-%d %H:%M\"",
        Text,
    );
    Some(TimeColumn {
        column: column?,
        format: format?,
    })
}

fn map_column(fields: &mut Fields<'_>) -> Option<MapColumn> {
    let column = column(fields);
    let about = "cell text to scenario name; other cells stand for themselves";
    let map = fields.optional("map", about, Names::of("cell", Placed(Text)));
    let about = "name for cells that match nothing; \"skip\" skips the row";
    let other = fields.optional("other", about, Text);
    let entries = map.map_or(Vec::new(), |map| map.value);
    let map: BTreeMap<_, _> = entries
        .into_iter()
        .map(|entry| (entry.name.value, entry.item))
        .collect();
    Some(MapColumn {
        column: column?,
        map,
        other,
    })
}
