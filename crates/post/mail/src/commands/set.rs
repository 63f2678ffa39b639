//! Chooses a setting.

use crate::events::Event;
use crate::model::Setting;
use crate::store as rows_of;
use kernel::Fault;
use people::Forbidden;
use store::Act;

/// Why it was not chosen.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SetError {
    /// Only administrators choose.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Outside [`Setting::BOUNDS`].
    #[error("the number lies outside its bounds")]
    OutOfRange(&'static str),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Chooses these, all or none.
///
/// # Errors
/// [`SetError`].
pub(crate) fn set(act: &Act<'_>, wanted: &[(Setting, i64)]) -> Result<(), SetError> {
    people::require_administrator::<SetError>(act)?;
    if let Some((setting, _)) = wanted.iter().find(|(_, value)| !Setting::BOUNDS.contains(value)) {
        return Err(SetError::OutOfRange(setting.name()));
    }
    for (setting, value) in wanted {
        if rows_of::setting(act, *setting)? != Some(*value) {
            rows_of::set_setting(act, *setting, *value)?;
            Event::SettingChanged { setting: *setting, value: *value }.record(act)?;
        }
    }
    Ok(())
}
