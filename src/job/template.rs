//! A job file to begin with: every field, with what it is.
//!
//! The row `memory` -> `# the limit of memory` and `#memory: 2g`: without its `#` the line is a field.

use std::fmt::Write as _;

use super::table::ROWS;

const HEAD: &str = "\
# A job for `longshore run FILE`. Only `image` must be there; a field counts without the `#` before it.
";

/// A job file with every field and a word about each.
#[must_use]
pub fn template() -> String {
    let mut text = HEAD.to_owned();
    for row in &ROWS {
        let hidden = if row.name == "image" { "" } else { "#" };
        let _ = write!(text, "\n# {}\n{hidden}{}: {}\n", row.about, row.name, row.example);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::{field_names, read};
    use super::template;

    #[test]
    fn the_template_loads_as_it_is_and_with_every_field() {
        let text = template();
        let request = read(&text).expect("the template is a job");
        assert_eq!(request.words, ["docker", "run", "busybox:1"]);
        let all = text.lines().map(|line| line.strip_prefix('#').unwrap_or(line));
        let all: Vec<&str> = all.filter(|line| !line.starts_with(' ')).collect();
        let all = all.join("\n");
        read(&all).expect("with every field it is a job, too");
        for name in field_names() {
            assert_eq!(all.lines().filter(|line| line.starts_with(&format!("{name}: "))).count(), 1, "{name}");
        }
    }
}
