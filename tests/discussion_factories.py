"""Small makers of threads and posts."""

from participants.discussions.actions import add_post
from participants.discussions.models import Post, Thread


def make_thread(cohort, **fields):
    """A thread of the whole cohort, without posts."""
    fields.setdefault("title", "Työpaja 1")
    fields.setdefault("home", "/tapaamiset/tyopaja-1/")
    return Thread.objects.create(cohort=cohort, **fields)


def make_post(thread, author, text="Miten teillä on onnistuttu?", **fields):
    """A post that its author has written, with all that follows from it."""
    return add_post(thread=thread, by=author, text=text, **fields)


def fill(thread, authors, number, **fields):
    """So many posts at once, by the authors in turn, without mails and history."""
    first = thread.last_number
    Post.objects.bulk_create(
        Post(
            thread=thread,
            number=first + n,
            author=authors[n % len(authors)],
            text=f"Viesti **{first + n}**",
            **fields,
        )
        for n in range(1, number + 1)
    )
    thread.last_number += number
    thread.posts_count += number
    thread.last_post_at = thread.posts.last().written_at
    thread.save()
