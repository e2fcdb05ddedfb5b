//! What every secret store must do; run on each of them.

use super::SecretStore;

/// Holds `store` to the contract of [`SecretStore`]. The keys it uses are free again at the end.
pub(crate) fn conformance(store: &dyn SecretStore) {
    let get = |key: &str| store.get(key.to_owned()).unwrap();
    let set = |key: &str, value: &str| store.set(key.to_owned(), value.to_owned()).unwrap();
    let delete = |key: &str| store.delete(key.to_owned()).unwrap();

    delete("conformance-a");
    delete("conformance-b");
    assert_eq!(get("conformance-a"), None, "nothing under a new key");

    set("conformance-a", "first");
    assert_eq!(get("conformance-a").as_deref(), Some("first"));
    assert_eq!(get("conformance-b"), None, "keys do not mix");

    set("conformance-b", "other");
    set("conformance-a", "second");
    assert_eq!(
        get("conformance-a").as_deref(),
        Some("second"),
        "a new value replaces the old one"
    );
    assert_eq!(
        get("conformance-b").as_deref(),
        Some("other"),
        "and leaves the others"
    );

    let long = "токен\n\"{}\\ =".repeat(200);
    set("conformance-a", &long);
    assert_eq!(get("conformance-a"), Some(long), "any text survives");

    delete("conformance-a");
    assert_eq!(get("conformance-a"), None);
    delete("conformance-a");
    assert_eq!(
        get("conformance-b").as_deref(),
        Some("other"),
        "deleting leaves the others"
    );
    delete("conformance-b");
    assert_eq!(get("conformance-b"), None);
}

#[test]
fn memory_conforms() {
    conformance(&super::MemorySecrets::new());
}

#[test]
fn file_conforms() {
    let dir = tempfile::tempdir().unwrap();
    conformance(&super::FileSecrets::new(dir.path().join("deep/er/secrets")));
}

#[cfg(feature = "keyring")]
#[test]
#[ignore = "needs a real Secret Service"]
fn secret_service_conformance() {
    conformance(&super::KeyringSecrets::new("schoolcard-conformance"));
}
