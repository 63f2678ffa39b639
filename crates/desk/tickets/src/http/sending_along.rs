//! Files that come along with an article: new ones, ones that the ticket has already, pictures within the text.

use crate::content::picture_mark;
use crate::model::{Attachment, AttachmentId, Html, NewAttachment};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use native::LARGEST_FILE;
use room::Context;
use serde::Deserialize;
use utoipa::ToSchema;
use web::Problem;
use wire::mime::MessageId;

/// A file that comes along.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttachmentBody {
    #[serde(default)]
    name: String,
    #[serde(rename = "type", default)]
    media_type: Option<String>,
    /// Base 64.
    #[serde(default)]
    content: Option<String>,
    /// Instead of content: a file that the ticket has already.
    #[serde(default)]
    attachment: Option<String>,
    /// For a picture that the HTML shows: what stands there after `cid:`, like `1a2b@desk`.
    #[serde(default)]
    content_id: Option<String>,
}

impl AttachmentBody {
    pub(super) fn kept(file: &Attachment) -> Self {
        let content_id = file.content_id.clone();
        Self { name: String::new(), media_type: None, content: None, attachment: Some(file.id.to_string()), content_id }
    }

    pub(super) fn kept_id(&self) -> Option<Result<AttachmentId, Problem>> {
        self.attachment.as_ref().map(|id| id.parse().map_err(|_| unknown()))
    }
}

/// A file of the ticket with its bytes.
pub(crate) struct Earlier {
    pub(super) file: Attachment,
    pub(super) bytes: Vec<u8>,
}

/// Files that were read and are not yet safe.
pub(super) struct Files(Vec<wire::mime::Attachment>);

impl Files {
    /// Decodes what was sent and finds what is there; a file of the ticket comes along once.
    pub(super) fn read(bodies: Vec<AttachmentBody>, mut kept: Vec<Earlier>) -> Result<Self, Problem> {
        bodies.into_iter().map(|body| one(body, &mut kept)).collect::<Result<_, _>>().map(Self)
    }

    /// The address that stands in the HTML for one of these pictures.
    pub(super) fn picture(&self, id: &str) -> Option<String> {
        self.0.iter().any(|file| file.content_id.as_deref() == Some(id)).then(|| picture_mark(id))
    }

    /// Makes them safe before any act speaks of them. What the HTML does not show is a file like others.
    pub(super) async fn store(self, context: &Context, html: Option<&Html>) -> Result<Vec<NewAttachment>, Problem> {
        let mut all = Vec::with_capacity(self.0.len());
        for file in self.0 {
            let content_id = file.content_id.filter(|id| html.is_some_and(|html| html.shows(id)));
            let stored = context.door.put(file.bytes, &context.house.ambient.moment()).await?;
            all.push(NewAttachment { name: file.name, media_type: file.kind, content_id, stored });
        }
        Ok(all)
    }
}

fn one(body: AttachmentBody, kept: &mut Vec<Earlier>) -> Result<wire::mime::Attachment, Problem> {
    let kept_id = body.kept_id().transpose()?;
    let mut file = match (kept_id, body.content) {
        (None, Some(content)) if !body.name.is_empty() => {
            let bytes = STANDARD.decode(content.as_bytes()).map_err(|_| Problem::invalid("article.attachments", "not-base64"))?;
            wire::mime::Attachment::new(&body.name, body.media_type.as_deref().unwrap_or_default(), bytes)
        }
        (Some(id), None) => {
            let place = kept.iter().position(|earlier| earlier.file.id == id).ok_or_else(unknown)?;
            let earlier = kept.swap_remove(place);
            wire::mime::Attachment::new(&earlier.file.name, &earlier.file.media_type, earlier.bytes)
        }
        _ => return Err(Problem::invalid("article.attachments", "name-and-content")),
    };
    if let Some(id) = body.content_id {
        let plain = id.len() <= 100 && MessageId::parse(&id).is_some() && picture_mark(&id).ends_with(&format!("/{id}"));
        if !plain || !file.kind.starts_with("image/") || file.bytes.len() > LARGEST_FILE {
            return Err(Problem::invalid("article.attachments", "not-a-picture"));
        }
        file.content_id = Some(id);
    }
    Ok(file)
}

fn unknown() -> Problem {
    Problem::invalid("article.attachments", "unknown")
}
