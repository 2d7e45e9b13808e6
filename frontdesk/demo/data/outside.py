"""Whom the demo desk rings outside the house. The short numbers are everybody's, all others are made up."""

from office.models import OutsideNumber

Kind = OutsideNumber.Kind

# The long numbers lie in a range that no exchange has given out.
OUTSIDE: list[tuple[str, str, str]] = [
    (Kind.LIFT, "电梯维保单位（24 小时困人救援）", "0531-0000-7001"),
    (Kind.WATER, "自来水公司热线", "0531-0000-7002"),
    (Kind.POWER, "供电公司抢修", "0531-0000-7003"),
    (Kind.GAS, "燃气公司抢修", "0531-0000-7004"),
    (Kind.HEATING, "供热公司热线", "0531-0000-7005"),
    (Kind.POLICE, "公安报警", "110"),
    (Kind.FIRE, "消防", "119"),
    (Kind.CLINIC, "急救", "120"),
    (Kind.CLINIC, "社区卫生服务中心", "0531-0000-7006"),
]
