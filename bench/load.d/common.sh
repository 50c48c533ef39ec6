# Sourced by bench/load: the servers, the measuring, the verdicts.
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names

headroom=${HEADROOM:-./headroom}
servers=$HEADROOM_ROOT/artifacts/bin/Servers/release/headroom-bench
seconds=${BENCH_SECONDS:-6}
rounds=${BENCH_ROUNDS:-3}
connections=64
client_core=0
server_core=1
unmet=0
server_pid=
url=

prepare() {
    require_dotnet
    if ! taskset -c "$server_core" true 2>/dev/null; then
        echo "bench: client and server need a core each, and taskset; core $server_core is not to be had" >&2
        exit 3
    fi
    work=$(mktemp -d)
    trap clean_up EXIT
    dotnet build -c Release bench/Servers -v quiet >"$work/build" 2>&1 || { cat "$work/build" >&2; exit 4; }
    # Builds what is stale, so that no run does.
    "$headroom" --version >/dev/null || { say "$headroom does not run"; exit 4; }
    case $(ulimit -n) in
        unlimited) ;;
        *) ulimit -n "$(ulimit -Hn)" ;;
    esac
}

clean_up() {
    local child
    for child in $(<"/proc/$$/task/$$/children"); do
        kill "$child" 2>/dev/null || true # a client outlives an interrupted script
    done
    stop_server
    rm -rf "$work"
}

describe_machine() {
    printf '# The load engine beside its peers\n\n'
    printf '%s, %s cores, Linux %s, .NET %s; load average %s before the first run. Client on core %s, server on core %s, %s connections.\n' \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$(uname -r)" "$(dotnet --version)" \
        "$(cut -d ' ' -f 1 /proc/loadavg)" "$client_core" "$server_core" "$connections"
}

say() { echo "bench: $*" >&2; }

# start_server NAME [OPTION...]: one of ours on its core; its address is in url.
start_server() {
    : >"$work/address"
    taskset -c "$server_core" "$servers" "$@" >"$work/address" &
    server_pid=$!
    local tries=0
    until [ -s "$work/address" ]; do
        tries=$((tries + 1))
        if [ "$tries" -gt 100 ] || ! kill -0 "$server_pid" 2>/dev/null; then
            say "the server '$1' did not start"
            exit 4
        fi
        sleep 0.1
    done
    url=$(<"$work/address")
}

stop_server() {
    if [ -n "$server_pid" ]; then
        kill "$server_pid" 2>/dev/null || true
        wait "$server_pid" 2>/dev/null || true
        server_pid=
    fi
}

# The line that the server's /stats answers.
stats() {
    local line
    exec 3<>"/dev/tcp/127.0.0.1/${url##*:}"
    printf 'GET /stats HTTP/1.1\r\nHost: bench\r\n\r\n' >&3
    while IFS= read -r line <&3 && [ "$line" != $'\r' ]; do :; done
    IFS= read -r line <&3
    exec 3>&-
    echo "$line"
}

# measured LIMIT_S COMMAND...: runs it on the client's core. Its output is in $work/out and $work/err, the processor time of it
# and of all its children, from its first instruction to its last, in cpu_s.
measured() {
    local code=0 TIMEFORMAT='%3U %3S'
    { time taskset -c "$client_core" timeout -k 5 "$1" "${@:2}" >"$work/out" 2>"$work/err" </dev/null; } 2>"$work/times" || code=$?
    cpu_s=$(awk '{ print $1 + $2 }' "$work/times")
    if [ "$code" -ne 0 ]; then
        say "exit code $code of: ${*:2}"
        tail -n 5 "$work/err" >&2
    fi
    return "$code"
}

# scenario NAME [KEY=VALUE...]: the load file with the server's address and these values in it.
scenario() {
    local file=$work/$1.yaml pair
    sed "s|@URL@|$url|g" "bench/load.d/$1.yaml" >"$file"
    for pair in "${@:2}"; do
        sed -i "s|@${pair%%=*}@|${pair#*=}|g" "$file"
    done
    echo "$file"
}

# json FILE PATH...: values of a JSON document, "-" for what is not there.
json() { "$servers" json "$@" 2>/dev/null || printf -- '- %.0s' "${@:2}"; }

section() { printf '\n## %s\n\n' "$1"; }

# table COLUMN...: the head of a Markdown table.
table() {
    row "$@"
    printf '|'
    printf -- '---|%.0s' "$@"
    printf '\n'
}

row() {
    printf '|'
    printf ' %s |' "$@"
    printf '\n'
}

# calculate EXPRESSION [FORMAT]: awk's arithmetic; "-" when a part of it was not measured.
calculate() {
    case " $1 " in
        *' - '[-+*/\)]* | *[-+*/\(]' - '* | ' - ') echo - ;;
        *) awk "BEGIN { printf \"${2:-%.2f}\", $1 }" 2>/dev/null || echo - ;;
    esac
}

# median [FORMAT]: that of the numbers on the standard input, "-" lines left out; "-" of none.
median() {
    grep -E '^[0-9]' | sort -g | awk -v format="${1:-%.3f}" '{ v[NR] = $1 }
        END { if (!NR) print "-"; else printf format "\n", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# bound WHAT VALUE most|least LIMIT [UNIT]: one line with the verdict.
bound() {
    local what=$1 value=$2 side=$3 limit=$4 unit=${5:+ $5} off
    if [[ ! $value =~ ^-?[0-9.]+([eE][-+]?[0-9]+)?$ ]]; then
        unmet=1
        printf -- '- cannot tell: %s was not measured (bound: at %s %s%s)\n' "$what" "$side" "$limit" "$unit"
        return
    fi
    off=$(awk -v value="$value" -v limit="$limit" -v side="$side" \
        'BEGIN { off = side == "most" ? value - limit : limit - value; if (off > 0) printf "%.3g %.1f", off, limit ? off / limit * 100 : 100 }')
    if [ -z "$off" ]; then
        printf -- '- met: %s is %s%s (bound: at %s %s%s)\n' "$what" "$value" "$unit" "$side" "$limit" "$unit"
    else
        unmet=1
        printf -- '- **not reached**: %s is %s%s (bound: at %s %s%s; off by %s%s, %s %%)\n' \
            "$what" "$value" "$unit" "$side" "$limit" "$unit" "${off% *}" "$unit" "${off#* }"
    fi
}
