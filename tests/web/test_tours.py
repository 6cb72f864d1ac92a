"""Whether the tours see every page that there is."""

from flask import Flask

from tests.browser.places import PLACES
from tests.web.routes import NO_PAGES, page_routes, route_of


def test_a_browser_opens_every_page(app: Flask) -> None:
    opened = {route_of(app, place.path.partition("?")[0]) for place in PLACES.values()}
    assert page_routes(app) - opened == set(), "name a place for it in tests/browser/places.py"


def test_what_is_called_no_page_is_there(app: Flask) -> None:
    assert NO_PAGES.keys() <= {rule.rule for rule in app.url_map.iter_rules()}
