/**
 * core/schema/order - whether the children of an element stand where the schema allows them.
 *
 * What a type may hold is a sequence of slots, each with the elements that may fill it once or
 * again and again, or a choice of one of its slots. Nothing else is understood: such a type decides
 * nothing, and the schema itself has to be asked.
 */
#ifndef CORE_SCHEMA_ORDER_H
#define CORE_SCHEMA_ORDER_H

#define STM_ORDER_SLOTS 31

/** Slots are bits, the first the lowest. Zeroes: a type without children. */
typedef struct stm_order_t {
    unsigned count; /* of slots */
    unsigned needed, repeated;
    int is_choice;
    int is_unknown;
} stm_order_t;

/** On the way through the children of one element. */
typedef struct stm_order_walk_t {
    const stm_order_t *order;
    unsigned open; /* slots that the next child may fill */
    unsigned wanted;
} stm_order_walk_t;

static inline stm_order_walk_t stm_order_start(const stm_order_t *order)
{
    return (stm_order_walk_t){order, ~0u, order->needed};
}

/** Whether a child that may fill @a slots may come next. */
static inline int stm_order_step(stm_order_walk_t *walk, unsigned slots)
{
    unsigned fitting = slots & walk->open, slot = fitting & (0u - fitting);

    walk->open = walk->order->is_choice ? slot : ~(slot - 1);
    walk->open &= walk->order->repeated | ~slot;
    if (!slot || walk->wanted & (slot - 1)) {
        return 0;
    }
    walk->wanted &= ~slot;
    return 1;
}

/** Whether there may be an end. */
static inline int stm_order_ends(const stm_order_walk_t *walk)
{
    return !walk->order->is_unknown && !walk->wanted;
}

#endif
