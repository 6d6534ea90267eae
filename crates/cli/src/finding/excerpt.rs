use dunant::exchange::page::{Page, faint};

/// The most characters of one text that a page repeats: some forty lines.
const MOST_CHARACTERS: usize = 3_000;

/// The most of a list that a page repeats.
const MOST_ENTRIES: usize = 60;

/// A stranger's text as a page repeats it: no longer than a page, and cut with a notice where there is more. What hides in it or steers
/// a terminal, the page makes visible.
pub(crate) fn excerpt(text: &str) -> String {
    let cut = text.char_indices().nth(MOST_CHARACTERS).map(|(place, _)| place);
    let Some((kept, rest)) = cut.and_then(|cut| text.split_at_checked(cut)) else { return text.to_owned() };
    format!("{kept} … ({} more characters: the file has them)", rest.chars().count())
}

/// Writes the first of a list, and how many there are beside.
pub(crate) fn some<T>(page: &mut Page, all: &[T], what: &str, mut write: impl FnMut(&mut Page, &T)) {
    all.iter().take(MOST_ENTRIES).for_each(|one| write(page, one));
    if let Some(more) = all.len().checked_sub(MOST_ENTRIES).filter(|more| *more > 0) {
        page.paragraph(2, &[faint(format!("… and {more} more {what}: the file has them"))]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_longer_than_a_page_is_cut_and_that_is_said() {
        assert_eq!(excerpt("short"), "short");
        let whole = "ä".repeat(MOST_CHARACTERS);
        assert_eq!(excerpt(&whole), whole);
        let long = excerpt(&"ä".repeat(50_000_000));
        assert!(long.len() < 2 * MOST_CHARACTERS + 60);
        assert!(long.ends_with(" … (49997000 more characters: the file has them)"));
    }
}
