//! How a client takes the value of an option apart, and how a text is put into one of its fields.
//!
//! `device=` and then the variable `0,2` in `--gpus` -> `"device=0,2"`: one field, as it was meant. In `--tmpfs`, where
//! nothing can be quoted, the same variable is refused.
//!
//! A value is made of texts that a site wrote and of what variables stand for. Whatever a variable stands for stays inside
//! the field in which it was put.

use super::check::splits_row;
use super::{Dialect, csv};
use crate::argv::{Kind, Row};

/// How the value of an option is taken apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Whether it is a record of CSV: commas part its fields, and quotes keep a field together.
    pub is_record: bool,
    /// Bytes that end a field wherever they stand, and that nothing can quote.
    pub ends: &'static [u8],
    /// Bytes of which the first in a field ends its key; what follows is one text.
    pub key_ends: &'static [u8],
}

/// A piece of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text of the site's, which may have several fields.
    Text(Vec<u8>),
    /// What a variable stands for, which stays in one field.
    Variable {
        /// The variable, as it is written.
        name: String,
        /// What it stands for.
        value: Vec<u8>,
    },
}

/// A variable that would begin another field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaves {
    /// The variable.
    pub name: String,
    /// The byte that would end its field.
    pub byte: u8,
}

/// How the client takes a value of that option apart.
#[must_use]
pub fn shape(row: &Row, dialect: Dialect) -> Shape {
    let podman = dialect.is_podman();
    let (ends, key_ends): (&[u8], &[u8]) = match row.kind {
        Kind::AddHost if podman => (b"=;", b":"),
        Kind::AddHost => (b"=", b":"),
        Kind::Device | Kind::Link | Kind::ThrottleBps | Kind::ThrottleIops | Kind::WeightDevice => (b":", b""),
        Kind::DeviceCgroupRule => (b" :", b""),
        Kind::Env
        | Kind::Filter
        | Kind::Gpus
        | Kind::Label
        | Kind::Mount
        | Kind::Pair
        | Kind::PairCsv
        | Kind::Sysctl => (b"", b"="),
        Kind::Expose | Kind::Publish => (b":/-", b""),
        Kind::Network if podman => (b":,", b"="),
        Kind::Network => (b",\"\r\n", b":="),
        Kind::Tmpfs => (b":,", b"="),
        Kind::UintCsv => (b",", b""),
        Kind::Ulimit => (b":", b"="),
        Kind::Volume => (b":,", b""),
        Kind::Csv | Kind::Text => of_text(row.destination.as_str(), podman),
        Kind::Attach
        | Kind::Bool
        | Kind::Cpus
        | Kind::DnsSearch
        | Kind::Duration
        | Kind::EnvFile
        | Kind::Float
        | Kind::ImageName
        | Kind::Int
        | Kind::Int32
        | Kind::IpAddress
        | Kind::OptionalText
        | Kind::QuotedText
        | Kind::Size
        | Kind::SwapSize
        | Kind::Uint
        | Kind::Uint16
        | Kind::Uint32 => (b"", b""),
    };
    let is_record = matches!(row.kind, Kind::Gpus | Kind::Mount | Kind::PairCsv) || splits_row(row, dialect);
    Shape { is_record, ends, key_ends }
}

/// Texts to the tables that the client takes apart later.
fn of_text(option: &str, podman: bool) -> (&'static [u8], &'static [u8]) {
    match option {
        "annotation" | "cgroup-conf" | "log-opt" | "storage-opt" => (b"", b"="),
        "creds" => (b"", b":"),
        // podman reads a list in JSON.
        "entrypoint" | "health-cmd" if podman => (b"\"\\", b""),
        "gidmap" | "group-entry" | "passwd-entry" | "restart" | "uidmap" | "user" => (b":", b""),
        "secret" => (b",", b"="),
        // Masked paths and options of /proc are lists.
        "security-opt" if podman => (b":,", b"="),
        "security-opt" => (b"", b"=:"),
        "userns" | "volumes-from" => (b":,", b""),
        _ => (b"", b""),
    }
}

impl Shape {
    /// Whether a value has more than one part.
    #[must_use]
    pub fn has_fields(&self) -> bool {
        self.is_record || !self.ends.is_empty() || !self.key_ends.is_empty()
    }

    /// The value that the pieces make, every variable in the field in which it stands.
    ///
    /// # Errors
    /// For a variable that cannot be kept in its field.
    pub fn join(&self, pieces: &[Piece]) -> Result<Vec<u8>, Leaves> {
        let mut joined = Joined { shape: self, fields: vec![Vec::new()], has_key: false, quotes: Quotes::None };
        for piece in pieces {
            match piece {
                Piece::Text(text) => text.iter().for_each(|&byte| joined.text(byte)),
                Piece::Variable { name, value } => joined.variable(name, value)?,
            }
        }
        let fields = joined.fields;
        Ok(if self.is_record && fields != [b""] { csv::write_record(&fields) } else { fields.concat() })
    }
}

/// Where in a record a text of the site's stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// Outside of quotes.
    None,
    /// Inside.
    Open,
    /// Just behind a quote that may have been the last one of the field, or the first half of one in it.
    Closing,
}

/// The fields of a record so far; of any other value all of it.
struct Joined<'s> {
    shape: &'s Shape,
    fields: Vec<Vec<u8>>,
    has_key: bool,
    quotes: Quotes,
}

impl Joined<'_> {
    fn text(&mut self, byte: u8) {
        let is_record = self.shape.is_record;
        let is_first = self.fields.last().is_none_or(Vec::is_empty);
        match (byte, self.quotes) {
            (b'"', Quotes::None) if is_record && is_first => self.quotes = Quotes::Open,
            (b'"', Quotes::Open) => self.quotes = Quotes::Closing,
            (b'"', Quotes::Closing) => {
                self.quotes = Quotes::Open;
                self.push(byte);
            }
            (b',', Quotes::None | Quotes::Closing) if is_record => self.next(),
            _ => {
                self.push(byte);
                if self.shape.key_ends.contains(&byte) {
                    self.has_key = true;
                } else if byte == b',' && self.shape.ends.contains(&byte) {
                    self.has_key = false;
                }
            }
        }
    }

    fn variable(&mut self, name: &str, value: &[u8]) -> Result<(), Leaves> {
        let ends_key = |byte: &u8| !self.has_key && self.shape.key_ends.contains(byte);
        if let Some(&byte) = value.iter().find(|byte| self.shape.ends.contains(byte) || ends_key(byte)) {
            return Err(Leaves { name: name.to_owned(), byte });
        }
        if let Some(field) = self.fields.last_mut() {
            field.extend_from_slice(value);
        }
        Ok(())
    }

    fn push(&mut self, byte: u8) {
        if let Some(field) = self.fields.last_mut() {
            field.push(byte);
        }
    }

    fn next(&mut self) {
        self.fields.push(Vec::new());
        self.has_key = false;
        self.quotes = Quotes::None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::argv::{Class, Repeats, row};

    fn joined(name: &str, kind: Kind, dialect: Dialect, pieces: &[(&str, bool)]) -> Result<String, String> {
        let row = row(name, 0, kind, Repeats::Append, Class::Privilege);
        let pieces: Vec<Piece> = pieces
            .iter()
            .map(|(text, is_site)| match is_site {
                true => Piece::Text(text.as_bytes().to_vec()),
                false => Piece::Variable { name: "x".to_owned(), value: text.as_bytes().to_vec() },
            })
            .collect();
        let value = shape(&row, dialect).join(&pieces).map_err(|leaves| char::from(leaves.byte).to_string())?;
        Ok(String::from_utf8(value).unwrap())
    }

    #[test]
    fn a_field_of_csv_is_quoted_where_its_variable_needs_it() {
        let gpus = |pieces: &[(&str, bool)]| joined("gpus", Kind::Gpus, Dialect::Docker, pieces);
        assert_eq!(gpus(&[("device=", true), ("3", false)]).unwrap(), "device=3");
        assert_eq!(gpus(&[("device=", true), ("0,2", false)]).unwrap(), "\"device=0,2\"");
        assert_eq!(gpus(&[("\"device=", true), ("0,2", false), ("\"", true)]).unwrap(), "\"device=0,2\"");
        assert_eq!(
            gpus(&[("\"device=", true), ("0\",count=1", false), ("\",driver=x", true)]).unwrap(),
            "\"device=0\"\",count=1\",driver=x"
        );
        assert_eq!(gpus(&[("driver=x,", true), ("count=2", false)]), Err("=".to_owned()));
    }

    #[test]
    fn where_nothing_can_be_quoted_a_variable_that_leaves_its_field_is_refused() {
        for (name, kind, site, variable, byte) in [
            ("tmpfs", Kind::Tmpfs, "/t:size=", "1,exec", ","),
            ("tmpfs", Kind::Tmpfs, "/t", ":exec", ":"),
            ("tmpfs", Kind::Tmpfs, "/t:ro,", "size=1", "="),
            ("ulimit", Kind::Ulimit, "nofile=", "1:2", ":"),
            ("network", Kind::Network, "name=", "a,alias=b", ","),
            ("network", Kind::Network, "vo-", "a=b", "="),
            ("env", Kind::Env, "A", "B=1", "="),
            ("user", Kind::Text, "1", ":0", ":"),
            ("log-opt", Kind::Text, "max", "-size=1", "="),
            ("add-host", Kind::AddHost, "a:", "x=1", "="),
            ("device-read-bps", Kind::ThrottleBps, "/dev/", "a:1", ":"),
        ] {
            let found = joined(name, kind, Dialect::Docker, &[(site, true), (variable, false)]);
            assert_eq!(found, Err(byte.to_owned()), "{name} {site} {variable}");
        }
    }

    #[test]
    fn behind_the_key_a_variable_may_hold_what_ends_keys() {
        for (name, kind, site, variable) in [
            ("env", Kind::Env, "A=", "b=c,d:e"),
            ("label", Kind::Label, "A=", "b=c"),
            ("security-opt", Kind::Text, "label=type:", "a=b:c"),
            ("network", Kind::Network, "name=n,ip6=", "fd00::1"),
            ("network", Kind::Network, "container:", "a"),
            ("add-host", Kind::AddHost, "a:", "fd00::1"),
            ("workdir", Kind::Text, "/w/", "a:b,c=d"),
        ] {
            let found = joined(name, kind, Dialect::Docker, &[(site, true), (variable, false)]);
            assert_eq!(found.unwrap(), format!("{site}{variable}"));
        }
    }

    #[test]
    fn of_what_podman_splits_at_commas_a_variable_stays_one_element() {
        let sysctl = |dialect| joined("sysctl", Kind::Sysctl, dialect, &[("a=", true), ("1,b=2", false)]);
        assert_eq!(sysctl(Dialect::Podman5).unwrap(), "\"a=1,b=2\"");
        assert_eq!(sysctl(Dialect::Docker).unwrap(), "a=1,b=2");
    }
}
