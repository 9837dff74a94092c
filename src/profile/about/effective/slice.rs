//! A part of a profile as it was written.
//!
//! The entry `engine` of a file -> its lines, and the comments directly above; a rule -> its lines, moved to the left edge.
//! What cannot be cut out by lines, because it shares one with something else, is written anew.

use crate::yaml::{Node, Value, parse};

/// The text of entry `number` of the mapping `document`, ending with a newline.
pub(super) fn entry(text: &str, document: &Node, number: usize) -> String {
    let entries = document.mapping().unwrap_or_default();
    let Some((key, value)) = entries.get(number) else { return String::new() };
    let next = entries.get(number + 1).map(|(next, _)| line_of(next));
    let is_meant = |cut: &str| {
        let cut = parse(cut, 0);
        let found = cut.as_ref().ok().and_then(|node| node.mapping().ok());
        found.is_some_and(|found| matches!(found, [(k, v)] if same(k, key) && same(v, value)))
    };
    let cut = cut(text, line_of(key), next, column_of(key));
    cut.filter(|cut| is_meant(cut)).unwrap_or_else(|| format!("{}: {}\n", written(key), written(value)))
}

/// The text of item `number` of `list`, beginning with its dash at the left edge, ending with a newline.
pub(super) fn item(text: &str, list: &Node, number: usize) -> String {
    let items = list.list().unwrap_or_default();
    let Some(item) = items.get(number) else { return String::new() };
    let is_meant = |cut: &str| {
        let cut = parse(cut, 0);
        let found = cut.as_ref().ok().and_then(|node| node.list().ok());
        found.is_some_and(|found| matches!(found, [found] if same(found, item)))
    };
    let line = text.lines().nth(line_of(item)).unwrap_or_default();
    let dash = line.len() - line.trim_start_matches(' ').len();
    let next = items.get(number + 1).map(line_of);
    let cut = cut(text, line_of(item), next, dash);
    cut.filter(|cut| is_meant(cut)).unwrap_or_else(|| format!("- {}\n", written(item)))
}

fn line_of(node: &Node) -> usize {
    usize::try_from(node.at.line).unwrap_or_default().saturating_sub(1)
}

fn column_of(node: &Node) -> usize {
    usize::try_from(node.at.column).unwrap_or_default().saturating_sub(1)
}

/// The lines from `start` to before `next`, with the comments directly above and without what belongs to the next, moved
/// to the left by `indent`.
fn cut(text: &str, start: usize, next: Option<usize>, indent: usize) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut end = next.unwrap_or(lines.len()).min(lines.len());
    let depth = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let is_comment = |line: &str| line.trim_start().starts_with('#');
    let is_next = |line: &str| line.trim().is_empty() || line == "..." || (is_comment(line) && depth(line) <= indent);
    while end > start && lines.get(end - 1).is_some_and(|line| is_next(line)) {
        end -= 1;
    }
    let own = lines.get(..start)?.iter().rev().take_while(|line| is_comment(line) && depth(line) == indent).count();
    let mut cut = String::new();
    for line in lines.get(start - own..end)? {
        cut.push_str(line.get(depth(line).min(indent)..).unwrap_or_default());
        cut.push('\n');
    }
    Some(cut)
}

/// Whether two nodes hold the same, wherever they stand.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Mapping(a), Value::Mapping(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((ak, av), (bk, bv))| same(ak, bk) && same(av, bv))
        }
        (a, b) => a == b,
    }
}

/// A node on one line.
pub(super) fn written(node: &Node) -> String {
    match &node.value {
        Value::Text { text, quoted, .. } => {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_./-".contains(&byte);
            let plain = !quoted && !text.starts_with('-') && text.bytes().all(is_plain);
            if plain { text.to_string() } else { serde_json::Value::from(text.as_str()).to_string() }
        }
        Value::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Mapping(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", written(key), written(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{entry, item};
    use crate::yaml::parse;

    fn entries(text: &str) -> Vec<String> {
        let document = parse(text, 0).unwrap();
        (0..document.mapping().unwrap().len()).map(|number| entry(text, &document, number)).collect()
    }

    fn items(text: &str) -> Vec<String> {
        let list = parse(text, 0).unwrap().mapping().unwrap()[0].1.clone();
        (0..list.list().unwrap().len()).map(|number| item(text, &list, number)).collect()
    }

    #[test]
    fn an_entry_has_its_lines_and_the_comments_directly_above() {
        let text = "# head\n\n# one\na: 1  # here\n\n# far\n\n# two\n# more\nb:\n  - x\n  # inside\n\nc: |\n  # text\n";
        assert_eq!(
            entries(text),
            ["# one\na: 1  # here\n", "# two\n# more\nb:\n  - x\n  # inside\n", "c: |\n  # text\n"]
        );
    }

    #[test]
    fn an_item_moves_to_the_left_edge() {
        let text = "r:\n    # first\n    - a: 1\n      b: |\n        x\n          y\n    # second\n    - { a: 2 }\n";
        assert_eq!(items(text), ["# first\n- a: 1\n  b: |\n    x\n      y\n", "# second\n- { a: 2 }\n"]);
    }

    #[test]
    fn what_shares_a_line_is_written_anew() {
        assert_eq!(
            entries("{ a: 1, b: [x, \"yes\", \"a:\\n\"], c: {} }"),
            ["a: 1\n", "b: [x, \"yes\", \"a:\\n\"]\n", "c: {  }\n"]
        );
        assert_eq!(items("r: [{ a: b c }, -1,\n  x]"), ["- { a: \"b c\" }\n", "- \"-1\"\n", "- x\n"]);
        assert_eq!(items("r:\n  -\n    a: 1\n"), ["- { a: 1 }\n"]);
    }

    #[test]
    fn blank_lines_that_count_are_kept() {
        assert_eq!(entries("a: |+\n  x\n\nb: 1\n"), ["a: \"x\\n\\n\"\n", "b: 1\n"]);
    }
}
