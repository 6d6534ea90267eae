//! Mails that a text quotes below an answer to them: `-----Original Message-----`, the headers of another mail, `Joe wrote:`, `>`.
//!
//! Whoever answers a mail repeats its words, and does not state them. Whoever hands a mail on gives its words in evidence: below a
//! forwarding mark, below a cover note that points to it and doubts nothing, or below no words at all, a mail stands as it is.

use super::super::{bearing, cut, layout};
use super::Part;
use crate::Bearing;
use crate::verdict::folded;

/// Words of the line that parts an answer from the mail that it answers, as [`folded`] leaves them.
#[rustfmt::skip]
const DIVIDERS: [&str; 24] = [
    "original message", "original appointment", "original e mail", "reply message", "ursprungliche nachricht", "originalnachricht", "message d origine", "message original",
    "mensaje original", "mensagem original", "messaggio originale", "oorspronkelijk bericht", "wiadomosc oryginalna", "oryginalna wiadomosc",
    "исходное сообщение", "первоначальное сообщение", "оригинальное сообщение", "оригінальне повідомлення", "orijinal mesaj", "ozgun ileti", "原始邮件", "原始郵件", "元のメッセージ", "원본 메시지",
];

/// The same of a line that hands a mail on.
#[rustfmt::skip]
const FORWARDS: [&str; 24] = [
    "forwarded message", "begin forwarded message", "forwarded by", "forwarded mail", "fwd message", "weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
    "message transfere", "message reexpedie", "mensaje reenviado", "mensagem encaminhada", "messaggio inoltrato", "doorgestuurd bericht",
    "przekazana wiadomosc", "wiadomosc przekazana", "пересылаемое сообщение", "пересланное сообщение", "переслане повідомлення", "iletilen mesaj", "yonlendirilen mesaj", "转发邮件",
    "转发的邮件", "転送メッセージ", "전달된 메시지",
];

/// Names of the headers of a mail, by what they name.
#[rustfmt::skip]
const FROM: [&str; 16] = [
    "from", "von", "de", "da", "van", "od", "fra", "fran", "kimden", "gonderen", "от", "від", "发件人", "寄件者", "差出人", "보낸 사람",
];
#[rustfmt::skip]
const DATES: [&str; 24] = [
    "sent", "date", "gesendet", "datum", "envoye", "enviado", "enviado el", "fecha", "enviada em", "data", "inviato", "verzonden", "wyslano", "sendt", "skickat",
    "отправлено", "дата", "надіслано", "gonderildi", "tarih", "发送时间", "日期", "送信日時", "보낸 날짜",
];
#[rustfmt::skip]
const OTHERS: [&str; 29] = [
    "to", "cc", "subject", "an", "betreff", "a", "objet", "para", "asunto", "assunto", "oggetto", "aan", "onderwerp", "do", "temat", "til", "till", "emne", "amne",
    "кому", "тема", "kime", "konu", "收件人", "主题", "宛先", "件名", "받는 사람", "제목",
];

/// Words of a line above a mail: `On Monday, Joe <joe@example.com> wrote:`.
#[rustfmt::skip]
const WROTE: [&str; 20] = [
    "wrote", "writes", "schrieb", "a ecrit", "escribio", "ha scritto", "escreveu", "schreef", "napisal", "napisala", "pisze", "пишет", "написал", "написала", "написав", "пише",
    "yazdi", "写道", "寫道", "작성",
];

/// What a cover note says that points to the mail below.
#[rustfmt::skip]
const HANDS_ON: [&str; 34] = [
    "below", "attached", "forward", "fwd", "fyi", "for information", "for your information", "see the report", "find the report", "pass on", "passing on", "sharing", "herewith",
    "siehe unten", "unten", "anbei", "zur kenntnis", "leite", "ci dessous", "ci joint", "pour information", "transmet", "transfere", "adjunto", "reenvio", "a continuacion", "ниже",
    "пересылаю", "к сведению", "转发", "如下", "転送", "以下", "아래",
];

/// What one says of a mail that is not to be believed.
#[rustfmt::skip]
const DOUBTS: [&str; 26] = [
    "not believe", "don t believe", "doubt", "disagree", "not true", "untrue", "false", "wrong", "incorrect", "hoax", "fake", "nonsense", "rubbish", "joke", "test mail", "phishing test", "mistaken",
    "not correct", "made up", "invented", "stimmt nicht", "falsch", "unsinn", "faux", "falso", "неправда",
];

/// Words by which a sentence of a cover note speaks of the mail below.
#[rustfmt::skip]
const OF_THE_MAIL: [&str; 28] = [
    "below", "mail", "e mail", "email", "message", "letter", "report", "claim", "claims", "story", "what he", "what she", "what they", "believe", "unten", "nachricht", "bericht", "schreiben",
    "behauptung", "ci dessous", "courriel", "rapport", "correo", "mensaje", "informe", "ниже", "письмо", "сообщение",
];

/// How a sentence begins that speaks of what stands below it.
#[rustfmt::skip]
const POINTERS: [&str; 14] =
    ["this", "that", "it", "all of this", "all of it", "these", "das", "dies", "es", "c est", "ceci", "esto", "eso", "это"];

/// Adds the mails that a text quotes.
pub(super) fn find(text: &str, parts: &mut Vec<Part>) {
    bars(text, parts);
    let Some(mail) = original(text) else { return };
    let cover = cut(text, 0..mail.at);
    let below = next_heading(text, mail.at);
    // A report that goes on below under headings of its own prints a mail, and answers none.
    if !mail.has_divider && below.is_some() {
        return;
    }
    if !mail.is_handed_on && !hands_on(cover) || doubts(cover) {
        parts.push((mail.at..below.unwrap_or(text.len()), Bearing::Reported));
    }
}

/// A mail below words of one's own.
struct Mail {
    at: usize,
    /// Whether a line parts it from them, and not its headers alone.
    has_divider: bool,
    /// Whether its mark, or the line that leads to it, hands it on.
    is_handed_on: bool,
}

/// The headers at hand: where they begin, and what they name.
#[derive(Default)]
struct Block {
    at: usize,
    sender: bool,
    date: bool,
    other: bool,
    address: bool,
}

impl Block {
    /// Whether they are those of a mail: a sender, a time, a recipient or a subject, and an address.
    fn is_of_a_mail(&self) -> bool {
        self.sender && self.date && self.other && self.address
    }
}

/// The first mail below words of one's own.
fn original(text: &str) -> Option<Mail> {
    if !text.contains([':', '：']) && !text.contains("--") {
        return None;
    }
    // Whether a line of one's own was met, and whether the last one leads to what follows: `The phishing mail:`.
    let (mut said, mut leads) = (false, false);
    let mut block: Option<Block> = None;
    for line in layout::lines(text) {
        let written = cut(text, line.clone()).trim_start_matches(['>', ' ', '\t', '*', '|']).trim_end();
        if written.is_empty() {
            block = None;
            continue;
        }
        if let Some(header) = header(written) {
            let block = block.get_or_insert_with(|| Block { at: line.start, ..Block::default() });
            match header {
                Header::Sender => block.sender = true,
                Header::Date => block.date = true,
                Header::Other => block.other = true,
            }
            block.address |= written.contains('@');
            if said && block.is_of_a_mail() {
                return Some(Mail { at: block.at, has_divider: false, is_handed_on: leads });
            }
            continue;
        }
        block = None;
        let words = if written.len() <= 200 { folded(written) } else { String::new() };
        let is_one = |list: &[&str]| list.iter().any(|known| words.contains(known));
        let is_divider = written.starts_with(['-', '_', '=', '*', '—']) || words.split(' ').count() <= 4;
        let wrote = written.ends_with([':', '：']) && written.contains('@') && is_one(&WROTE);
        let forwards = is_divider && is_one(&FORWARDS);
        if wrote || is_divider && (forwards || is_one(&DIVIDERS)) {
            if said {
                return Some(Mail { at: line.start, has_divider: true, is_handed_on: forwards });
            }
        } else if written.contains(char::is_alphabetic) {
            said = true;
            leads = written.ends_with([':', '：']);
        }
    }
    None
}

/// What a header of a mail names.
enum Header {
    Sender,
    Date,
    Other,
}

/// What a line names, where it is a header of a mail.
fn header(line: &str) -> Option<Header> {
    const LONGEST: usize = 30;
    let (name, value) = line.split_once([':', '：'])?;
    if name.len() > LONGEST || value.starts_with("//") {
        return None;
    }
    let name = folded(name);
    let is = |list: &[&str]| list.contains(&name.as_str());
    if is(&FROM) {
        Some(Header::Sender)
    } else if is(&DATES) {
        Some(Header::Date)
    } else {
        is(&OTHERS).then_some(Header::Other)
    }
}

/// Where the first heading behind `from` begins, by its mark.
fn next_heading(text: &str, from: usize) -> Option<usize> {
    let below = layout::lines(text).filter(|line| line.start > from);
    let is_heading = |line: &str| {
        let marks = line.chars().take_while(|c| *c == '#').count();
        (1..=6).contains(&marks) && line.get(marks..).is_some_and(|rest| rest.starts_with(' '))
            || line.len() > 4 && line.starts_with("==") && line.ends_with("==") && line.contains(char::is_alphabetic)
    };
    below.into_iter().find(|line| is_heading(cut(text, line.clone()).trim_end())).map(|line| line.start)
}

/// Whether the words above a mail hand it on: a short note that points to it.
fn hands_on(cover: &str) -> bool {
    const SHORT: usize = 80;
    let words = folded(cover);
    words.split(' ').count() <= SHORT && HANDS_ON.iter().any(|phrase| begins_a_word(&words, phrase))
}

/// Whether the words above a mail doubt it, and not something else.
fn doubts(cover: &str) -> bool {
    const SHORT: usize = 200;
    cover.split_whitespace().count() <= SHORT
        && cover.split(['.', '!', '?', ';', ',', '\n', '。']).any(|sentence| {
            let words = folded(sentence);
            is_of_the_mail(&words)
                && (DOUBTS.iter().any(|phrase| begins_a_word(&words, phrase))
                    || matches!(bearing::of_sentence(sentence), Bearing::Hedged))
        })
}

/// Whether a sentence of a cover note speaks of the mail: it names it, begins by pointing to it, or says little else.
fn is_of_the_mail(words: &str) -> bool {
    const FEW: usize = 3;
    let padded = format!(" {words} ");
    words.split(' ').count() <= FEW
        || OF_THE_MAIL.iter().any(|phrase| padded.contains(&format!(" {phrase} ")))
        || POINTERS.iter().any(|phrase| padded.starts_with(&format!(" {phrase} ")))
}

fn begins_a_word(words: &str, phrase: &str) -> bool {
    words.match_indices(phrase).any(|(at, _)| {
        let before = words.get(..at).and_then(|head| head.chars().next_back());
        !phrase.is_ascii() || before.is_none_or(|c| c == ' ')
    })
}

/// Lines that a bar marks as quoted, as some programs do in place of `>`: one bar, and a sentence behind it.
fn bars(text: &str, parts: &mut Vec<Part>) {
    const WORDS: usize = 3;
    for line in layout::lines(text) {
        let Some(rest) = cut(text, line.clone()).trim_start().strip_prefix("| ") else { continue };
        if !rest.contains(['|', '\t']) && rest.split_whitespace().nth(WORDS - 1).is_some() {
            parts.push((line, Bearing::Reported));
        }
    }
}
