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
    assert_eq!(get("conformance-a").as_deref(), Some("second"), "a new value replaces the old one");
    assert_eq!(get("conformance-b").as_deref(), Some("other"), "and leaves the others");

    let long = "токен\n\"{}\\ =".repeat(200);
    set("conformance-a", &long);
    assert_eq!(get("conformance-a"), Some(long), "any text survives");

    delete("conformance-a");
    assert_eq!(get("conformance-a"), None);
    delete("conformance-a");
    assert_eq!(get("conformance-b").as_deref(), Some("other"), "deleting leaves the others");
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

#[cfg(feature = "keyring")]
#[test]
#[ignore = "needs a real Secret Service"]
fn secret_service_is_the_store_of_this_device() {
    conformance(super::of_this_device("schoolcard-conformance-device", Some("of no meaning here")).unwrap().as_ref());
}

#[cfg(unix)]
#[test]
fn the_file_and_its_directory_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("deep/secrets");
    let store = super::FileSecrets::new(&file);
    store.set("a".to_owned(), "1".to_owned()).unwrap();
    store.set("a".to_owned(), "2".to_owned()).unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(&home.path().join("deep"))), (0o600, 0o700));
    let left: Vec<_> = std::fs::read_dir(home.path().join("deep")).unwrap().collect();
    assert_eq!(left.len(), 1, "no half-written file stays behind");
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(super::FileSecrets::new(&file).get("a".to_owned()).unwrap().as_deref(), Some("2"), "{text}");
}

#[test]
fn a_cut_or_foreign_secret_file_is_broken_and_signing_in_again_mends_it() {
    use super::SecretError;
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("secrets");
    let store = super::FileSecrets::new(&file);
    store.set("a".to_owned(), "token".to_owned()).unwrap();
    let whole = std::fs::read(&file).unwrap();
    for cut in [0, 5, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&file, &whole[..cut]).unwrap();
        assert_eq!(store.get("a".to_owned()), Err(SecretError::Broken), "cut at {cut}");
    }
    std::fs::write(&file, [0xFF, 0xFE, 0x00]).unwrap();
    assert_eq!(store.get("a".to_owned()), Err(SecretError::Broken));
    store.set("b".to_owned(), "new".to_owned()).unwrap();
    assert_eq!(store.get("b".to_owned()).unwrap().as_deref(), Some("new"));
    std::fs::write(&file, "foreign").unwrap();
    store.delete("b".to_owned()).unwrap();
    assert_eq!(store.get("b".to_owned()).unwrap(), None);
}
