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
exec "$lupdate" -silent -no-obsolete -locations none ui app/desktop -ts resources/translations/*.ts
