//! The fixed small workloads whose instructions are counted.

use std::hint::black_box;
use std::path::Path;

use caseload::engine::LoopKind;
use caseload::experiment::replicate_by;
use caseload::model::{Mechanism, Model};
use caseload::random::Replication;
use caseload::stream::{Stream, Window};

use crate::scenarios::{departments, hierarchy, mmc, model, models};

/// What is run.
enum Task {
    /// A replication of a scenario of one design.
    Replicate(String),
    /// The stream of a scenario alone.
    Draw(String),
    /// A replication of a design of a scenario file, with a shorter plan.
    Design {
        file: &'static str,
        design: &'static str,
        horizon: &'static str,
        warm_up: &'static str,
        /// The mechanism that is switched off.
        without: Option<Mechanism>,
    },
}

/// One workload.
pub struct Work {
    /// What it is called in the table, the record and the command line.
    pub name: &'static str,
    task: Task,
}

/// All workloads, in the order of the table; those of a queue have about 20,000 cases.
pub fn works() -> Vec<Work> {
    let replicate = |name, text| Work {
        name,
        task: Task::Replicate(text),
    };
    let draw = |name, text| Work {
        name,
        task: Task::Draw(text),
    };
    let town = |name, design| Work {
        name,
        task: Task::Design {
            file: "scenarios/yangxunqiao.toml",
            design,
            horizon: "20 weeks",
            warm_up: "4 weeks",
            without: None,
        },
    };
    let city = |name, design| Work {
        name,
        task: Task::Design {
            file: "scenarios/shanghai.toml",
            design,
            horizon: "2 days",
            warm_up: "1 day",
            without: None,
        },
    };
    vec![
        replicate("w1-mm1", mmc(1, 22_200)),
        replicate("w2-mm10", mmc(10, 2_220)),
        replicate("w3-levels", hierarchy(42)),
        replicate("w4-serial", departments("serial", 1_765)),
        replicate("w4-parallel", departments("parallel", 1_765)),
        draw("w1-stream", mmc(1, 22_200)),
        draw("w3-stream", hierarchy(42)),
        town("town-traditional", "traditional"),
        town("town-four-platforms", "four-platforms"),
        city("city-traditional", "traditional"),
        city("city-one-network", "one-network"),
    ]
}

impl Work {
    /// Reads the scenario and builds its model. What comes back runs it and returns the number of cases.
    pub fn prepare(&self) -> Box<dyn Fn() -> u64> {
        match &self.task {
            Task::Draw(_) => {
                let model = self.model();
                Box::new(move || drawing(&model))
            }
            Task::Replicate(_) | Task::Design { .. } => replication(self.model()),
        }
    }

    fn model(&self) -> Model {
        let (file, design, plan, without) = match &self.task {
            Task::Replicate(text) | Task::Draw(text) => return model(text, &[]),
            Task::Design {
                file,
                design,
                horizon,
                warm_up,
                without,
            } => (file, design, [horizon, warm_up], without),
        };
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let text = std::fs::read_to_string(&path).expect("the scenario can be read");
        let folder = path.parent().expect("a file is in a folder");
        let mut changes = vec![("plan.horizon", *plan[0]), ("plan.warm_up", *plan[1])];
        let off: Vec<String> = without
            .iter()
            .flat_map(|&mechanism| with_dependents(mechanism))
            .map(|mechanism| format!("designs.{design}.mechanisms.{}.on", mechanism.key()))
            .collect();
        changes.extend(off.iter().map(|path| (path.as_str(), "false")));
        let models = models(&text, folder, &changes);
        let meant = models.into_iter().find(|model| model.design == *design);
        meant.expect("the design exists")
    }

    /// The mechanisms at work in a design of a scenario file.
    pub fn mechanisms(&self) -> Vec<Mechanism> {
        let Task::Design { .. } = self.task else {
            return Vec::new();
        };
        let at_work = self.model().mechanisms;
        let all = Mechanism::ALL.into_iter();
        all.filter(|&mechanism| at_work.has(mechanism)).collect()
    }

    /// The same with a mechanism switched off.
    pub fn without(mut self, mechanism: Mechanism) -> Self {
        if let Task::Design { without, .. } = &mut self.task {
            *without = Some(mechanism);
        }
        self
    }
}

/// A mechanism, and those that cannot do without it.
fn with_dependents(mechanism: Mechanism) -> Vec<Mechanism> {
    match mechanism {
        Mechanism::Orders => vec![Mechanism::Orders, Mechanism::Matrix],
        one => vec![one],
    }
}

fn replication(model: Model) -> Box<dyn Fn() -> u64> {
    Box::new(move || {
        // What is counted are the steps of one run of the whole.
        let kind = match LoopKind::of(&model, u64::MAX) {
            LoopKind::Plain => LoopKind::Plain,
            _ => LoopKind::General,
        };
        let outcome = replicate_by(kind, &model, Replication(0)).expect("the backlog stays small");
        assert_eq!(outcome.broken_laws, Vec::<&str>::new());
        black_box(outcome).matters
    })
}

fn drawing(model: &Model) -> u64 {
    let mut stream = Stream::new(&model.demand, model.plan.seed, Replication(0));
    let mut window = Window::default();
    while stream.draw(&mut window) {}
    black_box(stream.hash());
    stream.drawn()
}
