#pragma once

#include <QString>

namespace benchmarks {

/// Runs one sweep of the demo models with the window watching and without it, in turn, `numPairs` times, and prints
/// what watching costs. `folder` gets the sessions and must be empty.
int measureCost(const QString &folder, int numPairs, int numProblems);

} // namespace benchmarks
