//! Asks git.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::files;

/// Why git did not answer.
pub(super) enum Failure {
    NotFound,
    Said(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::NotFound => out.write_str("it is not installed"),
            Failure::Said(text) => out.write_str(text),
        }
    }
}

/// What git answers, asked from the working folder.
pub(super) fn run(args: &[&str]) -> Result<String, Failure> {
    run_in(None, args)
}

/// The same, where the answer need be no text.
pub(super) fn bytes(args: &[&str]) -> Result<Vec<u8>, Failure> {
    bytes_in(None, args)
}

fn run_in(folder: Option<&Path>, args: &[&str]) -> Result<String, Failure> {
    bytes_in(folder, args).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// A git that works in a folder, else in the working folder.
fn asked(folder: Option<&Path>) -> Command {
    let mut command = Command::new("git");
    // What a repository has git run whenever it looks at files is not ours to start.
    command.args(["-c", "core.fsmonitor="]);
    command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    // These change what our arguments mean.
    ["LITERAL", "GLOB", "NOGLOB", "ICASE"].iter().for_each(|kind| {
        command.env_remove(format!("GIT_{kind}_PATHSPECS"));
    });
    command.env_remove("GIT_DIFF_OPTS");
    if let Some(folder) = folder {
        command.current_dir(folder);
    }
    command
}

fn failure(error: std::io::Error) -> Failure {
    match error.kind() {
        std::io::ErrorKind::NotFound => Failure::NotFound,
        _ => Failure::Said(files::reason(&error)),
    }
}

/// What files of a commit hold, in their order; `None` of what is no file there. One git tells of all: there may be
/// thousands.
pub(super) fn blobs(folder: &Path, specs: Vec<OsString>) -> Result<Vec<Option<Vec<u8>>>, Failure> {
    if specs.is_empty() {
        return Ok(Vec::new());
    }
    // It takes a line for each.
    if specs.iter().any(|spec| spec.as_encoded_bytes().contains(&b'\n')) {
        let one = |spec: &OsString| {
            bytes_in(Some(folder), &["cat-file".as_ref(), "blob".as_ref(), spec.as_os_str()]).ok()
        };
        return Ok(specs.iter().map(one).collect());
    }
    let mut command = asked(Some(folder));
    command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().map_err(failure)?;
    let count = specs.len();
    // It answers before it has read everything, and waits for somebody to take that.
    let input = child.stdin.take().map(|mut input| {
        std::thread::spawn(move || {
            let lines = specs.iter().flat_map(|spec| [spec.as_encoded_bytes(), b"\n"]);
            input.write_all(&lines.collect::<Vec<_>>().concat())
        })
    });
    let output = child.wait_with_output().map_err(failure)?;
    drop(input.map(std::thread::JoinHandle::join));
    read_blobs(&output.stdout, count).ok_or_else(|| {
        Failure::Said("its answer about what files held before breaks off".to_owned())
    })
}

/// For each file a line that ends with its kind and length, then so many bytes and a line end; or that it is missing.
fn read_blobs(mut answer: &[u8], count: usize) -> Option<Vec<Option<Vec<u8>>>> {
    let mut blobs = Vec::new();
    for _ in 0..count {
        let end = answer.iter().position(|&byte| byte == b'\n')?;
        let (head, rest) = (&answer[..end], &answer[end + 1..]);
        if head.ends_with(b" missing") {
            blobs.push(None);
            answer = rest;
            continue;
        }
        let (kind, length) = std::str::from_utf8(head).ok()?.rsplit_once(' ')?;
        let length: usize = length.parse().ok()?;
        let held = rest.get(..length)?.to_vec();
        blobs.push(Some(held).filter(|_| kind.ends_with(" blob")));
        answer = rest.get(length + 1..)?;
    }
    Some(blobs)
}

/// The same, asked from a folder.
pub(super) fn bytes_in<A: AsRef<OsStr>>(
    folder: Option<&Path>,
    args: &[A],
) -> Result<Vec<u8>, Failure> {
    let output = asked(folder).args(args).output().map_err(failure)?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(Failure::Said(clean(said.lines().next().unwrap_or("it gives no reason"))))
        }
    }
}

/// A text that can be told in a line.
pub(super) fn clean(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_files_held_is_read_whatever_is_in_it() {
        let answer = b"0a blob 4\na\nb\n\nmain:y z missing\n0b blob 0\n\n";
        assert_eq!(
            read_blobs(answer, 3),
            Some(vec![Some(b"a\nb\n".to_vec()), None, Some(Vec::new())])
        );
        assert_eq!(read_blobs(b"0a tree 2\nab\n", 1), Some(vec![None]));
        assert_eq!(read_blobs(b"0a blob 9\nab\n", 1), None);
    }
}
