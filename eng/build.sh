# Sourced by ./headroom and ./dev, which set HEADROOM_ROOT: is the build stale, and build it, one at a time.
# shellcheck shell=bash

. "$HEADROOM_ROOT/eng/node.sh"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
stamp=$HEADROOM_ROOT/artifacts/built.stamp
ahead=$HEADROOM_ROOT/artifacts/ahead
tool_error=4

# Finds the .NET SDK, or says how to get it.
require_dotnet() {
    local dotnet
    if ! dotnet=$(command -v dotnet); then
        for dotnet in "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet" ''; do
            [ -x "$dotnet" ] && break
        done
        if [ -z "$dotnet" ]; then
            echo "headroom: the .NET 10 SDK is needed, but there is no dotnet in PATH, in DOTNET_ROOT or in ~/.dotnet." >&2
            echo "Install it from https://dotnet.microsoft.com/download/dotnet/10.0 (or your distribution's dotnet-sdk-10.0), then run this again." >&2
            exit $tool_error
        fi
        export DOTNET_ROOT=${dotnet%/*} PATH=${dotnet%/*}:$PATH
    fi
}

# The script of the HTML report is built with Node.js: says what is missing, and gets it where that can be done.
require_node() {
    find_node && return
    "$HEADROOM_ROOT/eng/setup" node </dev/null 9>&- || exit $tool_error
    find_node || exit $tool_error
}

# True when anything that goes into the build changed since the last one. Folders count, too: theirs is the time of a file's removal.
# Change time, not modification time: it also moves when an older file is put in a newer one's place. The folder web itself does not count: the build installs into it.
is_stale() {
    [ -x "$HEADROOM_ROOT/artifacts/bin/Cli/release/headroom" ] && [ -f "$stamp" ] || return 0
    local sources=() source
    for source in src samples eng web rules Directory.Build.props Directory.Packages.props global.json; do
        [ -e "$HEADROOM_ROOT/$source" ] && sources+=("$HEADROOM_ROOT/$source")
    done
    [ -n "$(find "${sources[@]}" \( -name bin -o -name obj -o -name node_modules -o -name dist \) -prune -o ! -path "$HEADROOM_ROOT/web" -cnewer "$stamp" -print -quit)" ]
}

# Runs a command while no other launch builds. The lock is not handed down: build servers outlive the build.
locked() {
    mkdir -p "$HEADROOM_ROOT/artifacts"
    if ! command -v flock >/dev/null; then
        "$@"
        return
    fi
    exec 9>"$HEADROOM_ROOT/artifacts/build.lock"
    if ! flock -w 900 9; then
        echo "headroom: another build has held $HEADROOM_ROOT/artifacts/build.lock for 15 minutes; end it and run this again." >&2
        exit $tool_error
    fi
    local code=0
    "$@" || code=$?
    exec 9>&-
    return $code
}

# Builds a solution quietly, within the checkout: a global.json where the command is called could choose another SDK. The stamp bears the
# time before the build, so that what is edited meanwhile is built next time.
build() {
    local log=$HEADROOM_ROOT/artifacts/build.log
    require_node
    touch "$stamp.next"
    if (cd "$HEADROOM_ROOT" && dotnet build -c Release "$1" -v quiet) >"$log" 2>&1 </dev/null 9>&-; then
        mv "$stamp.next" "$stamp"
        return 0
    fi
    echo "headroom: the build failed (all of its output is in $log):" >&2
    if ! grep -E '(error|warning) ?[A-Z]*[0-9]*:' "$log" | sort -u | head -n 40 >&2; then
        tail -n 40 "$log" >&2
    fi
    return 1
}

build_if_stale() {
    ! is_stale || build "$HEADROOM_ROOT/eng/Launch.slnf" || return
    is_ahead || compile_ahead
}

# True when the command compiled ahead of time, or the failure to do so, is of the last build.
is_ahead() {
    [ -f "$ahead/built.stamp" ] && [ ! "$ahead/built.stamp" -ot "$stamp" ] && [ ! "$ahead/built.stamp" -nt "$stamp" ]
}

# Compiles the command ahead of time: it starts in less processor time. Where the compiler is not to be had, it runs as it was built.
compile_ahead() {
    local from=$HEADROOM_ROOT/artifacts/bin/Cli/release project=$HEADROOM_ROOT/eng/ahead/Ahead.csproj log=$HEADROOM_ROOT/artifacts/ahead.log
    rm -rf "$ahead" && cp -R "$from" "$ahead"
    if ! (cd "$HEADROOM_ROOT" && dotnet restore "$project" && dotnet build --no-restore "$project" -t:Ahead "-p:From=$from" "-p:To=$ahead") >"$log" 2>&1 </dev/null 9>&-; then
        rm -rf "$ahead" && mkdir "$ahead"
    fi
    touch -r "$stamp" "$ahead/built.stamp"
}

# The command: compiled ahead of time, or as it was built.
command_path() {
    if is_ahead && [ -x "$ahead/headroom" ]; then
        echo "$ahead/headroom"
    else
        echo "$HEADROOM_ROOT/artifacts/bin/Cli/release/headroom"
    fi
}

# The command and the sample service: what a user runs.
build_launchable() {
    echo "headroom: building..." >&2
    locked build_if_stale || exit $tool_error
}
