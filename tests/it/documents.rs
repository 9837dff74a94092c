//! The documents: every shell example prints what its page says, every YAML example loads, every link leads to a file.
//!
//! Shell examples are ```` ```console ```` blocks: `$ COMMAND`, `> ` for its next lines, then all that it prints. They run
//! in the order of the page, in one folder per page that holds
//! - the page's YAML blocks that name a file: ```` ```yaml file=profiles/first.yaml ````,
//! - `longshore`, the built one, and a `docker` that prints its words, both on the `PATH` and nowhere else.
//!
//! With `LONGSHORE_BLESS=1` in the environment the pages get what the commands print; the difference is for review.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "test code reads the repository, runs programs, and stops by a panic that says why"
)]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

const DOCKER: &str = "#!/bin/sh\necho \"docker is called: docker $*\"\n";

/// What a block may be; shell examples that no test would run are none.
const KINDS: [&str; 4] = ["console", "json", "text", "yaml"];

/// A fenced block of a page.
#[derive(Debug)]
struct Block {
    /// The line of its fence, from 1.
    line: usize,
    /// `yaml` of ```` ```yaml file=NAME ````.
    kind: String,
    /// `NAME` of it.
    file: Option<String>,
    /// Where in the page its text begins.
    start: usize,
    text: String,
}

/// A page of the documentation.
#[derive(Debug)]
struct Page {
    path: PathBuf,
    text: String,
    blocks: Vec<Block>,
}

impl Page {
    fn read(path: &Path) -> Page {
        let text = fs::read_to_string(path).expect("a page can be read");
        let mut blocks = Vec::new();
        let mut open: Option<Block> = None;
        let mut start = 0;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            start += line.len();
            match (&mut open, line.strip_prefix("```")) {
                (None, None) => {}
                (None, Some(info)) => {
                    let mut words = info.split_whitespace();
                    let kind = words.next().unwrap_or_default().to_owned();
                    let file = words.next().and_then(|word| word.strip_prefix("file=")).map(str::to_owned);
                    open = Some(Block { line: number + 1, kind, file, start, text: String::new() });
                }
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (Some(block), None) => block.text.push_str(line),
            }
        }
        assert!(open.is_none(), "{}: a block without end", path.display());
        Page { path: path.to_owned(), text, blocks }
    }

    /// `README.md:17` of a block.
    fn place(&self, block: &Block) -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        format!("{}:{}", self.path.strip_prefix(root).unwrap_or(&self.path).display(), block.line)
    }

    fn of_kind<'p>(&'p self, kind: &'p str) -> impl Iterator<Item = &'p Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }
}

fn pages() -> Vec<Page> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = vec![root.join("README.md"), root.join("CONTRIBUTING.md"), root.join("CHANGELOG.md")];
    let docs = fs::read_dir(root.join("docs")).expect("there is a folder docs");
    paths.extend(docs.map(|entry| entry.expect("a file of docs").path()));
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    paths.sort();
    paths.iter().map(|path| Page::read(path)).collect()
}

/// A folder in which a page's examples run.
struct World {
    dir: TempDir,
}

impl World {
    fn new() -> World {
        let dir = tempfile::tempdir().expect("a folder for temporary files can be made");
        fs::create_dir_all(dir.path().join("bin")).expect("a folder can be made");
        fs::create_dir_all(dir.path().join("work")).expect("a folder can be made");
        let programs = [
            ("longshore", env!("CARGO_BIN_EXE_longshore")),
            ("longshore-dropin", env!("CARGO_BIN_EXE_longshore-dropin")),
        ];
        for (name, path) in programs {
            symlink(path, dir.path().join("bin").join(name)).expect("a link can be made");
        }
        let docker = dir.path().join("bin/docker");
        fs::write(&docker, DOCKER).expect("a file can be written");
        fs::set_permissions(&docker, fs::Permissions::from_mode(0o755)).expect("a file can be made executable");
        World { dir }
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.dir.path().join("work").join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// All that `command` prints.
    fn run(&self, command: &str) -> String {
        let output = Command::new("/bin/sh")
            .args(["-c", &format!("exec 2>&1\n{command}")])
            .current_dir(self.dir.path().join("work"))
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", self.dir.path().join("bin").display()))
            .env("HOME", self.dir.path().join("work"))
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .output()
            .expect("a shell can be started");
        String::from_utf8(output.stdout).expect("examples print text")
    }
}

/// A command of a console block, and what the page says it prints.
#[derive(Debug, Default)]
struct Example {
    command: String,
    printed: String,
}

fn examples(block: &Block) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for line in block.text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            examples.push(Example { command: command.to_owned(), printed: String::new() });
            continue;
        }
        let example = examples.last_mut().expect("a console block begins with a command");
        if let Some(more) = line.strip_prefix("> ").filter(|_| example.printed.is_empty()) {
            example.command.push('\n');
            example.command.push_str(more);
        } else {
            example.printed.push_str(line);
            example.printed.push('\n');
        }
    }
    examples
}

#[test]
fn every_shell_example_prints_what_its_page_says() {
    let bless = env::var_os("LONGSHORE_BLESS").is_some_and(|value| !value.is_empty());
    let mut differences = String::new();
    for page in pages() {
        let world = World::new();
        let (mut text, mut done) = (String::new(), 0);
        for block in &page.blocks {
            if let Some(file) = &block.file {
                world.write(file, &block.text);
            }
            if block.kind != "console" {
                continue;
            }
            text.push_str(&page.text[done..block.start]);
            done = block.start + block.text.len();
            for Example { command, printed } in examples(block) {
                let got = world.run(&command);
                let _ = write!(text, "$ {}\n{got}", command.replace('\n', "\n> "));
                if let Some(line) = got.lines().find(|line| is_complaint(line)) {
                    let place = page.place(block);
                    let _ = writeln!(differences, "{place}: $ {command}\n-- the example itself fails\n{line}\n");
                }
                if got != printed && !bless {
                    let place = page.place(block);
                    let _ =
                        write!(differences, "{place}: $ {command}\n-- the page says\n{printed}-- it prints\n{got}\n");
                }
            }
        }
        text.push_str(&page.text[done..]);
        if bless && text != page.text {
            fs::write(&page.path, text).expect("a page can be written");
        }
    }
    assert!(differences.is_empty(), "\n{differences}");
}

/// Whether a shell, or a program that is neither longshore nor an engine, complains: `cat: x: No such file or directory`.
fn is_complaint(line: &str) -> bool {
    const REASONS: [&str; 9] = [
        "No such file or directory",
        "Permission denied",
        "Is a directory",
        "Not a directory",
        "File exists",
        "not found",
        "Syntax error",
        "invalid option",
        "unrecognized option",
    ];
    let Some((program, complaint)) = line.split_once(": ") else { return false };
    let is_a_tool = |program: &str| ["/bin", "/usr/bin"].iter().any(|folder| Path::new(folder).join(program).is_file());
    let is_own = ["longshore", "docker", "podman"].contains(&program);
    !is_own && is_a_tool(program) && REASONS.iter().any(|reason| complaint.contains(reason))
}

#[test]
fn what_a_shell_or_a_tool_complains_of_is_no_example() {
    for line in [
        "cat: cases/cluster/good.argv: No such file or directory",
        "/bin/sh: 1: longshroe: not found",
        "sh: 3: Syntax error: \"(\" unexpected",
        "grep: unrecognized option '--nonsense'",
    ] {
        assert!(is_complaint(line), "{line}");
    }
    for line in [
        "longshore: profile `x`: no such file or directory; check the path",
        "docker: Error: No such object: x",
        "env: {A: \"1\"}",
        "blessed: cases/site/owner",
    ] {
        assert!(!is_complaint(line), "{line}");
    }
}

#[test]
fn every_example_file_is_named_in_the_text_above_it() {
    // What a fence says after its language is shown nowhere.
    for page in pages() {
        for block in page.blocks.iter().filter(|block| block.file.is_some()) {
            let file = block.file.as_deref().unwrap_or_default();
            let above = page.text.lines().take(block.line - 1).collect::<Vec<_>>().join("\n");
            let paragraph = above.trim_end().rsplit("\n\n").next().unwrap_or_default();
            assert!(paragraph.contains(&format!("`{file}`")), "{}: say where to save {file}", page.place(block));
        }
    }
}

/// The Rust files of the commands, each with the name of its command: `show` of `profile/show.rs`.
fn commands(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("there is such a folder") {
        let path = entry.expect("a file").path();
        let name =
            path.with_extension("").file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            commands(&path, found);
        } else {
            let of = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let command = if name == "mod" { of } else { name };
            found.push((command, fs::read_to_string(path).expect("a source can be read")));
        }
    }
}

#[test]
fn every_command_with_an_exit_code_of_its_own_stands_in_the_list() {
    let page = Page::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let ends_with_2 = page.text.lines().find(|line| line.starts_with("| 2 |")).expect("a row");
    let (_, table) = page.text.split_once("| command | ends with 1 when |").expect("a table");
    let ends_with_1 = table.split("\n\n").next().expect("rows");
    let mut sources = Vec::new();
    commands(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli"), &mut sources);
    let has = |text: &str, form: &str| text.split("#[cfg(test)]").next().is_some_and(|text| text.contains(form));
    let mut seen = 0;
    for (command, text) in sources.iter().filter(|(command, _)| !["args", "dropin", "job"].contains(&command.as_str()))
    {
        for (form, rows, code) in [("ExitCode::FAILURE", ends_with_1, 1), ("ExitCode::from(2)", ends_with_2, 2)] {
            if has(text, form) {
                seen += 1;
                assert!(rows.contains(command), "exit code {code} of `{command}` is not in README.md");
            }
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn every_yaml_example_loads() {
    for page in pages() {
        let world = World::new();
        for block in page.of_kind("yaml") {
            world.write(block.file.as_deref().unwrap_or("example.yaml"), &block.text);
            load(block, &world).unwrap_or_else(|why| panic!("{}: {why}", page.place(block)));
        }
    }
}

/// A profile begins with its version; a golden case has `argv:` or `job:`, a job file `image:`.
fn load(block: &Block, world: &World) -> Result<(), String> {
    let text = &block.text;
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    if has("version: 1") {
        let file = block.file.as_deref().unwrap_or("example.yaml");
        let said = world.run(&format!("longshore profile check ./{file}"));
        if said.contains(": good, ") { Ok(()) } else { Err(said) }
    } else if has("argv:") || has("job:") {
        longshore::golden::read_case(text).map(|_| ()).map_err(|fault| fault.to_string())
    } else if has("image:") {
        longshore::job::read(text).map(|_| ()).map_err(|fault| fault.to_string())
    } else {
        Err("neither a profile nor a case nor a job file: write it whole".to_owned())
    }
}

#[test]
fn every_block_is_of_a_kind_that_is_tested() {
    for page in pages() {
        for block in &page.blocks {
            let kind = &block.kind;
            let place = page.place(block);
            assert!(KINDS.contains(&kind.as_str()), "{place}: a block `{kind}`; shell examples are `console`");
        }
    }
}

#[test]
fn every_link_leads_to_a_file() {
    for page in pages() {
        let folder = page.path.parent().expect("a page lies in a folder");
        for (number, line) in page.text.lines().enumerate() {
            for link in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let target = link.split('#').next().unwrap_or_default();
                let is_file = target.contains("://") || target.is_empty() || folder.join(target).exists();
                assert!(is_file, "{}:{}: no {link}", page.path.display(), number + 1);
            }
        }
    }
}
