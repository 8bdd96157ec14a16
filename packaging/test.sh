#!/usr/bin/env bash
# Installs what is missing, builds and runs the tests: as users run it, with the address and undefined-behaviour sanitizers,
# and the Qt-free part with the thread sanitizer.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: packaging/test.sh [--quick] [--acceptance]
  --quick       the dev preset only, without sanitizers
  --acceptance  the long checks of the whole program (label "acceptance", dev preset) instead of the others
TEXT
}

presets=(dev dev-asan dev-tsan)
selection=()
for argument in "$@"; do
    case "$argument" in
    --quick) presets=(dev) ;;
    --acceptance)
        presets=(dev)
        selection=(--label-regex acceptance)
        ;;
    -h | --help)
        usage
        exit 0
        ;;
    *)
        echo "test: unknown option '$argument'" >&2
        usage >&2
        exit 2
        ;;
    esac
done

cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash packaging/install-dependencies.sh --with-tests

# The tests write sessions of hundreds of megabytes with every transaction synced: in memory, where there is room, they
# wait for no disk. What a lost power supply does is tested with a file system of the test's own.
if [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 4000000 ] 2>/dev/null; then
    TMPDIR=$(mktemp -d /dev/shm/kvscope-tests.XXXXXX)
    export TMPDIR
    trap 'rm -rf "$TMPDIR"' EXIT
fi

jobs=$(nproc)
summary=()
failed=no
for preset in "${presets[@]}"; do
    printf '\n== %s\n' "$preset"
    [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" -Wno-dev --log-level=WARNING
    cmake --build --preset "$preset"

    if [ "${#selection[@]}" -gt 0 ]; then
        run=(ctest --test-dir "build/$preset" --output-on-failure "${selection[@]}")
    else
        run=(ctest --preset "$preset")
    fi
    log=build/$preset/ctest.log
    "${run[@]}" --parallel "$jobs" 2>&1 | tee "$log" || failed=yes
    summary+=("$preset: $(grep -E 'tests passed,|^No tests' "$log" || echo 'ctest gave no summary')")
done

printf '\n'
printf '%s\n' "${summary[@]}"
[ "$failed" = no ]
