# Sourced by bench/load: how many WebSockets are held, and what each takes.
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names

# websockets_run SOCKETS: "most held at once, as the server counted; messages; peak RSS in bytes".
websockets_run() {
    local most messages
    start_server websockets
    measured 120 "$headroom" load "$(scenario websockets "SOCKETS=$1")" --json || true
    read -r _ most messages < <(stats)
    stop_server
    echo "$most $messages $(json "$work/out" peak_rss_bytes) $cpu_s" >"$work/websockets"
}

bench_websockets() {
    local sockets=10000 count most messages peak cpu one=- many=- held=-
    section "$sockets WebSockets"
    table sockets "held at once (counted by the server)" "messages echoed" "headroom's peak RSS" "headroom's CPU"
    for count in 1 "$sockets"; do
        say "websockets: $count"
        websockets_run "$count"
        read -r most messages peak cpu <"$work/websockets"
        row "$count" "$most" "$messages" "$(calculate "$peak / 1e6" %.1f) MB" "$cpu s"
        one=$many many=$peak held=$most
    done
    echo
    bound "sockets held at once" "$held" least "$sockets"
    echo "- memory per connection: $(calculate "( $many - $one ) / ( $sockets - 1 ) / 1000" %.2f) kB (growth of the peak RSS from 1 to $sockets connections)"
}
