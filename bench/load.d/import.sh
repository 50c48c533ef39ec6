# Sourced by bench/load: how fast an access log becomes a scenario and a traffic profile.
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names

bench_import() {
    local bytes=${BENCH_LOG_BYTES:-1000000000} command run code start_ns took speeds=()
    section "An access log of $(calculate "$bytes / 1e6" %.0f) MB"
    command=$(readlink -f "$(command -v "$headroom")")
    say "import: writing the log"
    "$servers" access-log "$work/access.log" "$bytes"
    table run took "MB/s" CPU "traffic profile"
    for run in $(seq "$rounds"); do
        say "import, run $run of $rounds"
        rm -rf "$work/import"
        mkdir "$work/import"
        code=0
        start_ns=$(date +%s%N)
        import_log "$command" || code=$?
        took=$(calculate "($(date +%s%N) - $start_ns) / 1e9" %.2f)
        if [ "$code" -eq 0 ] && [ -s "$work/import/audit_artifacts/traffic_profile.csv" ]; then
            speeds+=("$(calculate "$bytes / 1e6 / $took" %.1f)")
            row "$run" "$took s" "${speeds[-1]}" "$cpu_s s" "$(wc -l <"$work/import/audit_artifacts/traffic_profile.csv") lines"
        else
            row "$run" "failed, exit code $code" - - -
        fi
    done
    rm -f "$work/access.log"
    echo
    bound "MB/s of the log (median of $rounds)" "$(printf '%s\n' "${speeds[@]:--}" | median %.1f)" least 100
}

# On all cores, in a folder of its own; the log is in the page cache.
import_log() {
    local code=0 TIMEFORMAT='%3U %3S'
    cd "$work/import" || return
    { time timeout 300 "$1" init --access-log "$work/access.log" >"$work/out" 2>"$work/err" </dev/null; } 2>"$work/times" || code=$?
    cd "$HEADROOM_ROOT" || return
    cpu_s=$(awk '{ print $1 + $2 }' "$work/times")
    [ "$code" -eq 0 ] || tail -n 5 "$work/err" >&2
    return "$code"
}
