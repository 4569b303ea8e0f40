# Sourced from the root of the repository: sees to a Chromium, to node and to what e2e needs, and sets CALLFLOW_BROWSER.

fetched() {
    if ! command -v apt-get >/dev/null; then
        echo "missing: $*, and there is no apt-get to install it with" >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

found() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
}

found >/dev/null || fetched chromium
CALLFLOW_BROWSER=$(found)
export CALLFLOW_BROWSER
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then fetched nodejs npm; fi
if [ "$(node --print 'parseInt(process.versions.node)')" -lt 20 ]; then
    echo "node $(node --version) is too old: the tests of the pages need 20" >&2
    exit 1
fi
# What ci/ui.sh installed will do.
if [ ! -d callflow-html/ui/node_modules/playwright-core ]; then
    npm ci --prefix callflow-html/ui --no-audit --no-fund --ignore-scripts --silent
fi
