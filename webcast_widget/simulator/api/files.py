"""Exported files, and the mails that would bring the links to them."""

from __future__ import annotations

import random
import re
import string
from typing import TYPE_CHECKING
from urllib.parse import quote

from webcast_widget.simulator.account import Mail
from webcast_widget.simulator.api.responses import Download

if TYPE_CHECKING:
    from typing import NoReturn

    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.api.session.sessions import Sessions

BOM = "\ufeff"
MAX_KEPT = 100
LETTERS = string.ascii_lowercase + string.digits
VALID_S = 7 * 24 * 3600
"""A link that was mailed is good for a week."""

NO_NAME = re.compile(r"[^\w.-]+", re.ASCII)
MAX_NAME = 120


class Files:
    """The files of one account, the newest of them."""

    def __init__(self, account: Account, sessions: Sessions) -> None:
        self.account = account
        self._sessions = sessions
        self._rng = random.Random(account.scenario.seed)

    def keep(self, name: str, text: str) -> str:
        """Keep a file; give the id that it is fetched by."""
        salt = "".join(self._rng.choices(LETTERS, k=5))
        partner = self.account.scenario.partner_id
        tidy = NO_NAME.sub("_", name)[:MAX_NAME]
        file_id = f"0_{partner}_Export_{salt}_{tidy}.csv"
        files = self.account.exports
        files[file_id] = text.encode()
        while len(files) > MAX_KEPT:
            del files[next(iter(files))]
        return file_id

    def link(self, file_id: str, base_url: str, path: str, template: str = "") -> str:
        """Give the address of a file."""
        until = int(self.account.now()) + VALID_S
        ks = self._sessions.for_download(file_id, until)
        plain = f"{base_url}/api_v3/{path}/ks/[ks]/id/[id]"
        address = template or plain
        return address.replace("[id]", quote(file_id)).replace("[ks]", quote(ks))

    def mail(self, email: str, links: list[str]) -> int:
        """Write the mail of a job that is done; give the job's number."""
        job = 100_000 + self._rng.randrange(900_000)
        self.account.outbox.append(Mail(job, email, links))
        return job

    def serve(self, file_id: str) -> NoReturn:
        """Answer with a file itself."""
        raise Download(self.account.exports.get(file_id))
