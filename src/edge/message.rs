//! What longshore and its own child say to each other: a list of byte strings.
//!
//! `["path", "/data"]` -> the number of strings, then each with its length in front, all lengths as four bytes.

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message(pub(super) Vec<Vec<u8>>);

impl Message {
    /// The bytes on the pipe.
    pub(super) fn framed(&self) -> Vec<u8> {
        let length = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
        let mut bytes = length(self.0.len()).to_vec();
        for field in &self.0 {
            bytes.extend(length(field.len()));
            bytes.extend(field);
        }
        bytes
    }

    /// The message at the beginning of `bytes`, when it is whole.
    pub(super) fn read(bytes: &[u8]) -> Option<Message> {
        let (count, mut rest) = bytes.split_first_chunk()?;
        let mut fields = Vec::new();
        for _ in 0..u32::from_le_bytes(*count) {
            let (length, after) = rest.split_first_chunk()?;
            let (field, after) = after.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
            fields.push(field.to_vec());
            rest = after;
        }
        Some(Message(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::Message;

    #[test]
    fn a_message_comes_back_when_it_is_whole() {
        let message = Message(vec![b"path".to_vec(), Vec::new(), b"\0\n\xff".to_vec()]);
        let bytes = message.framed();
        assert_eq!(Message::read(&bytes), Some(message.clone()));
        assert_eq!(Message::read(&[&bytes[..], b"more"].concat()), Some(message));
        for length in 0..bytes.len() {
            assert_eq!(Message::read(&bytes[..length]), None);
        }
    }
}
