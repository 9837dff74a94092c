//! Cutting and folding of bytes, as Go's string functions do it.
//!
//! `cut(b"a=b=c", b'=')` -> `a` and `b=c`.

use std::borrow::Cow;
use std::str::Utf8Chunk;

/// The bytes before the first `at`, and those after it, if `at` occurs.
pub(crate) fn cut(value: &[u8], at: u8) -> (&[u8], Option<&[u8]>) {
    let mut parts = value.splitn(2, |byte| *byte == at);
    (parts.next().unwrap_or(value), parts.next())
}

/// The bytes before and after the last `at`, if it occurs.
pub(crate) fn cut_last(value: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let mut parts = value.rsplitn(2, |byte| *byte == at);
    let after = parts.next()?;
    Some((parts.next()?, after))
}

/// The bytes without the blanks and tabs at their beginning.
pub(crate) fn trim_blanks_start(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = value {
        value = rest;
    }
    value
}

/// The text in lower case as Go folds it: `İ` (U+0130) becomes `i` and the Kelvin sign `k`, so such a key counts as the
/// ASCII one. A text that is folded is also [`replaced`].
pub(crate) fn lower(value: &[u8]) -> Cow<'_, [u8]> {
    // Nearly always there is nothing to fold, and each mount asks this of each of its keys.
    if value.iter().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(value);
    }
    Cow::Owned(replaced(value).chars().map(lower_char).collect::<String>().into_bytes())
}

/// The text as Go writes it where it has to be UTF-8, in JSON and where it folds letters: each byte that is none becomes a
/// replacement character. Rust's own functions put one for all bytes of a character that is cut short.
#[must_use]
pub fn replaced(value: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(value) {
        return Cow::Borrowed(text);
    }
    let chunk = |chunk: Utf8Chunk<'_>| [chunk.valid().to_owned(), "\u{fffd}".repeat(chunk.invalid().len())];
    Cow::Owned(value.utf8_chunks().flat_map(chunk).collect())
}

fn lower_char(c: char) -> char {
    // The first character of the full mapping is the simple mapping, `i` for U+0130 too.
    c.to_lowercase().next().unwrap_or(c)
}

/// The text without white space (of Unicode) around it; bytes that are not UTF-8 are no white space.
pub(crate) fn trim(value: &[u8]) -> &[u8] {
    if let Ok(text) = str::from_utf8(value) {
        return text.trim().as_bytes();
    }
    let spaces = |text: &str, rest: &str| text.len() - rest.len();
    let start = value.utf8_chunks().next().map_or(0, |chunk| spaces(chunk.valid(), chunk.valid().trim_start()));
    let end = value.utf8_chunks().last().map_or(0, |chunk| match chunk.invalid() {
        [] => spaces(chunk.valid(), chunk.valid().trim_end()),
        _ => 0,
    });
    value.get(start..value.len() - end).unwrap_or(value)
}

/// The text in upper case as Go folds it: `ı` (U+0131) becomes `I` and `ſ` (U+017F) becomes `S`.
pub(crate) fn upper(text: &str) -> String {
    let upper_char = |c: char| {
        let mut mapped = c.to_uppercase();
        // A mapping to several characters has no simple form: the character stays.
        if mapped.len() == 1 { mapped.next().unwrap_or(c) } else { c }
    };
    text.chars().map(upper_char).collect()
}

/// The character that is the whole of `value`, if it is exactly one.
pub(crate) fn only_char(value: &[u8]) -> Option<char> {
    // No character is longer, so huge values cost nothing.
    if value.len() > 4 {
        return None;
    }
    let mut chars = str::from_utf8(value).ok()?.chars();
    let c = chars.next()?;
    chars.next().is_none().then_some(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dotted_i_and_the_kelvin_sign_fold_to_ascii() {
        for (text, folded) in [
            ("bİnd K É".as_bytes(), "bind k é".as_bytes()),
            (b"A\xffB", "a\u{fffd}b".as_bytes()),
            (b"Type", b"type"),
            (b"type", b"type"),
        ] {
            assert_eq!(lower(text).as_ref(), folded);
        }
    }

    #[test]
    fn each_byte_that_is_not_utf_8_is_replaced() {
        assert_eq!(replaced(b"a\xe2\x82b\xff"), "a\u{fffd}\u{fffd}b\u{fffd}");
        assert_eq!(replaced("\u{fffd}ü".as_bytes()), "\u{fffd}ü");
        assert_eq!(lower(b"\xf0\x9f\x98A"), "\u{fffd}\u{fffd}\u{fffd}a".as_bytes());
    }

    #[test]
    fn the_dotless_i_and_the_long_s_fold_to_ascii() {
        assert_eq!(upper("ſys_admın ß"), "SYS_ADMIN ß");
    }

    #[test]
    fn white_space_is_trimmed_also_beside_odd_bytes() {
        assert_eq!(trim("\u{a0}\t a b\n\u{3000}".as_bytes()), b"a b");
        assert_eq!(trim(b" \xff "), b"\xff");
        assert_eq!(trim(b"\xff a\xff"), b"\xff a\xff");
        assert_eq!(trim(b" "), b"");
    }

    #[test]
    fn cuts_are_at_the_first_or_last_separator() {
        assert_eq!(cut(b"a=b=c", b'='), (&b"a"[..], Some(&b"b=c"[..])));
        assert_eq!(cut(b"", b'='), (&b""[..], None));
        assert_eq!(cut_last(b"a=b=c", b'='), Some((&b"a=b"[..], &b"c"[..])));
        assert_eq!(cut_last(b"a", b'='), None);
        assert_eq!(trim_blanks_start(b" \t a "), b"a ");
    }
}
