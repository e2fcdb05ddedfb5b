//! The least of a browser: opens the sign-in page, presses its first button, and says where the page sends it.

use reqwest::header::LOCATION;

use crate::device;

/// Signs in on the page at `url` as the first person it offers. Returns the address the page redirects to.
pub async fn visit(url: &str) -> Result<String, String> {
    let browser = device::local_client()?;
    let page = browser.get(url).send().await.and_then(reqwest::Response::error_for_status).map_err(|error| error.to_string())?;
    let html = page.text().await.map_err(|error| error.to_string())?;
    let form = first_form(&html).ok_or("the sign-in page has no form")?;
    let answer = browser.post(url).form(&form).send().await.map_err(|error| error.to_string())?;
    let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    location.map(str::to_owned).ok_or_else(|| format!("the sign-in page answered {}", answer.status()))
}

/// Login and password of the first one-click form of the page.
fn first_form(html: &str) -> Option<[(&'static str, String); 2]> {
    let value = |name: &str| {
        let after = html.split_once(&format!("name={name} value=\""))?.1;
        after.split_once('"').map(|(value, _)| value.to_owned())
    };
    Some([("login", value("login")?), ("password", value("password")?)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_button_of_the_page_is_found() {
        let html = "<form><input type=hidden name=login value=\"anna\"><input type=hidden name=password value=\"p1\"></form><form><input name=login value=\"b\"></form>";
        assert_eq!(first_form(html), Some([("login", "anna".to_owned()), ("password", "p1".to_owned())]));
        assert_eq!(first_form("<form></form>"), None);
    }
}
