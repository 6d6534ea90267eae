/// How high words stand: a mark that is raised or lowered is a border of the value beside it, so that an address with a footnote's
/// number is never another address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::readers) enum Height {
    #[default]
    Line,
    Raised,
    Lowered,
}

impl Height {
    /// `superscript` or `subscript`, as OOXML writes it.
    pub(super) fn named(align: &str) -> Self {
        match align {
            "superscript" => Self::Raised,
            "subscript" => Self::Lowered,
            _ => Self::Line,
        }
    }

    /// A distance from the line, in whichever unit: `30000`, `-25%`, `6`.
    pub(super) fn by(distance: &str) -> Self {
        let number: f64 = distance.trim_end_matches('%').parse().unwrap_or(0.0);
        if number > 0.0 {
            Self::Raised
        } else if number < 0.0 {
            Self::Lowered
        } else {
            Self::Line
        }
    }

    /// OpenDocument's `super 58%`, `sub`, `-33% 100%` (part 3, section 20.384).
    pub(super) fn of_position(position: &str) -> Self {
        match position.split_whitespace().next() {
            Some("super") => Self::Raised,
            Some("sub") => Self::Lowered,
            Some(distance) => Self::by(distance),
            None => Self::Line,
        }
    }
}

/// Words that are put together piece by piece, with a blank where their height changes.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::readers) struct Border {
    height: Height,
    due: bool,
}

impl Border {
    /// The next words stand at this height.
    pub(in crate::readers) fn at(&mut self, height: Height) {
        self.due |= self.height != height;
        self.height = height;
    }

    /// The next words are none of the value before them.
    pub(in crate::readers) fn set(&mut self) {
        self.due = true;
    }

    /// Adds words, behind a blank where one is due.
    pub(in crate::readers) fn add(&mut self, text: &mut String, words: &str) {
        if words.is_empty() {
            return;
        }
        let apart = text.is_empty() || text.ends_with(char::is_whitespace) || words.starts_with(char::is_whitespace);
        if std::mem::take(&mut self.due) && !apart {
            text.push(' ');
        }
        text.push_str(words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_height_is_one_blank() {
        let (mut border, mut text) = (Border::default(), String::new());
        for (height, words) in
            [(Height::Line, "192.0.2."), (Height::Line, "18"), (Height::Raised, "2"), (Height::Line, " on")]
        {
            border.at(height);
            border.add(&mut text, words);
        }
        assert_eq!(text, "192.0.2.18 2 on");
    }

    #[test]
    fn heights_are_told_from_what_formats_write() {
        assert_eq!(
            ["super 58%", "-33% 100%", "0% 100%", "sub"].map(Height::of_position),
            [Height::Raised, Height::Lowered, Height::Line, Height::Lowered]
        );
        assert_eq!(
            ["30000", "-25000", "0", "x"].map(Height::by),
            [Height::Raised, Height::Lowered, Height::Line, Height::Line]
        );
    }
}
