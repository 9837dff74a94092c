//! The options that a site makes, on a line: what stands for them is put in their place.
//!
//! `docker run --gpu img` under `gpu: {expand: {set: {gpus: all}}}` -> `docker run --gpus=all img`.

use crate::argv::{Author, Cause, Draft, Origin};
use crate::profile::model::options::SiteOption;
use crate::profile::model::pattern::Captures;

use super::apply::{Context, RuleError, fault};
use super::edit::Edit;

impl Context<'_> {
    /// Puts in place of the options that the site makes what they stand for.
    pub(super) fn expand(&self, options: &[SiteOption], draft: &mut Draft<'_>) -> Result<(), RuleError> {
        for option in options.iter().filter(|option| is_on(draft, &option.name)) {
            if let Some(other) = option.conflicts.iter().find(|other| is_on(draft, other)) {
                let why = format!("--{} and --{other} exclude each other", option.name);
                return Err(RuleError {
                    rule: String::new(),
                    at: option.at,
                    word: None,
                    why,
                    remedy: "keep one of them".to_owned(),
                });
            }
        }
        for option in options {
            let mut edits = Vec::new();
            if is_on(draft, &option.name) {
                let locals = Captures::new();
                self.actions(&option.expand, option.at, draft, &locals, &mut edits)
                    .map_err(|why| fault("", option.at, why))?;
            }
            let given = draft.options(option.name.as_bytes()).map(|(index, _)| Edit::Drop(index));
            edits.extend(given.map(|edit| (option.at, Author::Site, edit)));
            for (at, author, edit) in edits {
                edit.make(draft, Cause { origin: Origin::Option { option: option.number, at }, author });
            }
        }
        Ok(())
    }
}

/// Whether an option is given; a switch also has to be on.
fn is_on(draft: &Draft<'_>, name: &str) -> bool {
    let last = draft.options(name.as_bytes()).next_back();
    last.is_some_and(|(_, item)| !item.row.is_switch() || item.is_on())
}
