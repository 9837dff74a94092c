//! The options of a line that count, with their values read.
//!
//! `docker run -u 1 --user=2 -v /a:/a -v /b:/b img` -> `user` = `2`, `volume` = `/a:/a`, `volume` = `/b:/b`: of a scalar
//! only the last occurrence counts, of a list all do.

use super::asked::{Asked, At, Limit, OptionText, Setting};
use crate::argv::{Level, Line, Occurrence, Repeats, Row, Verb};
use crate::values::{Dialect, Size, ValueError, elements_of_row, number};

/// One option that counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given<'a> {
    pub(super) row: &'static Row,
    /// The name of the place it fills.
    pub(super) name: &'a [u8],
    /// `None` when bare.
    pub(super) value: Option<&'a [u8]>,
    pub(super) at: At,
    pub(super) verb: Verb,
    pub(super) dialect: Dialect,
}

/// The options of `line` that count, in its order. Options that the tables lack are left out.
pub(super) fn standing<'a>(line: &Line<'a>, dialect: Dialect) -> Vec<Given<'a>> {
    let all = line.occurrences();
    all.iter()
        .enumerate()
        .filter(|(_, found)| !found.row.is_unknown())
        .filter(|(index, found)| !is_overridden(found, all.get(index + 1..).unwrap_or_default()))
        .map(|(_, found)| Given {
            row: found.row,
            name: line.option_name(found),
            value: line.value(found),
            at: at(found),
            verb: line.verb(),
            dialect,
        })
        .collect()
}

/// Where an option stands.
pub(super) fn at(found: &Occurrence) -> At {
    let value = found.word + usize::from(found.takes_next_word());
    let option = Some(found.row.destination).filter(|name| !name.as_bytes().is_empty());
    At { word: found.word, value, option }
}

fn is_overridden(found: &Occurrence, later: &[Occurrence]) -> bool {
    let same = |other: &Occurrence| {
        other.row.destination == found.row.destination
            && (other.level == Level::Global) == (found.level == Level::Global)
    };
    match found.row.repeats {
        Repeats::Last => later.iter().any(same),
        // What of a list counts twice is decided where its keys are known.
        Repeats::First | Repeats::Append | Repeats::Keyed => false,
    }
}

impl<'a> Given<'a> {
    /// The value, empty when bare.
    pub(super) fn text(&self) -> &'a [u8] {
        self.value.unwrap_or_default()
    }

    /// What a boolean was set to.
    pub(super) fn switch(&self) -> Result<bool, ValueError> {
        self.value.map_or(Ok(true), number::parse_bool)
    }

    /// The values that the client makes of the one.
    pub(super) fn elements(&self) -> Result<Vec<Vec<u8>>, ValueError> {
        elements_of_row(self.row, self.text(), self.dialect)
    }

    pub(super) fn asked<T>(&self, value: T) -> Asked<T> {
        Asked::by(value, self.at)
    }

    /// All elements, each read by `read`, added to `list`.
    pub(super) fn add<T>(
        &self,
        list: &mut Vec<Asked<T>>,
        read: impl Fn(&[u8]) -> Result<T, ValueError>,
    ) -> Result<(), ValueError> {
        for element in self.elements()? {
            list.push(self.asked(read(&element)?));
        }
        Ok(())
    }

    /// A text; the empty one says nothing.
    pub(super) fn setting(&self) -> Asked<Setting<Vec<u8>>> {
        let text = self.text();
        self.asked(if text.is_empty() { Setting::Default } else { Setting::To(text.to_vec()) })
    }

    /// The value read by `read`; the empty one says nothing.
    pub(super) fn setting_by<T>(
        &self,
        read: impl FnOnce(&[u8]) -> Result<T, ValueError>,
    ) -> Result<Asked<Setting<T>>, ValueError> {
        let text = self.text();
        Ok(self.asked(if text.is_empty() { Setting::Default } else { Setting::To(read(text)?) }))
    }

    /// A boolean that is on, or for which the engine decides, without the option.
    pub(super) fn setting_switch(&self) -> Result<Asked<Setting<bool>>, ValueError> {
        Ok(self.asked(Setting::To(self.switch()?)))
    }

    pub(super) fn int(&self) -> Result<i64, ValueError> {
        number::parse_int(self.text(), 64)
    }

    /// A number as an upper bound.
    pub(super) fn int_limit(&self) -> Result<Asked<Limit<u64>>, ValueError> {
        Ok(self.asked(positive(self.int()?)))
    }

    /// A number where zero stands for the engine's default.
    pub(super) fn int_setting(&self) -> Result<Asked<Setting<i64>>, ValueError> {
        let number = self.int()?;
        Ok(self.asked(if number == 0 { Setting::Default } else { Setting::To(number) }))
    }

    /// A number of bytes as an upper bound; podman's empty size is none.
    pub(super) fn size_limit(&self) -> Result<Asked<Limit<u64>>, ValueError> {
        let text = self.text();
        if text.is_empty() && self.dialect.is_podman() {
            return Ok(self.asked(Limit::Unlimited));
        }
        Ok(self.asked(positive(Size::parse_swap(text)?.bytes())))
    }

    /// The option as text; a switch that is on has no value, however it was written.
    pub(super) fn option_text(&self) -> Asked<OptionText> {
        let value = match self.row.is_switch().then(|| self.switch()) {
            Some(Ok(true)) => b"",
            Some(Ok(false)) => &b"false"[..],
            Some(Err(_)) | None => self.text(),
        };
        self.asked(OptionText { name: self.name.to_vec(), value: value.to_vec() })
    }

    /// Whether it is a switch that is set to off.
    pub(super) fn is_off(&self) -> bool {
        self.row.is_switch() && self.switch() == Ok(false)
    }
}

/// A bound: zero and less are none.
pub(super) fn positive(number: i64) -> Limit<u64> {
    match u64::try_from(number) {
        Ok(0) | Err(_) => Limit::Unlimited,
        Ok(bound) => Limit::To(bound),
    }
}
