//! Which profile counts, on machines with and without a site directory.

#![expect(clippy::disallowed_methods, reason = "a test makes the site directory it looks at")]

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use longshore::edge::{Choice, Chosen, Owner, SelectError, Selected, Site};
use longshore::golden::StaticHost;

const PLAIN: &str = "version: 1\nallow: any\n";

fn host(variable: Option<&str>) -> StaticHost {
    let env = variable.map(|value| (OsString::from("LONGSHORE_PROFILE"), OsString::from(value)));
    StaticHost { env: env.into_iter().collect(), ..StaticHost::default() }
}

const SITE_FAULT: &str = "the site's profile does not load, tell its administrator: ";

fn by(argument: Option<&str>, called: Option<&str>) -> Choice {
    Choice { argument: argument.map(str::to_owned), called: called.map(str::to_owned), is_dry: false }
}

fn select(choice: &Choice, site: &Path, variable: Option<&str>) -> Result<Selected, SelectError> {
    let owner = Owner::or(rustix::process::geteuid().as_raw());
    longshore::edge::select(choice, &Site::at(site, owner), &host(variable))
}

fn chosen(choice: &Choice, site: &Path, variable: Option<&str>) -> Result<(String, Chosen), String> {
    let selected = select(choice, site, variable).map_err(|error| error.to_string())?;
    assert!(selected.broken.is_none());
    Ok((selected.profile.name, selected.chosen))
}

#[test]
fn without_a_site_directory_argument_comes_before_name_before_variable() {
    let dir = tempfile::tempdir().expect("a folder");
    let site = dir.path().join("nothing");
    let expect = |name: &str, chosen| Ok((name.to_owned(), chosen));
    let choice = by(Some("passthrough"), Some("cernvm"));
    assert_eq!(chosen(&choice, &site, Some("cernvm")), expect("passthrough", Chosen::Argument));
    assert_eq!(chosen(&by(None, Some("cernvm")), &site, Some("passthrough")), expect("cernvm", Chosen::Called));
    assert_eq!(chosen(&by(None, None), &site, Some("passthrough")), expect("passthrough", Chosen::Variable));
    assert_eq!(
        chosen(&by(None, None), &site, None),
        Err("no profile is chosen; add --profile NAME (`longshore profile list` shows them, `passthrough` changes nothing), set LONGSHORE_PROFILE, or call docker-NAME"
            .into())
    );
    // An empty variable chooses nothing.
    assert!(chosen(&by(None, None), &site, Some("")).is_err());
}

#[test]
fn on_a_site_machine_the_site_s_profile_counts_and_others_must_be_selectable() {
    let dir = tempfile::tempdir().expect("a folder");
    let site = dir.path();
    fs::write(site.join("profile.yaml"), "version: 1\nallow: any\nselectable: [cernvm, own]\n").expect("written");
    fs::create_dir(site.join("profiles")).expect("made");
    fs::write(site.join("profiles/own.yaml"), PLAIN).expect("written");
    fs::write(site.join("profiles/other.yaml"), PLAIN).expect("written");
    let site_profile = site.join("profile.yaml").display().to_string();
    assert_eq!(chosen(&by(None, None), site, None), Ok((site_profile, Chosen::Site)));
    assert_eq!(chosen(&by(None, Some("own")), site, None), Ok(("own".to_owned(), Chosen::Called)));
    assert_eq!(chosen(&by(None, None), site, Some("cernvm")), Ok(("cernvm".to_owned(), Chosen::Variable)));
    let refused = |wanted: &str, by: &str| {
        Err(format!("profile `{wanted}`, chosen by {by}, is not selectable on this machine; selectable: cernvm, own"))
    };
    assert_eq!(chosen(&by(None, None), site, Some("other")), refused("other", "the variable LONGSHORE_PROFILE"));
    assert_eq!(chosen(&by(Some("passthrough"), None), site, None), refused("passthrough", "the argument --profile"));
    // A path is never selectable, not even one to a selectable profile.
    let path = site.join("profiles/own.yaml").display().to_string();
    assert!(chosen(&by(None, None), site, Some(&path)).is_err());
    // What runs nothing may look at any profile.
    let dry = Choice { is_dry: true, ..by(Some("other"), None) };
    assert_eq!(chosen(&dry, site, None), Ok(("other".to_owned(), Chosen::Argument)));
}

#[test]
fn a_site_directory_without_a_good_profile_stops_every_choice() {
    let dir = tempfile::tempdir().expect("a folder");
    let site = dir.path();
    assert!(chosen(&by(None, None), site, None).is_err());
    assert!(chosen(&by(None, Some("cernvm")), site, None).is_err());
    fs::write(site.join("profile.yaml"), "version: 1\nallow: any\nselectable: [cernvm]\nengin: /x\n").expect("written");
    let error = chosen(&by(None, Some("cernvm")), site, None).expect_err("refused");
    assert_eq!(
        error,
        format!("{SITE_FAULT}{}/profile.yaml:4:1: unknown key `engin`; did you mean `engine`?", site.display())
    );
}

#[test]
fn a_variable_that_chooses_a_broken_profile_leads_to_no_other_rules() {
    let dir = tempfile::tempdir().expect("a folder");
    let site = dir.path();
    fs::write(site.join("profile.yaml"), "version: 1\nallow: any\nselectable: [own]\n").expect("written");
    fs::create_dir(site.join("profiles")).expect("made");
    fs::write(site.join("profiles/own.yaml"), "version: 1\nalow: any\n").expect("written");
    let own = site.join("profiles/own.yaml").display().to_string();
    let fault = format!("{SITE_FAULT}{own}:2:1: unknown key `alow`; did you mean `allow`?");
    let refused = |fault: &str| {
        format!("{fault}; so LONGSHORE_PROFILE cannot choose `own` now; set it to another name, or unset it")
    };
    let last_resort = |choice: &Choice, variable| {
        let selected = select(choice, site, variable).or_else(longshore::edge::last_resort);
        selected.map(|selected| selected.chosen).map_err(|error| error.to_string())
    };
    assert_eq!(last_resort(&by(None, None), Some("own")), Err(refused(&fault)));
    // A link of that name is the site's own word, and without a choice the site's profile counts.
    assert_eq!(last_resort(&by(None, Some("own")), None), Ok(Chosen::LastResort));
    assert_eq!(last_resort(&by(None, None), None), Ok(Chosen::Site));
    // With a good copy, jobs are ended under that.
    fs::write(site.join("profiles/own.yaml.good"), PLAIN).expect("written");
    assert_eq!(last_resort(&by(None, None), Some("own")), Ok(Chosen::Variable));
    // Which names can be chosen is not known while the site's own profile does not load.
    let profile = site.join("profile.yaml").display().to_string();
    fs::write(&profile, "{{{\n").expect("written");
    fs::write(site.join("profile.yaml.good"), PLAIN).expect("written");
    let said = last_resort(&by(None, None), Some("own")).expect_err("not selectable in the copy");
    assert!(
        said.starts_with(&format!("{SITE_FAULT}{profile}"))
            && said.contains("LONGSHORE_PROFILE cannot choose `own` now"),
        "{said}"
    );
    assert_eq!(last_resort(&by(None, None), None), Ok(Chosen::Site));
}

#[test]
fn a_site_s_profile_comes_before_the_shipped_one_of_its_name() {
    let dir = tempfile::tempdir().expect("a folder");
    let site = dir.path();
    fs::create_dir(site.join("profiles")).expect("made");
    fs::write(site.join("profiles/cernvm.yaml"), "version: 1\nallow: any\ndescription: ours\n").expect("written");
    let dry = Choice { is_dry: true, ..by(Some("cernvm"), None) };
    let Selected { profile, .. } = select(&dry, site, None).expect("selected");
    assert_eq!(profile.description.as_deref(), Some("ours"));
}

#[test]
fn a_child_adds_its_rules_to_its_parent_s_and_replaces_other_keys() {
    let dir = tempfile::tempdir().expect("a folder");
    let site = dir.path().join("nothing");
    let base =
        "version: 1\nallow: any\nengine: /usr/bin/base\ndescription: base\nrules:\n  - { name: one, drop: [user] }\n";
    let child = "version: 1\nextends: ./base.yaml\nengine: /usr/bin/child\nrules:\n  - { name: two, drop: [tty] }\n";
    fs::write(dir.path().join("base.yaml"), base).expect("written");
    fs::write(dir.path().join("child.yaml"), child).expect("written");
    let path = dir.path().join("child.yaml").display().to_string();
    let Selected { profile, .. } = select(&by(Some(&path), None), &site, None).expect("selected");
    let rules: Vec<(&str, u16)> = profile.rules.iter().map(|rule| (rule.name.as_str(), rule.number)).collect();
    assert_eq!(rules, [("one", 0), ("two", 1)]);
    assert_eq!(profile.engine.expect("an engine").words, ["/usr/bin/child"]);
    assert_eq!(profile.description.as_deref(), Some("base"));
}
