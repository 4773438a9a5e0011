//! Rows and columns of text, aligned.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, LineStyle, Table};

/// Where the numbers of a column stand below each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// At the decimal point.
    Point,
    /// At the end of the first number and the start of the second.
    End,
}

/// A line of a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GridLine {
    /// A title over the lines below, as wide as it likes.
    Title(String),
    /// One text a column.
    Cells(Vec<String>),
}

/// Columns under a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grid {
    /// Headers, perhaps of two lines.
    pub(crate) header: Vec<String>,
    /// How many columns, from the left, start at their left edge; the others end at their right one.
    pub(crate) left: usize,
    /// Whether the last column starts at its left edge.
    pub(crate) last_left: bool,
    /// The lines in order.
    pub(crate) lines: Vec<GridLine>,
}

impl Grid {
    /// The lines as text, the header ruled off by `rule`, each indented by two.
    pub(crate) fn render(&self, rule: char) -> Vec<String> {
        let mut table = Table::new();
        table.load_style(NOTHING.header_separator(LineStyle::none().fill(rule).junction(rule)));
        table.set_header(self.header.clone());
        for line in &self.lines {
            match line {
                GridLine::Title(_) => table.add_row(vec![" "; self.header.len()]),
                GridLine::Cells(cells) => table.add_row(cells.clone()),
            };
        }
        let last = self.header.len() - 1;
        for (at, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, if at == last { 0 } else { 2 }));
            if at >= self.left && !(at == last && self.last_left) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let mut lines: Vec<String> = table
            .lines()
            .map(|line| format!("  {}", line.trim_end()).trim_end().to_owned())
            .collect();
        let first = lines.len() - self.lines.len();
        for (at, line) in self.lines.iter().enumerate() {
            if let GridLine::Title(title) = line {
                title.clone_into(&mut lines[first + at]);
            }
        }
        lines
    }
}

/// The width of the widest of some lines, in characters.
pub(crate) fn width(lines: &[String]) -> usize {
    lines
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0)
}

/// Texts of one or two numbers, so padded that they stand below each other: `before`, the first, `between`, the second,
/// `after`. Without a second number there is only the first; without any, `none`.
pub(crate) fn aligned(
    numbers: &[Option<(String, Option<String>)>],
    [before, between, after]: [&str; 3],
    by: By,
    none: &str,
) -> Vec<String> {
    let firsts: Vec<String> = numbers
        .iter()
        .map(|pair| {
            pair.as_ref()
                .map_or(none.to_owned(), |(first, _)| format!("{before}{first}"))
        })
        .collect();
    let seconds: Vec<String> = numbers
        .iter()
        .map(|pair| match pair {
            Some((_, Some(second))) => format!("{second}{after}"),
            _ => String::new(),
        })
        .collect();
    let (firsts, seconds) = match by {
        By::Point => (at_point(&firsts), at_point(&seconds)),
        By::End => (at_end(&firsts), at_start(&seconds)),
    };
    let has_second = numbers.iter().flatten().any(|(_, second)| second.is_some());
    let joined = firsts.into_iter().zip(seconds).map(|(first, second)| {
        let blank = " ".repeat(between.chars().count());
        match (has_second, second.trim().is_empty()) {
            (false, _) => first,
            (true, true) => format!("{first}{blank}{second}"),
            (true, false) => format!("{first}{between}{second}"),
        }
    });
    joined.collect()
}

fn at_point(texts: &[String]) -> Vec<String> {
    let parts: Vec<(&str, &str)> = texts
        .iter()
        .map(|text| text.split_at(text.find('.').unwrap_or(text.len())))
        .collect();
    let widest = |part: fn(&(&str, &str)) -> usize| parts.iter().map(part).max().unwrap_or(0);
    let whole = widest(|(whole, _)| whole.chars().count());
    let rest = widest(|(_, rest)| rest.chars().count());
    parts
        .iter()
        .map(|(a, b)| format!("{a:>whole$}{b:<rest$}"))
        .collect()
}

fn at_end(texts: &[String]) -> Vec<String> {
    let width = width(texts);
    texts.iter().map(|text| format!("{text:>width$}")).collect()
}

fn at_start(texts: &[String]) -> Vec<String> {
    let width = width(texts);
    texts.iter().map(|text| format!("{text:<width$}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(first: &str, second: &str) -> Option<(String, Option<String>)> {
        Some((first.to_owned(), Some(second.to_owned())))
    }

    #[test]
    fn numbers_stand_below_each_other_at_the_point() {
        let numbers = [pair("312.4", "4.1"), pair("7", "0.25"), None];
        let found = aligned(&numbers, ["", " ± ", ""], By::Point, "–");
        assert_eq!(found, ["312.4 ± 4.1 ", "  7   ± 0.25", "  –         "]);
    }

    #[test]
    fn intervals_stand_below_each_other_at_the_comma() {
        let numbers = [pair("-107.0", "-97.2"), pair("-1", "+2")];
        let found = aligned(&numbers, ["[", ", ", "]"], By::End, "–");
        assert_eq!(found, ["[-107.0, -97.2]", "    [-1, +2]   "]);
    }

    #[test]
    fn a_column_of_single_numbers_has_no_gap_behind_them() {
        let numbers = [Some(("3".to_owned(), None)), Some(("12".to_owned(), None))];
        assert_eq!(
            aligned(&numbers, ["", " ± ", ""], By::End, "–"),
            [" 3", "12"]
        );
    }
}
