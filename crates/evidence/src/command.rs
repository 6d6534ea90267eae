/// Words that call what stands before them a program.
const KINDS: [&str; 8] = ["binary", "command", "commands", "executable", "program", "tool", "utility", "utilities"];

/// Subcommands that prose does not put behind "net".
const SUBCOMMANDS: [&str; 6] = ["accounts", "localgroup", "use", "user", "users", "view"];

/// Whether the word from `start` to `end` is a command rather than a word like others: `ping.exe`, `` `net` ``,
/// `C:\> route print`, `cmd /c ping`, `net user /domain`, "the ping utility".
pub(crate) fn is_command(text: &str, start: usize, end: usize) -> bool {
    let head = text.get(..start).unwrap_or_default();
    let tail = text.get(end..).unwrap_or_default();
    let file = tail.get(..4).is_some_and(|extension| extension.eq_ignore_ascii_case(".exe"));
    file || as_code(head, tail) || at_a_prompt(head) || has_arguments(tail) || is_called_so(tail)
}

/// Between backticks, or behind one: `` `net view` ``.
fn as_code(head: &str, tail: &str) -> bool {
    head.ends_with('`') && tail.contains('`') || head.ends_with("<code>")
}

/// Behind a prompt, or behind what runs a command: `C:\>`, `$ `, `cmd /c `, `system32\`.
fn at_a_prompt(head: &str) -> bool {
    const RUNNERS: [&str; 4] = ["/c", "/k", "exec", "xp_cmdshell"];
    let line = head.rsplit('\n').next().unwrap_or_default();
    let before = line.trim_end();
    let prompt = before.ends_with(['$', '#']) && (before.len() == 1 || before.contains('@'));
    // A bare `>` is the mark of quoted mail.
    let windows = before.ends_with('>') && before.contains(":\\");
    let runner = before.rsplit(char::is_whitespace).next().is_some_and(|word| {
        let word = word.trim_start_matches(['"', '\'', '`', '(']);
        RUNNERS.iter().any(|runner| word.eq_ignore_ascii_case(runner))
    });
    prompt || windows || runner || line.ends_with('\\') && line.to_ascii_lowercase().contains("system32")
}

/// Before an option or an argument that only a command takes: ` /domain`, ` -n 1`, ` user`, ` use \\\\host`.
fn has_arguments(tail: &str) -> bool {
    let Some(rest) = tail.strip_prefix(' ') else { return false };
    let mut words = rest.split_whitespace();
    let first = words.next().unwrap_or_default();
    let option = first.strip_prefix(['/', '-']).is_some_and(|name| {
        (1..=12).contains(&name.len()) && name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '?')
    });
    let second = words.next().unwrap_or_default();
    let argument = second.starts_with(['/', '\\', '"', '*']) || second.ends_with(':') && second.len() == 2;
    option || SUBCOMMANDS.contains(&first) && argument
}

/// Before a word for what it is: "the ping utility".
fn is_called_so(tail: &str) -> bool {
    let next = tail.strip_prefix(' ').and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
    let word = next.trim_matches(|c: char| !c.is_alphanumeric());
    KINDS.iter().any(|kind| word.eq_ignore_ascii_case(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, word: &str) -> bool {
        let start = text.find(word).unwrap();
        is_command(text, start, start + word.len())
    }

    #[test]
    fn commands_are_told_by_how_they_stand() {
        for (text, word) in [
            ("they ran net.exe to list shares", "net"),
            ("then `net view` was run", "net"),
            ("C:\\Users\\x> route print", "route"),
            ("cmd.exe /c ping 192.0.2.1", "ping"),
            ("net user /domain", "net"),
            ("net use \\\\192.0.2.1\\c$", "net"),
            ("net use Z: \\\\192.0.2.1\\share", "net"),
            ("ping -n 1 192.0.2.1", "ping"),
            ("the Ping utility was used", "Ping"),
            ("C:\\Windows\\System32\\net", "net"),
        ] {
            assert!(found(text, word), "{text}");
        }
    }

    #[test]
    fn words_are_no_commands() {
        for (text, word) in [
            ("the net effect was small", "net"),
            ("net user growth was 5 %", "net"),
            ("en route to the port", "route"),
            ("Ping us when it is done", "Ping"),
            ("the attackers expand their reach", "expand"),
            ("files were sent over FTP to a server", "FTP"),
            ("net - the rest", "net"),
            ("net use of energy", "net"),
            ("a > net", "net"),
        ] {
            assert!(!found(text, word), "{text}");
        }
    }
}
