use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a store is: a SQLite file, or a PostgreSQL database.
///
/// Parsed from text: what begins with `postgres://` or `postgresql://` is the URL of a database, all else is the path of a file. A
/// location is shown without user, password and settings of its URL, so that it may stand in an error or a log.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A file; it is made where it is missing, its directory is not.
    Sqlite(PathBuf),
    /// A database or, with `?options=-csearch_path%3DNAME`, one schema of it. It must hold nothing else.
    Postgres(PostgresUrl),
}

/// The URL of a PostgreSQL database, with what may be secret in it.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(String);

impl PostgresUrl {
    /// The whole URL, its password too.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Location {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_postgres = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        Ok(if is_postgres { Self::Postgres(PostgresUrl(text.to_owned())) } else { Self::Sqlite(PathBuf::from(text)) })
    }
}

impl From<PathBuf> for Location {
    fn from(file: PathBuf) -> Self {
        Self::Sqlite(file)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "{}", file.display()),
            Self::Postgres(url) => write!(f, "{url}"),
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Location({self})")
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        // A password may have signs in it that should have been written `%40` and do not stand for what they seem to.
        let (before, shown) = rest.rsplit_once('@').unwrap_or(("", rest));
        let shown = shown.split(['?', '#']).next().unwrap_or_default();
        if before.contains(['?', '#']) { f.write_str("postgres://…") } else { write!(f, "postgres://{shown}") }
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let Ok(location) = text.parse::<Location>();
        format!("{location} {location:?}")
    }

    #[test]
    fn a_path_is_a_file_and_a_url_a_database() {
        assert_eq!("home/cases.sqlite".parse(), Ok(Location::Sqlite("home/cases.sqlite".into())));
        assert_eq!("mysql://a/b".parse(), Ok(Location::Sqlite("mysql://a/b".into())));
        for url in ["postgres://localhost/cases", "postgresql://localhost/cases"] {
            assert!(matches!(url.parse(), Ok(Location::Postgres(kept)) if kept.expose() == url));
        }
    }

    #[test]
    fn no_password_is_shown_however_it_is_written() {
        for url in [
            "postgres://me:hunter2@localhost:5432/cases",
            "postgresql://me:hunter2@localhost/cases?sslmode=require",
            "postgres://me:a@hunter2@localhost/cases",
            "postgres://me:a/hunter2@localhost/cases",
            "postgres://me:a?hunter2@localhost/cases",
            "postgres://me:a#hunter2@localhost/cases",
            "postgres://localhost/cases?user=me&password=hunter2",
            "postgres://localhost/cases?password=a@hunter2",
            "postgres://me:a@localhost/cases?password=hunter2",
        ] {
            assert!(!shown(url).contains("hunter2"), "{}", shown(url));
        }
        assert_eq!(
            shown("postgres://me:hunter2@localhost:5432/cases?a=b"),
            "postgres://localhost:5432/cases Location(postgres://localhost:5432/cases)"
        );
    }
}
