//! Where the servers are and as what application we come. All of it is configuration (wire-api, introduction).

use url::{Host, Url};

use super::error::ApiError;

/// Base addresses of the three hosts (wire-api, introduction). A path in a base address is kept as a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Sign-in (`login.mos.ru` in the original).
    pub login: Url,
    /// The diary and every data route (`school.mos.ru`).
    pub school: Url,
    /// Payments (`pay.mos.ru`).
    pub pay: Url,
}

/// The application as it is registered with the sign-in host (wire-api §1).
#[derive(Clone, PartialEq, Eq)]
pub struct ClientId {
    /// `client_id`.
    pub client_id: String,
    /// Secret for `Authorization: Basic`, when the registration has one.
    pub client_secret: Option<String>,
    /// Where the browser comes back to.
    pub redirect_uri: String,
}

impl std::fmt::Debug for ClientId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientId").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

impl Endpoints {
    /// Every address is `https`, or lies on this machine.
    pub(super) fn check(&self) -> Result<(), ApiError> {
        [&self.login, &self.school, &self.pay].into_iter().try_for_each(check)
    }

    /// Whether all of it lies on this machine, so that no proxy has a say.
    pub(super) fn all_local(&self) -> bool {
        [&self.login, &self.school, &self.pay].into_iter().all(is_loopback)
    }
}

fn check(url: &Url) -> Result<(), ApiError> {
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        _ => Err(ApiError::Insecure { why: "only https is allowed outside this machine" }),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// `base` with `path` behind it; `path` begins with a slash.
pub(super) fn join(base: &Url, path: &str) -> Result<Url, ApiError> {
    if base.cannot_be_a_base() {
        return Err(ApiError::Malformed { what: "the address cannot be built" });
    }
    let mut url = base.clone();
    // The host was read when the base was: reading it again for every call would be felt in a sync of some thousand calls.
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoints(school: &str) -> Endpoints {
        let local = Url::parse("http://127.0.0.1:8600").unwrap();
        Endpoints { login: local.clone(), school: Url::parse(school).unwrap(), pay: local }
    }

    #[test]
    fn plain_http_is_allowed_on_this_machine_only() {
        for good in ["http://127.0.0.1:1", "http://localhost:8600/", "http://[::1]:5", "https://school.example"] {
            assert_eq!(endpoints(good).check(), Ok(()), "{good}");
        }
        for bad in ["http://school.example", "http://127.0.0.1.example", "ftp://localhost", "http://10.0.2.2"] {
            assert!(matches!(endpoints(bad).check(), Err(ApiError::Insecure { .. })), "{bad}");
        }
    }

    #[test]
    fn a_path_in_the_base_address_is_kept() {
        let base = Url::parse("https://host/prefix/").unwrap();
        assert_eq!(join(&base, "/api/x").unwrap().as_str(), "https://host/prefix/api/x");
        let local = Url::parse("http://127.0.0.1:8600").unwrap();
        assert_eq!(join(&local, "/api/x").unwrap().as_str(), "http://127.0.0.1:8600/api/x");
    }

    #[test]
    fn nothing_in_a_path_reaches_beyond_it() {
        let base = Url::parse("https://host").unwrap();
        assert_eq!(join(&base, "/receipt/a?b=1#c").unwrap().as_str(), "https://host/receipt/a%3Fb=1%23c");
        assert_eq!(join(&base, "//elsewhere/x").unwrap().host_str(), Some("host"));
    }
}
