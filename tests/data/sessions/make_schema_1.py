"""Writes schema-1-by-hand.kvsession: a session as programs of schema 1 left it, without KVScope's own code.

usage: make_schema_1.py database/migrations/0001_initial.sql schema-1-by-hand.kvsession
"""
import json
import sqlite3
import sys

migration, path = sys.argv[1:]
db = sqlite3.connect(path, isolation_level=None)
db.execute("PRAGMA page_size = 512")  # the file is mostly empty tables
db.executescript(open(migration, encoding="utf-8").read())
db.executescript("PRAGMA application_id = 0x4B565343; PRAGMA user_version = 1;")

spec = {
    "model_dirs": ["/models/llama", "/models/qwen"], "dataset_files": ["/tasks/tasks.jsonl"], "column_maps": [], "choice_seed": 0,
    "policies": [{"id": "r_kv", "params": {}}], "budgets": [96, 0], "buffer": 16, "budget_meaning": "retained",
    "eviction_trace": "first", "samples_per_problem": 1, "problem_limit": 0, "num_repeats": 1,
    "sampling": {"temperature": 0.6, "top_p": 0.95, "top_k": 0, "max_new_tokens": 100, "seed": 1},
    "batch": {"kind": "fixed", "batch": 32, "kv_memory_bytes": 0}, "device": "auto", "num_threads": 0,
}


def varint(number):
    """Zigzag, base 128, low group first."""
    number = number * 2 if number >= 0 else -number * 2 - 1
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out) + bytes([number])


def packed(data):
    return b"\0" + data


db.execute("INSERT INTO session VALUES (1, '', '2026-01-01T00:00:00Z', 9)")
db.execute("INSERT INTO run VALUES (1, 'sweep', '2026-01-01T00:00:00Z', ?, '{}')", (json.dumps(spec),))
db.execute("INSERT INTO manifest VALUES (1, 'device.backend', 'cpu')")
for number, name in enumerate(("llama", "qwen"), 1):
    hashes = [f"{kind} {name}" for kind in ("config", "tokenizer", "template", "weights")]
    db.execute("INSERT INTO model VALUES (?, ?, ?, ?, 'LlamaForCausalLM', 4, 8, 2, 64, 1000, 4096, ?, ?, ?, ?)",
               (number, name, "label of " + name, "/models/" + name, *hashes))
db.execute("INSERT INTO dataset VALUES (1, 'data', 'tasks', '/tasks/tasks.jsonl', 'tasks', 'integer', 'sha of data', 3, 0)")
for number in (1, 2, 3):
    db.execute("INSERT INTO problem VALUES (?, 1, ?, ?, ?)", (number, f"P-{number}", f"What is {number} + {number}?", str(2 * number)))
db.execute("INSERT INTO prompt VALUES (1, 'prompt', ?)", (packed(varint(5) + varint(7)),))
for position, (budget, model) in enumerate([(96, 1), (96, 2), (0, 1), (0, 2)]):
    cell = position + 1
    key = f"{('llama', 'qwen')[model - 1]}-{budget}"
    db.execute("INSERT INTO cell VALUES (?, ?, ?, ?, 1, ?, ?, ?, 16, ?, ?, 3, 1000, 'complete', '', 9)",
               (cell, key, position, model, "r_kv" if budget else "full",
                '{"mix_lambda":0.1,"window_size":8}' if budget else "{}", budget, budget, budget and budget + 16))
    for problem, verdict in enumerate(("correct", "wrong", "correct"), 1):
        sample = 3 * position + problem
        db.execute("INSERT INTO sample VALUES (?, ?, ?, 0, ?, '2', 'because', 'stop', 2, 3, 1, 96, 0, 1.5, 20.5)",
                   (sample, cell, problem, verdict))
        tokens = packed(b"".join(varint(token) for token in (11, 12, 13)))
        db.execute("INSERT INTO sample_content VALUES (?, 1, ?, ?)", (sample, tokens, packed(b"it is 2")))
    db.execute("INSERT INTO timing VALUES (?, 0, 0.5, 0.1, 1.5, 100, 71.4, 80.5, '', '[80,81]', '[70,72]', 79, 32, 3, 4096, 0, 0, 'a CPU')", (cell,))
db.close()
