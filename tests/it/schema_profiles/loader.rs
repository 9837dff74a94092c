//! Level by level the schemas have the keys and words of the loaders, as these say in their messages.
//!
//! `{version: 1, allow: any, zzzzzz: 1}` -> the loader's list of known keys, which are the properties at the schema's root.

use longshore::golden::read_case;
use longshore::profile::LoadError;
use longshore::yaml::{Fault, What};
use serde_json::Value;
use testkit::load_text;

use super::{CASE, PROFILE};

/// What the loader says is known where `zzzzzz` stands.
fn known(fault: &Fault, text: &str) -> Vec<String> {
    let What::UnknownKey { key, known, .. } = &fault.what else { panic!("{fault}\n{text}") };
    assert_eq!(key, "zzzzzz", "{text}");
    let mut known: Vec<String> = known.split(", ").map(str::to_owned).collect();
    known.sort();
    known
}

/// The keys of an object of the schema; of several possible ones, together.
fn keys(schema: &Value, object: &Value) -> Vec<String> {
    let object = match object.get("$ref").and_then(Value::as_str) {
        Some(reference) => schema.pointer(reference.trim_start_matches('#')).expect("defined"),
        None => object,
    };
    let mut keys: Vec<String> = match object.get("anyOf").and_then(Value::as_array) {
        Some(several) if object.get("properties").is_none() => {
            several.iter().flat_map(|one| keys(schema, one)).collect()
        }
        _ => object["properties"].as_object().map(|keys| keys.keys().cloned().collect()).unwrap_or_default(),
    };
    keys.sort();
    keys.dedup();
    keys
}

/// Where a strange key stands in a profile, and where its level is in the schema.
const LEVELS: &[(&str, &str)] = &[
    ("{version: 1, allow: any, zzzzzz: 1}", ""),
    ("{version: 1, allow: any, rules: [{name: a, drop: [user], zzzzzz: 1}]}", "/$defs/rule"),
    ("{version: 1, allow: any, rules: [{name: a, drop: [user], when: {zzzzzz: 1}}]}", "/$defs/guards_of_rules"),
    ("{version: 1, allow: any, rules: [{name: a, drop: [user], unless: {zzzzzz: 1}}]}", "/$defs/guards"),
    ("{version: 1, allow: any, rules: [{name: a, command: {prepend: [], zzzzzz: 1}}]}", "/$defs/prepend"),
    ("{version: 1, allow: any, rules: [{name: a, for_each: bind, first_match: [{zzzzzz: 1}]}]}", "/$defs/entry_bind"),
    (
        "{version: 1, allow: any, rules: [{name: a, for_each: device, first_match: [{zzzzzz: 1}]}]}",
        "/$defs/entry_device",
    ),
    ("{version: 1, allow: any, rules: [{name: a, for_each: env, first_match: [{zzzzzz: 1}]}]}", "/$defs/entry_env"),
    (
        "{version: 1, allow: any, rules: [{name: a, for_each: publish, first_match: [{zzzzzz: 1}]}]}",
        "/$defs/entry_publish",
    ),
    (
        "{version: 1, allow: any, rules: [{name: a, for_each: bind, first_match: [{set_item: {zzzzzz: 1}}]}]}",
        "/$defs/entry_bind/properties/set_item",
    ),
    (
        "{version: 1, allow: any, rules: [{name: a, for_each: publish, first_match: [{set_item: {zzzzzz: 1}}]}]}",
        "/$defs/entry_publish/properties/set_item",
    ),
    (
        "{version: 1, allow: any, rules: [{name: a, add: {bind: [{source: /a, target: /b, zzzzzz: 1}]}}]}",
        "/$defs/item_bind",
    ),
    ("{version: 1, allow: any, rules: [{name: a, add: {device: [{source: /a, zzzzzz: 1}]}}]}", "/$defs/item_device"),
    ("{version: 1, allow: any, rules: [{name: a, add: {publish: [{port: 1, zzzzzz: 1}]}}]}", "/$defs/item_publish"),
    ("{version: 1, allow: any, from_env: {A: {option: user, zzzzzz: 1}}}", "/$defs/from_env/additionalProperties"),
    (
        "{version: 1, allow: any, options: {new-one: {expand: {set: {init: true}}, zzzzzz: 1}}}",
        "/$defs/options/additionalProperties/anyOf/0",
    ),
    (
        "{version: 1, allow: any, options: {new-one: {expand: {set: {init: true}, zzzzzz: 1}}}}",
        "/$defs/expand_with_own_options",
    ),
    (
        "{version: 1, allow: any, options: {new-one: {engine: true, effect: harmless, zzzzzz: 1}}}",
        "/$defs/options/additionalProperties/anyOf/1",
    ),
    ("{version: 1, allow: any, pass_env: {zzzzzz: 1}}", "/$defs/pass_env"),
    ("{version: 1, allow: any, client_env: {zzzzzz: 1}}", "/$defs/client_env"),
    ("{version: 1, allow: any, audit: {zzzzzz: 1}}", "/$defs/audit"),
    ("{version: 1, allow: any, batch: lsf, image: {default: a, zzzzzz: 1}}", "/$defs/starter_image"),
    ("{version: 1, allow: any, prune: {ask: /usr/bin/bjobs, zzzzzz: 1}}", "/$defs/prune"),
    ("{version: 1, allow: any, identity: {user: 1, group: 1, zzzzzz: 1}}", "/$defs/identity/anyOf/1"),
    ("{version: 1, allow: {commands: [run]}, deny: [{when: {}, message: m, zzzzzz: 1}]}", "/$defs/denial"),
    ("{version: 1, allow: {commands: [run], zzzzzz: 1}}", "/$defs/allow"),
    ("{version: 1, extends: htcondor, allow: {add: {zzzzzz: 1}}}", "/$defs/added"),
    ("{version: 1, extends: htcondor, allow: {add: {build: {zzzzzz: 1}}}}", "/$defs/added/properties/build"),
    (
        "{version: 1, extends: htcondor, allow: {add: {environment: {zzzzzz: 1}}}}",
        "/$defs/added/properties/environment",
    ),
    ("{version: 1, extends: htcondor, allow: {add: {images: {zzzzzz: 1}}}}", "/$defs/added/properties/images"),
    ("{version: 1, extends: htcondor, allow: {add: {lifetime: {zzzzzz: 1}}}}", "/$defs/added/properties/lifetime"),
    ("{version: 1, extends: htcondor, allow: {add: {namespaces: {zzzzzz: 1}}}}", "/$defs/added/properties/namespaces"),
    ("{version: 1, allow: {commands: [run], binds: [{source: /a, zzzzzz: 1}]}}", "/$defs/bind"),
    ("{version: 1, allow: {commands: [run], tmpfs: {zzzzzz: 1}}}", "/$defs/allow/properties/tmpfs"),
    ("{version: 1, allow: {commands: [run], images: {names: [], trust: local, zzzzzz: 1}}}", "/$defs/images"),
    ("{version: 1, allow: {commands: [run], build: {zzzzzz: 1}}}", "/$defs/allow/properties/build"),
    ("{version: 1, allow: {commands: [run], ports: {zzzzzz: 1}}}", "/$defs/allow/properties/ports"),
    ("{version: 1, allow: {commands: [run], namespaces: {zzzzzz: 1}}}", "/$defs/allow/properties/namespaces"),
    ("{version: 1, allow: {commands: [run], limits: {zzzzzz: 1}}}", "/$defs/limits"),
    ("{version: 1, allow: {commands: [run], limits: {memory: {zzzzzz: 1}}}}", "/$defs/bound_of_bytes"),
    ("{version: 1, allow: {commands: [run], limits: {cpus: {zzzzzz: 1}}}}", "/$defs/bound_of_cpus"),
    ("{version: 1, allow: {commands: [run], limits: {pids: {zzzzzz: 1}}}}", "/$defs/bound"),
    ("{version: 1, allow: {commands: [run], limits: {cpu_shares: {zzzzzz: 1}}}}", "/$defs/bound_of_choice"),
    ("{version: 1, allow: {commands: [run], limits: {shm: {zzzzzz: 1}}}}", "/$defs/bound_of_chosen_bytes"),
    ("{version: 1, allow: {commands: [run], environment: {zzzzzz: 1}}}", "/$defs/allow/properties/environment"),
    ("{version: 1, allow: {commands: [run], lifetime: {zzzzzz: 1}}}", "/$defs/lifetime"),
];

#[test]
fn the_schema_of_profiles_has_the_keys_of_the_loader_at_every_level() {
    let schema: Value = serde_json::from_str(PROFILE).expect("JSON");
    for (text, pointer) in LEVELS {
        let Err(LoadError::Fault { fault, .. }) = load_text(text) else { panic!("{text}") };
        let object = schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not there"));
        assert_eq!(keys(&schema, object), known(&fault, text), "{pointer}");
    }
}

/// The same for golden cases.
const CASE_LEVELS: &[(&str, &str)] = &[
    ("{argv: [docker], zzzzzz: 1}", ""),
    ("{argv: [docker], host: {zzzzzz: 1}}", "/properties/host"),
    ("{argv: [docker], host: {groups: [{gid: 1, zzzzzz: 1}]}}", "/$defs/groups/items"),
    (
        "{argv: [docker], host: {accounts: [{name: a, uid: 1, gid: 1, zzzzzz: 1}]}}",
        "/properties/host/properties/accounts/items",
    ),
    ("{argv: [docker], host: {paths: {/a: {zzzzzz: 1}}}}", "/properties/host/properties/paths/additionalProperties"),
];

#[test]
fn the_schema_of_cases_has_the_keys_of_the_loader_at_every_level() {
    let schema: Value = serde_json::from_str(CASE).expect("JSON");
    for (text, pointer) in CASE_LEVELS {
        let fault = read_case(text).expect_err(text);
        let object = schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not there"));
        assert_eq!(keys(&schema, object), known(&fault, text), "{pointer}");
    }
}

/// Every mapping of the schema is on some level of the list above, so that none can be forgotten.
#[test]
fn every_mapping_of_the_schema_is_compared_with_the_loader() {
    fn mappings(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                if members.contains_key("properties") && members.contains_key("additionalProperties") {
                    found.push(at.to_owned());
                }
                members.iter().for_each(|(key, value)| mappings(value, &format!("{at}/{key}"), found));
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| mappings(item, &format!("{at}/{index}"), found));
            }
            _ => {}
        }
    }
    let schema: Value = serde_json::from_str(PROFILE).expect("JSON");
    let mut found = Vec::new();
    mappings(&schema, "", &mut found);
    // Options by name are compared with the tables; what ends so repeats another definition.
    let is_special = |at: &str| {
        at.contains("_with_own_options")
            // What stands beside `add` is refused whether it is known or not.
            || ["/$defs/settings", "/$defs/globals", "/$defs/item_env", "/properties/allow/anyOf/2"].contains(&at)
            || at.ends_with("/set_item")
            || at.starts_with("/$defs/require/")
    };
    let missing: Vec<&String> =
        found.iter().filter(|at| !is_special(at) && LEVELS.iter().all(|(_, level)| level != at)).collect();
    assert_eq!(missing, Vec::<&String>::new());
    for own in found.iter().filter(|at| at.contains("_with_own_options") && !at.contains("/expand_with")) {
        let plain = own.replace("_with_own_options", "");
        let of = |at: &str| keys(&schema, schema.pointer(at).expect("defined"));
        assert_eq!(of(own), of(&plain), "{own}");
    }
}

/// Where a strange word stands among several that are possible, and the list of them in the schema.
const CHOICES: &[(&str, &str)] = &[
    ("version: 1\nallow: any\nruntime: podman\nuntranslatable: keep\n", "/properties/untranslatable"),
    ("{version: 1, allow: any, runtime: zzzzzz}", "/properties/runtime"),
    ("{version: 1, allow: any, batch: zzzzzz}", "/properties/batch"),
    ("{version: 1, allow: any, builder: zzzzzz}", "/properties/builder"),
    ("{version: 1, allow: any, batch: lsf, command: zzzzzz}", "/properties/command"),
    ("{version: 1, allow: any, batch: lsf, pull: zzzzzz}", "/properties/pull"),
    ("{version: 1, allow: {commands: [run]}, mode: zzzzzz}", "/properties/mode"),
    (
        "{version: 1, allow: any, from_env: {A: {setting: zzzzzz}}}",
        "/$defs/from_env/additionalProperties/properties/setting",
    ),
    (
        "{version: 1, allow: any, from_env: {A: {option: env, split: zzzzzz}}}",
        "/$defs/from_env/additionalProperties/properties/split",
    ),
    (
        "{version: 1, allow: any, from_env: {A: {option: env, read: zzzzzz}}}",
        "/$defs/from_env/additionalProperties/properties/read",
    ),
    (
        "{version: 1, allow: any, options: {new-one: {kind: zzzzzz, expand: {set: {init: true}}}}}",
        "/$defs/options/additionalProperties/anyOf/0/properties/kind",
    ),
    (
        "{version: 1, allow: any, options: {new-one: {engine: true, kind: zzzzzz, effect: other}}}",
        "/$defs/options/additionalProperties/anyOf/1/properties/kind",
    ),
    (
        "{version: 1, allow: any, options: {new-one: {engine: true, effect: zzzzzz}}}",
        "/$defs/options/additionalProperties/anyOf/1/properties/effect",
    ),
    ("{version: 1, allow: any, pass_env: {multiline: zzzzzz}}", "/$defs/pass_env/properties/multiline"),
    ("{version: 1, allow: any, pass_env: {by: zzzzzz}}", "/$defs/pass_env/properties/by"),
    ("{version: 1, allow: any, audit: {on_failure: zzzzzz}}", "/$defs/audit/properties/on_failure"),
    (
        "{version: 1, allow: any, rules: [{name: a, for_each: zzzzzz, first_match: [{drop: item}]}]}",
        "/$defs/rule/properties/for_each",
    ),
    ("{version: 1, allow: {commands: [run], binds: [{source: /a, access: zzzzzz}]}}", "/$defs/bind/properties/access"),
    ("{version: 1, allow: {commands: [run], binds: [{source: /a, kind: zzzzzz}]}}", "/$defs/bind/properties/kind"),
    ("{version: 1, allow: {commands: [run], binds: [{source: /a, race: zzzzzz}]}}", "/$defs/bind/properties/race"),
    ("{version: 1, allow: {commands: [run], images: {names: [], trust: zzzzzz}}}", "/$defs/images/properties/trust"),
    ("{version: 1, allow: {commands: [run], limits: {pids: {max: 1, over: zzzzzz}}}}", "/$defs/bound/properties/over"),
    (
        "{version: 1, allow: {commands: [run], limits: {memory: {max: 1, over: zzzzzz}}}}",
        "/$defs/bound_of_bytes/properties/over",
    ),
    (
        "{version: 1, allow: {commands: [run], limits: {cpus: {max: 1, over: zzzzzz}}}}",
        "/$defs/bound_of_cpus/properties/over",
    ),
    (
        "{version: 1, allow: {commands: [run], limits: {blkio_weight: {max: 1, over: zzzzzz}}}}",
        "/$defs/bound_of_choice/properties/over",
    ),
    (
        "{version: 1, allow: {commands: [run], limits: {shm: {max: 1, over: zzzzzz}}}}",
        "/$defs/bound_of_chosen_bytes/properties/over",
    ),
    ("{version: 1, allow: {commands: [run]}, require: [zzzzzz]}", "/$defs/require/items/anyOf/0"),
];

#[test]
fn the_words_that_the_loader_chooses_by_are_those_of_the_schema() {
    let schema: Value = serde_json::from_str(PROFILE).expect("JSON");
    for (text, pointer) in CHOICES {
        let Err(LoadError::Fault { fault, .. }) = load_text(text) else { panic!("{text}") };
        let What::Choice { possible, .. } = &fault.what else { panic!("{fault}\n{text}") };
        let words =
            schema.pointer(pointer).and_then(|one| one["enum"].as_array()).unwrap_or_else(|| panic!("{pointer}"));
        let mut words: Vec<&str> = words.iter().map(|word| word.as_str().expect("a word")).collect();
        let mut possible: Vec<&str> = possible.split(", ").collect();
        words.sort_unstable();
        possible.sort_unstable();
        assert_eq!(words, possible, "{pointer}");
    }
}

/// Every list of words in the schema is compared above, or made from the tables of options and commands.
#[test]
fn no_list_of_words_is_forgotten() {
    fn lists(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                if members.get("enum").is_some_and(Value::is_array) {
                    found.push(at.to_owned());
                }
                members.iter().for_each(|(key, value)| lists(value, &format!("{at}/{key}"), found));
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| lists(item, &format!("{at}/{index}"), found));
            }
            _ => {}
        }
    }
    let schema: Value = serde_json::from_str(PROFILE).expect("JSON");
    let mut found = Vec::new();
    lists(&schema, "", &mut found);
    // What ends so repeats another definition.
    found.retain(|at| !at.contains("_with_own_options") && CHOICES.iter().all(|(_, pointer)| pointer != at));
    let others = [
        "/$defs/commands",
        "/$defs/identity/anyOf/0",
        "/$defs/option",
        "/$defs/repeatable",
        "/$defs/verbs_of_rules/anyOf/0",
        "/$defs/verbs_of_rules/anyOf/1/items",
        "/properties/version",
    ];
    assert_eq!(found, others);
}
