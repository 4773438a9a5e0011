//! Small tables around the large one: all designs at a glance, and what pairing gained.

use crate::experiment::compare::HEADLINES;
use crate::report::text::Look;
use crate::report::text::grid::{By, Grid, GridLine, aligned, width};
use crate::report::text::table::decimals;
use crate::report::{Direction, Line, Report};

/// The lines of the first measures, in their order.
pub(super) fn headlines(report: &Report) -> Vec<&Line> {
    let lines = || report.sections.iter().flat_map(|section| &section.lines);
    let find = |name: &&str| {
        lines().find(|line| {
            let measure = &report.comparison.rows[line.row].measure;
            measure.name == *name && measure.scope.item().is_empty()
        })
    };
    HEADLINES.iter().filter_map(find).collect()
}

/// One line a design with the first measures, when there are more than two designs; then an empty line.
pub(crate) fn overview(report: &Report, look: &Look) -> Vec<String> {
    if report.designs.len() < 3 {
        return Vec::new();
    }
    let mut shown = headlines(report);
    loop {
        let lines = glance(report, &shown, look);
        if width(&lines) <= look.width || shown.len() <= 2 {
            let mut lines = lines;
            lines.insert(0, look.bold("All designs at a glance"));
            let together = format!(
                "* differs from the baseline, and stands when the {} differences of first measures are judged together (Holm)",
                report.comparison.family_size
            );
            let alone = "+ differs by its own interval, and does not stand among them";
            for told in [&together, alone] {
                lines.extend(super::wrap(told, look.width, "  ", "    "));
            }
            lines.push(String::new());
            return lines;
        }
        shown.pop();
    }
}

fn glance(report: &Report, shown: &[&Line], look: &Look) -> Vec<String> {
    let mut header = vec!["design".to_owned()];
    let mut columns: Vec<Vec<String>> = vec![
        report
            .designs
            .iter()
            .map(|design| design.name.clone())
            .collect(),
    ];
    for line in shown {
        let row = &report.comparison.rows[line.row];
        let cell = |design: usize| {
            let estimate = row.cells[design].as_ref()?.estimate?;
            let decimals = decimals(line, &estimate, row);
            let family = row.cells[design].as_ref()?.in_family;
            let stands = family.is_some_and(|family| family.stands);
            let mark = match report.direction(line.row, design) {
                None | Some(Direction::Unclear | Direction::Same | Direction::Unknown) => " ",
                Some(_) if stands => "*",
                Some(_) => "+",
            };
            let half_width = estimate
                .half_width
                .map(|half| line.scale.fixed(half, decimals));
            let behind = half_width.map(|half| format!("{half}{mark}"));
            Some((line.scale.fixed(estimate.mean, decimals), behind))
        };
        let cells: Vec<_> = (0..report.designs.len()).map(cell).collect();
        columns.push(aligned(
            &cells,
            ["", look.plus_minus(), ""],
            By::End,
            look.none(),
        ));
        header.push(format!("{}\n{}", line.label, line.scale.unit));
    }
    let lines = (0..report.designs.len())
        .map(|at| GridLine::Cells(columns.iter().map(|column| column[at].clone()).collect()));
    Grid {
        header,
        left: 1,
        last_left: false,
        lines: lines.collect(),
    }
    .render(look.rule())
}

/// What pairing gained for one measure of one design, and whether its difference stands in its family; none without a difference.
fn paired(report: &Report, line: &Line, design: usize, look: &Look) -> Option<GridLine> {
    let cell = report.comparison.rows[line.row].cells[design].as_ref()?;
    let difference = cell.difference.as_ref()?;
    let number = |value: Option<f64>, suffix: &str, decimals: usize| match value {
        Some(value) => format!("{value:.decimals$}{suffix}"),
        None => look.none().to_owned(),
    };
    let times = look.charset.pick(" ×", " x");
    let is_same = report.direction(line.row, design) == Some(Direction::Same);
    let together = match cell.in_family.filter(|_| !is_same) {
        Some(family) if family.stands => "stands",
        Some(_) => "unclear",
        None => look.none(),
    };
    Some(GridLine::Cells(vec![
        line.label.clone(),
        difference.difference.n.to_string(),
        number(difference.correlation, "", 2),
        number(difference.variance_ratio, times, 1),
        together.to_owned(),
    ]))
}

/// How much pairing gained for the first measures; then an empty line. Nothing for a single design or replication.
pub(crate) fn pairing(report: &Report, look: &Look) -> Vec<String> {
    if report.designs.len() < 2 || report.plan.replications_complete < 2 {
        return Vec::new();
    }
    let header = [
        "pairing on the same matters",
        "n",
        "correlation",
        "variance saved",
        "together",
    ]
    .map(str::to_owned);
    let mut lines = Vec::new();
    for (nth, design) in report.designs.iter().enumerate().skip(1) {
        let each = headlines(report).into_iter();
        let cells: Vec<GridLine> = each
            .filter_map(|line| paired(report, line, nth, look))
            .collect();
        if report.designs.len() > 2 && !cells.is_empty() {
            lines.push(GridLine::Title(format!(
                "{} against {}",
                design.name, report.designs[0].name
            )));
        }
        lines.extend(cells);
    }
    if lines.is_empty() {
        return Vec::new();
    }
    let grid = Grid {
        header: header.to_vec(),
        left: 1,
        last_left: false,
        lines,
    };
    let mut lines = grid.render(look.rule());
    let text = "variance saved: as many times the replications would be needed, on different matters, for the same interval";
    lines.extend(super::wrap(text, look.width, "  ", "  "));
    let text = format!(
        "together: whether the difference stands when the {} of these measures and all designs are judged as one family (Holm)",
        report.comparison.family_size
    );
    lines.extend(super::wrap(&text, look.width, "  ", "  "));
    lines.push(String::new());
    lines
}
