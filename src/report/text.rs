//! A report as text for a terminal or a file: header, notices, one aligned table, a small picture, how to read it.
//!
//! With one design there are no differences; with two, one table; with more, an overview and one table for each design
//! against the baseline. A table that does not fit the width loses, in this order: the alignment at the decimal point, the
//! long words, the change in per cent, and last its second half, which is put below.

use crate::diagnostic::render::Color;
use crate::report::{NoticeKind, Report};

pub(crate) mod grid;

mod chart;
pub(crate) use head::{days, percent};

mod head;
mod notes;
mod overview;
mod table;

/// Which characters a text may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// All: rules, braille, plus-minus.
    Unicode,
    /// Those of ASCII in everything that is not a name.
    Ascii,
}

impl Charset {
    pub(crate) fn pick<T>(self, unicode: T, ascii: T) -> T {
        match self {
            Self::Unicode => unicode,
            Self::Ascii => ascii,
        }
    }
}

/// How a text is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns a line may take; the narrowest table takes about 76.
    pub width: usize,
    /// Which characters.
    pub charset: Charset,
    /// Whether it carries terminal colours.
    pub color: Color,
}

impl Look {
    /// 120 columns of Unicode without colours.
    pub const PLAIN: Self = Self {
        width: 120,
        charset: Charset::Unicode,
        color: Color::Never,
    };

    /// A title: bold in colour.
    pub(crate) fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(crate) fn paint(&self, style: &str, text: &str) -> String {
        match self.color {
            Color::Never => text.to_owned(),
            Color::Always => format!("\u{1b}[{style}m{text}\u{1b}[0m"),
        }
    }

    pub(crate) fn rule(&self) -> char {
        self.charset.pick('─', '-')
    }

    pub(crate) fn plus_minus(&self) -> &'static str {
        self.charset.pick(" ± ", " +/- ")
    }

    pub(crate) fn none(&self) -> &'static str {
        self.charset.pick("–", "-")
    }
}

/// The whole report as text, ending in a line break.
pub fn render(report: &Report, look: &Look) -> String {
    let mut lines: Vec<String> = Vec::new();
    let notice = |text: &str| {
        let wrapped = wrap(text, look.width, "", "  ");
        wrapped
            .iter()
            .map(|line| look.paint("1;33", line))
            .collect::<Vec<String>>()
    };
    let (staff, others): (Vec<_>, Vec<_>) = report
        .notices
        .iter()
        .partition(|notice| notice.kind == NoticeKind::Staff);
    lines.extend(staff.iter().flat_map(|staff| notice(&staff.text)));
    if !staff.is_empty() {
        lines.push(String::new());
    }
    lines.extend(head::head(report, look));
    for other in &others {
        lines.push(String::new());
        lines.extend(notice(&other.text));
    }
    lines.push(String::new());
    lines.extend(overview::overview(report, look));
    lines.extend(table::tables(report, look));
    lines.extend(overview::pairing(report, look));
    let charts = chart::charts(report, look.width, look.charset);
    for (at, line) in charts.iter().enumerate() {
        lines.push(if at == 0 {
            look.bold(line)
        } else {
            line.clone()
        });
    }
    if !charts.is_empty() {
        lines.push(String::new());
    }
    lines.extend(notes::notes(report, look));
    let mut text = lines.join("\n");
    text.push('\n');
    match look.charset {
        Charset::Unicode => text,
        Charset::Ascii => text.replace('\u{a0}', " "),
    }
}

/// Words in lines of at most `width` characters (a longer word stands alone), the first behind `first`, the others behind
/// `rest`.
pub(crate) fn wrap(text: &str, width: usize, first: &str, rest: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = line.chars().count() + usize::from(!is_empty) + word.chars().count();
        if !is_empty && length > width {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_none_is_lost() {
        let lines = wrap("one two three extraordinarily four", 10, "- ", "  ");
        assert_eq!(
            lines,
            ["- one two", "  three", "  extraordinarily", "  four"]
        );
        assert_eq!(wrap("", 10, "- ", "  "), ["- "]);
    }
}
