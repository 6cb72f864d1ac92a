"""The yardstick: a quiz in bare Flask and SQLAlchemy, plain code without forms' tokens, languages, headers or design.

The journey is the app's: sign in, a month, start, ten questions, hand in, result. SQLite is set up alike.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Flask, redirect, render_template, request, session
from jinja2 import DictLoader
from sqlalchemy import ForeignKey, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Question(Base):
    __tablename__ = "question"
    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(index=True)
    prompt: Mapped[str]
    options: Mapped[str]
    key: Mapped[int]


class Attempt(Base):
    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    score: Mapped[int | None]


class Drawn(Base):
    __tablename__ = "drawn"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    position: Mapped[int]
    question: Mapped[Question] = relationship()


class Answer(Base):
    __tablename__ = "answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    drawn_id: Mapped[int] = mapped_column(ForeignKey("drawn.id"), index=True)
    value: Mapped[str]
    received_at: Mapped[datetime]


engine = create_engine(os.environ.get("BARE_URL", "sqlite://"))


@event.listens_for(engine, "connect")
def _set_up(connection: Any, record: object) -> None:
    for pragma in ("busy_timeout = 15000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


app = Flask(__name__)
app.secret_key = "only for measuring"

app.jinja_loader = DictLoader(
    {
        "page": "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>{% block main %}{% endblock %}",
        "sign_in": """{% extends 'page' %}{% block main %}<form method="post"><input name="name">
            <input name="password" type="password"><button>Sign in</button></form>{% endblock %}""",
        "month": """{% extends 'page' %}{% block main %}<ul>
            {% for question in questions %}<li>{{ question.prompt }}</li>{% endfor %}</ul>
            <form method="post" action="/start"><button>Begin</button></form>{% endblock %}""",
        "question": """{% extends 'page' %}{% block main %}<p>{{ drawn.question.prompt }}</p><form method="post">
            {% for option in options %}<label><input type="radio" name="option" value="{{ loop.index0 }}"
            {%- if answer and answer.value == loop.index0|string %} checked{% endif %}>{{ option }}</label>{% endfor %}
            </form>{% endblock %}""",
        "hand_in": """{% extends 'page' %}{% block main %}<p>{{ answered }} of 10</p>
            <form method="post"><button>Hand in</button></form>{% endblock %}""",
        "result": """{% extends 'page' %}{% block main %}<p>{{ attempt.score }} of {{ rows|length }}</p>
            {% for drawn, value in rows %}<p>{{ drawn.question.prompt }}</p><p>{{ value }}, {{ drawn.question.key }}</p>
            {% endfor %}{% endblock %}""",
    }
)


def fill(questions: Sequence[tuple[str, str, Sequence[str], int]], names: Sequence[str]) -> None:
    """Make the tables; a question is a month, a prompt, options and the place of the right one."""
    Base.metadata.create_all(engine)
    with Session(engine) as store:
        store.add_all(User(name=name) for name in names)
        store.add_all(Question(month=m, prompt=p, options=json.dumps(o), key=k) for m, p, o, k in questions)
        store.commit()


def _user(store: Session) -> User:
    return store.get_one(User, session["user"])


def _attempt(store: Session, number: int) -> Attempt:
    return store.scalars(select(Attempt).where(Attempt.id == number, Attempt.user_id == _user(store).id)).one()


def _drawn(store: Session, number: int, position: int) -> Drawn:
    query = select(Drawn).options(joinedload(Drawn.question))
    return store.scalars(query.where(Drawn.attempt_id == number, Drawn.position == position)).one()


def _answers(store: Session, number: int) -> dict[int, str]:
    query = select(Answer.drawn_id, Answer.value).join(Drawn).where(Drawn.attempt_id == number).order_by(Answer.id)
    return {row.drawn_id: row.value for row in store.execute(query)}


@app.get("/signin")
def sign_in_page() -> str:
    return render_template("sign_in", title="Sign in")


@app.post("/signin")
def sign_in() -> Any:
    with Session(engine) as store:
        session["user"] = store.scalars(select(User).where(User.name == request.form["name"])).one().id
    return redirect(f"/m/{request.form['month']}", 303)


@app.get("/m/<month>")
def month_page(month: str) -> str:
    with Session(engine) as store:
        _user(store)
        questions = store.scalars(select(Question).where(Question.month == month)).all()
        return render_template("month", title=month, questions=questions)


@app.post("/start")
def start() -> Any:
    with Session(engine) as store:
        ids = store.scalars(select(Question.id).where(Question.month == request.form["month"]).limit(10)).all()
        attempt = Attempt(user_id=_user(store).id, started_at=datetime.now(UTC))
        store.add(attempt)
        store.flush()
        number = attempt.id
        store.add_all(Drawn(attempt_id=number, question_id=id_, position=n) for n, id_ in enumerate(ids, 1))
        store.commit()
    return redirect(f"/a/{number}/1", 303)


@app.get("/a/<int:number>/<int:position>")
def question_page(number: int, position: int) -> str:
    with Session(engine) as store:
        _attempt(store, number)
        drawn = _drawn(store, number, position)
        answer = store.scalars(select(Answer).where(Answer.drawn_id == drawn.id).order_by(Answer.id.desc())).first()
        options = json.loads(drawn.question.options)
        return render_template("question", title=position, drawn=drawn, options=options, answer=answer)


@app.put("/a/<int:number>/<int:position>")
def save(number: int, position: int) -> dict[str, Any]:
    with Session(engine) as store:
        _attempt(store, number)
        drawn = _drawn(store, number, position)
        store.add(Answer(drawn_id=drawn.id, value=request.json["value"], received_at=datetime.now(UTC)))
        store.commit()
    return {"saved": True}


@app.get("/a/<int:number>/hand-in")
def hand_in_page(number: int) -> str:
    with Session(engine) as store:
        _attempt(store, number)
        return render_template("hand_in", title="Hand in", answered=len(_answers(store, number)))


@app.post("/a/<int:number>/hand-in")
def hand_in(number: int) -> Any:
    with Session(engine) as store:
        attempt = _attempt(store, number)
        answers = _answers(store, number)
        query = select(Drawn).options(joinedload(Drawn.question)).where(Drawn.attempt_id == number)
        attempt.score = sum(answers.get(drawn.id) == str(drawn.question.key) for drawn in store.scalars(query))
        attempt.finished_at = datetime.now(UTC)
        store.commit()
    return redirect(f"/a/{number}/result", 303)


@app.get("/a/<int:number>/result")
def result_page(number: int) -> str:
    with Session(engine) as store:
        attempt = _attempt(store, number)
        answers = _answers(store, number)
        query = select(Drawn).options(joinedload(Drawn.question)).where(Drawn.attempt_id == number)
        rows = [(drawn, answers.get(drawn.id)) for drawn in store.scalars(query.order_by(Drawn.position))]
        return render_template("result", title="Result", attempt=attempt, rows=rows)
