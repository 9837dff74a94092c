//! The content of a file for `--env-file`.
//!
//! `# site\nA="x y"\nHOME\n` -> line 2, the variable `A` with the value `"x y"` (quotes and all), and line 3, `HOME` of
//! the caller.
//!
//! One variable a line, in order, none dropped: a later one of the same name wins, and any `--env` wins over all. A name
//! alone is the caller's variable, or nothing if the caller has none. In podman, `PREFIX*` alone imports many. Sources:
//! docker run reference, podman-run(1), measured with docker 28.2.2 and 20.10.24 and podman 4.3.1.

use super::cut::cut;
use super::lines::{LineFault, meaningful, written};
use super::{Dialect, Env};

/// The variables that a client reads from a file of that content, each with the number of its line.
///
/// # Errors
/// If a line is longer than 65535 bytes, has no name, or a NUL byte; for docker also if it is not UTF-8, or has a blank in
/// its name.
pub fn parse(content: &[u8], dialect: Dialect) -> Result<Vec<(usize, Env)>, LineFault> {
    meaningful(content, dialect).map(|line| variable(line?, dialect)).collect()
}

fn variable((line, text): (usize, &[u8]), dialect: Dialect) -> Result<(usize, Env), LineFault> {
    let fault = |why| LineFault { line, why };
    let (name, _) = cut(text, b'=');
    if !dialect.is_podman() && name.iter().any(|byte| matches!(byte, b' ' | b'\t')) {
        return Err(fault("has a blank in the name of its variable (a file of variables is no shell script)"));
    }
    // The clients take it, but no program can be started with such a variable.
    if text.contains(&0) {
        return Err(fault("has a NUL byte, which no variable can hold"));
    }
    let variable = Env::parse(text, dialect).map_err(|_| fault("has no name before `=`"))?;
    Ok((line, variable))
}

/// A file's content that reads as these variables: a line each.
///
/// # Errors
/// The first of them that cannot be said in a file: a line end in it, a name that would begin a comment or with white
/// space, or what [`parse`] refuses.
pub fn write(variables: &[Env], dialect: Dialect) -> Result<Vec<u8>, &Env> {
    let lines: Vec<Vec<u8>> = variables.iter().map(Env::to_bytes).collect();
    for (line, variable) in lines.iter().zip(variables) {
        // Alone, behind a line, for only the first of a file can begin with a mark.
        let alone = [b"\n", written([line.as_slice()].into_iter(), dialect).as_slice()].concat();
        if !parse(&alone, dialect).is_ok_and(|read| matches!(read.as_slice(), [(_, read)] if read == variable)) {
            return Err(variable);
        }
    }
    Ok(written(lines.iter().map(Vec::as_slice), dialect))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str, dialect: Dialect) -> Vec<String> {
        let variables = parse(content.as_bytes(), dialect).expect(content);
        variables.iter().map(|(_, variable)| String::from_utf8(variable.to_bytes()).unwrap()).collect()
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
        for content in [&b"A B=1"[..], b"A =1", b"=1", b"A\tB", b"A=\xff", b"A=1\n=\n", b"export A=1", b"A=1\x00"] {
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
    fn what_is_wrong_is_told_by_its_line_and_not_by_its_text() {
        let why = |content: &[u8]| parse(content, Dialect::Docker).unwrap_err().to_string();
        assert_eq!(
            why(b"#\n\nexport A=1"),
            "line 3 has a blank in the name of its variable (a file of variables is no shell script)"
        );
        assert_eq!(why(b"A=1\n=x"), "line 2 has no name before `=`");
        assert_eq!(why(b"A=1\r\n#\xff"), "line 2 is not UTF-8");
        assert_eq!(why(b"A=1\x00"), "line 1 has a NUL byte, which no variable can hold");
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
        let read: Vec<Env> = parse(&content, Dialect::Docker).unwrap().into_iter().map(|(_, read)| read).collect();
        assert_eq!(read, variables);
        assert_eq!(write(&[env("A", Some("1\r"))], Dialect::Docker).unwrap(), b"A=1\r\r\n");
        assert_eq!(write(&[env("\u{feff}A", Some("1"))], Dialect::Docker).unwrap(), "\n\u{feff}A=1\n".as_bytes());
        for variable in [env("A", Some("1\n2")), env("#A", Some("1")), env(" A", Some("1")), env("A B", Some("1"))] {
            assert!(write(std::slice::from_ref(&variable), Dialect::Docker).is_err(), "{variable:?}");
        }
    }
}
