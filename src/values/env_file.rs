//! The content of a file for `--env-file`.
//!
//! `# site\nA="x y"\nHOME\n` -> the variables `A` with the value `"x y"` (quotes and all), and `HOME` of the caller.
//!
//! One variable a line, in order, none dropped: a later one of the same name wins, and any `--env` wins over all. A name
//! alone is the caller's variable, or nothing if the caller has none. In podman, `PREFIX*` alone imports many. Sources:
//! docker run reference, podman-run(1), checked against docker 28.2.2.

use super::cut::cut;
use super::{Dialect, Env, ValueError, lines};

/// The variables that a client reads from a file of that content.
///
/// # Errors
/// If a line is longer than 65535 bytes, or has no name; for docker also if it is not UTF-8, or has a blank in its name.
pub fn parse(content: &[u8], dialect: Dialect) -> Result<Vec<Env>, ValueError> {
    lines::meaningful(content, dialect).map(|line| variable(line?, dialect)).collect()
}

fn variable(line: &[u8], dialect: Dialect) -> Result<Env, ValueError> {
    let (name, _) = cut(line, b'=');
    if !dialect.is_podman() && name.iter().any(|byte| matches!(byte, b' ' | b'\t')) {
        return Err(ValueError::invalid("variable name", name, "free of blanks"));
    }
    Env::parse(line, dialect)
}

/// A file's content that reads as these variables: a line each.
///
/// # Errors
/// If one of them cannot be said in a file: a line end in it, a name that would begin a comment or with white space, or
/// what [`parse`] refuses.
pub fn write(variables: &[Env], dialect: Dialect) -> Result<Vec<u8>, ValueError> {
    let mut content = Vec::new();
    for variable in variables {
        let line = variable.to_bytes();
        if parse(&line, dialect)? != std::slice::from_ref(variable) {
            return Err(ValueError::invalid("variable", &line, "sayable in one line of a file"));
        }
        content.extend(line);
        content.push(b'\n');
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str, dialect: Dialect) -> Vec<String> {
        let variables = parse(content.as_bytes(), dialect).expect(content);
        variables.iter().map(|variable| String::from_utf8(variable.to_bytes()).unwrap()).collect()
    }

    #[test]
    fn docker_reads_one_variable_a_line() {
        for (content, expected) in [
            ("", vec![]),
            ("\n\n", vec![]),
            ("A=1\nB=2", vec!["A=1", "B=2"]),
            ("A=1\r\nA=2\r\n", vec!["A=1", "A=2"]),
            ("  \t\u{a0}A= 1 \n", vec!["A= 1 "]),
            ("# x\n  # y\nA=#1", vec!["A=#1"]),
            ("A=\"x\"\nB='y'", vec!["A=\"x\"", "B='y'"]),
            ("HOME\nX=", vec!["HOME", "X="]),
            ("export=1", vec!["export=1"]),
            ("\u{feff}A=1\n", vec!["A=1"]),
            ("\u{feff}# x\nA", vec!["A"]),
            ("A*", vec!["A*"]),
            ("A=1\rB=2\r", vec!["A=1\rB=2"]),
        ] {
            assert_eq!(read(content, Dialect::Docker), expected, "{content:?}");
        }
    }

    #[test]
    fn docker_refuses_blanks_in_names_and_odd_bytes() {
        for content in [&b"A B=1"[..], b"A =1", b"=1", b"A\tB", b"A=\xff", b"A=1\n=\n", b"export A=1"] {
            assert!(parse(content, Dialect::Docker).is_err(), "{content:?}");
        }
    }

    #[test]
    fn podman_keeps_blanks_in_names_and_odd_bytes() {
        assert_eq!(read(" A B=1\n#x\nLD_*", Dialect::Podman5), ["A B=1", "LD_*"]);
        assert_eq!(read("\u{feff}A=1", Dialect::Podman5), ["\u{feff}A=1"]);
        assert!(parse(b"A=\xff", Dialect::Podman5).is_ok());
        assert!(parse(b"=1", Dialect::Podman5).is_err());
    }

    #[test]
    fn lines_longer_than_65535_bytes_are_refused() {
        let line = |length: usize| [b"A=".to_vec(), vec![b'x'; length - 2]].concat();
        assert!(parse(&line(65535), Dialect::Docker).is_ok());
        assert!(parse(&[line(65535), b"\nB=1".to_vec()].concat(), Dialect::Docker).is_ok());
        assert!(parse(&line(65536), Dialect::Docker).is_err());
    }

    #[test]
    fn what_is_written_is_read_back_or_refused() {
        let env = |name: &str, value: Option<&str>| Env { name: name.into(), value: value.map(Into::into) };
        let variables = [env("A", Some("1")), env("B", Some(" x ")), env("C", None)];
        let content = write(&variables, Dialect::Docker).unwrap();
        assert_eq!(content, b"A=1\nB= x \nC\n");
        assert_eq!(parse(&content, Dialect::Docker).unwrap(), variables);
        for variable in [
            env("A", Some("1\n2")),
            env("#A", Some("1")),
            env(" A", Some("1")),
            env("A B", Some("1")),
            env("A", Some("1\r")),
            env("\u{feff}A", None),
        ] {
            assert!(write(std::slice::from_ref(&variable), Dialect::Docker).is_err(), "{variable:?}");
        }
    }
}
