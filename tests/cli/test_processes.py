"""The command line as a process: pipes, signals, answers as they come. Real processes, few."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

import pytest

from tests.cli.conftest import MAIN, Onhand


@contextmanager
def running(onhand: Onhand, *words: str, **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A verb that is ended at the latest when the test is."""
    process = onhand.start(*words, **how)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


def stream(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def ask(process: subprocess.Popen[bytes], line: str) -> Any:
    """Sends one line and waits for its answer."""
    stream(process.stdin).write(line.encode() + b"\n")
    stream(process.stdin).flush()
    return json.loads(stream(process.stdout).readline())


def test_a_line_is_answered_before_the_next_is_sent_and_is_committed_by_then(
    onhand: Onhand,
) -> None:
    onhand.add("T1")
    with running(onhand, "scan", "--mode", "receive", "--json") as process:
        for number in (1, 2, 3):
            assert ask(process, "T1")["on_hand"] == number
            assert onhand.on_hand("T1") == number, "another process sees it already"
        stream(process.stdin).close()
        assert process.wait(20) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_posts_its_document_and_loses_nothing(
    onhand: Onhand, number: signal.Signals
) -> None:
    onhand.add("T1")
    with running(onhand, "scan", "--json") as process:
        document = ask(process, "T1")["document"]
        process.send_signal(number)
        assert process.wait(20) == 0
        assert b"Traceback" not in stream(process.stderr).read()
    assert onhand.on_hand("T1") == -1
    assert onhand.done("undo", document).code == 0
    assert onhand.done("verify").code == 0


def test_ctrl_c_during_a_list_ends_it_without_a_traceback(bare: Onhand) -> None:
    bare.done("demo", "--products", "300", "--movements", "6000", "--days", "30")
    with running(bare, "list", "movements", "--json") as process:
        assert stream(process.stdout).read(100)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert b"Traceback" not in err


def test_a_reader_that_goes_away_ends_the_verb_quietly(bare: Onhand) -> None:
    bare.done("demo", "--products", "300", "--movements", "6000", "--days", "30")
    with running(bare, "list", "movements", "--csv") as process:
        assert stream(process.stdout).readline()
        stream(process.stdout).close()
        err = stream(process.stderr).read()
        assert process.wait(20) == 1
    assert err == b""


def test_a_scan_whose_reader_went_away_keeps_what_it_booked(bare: Onhand) -> None:
    bare.done("db", "init")
    bare.add("T1")
    with running(bare, "scan", "--json") as process:
        ask(process, "T1")
        stream(process.stdout).close()
        stream(process.stdin).write(b"T1\n" * 50)
        stream(process.stdin).close()
        err = stream(process.stderr).read()
        process.wait(20)
    assert b"Traceback" not in err
    rows = bare.done("list", "movements", "--json").json
    assert bare.on_hand("T1") == -len(rows)
    assert bare.done("verify").code == 0


def test_a_closed_stdout_from_the_start_is_no_traceback(bare: Onhand) -> None:
    bare.done("db", "init")
    reader, writer = os.pipe()
    os.close(reader)
    with running(bare, "list", "products", "--json", stdout=writer) as process:
        err = stream(process.stderr).read()
        assert process.wait(20) == 1
    os.close(writer)
    assert b"Traceback" not in err


def test_results_go_to_stdout_and_sentences_to_stderr(bare: Onhand) -> None:
    with running(bare, "list", "products") as process:
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (1, b"")
    assert err.decode().startswith("onhand: There is no shop here yet.")


def test_a_verb_needs_no_qt(bare: Onhand) -> None:
    """A verb runs without a screen and without importing Qt."""
    code = (
        "import sys; from desktop import cli;"
        f"cli.main(['--data-dir', {str(bare.place)!r}, 'db', 'init', '--json']);"
        "print([m for m in sys.modules if m.startswith('PySide6')])"
    )
    process = subprocess.run(
        [sys.executable, "-c", code],
        cwd=MAIN.parent,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert process.stdout.splitlines()[-1] == "[]", process.stderr
