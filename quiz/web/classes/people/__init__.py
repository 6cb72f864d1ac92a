"""The pages about who is in a class; their views are on the blueprint of classes once this is loaded."""

from quiz.web.classes.people import groups, members, roster, staff

ALSO = (groups, members, roster, staff)
