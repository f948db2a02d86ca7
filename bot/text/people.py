"""Finds names of people by what stands around them, then by lists; errs towards finding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.cues import cues
from bot.text.sentence import Sentence
from bot.text.spans import Span, Type
from bot.text.titles import OF, SHORTEST_EVERYDAY, Found, after_civility, after_role
from bot.text.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.text.names import Names

_INFINITIVE = re.compile(r"(?:er|ir|re|ant)$")
_TO = frozenset({"a", "to"})
_BEFORE_INITIAL = frozenset(
    ("avec", "chez", "de", "d", "pour", "contre", "et", "a", "par", "que", "with", "for", "from"),
)
_ARABIC_ARTICLES = frozenset({"el", "al", "ben", "bin", "bou", "abd", "ait", "ould"})


def people(text: str, names: Names) -> Iterator[Span]:
    """Find them in a `plain` text, sorted and disjoint."""
    sentence = Sentence(text=text, words=words_of(text), names=names, cues=cues())
    i = 0
    while i < len(sentence.words):
        found = next((found for rule in _RULES if (found := rule(sentence, i))), None)
        if found is None:
            i += 1
            continue
        first, last = found
        yield Span(start=sentence.words[first].start, end=_end(sentence, last), type=Type.PER)
        i = last + 1


def _end(s: Sentence, last: int) -> int:
    """Return where the name ends: the full stop of an initial belongs to it."""
    word = s.words[last]
    is_initial = len(word.text) == 1 and s.follows(last)[:1] == "."
    return word.end + is_initial


def _listed(s: Sentence, i: int) -> Found:
    """Find a first name of the lists and the parts after it."""
    word, names = s.words[i], s.names
    if word.shape == "lower":
        is_name = names.is_sure_in_lower_case(word.key) and word.key not in s.cues.openers
        return (i, s.run(i)) if is_name else None
    if word.shape == "initial" or word.key in s.cues.not_names:
        return None
    is_family = word.shape == "upper" and names.is_family(word.key)
    is_sure = names.is_sure(word.key) or is_family or word.key in names.roster
    if not is_sure or (
        word.shape == "upper" and len(word.text) < SHORTEST_EVERYDAY and not _has_kin(s, i)
    ):
        return None
    if word.key in s.cues.places and s.key(i - 1) in s.cues.place_words:
        return None
    last = s.run(i)
    is_alone = last == i and s.acts(i)
    return None if s.names_a_thing(i) and not is_alone else (i, last)


def _has_kin(s: Sentence, i: int) -> bool:
    before = i > 0 and s.gap(i - 1) == " " and s.names.is_known(s.key(i - 1))
    return before or s.run(i) > i


def _surname_first(s: Sentence, i: int) -> Found:
    """Find "DELMAS Corentin", "Tran Van Minh", "El Hamdi Nora", also at the head of a sentence."""
    if not s.may_be_name(i) or s.words[i].shape == "initial" or s.key(i) in s.cues.openers:
        return None
    is_upper = s.words[i].shape == "upper"
    is_surname = s.names.is_family(s.key(i)) or s.key(i) in _ARABIC_ARTICLES or is_upper
    last = s.run(i)
    parts = range(i + 1, last + 1)
    has_first = any(s.names.is_first(s.key(j)) and s.words[j].shape != "initial" for j in parts)
    has_article = s.key(i) in _ARABIC_ARTICLES and last > i
    is_initialled = s.words[last].shape == "initial" and s.names.is_known(s.key(i))
    is_name = (is_surname and has_first) or has_article or (last > i and is_initialled)
    if not is_name or s.names_a_thing(i) or (s.opens(i) and s.looks_common(i)):
        return None
    return i, last


def _initials(s: Sentence, i: int) -> Found:
    """Find "T. B.", and a lone "K." where the sentence goes on after it."""
    word = s.words[i]
    if word.shape != "initial" or s.follows(i)[:1] != ".":
        return None
    last = s.run(i)
    initials = [s.words[j] for j in range(i, last + 1) if s.words[j].shape == "initial"]
    if len(initials) == last - i + 1 and last > i:
        is_acronym = len(initials) > 2 or (  # noqa: PLR2004 - "A.S.E."
            s.gap(i) == "." and (word.text + initials[1].text).lower() in s.cues.trades
        )
        return None if is_acronym else (i, last)
    if last > i:
        return i, last
    before = s.key(i - 1)
    if before not in s.cues.labels and _is_unlisted_surname(s, i + 1):
        return i, s.run(i + 1)
    if before in s.cues.labels or before in s.cues.institutions or word.key in {"m", "a"}:
        return None
    goes_on = bool(re.match(r"\.(?:,| [a-zà-ÿ(])", s.text[word.end : word.end + 3]))
    return (i, i) if goes_on or (before in _BEFORE_INITIAL and s.gap(i - 1) in {" ", "'"}) else None


def _is_unlisted_surname(s: Sentence, i: int) -> bool:
    is_near = s.gap(i - 1) in {".", ". "} and s.may_be_name(i) and not s.looks_common(i)
    return is_near and s.words[i].shape != "initial" and not _INFINITIVE.search(s.key(i))


def _subject(s: Sentence, i: int) -> Found:
    """Find a bare capital before a verb: French nouns take an article there, people do not."""
    word = s.words[i]
    if not s.opens(i) or word.shape != "capital" or not s.may_be_name(i):
        return None
    if word.key in s.cues.openers or word.key in s.cues.verbs:
        return None
    last = s.run(i)
    is_listed = s.names.is_first(word.key) or s.names.is_family(word.key)
    has_age = bool(re.match(r",? \(?\d{1,2} (?:ans|mois)\b", s.text[s.words[last].end :]))
    has_pair = (
        s.key(last + 1) in {"et", "and"}
        and s.may_be_name(last + 2)
        and not s.looks_common(last + 2)
    )
    has_surname = last > i and s.names.is_family(s.key(last))
    is_verb = not is_listed and bool(_INFINITIVE.search(word.key))
    is_person = (
        (s.acts(last) and not is_verb) or has_age or (is_listed and (has_pair or has_surname))
    )
    return (i, last) if is_person and not s.looks_common(i) else None


def _capital(s: Sentence, i: int) -> Found:
    """Find a capital inside a sentence, which no place, tool or office explains."""
    word = s.words[i]
    if word.shape != "capital" or s.opens(i) or not s.may_be_name(i):
        return None
    if s.looks_common(i) or s.names_a_thing(i) or not _is_free(s, i):
        return None
    return i, s.run(i)


def _is_free(s: Sentence, i: int) -> bool:
    """Tell whether the words before a capital leave it to be a person."""
    before, gap = s.key(i - 1), s.gap(i - 1)
    if gap not in {" ", ", ", "'", " (", "; ", " / ", "/", ". ", " + ", " - "}:
        return False
    if gap == ". " and s.words[i - 1].shape != "initial" and s.key(i - 1) not in s.cues.civilities:
        return False
    if before in {"les", "aux", "des"} and gap == " ":
        last = s.run(i)
        return any(s.names.is_family(s.key(j)) for j in range(i, last + 1)) or (
            s.key(last + 1) in s.cues.plural_verbs and before == "les"
        )
    if before in s.cues.determiners and gap in {" ", "'"}:
        return False
    if before in s.cues.place_words and gap in {" ", "'"}:
        return _is_after_preposition(s, i, before)
    is_official = s.words[i - 1].shape in {"capital", "upper"} and gap == " "
    return not (
        is_official
        and (not s.opens(i - 1) or s.looks_common(i - 1))
        and s.key(i - 1) not in s.cues.openers
    )


def _is_after_preposition(s: Sentence, i: int, before: str) -> bool:
    if s.names.is_known(s.key(i)) and before in OF | _TO and s.names.is_first(s.key(i)):
        return True
    if before in OF:
        return (
            s.key(i - 2) in s.cues.belongings
            or s.key(i - 2) in s.cues.roles
            or s.names.is_family(s.key(i))
        )
    return before in _TO and any(s.key(j) in s.cues.speech for j in range(i - 2, i - 6, -1))


_RULES = (
    after_civility,
    after_role,
    _surname_first,
    _listed,
    _initials,
    _subject,
    _capital,
)
