#!/bin/sh
# What the browser tests and the charts in them need from the system: Chromium, a Chinese font
# and a Latin one. Installs what is missing on Debian; elsewhere it names the line to type.
# Silent, and quick, where everything is there.
set -eu

has_browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name" >/dev/null; then return 0; fi
    done
    return 1
}

has_font() {  # family, Debian package
    if command -v fc-list >/dev/null; then
        [ -n "$(fc-list "$1")" ]
    elif command -v dpkg-query >/dev/null; then
        dpkg-query -W -f '${db:Status-Abbrev}' "$2" 2>/dev/null | grep -q '^ii'
    fi  # neither: a system such as macOS, whose own fonts serve
}

missing=
has_browser || missing="$missing chromium"
has_font "Noto Sans CJK TC" fonts-noto-cjk || missing="$missing fonts-noto-cjk"
has_font "Liberation Sans" fonts-liberation || missing="$missing fonts-liberation"
[ -n "$missing" ] || exit 0

refuse() {
    echo "The browser tests need$missing. Please type: $1" >&2
    exit 1
}

sudo=sudo
[ "$(id -u)" != 0 ] || sudo=
line="${sudo:+sudo }apt-get update && ${sudo:+sudo }apt-get install -y$missing"

if ! command -v apt-get >/dev/null; then
    if command -v dnf >/dev/null; then
        refuse "sudo dnf install chromium google-noto-sans-cjk-fonts liberation-sans-fonts"
    elif command -v pacman >/dev/null; then
        refuse "sudo pacman -S chromium noto-fonts-cjk ttf-liberation"
    elif [ "$(uname)" = Darwin ]; then
        refuse "brew install --cask chromium font-noto-sans-cjk font-liberation"
    else
        echo "The browser tests need Chromium, Noto Sans CJK and Liberation Sans." \
            "Please install them with this system's package manager." >&2
        exit 1
    fi
fi
case "$(. /etc/os-release && echo "$ID") $missing" in
    ubuntu*chromium*) refuse "sudo snap install chromium" ;;  # Ubuntu has no such package
esac
if [ -n "$sudo" ] && ! command -v sudo >/dev/null; then
    refuse "su -c '$(echo "$line" | sed 's/sudo //g')'"
fi

echo "Installing$missing from Debian."
# shellcheck disable=SC2086  # $sudo may be empty, $missing is a list
$sudo apt-get -qq update && $sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends $missing >/dev/null || refuse "$line"
