//! Items of a line that `for_each` visits, and how they are written field by field.
//!
//! `-v /cvmfs/x/:/cvmfs:ro` and `--mount type=bind,src=/cvmfs/x,dst=/cvmfs,readonly` -> both the bind {source: `/cvmfs/x`,
//! target: `/cvmfs`, access: `ro`}.

use crate::values::{
    Access, Device, DevicePath, Dialect, Env, Mount, MountField, MountType, Propagation, Publish, SourceKind,
    ValueError, Volume, path,
};

/// The kinds of item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// A host directory or file in the container.
    Bind,
    /// A host device in the container.
    Device,
    /// A variable of the container.
    Env,
    /// A published port.
    Publish,
}

/// A field of an item with its value, as patterns see it.
pub(crate) type Field = (&'static str, Vec<u8>);

impl ItemKind {
    /// All kinds, by the name that profiles use.
    pub const NAMES: [(&'static str, ItemKind); 4] = [
        ("bind", ItemKind::Bind),
        ("device", ItemKind::Device),
        ("env", ItemKind::Env),
        ("publish", ItemKind::Publish),
    ];

    /// The fields of its items.
    #[must_use]
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            ItemKind::Bind => &["source", "target", "access", "propagation"],
            ItemKind::Device => &["source", "target", "access"],
            ItemKind::Env => &["name", "value"],
            ItemKind::Publish => &["host_ip", "host_port", "port", "proto"],
        }
    }

    /// Whether `field` holds a path.
    #[must_use]
    pub fn is_path(self, field: &str) -> bool {
        matches!((self, field), (ItemKind::Bind | ItemKind::Device, "source" | "target"))
    }

    /// The options, by destination, that hold such items.
    #[must_use]
    pub fn options(self) -> &'static [&'static str] {
        match self {
            ItemKind::Bind => &["volume", "mount"],
            ItemKind::Device => &["device"],
            ItemKind::Env => &["env"],
            ItemKind::Publish => &["publish"],
        }
    }

    /// The fields that must be written when an item is.
    #[must_use]
    pub fn required(self) -> &'static [&'static str] {
        match self {
            ItemKind::Bind => &["source", "target"],
            ItemKind::Device => &["source"],
            ItemKind::Env => &["name"],
            ItemKind::Publish => &["port"],
        }
    }

    /// The fields of the item in `value` of the option `destination`, or `None` when the value holds no such item (a named
    /// volume is no bind).
    ///
    /// # Errors
    /// Why the value cannot be read.
    pub fn read(self, destination: &[u8], value: &[u8], dialect: Dialect) -> Result<Option<Vec<Field>>, ValueError> {
        Ok(match (self, destination) {
            (ItemKind::Bind, b"volume") => {
                let volume = Volume::parse(value, dialect)?;
                let fields = || bind(&volume.source, &volume.target, volume.access(), volume.propagation());
                (volume.kind == SourceKind::Bind).then(fields)
            }
            (ItemKind::Bind, b"mount") => {
                let mount = Mount::parse(value, dialect)?;
                let source = mount.source().filter(|_| mount.kind() == MountType::Bind);
                source.map(|source| bind(source, mount.target(), mount.access(), mount.propagation()))
            }
            (ItemKind::Device, b"device") => match Device::parse(value, dialect)? {
                Device::Cdi(_) => None,
                Device::Path(device) => Some(vec![
                    ("source", path::clean(&device.source)),
                    ("target", path::clean(&device.target)),
                    ("access", device_access(&device)),
                ]),
            },
            (ItemKind::Env, b"env") => {
                let variable = Env::parse(value, dialect)?;
                let mut fields = vec![("name", variable.name)];
                fields.extend(variable.value.map(|value| ("value", value)));
                Some(fields)
            }
            (ItemKind::Publish, b"publish") => {
                let ports = Publish::parse(value, dialect)?;
                let text = |text: Option<String>| text.unwrap_or_default().into_bytes();
                Some(vec![
                    ("host_ip", text(ports.ip.map(|ip| ip.to_string()))),
                    ("host_port", text(ports.host.map(|ports| ports.to_string()))),
                    ("port", text(Some(ports.container.to_string()))),
                    ("proto", text(Some(ports.protocol.to_string()))),
                ])
            }
            _ => None,
        })
    }

    /// `value` of the option `destination` with `changes` made to its fields; everything else of it stays.
    ///
    /// # Errors
    /// Why that cannot be said by this option.
    pub fn rewrite(
        self,
        destination: &[u8],
        value: &[u8],
        changes: &[Field],
        dialect: Dialect,
    ) -> Result<Vec<u8>, String> {
        let text = |error: ValueError| error.to_string();
        match (self, destination) {
            (ItemKind::Bind, b"volume") => {
                let mut volume = Volume::parse(value, dialect).map_err(text)?;
                for (field, value) in changes {
                    match *field {
                        "source" => volume.source.clone_from(value),
                        "target" => volume.target.clone_from(value),
                        "access" => {
                            replace_option(&mut volume.options, value, |option| matches!(option, b"ro" | b"rw"));
                        }
                        _ => replace_option(&mut volume.options, value, |option| Propagation::named(option).is_some()),
                    }
                }
                let options: Vec<&[u8]> = volume.options.iter().map(Vec::as_slice).collect();
                let bind = Volume::bind(&volume.source, &volume.target, &options, dialect).map_err(text)?;
                Ok(bind.to_bytes())
            }
            (ItemKind::Bind, b"mount") => {
                let mount = Mount::parse(value, dialect).map_err(text)?;
                let mut fields = mount.fields().to_vec();
                for (field, value) in changes {
                    change_mount(&mut fields, field, value)?;
                }
                Ok(Mount::of(fields, dialect).map_err(text)?.to_bytes())
            }
            _ => {
                let mut fields = self.read(destination, value, dialect).map_err(text)?.unwrap_or_default();
                fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
                fields.extend(changes.iter().cloned());
                self.write(&fields).map(|(_, value)| value)
            }
        }
    }

    /// The option and value that say what `fields` say.
    ///
    /// # Errors
    /// Why they cannot be said: a required field is missing or empty, or a value has a byte that its syntax cannot hold.
    pub fn write(self, fields: &[Field]) -> Result<(&'static str, Vec<u8>), String> {
        for required in self.required() {
            if get(fields, required).is_none_or(<[u8]>::is_empty) {
                return Err(format!("`{required}` is empty"));
            }
        }
        match self {
            ItemKind::Bind => write_bind(fields).map(|value| ("mount", value)),
            ItemKind::Device => colons(fields, &["source", "target", "access"]).map(|value| ("device", value)),
            ItemKind::Env => {
                let name = get(fields, "name").unwrap_or_default();
                if name.contains(&b'=') {
                    return Err("`name` holds an equals sign".to_owned());
                }
                let value = get(fields, "value").map(|value| [b"=", value].concat());
                Ok(("env", [name, &value.unwrap_or_default()].concat()))
            }
            ItemKind::Publish => write_publish(fields).map(|value| ("publish", value)),
        }
    }
}

fn get<'f>(fields: &'f [Field], name: &str) -> Option<&'f [u8]> {
    fields.iter().rev().find(|(field, _)| *field == name).map(|(_, value)| value.as_slice())
}

fn bind(source: &[u8], target: &[u8], access: Access, propagation: Option<Propagation>) -> Vec<Field> {
    let access = if access == Access::ReadOnly { "ro" } else { "rw" };
    let mut fields =
        vec![("source", path::clean(source)), ("target", path::clean(target)), ("access", access.as_bytes().to_vec())];
    fields.extend(propagation.map(|propagation| ("propagation", propagation.to_string().into_bytes())));
    fields
}

fn device_access(device: &DevicePath) -> Vec<u8> {
    let letters = [(device.read, b'r'), (device.write, b'w'), (device.mknod, b'm')];
    letters.into_iter().filter(|(given, _)| *given).map(|(_, letter)| letter).collect()
}

fn replace_option(options: &mut Vec<Vec<u8>>, value: &[u8], same: impl Fn(&[u8]) -> bool) {
    options.retain(|option| !same(option));
    options.push(value.to_vec());
}

/// Changes one field of a mount, under whichever of its names it stands.
fn change_mount(fields: &mut Vec<MountField>, field: &str, value: &[u8]) -> Result<(), String> {
    let names: &[&[u8]] = match field {
        "source" => &[b"source", b"src"],
        "target" => &[b"target", b"dst", b"destination", b"dest"],
        "access" => &[b"readonly", b"ro"],
        _ => &[b"bind-propagation"],
    };
    fields.retain(|given| !names.iter().any(|name| given.key.eq_ignore_ascii_case(name)));
    let key = names.first().copied().unwrap_or_default().to_vec();
    match (field, value) {
        ("access", b"rw") => {}
        ("access", b"ro") => fields.push(MountField { key, value: None }),
        ("access", _) => return Err(not_access(value)),
        _ => fields.push(MountField { key, value: Some(value.to_vec()) }),
    }
    Ok(())
}

fn not_access(value: &[u8]) -> String {
    format!("`access` is ro or rw, not `{}`", crate::argv::quote::short_bytes(value))
}

/// As `--mount`, whose fields can hold any byte, and with which a missing source is an error instead of a directory that
/// the engine makes as root.
fn write_bind(fields: &[Field]) -> Result<Vec<u8>, String> {
    let mut record: Vec<Vec<u8>> = vec![b"type=bind".to_vec()];
    for (field, key) in [("source", "source"), ("target", "target"), ("propagation", "bind-propagation")] {
        if let Some(value) = get(fields, field).filter(|value| !value.is_empty()) {
            record.push([key.as_bytes(), b"=", value].concat());
        }
    }
    for field in ["source", "target"] {
        if !get(fields, field).unwrap_or_default().starts_with(b"/") {
            return Err(format!("`{field}` is not an absolute path"));
        }
    }
    match get(fields, "access") {
        None | Some(b"rw") => {}
        Some(b"ro") => record.push(b"readonly".to_vec()),
        Some(other) => return Err(not_access(other)),
    }
    Ok(crate::values::csv::write_record(&record))
}

fn write_publish(fields: &[Field]) -> Result<Vec<u8>, String> {
    let ports = |name: &str| -> Result<Option<&[u8]>, String> {
        let Some(value) = get(fields, name).filter(|value| !value.is_empty()) else { return Ok(None) };
        if !value.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-') {
            return Err(format!("`{name}` is no port or range of ports"));
        }
        Ok(Some(value))
    };
    let (host_port, port) = (ports("host_port")?, ports("port")?);
    let mut text = Vec::new();
    if let Some(ip) = get(fields, "host_ip").filter(|ip| !ip.is_empty()) {
        let is_v6 = ip.contains(&b':') && !ip.starts_with(b"[");
        text.extend(if is_v6 { [b"[", ip, b"]"].concat() } else { ip.to_vec() });
        text.push(b':');
        text.extend(host_port.unwrap_or_default());
        text.push(b':');
    } else if let Some(host_port) = host_port {
        text.extend(host_port);
        text.push(b':');
    }
    text.extend(port.unwrap_or_default());
    if let Some(proto) = get(fields, "proto").filter(|proto| !proto.is_empty()) {
        if !proto.iter().all(u8::is_ascii_alphabetic) {
            return Err("`proto` is no protocol".to_owned());
        }
        text.push(b'/');
        text.extend(proto);
    }
    Ok(text)
}

fn colons(fields: &[Field], names: &[&str]) -> Result<Vec<u8>, String> {
    let mut values: Vec<&[u8]> = Vec::new();
    for name in names {
        let value = get(fields, name).unwrap_or_default();
        if value.contains(&b':') {
            return Err(format!("`{name}` holds a colon, which this option cannot say"));
        }
        values.push(value);
    }
    // `/dev/x::r` would name an empty path: the target is the source unless it is given.
    if let [source, target, access] = values.as_mut_slice()
        && target.is_empty()
        && !access.is_empty()
    {
        *target = source;
    }
    while values.last().is_some_and(|value| value.is_empty()) {
        values.pop();
    }
    Ok(values.join(&b':'))
}
