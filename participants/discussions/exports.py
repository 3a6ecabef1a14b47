"""What discussions hold of a person."""

from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from . import mentions, queries
from .models import Post, PostFile, PostMention, PostReport, ThreadReader


def own_data(user):
    """The person's posts with their files, mentions, reading, and reports."""
    return [
        Part(
            "posts",
            _("What you have written in discussions"),
            Post.objects.filter(author=user).select_related("thread").order_by("written_at", "pk"),
            [
                ("thread", _("discussion")),
                "written_at",
                ("text", _("text"), _text),
                "edited_at",
                "deleted_at",
            ],
            person="author",
        ),
        Part(
            "post_files",
            _("Files in your posts"),
            PostFile.objects.filter(post__author=user)
            .select_related("post__thread", "file")
            .order_by("pk"),
            [("post__thread", _("discussion")), "file"],
            files="file",
        ),
        Part(
            "mentions",
            _("Posts in which you are mentioned"),
            PostMention.objects.filter(user=user).select_related("post__thread").order_by("pk"),
            [("post__thread", _("discussion")), "post__written_at"],
            person="user",
        ),
        Part(
            "threads_read",
            _("Discussions that you have read or follow"),
            ThreadReader.objects.filter(user=user).select_related("thread").order_by("pk"),
            [("thread", _("discussion")), "read_to", "told_to", "follows"],
            person="user",
        ),
        Part(
            "post_reports",
            _("Posts that you have reported"),
            PostReport.objects.filter(by=user).select_related("post__thread"),
            [("post__thread", _("discussion")), "made_at", "reason", "outcome"],
            person="by",
        ),
    ]


def _text(post):
    return mentions.typed(post.text, queries.names_in([post.text]))
