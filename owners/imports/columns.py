"""The columns of a register of homes and people, and the words by which a heading or a capacity is known."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owners.models import Capacity

# In the order of the template. The first three make one room number.
LABELS = {
    "building": _("Building"),
    "entrance": _("Entrance"),
    "room": _("Room"),
    "handed_over_on": _("Handed over on"),
    "warranty_until": _("Under warranty until"),
    "name": _("Name"),
    "capacity": _("Capacity"),
    "phone": _("Phone"),
    "since": _("Lives there since"),
    "address_as": _("Addressed as"),
}
# What a line is kept as.
FIELDS = [column for column in LABELS if column not in {"building", "entrance"}]
# What a line can only say of somebody with a name.
OF_A_PERSON = ["phone", "since", "address_as"]

_HEADINGS = {
    "building": "楼栋 楼栋号 楼号 楼宇 楼 栋 栋号 幢 幢号 座 座号 building block tower",
    "entrance": "单元 单元号 单元门 门栋 梯 entrance stairwell staircase",
    "room": "房号 房间号 房间 房屋 房屋编号 房屋号 室号 室 户号 门牌 门牌号 房产"
    " room roomnumber roomno home unit unitnumber flat apartment",
    "handed_over_on": "交付日期 交付时间 交付日 交房日期 交房时间 收楼日期 接房日期"
    " handedoveron handedover handover handoverdate",
    "warranty_until": "保修至 保修到期 保修到期日 保修期至 保修截止 保修截止日期 质保至 质保到期"
    " warrantyuntil underwarrantyuntil warranty warrantyend",
    "name": "姓名 名字 业主姓名 住户姓名 户主姓名 客户姓名 业主 户主 住户 name fullname owner resident",
    "capacity": "身份 住户身份 住户类型 人员类型 客户类型 关系 与业主关系 capacity role type relation",
    "phone": "电话 电话号码 手机 手机号 手机号码 联系电话 联系方式 联系手机"
    " phone phonenumber mobile mobilenumber telephone tel",
    "since": "入住日期 入住时间 入住日 迁入日期 迁入时间 since livestheresince movedin moveindate",
    "address_as": "称呼 称谓 尊称 addressedas salutation title",
}
_CAPACITIES = {
    Capacity.OWNER: "业主 产权人 房主 户主 房东 本人 owner landlord",
    Capacity.TENANT: "租户 租客 承租人 租住人 租赁户 tenant lessee renter",
    Capacity.FAMILY: "家属 家人 家庭成员 亲属 亲戚 配偶 丈夫 妻子 父母 父亲 母亲 子女 儿子 女儿"
    " family familymember relative spouse husband wife parent child",
    Capacity.AGENT: "代理 代理人 委托人 受托人 中介 agent proxy",
    Capacity.STAFF: "员工 工作人员 物业 物业人员 staff employee",
    Capacity.OTHER: "其他 其它 other",
}
_IN_BRACKETS = re.compile(r"[(\[【<].*?[)\]】>]")
_NO_LETTER = re.compile(r"[\W_]+")


@lru_cache(4096)
def plain(text: str) -> str:
    """A heading or a word as it is compared: no case, no width, no punctuation, nothing in brackets."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return _NO_LETTER.sub("", _IN_BRACKETS.sub("", narrow))


def heading(text: str) -> str | None:
    """The column that a heading names, in any language of the desk, or None."""
    return _headings().get(plain(text))


def capacity(text: str) -> str | None:
    """The capacity that a word names, in any language of the desk, or None."""
    return _capacities().get(plain(text))


@cache
def _headings() -> dict[str, str]:
    return _by_word(_HEADINGS.items(), LABELS.items())


@cache
def _capacities() -> dict[str, str]:
    known = {value: f"{words} {value}" for value, words in _CAPACITIES.items()}
    return _by_word(known.items(), [(member.value, member.label) for member in Capacity])


def _by_word(known: Iterable[tuple[str, str]], labels: Iterable[tuple[str, Promise | str]]) -> dict[str, str]:
    """The words that are known, and what the desk itself calls them in each of its languages."""
    words = {word: value for value, spelled in known for word in spelled.split()}
    for value, label in labels:
        for code, _language in settings.LANGUAGES:
            with translation.override(code):
                words.setdefault(plain(str(label)), value)
    return words
