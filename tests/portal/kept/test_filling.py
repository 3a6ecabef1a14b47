"""Typed text in the form of a finished page."""

import pytest

from valmennus.portal.kept.filling import after_main_opens, fill

PAGE = """<!DOCTYPE html>
<main id="main">
<form method="post" action="/kieli/"><input type="hidden" name="next" value="/a/"></form>
<form method="post" class="x">
<input type="hidden" name="csrfmiddlewaretoken" value="secret">
<input type="hidden" name="seen" value="new">
<input type="text" name="title" value="Vanha" required>
<input type="password" name="password">
<input type="checkbox" name="kinds" value="a" checked>
<input type="checkbox" name="kinds" value="b">
<input type="radio" name="mode" value="1" checked><input type="radio" name="mode" value="2">
<select name="role"><option value="x" selected>X</option>
<option value="y">Y &amp; Z</option></select>
<textarea name="text" rows="3">
vanha &lt;teksti&gt;</textarea>
<input name="untouched" value="&quot;sama&quot;">
<input type="file" name="file">
<button name="save" value="1">Tallenna</button>
</form>
</main>"""


def filled(**fields):
    return fill(PAGE, page="/a/?b=1", address="/a/?b=1", fields=fields)


def test_every_kind_of_control_is_filled_and_nothing_else_changes():
    got = filled(
        seen=["old"],
        title=['"Uusi" & <b>'],
        kinds=["b"],
        mode=["2"],
        role=["y"],
        text=["\neka\ntoka </textarea><script>"],
        save=["1"],
    )

    expected = [
        ('name="seen" value="new"', 'name="seen" value="old"'),
        (
            'name="title" value="Vanha" required',
            'name="title" value="&quot;Uusi&quot; &amp; &lt;b&gt;" required',
        ),
        ('value="a" checked', 'value="a"'),
        ('value="b"', 'value="b" checked'),
        ('value="1" checked', 'value="1"'),
        ('name="mode" value="2"', 'name="mode" value="2" checked'),
        ('value="x" selected', 'value="x"'),
        ('value="y"', 'value="y" selected'),
        (
            "\nvanha &lt;teksti&gt;",
            "\n\neka\ntoka &lt;/textarea&gt;&lt;script&gt;",
        ),
    ]
    html = PAGE
    for before, after in expected:
        assert before in html
        html = html.replace(before, after, 1)
    assert got.html == html
    assert (got.has_form, got.typed, got.left) == (True, True, [])


def test_secrets_are_never_filled():
    got = filled(csrfmiddlewaretoken=["theirs"], password=["p"], file=["f"], title=["T"])

    assert 'value="secret"' in got.html
    assert "theirs" not in got.html
    assert '<input type="password" name="password">' in got.html


def test_a_text_without_its_field_is_told():
    got = filled(title=["T"], gone=["Tämä jäi"], role=["poistettu"], uuid=["0-0"])

    assert sorted(got.left) == ["Tämä jäi", "poistettu"]


def test_a_form_of_another_address_is_left_alone():
    got = fill(PAGE, page="/a/", address="/b/", fields={"title": ["T"]})

    assert (got.html, got.has_form, got.left) == (PAGE, False, ["T"])


def test_what_only_a_button_sends_is_not_typed():
    got = fill(PAGE, page="/a/", address="/kieli/", fields={"next": ["/a/"]})

    assert (got.has_form, got.typed, got.left) == (True, False, [])


def test_of_several_forms_of_an_address_the_fitting_one_is_filled():
    rows = "".join(
        f'<form method="post" action="/r/"><input type="hidden" name="who" value="{who}">'
        '<input name="word"></form>'
        for who in "abc"
    )

    got = fill(rows, page="/p/", address="/r/", fields={"who": ["b"], "word": ["kyllä"]})

    assert [form.count("kyllä") for form in got.html.split("</form>")] == [0, 1, 0, 0]


def test_rows_of_one_name_are_filled_in_their_order_and_from_outside_the_form():
    html = (
        '<form method="post" id="f"></form><input form="f" name="a" value="1">'
        '<input form="f" name="a" value="2">'
    )

    got = fill(html, page="/p/", address="/p/", fields={"a": ["x", "y"]})

    assert 'value="x"><input form="f" name="a" value="y"' in got.html


@pytest.mark.parametrize(
    ("html", "place"), [("<p>", None), ("<body><main>", 12), ("\n\n<main\n>", 9)]
)
def test_the_place_of_the_notice(html, place):
    assert after_main_opens(html) == place


def test_what_is_disabled_stays_as_it_is():
    html = """<form method="post"><input type="checkbox" name="a" checked disabled>
<input name="b" value="1" disabled><input name="c"></form>"""

    got = fill(html, page="/", address="/", fields={"c": ["C"]})

    assert got.html == html.replace('name="c"', 'name="c" value="C"')


def test_a_formset_with_fewer_rows_than_were_typed_tells_the_rest():
    html = """<form method="post"><input type="hidden" name="r-TOTAL_FORMS" value="1">
<input name="r-0-title"><input type="date" name="r-0-day" value="2026-01-01"></form>"""
    kept = {
        "r-TOTAL_FORMS": ["2"],
        "r-0-title": ['Päivä "1" 🌲'],
        "r-0-day": ["2026-02-30"],
        "r-1-title": ["<b>Toinen</b>"],
        "r-1-id": [""],
    }

    got = fill(html, page="/", address="/", fields=kept)

    assert 'name="r-0-title" value="Päivä &quot;1&quot; 🌲"' in got.html
    assert 'name="r-0-day" value="2026-02-30"' in got.html
    assert got.left == ["<b>Toinen</b>"]
