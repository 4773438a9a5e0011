//! The scenario as a whole, from its root.

use serde_json::{Value as Json, json};

use super::super::document::{Node, Value};
use super::super::mechanisms::{Mechanisms, mechanisms};
use super::super::{
    CalendarText, Claim, Closing, Ensemble, Measures, Named, Optimise, Plan, Published, Scenario,
    Select, Sensitivity, Sweep,
};
use super::super::{claim, ensemble, optimise, published, select, sensitivity, sweep};
use super::category::{categories, fill_departments};
use super::desk::desk;
use super::flow::{closing, default_dispatch, default_escalation, dispatch, escalation};
use super::plan::{calendar, measures, plan};
use super::source::sources;
use super::territory::{Departments, default_departments, levels, territory};
use super::{Context, Describing, Fields, Flag, List, Names, Record, Required, Shape, Text};
use crate::diagnostic::{At, Code, Diagnostic};

/// The version of the format that is read.
const FORMAT: i64 = 1;

/// Sections that a design may patch; the others decide which matters arise and how long they are watched.
pub(crate) const PATCHABLE: [&str; 8] = [
    "departments",
    "levels",
    "desks",
    "categories",
    "dispatch",
    "escalation",
    "closing",
    "mechanisms",
];

/// The name of the calendar that is always open.
const ALWAYS: &str = "always";

/// The whole scenario; its `designs` are described here and read by [`super::super::patch`].
pub(crate) fn scenario() -> Record<Scenario> {
    Record::new("scenario", whole)
}

/// The version of the format.
struct Format;

impl Shape for Format {
    type Value = ();

    fn read(&self, node: &Node, context: &mut Context) -> Option<()> {
        if node.value == Value::Integer(FORMAT) {
            return Some(());
        }
        let message = format!("the format is {} and must be `{FORMAT}`", node.found());
        context.found.push(
            Diagnostic::error(Code::FormatVersion, node.place, message)
                .help(format!("write `caseload = {FORMAT}`")),
        );
        None
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({ "const": FORMAT })
    }
}

/// Designs are checked elsewhere; here they are only described.
struct Designs;

impl Shape for Designs {
    type Value = ();

    fn read(&self, _: &Node, _: &mut Context) -> Option<()> {
        Some(())
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        let design = describing.with(Required::No, |describing| {
            Record::new("design", design).describe(describing)
        });
        json!({ "type": "object", "additionalProperties": design })
    }
}

/// One text or a list of them; read elsewhere.
struct OneOrMore;

impl Shape for OneOrMore {
    type Value = ();

    fn read(&self, _: &Node, _: &mut Context) -> Option<()> {
        Some(())
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        let (one, several) = (Text.describe(describing), List(Text).describe(describing));
        json!({ "anyOf": [one, several] })
    }
}

/// The keys of a design; its patches are only described.
fn design(fields: &mut Fields<'_>) -> Option<()> {
    let _label = fields.optional("label", "long name for reports", Text);
    let about = "the design it patches further, or several, applied in order";
    let _extends = fields.optional("extends", about, OneOrMore);
    let about = "whether it means to have other people than the baseline";
    let _staff = fields.optional("changes_staff", about, Flag);
    let about = "paths taken out of the inherited scenario";
    let _remove = fields.optional("remove", about, List(Text));
    let _organisation = organisation(fields);
    let _flow = flow(fields);
    Some(())
}

/// What stands where, and who does what there.
struct Organisation {
    departments: Vec<Named<Option<String>>>,
    levels: Option<Vec<Named<super::super::Level>>>,
    desks: Option<Vec<Named<super::super::Desk>>>,
    categories: Option<Vec<Named<super::super::Category>>>,
}

fn organisation(fields: &mut Fields<'_>) -> Organisation {
    let about = "departments, as a list of names or a table from names to labels";
    let departments = fields.optional("departments", about, Departments);
    let levels = fields.required("levels", "the rungs of the hierarchy", levels());
    let about = "kinds of desk, one of which stands in every unit of its level";
    let desks = fields.required("desks", about, Names::of("desk", Record::new("desk", desk)));
    let about = "kinds of matter";
    let categories = fields.required("categories", about, categories());
    Organisation {
        departments: departments.map_or_else(default_departments, |found| found.value),
        levels: levels.map(|levels| levels.value),
        desks: desks.map(|desks| desks.value),
        categories: categories.map(|categories| categories.value),
    }
}

struct Flow {
    dispatch: super::super::Dispatch,
    escalation: super::super::Escalation,
    closing: Closing,
    mechanisms: Mechanisms,
}

fn flow(fields: &mut Fields<'_>) -> Flow {
    let about = "how cases are dispatched";
    let dispatch = fields.optional("dispatch", about, Record::new("dispatch", dispatch));
    let about = "how cases climb";
    let escalation = fields.optional("escalation", about, Record::new("escalation", escalation));
    let about = "how cases are closed";
    let closing = fields.optional("closing", about, Record::new("closing", closing));
    let about =
        "mechanisms beyond dispatch, escalation and closing; each may be left out or switched off";
    let mechanisms = fields.optional("mechanisms", about, Record::new("mechanisms", mechanisms));
    Flow {
        dispatch: dispatch.map_or_else(default_dispatch, |found| found.value),
        escalation: escalation.map_or_else(default_escalation, |found| found.value),
        closing: closing.map_or_else(Closing::default, |found| found.value),
        mechanisms: mechanisms.map_or_else(Mechanisms::default, |found| found.value),
    }
}

struct Heading {
    title: String,
    question: String,
    notes: Option<String>,
    plan: Plan,
    measures: Measures,
    calendars: Vec<Named<CalendarText>>,
}

fn heading(fields: &mut Fields<'_>) -> Option<Heading> {
    let format = fields.required(
        "caseload",
        "version of the format, as `caseload = 1`",
        Format,
    );
    let about = "another scenario file, of which this one says what is different";
    let _base = fields.optional("base", about, Text);
    let about = "paths taken out of the base first";
    let _remove = fields.optional("remove", about, List(Text));
    let title = fields.required("title", "what the scenario is about, in a line", Text);
    let question = fields.required("question", "the question the scenario answers", Text);
    let notes = fields.optional("notes", "free text", Text);
    let plan = fields.required(
        "plan",
        "when, how long, how often",
        Record::new("plan", plan),
    );
    let about = "extra measures";
    let measures = fields.optional("measures", about, Record::new("measures", measures));
    let about = "working hours; `always` is built in";
    let calendars = Names::of("calendar", Record::new("calendar", calendar));
    let calendars = fields.optional("calendars", about, calendars);
    let calendars = calendars.map_or(Vec::new(), |calendars| calendars.value);
    for calendar in calendars.iter().filter(|one| one.name.value == ALWAYS) {
        let message = "the calendar `always` is built in and cannot be changed";
        fields.report(
            Diagnostic::error(Code::ReservedName, calendar.name.place, message)
                .help("give the calendar another name"),
        );
    }
    format?;
    Some(Heading {
        title: title?.value,
        question: question?.value,
        notes: notes.map(|notes| notes.value),
        plan: plan?.value,
        measures: measures.map_or_else(Measures::default, |found| found.value),
        calendars,
    })
}

/// What no run depends on.
struct Beside {
    published: Vec<Named<Published>>,
    ensemble: Option<Ensemble>,
    claim: Option<Claim>,
    sweep: Option<Sweep>,
    select: Option<Select>,
    optimise: Option<Optimise>,
    sensitivity: Option<Sensitivity>,
}

fn beside(fields: &mut Fields<'_>) -> Beside {
    let about = "figures from the literature that a run can be held against";
    let published = Record::new("published figure", published::fields);
    let published = fields.optional("published", about, Names::of("published figure", published));
    let about = "how members, such as towns, are drawn from the scenario";
    let ensemble = fields.optional("ensemble", about, Record::new("ensemble", ensemble::fields));
    let about = "what is claimed of the designs, to be put on trial";
    let claim = fields.optional("claim", about, Record::new("claim", claim::fields));
    let about = "which values are varied together, and what is read off";
    let sweep = fields.optional("sweep", about, Record::new("sweep", sweep::fields));
    let about = "which of the designs is best, for `caseload select`";
    let select = fields.optional("select", about, Record::new("select", select::fields));
    let about = "what may be changed, what it costs and what must be kept, for `caseload plan`";
    let optimise = fields.optional("optimise", about, Record::new("optimise", optimise::fields));
    let about = "which quantities of the scenario move which figures";
    let sensitivity = Record::new("sensitivity", sensitivity::fields);
    let sensitivity = fields.optional("sensitivity", about, sensitivity);
    Beside {
        published: published.map_or(Vec::new(), |figures| figures.value),
        ensemble: ensemble.map(|ensemble| ensemble.value),
        claim: claim.map(|claim| claim.value),
        sweep: sweep.map(|sweep| sweep.value),
        select: select.map(|select| select.value),
        optimise: optimise.map(|optimise| optimise.value),
        sensitivity: sensitivity.map(|asked| asked.value),
    }
}

fn whole(fields: &mut Fields<'_>) -> Option<Scenario> {
    let heading = heading(fields);
    let organisation = organisation(fields);
    let about = "a table of units, when they are listed and not counted";
    let territory: Option<At<At<String>>> =
        fields.optional("territory", about, Record::new("territory", territory));
    let sources = fields.required("sources", "where matters come from", sources());
    let flow = flow(fields);
    let beside = beside(fields);
    let about = "designs to compare, each a patch";
    let _designs = fields.optional("designs", about, Designs);
    let mut categories = organisation.categories;
    if let Some(categories) = &mut categories {
        fill_departments(categories, &organisation.departments, fields);
    }
    let heading = heading?;
    Some(Scenario {
        title: heading.title,
        question: heading.question,
        notes: heading.notes,
        plan: heading.plan,
        measures: heading.measures,
        calendars: heading.calendars,
        departments: organisation.departments,
        levels: organisation.levels?,
        territory: territory.map(|file| file.value),
        desks: organisation.desks?,
        categories: categories?,
        sources: sources?.value,
        dispatch: flow.dispatch,
        escalation: flow.escalation,
        closing: flow.closing,
        mechanisms: flow.mechanisms,
        published: beside.published,
        ensemble: beside.ensemble,
        claim: beside.claim,
        sweep: beside.sweep,
        select: beside.select,
        optimise: beside.optimise,
        sensitivity: beside.sensitivity,
        provenance: Vec::new(),
    })
}
