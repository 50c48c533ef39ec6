# Sourced by ./dev: runs test projects and sums up what they say.
# shellcheck shell=bash

passed=0
failed=0
test_limit=70m

count_failure() {
    echo "FAILED: $1" >&2
    failed=$((failed + 1))
}

# run_tests PROJECT [OPTION...]: runs tests/PROJECT. A host that dies counts as one failure more than it could report.
run_tests() {
    local project=$1 report code=0 counts ran_passed ran_failed
    shift
    report=$HEADROOM_ROOT/artifacts/tests-$project.xml
    rm -f "$report"
    echo "== tests/$project"
    timeout -k 10 "$test_limit" "$HEADROOM_ROOT/artifacts/bin/$project/release/Headroom.Tests.$project" \
        -noLogo -noColor -xml "$report" "$@" </dev/null || code=$?
    if ! counts=$(counts_of "$report"); then
        count_failure "tests/$project ended with exit code $code before it could report"
        return 0
    fi
    read -r ran_passed ran_failed <<<"$counts"
    passed=$((passed + ran_passed))
    failed=$((failed + ran_failed))
    if [ "$code" -ne 0 ] && [ "$ran_failed" -eq 0 ]; then
        count_failure "tests/$project ended with exit code $code though no test failed"
    elif [ $((ran_passed + ran_failed)) -eq 0 ]; then
        count_failure "tests/$project ran no test"
    fi
}

# "PASSED FAILED" of an xUnit report; errors outside of tests, as in the clean-up of a class, are failures. False when there is no complete report.
counts_of() {
    [ -s "$1" ] && grep -q '</assemblies>' "$1" || return 1
    local attributes
    attributes=$(grep -oE '<assembly [^>]*>' "$1" | head -n 1)
    echo "$(attribute passed "$attributes") $(($(attribute failed "$attributes") + $(attribute errors "$attributes")))"
}

attribute() {
    local value
    value=$(grep -oE " $1=\"[0-9]+\"" <<<"$2" | grep -oE '[0-9]+') || true
    echo "${value:-0}"
}

# The last line of every test run; false when something failed.
summary() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
