"""What holds of every extraction, whatever the paper: `assert_lawful`."""

from __future__ import annotations

from kg.model import NO_SPAN, Definition, Extraction, LocalEntity, Mention, Paper, Quote, Relation, Result, Span
from kg.schema import ENTITY_LABELS, RELATIONS, ROLES

__all__ = ["assert_lawful"]

Texts = dict[str, str]
Kinds = dict[str, str]


def assert_lawful(paper: Paper, extraction: Extraction) -> None:
    """Assert that offsets point into the paper's own text, that all names are those of its entities, and all kinds allowed."""
    texts = {section.name: section.text for section in paper.sections}
    kinds = {entity.name: entity.label for entity in extraction.entities}
    triples = [(relation.subject, relation.predicate, relation.object) for relation in extraction.relations]
    assert_once([entity.name for entity in extraction.entities])
    assert_once([(mention.section, mention.start, mention.end) for mention in extraction.mentions])
    assert_once(triples)
    assert kinds.keys() == {mention.entity for mention in extraction.mentions}
    for mention in extraction.mentions:
        assert_mention(mention, texts)
    for entity in extraction.entities:
        assert_entity(entity, texts)
    for relation in extraction.relations:
        assert_relation(relation, kinds, texts)
    for result in extraction.results:
        assert_result(result, kinds, texts)
    for definition in extraction.definitions:
        assert_definition(definition, texts)


def assert_once(items: list[object]) -> None:
    assert len(items) == len(set(items)), [item for item in set(items) if items.count(item) > 1]


def assert_span(span: Span, text: str) -> None:
    start, end = span
    assert 0 <= start < end <= len(text), (span, len(text))


def assert_mention(mention: Mention, texts: Texts) -> None:
    text = texts[mention.section]
    assert_span((mention.start, mention.end), text)
    assert text[mention.start : mention.end] == mention.text, mention
    assert mention.text.strip(), mention
    assert mention.label in ENTITY_LABELS, mention
    assert 0 < mention.confidence <= 1, mention


def assert_quotes(claim: LocalEntity | Relation | Result, texts: Texts) -> None:
    """A claim says how sure it is and where it stands; the ends of a quote are spans within it."""
    assert 0 < claim.confidence <= 1, claim
    assert claim.quotes, claim
    for quote in claim.quotes:
        assert_span((quote.start, quote.end), texts[quote.section])
        for span in (quote.subject, quote.object):
            if span != NO_SPAN:
                assert_span(span, texts[quote.section][quote.start : quote.end])


def assert_entity(entity: LocalEntity, texts: Texts) -> None:
    assert entity.name.strip(), entity
    assert entity.label in ROLES[entity.role], entity
    assert_quotes(entity, texts)


def assert_relation(relation: Relation, kinds: Kinds, texts: Texts) -> None:
    subjects, objects = RELATIONS[relation.predicate]
    assert kinds[relation.subject] in subjects and kinds[relation.object] in objects, relation
    assert relation.subject != relation.object, relation
    assert_quotes(relation, texts)


def assert_result(result: Result, kinds: Kinds, texts: Texts) -> None:
    named = {"Method": (result.method, result.baseline), "Metric": (result.metric,), "Dataset": (result.dataset,), "Task": (result.task,)}
    for kind, names in named.items():
        assert {kinds[name] for name in names if name is not None} <= {kind}, result
    assert result.value.strip(), result
    assert_quotes(result, texts)
    assert any(result.value in quoted(quote, texts) for quote in result.quotes), result


def quoted(quote: Quote, texts: Texts) -> str:
    return texts[quote.section][quote.start : quote.end]


def assert_definition(definition: Definition, texts: Texts) -> None:
    text = texts[definition.section]
    for span, words in ((definition.short_span, definition.short), (definition.long_span, definition.long)):
        assert_span(span, text)
        assert text[slice(*span)] == words and words.strip(), definition
