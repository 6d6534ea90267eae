//! What a mail says of the files that it carries.
//!
//! "Please find attached our report" hands over; "Attached is the inject for the exercise on Tuesday", "Please ignore the attachment" and
//! "The attached text is a forgery" take back, and no list holds all of these. So a note has to be made of words that hand over, else
//! the programs of the files are listed. Their traces stand as they are. Greetings, signatures and notices of confidentiality say nothing.

use mail_parser::decoders::html::html_to_text;
use mail_parser::{HeaderValue, Message};

use super::body::Body;
use crate::prose::{Stand, is_framed, is_known_word};
use crate::readers::parts::Form;
use crate::surroundings::is_called_apart;

/// Words of a note that hands a file over, beside those of sentences that affirm.
#[rustfmt::skip]
const OF_A_NOTE: &[&str] = &[
    "advise", "all", "am", "annex", "any", "appendix", "as", "asked", "assistance", "attached", "attachment", "attachments", "attaching", "below", "can", "case", "cases", "colleague", "colleagues",
    "concerning", "contact", "copy", "could", "csv", "discussed", "do", "docx", "document", "documents", "email", "e-mail", "enclosed", "enclosing", "evidence", "excel", "feel", "file",
    "files", "final", "find", "findings", "following", "forensic", "forward", "forwarded", "forwarding", "free", "full", "further", "fyi", "get", "give", "happy", "has", "help", "hesitate", "hope", "hosts", "i",
    "if", "incident", "indicators", "information", "inform", "initial", "interim", "investigation", "ioc", "iocs", "is", "it's", "kind", "kindly", "let", "know", "list", "logs", "mail", "machines", "malware", "may", "me", "meeting",
    "best", "dear", "hello", "hi", "many", "my", "need", "needed", "our", "pdf", "phone", "please", "preliminary", "promised", "questions", "question", "re", "receipt", "regards", "regarding", "report", "reports", "reply", "request", "requested", "response", "results", "review", "see",
    "send", "sincerely", "sending", "sent", "share", "sharing", "should", "soon", "spreadsheet", "summary", "table", "thank", "thanks", "tlp", "today", "tomorrow", "update", "urgent", "us", "version", "we", "what", "with", "word", "would", "yesterday", "you", "your", "call", "bitte", "senden", "ihnen", "wir", "zip",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "anbei", "anhang", "im", "finden", "sie", "unseren", "unser", "bericht", "vorfall", "ci-joint", "veuillez", "trouver", "notre", "rapport", "adjunto", "adjuntamos", "nuestro", "informe",
];

/// How greetings and the ends of mails begin.
#[rustfmt::skip]
const CIVIL: &[&str] = &[
    "best", "cheers", "dear", "good afternoon", "good evening", "good morning", "hello", "hi", "kind regards", "many thanks", "mit freundlichen", "regards", "sincerely", "thank you", "thanks", "to whom",
    "warm regards", "with best", "with kind", "yours", "cordialement", "bonjour", "madame", "monsieur", "hallo", "sehr geehrte", "liebe", "guten", "freundliche", "viele", "estimad", "hola", "saludos", "atentamente",
    "здравствуйте", "с уважением", "добрый", "sent from my",
];

/// Whether a mail says, or may say, that what it carries is of no case.
pub(in crate::readers) fn disowns_members(subject: Option<&str>, bodies: &[Body<'_>]) -> bool {
    subject.is_some_and(|subject| is_framed(subject, Stand::Above) || is_called_apart(subject))
        || bodies.iter().any(|body| match body.form {
            Form::Text => !hands_over(&body.text),
            Form::Html => !hands_over(&html_to_text(&body.text)),
        })
}

/// Whether a note hands over, or says nothing.
fn hands_over(note: &str) -> bool {
    let mut signed = false;
    let note = note.replace('\r', "");
    note.split("\n\n").filter(|paragraph| !is_a_notice(paragraph)).all(|paragraph| {
        paragraph.lines().all(|line| {
            let passes = is_a_greeting(line) || is_of_a_note(line) || signed && is_of_a_signature(line);
            signed |= ends_a_mail(line);
            passes
        })
    })
}

/// Whether a paragraph is what offices write below each mail.
fn is_a_notice(paragraph: &str) -> bool {
    let lower = paragraph.trim().to_lowercase();
    let begins = ["this e", "this m", "the information", "the content"].iter().any(|begin| lower.starts_with(begin));
    begins && lower.contains("confidential") && !is_framed(paragraph, Stand::Among)
}

fn is_a_greeting(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    CIVIL.iter().any(|held| lower.starts_with(held))
        && lower.split_whitespace().count() <= 6
        && !is_framed(line, Stand::Among)
}

/// Whether a line is how a mail ends, and what stands below it is a signature.
fn ends_a_mail(line: &str) -> bool {
    const ENDS: [&str; 17] = [
        "--",
        "atentamente",
        "best",
        "cheers",
        "cordialement",
        "freundliche",
        "kind regards",
        "many thanks",
        "mit freundlichen",
        "regards",
        "saludos",
        "sincerely",
        "thank you",
        "thanks",
        "viele",
        "yours",
        "с уважением",
    ];
    let lower = line.trim().to_lowercase();
    ENDS.iter().any(|held| lower.starts_with(held)) || lower.trim_end_matches([',', '.', '!']).ends_with("regards")
}

/// Whether a line may be of a signature: a name, a role, a place, a number. No sentence is.
fn is_of_a_signature(line: &str) -> bool {
    const LONGEST: usize = 12;
    let line = line.trim();
    let lower = line.to_lowercase();
    !line.ends_with(['.', '!', '?', ':'])
        && line.split_whitespace().count() <= LONGEST
        && !["ps", "p.s", "nb", "n.b", "note", "btw"].iter().any(|begin| lower.starts_with(begin))
        && !is_framed(line, Stand::Above)
        && !is_called_apart(line)
        && !line.split_whitespace().any(|word| {
            ["is", "are", "was", "were", "has", "have", "do", "did", "be", "it", "this", "that"]
                .contains(&word.to_lowercase().as_str())
        })
}

fn is_of_a_note(line: &str) -> bool {
    !is_framed(line, Stand::Among)
        && line.split_whitespace().all(|word| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            bare.is_empty()
                || OF_A_NOTE.contains(&&*bare)
                || is_known_word(&bare)
                || bare.bytes().any(|byte| byte.is_ascii_digit())
                || bare.contains('@')
        })
}

/// Whether the headers of a mail say that it is of an exercise, a course or a list of news.
pub(super) fn is_of_no_case(message: &Message<'_>) -> bool {
    const OF_LISTS: [&str; 3] = ["list-id", "list-unsubscribe", "list-unsubscribe-post"];
    message.headers().iter().any(|header| {
        let name = header.name().to_ascii_lowercase();
        let is_bulk = name == "precedence"
            && words_of(&header.value).iter().any(|value| matches!(&*value.to_lowercase(), "bulk" | "list" | "junk"));
        if OF_LISTS.contains(&name.as_str()) || is_bulk {
            return true;
        }
        match name.as_str() {
            "from" | "to" | "cc" | "sender" | "reply-to" => addressed(&header.value),
            "keywords" | "comments" | "x-category" | "categories" => {
                words_of(&header.value).iter().any(|value| is_framed(value, Stand::Above) || is_called_apart(value))
            }
            name if name.starts_with("x-") && is_called_apart(name) => {
                !words_of(&header.value).iter().any(|value| crate::verdict::is_no(value))
            }
            _ => false,
        }
    })
}

/// Whether an address, or the name beside it, is one of an exercise or a course.
fn addressed(value: &HeaderValue<'_>) -> bool {
    let HeaderValue::Address(addresses) = value else { return false };
    addresses.iter().any(|held| {
        let local = held.address().and_then(|address| address.split('@').next());
        local.into_iter().chain(held.name()).any(is_called_apart)
    })
}

fn words_of(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(text) => vec![text.to_string()],
        HeaderValue::TextList(texts) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cover_note_hands_over_and_any_other_takes_back() {
        for note in [
            "",
            "Please find attached our incident report. Kind regards",
            "Dear colleagues,\n\nplease find attached our incident report of 12 January.\n\nKind regards,\nAnna Berg\nCERT Example",
            "Hello,\n\nattached are the findings and the indicators, as discussed on Monday. Please let me know if you have any questions.\n\nBest regards\n\nAnna Berg\nHead of Responders\n+49 30 1234",
            "Sehr geehrte Damen und Herren,\n\nanbei unser Bericht.\n\nMit freundlichen Grüßen\nA. Berg",
        ] {
            assert!(hands_over(note), "{note}");
        }
        for note in [
            "Attached is the inject for the exercise on Tuesday.",
            "Attached is the model report for lesson 3.",
            "The attached report is not from our incident. It is a blog of a vendor.",
            "The attached report was withdrawn.",
            "Please ignore the attachment, it is the wrong file.",
            "The attachment is a forgery that somebody put on our web site.",
            "The attached text was written by ChatGPT.",
            "test",
            "Dear colleagues,\n\nplease find attached our incident report.\n\nIt was made up for the seminar.\n\nKind regards",
            "Please find attached our report. Regards,\nAnna\n\nPS: It is fictional.",
        ] {
            assert!(!hands_over(note), "{note}");
        }
    }

    /// Whether a program is stated in the report that a mail with these headers and this note carries.
    fn states_what_it_carries(headers: &str, note: &str) -> bool {
        use crate::{Context, Cue, Entry, Lexicon, Meaning, Observed, read_item};
        let entry = Entry { name: "GreyHeron".into(), meaning: Meaning::Software(None), cue: Cue::None };
        let lexicon = Lexicon::new(vec![entry]).unwrap();
        let report = "# Incident report\n\nThe attackers deployed GreyHeron on the domain controller.\n";
        let mail = format!(
            "{headers}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n{note}\n--b\n\
             Content-Type: text/markdown; name=\"report.md\"\nContent-Disposition: attachment; filename=\"report.md\"\n\n{report}\n--b--\n"
        );
        let items = read_item("a.eml", mail.as_bytes(), &Context { lexicon: &lexicon, ..Context::default() });
        assert_eq!(items.len(), 2, "{mail}");
        let carried = items.get(1).map(|item| item.reading.observations()).unwrap_or_default();
        carried.iter().any(|one| matches!(one.observed, Observed::Software(_)) && one.bearing.is_stated())
    }

    const FROM: &str = "From: Bob <bob@responders.example>\nTo: ciso@agency.example\nSubject: Incident report";

    #[test]
    fn a_mail_that_disowns_what_it_carries_lists_its_programs() {
        assert!(states_what_it_carries(FROM, "Please find attached our incident report.\n\nKind regards,\nBob"));
        assert!(!states_what_it_carries(FROM, "The attachment is a forgery that somebody put on our web site."));
        assert!(!states_what_it_carries(
            &FROM.replace("Incident report", "Inject for Tuesday"),
            "Please find attached."
        ));
    }

    #[test]
    fn headers_say_that_a_mail_is_of_an_exercise_a_course_or_a_list() {
        for more in [
            "List-Id: <news.vendor.example>",
            "List-Unsubscribe: <https://vendor.example/u>",
            "X-Exercise: yes",
            "Keywords: exercise",
            "Precedence: bulk",
        ] {
            assert!(!states_what_it_carries(&format!("{FROM}\n{more}"), "Please find attached."), "{more}");
        }
        for (held, other) in [("bob@", "exercise-control@"), ("ciso@", "students-course3@")] {
            assert!(!states_what_it_carries(&FROM.replace(held, other), "Please find attached."), "{other}");
        }
        assert!(states_what_it_carries(
            &format!("{FROM}\nX-Exercise: no\nX-Mailer: A 1\nKeywords: incident"),
            "Please find attached."
        ));
    }
}
