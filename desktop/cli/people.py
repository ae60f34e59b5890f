"""``db create-admin``."""

import os
import sys
from argparse import Namespace

from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage
from desktop.commands.people import CreateAdmin
from desktop.commands.people import create_admin as create
from desktop.jobs.hashing import hashed

VARIABLE = "ONHAND_NEW_PASSWORD"


def create_admin(options: Namespace, out: Output) -> int:
    """One more person who may do everything; who acts is asked as for every command."""
    password_hash = hashed(_password(options))
    with open_shop(options) as shop:
        command = CreateAdmin(
            shop.ids.new(), shop.actor, shop.clock.now(), options.name, password_hash
        )
        person = shop.database.run(create, command)
    name = options.name.strip()
    out.result(
        {"ok": True, "id": person, "username": name, "role": "admin"},
        f"“{name}” may do everything now: --user {name} acts in this name. The window does not ask"
        " for passwords yet.",
    )
    return 0


def _password(options: Namespace) -> str:
    """From the input, the environment, or the terminal; never an argument."""
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if os.environ.get(VARIABLE):
        return os.environ[VARIABLE]
    if not sys.stdin.isatty():
        raise Usage(
            "The new person's password is missing.",
            f"Give it with --password-stdin or in {VARIABLE}; it is not taken as an argument.",
        )
    from getpass import getpass

    first = getpass("Password of the new admin: ")
    if getpass("Once more: ") != first:
        raise Usage("The two passwords are not the same.", "Nothing was changed. Try again.")
    return first
