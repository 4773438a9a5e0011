//! Verdicts as text: one table that fits a screen, then each claim with what its verdict rests on.

use super::wording::{MEANINGS, is_expected, reading, setting, short_effect, title, verdict};
use super::{Claimed, Entry};
use crate::experiment::claim::{Kept, Ruling};
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::{Look, wrap};
use crate::stats::Verdict;
use detail::detail;

mod detail;

/// The columns of the table.
const HEADER: [&str; 7] = [
    "claim",
    "what is claimed",
    "effect [interval]",
    "n",
    "verdict",
    "guards",
    "where it\nshould fail",
];

/// The claims as text, ending in a line break.
pub fn render(claimed: &Claimed, look: &Look) -> String {
    let mut lines = head(claimed, look);
    lines.push(String::new());
    lines.extend(table(claimed, look));
    lines.push(String::new());
    lines.extend(how_to_read(claimed, look));
    for entry in &claimed.claims {
        lines.push(String::new());
        lines.extend(detail(entry, look));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn head(claimed: &Claimed, look: &Look) -> Vec<String> {
    let mut lines = vec![look.bold(&title(claimed))];
    let made = format!(
        "caseload {}, {}, claims {}; made by `{}`",
        claimed.version,
        setting(claimed),
        claimed.fingerprint.to_hex(),
        claimed.request.command()
    );
    lines.extend(wrap(&made, look.width, "  ", "  "));
    lines
}

fn table(claimed: &Claimed, look: &Look) -> Vec<String> {
    // What is left for the texts of the claims once the other columns have their width.
    let rows = claimed.claims.iter().map(|entry| {
        let ruling = &entry.finding.main;
        vec![
            entry.id.clone(),
            entry.says.clone(),
            short_effect(entry, ruling, look),
            ruling.n.to_string(),
            verdict(entry, ruling.verdict).to_owned(),
            guards(ruling, look),
            where_it_fails(entry, look),
        ]
    });
    let mut rows: Vec<Vec<String>> = rows.collect();
    let wide = |at: usize| {
        let all = rows.iter().map(|row| row[at].as_str()).chain([HEADER[at]]);
        let lines = all.flat_map(str::lines).map(|line| line.chars().count());
        lines.max().unwrap_or(0)
    };
    let others: usize = [0, 2, 3, 4, 5, 6].map(|at| wide(at) + 2).iter().sum();
    let room = look.width.saturating_sub(others + 4).max(16);
    for row in &mut rows {
        row[1] = shortened(&row[1], room);
    }
    let lines = rows.into_iter().map(GridLine::Cells);
    let grid = Grid {
        header: HEADER.map(str::to_owned).to_vec(),
        left: 3,
        last_left: true,
        lines: lines.collect(),
    };
    let rendered = grid.render(look.rule());
    let first = rendered.len() - claimed.claims.len();
    let painted = rendered.into_iter().enumerate().map(|(at, line)| {
        let entry = at.checked_sub(first).map(|nth| &claimed.claims[nth]);
        match entry.and_then(|entry| entry.finding.main.verdict) {
            Some(verdict) => line.replacen(
                verdict.name(),
                &look.paint(style(verdict), verdict.name()),
                1,
            ),
            None => line,
        }
    });
    painted.collect()
}

/// Terminal colours of verdicts.
fn style(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "1;32",
        Verdict::NotSupported => "1;33",
        Verdict::Inconclusive => "2",
        Verdict::Reversed => "1;31",
    }
}

fn shortened(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn guards(ruling: &Ruling, look: &Look) -> String {
    let count = |kept: Kept| {
        ruling
            .guards
            .iter()
            .filter(|guard| guard.kept == kept)
            .count()
    };
    match (ruling.guards.len(), count(Kept::Open)) {
        (0, _) => look.none().to_owned(),
        _ if count(Kept::Broken) > 0 => format!("{} BROKEN", count(Kept::Broken)),
        (_, 0) => "kept".to_owned(),
        (_, open) => format!("{open} open"),
    }
}

fn where_it_fails(entry: &Entry, look: &Look) -> String {
    let Some(failure) = &entry.finding.failure else {
        return look.none().to_owned();
    };
    let found = verdict(entry, failure.verdict);
    match is_expected(entry) {
        Some(false) => format!("{found} (not as expected)"),
        _ if failure
            .guards
            .iter()
            .any(|guard| guard.kept == Kept::Broken)
            && failure.verdict == Some(Verdict::Supported) =>
        {
            format!("{found} (!)")
        }
        _ => found.to_owned(),
    }
}

fn how_to_read(claimed: &Claimed, look: &Look) -> Vec<String> {
    let meanings = MEANINGS.map(|(verdict, meaning)| format!("{}: {meaning}", verdict.name()));
    let text = format!("{}. {}", meanings.join("; "), reading(claimed.error));
    wrap(&text, look.width, "  ", "  ")
}
