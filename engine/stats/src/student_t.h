#pragma once

namespace kvscope::stats {

/// The 0.975 quantile of Student's t with `degrees` ≥ 1 degrees of freedom, to about 1e-12 relative.
double student_t_975(int degrees);

} // namespace kvscope::stats
