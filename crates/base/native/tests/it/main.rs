//! Children of this very program: walled in, and, for the sabotage, not.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use native::{Fit, Format, Landlock, Refused, Sandbox, SandboxError};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

const TESTS: &[(&str, fn())] = &[
    ("a_child_stands_behind_its_walls", a_child_stands_behind_its_walls),
    ("pictures_come_back_as_ours", pictures_come_back_as_ours),
    ("a_child_of_somebody_else_is_not_believed", a_child_of_somebody_else_is_not_believed),
    ("what_eats_time_is_ended", what_eats_time_is_ended),
    ("a_child_is_soon_there", a_child_is_soon_there),
    ("the_largest_picture_has_room_behind_the_walls", the_largest_picture_has_room_behind_the_walls),
];

fn main() -> ExitCode {
    let first = std::env::args().nth(1).unwrap_or_default();
    if first == native::WORD {
        return native::serve();
    }
    if first == "--list" {
        return ExitCode::SUCCESS;
    }
    let filter = if first.starts_with('-') { String::new() } else { first };
    for (name, test) in TESTS.iter().filter(|(name, _)| name.contains(&filter)) {
        test();
        println!("test {name} ... ok");
    }
    ExitCode::SUCCESS
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime").block_on(work)
}

fn ours() -> Sandbox {
    Sandbox::of(std::env::current_exe().expect("a path"))
}

/// A program that answers by a script.
fn script(dir: &Path, lines: &str) -> PathBuf {
    let path = dir.join("child");
    let mut file = std::fs::File::create(&path).expect("a file");
    file.write_all(format!("#!/bin/sh\n{lines}\n").as_bytes()).expect("a file");
    file.set_permissions(std::fs::Permissions::from_mode(0o755)).expect("a file");
    path
}

fn photo() -> Vec<u8> {
    let drawn = image::RgbImage::from_fn(1_600, 1_200, |x, y| image::Rgb([x, y, x ^ y].map(|side| side.to_le_bytes()[0])));
    let mut bytes = std::io::Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, image::ImageFormat::Jpeg).expect("a picture");
    bytes.into_inner()
}

fn a_child_stands_behind_its_walls() {
    let walls = wait(ours().rehearse()).expect("an answer");
    assert!(walls.stand(), "{walls:?}");
    println!("Landlock: {:?}", walls.landlock);
    assert!([Landlock::Full, Landlock::Part, Landlock::Missing].contains(&walls.landlock));
    let again = wait(Sandbox::of_this_program().rehearse()).expect("an answer");
    assert_eq!(again, walls);
}

fn pictures_come_back_as_ours() {
    let sandbox = ours();
    let whole = wait(sandbox.picture(&photo(), Fit::SCREEN)).expect("a picture");
    assert_eq!((whole.format, whole.width, whole.height), (Format::Jpeg, 1_600, 1_200));
    let small = wait(sandbox.picture(&photo(), Fit::THUMBNAIL)).expect("a picture");
    assert_eq!((small.width, small.height), (320, 240));
    let refused = |bytes: &[u8]| wait(sandbox.picture(bytes, Fit::SCREEN)).expect_err("no picture");
    assert_eq!(refused(b"<svg/>"), SandboxError::Refused(Refused::Unknown));
    assert_eq!(refused(b"GIF89a"), SandboxError::Refused(Refused::Broken));
    assert_eq!(refused(&vec![0; native::LARGEST_FILE + 1]), SandboxError::Refused(Refused::TooLarge));
}

/// The sabotage: children without walls, that lie, that die, that are not there.
fn a_child_of_somebody_else_is_not_believed() {
    let dir = tempfile::tempdir().expect("a directory");
    let with = |lines: &str| Sandbox::of(script(dir.path(), lines));
    let open = wait(with("cat >/dev/null; printf 'w\\001\\000\\001\\001\\001m'").rehearse()).expect("an answer");
    assert!(!open.stand() && !open.network);
    assert_eq!(wait(with("cat >/dev/null; printf o").rehearse()), Err(SandboxError::NoWalls));
    for lines in
        ["cat >/dev/null; printf 'pp\\000\\000\\000\\001\\000\\000\\000\\001<html>'", "cat", "exit 1", "kill -9 $$", "printf 'w'; exit 3"]
    {
        assert_eq!(wait(with(lines).picture(b"GIF89a", Fit::SCREEN)), Err(SandboxError::NoAnswer), "{lines}");
    }
    assert_eq!(wait(Sandbox::of(dir.path().join("none")).rehearse()), Err(SandboxError::NotStarted));
    // One that never stops talking.
    assert_eq!(wait(with("exec cat /dev/zero").picture(b"GIF89a", Fit::SCREEN)), Err(SandboxError::NoAnswer));
}

fn what_eats_time_is_ended() {
    let dir = tempfile::tempdir().expect("a directory");
    let silent = Sandbox::of(script(dir.path(), "exec sleep 1000"));
    wait(async {
        let job = tokio::time::timeout(Duration::from_millis(300), silent.rehearse());
        assert!(job.await.is_err(), "it waits for the child");
        // The place is free again, and the child is gone with whoever waited.
        let next = tokio::time::timeout(Duration::from_millis(300), silent.rehearse());
        assert!(next.await.is_err());
    });
}

fn a_child_is_soon_there() {
    let sandbox = ours();
    let photo = photo();
    wait(async {
        let begun = Instant::now();
        for _ in 0..20 {
            sandbox.rehearse().await.expect("an answer");
        }
        let child = begun.elapsed() / 20;
        let begun = Instant::now();
        sandbox.picture(&photo, Fit::SCREEN).await.expect("a picture");
        println!("a child takes {child:?}, a photo of two million pixels {:?}", begun.elapsed());
        assert!(child < Duration::from_millis(500), "{child:?}");
    });
}

fn the_largest_picture_has_room_behind_the_walls() {
    let drawn = image::ImageBuffer::from_pixel(5_000, 5_000, image::Rgba([40_000_u16, 1, 2, 60_000]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::ImageRgba16(drawn).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    let shown = wait(ours().picture(&bytes.into_inner(), Fit::SCREEN)).expect("a picture");
    assert_eq!((shown.format, shown.width, shown.height), (Format::Png, 2_000, 2_000));
}
