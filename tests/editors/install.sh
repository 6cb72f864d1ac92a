#!/bin/sh
# Installs the language server that the tests of docs/editors.md speak with: with the Node of the system or of .venv.
# Does nothing where it is newer than its lock file.
set -u
cd "$(dirname "$0")" || exit 1
PATH="$PATH:$PWD/../../.venv/bin"
server=node_modules/.package-lock.json

[ -f $server ] && [ -z "$(find package-lock.json -newer $server)" ] && exit 0
echo "Installing the language server of the editors' tests …"
npm ci --ignore-scripts --silent && touch $server && exit 0
echo "The language server could not be installed. It takes Node 20 or newer, and npm's packages: install Node, see that npm"
echo "reaches its registry, and call: sh tests/editors/install.sh"
exit 1
