#!/usr/bin/env bash
# Brings resources/translations/*.ts up to date with the sources: new texts come in unfinished, texts that are gone go.
# Then translate what is marked unfinished; tst_translation fails until nothing is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
lupdate=/usr/lib/qt6/bin/lupdate # a plain "lupdate" may be Qt 5's
[ -x "$lupdate" ] || lupdate=$(command -v lupdate || true)
if [ -z "$lupdate" ]; then
    echo "update-translations: lupdate was not found; install qt6-l10n-tools" >&2
    exit 1
fi

# The sentences of the engine know no Qt: their literals are handed over in the context that the window looks them up in.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
perl -0777 -ne '
    s{^#include.*$}{}mg; s{//.*$}{}mg; s{"\s*\n\s*"}{}g;
    while (/"((?:[^"\\]|\\.)*)"/g) {
        my $text = $1;
        print "QT_TRANSLATE_NOOP(\"Insight\", \"$text\")\n" if length($text) > 3 && $text =~ /^[A-Z][a-z-]{3}| /;
    }' engine/stats/src/insight/*.cpp engine/stats/src/warnings/*.cpp engine/stats/src/compare/*.cpp >"$work/sentences.cpp"
perl -0777 -ne '
    s{"\s*\n\s*"}{}g;
    print "QT_TRANSLATE_NOOP(\"Engine\", \"$1\")\n" while /\.(?:summary|help|unit) = "((?:[^"\\]|\\.)*)"/g;
    ' engine/policies/*.cpp engine/src/cache/policy_params.cpp >>"$work/sentences.cpp"

perl -0777 -ne '
    s{^#include.*$}{}mg; s{"\s*\n\s*"}{}g;
    print "QT_TRANSLATE_NOOP(\"Reason\", \"$1\")\n" while /=\s*"((?:[^"\\]|\\.)*)"/g;
    ' engine/types/include/types/stored_reason.h >>"$work/sentences.cpp"

"$lupdate" -silent -no-obsolete -locations none ui app/desktop "$work/sentences.cpp" -ts resources/translations/*.ts
