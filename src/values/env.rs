//! `-e`, `--env`: one variable of the container's environment.
//!
//! `A=1,B=2` -> the variable `A` with the value `1,B=2`; `HOME` -> the variable `HOME` as the client's caller has it.
//!
//! The name may hold anything but `=` and must not be empty; nothing splits at commas. A name alone takes the caller's
//! value; if the caller has none, docker sends the bare name, which removes the image's variable, and podman drops it.
//! podman also imports every variable of the caller that begins with `PREFIX` for `PREFIX*`. Sources: docker run
//! reference, podman-run(1), checked against docker 28.2.2.

use super::cut::{cut, trim_blanks_start};
use super::{Dialect, ValueError};

/// One value of `--env`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Env {
    /// The name; never empty.
    pub name: Vec<u8>,
    /// The value, or `None` if it is to be taken from the caller's environment.
    pub value: Option<Vec<u8>>,
}

/// Which variables of its caller's environment the client reads for a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Imports {
    /// None: the value is written out.
    Nothing,
    /// The variable of the value's name.
    Named,
    /// All variables that begin with these bytes (podman's `PREFIX*`), all there are if empty.
    Prefix(Vec<u8>),
}

impl Env {
    /// Reads a value of `--env`; podman drops blanks before the name, docker keeps them.
    ///
    /// # Errors
    /// If the name is empty; also if nothing but blanks is there, which podman accepts, and an empty value, which
    /// podman 4 ignores.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<Env, ValueError> {
        let (name, value) = Env::cut(value, dialect)?;
        Ok(Env { name: name.to_vec(), value: value.map(<[u8]>::to_vec) })
    }

    /// Name and value as they stand in the text, without copies: a line has dozens of variables.
    pub(super) fn cut(value: &[u8], dialect: Dialect) -> Result<(&[u8], Option<&[u8]>), ValueError> {
        let (name, value) = cut(value, b'=');
        let name = if dialect.is_podman() { trim_blanks_start(name) } else { name };
        if name.is_empty() {
            return Err(ValueError::Empty { part: "variable name" });
        }
        Ok((name, value))
    }

    /// `NAME=VALUE`, or `NAME`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.value {
            Some(value) => [self.name.as_slice(), b"=", value].concat(),
            None => self.name.clone(),
        }
    }

    /// What the client reads from its caller's environment for this value.
    #[must_use]
    pub fn imports(&self, dialect: Dialect) -> Imports {
        match (&self.value, self.name.strip_suffix(b"*")) {
            (Some(_), _) => Imports::Nothing,
            (None, Some(prefix)) if dialect.is_podman() => Imports::Prefix(prefix.to_vec()),
            (None, _) => Imports::Named,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(value: &str, dialect: Dialect) -> (String, Option<String>) {
        let env = Env::parse(value.as_bytes(), dialect).expect(value);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (text(env.name), env.value.map(text))
    }

    #[test]
    fn a_variable_is_split_at_its_first_equals_sign() {
        for (value, name, given) in [
            ("A=1", "A", Some("1")),
            ("A=", "A", Some("")),
            ("A=1,B=2", "A", Some("1,B=2")),
            ("A=b=c", "A", Some("b=c")),
            ("A", "A", None),
            (" A B", " A B", None),
            ("A*", "A*", None),
            ("A\n=\n", "A\n", Some("\n")),
        ] {
            assert_eq!(env(value, Dialect::Docker), (name.to_owned(), given.map(str::to_owned)), "{value}");
            assert_eq!(Env::parse(value.as_bytes(), Dialect::Docker).unwrap().to_bytes(), value.as_bytes());
        }
        assert_eq!(env(" A=1", Dialect::Podman5), ("A".to_owned(), Some("1".to_owned())));
    }

    #[test]
    fn a_variable_without_a_name_is_refused() {
        for value in [&b""[..], b"=", b"=x"] {
            assert_eq!(Env::parse(value, Dialect::Docker), Err(ValueError::Empty { part: "variable name" }));
            assert_eq!(Env::parse(value, Dialect::Podman5), Err(ValueError::Empty { part: "variable name" }));
        }
    }

    #[test]
    fn a_star_imports_many_variables_in_podman_only() {
        let imports = |value: &[u8], dialect| Env::parse(value, dialect).unwrap().imports(dialect);
        assert_eq!(imports(b"LD_*", Dialect::Podman4), Imports::Prefix(b"LD_".to_vec()));
        assert_eq!(imports(b"*", Dialect::Podman5), Imports::Prefix(Vec::new()));
        assert_eq!(imports(b"*", Dialect::Docker), Imports::Named);
        assert_eq!(imports(b"A*=1", Dialect::Podman5), Imports::Nothing);
        assert_eq!(imports(b"A", Dialect::Podman5), Imports::Named);
    }
}
