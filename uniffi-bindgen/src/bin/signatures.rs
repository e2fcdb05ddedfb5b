//! `signatures kotlin|swift FILE`: prints the public surface of generated bindings, one declaration to a line, members
//! indented under their type.
//!
//! Decides what of UniFFI's output an app can see; leaves comparing it with the reviewed text to `tests/run signatures`.
//! It knows the generator's way of writing, not the two languages: a method is printed once, from the interface or
//! protocol, and not again where the class implements it.

use std::{env, fs, process::ExitCode};

/// The two languages the core speaks to.
#[derive(Clone, Copy, PartialEq)]
enum Language {
    Kotlin,
    Swift,
}

/// One declaration: the text before its braces, and what is inside them.
struct Declaration {
    head: String,
    body: Vec<Declaration>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let language = match arguments.first().map(String::as_str) {
        Some("kotlin") => Language::Kotlin,
        Some("swift") => Language::Swift,
        _ => return usage(),
    };
    let Some(path) = arguments.get(1) else {
        return usage();
    };
    match fs::read_to_string(path) {
        Ok(source) => {
            print!("{}", signatures(language, &source));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("signatures: {path}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: signatures kotlin|swift FILE");
    ExitCode::from(2)
}

/// The public surface of `source`.
fn signatures(language: Language, source: &str) -> String {
    let text = without_comments(source);
    let mut out = String::new();
    for declaration in declarations(&mut text.chars().peekable()) {
        print_declaration(language, &declaration, None, 0, &mut out);
    }
    out
}

fn print_declaration(language: Language, declaration: &Declaration, parent: Option<&str>, depth: usize, out: &mut String) {
    let mut head = tidy(without_annotations(&declaration.head));
    let Some(kind) = keyword(&head) else {
        // The entries of a Kotlin enum come as one list.
        if language == Language::Kotlin && parent == Some("enum") && declaration.body.is_empty() {
            out.push_str(&"  ".repeat(depth));
            out.push_str(head.trim_end_matches(','));
            out.push('\n');
        }
        return;
    };
    if words(&head).any(|word| word == "companion") {
        // A second constructor of a Kotlin class is a function of its companion.
        for member in &declaration.body {
            print_declaration(language, member, Some(kind), depth, out);
        }
        return;
    }
    if kind == "constructor" {
        // What follows the parameters is a call into the machinery.
        head.truncate(head.find("):").map_or(head.len(), |end| end + 1));
    }
    if is_machinery(&head) || !is_public(language, &head, parent) {
        return;
    }
    out.push_str(&"  ".repeat(depth));
    out.push_str(&head);
    out.push('\n');
    if is_container(kind) {
        for member in &declaration.body {
            print_declaration(language, member, Some(kind), depth + 1, out);
        }
    }
}

/// What follows the annotations, `@Throws(AppException::class)` and the like.
fn without_annotations(head: &str) -> &str {
    let mut rest = head.trim_start();
    while let Some(annotation) = rest.strip_prefix('@') {
        let name = annotation.find(|c: char| !(c.is_alphanumeric() || "_.:".contains(c))).unwrap_or(annotation.len());
        let mut depth = 0_i32;
        let arguments = annotation[name..].starts_with('(').then(|| {
            annotation[name..].find(|c: char| {
                depth += match c {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                depth == 0
            })
        });
        let end = arguments.flatten().map_or(name, |end| name + end + 1);
        rest = annotation[end..].trim_start();
    }
    rest
}

/// The word that says what is declared, if it is a declaration at all.
fn keyword(head: &str) -> Option<&'static str> {
    const KEYWORDS: [&str; 16] = [
        "class",
        "interface",
        "object",
        "enum",
        "protocol",
        "struct",
        "fun",
        "func",
        "init",
        "constructor",
        "val",
        "var",
        "let",
        "case",
        "typealias",
        "entry",
    ];
    // Parameters may be named like keywords; only the words before the first parenthesis count.
    let before = head.split('(').next().unwrap_or(head);
    words(before).find_map(|word| KEYWORDS.into_iter().find(|keyword| *keyword == word))
}

fn is_container(kind: &str) -> bool {
    matches!(kind, "class" | "interface" | "object" | "enum" | "protocol" | "struct")
}

/// UniFFI's own workings, which are public only because generated code needs them so.
fn is_machinery(head: &str) -> bool {
    const OWN: [&str; 9] = [
        "RustBuffer",
        "ForeignBytes",
        "NoHandle",
        "noHandle",
        "unsafeFromHandle",
        "RustCallStatus",
        "Disposable",
        "errorDescription",
        "deinit",
    ];
    let declared = head.split([':', '=']).next().unwrap_or(head);
    words(head).any(|word| {
        let word = word.trim_start_matches('_').to_ascii_lowercase();
        word.starts_with("uniffi") || word.starts_with("fficonverter")
    }) || words(declared).any(|word| {
        // `…Impl` is Swift's stand-in for a protocol that Rust itself implements.
        OWN.contains(&word) || word.ends_with("Impl")
    })
}

fn is_public(language: Language, head: &str, parent: Option<&str>) -> bool {
    let has = |wanted: &str| words(head).any(|word| word == wanted);
    let hidden = ["private", "internal", "fileprivate", "protected", "inline"];
    if hidden.into_iter().any(has) {
        return false;
    }
    match language {
        Language::Kotlin => !has("override"),
        Language::Swift => match parent {
            Some("protocol" | "enum") => true,
            // A class repeats the methods of its protocol.
            Some("class") => has("public"),
            _ => has("public") || has("open"),
        },
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// One line, one spacing, no value after `=` (except what a type alias stands for).
fn tidy(head: &str) -> String {
    let mut text = head.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ");
    for (from, to) in [
        ("( ", "("),
        (" )", ")"),
        (" ,", ","),
        (",)", ")"),
        (" (", "("),
        (")throws", ") throws"),
        (")async", ") async"),
        (") :", "):"),
        ("?,", "?, "),
        (",  ", ", "),
    ] {
        text = text.replace(from, to);
    }
    if !words(&text).any(|word| word == "typealias") {
        let mut depth = 0_i32;
        let cut = text.char_indices().find_map(|(at, c)| {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth -= 1,
                '=' if depth == 0 => return Some(at),
                _ => {}
            }
            None
        });
        if let Some(at) = cut {
            text.truncate(at);
        }
    }
    text.trim().to_owned()
}

type Characters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// The declarations up to the closing brace (which is taken) or the end.
fn declarations(text: &mut Characters<'_>) -> Vec<Declaration> {
    let mut found = Vec::new();
    let mut head = String::new();
    let mut depth = 0_i32;
    let mut finish = |head: &mut String, body| {
        let head = std::mem::take(head);
        if !head.trim().is_empty() {
            found.push(Declaration { head, body });
        }
    };
    while let Some(c) = text.next() {
        match c {
            '"' => {
                head.push(c);
                while let Some(inside) = text.next() {
                    head.push(inside);
                    match inside {
                        '\\' => head.extend(text.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '{' => {
                let body = declarations(text);
                // Braces inside parentheses are a lambda, part of the head.
                if depth == 0 {
                    finish(&mut head, body);
                }
            }
            '}' => break,
            ';' if depth == 0 => finish(&mut head, Vec::new()),
            '\n' if depth == 0 => {
                while text.next_if(|next| next.is_whitespace()).is_some() {}
                if is_whole(&head) && !matches!(text.peek(), Some('{' | ':' | '=' | '.' | ')')) {
                    finish(&mut head, Vec::new());
                } else {
                    head.push(' ');
                }
            }
            _ => {
                match c {
                    '(' | '[' => depth += 1,
                    ')' | ']' => depth -= 1,
                    _ => {}
                }
                head.push(c);
            }
        }
    }
    finish(&mut head, Vec::new());
    found
}

/// Whether a line that ends here ends its declaration: not after an annotation, a lone modifier or a hanging sign.
fn is_whole(head: &str) -> bool {
    let head = head.trim();
    let hanging = head.ends_with([',', ':', '=', '|', '&']) || head.ends_with("->");
    let modifiers_only = words(head).all(|word| matches!(word, "public" | "open" | "override" | "required" | "suspend"));
    let annotation_only = head.starts_with('@') && without_annotations(head).is_empty();
    !(hanging || modifiers_only || annotation_only)
}

fn without_comments(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") || (rest.starts_with('#') && out.ends_with('\n')) {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else if c == '"' {
            let end = end_of_string(rest);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Where the string literal that `text` starts with ends.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{Language, signatures};

    #[test]
    fn a_kotlin_class_shows_its_constructor_and_the_methods_of_its_interface_once() {
        let source = r#"
            public interface ParentAppInterface {
                /** Waits; see { this }. */
                suspend fun `topUp`(`kopecks`: kotlin.Long): Moment
                companion object
            }
            open class ParentApp: Disposable, ParentAppInterface
            {
                constructor(`secrets`: SecretStore) :
                    this(UniffiWithHandle, uniffiRustCall() { _status -> 1 })
                internal val uniffiHandle: Long
                override suspend fun `topUp`(`kopecks`: kotlin.Long) : Moment { return lift("}") }
                companion object {
                    @Throws(AppException::class) fun `ofThisDevice`(`group`: kotlin.String?): ParentApp { return lift() }
                }
            }
        "#;
        assert_eq!(
            signatures(Language::Kotlin, source),
            "public interface ParentAppInterface\n  suspend fun topUp(kopecks: kotlin.Long): Moment\n\
             open class ParentApp: Disposable, ParentAppInterface\n  constructor(secrets: SecretStore)\n  \
             fun ofThisDevice(group: kotlin.String?): ParentApp\n"
        );
    }

    #[test]
    fn annotations_hide_nothing_and_an_enum_shows_its_entries() {
        let source = r#"
            @Throws(AppException::class) fun `probePanic`()
                = uniffiRustCallWithError(AppException) { _status -> 1 }
            @Suppress("UNUSED")
             suspend fun `probeAsync`() : kotlin.ULong {
                return 1
            }
            enum class DataState {

                /** Of this run. */
                LIVE,
                CACHED;

                /** @suppress */
                companion object
            }
        "#;
        assert_eq!(
            signatures(Language::Kotlin, source),
            "fun probePanic()\nsuspend fun probeAsync(): kotlin.ULong\nenum class DataState\n  LIVE, CACHED\n"
        );
    }

    #[test]
    fn a_swift_enum_shows_every_case_with_its_data() {
        let source = r"
            public
            enum AppError: Swift.Error {
                case SignedOut
                case Rejected(code: UInt16
                    , text: String)
                public var errorDescription: String? { String(reflecting: self) }
            }
            fileprivate struct FfiConverterString: FfiConverter { static func lift() {} }
        ";
        assert_eq!(
            signatures(Language::Swift, source),
            "public enum AppError: Swift.Error\n  case SignedOut\n  case Rejected(code: UInt16, text: String)\n"
        );
    }
}
