"""A series of units whose bank has claims, for tests of the pages on which it is written."""

from __future__ import annotations

from tests.web.pages import Page

PAGES = "/studio/units/prefixes"

SERIES = b"""series: units
languages: [en]
title: Units
profile: open
parts: [{id: "1", title: All}]
"""

FRAME = b"""bank: bare
sections: {a: {title: One}}
questions:
  - {id: only, kind: true_false, prompt: Mega is more than kilo., answer: true}
"""

BANK = b"""bank: prefixes
title: Prefixes
objectives:
  LO-1: {level: remember, text: Name the prefixes.}
  LO-2: {level: apply, text: Convert them.}
sections:
  "1":
    title: Powers of ten
    notes: |
      A kilo always means 1000 times, a mega a million times.
    claims:
      kilo-is-1000: {text: Kilo always means 1000 times., at: "\xc2\xa73.1"}
      kibi-is-1024: Kibi means 1024 times.
      mega-is-1000000: Mega means a million.
  "2": {title: Powers of two}
questions:
  - {id: kilo, kind: true_false, prompt: Kilo means 1000 times., answer: true, section: "1", claims: [kilo-is-1000]}
  - {id: mega, kind: true_false, prompt: Mega is a million., answer: true, section: "1", objective: LO-1,
     claims: [mega-is-1000000]}
  - {id: draft, drafted: machine, kind: true_false, prompt: Kibi is 1024., answer: true, section: "1",
     claims: [kibi-is-1024]}
  - {id: idle, kind: true_false, prompt: Mega is more than kilo., answer: true, section: "1"}
  - {id: stray, kind: true_false, prompt: Kilo is less than mega., answer: true}
"""


def said(page: Page) -> str:
    """The words of a page, whatever stands between them."""
    return " ".join(page.main.split())
