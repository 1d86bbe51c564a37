"""Rounds: each competitor is measured for a moment, in turn, many times.

A machine that others use too is slower now and faster then. So what is compared is what was
measured in the same round, one right after the other, and the median of the rounds' ratios counts.
Every second round goes through the competitors backwards.
"""

import statistics


def interleave(rounds, runs):
    """Calls each of `runs` (name to function) once a round; name to list of what they returned."""
    results = {name: [] for name in runs}
    for number in range(rounds):
        names = list(runs) if number % 2 == 0 else list(reversed(runs))
        for name in names:
            results[name].append(runs[name]())
    return results


def rate(load):
    return load.rate


def p99(load):
    return load.p99


def ratios(ours, theirs, figure=rate):
    """What `figure` says of ours over what it says of theirs, for each round."""
    return [figure(our) / figure(their) for our, their in zip(ours, theirs)]


def middle(values):
    return statistics.median(values)


def spread(values):
    """The middle half: first and third quartile."""
    if len(values) < 2:
        return values[0], values[0]
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    return first, third


def percentile(values, share):
    """The value below which `share` of 100 lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]
