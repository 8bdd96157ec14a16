#include "student_t.h"

#include <cmath>
#include <limits>

namespace kvscope::stats {
namespace {

/// Continued fraction of the incomplete beta function (DLMF 8.17.22), evaluated with Lentz's method. Converges quickly
/// for x < (a + 1) / (a + b + 2).
double beta_fraction(double a, double b, double x)
{
    constexpr double tiny = 1e-300;
    const auto away_from_zero = [](double value) { return std::abs(value) < tiny ? tiny : value; };
    double c = 1;
    double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
    double fraction = d;
    for (int m = 1; m <= 500; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / away_from_zero(1 + even * d);
        c = away_from_zero(1 + even / c);
        fraction *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / away_from_zero(1 + odd * d);
        c = away_from_zero(1 + odd / c);
        fraction *= d * c;
        if (std::abs(d * c - 1) < 4 * std::numeric_limits<double>::epsilon()) {
            break;
        }
    }
    return fraction;
}

/// Regularised incomplete beta function I_x(a, b) for 0 < x < 1.
double incomplete_beta(double a, double b, double x)
{
    const double log_front =
        std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x);
    if (x < (a + 1) / (a + b + 2)) {
        return std::exp(log_front) * beta_fraction(a, b, x) / a;
    }
    return 1 - std::exp(log_front) * beta_fraction(b, a, 1 - x) / b;
}

/// P(|T| > t).
double two_sided_tail(double t, double degrees)
{
    return incomplete_beta(degrees / 2, 0.5, degrees / (degrees + t * t));
}

} // namespace

double student_t_975(int degrees)
{
    return student_t_quantile(0.025, degrees);
}

double student_t_quantile(double upper_tail, double degrees)
{
    double low = 1e-9; // at 0 the continued fraction has no argument
    double high = 16;
    while (two_sided_tail(high, degrees) > 2 * upper_tail) {
        high *= 2;
    }
    while (high - low > 1e-12 * high) {
        const double middle = (low + high) / 2;
        (two_sided_tail(middle, degrees) > 2 * upper_tail ? low : high) = middle;
    }
    return (low + high) / 2;
}

} // namespace kvscope::stats
