//! Row `ffi`: what the way from Kotlin into the core costs, and what the phones' library weighs.
//!
//! Calls: the bindings beside C functions called the same way (JNA, mapped directly) in the same JVM. Start: a JVM process that has
//! the home state in hand, read from the snapshot file or through the core, over a JVM that does nothing. The library: the mobile
//! profile built for this machine. Needs a JDK and Maven; the JVM side is in `ffi/`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::report::{Bar, Figure, median, paired};
use crate::school::School;
use crate::{Failure, Size, phone};

const ROW: &str = "ffi";
/// Most a stripped library may weigh, in millions of bytes.
const LIBRARY_MB: f64 = 3.3;

/// What came out of `command`, which has to go well.
fn output(command: &mut Command) -> Result<String, Failure> {
    let done = command.output()?;
    if done.status.success() {
        return Ok(String::from_utf8(done.stdout)?);
    }
    Err(format!("{command:?}: {}\n{}{}", done.status, String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr)).into())
}

/// The JVM side, built, and where its parts are.
struct Jvm {
    class_path: String,
    library_dir: PathBuf,
}

impl Jvm {
    fn build(clone: &Path, target: &Path) -> Result<Self, Failure> {
        // Features change the library's file in place, so this one lives apart.
        let apart = target.join("ffi");
        let features = ["--release", "--locked", "-p", "schoolcard-core", "--features", "bindings-probe"];
        output(Command::new("cargo").current_dir(clone).arg("build").args(features).arg("--target-dir").arg(&apart))?;
        let library_dir = apart.join("release");
        let project = clone.join("tests/bench/ffi");
        let generated = project.join("target/generated");
        let library = library_dir.join("libschoolcard_core.so");
        output(Command::new(clone.join("scripts/generate-bindings")).arg("kotlin").arg(generated).arg(library))?;
        output(Command::new("mvn").current_dir(&project).args(["--batch-mode", "--quiet", "compile"]))?;
        let class_path = format!("{}:{}/*", project.join("target/classes").display(), project.join("target/lib").display());
        Ok(Self { class_path, library_dir })
    }

    fn run(&self, class: &str, arguments: &[&str]) -> Result<String, Failure> {
        let library_path = format!("-Djna.library.path={}", self.library_dir.display());
        output(Command::new("java").args(["-cp", &self.class_path, &library_path, class]).args(arguments))
    }
}

/// The row.
pub fn run(size: Size) -> Result<Vec<Figure>, Failure> {
    let clone = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| clone.join("target"), PathBuf::from);
    let jvm = Jvm::build(&clone, &target)?;

    let (dir, runtime) = (tempfile::tempdir()?, phone::runtime()?);
    {
        let school = School::start(60, 2)?;
        let app = phone::signed_in(&runtime, &school.address, dir.path())?;
        phone::sync(&runtime, &app)?;
        app.shutdown();
    }
    let dir = dir.path().display().to_string();
    let mut figures = start(&jvm, &dir, size)?;
    figures.extend(calls(&jvm, &dir, size)?);
    figures.extend(library(&clone, &target)?);
    Ok(figures)
}

fn start(jvm: &Jvm, dir: &str, size: Size) -> Result<Vec<Figure>, Failure> {
    let mut took: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for round in 0..=size.rounds(15) {
        for way in ["bare", "snapshot", "core"] {
            let begin = Instant::now();
            let said = jvm.run("ru.schoolcard.bench.Start", &[way, dir])?;
            let millis = begin.elapsed().as_secs_f64() * 1e3;
            let children = if way == "bare" { "children 0" } else { "children 2" };
            if said.trim() != children {
                return Err(format!("start by {way}: {said}").into());
            }
            if round > 0 {
                took.entry(way).or_default().push(millis);
            }
        }
    }
    let bare = &took["bare"];
    let figure = |way: &str| {
        let detail = format!("{:.0} ms over {:.0} ms", median(&took[way]), median(bare));
        Figure::ratio(ROW, format!("process start to home, by {way} ÷ bare JVM"), paired(&took[way], bare), Bar::None, detail)
    };
    Ok(vec![figure("snapshot"), figure("core")])
}

fn calls(jvm: &Jvm, dir: &str, size: Size) -> Result<Vec<Figure>, Failure> {
    let said = jvm.run("ru.schoolcard.bench.CallsKt", &[dir, &size.rounds(15).to_string()])?;
    let lines = said.lines().filter_map(|line| line.split_once(' '));
    let told: BTreeMap<&str, f64> = lines.filter_map(|(name, value)| Some((name, value.parse().ok()?))).collect();
    let of = |name: &str| told.get(name).copied().ok_or_else(|| format!("the JVM said nothing of {name}: {said}"));
    let mut figures = Vec::new();
    for (what, name, floor) in [
        ("a call that does nothing ÷ C labs", "nothing", "c-nothing"),
        ("a text there and back ÷ C strlen", "text", "c-text"),
        ("a callback with a state ÷ C qsort of two", "callback", "c-callback"),
        ("an async call ÷ C labs", "async", "c-nothing"),
        ("a screen of 50 rows ÷ C labs", "screen-50", "c-nothing"),
    ] {
        let (ours, theirs) = (of(name)?, of(floor)?);
        let detail = format!("{:.2} µs over {:.2} µs", ours / 1e3, theirs / 1e3);
        figures.push(Figure::ratio(ROW, what, ours / theirs, Bar::None, detail));
    }
    let per_screen = of("calls-per-screen")?;
    figures.push(Figure::amount(ROW, "calls per screen", per_screen, "", Bar::AtMost(1.0), "counted at the app's methods"));
    let callbacks = of("callbacks-per-commit")?;
    figures.push(Figure::amount(ROW, "callbacks per commit", callbacks, "", Bar::AtMost(1.0), "20 commits, counted"));
    Ok(figures)
}

fn library(clone: &Path, target: &Path) -> Result<Vec<Figure>, Failure> {
    let out = target.join("mobile-library");
    output(Command::new(clone.join("scripts/mobile-library")).arg(&out))?;
    let mb = |bytes: u64| f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e6;
    let whole = std::fs::metadata(out.join("libschoolcard_core.so"))?.len();
    let mut figures = vec![Figure::amount(
        ROW,
        "stripped library, mobile profile",
        mb(whole),
        "MB",
        Bar::AtMost(LIBRARY_MB),
        format!("{whole} bytes, built for this machine, without a secret store"),
    )];
    let symbols = out.join("symbols/libschoolcard_core.so");
    let mut parts = code_by_crate(&output(Command::new("nm").args(["-S", "-C", "--defined-only"]).arg(&symbols))?);
    for (section, bytes) in sections(&output(Command::new("size").arg("-A").arg(out.join("libschoolcard_core.so")))?) {
        parts.insert(format!("section {section}"), bytes);
    }
    let mut parts: Vec<(String, u64)> = parts.into_iter().filter(|(_, bytes)| *bytes >= 40_000).collect();
    parts.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    figures.extend(
        parts.into_iter().map(|(what, bytes)| Figure::amount(ROW, format!("  of it {what}"), mb(bytes), "MB", Bar::None, String::new())),
    );
    Ok(figures)
}

/// Bytes of code by the crate whose name a symbol begins with; generic code counts where it is defined, not where it is used.
fn code_by_crate(symbols: &str) -> BTreeMap<String, u64> {
    let mut parts = BTreeMap::new();
    let mut seen = std::collections::BTreeSet::new();
    for line in symbols.lines() {
        let mut words = line.splitn(4, ' ');
        let (Some(address), Some(bytes), Some(kind), Some(name)) = (words.next(), words.next(), words.next(), words.next()) else {
            continue;
        };
        let Ok(bytes) = u64::from_str_radix(bytes, 16) else { continue };
        // Equal functions share one address.
        if matches!(kind, "t" | "T" | "w" | "W") && seen.insert(address) {
            *parts.entry(format!("code {}", crate_of(name))).or_default() += bytes;
        }
    }
    parts
}

fn crate_of(name: &str) -> &str {
    if !name.contains("::") {
        return if name.starts_with("ring_core") { "ring (C)" } else { "SQLite and other C" };
    }
    let begin = name.find(|c: char| c.is_ascii_lowercase()).unwrap_or_default();
    let name = &name[begin..];
    let name = name.strip_prefix("dyn ").or_else(|| name.strip_prefix("mut ")).unwrap_or(name);
    name.split("::").next().unwrap_or(name)
}

fn sections(listing: &str) -> Vec<(String, u64)> {
    let lines = listing.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
    });
    lines.filter(|(name, _): &(String, u64)| name.starts_with('.')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_counted_for_its_crate_and_a_shared_function_once() {
        let parts = code_by_crate(
            "0010 0000000000000010 t <rustls::conn::Connection as core::fmt::Debug>::fmt\n\
             0020 0000000000000008 T sqlite3_step\n\
             0020 0000000000000008 T sqlite3_other\n\
             0030 0000000000000004 r rustls::TABLE\n\
             0040 0000000000000002 t core::ptr::drop_in_place<rustls::Error>\n",
        );
        let expected = [("code SQLite and other C", 8), ("code core", 2), ("code rustls", 16)];
        assert_eq!(parts, expected.map(|(name, bytes)| (name.to_owned(), bytes)).into());
    }
}
