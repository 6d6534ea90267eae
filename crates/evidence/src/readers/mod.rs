//! One directory a format: the reader, its fixtures, its golden outputs. To add one, see CONTRIBUTING.md.

mod compound;
mod compressed;
mod encyclopedia;
mod excel97;
mod fields;
mod glued;
mod gzip;
mod html;
mod inflating;
mod list;
mod mail;
mod misp;
mod named_ids;
mod navigator;
mod office;
mod openioc;
mod outlook;
mod parts;
mod pdf;
mod refused;
mod remarks;
mod report;
mod rtf;
mod rules;
mod sevenz;
mod shown;
mod stix1;
mod stix2;
mod table;
mod tags;
mod tar;
mod traces;
mod whole_values;
mod written_dates;
mod zip;

use crate::{Context, Reading, Source};
pub(crate) use glued::is_without_blanks;
pub(crate) use mail::{is_everybodys, registrable};
pub(crate) use table::{Judged, read_tables};
pub(crate) use whole_values::is_file_name;

/// Reads one format.
pub trait Reader: Sync {
    /// The format's name, as shown to people: `STIX 2`, `MISP event`.
    fn format(&self) -> &'static str;

    /// Whether these bytes are of this format, by content alone. Looks at the start, never at the name.
    fn recognise(&self, source: &Source<'_>) -> bool;

    /// Reads them. Adds to `reading` as it goes, so that damage loses nothing that stood before it; never panics.
    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading);
}

/// All readers; the first that recognises an item reads it, so the strict ones stand first.
pub const READERS: &[&dyn Reader] = &[
    &gzip::Gzip,
    &compressed::Bzip2,
    &compressed::Xz,
    &sevenz::SevenZ,
    &tar::Tar,
    &office::Office,
    &outlook::Outlook,
    &excel97::Excel97,
    &rtf::Rtf,
    &zip::Zip,
    &pdf::Pdf,
    &refused::Refused,
    &navigator::Navigator,
    &mail::Mail,
    &mail::Mailbox,
    &stix2::Stix2,
    &misp::Misp,
    &stix1::Stix1,
    &openioc::OpenIoc,
    &encyclopedia::Encyclopedia,
    &fields::Fields,
    &html::Html,
    &rules::Rules,
    &table::Table,
    &list::List,
    &report::Report,
];
