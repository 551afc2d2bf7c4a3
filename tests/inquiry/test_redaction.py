"""What is redacted is gone from the bytes, whatever the file carried; what cannot be painted is refused."""

import hashlib
import io
import struct
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image, ImageDraw, PngImagePlugin
from pypdf import PdfReader
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from holdfire.errors import InquiryError
from holdfire.inquiry import commands, redacting, versions
from holdfire.inquiry.cites import read_sentences
from holdfire.inquiry.models import Act
from holdfire.inquiry.words import Words
from holdfire.record import acts
from holdfire.record.acts import Area
from holdfire.record.verify import verify
from holdfire.register.instance import open_instance
from holdfire.register.rebuild import rebuild
from tests.inquiry.people import sign_in
from tests.inquiry.staff import Staff, person

SECRET = "Shepherd-of-the-upper-farm"
HALF = Area(page=1, left=0, top=0, right=5000, bottom=10_000, why="person")
LEAD = person("peacekeepers", "investigator")


def picture(kind: str = "PNG", **kept: Any) -> bytes:
    """Red on the left, green on the right."""
    image = Image.new("RGB", (200, 100), "red")
    ImageDraw.Draw(image).rectangle((100, 0, 199, 99), fill="lime")
    out = io.BytesIO()
    image.save(out, kind, **kept)
    return out.getvalue()


def photograph() -> bytes:
    """A JPEG as a phone writes it: who, where, a description of it, and a small copy of the whole picture."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = SECRET
    exif.get_ifd(0x8825)[2] = (39.0, 45.0, 7.25)
    small = picture("JPEG")
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><by>{SECRET}</by></x:xmpmeta>".encode()
    data = picture("JPEG", exif=exif, comment=SECRET.encode(), xmp=xmp, dpi=(123, 123))
    # A second picture after the end of the first, as cameras append their previews.
    return data + small


def pdf() -> bytes:
    """Two pages with text, a link's address, a title, an attachment and a picture under a black box."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 200), pageCompression=0)
    canvas.setTitle(SECRET)
    canvas.setAuthor(SECRET)
    canvas.drawString(20, 100, SECRET)
    canvas.drawString(240, 100, "Open to all")
    canvas.drawImage(ImageReader(io.BytesIO(picture())), 20, 20, 100, 50)
    canvas.rect(15, 90, 180, 30, fill=1)  # covered in the original, and still there
    canvas.linkURL(f"https://example.org/{SECRET}", (20, 90, 180, 120))
    canvas.showPage()
    canvas.drawString(20, 100, "The second page")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_pixels_under_an_area_are_gone_and_the_others_stay() -> None:
    painted = redacting.redact(picture(), [HALF])
    image = Image.open(io.BytesIO(painted.data))
    assert painted.media_type == "image/png" and image.size == (200, 100)
    colours = {image.getpixel((x, y)) for x in range(101) for y in range(100)}
    assert colours == {(0, 0, 0)}
    assert {image.getpixel((x, y)) for x in range(102, 200) for y in range(100)} == {(0, 255, 0)}


def test_nothing_that_a_photograph_carried_goes_over() -> None:
    data = photograph()
    assert data.count(SECRET.encode()) >= 3 and b"Exif" in data
    for areas in ([HALF], []):
        painted = redacting.redact(data, areas)
        assert SECRET.encode() not in painted.data
        for trace in (b"Exif", b"http://ns.adobe.com", b"xmpmeta", b"Photoshop", b"ICC_PROFILE"):
            assert trace not in painted.data
        assert painted.data.count(b"\xff\xd8\xff") == 1  # one picture, no small copy beside it
        image = Image.open(io.BytesIO(painted.data))
        assert not image.getexif() and "comment" not in image.info and "xmp" not in image.info
    left = Image.open(io.BytesIO(redacting.redact(data, [HALF]).data)).convert("RGB").crop((0, 0, 95, 100))
    assert max(low_high[1] for low_high in left.getextrema()) < 30  # no red shimmers through the encoding


def test_text_chunks_colours_under_transparency_and_turned_pictures() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET)
    info.add_itxt("XML:com.adobe.xmp", SECRET)
    assert SECRET.encode() in picture(pnginfo=info)
    assert SECRET.encode() not in redacting.redact(picture(pnginfo=info), []).data
    hidden = Image.new("RGBA", (10, 10), (200, 10, 10, 0))  # nobody sees it, and it is there
    out = io.BytesIO()
    hidden.save(out, "PNG")
    plain = Image.open(io.BytesIO(redacting.redact(out.getvalue(), []).data))
    assert plain.getcolors() == [(100, (255, 255, 255))]
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter: what is drawn on is what is painted
    turned = picture("JPEG", exif=exif)
    (page,) = redacting.show(turned)
    assert (page.width, page.height) == (100, 200)
    image = Image.open(io.BytesIO(redacting.redact(turned, [HALF]).data))
    assert image.size == (100, 200) and max(image.getpixel((10, 10))) < 30 < max(image.getpixel((90, 10)))


def test_a_pdf_becomes_pictures_of_its_pages_with_no_text_left() -> None:
    data = pdf()
    assert SECRET in PdfReader(io.BytesIO(data)).pages[0].extract_text()  # the box covered it for nobody
    assert [p.width > p.height for p in redacting.show(data)] == [True, True]
    painted = redacting.redact(data, [HALF])
    assert painted.media_type == "application/pdf"
    read = PdfReader(io.BytesIO(painted.data))
    assert len(read.pages) == 2 and not read.attachments and read.xmp_metadata is None
    assert [p.extract_text().strip() for p in read.pages] == ["", ""]
    assert not any(p.get("/Annots") for p in read.pages) and not any(
        "/Font" in p["/Resources"] for p in read.pages
    )
    assert SECRET not in str(read.metadata)
    raw = painted.data + b"".join(_inflated(painted.data))
    assert SECRET.encode() not in raw and SECRET.encode("utf-16-be") not in raw and b"Open to all" not in raw
    for n, dark in ((0, True), (1, False)):
        (image,) = read.pages[n].images
        left = image.image.convert("L").crop((0, 0, image.image.width // 2 - 4, image.image.height))
        assert (left.getextrema()[1] < 40) is dark


def _inflated(data: bytes) -> list[bytes]:
    """Whatever a PDF keeps compressed."""
    found = []
    for part in data.split(b"stream")[1:]:
        try:
            found.append(zlib.decompressobj().decompress(part.strip(b"\r\n"), 10_000_000))
        except zlib.error:
            continue
    return found


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it has ten thousand million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 999))
        + chunk(b"IEND", b"")
    )


def many_pages() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for _ in range(31):
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def moving() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), c) for c in ("red", "blue")]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no picture or PDF"),
        (b"bytes of it", "no picture or PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture or PDF"),
        (bomb(), "million pixels"),
        (picture()[:90], "damaged"),
        (b"%PDF-1.7\n" + b"<<" * 20_000, "damaged or locked"),
        (many_pages(), "31 pages and at most 30"),
        (moving(), "several pictures"),
    ],
    ids=["empty", "text", "svg", "bomb", "cut", "not a pdf", "pages", "frames"],
)
def test_what_cannot_be_painted_is_refused_in_one_sentence(data: bytes, why: str) -> None:
    for asked in (lambda: redacting.show(data), lambda: redacting.redact(data, [HALF])):
        with pytest.raises(InquiryError, match=why) as refused:
            asked()
        assert str(refused.value).endswith(".") and "Traceback" not in str(refused.value)


def test_an_area_of_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(InquiryError, match="mend the page"):
        redacting.redact(picture(), [Area(page=2, left=0, top=0, right=9, bottom=9, why="other")])


@pytest.fixture
def with_photograph(staff: Staff) -> Staff:
    """An open inquiry with a photograph in evidence as E1."""
    staff.open()
    act = acts.Deposited(inquiry=staff.inquiry, number=0, kind="photograph")
    commands.deposit(act, photograph(), by=LEAD, words=Words(title="Marks", text="By hand."), at=staff.now)
    return staff


def redact(staff: Staff, by: Any = LEAD, **changes: Any) -> commands.Done:
    words = Words(text="The face is withheld.", steps=("a face",))
    return commands.redact(staff.inquiry, 1, [HALF], by=by, words=changes.get("words", words), at=staff.now)


def test_the_entry_commits_to_both_files_and_the_original_stays_sealed(with_photograph: Staff) -> None:
    redact(with_photograph)
    said = Act.objects.get(kind="redacted").data
    instance = open_instance()
    made = instance.fetch(said["file"]["object"])
    assert made is not None and hashlib.sha256(made).hexdigest() == said["public"]
    assert said["original"] == Act.objects.get(kind="deposited").data["bytes"]
    assert instance.fetch(said["original"]["object"]) == photograph()
    assert said["areas"] == [
        {"page": 1, "left": 0, "top": 0, "right": 5000, "bottom": 10_000, "why": "person"}
    ]
    assert "a face" not in str(said)  # the words are sealed
    assert verify(instance.store, instance.vkey).ok and rebuild(check=True).ok


def test_who_may_not_redact_is_told_why(with_photograph: Staff) -> None:
    for by, why in (
        (person("azerbaijan"), "Only an investigator"),
        (person("armenia", "analyst"), "may not investigate"),
    ):
        with pytest.raises(InquiryError, match=why):
            redact(with_photograph, by)
    with pytest.raises(InquiryError, match="Say why this version"):
        redact(with_photograph, words=Words())
    assert not Act.objects.filter(kind="redacted").exists()


def test_the_published_version_holds_the_redacted_file_and_anybody_gets_it(with_photograph: Staff) -> None:
    staff = with_photograph
    client = sign_in(LEAD)
    before = Act.objects.filter(kind="read").count()
    page = client.post(f"/inquiries/{staff.inquiry}/redact/1/")
    assert page.status_code == 200 and b"data:image/jpeg;base64," in page.content
    assert Act.objects.filter(kind="read").count() == before + 1  # who opened it is on the record
    form = {
        "paint": "1", "page": ["1", "1"], "left": ["0", ""], "top": ["0", ""], "width": ["50", ""],
        "height": ["100", ""], "why": ["person", "person"], "what": ["a face", ""], "text": "Withheld.",
    }  # fmt: skip
    wrong = client.post(f"/inquiries/{staff.inquiry}/redact/1/", form | {"width": ["wide", ""]})
    assert wrong.status_code == 422 and "Area 1 is not all numbers" in wrong.content.decode()
    assert client.post(f"/inquiries/{staff.inquiry}/redact/1/", form).status_code == 302
    shown = client.get(f"/inquiries/{staff.inquiry}/redacted/1/")
    assert shown.status_code == 200 and SECRET.encode() not in shown.content
    assert sign_in(None).get(f"/findings/{staff.inquiry}/E1").status_code == 404  # nothing is published yet

    publish(staff)
    document = versions.read(sign_in(None).get(f"/findings/{staff.inquiry}/finding.json").content)
    assert document is not None
    (cited,) = [s for s in document.sources if s.ref == "E1"]
    file = sign_in(None).get(f"/findings/{staff.inquiry}/E1")
    assert file["Content-Type"] == cited.media_type == "image/jpeg"
    assert hashlib.sha256(file.content).hexdigest() == cited.file
    assert SECRET.encode() not in file.content
    assert cited.file in sign_in(None).get(f"/findings/{staff.inquiry}/").content.decode()


def publish(staff: Staff) -> None:
    """The rest of the case."""
    staff.now = datetime.now(UTC)
    staff.do(acts.Supposed, LEAD, "It was so", number=0)
    staff.do(acts.Weighed, LEAD, hypothesis=1, evidence=1, weight="supports")
    words = Words(title="Finding", text="It was so.", sentences=read_sentences("The marks show it [E1]."))
    staff.do(
        acts.Drafted, LEAD, words, version=0, outcome="not-attributable", standard="balance", attribution=0,
        clauses=("1a",), severity="minor", comments_until=staff.day(5),
    )  # fmt: skip
    staff.submit()
    staff.vote()
    staff.publish()
