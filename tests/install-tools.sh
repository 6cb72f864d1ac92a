#!/bin/sh
# Installs what the tests drive beside Python, and the packages that are named, where that is possible; names them
# where it is not. A package is taken to be there if a command of its name is.
set -u
PATH="$PATH:/usr/sbin:/sbin"

missing=""
for package in "$@"; do
    command -v "$package" >/dev/null 2>&1 || missing="$missing $package"
done
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fc-list ':lang=ko' 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
{ ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1; } || missing="$missing postgresql"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
    echo "apt-get could not install:$missing"
    exit 1
fi
echo "The tests need:$missing"
echo "On Debian or Ubuntu: sudo apt-get install$missing"
echo "Elsewhere: a Chromium at /usr/bin/chromium, a Korean font, PostgreSQL's initdb and postgres on PATH, and for make cluster nginx and redis-server on PATH."
exit 1
