#pragma once

#include "types/result.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace kvscope {

/// What main runs once the arguments are parsed; returns the exit code.
using Action = std::function<int()>;

/// Each adds its subcommand to `app`; when it is chosen, `action` is set. One file cmd_<name>.cpp each.
void add_run_command(CLI::App &app, Action &action);
void add_resume_command(CLI::App &app, Action &action);
void add_generate_command(CLI::App &app, Action &action);
void add_tokenize_command(CLI::App &app, Action &action);
void add_grade_command(CLI::App &app, Action &action);
void add_models_command(CLI::App &app, Action &action);
void add_prompt_command(CLI::App &app, Action &action);
void add_policies_command(CLI::App &app, Action &action);
void add_presets_command(CLI::App &app, Action &action);
void add_dataset_command(CLI::App &app, Action &action);
void add_import_command(CLI::App &app, Action &action);
void add_export_command(CLI::App &app, Action &action);
void add_verify_command(CLI::App &app, Action &action);
void add_selftest_command(CLI::App &app, Action &action);
void add_bench_command(CLI::App &app, Action &action);

/// Says what went wrong: one line on standard error and, with `as_json`, an error event on standard output. Returns the
/// exit code: 2 when the user asked for something impossible or for a file that is not there, 130 when canceled,
/// else 1.
int report_error(const Error &error, bool as_json = false);

/// Content of a file, at most `max_bytes`.
Result<std::string> read_text_file(const std::string &path, std::size_t max_bytes);

/// A check for an option that takes a whole number from 0: CLI11 would read "-1" as the largest one.
CLI::Validator whole_number();

/// Prints one line of text, which may hold any bytes, to standard output.
void print_line(const std::string &line);

} // namespace kvscope
