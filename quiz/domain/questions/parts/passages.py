"""The texts of a question, each by its name and its place."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.domain.bank_format.fields import Text
from quiz.domain.rendering import ImageAddress, render, render_code


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A text of a question: its name and its path inside it; may it be seen before scoring, is it one line?

    ``gaps``: ``[[…]]`` in it are gaps. ``code``: it is no Markdown but a program in this language.
    """

    name: str
    text: Text
    path: tuple[str | int, ...]
    shown: bool
    inline: bool = True
    gaps: bool = False
    code: str = ""

    def html(self, language: str, *, values: bool, image_address: ImageAddress) -> str:
        """The passage in ``language`` as it is stored; ``values``: it may hold ``{{…}}``. Raises ``RenderingError``."""
        text = self.text[language]
        if self.code:
            return render_code(text, self.code, values=values)
        return render(text, inline=self.inline, values=values, gaps=self.gaps, image_address=image_address)
