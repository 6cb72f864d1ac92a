"""A client of the yaml-language-server: what an editor asks it, over standard input and output."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from queue import Queue
from types import TracebackType
from typing import Any

HERE = Path(__file__).parent
SERVER = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
PATIENCE = 60
"""Seconds after which a server that says nothing is given up."""


class LanguageServer:
    """A server with the ``settings`` of an editor that has ``folder`` open."""

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self.folder = folder
        self.settings = settings
        self.process = subprocess.Popen(
            ["node", str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
        )
        self.replies: Queue[dict[str, Any]] = Queue()
        self.problems: Queue[dict[str, Any]] = Queue()
        self.number = 0
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        capabilities = {
            "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}, "publishDiagnostics": {}},
            "workspace": {"configuration": True, "workspaceFolders": True, "didChangeConfiguration": {}},
        }
        self.ask(
            "initialize",
            processId=None,
            rootUri=folder.as_uri(),
            workspaceFolders=[{"uri": folder.as_uri(), "name": folder.name}],
            capabilities=capabilities,
        )
        self.say("initialized")
        self.say("workspace/didChangeConfiguration", settings=settings)

    def __enter__(self) -> LanguageServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.communicate()
        self.reader.join()

    def open(self, name: str, text: str) -> list[dict[str, Any]]:
        """Open a file of the folder and give back its diagnostics."""
        uri = (self.folder / name).as_uri()
        self.say("textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": text})
        while True:
            found = self.problems.get(timeout=PATIENCE)
            if found["uri"] == uri:
                return list(found["diagnostics"])

    def completions(self, name: str, line: int, column: int) -> list[str]:
        """The labels that are offered at a place, counted from 0."""
        found = self._at("textDocument/completion", name, line, column)
        items = found["items"] if isinstance(found, dict) else found or []
        return [item["label"] for item in items]

    def hover(self, name: str, line: int, column: int) -> str:
        """What is shown of the word at a place, counted from 0."""
        found = self._at("textDocument/hover", name, line, column)
        contents = found["contents"] if found else ""
        return contents["value"] if isinstance(contents, dict) else str(contents)

    def _at(self, method: str, name: str, line: int, column: int) -> Any:
        uri = (self.folder / name).as_uri()
        return self.ask(method, textDocument={"uri": uri}, position={"line": line, "character": column})

    def ask(self, method: str, **params: Any) -> Any:
        self.number += 1
        self._write({"id": self.number, "method": method, "params": params})
        while True:
            reply = self.replies.get(timeout=PATIENCE)
            if reply["id"] == self.number:
                return reply.get("result")

    def say(self, method: str, **params: Any) -> None:
        self._write({"method": method, "params": params})

    def _write(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _read(self) -> None:
        """Sorts what the server sends, and answers what it asks: its settings."""
        out = self.process.stdout
        assert out is not None
        while header := out.readline():
            if not header.lower().startswith(b"content-length:"):
                continue
            size = int(header.split(b":")[1])
            out.readline()
            self._take(json.loads(out.read(size)))

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method is None:
            self.replies.put(message)
        elif method == "textDocument/publishDiagnostics":
            self.problems.put(message["params"])
        elif method == "workspace/configuration":
            asked = [self._setting(item.get("section") or "") for item in message["params"]["items"]]
            self._write({"id": message["id"], "result": asked})
        elif "id" in message:
            self._write({"id": message["id"], "result": None})

    def _setting(self, section: str) -> Any:
        """The settings of a section: ``yaml.schemas`` is written as one key or as keys inside each other."""
        found: Any = self.settings
        for part in section.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found
