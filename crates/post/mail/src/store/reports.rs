//! What was reported about mails of ours.

use kernel::{Fault, Id16, Timestamp};
use store::{Act, Row, Rows, params};
use tickets::ArticleId;
use wire::dsn::Action;

store::stmts! { tenant
    read ABOUT = "SELECT article, at, recipient, became, words FROM mail_report WHERE about = ?1 ORDER BY id LIMIT 500";
    read COUNT = "SELECT count(DISTINCT article) FROM mail_report WHERE about = ?1";
    write ADD = "INSERT INTO mail_report (id, about, article, at, recipient, became, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
}

/// One line of a report.
#[derive(Clone, Debug)]
pub(crate) struct Reported {
    /// The report itself, as an article.
    pub(crate) article: ArticleId,
    pub(crate) at: Timestamp,
    pub(crate) recipient: String,
    pub(crate) became: String,
    pub(crate) words: Option<String>,
}

/// The word for an action.
pub(crate) const fn word(action: Action) -> &'static str {
    match action {
        Action::Failed => "failed",
        Action::Delayed => "delayed",
        Action::Delivered => "delivered",
        Action::Relayed => "relayed",
        Action::Expanded => "expanded",
        Action::Displayed => "displayed",
        Action::Deleted => "deleted",
    }
}

/// All that was reported about a mail, oldest first.
pub(crate) fn about(rows: &impl Rows, about: ArticleId) -> Result<Vec<Reported>, Fault> {
    let read = |row: &Row| {
        Ok(Reported { article: row.id(0)?, at: row.time(1)?, recipient: row.text(2)?, became: row.text(3)?, words: row.opt_text(4)? })
    };
    rows.rows(&ABOUT, params![about.0])?.iter().map(read).collect()
}

/// How many reports came about a mail.
pub(crate) fn count(rows: &impl Rows, about: ArticleId) -> Result<u64, Fault> {
    rows.row(&COUNT, params![about.0])?.map_or(Ok(0), |row| row.count(0))
}

/// Notes one line of a report.
pub(crate) fn add(act: &Act<'_>, about: ArticleId, reported: &Reported) -> Result<(), Fault> {
    let id: Id16 = act.new_id();
    let Reported { article, at, recipient, became, words } = reported;
    act.write(&ADD, params![id, about.0, article.0, *at, recipient, became, words.clone()]).map(drop)
}
