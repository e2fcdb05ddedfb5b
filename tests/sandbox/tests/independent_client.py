"""A client of the school service that shares nothing with this project but the description of the wire.

It does what open clients of the real service do: it signs in through the browser's page, renews, and reads the profile,
passes, balances, movements and purchases of every child, with the headers each family of routes wants. Standard library
only. Usage: independent_client.py BASE_URL LOGIN PASSWORD TODAY (YYYY-MM-DD); it prints one JSON object.
"""

import base64
import datetime
import hashlib
import html.parser
import json
import secrets
import sys
import urllib.error
import urllib.parse
import urllib.request

CLIENT_ID = "independent-client"
REDIRECT_URI = "independent-client://signed-in"
SCOPE = "openid profile birthday contacts snils blitz_change_password blitz_user_rights blitz_qr_auth"


class Stop(urllib.request.HTTPRedirectHandler):
    """The redirect of the sign-in page leads to the client itself, so nobody follows it."""

    def redirect_request(self, *_arguments):
        return None


class Forms(html.parser.HTMLParser):
    """The forms of a page: each its address and its fields."""

    def __init__(self):
        super().__init__()
        self.forms = []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.forms.append({"action": attributes.get("action"), "fields": {}})
        elif tag == "input" and self.forms:
            self.forms[-1]["fields"][attributes["name"]] = attributes.get("value", "")


class Refused(Exception):
    def __init__(self, status, body):
        super().__init__(f"{status}: {body[:200]}")
        self.status = status
        self.body = body


class School:
    def __init__(self, base):
        self.base = base
        self.opener = urllib.request.build_opener(Stop())
        self.token = None
        self.refresh_token = None
        self.profile_id = None

    def call(self, method, path, headers=None, query=None, form=None, body=None):
        url = path if path.startswith("http") else self.base + path
        if query:
            url += "?" + urllib.parse.urlencode(query, doseq=True)
        headers = dict(headers or {})
        data = None
        if form is not None:
            data = urllib.parse.urlencode(form).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json;charset=UTF-8"
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        try:
            with self.opener.open(request, timeout=10) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def json(self, *arguments, **named):
        status, _headers, text = self.call(*arguments, **named)
        if status not in (200, 201, 204, 206):
            raise Refused(status, text)
        return json.loads(text) if text else None

    # Sign-in.

    def sign_in(self, login, password):
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        state = secrets.token_urlsafe(12)
        question = {
            "response_type": "code",
            "access_type": "offline",
            "client_id": CLIENT_ID,
            "redirect_uri": REDIRECT_URI,
            "scope": SCOPE,
            "prompt": "login",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "state": state,
        }
        page_url = self.base + "/sps/oauth/ae?" + urllib.parse.urlencode(question)
        code = self.through_the_page(page_url, login, password, state)
        granted = self.json(
            "POST",
            "/sps/oauth/te",
            form={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": REDIRECT_URI,
                "code_verifier": verifier,
            },
        )
        answer = self.json(
            "POST",
            "/v3/auth/sudir/auth",
            headers={"Accept": "application/json"},
            body={"user_authentication_for_mobile_request": {"mos_access_token": granted["access_token"]}},
        )["user_authentication_for_mobile_response"]
        self.token, self.refresh_token = answer["mesh_access_token"], answer["mesh_refresh_token"]
        roles = self.json(
            "GET",
            "/api/ej/acl/v1/mod-acl/users/profile_info",
            headers=self.older("familymp") | {"Partner-Source-Id": "MOBILE"},
        )
        self.profile_id = next(role["id"] for role in roles if role["type"] in ("ParentProfile", "parent", "agent"))
        self.token_of_the_role()

    def through_the_page(self, page_url, login, password, state):
        """What a person does: open the page, fill in the form that has both empty fields, press the button."""
        status, _headers, page = self.call("GET", page_url)
        assert status == 200, status
        forms = Forms()
        forms.feed(page)
        form = next(form for form in forms.forms if form["fields"].get("login") == "")
        target = urllib.parse.urljoin(page_url, form["action"] or page_url)
        status, headers, _page = self.call("POST", target, form={"login": login, "password": password})
        assert status in (302, 303), status
        redirect = urllib.parse.urlsplit(headers["Location"])
        assert f"{redirect.scheme}://{redirect.netloc}" == REDIRECT_URI, headers["Location"]
        came = dict(urllib.parse.parse_qsl(redirect.query))
        assert came["state"] == state and "error" not in came, came
        return came["code"]

    def token_of_the_role(self):
        cookies = f"aupd_token={self.token}; aupd_refresh_token={self.refresh_token}"
        status, _headers, text = self.call(
            "GET",
            "/v2/token/refresh",
            headers={"Cookie": cookies, "Accept": "application/json, text/plain"},
            query={"subsystem": 2, "roleId": 2},
        )
        assert status == 201, status
        self.token = text.strip().strip('"')

    def renew(self):
        status, _headers, text = self.call("POST", "/v3/token/refresh", form={"refresh_token": self.refresh_token})
        assert status == 201, status
        pair = json.loads(text)
        self.token = pair.get("access_token", self.token)
        self.refresh_token = pair.get("refresh_token", self.refresh_token)

    # Headers, by family of routes.

    def older(self, subsystem):
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Auth-Token": self.token,
            "Cookie": f"aupd_token={self.token}; auth_token={self.token}; profile_type=parent",
            "X-mes-subsystem": subsystem,
            "client-type": "diary-mobile" if subsystem == "familymp" else "diary-web",
            "Accept-Language": "ru",
            "Profile-Type": "parent",
        }
        if self.profile_id is not None:
            headers["Profile-Id"] = str(self.profile_id)
        return headers

    def newer(self):
        return {
            "Authorization": f"Bearer {self.token}",
            "X-mes-subsystem": "familymp",
            "X-Mes-RoleId": "2",
            "client-type": "diary-mobile",
            "Accept-Language": "ru",
            "Profile-Type": "parent",
            "Profile-Id": str(self.profile_id),
        }

    # Reading.

    def profile(self):
        mobile = self.json("GET", "/api/family/mobile/v1/profile", headers=self.older("familymp"))
        web = self.json("GET", "/api/family/web/v1/profile/", headers=self.older("familyweb"))
        assert [child["id"] for child in mobile["children"]] == [child["id"] for child in web["children"]]
        assert len(mobile["hash"]) == 64
        return mobile

    def passes(self, person, first, last):
        """Week by week, because a request may cover seven days only; one key per tap."""
        taps = set()
        while first <= last:
            end = min(first + datetime.timedelta(days=6), last)
            answer = self.json(
                "GET",
                "/api/pass/entrances/v1/visit_durations",
                headers=self.newer(),
                query={"personId": person, "from": first.isoformat(), "to": end.isoformat()},
            )
            for day in answer["payload"]:
                for visit in day["visits"]:
                    for way in ("in", "out"):
                        if visit[way] != "-":
                            taps.add((day["date"], visit["organizationAddress"], way, visit[way]))
            first = end + datetime.timedelta(days=1)
        return taps

    def older_passes(self, route, subsystem, contract, first, last):
        answer = self.json(
            "GET",
            route,
            headers=self.older(subsystem),
            query={"contract_id": contract, "from": first.isoformat(), "to": last.isoformat(), "student_id": 1},
        )
        return {
            (day["date"], visit["address"], way, visit[way])
            for day in answer["payload"]
            for visit in day["visits"]
            for way in ("in", "out")
            if visit[way] != "-"
        }

    def account(self, person):
        accounts = self.json(
            "GET",
            "/api/food/meals/v3/clients/balance",
            headers=self.newer(),
            query={"clientIds": json.dumps([{"personId": person}])},
        )
        return accounts[0]

    def older_balances(self, person, contract):
        older = self.older("familymp")
        v2 = self.json("GET", "/api/meals/v2/clients", headers=older, query={"personId": person})
        v1 = self.json("GET", "/api/meals/v1/clients", headers=older, query={"contract_id": contract})
        status = self.json("GET", "/api/family/mobile/v1/status", headers=older, query={"contract_ids": contract})
        return [v2["balance"], v1["balance"], status["students"][0]["balance"]]

    def pages(self, route, key, person, first, last):
        rows = []
        while True:
            answer = self.json(
                "GET",
                f"/api/food/meals/v3/{route}",
                headers=self.newer(),
                query={
                    "clientId": json.dumps({"personId": person}, separators=(",", ":")),
                    "from": first.isoformat(),
                    "to": last.isoformat(),
                    "limit": 100,
                    "offset": len(rows),
                },
            )
            rows += answer[key]
            if not answer["hasNext"]:
                return rows

    def older_orders(self, contract, first, last):
        return self.json(
            "GET",
            "/api/meals/v2/orders",
            headers=self.older("familymp"),
            query={
                "contractId": contract,
                "from": f"{first.isoformat()}T00:00:01",
                "to": f"{last.isoformat()}T23:59:59",
            },
        )

    def day_history(self, contract):
        days, after = [], {}
        while True:
            answer = self.json(
                "GET",
                "/api/family/mobile/v1/day_balance_info",
                headers=self.older("familymp"),
                query={"contract_id": contract, "first": 14} | after,
            )
            days += answer["days"]
            if not answer["hasNextPage"]:
                return days
            after = {"after": days[-1]["date"]}


def signed(number):
    """A negative sum may be printed as an unsigned 32-bit number."""
    return number - 2**32 if number >= 2**31 else number


def follow_a_child(school, child, today):
    person = child["contingent_guid"]
    account = school.account(person)
    contract = child.get("contract_id", account["contractId"])
    assert contract == account["contractId"]
    first = today - datetime.timedelta(days=59)
    taps = school.passes(person, first, today)
    for route, subsystem in (
        ("/api/family/mobile/v1/visits", "familymp"),
        ("/api/family/web/v1/visits", "familyweb"),
        ("/api/family/ispp/v1/visits", "familymp"),
    ):
        assert school.older_passes(route, subsystem, contract, first, today) == taps, route

    long_ago = datetime.date(2000, 1, 1)
    movements = school.pages("transactions", "transactions", person, long_ago, today)
    for newer, older in zip(movements, movements[1:]):
        assert signed(older["prevBalance"]) + signed(older["sum"]) == signed(newer["prevBalance"])
    total = sum(signed(movement["sum"]) for movement in movements)
    assert total == account["balance"], (total, account["balance"])
    assert set(school.older_balances(person, contract)) == {account["balance"]}

    orders = school.pages("orders", "orders", person, first, today)
    assert [order["id"] for order in school.older_orders(contract, first, today)] == [o["orderId"] for o in orders]
    for order in orders:
        assert order["items"], order
        assert all((item["dish"] is None) != (item["complex"] is None) for item in order["items"])
    days = school.day_history(contract)
    assert sum(day["expense"] for day in days) == -sum(min(signed(m["sum"]), 0) for m in movements)
    return {
        "person_id": person,
        "contract_id": contract,
        "balance": account["balance"],
        "taps": len(taps),
        "movements": len(movements),
        "orders": len(orders),
        "days": len(days),
    }


def main():
    base, login, password, today = sys.argv[1:]
    today = datetime.date.fromisoformat(today)
    school = School(base)
    school.sign_in(login, password)
    before = school.profile()
    school.renew()
    profile = school.profile()
    assert profile["hash"] == before["hash"]
    children = [follow_a_child(school, child, today) for child in profile["children"]]

    # Some HTTP libraries encode of a JSON value only the quotes.
    bare = '[{"personId":"' + children[0]["person_id"] + '"}]'
    bare = bare.replace('"', "%22")
    careless = school.json("GET", "/api/food/meals/v3/clients/balance?clientIds=" + bare, headers=school.newer())
    assert careless[0]["balance"] == children[0]["balance"]

    # The trap every new client falls into once: the older routes' headers on the newer services.
    try:
        school.json("GET", "/api/pass/entrances/v1/status", headers=school.older("familymp"), query={"personId": "x"})
        trap = None
    except Refused as refused:
        trap = [refused.status, json.loads(refused.body)["description"]]
    print(json.dumps({"parent": profile["profile"]["id"], "children": children, "trap": trap}))


if __name__ == "__main__":
    main()
