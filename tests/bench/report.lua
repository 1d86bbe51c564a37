-- Says what a run has measured in one line of JSON.
function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"requests": %d, "seconds": %.6f, "bytes": %d, "failed": %d, ' ..
        '"p50": %.1f, "p90": %.1f, "p99": %.1f, "longest": %.1f}\n',
        summary.requests, summary.duration / 1e6, summary.bytes,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50), latency:percentile(90), latency:percentile(99), latency.max))
end
