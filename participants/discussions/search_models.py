"""What posts are found by."""

from django.db import models

from participants.accounts.models import User
from participants.cohorts.models import Cohort
from valmennus.shared.search_index import SearchEntry
from valmennus.shared.search_text import NAME, Text

from . import mentions
from .models import Post


class PostSearch(SearchEntry):
    """A post is found by its text, its author and those whom it mentions; a deleted one by none."""

    follows = {User: "author"}
    keys = ("cohort_id",)

    thing = models.OneToOneField(
        Post, primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )
    # Frequent words stand in posts everywhere: with it only those of one's own cohorts are looked
    # at. A thread stays in its cohort.
    cohort = models.ForeignKey(
        Cohort, editable=False, on_delete=models.CASCADE, related_name="post_entries"
    )

    @classmethod
    def things(cls):
        posts = Post.objects.select_related("author", "thread")
        return posts.prefetch_related("mentions__user")

    @classmethod
    def keys_of(cls, post):
        return (post.thread.cohort_id,)

    @classmethod
    def texts(cls, post):
        if post.is_deleted:
            return
        names = {str(one.user.uuid): str(one.user) for one in post.mentions.all()}
        yield Text("B", post.author.get_full_name(), NAME)
        yield Text("C", mentions.typed(post.text, names))
