#pragma once

#include <mpc.h>

namespace kvscope {

/// A complex number of 400 bits (about 120 digits): a value around MPC's mpc_t, whose operations round correctly.
class ComplexNumber {
public:
    static constexpr mpfr_prec_t precision_bits = 400;

    ComplexNumber() { mpc_init2(value_, precision_bits); }
    explicit ComplexNumber(long real) : ComplexNumber() { mpc_set_si(value_, real, MPC_RNDNN); }
    ComplexNumber(const ComplexNumber &other) : ComplexNumber() { mpc_set(value_, other.value_, MPC_RNDNN); }
    ComplexNumber &operator=(const ComplexNumber &other)
    {
        mpc_set(value_, other.value_, MPC_RNDNN);
        return *this;
    }
    ~ComplexNumber() { mpc_clear(value_); }

    mpc_ptr get() { return value_; }
    mpc_srcptr get() const { return value_; }
    mpfr_ptr real() { return mpc_realref(value_); }
    mpfr_srcptr real() const { return mpc_realref(value_); }
    mpfr_srcptr imaginary() const { return mpc_imagref(value_); }
    mpfr_ptr imaginary() { return mpc_imagref(value_); }

    bool is_finite() const { return mpfr_number_p(real()) != 0 && mpfr_number_p(imaginary()) != 0; }
    bool is_zero() const { return mpfr_zero_p(real()) != 0 && mpfr_zero_p(imaginary()) != 0; }
    /// Whether the imaginary part is nothing but rounding.
    bool is_real() const;

private:
    mpc_t value_;
};

/// Whether two numbers are the same but for rounding: they differ by less than 1e-80 of the larger, or of one.
bool are_close(const ComplexNumber &a, const ComplexNumber &b);

} // namespace kvscope
