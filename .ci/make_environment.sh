#!/bin/sh
# Make the virtual environment that is named as the first argument, with the interpreter in $PYTHON
# or the first suitable one found. An environment with the right Python stays as it is.
set -eu

target=$1

suits() {
    "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null
}

minor() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true
}

fail() {
    echo "$1" >&2
    exit 1
}

python=${PYTHON:-}
if [ -n "$python" ]; then
    suits "$python" || fail "$python ist kein Python 3.11 bis 3.13. / $python is no Python 3.11 to 3.13."
else
    for candidate in python3 python3.13 python3.12 python3.11 python; do
        if suits "$candidate"; then
            python=$candidate
            break
        fi
    done
    [ -n "$python" ] || fail "Kein Python 3.11 bis 3.13 gefunden: bitte installieren oder PYTHON=/pfad/zu/python3 angeben. / No Python 3.11 to 3.13 found: install one or give PYTHON=/path/to/python3."
fi

if [ -x "$target/bin/python" ] && "$target/bin/python" -m pip --version >/dev/null 2>&1 &&
    [ "$(minor "$target/bin/python")" = "$(minor "$python")" ]; then
    exit 0
fi

# Debian and Ubuntu split ensurepip off into python3-venv.
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends "python$(minor "$python")-venv"
    else
        fail "Diesem Python fehlt ensurepip: bitte das Paket python$(minor "$python")-venv installieren. / This Python lacks ensurepip: install the package python$(minor "$python")-venv."
    fi
fi
"$python" -m venv --clear "$target"
