//! Pictures on screen: drawn anew, fetched only when somebody asks, by whoever may see the article.

use crate::client::Ask;
use crate::desk::{Desk, Who};
use crate::house::{House, children, on};
use kernel::Ambient;
use native::Sandbox;
use net::{Contacts, Egress, Policy};
use room::{CheckContext, House as Services, Verdict};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use store::Engine;

/// A web server elsewhere: gives a picture to everybody, and tells what it was asked.
fn elsewhere(port: u16, picture: Vec<u8>) -> Receiver<String> {
    let listener = TcpListener::bind(("127.0.0.1", port)).expect("a port");
    let (told, asked) = channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = [0; 4096];
            let length = stream.read(&mut head).unwrap_or(0);
            let _gone = told.send(String::from_utf8_lossy(&head[..length]).into_owned());
            let _gone = write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n", picture.len());
            let _gone = stream.write_all(&picture);
        }
    });
    asked
}

/// A picture with something behind its end that is none of it.
fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(30, 20).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    [bytes.into_inner(), b"<script>".to_vec()].concat()
}

impl House {
    async fn content(&self, desk: &Desk, address: &str) -> crate::client::Reply {
        let path = address.find("/m/").map(|at| address[at..].to_owned()).expect("a signed address");
        self.send(Ask::get(&format!("content.{}", desk.host), &path)).await
    }

    /// A mail with this HTML, and its article's id.
    async fn article(&self, number: &str, html: &str) -> (String, serde_json::Value) {
        let letter = format!(
            "From: <{}>\r\nSubject: Bilder {number}\r\nMessage-ID: <pictures-{number}@mail.example>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n\
             --m\r\nContent-Type: application/pdf; name=\"rechnung.pdf\"\r\nContent-Disposition: attachment\r\n\r\nMZ\u{1}\u{2}\u{0}program\r\n\
             --m\r\nContent-Type: image/png; name=\"page.png\"\r\nContent-Disposition: attachment\r\n\r\n<html><script>x</script>\r\n--m--\r\n",
            self.alpha.address(Who::Asker)
        );
        let door = self.alpha.door(&self.opened).await;
        self.alpha.deliver(&self.opened, &door, &letter).await.expect("a mail is taken");
        let list = Ask::get(&self.alpha.host, "/api/v1/tickets?limit=1");
        let list = self.as_person(&self.alpha, Who::Administrator, list).await.expect(200).json();
        let path = format!("/api/v1/tickets/{}", list["items"][0]["id"].as_str().expect("a ticket"));
        let ticket = self.as_person(&self.alpha, Who::Administrator, Ask::get(&self.alpha.host, &path)).await.expect(200).json();
        let article = ticket["articles"][0].clone();
        (article["id"].as_str().expect("an article").to_owned(), article)
    }
}

fn addresses(page: &str) -> Vec<String> {
    page.split('"').filter(|part| part.starts_with("https://content.")).map(str::to_owned).collect()
}

#[test]
fn remote_pictures_come_when_asked_for_and_as_ours() {
    on(Engine::Sqlcipher, |house| async move {
        let port = house.pictures;
        let asked = elsewhere(port, picture());
        let html = format!(
            "<p><img src=\"http://127.0.0.1:{port}/banner.png?a=1&amp;b=2\"><img src=\"http://127.0.0.1:{port}/count.gif\" width=1 height=1>\
             <img src=\"http://10.0.0.1:{port}/inside.png\"></p>"
        );
        let (id, article) = house.article("1", &html).await;
        assert_eq!(article["remote_pictures"], 2);
        let blocked = house.content(&house.alpha, article["html_frame"]["href"].as_str().expect("a frame")).await.expect(200).text();
        assert!(addresses(&blocked).is_empty() && blocked.contains("data-remote"), "{blocked}");
        assert!(asked.try_recv().is_err(), "nothing is fetched unasked");
        let path = format!("/api/v1/articles/{id}/pictures");
        let ask = || Ask::new(http::Method::POST, &house.alpha.host, &path);
        assert_eq!(house.as_person(&house.alpha, Who::Idle, ask()).await.status, 404, "who does not see the article");
        let frame = house.as_person(&house.alpha, Who::Reader, ask()).await.expect(200).json();
        let page = house.content(&house.alpha, frame["href"].as_str().expect("a frame")).await.expect(200).text();
        let shown = addresses(&page);
        assert_eq!(shown.len(), 2, "the counter has no address: {page}");
        for _ in 0..3 {
            let reply = house.content(&house.alpha, &shown[0]).await.expect(200);
            assert_eq!(reply.header("content-type"), "image/png", "whatever the server called it");
            assert!(!reply.text().contains("<script>"));
        }
        let request = asked.try_recv().expect("one request").to_lowercase();
        assert!(
            request.starts_with("get /banner.png?a=1&b=2 ") && !request.contains("cookie") && !request.contains("referer"),
            "{request}"
        );
        assert!(asked.try_recv().is_err(), "drawn again, it is not fetched again");
        assert_eq!(house.content(&house.alpha, &shown[1]).await.status, 404, "inside");
    });
}

#[test]
fn files_that_lie_are_told_and_none_is_shown_as_what_it_is() {
    on(Engine::Sqlcipher, |house| async move {
        let (_, article) = house.article("2", "<p>see</p>").await;
        let files = article["attachments"].as_array().expect("attachments");
        let told: Vec<&str> = files.iter().map(|file| file["warning"].as_str().unwrap_or_default()).collect();
        assert_eq!(told, ["disguised", "disguised"]);
        assert!(files[0]["preview"].is_null() && files[0]["thumbnail"].is_null());
        let text = house.content(&house.alpha, files[1]["preview"].as_str().expect("a look")).await.expect(200).text();
        assert!(text.contains("&lt;script&gt;x&lt;/script&gt;") && !text.contains("<script>"), "{text}");
        for file in files {
            let path = file["href"].as_str().expect("a link");
            let reply = house.as_person(&house.alpha, Who::Administrator, Ask::get(&house.alpha.host, path)).await.expect(200);
            assert!(reply.header("content-disposition").starts_with("attachment; "));
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            assert!(reply.header("content-security-policy").contains("sandbox"));
            assert!(!reply.header("content-type").contains("html"));
        }
    });
}

/// A house with nothing but the service that the check asks for.
fn only_pictures(sandbox: Sandbox) -> CheckContext {
    let mut services = http::Extensions::new();
    let egress = Egress::new(Policy::default(), Arc::new(Contacts::new(9)), Ambient::system());
    services.insert(Arc::new(tickets::Pictures::new(sandbox, egress)));
    CheckContext { house: Services::new(Ambient::system(), services), door: None }
}

/// The sabotage: a child that says what one without walls says.
#[tokio::test]
async fn a_child_without_walls_is_found() {
    let check = tickets::ROOM.checks.iter().find(|check| check.name == "pictures-behind-walls").expect("the check");
    let kept = (check.run)(only_pictures(children())).await;
    assert_eq!(kept.verdict, Verdict::Kept, "{}", kept.measured);
    let dir = tempfile::tempdir().expect("a directory");
    for (answer, expected, words) in [
        ("w\\001\\000\\001\\001\\001f", Verdict::Broken, "sockets"),
        ("w\\000\\001\\000\\001\\001f", Verdict::Broken, "files, programs"),
        ("w\\001\\001\\001\\001\\000f", Verdict::Broken, "memory and time without end"),
        ("o", Verdict::Unmeasured, "seccomp"),
        ("", Verdict::Unmeasured, "did not answer"),
    ] {
        let path = dir.path().join(format!("child{}", answer.len() + words.len()));
        std::fs::write(&path, format!("#!/bin/sh\ncat >/dev/null\nprintf '{answer}'\n")).expect("a script");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("a script");
        let found = (check.run)(only_pictures(Sandbox::of(path))).await;
        assert_eq!(found.verdict, expected, "{}", found.measured);
        assert!(found.measured.contains(words), "{}", found.measured);
    }
}
