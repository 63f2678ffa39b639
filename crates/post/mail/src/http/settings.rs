//! `GET` and `PUT /api/v1/mail/settings`

use crate::commands::{SetError, set};
use crate::model::Setting;
use crate::queries::{self, Unseen};
use futures_util::FutureExt;
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// A setting of mail.
#[derive(Debug, Serialize, ToSchema)]
struct MailSetting {
    value: i64,
    default: i64,
    /// `desk` when an administrator chose it, else `default`.
    source: String,
}

/// The settings of mail.
#[derive(Debug, Serialize, ToSchema)]
struct MailSettings {
    /// Days for which the communication log keeps mails that a ticket holds, too.
    log_days: MailSetting,
    /// Days for which it keeps mails that no ticket holds: quarantined, ignored, refused.
    kept_days: MailSetting,
}

/// Settings to be chosen; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MailSettingsWanted {
    #[serde(default)]
    log_days: Option<i64>,
    #[serde(default)]
    kept_days: Option<i64>,
}

pub(super) const GET: Operation = Operation {
    name: "mail.settings",
    method: Method::Get,
    path: "/api/v1/mail/settings",
    summary: "How long the communication log keeps what; for administrators.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<MailSettings>()),
    sample: |_| Sample::get("/api/v1/mail/settings"),
    handler: |context, _| get(context).boxed(),
};

pub(super) const SET: Operation = Operation {
    name: "mail.set_settings",
    method: Method::Patch,
    path: "/api/v1/mail/settings",
    summary: "Chooses how long the communication log keeps what.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: Some(Shape::of::<MailSettingsWanted>()),
    yields: Yields::Json(Shape::of::<MailSettings>()),
    sample: |_| Sample::send("/api/v1/mail/settings", json!({"log_days": 31})),
    handler: |context, call| choose(context, call).boxed(),
};

async fn get(context: Context) -> Result<Answer, Problem> {
    let read = move |view: &store::View<'_>| -> Result<MailSettings, Unseen> {
        people::require_administrator::<Unseen>(view)?;
        let one = |setting: Setting| -> Result<MailSetting, Unseen> {
            let chosen = queries::setting(view, setting)?;
            let source = if chosen.is_chosen { "desk" } else { "default" };
            Ok(MailSetting { value: chosen.value, default: setting.default(), source: source.into() })
        };
        Ok(MailSettings { log_days: one(Setting::LogDays)?, kept_days: one(Setting::KeptDays)? })
    };
    Ok(Answer::json(&context.read(read).await?))
}

async fn choose(context: Context, call: Call) -> Result<Answer, Problem> {
    let body: MailSettingsWanted = call.json()?;
    let wanted = [(Setting::LogDays, body.log_days), (Setting::KeptDays, body.kept_days)];
    let wanted: Vec<(Setting, i64)> = wanted.into_iter().filter_map(|(setting, value)| Some((setting, value?))).collect();
    context.act(move |act| set(act, &wanted)).await?;
    get(context).await
}

impl From<SetError> for Problem {
    fn from(error: SetError) -> Self {
        match error {
            SetError::Forbidden(forbidden) => forbidden.into(),
            SetError::OutOfRange(field) => Self::invalid(field, "out-of-range"),
            SetError::Fault(fault) => fault.into(),
        }
    }
}
