"""Every address of a class with the action that it asks for: who may open it follows from the table of rights."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.domain.classes.rights import Action

OF_NOBODY: Mapping[str, int | str] = {
    "group": 10**6,
    "member": 10**6,
    "category": 10**6,
    "question": 10**6,
    "assignment": 10**6,
    "exception": 10**6,
    "token": "of-nobody",
    "key": "c1000000",
}
"""Numbers in addresses of what is in no class."""

ACTIONS: Mapping[str, Action] = {
    "classes.overview": "see_class",
    "classes.choose_name": "see_class",
    "classes.leave": "leave",
    "classes.pseudonyms": "see_learners",
    "classes.members": "see_learners",
    "classes.staff": "see_learners",
    "classes.join_sheet": "see_learners",
    "classes.join_code": "see_learners",
    "classes.change_members": "manage_learners",
    "classes.groups": "manage_learners",
    "classes.make_group": "manage_learners",
    "classes.change_group": "manage_learners",
    "classes.roster_form": "manage_learners",
    "classes.preview_roster": "manage_learners",
    "classes.confirm_roster": "manage_learners",
    "classes.renew_code": "manage_learners",
    "classes.set_joinable": "manage_learners",
    "classes.write": "message",
    "classes.send": "message",
    **dict.fromkeys(
        (f"classes.{one}" for one in ("knowledge", "wrong", "over_time", "member", "attempt", "discuss")),
        "see_learners",
    ),
    "classes.add_staff": "manage_staff",
    "classes.change_role": "manage_staff",
    "classes.settings": "change_class",
    "classes.save_settings": "change_class",
    "classes.archive": "change_class",
    "classes.copying_form": "change_class",
    "classes.copy": "change_class",
    "assignments.every": "see_class",
    **dict.fromkeys((f"assignments.{one}" for one in ("detail", "attempt")), "see_marks"),
    **dict.fromkeys((f"assignments.{one}" for one in ("new", "make", "edit", "change", "publish")), "assign"),
    **dict.fromkeys((f"assignments.{one}" for one in ("take_back", "delete", "try_out")), "assign"),
    **dict.fromkeys((f"assignments.{one}" for one in ("exceptions", "make_exception", "end_exception")), "give_time"),
    **dict.fromkeys((f"assignments.{one}" for one in ("live", "live_numbers")), "watch"),
    "assignments.act": "give_time",
    "gradebook.marks": "see_class",
    "gradebook.report": "see_class",
    "gradebook.as_csv": "see_marks",
    "gradebook.as_xlsx": "see_marks",
    "gradebook.cell": "see_marks",
    **dict.fromkeys(
        (f"gradebook.{one}" for one in ("change", "columns", "add_column", "change_column")), "change_marks"
    ),
    **dict.fromkeys((f"gradebook.{one}" for one in ("release", "add_category", "change_category")), "change_marks"),
    **dict.fromkeys((f"gradebook.{one}" for one in ("paste_list", "look_at_list", "store_list")), "change_marks"),
    "classes.data": "delete_class",
    "classes.export": "delete_class",
    "classes.as_learner": "see_learners",
    "classes.delete": "delete_class",
}
