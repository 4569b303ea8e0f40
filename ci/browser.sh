#!/usr/bin/env bash
# A page can be well-formed and still fail in a browser: every page that the examples wrote is opened in headless
# Chromium without a network, and its console must stay silent.
set -euo pipefail
cd "$(dirname "$0")/.."

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
    if ! command -v apt-get >/dev/null; then
        echo "no Chromium, and no apt-get to install it with" >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
    browser=$(command -v chromium)
fi

profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
checked=0
for page in target/callflow/*.html; do
    # The proxy leads nowhere, so that a request would fail and be logged; a blocked script or style is logged too.
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync \
        --proxy-server=127.0.0.1:9 --user-data-dir="$profile" --enable-logging=stderr --log-level=0 \
        --virtual-time-budget=3000 --dump-dom "file://$PWD/$page" >"$profile/dom" 2>"$profile/log" || {
        echo "$page: the browser failed" >&2
        exit 1
    }
    if grep -E 'CONSOLE|Refused|ERR_' "$profile/log"; then
        echo "$page: see the browser's console above" >&2
        exit 1
    fi
    grep -qE 'class="view".*(<canvas|<svg|<table)|<table' "$profile/dom" || { echo "$page: shows nothing" >&2; exit 1; }
    if grep -nE '(src|href)="?(https?:)?//' "$page"; then
        echo "$page: refers to the network" >&2
        exit 1
    fi
    checked=$((checked + 1))
done
[ "$checked" -ge 15 ] || { echo "only $checked pages to look at; run ci/examples.sh and ci/web-service.sh first" >&2; exit 1; }
echo "$checked pages opened"
