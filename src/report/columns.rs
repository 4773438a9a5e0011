//! Long tables for machines, column by column, written as CSV or as Parquet.

use std::io::Write;

mod parquet;

pub use self::parquet::parquet;

/// Some rows of a long table. All parts of a table have the same columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Columns {
    columns: Vec<Column>,
}

/// A column with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: Values,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Whole numbers.
    Whole(Vec<i64>),
    /// Numbers, some of which may be missing.
    Number(Vec<Option<f64>>),
    /// Texts, some of which may be missing.
    Text(Vec<Option<String>>),
    /// Yes or no, or not asked.
    Flag(Vec<Option<bool>>),
}

impl Values {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Whole(values) => values.len(),
            Self::Number(values) => values.len(),
            Self::Text(values) => values.len(),
            Self::Flag(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One value as text; nothing where it is missing.
    fn text(&self, row: usize) -> String {
        match self {
            Self::Whole(values) => values[row].to_string(),
            Self::Number(values) => values[row].map_or(String::new(), |value| value.to_string()),
            Self::Text(values) => values[row].clone().unwrap_or_default(),
            Self::Flag(values) => values[row].map_or(String::new(), |flag| flag.to_string()),
        }
    }
}

impl Columns {
    /// Adds a column.
    ///
    /// # Panics
    /// When it has another number of values than the columns before it.
    pub fn add(&mut self, name: impl Into<String>, values: Values) {
        if let Some(first) = self.columns.first() {
            assert_eq!(first.values.len(), values.len(), "columns are equally long");
        }
        self.columns.push(Column {
            name: name.into(),
            values,
        });
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |first| first.values.len())
    }
}

/// Writes the parts of a table as one CSV with one header. No parts, no header.
///
/// # Errors
/// When `to` cannot be written.
pub fn csv(parts: impl Iterator<Item = Columns>, to: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    for (nth, part) in parts.enumerate() {
        if nth == 0 {
            writer.write_record(part.columns.iter().map(|column| &column.name))?;
        }
        for row in 0..part.rows() {
            writer.write_record(part.columns.iter().map(|column| column.values.text(row)))?;
        }
    }
    Ok(writer.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two parts of one table, with every kind of column and something missing in each that may miss.
    pub(super) fn parts() -> Vec<Columns> {
        let part = |whole: Vec<i64>, number, text: Vec<Option<&str>>, flag| {
            let mut columns = Columns::default();
            columns.add("whole", Values::Whole(whole));
            columns.add("number", Values::Number(number));
            let text = text.into_iter().map(|text| text.map(str::to_owned));
            columns.add("text", Values::Text(text.collect()));
            columns.add("flag", Values::Flag(flag));
            columns
        };
        vec![
            part(
                vec![1, 2],
                vec![Some(0.1), None],
                vec![None, Some("a, b")],
                vec![Some(true), None],
            ),
            part(
                vec![3],
                vec![Some(-1e-9)],
                vec![Some("ä")],
                vec![Some(false)],
            ),
        ]
    }

    #[test]
    fn parts_are_one_csv_with_one_header_and_missing_values_are_empty() {
        let mut bytes = Vec::new();
        csv(parts().into_iter(), &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let wanted = "whole,number,text,flag\n1,0.1,,true\n2,,\"a, b\",\n3,-0.000000001,ä,false\n";
        assert_eq!(text, wanted);
    }

    #[test]
    #[should_panic(expected = "equally long")]
    fn columns_of_different_lengths_are_refused() {
        let mut columns = Columns::default();
        columns.add("one", Values::Whole(vec![1]));
        columns.add("two", Values::Whole(vec![1, 2]));
    }
}
