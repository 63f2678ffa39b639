//! A directory that says anything: an answer is cut out of what came as whole messages, and each is an answer or none.

use wire::ldap::{Answer, Filter, LONGEST, Scope, Search, length};

pub(crate) fn run(bytes: &[u8]) {
    let mut rest = bytes;
    while let Ok(Some(end)) = length(rest) {
        assert!((2..=LONGEST).contains(&end), "there are limits");
        let Some((message, others)) = rest.split_at_checked(end) else { break };
        if let Ok((_, answer)) = Answer::read(message) {
            if let Answer::Found(entry) = &answer {
                let values = entry.attributes.iter().flat_map(|(_, values)| values).map(Vec::len).sum::<usize>();
                assert!(entry.name.len() + values < message.len(), "nothing is made of nothing");
            }
            assert!(message.first() == Some(&0x30), "it is a message");
            assert!(message.split_last().is_some_and(|(_, cut)| Answer::read(cut).is_err()), "what is cut short is none");
        }
        rest = others;
    }
    // Whatever is compared with stays a value.
    let filter = Filter::Is("uid".into(), bytes.to_vec());
    let asked = Search { base: "dc=example", scope: Scope::Tree, filter, attributes: &[], most: 2, seconds: 5 }.encode(1);
    assert!(asked.len() > bytes.len() && Answer::read(&asked).is_err(), "a request is no answer");
}
