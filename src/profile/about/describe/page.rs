//! A page of Markdown under way.
//!
//! A heading `Images` without anything below it -> nothing.

use crate::profile::model::allow::List;

/// A page: its title, then sections.
pub(super) struct Page {
    text: String,
    /// The heading of a section that has nothing yet.
    heading: Option<String>,
    is_list: bool,
}

impl Page {
    pub(super) fn new(title: &str) -> Page {
        Page { text: format!("# {}\n", title.trim_end_matches('.')), heading: None, is_list: false }
    }

    /// Begins a section; it appears with what is said first in it.
    pub(super) fn section(&mut self, heading: &str) {
        self.heading = Some(heading.to_owned());
    }

    fn begin(&mut self, is_list: bool) {
        if let Some(heading) = self.heading.take() {
            self.text.extend(["\n## ", heading.as_str(), "\n"]);
            self.is_list = false;
        }
        if !(is_list && self.is_list) {
            self.text.push('\n');
        }
        self.is_list = is_list;
    }

    /// A paragraph.
    pub(super) fn say(&mut self, sentence: impl AsRef<str>) {
        self.begin(false);
        self.text.push_str(sentence.as_ref());
        self.text.push('\n');
    }

    /// One more point of a list.
    pub(super) fn point(&mut self, point: impl AsRef<str>) {
        self.begin(true);
        self.text.push_str("- ");
        self.text.push_str(point.as_ref());
        self.text.push('\n');
    }

    /// A table; nothing if it has no rows.
    pub(super) fn table<const N: usize>(&mut self, head: [&str; N], rows: &[[String; N]]) {
        if rows.is_empty() {
            return;
        }
        self.begin(false);
        let line = |cells: &[String; N]| {
            let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        self.text.push_str(&line(&head.map(str::to_owned)));
        self.text.extend(["|", "---|".repeat(N).as_str(), "\n"]);
        for row in rows {
            self.text.push_str(&line(row));
        }
    }

    pub(super) fn text(self) -> String {
        self.text
    }
}

/// A text as it is, not as Markdown.
pub(super) fn code(text: &str) -> String {
    if text.is_empty() {
        return "nothing".to_owned();
    }
    // A fence is longer than any row of backticks in the text.
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{}{blank}{fence}", text.replace(char::is_control, "?"))
}

/// A pattern for people: a regular expression says that it is one.
pub(super) fn matching(text: &str) -> String {
    match text.strip_prefix("re:") {
        None => code(text),
        // What engines take for a name.
        Some("[A-Za-z0-9][A-Za-z0-9_.-]*") => "any name of letters, digits, `_`, `.` and `-`".to_owned(),
        Some(expression) => format!("anything that matches the regular expression {}", code(expression)),
    }
}

/// Each as a pattern, joined.
pub(super) fn matching_any<'t>(texts: impl IntoIterator<Item = &'t str>, word: &str) -> String {
    let items: Vec<String> = texts.into_iter().map(matching).collect();
    join(&items, word)
}

/// `a, b and c`.
pub(super) fn join(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// Each as code, joined.
pub(super) fn codes<'t>(items: impl IntoIterator<Item = &'t str>, word: &str) -> String {
    let items: Vec<String> = items.into_iter().map(code).collect();
    join(&items, word)
}

/// What a list lists.
pub(super) enum Listed {
    Nothing,
    Anything,
    These(String),
}

impl Listed {
    pub(super) fn of(list: &List) -> Listed {
        if list.entries.is_empty() {
            return Listed::Nothing;
        }
        if list.entries.iter().any(|entry| matches!(entry.text.as_str(), "*" | "**")) {
            return Listed::Anything;
        }
        Listed::These(matching_any(list.entries.iter().map(|entry| entry.text.as_str()), "or"))
    }
}

/// A path pattern for people: `/data/**` is `/data` and all below it.
pub(super) fn path(text: &str) -> String {
    match text.strip_suffix("/**") {
        Some("") => "every path".to_owned(),
        Some(root) => format!("{} and all below it", code(root)),
        None => matching(text),
    }
}

/// Bytes with the largest unit that leaves a whole number.
pub(super) fn size(bytes: u64) -> String {
    let units = [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let found = units.into_iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    found.map_or_else(|| format!("{bytes} bytes"), |(unit, name)| format!("{} {name}", bytes / unit))
}

#[cfg(test)]
mod tests {
    use super::{Page, code, join, path, size};

    #[test]
    fn texts_stay_as_they_are() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a\nb"), "`a?b`");
        assert_eq!(code("a"), "`a`");
        assert_eq!(path("/a/**"), "`/a` and all below it");
        assert_eq!(path("/a/*"), "`/a/*`");
    }

    #[test]
    fn lists_read_as_sentences_do() {
        let of = |items: &[&str]| join(&items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>(), "or");
        assert_eq!((of(&[]), of(&["a"]), of(&["a", "b", "c"])), (String::new(), "a".into(), "a, b or c".into()));
    }

    #[test]
    fn sizes_have_their_largest_whole_unit() {
        assert_eq!([1 << 38, 1536 << 20, 1000].map(size), ["256 GiB", "1536 MiB", "1000 bytes"]);
    }

    #[test]
    fn a_section_without_anything_is_not_there() {
        let mut page = Page::new("A title.");
        page.section("Empty");
        page.table(["a", "b"], &[]);
        page.section("Full");
        page.point("x");
        page.point("y");
        page.table(["a", "b"], &[["1|2".to_owned(), "3".to_owned()]]);
        assert_eq!(page.text(), "# A title\n\n## Full\n\n- x\n- y\n\n| a | b |\n|---|---|\n| 1\\|2 | 3 |\n");
    }
}
