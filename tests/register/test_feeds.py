"""A feed's items as reports: each kept as it stood, read, dated as it says, and never twice."""

import pytest

from holdfire.errors import IntakeError
from holdfire.intake import open_report
from holdfire.intake.item import split_feed
from holdfire.register.account import Account
from holdfire.register.feeds import receive_feed
from holdfire.register.instance import Instance
from holdfire.register.models import Claim, Receipt, Report

BY = Account(id="importer")
WORDS = (
    "The ministry's spokesperson, Olga Petrova, said that two soldiers were wounded near Jebrail "
    "on 14 October 2021."
)
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>News</title>
<lastBuildDate>MADE</lastBuildDate>
<item><title>Shelling near Jebrail</title><link>https://news.example/1</link><guid>1</guid>
<pubDate>Fri, 15 Oct 2021 01:30:00 +0400</pubDate><slash:comments>COMMENTS</slash:comments>
<description><![CDATA[<p>{WORDS}</p><p>It gave no more detail.</p>]]></description></item>
<item><title>Quiet elsewhere</title><link>https://news.example/2</link><guid>2</guid>
<pubDate>Sat, 16 Oct 2021 10:00:00 GMT</pubDate>
<description>Nothing was reported on Saturday.</description></item>
</channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>x</id>
<title>A call</title><updated>2021-10-20T08:00:00Z</updated><link href="https://news.example/3"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div></content>
</entry></feed>"""
RELIEFWEB = b"""{"data":[{"id":"9","href":"https://api.example/9","fields":{"title":"Flash update",
"body":"People left their homes.\\nMore are on the move.","url":"https://relief.example/9",
"date":{"original":"2021-10-18T00:00:00+00:00"}}}]}"""


def rss(made: str = "one", comments: str = "0") -> bytes:
    return RSS.replace("MADE", made).replace("COMMENTS", comments).encode()


def test_each_item_is_a_report_with_its_claims_its_day_and_its_address(instance: Instance) -> None:
    fed = receive_feed(rss(), by=BY)
    assert (len(fed.received), fed.known, fed.problems) == (2, 0, ())
    first = Report.objects.get(url="https://news.example/1")
    assert first.published is not None and first.published.isoformat() == "2021-10-15"  # in its own zone
    assert first.title == "Shelling near Jebrail" and f"\n\n{WORDS}\n\nIt gave" in first.text
    assert "Olga Petrova" in {c.speaker for c in Claim.objects.filter(report=first)}
    kept = instance.fetch(first.id)
    assert kept is not None and b"<slash:comments" in kept and b"Quiet" not in kept
    assert {r.via for r in Receipt.objects.all()} == {"feed"}


def test_a_feed_fetched_again_doubles_nothing_though_its_frame_changed(instance: Instance) -> None:
    receive_feed(rss(), by=BY)
    again = receive_feed(rss("two", comments="7"), by=BY)
    assert (again.received, again.known) == ((), 2)
    assert Report.objects.count() == Receipt.objects.count() == 2


def test_an_item_whose_words_changed_is_another_report(instance: Instance) -> None:
    receive_feed(rss(), by=BY)
    changed = receive_feed(rss().replace(b"two soldiers", b"three soldiers"), by=BY)
    assert len(changed.received) == 1 and Report.objects.filter(url="https://news.example/1").count() == 2


@pytest.mark.parametrize(
    ("feed", "day", "text"),
    [
        (ATOM.encode(), "2021-10-20", "A call\n\nOne.\n\nTwo."),
        (RELIEFWEB, "2021-10-18", "Flash update\n\nPeople left their homes.\n\nMore are on the move."),
    ],
)
def test_atom_and_reliefweb_are_read_alike(feed: bytes, day: str, text: str) -> None:
    (item,) = split_feed(feed)
    document = open_report(item.data)
    assert (document.problem, document.text.strip()) == (None, text)
    assert document.published is not None and document.published.isoformat() == day


@pytest.mark.parametrize("data", [b"<html><p>x</p></html>", b"words", b"", b'{"a": 1}', b"[1]"])
def test_what_is_no_feed_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(IntakeError, match=r"no feed|broken"):
        split_feed(data)


def test_an_entity_of_a_feed_opens_no_file() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item>'
    evil += b"<title>T</title><description>&x;</description></item></channel></rss>"
    assert "root:" not in "".join(open_report(item.data).text for item in split_feed(evil))
