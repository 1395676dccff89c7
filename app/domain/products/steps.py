"""Steps: what may be done next with a product as it stands, once for its page and for the verbs that refuse."""

from app.domain import access
from app.domain.access import Me
from app.models import Product

# Of whoever may write it, by its state; the ward judges what is in review.
_WRITES = {
    "planned": {"edit", "remove", "attach"},
    "in_review": {"edit", "remove", "attach"},
    "published": {"edit", "withdraw", "attach"},
    "withdrawn": {"replace"},
}
_JUDGES = {"in_review": {"publish", "return"}}


def steps(me: Me, product: Product) -> set[str]:
    """The steps that this person may take: edit, attach, detach, publish, return, withdraw, replace, remove, repeat.

    To repeat one, or to log one in its place, is to log one of one's own.
    """
    if not access.may(me, "products.write", product):
        return {"repeat"} if access.may(me, "products.write") else set()
    judged = _JUDGES.get(product.status, set()) if access.may(me, "products.judge") else set[str]()
    return {"repeat", "detach"} | _WRITES[product.status] | judged
