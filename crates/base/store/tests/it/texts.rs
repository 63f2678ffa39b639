//! Full text: the same words found on both engines, newest first, by whom may see them.

use crate::things::{SCHEMA, add, by};
use kernel::{Fault, Id16};
use store::fulltext::{Wanted, find};
use testkit::on_both_engines;

#[test]
fn both_engines_find_the_same() {
    on_both_engines(&SCHEMA, |node| async move {
        let door = node.tenant().await;
        let texts = [
            ("Der Drucker in der Straße 7 druckt Umlaute als Fragezeichen", "zq1"),
            ("Müller meldet: VPN bricht ab", "zq1"),
            ("Re: VPN bricht ab, Nutzer Muller", "zq2"),
            ("Invoice 2026-10-4471 shows the wrong VAT id", "zq2"),
            ("हिन्दी में संदेश, สวัสดีครับ, 你好 и привет", "zq2"),
        ];
        let put = move |act: &store::Act<'_>| {
            for (index, (text, queue)) in texts.iter().enumerate() {
                act.index(Id16([u8::try_from(index).expect("small"); 16]), text, &[(*queue).to_owned()])?;
            }
            add(act, "texts")
        };
        door.act(by(), node.ambient.moment(), put).await.expect("indexed");
        let found = |wanted: Wanted| {
            let door = door.clone();
            let now = node.ambient.now();
            async move {
                let hits = door.read(by(), now, move |view| find(view, &wanted, i64::MAX, 10)).await.expect("found");
                hits.iter().map(|hit| hit.owner.0[0]).collect::<Vec<_>>()
            }
        };
        let words = |list: &[&str]| Wanted { words: list.iter().map(|word| (*word).to_owned()).collect(), ..Wanted::default() };
        assert_eq!(found(words(&["vpn"])).await, [2, 1], "newest first");
        assert_eq!(found(words(&["müller"])).await, [2, 1]);
        assert_eq!(found(words(&["mueller"])).await, [1]);
        assert_eq!(found(words(&["STRASSE", "druck"])).await, [0], "beginnings of words");
        assert_eq!(found(words(&["4471"])).await, [3]);
        assert_eq!(found(words(&["and", "or"])).await, Vec::<u8>::new());
        for word in ["हिन्दी", "สวัสดี", "你好", "ПРИВЕТ"] {
            assert_eq!(found(words(&[word])).await, [4], "{word}");
        }
        assert_eq!(found(Wanted { phrases: vec!["bricht ab".into()], ..Wanted::default() }).await, [2, 1]);
        assert_eq!(found(Wanted { phrases: vec!["ab bricht".into()], ..Wanted::default() }).await, Vec::<u8>::new());
        let mine = |tokens: &[&str]| Wanted { any_token: Some(tokens.iter().map(|t| (*t).to_owned()).collect()), ..words(&["vpn"]) };
        assert_eq!(found(mine(&["zq1"])).await, [1]);
        assert_eq!(found(mine(&[])).await, Vec::<u8>::new(), "no queue, no hit");
        assert_eq!(found(Wanted { without: vec!["müller".into()], ..words(&["vpn"]) }).await, Vec::<u8>::new());
        let change = |act: &store::Act<'_>| {
            act.index_token(Id16([1; 16]), "zq1", "zq2")?;
            act.unindex(Id16([2; 16]))?;
            Ok::<_, Fault>(())
        };
        door.act(by(), node.ambient.moment(), change).await.expect("changed");
        assert_eq!(found(mine(&["zq1"])).await, Vec::<u8>::new());
        assert_eq!(found(mine(&["zq2"])).await, [1]);
    });
}
