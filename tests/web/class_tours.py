"""A tour through the pages of classes: of their teachers, of somebody who joins, of a learner."""

from __future__ import annotations

from tests.web.pages import Browser, Page

LIST = "name,group\nDana Kim,Moon\nEli Park,Sun\n"


def class_pages(stranger: Browser, learner: Browser, teacher: Browser) -> list[Page]:
    """All of them; a class is made for it, and deleted at the end."""
    pages = [learner.get("/classes"), teacher.get("/classes"), learner.get("/classes/1"), teacher.get("/classes/1")]
    pages.append(teacher.get("/classes/new"))
    form = pages[-1].form("/classes/new")
    form.set("name", "")
    pages.append(teacher.send(form))
    form.set("name", "<b>1 < 2</b>")
    pages.append(teacher.send(form))
    base = pages[-1].path.removesuffix("/join")
    paths = ("", "/members", "/settings", "/groups", "/teachers", "/message", "/roster", "/copy", "/data")
    pages += [teacher.get(base + path) for path in paths]
    teacher.client.get(f"{base}/join.svg")
    (code,) = {one.text for one in pages[-10].all("span", class_="letters-small")}
    link = f"/join/{str(code).rpartition('/')[2]}"
    pages += [stranger.get("/join"), stranger.get(link), stranger.get(f"/signup?next={link}")]
    pages += [stranger.get(f"/signin?next={link}"), learner.get("/join/none")]
    form = learner.get("/join").form("/join")
    form.set("code", "none")
    pages += [learner.send(form), learner.get(link)]
    pages.append(learner.send(pages[-1].form(link)))
    for name in ("x", ""):
        form = pages[-1].form(f"{base}/name") if name else learner.get(base).form(f"{base}/name")
        form.set("name", name)
        pages.append(learner.send(form))
    pages += _people(teacher, base) + _list(teacher, base)
    learner.client.post(f"{base}/leave")
    return [*pages, *_end(teacher, base)]


def _people(teacher: Browser, base: str) -> list[Page]:
    pages = []
    for name in ("", "Moon", "Moon"):
        form = teacher.get(f"{base}/groups").form(f"{base}/groups")
        form.set("name", name)
        pages.append(teacher.send(form))
    form = next(one for one in teacher.get(f"{base}/groups").forms() if one.action.startswith(f"{base}/groups/"))
    pages += [teacher.send(form, "rename"), teacher.get(f"{base}/members?q=zzz"), teacher.get(f"{base}/members")]
    members = pages[-1]
    (tick,) = [str(one.get("value")) for one in members.all("input", type="checkbox")]
    group = form.action.rpartition("/")[2]
    for go in ("in", "out"):
        teacher.client.post(f"{base}/members", data={"members": tick, "group": group, "go": go})
    teacher.client.post(f"{base}/members", data={"go": "remove"})
    pages += [teacher.get(f"{base}/message?members={tick}"), teacher.get(f"{base}/members?group={group}")]
    for text in ("", "2 + 2"):
        teacher.client.post(f"{base}/message", data={"members": tick, "text": text})
    for on in ("1", "0"):
        teacher.client.post(f"{base}/pseudonyms", data={"on": on})
        pages.append(teacher.get(f"{base}/members"))
    form = teacher.get(f"{base}/teachers").form(f"{base}/teachers")
    for name in ("nobody", "Charlie"):
        form.set("name", name)
        form.set("role", "assistant")
        pages.append(teacher.send(form))
    pages.append(teacher.get(f"{base}/teachers"))
    roles = [one for one in pages[-1].forms() if one.action.startswith(f"{base}/teachers/")]
    return [*pages, *(teacher.send(one, "remove") for one in roles)]


def _list(teacher: Browser, base: str) -> list[Page]:
    path, pages = f"{base}/roster", []
    for text in ("", LIST + "x\nDana Kim\n"):
        form = teacher.get(path).form(path)
        form.set("roster", text)
        pages.append(teacher.send(form))
    pages.append(teacher.send(teacher.send(pages[-1].form(path), "leave_out").form(path + "/confirm")))
    form = teacher.get(path).form(path)
    form.set("roster", "Finn Lee")
    form = teacher.send(form).form(f"{path}/confirm")
    form.set("way", "passwords")
    return [*pages, teacher.send(form)]


def _end(teacher: Browser, base: str) -> list[Page]:
    pages = []
    form = teacher.get(f"{base}/settings").form(f"{base}/settings")
    for name in ("", "1 < 2"):
        form.set("name", name)
        pages.append(teacher.send(form))
    form = teacher.get(f"{base}/copy").form(f"{base}/copy")
    for day in ("", "2027-03-02"):
        form.set("again", day)
        pages.append(teacher.send(form))
    for action in ("joining", "code"):
        teacher.client.post(f"{base}/{action}", data={"on": "0"})
    pages.append(teacher.get(f"{base}/join"))
    for on in ("1", "0"):
        teacher.client.post(f"{base}/archive", data={"on": on})
        pages += [teacher.get(f"{base}/settings"), teacher.get("/classes"), teacher.get(f"{base}/groups")]
    form = teacher.get(f"{base}/data").form(f"{base}/delete")
    for name in ("", "1 < 2"):
        form.set("name", name)
        pages.append(teacher.send(form))
    return pages
