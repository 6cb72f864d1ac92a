"""The first place of each term leads to the glossary; code, formulas, links and headings are left as they are."""

from __future__ import annotations

import pytest

from quiz.domain.finding.term_links import LinkedTerm, link_terms

TERMS = (
    LinkedTerm(name="router", forms=("라우터", "router")),
    LinkedTerm(name="moe", forms=("전문가 혼합", "mixture of experts", "MoE")),
    LinkedTerm(name="expert", forms=("전문가", "expert")),
    LinkedTerm(name="lora", forms=("LoRA",)),
    LinkedTerm(name="regularisation", forms=("정규화", "regularisation", "regularization")),
    LinkedTerm(name="merging", forms=("병합", "merging")),
    LinkedTerm(name="inference", forms=("추론", "inference"), unlinked=("멤버십 추론", "inference attack")),
)


def link(name: str, text: str) -> str:
    return f'<a class="term" href="/glossary?back=/m#term-{name}">{text}</a>'


@pytest.mark.parametrize(
    ("rendered", "shown"),
    [
        ("<p>라우터는 라우터를</p>", f"<p>{link('router', '라우터')}는 라우터를</p>"),
        ("<p>LoRA를 씁니다</p>", f"<p>{link('lora', 'LoRA')}를 씁니다</p>"),
        ("<p>전문가 혼합(MoE)</p>", f"<p>{link('moe', '전문가 혼합')}(MoE)</p>"),
        ("<p>Routers and an expert</p>", f"<p>{link('router', 'Routers')} and an {link('expert', 'expert')}</p>"),
        ("<p>전문가용 routerless QLoRA</p>", "<p>전문가용 routerless QLoRA</p>"),
        ("<p>mixture-of-experts</p>", "<p>mixture-of-experts</p>"),
        ("<h3>라우터</h3><p>라우터가</p>", f"<h3>라우터</h3><p>{link('router', '라우터')}가</p>"),
        ("<code>router</code> <a href='x'>router</a>", "<code>router</code> <a href='x'>router</a>"),
        ("<math><mi>router</mi></math>", "<math><mi>router</mi></math>"),
        ('<img alt="router">', '<img alt="router">'),
        ("router", link("router", "router")),
        (
            "<p>정규화(normalization)와 정규화는</p>",
            f"<p>정규화(normalization)와 {link('regularisation', '정규화')}는</p>",
        ),
        ("<p>정규화(regularization)</p>", f"<p>{link('regularisation', '정규화')}(regularization)</p>"),
        ("<p>정규화(벌점)</p>", f"<p>{link('regularisation', '정규화')}(벌점)</p>"),
        ("<p>병합(merge)해요</p>", f"<p>{link('merging', '병합')}(merge)해요</p>"),
        ("<p>experts (routed)</p>", f"<p>{link('expert', 'experts')} (routed)</p>"),
        ("<p>멤버십 추론, 추론은</p>", f"<p>멤버십 추론, {link('inference', '추론')}은</p>"),
        ("<p>inference attacks and inference</p>", f"<p>inference attacks and {link('inference', 'inference')}</p>"),
    ],
)
def test_the_first_place_of_a_term_is_linked(rendered: str, shown: str) -> None:
    assert link_terms(rendered, TERMS, "/glossary?back=/m") == shown


def test_the_address_is_escaped() -> None:
    assert 'href="/g?a=1&amp;b=&#34;#term-router"'.replace("&#34;", "&quot;") in link_terms(
        "router", TERMS, '/g?a=1&b="'
    )


def test_without_terms_nothing_changes() -> None:
    assert link_terms("<p>router</p>", (), "/glossary") == "<p>router</p>"
