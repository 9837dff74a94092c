//! Binds and volumes in both forms.
//!
//! `./in:/in:ro,consistent` -> `/data/in:/in:ro`; `src=/a,dst=/b,type=bind,ro=1` -> `type=bind,source=/a,target=/b,readonly`.

use crate::values::path::clean;
use crate::values::{Dialect, Mount, MountField, MountType, Size, SourceKind, ValueError, Volume, number};

use super::super::mounts::check_fields;
use super::Speech;
use super::write::{Why, Written};

/// `--volume`.
pub(super) fn volume(value: &[u8], is_sites: bool, speech: &Speech<'_>) -> Result<Written, Why> {
    let mut volume = Volume::parse(value, Dialect::Docker)?;
    if !volume.target.starts_with(b"/") {
        return Err(ValueError::invalid("target", &volume.target, "an absolute path").into());
    }
    let given = volume.clone();
    if volume.kind == SourceKind::Bind {
        volume.source = match volume.source.as_slice() {
            [b'/', ..] => volume.source,
            [b'.', ..] => absolute(&volume.source, speech)?,
            _ => return Err(ValueError::invalid("source", &volume.source, "an absolute path").into()),
        };
    }
    // docker's engine does nothing with it, and podman does not know it; the others both read alike.
    volume.options.retain(|option| option != b"consistent");
    if !is_sites && let Some(option) = volume.unknown_option(Dialect::Docker) {
        return Err(ValueError::unknown("volume option of docker's engine", option).into());
    }
    let text = volume.to_bytes();
    if Volume::parse(&text, speech.dialect).as_ref() != Ok(&volume) {
        return Err(Why::value("podman would read it as something else"));
    }
    Ok(if volume == given { Written::Kept } else { Written::one("volume", text) })
}

/// As docker's client makes a source absolute: without a look at links.
fn absolute(source: &[u8], speech: &Speech<'_>) -> Result<Vec<u8>, Why> {
    let cwd = speech.host.cwd()?;
    Ok(clean(&[cwd.as_encoded_bytes(), b"/", source].concat()))
}

/// `--mount`.
pub(super) fn mount(value: &[u8], speech: &Speech<'_>) -> Result<Written, Why> {
    let given = Mount::parse(value, Dialect::Docker)?;
    let mut fields = vec![];
    let mut push = |key: &str, value: Option<Vec<u8>>| fields.push(MountField { key: key.into(), value });
    let source = given.values("source").chain(given.values("src")).count();
    let last = |keys: [&str; 2]| {
        let among = |field: &&MountField| keys.iter().any(|key| field.key.eq_ignore_ascii_case(key.as_bytes()));
        given.fields().iter().rfind(among).and_then(|field| field.value.clone())
    };
    let path = last(["source", "src"]).unwrap_or_default();
    match given.kind() {
        MountType::Bind => {
            let path = match path.as_slice() {
                [b'/', ..] => path,
                [b'.', ..] => absolute(&path, speech)?,
                _ => return Err(ValueError::invalid("source", &path, "an absolute path").into()),
            };
            push("type", Some(b"bind".to_vec()));
            push("source", Some(path));
        }
        MountType::Volume => {
            push("type", Some(b"volume".to_vec()));
            if !path.is_empty() {
                if !path.first().is_some_and(u8::is_ascii_alphanumeric) {
                    return Err(ValueError::invalid("name of a volume", &path, "one that begins with a letter").into());
                }
                push("source", Some(path));
            }
        }
        MountType::Tmpfs if source == 0 => push("type", Some(b"tmpfs".to_vec())),
        _ => {
            let why = "podman has no mounts of this type that docker has".to_owned();
            return Err(Why::Value { why, remedy: Some("use a bind or a volume") });
        }
    }
    push("target", Some(given.target().to_vec()));
    let mut is_read_only = false;
    for field in given.fields() {
        let key = field.key.to_ascii_lowercase();
        let text = field.value.as_deref();
        let is_on = || text.is_none_or(|text| number::parse_bool(text) == Ok(true));
        match (key.as_slice(), text) {
            (b"type" | b"source" | b"src" | b"target" | b"dst" | b"destination" | b"consistency", _)
            | (b"bind-recursive", Some(b"enabled"))
            | (b"volume-driver", Some(b"" | b"local")) => {}
            (b"bind-nonrecursive" | b"volume-nocopy" | b"bind-create-src", _) if !is_on() => {}
            (b"readonly" | b"ro", _) => is_read_only = is_on(),
            (b"bind-propagation", Some(text)) => push("bind-propagation", Some(text.to_ascii_lowercase())),
            (b"bind-nonrecursive", _) | (b"bind-recursive", Some(b"disabled")) => push("bind-nonrecursive", None),
            (b"volume-subpath", Some(text)) if speech.dialect != Dialect::Podman4 => {
                push("subpath", Some(text.to_vec()));
            }
            (b"tmpfs-size", Some(text)) => {
                push("tmpfs-size", Some(Size::parse(text)?.bytes().to_string().into_bytes()));
            }
            (b"tmpfs-mode", Some(text)) => push("tmpfs-mode", Some(text.to_vec())),
            _ => {
                let why = format!("podman has no field {} here", String::from_utf8_lossy(&key));
                return Err(Why::Value { why, remedy: Some("remove the field") });
            }
        }
    }
    if is_read_only {
        push("ro", None);
    }
    if given.kind() == MountType::Tmpfs {
        push("noexec", None);
        push("notmpcopyup", None);
    }
    let mount = Mount::of(fields, speech.dialect)?;
    if speech.dialect == Dialect::Podman4 {
        check_fields(&mount.to_bytes())?;
    }
    if reads_alike(value, &mount, speech.dialect) {
        Ok(Written::Kept)
    } else {
        Ok(Written::one("mount", mount.to_bytes()))
    }
}

/// Whether podman reads the given text as it reads the mount that is meant.
fn reads_alike(value: &[u8], meant: &Mount, dialect: Dialect) -> bool {
    let Ok(given) = Mount::parse(value, dialect) else { return false };
    if dialect == Dialect::Podman4 && check_fields(value).is_err() {
        return false;
    }
    let known = |mount: &Mount| {
        let mut fields: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        for field in mount.fields() {
            let key: &[u8] = match field.key.as_slice() {
                b"src" => b"source",
                b"dst" | b"destination" => b"target",
                b"readonly" => b"ro",
                key => key,
            };
            fields.push((key.to_vec(), field.value.clone().unwrap_or_else(|| b"true".to_vec())));
        }
        fields.sort();
        fields
    };
    known(&given) == known(meant)
}
