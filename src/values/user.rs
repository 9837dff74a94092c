//! `-u`, `--user`: who runs in the container.
//!
//! `1000:100` -> user id 1000, group id 100; `root` -> the user that the image calls `root`.
//!
//! Clients send the text on unread; the engine splits it at the colon and takes each side for an id if it is a decimal
//! number, with a sign if it likes (`+0` and `-0` are root). An empty side is the image's default for a user. Without
//! a group it is the one that the image's `/etc/passwd` has for the user, and 0, the group of root, if it does not know
//! him: so `--user 1000` mostly runs with group 0. What the engine refuses or would drop in silence is refused here: ids
//! outside 0 to 2147483647 and more than one colon. Source: docker run reference, checked by runs of
//! dockerd 20.10.24.

use std::fmt;

use super::ValueError;
use super::cut::cut;

/// One value of `--user`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct User {
    /// The user, `None` for the image's default.
    pub user: Option<Principal>,
    /// The group; `None` for the one that the image has for the user, or 0 if it has none.
    pub group: Option<Principal>,
}

/// A user or a group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Principal {
    /// By number.
    Id(u32),
    /// By a name of the image's `/etc/passwd` or `/etc/group`.
    Name(Vec<u8>),
}

impl User {
    /// Reads a value of `--user`.
    ///
    /// # Errors
    /// If a number is no id, or there are more than two parts.
    pub fn parse(value: &[u8]) -> Result<User, ValueError> {
        let (user, group) = cut(value, b':');
        if group.is_some_and(|group| group.contains(&b':')) {
            return Err(ValueError::TooMany { part: "parts between colons", limit: 2 });
        }
        Ok(User {
            user: Principal::parse_optional(user)?,
            group: Principal::parse_optional(group.unwrap_or_default())?,
        })
    }

    /// `USER`, `USER:GROUP`, `:GROUP` or nothing, ids as plain decimal numbers.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut value = self.user.as_ref().map(Principal::to_bytes).unwrap_or_default();
        if let Some(group) = &self.group {
            value.push(b':');
            value.extend(group.to_bytes());
        }
        value
    }
}

impl Principal {
    /// Reads one side of a value, or a value of `--group-add`.
    ///
    /// # Errors
    /// If it is empty, has a colon, or is a number that is no id.
    pub fn parse(text: &[u8]) -> Result<Principal, ValueError> {
        if text.contains(&b':') {
            return Err(ValueError::invalid("user or group", text, "a name or an id"));
        }
        Principal::parse_optional(text)?.ok_or(ValueError::Empty { part: "user or group" })
    }

    fn parse_optional(text: &[u8]) -> Result<Option<Principal>, ValueError> {
        let digits = text.strip_prefix(b"+").or_else(|| text.strip_prefix(b"-")).unwrap_or(text);
        if text.is_empty() {
            return Ok(None);
        }
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return Ok(Some(Principal::Name(text.to_vec())));
        }
        let id = str::from_utf8(text).ok().and_then(|text| text.parse::<i64>().ok());
        let id = id.filter(|id| *id <= i64::from(i32::MAX)).and_then(|id| u32::try_from(id).ok());
        id.map(|id| Some(Principal::Id(id))).ok_or_else(|| ValueError::out_of_range("id", text, "0 to 2147483647"))
    }

    /// The id as a decimal number, or the name.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Principal::Id(id) => id.to_string().into_bytes(),
            Principal::Name(name) => name.clone(),
        }
    }
}

/// The id, or the name with odd bytes shown as replacement characters.
impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&String::from_utf8_lossy(&self.to_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Principal::{Id, Name};

    #[test]
    fn users_and_groups_are_ids_or_names() {
        let name = |text: &str| Some(Name(text.into()));
        for (value, user, group, written) in [
            ("1000", Some(Id(1000)), None, "1000"),
            ("1000:100", Some(Id(1000)), Some(Id(100)), "1000:100"),
            ("alice:users", name("alice"), name("users"), "alice:users"),
            ("", None, None, ""),
            (":", None, None, ""),
            (":0", None, Some(Id(0)), ":0"),
            ("0:", Some(Id(0)), None, "0"),
            ("=", name("="), None, "="),
            ("0x0", name("0x0"), None, "0x0"),
            ("1 ", name("1 "), None, "1 "),
            ("--privileged", name("--privileged"), None, "--privileged"),
        ] {
            let read = User::parse(value.as_bytes()).expect(value);
            assert_eq!(read, User { user, group }, "{value}");
            assert_eq!(read.to_bytes(), written.as_bytes(), "{value}");
            assert_eq!(User::parse(&read.to_bytes()), Ok(read));
        }
    }

    #[test]
    fn zero_is_root_however_it_is_written() {
        for value in ["0", "00", "+0", "-0", "+00000000000000000000000"] {
            assert_eq!(User::parse(value.as_bytes()).map(|user| user.user), Ok(Some(Id(0))), "{value}");
        }
    }

    #[test]
    fn numbers_that_are_no_ids_and_third_parts_are_refused() {
        for value in ["-1", "2147483648", "99999999999999999999", "1:2:3", "1:-5", "a:b:"] {
            assert!(User::parse(value.as_bytes()).is_err(), "{value}");
        }
        assert!(Principal::parse(b"").is_err());
        assert!(Principal::parse(b"1:2").is_err());
    }
}
