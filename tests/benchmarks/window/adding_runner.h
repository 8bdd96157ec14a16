#pragma once

namespace benchmarks {

/// A stand-in for kvscope-runner that adds samples as fast as the disk takes them, so that the window is told of more
/// commits than any model could make: `resume SESSION --json --control-stdin`. Ends when standard input does.
int addSamples(const char *session);

} // namespace benchmarks
