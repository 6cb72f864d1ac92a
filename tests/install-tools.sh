#!/bin/sh
# Installs what the tests drive beside Python, where that is possible; names it where it is not.
set -u

missing=""
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
echo "Elsewhere: a Chromium at /usr/bin/chromium, a Korean font, and PostgreSQL's initdb and postgres on PATH."
exit 1
