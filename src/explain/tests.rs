use super::*;
use crate::diagnostic::render::Color;

fn told(name: &str) -> String {
    explain(name, &Look::PLAIN).unwrap_or_else(|unknown| panic!("{name}: {unknown:?}"))
}

fn near_names(name: &str) -> Vec<String> {
    explain(name, &Look::PLAIN).expect_err(name).near
}

#[test]
fn an_item_is_found_in_any_case() {
    assert_eq!(told("P29"), told(" p29 "));
    assert!(told("P29").contains("dispatch.merge.work"));
}

#[test]
fn a_key_is_found_under_any_free_name_and_in_quotes() {
    let text = told("levels.town.hand_off");
    assert!(text.starts_with("levels.*.hand_off\n"), "{text}");
    assert_eq!(text, told("levels.\"old town\".hand_off"));
    assert_eq!(text, told("levels.*.hand_off"));
    let entry = told("sources.storms.events.0.factor");
    assert!(entry.starts_with("sources.*.events.*.factor\n"), "{entry}");
    assert_eq!(entry, told("sources.storms.events.factor"));
}

#[test]
fn a_key_says_its_default_and_what_may_be_written() {
    let gain = told("mechanisms.chase.gain");
    for words in [
        "default     1\n",
        "a number",
        "sweep it",
        "Chase orders (chase)",
    ] {
        assert!(gain.contains(words), "{words}: {gain}");
    }
    let mode = told("dispatch.mode");
    assert!(mode.contains("`\"serial\"` or `\"parallel\"`"), "{mode}");
    let horizon = told("plan.horizon");
    assert!(horizon.contains("none: it must be given"), "{horizon}");
}

#[test]
fn a_metric_says_what_it_means_in_each_scope() {
    let wait = told("wait_mean_h");
    for words in [
        "(all, category)",
        "(desk)",
        "lower is better",
        "for every desk",
    ] {
        assert!(wait.contains(words), "{words}: {wait}");
    }
}

#[test]
fn what_nobody_knows_gets_near_names() {
    assert_eq!(near_names("brech_share"), ["breach_share"]);
    assert_eq!(
        near_names("hand_off"),
        ["levels.*.hand_off", "desks.*.hand_off"]
    );
    assert!(near_names("dispatch.mod").contains(&"dispatch.mode".to_owned()));
    assert!(near_names("P99").iter().all(|name| name.starts_with('P')));
    assert_eq!(near_names("xyzzyxyzzy"), Vec::<String>::new());
    for odd in [
        "",
        ".",
        "levels..x",
        "levels.\"x",
        "plan.horizon.x.y",
        "\u{1F600}",
    ] {
        assert!(explain(odd, &Look::PLAIN).is_err(), "{odd}");
    }
}

#[test]
fn nothing_is_wider_than_asked_for_but_names_that_are() {
    for width in [60, 80, 120] {
        let look = Look {
            width,
            ..Look::PLAIN
        };
        let names = coverage::items().iter().map(|item| item.id.as_str());
        for name in names.chain(Part::all().map(Part::key)) {
            let text = explain(name, &look).expect(name);
            for line in text.lines().filter(|line| line.chars().count() > width) {
                let words = line.split_whitespace().collect::<Vec<_>>();
                let longest = words.iter().map(|word| word.chars().count()).max();
                let is_a_name = longest.is_some_and(|longest| longest > width / 3);
                assert!(is_a_name, "{name} at {width}: {line}");
            }
        }
        let widest = index(&look).lines().map(|line| line.chars().count()).max();
        assert!(widest.is_some_and(|widest| widest <= width));
    }
}

#[test]
fn colours_change_no_word_and_none_are_left_when_they_are_off() {
    let colored = Look {
        color: Color::Always,
        ..Look::PLAIN
    };
    let text = explain("P29", &colored).expect("it is there");
    assert!(text.contains("\u{1b}[1mWhat the paper says\u{1b}[0m"));
    assert!(text.contains("\u{1b}[36mlead_time_mean_h\u{1b}[0m"));
    assert!(!told("P29").contains('\u{1b}'));
    let plain = text.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
    let plain = plain.replace("\u{1b}[36m", "");
    assert_eq!(plain, told("P29").replace('`', ""));
}

#[test]
fn markdown_is_read_with_its_lists_tables_and_code() {
    let document = Document::read(
        "# Title\n\n## One\n\nSome *words* and `code`\nin two lines.\n\n- a\n- b\n\n```text\nx = 1\n```\n\n## Two\n\n| k | v |\n|---|---|\n| `a`, `b` | 1 |\n",
    );
    assert_eq!(document.title, "Title");
    assert_eq!(
        document.section("One"),
        [
            Block::Paragraph("Some words and `code` in two lines.".to_owned()),
            Block::Point("a".to_owned()),
            Block::Point("b".to_owned()),
            Block::Code(vec!["x = 1".to_owned()]),
        ]
    );
    let rows = [["k", "v"], ["`a`, `b`", "1"]].map(|row| row.map(str::to_owned).to_vec());
    assert_eq!(document.section("Two"), [Block::Table(rows.to_vec())]);
    assert_eq!(document.section("Three"), []);
}
