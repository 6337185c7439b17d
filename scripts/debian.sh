#!/bin/sh
# What the project needs from the system, installed on Debian where it is missing; elsewhere the
# line to type is named. Silent, and quick, where everything is there.
#
#   scripts/debian.sh        for the tests: Chromium, a Chinese font and a Latin one, Java (epubcheck)
#   scripts/debian.sh book   for the PDF of the book: the same without Java, and no password asked
set -eu
wanted=${1:-tests}

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

has_java() {  # macOS has a java that only says where to get one
    command -v java >/dev/null && { [ "$(uname)" != Darwin ] || java -version >/dev/null 2>&1; }
}

missing=
has_browser || missing="$missing chromium"
has_font "Noto Sans CJK TC" fonts-noto-cjk || missing="$missing fonts-noto-cjk"
has_font "Noto Serif CJK TC" fonts-noto-cjk || case $missing in
    *fonts-noto-cjk*) ;;
    *) missing="$missing fonts-noto-cjk" ;;
esac
has_font "Liberation Sans" fonts-liberation || missing="$missing fonts-liberation"
if [ "$wanted" = tests ]; then has_java || missing="$missing default-jre-headless"; fi
[ -n "$missing" ] || exit 0

case $wanted in
    book) purpose="The PDF of the book needs" java_dnf="" java_pacman="" java_brew="" ;;
    *) purpose="The tests need" java_dnf=" java-latest-openjdk-headless" \
        java_pacman=" jre-openjdk-headless" java_brew=" temurin" ;;
esac

refuse() {
    echo "$purpose$missing. Please type: $1" >&2
    exit 1
}

sudo=sudo
[ "$(id -u)" != 0 ] || sudo=
line="${sudo:+sudo }apt-get update && ${sudo:+sudo }apt-get install -y$missing"

if ! command -v apt-get >/dev/null; then
    if command -v dnf >/dev/null; then
        refuse "sudo dnf install chromium google-noto-sans-cjk-fonts google-noto-serif-cjk-fonts liberation-sans-fonts$java_dnf"
    elif command -v pacman >/dev/null; then
        refuse "sudo pacman -S chromium noto-fonts-cjk ttf-liberation$java_pacman"
    elif [ "$(uname)" = Darwin ]; then
        refuse "brew install --cask chromium font-noto-sans-cjk font-noto-serif-cjk font-liberation$java_brew"
    else
        echo "$purpose$missing (so named on Debian)." \
            "Please install them with this system's package manager." >&2
        exit 1
    fi
fi
case "$(. /etc/os-release && echo "$ID") $missing" in
    ubuntu*chromium*)  # Ubuntu has no such package
        rest=$(echo "$missing" | sed 's/ chromium//')
        refuse "sudo snap install chromium${rest:+ && sudo apt-get install -y$rest}" ;;
esac
if [ -n "$sudo" ] && ! command -v sudo >/dev/null; then
    refuse "su -c '$(echo "$line" | sed 's/sudo //g')'"
fi
if [ -n "$sudo" ] && [ "$wanted" = book ]; then
    sudo -n true 2>/dev/null || refuse "$line"  # a book is made without asking for a password
fi

echo "Installing$missing from Debian."
# shellcheck disable=SC2086  # $sudo may be empty, $missing is a list
$sudo apt-get -qq update && $sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends $missing >/dev/null || refuse "$line"
