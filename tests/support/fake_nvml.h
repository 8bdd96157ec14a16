#pragma once

#include <map>
#include <string>

/// What the library in fake_nvml.cpp answers, from its next call on. A test reaches it through
/// dlsym(library, "fake_nvml").
struct FakeNvml {
    static constexpr int kNotSupported = 3;

    std::map<std::string, int> errors; ///< name of a function → what it returns in place of success
    std::string uuid = "GPU-11112222-3333-4444-5555-666677778888";
    unsigned long long used_bytes = 40ULL << 30;
    unsigned int utilization = 90;
    unsigned int power_mw = 300'000;
    unsigned long long energy_mj = 1'000'000;
    unsigned long long energy_step_mj = 0; ///< added after every reading of the counter
    unsigned int sm_mhz = 1980;
    unsigned int memory_mhz = 2619;
    unsigned int temperature_c = 60;
    unsigned long long throttle_bits = 0;
    int num_inits = 0;
    int num_shutdowns = 0;
};
