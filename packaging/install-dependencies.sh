#!/usr/bin/env bash
# Installs what building KVScope needs, from the packages of Debian 12 or Ubuntu 24.04 (or newer). Does nothing, and needs
# no rights, when everything is there already.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: packaging/install-dependencies.sh [--runner-only] [--with-tests] [--with-oracles] [--list]
  --runner-only   leave out Qt: enough for kvscope-runner on a server
  --with-tests    add what the tests are linked and checked with (a fast linker, metadata validators, shellcheck)
  --with-oracles  add the Python packages that regenerate test fixtures, in build/oracles
  --list          print the packages and install nothing
TEXT
}

packages=(build-essential cmake ninja-build pkg-config ccache
    libsqlite3-dev nlohmann-json3-dev libcli11-dev libdnnl-dev libpcre2-dev libutf8proc-dev libssl-dev zlib1g-dev
    libgmp-dev libmpfr-dev libmpc-dev)
desktop_packages=(qt6-base-dev qt6-svg-dev libqcustomplot-dev fonts-inter qt6-l10n-tools qt6-translations-l10n)
test_packages=(sqlite3 desktop-file-utils appstream shellcheck mold)
oracle_packages=(python3 python3-venv)
oracle_modules=(math-verify numpy scipy statsmodels kneed torch tokenizers transformers safetensors)

desktop=yes tests=no oracles=no list=no
for argument in "$@"; do
    case "$argument" in
    --runner-only) desktop=no ;;
    --with-tests) tests=yes ;;
    --with-oracles) oracles=yes ;;
    --list) list=yes ;;
    -h | --help)
        usage
        exit 0
        ;;
    *)
        echo "install-dependencies: unknown option '$argument'" >&2
        usage >&2
        exit 2
        ;;
    esac
done
[ "$desktop" = no ] || packages+=("${desktop_packages[@]}")
[ "$tests" = no ] || packages+=("${test_packages[@]}")
[ "$oracles" = no ] || packages+=("${oracle_packages[@]}")

if [ "$list" = yes ]; then
    printf '%s\n' "${packages[@]}"
    exit 0
fi

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    cat >&2 <<TEXT
install-dependencies: this system has no apt, so nothing was installed. Install the equivalents of these Debian packages
(Qt 6.4 or newer, QCustomPlot 2.1 built for Qt 6, oneDNN, a C++20 compiler) and configure with 'cmake --preset release':
  ${packages[*]}
TEXT
    exit 1
fi

missing=()
for package in "${packages[@]}"; do
    # The list of installed packages answers in milliseconds and needs neither rights nor network.
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done

if [ "${#missing[@]}" -gt 0 ]; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            cat >&2 <<TEXT
install-dependencies: packages are missing, and installing them takes root or sudo. Have an administrator run:
  apt-get install --no-install-recommends ${missing[*]}
TEXT
            exit 1
        fi
        as_root=(sudo)
    fi
    echo "Installing ${#missing[@]} packages: ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}"; then
        echo "install-dependencies: apt-get failed, see above. Debian 12 and Ubuntu 24.04 (with universe) or newer have" \
            "all of these packages; older releases lack QCustomPlot for Qt 6." >&2
        exit 1
    fi
fi

if [ "$oracles" = yes ]; then
    root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
    python3 -m venv "$root/build/oracles"
    "$root/build/oracles/bin/pip" install --quiet "${oracle_modules[@]}"
    echo "Fixture scripts run with $root/build/oracles/bin/python"
fi
