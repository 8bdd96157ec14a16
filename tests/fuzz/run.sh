#!/bin/sh
# Builds the fuzz targets and runs them one after the other from the seeds that make_seeds.py writes.
#   tests/fuzz/run.sh NUM_EXECUTIONS [TARGET…]     each target, or those named (fuzz_safetensors …)
#   KVSCOPE_FUZZ_SANITIZE=fuzzer-no-link tests/fuzz/run.sh …    without address and undefined-behaviour checks: many times faster
# Inputs that reach new code are kept in the build's corpus/ and are where the next run begins. Ends with a table; exits 1
# where something crashed, hung or leaked: the input lies in the build's findings/.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
executions=${1:?how many executions of each target?}
shift
sanitize=${KVSCOPE_FUZZ_SANITIZE:-address,undefined,fuzzer-no-link}
build=$root/build/fuzz-$(echo "$sanitize" | tr ',' '-')

cmake -S "$root" -G Ninja -B "$build" --log-level=WARNING -Wno-dev -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DKVSCOPE_FUZZ=ON -DKVSCOPE_SANITIZE="$sanitize" -DKVSCOPE_WITH_DESKTOP=OFF -DKVSCOPE_WITH_CUDA=OFF >/dev/null
cmake --build "$build" --target fuzz >"$build/build.log" || { cat "$build/build.log"; exit 2; }
python3 "$root/tests/fuzz/make_seeds.py" "$build/seeds"
[ $# -gt 0 ] || set -- $(cd "$build/bin" && ls -1 | grep '^fuzz_')

mkdir -p "$build/findings" "$build/logs"
failed=0
table=""
for target in "$@"; do
  mkdir -p "$build/corpus/$target"
  dict=$root/tests/fuzz/${target#fuzz_}.dict
  max_len=4096
  [ "$target" != fuzz_session ] || max_len=110000 # the smallest session has 100 kB
  log=$build/logs/$target.log
  status=0
  "$build/bin/$target" -runs="$executions" -max_len=$max_len -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 -verbosity=1 \
    ${dict:+$([ -f "$dict" ] && echo "-dict=$dict")} -artifact_prefix="$build/findings/$target-" \
    "$build/corpus/$target" "$build/seeds/$target" >"$log" 2>&1 || status=1
  done=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
  covered=$(sed -n 's/^#.* cov: \([0-9]*\).*/\1/p' "$log" | tail -1)
  [ $status -eq 0 ] || failed=1
  table="$table$(printf '%-22s %12s %10s %8s %8s' "$target" "${done:-?}" "${rate:-?}" "${covered:-?}" "$status")
"
done
printf '%-22s %12s %10s %8s %8s\n%s' target executions per_s edges crashes "$table"
exit $failed
