//! podman's answers, as callers of docker expect them.
//!
//! `docker inspect --format 'Name="{{.Name}}"' job` -> `podman inspect job`, whose JSON becomes `Name="/job"`.
//!
//! An [`Answer`] is data in a plan: it says what is done with what the client prints and how it ends. Lines whose output is
//! the container's stay as they are: podman then takes longshore's place.

mod facts;
mod forms;
mod inspected;
mod names;
mod prepare;
mod rows;
mod template;

use serde_json::Value;

pub use facts::About;
pub use inspected::{START_NOTE, Start, StartFiles, as_docker, start_files};
pub use names::shown;
pub use prepare::{folder_question, keep_quiet, prepare, started};
pub use rows::Rows;
pub use template::{NoField, Template};

/// What is done with a client's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Nothing: the client takes longshore's place.
    #[default]
    Given,
    /// Silence on success, and docker's exit codes.
    Quiet,
    /// `info` and `version` with a template: podman's JSON in docker's fields.
    Facts {
        /// What was asked about.
        about: About,
        /// How it is printed.
        template: Template,
    },
    /// `-v`: one line in docker's form.
    Version,
    /// The names of operands, one a line.
    Names {
        /// The operands as given.
        names: Vec<String>,
        /// Whether names that nobody knows are no failure.
        is_forced: bool,
    },
    /// `inspect`: objects as docker describes them.
    Inspect {
        /// How they are printed; all of them as one JSON text without it.
        template: Option<Template>,
    },
    /// `images` and `ps`: rows of fields.
    Rows {
        /// What is listed.
        rows: Rows,
        /// How each is printed; as a table without it.
        template: Option<Template>,
    },
    /// `container prune`: the ids of what was removed.
    Pruned,
    /// Names of images without the registries that docker does not write.
    ImageNames,
}

/// What a client printed, and how it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Its exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}

/// podman's code for its own failures, and docker's.
const PODMAN_FAILED: i32 = 125;
const DOCKER_FAILED: i32 = 1;

impl Answer {
    /// The answer in docker's form. `look` finds what a container's folders say about its start.
    #[must_use]
    pub fn told(&self, said: Said, look: &dyn Fn(&StartFiles) -> Start) -> Said {
        let said = self.in_form(said, look);
        if said.code == 0 {
            // Notices are no part of a success; that a forced name is unknown docker says, too.
            let stderr = if matches!(self, Answer::Names { .. }) { said.stderr } else { Vec::new() };
            return Said { stderr, ..said };
        }
        let code = if said.code == PODMAN_FAILED { DOCKER_FAILED } else { said.code };
        Said { code, stderr: forms::complaints(&said.stderr), ..said }
    }

    fn in_form(&self, said: Said, look: &dyn Fn(&StartFiles) -> Start) -> Said {
        match self {
            Answer::Version => Said { stdout: forms::version(&said.stdout), ..said },
            Answer::Facts { about, template } => facts(said, *about, template),
            Answer::Names { names, is_forced } => forms::names(said, names, *is_forced),
            Answer::Inspect { template } => inspect(said, template.as_ref(), look),
            Answer::Rows { rows, template } => rows.listed(said, template.as_ref()),
            Answer::Pruned if said.code == 0 => Said { stdout: forms::pruned(&said.stdout), ..said },
            Answer::Given | Answer::Quiet | Answer::Pruned => said,
            Answer::ImageNames => Said { stdout: forms::image_names(&said.stdout), ..said },
        }
    }
}

/// Docker's fields, printed as docker prints them.
fn facts(said: Said, about: About, template: &Template) -> Said {
    if said.code != 0 {
        return said;
    }
    let failed =
        |why: String| Said { code: DOCKER_FAILED, stdout: Vec::new(), stderr: format!("{why}\n").into_bytes() };
    let Ok(podman) = serde_json::from_slice(&said.stdout) else {
        return failed("Error: podman's answer is not understood".to_owned());
    };
    match template.fill_as(&about.as_docker(&podman), facts::in_json) {
        Ok(line) => Said { stdout: format!("{line}\n").into_bytes(), ..said },
        Err(missing) => failed(missing.to_string()),
    }
}

/// The objects of an answer, printed as docker prints them. Those that were not found are in the client's own complaint.
fn inspect(said: Said, template: Option<&Template>, look: &dyn Fn(&StartFiles) -> Start) -> Said {
    let Some(objects) = as_docker_all(&said.stdout, look) else {
        let stderr = [b"Error: podman's answer is not understood\n", said.stderr.as_slice()].concat();
        return Said { code: if said.code == 0 { DOCKER_FAILED } else { said.code }, stdout: Vec::new(), stderr };
    };
    let Some(template) = template else {
        let mut stdout = Vec::new();
        let four = serde_json::ser::PrettyFormatter::with_indent(b"    ");
        let mut writer = serde_json::Serializer::with_formatter(&mut stdout, four);
        // Nothing can go wrong in memory.
        let _ = serde::Serialize::serialize(&Value::Array(objects), &mut writer);
        stdout.push(b'\n');
        return Said { stdout, ..said };
    };
    let mut stdout = Vec::new();
    for object in &objects {
        match template.fill(object) {
            Ok(line) => {
                stdout.extend(line.into_bytes());
                stdout.push(b'\n');
            }
            Err(missing) => {
                return Said { code: DOCKER_FAILED, stdout, stderr: format!("{missing}\n").into_bytes() };
            }
        }
    }
    Said { stdout, ..said }
}

/// What `inspect` says of all objects, as docker would; `None` if that cannot be read. A client that finds nothing prints
/// an empty list, or nothing.
#[must_use]
pub fn as_docker_all(stdout: &[u8], look: &dyn Fn(&StartFiles) -> Start) -> Option<Vec<Value>> {
    if stdout.trim_ascii().is_empty() {
        return Some(Vec::new());
    }
    let Value::Array(objects) = serde_json::from_slice(stdout).ok()? else { return None };
    let form = |object: Value| {
        let start = start_files(&object).map(|files| look(&files)).unwrap_or_default();
        as_docker(object, &start)
    };
    Some(objects.into_iter().map(form).collect())
}
