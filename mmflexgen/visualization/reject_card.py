"""A rejected attempt as a card of the report."""

import base64
from html import escape
from typing import Any, Dict


def reject_card(reject: Dict[str, Any]) -> str:
    """HTML of one card: picture, or why there is none, and the reason.

    Args:
        reject: see :func:`mmflexgen.synthesis.rejects.keep_first`.
    """
    data = reject['path'].read_bytes()
    if reject['path'].suffix == '.txt':
        shown = f'<p class="soft">{escape(data.decode())}</p>'
    else:
        text = base64.b64encode(data).decode('ascii')
        shown = (f'<img src="data:image/jpeg;base64,{text}" '
                 f'alt="{escape(reject["prompt"], quote=True)}">')
    return (f'<article class="reject">{shown}<p>{escape(reject["reason"])}'
            f'</p><p class="meta">sample {reject["id"]} · attempt '
            f'{reject["attempt"] + 1} · seed {reject["seed"]}</p></article>')
