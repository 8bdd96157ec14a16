#pragma once

#include "types/result_frame.h"
#include "types/sample.h"
#include "types/sweep_spec.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace kvscope {

/// Texts that stand for enumerators in the file; the CHECKs of the schema hold the same ones.
template <typename Enum, std::size_t N>
struct Names {
    std::array<std::pair<Enum, std::string_view>, N> entries;

    std::string_view of(Enum value) const
    {
        for (const auto &[key, name] : entries) {
            if (key == value) {
                return name;
            }
        }
        return entries[0].second;
    }
    std::optional<Enum> find(std::string_view name) const
    {
        for (const auto &[key, text] : entries) {
            if (text == name) {
                return key;
            }
        }
        return std::nullopt;
    }
};

inline constexpr Names<Verdict, 4> kVerdictNames{{{{Verdict::Invalid, "invalid"},
                                                   {Verdict::Correct, "correct"},
                                                   {Verdict::Wrong, "wrong"},
                                                   {Verdict::NoAnswer, "no_answer"}}}};
inline constexpr Names<FinishReason, 3> kFinishNames{
    {{{FinishReason::Invalid, "invalid"}, {FinishReason::Stop, "stop"}, {FinishReason::Length, "length"}}}};
inline constexpr Names<BudgetMeaning, 2> kMeaningNames{
    {{{BudgetMeaning::Retained, "retained"}, {BudgetMeaning::Trigger, "trigger"}}}};
inline constexpr Names<EvictionTrace, 3> kTraceNames{
    {{{EvictionTrace::None, "none"}, {EvictionTrace::First, "first"}, {EvictionTrace::All, "all"}}}};
inline constexpr Names<KvDType, 2> kKvDTypeNames{{{{KvDType::Compute, "compute"}, {KvDType::Fp8, "fp8"}}}};
inline constexpr Names<ComputeType, 2> kComputeNames{{{{ComputeType::Bf16, "bf16"}, {ComputeType::Fp32, "fp32"}}}};
inline constexpr Names<BatchPolicy::Kind, 2> kBatchNames{
    {{{BatchPolicy::Kind::Fixed, "fixed"}, {BatchPolicy::Kind::FillMemory, "fill_memory"}}}};

} // namespace kvscope
