//! Who asked to hear that a message arrived (RFC 3461).

use super::{Connection, Share};
use kernel::EmailAddress;
use room::Notices;
use wire::smtp::Envelope;

impl Connection<'_> {
    /// The notices that were asked for with a share's recipients. Whoever has no address hears nothing.
    pub(super) fn notices(&self, envelope: &Envelope, share: &Share) -> Notices {
        if envelope.from.is_empty() {
            return Notices::default();
        }
        let mut recipients: Vec<(EmailAddress, Option<String>)> = Vec::new();
        for place in &share.places {
            let wish = envelope.wishes.get(*place).filter(|wish| wish.notice);
            let Some((wish, address)) = wish.zip(self.accepted.get(*place)) else { continue };
            if !recipients.iter().any(|(known, _)| known == address) {
                recipients.push((address.clone(), wish.original.clone()));
            }
        }
        Notices { envelope_id: envelope.envelope_id.clone(), recipients }
    }
}
