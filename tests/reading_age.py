"""The Flesch–Kincaid grade of a text: years of school that it takes to read it (Kincaid et al. 1975).

Syllables are counted by groups of vowels, as most programs do: off by a little for single words, not for a page.
"""

import re

VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """At least one; an “e” at the end is silent unless it follows an “l”, as is that of “-es” and “-ed” mostly."""
    word = word.lower().strip("'’")
    if len(word) > 3:
        word = re.sub(r"(?<![aeiouylsxz])es$|(?<![aeiouytd])ed$|(?<![aeiouyl])e$", "", word)
    return max(1, len(VOWELS.findall(word)))


def grade(text: str) -> float:
    """0.39 × words a sentence + 11.8 × syllables a word − 15.59."""
    sentences = [one for one in re.split(r"[.!?:;]+(?=\s|$)", text) if re.search(r"[A-Za-z]", one)]
    words = re.findall(r"[A-Za-z][A-Za-z'’]*", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
