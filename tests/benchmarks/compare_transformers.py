#!/usr/bin/env python3
"""Decode speed of transformers and of kvscope-runner side by side: same shapes, KV budgets and batches, random weights, one run.

See README.md for what is measured and what is not. Needs torch and transformers; KVScope itself needs neither.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

import torch
import transformers
from transformers import AutoConfig, AutoModelForCausalLM, DynamicCache, LlamaConfig, Qwen2Config, StaticCache

# The published config.json values; what speed depends on.
SHAPES = {
    "r1-llama-8b": LlamaConfig(
        vocab_size=128256, hidden_size=4096, intermediate_size=14336, num_hidden_layers=32, num_attention_heads=32,
        num_key_value_heads=8, max_position_embeddings=131072, rms_norm_eps=1e-5, tie_word_embeddings=False),
    "r1-qwen-7b": Qwen2Config(
        vocab_size=152064, hidden_size=3584, intermediate_size=18944, num_hidden_layers=28, num_attention_heads=28,
        num_key_value_heads=4, max_position_embeddings=131072, rms_norm_eps=1e-6, tie_word_embeddings=False),
}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", action="append", help="r1-llama-8b, r1-qwen-7b or a folder with config.json; may repeat")
    parser.add_argument("--kv-budget", default="2500,5000", help="entries held when a pass begins: 2500,5000")
    parser.add_argument("--batch", default="1,20,128", help="sequences at once: 1,20,128")
    parser.add_argument("--steps", type=int, default=128, help="decode steps of a pass; also KVScope's buffer")
    parser.add_argument("--repeats", type=int, default=3, help="timed passes; the median counts")
    parser.add_argument("--systems", default="kvscope,dynamic,static", help="which of kvscope, dynamic, static")
    parser.add_argument("--policy", default="r_kv", help="KVScope's eviction policy")
    parser.add_argument("--runner", default="build/release/bin/kvscope-runner", help="the program to compare")
    parser.add_argument("--device", default="cuda", choices=["cuda", "cpu"])
    parser.add_argument("--json", metavar="FILE", help="write everything there as well")
    arguments = parser.parse_args()
    arguments.shape = arguments.shape or list(SHAPES)
    arguments.budgets = [int(part) for part in arguments.kv_budget.split(",")]
    arguments.batches = [int(part) for part in arguments.batch.split(",")]
    arguments.systems = arguments.systems.split(",")
    if arguments.device == "cpu":  # kvscope-runner benches a shape on a GPU only
        arguments.systems = [system for system in arguments.systems if system != "kvscope"]
    if arguments.repeats < 3:
        parser.error("--repeats: a median needs at least 3 passes")
    return arguments


def config_of(shape):
    return AutoConfig.from_pretrained(shape) if os.path.isdir(shape) else SHAPES[shape]


def synchronize(device):
    if device == "cuda":
        torch.cuda.synchronize()


def sample(logits):
    """T 0.6, top-p 0.95, as the sweeps have it."""
    probabilities, ids = torch.softmax(logits.float() / 0.6, dim=-1).sort(dim=-1, descending=True)
    outside = probabilities.cumsum(dim=-1) - probabilities > 0.95
    probabilities = probabilities.masked_fill(outside, 0)
    return ids.gather(-1, torch.multinomial(probabilities, 1))


class TransformersBench:
    def __init__(self, shape, device):
        self.device = device
        self.dtype = torch.bfloat16 if device == "cuda" else torch.float32
        self.config = config_of(shape)
        self.config._attn_implementation = "sdpa"
        torch.manual_seed(0)
        with torch.device(device):
            self.model = AutoModelForCausalLM.from_config(self.config, dtype=self.dtype).eval()
        self.compiled = None

    def weight_numbers(self):
        """Numbers that one decode step reads: all but the embedding table, of which it reads a row."""
        total = sum(parameter.numel() for parameter in self.model.parameters())
        return total - self.model.get_input_embeddings().weight.numel()

    def fill(self, cache, batch, budget):
        """Random keys and values stand for a prompt of `budget` tokens; speed does not depend on them."""
        head_dim = getattr(self.config, "head_dim", None) or self.config.hidden_size // self.config.num_attention_heads
        shape = (batch, self.config.num_key_value_heads, budget, head_dim)
        positions = {"cache_position": torch.arange(budget, device=self.device)}
        for layer in range(self.config.num_hidden_layers):
            keys = torch.randn(shape, dtype=self.dtype, device=self.device)
            values = torch.randn(shape, dtype=self.dtype, device=self.device)
            cache.update(keys, values, layer, positions)
        return cache

    def pass_seconds(self, forward, cache, batch, budget, steps):
        ids = torch.ones((batch, 1), dtype=torch.long, device=self.device)
        synchronize(self.device)
        begin = time.perf_counter()
        for step in range(steps):
            position = torch.full((batch, 1), budget + step, device=self.device)
            logits = forward(input_ids=ids, past_key_values=cache, position_ids=position, use_cache=True).logits
            ids = sample(logits[:, -1])
        synchronize(self.device)
        return time.perf_counter() - begin

    def rates(self, system, batch, budget, steps, repeats):
        forward = self.model.forward
        if system == "static":
            self.compiled = self.compiled or torch.compile(self.model.forward, mode="reduce-overhead", fullgraph=False)
            forward = self.compiled
        # One static cache for all passes: a recorded graph knows its addresses.
        static = StaticCache(config=self.config, max_cache_len=budget + steps) if system == "static" else None
        rates = []
        for repeat in range(repeats + 1):  # the first warms up and compiles
            if static is not None and repeat > 0:
                static.reset()
            cache = static if static is not None else DynamicCache(config=self.config)
            self.fill(cache, batch, budget)
            seconds = self.pass_seconds(forward, cache, batch, budget, steps)
            del cache
            if repeat > 0:
                rates.append(batch * steps / seconds)
        return rates


@torch.no_grad()
def measure_transformers(arguments, shape):
    rows = []
    systems = [system for system in arguments.systems if system != "kvscope"]
    if not systems:
        return rows, 0
    bench = TransformersBench(shape, arguments.device)
    for system in systems:
        for budget in arguments.budgets:
            for batch in arguments.batches:
                row = {"system": system, "shape": shape, "budget": budget, "batch": batch}
                try:
                    row["rates"] = bench.rates(system, batch, budget, arguments.steps, arguments.repeats)
                except torch.cuda.OutOfMemoryError:
                    row["failure"] = "out of memory"
                if arguments.device == "cuda":
                    torch.cuda.empty_cache()
                rows.append(row)
                print(f"  {system} {shape} budget {budget} batch {batch}: "
                      f"{row.get('failure') or [round(rate, 1) for rate in row['rates']]}", file=sys.stderr)
    return rows, bench.weight_numbers()


def run_json(command):
    print("  " + " ".join(command), file=sys.stderr)
    done = subprocess.run(command, capture_output=True, text=True)
    objects = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0:
        return objects, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit code {done.returncode}"
    return objects, None


def kvscope_on_gpu(arguments, shape, budget, batch):
    objects, failure = run_json(
        [arguments.runner, "bench", "--device", "cuda", "--shape", shape, "--kv-budget", str(budget), "--batch", str(batch),
         "--buffer", str(arguments.steps), "--policy", arguments.policy, "--repeats", str(arguments.repeats), "--json"])
    row = {"system": "kvscope", "shape": shape, "budget": budget, "batch": batch}
    if failure or not objects:
        return row | {"failure": failure or "no result"}
    result = objects[-1]
    return row | {"rates": result["tps_of_passes"], "limit_tps": result["limit_tps"], "batch_reached": result["batch"],
                  "read_bytes_per_s": result["read_bytes_per_s"], "gemm_flop_per_s": result["gemm_flop_per_s"],
                  "device": result["device"]}


def measure_kvscope(arguments, shape):
    if "kvscope" not in arguments.systems:
        return []
    return [kvscope_on_gpu(arguments, shape, budget, batch) for budget in arguments.budgets for batch in arguments.batches]


def add_limits(rows, shape, weight_numbers, steps):
    """Each row's limit, by the ceilings that KVScope measured in this run: weights read or multiplied, whichever is longer,
    then every held entry read."""
    ceilings = next((row for row in rows if "read_bytes_per_s" in row), None)
    if ceilings is None:
        return
    config = config_of(shape)
    head_dim = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    kv_bytes = 2 * 2 * config.num_hidden_layers * config.num_key_value_heads * head_dim
    for row in rows:
        if "rates" not in row or "limit_tps" in row or not weight_numbers:
            continue
        seconds = max(2 * weight_numbers / ceilings["read_bytes_per_s"],
                      2 * weight_numbers * row["batch"] / ceilings["gemm_flop_per_s"])
        seconds += row["batch"] * (row["budget"] + steps / 2) * kv_bytes / ceilings["read_bytes_per_s"]
        row["limit_tps"] = row["batch"] / seconds


def finish(rows):
    for row in rows:
        if "rates" in row:
            row["tps"] = statistics.median(row["rates"])
            if "limit_tps" in row:
                row["share_of_limit"] = row["tps"] / row["limit_tps"]


def machine(arguments, rows):
    facts = {"host": platform.machine(), "processor": platform.processor() or "unknown", "python": platform.python_version(),
             "torch": torch.__version__, "transformers": transformers.__version__, "threads": torch.get_num_threads(),
             "runner": arguments.runner, "command": " ".join(sys.argv)}
    if arguments.device == "cuda":
        facts |= {"gpu": torch.cuda.get_device_name(), "cuda": torch.version.cuda}
    version = subprocess.run([arguments.runner, "--version"], capture_output=True, text=True)
    facts["kvscope"] = version.stdout.strip() or "unknown"
    facts["kvscope_device"] = next((row["device"] for row in rows if "device" in row), "unknown")
    return facts


def print_table(facts, rows):
    for name, value in facts.items():
        print(f"{name}: {value}")
    names = {"kvscope": "kvscope", "dynamic": "transformers DynamicCache, sdpa", "static": "transformers StaticCache, compiled"}
    header = ["shape", "budget", "batch", "system", "tok/s", "of limit", "against DynamicCache"]
    table = [header]
    base = {(row["shape"], row["budget"], row["batch"]): row.get("tps") for row in rows if row["system"] == "dynamic"}
    for row in sorted(rows, key=lambda row: (row["shape"], row["budget"], row["batch"], row["system"])):
        dynamic = base.get((row["shape"], row["budget"], row["batch"]))
        tps = row.get("tps")
        table.append([row["shape"], str(row["budget"]), str(row["batch"]), names[row["system"]],
                      f"{tps:.1f}" if tps else row.get("failure", "—"),
                      f"{100 * row['share_of_limit']:.1f} %" if "share_of_limit" in row else "—",
                      f"{tps / dynamic:.1f}×" if tps and dynamic else "—"])
    widths = [max(len(line[column]) for line in table) for column in range(len(header))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def main():
    arguments = parse_arguments()
    rows = []
    for shape in arguments.shape:
        # One after the other: neither shares the GPU's memory with the other.
        of_shape = measure_kvscope(arguments, shape)
        measured, weight_numbers = measure_transformers(arguments, shape)
        of_shape += measured
        add_limits(of_shape, shape, weight_numbers, arguments.steps)
        rows += of_shape
        if arguments.device == "cuda":
            torch.cuda.empty_cache()
    finish(rows)
    facts = machine(arguments, rows)
    print_table(facts, rows)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({"machine": facts, "rows": rows}, file, indent=1)
    return 0 if all("rates" in row for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
