//! `--secret`: what podman reads of it before it looks for the secret.
//!
//! `s,type=env,uid=1` -> refused: a variable has no owner.

use crate::values::ValueError;

/// Whether podman takes the value.
pub(super) fn check(value: &[u8]) -> Result<(), ValueError> {
    let mut fields: Vec<&[u8]> = value.split(|&byte| byte == b',').collect();
    if fields.len() == 1 {
        return Ok(());
    }
    let mut source: &[u8] = b"";
    if !fields[0].contains(&b'=') {
        source = fields.remove(0);
    }
    let (mut kind, mut is_file) = (None, false);
    for field in fields {
        let at = field.iter().position(|&byte| byte == b'=');
        let at = at.ok_or_else(|| ValueError::invalid("secret option", field, "of the form KEY=VALUE"))?;
        let (key, text) = (&field[..at], &field[at + 1..]);
        match key {
            b"source" => source = text,
            b"target" => {}
            b"type" if kind.is_some() => return Err(ValueError::duplicate("secret option", key)),
            b"type" if matches!(text, b"env" | b"mount") => kind = Some(text),
            b"mode" | b"uid" | b"UID" | b"gid" | b"GID" => {
                is_file = true;
                let radix = if key == b"mode" { 8 } else { 10 };
                digits(text, radix)?;
            }
            _ => return Err(ValueError::unknown("secret option", field)),
        }
    }
    if source.is_empty() {
        return Err(ValueError::Missing { part: "source" });
    }
    if kind == Some(b"env") && is_file {
        return Err(ValueError::Conflict { part: "owner or mode", with: "the type `env`" });
    }
    Ok(())
}

/// A number of 32 bits without a sign.
fn digits(text: &[u8], radix: u32) -> Result<u32, ValueError> {
    let text = str::from_utf8(text).ok().filter(|text| !text.starts_with('+'));
    let parsed = text.and_then(|text| u32::from_str_radix(text, radix).ok());
    parsed.ok_or_else(|| ValueError::invalid("number", text.unwrap_or_default().as_bytes(), "one of 32 bits"))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_secret_is_a_file_or_a_variable() {
        for (value, is_good) in [
            ("s", true),
            ("a=b", true),
            ("s,type=mount,mode=0400,uid=1,GID=2,target=/x", true),
            ("source=s,type=env,target=A", true),
            ("s,type=env,uid=1", false),
            ("s,type=x", false),
            ("s,type=env,type=env", false),
            ("s,x", false),
            ("s,mode=8", false),
            ("s,uid=-1", false),
            ("s,uid=+1", false),
            ("target=x,type=env", false),
        ] {
            assert_eq!(check(value.as_bytes()).is_ok(), is_good, "{value}");
        }
    }
}
