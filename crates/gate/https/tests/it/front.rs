//! The front end and its files.

use crate::client::Ask;
use crate::world::{ALPHA, World};
use http::Method;

#[tokio::test]
async fn those_who_are_not_signed_in_are_sent_to_the_sign_in_and_back() {
    let world = World::open().await;
    let (agent, customer) = (world.agent().await, world.customer().await);
    let check = async |ask: Ask, expected: &str| {
        let reply = world.send(ask).await;
        assert_eq!((reply.status.as_u16(), reply.header("location")), (303, expected));
    };
    check(Ask::get(ALPHA, "/"), "/sign-in?next=%2F").await;
    check(Ask::get(ALPHA, "/tickets/2026?q=a%20b&x"), "/sign-in?next=%2Ftickets%2F2026%3Fq%3Da%2520b%26x").await;
    check(Ask::get(ALPHA, "/tokens").cookie(&customer), "/sign-in?next=%2Ftokens").await;
    check(Ask::get(ALPHA, "/portal"), "/portal/sign-in?next=%2Fportal").await;
    check(Ask::get(ALPHA, "/portal/tickets/tkt_1").cookie(&agent), "/portal/sign-in?next=%2Fportal%2Ftickets%2Ftkt%5F1").await;
    check(Ask::new(Method::HEAD, ALPHA, "/new"), "/sign-in?next=%2Fnew").await;
}

#[tokio::test]
async fn those_who_are_signed_in_get_the_shell_with_its_strict_policy() {
    let world = World::open().await;
    let (agent, customer) = (world.agent().await, world.customer().await);
    for (path, cookie) in [("/", &agent), ("/tickets/2026", &agent), ("/portal", &customer), ("/portal/tickets/tkt_1", &customer)] {
        let reply = world.send(Ask::get(ALPHA, path).cookie(cookie).with("accept-language", "en")).await;
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        if reply.status == 503 {
            // This very binary was built without a front end.
            assert!(reply.text().contains("No front end"), "{}", reply.text());
            continue;
        }
        assert_eq!(reply.status, 200, "{path}");
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'; "), "{policy}");
        assert!(policy.contains(&format!("frame-src https://content.{ALPHA}:{};", world.client.port)), "{policy}");
        assert!(policy.ends_with("require-trusted-types-for 'script'; trusted-types ProseMirrorClipboard"), "{policy}");
        assert_eq!(reply.header("cache-control"), "private, no-cache");
        let again = Ask::get(ALPHA, path).cookie(cookie).with("if-none-match", reply.header("etag"));
        assert_eq!(world.send(again.clone()).await.status, 304);
        assert!(!reply.text().contains("<script>"), "nothing inline");
        for part in reply.text().split('"').filter(|part| part.starts_with("/assets/")) {
            let asset = world.send(Ask::get(ALPHA, part).with("accept-encoding", "br")).await;
            assert_eq!((asset.status.as_u16(), asset.header("cache-control")), (200, "public, max-age=31536000, immutable"), "{part}");
            assert_eq!(asset.header("content-encoding"), "br", "{part}");
        }
    }
    assert_eq!(world.send(Ask::get(ALPHA, "/index.html").cookie(&agent)).await.problem(), (404, "not-found".into()));
    let reply = world.send(Ask::post(ALPHA, "/tickets", "").same_origin().cookie(&agent)).await;
    assert_eq!((reply.problem(), reply.header("allow")), ((405, "method-not-allowed".into()), "GET, HEAD"));
}

#[tokio::test]
async fn the_style_of_drawn_pages_is_there_for_everybody() {
    let world = World::open().await;
    let css = world.send(Ask::get(ALPHA, "/static/page.css").with("accept-encoding", "gzip")).await;
    assert_eq!((css.status.as_u16(), css.header("content-type")), (200, "text/css; charset=utf-8"));
    assert_eq!(css.header("cache-control"), "public, no-cache");
    let font = world.send(Ask::get(ALPHA, "/static/page.woff2")).await;
    assert_eq!((font.status.as_u16(), font.header("content-type")), (200, "font/woff2"));
    for (target, etag) in [("/static/page.css", css.header("etag")), ("/static/page.woff2", font.header("etag"))] {
        let again = world.send(Ask::get(ALPHA, target).with("if-none-match", etag)).await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{target}");
    }
    assert_eq!(world.send(Ask::get(ALPHA, "/static/other.css")).await.problem(), (404, "not-found".into()));
}
