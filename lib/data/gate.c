#include "seam/gate.h"

#include "base/panic.h"
#include "data/laws.h"

bool seam__gate_valid(const seam_gate *gate)
{
    if (gate->low_ > gate->high_ || gate->above_ > 1)
        return false;
    return gate->above_ == 0 || gate->high_ > 0;
}

seam_gate seam_gate_of(size_t high, size_t low)
{
    SEAM_ASSERT(low <= high);
    return (seam_gate){.high_ = high, .low_ = low > 0 ? low : high / 2};
}

bool seam_gate_is_shut(const seam_gate *gate)
{
    return gate->above_ != 0 || gate->holds_ > 0;
}

static seam_edge edge_since(const seam_gate *gate, bool was_shut)
{
    const bool shut = seam_gate_is_shut(gate);

    if (shut == was_shut)
        return SEAM_EDGE_NONE;
    return shut ? SEAM_EDGE_SHUT : SEAM_EDGE_OPEN;
}

seam_edge seam_gate_level(seam_gate *gate, size_t level)
{
    const bool was_shut = seam_gate_is_shut(gate);

    SEAM_ASSERT(seam__gate_valid(gate));
    if (gate->above_ != 0)
        gate->above_ = level > gate->low_;
    else
        gate->above_ = gate->high_ > 0 && level > gate->high_;
    return edge_since(gate, was_shut);
}

seam_edge seam_gate_hold(seam_gate *gate)
{
    const bool was_shut = seam_gate_is_shut(gate);

    if (++gate->holds_ == 0)
        seam__panic("seam_gate_hold: 2^32 holds");
    return edge_since(gate, was_shut);
}

seam_edge seam_gate_unhold(seam_gate *gate)
{
    const bool was_shut = seam_gate_is_shut(gate);

    if (gate->holds_-- == 0)
        seam__panic("seam_gate_unhold: there is no hold");
    return edge_since(gate, was_shut);
}
