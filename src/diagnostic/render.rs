//! Diagnostics as text, in the style of rustc.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Label, Severity, SourceText, Sources};

/// Whether text carries terminal colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// Plain text.
    Never,
    /// ANSI escapes.
    Always,
}

/// Diagnostics shown before the rest is only counted.
const MOST_SHOWN: usize = 50;

/// Columns a line may take before it is trimmed around the marks.
const WIDTH: usize = 120;

/// All diagnostics in file order, then a line that counts them. Empty when there are none.
///
/// The plain text depends on nothing but the arguments. Past 50 diagnostics the rest is only counted.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, color: Color) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let renderer = match color {
        Color::Never => Renderer::plain(),
        Color::Always => Renderer::styled(),
    }
    .term_width(WIDTH);
    let mut text = String::new();
    let sorted = diagnostics.clone().sorted();
    for diagnostic in sorted.iter().take(MOST_SHOWN) {
        text.push_str(&one(&renderer, diagnostic, sources));
        text.push_str("\n\n");
    }
    if let Some(hidden) = sorted
        .len()
        .checked_sub(MOST_SHOWN)
        .filter(|hidden| *hidden > 0)
    {
        text.push_str(&format!("and {hidden} more\n\n"));
    }
    text.push_str(&summary(&sorted, sources));
    text.push('\n');
    text
}

/// The line that counts: `2 errors, 1 warning in scenarios/x.toml`.
fn summary(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let parts: Vec<String> = [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Note, "note"),
    ]
    .into_iter()
    .map(|(severity, word)| (diagnostics.count(severity), word))
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
    .collect();
    let counts = parts.join(", ");
    match sources.iter().next() {
        Some(file) => format!("{counts} in {}", file.name),
        None => counts,
    }
}

fn one(renderer: &Renderer, diagnostic: &Diagnostic, sources: &Sources) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    let mut shown: Vec<u16> = Vec::new();
    for label in &diagnostic.labels {
        let index = label.place.source;
        let Some(source) = sources.get(index).filter(|_| !shown.contains(&index)) else {
            continue;
        };
        shown.push(index);
        let labels: Vec<(usize, &Label)> = diagnostic
            .labels
            .iter()
            .enumerate()
            .filter(|(_, label)| label.place.source == index)
            .collect();
        group = group.element(snippet(source, &labels));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    renderer.render(&[group])
}

/// The lines from the first label to the last; the renderer folds what lies between.
fn snippet<'a>(
    source: &'a SourceText,
    labels: &[(usize, &'a Label)],
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = source.text.as_str();
    let spans: Vec<(usize, usize)> = labels
        .iter()
        .map(|(_, label)| {
            let start = floor(text, label.place.start as usize);
            (start, ceil(text, label.place.end as usize).max(start))
        })
        .collect();
    let first = spans.iter().map(|(start, _)| *start).min().unwrap_or(0);
    let last = spans.iter().map(|(_, end)| *end).max().unwrap_or(0);
    let from = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
    let to = text[last..]
        .find('\n')
        .map_or(text.len(), |newline| last + newline);
    let line = source.first_line + text[..from].matches('\n').count();
    let marks = labels
        .iter()
        .zip(&spans)
        .map(|((index, label), (start, end))| {
            let kind = match index {
                0 => AnnotationKind::Primary,
                _ => AnnotationKind::Context,
            };
            let mark = kind.span(start - from..end - from);
            match label.text.as_str() {
                "" => mark,
                text => mark.label(printable(text)),
            }
        });
    Snippet::source(&text[from..to])
        .path(source.name.as_str())
        .line_start(line)
        .annotations(marks)
}

/// Text without control characters, which could move the cursor of a terminal.
fn printable(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\n' => '\n',
            letter if letter.is_control() => '\u{fffd}',
            letter => letter,
        })
        .collect()
}

/// The nearest character boundary at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The nearest character boundary at or after an offset.
fn ceil(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset += 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Place};
    use super::*;

    fn shown(text: &str, diagnostic: Diagnostic) -> String {
        let mut sources = Sources::new();
        sources.add("x.toml", text);
        render(&diagnostic.into(), &sources, Color::Never)
    }

    #[test]
    fn a_diagnostic_shows_code_place_labels_and_help() {
        let text = "[a]\nb = 1\n\n\n\n\n\n\n[c]\nd = \"é\" # end\n";
        let at = text.find("\"é\"").unwrap();
        let diagnostic = Diagnostic::error(
            Code::WrongType,
            Place::new(0, at..at + 4),
            "`d` is text and must be a number",
        )
        .here("text")
        .label(Place::new(0, 4..5), "as `b` is")
        .help("write `d = 1`");
        assert_eq!(
            shown(text, diagnostic),
            "error[E0105]: `d` is text and must be a number
  --> x.toml:10:5
   |
 2 | b = 1
   | - as `b` is
...
10 | d = \"é\" # end
   |     ^^^ text
   |
   = help: write `d = 1`

1 error in x.toml
"
        );
    }

    #[test]
    fn places_at_and_past_the_end_and_in_an_empty_text_are_shown() {
        for (text, range) in [
            ("", 0..0),
            ("a", 1..1),
            ("a\n", 2..2),
            ("é", 1..1),
            ("a", 7..9),
            ("\u{feff}a\r\nb", 3..4),
        ] {
            let output = shown(
                text,
                Diagnostic::error(Code::Syntax, Place::new(0, range), "wrong"),
            );
            assert!(output.contains("x.toml:"), "{output}");
            assert!(output.ends_with("1 error in x.toml\n"), "{output}");
        }
    }

    #[test]
    fn a_line_of_a_megabyte_is_trimmed() {
        let text = format!("a = \"{}\" # {}", "é".repeat(300_000), "z".repeat(500_000));
        let output = shown(
            &text,
            Diagnostic::error(Code::Syntax, Place::new(0, 4..10), "wrong"),
        );
        assert!(output.len() < 2_000, "{}", output.len());
    }
}
