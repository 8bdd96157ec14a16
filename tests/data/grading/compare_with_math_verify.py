#!/usr/bin/env python3
"""Runs Math-Verify over a table of (gold, answer, expected) lines, and our grader beside it, and writes both verdicts.

    build/oracles/bin/python tests/data/grading/compare_with_math_verify.py TABLE.jsonl RUNNER [--out VERDICTS.jsonl]

RUNNER is kvscope-runner. Needs math-verify (packaging/install-dependencies.sh --with-oracles). Prints one line per
disagreement and a table of counts: false positives and false negatives of either.
"""
import argparse
import json
import subprocess
import tempfile

from math_verify import parse, verify


def math_verify_verdict(gold, answer):
    # Its parser looks for mathematics in running text; the answers here are bare, so they are put between dollars.
    def wrap(text):
        return text if "$" in text and "\\$" not in text else "$" + text + "$"

    try:
        return "correct" if verify(parse(wrap(gold)), parse(wrap(answer))) else "wrong"
    except Exception as failure:  # a time-out is one, too
        return "error: " + type(failure).__name__


def our_verdicts(runner, rows):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as pairs:
        for row in rows:
            pairs.write(json.dumps({"gold": row["gold"], "answer": row["answer"]}) + "\n")
        pairs.flush()
        command = [runner, "grade", "--grader", "math", "--json", "--pairs", pairs.name]
        lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [json.loads(line)["verdict"] for line in lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table")
    parser.add_argument("runner")
    parser.add_argument("--out")
    options = parser.parse_args()
    with open(options.table, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    ours = our_verdicts(options.runner, rows)
    counts = {}
    for row, our in zip(rows, ours):
        row["kvscope"] = our
        row["math_verify"] = math_verify_verdict(row["gold"], row["answer"])
        for who in ("kvscope", "math_verify"):
            if row[who] != row["expected"]:
                miss = "false negative" if row["expected"] == "correct" else "false positive"
                counts[who, row.get("kind", ""), miss] = counts.get((who, row.get("kind", ""), miss), 0) + 1
                print(f'{who}: {miss}: {row["gold"]} | {row["answer"]}')
    if options.out:
        with open(options.out, "w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"\n{len(rows)} cases")
    for who in ("kvscope", "math_verify"):
        for miss in ("false negative", "false positive"):
            total = sum(n for (w, _, m), n in counts.items() if w == who and m == miss)
            print(f"{who:12} {miss}: {total}")
    for (who, kind, miss), count in sorted(counts.items()):
        print(f"  {who:12} {kind:24} {miss}: {count}")


if __name__ == "__main__":
    main()
