"""A webhook's message, signed as Standard Webhooks says (github.com/standard-webhooks/standard-webhooks, version 1):
HMAC-SHA256 over «id.timestamp.body», so that a receiver's own library can check it.
"""

import hmac
from base64 import b64encode

from app.domain.jobs.task import Hopeless, Later, Task
from app.domain.webhooks import deliveries
from app.outside import posting
from app.outside.posting import Post
from app.web import webhook_keys
from app.web.answers import to_json


def send(task: Task) -> None:
    """Raises Later unless the receiver answers 2xx, Hopeless where there is nobody to send it to any more.

    Whoever was killed after it went out sends it again, under the same id.
    """
    settings = task.world.settings
    with task.reading() as (session, me):
        message = deliveries.message(session, me, task.data)
    if message is None:
        raise Hopeless("webhook đã xóa hoặc đang tạm dừng")
    key = webhook_keys.opened(settings, message.sealed_key)
    if key is None:
        raise Hopeless("khóa của máy chủ đã đổi: đổi khóa ký rồi gửi lại")
    body, moment = to_json(message.content), str(int(task.world.now().timestamp()))
    headers = {
        "Webhook-Id": message.id,
        "Webhook-Timestamp": moment,
        "Webhook-Signature": signature(key, f"{message.id}.{moment}.".encode() + body),
    }
    status = posting.post(Post(message.address, headers, body), settings.webhooks_to_private).status
    if not 200 <= status < 300:
        raise Later(f"bên nhận trả lời mã {status}")


def signature(key: bytes, signed: bytes) -> str:
    return f"v1,{b64encode(hmac.digest(key, signed, 'sha256')).decode()}"
