"""Markdown of a bank to HTML of a page: what is kept, what is taken out, and where a variant's values go."""

import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from quiz.domain.matching.expression_errors import ExpressionError
from quiz.domain.rendering import (
    CODE_SPAN,
    RenderingError,
    anchors_in,
    fill,
    placeholder_parts,
    placeholders,
    plain,
    render,
)

VALUES = {"d": Fraction(4096), "r": Fraction(8), "p": Fraction(1, 3)}


def filled(source: str, *, inline: bool = True) -> str:
    return fill(render(source, inline=inline, values=True), VALUES, "en")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            "**굵게** _기울여_ ~~지워~~ `code`",
            "<p><strong>굵게</strong> <em>기울여</em> <s>지워</s> <code>code</code></p>",
        ),
        ("하나\n둘\n\n셋", "<p>하나\n둘</p>\n<p>셋</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> 인용", "<blockquote>\n<p>인용</p>\n</blockquote>"),
        ("# 하나\n## 둘\n### 셋\n#### 넷", "<h3>하나</h3>\n<h4>둘</h4>\n<h5>셋</h5>\n<h5>넷</h5>"),
        ("## 하나\n### 둘\n## 셋", "<h3>하나</h3>\n<h4>둘</h4>\n<h3>셋</h3>"),
        (
            "| | 값 |\n|---|---|\n| 가 | 1 |",
            '<div class="scroll" tabindex="0" role="group"><table>\n<thead>\n<tr>\n<td></td>\n<th scope="col">값</th>\n'
            "</tr>\n</thead>\n<tbody>\n<tr>\n<td>가</td>\n<td>1</td>\n</tr>\n</tbody>\n</table></div>",
        ),
        ("#### 하나\n# 둘", "<h4>하나</h4>\n<h3>둘</h3>"),
        ("a\n\n---", "<p>a</p>\n<hr>"),
        (
            "```python\nif a < b:\n    pass\n```",
            '<pre><code class="language-python">if a &lt; b:\n    pass\n</code></pre>',
        ),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("\\$5 and \\*", "<p>$5 and *</p>"),
        ("$5 and $6", "<p>$5 and $6</p>"),
        (
            "[논문](https://arxiv.org/abs/2106.09685)",
            '<p><a href="https://arxiv.org/abs/2106.09685" rel="noopener noreferrer">논문</a></p>',
        ),
        (
            "| a | b |\n|---|---|\n| 1 | 2 |",
            '<div class="scroll" tabindex="0" role="group"><table>\n<thead>\n<tr>\n<th scope="col">a</th>\n'
            '<th scope="col">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n'
            "</table></div>",
        ),
        ("", ""),
    ],
)
def test_markdown_becomes_the_html_of_our_pages(source: str, html: str) -> None:
    assert render(source) == html


def test_a_text_of_one_line_has_no_paragraph_around_it() -> None:
    assert render("**W₀**는 고정", inline=True) == "<strong>W₀</strong>는 고정"


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("$x_1^2$", ["<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", 'display="inline"']),
        ("$\\frac{a}{b}$", ["<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>"]),
        ("$\\sum_{i=1}^{n} \\alpha_i$", ["<mo>∑</mo>", "<mi>α</mi>"]),
        ("$$\ny = Wx\n$$", ['display="block"', "<mi>W</mi>"]),
        ("가 $$x$$ 나", ['display="block"']),
        ("$a < b$", ["<mo>&lt;</mo>"]),
        ("$\\sqrt{2}$", ["<msqrt>"]),
        ("$987651234$", ["<mn>987651234</mn>"]),
        ("$\\text{파라미터}$", ["<mtext>파라미터</mtext>"]),
    ],
)
def test_formulas_become_mathml(source: str, parts: list[str]) -> None:
    html = render(source)
    assert "<math xmlns=" in html
    assert all(part in html for part in parts)


@pytest.mark.parametrize(
    "formula", ["x^", "\\frac", "\\left( x", "\\frac{1}{", "\\begin{matrix} 1", "^", "\\lamda", "\\text{a\\_b}"]
)
def test_a_formula_that_cannot_be_read_is_an_error_with_what_was_written(formula: str) -> None:
    with pytest.raises(RenderingError) as caught:
        render(f"여기 ${formula}$ 예요")
    assert (caught.value.code, caught.value.value) == ("formula", formula)
    assert str(caught.value) == f"formula: {formula}"


def test_pictures_are_asked_for_their_address_and_keep_their_words() -> None:
    asked: list[str] = []

    def address(name: str) -> str:
        asked.append(name)
        return f"/media/{name}?a=1&b=2"

    html = render('![얇은 "행렬" **둘**](lora.svg) ![b](sub/b.png "제목")', image_address=address)
    assert asked == ["lora.svg", "sub/b.png"]
    assert '<img src="/media/lora.svg?a=1&amp;b=2" alt="얇은 &quot;행렬&quot; 둘" loading="lazy">' in html
    assert "제목" not in html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("{{d}}개", "4096개"),
        ("{{ d * r }}", "32,768"),
        ("**{{d}}**", "<strong>4096</strong>"),
        ("{{p}} {{p:2}} {{100 * p:1}}", "0.333333 0.33 33.3"),
        ("`x = {{r}}`", "<code>x = 8</code>"),
        ("{{min(d, r)}} {{d // 3 % 5}}", "8 0"),
        ("{{p}} 과 {{p}}", "0.333333 과 0.333333"),
        ("![{{r}}개](a.svg)", '<img src="a.svg" alt="8개" loading="lazy">'),
        ("{{d}", "{{d}"),
        ("{{}}", "{{}}"),
        ("값이 없어요", "값이 없어요"),
        ("{ {{d}} }", "{ 4096 }"),
        ("&#xE000;0&#xE001;{{d}}", "40964096"),
        ("&#xE000;1&#xE001;&#xE000;x&#xE001;{{d}}", "x4096"),
    ],
)
def test_values_stand_where_the_placeholders_stood(source: str, html: str) -> None:
    assert filled(source) == html


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("$2^{{r}}$", "<msup><mn>2</mn><mn>8</mn></msup>"),
        ("$x^{{{r}}}$", "<msup><mi>x</mi><mrow><mn>8</mn></mrow></msup>"),
        ("$\\frac{ {{d}} }{ {{r}} }$", "<mfrac><mrow><mn>4096</mn></mrow><mrow><mn>8</mn></mrow></mfrac>"),
        ("${{d}} \\times {{r}}$", "<mn>4096</mn><mo>×</mo><mn>8</mn>"),
        ("${{d * r}}x$", "<mn>32,768</mn><mi>x</mi>"),
        ("$-{{r}}$", "<mn>8</mn>"),
        ("$\\sqrt{{d}}$", "<msqrt><mn>4096</mn></msqrt>"),
        ("$W_{ {{d}} \\times {{r}} }$", "<mn>4096</mn><mo>×</mo><mn>8</mn>"),
    ],
)
def test_values_stand_in_formulas_too(source: str, part: str) -> None:
    assert part in filled(source)


def test_a_code_block_takes_values() -> None:
    assert filled("```\nrank = {{r}}\n```", inline=False) == "<pre><code>rank = 8\n</code></pre>"


@pytest.mark.parametrize("source", ["{{d}}", "`{{d}}`", "$987650000$", "&#xE000;0&#xE001;", "&#xE000;d&#xE001;"])
def test_a_text_without_values_has_no_marks(source: str) -> None:
    rendered = render(source)
    assert "\ue000" not in rendered
    assert fill(rendered, VALUES, "ko") == rendered


def test_an_expression_is_escaped_in_the_stored_text_and_must_have_a_value() -> None:
    rendered = render("{{d < r}}", values=True)
    assert "d &lt; r" in rendered
    with pytest.raises(ExpressionError):
        fill(rendered, VALUES, "en")


@pytest.mark.parametrize(
    ("written", "expression", "decimals"),
    [
        ("d", "d", None),
        (" d * 2 ", "d * 2", None),
        ("d:2", "d", 2),
        ("d / 3 : 0 ", "d / 3", 0),
        ("d:", "d:", None),
        ("d:x", "d:x", None),
        ("d:²", "d:²", None),
        ("d:-1", "d:-1", None),
        ("d:999", "d:999", None),
        ("a:b:3", "a:b", 3),
    ],
)
def test_a_placeholder_is_an_expression_and_its_decimals(written: str, expression: str, decimals: int | None) -> None:
    assert placeholder_parts(written) == (expression, decimals)


def test_placeholders_are_found_in_their_order() -> None:
    assert placeholders("{{a}} {b} {{ c:2 }} {{a}} {{}} {{{d}}} {{e\n}}") == ["a", " c:2 ", "a", "d", "e\n"]


@pytest.mark.parametrize(
    ("rendered", "words"),
    [
        ("<p>하나 &amp; <strong>둘</strong></p>\n<p>셋</p>", "하나 & 둘 셋"),
        ("4096개", "4096개"),
        ("a &lt; b", "a < b"),
        ("", ""),
        (render("{{d}}개", values=True), "d개"),
    ],
)
def test_the_words_of_a_text_are_left_without_its_tags(rendered: str, words: str) -> None:
    assert plain(rendered) == words


@pytest.mark.parametrize("address", ["http://example.org/a", "https://example.org/a"])
def test_a_link_leads_to_the_web_by_either_scheme(address: str) -> None:
    assert f'href="{address}"' in render(f"[a]({address})")


@pytest.mark.parametrize(
    ("source", "html", "names"),
    [
        ("## 글 {#a-1}", '<h3 id="note-a-1">글</h3>', ["a-1"]),
        ("**글** 둘 {#a}\n\n셋{#b}", '<p id="note-a"><strong>글</strong> 둘</p>\n<p id="note-b">셋</p>', ["a", "b"]),
        ("{#a} 글", "<p>{#a} 글</p>", []),
        ("- 글 {#a}", "<ul>\n<li>글 {#a}</li>\n</ul>", []),
        ("글 {#A}", "<p>글 {#A}</p>", []),
        ("`{#a}`", "<p><code>{#a}</code></p>", []),
        ("글", "<p>글</p>", []),
    ],
)
def test_an_anchor_at_the_end_of_a_heading_or_paragraph_is_its_id(source: str, html: str, names: list[str]) -> None:
    assert render(source, anchors=True) == html
    assert anchors_in(source) == names
    assert "id=" not in render(source)


@given(st.text("`ab ", max_size=40))
@example("`" * 9_999)
@example("``a`b``")
@example("`a``b`")
def test_code_spans_are_where_markdown_has_code(text: str) -> None:
    """A whole run of backticks begins and ends one: with parts of runs, thousands of them would take a minute."""
    found = [span[0].strip("` ") for span in re.finditer(CODE_SPAN, text, re.DOTALL)]
    tokens = MarkdownIt().parseInline(f"x{text}")[0].children or []
    assert found == [token.content.strip("` ") for token in tokens if token.type == "code_inline"]
