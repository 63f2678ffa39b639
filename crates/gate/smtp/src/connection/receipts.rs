//! Who asked to hear that a message arrived (RFC 3461).

use super::{Connection, Share};
use kernel::EmailAddress;
use room::Receipts;
use wire::smtp::Envelope;

impl Connection<'_> {
    /// The receipts that were asked for with a share's recipients. Whoever has no address hears nothing.
    pub(super) fn receipts(&self, envelope: &Envelope, share: &Share) -> Receipts {
        if envelope.from.is_empty() {
            return Receipts::default();
        }
        let mut recipients: Vec<(EmailAddress, Option<String>)> = Vec::new();
        for place in &share.places {
            let wish = envelope.wishes.get(*place).filter(|wish| wish.receipt);
            let Some((wish, address)) = wish.zip(self.accepted.get(*place)) else { continue };
            if !recipients.iter().any(|(known, _)| known == address) {
                recipients.push((address.clone(), wish.original.clone()));
            }
        }
        Receipts { envelope_id: envelope.envelope_id.clone(), recipients }
    }
}
