import django.db.models.deletion
from django.db import migrations, models

# The entries of posts learn their cohort; the checks of the keys must not wait for the end.
FILL = """
UPDATE participants_postsearch AS entry SET cohort_id = thread.cohort_id
FROM participants_post AS post JOIN participants_thread AS thread ON thread.id = post.thread_id
WHERE post.id = entry.thing_id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0013_discussions"),
    ]

    operations = [
        migrations.AddField(
            model_name="postsearch",
            name="cohort",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="post_entries",
                to="participants.cohort",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="postsearch",
            name="cohort",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="post_entries",
                to="participants.cohort",
            ),
        ),
    ]
