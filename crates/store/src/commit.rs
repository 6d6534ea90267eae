//! Writing a transaction: what is refused is refused before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use dunant_vocabulary::Sha256Digest;
use sqlx::{Any, AssertSqlSafe};

use crate::database::Database;
use crate::error::StoreError;
use crate::store::{VALUES, placeholders};
use crate::transaction::{NewDocument, NewItem, NewLink, Transaction};

pub(crate) async fn commit(database: &Database, transaction: &Transaction) -> Result<(), StoreError> {
    if transaction.is_empty() {
        return Ok(());
    }
    let mut writing = Writing { database, transaction: database.begin_writing().await? };
    writing.append(&transaction.links).await?;
    writing.take_in(&transaction.items).await?;
    writing.put(&transaction.documents).await?;
    writing.transaction.commit().await.map_err(|source| database.failed(source))
}

/// A transaction of the database that writes. Dropped without a commit, it has written nothing.
pub(crate) struct Writing<'d> {
    pub(crate) database: &'d Database,
    pub(crate) transaction: sqlx::Transaction<'static, Any>,
}

impl Writing<'_> {
    pub(crate) async fn append(&mut self, links: &[NewLink]) -> Result<(), StoreError> {
        links.iter().try_for_each(check_link)?;
        let subjects: BTreeSet<&str> = links.iter().map(|link| link.subject.as_str()).collect();
        let mut next = self.next("SELECT subject, MAX(number) FROM link WHERE subject IN", "subject", subjects).await?;
        let mut rows = Vec::with_capacity(links.len());
        for NewLink { subject, number, note } in links {
            let next = next.entry(subject).or_default();
            if number != next {
                return Err(StoreError::Conflict { subject: subject.clone(), number: *number });
            }
            *next = next.saturating_add(1);
            rows.push([Value::Text(subject.clone()), Value::number(*number), Value::Text(note.clone())]);
        }
        self.insert("INSERT INTO link (subject, number, note)", "", &rows).await
    }

    pub(crate) async fn take_in(&mut self, items: &[NewItem]) -> Result<(), StoreError> {
        items.iter().try_for_each(check_item)?;
        let cases: BTreeSet<&str> = items.iter().map(|item| item.case.as_str()).collect();
        let mut next =
            self.next("SELECT case_id, MAX(place) FROM item WHERE case_id IN", "case_id", cases.clone()).await?;
        let mut known: BTreeSet<(&str, Sha256Digest)> = BTreeSet::new();
        for case in cases {
            let digests = items.iter().filter(|item| item.case == case).map(|item| item.digest).collect();
            known.extend(self.known(case, digests).await?.into_iter().map(|digest| (case, digest)));
        }
        let mut rows = Vec::with_capacity(items.len());
        for NewItem { case, digest, blob, size } in items {
            if !known.insert((case, *digest)) {
                return Err(StoreError::Duplicate { case: case.clone(), digest: *digest });
            }
            let next = next.entry(case).or_default();
            let place = *next;
            *next = next.saturating_add(1);
            rows.push([
                Value::Text(case.clone()),
                Value::number(place),
                Value::Text(digest.to_string()),
                Value::Text(blob.to_string()),
                Value::number(*size),
            ]);
        }
        self.insert("INSERT INTO item (case_id, place, digest, blob, size)", "", &rows).await
    }

    pub(crate) async fn put(&mut self, documents: &[NewDocument]) -> Result<(), StoreError> {
        documents.iter().try_for_each(check_document)?;
        // PostgreSQL replaces a row once in a statement.
        let newest: BTreeMap<(&str, &str), Sha256Digest> =
            documents.iter().map(|it| ((it.case.as_str(), it.name.as_str()), it.blob)).collect();
        let row = |((case, name), blob): ((&str, &str), Sha256Digest)| {
            [Value::Text(case.to_owned()), Value::Text(name.to_owned()), Value::Text(blob.to_string())]
        };
        let rows: Vec<_> = newest.into_iter().map(row).collect();
        let replacing = " ON CONFLICT (case_id, name) DO UPDATE SET blob = excluded.blob";
        self.insert("INSERT INTO document (case_id, name, blob)", replacing, &rows).await
    }

    /// The number that follows the highest one of each name; a name that has none is left out.
    async fn next<'n>(
        &mut self,
        select: &'static str,
        by: &'static str,
        names: BTreeSet<&'n str>,
    ) -> Result<BTreeMap<&'n str, u64>, StoreError> {
        let mut next = BTreeMap::new();
        let all: Vec<&str> = names.iter().copied().collect();
        for some in all.chunks(VALUES) {
            let sql = format!("{select} ({}) GROUP BY {by}", placeholders(0, some.len()));
            let query = some.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, name| query.bind((*name).to_owned()));
            let rows = query.fetch_all(&mut *self.transaction).await.map_err(|source| self.database.failed(source))?;
            for row in rows {
                let highest = self.database.count(&row, 1)?;
                if let Some(name) = names.get(self.database.text(&row, 0)?.as_str()) {
                    next.insert(*name, highest.saturating_add(1));
                }
            }
        }
        Ok(next)
    }

    /// Which of these items the case has already.
    async fn known(&mut self, case: &str, digests: Vec<Sha256Digest>) -> Result<Vec<Sha256Digest>, StoreError> {
        let mut known = Vec::new();
        for some in digests.chunks(VALUES) {
            let sql =
                format!("SELECT digest FROM item WHERE case_id = $1 AND digest IN ({})", placeholders(1, some.len()));
            let query = sqlx::query(AssertSqlSafe(sql)).bind(case.to_owned());
            let query = some.iter().fold(query, |query, digest| query.bind(digest.to_string()));
            let rows = query.fetch_all(&mut *self.transaction).await.map_err(|source| self.database.failed(source))?;
            for row in rows {
                known.push(self.database.digest(&row, 0)?);
            }
        }
        Ok(known)
    }

    async fn insert<const COLUMNS: usize>(
        &mut self,
        insert: &'static str,
        replacing: &'static str,
        rows: &[[Value; COLUMNS]],
    ) -> Result<(), StoreError> {
        for some in rows.chunks(VALUES / COLUMNS) {
            let values: Vec<String> = (0..some.len())
                .map(|row| format!("({})", placeholders(row.saturating_mul(COLUMNS), COLUMNS)))
                .collect();
            let mut query = sqlx::query(AssertSqlSafe(format!("{insert} VALUES {}{replacing}", values.join(", "))));
            for value in some.iter().flatten() {
                query = match value {
                    Value::Text(text) => query.bind(text.clone()),
                    Value::Number(number) => query.bind(*number),
                };
            }
            query.execute(&mut *self.transaction).await.map_err(|source| self.database.failed(source))?;
        }
        Ok(())
    }
}

/// A value of a row.
enum Value {
    Text(String),
    Number(i64),
}

impl Value {
    /// A number that was checked, or follows one that is stored: below 2⁶³.
    fn number(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

fn check_link(link: &NewLink) -> Result<(), StoreError> {
    let what = || format!("link {} of `{}`", link.number, link.subject.escape_debug());
    check_name(&link.subject, what)?;
    check_text(&link.note, what)?;
    if link.note.len() > NewLink::LONGEST_NOTE {
        return Err(StoreError::Unstorable { what: what(), why: "its note is longer than 1 MiB" });
    }
    Ok(())
}

fn check_item(item: &NewItem) -> Result<(), StoreError> {
    let what = || format!("the item `{}` of the case `{}`", item.digest, item.case.escape_debug());
    check_name(&item.case, what)?;
    // Both databases count up to 2⁶³-1.
    if i64::try_from(item.size).is_err() {
        return Err(StoreError::Unstorable { what: what(), why: "its size is 2⁶³ bytes or more" });
    }
    Ok(())
}

fn check_document(document: &NewDocument) -> Result<(), StoreError> {
    let NewDocument { case, name, .. } = document;
    let what = || format!("the document `{}` of the case `{}`", name.escape_debug(), case.escape_debug());
    check_name(case, what)?;
    check_name(name, what)
}

fn check_name(name: &str, what: impl Fn() -> String) -> Result<(), StoreError> {
    if name.len() > Transaction::LONGEST_NAME {
        return Err(StoreError::Unstorable { what: what(), why: "a name in it is longer than 1,024 bytes" });
    }
    check_text(name, what)
}

/// PostgreSQL has no text with a NUL in it; so SQLite is given none.
fn check_text(text: &str, what: impl Fn() -> String) -> Result<(), StoreError> {
    if text.contains('\0') {
        return Err(StoreError::Unstorable { what: what(), why: "there is a NUL in it" });
    }
    Ok(())
}
