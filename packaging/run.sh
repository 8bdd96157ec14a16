#!/usr/bin/env bash
# Installs what is missing, builds KVScope and starts its main job: both bundled models at six KV budgets and without a
# limit. With a display the window opens with the sweep begun; without one it runs here and ends with chart and table.
# Run again, it goes on where it stopped, or shows the finished session.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: packaging/run.sh [--headless] [--output DIR]
  --headless    run in the terminal even if there is a display
  --output DIR  where a headless run puts session, chart and table (default: $XDG_DATA_HOME/kvscope, else
                ~/.local/share/kvscope)
TEXT
}

headless=no
output=${XDG_DATA_HOME:-${HOME:-$PWD}/.local/share}/kvscope
while [ $# -gt 0 ]; do
    case "$1" in
    --headless) headless=yes ;;
    --output)
        [ $# -ge 2 ] || { usage >&2; exit 2; }
        output=$2
        shift
        ;;
    -h | --help)
        usage
        exit 0
        ;;
    *)
        echo "run: unknown option '$1'" >&2
        usage >&2
        exit 2
        ;;
    esac
    shift
done
[ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ] || headless=yes

mkdir -p "$output"
output=$(cd "$output" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash packaging/install-dependencies.sh
[ -x build/release/bin/kvscope ] || cmake --preset release -Wno-dev --log-level=WARNING
cmake --build --preset release

bin=$PWD/build/release/bin
share=$PWD/build/release/share/kvscope

if [ "$headless" = no ]; then
    exec "$bin/kvscope" --demo
fi

session=$output/demo.kvsession
status=0
# A session that is there goes on, also one that was begun from another clone, whose models lay elsewhere.
"$bin/kvscope-runner" run \
    --model "$share/models/tiny-r1-llama" --model "$share/models/tiny-r1-qwen" \
    --dataset "$share/tasks/demo.jsonl" \
    --policy r_kv --kv-budget 96:256:32,full --buffer 16 \
    --samples 1 --batch 32 --max-new-tokens 800 --seed 1 \
    --session "$session" || status=$?
if [ "$status" -eq 130 ]; then
    echo "Stopped. Every finished sample is in $session; packaging/run.sh goes on from there." >&2
    exit 130
elif [ "$status" -ne 0 ]; then
    echo "The sweep failed, see above. If $session itself is the trouble, move it away or choose another --output." >&2
    exit "$status"
fi

for format in png svg pdf; do
    QT_QPA_PLATFORM=offscreen "$bin/kvscope" export "$session" --chart "$output/demo.$format"
done
QT_QPA_PLATFORM=offscreen "$bin/kvscope" export "$session" --table "$output/demo.csv"

echo "The order of methods on these two tiny models says nothing about the methods: they were trained with random eviction."
printf '%-8s %s\n' Session "$session" Chart "$output/demo.png" "" "$output/demo.svg" "" "$output/demo.pdf" \
    Table "$output/demo.csv"
