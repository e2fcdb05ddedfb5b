//! Who sees a child, as the profile names them (wire-api §3 `representatives`): read when somebody looks, kept for the time without a network.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Caller, SyncError};
use crate::domain::PersonId;
use crate::store::{Service, Store, StoreError, Writer};

/// Where it is kept in the cache: this and the child's name.
const CIRCLE: &str = "circle/";

/// Who sees a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circle {
    /// Whether the signed-in adult is a parent or legal representative, where told.
    pub legal: Option<bool>,
    /// Names of the adults.
    pub people: Vec<String>,
}

/// Who sees `child`, as last read; none before the first reading.
pub fn kept_circle(store: &Store, child: &PersonId) -> Result<Option<Circle>, StoreError> {
    Ok(store.meta(&format!("{CIRCLE}{child}"))?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Reads who sees each child of the family.
pub async fn read_circles(caller: &Caller, store: &Store) -> Result<(), SyncError> {
    let api = &caller.api;
    let circles = caller.call(Service::Profile, |a| async move { api.representatives(a.auth()).await }).await?.value;
    let session = Arc::clone(&caller.session);
    let kept = move |w: &mut Writer<'_>| {
        if !session.state().keeps_data() {
            return Ok(());
        }
        for (child, legal, people) in circles {
            let text = serde_json::to_string(&Circle { legal, people }).unwrap_or_default();
            w.set_meta(&format!("{CIRCLE}{child}"), Some(&text))?;
        }
        Ok(())
    };
    Ok(store.write_async(kept).await?)
}
