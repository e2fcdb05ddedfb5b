"""The Python peer of the row `sync`: json + sqlite3 of the standard library on the same bodies, rows and schema.

    peer.py BASE TOKEN TODAY ROWS_A_COMMIT DB SCHEMA ROUNDS

Reads, untimed, every body a first sync reads (the windows of core/src/sync/lane.rs) over one kept connection, then times, ROUNDS
times, the parsing and the binding of all of them into a fresh database in commits of ROWS_A_COMMIT rows, and prints one JSON object.
No network is in the timed part, so the peer has the easier task.
"""

import datetime
import http.client
import json
import os
import re
import sys
import time
import sqlite3
import urllib.parse

MOSCOW = datetime.timezone(datetime.timedelta(hours=3))
# As core/src/sync/lane.rs: when a history has ended, and how far money goes beyond the school's own days.
EMPTY_DAYS_AT_THE_END = {"visits": 140, "orders": 730, "movements": 730}
DAYS_BEFORE_ENROLMENT = {"visits": 0, "orders": 31, "movements": 31}
DAYS_AHEAD = {"visits": 0, "orders": 14, "movements": 0}


class School:
    def __init__(self, base, token):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(base).netloc)
        self.headers = {"Authorization": "Bearer " + token, "X-Mes-Subsystem": "familymp"}

    def get(self, path, **query):
        self.connection.request("GET", path + "?" + urllib.parse.urlencode(query), headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {body[:200]!r}")
        return body


def bodies(school, child, today):
    """(kind, child, body) of one child, newest first."""
    person = child["contingent_guid"]
    client = json.dumps({"personId": person})
    enrolled = child.get("enrollment_date")
    enrolled = datetime.date.fromisoformat(enrolled) if enrolled else None
    lanes = (
        ("visits", 7, "/api/pass/entrances/v1/visit_durations", {"personId": person}, "payload"),
        ("orders", 91, "/api/food/meals/v3/orders", {"clientId": client, "limit": 500, "offset": 0}, "orders"),
        ("movements", 91, "/api/food/meals/v3/transactions", {"clientId": client, "limit": 500, "offset": 0}, "transactions"),
    )
    for kind, days, path, query, envelope in lanes:
        to, empty = today, 0
        first = to - datetime.timedelta(days=days - 1)
        to += datetime.timedelta(days=DAYS_AHEAD[kind])
        start = enrolled and enrolled - datetime.timedelta(days=DAYS_BEFORE_ENROLMENT[kind])
        while empty < EMPTY_DAYS_AT_THE_END[kind] and (start is None or to >= start):
            if start is not None:
                first = max(first, start)
            body = school.get(path, **query, **{"from": first.isoformat(), "to": to.isoformat()})
            answer = json.loads(body)
            if answer.get("hasNext"):
                raise SystemExit("a page is too full for this peer")
            empty = 0 if answer[envelope] else empty + days
            yield kind, person, body
            to = first - datetime.timedelta(days=1)
            first = to - datetime.timedelta(days=days - 1)


def millis(text):
    at = datetime.datetime.fromisoformat(text)
    if at.tzinfo is None:
        at = at.replace(tzinfo=MOSCOW)
    return int(at.timestamp() * 1000)


def signed(value):
    return value - (1 << 32) if value is not None and (1 << 31) <= value < (1 << 32) else value


class Binding:
    """Parses bodies and binds their rows."""

    def __init__(self, path, schema, rows_a_commit):
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.db.executescript(schema)
        self.rows_a_commit, self.rows = rows_a_commit, 0
        self.people, self.buildings, self.day = {}, {}, {}
        self.now = int(time.time() * 1000)

    def number(self, person):
        if person not in self.people:
            self.people[person] = self.db.execute("INSERT INTO person (person_id) VALUES (?)", (person,)).lastrowid
        return self.people[person]

    def building(self, visit):
        key = str(visit["organizationId"])
        if key not in self.buildings:
            row = (key, key, visit["organizationName"], visit["organizationShortName"], visit["organizationAddress"])
            sql = "INSERT INTO organization (key, id, name, short_name, address) VALUES (?, ?, ?, ?, ?)"
            self.buildings[key] = self.db.execute(sql, row).lastrowid
        return self.buildings[key]

    def midnight(self, date):
        if date not in self.day:
            self.day[date] = millis(date + "T00:00:00")
        return self.day[date]

    def visits(self, child, answer):
        rows = []
        for day in answer["payload"]:
            midnight = self.midnight(day["date"])
            for visit in day["visits"]:
                building = self.building(visit)
                for direction, side, who in ((0, "in", "personIn"), (1, "out", "personOut")):
                    if visit[side] == "-" or (direction and visit["isIncomplete"]):
                        continue
                    at = midnight + int(visit[side][:2]) * 3_600_000 + int(visit[side][3:]) * 60_000
                    escort = visit[who]
                    if isinstance(escort, dict):
                        escort = " ".join(filter(None, (escort.get(k) for k in ("lastName", "firstName", "middleName"))))
                    rows.append((child, at, building, direction, self.now, 0, escort))
        rows.sort(key=lambda row: row[1:4])
        self.db.executemany("INSERT OR IGNORE INTO passage VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        return len(rows)

    def orders(self, child, answer):
        rows = []
        for order in answer["orders"]:
            items = []
            for item in order["items"]:
                goods = item["dish"] or item["complex"]
                items.append((goods["name"], goods["amount"], goods["price"], [dish["name"] for dish in goods.get("complexItems", ())]))
            delivered = order["deliveredAt"] and millis(order["deliveredAt"])
            text = json.dumps(items, ensure_ascii=False, separators=(",", ":"))
            rows.append((child, millis(order["createdAt"]), str(order["orderId"]), delivered, order["onDate"], order["orderType"],
                         order["status"], order["totalPrice"], order["discount"], self.now, text))
        rows.sort(key=lambda row: row[1:3])
        self.db.executemany("INSERT OR REPLACE INTO purchase VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        return len(rows)

    def movements(self, child, answer):
        rows, seen = [], {}
        for movement in answer["transactions"]:
            at, kind, order = millis(movement["createdAt"]), movement["type"], movement["orderId"]
            ordinal = seen[at, kind, order] = seen.get((at, kind, order), -1) + 1
            when = datetime.datetime.fromtimestamp(at / 1000, MOSCOW).isoformat()
            key = f"{when}|{kind}|{'-' if order is None else order}|{ordinal}"
            rows.append((child, at, key, kind, signed(movement["sum"]), signed(movement["prevBalance"]), movement["origin"],
                         None if order is None else str(order), self.now, None))
        rows.sort(key=lambda row: row[1:3])
        self.db.executemany("INSERT OR REPLACE INTO movement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        return len(rows)

    def take(self, kind, person, body):
        if not self.db.in_transaction:
            self.db.execute("BEGIN IMMEDIATE")
        self.rows += getattr(self, kind)(self.number(person), json.loads(body))
        self.db.execute("INSERT OR REPLACE INTO sync_cursor VALUES (?, ?)", (f"history/{kind}/{person}", "{}"))
        if self.rows >= self.rows_a_commit:
            self.end()

    def end(self):
        if self.db.in_transaction:
            self.db.execute("COMMIT")
        self.rows = 0

    def count(self):
        return sum(self.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("passage", "purchase", "movement"))


def main():
    base, token, today, rows_a_commit, path, schema, rounds = sys.argv[1:]
    schema = open(schema, encoding="utf-8").read()
    school = School(base, token)
    children = json.loads(school.get("/api/family/mobile/v1/profile"))["children"]
    everything = [body for child in children for body in bodies(school, child, datetime.date.fromisoformat(today))]
    times, events = [], 0
    for _ in range(int(rounds)):
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.remove(path + suffix)
        binding = Binding(path, schema, int(rows_a_commit))
        begin = time.perf_counter()
        for kind, person, body in everything:
            binding.take(kind, person, body)
        binding.end()
        times.append((time.perf_counter() - begin) * 1000)
        events = binding.count()
        binding.db.close()
    print(json.dumps({"millis": times, "events": events, "python": re.split(r"\s", sys.version)[0], "sqlite": sqlite3.sqlite_version}))


main()
