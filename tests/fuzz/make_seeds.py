"""Writes what each fuzz target begins with to OUT_DIR/<target>/: small valid inputs, most of them from tests/data and resources.

    python3 make_seeds.py OUT_DIR

A target that tells kinds of input by the first byte gets that byte here; see the target's comment.
"""

import json
import pathlib
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"


def safetensors():
    for path in sorted(DATA.glob("golden/**/*.safetensors")):
        (size,) = struct.unpack("<Q", path.open("rb").read(8))
        yield path.open("rb").read(8 + size)[:4096]
    for tensors in ({}, {"a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}},
                    {"a": {"dtype": "BF16", "shape": [4], "data_offsets": [0, 8]}, "__metadata__": {"format": "pt"},
                     "b": {"dtype": "F16", "shape": [2, 2], "data_offsets": [8, 16]}}):
        header = json.dumps(tensors).encode()
        yield struct.pack("<Q", len(header)) + header + bytes(24)


def config():
    for first, pattern in enumerate(("config.json", "generation_config.json", "*.index.json")):
        for path in sorted(DATA.glob(f"**/{pattern}")) + sorted(ROOT.glob(f"resources/models/*/{pattern}")):
            yield bytes([first]) + path.read_bytes()


def tokenizer():
    letters = {chr(c) if 33 <= c < 127 else f"\\u{c:04x}": i for i, c in enumerate(range(33, 127))}
    base = {"version": "1.0", "added_tokens": [{"id": 200, "content": "<think>", "special": False, "normalized": False,
                                                "lstrip": True, "rstrip": False, "single_word": False}],
            "decoder": {"type": "ByteLevel"}, "post_processor": None}
    for normalizer, split in ((None, r"\p{L}+|\s+"), ({"type": "NFC"}, r"(?i:'s|'t)| ?\p{N}{1,3}|\s+(?!\S)|[^\s]+")):
        yield json.dumps(base | {
            "normalizer": normalizer,
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": split}, "behavior": "Isolated", "invert": False},
                {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False}]},
            "model": {"type": "BPE", "ignore_merges": True, "vocab": letters | {"th": 150, "the": 151},
                      "merges": [["t", "h"], "th e"]}}).encode()


def chat_template():
    for case in json.loads((DATA / "templates" / "cases.json").read_text())["cases"]:
        yield case["template"].encode()


def grading():
    for line in (DATA / "grading" / "math.jsonl").read_text().splitlines():
        case = json.loads(line)
        yield case["gold"].encode() + b"\0" + case["answer"].encode()


def dataset():
    rows = [{"id": 1, "problem": "What is 1 + 1?", "answer": "2", "solution": "\\boxed{2}"}, {"question": "Q", "answer": "so #### 3"},
            {"Question": "Q", "Correct Answer": "a", "Incorrect Answer 1": "b", "Incorrect Answer 2": "c", "Incorrect Answer 3": "d"},
            {"problem": "P", "reference_solution": "\\boxed{\\frac12}"}, {"input": "Q A) x B) y", "output": "B"}]
    lines = "\n".join(map(json.dumps, rows)).encode()
    yield b"\0" + lines
    yield b"\0\xef\xbb\xbf" + lines.replace(b"\n", b"\r\n") + b"\r\n{\"broken"
    yield b"\1" + json.dumps(rows).encode()
    yield b"\2" + b'id,problem,answer\n1,"What, ""is"" it?\nSay.",2\n2,x,3\n'
    yield b"\3" + lines
    for path in sorted(ROOT.glob("resources/tasks/*.jsonl")):
        yield b"\0" + b"\n".join(path.read_bytes().splitlines()[:5])


def results():
    sample = {"doc_id": 0, "doc": {"problem": "P", "answer": 3}, "target": "3", "arguments": {"gen_args_0": {"arg_0": "Q", "arg_1": {}}},
              "resps": [["so \\boxed{3}", "4"]], "filtered_resps": ["3"], "filter": "none", "metrics": ["exact_match"], "exact_match": 1.0}
    yield b"\0" + json.dumps(sample).encode() + b"\n" + json.dumps(sample | {"doc_id": 1, "exact_match": 0}).encode()
    yield b"\1" + json.dumps({"results": {"aime24": {"alias": "aime24", "exact_match,none": 0.5, "exact_match_stderr,none": 0.1}},
                              "configs": {"aime24": {"num_fewshot": 0}}, "n-samples": {"aime24": {"original": 30, "effective": 30}},
                              "config": {"model": "vllm"}, "model_name": "m"}).encode()
    yield b"\2" + json.dumps({"date": "20260101-000000", "model_id": "m", "num_prompts": 8, "duration": 2.5, "completed": 8,
                              "total_input_tokens": 80, "total_output_tokens": 800, "request_throughput": 3.2,
                              "output_throughput": 320.0, "mean_ttft_ms": 5.0, "max_concurrency": 4}).encode()
    yield b"\2" + json.dumps({"elapsed_time": 2.5, "num_requests": 8, "total_num_tokens": 880, "requests_per_second": 3.2,
                              "tokens_per_second": 352.0}).encode()


def session():
    for path in sorted(DATA.glob("sessions/*.kvsession")):
        yield path.read_bytes()


def session_values():
    import sqlite3
    database = sqlite3.connect(f"file:{DATA / 'sessions' / 'schema-1.kvsession'}?mode=ro&immutable=1", uri=True)
    for (table,) in database.execute("select name from sqlite_schema where type = 'table'").fetchall():
        for row in database.execute(f'select * from "{table}" limit 20'):
            for value in row:
                if isinstance(value, bytes):
                    yield from (bytes([kind]) + value for kind in (0, 1, 2))
                elif isinstance(value, str) and value[:1] in "{[":
                    yield from (bytes([kind]) + value.encode() for kind in (3, 4, 5))


def runner_event():
    events = [
        {"event": "start", "session": "/tmp/a", "num_cells": 2, "num_samples": 8, "num_committed": 1, "device": "CPU", "threads": 2},
        {"event": "cell_start", "cell": "c", "model": "m", "dataset": "d", "policy": "rkv", "budget": 128, "num_samples": 4, "num_committed": 0},
        {"event": "cell_start", "cell": "c", "budget": "full"},
        {"event": "sample", "cell": "c", "problem_id": "1", "sample_index": 0, "verdict": "correct", "num_tokens": 12, "finish": "stop"},
        {"event": "progress", "cell": "c", "running": 3, "tps": 12.5, "eta_s": [1.5, 2.5], "loaded": 0.5,
         "gpu": {"utilization": 0.5, "memory_used_bytes": 1e9, "memory_total_bytes": 2e9, "power_w": 100}},
        {"event": "cell_end", "cell": "c", "state": "failed", "message": "x"}, {"event": "paused"}, {"event": "continued"},
        {"event": "log", "level": "warning", "message": "\u202ex"}, {"event": "error", "code": "io", "message": "x"},
        {"event": "end", "state": "complete"}]
    yield b"\x07\x40" + b"\n".join(json.dumps(event).encode() for event in events) + b"\n"
    for event in events:
        yield b"\xff\xff" + json.dumps(event).encode() + b"\r\n"


def text():
    for line in (DATA / "text" / "encodings.jsonl").read_text().splitlines()[::40]:
        value = json.loads(line).get("text")
        if value:
            yield value.encode("utf-8", "surrogatepass")


TARGETS = (safetensors, config, tokenizer, chat_template, grading, dataset, results, session, session_values, runner_event, text)

if __name__ == "__main__":
    for target in TARGETS:
        folder = pathlib.Path(sys.argv[1]) / f"fuzz_{target.__name__}"
        folder.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(target()):
            (folder / f"seed-{number:03}").write_bytes(seed)
