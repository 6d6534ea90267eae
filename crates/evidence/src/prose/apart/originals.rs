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
const OTHERS: [&str; 52] = [
    "sent", "date", "to", "cc", "subject", "gesendet", "datum", "an", "betreff", "envoye", "a", "objet", "enviado", "enviado el", "para", "asunto", "fecha", "enviada em", "assunto",
    "data", "inviato", "oggetto", "verzonden", "aan", "onderwerp", "wyslano", "do", "temat", "sendt", "skickat", "til", "till", "emne", "amne", "отправлено", "дата", "кому", "тема",
    "надіслано", "gonderildi", "tarih", "kime", "konu", "发送时间", "收件人", "主题", "日期", "送信日時", "宛先", "件名", "보낸 날짜", "받는 사람",
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

/// Adds the mails that a text quotes.
pub(super) fn find(text: &str, parts: &mut Vec<Part>) {
    bars(text, parts);
    let Some((at, is_handed_on)) = original(text) else { return };
    let cover = cut(text, 0..at);
    if !is_handed_on && !hands_on(cover) || doubts(cover) {
        parts.push((at..text.len(), Bearing::Reported));
    }
}

/// Where the first mail below words of one's own begins, and whether its mark hands it on.
fn original(text: &str) -> Option<(usize, bool)> {
    if !text.contains([':', '：']) && !text.contains("--") {
        return None;
    }
    // Whether a line of one's own was met, and the block of headers at hand: where it begins, and its lines.
    let mut said = false;
    let mut block: Option<(usize, usize)> = None;
    for line in layout::lines(text) {
        let written = cut(text, line.clone()).trim_start_matches(['>', ' ', '\t', '*', '|']).trim_end();
        if written.is_empty() {
            block = None;
            continue;
        }
        let header = header(written);
        block = match (block, header) {
            (Some((at, lines)), Some(_)) => Some((at, lines + 1)),
            (None, Some(true)) => Some((line.start, 1)),
            _ => None,
        };
        if let Some((at, _)) = block.filter(|(_, lines)| *lines >= 2) {
            if said {
                return Some((at, false));
            }
            continue;
        }
        if header.is_some() {
            continue;
        }
        let words = if written.len() <= 200 { folded(written) } else { String::new() };
        let is_one = |list: &[&str]| list.iter().any(|known| words.contains(known));
        let is_divider = written.starts_with(['-', '_', '=', '*', '—']) || words.split(' ').count() <= 4;
        let wrote = written.ends_with([':', '：']) && written.contains('@') && is_one(&WROTE);
        let forwards = is_divider && is_one(&FORWARDS);
        if wrote || is_divider && (forwards || is_one(&DIVIDERS)) {
            if said {
                return Some((line.start, forwards));
            }
        } else {
            said |= written.contains(char::is_alphabetic);
        }
    }
    None
}

/// Whether a line is a header of a mail; `Some(true)` where it says who sent it.
fn header(line: &str) -> Option<bool> {
    const LONGEST: usize = 30;
    let (name, value) = line.split_once([':', '：'])?;
    if name.len() > LONGEST || value.starts_with("//") {
        return None;
    }
    let name = folded(name);
    if FROM.contains(&name.as_str()) {
        return Some(true);
    }
    OTHERS.contains(&name.as_str()).then_some(false)
}

/// Whether the words above a mail hand it on: a short note that points to it.
fn hands_on(cover: &str) -> bool {
    const SHORT: usize = 80;
    let words = folded(cover);
    words.split(' ').count() <= SHORT && HANDS_ON.iter().any(|phrase| begins_a_word(&words, phrase))
}

/// Whether the words above a mail doubt it.
fn doubts(cover: &str) -> bool {
    const SHORT: usize = 200;
    let words = folded(cover);
    words.split(' ').count() <= SHORT
        && (DOUBTS.iter().any(|phrase| begins_a_word(&words, phrase))
            || cover.split(['.', '!', '\n']).any(|sentence| matches!(bearing::of_sentence(sentence), Bearing::Hedged)))
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
