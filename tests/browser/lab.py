"""A real JupyterLab on loopback, with all of its state in one folder."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import threading
import urllib.request
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

START_S = 180
STOP_S = 20
QUIET = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}


def environment(home: Path) -> dict[str, str]:
    """Keep Jupyter and IPython inside a folder, whatever this machine has of them."""
    folders = {
        name: home / name.lower()
        for name in (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "JUPYTERLAB_SETTINGS_DIR",
            "JUPYTERLAB_WORKSPACES_DIR",
            "IPYTHONDIR",
        )
    }
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "IPYTHON", "KALTURA_", "COV_", "PYTEST"))
    }
    return kept | {name: str(folder) for name, folder in folders.items()}


class Lab:
    """A running server; `stop` ends it and every kernel of it."""

    def __init__(self, home: Path, more: dict[str, str]) -> None:
        self.root = home / "notebooks"
        self.root.mkdir(parents=True)
        self.token = secrets.token_hex(16)
        env = environment(home) | more | {"JUPYTER_TOKEN": self.token}
        settings = home / "jupyterlab_settings_dir" / "@jupyterlab"
        settings = settings / "apputils-extension"
        settings.mkdir(parents=True)
        (settings / "notification.jupyterlab-settings").write_text(json.dumps(QUIET))
        options = [
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={_free_port()}",
            f"--ServerApp.root_dir={self.root}",
            "--ServerApp.open_browser=False",
            "--LabApp.expose_app_in_browser=True",
            "--LabApp.collaborative=False",
        ]
        if os.geteuid() == 0:
            options.append("--allow-root")
        self._log = home / "lab.log"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env=env,
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._up = threading.Event()
        self.url = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._up.wait(START_S) or not self.url:
            self._process.kill()
            self._process.wait()
            raise RuntimeError(f"JupyterLab did not start:\n{self._log.read_text()}")

    def _read(self) -> None:
        assert self._process.stderr is not None
        with self._log.open("w") as log:
            for line in self._process.stderr:
                log.write(line)
                log.flush()
                at = re.search(r"(http://127\.0\.0\.1:\d+)/lab\?token=", line)
                if at and not self.url:
                    self.url = at[1]
                    self._up.set()
        self._process.stderr.close()
        self._up.set()

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - our own server's address
            f"{self.url}/api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
            return json.loads(answer.read() or "null")

    def start_kernel(self) -> str:
        return str(self.call("POST", "kernels", {"name": "python3"})["id"])

    def end_kernel(self, kernel: str) -> None:
        """End a kernel, unless that is done."""
        if kernel in {each["id"] for each in self.call("GET", "kernels")}:
            self.call("DELETE", f"kernels/{kernel}")

    def write_notebook(self, name: str, cells: list[str]) -> Path:
        path = self.root / name
        path.write_text(
            json.dumps(
                {
                    "nbformat": 4,
                    "nbformat_minor": 5,
                    "metadata": {
                        "kernelspec": {
                            "name": "python3",
                            "display_name": "Python 3 (ipykernel)",
                            "language": "python",
                        }
                    },
                    "cells": [
                        {
                            "id": f"cell-{index}",
                            "cell_type": "code",
                            "metadata": {},
                            "execution_count": None,
                            "outputs": [],
                            "source": source,
                        }
                        for index, source in enumerate(cells)
                    ],
                }
            )
        )
        return path

    def stop(self) -> None:
        if self._process.poll() is None:
            for kernel in self.call("GET", "kernels"):
                self.call("DELETE", f"kernels/{kernel['id']}")
            self._process.terminate()
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._reader.join(STOP_S)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
