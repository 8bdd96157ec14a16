#include "grading/complex_number.h"

#include <initializer_list>

namespace kvscope {
namespace {

constexpr mpfr_exp_t tolerance_bits = 266; // 1e-80

/// Binary exponent of the larger part; the smallest there is for zero.
mpfr_exp_t magnitude(const ComplexNumber &value)
{
    mpfr_exp_t result = mpfr_get_emin();
    for (mpfr_srcptr part : {value.real(), value.imaginary()}) {
        if (mpfr_regular_p(part) != 0 && mpfr_get_exp(part) > result) {
            result = mpfr_get_exp(part);
        }
    }
    return result;
}

} // namespace

bool ComplexNumber::is_real() const
{
    return mpfr_zero_p(imaginary()) != 0 ||
           mpfr_get_exp(imaginary()) < (magnitude(*this) > 0 ? magnitude(*this) : 0) - tolerance_bits;
}

bool are_close(const ComplexNumber &a, const ComplexNumber &b)
{
    ComplexNumber difference;
    mpc_sub(difference.get(), a.get(), b.get(), MPC_RNDNN);
    if (difference.is_zero()) {
        return true;
    }
    mpfr_exp_t scale = magnitude(a) > magnitude(b) ? magnitude(a) : magnitude(b);
    scale = scale > 0 ? scale : 0;
    return magnitude(difference) < scale - tolerance_bits;
}

} // namespace kvscope
