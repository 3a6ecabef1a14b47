from django.db import migrations

COUNTED = ['choice', 'several', 'points', 'scale', 'counter', 'agree']


def let_out(apps, schema_editor):
    """Of what is chosen or counted the host saw sums alone and could let nothing out."""
    answers = apps.get_model('methods', 'Contribution').objects
    answers.filter(waits=True, flag='', prompt__kind__in=COUNTED).update(waits=False)


class Migration(migrations.Migration):

    dependencies = [
        ('methods', '0010_visitors_counted'),
    ]

    operations = [
        migrations.RunPython(let_out, migrations.RunPython.noop),
    ]
