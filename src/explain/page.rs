//! A page of text: headings, wrapped paragraphs, aligned tables, as wide as the terminal.

use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, Table};

use crate::diagnostic::render::Color;
use crate::explain::Block;
use crate::report::text::{Look, wrap};

/// Columns that everything under a heading is indented by.
const INDENT: usize = 2;

/// The widest a paragraph gets; longer lines are hard to read.
const WIDEST: usize = 100;

/// Columns that the cells behind the names of a table need to be read.
const CELLS_MIN: usize = 52;

/// A page that is being written.
pub(super) struct Page<'a> {
    look: &'a Look,
    lines: Vec<String>,
}

impl<'a> Page<'a> {
    /// An empty page.
    pub(super) fn new(look: &'a Look) -> Self {
        Self {
            look,
            lines: Vec::new(),
        }
    }

    /// A heading, with an empty line before it.
    pub(super) fn heading(&mut self, text: &str) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        let text = self.look.bold(text);
        self.lines.push(text);
    }

    /// Words under a heading.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.wrapped(text, "  ", "  ");
    }

    /// Words behind a name, all names of the same width; a name that is too wide stands alone.
    pub(super) fn entry(&mut self, name: &str, width: usize, text: &str) {
        let behind = INDENT + width + 2;
        let rest = " ".repeat(behind);
        if name.chars().count() > width {
            self.paragraph(name);
            self.wrapped(text, &rest, &rest);
        } else {
            self.wrapped(text, &format!("  {name:<width$}  "), &rest);
        }
    }

    /// Blocks of a documentation.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for (at, block) in blocks.iter().enumerate() {
            let follows =
                |before: &&Block| !matches!((before, block), (Block::Point(_), Block::Point(_)));
            let before = at.checked_sub(1).map(|before| &blocks[before]);
            if before.filter(follows).is_some() {
                self.lines.push(String::new());
            }
            match block {
                Block::Paragraph(text) => self.paragraph(text),
                Block::Point(text) => self.wrapped(text, "  - ", "    "),
                Block::Code(lines) => {
                    let lines = lines.iter().map(|line| format!("    {line}"));
                    self.lines.extend(lines);
                }
                Block::Table(rows) => self.table(rows),
            }
        }
    }

    /// A header and rows, the cells wrapped where the width asks for it.
    pub(super) fn table(&mut self, rows: &[Vec<String>]) {
        let Some((header, body)) = rows.split_first() else {
            return;
        };
        let plain = |row: &Vec<String>| -> Vec<String> {
            row.iter().map(|cell| cell.replace('`', "")).collect()
        };
        let rows: Vec<Vec<String>> = body.iter().map(plain).collect();
        let names = rows.iter().flat_map(|row| row[0].lines());
        let widest = names.map(|name| name.chars().count()).max().unwrap_or(0);
        if widest + CELLS_MIN > self.look.width {
            self.listed(header, &rows);
            return;
        }
        let mut table = Table::new();
        let rule = LineStyle::none()
            .fill(self.look.rule())
            .junction(self.look.rule());
        table.load_style(NOTHING.header_separator(rule));
        table.set_content_arrangement(ContentArrangement::Dynamic);
        let width = self.look.width.saturating_sub(INDENT).max(20);
        table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        table.set_header(plain(header));
        for row in rows {
            table.add_row(row);
        }
        let last = header.len().saturating_sub(1);
        for (at, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, if at == last { 0 } else { 2 }));
            // Names are kept whole, so that they can be copied.
            if at == 0 {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        let lines = table.lines().map(|line| format!("  {}", line.trim_end()));
        self.lines.extend(lines);
    }

    /// The rows of a table that is too wide, one below the other.
    fn listed(&mut self, header: &[String], rows: &[Vec<String>]) {
        for row in rows {
            let (name, cells) = row
                .split_first()
                .map_or(("", row.as_slice()), |(name, cells)| (name.as_str(), cells));
            self.lines
                .extend(name.lines().map(|name| format!("  {name}")));
            let told = header.iter().skip(1).zip(cells);
            let told = told.filter(|(_, cell)| !cell.is_empty());
            let told: Vec<String> = told.map(|(what, cell)| format!("{what}: {cell}")).collect();
            if !told.is_empty() {
                self.wrapped(&told.join("; "), "    ", "    ");
            }
        }
    }

    /// Short texts in as many columns as there is room for, read downwards.
    pub(super) fn columns(&mut self, texts: &[String]) {
        let widest = texts.iter().map(|text| text.chars().count()).max();
        let step = widest.unwrap_or(0) + 2;
        let across = (self.look.width.saturating_sub(INDENT) / step).max(1);
        let down = texts.len().div_ceil(across);
        for row in 0..down {
            let cells = texts.iter().skip(row).step_by(down.max(1));
            let line: String = cells.map(|text| format!("{text:<step$}")).collect();
            self.lines.push(format!("  {}", line.trim_end()));
        }
    }

    /// The page, ending in a line break.
    pub(super) fn finish(self) -> String {
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }

    fn wrapped(&mut self, text: &str, first: &str, rest: &str) {
        let width = self.look.width.min(WIDEST);
        let lines = wrap(&joined(text), width, first, rest);
        let look = self.look;
        let lines = lines.iter().map(|line| painted(line, look));
        self.lines.extend(lines);
    }
}

/// Text whose code keeps together: the spaces in it are not to be broken at.
fn joined(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let kept = parts.map(|(at, part)| match at % 2 {
        0 => part.to_owned(),
        _ => format!("`{}`", part.replace(' ', "\u{a0}")),
    });
    kept.collect()
}

/// A line with its code in colour, or between backticks where there is none.
fn painted(line: &str, look: &Look) -> String {
    let line = line.replace('\u{a0}', " ");
    if look.color == Color::Never {
        return line;
    }
    let parts = line.split('`').enumerate();
    let painted = parts.map(|(at, part)| match at % 2 {
        0 => part.to_owned(),
        _ => look.paint("36", part),
    });
    painted.collect()
}
