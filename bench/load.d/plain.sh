# Sourced by bench/load: what a request costs, beside the peers.
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names

autocannon=$HEADROOM_ROOT/artifacts/peers/node_modules/.bin/autocannon
limit_s=$((${seconds%.*} + 60))

# NAME=what it is in the table. wrk first: the others are held against it.
plain_clients=(
    "wrk=wrk"
    "headroom=headroom, plain"
    "wrk_json=wrk, 1 kB of JSON"
    "headroom_json=headroom, 1 kB of JSON: histogram per endpoint, status check, one JSON extraction"
    "h2load=h2load (HTTP/1.1)"
    "ab=ab"
    "hey=hey"
    "autocannon=autocannon"
    "httpclient=.NET HttpClient, nothing recorded"
)

client_wrk() { measured "$limit_s" wrk -t 1 -c "$connections" -d "${seconds}s" "$url/"; }
client_wrk_json() { measured "$limit_s" wrk -t 1 -c "$connections" -d "${seconds}s" "$url/json"; }
client_headroom() { measured "$limit_s" "$headroom" load "$url/" --connections "$connections" --duration "${seconds}s" --json; }
client_headroom_json() { measured "$limit_s" "$headroom" load "$(scenario extraction "SECONDS=$seconds" "CONNECTIONS=$connections")" --json; }
client_h2load() { measured "$limit_s" h2load --h1 -t 1 -c "$connections" -D "$seconds" "$url/"; }
client_ab() { measured "$limit_s" ab -q -k -c "$connections" -t "$seconds" -n 10000000 "$url/"; }
client_hey() { measured "$limit_s" hey -c "$connections" -z "${seconds}s" "$url/"; }
client_autocannon() { measured "$limit_s" "$autocannon" -c "$connections" -d "$seconds" --json "$url/"; }
client_httpclient() { measured "$limit_s" "$servers" httpclient "$url/" "$connections" "$seconds"; }

is_installed() {
    case $1 in
        headroom* | httpclient) ;;
        autocannon) [ -x "$autocannon" ] ;;
        *) command -v "${1%%_*}" >/dev/null ;;
    esac
}

# One run of a client: "round client requests/s CPU-s/100,000 served recorded failed". What was sent is counted by the server, whatever the client says.
plain_run() {
    local round=$1 client=$2 served took recorded=- failed=-
    stats >/dev/null
    "client_$client" || return 0
    read -r served took < <(stats)
    case $client in
        headroom*) read -r recorded failed < <(json "$work/out" requests endpoints.0.failed) || true ;;
    esac
    if [ "${served:-0}" -gt 0 ]; then
        echo "$round $client $(calculate "$served / $took" %.0f) $(calculate "$cpu_s * 100000 / $served" %.4f) $served $recorded $failed" >>"$work/plain"
    fi
}

# plain_column CLIENT COLUMN FORMAT: the median of its rounds.
plain_column() { awk -v client="$1" -v column="$2" '$2 == client { print $column }' "$work/plain" | median "$3"; }

# plain_ratio CLIENT PEER COLUMN: the median of the ratios within a round.
plain_ratio() {
    awk -v client="$1" -v peer="$2" -v column="$3" \
        '$2 == client { a[$1] = $column } $2 == peer { b[$1] = $column } END { for (r in a) if (r in b && b[r] > 0) printf "%.3f\n", a[r] / b[r] }' \
        "$work/plain" | median
}

plain_row() {
    local client=${1%%=*} name=${1#*=}
    if ! is_installed "$client"; then
        row "$name" "not installed" - - -
    elif [ "$(plain_column "$client" 3 %.0f)" = - ]; then
        row "$name" "failed" - - -
    else
        row "$name" "$(plain_column "$client" 3 %.0f)" "$(plain_column "$client" 4 %.3f)" "$(plain_ratio "$client" wrk 4)" "$(plain_ratio "$client" wrk 3)"
    fi
}

# The furthest that the requests which headroom recorded are from those which the server answered, in percent; in flight at the end are $connections at most.
plain_disagreement() {
    awk -v most="$connections" '$6 ~ /^[0-9]+$/ { n++; off = $5 - $6; if (off < 0) off = -off; off = off > most ? off - most : 0; off = off / $5 * 100; if (off > worst) worst = off }
        END { if (n) printf "%.4f", worst; else print "-" }' "$work/plain"
}

# How many requests headroom counts as failed, in all runs; every response passes the check and holds what is extracted.
plain_failures() { awk '$7 ~ /^[0-9]+$/ { n++; failed += $7 } END { print n ? failed : "-" }' "$work/plain"; }

bench_plain() {
    local round client
    section "What a request costs"
    : >"$work/plain"
    start_server plain
    for round in $(seq "$rounds"); do
        for client in "${plain_clients[@]}"; do
            client=${client%%=*}
            if is_installed "$client"; then
                say "plain, round $round of $rounds: $client"
                plain_run "$round" "$client"
            fi
        done
    done
    stop_server
    echo "HTTP/1.1, keep-alive, 100-byte body; runs of $seconds s, $rounds rounds in turns, medians; the ratios are medians of those within a round. CPU is that of the"
    printf 'client with all its children, start-up and launcher included; requests are those that the server counted.\n\n'
    table client requests/s "CPU-s per 100,000" "CPU / wrk" "requests/s / wrk"
    for client in "${plain_clients[@]}"; do
        plain_row "$client"
    done
    echo
    plain_verdicts
}

# k6's ratio is the published one, 12.5 to wrk's 0.79 CPU-s per 100,000 requests: k6 itself is not measured here.
plain_verdicts() {
    bound "CPU per request, plain, to wrk's" "$(plain_ratio headroom wrk 4)" most 1.1
    bound "requests/s, plain, to wrk's" "$(plain_ratio headroom wrk 3)" least 0.9
    bound "CPU per request with histograms, check and extraction, to wrk's" "$(plain_ratio headroom_json wrk 4)" most 2.5
    bound "the same, to a fifth of k6's published ratio to wrk" "$(plain_ratio headroom_json wrk 4)" most "$(calculate '12.5 / 0.79 / 5')"
    bound "the worst difference between what headroom recorded and what the server answered" "$(plain_disagreement)" most 0.01 %
    bound "requests that headroom counts as failed" "$(plain_failures)" most 0
    echo "- beside: CPU per request with histograms, check and extraction, to wrk's for the same response: $(plain_ratio headroom_json wrk_json 4)"
}
