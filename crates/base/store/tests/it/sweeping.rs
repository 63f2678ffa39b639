//! What was stored for an act that never came goes after a day; what rows speak of stays.

use crate::things::{SCHEMA, add, by};
use kernel::{Fault, Moment};
use std::time::{Duration, SystemTime};
use store::{Act, BlobName, Stored};
use testkit::on_both_engines;

fn large(sign: u8) -> Vec<u8> {
    vec![sign; 300_000]
}

fn keep(act: &Act<'_>, stored: &Stored) -> Result<BlobName, Fault> {
    let name = act.keep(stored)?;
    add(act, &format!("{:?}", stored.digest())).map_err(|error| Fault::new("adding a thing", error))?;
    Ok(name)
}

#[test]
#[expect(clippy::disallowed_methods, reason = "files are as old as the disk says")]
fn what_no_act_kept_goes_after_a_day_and_no_act_keeps_what_went() {
    on_both_engines(&SCHEMA, |node| async move {
        let door = node.tenant().await;
        let put = async |sign| {
            let moment: Moment = node.ambient.moment();
            door.put(large(sign), &moment).await.expect("stored")
        };
        let (kept, lost) = (put(b'k').await, put(b'l').await);
        let act = async |stored: &Stored| {
            let stored = stored.clone();
            door.act(by(), node.ambient.moment(), move |act| keep(act, &stored)).await
        };
        let name = act(&kept).await.expect("kept");
        assert_eq!(door.sweep_blobs(by(), &node.ambient).await.expect("swept"), 0, "nothing is a day old");

        // The test's clock began long before the disk's.
        let epoch = SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(node.ambient.now().as_micros()).expect("after 1970"));
        let behind = SystemTime::now().duration_since(epoch).unwrap_or_default();
        node.clock.advance(behind + Duration::from_hours(25));
        assert_eq!(door.sweep_blobs(by(), &node.ambient).await.expect("swept"), 1);
        assert_eq!(door.sweep_blobs(by(), &node.ambient).await.expect("swept"), 0, "once");
        let read = door.read(by(), node.ambient.now(), move |view| view.blob(name)).await.expect("it stays");
        assert_eq!(read, large(b'k'));

        let refused = act(&lost).await.expect_err("the bytes are gone");
        assert!(refused.chain().contains("stored again"), "{}", refused.chain());
        node.clock.advance(Duration::from_secs(1));
        let again = put(b'l').await;
        let name = act(&again).await.expect("stored after the removal");
        let read = door.read(by(), node.ambient.now(), move |view| view.blob(name)).await.expect("it is there");
        assert_eq!(read, large(b'l'));
    });
}
