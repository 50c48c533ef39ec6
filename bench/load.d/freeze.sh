# Sourced by bench/load: is the latency from the intended start what an ideal client would have seen?
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names

# What a closed model with the same connections and rate reports of the same server: it waits with the server, and so forgets the freeze.
freeze_beside() {
    local rate=$1 length=$2
    command -v hey >/dev/null || return 0
    say "freeze, beside: hey"
    start_server freezing "$work/freeze-hey.log"
    measured $((length + 60)) hey -c "$connections" -q "$(calculate "$rate / $connections" %.3f)" -z "${length}s" "$url/r/0" || true
    stop_server
    echo "- beside: hey, closed model, reports p99 $(awk '/99%+ in/ { printf "%.1f", $3 * 1000 }' "$work/out") ms of the same server"
}

bench_freeze() {
    local run rate=1000 length=30 met=0 log result valid dropped trusted=()
    section "A server that freezes for 1 s every 10 s, $rate requests/s for $length s"
    echo "Logged: when the server sent the response less when the arrival was due. The first freeze comes 3 s after the first request."
    echo
    table run figure "logged, ms" "from the intended start, ms" difference bound "service time beside it, ms" verdict
    for run in 1 2 3; do
        say "freeze, run $run of 3"
        log=$work/freeze-$run.log result=$work/freeze-$run.json
        start_server freezing "$log"
        measured $((length + 60)) "$headroom" load "$(scenario freeze "RATE=$rate" "SECONDS=$length" "CONNECTIONS=$connections")" --json || true
        cp "$work/out" "$result"
        stop_server
        if "$servers" compare-freeze "$run" "$log" "$result" "$rate" 2>"$work/err"; then
            met=$((met + 1))
        fi
        cat "$work/err" >&2
        read -r valid dropped < <(json "$result" trust.valid dropped) || true
        trusted+=("$valid, $dropped dropped")
    done
    echo
    bound "runs of 3 whose figures are all within their bounds, with every arrival answered once and recorded" "$met" least 3
    printf -- '- trusted, in turn:'
    printf ' %s;' "${trusted[@]}"
    printf '\n'
    freeze_beside "$rate" "$length"
}
