# shellcheck shell=bash
# How the core is built for phones; sourced by build-android, build-ios-xcframework and mobile-library.
#
# `cargo rustc --crate-type`, not `cargo build`: while a Rust library is among the crate types, Cargo does not optimise
# at link time, and the result is a third bigger.

# mobile_core CRATE_TYPE: the arguments after `cargo rustc`, into the array of that name.
mobile_core() {
    # shellcheck disable=SC2034 # used by whoever sources this
    mobile_core=(--locked --profile mobile -p schoolcard-core --lib --crate-type "$1")
}

# What of SQLite nobody here calls.
export LIBSQLITE3_FLAGS="-USQLITE_ENABLE_FTS3 -USQLITE_ENABLE_FTS3_PARENTHESIS -USQLITE_ENABLE_FTS5 \
-USQLITE_ENABLE_RTREE -USQLITE_ENABLE_DBSTAT_VTAB -USQLITE_ENABLE_STAT4 -USQLITE_ENABLE_API_ARMOR \
-USQLITE_ENABLE_LOAD_EXTENSION -USQLITE_SOUNDEX -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_DEPRECATED \
-DSQLITE_OMIT_JSON -DSQLITE_OMIT_SHARED_CACHE -DSQLITE_OMIT_COMPLETE -DSQLITE_OMIT_GET_TABLE \
-DSQLITE_OMIT_PROGRESS_CALLBACK -DSQLITE_OMIT_DESERIALIZE"

# Paths of this machine neither help a report nor belong into an app.
RUSTFLAGS="${RUSTFLAGS:-} --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src/= --remap-path-prefix=$PWD/="

# For ELF, with lld: equal functions once, and no unwinding tables for C, through which nothing unwinds. A frame pointer costs a
# few bytes of code in each function and saves its unwinding table a line for each push: 100 KB in all.
mobile_elf() {
    RUSTFLAGS="$RUSTFLAGS -C link-arg=-Wl,--icf=all -C force-frame-pointers=yes"
    export CFLAGS="${CFLAGS:-} -fno-asynchronous-unwind-tables -fno-unwind-tables"
}
export RUSTFLAGS
