"""No request asks for a second connection while it holds one: as many requests as the pool has would wait for ever.

tests/test_routes asks every route for that, as everyone; here are forms that are refused.
"""

import pytest

from tests.conftest import PASSWORD, Stage
from tests.rig.connections import held_at_once


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/login", {"name": "officer@dongda", "password": "sai"}),
        ("/login", {"name": "officer@dongda", "password": PASSWORD}),
        ("/invitations/1.khong", {"password": "x", "again": "x"}),
        ("/account/password", {"old": "sai", "password": "Mật khẩu thử 2", "again": "Mật khẩu thử 2"}),
        ("/products/new", {"go": "save"}),
    ],
)
def test_a_form_that_is_refused_holds_one_connection(stage: Stage, path: str, data: dict[str, str]) -> None:
    with held_at_once(stage.engine) as held:
        stage.signed_in("officer").post(path, data=data)
    assert max(held) == 1
