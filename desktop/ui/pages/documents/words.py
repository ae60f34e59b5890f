"""What documents are called on the screen: kinds, states, and what leads from one to another."""

from desktop.queries.columns import Choice
from desktop.queries.document import DocumentCard, Related
from desktop.queries.documents import KINDS, STATES
from desktop.ui.text import tr

_KINDS = {kind.value: kind for kind in KINDS}
_STATES = {state.value: state for state in STATES}


def kind_of(kind: str) -> Choice:
    """The word and drawing of a kind."""
    return _KINDS[kind]


def state_of(state: str) -> Choice:
    """The word and tone of a state."""
    return _STATES[state]


def titled(card: DocumentCard) -> str:
    """``Sale``, or a return that has no sale."""
    if card.kind == "return" and card.source is None:
        return tr("Return without ticket")
    return tr(kind_of(card.kind).title)


def related(paper: Related) -> str:
    """``Return M1-01-B-000003``; what is void says so."""
    words = f"{tr(kind_of(paper.kind).title)} {paper.number}"
    return f"{words} ({tr('void')})" if paper.status == "void" else words
