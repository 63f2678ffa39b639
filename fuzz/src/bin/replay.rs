//! `fuzz-replay TARGET FOLDER…`: reads every file again.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let Some(target) = words.next().as_deref().and_then(fuzz::target) else {
        eprintln!("the first word is one of {:?}", fuzz::TARGETS);
        return ExitCode::from(2);
    };
    for folder in words {
        match read(target, &folder) {
            Ok(count) => println!("{target:?}: {count} files of {folder}"),
            Err(error) => {
                eprintln!("{folder}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn read(target: fuzz::Target, folder: &str) -> std::io::Result<usize> {
    let mut count = 0;
    for entry in std::fs::read_dir(folder)? {
        (target.run)(&std::fs::read(entry?.path())?);
        count += 1;
    }
    Ok(count)
}
