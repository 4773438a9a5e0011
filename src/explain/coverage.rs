//! The table of all items of the paper: what each says in our words, what of it is simulated, and where to see it.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::explain::Part;

/// How an item of the paper is in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// One or several mechanisms do it; each can be switched alone.
    Mechanism,
    /// A shipped design expresses it with several mechanisms.
    Scenario,
    /// It is counted, and no claim is tested: it holds by definition.
    Accounting,
    /// Nothing to simulate.
    Context,
}

impl Status {
    /// What the text calls it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Mechanism => "simulated by a mechanism",
            Self::Scenario => "expressed by a design",
            Self::Accounting => "counted; it holds by definition, so no claim is tested",
            Self::Context => "context; there is nothing to simulate",
        }
    }
}

/// One item of the paper.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// `P01` to `P78`.
    pub id: String,
    /// A few words.
    pub title: String,
    /// How it is in the model.
    pub status: Status,
    /// What the paper says, in our words.
    pub says: String,
    /// What is simulated.
    pub simulated: String,
    /// Where the claim does not hold; empty when there is none.
    #[serde(default)]
    pub fails: String,
    /// What it cannot show, beyond what its mechanisms cannot.
    #[serde(default)]
    pub cannot: String,
    /// Keys of the parts of the model that do it, see [`Part`].
    #[serde(default)]
    pub mechanisms: Vec<String>,
    /// Paths of the scenario, a free name as `*`.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Metrics that show it.
    #[serde(default)]
    pub metrics: Vec<Metric>,
    /// Tests that prove it, as `file::function`.
    #[serde(default)]
    pub tests: Vec<String>,
    /// Shipped designs in which it can be seen, as `file::design`.
    #[serde(default)]
    pub seen: Vec<String>,
}

impl Item {
    /// Whether a name in small letters stands for it.
    pub(super) fn is(&self, name: &str) -> bool {
        self.id.eq_ignore_ascii_case(name)
    }

    /// The parts of the model that do it.
    pub fn parts(&self) -> Vec<Part> {
        self.mechanisms
            .iter()
            .filter_map(|key| Part::named(key))
            .collect()
    }
}

/// A measure of one or any item of a kind of scope, as the columns `scope`, `item` and `measure` of CSV have it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Metric {
    /// Kind of scope.
    pub scope: String,
    /// The item; empty for the whole organisation, `*` for any.
    pub item: String,
    /// Name of the measure.
    pub name: String,
}

impl TryFrom<String> for Metric {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('/').collect();
        let (scope, item, name) = match parts.as_slice() {
            ["all", name] => ("all", "", *name),
            [scope, item, name] => (*scope, *item, *name),
            _ => return Err(format!("`{text}` is not `scope/item/measure`")),
        };
        Ok(Self {
            scope: scope.to_owned(),
            item: item.to_owned(),
            name: name.to_owned(),
        })
    }
}

#[derive(Deserialize)]
struct Table {
    item: Vec<Item>,
}

/// All items in order.
pub fn items() -> &'static [Item] {
    static ITEMS: OnceLock<Vec<Item>> = OnceLock::new();
    ITEMS.get_or_init(|| {
        let table: Table =
            toml::from_str(include_str!("coverage.toml")).expect("the table of items is in order");
        table.item
    })
}
