//! Options of one line that a client or its engine refuses together.
//!
//! `docker run --rm --restart=always img` -> `--restart` and `--rm`: docker's client takes one of them only.

/// Options that are refused together, or one whose text is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The options by the names of their places, the one that is refused first.
    pub options: Vec<String>,
    /// Why, to be read after the client's name: `--restart cannot stand beside --rm`.
    pub why: String,
}

impl Clash {
    /// The option `option`, which cannot stand beside `with`: a text that names options with their dashes.
    #[must_use]
    pub fn of(option: &str, with: &str) -> Clash {
        let named = with.split([' ', ',', '=']).filter_map(|word| word.strip_prefix("--"));
        let mut options = vec![option.to_owned()];
        options.extend(named.filter(|name| *name != option).map(str::to_owned));
        Clash { options, why: format!("--{option} cannot stand beside {with}") }
    }
}

#[cfg(test)]
mod tests {
    use super::Clash;

    #[test]
    fn the_options_are_those_that_the_reason_names() {
        let clash = Clash::of("init", "a --pid that is not private, or --systemd=always");
        assert_eq!(clash.options, ["init", "pid", "systemd"]);
        assert_eq!(clash.why, "--init cannot stand beside a --pid that is not private, or --systemd=always");
        assert_eq!(Clash::of("network", "the same network again").options, ["network"]);
    }
}
