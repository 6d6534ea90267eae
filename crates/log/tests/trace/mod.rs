//! Running a program under strace: which calls it makes on which files, with faults put into them, and in which order.
#![allow(dead_code, reason = "each file of tests uses a part of it")]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// The system calls that change files, or say that they are durable. `?`: not every architecture has each.
const CALLS: &str = "?open,?openat,?creat,write,pwrite64,writev,?pwritev,fsync,fdatasync,?rename,?renameat,?renameat2,?mkdir,\
                     ?mkdirat,?link,?linkat,?unlink,?unlinkat,ftruncate";

/// Whether strace can trace here. Where it cannot, one line says what is not tested.
pub fn is_possible(test: &str) -> bool {
    let traced = Command::new("strace").args(["-f", "-o", "/dev/null", "-e", "trace=write", "true"]).output();
    let reason = match traced {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; "),
        Err(error) => format!("strace: {error}"),
    };
    say(&format!("NOT TESTED: `{test}` needs strace and leave to trace, and there is none here ({reason})"));
    false
}

/// A line that is not hidden when a test passes.
pub fn say(line: &str) {
    std::io::stderr().write_all(format!("\n{line}\n").as_bytes()).unwrap();
}

/// A system call on a file, the `nth` of its kind that a thread makes on that file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    pub name: String,
    pub file: String,
    pub nth: u32,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The call does nothing and gives this error.
    Error(&'static str),
    /// The process is killed as it makes the call.
    Kill,
}

/// `strace` for a program that is given next; every call of [`CALLS`] goes to `trace`.
pub fn tracing(trace: &Path) -> Command {
    let mut strace = Command::new("strace");
    // Strings need only be long enough for the names of files, which are never cut.
    strace.args(["-f", "-y", "-s", "16", "-e", "signal=none", "-o"]).arg(trace);
    strace.arg("-e").arg(format!("trace={CALLS}"));
    strace
}

/// `strace` with `fault` put into `call`. Only calls on its file go to `trace`.
pub fn injecting(trace: &Path, call: &Call, fault: Fault) -> Command {
    let Call { name, file, nth } = call;
    let what = match fault {
        Fault::Error(error) => format!("error={error}"),
        Fault::Kill => "signal=SIGKILL".to_owned(),
    };
    let mut strace = tracing(trace);
    strace.args(["-P", file, "-e"]).arg(format!("inject={name}:{what}:when={nth}"));
    strace
}

/// `strace` that kills the process at the `nth` call of a name that one of its threads makes.
pub fn killing(trace: &Path, name: &str, nth: u32) -> Command {
    let mut strace = tracing(trace);
    strace.arg("-e").arg(format!("inject={name}:signal=SIGKILL:when={nth}"));
    strace
}

/// Whether an error that was put in was given to the program.
pub fn was_injected(trace: &Path) -> bool {
    std::fs::read_to_string(trace).unwrap().contains("(INJECTED)")
}

/// Every call on a file below `place`, as often as a thread makes it.
pub fn calls(trace: &Path, place: &Path) -> Vec<Call> {
    let place = place.display().to_string();
    let mut counts: BTreeMap<(u32, String, String), u32> = BTreeMap::new();
    for step in steps(trace) {
        if let Step::Begun { thread, name, files, .. } = step {
            // The file that a call is on comes first; a rename is found by its old name.
            if let Some(file) = files.into_iter().find(|file| file.starts_with(&place)) {
                *counts.entry((thread, name, file)).or_default() += 1;
            }
        }
    }
    let mut most: BTreeMap<(String, String), u32> = BTreeMap::new();
    for ((_, name, file), count) in counts {
        let most = most.entry((name, file)).or_default();
        *most = count.max(*most);
    }
    let nth = |((name, file), most): ((String, String), u32)| {
        (1..=most).map(move |nth| Call { name: name.clone(), file: file.clone(), nth })
    };
    most.into_iter().flat_map(nth).collect()
}

/// What a power cut could take from a log's files: what was written, named or made, and not synced since.
///
/// Kept over several runs of a program: a process that is killed leaves what it wrote in the system's memory.
#[derive(Debug, Default)]
pub struct Unsynced {
    /// Files and directories, each with the step that changed it last.
    changed: BTreeMap<String, usize>,
    /// Files that may have been made and hold nothing yet, each with the step that opened it.
    opened: BTreeMap<String, usize>,
    steps: usize,
    /// What was seen.
    pub checkpoints: usize,
    pub acknowledgements: usize,
}

impl Unsynced {
    /// Follows a trace; and gives every wrong order: a name given to a file that is not synced, and a checkpoint published or an entry
    /// acknowledged before all that it stands on is synced.
    pub fn follow(&mut self, trace: &Path, log: &Path) -> Vec<String> {
        let checkpoint = log.join("public/checkpoint").display().to_string();
        // The directory that the log's own is made in is one of those to be synced.
        let place = log.parent().unwrap().display().to_string();
        let mut wrong = Vec::new();
        for step in steps(trace) {
            self.steps += 1;
            match step {
                Step::Begun { name, mut files, says, .. } => {
                    files.retain(|file| file.starts_with(&place));
                    self.begin(&checkpoint, &name, &files, &says, &mut wrong);
                }
                Step::Ended { name, mut files, begun } => {
                    files.retain(|file| file.starts_with(&place));
                    self.end(&name, &files, begun);
                }
            }
        }
        // The next trace counts on.
        self.steps += 1;
        wrong
    }

    /// Takes what was written to `file` as never written: nobody reads it.
    pub fn forget(&mut self, file: &Path) {
        let file = file.display().to_string();
        self.changed.remove(&parent(&file));
        self.changed.remove(&file);
    }

    fn begin(&mut self, checkpoint: &str, name: &str, files: &[String], says: &str, wrong: &mut Vec<String>) {
        if name == "write" && files.is_empty() && says.contains("acknowledged ") {
            self.acknowledgements += 1;
            wrong.extend(self.left("an entry is acknowledged"));
        }
        let Some(file) = files.first().filter(|file| matters(file)) else { return };
        match name {
            "write" | "writev" | "pwrite64" | "pwritev" => {
                if self.opened.remove(file).is_some() {
                    self.change(parent(file));
                }
                self.change(file.clone());
            }
            "openat" | "open" if says.contains("O_CREAT") && !file.ends_with(".tmp") => {
                self.opened.insert(file.clone(), self.steps);
            }
            "rename" | "renameat" | "renameat2" => {
                if self.changed.contains_key(file) {
                    wrong.push(format!("`{file}` is renamed before it is synced"));
                }
                if files.last().is_some_and(|new| new == checkpoint) {
                    self.checkpoints += 1;
                    wrong.extend(self.left("a checkpoint is published"));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, files: &[String], begun: usize) {
        let begun = self.steps.saturating_sub(begun);
        for file in files {
            match name {
                "fsync" | "fdatasync" => {
                    if self.changed.get(file).is_some_and(|changed| *changed < begun) {
                        self.changed.remove(file);
                    }
                    self.opened.retain(|made, opened| parent(made) != *file || *opened > begun);
                }
                "rename" | "renameat" | "renameat2" | "link" | "linkat" | "mkdir" | "mkdirat" => {
                    self.change(parent(file))
                }
                "unlink" | "unlinkat" => {
                    self.changed.remove(file);
                }
                _ => {}
            }
        }
    }

    fn change(&mut self, file: String) {
        self.changed.insert(file, self.steps);
    }

    /// What is not synced, files under a name to come aside.
    fn left(&self, when: &str) -> Option<String> {
        let left: Vec<&str> = self.changed.keys().map(String::as_str).filter(|file| !file.ends_with(".tmp")).collect();
        (!left.is_empty()).then(|| format!("{when}, and this is not synced: {}", left.join(", ")))
    }
}

/// Not what holds nothing that is needed after a crash: the writer's claim, and memory that SQLite shares.
fn matters(file: &str) -> bool {
    !file.ends_with("/writer.lock") && !file.ends_with("-shm")
}

fn parent(file: &str) -> String {
    file.rsplit_once('/').map(|(parent, _)| parent.to_owned()).unwrap_or_default()
}

/// A line of a trace.
enum Step {
    Begun {
        thread: u32,
        name: String,
        files: Vec<String>,
        /// The arguments that are not files.
        says: String,
    },
    /// It did not fail.
    Ended {
        name: String,
        files: Vec<String>,
        /// How many steps ago it began.
        begun: usize,
    },
}

/// The steps of a trace in their order. What two threads do at once is told apart: `begun <unfinished ...>`, `<... resumed> ended`.
fn steps(trace: &Path) -> Vec<Step> {
    let text = String::from_utf8_lossy(&std::fs::read(trace).unwrap()).into_owned();
    let mut steps = Vec::new();
    let mut pending: BTreeMap<u32, (String, Vec<String>, usize)> = BTreeMap::new();
    for line in text.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Ok(thread) = thread.parse::<u32>() else { continue };
        let rest = rest.trim_start();
        if rest.starts_with("+++") || rest.starts_with("---") {
            continue;
        }
        if !rest.starts_with("<...") {
            let Some((name, arguments)) = rest.split_once('(') else { continue };
            let (files, says) = read(arguments);
            pending.insert(thread, (name.to_owned(), files.clone(), steps.len()));
            steps.push(Step::Begun { thread, name: name.to_owned(), files, says });
        }
        let result = rest.rsplit_once(" = ").map(|(_, result)| result.trim_start());
        let has_ended = result.is_some() && !rest.ends_with("<unfinished ...>");
        let is_done = result.is_some_and(|result| result.starts_with(|first: char| first.is_ascii_digit()));
        if has_ended
            && let Some((name, files, at)) = pending.remove(&thread)
            && is_done
        {
            let begun = steps.len() - at;
            steps.push(Step::Ended { name, files, begun });
        }
    }
    steps
}

/// The files among the arguments: `3</path>` and `"/path"`; and what else they say.
fn read(arguments: &str) -> (Vec<String>, String) {
    let arguments = arguments.rsplit_once(" = ").map_or(arguments, |(arguments, _)| arguments);
    let (mut files, mut says, mut rest) = (Vec::new(), String::new(), arguments);
    while let Some(at) = rest.find(['<', '"']) {
        let (before, quoted) = rest.split_at(at);
        says.push_str(before);
        let end = if quoted.starts_with('<') { '>' } else { '"' };
        let (inside, after) = quoted[1..].split_once(end).unwrap_or((&quoted[1..], ""));
        match inside.starts_with('/') {
            true => files.push(inside.to_owned()),
            false => says.push_str(inside),
        }
        rest = after;
    }
    says.push_str(rest);
    // `AT_FDCWD</where/it/runs>` is not what a call is on.
    if says.starts_with("AT_FDCWD") && files.len() > 1 {
        files.remove(0);
    }
    (files, says)
}
