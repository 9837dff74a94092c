//! Labels, annotations and notes.
//!
//! `docker run -l a=1 -l a=2 --annotation run.oci.x=y img` -> the label `a` = `2`; the annotation `run.oci.x`, which
//! reaches the runtime.

use super::Effects;
use super::asked::{Asked, KeyValue, OptionText, replace_keyed};
use super::environment::InFile;
use super::files::FileAccess;
use super::given::Given;
use crate::values::{Label, ValueError};

/// Labels and annotations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Labels; of a key the last.
    pub labels: Vec<Asked<KeyValue>>,
    /// Labels of `files`, where it is known what stands there.
    pub in_files: Vec<Asked<InFile>>,
    /// Files of labels; they yield to `labels`.
    pub files: Vec<Asked<Vec<u8>>>,
    /// Annotations; of a key the last.
    pub annotations: Vec<Asked<KeyValue>>,
    /// Author and message of an image that is made.
    pub notes: Vec<Asked<OptionText>>,
}

/// Takes the options of class `Label`, and `--label-file`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let labels = &mut effects.labels;
    match given.name {
        b"label" => {
            let Label { key, value } = Label::parse(given.text(), given.dialect)?;
            // Without `=` the client sends it empty.
            let label = KeyValue { key, value: Some(value.unwrap_or_default()) };
            replace_keyed(&mut labels.labels, given.asked(label), |a, b| a.key == b.key);
        }
        b"annotation" => {
            for element in given.elements()? {
                let annotation = given.asked(KeyValue::of(&element));
                replace_keyed(&mut labels.annotations, annotation, |a, b| a.key == b.key);
            }
        }
        b"label-file" => {
            for path in given.elements()? {
                effects.files.touch(&path, FileAccess::Read, given.at);
                labels.files.push(given.asked(path));
            }
        }
        b"author" | b"message" => labels.notes.push(given.option_text()),
        _ => return Ok(false),
    }
    Ok(true)
}
