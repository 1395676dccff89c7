"""What is carried out of the house: a webhook and a delivery, and a report on its way upward."""

from typing import Any

from app.api.openapi.shapes import MAP, MOMENT, TEXT, WHOLE, some, thing
from app.domain import webhooks
from app.domain.transmittals import receiving, sending
from app.domain.webhooks import WebhookIn, deliveries

Schema = dict[str, Any]
TRANSMITTAL: Schema = {
    "report": WHOLE,
    "status": {"enum": list(sending.STATUSES)},
    "sent_at": some(MOMENT),
    "attempts": WHOLE,
    "fault": some(TEXT),
    "content": MAP,
}


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
        "Transmittal": {"type": "object", "properties": TRANSMITTAL, "required": list(TRANSMITTAL)},
        "ReceivedReport": thing(
            receiving.FIELDS, None, **dict.fromkeys(("ward", "period", "digest"), TEXT), submitted_at=MOMENT
        ),
    }
