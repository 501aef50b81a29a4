"""Hand over what nobody would: a value, or an error of ours, and nothing else.

``python -m tests.soak.fuzz [--inputs 1000000]`` lets atheris, which looks at the code
that an input reaches, make inputs for the reader of the server's answers, the reader of
recordings and the reader of the browser's messages. It needs the extra ``soak``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import atheris
import click

SHARES = {"payload": 0.45, "message": 0.45, "recording": 0.1}
"""Part of all inputs for each target: a recording is a file, and takes longest."""

SHOWN = 4000
"""Characters of what a target said, when it went wrong."""

COMPARING = ["webcast_widget.recording.logbook"]
"""Not instrumented: atheris keeps what comes of each comparison of pandas' columns."""

LONGEST = {"payload": 512, "message": 256, "recording": 64}
"""Bytes of an input, at the most."""


def fuzz(target: str, inputs: int, seed: int) -> None:
    """Fuzz one target; ends the process."""
    with atheris.instrument_imports(include=["webcast_widget"], exclude=COMPARING):
        from tests.soak import fuzz_targets  # noqa: PLC0415 - as it is imported
    # Made before the inputs: a whole one is what they change.
    fuzz_targets.whole_recording()
    with tempfile.TemporaryDirectory() as folder:
        targets = {
            "payload": fuzz_targets.payload,
            "message": fuzz_targets.message,
            "recording": fuzz_targets.recorder(Path(folder)),
        }
        options = [
            f"-runs={inputs}",
            f"-seed={seed}",
            f"-max_len={LONGEST[target]}",
            f"-artifact_prefix={tempfile.gettempdir()}/fuzz-{target}-",
            "-verbosity=0",
        ]
        atheris.Setup([sys.argv[0], *options], targets[target])
        atheris.Fuzz()


@click.command()
@click.option("--inputs", default=1_000_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--target", type=click.Choice(sorted(SHARES)), help="This one alone.")
def main(inputs: int, seed: int, target: str | None) -> None:
    """Fuzz and say how many inputs did what they should not."""
    if target is not None:
        fuzz(target, inputs, seed)
        return
    failed = []
    for name, share in SHARES.items():
        many = round(inputs * share)
        command = [sys.executable, "-m", "tests.soak.fuzz", "--target", name]
        done = subprocess.run(
            [*command, "--inputs", str(many), "--seed", str(seed)],
            check=False,
            capture_output=True,
            text=True,
        )
        wrong = done.returncode != 0
        print(f"{name}: {many} inputs, {'WRONG' if wrong else 'ok'}", flush=True)
        if wrong:
            print(done.stdout[-SHOWN:], done.stderr[-SHOWN:])
            failed.append(name)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
