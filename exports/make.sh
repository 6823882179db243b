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
step query "$library" methods-for-task --param "task=machine translation" --param limit=5
step query "$library" builds-on-it --param entity=Transformer
step query "$library" compared-with --param method=BERT
step show "$library" Transformer -o exports/transformer.html --force
step export "$library" --format ttl -o exports/demo.ttl --force
step export "$library" --format jsonl -o exports/demo.jsonl --force

cat <<'END'

Look at
  exports/transformer.html   what surrounds the Transformer, in a browser; an edge shows its sentence
  exports/demo.ttl           the graph as RDF
  exports/demo.jsonl         the graph as JSON lines; `kg import` reads them back
Ask more
  .venv/bin/kg queries
  .venv/bin/kg query exports/demo-library "MATCH (m:Method) RETURN m.name AS method, m.support AS papers ORDER BY papers DESC, method LIMIT 10"
END
