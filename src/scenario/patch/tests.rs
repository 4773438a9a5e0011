use proptest::prelude::*;

use super::*;
use crate::diagnostic::render::{Color, render};
use crate::scenario::decode::tests::EVERY_KEY;
use crate::scenario::{DispatchMode, Named, Staff};

mod bad;

use bad::SMALL;

fn read(text: &str, sets: &[&str]) -> Document {
    let sets: Vec<Override> = sets
        .iter()
        .map(|set| Override::parse(set).unwrap())
        .collect();
    let mut sources = Sources::new();
    Document::read(&mut sources, "x.toml", text, &sets)
        .unwrap_or_else(|found| panic!("{}", render(&found, &sources, Color::Never)))
}

/// The scenario under a design that has no errors.
fn under(document: &Document, design: &str) -> Scenario {
    let (scenario, found) = document.scenario(design);
    scenario.unwrap_or_else(|| panic!("{found:#?}"))
}

fn item<'a, T>(items: &'a [Named<T>], name: &str) -> &'a T {
    &items
        .iter()
        .find(|item| item.name.value == name)
        .unwrap()
        .item
}

fn staff(scenario: &Scenario, desk: &str) -> u32 {
    match &item(&scenario.desks, desk).staff.value {
        Staff::Groups(groups) => groups.iter().map(|group| group.count.value).sum(),
        Staff::Unlimited => u32::MAX,
    }
}

#[test]
fn a_scenario_without_designs_has_the_design_baseline() {
    let document = read(SMALL, &[]);
    assert_eq!(
        document.design_names(),
        [At::nowhere("baseline".to_owned())]
    );
    assert_eq!(staff(&under(&document, "baseline"), "window"), 2);
    assert_eq!(document.design_declares("baseline"), Declared::default());
}

#[test]
fn a_design_may_extend_several_in_order_and_each_once() {
    let designs = "[designs.common]\ndesks.window.staff = 3\ndispatch.mode = \"parallel\"\n\
        [designs.left]\nextends = \"common\"\ndesks.window.staff = 4\n\
        [designs.right]\nextends = [\"common\"]\ndesks.window.speed = 2\n\
        [designs.both]\nextends = [\"left\", \"right\"]\n\
        [designs.crossed]\nextends = [\"right\", \"left\"]\ndesks.window.staff = 6\n";
    let document = read(&format!("{SMALL}\n{designs}"), &[]);
    // The common ancestor comes first and once, so it does not undo what `left` says.
    let both = under(&document, "both");
    assert_eq!(staff(&both, "window"), 4);
    let speed = item(&both.desks, "window").speed;
    assert_eq!(speed.map(|speed| speed.value), Some(2.0));
    assert_eq!(both.dispatch.mode, DispatchMode::Parallel);
    assert_eq!(staff(&under(&document, "crossed"), "window"), 6);
}

#[test]
fn a_design_may_not_extend_itself_on_any_way() {
    let designs = "[designs.a]\n[designs.b]\nextends = [\"a\", \"c\"]\n[designs.c]\nextends = [\"a\", \"b\"]\n";
    let document = read(&format!("{SMALL}\n{designs}"), &[]);
    let (scenario, found) = document.scenario("c");
    assert!(scenario.is_none());
    assert!(found.iter().any(|wrong| wrong.code == Code::DesignCycle));
}

#[test]
fn a_design_removes_and_patches_what_it_inherits() {
    let document = read(EVERY_KEY, &[]);
    let names: Vec<String> = document
        .design_names()
        .into_iter()
        .map(|name| name.value)
        .collect();
    assert_eq!(names, ["traditional", "parallel"]);
    assert_eq!(document.labels["traditional"], "As it is");
    assert!(document.design_declares("parallel").changes_staff);
    let base = under(&document, "traditional");
    let patched = under(&document, "parallel");
    assert!(item(&base.levels, "village").intake.is_some());
    assert!(item(&patched.levels, "village").intake.is_none());
    assert!(item(&base.desks, "sector desk").gate.is_some());
    assert!(item(&patched.desks, "sector desk").gate.is_none());
    assert_eq!(staff(&base, "sector desk"), 5);
    assert_eq!(staff(&patched, "sector desk"), 4);
    // Tables merge key by key: what the patch does not name stays.
    let escalate = &item(&patched.levels, "village").escalate;
    assert_eq!(escalate.queue.unwrap().value, 30);
    assert_eq!(
        escalate.after.unwrap().value,
        super::super::WorkTime::Elapsed(crate::time::Span::from_hours(48.0))
    );
    assert_eq!(patched.closing.reopen.unwrap().value, 0.01);
    assert!(patched.closing.reopen_after.is_some());
    // A distribution replaces a distribution whole.
    let need = &item(&patched.categories, "dispute").needs[1].item;
    assert_eq!(need.work.as_ref().unwrap().value.mean(), 1.0);
    assert_eq!(patched.sources, base.sources);
}

#[test]
fn designs_apply_from_the_first_ancestor_to_the_last_heir() {
    let text = format!(
        "{SMALL}
[designs.third]
extends = \"second\"
desks.window.speed = 3.0
[designs.second]
extends = \"first\"
desks.window.staff = 8
desks.window.speed = 2.0
[designs.first]
desks.window.staff = 5
desks.window.available = 0.5
"
    );
    let third = under(&read(&text, &[]), "third");
    let desk = item(&third.desks, "window");
    assert_eq!(staff(&third, "window"), 8);
    assert_eq!(desk.speed.unwrap().value, 3.0);
    assert_eq!(desk.available.unwrap().value, 0.5);
}

#[test]
fn a_name_that_is_a_distribution_tag_still_merges_as_a_table() {
    let text = SMALL.replace("categories.a", "categories.fixed").replace(
        "category = \"a\"",
        "category = \"fixed\"\n[designs.d]\ncategories.fixed.label = \"long\"",
    );
    let scenario = under(&read(&text, &[]), "d");
    let category = item(&scenario.categories, "fixed");
    assert_eq!(category.label.as_deref(), Some("long"));
    assert!(category.needs[0].item.work.is_some());
}

#[test]
fn set_arguments_change_the_base_and_the_designs() {
    let text = format!("{SMALL}\n[designs.d]\ndesks.window.staff = 5\n");
    let document = read(
        &text,
        &[
            "plan.horizon=3 weeks",
            "plan.seed = 9",
            "sources.s.rate={ value = 5, unit = \"/ h\" }",
            "designs.d.desks.window.staff=7",
            "designs.d.levels.town.residents=100",
        ],
    );
    let scenario = under(&document, "d");
    assert_eq!(scenario.plan.horizon.value.to_hours(), 3.0 * 168.0);
    assert_eq!(scenario.plan.seed, 9);
    assert_eq!(staff(&scenario, "window"), 7);
    assert_eq!(
        item(&scenario.levels, "town").residents.unwrap().value,
        100.0
    );
    assert_eq!(scenario.provenance[0].path, "sources.s.rate");
}

#[test]
fn set_arguments_reach_into_lists_and_quoted_names() {
    let document = read(
        EVERY_KEY,
        &[
            "sources.citizens.events.0.factor=4",
            "desks.\"sector desk\".speed=2",
            "desks.'sector desk'.staff.0.count=9",
        ],
    );
    let scenario = under(&document, "traditional");
    let event = &item(&scenario.sources, "citizens").events[0];
    assert_eq!(event.factor.unwrap().value, 4.0);
    assert_eq!(
        item(&scenario.desks, "sector desk").speed.unwrap().value,
        2.0
    );
    assert_eq!(staff(&scenario, "sector desk"), 11);
}

#[test]
fn paths_that_are_not_there_are_refused() {
    for set in [
        "x=1",
        "plan.horizon.valu=3",
        "sources.citizens.events.7.factor=3",
        "sources.citizens.events.first.factor=3",
        "designs.none.dispatch.mode=\"serial\"",
        "designs.parallel.sources.citizens.rate=\"3 / h\"",
        "levels..town=3",
        "levels.\"town=3",
        ".=3",
        "=3",
    ] {
        let Ok(set) = Override::parse(set) else {
            continue;
        };
        let mut sources = Sources::new();
        let result = Document::read(
            &mut sources,
            "x.toml",
            EVERY_KEY,
            std::slice::from_ref(&set),
        );
        let found = result.expect_err(&set.path);
        assert!(found.has_errors());
        assert!(found.iter().all(|one| one.place().source == 1), "{found:?}");
    }
    assert!(Override::parse("plan.horizon").is_err());
}

#[test]
fn an_argument_is_split_at_the_first_equals_sign_outside_quotes() {
    let argument = Override::parse("desks.\"a=b\".staff = {x=1}").unwrap();
    assert_eq!(argument.path, "desks.\"a=b\".staff");
    assert_eq!(argument.value, "{x=1}");
}

#[test]
fn an_error_of_the_base_is_told_once_for_all_designs() {
    let text = SMALL.replace("staff = 2", "staff = -2");
    let text = format!("{text}\n[designs.a]\n[designs.b]\n[designs.c]\nextends = \"b\"\n");
    let (scenarios, found) = read(&text, &[]).check_all();
    assert!(scenarios.is_empty());
    assert_eq!(found.len(), 1);
}

#[test]
fn a_hostile_file_is_refused_in_reasonable_time() {
    let line = format!("x = [{}]", "1,".repeat(1 << 20));
    let keys: String = (0..50_000)
        .map(|key| format!("k{key} = {{ y = 1 }}\n"))
        .collect();
    let desks: String = (0..2_000)
        .map(|key| format!("[desks.d{key}]\nz = 1\n"))
        .collect();
    for text in [line, keys, desks] {
        let start = std::time::Instant::now();
        let mut sources = Sources::new();
        let document = Document::read(&mut sources, "x.toml", &text, &[]).unwrap();
        let found = document.check_all().1;
        let shown = render(&found, &sources, Color::Never);
        assert!(shown.len() < 200_000, "{}", shown.len());
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}

#[test]
fn an_unknown_baseline_is_told() {
    let text = SMALL.replace("horizon", "baseline = \"a\"\nhorizon");
    let found = read(&text, &[]).check_all().1;
    assert_eq!(found.iter().next().unwrap().code, Code::UnknownName);
}

/// The tree without its places.
fn bare(node: &Node) -> Node {
    let value = match &node.value {
        Value::Table(entries) => Value::Table(
            entries
                .iter()
                .map(|(key, node)| (At::nowhere(key.value.clone()), bare(node)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(bare).collect()),
        value => value.clone(),
    };
    Node {
        place: Place::NOWHERE,
        value,
    }
}

#[test]
fn what_is_written_parses_back_to_the_same_tree() {
    let strange = "a = \"q\\\"\\n\\u0001é\\\\\"\n\"b.c\" = [[], {}, { \"\" = 1.5e300, x = -0.0 }]\n\
        [t.u]\nz = 2017-03-06T08:00:00.5Z\n[t]\n\"é\" = 07:32:00\n[t.u.v]\n[e]\n";
    for text in [EVERY_KEY, SMALL, strange] {
        let sets: &[&str] = if text == strange {
            &[]
        } else {
            &["plan.seed=3"]
        };
        let document = read(text, sets);
        let again = read(&document.to_toml(None), &[]);
        for (key, node) in document.root.table().unwrap() {
            assert_eq!(again.root.get(&key.value).map(bare), Some(bare(node)));
        }
        assert_eq!(
            bare(&again.root),
            bare(&read(&again.to_toml(None), &[]).root)
        );
        for design in document.design_names() {
            let text = document.to_toml(Some(&design.value));
            let again = read(&text, &[]);
            let again = again.to_toml(Some("baseline"));
            assert_eq!(again, text);
        }
    }
}

#[test]
fn the_scenario_as_run_decodes_to_the_same() {
    let document = read(EVERY_KEY, &["plan.seed=3"]);
    for design in ["traditional", "parallel"] {
        let written = under(&read(&document.to_toml(Some(design)), &[]), "baseline");
        let own = under(&document, design);
        assert_eq!(written.plan.seed, 3);
        assert_eq!(written.provenance, own.provenance);
        let names = |scenario: &Scenario| {
            let levels = scenario.levels.iter().map(|one| one.name.value.clone());
            let desks = scenario.desks.iter().map(|one| one.name.value.clone());
            levels.chain(desks).collect::<Vec<_>>()
        };
        assert_eq!(names(&written), names(&own));
    }
}

#[derive(Debug, Clone)]
enum Slip {
    Delete(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize),
    Write(prop::sample::Index, u8),
    Move(prop::sample::Index, prop::sample::Index, usize),
}

fn slips() -> impl Strategy<Value = Vec<Slip>> {
    let at = any::<prop::sample::Index>;
    prop::collection::vec(
        prop_oneof![
            (at(), 1_usize..40).prop_map(|(at, length)| Slip::Delete(at, length)),
            (at(), 1_usize..40).prop_map(|(at, length)| Slip::Repeat(at, length)),
            (at(), any::<u8>()).prop_map(|(at, byte)| Slip::Write(at, byte)),
            (at(), at(), 1_usize..12).prop_map(|(from, to, length)| Slip::Move(from, to, length)),
        ],
        1..4,
    )
}

fn slipped(text: &str, slips: &[Slip]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for slip in slips {
        if bytes.is_empty() {
            break;
        }
        let part = |at: &prop::sample::Index, length: usize| {
            let start = at.index(bytes.len());
            start..(start + length).min(bytes.len())
        };
        match slip {
            Slip::Delete(at, length) => {
                bytes.drain(part(at, *length));
            }
            Slip::Repeat(at, length) => {
                let range = part(at, *length);
                let copy = bytes[range.clone()].to_vec();
                bytes.splice(range.end..range.end, copy);
            }
            Slip::Write(at, byte) => {
                let start = at.index(bytes.len());
                bytes[start] = *byte;
            }
            Slip::Move(from, to, length) => {
                let copy = bytes[part(from, *length)].to_vec();
                let range = part(to, *length);
                bytes.splice(range, copy);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_mangled_scenario_decodes_or_has_an_error_with_a_place(slips in slips()) {
        let text = slipped(EVERY_KEY, &slips);
        let mut sources = Sources::new();
        let (scenarios, found) = match Document::read(&mut sources, "x.toml", &text, &[]) {
            Ok(document) => document.check_all(),
            Err(found) => (Vec::new(), found),
        };
        prop_assert!(!scenarios.is_empty() || found.has_errors());
        for diagnostic in found.iter() {
            for label in &diagnostic.labels {
                prop_assert_eq!(label.place.source, 0);
                prop_assert!(label.place.start <= label.place.end);
                prop_assert!(label.place.end as usize <= text.len());
            }
        }
        let shown = render(&found, &sources, Color::Never);
        prop_assert!(found.is_empty() || shown.contains("x.toml:"), "{}", shown);
    }

    #[test]
    fn mangled_arguments_never_panic(path in "[a-z.\"'0-9= ]{0,20}", value in any::<String>()) {
        let path = format!("plan.{path}");
        let mut sources = Sources::new();
        let argument = Override { path, value };
        if let Ok(document) = Document::read(&mut sources, "x.toml", EVERY_KEY, &[argument]) {
            let _checked = document.check_all();
        }
    }
}

#[test]
fn a_scenario_may_say_only_what_differs_from_another_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("below")).unwrap();
    let base = format!("{SMALL}\n[designs.a]\n[designs.b]\ndesks.window.staff = 5\n");
    std::fs::write(folder.path().join("below/town.toml"), base).unwrap();
    let middle = "base = \"below/town.toml\"\ndesks.window.staff = 3\n";
    std::fs::write(folder.path().join("middle.toml"), middle).unwrap();
    let text = "base = \"middle.toml\"\nremove = [\"designs.b\"]\ntitle = \"Another\"\ndesigns.c.desks.window.staff = 7\n";
    let read = |text: &str| {
        let mut sources = Sources::new();
        Document::read_in(&mut sources, "x.toml", text, folder.path(), &[])
    };
    let document = read(text).unwrap();
    let names: Vec<String> = document
        .design_names()
        .into_iter()
        .map(|name| name.value)
        .collect();
    assert_eq!(names, ["a", "c"]);
    let scenario = under(&document, "a");
    assert_eq!(
        (staff(&scenario, "window"), scenario.title.as_str()),
        (3, "Another")
    );
    assert_eq!(staff(&under(&document, "c"), "window"), 7);
    let code = |text: &str| read(text).unwrap_err().iter().next().unwrap().code;
    assert_eq!(code("base = \"none.toml\""), Code::FileMissing);
    assert_eq!(code("remove = [\"plan.seed\"]"), Code::ConflictingKeys);
}
