//! Tokens in the shape clients expect: a diary token is a JWT they may look into (wire-api §1).
//!
//! The sandbox knows its tokens by its own table, so nothing here is ever verified: the signature is random bytes,
//! which also makes every token unguessable.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng as _;
use serde_json::{Value, json};

/// A random string for codes, mos.ru tokens and refresh tokens.
pub fn opaque() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill(&mut bytes[..]);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A JWT with `claims`.
pub fn with_claims(claims: &Value) -> String {
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    let [header, claims] = [&header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    format!("{header}.{claims}.{}", opaque())
}

/// A diary token of `user_id`, good from `issued_at` to `expires_at` (Unix seconds), in the parent's role.
pub fn diary(user_id: i64, session: &str, issued_at: i64, expires_at: i64) -> String {
    with_claims(&json!({
        "iss": "schoolcard-sandbox",
        "sub": user_id.to_string(),
        "jti": opaque(),
        "sid": session,
        "iat": issued_at,
        "nbf": issued_at,
        "exp": expires_at,
        "rls": "{2:[]}",
    }))
}
