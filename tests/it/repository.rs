//! What the repository's own files must not hold, where no other tool looks.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test fails by panicking, and reads the repository"
)]

use std::fs;
use std::path::Path;

/// The files below a folder of the repository that are text, by name, without what is built and what git keeps.
fn texts_below(folder: &str) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    for entry in fs::read_dir(&path).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = Path::new(folder).join(entry.file_name()).display().to_string();
        let kind = entry.file_type().expect("a kind");
        if kind.is_dir() && !name.ends_with("target") && name != ".git" {
            texts.extend(texts_below(&name));
        } else if let (true, Ok(text)) = (kind.is_file(), fs::read_to_string(entry.path())) {
            texts.push((name, text));
        }
    }
    texts.sort();
    texts
}

/// `file:line: words` of what `look` finds in the lines of the texts.
fn found<'t>(texts: &'t [(String, String)], look: impl Fn(&'t str) -> Option<&'t str>) -> Vec<String> {
    let of_text = |(file, text): &'t (String, String)| {
        let lines = text.lines().enumerate();
        let faults: Vec<_> =
            lines.filter_map(|(index, line)| Some(format!("{file}:{}: {}", index + 1, look(line)?))).collect();
        faults
    };
    texts.iter().flat_map(of_text).collect()
}

fn one_text(text: &str) -> [(String, String); 1] {
    [("a".to_owned(), text.to_owned())]
}

/// The name of the shell function that begins in this line, if it has one word and so may be a program's. `main` is none.
fn one_word_function(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('(').filter(|(_, rest)| rest.trim_start().starts_with(')'))?;
    let name = name.trim().trim_start_matches("function").trim();
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_word && !name.is_empty() && name != "main").then_some(name)
}

#[test]
fn no_function_of_a_script_can_hide_a_program() {
    let mut scripts: Vec<_> = ["scripts", ".ci", "contrib", "benches"].into_iter().flat_map(texts_below).collect();
    scripts.retain(|(_, text)| text.starts_with("#!") || text.starts_with("# shellcheck shell="));
    assert_eq!(found(&scripts, one_word_function), Vec::<String>::new(), "give these functions a name of two words");

    let wrong =
        one_text("x=1\npodman() {\n  function apt-get () { :; }\n}\nprepare_podman() { :; }\nmain() { x=(); }\n");
    assert_eq!(found(&wrong, one_word_function), ["a:2: podman", "a:3: apt-get"]);
}

#[test]
fn no_host_of_a_package_registry_is_written_here() {
    let hosts = ["debian org", "crates io", "pypi org", "pythonhosted org", "npmjs org", "golang org", "rubygems org"];
    let hosts = hosts.map(|host| host.replace(' ', "."));
    let with_host = |line| hosts.iter().any(|host| str::contains(line, host)).then_some(line);
    let mut texts = texts_below("");
    texts.retain(|(file, _)| !file.ends_with("Cargo.lock"));
    assert_eq!(found(&texts, with_host), Vec::<String>::new(), "apt and cargo know them: ask these");

    let wrong = one_text(&format!("x=1\nmirror=http://deb.{}/debian\n", hosts[0]));
    assert_eq!(found(&wrong, with_host).len(), 1);
}

#[test]
fn every_script_has_a_recipe_or_a_sentence() {
    let read = |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("a file");
    let pages = read("justfile") + &read("CONTRIBUTING.md");
    let scripts = texts_below("scripts").into_iter().map(|(file, _)| file);
    let unnamed = scripts.filter(|file| !pages.contains(file.as_str())).collect::<Vec<_>>();
    assert_eq!(unnamed, Vec::<String>::new(), "neither justfile nor CONTRIBUTING.md names them");
}

#[test]
fn tests_are_modules_of_few_programs() {
    let names = |folder: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let entries = fs::read_dir(path).expect("a folder");
        let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name()).collect();
        names.sort();
        names
    };
    // Each program is linked anew for every change of the library.
    assert_eq!(names("tests"), ["engines", "fixtures", "golden", "it", "oracle", "podman_oracle"]);
    // A file that no program names is compiled by nobody, and green for ever.
    for program in ["it", "engines"] {
        let main = fs::read_to_string(format!("{}/tests/{program}/main.rs", env!("CARGO_MANIFEST_DIR"))).expect("read");
        for name in names(&format!("tests/{program}")) {
            let name = name.to_str().expect("UTF-8");
            let is_module = main.contains(&format!("\nmod {};\n", name.trim_end_matches(".rs")));
            assert!(is_module || ["main.rs", "snapshots", "reviewed_output_options.txt"].contains(&name), "{name}");
        }
    }
}

/// The paths of this repository that a line names in backticks.
fn paths_in(line: &str) -> impl Iterator<Item = &str> {
    let is_ours = |word: &&str| {
        ["src/", "tests/", "docs/", "scripts/", "testkit/", "contrib/", "fuzz/"]
            .iter()
            .any(|folder| word.starts_with(folder))
    };
    line.split('`').skip(1).step_by(2).filter(is_ours).filter(|word| !word.contains(['*', '{', '<', ' ', '$']))
}

#[test]
fn what_a_comment_or_a_page_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Words in capitals stand for a name.
    let is_pattern =
        |path: &str| path.split(['/', '.']).any(|part| part.len() > 1 && !part.contains(char::is_lowercase));
    let mut texts: Vec<_> =
        ["src", "tests/it", "tests/engines", "tests/oracle", "tests/podman_oracle", "testkit", "docs"]
            .into_iter()
            .flat_map(texts_below)
            .filter(|(name, _)| Path::new(name).extension().is_some_and(|ending| ending == "rs" || ending == "md"))
            .collect();
    for page in ["README.md", "CONTRIBUTING.md"] {
        texts.push((page.to_owned(), fs::read_to_string(root.join(page)).expect("a page")));
    }
    let is_dead = |path: &&str| {
        let path = path.split([':', '#']).next().unwrap_or_default();
        !is_pattern(path) && !root.join(path).exists()
    };
    let comments = |line| paths_in(line).find(is_dead).filter(|_| !line.contains('"'));
    assert_eq!(found(&texts, comments), Vec::<String>::new());
    assert_eq!(paths_in("see `src/no.rs`, `a b` and `tests/it`").collect::<Vec<_>>(), ["src/no.rs", "tests/it"]);
}
