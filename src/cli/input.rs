//! A scenario file and the options about it, as proven models.

use std::path::Path;

use caseload::diagnostic::render::render;
use caseload::diagnostic::{At, Code, Diagnostic, Diagnostics, Place, Sources, near};
use caseload::model::{FileCache, Model, load_check, overloaded_desks};
use caseload::outcome::published;
use caseload::report::{About, Design};
use caseload::scenario::document::read_source;
use caseload::scenario::{Document, Named, Override, Provenance, Published, Scenario};

use crate::cli::options;
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// A scenario as read, with its models.
#[derive(Debug)]
pub struct Input {
    /// The models of the designs asked for, in file order.
    pub models: Vec<Model>,
    /// Where the numbers come from; those of a design that differ from the baseline begin with `designs.`.
    pub provenance: Vec<Provenance>,
    /// The design the others are compared with.
    pub baseline: String,
    /// What a report needs besides the models.
    pub about: About,
    /// The scenario under the baseline.
    pub scenario: Scenario,
    /// The scenario file as a tree, with its designs.
    pub document: Document,
    /// Figures from the literature that it can be held against.
    pub published: Vec<Named<Published>>,
    /// What is doubtful.
    pub warnings: Diagnostics,
    /// The texts that the warnings point into.
    pub sources: Sources,
}

/// Which designs are asked for.
#[derive(Debug, Clone, Copy)]
pub enum Designs<'a> {
    /// These and the baseline; all, when there is none.
    WithBaseline(&'a [String]),
    /// One; the baseline, when it is not named.
    One(Option<&'a str>),
}

impl Input {
    /// Reads a scenario file and proves the designs asked for.
    pub fn read(
        options: &options::Scenario,
        more: &[String],
        designs: Designs<'_>,
    ) -> Result<Self, Stop> {
        let mut sources = Sources::new();
        let mut found = Diagnostics::new();
        let (overrides, wrong) = overrides(options.set.iter().chain(more));
        found.merge(wrong);
        let name = options.file.display().to_string();
        let text = read_source(&options.file)
            .map_err(|wrong| found.push(wrong))
            .ok();
        let Some(text) = text.filter(|_| !found.has_errors()) else {
            return Err(Stop::input(found, sources));
        };
        let base = folder(&options.file);
        let document = match Document::read_in(&mut sources, &name, &text, base, &overrides) {
            Ok(document) => document,
            Err(wrong) => return Err(Stop::input(wrong, sources)),
        };
        let names = document.design_names();
        let (scenarios, wrong) = document.check_all();
        found.merge(wrong);
        check_names(designs, &names, &mut sources, &mut found);
        let mut proof = Proof {
            document: &document,
            base,
            sources,
            found,
        };
        let baseline = scenarios.first().map_or_else(
            || names[0].value.clone(),
            |(_, scenario)| baseline(scenario, &names),
        );
        let chosen: Vec<(String, Scenario)> = scenarios
            .into_iter()
            .filter(|(name, _)| designs.has(name, &baseline))
            .collect();
        let models = proof.models(&chosen);
        let Proof {
            sources, mut found, ..
        } = proof;
        if let Some((_, scenario)) = chosen.first() {
            found.merge(published::check(&scenario.published, &baseline, &models));
        }
        if found.has_errors() {
            return Err(Stop::input(found.sorted(), sources));
        }
        let warnings = found;
        Ok(Self::proven(document, &chosen, models, baseline).with(warnings, sources))
    }

    /// What is known once every design asked for has a model.
    fn proven(
        document: Document,
        chosen: &[(String, Scenario)],
        models: Vec<Model>,
        baseline: String,
    ) -> Self {
        let mut warnings = Diagnostics::new();
        for (model, (_, scenario)) in models.iter().zip(chosen) {
            warnings.merge(overloaded_desks(&load_check(model), model, scenario));
        }
        let (_, scenario) = chosen
            .iter()
            .find(|(name, _)| *name == baseline)
            .or(chosen.first())
            .expect("a scenario without errors has the designs asked for");
        let (scenario_text, beside) = document.to_toml_parts();
        let about = About {
            title: scenario.title.clone(),
            question: scenario.question.clone(),
            labels: document.labels.clone(),
            scenario: scenario_text,
            beside,
        };
        warn_of_staff(&document, &about, &models, &baseline, &mut warnings);
        let is_run = models.iter().any(|model| model.design == baseline);
        let first = || models[0].design.clone();
        Self {
            baseline: if is_run { baseline } else { first() },
            provenance: provenance(scenario, chosen),
            published: scenario.published.clone(),
            scenario: scenario.clone(),
            document,
            models,
            about,
            warnings,
            sources: Sources::new(),
        }
    }

    /// The same with the warnings of before, and the texts that all of them point into.
    fn with(mut self, mut warnings: Diagnostics, sources: Sources) -> Self {
        warnings.merge(self.warnings);
        self.warnings = warnings.sorted();
        self.sources = sources;
        self
    }

    /// Shows the warnings on stderr.
    pub fn warn(&self) {
        terminal::tell(&render(
            &self.warnings,
            &self.sources,
            terminal::color_of_stderr(),
        ));
    }
}

impl Designs<'_> {
    fn has(self, name: &str, baseline: &str) -> bool {
        match self {
            Self::WithBaseline([]) => true,
            Self::WithBaseline(names) => name == baseline || names.iter().any(|one| one == name),
            Self::One(one) => name == one.unwrap_or(baseline),
        }
    }

    fn named(self) -> Vec<String> {
        match self {
            Self::WithBaseline(names) => names.to_vec(),
            Self::One(one) => one.map(str::to_owned).into_iter().collect(),
        }
    }
}

/// Arguments of `--set`, parsed.
pub fn overrides<'a>(arguments: impl Iterator<Item = &'a String>) -> (Vec<Override>, Diagnostics) {
    let mut found = Diagnostics::new();
    let parsed = arguments.filter_map(|argument| {
        Override::parse(argument)
            .map_err(|wrong| found.push(wrong))
            .ok()
    });
    (parsed.collect(), found)
}

/// The folder that files named in the scenario are relative to.
pub fn folder(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}

fn baseline(scenario: &Scenario, names: &[At<String>]) -> String {
    let stated = scenario
        .plan
        .baseline
        .as_ref()
        .map(|name| name.value.clone());
    stated.unwrap_or_else(|| names[0].value.clone())
}

fn check_names(
    designs: Designs<'_>,
    names: &[At<String>],
    sources: &mut Sources,
    found: &mut Diagnostics,
) {
    let known: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
    for name in designs
        .named()
        .iter()
        .filter(|name| !known.contains(&name.as_str()))
    {
        let source = sources.add("--design", name.as_str());
        let help = match near(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the designs are `{}`", known.join("`, `")),
        };
        let message = format!("the scenario has no design `{name}`");
        found.push(
            Diagnostic::error(
                Code::UnknownName,
                Place::new(source, 0..name.len()),
                message,
            )
            .help(help),
        );
    }
}

/// Where the numbers of a scenario come from, and after them those that are others in a design.
fn provenance(base: &Scenario, designs: &[(String, Scenario)]) -> Vec<Provenance> {
    let mut all = base.provenance.clone();
    for (name, scenario) in designs {
        let new = scenario
            .provenance
            .iter()
            .filter(|one| !base.provenance.contains(one));
        all.extend(new.map(|one| Provenance {
            path: format!("designs.{name}.{}", one.path),
            ..one.clone()
        }));
    }
    all
}

/// Designs on their way to models.
struct Proof<'a> {
    document: &'a Document,
    base: &'a Path,
    sources: Sources,
    found: Diagnostics,
}

impl Proof<'_> {
    fn models(&mut self, scenarios: &[(String, Scenario)]) -> Vec<Model> {
        let mut files = FileCache::new();
        let mut models: Vec<Model> = Vec::new();
        for (name, scenario) in scenarios {
            let (model, wrong) =
                Model::new(scenario, name, self.base, &mut self.sources, &mut files);
            self.found.merge(wrong);
            let Some(model) = model else { continue };
            if let Some(first) = models.first().filter(|first| !first.same_demand(&model)) {
                let message = format!(
                    "the designs `{}` and `{name}` do not have the same matters",
                    first.design
                );
                let diagnostic = Diagnostic::error(
                    Code::DesignChangesStream,
                    self.document.design_declares(name).place,
                    message,
                );
                self.found.push(diagnostic.help(
                    "leave out of the design what decides which matters arise, where and when",
                ));
            }
            models.push(model);
        }
        models
    }
}

/// Warns of designs with other duty hours than the baseline that do not say so.
fn warn_of_staff(
    document: &Document,
    about: &About,
    models: &[Model],
    baseline: &str,
    found: &mut Diagnostics,
) {
    let hours = |model: &Model| Design::new(about, model).duty_staff_h_per_week;
    let Some(base) = models
        .iter()
        .find(|model| model.design == baseline)
        .map(hours)
    else {
        return;
    };
    for model in models {
        let declared = document.design_declares(&model.design);
        let here = hours(model);
        if (here - base).abs() > 1e-9 * base.max(here) && !declared.changes_staff {
            let message = format!(
                "the design `{}` has {here:.0} duty hours a week and `{baseline}` has {base:.0}",
                model.design
            );
            let help = "if that is meant, write `changes_staff = true` in the design";
            found.push(
                Diagnostic::warning(Code::DesignChangesStaff, declared.place, message).help(help),
            );
        }
    }
}
