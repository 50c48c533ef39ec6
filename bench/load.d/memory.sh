# Sourced by bench/load: does memory stay flat through ten million requests?
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names

# The requests/s that headroom reaches here, from a short run.
memory_rate() {
    local served took
    stats >/dev/null
    measured 60 "$headroom" load "$url/" --connections "$connections" --duration 2s --json || return 1
    read -r served took < <(stats)
    calculate "$served / $took" %.0f
}

# Writes "seconds RSS-in-kB" of a process every so often until it ends, and its peak to $work/peak.
sample_memory() {
    local pid=$1 every=$2 start=$SECONDS rss
    while rss=$(awk '/^VmRSS/ { print $2 }' "/proc/$pid/status" 2>/dev/null) && [ -n "$rss" ]; do
        echo "$((SECONDS - start)) $rss" >>"$work/rss"
        awk '/^VmHWM/ { print $2 * 1024 }' "/proc/$pid/status" >"$work/peak.next" 2>/dev/null && [ -s "$work/peak.next" ] && mv "$work/peak.next" "$work/peak"
        sleep "$every"
    done
}

# Growth in MB per million requests: the least-squares slope over the samples after the first fifth of the run.
memory_growth() {
    awk -v rate="$1" '{ t[NR] = $1; m[NR] = $2 * 1024 / 1e6; last = $1 }
        END { for (i = 1; i <= NR; i++) if (t[i] >= last / 5) { n++; x = t[i] * rate / 1e6; sx += x; sy += m[i]; sxx += x * x; sxy += x * m[i] }
              d = n * sxx - sx * sx; if (n > 2 && d > 0) printf "%.4f", (n * sxy - sx * sy) / d; else print "-" }' "$work/rss"
}

bench_memory() {
    local wanted=${BENCH_REQUESTS:-10000000} rate length every served took code=0 reported pid peak
    section "Memory through $wanted requests"
    start_server plain
    if ! rate=$(memory_rate) || [ "$rate" = - ]; then
        stop_server
        bound "peak RSS" - most 80 MB
        return
    fi
    length=$(calculate "$wanted * 1.25 / $rate + 1" %.0f)
    every=$((length / 30 < 5 ? length / 30 + 1 : 5))
    say "memory: $length s at about $rate requests/s"
    : >"$work/rss"
    echo - >"$work/peak"
    stats >/dev/null
    # No function before it: the pid must become headroom's own.
    taskset -c "$client_core" "$headroom" load "$url/" --connections "$connections" --duration "${length}s" --json >"$work/out" 2>"$work/err" </dev/null &
    pid=$!
    sample_memory "$pid" "$every"
    wait "$pid" || code=$?
    [ "$code" -eq 0 ] || { say "exit code $code"; tail -n 5 "$work/err" >&2; }
    read -r served took < <(stats)
    stop_server
    memory_table "$served" "$took"
    reported=$(json "$work/out" peak_rss_bytes)
    peak=$(printf '%s\n' "$reported" "$(<"$work/peak")" | grep -E '^[0-9]+$' | sort -g | tail -n 1) || true
    bound "requests that the server answered" "$served" least "$wanted"
    bound "peak RSS, the larger of what headroom and the kernel say" "$(calculate "${peak:--} / 1e6" %.1f)" most 80 MB
    bound "growth per million requests" "$(memory_growth "$(calculate "$served / $took" %.0f)")" most 0.1 MB
}

# About ten samples of the run.
memory_table() {
    table "after about" "requests" RSS
    awk -v rate="$(calculate "$1 / $2" %.0f)" '{ t[NR] = $1; m[NR] = $2 }
        END { step = NR > 10 ? NR / 10 : 1; for (i = step; i <= NR + 0.001; i += step) { k = int(i); printf "| %d s | %.1f million | %.1f MB |\n", t[k], t[k] * rate / 1e6, m[k] * 1024 / 1e6 } }' "$work/rss"
    echo
}
