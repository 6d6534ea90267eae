/// Cuts the endings of inflection off `word`, which is in lower case: five rules, for words of more than three letters.
///
/// Both `phishing` and `phished` become `phish`, `families` becomes `family`, `files` and `file` become `fil`. A word with a digit stays.
pub(super) fn stem(word: &mut String) {
    if word.len() <= 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return;
    }
    if word.ends_with("ies") && word.len() > 4 {
        shorten(word, 3);
        word.push('y');
    } else if word.ends_with("sses") {
        shorten(word, 2);
    } else if word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending)) {
        shorten(word, 1);
    }
    if word.ends_with("ing") && word.len() > 5 {
        shorten(word, 3);
        make_single(word);
    } else if word.ends_with("ed") && word.len() > 4 {
        shorten(word, 2);
        make_single(word);
    }
    if word.ends_with('e') && word.len() > 3 {
        shorten(word, 1);
    }
}

fn shorten(word: &mut String, by: usize) {
    word.truncate(word.len().saturating_sub(by));
}

/// `dropp` → `drop`, as the ending had doubled it; `install` and `process` stay.
fn make_single(word: &mut String) {
    if let [.., before, last] = word.as_bytes()
        && before == last
        && word.len() > 3
        && !b"lsz".contains(last)
    {
        word.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stemmed(word: &str) -> String {
        let mut word = word.to_owned();
        stem(&mut word);
        word
    }

    #[test]
    fn each_ending_is_cut_by_its_rule() {
        for (word, expected) in [
            ("families", "family"),
            ("dies", "die"),
            ("processes", "process"),
            ("files", "fil"),
            ("access", "access"),
            ("virus", "virus"),
            ("analysis", "analysis"),
            ("phishing", "phish"),
            ("dropping", "drop"),
            ("installing", "install"),
            ("bring", "bring"),
            ("king", "king"),
            ("dropped", "drop"),
            ("encoded", "encod"),
            ("need", "need"),
            ("code", "cod"),
            ("use", "use"),
            ("rundll32s", "rundll32s"),
        ] {
            assert_eq!(stemmed(word), expected, "{word}");
        }
    }
}
