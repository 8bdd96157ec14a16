"""Compares the members of our vLLM export with those that `vllm bench serve` writes, which are read off its source.

    python3 check_vllm.py SERVE_PY EXPORT.json

SERVE_PY is vllm/benchmarks/serve.py of the version to compare with. Exits 1 where a member is missing that a session could fill.
"""

import ast
import json
import sys

# Arrays of single requests, written with --save-detailed only.
DETAILED = {"input_lens", "output_lens", "ttfts", "itls", "generated_texts", "errors", "start_times"}
# Not measured by a session: missing is better than 0.
UNMEASURED = {"max_output_tokens_per_s"}
CONDITIONAL = ("ramp_up", "rps_change", "rtfx", "spec_decode", "plot")


def members(source):
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            keys = {key.value for key in node.value.keys if isinstance(key, ast.Constant)}
            if getattr(node.targets[0], "id", "") == "result" and "output_throughput" in keys:
                names |= keys
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            target = node.targets[0]
            if getattr(target.value, "id", "") == "result_json" and isinstance(target.slice, ast.Constant):
                names.add(target.slice.value)
    return {name for name in names - DETAILED if not name.startswith(CONDITIONAL)}


if __name__ == "__main__":
    theirs = members(open(sys.argv[1], encoding="utf-8").read())
    ours = set(json.load(open(sys.argv[2], encoding="utf-8")))
    missing = theirs - ours - UNMEASURED
    print(f"{len(theirs)} members of theirs; missing here: {sorted(missing)}; not measured: {sorted(theirs & UNMEASURED - ours)}; "
          f"ours alone: {sorted(ours - theirs)}")
    sys.exit(1 if missing or not theirs else 0)
