#pragma once

namespace kvscope::stats {

/// The 0.975 quantile of Student's t with `degrees` ≥ 1 degrees of freedom, to about 1e-12 relative.
double student_t_975(int degrees);

/// The quantile of Student's t that `upper_tail` of the distribution lies above, 0 < upper_tail < 0.5; `degrees` ≥ 1,
/// not necessarily whole (Welch 1947). To about 1e-12 relative.
double student_t_quantile(double upper_tail, double degrees);

} // namespace kvscope::stats
