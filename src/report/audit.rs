//! Audits of the statistics: what is stated, and how often it was seen.
//!
//! The CSV has one row a statement: `truth`, `event`, `bound` (`at-most` or `at-least`), `stated_share`, `trials`, `seen`,
//! `share`, `low`, `high` (exact 95 % interval), `holds`. The JSON is one object with everything that was found.

use std::io::Write;

use crate::experiment::audit::{Bound, Statement, VerdictAudit};
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::{Look, wrap};
use crate::stats::Verdict;

/// The audit as text, ending in a line break.
pub fn render(audit: &VerdictAudit, look: &Look) -> String {
    let trials = audit.tallies.first().map_or(0, |first| first.trials);
    let title = match audit.holds() {
        true => "Verdicts on planted truths: everything stated is compatible with what was seen",
        false => "Verdicts on planted truths: what was seen CONTRADICTS what is stated",
    };
    let mut lines = vec![look.bold(title)];
    let looks: Vec<String> = audit.looks.iter().map(u32::to_string).collect();
    let told = format!(
        "{trials} trials of each truth, seed {}; looks at {} replications; error {} of a family, half on either side",
        audit.seed,
        looks.join(", "),
        percent(audit.error),
    );
    lines.extend(wrap(&told, look.width, "  ", "  "));
    lines.push(String::new());
    lines.extend(verdicts(audit, look));
    lines.push(String::new());
    lines.extend(statements(&audit.statements, look));
    lines.push(String::new());
    let note = "The truth is planted in a simulated organisation in which nobody waits, so that the mean lead time is known, with \
                exponential work in the one arm and lognormal work in the other; families of claims are of normal numbers. A power \
                is what the last look alone has, from the spread of 2000 other replications. A statement is contradicted when what \
                was seen has a chance below one in a thousand under it.";
    lines.extend(wrap(note, look.width, "  ", "  "));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn verdicts(audit: &VerdictAudit, look: &Look) -> Vec<String> {
    let names = Verdict::ALL.map(|verdict| verdict.name().to_owned());
    let header = std::iter::once("planted truth".to_owned())
        .chain(names)
        .chain(["replications, mean".to_owned()]);
    let rows = audit.tallies.iter().map(|one| {
        let shares = one
            .verdicts
            .iter()
            .map(|count| percent(*count as f64 / one.trials.max(1) as f64));
        let cells = std::iter::once(one.truth.clone())
            .chain(shares)
            .chain([format!("{:.1}", one.n_mean)]);
        GridLine::Cells(cells.collect())
    });
    let grid = Grid {
        header: header.collect(),
        left: 1,
        last_left: false,
        lines: rows.collect(),
    };
    grid.render(look.rule())
}

fn statements(statements: &[Statement], look: &Look) -> Vec<String> {
    let rows = statements.iter().map(|one| {
        let stated = match one.bound {
            Bound::AtMost(share) => format!("at most {}", percent(share)),
            // Never more than is stated.
            Bound::AtLeast(share) => {
                format!("at least {}", percent((share * 1000.0).floor() / 1000.0))
            }
        };
        let seen = &one.seen;
        GridLine::Cells(vec![
            one.truth.clone(),
            one.event.clone(),
            stated,
            format!(
                "{} [{:.1}, {:.1}]",
                percent(seen.share),
                seen.lower * 100.0,
                seen.upper * 100.0
            ),
            if one.holds { "yes" } else { "NO" }.to_owned(),
        ])
    });
    let grid = Grid {
        header: [
            "planted truth",
            "verdict",
            "stated",
            "seen [95 %]",
            "compatible",
        ]
        .map(str::to_owned)
        .to_vec(),
        left: 2,
        last_left: false,
        lines: rows.collect(),
    };
    grid.render(look.rule())
}

/// Writes one row a statement.
///
/// # Errors
/// When `to` cannot be written.
pub fn csv(audit: &VerdictAudit, to: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record([
        "truth",
        "event",
        "bound",
        "stated_share",
        "trials",
        "seen",
        "share",
        "low",
        "high",
        "holds",
    ])?;
    for one in &audit.statements {
        let (bound, share) = match one.bound {
            Bound::AtMost(share) => ("at-most", share),
            Bound::AtLeast(share) => ("at-least", share),
        };
        writer.write_record([
            &one.truth,
            &one.event,
            bound,
            &share.to_string(),
            &one.seen.n.to_string(),
            &one.seen.successes.to_string(),
            &one.seen.share.to_string(),
            &one.seen.lower.to_string(),
            &one.seen.upper.to_string(),
            &one.holds.to_string(),
        ])?;
    }
    Ok(writer.flush()?)
}

/// Writes all of it as one JSON object, ending in a line break.
///
/// # Errors
/// When `to` cannot be written.
pub fn json(audit: &VerdictAudit, mut to: impl Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut to, audit)?;
    to.write_all(b"\n")
}
