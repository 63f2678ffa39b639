//! A session: logged in, with a folder.

use super::client::{Client, GOODBYE, News};
use crate::failure::{Failure, plain_token};
use crate::link::{self, MOST_LISTED, Secured};
use crate::memory::Held;
use crate::parts::Patience;
use mail::accounts::{Account, After, Encryption, Target};
use net::Egress;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use wire::imap::{Answer, Outcome, Response, Section, folder_argument, quoted, uid_set};
use zeroize::Zeroizing;

/// A session under TLS, logged in.
pub(super) struct Session {
    client: Client<Secured>,
    capabilities: BTreeSet<String>,
    /// What TLS agreed on.
    pub(super) tls: String,
}

/// A folder that was selected.
#[derive(Debug)]
pub(super) struct Folder {
    validity: u32,
    /// Messages that were copied elsewhere and are still here: they are not copied twice.
    pub(super) copied: BTreeSet<u32>,
}

impl Folder {
    pub(super) fn place(&self, uid: u32) -> String {
        format!("{}:{uid}", self.validity)
    }
}

/// Commands name so many messages at most.
const AT_ONCE: usize = 200;

impl Session {
    pub(super) async fn open(egress: &Egress, target: &Target, patience: Patience, largest: usize) -> Result<Self, Failure> {
        let stream = link::dial(egress, &target.account).await?;
        let (mut client, tls, is_greeted) = match target.account.tls {
            Encryption::Implicit => {
                let (stream, tls) = link::secure(egress, stream, target, patience).await?;
                (Client::new(stream, patience, largest), tls, false)
            }
            Encryption::StartTls => {
                let mut plain = Client::new(stream, patience, largest);
                start_tls(&mut plain).await?;
                let silent = plain.into_silent_stream();
                let stream = silent.ok_or_else(|| Failure::theirs("the server went on in the clear after STARTTLS"))?;
                let (stream, tls) = link::secure(egress, stream, target, patience).await?;
                (Client::new(stream, patience, largest), tls, true)
            }
        };
        let is_in = !is_greeted && client.greeting().await?.outcome == Outcome::PreAuth;
        let mut session = Self { capabilities: capabilities(&mut client).await?, client, tls };
        if !is_in {
            session.log_in(target).await?;
            session.capabilities = capabilities(&mut session.client).await?;
        }
        Ok(session)
    }

    /// Whether the server can something.
    pub(super) fn can(&self, word: &str) -> bool {
        self.capabilities.contains(word)
    }

    async fn log_in(&mut self, target: &Target) -> Result<(), Failure> {
        let (login, password) = (&target.account.login, target.password.reveal());
        let answer = if self.can("AUTH=PLAIN") {
            let token = plain_token(login, password);
            self.client.command_and_secret("AUTHENTICATE PLAIN", &token).await?
        } else if self.can("LOGINDISABLED") {
            return Err(Failure::theirs("the server takes no password"));
        } else {
            let (Some(login), Some(password)) = (quoted(login), quoted(password).map(Zeroizing::new)) else {
                return Err(Failure::theirs("the server takes no login or password outside ASCII"));
            };
            let line = Zeroizing::new(format!("LOGIN {login} {}", password.as_str()));
            self.client.command(&line, |_| {}).await?
        };
        done(answer, "the server refused the login").map(drop)
    }

    /// Names of folders that hold messages.
    pub(super) async fn folders(&mut self, most: usize) -> Result<Vec<String>, Failure> {
        let mut folders = Vec::new();
        let take = |response| match response {
            Response::Folder(folder) if folder.is_selectable && folders.len() < most => folders.push(folder.name),
            _ => {}
        };
        let answer = self.client.long_command("LIST \"\" \"*\"", 0, take, None).await?;
        done(answer, "the server does not list its folders").map(|_| folders)
    }

    /// How many messages a folder has; opened to look alone.
    pub(super) async fn look(&mut self, folder: &str) -> Result<u32, Failure> {
        let mut messages = 0;
        let take = |response| {
            if let Response::Exists(count) = response {
                messages = count;
            }
        };
        let answer = self.client.command(&naming("EXAMINE", folder)?, take).await?;
        done(answer, "the folder cannot be opened").map(|_| messages)
    }

    /// Opens the account's folder.
    pub(super) async fn select(&mut self, account: &Account) -> Result<Folder, Failure> {
        let mut validity = None;
        let take = |response| {
            if let Response::Answer(answer) = response {
                validity = answer.number("UIDVALIDITY").or(validity);
            }
        };
        let answer = self.client.command(&naming("SELECT", &account.mailbox)?, take).await?;
        let answer = done(answer, "the folder cannot be opened")?;
        if answer.code == "READ-ONLY" && account.after != After::Keep {
            return Err(Failure::theirs("the folder can only be read, and mails that were taken are to be removed from it"));
        }
        let words = "the server gives no UIDVALIDITY: its messages cannot be told apart";
        let validity = validity.filter(|validity| *validity > 0).ok_or_else(|| Failure::theirs(words))?;
        self.client.validity = Some(validity);
        Ok(Folder { validity, copied: BTreeSet::new() })
    }

    /// All messages of the folder.
    pub(super) async fn list(&mut self) -> Result<BTreeSet<u32>, Failure> {
        let mut found = self.search("ALL").await?;
        done(self.client.command("NOOP", |_| {}).await?, "the server does not answer")?;
        // Some servers search in an index that is not up to date; asked for one message after the other they find all.
        if self.client.exists.is_some_and(|count| u32::try_from(found.len()).is_ok_and(|found| found != count)) {
            let take = |response| {
                if let Response::Fetch(fetched) = response {
                    extend(&mut found, fetched.uid);
                }
            };
            // A folder without messages has none that could be named, and servers say so with NO or BAD.
            self.client.long_command("FETCH 1:* (UID)", 0, take, None).await?;
        }
        self.client.hold_still()?;
        bounded(found)
    }

    async fn search(&mut self, what: &str) -> Result<BTreeSet<u32>, Failure> {
        let mut found = BTreeSet::new();
        let take = |response| {
            if let Response::Search(uids) = response {
                extend(&mut found, uids);
            }
        };
        let answer = self.client.long_command(&format!("UID SEARCH {what}"), 0, take, None).await?;
        done(answer, "the server does not list its messages")?;
        bounded(found)
    }

    /// How large messages are, as far as the server tells.
    pub(super) async fn sizes(&mut self, uids: &[u32]) -> Result<BTreeMap<u32, u64>, Failure> {
        let mut sizes = BTreeMap::new();
        let take = |response| {
            if let Response::Fetch(fetched) = response
                && let (Some(uid), Some(size)) = (fetched.uid, fetched.size)
                && uids.contains(&uid)
            {
                sizes.insert(uid, size);
            }
        };
        let answer = self.client.long_command(&format!("UID FETCH {} (UID RFC822.SIZE)", uid_set(uids)), 0, take, None).await?;
        done(answer, "the server does not tell how large its messages are").map(|_| sizes)
    }

    /// A message; `None` when the server gives nothing for it: it is gone, or the server cannot read it.
    pub(super) async fn message(&mut self, uid: u32, most: usize, held: &mut Held) -> Result<Option<Vec<u8>>, Failure> {
        let mut given = None;
        let take = |response| {
            if let Response::Fetch(fetched) = response
                && let (Some(of), Section::Bytes(bytes)) = (fetched.uid, fetched.body)
                && of == uid
                && !bytes.is_empty()
            {
                given = Some(bytes);
            }
        };
        self.client.long_command(&format!("UID FETCH {uid} (UID BODY.PEEK[])"), most, take, Some(held)).await?;
        Ok(given)
    }

    /// Marks messages as seen.
    pub(super) async fn mark_seen(&mut self, uids: &[u32]) -> Result<(), Failure> {
        for some in uids.chunks(AT_ONCE) {
            self.client.command(&format!("UID STORE {} +FLAGS.SILENT (\\Seen)", uid_set(some)), |_| {}).await?;
        }
        Ok(())
    }

    /// Deletes messages that are safe. `all` says whether everything that is marked as deleted is: then a server without
    /// UIDPLUS may clear the folder. What a server does not delete is found again by the comparison.
    pub(super) async fn delete(&mut self, uids: &[u32], all: impl Fn(u32) -> bool) -> Result<(), Failure> {
        for some in uids.chunks(AT_ONCE) {
            let set = uid_set(some);
            self.client.command(&format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)"), |_| {}).await?;
            if self.can("UIDPLUS") {
                self.client.command(&format!("UID EXPUNGE {set}"), |_| {}).await?;
            }
        }
        if !uids.is_empty() && !self.can("UIDPLUS") && self.search("DELETED").await?.into_iter().all(all) {
            self.client.command("EXPUNGE", |_| {}).await?;
        }
        Ok(())
    }

    /// Moves messages to another folder, which is made when it is not there. Gives whether they are gone, and not only copied.
    pub(super) async fn transfer(&mut self, uids: &[u32], to: &str) -> Result<bool, Failure> {
        let (folder, moves) = (argument(to)?, self.can("MOVE"));
        let verb = if moves { "MOVE" } else { "COPY" };
        for some in uids.chunks(AT_ONCE) {
            let line = format!("UID {verb} {} {folder}", uid_set(some));
            let mut answer = self.client.command(&line, |_| {}).await?;
            if answer.outcome == Outcome::No && answer.code == "TRYCREATE" {
                done(
                    self.client.command(&format!("CREATE {folder}"), |_| {}).await?,
                    "the folder for mails that were taken cannot be made",
                )?;
                answer = self.client.command(&line, |_| {}).await?;
            }
            done(answer, "mails that were taken cannot be moved")?;
        }
        Ok(moves)
    }

    /// A server that offers to tell by itself and refuses is not asked for that again.
    pub(super) async fn idle(&mut self, most: Duration) -> Result<News, Failure> {
        let news = self.client.idle(most).await?;
        if news == News::Refused {
            self.capabilities.remove("IDLE");
        }
        Ok(news)
    }

    pub(super) async fn ask_for_news(&mut self) -> Result<News, Failure> {
        let answer = self.client.command("NOOP", |_| {}).await?;
        done(answer, "the server does not answer")?;
        Ok(if self.client.has_moved() { News::Moved } else { News::Mail })
    }

    /// Says goodbye; how the server takes it changes nothing.
    pub(super) async fn leave(mut self) {
        let _ = self.client.command(GOODBYE, |_| {}).await;
    }
}

/// Takes up what is listed, to one more than may be.
fn extend(found: &mut BTreeSet<u32>, uids: impl IntoIterator<Item = u32>) {
    for uid in uids.into_iter().filter(|uid| *uid > 0) {
        if found.len() <= MOST_LISTED {
            found.insert(uid);
        }
    }
}

fn bounded(found: BTreeSet<u32>) -> Result<BTreeSet<u32>, Failure> {
    if found.len() > MOST_LISTED { Err(link::too_many()) } else { Ok(found) }
}

async fn start_tls<S: AsyncRead + AsyncWrite + Unpin>(client: &mut Client<S>) -> Result<(), Failure> {
    if client.greeting().await?.outcome == Outcome::PreAuth {
        return Err(Failure::theirs("the server lets everybody in and offers no STARTTLS"));
    }
    if !capabilities(client).await?.contains("STARTTLS") {
        return Err(Failure::theirs("the server does not offer STARTTLS"));
    }
    done(client.command("STARTTLS", |_| {}).await?, "the server refused STARTTLS").map(drop)
}

/// What the server can. A server without the word for its own protocol is taken at its word for the rest.
async fn capabilities<S: AsyncRead + AsyncWrite + Unpin>(client: &mut Client<S>) -> Result<BTreeSet<String>, Failure> {
    let mut all = BTreeSet::new();
    let take = |response| {
        if let Response::Capability(words) = response {
            all.extend(words.into_iter().take(500));
        }
    };
    let answer = client.command("CAPABILITY", take).await?;
    done(answer, "the server does not say what it can").map(|_| all)
}

fn naming(verb: &str, folder: &str) -> Result<String, Failure> {
    Ok(format!("{verb} {}", argument(folder)?))
}

fn argument(folder: &str) -> Result<String, Failure> {
    folder_argument(folder).ok_or_else(|| Failure::theirs("the folder's name cannot be sent"))
}

fn done(answer: Answer, otherwise: &str) -> Result<Answer, Failure> {
    if answer.outcome == Outcome::Ok { Ok(answer) } else { Err(Failure::said(otherwise, &answer.words)) }
}
