# Sourced by bench/load: how late requests are sent on an idle core, and what the timer costs.
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names

bench_lag() {
    local run rate=1000 lag=() share=() result valid served p99 generator_s
    local length=$seconds
    section "Send lag at $rate requests/s"
    table run "requests that the server answered" "send lag p99" "generator's CPU" "CPU with start-up" "share of a core" trusted
    start_server plain
    for run in $(seq "$rounds"); do
        say "lag, run $run of $rounds"
        stats >/dev/null
        result=$work/lag-$run.json
        measured $((${length%.*} + 60)) "$headroom" load "$url/" --rate "$rate" --connections "$connections" --duration "${length}s" --json || true
        cp "$work/out" "$result"
        read -r served _ < <(stats)
        read -r p99 generator_s valid < <(json "$result" trust.send_lag_p99_ms trust.generator_cpu_s trust.valid) || true
        lag+=("$p99")
        share+=("$(calculate "$generator_s / $length" %.4f)")
        row "$run" "$served" "$p99 ms" "$generator_s s" "$cpu_s s" "$(calculate "$generator_s / $length * 100" %.1f) %" "$valid"
    done
    stop_server
    echo
    bound "send lag p99 (median of $rounds)" "$(printf '%s\n' "${lag[@]}" | median)" most 0.2 ms
    bound "the generator's share of a core (median of $rounds)" "$(printf '%s\n' "${share[@]}" | median)" most 0.1
}
