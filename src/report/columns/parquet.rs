//! Long tables as Parquet, one row group a part.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::{Columns, Values};

/// Writes the parts of a table as Parquet, compressed with Snappy; the same parts give the same bytes. Whole numbers are
/// `INT64`, numbers `DOUBLE`, texts `UTF8`, flags `BOOLEAN`; all but whole numbers may be null. No parts give a file without
/// columns.
///
/// # Errors
/// When `to` cannot be written.
pub fn parquet(parts: impl Iterator<Item = Columns>, to: impl Write + Send) -> std::io::Result<()> {
    write(parts, to).map_err(std::io::Error::other)
}

fn write(mut parts: impl Iterator<Item = Columns>, to: impl Write + Send) -> Result<()> {
    let first = parts.next().unwrap_or_default();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("caseload ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut writer = SerializedFileWriter::new(to, schema(&first)?, Arc::new(properties))?;
    for part in std::iter::once(first).chain(parts) {
        let mut group = writer.next_row_group()?;
        for column in &part.columns {
            let into = group.next_column()?;
            let mut into = into.ok_or_else(|| ParquetError::General("a column too many".into()))?;
            values(&mut into, &column.values)?;
            into.close()?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

fn schema(columns: &Columns) -> Result<TypePtr> {
    let field = |column: &super::Column| {
        let (physical, logical) = match column.values {
            Values::Whole(_) => (Physical::INT64, None),
            Values::Number(_) => (Physical::DOUBLE, None),
            Values::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Values::Flag(_) => (Physical::BOOLEAN, None),
        };
        let repetition = match column.values {
            Values::Whole(_) => Repetition::REQUIRED,
            _ => Repetition::OPTIONAL,
        };
        Type::primitive_type_builder(&column.name, physical)
            .with_logical_type(logical)
            .with_repetition(repetition)
            .build()
            .map(Arc::new)
    };
    let fields: Result<Vec<TypePtr>> = columns.columns.iter().map(field).collect();
    let schema = Type::group_type_builder("schema").with_fields(fields?);
    Ok(Arc::new(schema.build()?))
}

fn values(into: &mut SerializedColumnWriter<'_>, values: &Values) -> Result<()> {
    match values {
        Values::Whole(values) => {
            into.typed::<Int64Type>().write_batch(values, None, None)?;
            Ok(())
        }
        Values::Number(values) => optional::<DoubleType, _>(into, values, |value| *value),
        Values::Text(values) => {
            optional::<ByteArrayType, _>(into, values, |text| ByteArray::from(text.as_str()))
        }
        Values::Flag(values) => optional::<BoolType, _>(into, values, |flag| *flag),
    }
}

/// Values of which some may be missing: those that are there, and for each row whether it is.
fn optional<T: DataType, V>(
    into: &mut SerializedColumnWriter<'_>,
    values: &[Option<V>],
    of: impl Fn(&V) -> T::T,
) -> Result<()> {
    let there: Vec<T::T> = values.iter().flatten().map(of).collect();
    let levels: Vec<i16> = values.iter().map(|one| i16::from(one.is_some())).collect();
    into.typed::<T>().write_batch(&there, Some(&levels), None)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::parts;
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    #[test]
    fn what_was_written_is_read_again_with_what_is_missing() {
        let mut bytes = Vec::new();
        super::parquet(parts().into_iter(), &mut bytes).unwrap();
        let mut again = Vec::new();
        super::parquet(parts().into_iter(), &mut again).unwrap();
        assert_eq!(bytes, again);
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        assert_eq!(reader.num_row_groups(), 2);
        let rows: Vec<Vec<(String, Field)>> = reader
            .into_iter()
            .map(|row| row.unwrap().into_columns())
            .collect();
        let column = |at: usize| {
            let of = |row: &Vec<(String, Field)>| row[at].1.clone();
            rows.iter().map(of).collect::<Vec<Field>>()
        };
        assert_eq!(column(0), [1, 2, 3].map(Field::Long));
        assert_eq!(
            column(1),
            [Field::Double(0.1), Field::Null, Field::Double(-1e-9)]
        );
        let text = |text: &str| Field::Str(text.to_owned());
        assert_eq!(column(2), [Field::Null, text("a, b"), text("ä")]);
        assert_eq!(
            column(3),
            [Field::Bool(true), Field::Null, Field::Bool(false)]
        );
        let names: Vec<&str> = rows[0].iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["whole", "number", "text", "flag"]);
    }
}
