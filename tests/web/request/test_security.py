"""What every response carries, and what becomes of hostile names, answers, hosts and banks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from quiz.storage.models.attempts import Attempt
from tests.conftest import PASSWORD
from tests.web.pages import Browser, Page, token_of
from tests.web.request.test_access import addresses
from tests.web.store import CHECK, PRACTICE, asked, of_kind, session_of, set_account, whole_bank

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


def policy(header: str) -> dict[str, str]:
    """A content security policy, by directive."""
    parts = [part.strip().partition(" ") for part in header.split(";")]
    return {name: value for name, _, value in parts}


SECRET = {"addresses.confirmation", "addresses.confirm", "resets.choose", "resets.change"}
SECRET |= {"mail.confirm", "mail.unsubscribe", "invited.invitation", "invited.accept"}
"""Pages behind links of mails."""


def test_every_response_carries_the_headers(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    for endpoint, method, path in addresses(app, token):
        if endpoint in ("identity.sign_out", "catalogue.media", "offline.worker", "offline.manifest"):
            continue
        headers = alice.client.open(path, method=method).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["X-Frame-Options"] == "DENY"
        # The address of a page behind a mailed link is a secret.
        allowed = {"same-origin", "strict-origin"} if endpoint in SECRET else {"same-origin"}
        assert headers["Referrer-Policy"] in allowed, path
        assert "camera=()" in headers["Permissions-Policy"]
        assert len(headers["X-Request-Id"]) == 8
        assert headers["Cache-Control"] == "no-store"
        assert {"Server", "X-Powered-By", "Strict-Transport-Security"} & set(headers.keys()) == set()
        assert policy(headers["Content-Security-Policy"]) == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self'",
            "connect-src": "'self'",
            "manifest-src": "'self'",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }


@pytest.fixture
def behind_tls(settings: Settings) -> Iterator[FlaskClient]:
    """A client of the app as it is served behind a proxy that ends TLS."""
    environment = {"QUIZ_INSTANCE": str(settings.instance), "QUIZ_DATABASE_URL": settings.database_url}
    tls = Settings.from_environment({**environment, "QUIZ_HTTPS": "1", "QUIZ_TRUSTED_PROXIES": "1"})
    app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}, tls)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


SECURE = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "quiz.example"}


@pytest.mark.any_database
def test_behind_tls_the_cookie_is_secure_and_the_browser_stays_there(behind_tls: FlaskClient) -> None:
    response = behind_tls.get("/signin", headers=SECURE)
    assert response.status_code == 200
    assert "max-age=31" in response.headers["Strict-Transport-Security"]
    response = behind_tls.post(
        "/signup", data={"name": "Alice", "password": PASSWORD, "old_enough": "1"}, headers=SECURE
    )
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-dalmada=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


@pytest.mark.any_database
def test_behind_tls_a_plain_request_is_led_to_the_secure_address(behind_tls: FlaskClient) -> None:
    response = behind_tls.get("/signin", headers={**SECURE, "X-Forwarded-Proto": "http"})
    assert response.status_code in (301, 302, 308)
    assert response.headers["Location"] == "https://quiz.example/signin"


@pytest.mark.any_database
def test_without_tls_the_cookie_still_is_for_this_site_alone(visit: Visit) -> None:
    response = visit().client.post("/signup", data={"name": "Alice", "password": PASSWORD, "old_enough": "1"})
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("dalmada=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert "Domain" not in cookie


@pytest.mark.any_database
def test_a_made_up_host_or_protocol_appears_nowhere(visit: Visit) -> None:
    forged = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/evil",
        "Forwarded": "host=evil.example;proto=https",
        "X-Original-URL": "/teach/learners",
        "X-HTTP-Method-Override": "DELETE",
    }
    for path in ("/", "/m/2024-02", "/me", "/signin", "/account"):
        response = visit().client.get(path, headers=forged)
        assert response.status_code in (200, 303)
        assert response.headers.get("Location", "/").startswith("/")
        assert "evil" not in response.get_data(as_text=True)
    response = visit().client.post("/quizzes/start", data={"quiz": PRACTICE}, headers=forged)
    assert response.headers["Location"].startswith("/a/")


@pytest.mark.any_database
def test_a_redirect_of_an_address_with_doubled_slashes_names_no_host(visit: Visit) -> None:
    for path, place in (("/m//2024-01", "/m/2024-01"), ("/m///2024-01?a=%2F%2Fb", "/m/2024-01?a=%2F%2Fb")):
        response = visit().client.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        assert response.status_code == 308
        assert response.headers["Location"] == place


@pytest.mark.any_database
def test_behind_proxies_a_redirect_names_no_host_either(behind_tls: FlaskClient) -> None:
    headers = {**SECURE, "X-Forwarded-Host": "evil.example"}
    response = behind_tls.get("/m//2024-01", headers=headers)
    assert (response.status_code, response.headers["Location"]) == (308, "/m/2024-01")


@pytest.fixture
def named(settings: Settings) -> Iterator[FlaskClient]:
    """A client of the app behind a proxy that ends TLS, with its names given."""
    environment = {"QUIZ_INSTANCE": str(settings.instance), "QUIZ_DATABASE_URL": settings.database_url}
    more = {"QUIZ_HTTPS": "1", "QUIZ_TRUSTED_PROXIES": "1", "QUIZ_HOSTS": "quiz.example,.school.example"}
    app = create_app({"WTF_CSRF_ENABLED": False}, Settings.from_environment({**environment, **more}))
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.any_database
@pytest.mark.parametrize("host", ["quiz.example", "quiz.example:8443", "a.school.example", "school.example"])
def test_a_host_that_the_settings_name_is_served(named: FlaskClient, host: str) -> None:
    assert named.get("/signin", headers={**SECURE, "X-Forwarded-Host": host}).status_code == 200
    plain = named.get("/signin", headers={"X-Forwarded-Proto": "http", "X-Forwarded-Host": host})
    assert plain.headers["Location"] == f"https://{host}/signin"


@pytest.mark.any_database
@pytest.mark.parametrize("host", ["evil.example", "quiz.example.evil.example", "evilschool.example", "127.0.0.1"])
@pytest.mark.parametrize("way", ["http", "https"])
def test_a_host_that_no_setting_names_is_led_nowhere(named: FlaskClient, host: str, way: str) -> None:
    for path in ("/", "/signin", "/m//2024-01", "/none"):
        for method in ("GET", "POST"):
            headers = {"X-Forwarded-Proto": way, "X-Forwarded-Host": host, "Accept-Language": "en"}
            response = named.open(path, method=method, headers=headers)
            assert response.status_code == 400
            assert "Location" not in response.headers
            assert host not in response.get_data(as_text=True)
            assert "another address" in response.get_data(as_text=True)


NO_HOSTS = {
    "an empty label": "a..b",
    "nothing but dots": "..",
    "a label of 64 letters": "a" * 64,
    "a long label further on": f"quiz.{'a' * 64}.example",
    "a long label with a port": f"{'a' * 64}:8000",
    "a dot before all": ".example",
    "a space": "a b",
    "a path": "a/b",
    "markup": "<b>",
    "a name before it": "me@quiz.example",
    "letters for a port": "quiz.example:port",
    "letters beyond ASCII": "퀴즈.example",
    "nothing": "",
}


@pytest.mark.any_database
@pytest.mark.parametrize("name", NO_HOSTS)
def test_what_can_be_no_host_is_refused_in_words(visit: Visit, name: str) -> None:
    client = visit().client
    host = NO_HOSTS[name].encode().decode("latin-1")
    for path in ("/", "/signin", "/m//2024-01", "/none", "/static/none.css"):
        for method in ("GET", "POST"):
            response = client.open(
                path, method=method, headers={"Accept-Language": "en"}, environ_overrides={"HTTP_HOST": host}
            )
            assert (response.status_code, response.mimetype) == (400, "text/plain")
            assert "another address" in response.get_data(as_text=True)


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "{% include '/etc/passwd' %}",
    "%(name)s %s %d",
    "\u202egnirts\u202c",
    "javascript:alert(1)",
)


def assert_harmless(page: Page, text: str) -> None:
    """The text stands on the page as text: it made no element, no attribute and no other text."""
    assert page.status in (200, 422)
    assert not [one for one in page.as_in_browsers.iter() if any(str(name).startswith("on") for name in one.attrib)]
    assert not [one for one in page.all("script") if "".join(one.itertext())]
    assert not page.all("img", src="x")
    assert any(text in (one.text or "") or text in one.attrib.values() for one in page.as_in_browsers.iter())


def test_a_hostile_answer_is_shown_as_it_was_typed(app: Flask, alice: Browser) -> None:
    for mode in ("practice", "exam"):
        token = whole_bank(app, "Alice", "2024-02", mode)
        texts = [one for one in asked(app, token) if one.question.kind_name == "short_text"]
        for one, hostile in zip(texts * len(HOSTILE), HOSTILE, strict=False):
            sent = {"answer": {"text": [hostile]}, "device": "d", "sequence": HOSTILE.index(hostile), "base": 0}
            assert alice.client.put(one.path, json=sent).status_code == 200
            assert_harmless(alice.get(one.path), hostile)
        if mode == "exam":
            result = Page(alice.client.post(f"/a/{token}/hand-in", follow_redirects=True))
            for hostile in HOSTILE[-len(texts) :]:
                assert_harmless(result, hostile)


def test_a_hostile_answer_is_explained_as_it_was_typed(app: Flask, alice: Browser) -> None:
    for hostile in HOSTILE:
        token = whole_bank(app, "Alice", "2024-03")
        one = of_kind(app, token, "short_text")
        page = alice.send(alice.get(one.path).answer_form.answer({"text": (hostile,)}), "check")
        assert page.has_id("verdict")
        assert_harmless(page, hostile)
        with session_of(app) as session:
            session.query(Attempt).filter_by(token=token).one().state = "set_aside"


@pytest.mark.any_database
def test_a_hostile_number_is_refused_in_harmless_words(app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "numeric")
    for hostile in HOSTILE:
        page = alice.send(alice.get(one.path).answer_form.answer({"number": (hostile,)}), "check")
        assert page.status == 422
        assert_harmless(page, hostile)


def test_a_hostile_name_in_the_store_is_shown_as_text(app: Flask, tae_ri: Browser, alice: Browser) -> None:
    known = "Alice"
    for hostile in HOSTILE:
        set_account(app, known, name=hostile)
        known = hostile
        assert_harmless(tae_ri.get("/teach/learners"), hostile)
        assert_harmless(alice.get("/account"), hostile)


def test_a_hostile_name_typed_into_a_form_comes_back_as_text(visit: Visit) -> None:
    for hostile in HOSTILE:
        for path in ("/signin", "/signup"):
            page = Page(visit().client.post(path, data={"name": hostile, "password": "x", "next": hostile}))
            assert page.status == 422
            assert_harmless(page, hostile)


@pytest.mark.any_database
def test_a_hostile_address_is_told_as_text(visit: Visit) -> None:
    for path in ("/<script>alert(1)</script>", "/{{7*7}}", "/m/'onclick='alert(1)", "/?next=<b>", "/signin?next=<b>"):
        page = visit().get(path)
        assert page.status in (200, 404)
        assert "<script>alert" not in page.html
        assert not [one for one in page.as_in_browsers.iter() if "onclick" in one.attrib]


@pytest.mark.any_database
def test_doubled_slashes_lead_nobody_out_of_the_house(visit: Visit) -> None:
    # Slashes in front are dropped before a path is matched, so that nothing but the home page is left of "///".
    paths = {"//evil.example": 404, "//evil.example/m/2024-02": 404, "/m//2024-02": 308, "///": 200}
    for path, status in paths.items():
        response = visit().client.get("/", environ_overrides={"PATH_INFO": path})
        assert response.status_code == status, path
        place = response.headers.get("Location", "/")
        assert place.startswith("/"), path
        assert not place.startswith(("//", "/\\")), path


def test_hostile_parts_of_a_request_make_no_fault(visit: Visit) -> None:
    client = visit().client
    for text in [*HOSTILE, "a" * 5_000, "9" * 4_000, "../" * 50, "\u0000"[:0], "😀", "가" * 2_000]:
        for response in (
            client.get("/", query_string={text: text}),
            client.get("/me", query_string={"before": text}),
            client.get("/", headers={"Accept-Language": text.encode("ascii", "ignore").decode()[:900]}),
            client.get("/", headers={"User-Agent": text.encode("ascii", "ignore").decode()[:900]}),
            client.post("/quizzes/start", data={"quiz": text}),
            client.post("/preferences", data={"language": text, "time_zone": text, "next": text}),
            client.post("/signin", data={"name": text, "password": text}),
        ):
            assert response.status_code < 500, (response.request.path, text[:40])
