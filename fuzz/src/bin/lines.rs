//! `fuzz-lines PROGRAM FOLDER PROFILE…`: how many lines of the sources below FOLDER an instrumented program reached.

use llvm_profparser::{CoverageMapping, CoverageReport, merge_profiles};
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [program, folder, profiles @ ..] = words.as_slice() else {
        eprintln!("fuzz-lines PROGRAM FOLDER PROFILE…");
        return ExitCode::from(2);
    };
    let report = match read(program, profiles) {
        Ok(report) => report,
        Err(error) => {
            eprintln!("the profiles cannot be read: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    let (mut reached, mut all) = (0, 0);
    for (path, lines) in report.files.iter().filter(|(path, _)| path.starts_with(folder)) {
        let counted: Vec<usize> = std::fs::read_to_string(path)
            .unwrap_or_default()
            .lines()
            .enumerate()
            .filter_map(|(number, _)| lines.hits_for_line(number + 1))
            .collect();
        let hit = counted.iter().filter(|hits| **hits > 0).count();
        println!("{hit:>5} of {:>5}  {}", counted.len(), path.strip_prefix(folder).unwrap_or(path).display());
        reached += hit;
        all += counted.len();
    }
    println!("{reached} {all} lines");
    if all == 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn read(program: &PathBuf, profiles: &[PathBuf]) -> anyhow::Result<CoverageReport> {
    let profile = merge_profiles(profiles)?;
    CoverageMapping::new(std::slice::from_ref(program), &profile, false)?.generate_report()
}
