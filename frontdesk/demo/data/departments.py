"""The departments of a management office, which service areas each answers for, and under which number."""

from dataclasses import dataclass

from office.models import Department
from office.models.places import ServiceArea

Kind = Department.Kind


@dataclass(frozen=True)
class Desk:
    """A department: the first phone answers by day, the second by night."""

    kind: str
    name: str
    day_phone: str
    night_phone: str
    areas: tuple[str, ...] = ()


# The numbers lie in a range that no exchange has given out.
DEPARTMENTS = [
    Desk(Kind.MANAGEMENT, "管理处", "0531-0000-6810", "0531-0000-6811"),
    Desk(Kind.OFFICE, "办公室", "0531-0000-6812", "0531-0000-6801"),
    Desk(Kind.CUSTOMER_SERVICE, "客服部", "0531-0000-6800", "0531-0000-6801"),
    Desk(Kind.ENGINEERING, "工程部", "0531-0000-6820", "0531-0000-6821", (ServiceArea.REPAIR, ServiceArea.SPECIAL)),
    Desk(Kind.ORDER, "秩序维护部", "0531-0000-6830", "0531-0000-6830", (ServiceArea.SECURITY, ServiceArea.PARKING)),
    Desk(Kind.ENVIRONMENT, "环境部", "0531-0000-6840", "0531-0000-6801",
         (ServiceArea.GREENING, ServiceArea.SANITATION)),
    Desk(Kind.FINANCE, "财务部", "0531-0000-6850", "0531-0000-6801"),
    Desk(Kind.COMPANY, "公司", "0531-0000-6860", "0531-0000-6861"),
]  # fmt: skip
