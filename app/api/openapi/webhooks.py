"""What a webhook and a delivery look like."""

from typing import Any

from app.api.openapi.shapes import MOMENT, TEXT, WHOLE, some, thing
from app.domain import webhooks
from app.domain.webhooks import WebhookIn, deliveries

Schema = dict[str, Any]


def items() -> dict[str, Schema]:
    return {
        "Webhook": thing(webhooks.FIELDS, WebhookIn),
        "Delivery": thing(
            deliveries.FIELDS,
            None,
            **dict.fromkeys(("entity", "key", "action"), TEXT),
            status={"enum": list(deliveries.STATUSES)},
            attempts=WHOLE,
            fault=some(TEXT),
            due_at=some(MOMENT),
            ended_at=some(MOMENT),
        ),
    }
