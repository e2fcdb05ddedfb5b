# shellcheck shell=bash
# The scripts themselves.

part_shell() {
    need shellcheck:shellcheck
    local scripts=() file
    while IFS= read -r file; do
        case $(head -n 1 "$file") in
            '#!/usr/bin/env bash' | '#!/bin/sh') scripts+=("$file") ;;
        esac
    done < <(find tests/run scripts .ci android/preview/run android/platform-check/link-resources -type f)
    # tests/run brings the files of tests/lib with it.
    shellcheck --external-sources --check-sourced "${scripts[@]}"
    echo "${#scripts[@]} scripts and tests/lib are clean"
}
