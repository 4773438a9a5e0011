use super::*;

fn names(node: &Node) -> Vec<&str> {
    let entries = node.table().unwrap();
    entries.iter().map(|(key, _)| key.value.as_str()).collect()
}

#[test]
fn the_order_of_the_file_is_kept_wherever_the_headers_stand() {
    let text = "z = 1\na = 2\n[levels.village.intake]\nx = 1\n[levels.town]\n[desks.q]\n[levels.village]\ny = 1\n[levels]\n[b]\n";
    let root = parse(0, text).unwrap();
    assert_eq!(names(&root), ["z", "a", "levels", "desks", "b"]);
    assert_eq!(names(root.get("levels").unwrap()), ["village", "town"]);
}

#[test]
fn a_table_has_the_place_of_its_header_and_a_value_its_own() {
    let text = "[a.b]\nc = \"é\"\n";
    let root = parse(3, text).unwrap();
    let b = root.get("a").unwrap().get("b").unwrap();
    assert_eq!(b.place, Place::new(3, 0..5));
    assert_eq!(b.get("c").unwrap().place, Place::new(3, 10..14));
    assert_eq!(b.entry("c").unwrap().0.place, Place::new(3, 6..7));
}

#[test]
fn places_are_right_after_a_byte_order_mark_and_in_windows_lines() {
    let text = "\u{feff}a = 1\r\nb = 2\r\n";
    let root = parse(0, text).unwrap();
    let place = root.get("b").unwrap().place;
    assert_eq!(&text[place.start as usize..place.end as usize], "2");
}

#[test]
fn deep_nesting_is_an_error_and_not_a_crash() {
    let deep = |levels: usize| format!("a = {}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(parse(0, &deep(30)).is_ok());
    for levels in [40, 79, 200, 100_000] {
        let found = parse(0, &deep(levels)).unwrap_err();
        assert!(
            found.iter().any(|one| one.code == Code::TooDeep),
            "{levels}: {found:?}"
        );
    }
    let dotted = format!("{} = 1", vec!["a"; 5_000].join("."));
    assert!(parse(0, &dotted).is_err());
    let tables = format!("[{}]", vec!["a"; 60].join("."));
    assert!(parse(0, &tables).is_err());
}

#[test]
fn numbers_that_cannot_be_held_are_errors() {
    for text in [
        "a = 9223372036854775808",
        "a = 1e999",
        "a = 0xffffffffffffffff",
    ] {
        let found = parse(0, text).unwrap_err();
        assert_eq!(
            found.iter().next().unwrap().code,
            Code::OutOfRange,
            "{text}"
        );
    }
    assert!(parse(0, "a = inf").is_ok());
}

#[test]
fn a_value_of_an_argument_has_places_in_the_argument() {
    let node = parse_value(2, 10, "{ x = 3 }").unwrap();
    assert_eq!(node.place, Place::new(2, 10..19));
    assert_eq!(node.get("x").unwrap().place, Place::new(2, 16..17));
    assert!(parse_value(0, 0, "8 weeks").is_err());
    assert!(parse_value(0, 0, "").is_err());
}

#[test]
fn files_that_cannot_be_used_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let wrong = |name: &str| read_source(&path(name)).unwrap_err();
    std::fs::write(path("good.toml"), "a = 1").unwrap();
    assert_eq!(read_source(&path("good.toml")).unwrap(), "a = 1");
    let missing = wrong("god.toml");
    assert_eq!(missing.code, Code::FileMissing);
    assert!(missing.help.unwrap().contains("good.toml"));
    std::fs::write(path("empty.toml"), " \n").unwrap();
    assert_eq!(wrong("empty.toml").code, Code::FileEmpty);
    std::fs::create_dir(path("folder")).unwrap();
    assert_eq!(wrong("folder").code, Code::IsDirectory);
    std::fs::write(path("bytes.toml"), b"a = 1\nb = \"\xff\"\n").unwrap();
    let bytes = wrong("bytes.toml");
    assert_eq!(bytes.code, Code::NotUtf8);
    assert!(
        bytes.message.contains("byte 11, on line 2"),
        "{}",
        bytes.message
    );
    let large = std::fs::File::create(path("large.toml")).unwrap();
    large.set_len(LARGEST_FILE + 1).unwrap();
    let large = wrong("large.toml");
    assert_eq!(large.code, Code::FileTooLarge);
    assert!(large.message.contains("16 MiB"), "{}", large.message);
}
