#!/bin/sh
# The demo: the example papers built into a library, asked, shown and exported. `make demo` runs it.
set -eu
cd "$(dirname "$0")/.."
library=exports/demo-library

step() {
    printf '\n$ kg'
    for word in "$@"; do
        case $word in *' '*) printf ' "%s"' "$word" ;; *) printf ' %s' "$word" ;; esac
    done
    printf '\n'
    kg "$@"
}

rm -rf "$library"
step build examples/landmarks.jsonl -o "$library"
step stats "$library"
step queries
step show "$library" Transformer -o exports/transformer.html
step export "$library" --format ttl -o exports/demo.ttl
step export "$library" --format jsonl -o exports/demo-jsonl

cat <<'END'

Look at
  exports/transformer.html   what surrounds the Transformer, in a browser: click an edge for its sentence
  exports/demo.ttl           the graph as RDF
  exports/demo-jsonl         the graph as KGX lines; `kg import` reads them back
Ask more: .venv/bin/kg query exports/demo-library "MATCH (m:Method) RETURN m.name LIMIT 10"
END
