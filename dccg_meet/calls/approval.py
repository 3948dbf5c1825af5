"""What a person approves: a file, and what its release depends on besides.

An approval is a hash in call.toml. Whoever changes the file afterwards, the rule of an item, or where an item
begins in the recording, takes the approval away without having to know that there is one.
"""

from __future__ import annotations

import hashlib
import json

from dccg_meet.calls.rules import item_rule
from dccg_meet.workspace.schema import CallRecord


def seal(record: CallRecord, data: bytes) -> str:
    """SHA-256 (hexadecimal) over a file's bytes and the rule and place of every item. Raises RuleMissing."""
    items = [[item.id, item_rule(record, item), item.start_ms, item.end_ms] for item in record.items]
    return hashlib.sha256(json.dumps([record.rule, items]).encode() + b"\n" + data).hexdigest()
