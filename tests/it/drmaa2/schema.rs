//! The schema of templates and their reader say the same.

use longshore::job::drmaa2::{Template, extension_names, member_names};
use serde_json::Value;
use testkit::Schema;

use crate::drmaa2::extensions::EXTENSIONS;
use crate::drmaa2::members::MEMBERS;
use crate::drmaa2::template::{Outcome, whole};

const SCHEMA: &str = include_str!("../../../docs/schema/jobtemplate.schema.json");

fn sorted<'n>(names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names
}

#[test]
fn the_schema_has_every_member_and_extension_and_no_other() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    let names = |pointer: &str| {
        let members = schema.pointer(pointer).and_then(Value::as_object).expect("members");
        sorted(members.keys().map(String::as_str)).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names("/properties"), sorted(member_names()));
    assert_eq!(names("/$defs/extensions/properties"), sorted(extension_names()));
}

#[test]
fn templates_that_are_taken_are_as_the_schema_says() {
    let schema = Schema::new(SCHEMA);
    for (rows, is_extension) in [(MEMBERS, false), (EXTENSIONS, true)] {
        for case in rows.iter().flat_map(|row| row.cases) {
            let template = whole(case.json, is_extension);
            let faults = schema.faults(&serde_json::from_str(&template).expect("JSON"));
            let is_read = Template::read(template.as_bytes()).is_ok();
            if !matches!(case.outcome, Outcome::Refused(_)) {
                assert_eq!(faults, Vec::<String>::new(), "{template}");
            } else if !is_read && !template.contains("tomorrow") && !template.contains("null") {
                assert_ne!(faults, Vec::<String>::new(), "{template}");
            }
        }
    }
}
