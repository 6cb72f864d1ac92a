"""No text of a bank carries script, styles or strange addresses into a page, whatever it holds."""

import re

import pytest
from html5lib import parseFragment
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.rendering import RenderingError, render

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "<iframe src=//example.org></iframe>",
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '[x]( javascript:alert(1) "title")',
    "[x][r]\n\n[r]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "[x](https://a 'on\"click=alert(1)')",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![x" onerror="alert(1)](a.svg)',
    "![x](a.svg 'y\" onerror=\"alert(1)')",
    '```" onload="alert(1)\nx\n```',
    "```x onmouseover=alert(1)\n</code></pre><script>alert(1)</script>\n```",
    "`</code><script>alert(1)</script>`",
    "$\\text{<script>alert(1)</script>}$",
    "$<img src=x onerror=alert(1)>$",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\style{behavior:url(x)}{x}$",
    '$\\class{x" onclick="alert(1)}{x}$',
    "|<b onclick=alert(1)>|\n|-|\n|<script>|",
    "<!-- <script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
]
TAGS = re.findall(
    "[a-z0-9]+",
    "p br strong em s code pre ul ol li blockquote h3 h4 h5 hr a img table thead tbody tr th td div math mrow mi mn mo "
    "mtext mspace mfrac msup msub msubsup munder mover munderover msqrt mroot mtable mtr mtd mstyle",
)
ATTRIBUTES = re.findall(
    "[a-z]+",
    "href rel title src alt loading start scope class tabindex role display xmlns stretchy form fence separator "
    "columnalign width lang",
)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def assert_harmless(html: str) -> None:
    # A browser's own rules decide what is an element: the HTML is parsed, not searched.
    fragment = parseFragment(html, namespaceHTMLElements=False)
    for element in (found for child in fragment for found in child.iter()):
        assert element.tag.rpartition("}")[2] in TAGS
        attributes = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
        assert set(attributes) <= set(ATTRIBUTES)
        for address in (attributes[name] for name in ("href", "src") if name in attributes):
            scheme = SCHEME.match(re.sub(r"[\x00-\x20]", "", address))
            assert scheme is None or scheme[0].lower() in ("http:", "https:")


def test_the_test_itself_finds_what_is_harmful() -> None:
    harmful = ["<script></script>", "<p onclick=x>", '<a href="java\tscript:x">', "<math><mglyph></math>", "<!-- x -->"]
    for html in harmful:
        with pytest.raises((AssertionError, AttributeError)):
            assert_harmless(html)


@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize("source", HOSTILE)
def test_no_script_gets_into_a_page(source: str, inline: bool) -> None:
    assert_harmless(render(source, inline=inline, image_address=lambda name: f"/media/{name}"))


@given(st.text("<>\"'=&;:#[]()!`$\\{}*_|-/ \nabonscript1x가", max_size=60), st.booleans(), st.booleans())
def test_no_text_at_all_gets_more_into_a_page_than_it_may(source: str, inline: bool, values: bool) -> None:
    try:
        html = render(source, inline=inline, values=values, image_address=lambda name: f"/media/{name}")
    except RenderingError as error:
        html = error.value.replace("<", "")
    assert_harmless(html.replace("\ue000", "").replace("\ue001", ""))
