"""Where each column of the store, and each thing that a browser keeps, stands on the privacy page.

A new table or column, cookie key, cache or database of the browser gets its entry here: the name of a line in
``lines.py``, or ``NOBODY`` for what says nothing about people. A test names what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping

NOBODY = "nobody"
"""What says nothing about people: published content, and what the app does for itself."""

TABLES: Mapping[str, Mapping[str, str]] = {
    "account": {
        "account": "id name name_key role disabled created_at seen_at",
        "secrets": "password_hash",
        "preferences": "language time_zone",
        "age": "age_confirmed_at",
    },
    "recovery_code": {"secrets": "account_id salt code_hash made_at noted_at"},
    "sign_in": {"sign_ins": "id account_id token_hash agent created_at expires_at"},
    "attempt": {
        "answers": "id token account_id quiz_id quiz_version_id seed mode purpose ended_early scope state started_at "
        "deadline_at closes_at handed_in_at finished_at points points_possible shown_at held_back",
    },
    "attempt_question": {
        "answers": "id attempt_id position question_version_id graded_version_id bank_revision_id stands_for_id "
        "variant revision contested answered fraction share marks tried_revision tries hints certainty waiting score "
        "scored_at first_shown_at seconds_in_view",
        "progress": "guess slip day quick recall",
    },
    "answer": {
        "answers": "id attempt_id attempt_question_id revision base_revision device device_sequence conflict value "
        "certainty late client_at received_at",
    },
    "late_answer": {
        "answers": "id attempt_id attempt_question_id base_revision device device_sequence value certainty client_at "
        "received_at counted decided_at",
    },
    "attempt_event": {"answers": "id attempt_id kind by_id at detail"},
    "regraded_question": {
        "answers": "regrade_id attempt_question_id graded_version_id fraction marks score attempt_points"
    },
    "first_score": {"progress": "account_id question_version_id share chosen scored_at"},
    "first_finish": {"progress": "account_id quiz_id attempt_id quiz_version_id total asked finished_at"},
    "learner_question": {"progress": "account_id question_id latest_share latest_at done_at"},
    "learner_month": {"progress": "account_id bank_id done finished best latest latest_at"},
    "learner_mastery": {
        "progress": "account_id bank_id measures known answers right_answers first_right two_days answered_at "
        "mastered_at",
    },
    "learner_day": {"progress": "account_id day answers right_answers seconds sure predicted"},
    "review_card": {"progress": "account_id question_id state step stability difficulty reviewed_on reviewed_at"},
    "review_fit": {
        "progress": "account_id parameters reviews held_out loss_default loss_fitted used fitted_at",
    },
    "review_settings": {
        "preferences": "account_id retention daily_cap days_off holiday_from holiday_to goal",
    },
    "certificate": {"certificates": "id token account_id series_id part earned_at earned_on texts name public"},
    "audit_event": {
        "acts": "id at actor_id actor action object_kind object_key about_id before after request_id",
    },
    "answer_grading": {"answers": "attempt_question_id revision grades state first_by_id"},
    "grade": {
        "answers": "id attempt_question_id number kind revision by_id at chosen fraction adjusted reason comment"
    },
    "grading_draft": {"teaching": "attempt_question_id account_id chosen share reason comment saved_at"},
    "bank_draft": {
        "teaching": "id account_id series_id slug source base_revision_id base_source number step saved_at",
    },
    "bank_draft_step": {"teaching": "draft_id number packed packed_size size saved_at"},
    "draft_picture": {
        NOBODY: "series_id slug name kept_as content size width height alt uploaded_at kept_until",
        "teaching": "account_id",
    },
    "saved_comment": {"teaching": "id account_id question_id text made_at"},
    "question_report": {
        "reports": "id attempt_id position question_version_id kind text made_at state reply answers answered_at "
        "answered_by_id",
    },
    "challenge": {
        "challenges": "id attempt_question_id question_id question_version_id answer answer_key reason made_at state "
        "reply answers answered_at answered_by_id regrade_id",
    },
    "bookmark": {"bookmarks": "account_id question_id question_version_id variant made_at"},
    "data_file": {
        "files": "id account_id kind language options state progress tries leased_until asked_at ready_at expires_at "
        "size content",
    },
    "brought_review": {
        "brought": "account_id question_id scored_at place day share tries hints certainty quick guess slip "
        "seconds_in_view stands_for_id brought_at",
    },
    "notice": {"inbox": "id account_id kind data address made_at read_at copied"},
    "email_address": {"email": "account_id address confirmed_at pending pending_at"},
    "mail_consent": {"email": "id account_id purpose token given_at withdrawn_at"},
    "mail_link": {"mails": "id account_id purpose address token_hash made_at expires_at"},
    "outgoing_mail": {
        "mails": "id account_id link_id recipient subject body headers made_at tries next_try_at sent_at failed_at "
        "reason",
    },
    "reset_request": {"mails": "id typed language made_at"},
    "reminder_settings": {"reminders": "account_id hour only_due language next_at"},
    "reminder": {"reminders": "id account_id day channel due made_at"},
    "calendar_feed": {"reminders": "account_id nonce token_hash language made_at"},
    "push_subscription": {
        "push": "id account_id endpoint endpoint_hash p256dh auth agent made_at sent_at owed_for retry_at failures "
        "fault",
    },
    "question_sums": {"statistics": "question_version_id answers total squares"},
    "choice_sums": {"statistics": "question_version_id choice chosen"},
    "class": {NOBODY: "id name term code joinable time_zone created_at archived_at"},
    "class_series": {NOBODY: "class_id series_id"},
    "class_member": {"classes": "id class_id account_id role shown_name joined_at left_at"},
    "class_group": {NOBODY: "id class_id name"},
    "group_member": {"classes": "group_id member_id"},
    "assignment": {
        NOBODY: "id class_id series_id quiz_id title instructions source chosen opens_at due_at closes_at late_policy "
        "late_share attempts_allowed counted feedback access_code prerequisites category_id released_at published_at "
        "created_at version",
    },
    "assignment_override": {
        "classes": "id assignment_id member_id group_id opens_at due_at closes_at extra_minutes extra_percent "
        "extra_attempts reason made_at made_by_id",
    },
    "attempt_presence": {"classes": "attempt_id seen_at position waiting"},
    "mark_category": {NOBODY: "id class_id name weight drop_lowest position"},
    "mark_column": {NOBODY: "id class_id title possible category_id released_at created_at"},
    "class_mark": {
        "classes": "id member_id assignment_id column_id points excused reason version changed_at changed_by_id",
    },
    "invitation": {
        NOBODY: "id token_hash made_at expires_at used_at revoked_at",
        "teaching": "note made_by_id used_by_id",
    },
    "retention_rules": {NOBODY: "id learner_months class_months changed_at"},
    "retention_notice": {"account": "id account_id class_id informed_at"},
    "background_work": {NOBODY: "work looked_at"},
    "series_editor": {"teaching": "series_id account_id"},
    "total_sums": {"statistics": "quiz_version_id total attempts"},
    "item_sums": {
        "statistics": "quiz_version_id question_version_id answers weight x xx rest rest_rest x_rest timed seconds",
    },
    "place_sums": {"statistics": "quiz_version_id question_version_id choice share total attempts"},
    "series": {NOBODY: "id slug content_hash definition standing published_at", "teaching": "owner_id"},
    "bank_revision": {
        NOBODY: "id bank_id number source content_hash header pictures published_at origin path",
        "teaching": "by_id by_name",
    },
    "bank": {
        NOBODY: "id series_id slug content_hash header rendered questions standing published_at renderer "
        "current_revision_id",
    },
    "question": {NOBODY: "id bank_id slug position withdrawn measures section current_version_id"},
    "question_version": {NOBODY: "id question_id content_hash kind definition published_at"},
    "question_text": {NOBODY: "question_version_id language renderer shown revealed"},
    "question_context": {NOBODY: "question_version_id language bank_revision_id context sources"},
    "quiz": {NOBODY: "id series_id key bank_id position withdrawn built_in current_version_id"},
    "quiz_version": {NOBODY: "id quiz_id content_hash definition published_at"},
    "grading_rules": {NOBODY: "question_version_id twice held"},
    "regrade": {NOBODY: "id bank_id made_at undone_at lowered"},
    "search_entry": {
        NOBODY: "id series_id bank_id question_version_id kind language section position anchor title body title_words "
        "words",
    },
    "lease": {NOBODY: "work holder until"},
    "media": {NOBODY: "name content size created_at"},
    "backup": {NOBODY: "id made_at size checked faults"},
}
"""For each table, which of its columns belong to which line."""

COOKIE: Mapping[str, str] = {
    "_user_id": "signed_in",
    "_permanent": "signed_in",
    "seen": "signed_in",
    "browser": "known",
    "known": "known",
    "language": "chosen",
    "time_zone": "chosen",
    "pseudonyms": "chosen",
    "csrf_token": "forms",
    "_flashes": "forms",
}
"""What the app's one cookie holds, key by key: lines of ``BROWSER_LINES``."""

BROWSER: Mapping[str, str] = {
    "IndexedDB dalmada": "unsent",
    "IndexedDB dalmada-drafts": "drafts",
    "localStorage shelf.js": "drafts",
    "localStorage counting.js": "numbers",
    "localStorage clock.js": "numbers",
    "sessionStorage in_view.js": "numbers",
    "sessionStorage leaving.js": "numbers",
    "sessionStorage sync.js": "numbers",
    "cache SHELL": "offline",
    "cache pages": "offline",
    "cache who": "offline",
    "cache name": "offline",
}
"""What scripts and the service worker keep, by kind and name or by kind and script."""
