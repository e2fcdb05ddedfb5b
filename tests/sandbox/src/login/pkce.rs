//! PKCE, method S256: does a verifier belong to a challenge? (wire-api §1)

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Whether `text` can be an S256 challenge: base64url of 32 bytes.
pub fn is_challenge(text: &str) -> bool {
    URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

/// Whether `verifier` is well formed (RFC 7636: 43 to 128 unreserved characters) and hashes to `challenge`.
pub fn matches(verifier: &str, challenge: &str) -> bool {
    let well_formed = (43..=128).contains(&verifier.len()) && verifier.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
    well_formed && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge
}

#[cfg(test)]
mod tests {
    use super::*;

    // The pair of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_standard_pair_matches_and_another_verifier_does_not() {
        assert!(is_challenge(CHALLENGE));
        assert!(matches(VERIFIER, CHALLENGE));
        assert!(!matches(&VERIFIER.replace('d', "e"), CHALLENGE));
        assert!(!matches("short", CHALLENGE));
    }
}
