//! The kinds of wrong input.

/// A kind of wrong input, with a stable code and one sentence of explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    // syntax and keys
    /// The text is not valid TOML.
    Syntax,
    /// Tables or arrays are nested too deeply.
    TooDeep,
    /// The table has no such key.
    UnknownKey,
    /// A required key is missing.
    MissingKey,
    /// The value has another type than the key needs.
    WrongType,
    /// The text is none of the choices of the key.
    UnknownChoice,
    /// No distribution has this name.
    UnknownDistribution,
    /// A distribution is one table with exactly one key.
    SeveralDistributions,
    /// Of keys that exclude each other, two are given or none.
    ConflictingKeys,
    /// The scenario is written in another version of the format.
    FormatVersion,
    // values and units
    /// A time or a rate is a bare number without a unit.
    MissingUnit,
    /// No unit has this name.
    UnknownUnit,
    /// The text does not hold a finite number where one is needed.
    NotANumber,
    /// The number lies outside what the key allows.
    OutOfRange,
    /// The time is longer than can be simulated.
    TooLong,
    /// Shares do not sum to one.
    SharesSum,
    /// The list has another number of entries than the key needs.
    ListLength,
    /// The value of a quantity lies outside its own range.
    OutsideOwnRange,
    /// A unit is given for a number that has none.
    UselessUnit,
    /// No distribution has these parameters.
    Distribution,
    /// The text is not a date, a date and time, or a span of dates.
    Date,
    /// The text is not a weekday, a span of weekdays, or a list of hours.
    Week,
    // names
    /// Nothing has this name.
    UnknownName,
    /// More than one desk could do the work.
    AmbiguousDesk,
    /// A name is used twice.
    DuplicateName,
    /// The name is built in and cannot be given to something else.
    ReservedName,
    // organisation
    /// No level on the way up has the authority a case needs.
    AuthorityUnheld,
    /// Cases need a desk that nobody staffs.
    DeskUnstaffed,
    /// No desk of a level works for a department that cases need there.
    NoDesk,
    /// A level is its own ancestor.
    LevelCycle,
    /// Cases escalate in a circle.
    EscalationCycle,
    /// Needs wait for each other.
    PrecedenceCycle,
    /// The levels do not form a tree with one top.
    LevelTree,
    /// The number of units of a level is unknown, zero, or given twice.
    UnitCount,
    /// No source brings a case.
    NothingArises,
    // time and plan
    /// A calendar is never open.
    CalendarNeverOpen,
    /// Periods of a calendar overlap, or one ends before it starts.
    CalendarOrder,
    /// A deadline in working time has no calendar.
    DeadlineWithoutCalendar,
    /// A deadline lies before the matter arises.
    DueBeforeStart,
    /// The warm-up is not shorter than the horizon.
    WarmUpPastHorizon,
    /// The number of replications is out of range.
    Replications,
    /// The run would need more memory than there is.
    TooLarge,
    /// The step of a cycle does not divide its period.
    CycleStep,
    // trace and files
    /// There is no such file.
    FileMissing,
    /// The file is empty.
    FileEmpty,
    /// The file is not UTF-8 text.
    NotUtf8,
    /// The file is larger than the limit.
    FileTooLarge,
    /// The path is a folder and not a file.
    IsDirectory,
    /// The file cannot be read.
    FileUnreadable,
    /// A row of a table does not parse.
    TraceRow,
    /// The rows of a trace are not in order of time.
    TraceOrder,
    /// A table has no rows.
    TraceEmpty,
    /// A table has no such column.
    TraceColumn,
    /// The output folder exists already.
    OutputExists,
    /// The output cannot be written.
    OutputUnwritable,
    // designs and --set
    /// A design extends itself.
    DesignCycle,
    /// A design changes which matters arise.
    DesignChangesStream,
    /// The scenario has no such path.
    UnknownPath,
    /// The argument is not of the form path=value.
    Override,
    // warnings
    /// A design changes the staff without saying so.
    DesignChangesStaff,
    /// A desk has more work than time.
    Overloaded,
    /// Nothing uses this name.
    UnusedName,
    /// A measure has too few observations to be trusted.
    StarvedMeasure,
}

/// What is said about each code, in the order of [`Code`].
const CODES: [(Code, &str, &str); 63] = [
    (Code::Syntax, "E0101", "the text is not valid TOML"),
    (
        Code::TooDeep,
        "E0102",
        "tables or arrays are nested too deeply",
    ),
    (Code::UnknownKey, "E0103", "the table has no such key"),
    (Code::MissingKey, "E0104", "a required key is missing"),
    (
        Code::WrongType,
        "E0105",
        "the value has another type than the key needs",
    ),
    (
        Code::UnknownChoice,
        "E0106",
        "the text is none of the choices of the key",
    ),
    (
        Code::UnknownDistribution,
        "E0107",
        "no distribution has this name",
    ),
    (
        Code::SeveralDistributions,
        "E0108",
        "a distribution is one table with exactly one key",
    ),
    (
        Code::ConflictingKeys,
        "E0109",
        "of keys that exclude each other, two are given or none",
    ),
    (
        Code::FormatVersion,
        "E0110",
        "the scenario is written in another version of the format",
    ),
    (
        Code::MissingUnit,
        "E0201",
        "a time or a rate is a bare number without a unit",
    ),
    (Code::UnknownUnit, "E0202", "no unit has this name"),
    (
        Code::NotANumber,
        "E0203",
        "the text does not hold a finite number where one is needed",
    ),
    (
        Code::OutOfRange,
        "E0204",
        "the number lies outside what the key allows",
    ),
    (
        Code::TooLong,
        "E0205",
        "the time is longer than can be simulated",
    ),
    (Code::SharesSum, "E0206", "shares do not sum to one"),
    (
        Code::ListLength,
        "E0207",
        "the list has another number of entries than the key needs",
    ),
    (
        Code::OutsideOwnRange,
        "E0208",
        "the value of a quantity lies outside its own range",
    ),
    (
        Code::UselessUnit,
        "E0209",
        "a unit is given for a number that has none",
    ),
    (
        Code::Distribution,
        "E0210",
        "no distribution has these parameters",
    ),
    (
        Code::Date,
        "E0211",
        "the text is not a date, a date and time, or a span of dates",
    ),
    (
        Code::Week,
        "E0212",
        "the text is not a weekday, a span of weekdays, or a list of hours",
    ),
    (Code::UnknownName, "E0301", "nothing has this name"),
    (
        Code::AmbiguousDesk,
        "E0302",
        "more than one desk could do the work",
    ),
    (Code::DuplicateName, "E0303", "a name is used twice"),
    (
        Code::ReservedName,
        "E0304",
        "the name is built in and cannot be given to something else",
    ),
    (
        Code::AuthorityUnheld,
        "E0401",
        "no level on the way up has the authority a case needs",
    ),
    (
        Code::DeskUnstaffed,
        "E0402",
        "cases need a desk that nobody staffs",
    ),
    (
        Code::NoDesk,
        "E0403",
        "no desk of a level works for a department that cases need there",
    ),
    (Code::LevelCycle, "E0404", "a level is its own ancestor"),
    (Code::EscalationCycle, "E0405", "cases escalate in a circle"),
    (Code::PrecedenceCycle, "E0406", "needs wait for each other"),
    (
        Code::LevelTree,
        "E0407",
        "the levels do not form a tree with one top",
    ),
    (
        Code::UnitCount,
        "E0408",
        "the number of units of a level is unknown, zero, or given twice",
    ),
    (Code::NothingArises, "E0409", "no source brings a case"),
    (Code::CalendarNeverOpen, "E0501", "a calendar is never open"),
    (
        Code::CalendarOrder,
        "E0502",
        "periods of a calendar overlap, or one ends before it starts",
    ),
    (
        Code::DeadlineWithoutCalendar,
        "E0503",
        "a deadline in working time has no calendar",
    ),
    (
        Code::DueBeforeStart,
        "E0504",
        "a deadline lies before the matter arises",
    ),
    (
        Code::WarmUpPastHorizon,
        "E0505",
        "the warm-up is not shorter than the horizon",
    ),
    (
        Code::Replications,
        "E0506",
        "the number of replications is out of range",
    ),
    (
        Code::TooLarge,
        "E0507",
        "the run would need more memory than there is",
    ),
    (
        Code::CycleStep,
        "E0508",
        "the step of a cycle does not divide its period",
    ),
    (Code::FileMissing, "E0601", "there is no such file"),
    (Code::FileEmpty, "E0602", "the file is empty"),
    (Code::NotUtf8, "E0603", "the file is not UTF-8 text"),
    (
        Code::FileTooLarge,
        "E0604",
        "the file is larger than the limit",
    ),
    (
        Code::IsDirectory,
        "E0605",
        "the path is a folder and not a file",
    ),
    (Code::FileUnreadable, "E0606", "the file cannot be read"),
    (Code::TraceRow, "E0607", "a row of a table does not parse"),
    (
        Code::TraceOrder,
        "E0608",
        "the rows of a trace are not in order of time",
    ),
    (Code::TraceEmpty, "E0609", "a table has no rows"),
    (Code::TraceColumn, "E0610", "a table has no such column"),
    (
        Code::OutputExists,
        "E0611",
        "the output folder exists already",
    ),
    (
        Code::OutputUnwritable,
        "E0612",
        "the output cannot be written",
    ),
    (Code::DesignCycle, "E0701", "a design extends itself"),
    (
        Code::DesignChangesStream,
        "E0702",
        "a design changes which matters arise",
    ),
    (Code::UnknownPath, "E0703", "the scenario has no such path"),
    (
        Code::Override,
        "E0704",
        "the argument is not of the form path=value",
    ),
    (
        Code::DesignChangesStaff,
        "W0901",
        "a design changes the staff without saying so",
    ),
    (Code::Overloaded, "W0902", "a desk has more work than time"),
    (Code::UnusedName, "W0903", "nothing uses this name"),
    (
        Code::StarvedMeasure,
        "W0904",
        "a measure has too few observations to be trusted",
    ),
];

impl Code {
    /// Every code, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        CODES.iter().map(|(code, _, _)| *code)
    }

    /// The stable text, such as `E0103`.
    pub fn as_str(self) -> &'static str {
        CODES[self as usize].1
    }

    /// One sentence: lower case, no full stop.
    pub fn explain(self) -> &'static str {
        CODES[self as usize].2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_codes() {
        for (index, (code, text, explanation)) in CODES.iter().enumerate() {
            assert_eq!(*code as usize, index, "{text}");
            assert!(!explanation.ends_with('.'), "{text}");
        }
    }

    #[test]
    fn no_two_codes_share_a_text() {
        let mut texts: Vec<_> = Code::all().map(Code::as_str).collect();
        texts.dedup();
        assert!(texts.is_sorted());
        assert_eq!(texts.len(), CODES.len());
    }
}
