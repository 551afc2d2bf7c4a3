"""A checkpoint and a request pass through a camera unchanged: read back by a decoder that is not ours."""

import io
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from nacl.signing import SigningKey
from PIL import Image

from holdfire.errors import RecordError
from holdfire.record import checkpoint, note, picture, policy
from holdfire.record.cosignature import Cosigner
from holdfire.record.policy import Policy, Witness
from holdfire.record.witness import MOST_HASHES, Request, with_lines
from tests.record.memory import Writer


def read_back(png: bytes, turn: int = 0) -> str:
    image = Image.open(io.BytesIO(png)).convert("L").rotate(turn, expand=True, fillcolor=255)
    (found,) = zxingcpp.read_barcodes(np.asarray(image))
    return str(found.text)


def cosigned(writer: Writer, seats: int) -> tuple[str, Policy]:
    signed = writer.store.notes[-1]
    text = note.parse(signed).text
    witnesses = [Cosigner(f"seat-{n}.example/witness", SigningKey.generate()) for n in range(seats)]
    lines = [line for n, w in enumerate(witnesses) for line in w.sign(text, 1_634_817_600 + n).splitlines()]
    rule = Policy(
        logs=(writer.log.vkey,),
        witnesses=tuple(Witness(f"seat{n}", w.vkey) for n, w in enumerate(witnesses)),
    )
    return with_lines(signed, lines), rule


@pytest.mark.parametrize("turn", [0, 90, 7])
def test_a_checkpoint_with_three_cosignatures_is_one_picture(turn: int, writer: Writer) -> None:
    signed, rule = cosigned(writer, 3)
    again = read_back(picture.png(signed), turn)
    assert again == signed
    judged = policy.judge(again, rule)
    assert len(judged.cosigned) == 3 and judged.checkpoint.size == writer.store.size()


def test_a_request_to_a_witness_is_one_picture(writer: Writer) -> None:
    asked = Request(5, tuple(bytes([n]) * 32 for n in range(40)), writer.store.notes[-1]).text()
    assert read_back(picture.png(asked)) == asked


def test_what_does_not_fit_is_said(writer: Writer) -> None:
    asked = Request(5, tuple(bytes(32) for _ in range(MOST_HASHES)), cosigned(writer, 3)[0]).text()
    with pytest.raises(RecordError, match="carry it as a file"):
        picture.svg(asked)
    assert checkpoint.read(note.parse(writer.store.notes[-1]).text).size == 7


def test_commands_write_it(tmp_path: Path) -> None:
    from holdfire.cli.witness import _draw

    for name in ("a.png", "a.svg"):
        _draw("a text\n", tmp_path / name)
    assert read_back((tmp_path / "a.png").read_bytes()) == "a text\n"
    assert (tmp_path / "a.svg").read_text().startswith("<svg")
    with pytest.raises(RecordError, match=r"\.png or \.svg"):
        _draw("a text\n", tmp_path / "a.gif")
