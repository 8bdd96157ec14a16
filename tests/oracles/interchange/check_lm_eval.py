"""Gives lm-evaluation-harness our export and us its files. Prints what differs; exits 1 where something does.

    python3 check_lm_eval.py RUNNER

RUNNER is kvscope-runner. Runs a sweep of the demo model and the harness's own evaluation of a task of three problems with
its model "dummy"; neither needs a network or torch.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}

import datasets  # noqa: E402
from lm_eval import utils  # noqa: E402
from lm_eval.api.metrics import mean, mean_stderr  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[3]
RUNNER = sys.argv[1]
# What describes the harness's own process, and nothing of ours.
HARNESS_ONLY = {"git_hash", "upper_git_hash", "date", "pretty_env_info", "transformers_version", "lm_eval_version", "chat_template",
                "chat_template_sha", "system_instruction", "system_instruction_sha", "fewshot_as_multiturn",
                "total_evaluation_time_seconds"}
failures = []


def check(is_true, what):
    print(("ok     " if is_true else "DIFFERS"), what, flush=True)
    if not is_true:
        failures.append(what)


def runner(*arguments):
    return subprocess.run([RUNNER, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def our_export(folder):
    session = folder / "a.kvsession"
    runner("run", "--model", ROOT / "resources/models/tiny-r1-llama", "--dataset", ROOT / "resources/tasks/tasks.jsonl", "--limit", 6,
           "--samples", 2, "--policy", "r_kv", "--kv-budget", "64,full", "--max-new-tokens", 200, "--session", session)
    runner("export", session, "--format", "lm-eval", "--out", folder / "ours")
    return sorted(map(str, (folder / "ours").rglob("*.json*")))


def harness_run(folder):
    problems = [{"problem": "What is 1 + 1?", "answer": "2"}, {"problem": "Größe 2 + 2?", "answer": "4"}, {"problem": "Say lol.", "answer": "lol"}]
    (folder / "own.jsonl").write_text("\n".join(map(json.dumps, problems)))
    (folder / "own.yaml").write_text(
        f"task: own\ndataset_path: json\ndataset_kwargs:\n  data_files: {folder / 'own.jsonl'}\ntest_split: train\n"
        'output_type: generate_until\ndoc_to_text: "{{problem}}"\ndoc_to_target: "{{answer}}"\n'
        'generation_kwargs: {until: ["</s>"], do_sample: false}\n'
        "metric_list:\n  - metric: exact_match\n    aggregation: mean\n    higher_is_better: true\nmetadata: {version: 1.0}\n")
    subprocess.run([sys.executable, "-m", "lm_eval", "run", "--model", "dummy", "--tasks", "own", "--include_path", str(folder),
                    "--log_samples", "--output_path", str(folder / "theirs")], check=True, capture_output=True)
    files = sorted(map(str, (folder / "theirs").rglob("*.json*")))
    return json.load(open(utils.get_results_filenames(files)[0])), utils.get_sample_results_filenames(files)[0], utils.get_results_filenames(files)[0]


def read_lines(path):
    return [json.loads(line) for line in open(path, encoding="utf-8")]


def check_export(files, their_results, their_line):
    found = utils.get_results_filenames(files)
    check(len(found) == 2, f"the harness finds the results of both settings ({len(found)})")
    for path in found:
        results = json.load(open(path))
        check(set(their_results) - HARNESS_ONLY <= set(results), f"results have the harness's keys: missing {set(their_results) - HARNESS_ONLY - set(results)}")
        check(pathlib.Path(path).parent.name == utils.sanitize_model_name(results["model_name"]) == results["model_name_sanitized"],
              "the folder is the model's name as the harness writes it")
        table = utils.make_table(results)
        print(table)
        samples = [f for f in utils.get_sample_results_filenames(files) if pathlib.Path(f).parent == pathlib.Path(path).parent]
        name = pathlib.Path(samples[0]).name
        task = utils.get_file_task_name(name)
        check(task in results["results"], f"the samples' file name gives the task: {task}")
        check(utils.get_file_datetime(name) == utils.get_file_datetime(pathlib.Path(path).name).removesuffix(".json"), "and the date of the results")
        lines = read_lines(samples[0])
        theirs_have = set(their_line)
        check(all(set(line) == theirs_have for line in lines), f"a line has the harness's keys: {theirs_have ^ set(lines[0])}")
        check(all(type(line[k]) is type(their_line[k]) for line in lines for k in theirs_have), "of the harness's types")
        check(all(line["doc_hash"] == utils.hash_string(json.dumps(line["doc"], indent=2, ensure_ascii=False)) and
                  line["prompt_hash"] == utils.hash_string(line["arguments"]["gen_args_0"]["arg_0"]) and
                  line["target_hash"] == utils.hash_string(line["target"]) for line in lines), "with its hashes")
        check(results["task_hashes"][task] == utils.hash_string("".join(s["doc_hash"] + s["prompt_hash"] + s["target_hash"] for s in lines)),
              "and its hash of the task")
        for name in sorted({line["filter"] for line in lines}):
            values = [line["exact_match"] for line in lines if line["filter"] == name]
            stated = results["results"][task]
            check(abs(stated[f"exact_match,{name}"] - mean(values)) < 1e-12 and
                  abs(stated[f"exact_match_stderr,{name}"] - mean_stderr(values)) < 1e-12, f"{name}: mean and error are what the harness computes")
            check(f"{mean(values):.4f}" in table, f"{name}: its table shows the mean")
        loaded = datasets.load_dataset("json", data_files=samples[0], split="train", cache_dir=str(pathlib.Path(path).parent / "cache"))
        check(loaded.num_rows == len(lines), "the datasets library, which shows samples on the hub, loads the lines")
        loaded.to_parquet(str(pathlib.Path(path).parent / "samples.parquet"))


def check_import(samples, results, folder):
    runner("import", samples, results, "--session", folder / "b.kvsession")
    runner("export", folder / "b.kvsession", "--format", "lm-eval", "--out", folder / "back")
    back = utils.get_sample_results_filenames(sorted(map(str, (folder / "back").rglob("*.jsonl"))))
    theirs = read_lines(samples)
    again = {line["doc"]["problem"]: line for line in read_lines(back[0])}
    check(len(again) == len(theirs), "all of the harness's samples are imported")
    check(all(again[line["doc"]["problem"]]["resps"] == line["resps"] and again[line["doc"]["problem"]]["target"] == line["target"] and
              again[line["doc"]["problem"]]["exact_match"] == line["exact_match"] for line in theirs), "with their responses, targets and scores")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        their_results, their_samples, their_file = harness_run(work)
        check_export(our_export(work), their_results, read_lines(their_samples)[0])
        check_import(their_samples, their_file, work)
    sys.exit(1 if failures else 0)
