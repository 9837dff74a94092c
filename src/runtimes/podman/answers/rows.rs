//! Lists of images and containers, in docker's fields.
//!
//! `docker images --format '{{.Repository}}:{{.Tag}}'` -> podman is asked for all fields, a row a line, and
//! `localhost/mine`, `1`, ... becomes `mine:1`.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::Said;
use super::names::shown;
use super::template::Template;

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    Images,
    /// `ps`.
    Containers,
}

/// Between fields. No field has it but a container's command, whose own would have to be typed on purpose.
const BETWEEN: &str = "\u{1f}";

/// docker's fields, and what podman's template says for each.
const IMAGES: [(&str, &str); 7] = [
    ("Repository", "{{.Repository}}"),
    ("Tag", "{{.Tag}}"),
    ("ID", "{{.ID}}"),
    ("Digest", "{{.Digest}}"),
    ("CreatedSince", "{{.CreatedSince}}"),
    ("CreatedAt", "{{.CreatedAt}}"),
    ("Size", "{{.Size}}"),
];
const CONTAINERS: [(&str, &str); 10] = [
    ("ID", "{{.ID}}"),
    ("Names", "{{.Names}}"),
    ("Image", "{{.Image}}"),
    ("Command", "{{.Command}}"),
    ("CreatedAt", "{{.CreatedAt}}"),
    ("RunningFor", "{{.RunningFor}}"),
    ("Status", "{{.Status}}"),
    ("Ports", "{{.Ports}}"),
    ("Labels", "{{json .Labels}}"),
    ("Networks", "{{.Networks}}"),
];

/// The columns of `docker images`.
const TABLE: [(&str, &str); 5] =
    [("Repository", "REPOSITORY"), ("Tag", "TAG"), ("ID", "IMAGE ID"), ("CreatedSince", "CREATED"), ("Size", "SIZE")];

impl Rows {
    fn fields(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Rows::Images => &IMAGES,
            Rows::Containers => &CONTAINERS,
        }
    }

    /// The template that podman is given.
    #[must_use]
    pub fn format(self) -> String {
        self.fields().iter().map(|(_, text)| *text).collect::<Vec<_>>().join(BETWEEN)
    }

    /// The rows in docker's fields.
    fn read(self, stdout: &[u8]) -> Vec<Value> {
        let text = String::from_utf8_lossy(stdout);
        let rows = text.lines().filter(|line| line.contains(BETWEEN));
        rows.map(|line| {
            let fields = self.fields().iter().zip(line.split(BETWEEN));
            let given: Map<String, Value> = fields.map(|((name, _), text)| ((*name).to_owned(), text.into())).collect();
            Value::Object(match self {
                Rows::Images => image(given),
                Rows::Containers => container(given),
            })
        })
        .collect()
    }

    /// The list in docker's form: as a template says, or docker's own table of images.
    pub(super) fn listed(self, said: Said, template: Option<&Template>) -> Said {
        if said.code != 0 {
            return said;
        }
        let rows = self.read(&said.stdout);
        let Some(template) = template else {
            return Said { stdout: table(&rows).into_bytes(), ..said };
        };
        let mut stdout = Vec::new();
        for row in &rows {
            match template.fill(row) {
                Ok(line) => stdout.extend([line.as_bytes(), b"\n"].concat()),
                Err(missing) => {
                    return Said { code: super::DOCKER_FAILED, stdout, stderr: format!("{missing}\n").into_bytes() };
                }
            }
        }
        Said { stdout, ..said }
    }
}

fn text_of<'r>(row: &'r Map<String, Value>, name: &str) -> &'r str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn image(mut row: Map<String, Value>) -> Map<String, Value> {
    let repository = shown(text_of(&row, "Repository")).to_owned();
    // docker writes 2MB, podman 2 MB.
    let size = text_of(&row, "Size").replace(' ', "");
    row.insert("Repository".to_owned(), repository.into());
    row.insert("Size".to_owned(), size.into());
    for name in ["Containers", "SharedSize", "UniqueSize"] {
        row.insert(name.to_owned(), "N/A".into());
    }
    row
}

fn container(mut row: Map<String, Value>) -> Map<String, Value> {
    let image = shown(text_of(&row, "Image")).to_owned();
    let status = text_of(&row, "Status");
    let state = match status.split(' ').next().unwrap_or_default() {
        "Up" | "Stopping" => "running",
        "Exited" | "Stopped" => "exited",
        "Created" | "Configured" | "Initialized" => "created",
        "Paused" => "paused",
        _ => status,
    }
    .to_lowercase();
    let status = if state == "paused" { "Up (Paused)".to_owned() } else { status.to_owned() };
    let command = format!("\"{}\"", text_of(&row, "Command"));
    let labels: Map<String, Value> = serde_json::from_str(text_of(&row, "Labels")).unwrap_or_default();
    let labels = labels.iter().map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()));
    let labels = labels.collect::<Vec<_>>().join(",");
    for (name, text) in
        [("Image", image), ("State", state), ("Status", status), ("Command", command), ("Labels", labels)]
    {
        row.insert(name.to_owned(), text.into());
    }
    row
}

/// docker's table of images: columns of at least 10, three blanks between.
fn table(rows: &[Value]) -> String {
    let mut lines: Vec<Vec<&str>> = vec![TABLE.iter().map(|(_, title)| *title).collect()];
    lines.extend(rows.iter().map(|row| {
        TABLE.iter().map(|(name, _)| row.get(name).and_then(Value::as_str).unwrap_or_default()).collect::<Vec<_>>()
    }));
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count() + 3);
        cells.max().unwrap_or_default().max(10)
    };
    let widths: Vec<usize> = (0..TABLE.len()).map(width).collect();
    let mut out = String::new();
    for line in &lines {
        let last = line.len().saturating_sub(1);
        for (column, cell) in line.iter().enumerate() {
            let width = widths.get(column).copied().filter(|_| column < last).unwrap_or_default();
            let _ = write!(out, "{cell:width$}");
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Said, Template};
    use super::{BETWEEN, Rows};

    fn listed(rows: Rows, lines: &[&[&str]], template: Option<&str>) -> String {
        let stdout = lines.iter().map(|line| line.join(BETWEEN) + "\n").collect::<String>().into_bytes();
        let template = template.map(|text| Template::read(text).expect("a template"));
        let said = rows.listed(Said { stdout, ..Said::default() }, template.as_ref());
        assert_eq!((said.code, said.stderr.as_slice()), (0, &b""[..]));
        String::from_utf8(said.stdout).expect("UTF-8")
    }

    const MINE: &[&str] = &["localhost/mine", "1", "0f1afc1a73fb", "sha256:c1", "9 minutes ago", "2026-11-21", "2 MB"];
    const NONE: &[&str] = &["<none>", "<none>", "1f1afc1a73fb", "sha256:c2", "2 days ago", "2026-11-19", "1.5 GB"];

    #[test]
    fn images_are_listed_as_htcondor_reads_them() {
        let format = "{{.Repository}}:{{.Tag}} {{.ID}} {{.Size}}";
        let expected = "mine:1 0f1afc1a73fb 2MB\n<none>:<none> 1f1afc1a73fb 1.5GB\n";
        assert_eq!(listed(Rows::Images, &[MINE, NONE], Some(format)), expected);
        let format = "{{.Repository}}\n{{.Tag}}\n{{.Size}}";
        assert_eq!(listed(Rows::Images, &[MINE], Some(format)), "mine\n1\n2MB\n");
        assert_eq!(listed(Rows::Images, &[], Some(format)), "");
    }

    #[test]
    fn the_table_of_images_is_docker_s() {
        let expected = "REPOSITORY   TAG       IMAGE ID       CREATED         SIZE\n\
                        mine         1         0f1afc1a73fb   9 minutes ago   2MB\n\
                        <none>       <none>    1f1afc1a73fb   2 days ago      1.5GB\n";
        assert_eq!(listed(Rows::Images, &[MINE, NONE], None), expected);
    }

    #[test]
    fn containers_are_listed_in_docker_s_fields() {
        let row = |status| {
            ["46ab", "HA3", "localhost/a:1", "sleep 5", "T", "1 day ago", status, "", "{\"x\":\"1\",\"y\":\"\"}", ""]
        };
        let format = "{{.Names}} {{.Image}} {{.Command}} {{.State}} {{.Status}} {{.Labels}}";
        for (status, expected) in [
            ("Up 2 hours ago", "HA3 a:1 \"sleep 5\" running Up 2 hours ago x=1,y=\n"),
            ("Exited (3) 2 hours ago", "HA3 a:1 \"sleep 5\" exited Exited (3) 2 hours ago x=1,y=\n"),
            ("Paused", "HA3 a:1 \"sleep 5\" paused Up (Paused) x=1,y=\n"),
            ("Created", "HA3 a:1 \"sleep 5\" created Created x=1,y=\n"),
        ] {
            assert_eq!(listed(Rows::Containers, &[&row(status)], Some(format)), expected);
        }
    }
}
