//! `alerts` and `notifications` from the command line, against the sandbox over real HTTP.
#![allow(clippy::expect_used)] // helpers of tests fail like tests

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use schoolcard_sandbox::{Direction, FaultKind, Service};
use serde_json::Value;

mod common;
use common::{Bench, NOWHERE, bench, program, run_at};

/// Longer than anything takes.
const PATIENCE: Duration = Duration::from_secs(30);

fn tap_out(bench: &Bench) {
    bench.school.clock().advance(60);
    let person = bench.school.operator_state().expect("a state").children[0].person_id.clone();
    bench.school.tap(&person, Direction::Out, None, None).expect("a tap");
}

/// A signed-in parent who has read the family, so that what comes is news.
async fn parent(children: u8) -> Bench {
    let bench = bench(children).await;
    bench.sign_in().await;
    assert_eq!(bench.run("alerts --json").await.code, 0);
    bench
}

fn alerts(feed: &Value) -> &Vec<Value> {
    feed["alerts"].as_array().expect("alerts")
}

/// `alerts --follow --json` under way, killed at the end of the test.
struct Follower {
    child: Child,
    lines: std::sync::mpsc::Receiver<Value>,
}

impl Follower {
    fn start(bench: &Bench, options: &str) -> Self {
        let mut command = program(&bench.school.base_url(), &bench.data(), &format!("alerts --follow --json{options}"));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program");
        let lines = told(child.stdout.take().expect("its words"));
        Self { child, lines }
    }

    fn next(&self) -> Value {
        tokio::task::block_in_place(|| self.lines.recv_timeout(PATIENCE)).expect("an alert")
    }

    fn nothing_for(&self, time: Duration) {
        let told = tokio::task::block_in_place(|| self.lines.recv_timeout(time));
        assert!(told.is_err(), "{told:?}");
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn told(out: ChildStdout) -> std::sync::mpsc::Receiver<Value> {
    let (sender, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            let _ = sender.send(line.parse().expect("JSON"));
        }
    });
    lines
}

async fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < end, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until the school has the terminal as a device and nothing is being read any more.
async fn registered(bench: &Bench) {
    wait_for("the school has the device", || bench.school.devices().expect("devices").iter().any(|device| device.has_keys)).await;
    let (mut last, mut since) = (0, Instant::now());
    wait_for("reading ends", || {
        let now = bench.school.counters().total();
        if now != last {
            (last, since) = (now, Instant::now());
        }
        since.elapsed() > Duration::from_secs(1)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_has_what_happened_with_its_times_and_is_read_once_shown() {
    let bench = parent(1).await;
    tap_out(&bench);
    let feed = bench.run("alerts --json --keep-unread").await.json();
    let exit = &alerts(&feed)[0];
    assert_eq!((&exit["kind"], &exit["source"], &exit["channel"]), (&"exit".into(), &"phone".into(), &"entry_exit".into()), "{exit}");
    assert_eq!(
        (&exit["at"], &exit["push_at"], &exit["unread"]),
        (&"2026-05-12T11:31:00+03:00".into(), &Value::Null, &true.into()),
        "{exit}"
    );
    assert_eq!((&feed["push"], &feed["unread"]), (&"none".into(), &1.into()), "{feed}");
    let text = bench.run("alerts").await;
    assert!(text.out.contains("● ") && text.out.contains("выш") && text.out.contains("1 новое"), "{}", text.out);
    let feed = bench.run("alerts --json --cached").await.json();
    assert_eq!((&feed["unread"], &alerts(&feed)[0]["unread"]), (&0.into(), &false.into()), "{feed}");
    assert!(alerts(&feed)[0]["shown_at"].is_string(), "printed is shown: {feed}");
    assert!(bench.run("--lang en alerts").await.out.contains("left"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_is_told_within_a_second_and_without_any_request() {
    let bench = parent(1).await;
    let follower = Follower::start(&bench, " --sandbox-pushes");
    registered(&bench).await;
    let asked = bench.school.counters().total();
    let tapped = Instant::now();
    tap_out(&bench);
    let exit = follower.next();
    let took = tapped.elapsed();
    println!("from the operator's tap to the line: {took:?}");
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(bench.school.counters().total(), asked, "no request to the school");
    assert_eq!(exit["kind"], "exit");
    assert!(exit["push_at"].is_string() && exit["server_at"].is_string(), "{exit}");
    // Once, however often it comes.
    bench.school.faults().add(Service::Delivery, FaultKind::Doubled, Some(1));
    tap_in(&bench);
    assert_eq!(follower.next()["kind"], "entry");
    follower.nothing_for(Duration::from_secs(1));
}

fn tap_in(bench: &Bench) {
    bench.school.clock().advance(60);
    let person = bench.school.operator_state().expect("a state").children[0].person_id.clone();
    bench.school.tap(&person, Direction::In, None, None).expect("a tap");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_pushes_the_school_is_asked_and_the_same_is_told() {
    let bench = parent(1).await;
    tap_out(&bench);
    let follower = Follower::start(&bench, "");
    let exit = follower.next();
    assert_eq!((&exit["kind"], &exit["push_at"]), (&"exit".into(), &Value::Null), "{exit}");
    assert_eq!(bench.school.devices().expect("devices").len(), 0);
    follower.nothing_for(Duration::from_secs(1));
    drop(follower);
    let again = Follower::start(&bench, "");
    again.nothing_for(Duration::from_secs(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_reads_any_more_is_told_by_the_next_one() {
    let bench = parent(1).await;
    let mut command = program(&bench.school.base_url(), &bench.data(), "alerts --follow --sandbox-pushes");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program");
    drop(child.stdout.take());
    registered(&bench).await;
    tap_out(&bench);
    let ended = tokio::task::block_in_place(|| child.wait()).expect("the end");
    assert_eq!(ended.code(), Some(0));
    assert_eq!(Follower::start(&bench, "").next()["kind"], "exit");
}

/// Fills a pipe, so that who writes to it waits; the end to write to, and the one that empties it.
fn full_pipe(dir: &std::path::Path) -> (std::fs::File, std::fs::File) {
    let path = dir.join("pipe");
    assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
    let non_blocking = 0o4000;
    let mut ours = std::fs::OpenOptions::new().read(true).write(true).custom_flags(non_blocking).open(&path).expect("the pipe");
    while ours.write(&[b'x'; 4096]).is_ok() {}
    while ours.write(b"x").is_ok() {}
    let theirs = std::fs::OpenOptions::new().write(true).open(&path).expect("its end");
    (theirs, ours)
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_push_and_the_line_the_next_start_tells_it_once() {
    let bench = parent(1).await;
    let (full, mut ours) = full_pipe(bench.dir.path());
    let mut command = program(&bench.school.base_url(), &bench.data(), "alerts --follow --json --sandbox-pushes");
    let mut child = command.stdout(full).stderr(Stdio::null()).spawn().expect("the program");
    drop(command);
    registered(&bench).await;
    tap_out(&bench);
    // It has the push and waits for somebody to take the line.
    tokio::time::sleep(Duration::from_secs(2)).await;
    child.kill().expect("killed");
    child.wait().expect("dead");
    let mut said = vec![0; 1 << 20];
    let length = ours.read(&mut said).expect("what is in the pipe");
    assert!(said[..length].iter().all(|byte| *byte == b'x'), "the line was not told");

    // From nowhere but what was kept: the school says nothing.
    bench.fault(&[Service::Pass, Service::Food, Service::Profile, Service::Push]);
    let restarted = Follower::start(&bench, "");
    let exit = restarted.next();
    assert!(exit["kind"] == "exit" && exit["push_at"].is_string(), "{exit}");
    restarted.nothing_for(Duration::from_secs(1));
    drop(restarted);
    Follower::start(&bench, "").nothing_for(Duration::from_secs(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_here_is_set_by_child_and_kind_and_obeyed() {
    let bench = parent(2).await;
    let child = bench.school.operator_state().expect("a state").children[0].clone();
    let kind = |settings: &Value, code: &str| {
        let kinds = settings["children"][0]["kinds"].as_array().expect("kinds").clone();
        kinds.into_iter().find(|kind| kind["kind"] == code).expect("the kind")
    };
    let off = bench.run(&format!("notifications --child {} --kind exit --turn off --json", child.contract_id)).await.json();
    assert_eq!((&off["children"][0]["person_id"], off["children"].as_array().map(Vec::len)), (&child.person_id.as_str().into(), Some(1)));
    assert_eq!((&kind(&off, "exit")["on"], &kind(&off, "entry")["on"]), (&false.into(), &true.into()));
    tap_out(&bench);
    let feed = bench.run("alerts --json").await.json();
    assert_eq!((&alerts(&feed)[0]["kind"], &alerts(&feed)[0]["suppressed"]), (&"exit".into(), &"switched_off".into()), "{feed}");

    let hours = bench.run(&format!("notifications --child {} --kind entry --hours 8-20 --json --cached", child.contract_id)).await.json();
    assert_eq!(kind(&hours, "entry")["hours"], serde_json::json!({"from": "08:00", "to": "20:00"}));
    let quiet = bench.run("notifications --quiet 22:00-07:00 --json --cached").await.json();
    assert_eq!((&quiet["quiet"]["from"], quiet["children"].as_array().map(Vec::len)), (&"22:00".into(), Some(2)));
    let bell = bench.run(&format!("notifications --child {} --bell 08:30 --cached", child.contract_id)).await;
    assert!(bell.code == 0 && bell.out.contains("08:30") && bell.out.contains("Тихие часы: с 22:00 до 07:00"), "{bell:?}");
    let reset = bench.run("notifications --reset phone --json --cached").await.json();
    assert_eq!((&reset["quiet"], &kind(&reset, "exit")["on"], &reset["children"][0]["bell"]), (&Value::Null, &true.into(), &Value::Null));
    assert_eq!(bench.run("notifications --kind exit --turn off").await.code, 2, "which child?");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_switch_of_the_school_is_turned_read_back_and_reset() {
    let bench = parent(1).await;
    let settings = bench.run("notifications --json").await.json();
    let switch = |settings: &Value, id: Option<i64>| {
        let groups = settings["school"]["groups"].as_array().expect("groups").clone();
        let events = groups.into_iter().flat_map(|group| group["events"].as_array().expect("events").clone());
        let mut switches = events.flat_map(|event| event["switches"].as_array().expect("switches").clone());
        switches.find(|switch| id.map_or(switch["channel"] == "push" && switch["on"] == true, |id| switch["id"] == id)).expect("a switch")
    };
    let id = switch(&settings, None)["id"].as_i64().expect("a number");
    let off = bench.run(&format!("notifications --school {id} --turn off --hours 08:00-20:00 --json")).await.json();
    let turned = switch(&off, Some(id));
    assert_eq!((&turned["on"], &turned["from"], &turned["change"]["state"]), (&false.into(), &"08:00".into(), &"done".into()), "{turned}");
    let read = bench.run("notifications --json").await.json();
    assert_eq!(switch(&read, Some(id))["on"], false, "the school has it");
    let reset = bench.run("notifications --reset school --json").await.json();
    assert_eq!((&switch(&reset, Some(id))["on"], &reset["school"]["reset"]["state"]), (&true.into(), &"done".into()), "{reset}");
    assert_eq!(bench.run("notifications --school 999999 --turn off").await.code, 2);

    bench.fault(&[Service::Push]);
    let unknown = bench.run(&format!("notifications --school {id} --turn off --json")).await;
    assert_eq!(unknown.code, 8, "{}", unknown.err);
    assert!(unknown.out.contains("\"waiting\"") || unknown.out.contains("\"sending\""), "{}", unknown.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn exit_codes_are_those_of_the_other_commands() {
    let bench = bench(1).await;
    for line in ["alerts", "alerts --follow", "notifications", "notifications --quiet none"] {
        let ended = bench.run(line).await;
        assert_eq!((ended.code, ended.out.as_str()), (3, ""), "{line}: {}", ended.err);
    }
    bench.sign_in().await;
    for line in ["alerts --cached --json", "notifications --cached"] {
        let ended = run_at(NOWHERE, &bench.data(), line).await;
        assert_eq!((ended.code, ended.out.as_str()), (4, ""), "{line}: {}", ended.err);
    }
    assert_eq!(bench.run("alerts --json").await.code, 0);
    bench.fault(&[Service::Pass, Service::Food, Service::Profile, Service::Push]);
    assert_eq!(bench.run("alerts --json").await.code, 0, "what is stored is shown");
    assert_eq!(bench.run("notifications --json").await.json()["school"], Value::Null, "never read");
    assert_eq!(bench.run("alerts --nonsense").await.code, 2);
}
