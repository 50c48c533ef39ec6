# Sourced by eng/setup and eng/build.sh: the Node.js that builds web/, and where eng/setup keeps what it installs beside the system.
# shellcheck shell=bash

cache_folder() {
    if [ "$(id -u)" -eq 0 ]; then
        echo /var/cache/headroom # readable for the user that runs the server, which root's home is not
    else
        echo "${XDG_CACHE_HOME:-${HOME:-}/.cache}/headroom"
    fi
}

is_node_new_enough() {
    command -v npm >/dev/null && command -v node >/dev/null && node "$(dirname -- "${BASH_SOURCE[0]}")/node-version.cjs"
}

# True when a Node.js in PATH builds web/; where the system's is too old, the one that eng/setup installed is put before it.
find_node() {
    is_node_new_enough && return
    local own
    own=$(cache_folder)/node/node_modules/.bin
    [ -x "$own/node" ] && [ -x "$own/npm" ] || return 1
    export PATH=$own:$PATH
    is_node_new_enough
}
