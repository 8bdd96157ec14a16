#include "json_text.h"

namespace kvscope {

std::string to_line(const nlohmann::json &json)
{
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

const char *name_of(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Correct:
        return "correct";
    case Verdict::Wrong:
        return "wrong";
    case Verdict::NoAnswer:
        return "no_answer";
    case Verdict::Invalid:
        break;
    }
    return "invalid";
}

const char *name_of(FinishReason finish)
{
    switch (finish) {
    case FinishReason::Stop:
        return "stop";
    case FinishReason::Length:
        return "length";
    case FinishReason::Invalid:
        break;
    }
    return "invalid";
}

const char *name_of(KvDType kv_dtype)
{
    return kv_dtype == KvDType::Fp8 ? "fp8" : "compute";
}

const char *name_of(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "invalid_argument";
    case ErrorCode::InvalidData:
        return "invalid_data";
    case ErrorCode::NotFound:
        return "not_found";
    case ErrorCode::Io:
        return "io";
    case ErrorCode::DiskFull:
        return "disk_full";
    case ErrorCode::OutOfMemory:
        return "out_of_memory";
    case ErrorCode::Device:
        return "device";
    case ErrorCode::Locked:
        return "locked";
    case ErrorCode::NewerSchema:
        return "newer_schema";
    case ErrorCode::Canceled:
        return "canceled";
    case ErrorCode::Internal:
        break;
    }
    return "internal";
}

} // namespace kvscope
