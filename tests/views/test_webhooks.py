"""Webhooks on the pages: made with a key that is shown once, changed, paused, looked into, sent again, deleted."""

import re
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests.api.test_webhooks import Office
from tests.conftest import Stage
from tests.makers import every, group
from tests.rig.receiver import receiver, webhook
from tests.views.filled import filled, press
from tests.views.test_administration import send


def secret_in(text: str) -> str:
    found = re.search(r">(whsec_[\w+/=]+)</textarea>", text)
    assert found is not None, text
    return found[1]


def said(client: TestClient, path: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(path).text).split())


def test_a_webhook_is_made_turned_paused_and_deleted(
    stage: Stage, pages: SimpleNamespace, coordinator: TestClient
) -> None:
    assert "Chưa có webhook nào" in said(pages.admin, "/webhooks")
    office = Office(stage)
    with receiver() as far:
        answer = send(pages.admin, "/webhooks/new", name="Trang tin", address=far.address, entities=["group", "report"])
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        first = secret_in(answer.text)
        [made] = every(stage.bearing(stage.tokens["admin"]), "/webhooks")
        path = f"/webhooks/{made['id']}"
        assert (made["entities"], made["active"]) == (["group", "report"], True)
        assert "Trang tin đang gửi Nhóm đối tượng, báo cáo" in said(pages.admin, "/webhooks")
        assert first not in pages.admin.get(path).text
        assert "Chưa gửi lần nào." in said(pages.admin, path)
        second = secret_in(send(pages.admin, path, f"{path}/rotation").text)
        group(coordinator)
        assert "chờ gửi" not in said(pages.admin, path), "nothing is ordered while anyone waits for an answer"
        far.statuses = [500]
        office.work()
        assert "Nhóm đối tượng TDP-01: tạo sẽ thử lại" in said(pages.admin, path)
        assert "bên nhận trả lời mã 500" in said(pages.admin, path)
        [retry] = re.findall(r'action="(/webhooks/\d+/deliveries/\d+/retry)"', pages.admin.get(path).text)
        assert send(pages.admin, path, retry).headers["location"] == f"{path}?done=again"
        office.work()
        assert "Nhóm đối tượng TDP-01: tạo đã gửi" in said(pages.admin, path)
        assert [one.is_signed_by(second) for one in far.got] == [True, True]
        assert not far.got[0].is_signed_by(first)
        fields = [pair for pair in filled(pages.admin.get(f"{path}/edit").text) if pair[0] != "active"]
        assert press(pages.admin, f"{path}/edit", fields, "").headers["location"] == f"{path}?done=changed"
        assert "tạm dừng" in said(pages.admin, path)
        assert "Webhook này đang tạm dừng." in send(pages.admin, path, retry).text
        group(coordinator, "TDP-02")
        send(pages.admin, f"{path}/edit", active="1", entities=[])
        group(coordinator, "TDP-03")
        office.work()
        assert [one.content["id"] for one in far.got] == ["TDP-01", "TDP-01", "TDP-03"]
        assert "Mọi thay đổi" in said(pages.admin, path)
    assert send(pages.admin, f"{path}/remove").headers["location"] == "/webhooks?done=deleted"
    assert "Đã xóa webhook." in said(pages.admin, "/webhooks?done=deleted")
    assert pages.admin.get(path).status_code == 404


def test_a_wrong_address_stands_beside_its_field_with_what_was_typed(pages: SimpleNamespace) -> None:
    answer = send(pages.admin, "/webhooks/new", name="Trang tin", address="mail:ai", entities=["report"])
    assert answer.status_code == 422
    assert "Nhập một địa chỉ, ví dụ" in answer.text
    assert 'value="mail:ai"' in answer.text
    assert re.search(r'value="report"\s+id="entity-report" checked', answer.text)


@pytest.mark.on_both
def test_many_deliveries_are_paged(stage: Stage, pages: SimpleNamespace, admin: TestClient) -> None:
    with receiver() as far:
        made = webhook(admin, address=far.address, entities=["group"])
        for number in range(52):
            group(admin, f"TDP-{number:02}")
        Office(stage).work()
        assert len(far.got) == 52
    first = pages.admin.get(f"/webhooks/{made['id']}").text
    [cursor] = re.findall(r'href="(/webhooks/\d+\?cursor=[^"]+)"', first)
    assert [text.count("/retry") for text in (first, pages.admin.get(cursor).text)] == [50, 2]


def test_a_rename_is_told_in_its_history(pages: SimpleNamespace, admin: TestClient) -> None:
    made = webhook(admin, name="Trang tin")
    send(pages.admin, f"/webhooks/{made['id']}/edit", name="Trang tin phường", address="https://khac.example/x")
    shown = said(pages.admin, f"/webhooks/{made['id']}")
    assert "«Trang tin» → «Trang tin phường»" in shown
    assert "địa chỉ nhận: đã đổi" in shown.lower()
    assert "Webhook" in said(pages.admin, "/audit?entity=webhook")
