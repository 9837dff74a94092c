//! Settings of a profile that a variable of the caller may choose.
//!
//! `LSF_DOCKER_PRESERVE_ENVIRONMENT: {setting: pass_env}` with the value `false` -> the job's environment is not passed on.

/// How much longshore says about what it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Refusals only, as at every level above `debug`.
    Critical,
    /// As `critical`.
    Error,
    /// As `critical`.
    #[default]
    Warning,
    /// As `critical`.
    Info,
    /// Also the line that is run.
    Debug,
}

/// The levels by their names.
const LEVELS: [(&str, LogLevel); 5] = [
    ("critical", LogLevel::Critical),
    ("error", LogLevel::Error),
    ("warning", LogLevel::Warning),
    ("info", LogLevel::Info),
    ("debug", LogLevel::Debug),
];

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingName {
    /// How much longshore says.
    LogLevel,
    /// Whether the job's environment is passed on.
    PassEnv,
    /// The word that stands for no command: if it is all that stands behind the image, it is not passed on.
    RawArgs,
}

/// The settings by their names.
pub(crate) const NAMES: [(&str, SettingName); 3] =
    [("log_level", SettingName::LogLevel), ("pass_env", SettingName::PassEnv), ("raw_args", SettingName::RawArgs)];

impl SettingName {
    /// The name as profiles have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        NAMES.iter().find(|(_, name)| *name == self).map_or("", |(name, _)| name)
    }

    /// Whether the setting can have that value.
    pub(crate) fn check(self, value: &[u8]) -> Result<(), String> {
        Settings::default().set(self, value)
    }
}

/// What variables of the caller have chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// How much longshore says.
    pub log_level: LogLevel,
    /// Whether the job's environment is passed on; `None` if nothing was chosen.
    pub pass_env: Option<bool>,
    /// The word that stands for no command.
    pub raw_args: Option<Vec<u8>>,
}

impl Settings {
    pub(crate) fn set(&mut self, name: SettingName, value: &[u8]) -> Result<(), String> {
        let shown = crate::argv::quote::short_bytes(value);
        let not_one_of = |words: &str| format!("setting {} cannot be `{shown}`, only {words}", name.as_str());
        match name {
            SettingName::LogLevel => {
                let level = LEVELS.iter().find(|(level, _)| level.as_bytes() == value);
                let names = LEVELS.map(|(name, _)| name).join(", ");
                self.log_level = level.map(|(_, level)| *level).ok_or_else(|| not_one_of(&names))?;
            }
            SettingName::PassEnv => {
                self.pass_env = Some(match value {
                    b"true" => true,
                    b"false" => false,
                    _ => return Err(not_one_of("true and false")),
                });
            }
            SettingName::RawArgs if value.is_empty() => return Err(not_one_of("a word")),
            SettingName::RawArgs => self.raw_args = Some(value.to_vec()),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_has_only_its_own_values() {
        let mut settings = Settings::default();
        assert_eq!(settings.set(SettingName::LogLevel, b"debug"), Ok(()));
        assert_eq!(settings.set(SettingName::PassEnv, b"false"), Ok(()));
        assert_eq!(settings.set(SettingName::RawArgs, b"PLACE_HOLDER"), Ok(()));
        let expected =
            Settings { log_level: LogLevel::Debug, pass_env: Some(false), raw_args: Some(b"PLACE_HOLDER".to_vec()) };
        assert_eq!(settings, expected);
        let wrong = |name: SettingName, value: &[u8]| name.check(value).unwrap_err();
        assert_eq!(
            wrong(SettingName::LogLevel, b"DEBUG"),
            "setting log_level cannot be `DEBUG`, only critical, error, warning, info, debug"
        );
        assert_eq!(wrong(SettingName::PassEnv, b"yes"), "setting pass_env cannot be `yes`, only true and false");
        assert_eq!(wrong(SettingName::RawArgs, b""), "setting raw_args cannot be ``, only a word");
    }
}
