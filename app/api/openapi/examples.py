"""An example of every field and parameter, once for whatever has a field of that name; of days and choices by kind."""

from typing import Any

Schema = dict[str, Any]
# Of a ward that has the plan's own reference data and one residential group.
TEXTS = {
    "action": "logged",
    "address": "https://cong.phuong.example/lan-toa",
    "aim": "Mọi hộ biết cách phân loại rác",
    "alt_text": "Ba thùng rác ba màu",
    "answer": "Đã thu gom",
    "axis": "2.1",
    "by": "group",
    "campaign": "TX-2026",
    "change_reason": "Đếm lại ở Tổ 7",
    "channel": "zalo",
    "cluster": "Cụm 1",
    "code": "TDP-01",
    "content_group": "1.3",
    "cursor": "WyIyMDI2LTA1LTAzIiwxN10",
    "detail": "Có chỗ cần sửa",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "directive": "NQ02-TW",
    "document_place": "Đống Đa",
    "dossier_number": "H26.17-0001",
    "email": "ubnd@phuong.example",
    "entity": "product",
    "entities": "product",
    "etag": '"5bb6b021a2776fc1eb3c75c7"',
    "external_id": "cms-17",
    "focus": "Chuyển đổi số",
    "forwarded_to": "Công ty Môi trường",
    "full_name": "Cán bộ truyền thông",
    "group": "TDP-01",
    "group_name": "Tổ dân phố số 1",
    "guidance": "Nói rõ ngày thu gom",
    "implements": "NQ02-TW",
    "information_contact": "Văn phòng UBND",
    "issuer": "Thành ủy Hà Nội",
    "issuing_body": "Đảng ủy phường Đống Đa",
    "key": "TDP-01",
    "kind": "residential",
    "lead_unit": "UBND",
    "link": "https://phuong.example/bai/1",
    "locations": "Cổng chợ, nhà văn hóa",
    "looked_after_by": "UBND",
    "mail": "sent",
    "material": "TL-03",
    "media_type": "image/png",
    "message": "Rác là tài nguyên",
    "month": "2026-05",
    "name": "cong-thong-tin",
    "next": "/api/v1/products?cursor=WyIyMDI2LTA1LTAzIiwxN10",
    "note": "Đã đối chiếu",
    "number": "02-NQ/TW",
    "number_symbol": "BC/ĐU",
    "owner_unit": "UBND",
    "parent": "UBND",
    "partner": "MTTQ",
    "period": "2026-Q2",
    "path": "/invitations/1.chi-hien-mot-lan",
    "token": "lt.1.chi-hien-mot-lan",
    "person_name": "Cán bộ truyền thông",
    "place": "Nhà văn hóa Tổ 1",
    "proposals": "Bổ sung loa ở Tổ 9",
    "keyid": "",
    "payload": "eyJmb3JtYXQiOiJsYW50b2EtcmVwb3J0LTEifQ==",
    "payloadType": "application/vnd.lantoa.report+json",
    "q": "phan loai rac",
    "reason": "Sai ngày thu gom",
    "recipients": "- Thành ủy\n- Lưu",
    "responsible_post": "Phó Chủ tịch",
    "role": "unit",
    "scope": "write",
    "script": "Kính thưa bà con",
    "fault": "bên nhận trả lời mã 503",
    "secret": "whsec_Y2hpLWhpZW4tbW90LWxhbg==",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "short_name": "Chuyển đổi số",
    "sig": "2Y1lF0qkP4Zr7d2Oe4m1c0mH9m7eB0q6n1m2vJ8s4xQ=",
    "signed_for": "T/M Ban Thường vụ",
    "signer_name": "Người ký",
    "signer_post": "Bí thư",
    "source": "cms",
    "standing_campaign": "TX-2026",
    "state": "told",
    "status": "published",
    "summary": "Rác để ngoài giờ thu gom",
    "superior_body": "Thành ủy Hà Nội",
    "text": "Chưa có",
    "tiles": ". TDP-01 TDP-02",
    "title": "Phân loại rác tại nguồn",
    "token_name": "Cổng thông tin phường",
    "topic": "1.12.1",
    "type": "periodic",
    "unit": "UBND",
    "urgency": "normal",
    "url": "/api/v1/products/17/attachments/5",
    "ward": "DONGDA",
    "week": "2026-W18",
    "fields": "id,title",
    "id": "17",
    "Idempotency-Key": "gui-2026-05-03-1",
    "If-Match": '"5bb6b021a2776fc1eb3c75c7"',
    "If-None-Match": '"5bb6b021a2776fc1eb3c75c7"',
    "broadcast_times": "06:30",
    "content_groups": "1.3",
    "directives": "NQ02-TW",
    "loc": "title",
    "old_groups": "TDP-41",
    "partners": "MTTQ",
    "succeeds": "TDP-41",
    "target_groups": "residential",
    "units": "UBND",
}
NUMBERS = {
    "amount": 1_500_000,
    "population": 1450,
    "people": 420,
    "households": 430,
    "id": 17,
    "after": 41,
    "limit": 50,
    "status": 422,
    "seq": 42,
    "year": 2026,
    "syllables_per_minute": 150,
    "width": 1080,
    "height": 1350,
    "size": 248_113,
    "asked": 120,
    "aware": 84,
    "numerator": 54,
    "attempts": 2,
    "denominator": 59,
}
# What is seldom so.
UNUSUAL = ("allocated", "suppressed")
DAY, MOMENT = "2026-05-03", "2026-05-03T02:15:00.000000Z"


def given(spec: Schema) -> Schema:
    """The same description, with an example in every field and parameter that holds a value of its own."""
    schemas = spec["components"]["schemas"]

    def told(value: Any) -> Any:
        if isinstance(value, list):
            return [told(one) for one in value]
        if not isinstance(value, dict):
            return value
        found = {name: told(one) for name, one in value.items()}
        properties = found.get("properties")
        if isinstance(properties, dict):
            found["properties"] = {name: _with(name, one, schemas) for name, one in properties.items()}
        if "in" in found and isinstance(found.get("schema"), dict):
            found["schema"] = _with(found["name"], found["schema"], schemas)
        return found

    changed: Schema = told(spec)
    return changed


def _with(name: str, schema: Schema, schemas: Schema) -> Schema:
    example = of(name, schema, schemas)
    return schema if example is None or "examples" in schema else schema | {"examples": [example]}


def of(name: str, schema: Schema, schemas: Schema) -> Any:
    """An example of a field of this name; None for an object, whose fields have theirs."""
    if "$ref" in schema:
        return of(name, schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "const" in schema or "enum" in schema:
        return schema.get("const") or schema["enum"][0]
    for choices in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(choices, ()):
            found = of(name, one, schemas)
            if found is not None:
                return found
    kind = schema.get("type")
    if kind == "array":
        one = of(name, schema.get("items", {}), schemas)
        return None if one is None else [one]
    return _plain(name, schema, kind)


def _plain(name: str, schema: Schema, kind: Any) -> Any:
    if kind == "integer":
        return max(NUMBERS.get(name, 3), schema.get("minimum", 0))
    if kind == "string":
        return {"date": DAY, "date-time": MOMENT}.get(schema.get("format", "")) or TEXTS.get(name)
    return {"boolean": name not in UNUSUAL, "number": 0.5}.get(kind)


def whole(name: str, schema: Schema, schemas: Schema, bare: bool = False) -> Any:
    """An example of all that stands under a name: of an object each of its fields, of choices the first.

    bare: of what may be left open or empty nothing.
    """
    if "$ref" in schema:
        return whole(name, schemas[schema["$ref"].rpartition("/")[2]], schemas, bare)
    for choices in ("anyOf", "oneOf"):
        some = [one for one in schema.get(choices, ()) if one.get("type") != "null"]
        if some:
            return None if bare and len(some) < len(schema[choices]) else whole(name, some[0], schemas, bare)
    if schema.get("type") == "object" or "properties" in schema or "allOf" in schema:
        parts = [found for one in schema.get("allOf", ()) if isinstance(found := whole(name, one, schemas, bare), dict)]
        own = {field: whole(field, one, schemas, bare) for field, one in schema.get("properties", {}).items()}
        return {field: value for part in [*parts, own] for field, value in part.items()}
    if schema.get("type") == "array":
        return [] if bare else [whole(name, schema.get("items", {}), schemas)]
    return schema["examples"][0] if "examples" in schema else of(name, schema, schemas)
